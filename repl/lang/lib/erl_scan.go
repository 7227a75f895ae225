package lib

import (
	"gex/proto/term"
	"gex/repl/lang/erl"
	"gex/repl/lang/vm"
)

func (r *Runtime) registerErlScan() {
	vm.Register(r.System.Table, "erl_scan", []vm.Row{
		{Name: "string", Arity: 1, Func: r.erlScanString},
		{Name: "string", Arity: 2, Func: r.erlScanString},
		{Name: "string", Arity: 3, Func: r.erlScanString},
		{Name: "tokens", Arity: 3, Func: r.erlScanTokens},
		{Name: "tokens", Arity: 4, Func: r.erlScanTokens},
		{Name: "format_error", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
			return erl.Chars([]rune(erl.ScanMessage(a[0]))), true
		}},
		{Name: "reserved_word", Arity: 1, Func: reservedWord(erl.Reserved)},
		{Name: "f_reserved_word", Arity: 1, Func: reservedWord(erl.ReservedAlways)},
		{Name: "category", Arity: 1, Func: ofToken(func(t erl.Token) term.Term { return t.Kind.Term() })},
		{Name: "symbol", Arity: 1, Func: ofToken(func(t erl.Token) term.Term {
			if t.Value.IsNone() {
				return t.Kind.Term()
			}
			return t.Value
		})},
		{Name: "location", Arity: 1, Func: ofToken(func(t erl.Token) term.Term { return t.Loc().Term() })},
		{Name: "line", Arity: 1, Func: ofToken(func(t erl.Token) term.Term { return annoLine(t.Anno) })},
		{Name: "column", Arity: 1, Func: ofToken(func(t erl.Token) term.Term { return annoColumn(t.Anno) })},
		{Name: "text", Arity: 1, Func: ofToken(func(t erl.Token) term.Term { return annoText(t.Anno) })},
		{Name: "end_location", Arity: 1, Func: ofToken(func(t erl.Token) term.Term { return annoEnd(t.Anno) })},
	})
	vm.Register(r.System.Table, "erl_anno", []vm.Row{
		{Name: "new", Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			if _, ok := location(a[0]); !ok {
				return m.ErrorArgs(term.A("badarg"), a)
			}
			return a[0], true
		}},
		{Name: "line", Arity: 1, Func: ofAnno(annoLine)},
		{Name: "column", Arity: 1, Func: ofAnno(annoColumn)},
		{Name: "location", Arity: 1, Func: ofAnno(func(a term.Term) term.Term { return erl.LocOf(a).Term() })},
		{Name: "text", Arity: 1, Func: ofAnno(annoText)},
		{Name: "end_location", Arity: 1, Func: ofAnno(annoEnd)},
		{Name: "generated", Arity: 1, Func: ofAnno(func(a term.Term) term.Term {
			g, ok := erl.AnnoGet(a, term.Intern("generated"))
			return term.Bool(ok && g.Is(term.True))
		})},
		{Name: "file", Arity: 1, Func: ofAnno(func(a term.Term) term.Term { return annoItem(a, "file") })},
		{Name: "record", Arity: 1, Func: ofAnno(func(a term.Term) term.Term { return annoItem(a, "record") })},
		{Name: "is_anno", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return term.Bool(isAnno(a[0])), true }},
		{Name: "to_term", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return a[0], true }},
		{Name: "from_term", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return a[0], true }},
		{Name: "set_generated", Arity: 2, Func: setAnno("generated")},
		{Name: "set_text", Arity: 2, Func: setAnno("text")},
		{Name: "set_file", Arity: 2, Func: setAnno("file")},
		{Name: "set_record", Arity: 2, Func: setAnno("record")},
		{Name: "set_location", Arity: 2, Func: setAnno("location")},
		{Name: "set_line", Arity: 2, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			line, ok := a[0].AsInt()
			if !ok || !isAnno(a[1]) {
				return m.ErrorArgs(term.A("badarg"), a)
			}
			l := erl.LocOf(a[1])
			l.Line = int(line)
			return erl.SetLoc(a[1], l), true
		}},
	})
}

