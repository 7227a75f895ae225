package node

import (
	"gex/node/proc"
	"gex/proto/term"
)

// SpawnOptions are those of erlang:spawn_opt and what Go code needs besides.
type SpawnOptions struct {
	Link        bool
	Monitor     bool
	MonitorOpts proc.MonitorOptions
	Priority    proc.Priority
	GroupLeader term.Term // pid; zero for that of the parent, or the process itself
	Initial     proc.MFA
	TrapExit    bool
	Name        term.Atom               // registered before it runs; 0 for none
	Flags       map[term.Atom]term.Term // min_heap_size and the like, kept for process_info
}

// Spawn starts a local process that runs r. parent is the process that calls,
// nil for none; Link and Monitor need one. ref is that of the monitor. The
// errors are registry.ErrProcessLimit, ErrClosed, and those of Register.
func (n *Node) Spawn(parent *proc.Process, r proc.Runner, o SpawnOptions) (p *proc.Process, ref *term.Ref, err error) {
	p, ref, err = n.make(parent, o)
	if err == nil {
		p.Start(parent, r)
	}
	return p, ref, err
}

// SpawnGo starts a local process written in Go; see Spawn and proc.GoFunc.
func (n *Node) SpawnGo(parent *proc.Process, f func(p *proc.Process), o SpawnOptions) (*proc.Process, error) {
	p, _, err := n.Spawn(parent, proc.GoFunc(f), o)
	return p, err
}

// SpawnMFA starts a local process that applies a function; see Spawn.
func (n *Node) SpawnMFA(parent *proc.Process, module, function term.Atom, args []term.Term, o SpawnOptions) (*proc.Process, *term.Ref, error) {
	o.Initial = proc.MFA{Module: module, Function: function, Arity: len(args)}
	return n.Spawn(parent, n.config.Resolver.Start(module, function, args), o)
}

// SpawnFun starts a local process that calls a fun; see Spawn.
func (n *Node) SpawnFun(parent *proc.Process, fun term.Term, args []term.Term, o SpawnOptions) (*proc.Process, *term.Ref, error) {
	return n.Spawn(parent, n.config.Resolver.StartFun(fun, args), o)
}

// make makes a process that does not run yet.
func (n *Node) make(parent *proc.Process, o SpawnOptions) (*proc.Process, *term.Ref, error) {
	po := proc.Options{GroupLeader: o.GroupLeader, Priority: o.Priority, Initial: o.Initial, TrapExit: o.TrapExit}
	var ref *term.Ref
	if parent != nil {
		po.Parent, po.Link = parent.Self(), o.Link
		if po.GroupLeader.IsNone() {
			po.GroupLeader = parent.GroupLeader()
		}
		if o.Monitor {
			ref = parent.MonitorRef(o.MonitorOpts)
			po.Monitor = ref
		}
	}
	p, err := n.add(po)
	if err != nil {
		return nil, nil, err
	}
	for name, v := range o.Flags {
		p.SetFlag(name, v)
	}
	if o.Name != 0 {
		if err := n.names.Register(o.Name, p); err != nil {
			n.pids.Remove(p)
			return nil, nil, err
		}
	}
	if parent != nil {
		parent.Adopt(p, o.Link, ref, o.MonitorOpts.Tag)
	}
	return p, ref, nil
}

func (n *Node) add(po proc.Options) (*proc.Process, error) {
	if n.closing.Load() {
		return nil, ErrClosed
	}
	p, err := n.pids.Add(func(num, serial uint32) *proc.Process {
		pid := &term.Pid{Node: n.inside.Node, ID: num, Serial: serial, Creation: n.inside.Creation}
		if po.GroupLeader.IsNone() {
			po.GroupLeader = pid.Term()
		}
		return n.sched.New(pid, po)
	})
	if err == nil && n.closing.Load() {
		// Shutdown may have looked at the table before.
		p.Post(&proc.Exit{From: p.Self(), Reason: term.Kill.Term()})
	}
	return p, err
}

// spawnRequested answers a spawn request of another node: it starts the process and
// sends the reply. proc.Peer.Attach of the connection is called for the link
// and monitor it sets up.
func (n *Node) spawnRequested(x *proc.SpawnRequest) {
	reply := &proc.SpawnReply{Ref: x.Ref}
	o, ok := ParseSpawnOptions(x.Opts)
	args, proper := x.Args.Slice()
	switch {
	case !ok:
		reply.Result = term.A("badopt")
	case !proper:
		reply.Result = term.A("badarg")
	default:
		po := proc.Options{Parent: x.From, GroupLeader: x.GroupLeader, Priority: o.Priority,
			Initial: proc.MFA{Module: x.Module, Function: x.Function, Arity: len(args)}, Link: o.Link, Via: x.Via}
		if o.Monitor {
			po.Monitor = x.Ref
		}
		p, err := n.add(po)
		if err != nil {
			reply.Result = term.A("system_limit")
			break
		}
		for name, v := range o.Flags {
			p.SetFlag(name, v)
		}
		reply.Linked, reply.Monitored, reply.Result = o.Link, o.Monitor, p.Self()
		// The reply goes ahead of anything the process may send.
		x.Via.Signal(x.From, reply)
		p.Start(nil, n.config.Resolver.Start(x.Module, x.Function, args))
		return
	}
	x.Via.Signal(x.From, reply)
}
