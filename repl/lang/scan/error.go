package scan

import (
	"fmt"
	"unicode/utf8"

	"gex/repl/lang/token"
)

// Error is source that is no Elixir. Its text is Prefix, Token and Suffix.
type Error struct {
	// Pos is where the error is; for a delimiter that is not closed, where
	// it was opened.
	Pos                   token.Pos
	Prefix, Token, Suffix string
	// Incomplete tells that more source could make it right.
	Incomplete bool
	// Opening is set when delimiters do not match: what was opened, what
	// should close it (Expected) and what does (Closing, "" at the end of the
	// source), which stands at EndLine and EndColumn.
	Opening, Expected, Closing string
	EndLine, EndColumn         int
}

// UnexpectedReserved is the Prefix of the error of a reserved word that may not
// stand where it does.
const UnexpectedReserved = "unexpected reserved word: "

// Error returns the text without the place.
func (e *Error) Error() string { return e.Prefix + e.Token + e.Suffix }

func (s *scanner) fail(pos token.Pos, prefix, tok string) *Error {
	return &Error{Pos: pos, Prefix: prefix, Token: tok}
}

func (s *scanner) incomplete(pos token.Pos, text string) *Error {
	return &Error{Pos: pos, Prefix: text, Incomplete: true}
}

// unexpected is the error of a character that starts no token.
func (s *scanner) unexpected(pos token.Pos) *Error {
	if pos.Offset >= len(s.src) {
		return s.fail(pos, "unexpected token: ", "")
	}
	r, _ := utf8.DecodeRuneInString(s.src[pos.Offset:])
	what := `"` + string(r) + `"`
	if _, name := charName(r); name != "" {
		what = name
	}
	return s.fail(pos, "unexpected token: ", fmt.Sprintf("%s (column %d, code point U+%04X)", what, pos.Column, r))
}

func (s *scanner) conflictMarker(pos token.Pos) *Error {
	line := s.rest()
	for i := 0; i < len(line); i++ {
		if line[i] == '\n' || line[i] == '\r' {
			line = line[:i]
			break
		}
	}
	return s.fail(pos, "found an unexpected version control marker, please resolve the conflicts: ", line)
}

// checkUTF8 reports the first bytes of src that are not UTF-8.
func checkUTF8(src string) error {
	if utf8.ValidString(src) {
		return nil
	}
	for i, line, column := 0, 1, 1; i < len(src); {
		r, n := utf8.DecodeRuneInString(src[i:])
		if r == utf8.RuneError && n == 1 {
			return &Error{Pos: token.Pos{Offset: i, Line: line, Column: column}, Prefix: "invalid encoding starting at " + BinaryText(src[i:])}
		}
		if column++; r == '\n' {
			line, column = line+1, 1
		}
		i += n
	}
	return nil
}

// BinaryText writes s as the binary of its first bytes, as errors show it.
func BinaryText(s string) string {
	out := "<<"
	for i := 0; i < len(s); i++ {
		if i > 0 {
			out += ", "
		}
		if i == 50 {
			out += "..."
			break
		}
		out += fmt.Sprint(s[i])
	}
	return out + ">>"
}

func escapedRune(r rune) string { return fmt.Sprintf("\\u%04X", r) }

// charName returns how to write a character that should not stand for itself
// and what it is called.
func charName(r rune) (escape, name string) {
	switch r {
	case 0:
		return `\0`, "null byte"
	case 7:
		return `\a`, "alert"
	case '\b':
		return `\b`, "backspace"
	case 0x7F:
		return `\d`, "delete"
	case 0x1B:
		return `\e`, "escape"
	case '\f':
		return `\f`, "form feed"
	case '\n':
		return `\n`, "newline"
	case '\r':
		return `\r`, "carriage return"
	case ' ':
		return `\s`, "space"
	case '\t':
		return `\t`, "tab"
	case '\v':
		return `\v`, "vertical tab"
	}
	return "", ""
}
