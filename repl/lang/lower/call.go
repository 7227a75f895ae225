package lower

import (
	"math/big"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/repl/lang/quoted"
)

// call lowers a call whose form is a dot: of a module, of a field, or of a fun.
func (l *lowerer) call(q, form, meta, rest term.Term, a absform.Anno) absform.Expr {
	args, ok := rest.Slice()
	_, _, dot, isDot := quoted.AsCall(form)
	if !ok || !isDot || !quoted.IsCall(form, quoted.Dot, -1) {
		fail(q)
	}
	if len(dot) == 1 {
		fun := l.expr(dot[0], a)
		return &absform.Call{Anno: a, Fun: fun, Args: l.exprs(args, a)}
	}
	if len(dot) != 2 || !dot[1].IsAtom() {
		fail(q)
	}
	left, name := dot[0], dot[1].Atom()
	field := left.IsTuple() || left.Is(term.AtomNil) || left.Is(term.True) || left.Is(term.False)
	if len(args) == 0 && field {
		return l.field(left, name, meta, a)
	}
	return l.remote(left, name, args, a)
}

// field lowers left.name and left.name(): a field of a map, or a call without
// arguments.
func (l *lowerer) field(left term.Term, name term.Atom, meta term.Term, a absform.Anno) absform.Expr {
	key := atom(a, name)
	if l.context == expand.Guard {
		return remote(a, "erlang", "map_get", key, l.expr(left, a))
	}
	g := generated(a)
	value := l.expr(left, a)
	v := l.fresh(g)
	found := clause(g, patterns(&absform.Map{Anno: a, Assocs: []absform.MapField{{Anno: a, Exact: true, Key: key, Value: v}}}), nil, v)
	call := &absform.Call{Anno: g, Fun: &absform.Remote{Anno: g, Module: v, Name: key}}
	if p, ok := quoted.Get(meta, metaNoParens); !ok || !p.Is(term.True) {
		return &absform.Case{Anno: g, Value: value, Clauses: []*absform.Clause{found, clause(g, patterns(v), nil, call)}}
	}
	bad := func(tag string, es ...absform.Expr) absform.Expr {
		return remote(a, "erlang", "error", tuple(a, append([]absform.Expr{word(a, tag)}, es...)...))
	}
	is := func(test string) absform.Expr { return remote(g, "erlang", test, v) }
	isNot := func(t term.Atom) absform.Expr { return op(g, "=/=", v, atom(g, t)) }
	return &absform.Case{Anno: g, Value: value, Clauses: []*absform.Clause{
		found,
		clause(g, patterns(v), [][]absform.Expr{{is("is_map")}}, bad("badkey", key, v)),
		clause(g, patterns(v), [][]absform.Expr{{is("is_atom"), isNot(term.AtomNil), isNot(term.True), isNot(term.False)}}, call),
		clause(g, patterns(v), nil, bad("badmap", v)),
	}}
}

// reorder is a function of Elixir that is a function of Erlang with its
// arguments in another order; the one that came first is evaluated first.
type reorder struct {
	module, name string
	args         func(a absform.Anno, es []absform.Expr) []absform.Expr
}

func swap(_ absform.Anno, es []absform.Expr) []absform.Expr { return []absform.Expr{es[1], es[0]} }

func rotate(_ absform.Anno, es []absform.Expr) []absform.Expr {
	return []absform.Expr{es[1], es[2], es[0]}
}

func index(a absform.Anno, es []absform.Expr) []absform.Expr {
	return append([]absform.Expr{increment(a, es[1]), es[0]}, es[2:]...)
}

func increment(a absform.Anno, e absform.Expr) absform.Expr {
	if i, ok := e.(*absform.Integer); ok {
		return &absform.Integer{Anno: a, Value: new(big.Int).Add(i.Value, big.NewInt(1))}
	}
	return op(a, "+", e, integer(a, 1))
}

var reorders = map[string]reorder{
	"Elixir.Kernel.elem/2":          {"erlang", "element", index},
	"Elixir.Kernel.put_elem/3":      {"erlang", "setelement", index},
	"Elixir.Kernel.is_map_key/2":    {"erlang", "is_map_key", swap},
	"Elixir.Map.delete/2":           {"maps", "remove", swap},
	"Elixir.Map.fetch/2":            {"maps", "find", swap},
	"Elixir.Map.fetch!/2":           {"maps", "get", swap},
	"Elixir.Map.has_key?/2":         {"maps", "is_key", swap},
	"Elixir.Map.put/3":              {"maps", "put", rotate},
	"Elixir.Map.replace!/3":         {"maps", "update", rotate},
	"Elixir.Process.group_leader/2": {"erlang", "group_leader", swap},
	"Elixir.Tuple.delete_at/2":      {"erlang", "delete_element", index},
	"Elixir.Tuple.duplicate/2":      {"erlang", "make_tuple", swap},
	"Elixir.Tuple.insert_at/3":      {"erlang", "insert_element", index},
}

