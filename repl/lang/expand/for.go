package expand

import "gex/proto/term"

var (
	atomInto   = term.Intern("into")
	atomUniq   = term.Intern("uniq")
	atomReduce = term.Intern("reduce")
)

func expandForForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) == 0 {
		return q, s, e, false
	}
	out, s, e := x.expandFor(meta, args, s, e, true)
	return out, s, e, true
}

// expandFor expands a comprehension. Its value is used when wanted; then it has
// an into: or a reduce: option afterwards.
func (x *Expander) expandFor(meta term.Term, args []term.Term, s State, e *Env, wanted bool) (term.Term, State, *Env) {
	x.assertNoMatchOrGuard(meta, "for", s, e)
	cases, opts := splitOpts(args)
	x.validateOpts(meta, "for", opts, e, atomDo, atomInto, atomUniq, atomReduce)
	do, ok := get(opts, atomDo)
	if !ok {
		x.fail(meta, e, `missing :do option in "for"`)
	}
	before, start := s, x.scope()
	opts, s, env := x.expand(remove(opts, atomDo), s, e)
	gens := make([]term.Term, len(cases))
	for i, c := range cases {
		gens[i], s, env = x.generator(c, s, env)
	}
	if len(gens) == 0 || !isGenerator(gens[0]) {
		x.fail(meta, e, "for comprehensions must start with a generator")
	}
	opts, reduce := x.forOptions(meta, opts, wanted, e)
	body, s, env := x.forBody(meta, do, reduce, s, env)
	s = x.endScope(start, s, before, env)
	last := term.Cons(kv(atomDo, body), opts)
	return makeNode(atomFor.Term(), meta, term.List(append(gens, last)...)), s, e
}

func isGenerator(q term.Term) bool {
	if _, _, ok := callOf(q, atomLeftArrow, 2); ok {
		return true
	}
	_, args, ok := callOf(q, atomBits, 1)
	if ok {
		_, _, ok = callOf(args[0], atomLeftArrow, 2)
	}
	return ok
}

func (x *Expander) generator(q term.Term, s State, e *Env) (term.Term, State, *Env) {
	if meta, lr, ok := callOf(q, atomLeftArrow, 2); ok {
		right, after, e := x.expand(lr[1], s, e)
		left, after, e := x.head(meta, []term.Term{lr[0]}, after.resetRead(s), e)
		return makeCall(atomLeftArrow, meta, left[0], right), after, e
	}
	if meta, args, ok := callOf(q, atomBits, -1); ok && len(args) > 0 {
		init, last := splitLast(args)
		if arrow, lr, ok := callOf(last, atomLeftArrow, 2); ok {
			right, after, e := x.expand(lr[1], s, e)
			segments := append(init[:len(init):len(init)], lr[0])
			after = after.resetRead(s)
			left, after, e := x.match(meta, after, after, e, func(args []term.Term, s State, e *Env) ([]term.Term, State, *Env) {
				out, s, e := x.expandBits(meta, args, s, e, true)
				return []term.Term{out}, s, e
			}, segments)
			return makeCall(atomBits, meta, makeCall(atomLeftArrow, arrow, left[0], right)), after, e
		}
	}
	return x.expand(q, s, e)
}

func (x *Expander) forOptions(meta, opts term.Term, wanted bool, e *Env) (out term.Term, reduce bool) {
	_, into := get(opts, atomInto)
	uniq, hasUniq := get(opts, atomUniq)
	_, reduce = get(opts, atomReduce)
	if hasUniq && !uniq.Is(term.True) && !uniq.Is(term.False) {
		x.fail(meta, e, ":uniq option for comprehensions only accepts a boolean, got: %s", toString(uniq))
	}
	if reduce && (into || hasUniq) {
		x.fail(meta, e, "cannot use :reduce alongside :into/:uniq in comprehension")
	}
	if !wanted && !into && !reduce && uniq.Is(term.True) {
		x.warn(meta, e, "the :uniq option has no effect since the result of the for comprehension is not used")
		opts = remove(opts, atomUniq)
	}
	if wanted && !into && !reduce {
		opts = put(opts, atomInto, term.Nil)
	}
	return opts, reduce
}

func (x *Expander) forBody(meta, do term.Term, reduce bool, s State, e *Env) (term.Term, State, *Env) {
	clauses, isList := do.Slice()
	arrows := isList && len(clauses) > 0
	if arrows {
		_, _, arrows = callOf(clauses[0], atomArrow, 2)
	}
	if !reduce {
		if arrows {
			x.fail(meta, e, "the do block was written using acc -> expr clauses but the :reduce option was not given")
		}
		return x.expand(do, s, e)
	}
	bad := func() {
		x.fail(meta, e, "when using :reduce with comprehensions, the do block must be written using acc -> expr clauses, where each clause expects the accumulator as a single argument")
	}
	if !arrows {
		bad()
	}
	out := make([]term.Term, len(clauses))
	for i, c := range clauses {
		_, lr, ok := callOf(c, atomArrow, 2)
		left, _ := lr, 0
		if !ok {
			bad()
		}
		heads, _ := left[0].Slice()
		if len(heads) != 1 {
			bad()
		}
		if _, all, ok := callOf(heads[0], atomWhen, -1); ok && len(all) > 2 {
			bad()
		}
		start := x.scope()
		var after State
		var env *Env
		out[i], after, env, _ = x.expandClause(c, s, e, x.head)
		s = x.endScope(start, after, s, env)
	}
	return term.List(out...), s, e
}

// validateOpts checks that opts is a keyword list of the allowed keys.
func (x *Expander) validateOpts(meta term.Term, kind string, opts term.Term, e *Env, allowed ...term.Atom) {
	list, ok := opts.Slice()
	if !ok {
		x.fail(meta, e, "invalid options for %s, expected a keyword list, got: %s", kind, toString(opts))
	}
next:
	for _, o := range list {
		if !o.IsTupleOf(2) {
			continue
		}
		for _, a := range allowed {
			if o.Elem(0).Is(a) {
				continue next
			}
		}
		x.fail(meta, e, "unsupported option %s given to %s", toString(o.Elem(0)), kind)
	}
}
