package bif

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/vm"
)

const stringModule = "Elixir.String"

// stringRows are the functions of String; those that need funs are Elixir.
var stringRows = []vm.Row{
	{Name: "at", Arity: 2, Func: stringAt},
	{Name: "bag_distance", Arity: 2, Func: stringBagDistance},
	{Name: "byte_slice", Arity: 3, Func: stringByteSlice},
	{Name: "capitalize", Arity: 1, Func: defaults(stringModule, "capitalize", term.A("default"))},
	{Name: "capitalize", Arity: 2, Func: stringCapitalize},
	{Name: "chunk", Arity: 2, Func: stringChunk},
	{Name: "codepoints", Arity: 1, Func: stringPieces(nextCodepoint)},
	{Name: "contains?", Arity: 2, Func: stringContains},
	{Name: "count", Arity: 2, Func: stringCount},
	{Name: "downcase", Arity: 1, Func: defaults(stringModule, "downcase", term.A("default"))},
	{Name: "downcase", Arity: 2, Func: stringCase(lowerCase)},
	row("duplicate", 2, "binary", "copy"),
	{Name: "ends_with?", Arity: 2, Func: stringAffix(bytes.HasSuffix)},
	{Name: "equivalent?", Arity: 2, Func: stringEquivalent},
	{Name: "first", Arity: 1, Func: stringFirst},
	{Name: "graphemes", Arity: 1, Func: stringPieces(nextGrapheme)},
	{Name: "jaro_distance", Arity: 2, Func: stringJaro},
	{Name: "last", Arity: 1, Func: stringLast},
	{Name: "length", Arity: 1, Func: stringLength},
	row("match?", 2, "Elixir.Regex", "match?", 1, 0),
	{Name: "next_codepoint", Arity: 1, Func: stringNext(nextCodepoint)},
	{Name: "next_grapheme", Arity: 1, Func: stringNext(nextGrapheme)},
	{Name: "next_grapheme_size", Arity: 1, Func: stringNextSize},
	{Name: "normalize", Arity: 2, Func: stringNormalize},
	{Name: "pad_leading", Arity: 2, Func: defaults(stringModule, "pad_leading", term.String(" "))},
	{Name: "pad_leading", Arity: 3, Func: stringPad(true)},
	{Name: "pad_trailing", Arity: 2, Func: defaults(stringModule, "pad_trailing", term.String(" "))},
	{Name: "pad_trailing", Arity: 3, Func: stringPad(false)},
	{Name: "printable?", Arity: 1, Func: defaults(stringModule, "printable?", term.A("infinity"))},
	{Name: "printable?", Arity: 2, Func: stringPrintable},
	{Name: "replace", Arity: 3, Func: defaults(stringModule, "replace", term.Nil)},
	{Name: "replace", Arity: 4, Func: stringReplace},
	{Name: "replace_invalid", Arity: 1, Func: defaults(stringModule, "replace_invalid", term.String(string(utf8.RuneError)))},
	{Name: "replace_invalid", Arity: 2, Func: stringReplaceInvalid},
	{Name: "replace_leading", Arity: 3, Func: stringReplaceEnd(true)},
	{Name: "replace_prefix", Arity: 3, Func: stringReplaceAffix(true)},
	{Name: "replace_suffix", Arity: 3, Func: stringReplaceAffix(false)},
	{Name: "replace_trailing", Arity: 3, Func: stringReplaceEnd(false)},
	{Name: "reverse", Arity: 1, Func: stringReverse},
	{Name: "slice", Arity: 2, Func: stringSlice2},
	{Name: "slice", Arity: 3, Func: stringSlice3},
	{Name: "split", Arity: 1, Func: stringSplitSpace},
	{Name: "split", Arity: 2, Func: defaults(stringModule, "split", term.Nil)},
	{Name: "split", Arity: 3, Func: stringSplit},
	{Name: "split_at", Arity: 2, Func: stringSplitAt},
	{Name: "starts_with?", Arity: 2, Func: stringAffix(bytes.HasPrefix)},
	row("to_atom", 1, "erlang", "binary_to_atom"),
	{Name: "to_charlist", Arity: 1, Func: stringToCharlist},
	row("to_existing_atom", 1, "erlang", "binary_to_existing_atom"),
	row("to_float", 1, "erlang", "binary_to_float"),
	row("to_integer", 1, "erlang", "binary_to_integer"),
	row("to_integer", 2, "erlang", "binary_to_integer"),
	{Name: "trim", Arity: 1, Func: stringTrim(true, true)},
	{Name: "trim", Arity: 2, Func: stringTrimText(true, true)},
	{Name: "trim_leading", Arity: 1, Func: stringTrim(true, false)},
	{Name: "trim_leading", Arity: 2, Func: stringTrimText(true, false)},
	{Name: "trim_trailing", Arity: 1, Func: stringTrim(false, true)},
	{Name: "trim_trailing", Arity: 2, Func: stringTrimText(false, true)},
	{Name: "upcase", Arity: 1, Func: defaults(stringModule, "upcase", term.A("default"))},
	{Name: "upcase", Arity: 2, Func: stringCase(upperCase)},
	{Name: "valid?", Arity: 1, Func: defaults(stringModule, "valid?", term.A("default"))},
	{Name: "valid?", Arity: 2, Func: stringValid},
}

