package lib

import (
	"gex/proto/term"
	"gex/repl/lang/compile"
	"gex/repl/lang/erl"
	"gex/repl/lang/vm"
)

func (r *Runtime) registerErlParse() {
	vm.Register(r.System.Table, "erl_parse", []vm.Row{
		{Name: "parse_form", Arity: 1, Func: erlParse(erl.ParseForm)},
		{Name: "parse_exprs", Arity: 1, Func: erlParse(erl.ParseExprs)},
		{Name: "parse_term", Arity: 1, Func: erlParse(erl.ParseTerm)},
		{Name: "normalise", Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			v, err := erl.Normalise(a[0])
			if err != nil {
				return m.Error(term.Tuple(term.A("badarg"), a[0]))
			}
			return v, true
		}},
		{Name: "abstract", Arity: 1, Func: r.erlAbstract},
		{Name: "abstract", Arity: 2, Func: r.erlAbstract},
		{Name: "tokens", Arity: 1, Func: erlTokens},
		{Name: "tokens", Arity: 2, Func: erlTokens},
		{Name: "format_error", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
			return erl.Chars([]rune((&erl.Error{Module: term.Intern("erl_parse"), Desc: a[0]}).Message())), true
		}},
		{Name: "map_anno", Arity: 2, Func: r.mapAnno},
		{Name: "fold_anno", Arity: 3, Func: r.foldAnno},
		{Name: "mapfold_anno", Arity: 3, Func: r.mapFoldAnno},
		{Name: "new_anno", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return a[0], true }},
		{Name: "anno_to_term", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return a[0], true }},
		{Name: "anno_from_term", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return a[0], true }},
	})
	vm.Register(r.System.Table, "erl_internal", []vm.Row{
		{Name: "is_type", Arity: 2, Func: nameArity(erl.IsType)},
		{Name: "guard_bif", Arity: 2, Func: nameArity(func(name string, n int) bool { return erl.IsGuardBIF(name, n) && !erl.IsTypeTest(name, n) })},
		{Name: "type_test", Arity: 2, Func: nameArity(erl.IsTypeTest)},
		{Name: "bif", Arity: 2, Func: nameArity(compile.AutoImported)},
		{Name: "arith_op", Arity: 2, Func: nameArity(erl.IsArith)},
		{Name: "bool_op", Arity: 2, Func: nameArity(erl.IsBool)},
		{Name: "comp_op", Arity: 2, Func: nameArity(erl.IsComparison)},
		{Name: "list_op", Arity: 2, Func: nameArity(erl.IsListOp)},
		{Name: "send_op", Arity: 2, Func: nameArity(func(name string, n int) bool { return name == "!" && n == 2 })},
	})
}

func nameArity(is func(name string, arity int) bool) vm.Native {
	return func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
		n, ok := a[1].AsInt()
		return term.Bool(ok && a[0].IsAtom() && is(a[0].AtomName(), int(n))), true
	}
}

// erlParse is a function that parses tokens: {ok, Form} or {error, Info}.
func erlParse(parse func([]erl.Token) (term.Term, error)) vm.Native {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		toks, ok := erl.TokensOf(a[0])
		if !ok {
			return m.Error(term.A("function_clause"))
		}
		m.Bump(len(toks) / 4)
		v, err := parse(toks)
		if err != nil {
			return term.Tuple(term.Error.Term(), err.(*erl.Error).Term()), true
		}
		return term.Tuple(term.Ok.Term(), v), true
	}
}

func erlTokens(m *vm.Machine, a []term.Term) (term.Term, bool) {
	more, ok := argOr(a, 1, term.Nil), true
	out := erl.LiteralTokens(a[0])
	if len(out) == 0 {
		ok = false
	}
	if !ok {
		return m.Error(term.A("function_clause"))
	}
	ts, _ := erl.TokenTerms(out).Slice()
	return term.ListTail(more, ts...), true
}

func (r *Runtime) erlAbstract(m *vm.Machine, a []term.Term) (term.Term, bool) {
	anno, strings := term.Int(0), erl.Strings(erl.Unicode)
	if len(a) > 1 {
		anno = a[1]
		if a[1].IsList() {
			anno = term.Int(0)
			var line, loc term.Term
			for opts := a[1]; opts.IsCons(); opts = opts.Tail() {
				kv := opts.Head().Elems()
				if len(kv) != 2 || !kv[0].IsAtom() {
					continue
				}
				switch kv[0].AtomName() {
				case "line":
					line = kv[1]
				case "location":
					loc = kv[1]
				case "encoding":
					var ok bool
					if strings, ok = r.stringsOf(m, kv[1]); !ok {
						return m.Error(term.Tuple(term.A("badarg"), kv[1]))
					}
				}
			}
			if !line.IsNone() {
				anno = line
			}
			if !loc.IsNone() {
				anno = loc
			}
		}
	}
	v, err := erl.Abstract(a[0], anno, strings)
	if err != nil {
		return m.Error(term.A("function_clause"))
	}
	return v, true
}

func (r *Runtime) stringsOf(m *vm.Machine, encoding term.Term) (erl.Strings, bool) {
	if encoding.IsFun() {
		return func(c int64) bool {
			v, exc := r.CallFun(m.Proc(), encoding, term.Int(c))
			return exc == nil && c >= 0 && v.Is(term.True)
		}, true
	}
	if !encoding.IsAtom() {
		return nil, false
	}
	switch encoding.AtomName() {
	case "latin1":
		return erl.Latin1, true
	case "unicode", "utf8":
		return erl.Unicode, true
	case "none":
		return nil, true
	}
	return nil, false
}

// annoFun calls a fun for every annotation; the first exception ends it.
func (r *Runtime) annoFun(m *vm.Machine, fun, t term.Term, call func(anno term.Term) []term.Term, result func(out term.Term) term.Term) (term.Term, bool) {
	var failed *vm.Exception
	out := erl.MapAnno(t, func(anno term.Term) term.Term {
		if failed != nil {
			return anno
		}
		v, exc := r.CallFun(m.Proc(), fun, call(anno)...)
		if exc != nil {
			failed = exc
			return anno
		}
		return result(v)
	})
	if failed != nil {
		return m.Raise(failed.Class, failed.Reason, failed.Stacktrace)
	}
	return out, true
}

func (r *Runtime) mapAnno(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return r.annoFun(m, a[0], a[1], func(anno term.Term) []term.Term { return []term.Term{anno} }, func(out term.Term) term.Term { return out })
}

func (r *Runtime) foldAnno(m *vm.Machine, a []term.Term) (term.Term, bool) {
	acc := a[1]
	_, ok := r.annoFun(m, a[0], a[2], func(anno term.Term) []term.Term { return []term.Term{anno, acc} },
		func(out term.Term) term.Term { acc = out; return term.Nil })
	return acc, ok
}

func (r *Runtime) mapFoldAnno(m *vm.Machine, a []term.Term) (term.Term, bool) {
	acc := a[1]
	out, ok := r.annoFun(m, a[0], a[2], func(anno term.Term) []term.Term { return []term.Term{anno, acc} }, func(out term.Term) term.Term {
		if !out.IsTupleOf(2) {
			return out
		}
		acc = out.Elem(1)
		return out.Elem(0)
	})
	if !ok {
		return out, false
	}
	return term.Tuple(out, acc), true
}
