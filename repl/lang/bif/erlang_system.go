package bif

import (
	"fmt"
	"runtime"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// erlangSystem are the node, its peers, loaded code and facts of the system.
var erlangSystem = []vm.Row{
	{Name: "node", Arity: 0, Func: nodeName, Guard: true},
	{Name: "node", Arity: 1, Func: nodeOf, Guard: true},
	{Name: "nodes", Arity: 0, Func: nodes},
	{Name: "nodes", Arity: 1, Func: nodes},
	{Name: "nodes", Arity: 2, Func: nodes},
	{Name: "is_alive", Arity: 0, Func: isAlive},
	{Name: "monitor_node", Arity: 2, Func: monitorNode},
	{Name: "monitor_node", Arity: 3, Func: monitorNode},
	{Name: "disconnect_node", Arity: 1, Func: disconnectNode},
	{Name: "get_cookie", Arity: 0, Func: getCookie},
	{Name: "get_cookie", Arity: 1, Func: getCookie},
	{Name: "set_cookie", Arity: 1, Func: setCookie},
	{Name: "set_cookie", Arity: 2, Func: setCookie},
	{Name: "function_exported", Arity: 3, Func: functionExported},
	{Name: "module_loaded", Arity: 1, Func: moduleLoaded},
	{Name: "loaded", Arity: 0, Func: loaded},
	{Name: "is_builtin", Arity: 3, Func: functionExported},
	{Name: "halt", Arity: 0, Func: halt},
	{Name: "halt", Arity: 1, Func: halt},
	{Name: "halt", Arity: 2, Func: halt},
	{Name: "ports", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.Nil) }},
	{Name: "system_info", Arity: 1, Func: systemInfo},
	{Name: "memory", Arity: 0, Func: memory},
	{Name: "memory", Arity: 1, Func: memory1},
	{Name: "bump_reductions", Arity: 1, Func: bumpReductions},
}

func nodeName(m *vm.Machine, _ []term.Term) (term.Term, bool) { return ok(host(m).Node.Self().Term()) }

func nodeOf(m *vm.Machine, a []term.Term) (term.Term, bool) {
	var node term.Atom
	switch {
	case a[0].IsPid():
		node = a[0].Pid().Node
	case a[0].IsRef():
		node = a[0].Ref().Node
	case a[0].IsPort():
		node = a[0].Port().Node
	default:
		return m.Badarg()
	}
	return ok(host(m).Node.NodeOf(node).Term())
}

// isAlive is true of a node that waits for its name too.
func isAlive(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	n := host(m).Node
	return boolean(n.Alive() || n.Dynamic())
}

// monitorNode takes a node, whether to watch it, and the option
// allow_passive_connect, which every connection has here.
func monitorNode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n := host(m).Node
	if len(a) == 3 {
		list, proper := a[2].Slice()
		for _, o := range list {
			proper = proper && o.Is(term.Intern("allow_passive_connect"))
		}
		if !proper {
			return badArgument(m, 3, "invalid option in list")
		}
	}
	switch {
	case !a[0].IsAtom():
		return badArgument(m, 1, "not an atom")
	case !n.Alive() && a[0].Atom() != n.Self():
		return m.Error(term.A("notalive"))
	case !isBoolean(a[1]):
		return badArgument(m, 2, "not a boolean ('true' or 'false')")
	}
	n.MonitorNode(m.Proc(), a[0].Atom(), a[1].Is(term.True))
	return boolean(true)
}

func disconnectNode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h := host(m)
	switch {
	case !h.Node.Alive():
		return ok(atomIgnored)
	case !a[0].IsAtom():
		return boolean(false)
	}
	var done bool
	m.Block(func() { done = h.Node.Disconnect(a[0].Atom()) })
	return boolean(done)
}

func getCookie(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n := host(m).Node
	if len(a) == 0 {
		return ok(term.A(n.Cookie()))
	}
	if !a[0].IsAtom() {
		return badArgument(m, 1, "not an atom")
	}
	return ok(term.A(n.CookieOf(a[0].Atom())))
}

// setCookie takes a cookie, for all nodes, or a node and its cookie.
func setCookie(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n := host(m).Node
	of, cookie := n.Self().Term(), a[len(a)-1]
	if len(a) == 2 {
		of = a[0]
	}
	switch {
	case !of.IsAtom():
		return badArgument(m, 1, "not an atom")
	case !cookie.IsAtom():
		return badArgument(m, int64(len(a)), "not an atom")
	case n.SetCookie(of.Atom(), cookie.AtomName()):
		return boolean(true)
	case n.Local(of.Atom()):
		return badArgument(m, 1, "the node name is not part of a distributed system")
	}
	return m.Error(term.A("distribution_not_started"))
}

