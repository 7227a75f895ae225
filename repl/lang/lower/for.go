package lower

import (
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/repl/lang/quoted"
)

// generator is one generator of a comprehension with the filters after it.
type generator struct {
	a       absform.Anno
	bits    bool
	pattern absform.Expr
	value   absform.Expr
	filters []filter
}

// filter lets an element in; v is set when its value may be anything.
type filter struct {
	v    *absform.Var
	test absform.Expr
}

// comprehension lowers one for.
type comprehension struct {
	l     *lowerer
	a     absform.Anno
	outer map[string]bool // variables bound before it
}

func lowerFor(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	c := &comprehension{l: l, a: a, outer: make(map[string]bool)}
	for _, n := range l.names {
		c.outer[n] = true
	}
	n := len(args) - 1
	opts := args[n]
	do, ok := quoted.Get(opts, quoted.DoAtom)
	if !ok {
		fail(q)
	}
	if init, ok := quoted.Get(opts, keyReduce); ok {
		return c.reduce(args[:n], do, init)
	}
	into, hasInto := quoted.Get(opts, keyInto)
	uniq, _ := quoted.Get(opts, keyUniq)
	var target absform.Expr
	if hasInto {
		target = l.expr(into, a)
	}
	gens := c.generators(args[:n])
	body := l.expr(do, a)
	if target == nil {
		body = block(a, append(unblock(body), atom(a, term.AtomNil))...)
	}
	return c.collect(gens, body, target, uniq.Is(term.True))
}

func (c *comprehension) generators(qs []term.Term) []generator {
	var out []generator
	for i := 0; i < len(qs); {
		q := qs[i]
		bits := quoted.IsCall(q, quoted.BitsForm, 1)
		if bits {
			_, _, in, _ := quoted.AsCall(q)
			q = in[0]
		}
		if !quoted.IsCall(q, formLeftArrow, 2) {
			fail(q)
		}
		_, meta, lr, _ := quoted.AsCall(q)
		g := generator{a: anno(meta), bits: bits}
		i++
		first := i
		for i < len(qs) && !isGenerator(qs[i]) {
			i++
		}
		c.generator(&g, lr[0], lr[1], qs[first:i])
		out = append(out, g)
	}
	return out
}

func isGenerator(q term.Term) bool {
	if quoted.IsCall(q, formLeftArrow, 2) {
		return true
	}
	if !quoted.IsCall(q, quoted.BitsForm, 1) {
		return false
	}
	_, _, in, _ := quoted.AsCall(q)
	return quoted.IsCall(in[0], formLeftArrow, 2)
}

func (c *comprehension) generator(g *generator, left, right term.Term, filters []term.Term) {
	l := c.l
	g.value = l.expr(right, g.a)
	p, guards := extractGuards(left)
	outer := l.guards
	l.guards = nil
	g.pattern = l.fnPattern([]term.Term{p}, g.a)[0]
	extra := l.guards
	l.guards = nil
	for _, e := range extra {
		g.filters = append(g.filters, filter{test: e})
	}
	if len(guards) > 0 {
		var test absform.Expr
		for _, gs := range l.guardSequence(guards, g.a) {
			if test == nil {
				test = gs[0]
			} else {
				test = op(g.a, "orelse", test, gs[0])
			}
		}
		g.filters = append(g.filters, filter{test: test})
	}
	l.guards = outer
	for _, q := range filters {
		f := filter{test: l.expr(q, g.a)}
		if !expand.ReturnsBoolean(q) {
			f.v = l.fresh(g.a)
		}
		g.filters = append(g.filters, f)
	}
}

// filtered is yes behind all filters, no otherwise.
func (g *generator) filtered(yes, no absform.Expr) absform.Expr {
	a := generated(g.a)
	for i := len(g.filters) - 1; i >= 0; i-- {
		yes = g.filters[i].choose(a, yes, no)
	}
	return yes
}

func (f filter) choose(a absform.Anno, yes, no absform.Expr) absform.Expr {
	if f.v == nil {
		return &absform.Case{Anno: a, Value: f.test, Clauses: []*absform.Clause{
			clause(a, patterns(atom(a, term.True)), nil, unblock(yes)...),
			clause(a, patterns(atom(a, term.False)), nil, no),
		}}
	}
	falsy := op(a, "orelse", op(a, "==", f.v, atom(a, term.False)), op(a, "==", f.v, atom(a, term.AtomNil)))
	return &absform.Case{Anno: a, Value: f.test, Clauses: []*absform.Clause{
		clause(a, patterns(f.v), guard(falsy), no),
		clause(a, patterns(&absform.Var{Anno: a, Name: "_"}), nil, unblock(yes)...),
	}}
}

// reduce lowers a comprehension with reduce:.
func (c *comprehension) reduce(gens []term.Term, do, init term.Term) absform.Expr {
	value := c.l.expr(init, c.a)
	gs := c.generators(gens)
	clauses := c.l.matchClauses(do, false)
	return c.fold(gs, value, func(acc *absform.Var) absform.Expr {
		return &absform.Case{Anno: c.a, Value: acc, Clauses: clauses}
	})
}