func (l *lowerer) remote(left term.Term, name term.Atom, args []term.Term, a absform.Anno) absform.Expr {
	if left.IsAtom() {
		switch module := left.Atom(); {
		case module == atomErlang && expand.IsOperator(name, len(args)):
			return l.operator(name, args, a)
		case module == atomStringChars && name == atomToString && len(args) == 1:
			return l.toString(args[0], a)
		case module == atomLists && name == atomMember && len(args) == 2:
			if e, ok := l.member(args[0], args[1], a); ok {
				return e
			}
		case module == atomMaps && name == atomMerge && len(args) == 2:
			return l.merge(args, a)
		default:
			if r, ok := reorders[module.String()+"."+name.String()+"/"+string(rune('0'+min(len(args), 9)))]; ok {
				return l.reordered(r, args, a)
			}
		}
	}
	module := l.expr(left, a)
	return &absform.Call{Anno: a, Fun: &absform.Remote{Anno: a, Module: module, Name: atom(a, name)}, Args: l.exprs(args, a)}
}

var (
	atomStringChars = term.Intern("Elixir.String.Chars")
	atomToString    = term.Intern("to_string")
	atomLists       = term.Intern("lists")
	atomMember      = term.Intern("member")
	atomMaps        = term.Intern("maps")
	atomMerge       = term.Intern("merge")
)

func (l *lowerer) operator(name term.Atom, args []term.Term, a absform.Anno) absform.Expr {
	es := l.exprs(args, a)
	if len(es) == 1 {
		return &absform.Op{Anno: a, Name: name.String(), Left: es[0]}
	}
	return op(a, name.String(), es[0], es[1])
}

func (l *lowerer) reordered(r reorder, args []term.Term, a absform.Anno) absform.Expr {
	es := l.exprs(args, a)
	switch es[0].(type) {
	case *absform.Var, *absform.Atom, *absform.Integer:
		return remote(a, r.module, r.name, r.args(a, es)...)
	}
	v := l.fresh(a)
	first := &absform.Match{Anno: a, Pattern: v, Value: es[0]}
	es[0] = v
	return block(a, first, remote(a, r.module, r.name, r.args(a, es)...))
}

// toString calls String.Chars only for what is not a binary already.
func (l *lowerer) toString(arg term.Term, a absform.Anno) absform.Expr {
	value := l.expr(arg, a)
	g := generated(a)
	v := l.fresh(g)
	return &absform.Case{Anno: g, Value: value, Clauses: []*absform.Clause{
		clause(g, patterns(v), guard(remote(g, "erlang", "is_binary", v)), v),
		clause(g, patterns(v), nil, remote(g, "Elixir.String.Chars", "to_string", v)),
	}}
}

// member compares with each element of a short literal list.
func (l *lowerer) member(q, list term.Term, a absform.Anno) (absform.Expr, bool) {
	es, ok := list.Slice()
	if !ok || len(es) > 32 {
		return nil, false
	}
	for _, e := range es {
		if !e.IsNumber() && !e.IsAtom() && !e.IsBinary() {
			return nil, false
		}
	}
	value := l.expr(q, a)
	if len(es) == 0 {
		ignored := &absform.Match{Anno: a, Pattern: &absform.Var{Anno: a, Name: "_"}, Value: value}
		return block(a, ignored, atom(a, term.False)), true
	}
	v, isVar := value.(*absform.Var)
	if !isVar {
		v = l.fresh(generated(a))
	}
	var test absform.Expr
	for _, e := range es {
		eq := op(a, "=:=", v, l.expr(e, a))
		if test == nil {
			test = eq
		} else {
			test = op(a, "orelse", test, eq)
		}
	}
	if isVar {
		return test, true
	}
	g := generated(a)
	return block(g, &absform.Match{Anno: g, Pattern: v, Value: value}, test), true
}

// merge puts literal maps together.
func (l *lowerer) merge(args []term.Term, a absform.Anno) absform.Expr {
	es := l.exprs(args, a)
	right, ok := es[1].(*absform.Map)
	if !ok || right.Base != nil {
		return remote(a, "maps", "merge", es...)
	}
	if left, ok := es[0].(*absform.Map); ok {
		return &absform.Map{Anno: a, Base: left.Base, Assocs: append(left.Assocs[:len(left.Assocs):len(left.Assocs)], right.Assocs...)}
	}
	return &absform.Map{Anno: a, Base: es[0], Assocs: right.Assocs}
}

// lowerCapture lowers &name/arity and &module.name/arity.
func lowerCapture(l *lowerer, q, _ term.Term, args []term.Term, a absform.Anno) absform.Expr {
	if len(args) != 1 || !quoted.IsCall(args[0], formSlash, 2) {
		fail(q)
	}
	_, _, fa, _ := quoted.AsCall(args[0])
	if !fa[1].IsInt() {
		fail(q)
	}
	arity := integer(a, fa[1].Int())
	if name, _, _, ok := quoted.AsVar(fa[0]); ok {
		return &absform.FunRef{Anno: a, Name: atom(a, name), Arity: arity}
	}
	form, _, _, ok := quoted.AsCall(fa[0])
	_, _, dot, isDot := quoted.AsCall(form)
	if !ok || !isDot || len(dot) != 2 || !dot[1].IsAtom() {
		fail(q)
	}
	return &absform.FunRef{Anno: a, Module: l.expr(dot[0], a), Name: atom(a, dot[1].Atom()), Arity: arity}
}
