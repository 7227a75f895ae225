package bif

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"gex/node"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// epmdRows are the functions of :erl_epmd that ask a port mapper.
var epmdRows = []vm.Row{
	{Name: "names", Arity: 0, Func: epmdNames},
	{Name: "names", Arity: 1, Func: epmdNames},
	{Name: "port_please", Arity: 2, Func: portPlease},
	{Name: "port_please", Arity: 3, Func: portPlease},
}

// netAdmRows are the functions of :net_adm that know this host.
var netAdmRows = []vm.Row{
	{Name: "localhost", Arity: 0, Func: func(m *vm.Machine, _ []term.Term) (term.Term, bool) {
		var name string
		m.Block(func() { // the name service may be asked
			var err error
			if name, err = node.OwnHost(true); err != nil {
				name, _ = node.OwnHost(false)
			}
		})
		return ok(term.Charlist(name))
	}},
}

// epmdTime is how long a port mapper may take where the caller does not say.
const epmdTime = 10 * time.Second

// epmdNames returns {ok, [{Name, Port}]}, or {error, address} where no port mapper
// answers.
func epmdNames(m *vm.Machine, a []term.Term) (term.Term, bool) {
	at := "127.0.0.1"
	if len(a) == 1 {
		var known bool
		if at, known = hostText(a[0]); !known {
			return functionClause(m, a)
		}
	}
	var nodes []node.Registered
	var err error
	m.Block(func() {
		ctx, cancel := context.WithTimeout(context.Background(), epmdTime)
		defer cancel()
		nodes, err = host(m).Node.RegisteredAt(ctx, at)
	})
	if err != nil {
		reason := "address"
		if errors.As(err, new(*net.DNSError)) {
			reason = "nxdomain"
		}
		return ok(term.Tuple(term.Error.Term(), term.A(reason)))
	}
	list := make([]term.Term, len(nodes))
	for i, n := range nodes {
		list[i] = term.Tuple(term.Charlist(n.Name), term.Int(int64(n.Port)))
	}
	return ok(term.Tuple(term.Ok.Term(), term.List(list...)))
}

// portPlease takes a name, a host and perhaps milliseconds, and returns
// {port, Port, Version} or noport.
func portPlease(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, named := hostText(a[0])
	at, known := hostText(a[1])
	limit := epmdTime
	if len(a) == 3 && a[2].IsInt() {
		limit = time.Duration(a[2].Int()) * time.Millisecond
	}
	if !named || !known {
		return functionClause(m, a)
	}
	var found node.Registered
	var err error
	m.Block(func() {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		found, err = host(m).Node.LookUp(ctx, at, name)
	})
	if err != nil {
		return ok(term.A("noport"))
	}
	return ok(term.Tuple(term.A("port"), term.Int(int64(found.Port)), term.Int(int64(found.Version))))
}

// hostText is the name of a host or a node as an atom or a charlist, or the text of
// an address as a tuple.
func hostText(t term.Term) (string, bool) {
	switch {
	case t.IsAtom():
		return t.AtomName(), true
	case t.IsTupleOf(4):
		var b [4]byte
		for i, e := range t.Elems() {
			n, is := e.AsInt()
			if !is || n < 0 || n > 255 {
				return "", false
			}
			b[i] = byte(n)
		}
		return netip.AddrFrom4(b).String(), true
	case t.IsTupleOf(8):
		var b [16]byte
		for i, e := range t.Elems() {
			n, is := e.AsInt()
			if !is || n < 0 || n > 65535 {
				return "", false
			}
			b[2*i], b[2*i+1] = byte(n>>8), byte(n)
		}
		return netip.AddrFrom16(b).String(), true
	}
	return charlistText(t)
}
