package bif

import (
	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// erlangSpawns are the functions that spawn on a node, this one or another.
var erlangSpawns = []vm.Row{
	{Name: "spawn", Arity: 2, Func: spawnOn(term.Nil, false)},
	{Name: "spawn", Arity: 4, Func: spawnOn(term.Nil, true)},
	{Name: "spawn_link", Arity: 2, Func: spawnOn(term.List(term.A("link")), false)},
	{Name: "spawn_link", Arity: 4, Func: spawnOn(term.List(term.A("link")), true)},
	{Name: "spawn_monitor", Arity: 2, Func: spawnOn(term.List(term.A("monitor")), false)},
	{Name: "spawn_monitor", Arity: 4, Func: spawnOn(term.List(term.A("monitor")), true)},
	{Name: "spawn_opt", Arity: 3, Func: spawnOptOn(false)},
	{Name: "spawn_opt", Arity: 5, Func: spawnOptOn(true)},
	{Name: "spawn_request", Arity: 1, Func: spawnRequest},
	{Name: "spawn_request", Arity: 2, Func: spawnRequest},
	{Name: "spawn_request", Arity: 3, Func: spawnRequest},
	{Name: "spawn_request", Arity: 4, Func: spawnRequest},
	{Name: "spawn_request", Arity: 5, Func: spawnRequest},
	{Name: "spawn_request_abandon", Arity: 1, Func: spawnRequestAbandon},
}

// call is a function to spawn. A fun travels as the argument of apply/2.
type call struct{ module, function, args term.Term }

func callOf(a []term.Term, mfa bool) (call, bool) {
	if mfa {
		_, proper := a[2].Len()
		return call{a[0], a[1], a[2]}, a[0].IsAtom() && a[1].IsAtom() && proper
	}
	return call{term.A("erlang"), term.A("apply"), term.List(a[0], term.Nil)}, funArity(a[0]) >= 0
}

func spawnOn(opts term.Term, mfa bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) { return spawnAt(m, a[0], a[1:], mfa, opts) }
}

func spawnOptOn(mfa bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		return spawnAt(m, a[0], a[1:len(a)-1], mfa, a[len(a)-1])
	}
}

// spawnAt spawns on a node and waits for the pid.
func spawnAt(m *vm.Machine, on term.Term, what []term.Term, mfa bool, opts term.Term) (term.Term, bool) {
	c, valid := callOf(what, mfa)
	o, known := node.ParseSpawnOptions(opts)
	if !on.IsAtom() || !valid || !known {
		return m.Badarg()
	}
	if host(m).Node.Local(on.Atom()) {
		if mfa {
			return startMFA(m, c.module, c.function, c.args, o)
		}
		return startFun(m, what[0], o)
	}
	ref := m.Proc().SpawnRequest(on.Atom(), c.module.Atom(), c.function.Atom(), c.args, proc.RequestOptions{
		Link: o.Link, Monitor: o.Monitor, MonitorOptions: o.MonitorOpts, Wire: opts,
	})
	return m.Receive(func(msg term.Term) bool {
		es := msg.Tagged(term.Intern("spawn_reply"), 4)
		return es != nil && es[1].IsRef() && *es[1].Ref() == *ref
	}, -1, func(m *vm.Machine, msg term.Term, _ bool) (term.Term, bool) {
		outcome := msg.Elem(3)
		switch {
		case !outcome.IsPid():
			return failedSpawn(m, on, c, opts, outcome)
		case o.Monitor:
			return ok(term.Tuple(outcome, ref.Term()))
		}
		return ok(outcome)
	})
}

// failedSpawn returns the pid of a process here that warns of it and ends with
// the reason, so that links and monitors tell it.
func failedSpawn(m *vm.Machine, on term.Term, c call, opts, reason term.Term) (term.Term, bool) {
	if reason.Is(term.Intern("badopt")) {
		return m.Badarg()
	}
	o, _ := node.ParseSpawnOptions(opts)
	p, ref, err := host(m).Node.SpawnMFA(m.Proc(), term.Intern("erts_internal"), term.Intern("crasher"),
		[]term.Term{on, c.module, c.function, c.args, opts, reason}, o)
	return spawned(m, p, ref, err)
}

