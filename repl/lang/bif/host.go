package bif

import (
	"sync"
	"sync/atomic"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// Host is what natives need of the running system; System.Host holds a *Host.
type Host struct {
	Node *node.Node
	// Halt ends the program with an exit status.
	Halt func(status int)
	// Argv are the arguments after the script (System.argv).
	Argv []string
	// StartNode makes the node alive (net_kernel:start); the cookie is that of
	// the command line, the environment or the file.
	StartNode func(NodeStart) error
	// Notice tells the user what Erlang keeps to itself, such as why a node
	// could not be connected; nil drops it.
	Notice func(text string)
	// Log takes what processes log on this node.
	Log func(level, text string)
	// NoOTPReports keeps Logger from taking what behaviours report, and
	// SASLReports has it take crash and progress reports too: handle_otp_reports
	// and handle_sasl_reports of Logger.
	NoOTPReports, SASLReports bool

	nodeStarted atomic.Bool // StartNode has made it alive

	mu         sync.Mutex           // guards Argv once the system runs, and unreached
	unreached  map[term.Atom]string // why, of those that the user was told of
	persistent persistent
	resources  resources
	ets        etsTables
}

func host(m *vm.Machine) *Host { return m.System().Host.(*Host) }

// otherProcess returns the live local process of a pid.
func localProcess(m *vm.Machine, pid term.Term) *proc.Process { return host(m).Node.Process(pid) }
