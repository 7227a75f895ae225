package parse

import (
	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/scan"
	"gex/repl/lang/token"
)

const invalidDo = scan.InvalidDo

func intTerm(t *token.Token) term.Term {
	if t.Int != nil {
		return term.Big(t.Int)
	}
	return term.Int(t.Num)
}

// literal hands a literal to the encoder, if there is one.
func (p *parser) literal(t term.Term, pos token.Pos, extra term.Term) term.Term {
	if p.LiteralEncoder == nil {
		return t
	}
	out, err := p.LiteralEncoder(t, concat(extra, p.meta(pos)))
	if err != nil {
		p.fail(pos, err.Error()+": ", "literal")
	}
	return out
}

func (p *parser) number(t *token.Token) term.Term {
	v := intTerm(t)
	if t.Kind == token.Float {
		v = term.Float(t.Flt)
	}
	extra := term.Nil
	if p.TokenMetadata {
		extra = term.List(quoted.KV(atomToken, term.String(t.Text)))
	}
	return p.literal(v, t.Pos, extra)
}

// name returns the term that stands for the name in t: an atom, unless an
// encoder says otherwise.
func (p *parser) name(t *token.Token) term.Term {
	if p.AtomEncoder != nil {
		if _, isOp := token.Operator(t.Text); !isOp || t.Delim != 0 {
			out, err := p.AtomEncoder(t.Text, term.List(quoted.KV(quoted.LineAtom, term.Int(int64(t.Pos.Line))),
				quoted.KV(quoted.ColumnAtom, term.Int(int64(t.Pos.Column)))))
			if err != nil {
				p.fail(t.Pos, err.Error()+": ", t.Text)
			}
			return out
		}
	}
	return p.reserved(t)
}

// reserved returns the atom of a word or operator of the language.
func (p *parser) reserved(t *token.Token) term.Term {
	a, err := term.TryIntern(t.Text)
	if err != nil {
		p.fail(t.Pos, err.Error()+": ", t.Text)
	}
	return a.Term()
}

func (p *parser) atomLiteral(t *token.Token) term.Term {
	extra := term.Nil
	switch t.Kind {
	case token.True, token.False, token.Nil:
		return p.literal(p.reserved(t), t.Pos, extra)
	case token.Atom:
		switch t.Text {
		case "true", "false", "nil":
			extra = term.List(quoted.KV(atomFormat, atomAtom.Term()))
		}
	case token.AtomQuoted:
		extra = p.delimiterMeta(t)
	}
	return p.literal(p.name(t), t.Pos, extra)
}

func (p *parser) delimiterMeta(t *token.Token) term.Term {
	if !p.TokenMetadata {
		return term.Nil
	}
	return term.List(quoted.KV(atomDelimiter, term.String(string(t.Delim))))
}

// interpolatedAtom builds the code of :"a#{b}" and "a#{b}":.
func (p *parser) interpolatedAtom(t *token.Token, extra term.Term) term.Term {
	meta := p.meta(t.Pos)
	outer := meta
	if p.TokenMetadata {
		outer = concat(extra, meta)
	}
	to := atomBinaryToAtom
	if p.ExistingAtomsOnly {
		to = atomBinaryToExisting
	}
	bits := quoted.New(quoted.BitsForm.Term(), meta, term.List(p.stringParts(t.Str)...))
	dot := quoted.Call(quoted.Dot, meta, atomErlang.Term(), to.Term())
	return quoted.New(dot, outer, term.List(bits, atomUTF8.Term()))
}

func (p *parser) heredocMeta(t *token.Token, delimiter string) term.Term {
	if !p.TokenMetadata {
		return term.Nil
	}
	return term.List(quoted.KV(atomDelimiter, term.String(delimiter)),
		quoted.KV(atomIndentation, term.Int(int64(t.Str.Indentation))))
}

func (p *parser) binString(t *token.Token) term.Term {
	extra := term.Nil
	if t.Kind == token.BinHeredoc {
		extra = p.heredocMeta(t, `"""`)
	} else if p.TokenMetadata {
		extra = term.List(quoted.KV(atomDelimiter, term.String(`"`)))
	}
	if text, ok := t.Str.Plain(); ok {
		return p.literal(term.String(text), t.Pos, extra)
	}
	meta := p.meta(t.Pos)
	if p.TokenMetadata {
		meta = concat(extra, meta)
	}
	return quoted.New(quoted.BitsForm.Term(), meta, term.List(p.stringParts(t.Str)...))
}

