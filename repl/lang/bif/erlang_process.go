package bif

import (
	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// erlangProcesses are the functions of processes, names, links and monitors.
var erlangProcesses = []vm.Row{
	{Name: "self", Arity: 0, Func: self, Guard: true},
	{Name: "send", Arity: 2, Func: send2},
	{Name: "send", Arity: 3, Func: send3},
	{Name: "send_nosuspend", Arity: 2, Func: sendNosuspend},
	{Name: "send_nosuspend", Arity: 3, Func: sendNosuspend},
	{Name: "spawn", Arity: 1, Func: spawnFun(node.SpawnOptions{})},
	{Name: "spawn", Arity: 3, Func: spawnMFA(node.SpawnOptions{})},
	{Name: "spawn_link", Arity: 1, Func: spawnFun(node.SpawnOptions{Link: true})},
	{Name: "spawn_link", Arity: 3, Func: spawnMFA(node.SpawnOptions{Link: true})},
	{Name: "spawn_monitor", Arity: 1, Func: spawnFun(node.SpawnOptions{Monitor: true})},
	{Name: "spawn_monitor", Arity: 3, Func: spawnMFA(node.SpawnOptions{Monitor: true})},
	{Name: "spawn_opt", Arity: 2, Func: spawnOptFun},
	{Name: "spawn_opt", Arity: 4, Func: spawnOptMFA},

	{Name: "link", Arity: 1, Func: link},
	{Name: "link", Arity: 2, Func: link},
	{Name: "unlink", Arity: 1, Func: unlink},
	{Name: "monitor", Arity: 2, Func: monitor},
	{Name: "monitor", Arity: 3, Func: monitor},
	{Name: "demonitor", Arity: 1, Func: demonitor},
	{Name: "demonitor", Arity: 2, Func: demonitor},
	{Name: "alias", Arity: 0, Func: alias},
	{Name: "alias", Arity: 1, Func: alias},
	{Name: "unalias", Arity: 1, Func: unalias},
	{Name: "exit", Arity: 2, Func: exit2},
	{Name: "exit", Arity: 3, Func: exit2},
	{Name: "process_flag", Arity: 2, Func: processFlag},
	{Name: "process_flag", Arity: 3, Func: processFlagOf},
	{Name: "process_info", Arity: 1, Func: processInfo},
	{Name: "process_info", Arity: 2, Func: processInfo},
	{Name: "processes", Arity: 0, Func: processes},
	{Name: "is_process_alive", Arity: 1, Func: isProcessAlive},
	{Name: "group_leader", Arity: 0, Func: groupLeader},
	{Name: "group_leader", Arity: 2, Func: setGroupLeader},
	{Name: "register", Arity: 2, Func: register},
	{Name: "unregister", Arity: 1, Func: unregister},
	{Name: "whereis", Arity: 1, Func: whereis},
	{Name: "registered", Arity: 0, Func: registered},
	{Name: "suspend_process", Arity: 1, Func: suspend(func(from term.Term) proc.Signal { return &proc.Suspend{From: from} })},
	{Name: "resume_process", Arity: 1, Func: suspend(func(from term.Term) proc.Signal { return &proc.Resume{From: from} })},
	{Name: "hibernate", Arity: 3, Func: hibernate},
	{Name: "yield", Arity: 0, Func: yield},
	{Name: "garbage_collect", Arity: 0, Func: garbageCollect},
	{Name: "garbage_collect", Arity: 1, Func: garbageCollect},

	{Name: "get", Arity: 0, Func: dictAll},
	{Name: "get", Arity: 1, Func: dictGet},
	{Name: "get_keys", Arity: 0, Func: dictKeys},
	{Name: "get_keys", Arity: 1, Func: dictKeysOf},
	{Name: "put", Arity: 2, Func: dictPut},
	{Name: "erase", Arity: 0, Func: dictClear},
	{Name: "erase", Arity: 1, Func: dictErase},

	{Name: "make_ref", Arity: 0, Func: makeRef},
	{Name: "send_after", Arity: 3, Func: startTimer(false)},
	{Name: "send_after", Arity: 4, Func: startTimer(false)},
	{Name: "start_timer", Arity: 3, Func: startTimer(true)},
	{Name: "start_timer", Arity: 4, Func: startTimer(true)},
	{Name: "cancel_timer", Arity: 1, Func: timerLeft("cancel_timer", (*proc.Scheduler).CancelTimer)},
	{Name: "cancel_timer", Arity: 2, Func: timerLeft("cancel_timer", (*proc.Scheduler).CancelTimer)},
	{Name: "read_timer", Arity: 1, Func: timerLeft("read_timer", (*proc.Scheduler).ReadTimer)},
	{Name: "read_timer", Arity: 2, Func: timerLeft("read_timer", (*proc.Scheduler).ReadTimer)},
}

func self(m *vm.Machine, _ []term.Term) (term.Term, bool) { return ok(m.Self()) }

func send2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if m.Proc().Send(a[0], a[1], proc.SendOptions{}) == proc.BadDest {
		return m.Badarg()
	}
	return ok(a[1])
}