// spawnRequest takes [Node,] Fun [, Options] or [Node,] M, F, A [, Options].
func spawnRequest(m *vm.Machine, a []term.Term) (term.Term, bool) {
	on := host(m).Node.Self().Term()
	if len(a) == 5 || len(a) == 4 && a[2].IsAtom() || len(a) == 3 && funArity(a[1]) >= 0 || len(a) == 2 && funArity(a[1]) >= 0 {
		on, a = a[0], a[1:]
	}
	mfa := len(a) >= 3
	opts := term.Nil
	if len(a) == 2 || len(a) == 4 {
		opts, a = a[len(a)-1], a[:len(a)-1]
	}
	c, valid := callOf(a, mfa)
	_, proper := opts.Len()
	if !on.IsAtom() || !valid || !proper {
		return m.Badarg()
	}
	o, wire, known := requestOptions(opts)
	if !known {
		return refusedRequest(m, o)
	}
	if !host(m).Node.Local(on.Atom()) {
		o.Wire = wire
		return ok(m.Proc().SpawnRequest(on.Atom(), c.module.Atom(), c.function.Atom(), c.args, o).Term())
	}
	return localRequest(m, c, o, wire)
}

// requestOptions takes reply and reply_tag, which stay here, out of the proper
// list of options. It is false if one is not known.
func requestOptions(opts term.Term) (o proc.RequestOptions, wire term.Term, known bool) {
	list, _ := opts.Slice()
	var rest []term.Term
	known = true
	for _, t := range list {
		switch {
		case t.Tagged(atomReply, 2) != nil:
			var mode bool
			o.Reply, mode = replyModes[t.Elem(1)]
			known = known && mode
		case t.Tagged(atomReplyTag, 2) != nil:
			o.ReplyTag = t.Elem(1)
		default:
			rest = append(rest, t)
		}
	}
	wire = term.List(rest...)
	so, valid := node.ParseSpawnOptions(wire)
	o.Link, o.Monitor, o.MonitorOptions = so.Link, so.Monitor, so.MonitorOpts
	return o, wire, known && valid
}

var (
	atomReplyTag   = term.Intern("reply_tag")
	atomSpawnReply = term.A("spawn_reply")
	replyModes     = map[term.Term]proc.ReplyMode{
		term.A("yes"): proc.ReplyYes, term.A("no"): proc.ReplyNo,
		term.A("error_only"): proc.ReplyErrorOnly, term.A("success_only"): proc.ReplySuccessOnly,
	}
)

// refusedRequest is a request with options that nobody knows: the reply says so.
func refusedRequest(m *vm.Machine, o proc.RequestOptions) (term.Term, bool) {
	ref := m.Proc().MakeRef()
	if o.Reply == proc.ReplyYes || o.Reply == proc.ReplyErrorOnly {
		tellRequest(m, o, ref, term.Error.Term(), term.A("badopt"))
	}
	return ok(ref.Term())
}

// tellRequest delivers the outcome of a spawn request to the process itself.
func tellRequest(m *vm.Machine, o proc.RequestOptions, ref *term.Ref, how, outcome term.Term) {
	tag := o.ReplyTag
	if tag.IsNone() {
		tag = atomSpawnReply
	}
	m.Proc().Deliver(term.Tuple(tag, ref.Term(), how, outcome))
}

// localRequest spawns here and delivers the reply that another node would send.
func localRequest(m *vm.Machine, c call, o proc.RequestOptions, opts term.Term) (term.Term, bool) {
	so, _ := node.ParseSpawnOptions(opts)
	args, _ := c.args.Slice()
	p, ref, err := host(m).Node.SpawnMFA(m.Proc(), c.module.Atom(), c.function.Atom(), args, so)
	if err != nil {
		return m.SystemLimit()
	}
	if ref == nil {
		ref = m.Proc().Scheduler().NewRef()
	}
	if o.Reply == proc.ReplyYes || o.Reply == proc.ReplySuccessOnly {
		tellRequest(m, o, ref, term.Ok.Term(), p.Self())
	}
	return ok(ref.Term())
}

func spawnRequestAbandon(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsRef() {
		return m.Badarg()
	}
	return boolean(m.Proc().AbandonSpawn(a[0].Ref()))
}
