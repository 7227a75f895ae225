package lower

import (
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/quoted"
)

func lowerTry(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	opts := args[0]
	t := &absform.Try{Anno: a}
	do, ok := quoted.Get(opts, quoted.DoAtom)
	if !ok {
		do = term.AtomNil.Term()
	}
	t.Body = unblock(l.expr(do, a))
	rescue, hasRescue := quoted.Get(opts, keyRescue)
	catch, hasCatch := quoted.Get(opts, keyCatch)
	if hasRescue || hasCatch {
		outer := l.stack
		l.stack = l.name("__STACKTRACE__")
		if hasRescue {
			for _, c := range elements(rescue) {
				t.Catches = append(t.Catches, l.rescueClause(c))
			}
		}
		if hasCatch {
			for _, c := range elements(catch) {
				t.Catches = append(t.Catches, l.catchClause(c))
			}
		}
		l.stack = outer
	}
	if after, ok := quoted.Get(opts, keyAfter); ok {
		t.After = unblock(l.expr(after, a))
	}
	if els, ok := quoted.Get(opts, keyElse); ok {
		t.Clauses = l.matchClauses(els, false)
	}
	return t
}

func elements(list term.Term) []term.Term {
	es, ok := list.Slice()
	if !ok {
		fail(list)
	}
	return es
}

func (l *lowerer) catchClause(q term.Term) *absform.Clause {
	meta, left, body := arrow(q)
	a := anno(meta)
	heads, guards := extractSplat(left)
	if len(heads) == 1 {
		heads = []term.Term{term.Throw.Term(), heads[0]}
	}
	if len(heads) != 2 {
		fail(q)
	}
	stack := l.stack
	c := l.clause(a, l.pattern, heads, guards, body)
	c.Patterns = patterns(tuple(a, c.Patterns[0], c.Patterns[1], &absform.Var{Anno: a, Name: stack}))
	return c
}

// rescueClause lowers the two forms of a rescue clause: a variable for every
// error, and var in [modules].
func (l *lowerer) rescueClause(q term.Term) *absform.Clause {
	meta, left, body := arrow(q)
	a := anno(meta)
	if len(left) != 1 {
		fail(q)
	}
	reason := l.fresh(a)
	c := &absform.Clause{Anno: a, Patterns: patterns(tuple(a, atom(a, term.Error), reason, &absform.Var{Anno: a, Name: l.stack}))}
	r := &rescuer{l: l, a: a, v: reason}
	target := left[0]
	fromErlang := []string{"ErlangError"}
	if quoted.IsCall(left[0], formIn, 2) {
		_, _, lr, _ := quoted.AsCall(left[0])
		target = lr[0]
		fromErlang = nil
		var tests, erl [][]absform.Expr
		for _, m := range elements(lr[1]) {
			name := m.Atom()
			tests = append(tests, []absform.Expr{r.elixir(name)})
			if g, short := r.erlang(name); g != nil {
				erl = append([][]absform.Expr{{g}}, erl...)
				fromErlang = append([]string{short}, fromErlang...)
			}
		}
		c.Guards = append(tests, erl...)
	}
	bodyExprs := func() []absform.Expr { return unblock(l.expr(body, a)) }
	if _, _, _, ok := quoted.AsVar(target); ok && target.Elem(0).Is(formUnderscore) {
		c.Body = bodyExprs()
		return c
	}
	p := l.pattern([]term.Term{target}, a)[0]
	bind := &absform.Match{Anno: a, Pattern: p, Value: r.normalized(fromErlang)}
	c.Body = append([]absform.Expr{bind}, bodyExprs()...)
	return c
}

// rescuer builds what a rescue clause asks of the reason of an error.
type rescuer struct {
	l *lowerer
	a absform.Anno
	v *absform.Var
}

func (r *rescuer) and(x, y absform.Expr) absform.Expr { return op(r.a, "andalso", x, y) }

func (r *rescuer) or(x, y absform.Expr) absform.Expr { return op(r.a, "orelse", x, y) }

func (r *rescuer) is(tag string) absform.Expr { return op(r.a, "==", r.v, word(r.a, tag)) }

func (r *rescuer) size(n int64) absform.Expr {
	return op(r.a, "==", remote(r.a, "erlang", "tuple_size", r.v), integer(r.a, n))
}

func (r *rescuer) tag(tag string) absform.Expr {
	return op(r.a, "==", remote(r.a, "erlang", "element", integer(r.a, 1), r.v), word(r.a, tag))
}