func send3(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o, valid := sendOptions(a[2])
	if !valid {
		return m.Badarg()
	}
	switch m.Proc().Send(a[0], a[1], o) {
	case proc.BadDest:
		return m.Badarg()
	case proc.NoConnect:
		return ok(atomNoconnect.Term())
	case proc.NoSuspend:
		return ok(atomNosuspend.Term())
	}
	return ok(term.Ok.Term())
}

func sendOptions(list term.Term) (o proc.SendOptions, valid bool) {
	opts, valid := list.Slice()
	for _, opt := range opts {
		switch {
		case opt.Is(atomNoconnect):
			o.NoConnect = true
		case opt.Is(atomNosuspend):
			o.NoSuspend = true
		case opt.Is(atomPriority):
			o.Priority = true
		default:
			valid = false
		}
	}
	return o, valid
}

// sendNosuspend is false for a message that would have had to wait.
func sendNosuspend(m *vm.Machine, a []term.Term) (term.Term, bool) {
	var o proc.SendOptions
	if len(a) == 3 {
		var valid bool
		if o, valid = sendOptions(a[2]); !valid {
			return m.Badarg()
		}
	}
	o.NoSuspend = true
	switch m.Proc().Send(a[0], a[1], o) {
	case proc.BadDest:
		return m.Badarg()
	case proc.NoConnect, proc.NoSuspend:
		return boolean(false)
	}
	return boolean(true)
}

// spawned is what a spawn function returns.
func spawned(m *vm.Machine, p *proc.Process, ref *term.Ref, err error) (term.Term, bool) {
	switch {
	case err != nil:
		return m.SystemLimit()
	case ref != nil:
		return ok(term.Tuple(p.Self(), ref.Term()))
	}
	return ok(p.Self())
}

func startFun(m *vm.Machine, fun term.Term, o node.SpawnOptions) (term.Term, bool) {
	if funArity(fun) < 0 {
		return m.Badarg()
	}
	n := host(m).Node
	p, ref, err := n.Spawn(m.Proc(), vm.NewFun(m.System(), fun, nil), o)
	return spawned(m, p, ref, err)
}

func startMFA(m *vm.Machine, module, function, args term.Term, o node.SpawnOptions) (term.Term, bool) {
	list, proper := args.Slice()
	if !module.IsAtom() || !function.IsAtom() || !proper {
		return m.Badarg()
	}
	p, ref, err := host(m).Node.SpawnMFA(m.Proc(), module.Atom(), function.Atom(), list, o)
	return spawned(m, p, ref, err)
}

func spawnFun(o node.SpawnOptions) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) { return startFun(m, a[0], o) }
}

func spawnMFA(o node.SpawnOptions) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) { return startMFA(m, a[0], a[1], a[2], o) }
}

func spawnOptFun(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o, valid := node.ParseSpawnOptions(a[1])
	if !valid {
		return m.Badarg()
	}
	return startFun(m, a[0], o)
}

