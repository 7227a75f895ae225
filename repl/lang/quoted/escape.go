package quoted

import "gex/proto/term"

// EscapeOptions are those of Macro.escape.
type EscapeOptions struct {
	// Unquote lets unquote(code) inside of the term stand for the code.
	Unquote bool
	// PruneMetadata keeps only the metadata of code that changes its meaning.
	PruneMetadata bool
	// Generated marks the code as generated.
	Generated bool
}

// Escape returns code that evaluates to the term t. It returns false when t
// holds something that code cannot express, such as a local fun.
func Escape(t term.Term) (term.Term, bool) {
	q, bad := EscapeWith(t, EscapeOptions{})
	return q, bad.IsNone()
}

// EscapeWith is Escape with options. bad is the part of t that code cannot
// express, the zero Term if there is none.
func EscapeWith(t term.Term, o EscapeOptions) (q, bad term.Term) {
	e := &escaper{EscapeOptions: o, meta: term.Nil}
	if o.Generated {
		e.meta = term.List(KV(term.Intern("generated"), term.True.Term()))
	}
	q = e.escape(t)
	return q, e.bad
}

type escaper struct {
	EscapeOptions
	meta term.Term
	bad  term.Term // the first
}

var (
	unquoteAtom  = term.Intern("unquote")
	splicingAtom = term.Intern("unquote_splicing")
	quoteAtom    = term.Intern("quote")
	barAtom      = term.Intern("|")
	noParens     = term.Intern("no_parens")
	structAtom   = term.Intern("__struct__")
	elixirQuote  = term.Intern("elixir_quote")
)

func (e *escaper) call(name term.Atom, args ...term.Term) term.Term {
	return Call(name, e.meta, args...)
}

func (e *escaper) escape(t term.Term) term.Term {
	switch t.Kind() {
	case term.KindTuple:
		return e.tuple(t)
	case term.KindMap:
		var pairs []term.Term
		if st, ok := t.MapGet(structAtom.Term()); ok && st.IsAtom() {
			pairs = append(pairs, KV(structAtom, st))
			t = t.MapRemove(structAtom.Term())
		}
		for k, v := range t.Pairs() {
			pairs = append(pairs, Pair(e.escape(k), e.escape(v)))
		}
		return e.call(MapForm, pairs...)
	case term.KindCons:
		return e.list(t)
	case term.KindExport:
		x := t.Export()
		dot := New(e.call(Dot, x.Module.Term(), x.Name.Term()), term.List(KV(noParens, term.True.Term())), term.Nil)
		return e.call(term.Intern("&"), e.call(term.Intern("/"), dot, term.Int(int64(x.Arity))))
	case term.KindFun, term.KindRecord, term.KindRef, term.KindPort:
		if e.bad.IsNone() {
			e.bad = t
		}
		return t
	}
	if t.IsBits() && !t.IsBinary() {
		return e.bits(t)
	}
	return t
}

// bits is a bit string of no whole bytes: the last bits as a number, before
// them whole bytes.
func (e *escaper) bits(t term.Term) term.Term {
	whole := t.BitLen() / 8 * 8
	rest := t.SubBits(whole, t.BitLen()-whole)
	data, off := rest.BitData()
	var last int64
	for i := range rest.BitLen() {
		bit := off + i
		last = last<<1 | int64(data[bit/8]>>(7-bit%8)&1)
	}
	typed := term.Intern("::")
	size := e.call(term.Intern("size"), term.Int(int64(rest.BitLen())))
	binary := New(term.A("binary"), e.meta, term.AtomNil.Term())
	return e.call(BitsForm, e.call(typed, term.Int(last), size), e.call(typed, t.SubBits(0, whole), binary))
}

func (e *escaper) tuple(t term.Term) term.Term {
	es := t.Elems()
	switch {
	case len(es) == 2 && e.Unquote && (isSplicing(es[0]) || isSplicing(es[1])):
		return e.escape(New(TupleForm.Term(), term.Nil, term.List(es...)))
	case len(es) == 2:
		return Pair(e.escape(es[0]), e.escape(es[1]))
	}
	if form, meta, args, ok := Node(t); ok {
		if q, done := e.node(t, form, meta, args); done {
			return q
		}
		return e.call(TupleForm, e.escape(form), e.escape(e.prune(meta)), e.escape(args))
	}
	out := make([]term.Term, len(es))
	for i, x := range es {
		out[i] = e.escape(x)
	}
	return e.call(TupleForm, out...)
}