func (r *rescuer) tuple(n int64, tag string) absform.Expr { return r.and(r.size(n), r.tag(tag)) }

// elixir tests for the exception itself.
func (r *rescuer) elixir(module term.Atom) absform.Expr {
	get := func(key string) absform.Expr { return remote(r.a, "erlang", "map_get", word(r.a, key), r.v) }
	return r.and(op(r.a, "==", get("__struct__"), atom(r.a, module)), get("__exception__"))
}

// erlangReasons are the reasons of Erlang that are exceptions of Elixir: an atom
// by itself, or a tuple of that tag and size.
var erlangReasons = map[string]struct {
	tag  string
	size int64
}{
	"UndefinedFunctionError": {"undef", 0},
	"FunctionClauseError":    {"function_clause", 0},
	"SystemLimitError":       {"system_limit", 0},
	"ArithmeticError":        {"badarith", 0},
	"CondClauseError":        {"cond_clause", 0},
	"BadArityError":          {"badarity", 2},
	"BadFunctionError":       {"badfun", 2},
	"MatchError":             {"badmatch", 2},
	"CaseClauseError":        {"case_clause", 2},
	"WithClauseError":        {"else_clause", 2},
	"TryClauseError":         {"try_clause", 2},
	"BadStructError":         {"badstruct", 3},
	"BadMapError":            {"badmap", 2},
	"BadBooleanError":        {"badbool", 3},
}

// erlang tests for the reason that the exception stands for, nil when there is
// none; short is the name without Elixir.
func (r *rescuer) erlang(module term.Atom) (test absform.Expr, short string) {
	const prefix = "Elixir."
	name := module.String()
	if len(name) <= len(prefix) || name[:len(prefix)] != prefix {
		return nil, ""
	}
	short = name[len(prefix):]
	if e, ok := erlangReasons[short]; ok {
		if e.size == 0 {
			return r.is(e.tag), short
		}
		return r.tuple(e.size, e.tag), short
	}
	switch short {
	case "KeyError":
		return r.and(r.or(r.size(2), r.size(3)), r.tag("badkey")), short
	case "ArgumentError":
		return r.or(r.is("badarg"), r.tuple(2, "badarg")), short
	case "ErlangError":
		exception := r.and(remote(r.a, "erlang", "is_map", r.v), remote(r.a, "erlang", "is_map_key", word(r.a, "__exception__"), r.v))
		return &absform.Op{Anno: r.a, Name: "not", Left: exception}, short
	}
	return nil, ""
}

// needStack are the exceptions that are made with the help of the stack trace.
var needStack = []string{"FunctionClauseError", "UndefinedFunctionError", "KeyError", "ArgumentError", "SystemLimitError"}

// normalized is the exception for the reason: itself when it can't be one of
// Erlang's.
func (r *rescuer) normalized(fromErlang []string) absform.Expr {
	if len(fromErlang) == 0 {
		return r.v
	}
	var some []string
	any := false
	for _, n := range fromErlang {
		if n == "ErlangError" {
			any = true
		}
		for _, s := range needStack {
			if s == n {
				some = append(some, n)
			}
		}
	}
	var stack absform.Expr
	switch {
	case any:
		stack = r.stackFor(needStack)
	case len(some) == 0:
		stack = &absform.Nil{Anno: r.a}
	case len(some) == len(fromErlang):
		stack = &absform.Var{Anno: r.a, Name: r.l.stack}
	default:
		stack = r.stackFor(some)
	}
	return remote(r.a, "Elixir.Exception", "normalize", atom(r.a, term.Error), r.v, stack)
}

// stackFor is the stack trace for the reasons that need it, [] for others.
func (r *rescuer) stackFor(names []string) absform.Expr {
	g := &rescuer{l: r.l, a: generated(r.a), v: r.v}
	var guards [][]absform.Expr
	for _, n := range names {
		var test absform.Expr
		if n == "KeyError" {
			test = g.tuple(2, "badkey")
		} else {
			test, _ = g.erlang(term.Intern("Elixir." + n))
		}
		guards = append([][]absform.Expr{{test}}, guards...)
	}
	any := &absform.Var{Anno: g.a, Name: "_"}
	return &absform.Case{Anno: g.a, Value: r.v, Clauses: []*absform.Clause{
		clause(g.a, patterns(any), guards, &absform.Var{Anno: g.a, Name: r.l.stack}),
		clause(g.a, patterns(any), nil, &absform.Nil{Anno: g.a}),
	}}
}
