package lower

import (
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/repl/lang/quoted"
)

// mapForm lowers %{…} and %{map | …}.
func (l *lowerer) mapForm(args []term.Term, a absform.Anno) absform.Expr {
	if len(args) == 1 && quoted.IsCall(args[0], formCons, 2) {
		_, _, lr, _ := quoted.AsCall(args[0])
		base := l.expr(lr[0], a)
		fields, ok := lr[1].Slice()
		if !ok {
			fail(args[0])
		}
		return &absform.Map{Anno: a, Base: base, Assocs: l.fields(fields, true, a)}
	}
	return &absform.Map{Anno: a, Assocs: l.fields(args, false, a)}
}

func (l *lowerer) fields(pairs []term.Term, update bool, a absform.Anno) []absform.MapField {
	exact := update || l.context == expand.Match
	if l.extra == mapKey {
		exact = false
	}
	extra := l.extra
	out := make([]absform.MapField, len(pairs))
	for i, p := range pairs {
		if !p.IsTupleOf(2) {
			fail(p)
		}
		// A pinned variable is legal in a key: it is not bound there.
		l.extra = mapKey
		key := l.expr(p.Elem(0), a)
		l.extra = extra
		out[i] = absform.MapField{Anno: a, Exact: exact, Key: key, Value: l.expr(p.Elem(1), a)}
	}
	return out
}

// lowerStruct lowers %Name{…}. A name that is a variable matches any atom.
func lowerStruct(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	_, _, fields, ok := quoted.AsCall(args[1])
	if !ok {
		fail(q)
	}
	if len(fields) == 1 && quoted.IsCall(fields[0], formCons, 2) {
		return l.structUpdate(fields[0], a)
	}
	pairs := append([]term.Term{quoted.KV(keyStruct, args[0])}, fields...)
	m := &absform.Map{Anno: a, Assocs: l.fields(pairs, false, a)}
	if args[0].IsAtom() || l.context != expand.Match {
		return m
	}
	g := generated(a)
	v := l.fresh(g)
	m.Assocs[0].Value = &absform.Match{Anno: g, Pattern: v, Value: m.Assocs[0].Value}
	l.guards = append([]absform.Expr{remote(g, "erlang", "is_atom", v)}, l.guards...)
	return m
}

// structUpdate lowers %Name{struct | …}; that the struct has the name is for the
// types to tell, not for the code.
func (l *lowerer) structUpdate(bar term.Term, a absform.Anno) absform.Expr {
	_, _, lr, _ := quoted.AsCall(bar)
	pairs, ok := lr[1].Slice()
	if !ok {
		fail(bar)
	}
	base := l.expr(lr[0], a)
	return &absform.Map{Anno: a, Base: base, Assocs: l.fields(pairs, true, a)}
}

// bits lowers <<…>> with the normalised specs that expansion gives.
func (l *lowerer) bits(args []term.Term, a absform.Anno) absform.Expr {
	b := &absform.Bin{Anno: a}
	for _, q := range args {
		_, _, lr, ok := quoted.AsCall(q)
		if !ok || !quoted.IsCall(q, formType, 2) {
			fail(q)
		}
		b.Elems = append(b.Elems, l.segment(lr[0], lr[1], a))
	}
	return b
}

var utfTypes = map[string]bool{"utf8": true, "utf16": true, "utf32": true}

func (l *lowerer) segment(value, spec term.Term, a absform.Anno) absform.BinElem {
	e := absform.BinElem{Anno: a}
	l.spec(spec, &e)
	kind := ""
	if len(e.Types) > 0 {
		kind = e.Types[0].String()
	}
	if value.IsBinary() && e.Size == nil {
		s := value.Text()
		switch {
		case kind == "" || kind == "binary" || kind == "bitstring":
			return absform.BinElem{Anno: a, Value: &absform.String{Chars: bytesAsRunes(s)}}
		case utfTypes[kind] && utf8.ValidString(s):
			e.Value = &absform.String{Chars: []rune(s)}
			return e
		}
	}
	e.Value = l.expr(value, a)
	return e
}

// spec reads type - endianness - sign - unit(n) - size(n).
func (l *lowerer) spec(q term.Term, e *absform.BinElem) {
	name, meta, args, ok := quoted.Node(q)
	if !ok || !name.IsAtom() {
		fail(q)
	}
	list, _ := args.Slice()
	switch w := name.AtomName(); {
	case w == "-" && len(list) == 2:
		l.spec(list[0], e)
		l.spec(list[1], e)
	case w == "size" && len(list) == 1:
		context, extra := l.context, l.extra
		l.extra = noExtra
		if context == expand.Match {
			l.context = expand.Guard
		}
		e.Size = l.expr(list[0], anno(meta))
		l.context, l.extra = context, extra
	case w == "unit" && len(list) == 1 && list[0].IsInt():
		e.Unit = int(list[0].Int())
	default:
		e.Types = append(e.Types, name.Atom())
	}
}