// node escapes code in which something is unquoted.
func (e *escaper) node(t, form, meta, args term.Term) (term.Term, bool) {
	if !e.Unquote {
		return t, false
	}
	list, isList := args.Slice()
	switch {
	case form.Is(unquoteAtom) && isList && len(list) == 1:
		return list[0], true
	case form.Is(quoteAtom) && isList && (len(list) == 1 || len(list) == 2):
		inner := *e
		inner.Unquote = false
		out := make([]term.Term, len(list))
		for i, a := range list {
			if out[i] = inner.escape(a); i == 0 && len(list) == 2 {
				out[i] = e.escape(a)
			}
		}
		if e.bad.IsNone() {
			e.bad = inner.bad
		}
		return e.call(TupleForm, form, e.escape(e.prune(meta)), term.List(out...)), true
	}
	if left, dotMeta, name, ok := unquotedName(form); ok && isList {
		return e.dot(left, dotMeta, name, e.escape(args)), true
	}
	if left, dotMeta, name, ok := unquotedName(t); ok {
		return e.dot(left, dotMeta, name, term.AtomNil.Term()), true
	}
	return t, false
}

// dot is the call that makes left.name when the name is known.
func (e *escaper) dot(left, meta, name, args term.Term) term.Term {
	return New(e.call(Dot, elixirQuote.Term(), term.A("dot")), e.meta,
		term.List(e.escape(e.prune(meta)), e.escape(left), name, args, term.AtomNil.Term()))
}

// unquotedName splits left.unquote(name).
func unquotedName(t term.Term) (left, meta, name term.Term, ok bool) {
	form, _, args, ok := AsCall(t)
	if !ok || len(args) != 1 || !form.IsTuple() {
		return left, meta, name, false
	}
	dot, meta, parts, ok := AsCall(form)
	if !ok || !dot.Is(Dot) || len(parts) != 2 || !parts[1].Is(unquoteAtom) {
		return left, meta, name, false
	}
	return parts[0], meta, args[0], true
}

func (e *escaper) prune(meta term.Term) term.Term {
	if !e.PruneMetadata {
		return meta
	}
	var out []term.Term
	for ; meta.IsCons(); meta = meta.Tail() {
		if kv := meta.Head(); kv.IsTupleOf(2) && (kv.Elem(0).Is(LineAtom) || kv.Elem(0).Is(noParens) || kv.Elem(0) == term.A("delimiter")) {
			out = append(out, kv)
		}
	}
	return term.List(out...)
}

func isSplicing(t term.Term) bool {
	form, _, args, ok := AsCall(t)
	return ok && form.Is(splicingAtom) && len(args) == 1
}

func (e *escaper) list(t term.Term) term.Term {
	var items []term.Term
	for t.IsCons() {
		items = append(items, t.Head())
		t = t.Tail()
	}
	if e.Unquote && t.IsNil() {
		if q, spliced := e.spliced(items); spliced {
			return q
		}
	}
	for i, x := range items {
		items[i] = e.escape(x)
	}
	if !t.IsNil() {
		last := len(items) - 1
		items[last] = e.call(barAtom, items[last], e.escape(t))
	}
	return term.List(items...)
}

// spliced is the code of a list into which others are spliced, false if none
// is.
func (e *escaper) spliced(items []term.Term) (term.Term, bool) {
	found := false
	out := term.Nil
	var plain []term.Term // in front of out
	join := func() {
		if len(plain) > 0 {
			if out.IsNil() {
				out = term.List(plain...)
			} else {
				out = New(e.call(Dot, term.A("erlang"), term.A("++")), e.meta, term.List(term.List(plain...), out))
			}
			plain = nil
		}
	}
	remote := func(name string, args ...term.Term) term.Term {
		return New(e.call(Dot, elixirQuote.Term(), term.A(name)), e.meta, term.List(args...))
	}
	for i := len(items) - 1; i >= 0; i-- {
		if isSplicing(items[i]) {
			join()
			out = remote("list", items[i].Elem(2).Head(), out)
			found = true
			continue
		}
		if IsCall(items[i], barAtom, 2) && i == len(items)-1 {
			if _, _, lr, _ := AsCall(items[i]); isSplicing(lr[0]) {
				out = remote("tail_list", lr[0].Elem(2).Head(), e.escape(lr[1]), term.Nil)
				found = true
				continue
			}
		}
		plain = append([]term.Term{e.escape(items[i])}, plain...)
	}
	join()
	return out, found
}
