package expand

import "gex/proto/term"

var accessMacros = map[string]kernelMacro{
	"get_in/1":            macroGetIn,
	"put_in/2":            macroPutIn,
	"update_in/2":         macroUpdateIn,
	"get_and_update_in/2": macroGetAndUpdateIn,
	"pop_in/1":            macroPopIn,
}

var (
	atomAccess = term.Intern("Elixir.Access")
	atomGet    = term.Intern("get")
	atomPop    = term.Intern("pop")
	atomBadkey = term.Intern("badkey")
)

// step is one part of a path: [key] or .field.
type step struct {
	access bool
	key    term.Term
}

// path splits a[b].c into its start and steps; maps tells whether all steps
// are fields.
func (m *macro) path(q term.Term, kind string) (start term.Term, steps []step, maps bool) {
	maps = true
	whole := q
	for {
		left, name, _, args, ok := remoteCall(q)
		if !ok {
			break
		}
		_, _, isAlias := callOf(left, atomAliases, -1)
		switch {
		case left.Is(atomAccess) && name == atomGet && len(args) == 2:
			steps = append([]step{{true, args[1]}}, steps...)
			q, maps = args[0], false
			continue
		case len(args) == 0 && left.IsTuple() && !isAlias && !isVarNamed(left, atomMODULE):
			steps = append([]step{{false, name.Term()}}, steps...)
			q = left
			continue
		}
		break
	}
	if len(steps) == 0 {
		m.argError("expected expression given to "+kind+" to access at least one element, got: "+toString(whole), "Kernel:unnest/4")
	}
	form, _, args, ok := node(q)
	if q.IsTuple() && (!ok || !form.IsAtom() && !args.IsList()) {
		m.argError("expression given to "+kind+" must start with a variable, local or remote call and be followed by an element access, got: "+toString(q), "Kernel:unnest/4")
	}
	return q, steps, maps
}

func (m *macro) fn1(param term.Term, body term.Term) term.Term {
	return makeCall(atomFn, m.line, m.clause(param, body))
}

func macroGetIn(m *macro, a []term.Term) term.Term {
	start, steps, _ := m.path(a[0], "get_in/1")
	return m.nestGet(start, m.v("x"), steps)
}

func (m *macro) nestGet(h, v term.Term, steps []step) term.Term {
	if len(steps) == 0 {
		return h
	}
	s := steps[0]
	if s.access {
		return m.nestGet(m.remote("Access", "get", h, s.key), v, steps[1:])
	}
	return m.cases(h,
		m.generatedClause(m.mapPattern(pair(s.key, v)), m.nestGet(v, v, steps[1:])),
		m.generatedClause(nilTerm, nilTerm),
		m.generatedClause(v, m.erl("error", makeCall(atomTuple, m.line, atomBadkey.Term(), s.key, v))))
}

func macroPutIn(m *macro, a []term.Term) term.Term {
	start, steps, maps := m.path(a[0], "put_in/2")
	if maps {
		return m.nestMapUpdate(start, steps, m.fn1(m.underscore(), a[1]))
	}
	return m.erl("element", term.Int(2), m.nestUpdate(start, steps, m.fn1(m.underscore(), pair(nilTerm, a[1]))))
}

func macroUpdateIn(m *macro, a []term.Term) term.Term {
	start, steps, maps := m.path(a[0], "update_in/2")
	if maps {
		return m.nestMapUpdate(start, steps, a[1])
	}
	x := m.v("x")
	return m.erl("element", term.Int(2), m.nestUpdate(start, steps, m.fn1(x, pair(nilTerm, m.apply(a[1], x)))))
}

func macroGetAndUpdateIn(m *macro, a []term.Term) term.Term {
	start, steps, _ := m.path(a[0], "get_and_update_in/2")
	return m.nestUpdate(start, steps, a[1])
}

func (m *macro) nestMapUpdate(h term.Term, steps []step, fun term.Term) term.Term {
	inner := fun
	if len(steps) > 1 {
		x := m.v("x")
		inner = m.fn1(x, m.nestMapUpdate(x, steps[1:], fun))
	}
	return m.remote("Map", "update!", h, steps[0].key, inner)
}

func (m *macro) nestUpdate(h term.Term, steps []step, fun term.Term) term.Term {
	inner := fun
	if len(steps) > 1 {
		x := m.v("x")
		inner = m.fn1(x, m.nestUpdate(x, steps[1:], fun))
	}
	if steps[0].access {
		return m.remote("Access", "get_and_update", h, steps[0].key, inner)
	}
	return m.remote("Map", "get_and_update!", h, steps[0].key, inner)
}

func macroPopIn(m *macro, a []term.Term) term.Term {
	start, steps, _ := m.path(a[0], "pop_in/1")
	return m.nestPop(start, steps, pair(nilTerm, nilTerm))
}

// nestPop pops the last step; what a nil on the way gives is none.
func (m *macro) nestPop(h term.Term, steps []step, none term.Term) term.Term {
	s := steps[0]
	last := len(steps) == 1
	hv := m.v("h")
	if !s.access {
		if last {
			m.argError("cannot use pop_in when the last segment is a map/struct field. This would effectively remove the field "+toString(s.key)+" from the map/struct", "Kernel:nest_pop_in/3")
		}
		x := m.v("x")
		return m.remote("Map", "get_and_update!", h, s.key, m.fn1(x, m.nestPop(x, steps[1:], pair(nilTerm, nilTerm))))
	}
	var some term.Term
	if last {
		some = m.remote("Access", "pop", hv, s.key)
	} else {
		x := m.v("x")
		some = m.remote("Access", "get_and_update", hv, s.key, m.fn1(x, m.nestPop(x, steps[1:], atomPop.Term())))
	}
	return m.cases(h, m.generatedClause(nilTerm, none), m.generatedClause(hv, some))
}
