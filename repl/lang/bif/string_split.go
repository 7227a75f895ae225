package bif

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

var atomRegex = term.Intern("Elixir.Regex")

func isRegex(t term.Term) bool {
	name, isStruct := structName(t)
	return isStruct && name == atomRegex
}

// breakingSpaces are the patterns that String.split/1 splits at.
func breakingSpaces() term.Term {
	var ts []term.Term
	for _, c := range "\u3000\u205F\u2029\u2028\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200A\u1680\u0085 \t\n\v\f\r" {
		ts = append(ts, term.String(string(c)))
	}
	return term.List(ts...)
}

// inStringBreak is the frame of a function of String.Break.
func inStringBreak(name string, args term.Term) vm.Frame {
	return vm.Frame{Module: "Elixir.String.Break", Name: name, Args: args, File: "lib/elixir/unicode/unicode.ex"}
}

func stringSplitSpace(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		options := term.List(term.A("global"), term.A("trim_all"))
		return m.ErrorIn(term.A("badarg"),
			vm.Frame{Module: "binary", Name: "split", Args: term.List(a[0], breakingSpaces(), options)}, inStringBreak("split", term.Int(1)))
	}
	m.Bump(len(b) / 16)
	var out []term.Term
	from := -1
	for at := 0; at < len(b); {
		r, n := utf8.DecodeRune(b[at:])
		switch space := isBreakingSpace(r); {
		case space && from >= 0:
			out = append(out, cut(a[0], from, at))
			from = -1
		case !space && from < 0:
			from = at
		}
		at += n
	}
	if from >= 0 {
		out = append(out, cut(a[0], from, len(b)))
	}
	return ok(term.List(out...))
}

// splitParts reads the options parts and trim; parts is 0 without a limit.
func splitParts(opts term.Term) (parts int64, trim, valid bool) {
	if v, given := option(opts, "parts"); given && !v.Is(term.Intern("infinity")) {
		n, isInt := v.AsInt()
		if !isInt || n < 1 {
			return 0, false, false
		}
		parts = n
	}
	v, given := option(opts, "trim")
	return parts, given && v.Is(term.True), true
}

func stringSplit(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if isRegex(a[1]) {
		return m.TailCall(atomRegex, term.Intern("split"), a[1], a[0], a[2])
	}
	b, isBinary := a[0].Bytes()
	parts, trim, valid := splitParts(a[2])
	if !valid || !isBinary || !a[2].IsList() {
		return functionClause(m, a)
	}
	if !validPattern(a[1]) {
		return m.TailCall(term.Intern("binary"), term.Intern("split"), a[0], a[1])
	}
	m.Bump(len(b) / 16)
	var out []term.Term
	add := func(from, to int) {
		if !trim || to > from {
			out = append(out, cut(a[0], from, to))
		}
	}
	full := func() bool { return parts > 0 && int64(len(out)) >= parts-1 }
	if a[1].IsBinary() && a[1].BitLen() == 0 {
		at := 0
		if !full() {
			add(0, 0)
		}
		for at < len(b) && !full() {
			n := nextGrapheme(b[at:])
			add(at, at+n)
			at += n
		}
		add(at, len(b))
		return ok(term.List(out...))
	}
	if a[1].IsNil() {
		add(0, len(b))
		return ok(term.List(out...))
	}
	ps, _ := patterns(a[1])
	from := 0
	for !full() {
		at, n := index(b[from:], ps)
		if at < 0 {
			break
		}
		add(from, from+at)
		from += at + n
	}
	add(from, len(b))
	return ok(term.List(out...))
}

// validPattern tells whether t is a pattern as String takes it: as :binary does,
// but "" and [] also.
func validPattern(t term.Term) bool {
	if t.IsNil() || t.IsBinary() && t.BitLen() == 0 {
		return true
	}
	_, valid := patterns(t)
	return valid
}

func stringContains(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return functionClause(m, a)
	}
	if a[1].IsCons() {
		list, proper := a[1].Slice()
		if !proper {
			return functionClause(m, a)
		}
		found := false
		for _, p := range list {
			pb, isBinary := p.Bytes()
			if !isBinary {
				return m.TailCall(term.Intern("erlang"), term.Intern("byte_size"), p)
			}
			found = found || bytes.Contains(b, pb)
			if found {
				break
			}
		}
		m.Bump(len(b) / 64)
		return boolean(found)
	}
	if !validPattern(a[1]) {
		return m.TailCall(term.Intern("binary"), term.Intern("match"), a[0], a[1])
	}
	if a[1].IsNil() {
		return boolean(false)
	}
	if pb, isBinary := a[1].Bytes(); isBinary {
		return boolean(bytes.Contains(b, pb))
	}
	ps, _ := patterns(a[1])
	at, _ := index(b, ps)
	return boolean(at >= 0)
}

