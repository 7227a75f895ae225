package scan

import (
	"unicode"

	"gex/repl/lang/token"
)

// Classes of letters in identifiers, by String.Tokenizer of Elixir.
const (
	classNone  = iota
	classStart // may start an identifier
	classUpper // may start an atom only, and stand inside any name
	classContinue
)

func class(r rune) int {
	switch {
	case unicode.IsUpper(r) || unicode.IsTitle(r):
		return classUpper
	case unicode.IsLetter(r):
		return classStart
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r) || unicode.Is(unicode.Nd, r) || unicode.Is(unicode.Pc, r):
		return classContinue
	}
	return classNone
}

func (s *scanner) checkScripts(pos token.Pos, n name) error { return nil }

func skeleton(text string) string { return text }

func lint(toks []token.Token) []Warning { return nil }