func functionExported(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[2].AsInt()
	if !a[0].IsAtom() || !a[1].IsAtom() || !isInt {
		return m.Badarg()
	}
	return boolean(n >= 0 && n <= 255 && m.System().Table.Defined(a[0].Atom(), a[1].Atom(), int(n)))
}

func moduleLoaded(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return boolean(m.System().Table.Module(a[0].Atom()) != nil)
}

func loaded(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, name := range m.System().Table.Modules() {
		out = append(out, name.Term())
	}
	return ok(term.List(out...))
}

func halt(m *vm.Machine, a []term.Term) (term.Term, bool) {
	status := 0
	if len(a) > 0 {
		n, isInt := a[0].AsInt()
		switch {
		case isInt && n >= 0:
			status = int(n)
		case a[0].Is(term.Intern("abort")):
			status = 134
		case a[0].IsBinary() || a[0].IsList():
			status = 1
		default:
			return m.Badarg()
		}
	}
	h := host(m)
	m.Block(func() { h.Halt(status) })
	return boolean(true)
}

// systemInfo answers what tools and remote shells ask; gex presents itself as
// the release it is compatible with.
func systemInfo(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	n := host(m).Node
	switch a[0].AtomName() {
	case "otp_release":
		return chars(OTPRelease)
	case "version":
		return chars(ERTSVersion)
	case "system_version":
		return chars(fmt.Sprintf("Erlang/OTP %s (gex, %d processors)\n", OTPRelease, runtime.NumCPU()))
	case "machine":
		return chars("GEX")
	case "system_architecture":
		return chars(runtime.GOARCH + "-" + runtime.GOOS)
	case "wordsize":
		return integer(8)
	case "schedulers", "schedulers_online", "dirty_cpu_schedulers", "dirty_cpu_schedulers_online":
		return integer(runtime.GOMAXPROCS(0))
	case "logical_processors", "logical_processors_online", "logical_processors_available":
		return integer(runtime.NumCPU())
	case "process_count":
		return integer(len(n.Processes()))
	case "process_limit":
		return integer(1 << 20)
	case "atom_count":
		return integer(term.AtomCount())
	case "atom_limit":
		return integer(term.MaxAtoms)
	case "port_count":
		return integer(0)
	case "port_limit":
		return integer(1 << 16)
	case "creation":
		return integer(int64(n.Creation()))
	case "threads", "smp_support":
		return boolean(true)
	case "os_type":
		return ok(osType())
	}
	return m.Badarg()
}

// What gex says of itself to tools that ask for versions.
const (
	OTPRelease    = "29"
	ERTSVersion   = "17.1"
	ElixirVersion = "1.20.4"
)

func osType() term.Term {
	if runtime.GOOS == "windows" {
		return term.Tuple(term.A("win32"), term.A("nt"))
	}
	return term.Tuple(term.A("unix"), term.A(runtime.GOOS))
}

func memoryItems() [][2]term.Term {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	size, used := term.AtomMemory()
	item := func(name string, n uint64) [2]term.Term { return [2]term.Term{term.A(name), term.Int(int64(n))} }
	return [][2]term.Term{
		item("total", s.Sys), item("processes", s.HeapInuse), item("processes_used", s.HeapAlloc),
		item("system", s.Sys-s.HeapInuse), item("atom", uint64(size)), item("atom_used", uint64(used)),
	}
}

func memory(*vm.Machine, []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, kv := range memoryItems() {
		out = append(out, term.Tuple(kv[0], kv[1]))
	}
	return ok(term.List(out...))
}

// memory1 takes one item or a list of them.
func memory1(m *vm.Machine, a []term.Term) (term.Term, bool) {
	items := memoryItems()
	find := func(name term.Term) (term.Term, bool) {
		for _, kv := range items {
			if kv[0] == name {
				return kv[1], true
			}
		}
		return term.Term{}, false
	}
	names, isList := a[0].Slice()
	if !isList {
		names = a
	}
	var out []term.Term
	for _, name := range names {
		v, known := find(name)
		if !known {
			return m.Badarg()
		}
		if !isList {
			return ok(v)
		}
		out = append(out, term.Tuple(name, v))
	}
	return ok(term.List(out...))
}

func bumpReductions(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	if !isInt || n < 1 {
		return m.Badarg()
	}
	m.Bump(int(n))
	return boolean(true)
}
