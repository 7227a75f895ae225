package parse

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"gex/repl/lang/scan"
	"gex/repl/lang/token"
)

// Kind tells which of Elixir's exceptions an Error is.
type Kind uint8

// The kinds.
const (
	SyntaxError Kind = iota
	TokenMissingError
	MismatchedDelimiterError
)

// String returns the name of the exception's module.
func (k Kind) String() string {
	return [...]string{"SyntaxError", "TokenMissingError", "MismatchedDelimiterError"}[k]
}

// Error is source that does not parse. Its fields are those of the Elixir
// exception.
type Error struct {
	Kind Kind
	File string
	// Line and Column are the place; for delimiters that of the opening one.
	// Column is 0 where only the line is known.
	Line, Column int
	// EndLine and EndColumn are the place of the closing delimiter, or of
	// the end of the source where it is missing; 0 for other errors.
	EndLine, EndColumn int
	// Opening, Closing and Expected are the delimiters that do not match, ""
	// for other errors.
	Opening, Closing, Expected string
	// Description is the text without place and snippet.
	Description string
	// Snippet is the source from Line to EndLine, "" where it does not help.
	Snippet string
	// Incomplete tells that more source could make it right.
	Incomplete bool
	// Prefix, Token and Suffix make up the error as Code.string_to_quoted
	// returns it, before it is put into words.
	Prefix, Token, Suffix string
}

// newError puts an error of the scanner or parser into words and cuts its
// snippet out of src.
func newError(err error, src string, o Options) *Error {
	s := asError(err)
	e := &Error{
		File: o.File, Line: s.Pos.Line, Column: s.Pos.Column,
		Opening: s.Opening, Closing: s.Closing, Expected: s.Expected,
		EndLine: s.EndLine, EndColumn: s.EndColumn,
		Incomplete: s.Incomplete,
		Prefix:     s.Prefix, Token: s.Token, Suffix: s.Suffix,
	}
	if e.File == "" {
		e.File = "nofile"
	}
	e.Description = describe(s)
	switch {
	case s.Incomplete:
		e.Kind = TokenMissingError
	case s.Closing != "":
		e.Kind = MismatchedDelimiterError
	}
	e.Snippet = snippet(e, src, o)
	return e
}

// Break returns the error of input that is given up (#iex:break).
func Break(file string, line int) *Error {
	return &Error{Kind: TokenMissingError, File: file, Line: line, Description: "incomplete expression"}
}

// describe words an error as elixir_errors does.
func describe(s *scan.Error) string {
	if s.Prefix == "syntax error before: " {
		if s.Token == "" {
			return "syntax error: expression is incomplete"
		}
		if s.Token == "eol" {
			return "unexpectedly reached end of line. The current expression is invalid or incomplete"
		}
		if reserved[s.Token] {
			word := strings.Trim(s.Token, "'")
			return s.Prefix + word + `. "` + word + `" is a reserved word in Elixir and therefore its usage is limited. ` +
				"For instance, it can't be used as a variable or be defined nor invoked as a regular function"
		}
	}
	return s.Error()
}

// reserved are the tokens that errors explain as reserved words: "else", which
// Erlang reserves too since OTP 27, is not among them.
var reserved = map[string]bool{
	"'not'": true, "'and'": true, "'or'": true, "'when'": true, "'after'": true, "'catch'": true, "'end'": true,
	"fn": true, "rescue": true, "true": true, "false": true, "nil": true, "in": true,
}

// snippet returns the lines of src that the message shows.
func snippet(e *Error, src string, o Options) string {
	if e.Column == 0 {
		return ""
	}
	line, column := max(o.Line, 1), max(o.Column, 1)
	src = strings.Repeat(" ", max(column-o.Indentation-1, 0)) + src
	lines := strings.Split(src, "\n")
	first := e.Line - line
	if first < 0 || first >= len(lines) {
		return ""
	}
	indent := strings.Repeat(" ", o.Indentation)
	if e.EndLine == 0 {
		if text := indent + lines[first]; strings.TrimLeft(text, " \t\r\n") != "" {
			return text
		}
		return ""
	}
	last := min(e.EndLine-line, len(lines)-1)
	return indent + strings.Join(lines[first:last+1], "\n"+indent)
}

// Error returns the message.
func (e *Error) Error() string { return e.Message() }

// Message returns what Exception.message gives: where it is, what it is, and
// the source with the place marked.
func (e *Error) Message() string { return e.Styled(nil) }

// Styled is Message with the word "error:" and the carets passed through
// mark, for colour.
func (e *Error) Styled(mark func(string) string) string {
	if mark == nil {
		mark = func(s string) string { return s }
	}
	line, column := e.Line, e.Column
	var body string
	switch {
	case e.Kind == SyntaxError && e.Snippet != "":
		body = e.pointed(mark)
	case e.Kind == SyntaxError:
		body = "   " + strings.ReplaceAll(e.plain(mark), "\n", "\n   ")
	case e.Kind == MismatchedDelimiterError:
		line, column = e.EndLine, e.EndColumn
		body = e.between(mark, strings.Split(e.Snippet, "\n"), line, column, "mismatched closing delimiter")
	case e.Snippet != "" && e.EndLine != 0:
		lines := strings.Split(e.Snippet, "\n")
		line = e.EndLine
		for len(lines) > 1 && lines[len(lines)-1] == "" {
			lines = lines[:len(lines)-1]
			line--
		}
		column = clusters(lines[len(lines)-1]) + 1
		body = e.between(mark, lines, line, column, "missing closing delimiter")
	case e.Snippet != "":
		body = e.pointed(mark)
	default:
		body = e.plain(mark)
	}
	found := [...]string{"invalid syntax found on ", "token missing on ", "mismatched delimiter found on "}[e.Kind]
	return found + place(e.File, line, column) + ":\n" + body
}