func (p *parser) listString(t *token.Token) term.Term {
	extra := term.Nil
	if t.Kind == token.ListHeredoc {
		extra = p.heredocMeta(t, "'''")
	} else if p.TokenMetadata {
		extra = term.List(quoted.KV(atomDelimiter, term.String("'")))
	}
	if text, ok := t.Str.Plain(); ok {
		return p.literal(p.charlist(t, text), t.Pos, extra)
	}
	meta := p.meta(t.Pos)
	outer := meta
	if p.TokenMetadata {
		outer = concat(extra, meta)
	}
	parts := make([]term.Term, len(t.Str.Parts))
	for i, part := range t.Str.Parts {
		if part.Code {
			parts[i] = p.toString(part)
		} else {
			parts[i] = term.String(part.Text)
		}
	}
	dot := quoted.Call(quoted.Dot, meta, atomList.Term(), atomToCharlist.Term())
	return quoted.New(dot, outer, term.List(term.List(parts...)))
}

func (p *parser) charlist(t *token.Token, text string) term.Term {
	var cs []term.Term
	for i, r := range text {
		if r == 0xFFFD && text[i] != 0xEF {
			p.fail(t.Pos, "invalid encoding starting at "+scan.BinaryText(text[i:]), "'")
		}
		cs = append(cs, term.Int(int64(r)))
	}
	return term.List(cs...)
}

func (p *parser) sigil(t *token.Token) term.Term {
	meta := p.meta(t.Pos)
	inner := meta
	if t.Str.Indentation >= 0 {
		inner = term.Cons(quoted.KV(atomIndentation, term.Int(int64(t.Str.Indentation))), meta)
	}
	var mods []term.Term
	for _, c := range []byte(t.Str.Modifiers) {
		mods = append(mods, term.Int(int64(c)))
	}
	if t.Str.Cursor != nil {
		mods = append(mods, cursorAt(*t.Str.Cursor))
	}
	modifiers := term.List(mods...)
	switch {
	case t.Str.Open && t.Str.Cursor != nil:
		modifiers = mods[0]
	case t.Str.Open:
		modifiers = term.False.Term()
	}
	bits := quoted.New(quoted.BitsForm.Term(), inner, term.List(p.stringParts(t.Str)...))
	name := p.reserved(t)
	if len(t.Text) > len("sigil_x") {
		name = p.name(t)
	}
	return quoted.New(name, term.Cons(quoted.KV(atomDelimiter, term.String(t.Str.Delimiter)), meta),
		term.List(bits, modifiers))
}

// stringParts builds the segments of an interpolated string.
func (p *parser) stringParts(s *token.Str) []term.Term {
	out := make([]term.Term, len(s.Parts))
	for i, part := range s.Parts {
		if !part.Code {
			out[i] = term.String(part.Text)
			continue
		}
		meta := p.meta(part.Begin)
		out[i] = quoted.Call(atomType, meta, p.toString(part), quoted.Var(atomBinary, meta, term.AtomNil))
	}
	return out
}

// toString builds Kernel.to_string(code) of an interpolation.
func (p *parser) toString(part token.Part) term.Term {
	sub := &parser{Options: p.Options, toks: part.Tokens, depth: p.depth}
	sub.enter()
	code := sub.grammar()
	p.warnings = append(p.warnings, sub.warnings...)
	meta := p.meta(part.Begin)
	outer := meta
	if p.TokenMetadata {
		outer = term.Cons(quoted.KV(atomClosing, p.meta(part.End)), meta)
	}
	outer = term.Cons(quoted.KV(atomFromInterpolation, term.True.Term()), outer)
	dot := quoted.Call(quoted.Dot, meta, atomKernel.Term(), atomToString.Term())
	return quoted.New(dot, outer, term.List(code))
}

func (p *parser) alias(t *token.Token) term.Term {
	meta := p.meta(t.Pos)
	if p.TokenMetadata {
		meta = term.Cons(quoted.KV(atomLast, p.meta(t.Pos)), meta)
	}
	return quoted.New(quoted.Aliases.Term(), meta, term.List(p.name(t)))
}

// dotAlias builds left.Alias.
func (p *parser) dotAlias(left term.Term, dot, t *token.Token) term.Term {
	if left.IsAtom() {
		p.fail(t.Pos, "atom cannot be followed by an alias. If the '.' was meant to be part of the atom's name, "+
			"the atom name must be quoted. Syntax error before: ", "'.'")
	}
	form, meta, args, ok := quoted.AsCall(left)
	if ok && form.Is(quoted.Aliases) {
		if p.TokenMetadata {
			meta = quoted.Put(meta, atomLast, p.meta(t.Pos))
		}
		return quoted.New(form, meta, term.List(append(args, p.name(t))...))
	}
	meta = p.meta(dot.Pos)
	if p.TokenMetadata {
		meta = term.Cons(quoted.KV(atomLast, p.meta(t.Pos)), meta)
	}
	return quoted.New(quoted.Aliases.Term(), meta, term.List(left, p.name(t)))
}