// collect lowers a comprehension whose values go into target; nil drops them.
func (c *comprehension) collect(gens []generator, body, target absform.Expr, uniq bool) absform.Expr {
	a := c.a
	cons := func(v absform.Expr, acc *absform.Var) absform.Expr { return &absform.Cons{Anno: a, Head: v, Tail: acc} }
	toList := func() absform.Expr {
		if e := c.simpleMap(gens, body, uniq); e != nil {
			return e
		}
		return remote(a, "lists", "reverse", c.each(gens, body, &absform.Nil{Anno: a}, uniq, cons))
	}
	switch t := target.(type) {
	case nil:
		if !uniq && allBits(gens) {
			return c.native(gens, body, absform.ListComp)
		}
		return c.each(gens, body, &absform.Nil{Anno: a}, uniq, func(v absform.Expr, _ *absform.Var) absform.Expr { return v })
	case *absform.Nil:
		if !uniq && allBits(gens) {
			return c.native(gens, body, absform.ListComp)
		}
		return toList()
	case *absform.Bin:
		if len(t.Elems) == 0 {
			return c.toBits(gens, body, uniq)
		}
	case *absform.Map:
		if t.Base == nil && len(t.Assocs) == 0 {
			return remote(a, "maps", "from_list", toList())
		}
	}
	return c.into(gens, body, target, uniq)
}

func allBits(gens []generator) bool {
	for _, g := range gens {
		if !g.bits {
			return false
		}
	}
	return true
}

// simpleMap is Enum.map for one generator that takes every element.
func (c *comprehension) simpleMap(gens []generator, body absform.Expr, uniq bool) absform.Expr {
	if uniq || len(gens) != 1 || gens[0].bits || len(gens[0].filters) > 0 {
		return nil
	}
	if _, ok := gens[0].pattern.(*absform.Var); !ok {
		return nil
	}
	f := &absform.Fun{Anno: c.a, Clauses: []*absform.Clause{clause(c.a, patterns(gens[0].pattern), nil, unblock(body)...)}}
	return remote(c.a, "Elixir.Enum", "map", gens[0].value, f)
}

// native is a comprehension of Erlang, for generators over bit strings alone.
func (c *comprehension) native(gens []generator, body absform.Expr, kind absform.CompKind) absform.Expr {
	out := &absform.Comprehension{Anno: c.a, Kind: kind, Template: body}
	for _, g := range gens {
		out.Qualifiers = append(out.Qualifiers, absform.Qualifier{Anno: g.a, Kind: absform.BinComp, Pattern: g.pattern, Value: g.value})
		for _, f := range g.filters {
			test := f.choose(g.a, atom(g.a, term.True), atom(g.a, term.False))
			out.Qualifiers = append(out.Qualifiers, absform.Qualifier{Anno: g.a, Value: test})
		}
	}
	return out
}

// toBits joins the values to one bit string.
func (c *comprehension) toBits(gens []generator, body absform.Expr, uniq bool) absform.Expr {
	a := c.a
	if _, ok := body.(*absform.Bin); ok && !uniq && allBits(gens) {
		return c.native(gens, body, absform.BinComp)
	}
	g := generated(a)
	v := c.l.fresh(a)
	return remote(a, "erlang", "list_to_bitstring", c.each(gens, body, &absform.Nil{Anno: a}, uniq, func(e absform.Expr, acc *absform.Var) absform.Expr {
		return &absform.Case{Anno: a, Value: e, Clauses: []*absform.Clause{
			clause(g, patterns(v), guard(remote(a, "erlang", "is_bitstring", v)), &absform.Cons{Anno: g, Head: acc, Tail: v}),
			clause(g, patterns(v), nil, remote(a, "erlang", "error", tuple(a, word(a, "badarg"), v))),
		}}
	}))
}

// into collects through the protocol Collectable.
func (c *comprehension) into(gens []generator, body, target absform.Expr, uniq bool) absform.Expr {
	a, l := c.a, c.l
	fun, acc, kind, reason, stack, done := l.fresh(a), l.fresh(a), l.fresh(a), l.fresh(a), l.fresh(a), l.fresh(a)
	call := func(args ...absform.Expr) absform.Expr { return &absform.Call{Anno: a, Fun: fun, Args: args} }
	start := &absform.Match{Anno: a, Pattern: tuple(a, acc, fun), Value: remote(a, "Elixir.Collectable", "into", target)}
	loop := c.each(gens, body, acc, uniq, func(e absform.Expr, acc *absform.Var) absform.Expr {
		return call(acc, tuple(a, word(a, "cont"), e))
	})
	return block(a, start, &absform.Try{
		Anno:    a,
		Body:    []absform.Expr{loop},
		Clauses: []*absform.Clause{clause(a, patterns(done), nil, call(done, word(a, "done")))},
		Catches: []*absform.Clause{clause(a, patterns(tuple(a, kind, reason, stack)), nil,
			call(acc, word(a, "halt")), remote(a, "erlang", "raise", kind, reason, stack))},
	})
}

