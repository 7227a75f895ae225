package erl

import "gex/proto/term"

// Loc is a position in source text. Column is 0 where only lines are counted.
type Loc struct {
	Line, Column int
}

// Term returns Line or {Line, Column}, a location of erl_anno.
func (l Loc) Term() term.Term {
	if l.Column == 0 {
		return term.Int(int64(l.Line))
	}
	return term.Tuple(term.Int(int64(l.Line)), term.Int(int64(l.Column)))
}

// after tells whether l comes after m; a missing column counts as 1.
func (l Loc) after(m Loc) bool {
	if l.Line != m.Line {
		return l.Line > m.Line
	}
	return max(l.Column, 1) > max(m.Column, 1)
}

// LocOf returns the location of an annotation of erl_anno: Line, {Line, Column},
// or a property list that has one. It is zero for anything else.
func LocOf(anno term.Term) Loc {
	switch {
	case anno.IsInt():
		return Loc{Line: int(anno.Int())}
	case anno.IsTupleOf(2):
		line, _ := anno.Elem(0).AsInt()
		column, _ := anno.Elem(1).AsInt()
		return Loc{int(line), int(column)}
	}
	if l, ok := AnnoGet(anno, aLocation); ok && !l.IsList() {
		return LocOf(l)
	}
	return Loc{}
}

// AnnoGet returns an item of an annotation that is a property list.
func AnnoGet(anno term.Term, item term.Atom) (term.Term, bool) {
	for ; anno.IsCons(); anno = anno.Tail() {
		if p := anno.Head().Tagged(item, 2); p != nil {
			return p[1], true
		}
	}
	return term.Term{}, false
}

// Token is a token of erl_scan: {Kind, Anno} or, with a Value, {Kind, Anno,
// Value}.
type Token struct {
	Kind  term.Atom // category: atom, var, integer, …, or the symbol itself
	Anno  term.Term
	Value term.Term // none: the token is its category
}

// Term returns the token as a term.
func (t Token) Term() term.Term {
	if t.Value.IsNone() {
		return term.Tuple(t.Kind.Term(), t.Anno)
	}
	return term.Tuple(t.Kind.Term(), t.Anno, t.Value)
}

// TokenOf reads a token; false for other terms.
func TokenOf(t term.Term) (Token, bool) {
	es := t.Elems()
	if len(es) < 2 || len(es) > 3 || !es[0].IsAtom() {
		return Token{}, false
	}
	tok := Token{Kind: es[0].Atom(), Anno: es[1]}
	if len(es) == 3 {
		tok.Value = es[2]
	}
	return tok, true
}

// TokensOf reads a list of tokens.
func TokensOf(t term.Term) ([]Token, bool) {
	ts, ok := t.Slice()
	if !ok {
		return nil, false
	}
	toks := make([]Token, len(ts))
	for i, t := range ts {
		if toks[i], ok = TokenOf(t); !ok {
			return nil, false
		}
	}
	return toks, true
}

// TokenTerms returns tokens as a list.
func TokenTerms(toks []Token) term.Term {
	ts := make([]term.Term, len(toks))
	for i, t := range toks {
		ts[i] = t.Term()
	}
	return term.List(ts...)
}

// Loc returns where the token starts.
func (t Token) Loc() Loc { return LocOf(t.Anno) }

// Is tells whether the token is the symbol or reserved word.
func (t Token) Is(symbol term.Atom) bool { return t.Kind == symbol && t.Value.IsNone() }

// Error is a fault in source text, as the tuple {Location, Module, Descriptor}
// that erl_scan, erl_parse and epp return.
type Error struct {
	Loc    Loc
	Module term.Atom // erl_scan, erl_parse or epp
	Desc   term.Term // for Module:format_error/1
	End    Loc       // where scanning goes on; only of erl_scan
}

// Error describes the fault with its position.
func (e *Error) Error() string {
	at := itoa(e.Loc.Line)
	if e.Loc.Column > 0 {
		at += ":" + itoa(e.Loc.Column)
	}
	return at + ": " + e.Message()
}

// Message returns the text of the fault, as Module:format_error/1 does.
func (e *Error) Message() string {
	if e.Module == aErlScan {
		return ScanMessage(e.Desc)
	}
	s, _ := term.AppendCharData(nil, e.Desc)
	return string(s)
}

// Term returns the error as {Location, Module, Descriptor}.
func (e *Error) Term() term.Term { return term.Tuple(e.Loc.Term(), e.Module.Term(), e.Desc) }

// Chars returns the list of the code points of s.
func Chars(s []rune) term.Term {
	ts := make([]term.Term, len(s))
	for i, c := range s {
		ts[i] = term.Int(int64(c))
	}
	return term.List(ts...)
}

// Text returns the characters of a list of code points; false for other terms.
func Text(t term.Term) ([]rune, bool) {
	var s []rune
	for ; t.IsCons(); t = t.Tail() {
		c, ok := t.Head().AsInt()
		if !ok || c < 0 || c > 0x10FFFF {
			return nil, false
		}
		s = append(s, rune(c))
	}
	return s, t.IsNil()
}