func place(file string, line, column int) string {
	s := file
	if line != 0 {
		s += fmt.Sprint(":", line)
		if column != 0 {
			s += fmt.Sprint(":", column)
		}
	}
	return s
}

// plain is the text without a snippet.
func (e *Error) plain(mark func(string) string) string {
	return mark("error:") + " " + e.Description + "\n└─ " + place(e.File, e.Line, e.Column)
}

// pointed is the text with one line of source and a caret under it.
func (e *Error) pointed(mark func(string) string) string {
	digits := len(fmt.Sprint(e.Line))
	pad := 0
	if digits == 1 {
		pad = 1
	}
	gutter := strings.Repeat(" ", max(2, digits)+2)
	line, cut := trimIndent(e.Snippet)
	text := indentLines(e.Description, digits+2+pad)
	caret := mark(strings.Repeat(" ", max(e.Column-cut-1, 0)) + "^")
	return fmt.Sprintf("%s%s %s\n%s│\n %s%d │ %s\n%s│ %s\n%s│\n%s└─ %s",
		gutter, mark("error:"), text, gutter, strings.Repeat(" ", pad), e.Line, line, gutter, caret,
		gutter, gutter, place(e.File, e.Line, e.Column))
}

// trimIndent shortens a line indented by 27 columns or more, and returns how
// many columns went.
func trimIndent(line string) (string, int) {
	n, i := 0, 0
	for ; i < len(line); i++ {
		if line[i] == ' ' {
			n++
		} else if line[i] == '\t' {
			n += 8
		} else {
			break
		}
	}
	if n < 27 {
		return line, 0
	}
	return "..." + strings.Repeat(" ", 19) + line[i:], n - 22
}

// indentLines puts n blanks before all lines but the first; a line followed by
// an empty one keeps it empty.
func indentLines(text string, n int) string {
	lines := strings.Split(text, "\n")
	pad := strings.Repeat(" ", n)
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" || i == len(lines)-1 {
			lines[i] = pad + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

// clusters counts the grapheme clusters of s.
func clusters(s string) int {
	n := 0
	for g := graphemes.FromString(s); g.Next(); {
		n++
	}
	return n
}

// syntaxError is the error of a token where it cannot stand.
func syntaxError(t *token.Token) *scan.Error {
	return &scan.Error{Pos: t.Pos, Prefix: "syntax error before: ", Token: tokenText(t)}
}

// between is the text with the lines from an opening delimiter to where its
// closing one is missing or another stands.
func (e *Error) between(mark func(string) string, lines []string, endLine, endColumn int, what string) string {
	digits := len(strconv.Itoa(endLine))
	pad := strings.Repeat(" ", max(2, digits)+1)
	quote := func(s string) string {
		if strings.ContainsAny(s, `"'`) {
			return s
		}
		return `"` + s + `"`
	}
	message := what + " (expected " + quote(e.Expected) + ")"
	var b strings.Builder
	fmt.Fprintf(&b, " %s%s %s\n %s│\n", pad, mark("error:"), strings.ReplaceAll(e.Description, "\n", "\n "+pad), pad)
	number := func(n int) {
		d := len(strconv.Itoa(n))
		spaces := digits - d + 1
		if d == 1 {
			spaces = max(2, digits)
		}
		fmt.Fprintf(&b, "%s%d │ ", strings.Repeat(" ", spaces), n)
	}
	start := func() {
		fmt.Fprintf(&b, "%s │ %s%s", pad, strings.Repeat(" ", max(e.Column-1, 0)), mark("└ unclosed delimiter"))
	}
	end := func(column int) {
		fmt.Fprintf(&b, "%s%s", strings.Repeat(" ", max(column-1, 0)), mark("└ "+message))
	}
	if e.Line == endLine {
		number(endLine)
		b.WriteString(lines[0] + "\n" + pad + " │ " + strings.Repeat(" ", max(e.Column-1, 0)) + mark("│"))
		end(endColumn - e.Column)
		b.WriteByte('\n')
		start()
	} else {
		e.lines(&b, lines, endLine, number, start, func() { b.WriteString(pad + " │ "); end(endColumn) }, pad)
	}
	fmt.Fprintf(&b, "\n %s│\n %s└─ %s", pad, pad, place(e.File, endLine, endColumn))
	return b.String()
}

// lines writes the lines between two delimiters, the middle left out when
// there are many.
func (e *Error) lines(b *strings.Builder, lines []string, endLine int, number func(int), start, end func(), pad string) {
	all := endLine-e.Line < 5
	for i, line := range lines {
		n := e.Line + i
		if n > endLine {
			break
		}
		switch {
		case n == e.Line:
			number(n)
			b.WriteString(line + "\n")
			start()
			if !all {
				b.WriteString("\n ...")
			}
		case n == endLine:
			b.WriteByte('\n')
			number(n)
			b.WriteString(line + "\n")
			end()
		case all:
			b.WriteByte('\n')
			number(n)
			b.WriteString(line)
		}
	}
}
