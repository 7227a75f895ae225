package bif

import (
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
	// Connect, Disconnect and the cookie functions are those of the network
	// side of the node; nil while the node is not alive.
	Net Network
}

// Network is the distribution as natives use it.
type Network interface {
	// Connect connects to a node; the error says why not.
	Connect(node term.Atom) error
	// Cookie returns the cookie for a node; SetCookie sets it, for all nodes
	// when node is our own.
	Cookie(node term.Atom) term.Atom
	SetCookie(node, cookie term.Atom)
}

func host(m *vm.Machine) *Host { return m.System().Host.(*Host) }

// otherProcess returns the live local process of a pid.
func localProcess(m *vm.Machine, pid term.Term) *proc.Process { return host(m).Node.Process(pid) }
