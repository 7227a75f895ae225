package node

import (
	"gex/node/proc"
	"gex/node/sys"
	"gex/proto/term"
)

// System is what runs on a node besides the processes of users.
type System struct {
	// Global is the table of global names.
	Global *sys.Global
}

// StartSystem starts the processes that other nodes talk to: net_kernel, rex,
// global_name_server, logger_proxy, init and application_controller. It comes
// before the first connection. leader is the group leader of these processes,
// and of what they start without one; zero for none. log takes what processes of
// other nodes log whose group leader is here.
func (n *Node) StartSystem(leader term.Term, log sys.Logger) (*System, error) {
	h := host{n, leader}
	g := sys.NewGlobal(h, log)
	for _, s := range []struct {
		name string
		run  func(p *proc.Process)
	}{
		{"init", sys.Init(n.halt)},
		{"application_controller", sys.ApplicationController(n.config.Applications)},
		{"net_kernel", sys.NetKernel(h)},
		{"rex", sys.Rex(h)},
		{"global_name_server", g.Run},
		{"logger_proxy", sys.LoggerProxy(log)},
	} {
		o := SpawnOptions{Name: term.Intern(s.name), GroupLeader: leader, TrapExit: true}
		if _, err := n.SpawnGo(nil, s.run, o); err != nil {
			return nil, err
		}
	}
	return &System{Global: g}, nil
}

func (n *Node) halt(status int) {
	if n.config.Halt != nil {
		n.config.Halt(status)
	}
}

// ReportCrash sends the report of a process that ended by an uncaught error to
// where its group leader is: to another node, or to log. It is what Config.Crash
// is meant to be.
func (n *Node) ReportCrash(p *proc.Process, reason term.Term, log sys.Logger) {
	e := sys.CrashEvent(n.Self(), p, reason)
	if !sys.Forward(host{Node: n}, p, e) {
		log(e)
	}
}

// host is a node as package sys sees it.
type host struct {
	*Node
	leader term.Term
}

func (h host) Visible() []term.Atom { return h.Nodes(NodesVisible) }

func (h host) Subscribe(p *proc.Process) { h.MonitorNodes(p, true, NodeOptions{}) }

func (h host) Mesh() sys.Mesh {
	if w := h.net.Load(); w != nil {
		return w.config.Mesh
	}
	return sys.Mesh{}
}

func (h host) Go(f func(p *proc.Process)) error {
	_, err := h.SpawnGo(nil, f, SpawnOptions{GroupLeader: h.leader})
	return err
}

func (h host) Run(watcher *proc.Process, leader term.Term, module, function term.Atom, args []term.Term) (term.Term, *term.Ref, error) {
	p, ref, err := h.SpawnMFA(watcher, module, function, args, SpawnOptions{GroupLeader: leader, Monitor: watcher != nil})
	if err != nil {
		return term.Term{}, nil, err
	}
	return p.Self(), ref, nil
}
