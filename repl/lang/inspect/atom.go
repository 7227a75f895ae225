package inspect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Atom returns the name of an atom as a literal: :foo, :"foo bar", Foo.Bar, nil.
func Atom(name string) string {
	switch name {
	case "nil", "true", "false":
		return name
	}
	switch classify(name) {
	case aliasAtom:
		if name == "Elixir" || name == "Elixir.Elixir" || strings.HasPrefix(name, "Elixir.Elixir.") {
			return name
		}
		return name[len("Elixir."):]
	case quotedOperator, otherAtom:
		return string(appendQuoted([]byte{':'}, name))
	}
	return ":" + name
}

// AtomKey returns the name of an atom as a key: foo:, "foo bar":.
func AtomKey(name string) string {
	switch classify(name) {
	case aliasAtom:
		return `"` + name + `":`
	case quotedOperator, otherAtom:
		return string(append(appendQuoted(nil, name), ':'))
	}
	return name + ":"
}

// AtomCall returns the name of an atom as it stands after the dot of a remote
// call: foo, "foo bar", +.
func AtomCall(name string) string {
	switch classify(name) {
	case identifierAtom, unquotedOperator, quotedOperator:
		return name
	}
	return string(appendQuoted(nil, name))
}

func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	dst, _ = Escape(dst, s, '"', Unlimited)
	return append(dst, '"')
}

// ClassifyAtom tells how the name of an atom is written, as Macro.classify_atom
// does: "alias", "identifier", "unquoted" or "quoted".
func ClassifyAtom(name string) string {
	switch classify(name) {
	case aliasAtom:
		return "alias"
	case identifierAtom:
		return "identifier"
	case notCallable, unquotedOperator:
		return "unquoted"
	}
	return "quoted"
}

type atomClass uint8

const (
	otherAtom        atomClass = iota // needs quotes everywhere
	identifierAtom                    // foo, foo?, foo!
	aliasAtom                         // Elixir.Foo
	notCallable                       // Foo, foo@bar: no quotes as a literal, quotes in a call
	unquotedOperator                  // +, and: never quotes
	quotedOperator                    // ::, ^^^: quotes as a literal, none in a call
)

var operators = func() map[string]atomClass {
	m := map[string]atomClass{}
	for class, names := range map[atomClass]string{
		notCallable:    "% %{} {} <<>> ... .. . ..// ->",
		quotedOperator: ":: ^^^ ~~~ <|>",
		unquotedOperator: `& ! ^ not + - @ <- \\ when | = || ||| or && &&& and == != =~ === !== < <= >= >` +
			` |> <<< >>> <~ ~> <<~ ~>> <~> in ++ -- <> +++ --- * / **`,
	} {
		for _, n := range strings.Fields(names) {
			m[n] = class
		}
	}
	return m
}()

func classify(s string) atomClass {
	if c, ok := operators[s]; ok {
		return c
	}
	if s == "" {
		return otherAtom
	}
	if isAlias(s) {
		return aliasAtom
	}
	return classifyName(s)
}

// isAlias tells whether s is "Elixir" followed by any number of ASCII parts
// like ".Foo".
func isAlias(s string) bool {
	rest, ok := strings.CutPrefix(s, "Elixir")
	if !ok {
		return false
	}
	for rest != "" {
		if len(rest) < 2 || rest[0] != '.' || rest[1] < 'A' || rest[1] > 'Z' {
			return false
		}
		rest = strings.TrimLeftFunc(rest[2:], func(r rune) bool { return r < utf8.RuneSelf && wordByte(byte(r)) })
	}
	return true
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// classifyName tells identifiers and names of atoms from other text, as
// Elixir's tokenizer does.
func classifyName(s string) atomClass {
	first, _ := utf8.DecodeRuneInString(s)
	class, ascii := identifierAtom, true
	switch {
	case first == '_' || first >= 'a' && first <= 'z':
	case first >= 'A' && first <= 'Z':
		class = notCallable
	case first < utf8.RuneSelf:
		return otherAtom
	case unicode.In(first, unicode.Lu, unicode.Lt) && identStart(first):
		class = notCallable
	case !identStart(first):
		return otherAtom
	}
	for i, r := range s {
		switch {
		case r < utf8.RuneSelf && wordByte(byte(r)):
		case r == '@':
			class = notCallable
		case r == '!' || r == '?':
			if i != len(s)-1 {
				return otherAtom
			}
		case r < utf8.RuneSelf || !identPart(r):
			return otherAtom
		default:
			ascii = false
		}
	}
	if !ascii && (!norm.NFC.IsNormalString(s) || mixedScript(s)) {
		return otherAtom
	}
	return class
}

// identStart is a letter that UTS 39 allows to start an identifier.
func identStart(r rune) bool {
	return unicode.In(r, unicode.L) &&
		!unicode.In(r, unicode.Pattern_Syntax, unicode.Pattern_White_Space) && norm.NFKC.IsNormalString(string(r))
}

// identPart is ID_Continue of UAX 31 in NFC.
func identPart(r rune) bool {
	return identStart(r) || unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue) &&
		norm.NFKC.IsNormalString(string(r))
}

// mixedScript tells whether a part of s between underscores has letters of
// scripts that do not go together (UTS 39, highly restrictive but for Latin).
func mixedScript(s string) bool {
	for part := range strings.SplitSeq(s, "_") {
		if resolved := scripts(part); resolved > 1 {
			return true
		}
	}
	return false
}

// scripts counts the scripts of s, taking the Japanese, Korean and Chinese
// sets as one each.
func scripts(s string) int {
	seen := map[string]bool{}
	for _, r := range s {
		if n := script(r); n != "" {
			seen[n] = true
		}
	}
	for _, set := range [][]string{{"Han", "Hiragana", "Katakana"}, {"Han", "Hangul"}, {"Han", "Bopomofo"}} {
		n := 0
		for _, name := range set {
			if seen[name] {
				n++
			}
		}
		if n == len(seen) && n > 0 {
			return 1
		}
	}
	return len(seen)
}

func script(r rune) string {
	if r < utf8.RuneSelf {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return "Latin"
		}
		return ""
	}
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, r) {
			return name
		}
	}
	return ""
}