func stringAffix(has func(b, affix []byte) bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, isBinary := a[0].Bytes()
		if !isBinary {
			return functionClause(m, a)
		}
		list := a[1:2]
		if a[1].IsList() {
			var proper bool
			if list, proper = a[1].Slice(); !proper {
				return functionClause(m, a)
			}
		} else if !a[1].IsBinary() {
			return m.TailCall(term.Intern("binary"), term.Intern("match"), a[0], a[1])
		}
		for _, t := range list {
			affix, isBinary := t.Bytes()
			if !isBinary {
				return functionClause(m, a)
			}
			if has(b, affix) {
				return boolean(true)
			}
		}
		return boolean(false)
	}
}

func stringCount(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if isRegex(a[1]) {
		return m.TailCall(term.Intern(stringModule), term.Intern("__count__"), a[1], a[0])
	}
	b, isBinary := a[0].Bytes()
	switch {
	case !isBinary:
		return functionClause(m, a)
	case !validPattern(a[1]):
		return m.TailCall(term.Intern("binary"), term.Intern("matches"), a[0], a[1])
	case a[1].IsNil():
		return integer(0)
	case a[1].IsBinary() && a[1].BitLen() == 0:
		return integer(graphemeCount(b) + 1)
	}
	ps, _ := patterns(a[1])
	n := 0
	(&search{b: b, ps: ps}).each(func(int, int) bool { n++; return true })
	m.Bump(len(b) / 64)
	return integer(n)
}

// stringReplace leaves regular expressions to Regex and funs to Elixir.
func stringReplace(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	with, isText := a[2].Bytes()
	if !isBinary || !a[3].IsList() || !isText && funArity(a[2]) != 1 {
		return functionClause(m, a)
	}
	if isRegex(a[1]) {
		return m.TailCall(atomRegex, term.Intern("replace"), a[1], a[0], a[2], a[3])
	}
	if !validPattern(a[1]) {
		return m.TailCall(term.Intern("binary"), term.Intern("matches"), a[0], a[1])
	}
	all := true
	if v, given := option(a[3], "global"); given && v.Is(term.False) {
		all = false
	}
	if !isText {
		return m.TailCall(term.Intern(stringModule), term.Intern("__replace__"), a[0], places(b, a[1], all), a[2])
	}
	if inserts, given := option(a[3], "insert_replaced"); given {
		opts := term.List(term.Tuple(term.A("insert_replaced"), inserts))
		if all {
			opts = term.Cons(term.A("global"), opts)
		}
		return m.TailCall(term.Intern("binary"), term.Intern("replace"), a[0], a[1], a[2], opts)
	}
	m.Bump(len(b) / 16)
	var out []byte
	from, found := 0, false
	eachPlace(b, a[1], func(at, n int) bool {
		out = append(append(out, b[from:at]...), with...)
		from, found = at+n, true
		return all
	})
	if !found {
		return ok(a[0])
	}
	return ok(term.Binary(append(out, b[from:]...)))
}

// eachPlace yields where a pattern of String.replace occurs; "" does before and
// after every grapheme.
func eachPlace(b []byte, pattern term.Term, f func(at, n int) bool) {
	switch {
	case pattern.IsNil():
	case pattern.IsBinary() && pattern.BitLen() == 0:
		for at := 0; f(at, 0) && at < len(b); {
			at += nextGrapheme(b[at:])
		}
	default:
		ps, _ := patterns(pattern)
		(&search{b: b, ps: ps}).each(f)
	}
}

// places is the list of the {at, length} of what eachPlace finds.
func places(b []byte, pattern term.Term, all bool) term.Term {
	var out []term.Term
	eachPlace(b, pattern, func(at, n int) bool {
		out = append(out, place(at, n))
		return all
	})
	return term.List(out...)
}

// stringReplaceEnd replaces every copy of a text at one end.
func stringReplaceEnd(leading bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, isBinary := a[0].Bytes()
		match, isBinary2 := a[1].Bytes()
		with, isBinary3 := a[2].Bytes()
		switch {
		case !isBinary || !isBinary2 || !isBinary3:
			return functionClause(m, a)
		case len(match) == 0:
			return argumentError(m, "cannot use an empty string as the match to replace")
		}
		rest, n := b, 0
		for {
			cutRest, had := rest, false
			if leading {
				cutRest, had = bytes.CutPrefix(rest, match)
			} else {
				cutRest, had = bytes.CutSuffix(rest, match)
			}
			if !had {
				break
			}
			rest = cutRest
			n++
		}
		m.Bump(len(b) / 64)
		if n == 0 {
			return ok(a[0])
		}
		if leading {
			return ok(term.Binary(slices.Concat(bytes.Repeat(with, n), rest)))
		}
		return ok(term.Binary(slices.Concat(rest, bytes.Repeat(with, n))))
	}
}

// stringReplaceAffix replaces a text at one end once.
func stringReplaceAffix(leading bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, isBinary := a[0].Bytes()
		match, isBinary2 := a[1].Bytes()
		with, isBinary3 := a[2].Bytes()
		if !isBinary || !isBinary2 || !isBinary3 {
			return functionClause(m, a)
		}
		if leading {
			if rest, had := bytes.CutPrefix(b, match); had {
				return ok(term.Binary(slices.Concat(with, rest)))
			}
		} else if rest, had := bytes.CutSuffix(b, match); had {
			return ok(term.Binary(slices.Concat(rest, with)))
		}
		return ok(a[0])
	}
}
