package token

import "math/big"

// Pos is a place in the source. Line and Column are what metadata and
// diagnostics show: Line counts from Options.Line of the scanner, Column counts
// characters from 1 (grapheme clusters inside strings). Offset counts bytes of
// the source from 0.
type Pos struct {
	Offset, Line, Column int
}

// Token is one token. Which fields besides Kind and Pos are set depends on the
// kind.
type Token struct {
	Kind Kind
	// Delim is the quote around a quoted atom, keyword or function name: '"'
	// or '\''; 0 when there is none.
	Delim byte
	Pos   Pos
	// Text is the name of identifiers, aliases, atoms, keywords and
	// operators, in NFC and unescaped, and the source of numbers and
	// characters.
	Text string
	// Newlines counts the line ends merged into an EOL, Semi or Comma, or
	// those right before an operator or a closing delimiter.
	Newlines int
	// Int is the value of an Int outside int64; Num that of any other Int and
	// of a Char; Flt that of a Float.
	Int *big.Int
	Num int64
	Flt float64
	// Str is the content of strings, heredocs, sigils and interpolated atoms
	// and keywords.
	Str *Str
	// In is the place of the "in" of a "not in" operator, nil for others.
	In *Pos
}

// Str is the content of a token that may hold interpolations.
type Str struct {
	// Parts alternate freely between text and code; there is at least one.
	Parts []Part
	// Indentation is how many columns a heredoc's closing delimiter is
	// indented; -1 outside heredocs.
	Indentation int
	// Delimiter and Modifiers belong to sigils: the opening delimiter as
	// written and the letters after the closing one.
	Delimiter, Modifiers string
	// Open tells that the source ended, at a cursor, before the closing
	// delimiter. Cursor is the place of a cursor that a sigil holds.
	Open   bool
	Cursor *Pos
}

// Part is a piece of a Str: text, or the tokens between "#{" and "}".
type Part struct {
	Text string
	// Code tells that this part is an interpolation. Begin is the place of
	// its "#{", End that of its "}".
	Code       bool
	Tokens     []Token
	Begin, End Pos
}

// Plain returns the text of s when it is one part without interpolation.
func (s *Str) Plain() (string, bool) {
	if len(s.Parts) == 1 && !s.Parts[0].Code {
		return s.Parts[0].Text, true
	}
	return "", false
}