func stringValid(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary || !a[1].Is(term.Intern("default")) && !a[1].Is(term.Intern("fast_ascii")) {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 64)
	return boolean(utf8.Valid(b))
}

// printable tells whether Elixir shows a character as it is.
func printable(r rune) bool {
	switch {
	case r < ' ':
		return 7 <= r && r <= 13 || r == 27
	case r <= 0x7F:
		return true
	}
	return r >= 0xA0 && r != 0xFFFE && r != 0xFFFF
}

func stringPrintable(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	limit, isInt := a[1].AsInt()
	if !isBinary || !a[1].Is(term.Intern("infinity")) && (!isInt || limit < 0) {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 64)
	for n := int64(0); len(b) > 0 && (!isInt || n < limit); n++ {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 || !printable(r) {
			return boolean(false)
		}
		b = b[size:]
	}
	return boolean(true)
}

// stringChunk cuts where valid (or printable) text begins and ends.
func stringChunk(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	onlyPrintable := a[1].Is(term.Intern("printable"))
	if !isBinary || !onlyPrintable && !a[1].Is(term.Intern("valid")) {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 16)
	var out []term.Term
	from, good := 0, false
	for at := 0; at < len(b); {
		r, size := utf8.DecodeRune(b[at:])
		is := (r != utf8.RuneError || size > 1) && (!onlyPrintable || printable(r))
		if at > from && is != good {
			out = append(out, cut(a[0], from, at))
			from = at
		}
		good = is
		at += size
	}
	if from < len(b) {
		out = append(out, cut(a[0], from, len(b)))
	}
	return ok(term.List(out...))
}

func stringEquivalent(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, isBinary1 := a[0].Bytes()
	y, isBinary2 := a[1].Bytes()
	if !isBinary1 || !isBinary2 {
		return functionClause(m, a)
	}
	return boolean(bytes.Equal(norm.NFD.Bytes(x), norm.NFD.Bytes(y)))
}

var normalForms = map[string]norm.Form{"nfc": norm.NFC, "nfd": norm.NFD, "nfkc": norm.NFKC, "nfkd": norm.NFKD}

func stringNormalize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary || !a[1].IsAtom() {
		return functionClause(m, a)
	}
	form, valid := normalForms[a[1].AtomName()]
	if !valid {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 16)
	return ok(term.Binary(form.Bytes(b)))
}

func stringJaro(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBinary() || !a[1].IsBinary() {
		return functionClause(m, a)
	}
	return ok(term.Float(diag.Jaro(a[0].Text(), a[1].Text())))
}

func stringToCharlist(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return functionClause(m, a)
	}
	if n := validPrefix(b, len(b)); n < len(b) {
		kind := "invalid"
		if !utf8.FullRune(b[n:]) {
			kind = "incomplete"
		}
		return conversionError(m, kind, cut(a[0], n, len(b)))
	}
	m.Bump(len(b) / 16)
	return chars(string(b))
}

// conversionError raises UnicodeConversionError; kind is invalid or incomplete.
func conversionError(m *vm.Machine, kind string, rest term.Term) (term.Term, bool) {
	return m.Error(diag.New("UnicodeConversionError", "encoded", rest,
		"message", term.String(kind+" encoding starting at "+inspected(rest))))
}

// stringReplaceInvalid replaces each run of bytes that can be no part of a
// longer character.
func stringReplaceInvalid(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	with, isBinary2 := a[1].Bytes()
	if !isBinary || !isBinary2 {
		return functionClause(m, a)
	}
	if utf8.Valid(b) {
		return ok(a[0])
	}
	m.Bump(len(b) / 16)
	var out []byte
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			out = append(out, with...)
			n = brokenPrefix(b)
		} else {
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
	return ok(term.Binary(out))
}

// brokenPrefix returns the length of the beginning of a character that stands
// first in b without its end, 1 if nothing begins there.
func brokenPrefix(b []byte) int {
	for n := min(3, len(b)); n > 1; n-- {
		if !utf8.FullRune(b[:n]) {
			return n
		}
	}
	return 1
}

// isSpace is Unicode's White_Space; breaking leaves out the spaces that hold a
// line together.
func isSpace(r rune) bool { return unicode.Is(unicode.White_Space, r) }

func isBreakingSpace(r rune) bool {
	return isSpace(r) && r != 0xA0 && r != 0x2007 && r != 0x202F
}
