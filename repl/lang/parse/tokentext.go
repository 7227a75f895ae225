package parse

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"gex/repl/lang/token"
)

// tokenText writes a token as the parser generator of Erlang does in its
// errors, with the corrections that Elixir makes.
func tokenText(t *token.Token) string {
	switch t.Kind {
	case token.Int, token.Float:
		return `"` + t.Text + `"`
	case token.Char:
		return "?" + charText(rune(t.Num))
	case token.BinString, token.ListString, token.AtomInterp, token.KwInterp:
		if !t.Str.Parts[0].Code {
			return `"` + t.Str.Parts[0].Text + `"`
		}
		return `"`
	case token.Sigil:
		content := ""
		if !t.Str.Parts[0].Code {
			content = t.Str.Parts[0].Text
		}
		return "sigil ~" + strings.TrimPrefix(t.Text, "sigil_") + " starting with content '" + content + "'"
	case token.BinHeredoc, token.ListHeredoc:
		return heredocText(t)
	case token.EOL:
		return "eol"
	case token.InOp:
		if t.In != nil {
			return fmt.Sprintf("{in_op,%s,'not in',%s}", triple(t.Pos, t.Newlines), triple(*t.In, 0))
		}
	case token.Semi, token.Comma, token.LeftParen, token.RightParen, token.LeftBracket, token.RightBracket,
		token.LeftBrace, token.RightBrace, token.LeftBits, token.RightBits, token.Percent, token.MapOp,
		token.Dot, token.Fn, token.Do, token.End, token.True, token.False, token.Nil:
		return atomText(t.Kind.Name())
	}
	return atomText(t.Text)
}

// heredocText writes a heredoc as Erlang writes the tuple of its token, broken
// into lines when it is long.
func heredocText(t *token.Token) string {
	text, _ := t.Str.Plain()
	text = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(text)
	parts := []string{"{" + t.Kind.Name() + "," + triple(t.Pos, 0), strconv.Itoa(t.Str.Indentation), `[<<"` + text + `">>]}`}
	if line := strings.Join(parts, ","); len(line) <= 80 {
		return line
	}
	return strings.Join(parts, ",\n"+strings.Repeat(" ", len(t.Kind.Name())+2))
}

// charText writes a character as Erlang does after "$".
func charText(r rune) string {
	if i := strings.IndexRune("\n\t\r\v\b\f\x1b\x7f \\", r); i >= 0 {
		return `\` + string("ntrvbfeds\\"[i])
	}
	if r < 32 || r >= 0x80 && r < 0xA0 {
		return fmt.Sprintf(`\%03o`, r)
	}
	return string(r)
}

// triple writes a place as Elixir's tokenizer notes it.
func triple(pos token.Pos, newlines int) string {
	n := "nil"
	if newlines > 0 {
		n = strconv.Itoa(newlines)
	}
	return fmt.Sprintf("{%d,%d,%s}", pos.Line, pos.Column, n)
}

// atomText writes an atom as Erlang does.
func atomText(s string) string {
	plain := s != "" && !erlangReserved[s]
	for i, r := range s {
		if i == 0 && !(unicode.IsLower(r) && r < 256) ||
			!(r < 256 && unicode.IsLetter(r) || unicode.IsDigit(r) && r < 128 || r == '_' || r == '@') {
			plain = false
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		switch r {
		case '\'', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

var erlangReserved = map[string]bool{
	"after": true, "and": true, "andalso": true, "band": true, "begin": true, "bnot": true, "bor": true,
	"bsl": true, "bsr": true, "bxor": true, "case": true, "catch": true, "cond": true, "div": true,
	"else": true, "end": true, "fun": true, "if": true, "let": true, "maybe": true, "not": true, "of": true,
	"or": true, "orelse": true, "receive": true, "rem": true, "try": true, "when": true, "xor": true,
}