func reservedWord(is func(string) bool) vm.Native {
	return func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
		return term.Bool(a[0].IsAtom() && is(a[0].AtomName())), true
	}
}

// ofToken is a function of a token.
func ofToken(f func(erl.Token) term.Term) vm.Native {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		t, ok := erl.TokenOf(a[0])
		if !ok {
			return m.ErrorArgs(term.A("badarg"), a)
		}
		return f(t), true
	}
}

func ofAnno(f func(term.Term) term.Term) vm.Native {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if !isAnno(a[0]) {
			return m.ErrorArgs(term.A("badarg"), a)
		}
		return f(a[0]), true
	}
}

// location reads Line or {Line, Column}.
func location(t term.Term) (erl.Loc, bool) {
	if n, ok := t.AsInt(); ok {
		return erl.Loc{Line: int(n)}, true
	}
	if !t.IsTupleOf(2) {
		return erl.Loc{}, false
	}
	line, ok1 := t.Elem(0).AsInt()
	column, ok2 := t.Elem(1).AsInt()
	return erl.Loc{Line: int(line), Column: int(column)}, ok1 && ok2 && column >= 1
}

func isAnno(t term.Term) bool {
	if _, ok := location(t); ok {
		return true
	}
	items, ok := t.Slice()
	for _, i := range items {
		ok = ok && i.IsTupleOf(2) && i.Elem(0).IsAtom()
	}
	return ok && len(items) > 0
}

func annoItem(a term.Term, name string) term.Term {
	if v, ok := erl.AnnoGet(a, term.Intern(name)); ok {
		return v
	}
	return term.Undefined.Term()
}

func annoText(a term.Term) term.Term { return annoItem(a, "text") }

func annoLine(a term.Term) term.Term { return term.Int(int64(erl.LocOf(a).Line)) }

func annoColumn(a term.Term) term.Term {
	if c := erl.LocOf(a).Column; c > 0 {
		return term.Int(int64(c))
	}
	return term.Undefined.Term()
}

func annoEnd(a term.Term) term.Term {
	if _, ok := erl.AnnoGet(a, term.Intern("text")); !ok {
		return annoItem(a, "end_location")
	}
	return erl.EndLoc(a).Term()
}

// setAnno puts an item into an annotation; items are in the order of their
// names' use by erl_anno.
func setAnno(name string) vm.Native {
	key := term.Intern(name)
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		anno := a[1]
		if !isAnno(anno) {
			return m.ErrorArgs(term.A("badarg"), a)
		}
		if _, simple := location(anno); simple {
			if name == "location" || name == "generated" && a[0].Is(term.False) {
				return map[bool]term.Term{true: a[0], false: anno}[name == "location"], true
			}
			return term.List(term.Tuple(key.Term(), a[0]), term.Tuple(term.A("location"), anno)), true
		}
		var out []term.Term
		for l := anno; l.IsCons(); l = l.Tail() {
			if l.Head().Tagged(key, 2) == nil {
				out = append(out, l.Head())
			}
		}
		if name == "generated" && a[0].Is(term.False) {
			if len(out) == 1 && out[0].Elem(0).Is(term.Intern("location")) {
				return out[0].Elem(1), true
			}
			return term.List(out...), true
		}
		return term.List(append([]term.Term{term.Tuple(key.Term(), a[0])}, out...)...), true
	}
}

