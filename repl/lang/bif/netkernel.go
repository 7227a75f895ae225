package bif

import (
	"errors"

	"gex/node"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// netKernelRows are the functions of :net_kernel that act on the node directly.
var netKernelRows = []vm.Row{
	{Name: "connect_node", Arity: 1, Func: connectNode},
	{Name: "hidden_connect_node", Arity: 1, Func: connectNode},
	{Name: "monitor_nodes", Arity: 1, Func: monitorNodes},
	{Name: "monitor_nodes", Arity: 2, Func: monitorNodes},
	{Name: "start", Arity: 1, Func: startNode},
	{Name: "start", Arity: 2, Func: startNode},
	{Name: "stop", Arity: 0, Func: stopNode},
	{Name: "get_net_ticktime", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return integer(60) }},
}

// startNode takes [Name, shortnames | longnames | TickTime…], or Name and a map
// of options.
func startNode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h := host(m)
	name, long, hidden := a[0], true, false
	if len(a) == 1 {
		list, proper := a[0].Slice()
		if !proper || len(list) == 0 {
			return m.Badarg()
		}
		name = list[0]
		for _, o := range list[1:] {
			long = long && !o.Is(term.Intern("shortnames"))
		}
	} else {
		domain, _ := a[1].MapGet(term.A("name_domain"))
		long = !domain.Is(term.Intern("shortnames"))
		v, _ := a[1].MapGet(term.A("hidden"))
		hidden = v.Is(term.True)
	}
	if !name.IsAtom() || len(a) == 2 && !a[1].IsMap() {
		return m.Badarg()
	}
	var err error
	m.Block(func() { err = h.StartNode(name.AtomName(), long, hidden) })
	pid := term.Undefined.Term()
	if p := h.Node.Whereis(term.Intern("net_kernel")); p != nil {
		pid = p.Self()
	}
	switch {
	case err == nil:
		return ok(term.Tuple(term.Ok.Term(), pid))
	case errors.Is(err, node.ErrAlive):
		return ok(term.Tuple(term.Error.Term(), term.Tuple(term.A("already_started"), pid)))
	}
	if h.Notice != nil {
		h.Notice(err.Error())
	}
	return ok(term.Tuple(term.Error.Term(), term.A("nodistribution")))
}

func stopNode(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	h := host(m)
	if !h.Node.Alive() {
		return ok(term.Tuple(term.Error.Term(), term.A("not_found")))
	}
	var stopped bool
	m.Block(func() { stopped = h.Node.Stop() })
	if !stopped {
		return ok(term.Tuple(term.Error.Term(), term.A("not_allowed")))
	}
	return ok(term.Ok.Term())
}

func monitorNodes(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !isBoolean(a[0]) {
		return m.Badarg()
	}
	var o node.NodeOptions
	if len(a) == 2 {
		if v, given := option(a[1], "node_type"); given {
			kind, known := nodeKinds[v.AtomName()]
			if !v.IsAtom() || !known {
				return m.Badarg()
			}
			o.Kinds, o.WithType = kind, true
		}
		_, o.WithReason = option(a[1], "nodedown_reason")
		_, o.WithID = option(a[1], "connection_id")
		o.List = true
	}
	host(m).Node.MonitorNodes(m.Proc(), a[0].Is(term.True), o)
	return ok(term.Ok.Term())
}

// nodeKinds are the arguments of nodes/1.
var nodeKinds = map[string]node.NodeKind{
	"visible": node.NodesVisible, "hidden": node.NodesHidden, "this": node.NodesThis,
	"connected": node.NodesConnected, "known": node.NodesKnown, "all": node.NodesConnected,
}

func nodes(m *vm.Machine, a []term.Term) (term.Term, bool) {
	kinds := node.NodesVisible
	if len(a) == 1 {
		list := []term.Term{a[0]}
		if a[0].IsList() {
			var proper bool
			if list, proper = a[0].Slice(); !proper {
				return m.Badarg()
			}
		}
		kinds = 0
		for _, t := range list {
			if !t.IsAtom() || nodeKinds[t.AtomName()] == 0 {
				return m.Badarg()
			}
			kinds |= nodeKinds[t.AtomName()]
		}
	}
	var out []term.Term
	for _, name := range host(m).Node.Nodes(kinds) {
		out = append(out, name.Term())
	}
	return ok(term.List(out...))
}