func spawnOptMFA(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o, valid := node.ParseSpawnOptions(a[3])
	if !valid {
		return m.Badarg()
	}
	return startMFA(m, a[0], a[1], a[2], o)
}

// failed raises what link/1 and monitor/2 raise for an error of proc.
func failed(m *vm.Machine, err error) (term.Term, bool) {
	if err == proc.ErrNoProc {
		return m.Error(term.Noproc.Term())
	}
	return m.Badarg()
}

// link takes a pid and, for two arguments, [] or [priority].
func link(m *vm.Machine, a []term.Term) (term.Term, bool) {
	first, valid := priorityOption(a[1:])
	if !valid {
		return m.Badarg()
	}
	if err := m.Proc().LinkPriority(a[0], first); err != nil {
		return failed(m, err)
	}
	return boolean(true)
}

func unlink(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if err := m.Proc().Unlink(a[0]); err != nil {
		return failed(m, err)
	}
	return boolean(true)
}

func monitor(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if a[0].Is(atomTimeOffset) {
		// The clocks never drift apart here, so the message never comes.
		return ok(m.Proc().Scheduler().NewRef().Term())
	}
	if !a[0].Is(atomProcess) {
		return m.Badarg()
	}
	var o proc.MonitorOptions
	if len(a) == 3 {
		var valid bool
		if o, valid = node.ParseMonitorOptions(a[2]); !valid {
			return m.Badarg()
		}
	}
	ref, err := m.Proc().Monitor(a[1], o)
	if err != nil {
		return failed(m, err)
	}
	return ok(ref.Term())
}

func demonitor(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsRef() {
		return m.Badarg()
	}
	flush, info := false, false
	if len(a) == 2 {
		opts, proper := a[1].Slice()
		for _, o := range opts {
			switch {
			case o.Is(atomFlush):
				flush = true
			case o.Is(atomInfo):
				info = true
			default:
				proper = false
			}
		}
		if !proper {
			return m.Badarg()
		}
	}
	found := m.Proc().Demonitor(a[0].Ref(), flush)
	return boolean(found || !info)
}

func alias(m *vm.Machine, a []term.Term) (term.Term, bool) {
	mode := proc.ExplicitUnalias
	if len(a) == 1 {
		var valid bool
		if mode, valid = node.ParseAliasOptions(a[0]); !valid {
			return m.Badarg()
		}
	}
	return ok(m.Proc().Alias(mode).Term())
}

func unalias(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsRef() {
		return m.Badarg()
	}
	return boolean(m.Proc().Unalias(a[0].Ref()))
}

func exit2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	first, valid := priorityOption(a[2:])
	if !valid {
		return m.Badarg()
	}
	if a[0].IsPort() {
		return boolean(true)
	}
	if err := m.Proc().ExitPriority(a[0], a[1], first); err != nil {
		return m.Badarg()
	}
	return boolean(true)
}

// priorityOption reads the last argument, if there is one: a list of nothing but
// priority.
func priorityOption(rest []term.Term) (priority, valid bool) {
	if len(rest) == 0 {
		return false, true
	}
	opts, valid := rest[0].Slice()
	for _, o := range opts {
		valid = valid && o.Is(atomPriority)
	}
	return len(opts) > 0, valid
}

func processFlag(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p := m.Proc()
	switch {
	case a[0].Is(atomTrapExit) && isBoolean(a[1]):
		return boolean(p.SetTrapExit(a[1].Is(term.True)))
	case a[0].Is(atomPriority):
		pr, valid := proc.ParsePriority(a[1])
		if !valid {
			return m.Badarg()
		}
		return ok(p.SetPriority(pr).Term())
	case a[0].IsAtom() && flags[a[0].AtomName()]:
		old := p.Flag(a[0].Atom())
		p.SetFlag(a[0].Atom(), a[1])
		return ok(old)
	}
	return m.Badarg()
}

// processFlagOf is process_flag/3, which knows save_calls alone.
func processFlagOf(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsPid() || !a[1].Is(term.Intern("save_calls")) || !a[2].IsInt() || localProcess(m, a[0]) == nil {
		return m.Badarg()
	}
	return ok(term.Int(0))
}