// scanOptions reads the options of erl_scan:string/3.
func (r *Runtime) scanOptions(m *vm.Machine, t term.Term) (erl.Options, bool) {
	var o erl.Options
	if !t.IsList() {
		t = term.List(t)
	}
	isFun := func(v term.Term) bool { return v.IsFun() }
	for ; t.IsCons(); t = t.Tail() {
		opt := t.Head()
		es := opt.Elems()
		switch {
		case opt.Is(term.Intern("return")):
			o.Comments, o.WhiteSpace = true, true
		case opt.Is(term.Intern("return_comments")):
			o.Comments = true
		case opt.Is(term.Intern("return_white_spaces")):
			o.WhiteSpace = true
		case opt.Is(term.Intern("text")):
			o.Text = func(term.Atom, []rune) bool { return true }
		case len(es) == 2 && es[0].Is(term.Intern("text_fun")) && isFun(es[1]) && o.Text == nil:
			o.Text = func(kind term.Atom, text []rune) bool {
				v, exc := r.CallFun(m.Proc(), es[1], kind.Term(), erl.Chars(text))
				return exc == nil && v.Is(term.True)
			}
		case len(es) == 2 && es[0].Is(term.Intern("reserved_word_fun")):
			if !isFun(es[1]) {
				return o, false
			}
			o.Reserved = func(name string) bool {
				v, exc := r.CallFun(m.Proc(), es[1], term.A(name))
				return exc == nil && v.Is(term.True)
			}
		}
	}
	return o, true
}

// scanArgs reads the text and what follows it.
func (r *Runtime) scanArgs(m *vm.Machine, text, loc, opts term.Term) (src []rune, at erl.Loc, o erl.Options, ok bool) {
	src, ok1 := erl.Text(text)
	at, ok2 := location(loc)
	o, ok3 := r.scanOptions(m, opts)
	return src, at, o, ok1 && ok2 && ok3
}

func argOr(a []term.Term, i int, other term.Term) term.Term {
	if i < len(a) {
		return a[i]
	}
	return other
}

func (r *Runtime) erlScanString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	src, at, o, ok := r.scanArgs(m, a[0], argOr(a, 1, term.Int(1)), argOr(a, 2, term.Nil))
	if !ok {
		return m.Badarg()
	}
	m.Bump(len(src) / 16)
	toks, end, err := erl.Scan(src, at, o)
	if err != nil {
		return scanError(err), true
	}
	return term.Tuple(term.Ok.Term(), erl.TokenTerms(toks), end.Term()), true
}

func scanError(err error) term.Term {
	e := err.(*erl.Error)
	return term.Tuple(term.Error.Term(), e.Term(), e.End.Term())
}

// erlScanTokens is erl_scan:tokens/3,4. A continuation holds the text so far.
func (r *Runtime) erlScanTokens(m *vm.Machine, a []term.Term) (term.Term, bool) {
	loc, opts := a[2], argOr(a, 3, term.Nil)
	eof := a[1].Is(term.Intern("eof"))
	chars := a[1]
	if eof {
		chars = term.Nil
	}
	if !a[0].IsNil() {
		cont := a[0].Tagged(term.Intern("erl_scan_continuation"), 4)
		if cont == nil {
			return m.Badarg()
		}
		before, ok := cont[1].Slice()
		if !ok {
			return m.Badarg()
		}
		chars, loc, opts = term.ListTail(chars, before...), cont[2], cont[3]
	}
	src, at, o, ok := r.scanArgs(m, chars, loc, opts)
	if !ok {
		return m.Badarg()
	}
	m.Bump(len(src) / 16)
	s := erl.NewScanner(src, at, o, !eof)
	toks, err := s.Form()
	rest := func() term.Term {
		if eof && s.Offset() >= len(src) {
			return term.A("eof")
		}
		return erl.Chars(src[s.Offset():])
	}
	done := func(result term.Term) (term.Term, bool) { return term.Tuple(term.A("done"), result, rest()), true }
	switch {
	case err == erl.ErrMore:
		return term.Tuple(term.A("more"), term.Tuple(term.A("erl_scan_continuation"), chars, loc, opts)), true
	case err != nil:
		return done(scanError(err))
	case len(toks) == 0:
		return done(term.Tuple(term.A("eof"), s.Loc().Term()))
	}
	return done(term.Tuple(term.Ok.Term(), erl.TokenTerms(toks), s.Loc().Term()))
}