// each folds the values of body into an accumulator with add, those seen before
// left out when uniq is set.
func (c *comprehension) each(gens []generator, body, init absform.Expr, uniq bool, add func(absform.Expr, *absform.Var) absform.Expr) absform.Expr {
	if !uniq {
		return c.fold(gens, init, func(acc *absform.Var) absform.Expr { return add(body, acc) })
	}
	a, l := c.a, c.l
	value, inner, seen := l.fresh(a), l.fresh(a), l.fresh(a)
	yes := func(exact bool) []absform.MapField {
		return []absform.MapField{{Anno: a, Exact: exact, Key: value, Value: atom(a, term.True)}}
	}
	both := tuple(a, inner, seen)
	loop := c.fold(gens, tuple(a, init, &absform.Map{Anno: a}), func(acc *absform.Var) absform.Expr {
		return block(a,
			&absform.Match{Anno: a, Pattern: both, Value: acc},
			&absform.Match{Anno: a, Pattern: value, Value: body},
			&absform.Case{Anno: a, Value: seen, Clauses: []*absform.Clause{
				clause(a, patterns(&absform.Map{Anno: a, Assocs: yes(true)}), nil, both),
				clause(a, patterns(&absform.Map{Anno: a}), nil,
					tuple(a, add(value, inner), &absform.Map{Anno: a, Base: seen, Assocs: yes(false)})),
			}})
	})
	return remote(a, "erlang", "element", integer(a, 1), loop)
}

// fold lowers the generators to nested reductions over one accumulator.
func (c *comprehension) fold(gens []generator, init absform.Expr, step func(acc *absform.Var) absform.Expr) absform.Expr {
	acc := c.l.fresh(c.a)
	return c.nest(gens, init, acc, step(acc))
}

func (c *comprehension) nest(gens []generator, init absform.Expr, acc *absform.Var, step absform.Expr) absform.Expr {
	if len(gens) == 0 {
		return step
	}
	g := &gens[0]
	inner := c.nest(gens[1:], acc, acc, step)
	if g.bits {
		return c.bitsLoop(g, init, acc, inner)
	}
	ga := generated(g.a)
	clauses := []*absform.Clause{clause(g.a, patterns(g.pattern, acc), nil, unblock(g.filtered(inner, acc))...)}
	if _, ok := g.pattern.(*absform.Var); !ok {
		clauses = append(clauses, clause(ga, patterns(&absform.Var{Anno: g.a, Name: "_"}, acc), nil, acc))
	}
	return remote(g.a, "Elixir.Enum", "reduce", g.value, init, &absform.Fun{Anno: g.a, Clauses: clauses})
}

// bitsLoop is a recursive fun over a bit string.
func (c *comprehension) bitsLoop(g *generator, init absform.Expr, acc *absform.Var, inner absform.Expr) absform.Expr {
	a, ga, l := g.a, generated(g.a), c.l
	bin, ok := g.pattern.(*absform.Bin)
	if !ok {
		panic(bailout{&Error{}})
	}
	tail, fun := l.fresh(a), l.fresh(a)
	rest := absform.BinElem{Anno: a, Value: tail, Types: []term.Atom{term.Intern("bitstring")}}
	with := func(es []absform.BinElem) absform.Expr {
		return &absform.Bin{Anno: a, Elems: append(es[:len(es):len(es)], rest)}
	}
	again := func(v absform.Expr) absform.Expr { return &absform.Call{Anno: a, Fun: fun, Args: patterns(tail, v)} }
	clauses := []*absform.Clause{clause(a, patterns(with(bin.Elems), acc), nil, again(g.filtered(inner, acc)))}
	if skip, ok := c.anonymous(bin.Elems, ga); ok {
		clauses = append(clauses, clause(ga, patterns(with(skip), acc), nil, again(acc)))
	}
	clauses = append(clauses,
		clause(ga, patterns(&absform.Bin{Anno: a, Elems: []absform.BinElem{rest}}, acc), nil, acc),
		clause(ga, patterns(tail, &absform.Var{Anno: a, Name: "_"}), nil, remote(a, "erlang", "error", tuple(a, word(a, "badarg"), tail))))
	return &absform.Call{Anno: a, Fun: &absform.Fun{Anno: a, Name: fun.Name, Clauses: clauses}, Args: patterns(g.value, init)}
}

// anonymous is the pattern with nothing bound, to step over what does not match;
// false when a size depends on what the pattern binds.
func (c *comprehension) anonymous(es []absform.BinElem, a absform.Anno) ([]absform.BinElem, bool) {
	var out []absform.BinElem
	for _, e := range es {
		switch s := e.Size.(type) {
		case nil, *absform.Integer:
		case *absform.Var:
			if !c.outer[s.Name] {
				return nil, false
			}
		default:
			return nil, false
		}
		n := 1
		if s, ok := e.Value.(*absform.String); ok {
			n = len(s.Chars)
		}
		e.Value = &absform.Var{Anno: a, Name: "_"}
		for range n {
			out = append(out, e)
		}
	}
	return out, true
}
