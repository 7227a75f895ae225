package bif

import (
	"errors"
	"time"

	"gex/node"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// NodeStart is what net_kernel:start asks for.
type NodeStart struct {
	Name         string // or undefined
	Long, Hidden bool
	TickTime     time.Duration // 0 for that of the options
	Ticks        int           // net_tickintensity, 0 for the default
	NoListen     bool          // dist_listen is false
}

var (
	atomNameDomain = term.Intern("name_domain")
	atomShortNames = term.Intern("shortnames")
	atomLongNames  = term.Intern("longnames")
	keyTickTime    = term.A("net_ticktime")
	keyTicks       = term.A("net_tickintensity")
)

// startNode takes [Name, shortnames | longnames, TickTime], each but the first of
// which may be missing, or Name and a map of options.
func startNode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, options := a[0], term.MapOf()
	if len(a) == 2 {
		options = a[1]
	} else {
		list, proper := a[0].Slice()
		if !proper || len(list) < 1 || len(list) > 3 {
			return functionClause(m, a)
		}
		name = list[0]
		if len(list) > 1 {
			options = options.MapPut(atomNameDomain.Term(), list[1])
		}
		if len(list) > 2 {
			ms, isInt := list[2].AsInt()
			if !isInt {
				return m.Badarg()
			}
			options = options.MapPut(keyTicks, term.Int(4)).MapPut(keyTickTime, term.Int(ms*4/1000))
		}
	}
	switch {
	case !name.IsAtom():
		return m.Error(term.A("invalid_name"))
	case !options.IsMap():
		return m.Error(term.A("invalid_options"))
	}
	o := NodeStart{Name: name.AtomName(), Long: true}
	bad := mapFind(options, func(k, v term.Term) bool { return !o.option(k, v) })
	if !bad.IsNone() {
		v, _ := options.MapGet(bad)
		return m.Error(term.Tuple(term.A("invalid_option"), bad, v))
	}
	h := host(m)
	err := node.ErrAlive
	if !h.started() {
		m.Block(func() { err = h.StartNode(o) })
	}
	pid := term.Undefined.Term()
	if p := h.Node.Whereis(term.Intern("net_kernel")); p != nil {
		pid = p.Self()
	}
	switch {
	case err == nil:
		h.nodeStarted.Store(true)
		return ok(term.Tuple(term.Ok.Term(), pid))
	case errors.Is(err, node.ErrAlive):
		return ok(term.Tuple(term.Error.Term(), term.Tuple(term.A("already_started"), pid)))
	}
	if h.Notice != nil {
		h.Notice(err.Error())
	}
	return ok(notStarted(name, options))
}

// option takes an option of net_kernel:start/2; false for a bad one.
func (o *NodeStart) option(k, v term.Term) bool {
	if !k.IsAtom() {
		return false
	}
	n, isInt := v.AsInt()
	switch k.AtomName() {
	case "name_domain":
		o.Long = v.Is(atomLongNames)
		return o.Long || v.Is(atomShortNames)
	case "net_ticktime":
		o.TickTime = time.Duration(n) * time.Second
		return isInt && n > 0 && n < 1<<31
	case "net_tickintensity":
		o.Ticks = int(n)
		return isInt && n >= 4 && n <= 1000
	case "dist_listen":
		o.NoListen = v.Is(term.False)
		return isBoolean(v)
	case "hidden":
		o.Hidden = v.Is(term.True)
		return isBoolean(v)
	}
	return false
}

// notStarted is what the supervisor of net_kernel says of a child that has not
// started.
func notStarted(name, options term.Term) term.Term {
	options = options.MapPut(term.A("name"), name).MapPut(term.A("supervisor"), term.A("net_sup_dynamic")).MapPut(term.A("clean_halt"), term.Bool(false))
	child := term.Tuple(term.A("child"), term.Undefined.Term(), term.A("net_sup_dynamic"),
		term.Tuple(term.A("erl_distribution"), term.A("start_link"), term.List(options)),
		term.A("permanent"), term.Bool(false), term.Int(1000), term.A("supervisor"), term.List(term.A("erl_distribution")))
	why := term.Tuple(term.A("shutdown"), term.Tuple(term.A("failed_to_start_child"), term.A("net_kernel"), term.Tuple(term.EXIT.Term(), term.A("nodistribution"))))
	return term.Tuple(term.Error.Term(), term.Tuple(why, child))
}

// stopNode stops what startNode has started; a node that the command line has made
// stays alive.
func stopNode(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	h := host(m)
	if !h.started() {
		return ok(term.Tuple(term.Error.Term(), term.A("not_found")))
	}
	stopped := false
	if h.nodeStarted.Load() {
		m.Block(func() { stopped = h.Node.Stop() })
	}
	if !stopped {
		return ok(term.Tuple(term.Error.Term(), term.A("not_allowed")))
	}
	h.nodeStarted.Store(false)
	return ok(term.Ok.Term())
}

// netState is net_kernel:get_state/0.
func netState(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	h := host(m)
	started := term.A("started")
	if !h.started() {
		return ok(term.MapOf(started, term.A("no")))
	}
	name, how, kind, domain := term.Undefined.Term(), "static", "static", atomShortNames
	if h.Node.Alive() {
		name = h.Node.Self().Term()
	}
	if h.nodeStarted.Load() {
		how = "dynamic"
	}
	if h.Node.Dynamic() {
		kind = "dynamic"
	}
	if h.Node.LongNames() {
		domain = atomLongNames
	}
	return ok(term.MapOf(started, term.A(how), term.A("name"), name, term.A("name_type"), term.A(kind), atomNameDomain.Term(), domain.Term()))
}

func longNames(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	if h := host(m); h.started() {
		return boolean(h.Node.LongNames())
	}
	return ok(atomIgnored)
}

func aliveName(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	if h := host(m); h.Node.Alive() {
		return ok(h.Node.Self().Term())
	}
	return ok(atomIgnored)
}
