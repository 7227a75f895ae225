package bif

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/code"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// matchSpec is a compiled match specification: clauses of a head, guards and a
// body, the first of which that matches an object says what becomes of it.
type matchSpec struct{ clauses []specClause }

type specClause struct {
	head   term.Term // as given
	match  specHead
	vars   []specVar // those that the head binds, by number
	guards []specExpr
	body   []specExpr
	source []term.Term // of the body
}

// specVar is a variable, '$1': its number and its place among the values.
type specVar struct{ number, slot int }

// specRun is an object under way through a clause.
type specRun struct {
	m    *vm.Machine
	obj  term.Term
	vals []term.Term
}

// specHead tells whether a term matches part of a head.
type specHead func(r *specRun, t term.Term) bool

// specExpr is the value of part of a guard or body; false if it fails.
type specExpr func(r *specRun) (term.Term, bool)

// specCompiler turns a clause into functions and notes what is wrong with it.
type specCompiler struct {
	table  *code.Table
	vars   []specVar
	guard  bool
	faults []string
}

func (c *specCompiler) fault(format string, a ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, a...))
}

// compileSpec compiles a match specification; the texts are what is wrong with it.
func compileSpec(table *code.Table, spec term.Term) (*matchSpec, []string) {
	clauses, proper := spec.Slice()
	if !proper {
		return nil, []string{"Match programs are not in a list."}
	}
	out := &matchSpec{}
	var faults []string
	for _, cl := range clauses {
		parts := cl.Elems()
		if len(parts) != 3 {
			return nil, append(faults, "Match program part is not a tuple of arity 3.")
		}
		c := specCompiler{table: table}
		compiled := specClause{head: parts[0], match: c.head(parts[0])}
		c.vars = slices.Clone(c.vars)
		slices.SortFunc(c.vars, func(a, b specVar) int { return a.number - b.number })
		guards, properGuards := parts[1].Slice()
		body, properBody := parts[2].Slice()
		switch {
		case !properGuards:
			c.fault("Match expression is not a list.")
		case !properBody:
			c.fault("Match expression is not a list.")
		case len(body) == 0:
			c.fault("Body clause does not return anything.")
		}
		c.guard = true
		for _, g := range guards {
			compiled.guards = append(compiled.guards, c.expr(g))
		}
		c.guard = false
		for _, b := range body {
			compiled.body = append(compiled.body, c.expr(b))
		}
		compiled.vars, compiled.source = c.vars, body
		out.clauses = append(out.clauses, compiled)
		faults = append(faults, c.faults...)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return out, nil
}

// specVariable is the number of a variable '$N'.
func specVariable(t term.Term) (int, bool) {
	if !t.IsAtom() {
		return 0, false
	}
	digits, dollar := strings.CutPrefix(t.AtomName(), "$")
	if !dollar || digits == "" || len(digits) > 8 || digits[0] == '+' || digits[0] == '-' {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil
}

var (
	specAny    = term.Intern("_")
	specObject = term.Intern("$_")
	specAll    = term.Intern("$$")
	specConst  = term.Intern("const")
)

// specVaries tells whether a head has variables, so is no constant.
func specVaries(t term.Term) bool {
	if _, is := specVariable(t); is || t.Is(specAny) {
		return true
	}
	switch t.Kind() {
	case term.KindTuple:
		return slices.ContainsFunc(t.Elems(), specVaries)
	case term.KindCons:
		for ; t.IsCons(); t = t.Tail() {
			if specVaries(t.Head()) {
				return true
			}
		}
		return specVaries(t)
	case term.KindMap:
		return true // a map in a head matches a part of maps
	}
	return false
}

func (c *specCompiler) head(t term.Term) specHead {
	if n, is := specVariable(t); is {
		return c.variable(n)
	}
	switch {
	case t.Is(specAny):
		return func(*specRun, term.Term) bool { return true }
	case !specVaries(t):
		return func(_ *specRun, v term.Term) bool { return term.Identical(t, v) }
	case t.IsTuple():
		parts := make([]specHead, t.Arity())
		for i, e := range t.Elems() {
			parts[i] = c.head(e)
		}
		return func(r *specRun, v term.Term) bool {
			es := v.Elems()
			if len(es) != len(parts) {
				return false
			}
			for i, p := range parts {
				if !p(r, es[i]) {
					return false
				}
			}
			return true
		}
	case t.IsCons():
		var parts []specHead
		for ; t.IsCons(); t = t.Tail() {
			parts = append(parts, c.head(t.Head()))
		}
		tail := c.head(t)
		return func(r *specRun, v term.Term) bool {
			for _, p := range parts {
				if !v.IsCons() || !p(r, v.Head()) {
					return false
				}
				v = v.Tail()
			}
			return tail(r, v)
		}
	}
	return c.mapHead(t)
}

func (c *specCompiler) mapHead(t term.Term) specHead {
	var keys []term.Term
	var values []specHead
	for k, v := range t.Pairs() {
		if _, is := specVariable(k); is {
			c.fault("Variable found in map key.")
		}
		keys = append(keys, k)
		values = append(values, c.head(v))
	}
	return func(r *specRun, v term.Term) bool {
		if !v.IsMap() {
			return false
		}
		for i, k := range keys {
			if got, found := v.MapGet(k); !found || !values[i](r, got) {
				return false
			}
		}
		return true
	}
}

// variable binds '$n', or compares with what it is bound to further left.
func (c *specCompiler) variable(n int) specHead {
	for _, v := range c.vars {
		if v.number == n {
			return func(r *specRun, t term.Term) bool { return term.Identical(r.vals[v.slot], t) }
		}
	}
	slot := len(c.vars)
	c.vars = append(c.vars, specVar{n, slot})
	return func(r *specRun, t term.Term) bool {
		r.vals[slot] = t
		return true
	}
}

func constant(t term.Term) specExpr { return func(*specRun) (term.Term, bool) { return t, true } }

func (c *specCompiler) expr(t term.Term) specExpr {
	if n, is := specVariable(t); is {
		for _, v := range c.vars {
			if v.number == n {
				return func(r *specRun) (term.Term, bool) { return r.vals[v.slot], true }
			}
		}
		c.fault("Variable $%d is unbound.", n)
		return constant(t)
	}
	switch {
	case t.Is(specObject):
		return func(r *specRun) (term.Term, bool) { return r.obj, true }
	case t.Is(specAll):
		vars := c.vars
		return func(r *specRun) (term.Term, bool) { return r.all(vars), true }
	case t.IsCons():
		return c.list(t)
	case t.IsMap():
		var parts []specExpr
		for k, v := range t.Pairs() {
			parts = append(parts, c.expr(k), c.expr(v))
		}
		return collected(parts, func(vs []term.Term) term.Term { return term.MapOf(vs...) })
	case t.IsTuple():
		return c.call(t)
	}
	return constant(t)
}

// all is the list of the values of the variables, '$$'.
func (r *specRun) all(vars []specVar) term.Term {
	out := make([]term.Term, len(vars))
	for i, v := range vars {
		out[i] = r.vals[v.slot]
	}
	return term.List(out...)
}

func (c *specCompiler) list(t term.Term) specExpr {
	var parts []specExpr
	for ; t.IsCons(); t = t.Tail() {
		parts = append(parts, c.expr(t.Head()))
	}
	parts = append(parts, c.expr(t))
	return collected(parts, func(vs []term.Term) term.Term { return term.ListTail(vs[len(vs)-1], vs[:len(vs)-1]...) })
}

// collected makes a term of the values of parts.
func collected(parts []specExpr, build func([]term.Term) term.Term) specExpr {
	return func(r *specRun) (term.Term, bool) {
		vs := make([]term.Term, len(parts))
		for i, p := range parts {
			v, fine := p(r)
			if !fine {
				return v, false
			}
			vs[i] = v
		}
		return build(vs), true
	}
}

func (c *specCompiler) exprs(ts []term.Term) []specExpr {
	out := make([]specExpr, len(ts))
	for i, t := range ts {
		out[i] = c.expr(t)
	}
	return out
}

// call compiles a tuple: {{...}}, {const, T} or a call of a function.
func (c *specCompiler) call(t term.Term) specExpr {
	es := t.Elems()
	switch {
	case len(es) == 1 && es[0].IsTuple():
		return collected(c.exprs(es[0].Elems()), func(vs []term.Term) term.Term { return term.Tuple(vs...) })
	case len(es) == 0 || !es[0].IsAtom():
		c.fault("%s is neither a function call, nor a tuple (tuples are written {{ ... }}).", erlangText(t))
		return constant(t)
	case es[0].Is(specConst):
		if len(es) != 2 {
			c.fault("Special form 'const' called with more than one argument in %s.", erlangText(t))
			return constant(t)
		}
		return constant(es[1])
	}
	name, args := es[0].AtomName(), es[1:]
	if f := specLogic[name]; f != nil && len(args) > 0 {
		return c.lenient(f(c.exprs(args)))
	}
	fn := c.function(es[0].Atom(), len(args))
	if fn == nil {
		c.fault("Function %s/%d does_not_exist.", name, len(args))
		return constant(t)
	}
	parts := c.exprs(args)
	return c.lenient(func(r *specRun) (term.Term, bool) {
		var room [4]term.Term
		vs := room[:0]
		for _, p := range parts {
			v, fine := p(r)
			if !fine {
				return v, false
			}
			vs = append(vs, v)
		}
		return r.m.CallGuard(fn, vs)
	})
}

// lenient makes what fails in a body 'EXIT' there; a guard it ends.
func (c *specCompiler) lenient(f specExpr) specExpr {
	if c.guard {
		return f
	}
	return func(r *specRun) (term.Term, bool) {
		v, fine := f(r)
		if !fine {
			v = term.EXIT.Term()
		}
		return v, true
	}
}

// erlangText is a term as io_lib:format writes it for ~tp.
func erlangText(t term.Term) string { return string(inspect.AppendErlang(nil, t, nil)) }

// specFunctions are the functions of erlang that guards and bodies may call.
var specFunctions = func() map[string]bool {
	out := map[string]bool{}
	for name := range strings.FieldsSeq(`is_atom is_float is_integer is_list is_number is_pid is_port is_reference
		is_tuple is_map is_map_key is_binary is_bitstring is_boolean is_function is_record not xor
		abs element hd length map_get map_size node round size bit_size byte_size tuple_size tl trunc self
		float ceil floor binary_part min max
		+ - * div rem band bor bxor bnot bsl bsr > >= < =< =:= == =/= /=`) {
		out[name] = true
	}
	return out
}()

func (c *specCompiler) function(name term.Atom, arity int) vm.Native {
	if !specFunctions[name.String()] {
		return nil
	}
	f := c.table.Lookup(term.Intern("erlang"), name, arity)
	if f == nil || f.Native == nil || !f.Guard {
		return nil
	}
	return f.Native.(vm.Native)
}

// specLogic are the operators that take any number of booleans.
var specLogic = map[string]func([]specExpr) specExpr{
	"and":     func(parts []specExpr) specExpr { return logic(parts, term.False, false) },
	"or":      func(parts []specExpr) specExpr { return logic(parts, term.True, false) },
	"andalso": func(parts []specExpr) specExpr { return logic(parts, term.False, true) },
	"orelse":  func(parts []specExpr) specExpr { return logic(parts, term.True, true) },
}

// logic is decide if a part is, else the other boolean; short stops there, and
// gives whatever the last part is.
func logic(parts []specExpr, decide term.Atom, short bool) specExpr {
	return func(r *specRun) (term.Term, bool) {
		out := term.Bool(decide == term.False)
		for i, p := range parts {
			v, fine := p(r)
			switch {
			case !fine:
				return v, false
			case short && i == len(parts)-1:
				return v, true
			case !isBoolean(v):
				return v, false
			case v.Is(decide):
				out = decide.Term()
				if short {
					return out, true
				}
			}
		}
		return out, true
	}
}

// run is the value that the specification makes of an object; false if no clause
// matches.
func (s *matchSpec) run(r *specRun, obj term.Term) (term.Term, bool) {
	r.obj = obj
	for i := range s.clauses {
		if v, matched := s.clauses[i].run(r); matched {
			return v, true
		}
	}
	return term.Term{}, false
}

func (c *specClause) run(r *specRun) (term.Term, bool) {
	if cap(r.vals) < len(c.vars) {
		r.vals = make([]term.Term, len(c.vars))
	}
	r.vals = r.vals[:len(c.vars)]
	if !c.match(r, r.obj) {
		return term.Term{}, false
	}
	for _, g := range c.guards {
		if v, fine := g(r); !fine || !v.Is(term.True) {
			return term.Term{}, false
		}
	}
	var v term.Term
	for _, b := range c.body {
		v, _ = b(r)
	}
	return v, true
}
