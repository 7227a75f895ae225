package bif

import (
	"context"
	"net"
	"os"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// initRows are the functions of :init.
var initRows = []vm.Row{
	{Name: "get_argument", Arity: 1, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.Error.Term()) }},
	{Name: "get_arguments", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.Nil) }},
	{Name: "get_plain_arguments", Arity: 0, Func: initPlain},
	{Name: "get_status", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) {
		return ok(term.Tuple(term.A("started"), term.A("started")))
	}},
	{Name: "stop", Arity: 0, Func: halt},
	{Name: "stop", Arity: 1, Func: halt},
}

func initPlain(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, s := range host(m).Argv {
		out = append(out, term.Charlist(s))
	}
	return ok(term.List(out...))
}

// inetRows are the functions of :inet that need no socket.
var inetRows = []vm.Row{
	{Name: "gethostname", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) {
		name, err := os.Hostname()
		if err != nil {
			return errorPair(posix(err))
		}
		return okPair(term.Charlist(name))
	}},
	{Name: "gethostbyname", Arity: 1, Func: hostByName},
}

// hostByName is {ok, #hostent{}} with the IPv4 addresses of a host, or {error,
// nxdomain}.
func hostByName(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, known := hostText(a[0])
	if !known {
		return errorPair(term.A("einval"))
	}
	var ips []net.IP
	var err error
	m.Block(func() { ips, err = net.DefaultResolver.LookupIP(context.Background(), "ip4", name) })
	if err != nil {
		return errorPair(term.A("nxdomain"))
	}
	var addresses []term.Term
	for _, ip := range ips {
		b := ip.To4()
		addresses = append(addresses, term.Tuple(term.Int(int64(b[0])), term.Int(int64(b[1])), term.Int(int64(b[2])), term.Int(int64(b[3]))))
	}
	return okPair(term.Tuple(term.A("hostent"), term.Charlist(name), term.Nil, term.A("inet"), term.Int(4), term.List(addresses...)))
}