// flags are process flags that are kept and given back, and mean nothing to a
// runtime whose memory is Go's.
var flags = map[string]bool{
	"error_handler": true, "fullsweep_after": true, "min_heap_size": true, "min_bin_vheap_size": true,
	"max_heap_size": true, "message_queue_data": true, "save_calls": true, "sensitive": true, "async_dist": true,
}

func processInfo(m *vm.Machine, a []term.Term) (term.Term, bool) {
	pid := a[0].Pid()
	if pid == nil || !host(m).Node.Local(pid.Node) {
		return m.Badarg()
	}
	ask := func(p *proc.Process) term.Term { return infoAll(p) }
	if len(a) == 2 {
		items, isList := a[1].Slice()
		if !isList || !a[1].IsList() {
			items = []term.Term{a[1]}
		}
		for _, item := range items {
			if !proc.IsInfoItem(item) {
				return m.Badarg()
			}
		}
		ask = func(p *proc.Process) term.Term {
			out := make([]term.Term, len(items))
			for i, item := range items {
				v, _ := p.Info(item)
				out[i] = term.Tuple(item, v)
			}
			switch {
			case a[1].IsList():
				return term.List(out...)
			case a[1].Is(atomRegisteredName) && out[0].Elem(1).IsNil():
				return term.Nil
			}
			return out[0]
		}
	}
	p := localProcess(m, a[0])
	if p == nil {
		return ok(term.Undefined.Term())
	}
	t, err := m.Proc().Ask(p, ask)
	if err != nil {
		return ok(term.Undefined.Term())
	}
	return ok(t)
}

func infoAll(p *proc.Process) term.Term {
	var out []term.Term
	for _, item := range proc.InfoItems() {
		v, _ := p.Info(item.Term())
		if item == atomRegisteredName && v.IsNil() {
			continue
		}
		out = append(out, term.Tuple(item.Term(), v))
	}
	return term.List(out...)
}

func processes(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	ps := host(m).Node.Processes()
	out := make([]term.Term, len(ps))
	for i, p := range ps {
		out[i] = p.Self()
	}
	return ok(term.List(out...))
}

func isProcessAlive(m *vm.Machine, a []term.Term) (term.Term, bool) {
	pid := a[0].Pid()
	if pid == nil || !host(m).Node.Local(pid.Node) {
		return m.Badarg()
	}
	return boolean(m.Proc().IsAlive(localProcess(m, a[0])))
}

func groupLeader(m *vm.Machine, _ []term.Term) (term.Term, bool) { return ok(m.Proc().GroupLeader()) }

func setGroupLeader(m *vm.Machine, a []term.Term) (term.Term, bool) {
	leader, of := a[0], a[1]
	if leader.IsAtom() {
		p := host(m).Node.Whereis(leader.KnownAtom())
		if p == nil {
			return m.Badarg()
		}
		leader = p.Self()
	}
	if !leader.IsPid() || !of.IsPid() {
		return m.Badarg()
	}
	if term.Identical(of, m.Self()) {
		m.Proc().SetGroupLeader(leader)
	} else {
		m.Proc().Scheduler().Route(of, &proc.GroupLeader{Leader: leader})
	}
	return boolean(true)
}

func register(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p := localProcess(m, a[1])
	if !a[0].IsAtom() || p == nil || host(m).Node.Register(a[0].Atom(), p) != nil {
		return m.Badarg()
	}
	return boolean(true)
}

func unregister(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() || host(m).Node.Unregister(a[0].Atom()) != nil {
		return m.Badarg()
	}
	return boolean(true)
}

func whereis(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	if p := host(m).Node.Whereis(a[0].KnownAtom()); p != nil {
		return ok(p.Self())
	}
	return ok(term.Undefined.Term())
}

func registered(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, name := range host(m).Node.Registered() {
		out = append(out, name.Term())
	}
	return ok(term.List(out...))
}

