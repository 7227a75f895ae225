package bif

import (
	"net/netip"
	"strings"
	"time"

	"gex/node"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// monitorNodes takes the options of net_kernel:monitor_nodes/2 as a list or a map;
// what it sends has information of the same kind.
func monitorNodes(m *vm.Machine, a []term.Term) (term.Term, bool) {
	var o node.NodeOptions
	if len(a) == 2 {
		var bad term.Term
		switch {
		case a[1].IsMap():
			o, bad = watchMap(a[1])
		case a[1].IsList():
			o, bad = watchList(a[1])
		default:
			bad = term.Tuple(term.A("invalid_options"), a[1])
		}
		if !bad.IsNone() {
			return ok(term.Tuple(term.Error.Term(), bad))
		}
	}
	if !isBoolean(a[0]) {
		return ok(term.Error.Term())
	}
	host(m).Node.MonitorNodes(m.Proc(), a[0].Is(term.True), o)
	return ok(term.Ok.Term())
}

// watchedKinds are the values of the option node_type.
var watchedKinds = map[string]node.NodeKind{"visible": node.NodesVisible, "hidden": node.NodesHidden, "all": node.NodesConnected}

func badValue(option term.Term) term.Term { return term.Tuple(term.A("bad_option_value"), option) }

func watchList(options term.Term) (o node.NodeOptions, bad term.Term) {
	list, proper := options.Slice()
	if !proper {
		return o, term.Tuple(term.A("invalid_options"), options)
	}
	o.List = true
	var unknown []term.Term
	for _, t := range list {
		switch {
		case t.Is(term.Intern("nodedown_reason")):
			o.WithReason = true
		case t.Tagged(term.Intern("node_type"), 2) != nil:
			kind, known := kindOf(watchedKinds, t.Elem(1))
			if !known {
				return o, badValue(t)
			}
			o.Kinds, o.WithType = kind, true
		default:
			unknown = append(unknown, t)
		}
	}
	if unknown != nil {
		return o, term.Tuple(term.A("unknown_options"), term.List(unknown...))
	}
	return o, bad
}

func watchMap(options term.Term) (o node.NodeOptions, bad term.Term) {
	o.Map = true
	flags := map[string]*bool{"connection_id": &o.WithID, "nodedown_reason": &o.WithReason}
	rest := options
	for _, key := range []string{"connection_id", "nodedown_reason"} {
		v, given := options.MapGet(term.A(key))
		if !given {
			continue
		}
		if !isBoolean(v) {
			return o, badValue(term.MapOf(term.A(key), v))
		}
		*flags[key] = v.Is(term.True)
		rest = rest.MapRemove(term.A(key))
	}
	if v, given := options.MapGet(term.A("node_type")); given {
		kind, known := kindOf(watchedKinds, v)
		if !known {
			return o, badValue(term.MapOf(term.A("node_type"), v))
		}
		o.Kinds, o.WithType = kind, true
		rest = rest.MapRemove(term.A("node_type"))
	}
	if rest.MapLen() > 0 {
		return o, term.Tuple(term.A("unknown_options"), rest)
	}
	return o, bad
}

// kindOf reads the name of a kind of nodes.
func kindOf(kinds map[string]node.NodeKind, t term.Term) (node.NodeKind, bool) {
	if !t.IsAtom() {
		return 0, false
	}
	kind, known := kinds[t.AtomName()]
	return kind, known
}

// nodeKinds are the arguments of nodes/1.
var nodeKinds = map[string]node.NodeKind{
	"visible": node.NodesVisible, "hidden": node.NodesHidden, "this": node.NodesThis,
	"connected": node.NodesConnected, "known": node.NodesKnown,
}

// badArgument raises badarg for the argument with a number, and says why.
func badArgument(m *vm.Machine, n int64, why string) (term.Term, bool) {
	return m.ErrorInfo(term.A("badarg"), term.MapOf(term.Int(n), term.String(why)))
}

// nodes is erlang:nodes/0,1, and nodes/2, which tells more of each.
func nodes(m *vm.Machine, a []term.Term) (term.Term, bool) {
	kinds := node.NodesVisible
	if len(a) > 0 {
		list, proper := []term.Term{a[0]}, true
		if a[0].IsList() {
			list, proper = a[0].Slice()
		}
		kinds = 0
		for _, t := range list {
			kind, known := kindOf(nodeKinds, t)
			kinds, proper = kinds|kind, proper && known
		}
		switch {
		case !proper && a[0].IsList():
			return badArgument(m, 1, "not a list of valid node types")
		case !proper:
			return badArgument(m, 1, "not a valid node type")
		}
	}
	var withID, withType bool
	if len(a) == 2 {
		if !a[1].IsMap() {
			return badArgument(m, 2, "not a map")
		}
		known := map[string]*bool{"connection_id": &withID, "node_type": &withType}
		bad := mapFind(a[1], func(k, v term.Term) bool {
			if !k.IsAtom() || known[k.AtomName()] == nil || !isBoolean(v) {
				return true
			}
			*known[k.AtomName()] = v.Is(term.True)
			return false
		})
		if !bad.IsNone() {
			return badArgument(m, 2, "invalid options in map")
		}
	}
	var out []term.Term
	for _, i := range host(m).Node.NodeInfos(kinds) {
		t := i.Name.Term()
		if len(a) == 2 {
			t = term.Tuple(t, nodeInfoMap(i, withID, withType))
		}
		out = append(out, t)
	}
	return ok(term.List(out...))
}

var kindNames = map[node.NodeKind]string{node.NodesThis: "this", node.NodesVisible: "visible", node.NodesHidden: "hidden", node.NodesKnown: "known"}

func nodeInfoMap(i node.NodeInfo, withID, withType bool) term.Term {
	info := term.MapOf()
	if withID {
		id := term.Undefined.Term()
		if i.ID != 0 {
			id = term.Int(i.ID)
		}
		info = info.MapPut(term.A("connection_id"), id)
	}
	if withType {
		info = info.MapPut(term.A("node_type"), term.A(kindNames[i.Kind]))
	}
	return info
}

// getTickTime returns seconds, or {ongoing_change_to, Seconds}.
func getTickTime(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	h := host(m)
	if !h.started() {
		return ok(atomIgnored)
	}
	now, next := h.Node.TickTimes()
	if now != next {
		return ok(ongoing(next))
	}
	return integer(int64(now / time.Second))
}

func ongoing(next time.Duration) term.Term {
	return term.Tuple(term.A("ongoing_change_to"), term.Int(int64(next/time.Second)))
}

// transition is how long a change of the tick time takes where nothing is said.
const transition = 60

// setTickTime takes the new tick time and the time for the change, in seconds.
func setTickTime(m *vm.Machine, a []term.Term) (term.Term, bool) {
	to, isInt := a[0].AsInt()
	during, good := int64(transition), true
	if len(a) == 2 {
		during, good = a[1].AsInt()
	}
	if !isInt || to <= 0 || to >= 1<<31 || !good || during < 0 || during >= 1<<31 {
		return functionClause(m, a)
	}
	h := host(m)
	if !h.started() {
		return ok(atomIgnored)
	}
	switch h.Node.SetTickTime(time.Duration(to)*time.Second, time.Duration(during)*time.Second) {
	case node.TickInitiated:
		return ok(term.A("change_initiated"))
	case node.TickOngoing:
		_, next := h.Node.TickTimes()
		return ok(ongoing(next))
	}
	return ok(term.A("unchanged"))
}

func allowNodes(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h := host(m)
	if !h.started() {
		return ok(atomIgnored)
	}
	list, proper := a[0].Slice()
	var names []term.Atom
	for _, t := range list {
		if !t.IsAtom() {
			return ok(term.Error.Term())
		}
		names = append(names, t.Atom())
	}
	if !proper {
		return ok(term.Error.Term())
	}
	h.Node.Allow(names...)
	return ok(term.Ok.Term())
}

func allowedNodes(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	names, alive := host(m).Node.Allowed()
	if !alive {
		return ok(atomIgnored)
	}
	var list []term.Term
	for _, name := range names {
		list = append(list, name.Term())
	}
	return okPair(term.List(list...))
}

// socketOptions is net_kernel:setopts/2 and getopts/2: the sockets of gex have no
// options to change or to tell, which {error, enotsup} says of a connected node.
func socketOptions(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h := host(m)
	switch {
	case !h.started():
		return ok(atomIgnored)
	case a[0].Is(term.Intern("new")):
		return ok(term.Ok.Term())
	case a[0].IsAtom() && h.Node.Peer(a[0].Atom(), false) != nil:
		return errorPair(term.A("enotsup"))
	}
	return errorPair(term.A("noconnection"))
}

// nodesInfo is {ok, [{Node, Info}]} of the connected nodes.
func nodesInfo(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	h := host(m)
	if !h.started() {
		return m.Badarg()
	}
	var list []term.Term
	for _, p := range h.Node.Peers() {
		list = append(list, term.Tuple(p.Node().Term(), peerInfo(h, p)))
	}
	return okPair(term.List(list...))
}

// nodeInfo is {ok, Info} of a connected node, or one value of it.
func nodeInfo(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h := host(m)
	if !h.started() {
		return m.Badarg()
	}
	for _, p := range h.Node.Peers() {
		if !a[0].Is(p.Node()) {
			continue
		}
		info := peerInfo(h, p)
		if len(a) == 1 {
			return okPair(info)
		}
		if a[1].IsAtom() {
			if v, found := option(info, a[1].AtomName()); found {
				return okPair(v)
			}
		}
		return ok(term.Tuple(term.Error.Term(), term.A("bad_info")))
	}
	return errorPair(term.A("bad_node"))
}

// peerInfo is what net_kernel tells of a connection, but for the counts of packets.
func peerInfo(h *Host, p *node.Peer) term.Term {
	kind := "normal"
	if p.Kind() == node.NodesHidden {
		kind = "hidden"
	}
	owner := term.Undefined.Term()
	if k := h.Node.Whereis(term.Intern("net_kernel")); k != nil {
		owner = k.Self()
	}
	pair := func(k string, v term.Term) term.Term { return term.Tuple(term.A(k), v) }
	return term.List(pair("owner", owner), pair("state", term.A("up")), pair("address", netAddress(p)), pair("type", term.A(kind)))
}

// mapFind returns a key of the first entry that f is true for, the zero Term if there
// is none.
func mapFind(t term.Term, f func(k, v term.Term) bool) (key term.Term) {
	for pairs := t.AppendPairs(nil); len(pairs) > 0; pairs = pairs[2:] {
		if f(pairs[0], pairs[1]) {
			return pairs[0]
		}
	}
	return term.Term{}
}

// netAddress is a record net_address of the other side.
func netAddress(p *node.Peer) term.Term {
	_, host, _ := strings.Cut(p.Node().String(), "@")
	at, err := netip.ParseAddrPort(p.Info().Address)
	if err != nil {
		return term.Undefined.Term()
	}
	family := "inet"
	var parts []term.Term
	if ip := at.Addr().Unmap(); ip.Is4() {
		for _, b := range ip.As4() {
			parts = append(parts, term.Int(int64(b)))
		}
	} else {
		family = "inet6"
		b := ip.As16()
		for i := 0; i < len(b); i += 2 {
			parts = append(parts, term.Int(int64(b[i])<<8|int64(b[i+1])))
		}
	}
	return term.Tuple(term.A("net_address"), term.Tuple(term.Tuple(parts...), term.Int(int64(at.Port()))), term.Charlist(host), term.A("tcp"), term.A(family))
}