func suspend(signal func(from term.Term) proc.Signal) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		p := localProcess(m, a[0])
		if p == nil || p == m.Proc() || !p.Post(signal(m.Self())) {
			return m.Badarg()
		}
		return boolean(true)
	}
}

func hibernate(m *vm.Machine, a []term.Term) (term.Term, bool) {
	args, proper := a[2].Slice()
	if !a[0].IsAtom() || !a[1].IsAtom() || !proper {
		return m.Badarg()
	}
	return m.Hibernate(a[0].Atom(), a[1].Atom(), args...)
}

func yield(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	m.Bump(proc.Budget)
	return boolean(true)
}

// garbageCollect leaves the collecting to Go's collector, which runs by itself.
func garbageCollect(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if len(a) == 0 {
		return boolean(true)
	}
	if pid := a[0].Pid(); pid == nil || !host(m).Node.Local(pid.Node) {
		return m.Badarg()
	}
	return boolean(localProcess(m, a[0]) != nil)
}

func dictGet(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if v, found := m.Proc().Dict().Get(a[0]); found {
		return ok(v)
	}
	return ok(term.Undefined.Term())
}

func dictPut(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if old, found := m.Proc().Dict().Put(a[0], a[1]); found {
		return ok(old)
	}
	return ok(term.Undefined.Term())
}

func dictErase(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if old, found := m.Proc().Dict().Erase(a[0]); found {
		return ok(old)
	}
	return ok(term.Undefined.Term())
}

func dictAll(m *vm.Machine, _ []term.Term) (term.Term, bool) { return ok(m.Proc().Dict().Term()) }

func dictKeys(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	pairs, _ := m.Proc().Dict().Term().Slice()
	for i, p := range pairs {
		pairs[i] = p.Elem(0)
	}
	return ok(term.List(pairs...))
}

// dictKeysOf returns the keys that have a value.
func dictKeysOf(m *vm.Machine, a []term.Term) (term.Term, bool) {
	pairs, _ := m.Proc().Dict().Term().Slice()
	var keys []term.Term
	for _, p := range pairs {
		if term.Identical(p.Elem(1), a[0]) {
			keys = append(keys, p.Elem(0))
		}
	}
	return ok(term.List(keys...))
}

func dictClear(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	all := m.Proc().Dict().Term()
	m.Proc().Dict().Clear()
	return ok(all)
}

func makeRef(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	return ok(m.Proc().MakeRef().Term())
}

// startTimer takes Time, Dest, Message and perhaps [{abs, Boolean}].
func startTimer(wrap bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		ms, isInt := a[0].AsInt()
		if !isInt || !a[1].IsPid() && !a[1].IsAtom() {
			return m.Badarg()
		}
		if len(a) == 4 {
			if v, given := option(a[3], "abs"); given && v.Is(term.True) {
				now := (monotonic() - monotonic()%1e6) / 1e6
				ms -= now
				ms = max(ms, 0)
			}
		}
		if ms < 0 || ms > 1<<32-1 {
			return m.Badarg()
		}
		if pid := a[1].Pid(); pid != nil && !host(m).Node.Local(pid.Node) {
			return m.Badarg()
		}
		if wrap {
			return ok(m.Proc().Scheduler().StartTimer(ms, a[1], a[2]).Term())
		}
		return ok(m.Proc().Scheduler().SendAfter(ms, a[1], a[2]).Term())
	}
}

func timerLeft(kind string, f func(*proc.Scheduler, *term.Ref) (int64, bool)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if !a[0].IsRef() {
			return m.Badarg()
		}
		left, found := f(m.Proc().Scheduler(), a[0].Ref())
		if len(a) == 2 {
			if v, given := option(a[1], "async"); given && v.Is(term.True) {
				value := term.False.Term()
				if found {
					value = term.Int(left)
				}
				m.Proc().Deliver(term.Tuple(term.A(kind), a[0], value))
				return ok(term.Ok.Term())
			}
			if v, given := option(a[1], "info"); given && v.Is(term.False) {
				return ok(term.Ok.Term())
			}
		}
		if !found {
			return boolean(false)
		}
		return integer(left)
	}
}
