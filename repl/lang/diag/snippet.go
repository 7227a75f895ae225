package diag

import (
	"strings"
	"unicode/utf8"

	"gex/proto/term"
)

// Severity is that of a diagnostic.
type Severity uint8

// The severities.
const (
	Error Severity = iota
	Warning
	Hint
)

// Diagnostic is a message of the compiler about a place in source text.
type Diagnostic struct {
	Severity Severity
	Message  string
	File     string // "" when unknown
	Line     int    // 0 when unknown
	Column   int    // 0 when unknown
	// EndColumn marks the end of what is meant, on the same line; 0 marks one
	// column.
	EndColumn int
	// Snippet is the source line. Without it, or without Line, the place
	// alone is given.
	Snippet string
	// Frame, if not the zero Term, is the stack trace entry that stands for
	// the place: the function or module the message is about.
	Frame term.Term
	// More are other places of the same message: File, Line, Column and Frame.
	More []Diagnostic
}

func (f *Formatter) paint(s string, v Severity) string {
	switch {
	case !f.Color || v == Hint:
		return s
	case v == Warning:
		return "\x1b[33m" + s + "\x1b[0m"
	}
	return "\x1b[31m" + s + "\x1b[0m"
}

func (f *Formatter) prefix(v Severity) string {
	return f.paint([...]string{Error: "error:", Warning: "warning:", Hint: "hint:"}[v], v)
}

// FormatDiagnostic lays out a diagnostic as elixir prints it, without a
// newline at the end:
//
//	  error: undefined variable "x"
//	  │
//	1 │ x + 1
//	  │ ^
//	  │
//	  └─ iex:1:1
func (f *Formatter) FormatDiagnostic(d Diagnostic) string {
	if d.Snippet == "" || d.Line == 0 {
		if d.File == "" {
			return f.prefix(d.Severity) + " " + d.Message
		}
		return f.prefix(d.Severity) + " " + d.Message + f.places(d, "")
	}
	digits := len(itoa(d.Line))
	gutter := strings.Repeat(" ", max(2, digits)+2)
	number := itoa(d.Line)
	if digits == 1 {
		number = " " + number
	}
	line, cut := shorten(d.Snippet)
	var b strings.Builder
	b.WriteString(gutter + f.prefix(d.Severity) + " " + indentRest(d.Message, gutter) + "\n")
	b.WriteString(gutter + "│\n " + number + " │ " + line + "\n")
	b.WriteString(gutter + "│ " + f.underline(d, line, cut) + "\n")
	b.WriteString(gutter + "│" + f.places(d, gutter))
	return b.String()
}

// places lists where a diagnostic is about, each on a new line.
func (f *Formatter) places(d Diagnostic, indent string) string {
	s := "\n" + indent + "└─ " + f.place(d)
	for _, o := range d.More {
		s += "\n" + indent + "└─ " + f.place(o)
	}
	return s
}

func (f *Formatter) place(d Diagnostic) string {
	if !d.Frame.IsNone() {
		if fr, ok := FrameOf(d.Frame); ok {
			return f.FormatFrame(fr)
		}
	}
	return strings.TrimSuffix(FileLine(f.relative(d.File), d.Line, d.Column), ":")
}

// underline marks the columns that are meant, or the whole line.
func (f *Formatter) underline(d Diagnostic, line string, cut int) string {
	sign := "^"
	if d.Severity == Warning {
		sign = "~"
	}
	if d.Column > 0 {
		n := 1
		if d.EndColumn > d.Column {
			n = d.EndColumn - d.Column
		}
		return f.paint(strings.Repeat(" ", max(d.Column-cut-1, 0))+strings.Repeat(sign, n), d.Severity)
	}
	rest, blanks := trimBlanks(line)
	return strings.Repeat(" ", blanks) + f.paint(strings.Repeat(sign, utf8.RuneCountInString(rest)), d.Severity)
}

// shorten replaces a deep indentation by dots and tells how many columns went.
func shorten(line string) (string, int) {
	rest, blanks := trimBlanks(line)
	if blanks < 27 {
		return line, 0
	}
	return "..." + strings.Repeat(" ", 19) + rest, blanks - 22
}

// trimBlanks drops leading blanks and counts their columns, 8 for a tab.
func trimBlanks(s string) (string, int) {
	n := 0
	for s != "" {
		switch s[0] {
		case ' ':
			n++
		case '\t':
			n += 8
		default:
			return s, n
		}
		s = s[1:]
	}
	return s, n
}

// indentRest indents all lines but the first; empty ones stay empty.
func indentRest(s, indent string) string {
	lines := strings.Split(s, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = indent + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

// ---- exceptions about source text

func number(e term.Term, name string) int {
	n, _ := get(e, name).AsInt()
	if !get(e, name).IsInt() {
		return 0
	}
	return int(n)
}

func (f *Formatter) compileError(e term.Term) string {
	where := FileLine(f.relative(text(get(e, "file"))), number(e, "line"), 0)
	if where == "" {
		return text(get(e, "description"))
	}
	return where + " " + text(get(e, "description"))
}

func (f *Formatter) foundOn(what string, e term.Term, line, column int, snippet string) string {
	return what + " on " + FileLine(f.relative(text(get(e, "file"))), line, column) + "\n" + snippet
}

func (f *Formatter) diagnosticOf(e term.Term) Diagnostic {
	return Diagnostic{Message: text(get(e, "description")), File: text(get(e, "file")),
		Line: number(e, "line"), Column: number(e, "column"), Snippet: text(get(e, "snippet"))}
}

func (f *Formatter) syntaxError(e term.Term) string {
	d := f.diagnosticOf(e)
	s := f.FormatDiagnostic(d)
	if d.Snippet == "" || d.Column == 0 {
		d.Snippet = ""
		s = "   " + strings.ReplaceAll(f.FormatDiagnostic(d), "\n", "\n   ")
	}
	return f.foundOn("invalid syntax found", e, d.Line, d.Column, s)
}

func (f *Formatter) tokenMissing(e term.Term) string {
	d := f.diagnosticOf(e)
	endLine := number(e, "end_line")
	if d.Snippet == "" || d.Column == 0 || endLine == 0 {
		return f.foundOn("token missing", e, d.Line, d.Column, f.FormatDiagnostic(d))
	}
	lines := strings.Split(d.Snippet, "\n")
	for len(lines) > 1 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
		endLine--
	}
	endColumn := utf8.RuneCountInString(lines[len(lines)-1]) + 1
	s := f.twoPlaces(d, lines, endLine, endColumn,
		"└ missing closing delimiter (expected "+delimiter(get(e, "expected_delimiter"))+")")
	return f.foundOn("token missing", e, endLine, endColumn, s)
}

func (f *Formatter) mismatchedDelimiter(e term.Term) string {
	d := f.diagnosticOf(e)
	endLine, endColumn := number(e, "end_line"), number(e, "end_column")
	s := f.twoPlaces(d, strings.Split(d.Snippet, "\n"), endLine, endColumn,
		"└ mismatched closing delimiter (expected "+delimiter(get(e, "expected_delimiter"))+")")
	return f.foundOn("mismatched delimiter found", e, endLine, endColumn, s)
}

// delimiter quotes a delimiter unless it is a quote itself.
func delimiter(t term.Term) string {
	s := text(t)
	if strings.ContainsAny(s, `"'`) {
		return s
	}
	return `"` + s + `"`
}

// twoPlaces shows an opening delimiter and the place where its partner is
// missing or wrong: all lines between if they are few.
func (f *Formatter) twoPlaces(d Diagnostic, lines []string, endLine, endColumn int, endMessage string) string {
	digits := len(itoa(endLine))
	gutter := strings.Repeat(" ", max(2, digits)+2)
	label := func(line int) string {
		n := itoa(line)
		blanks := digits - len(n) + 1
		if len(n) == 1 {
			blanks = max(2, digits)
		}
		return strings.Repeat(" ", blanks) + n + " │ "
	}
	mark := func(column int, message string) string {
		return gutter + "│ " + strings.Repeat(" ", max(column-1, 0)) + f.paint(message, Error)
	}
	const startMessage = "└ unclosed delimiter"
	var body []string
	switch {
	case endLine <= d.Line:
		body = append(body, label(endLine)+lines[0],
			gutter+"│ "+strings.Repeat(" ", max(d.Column-1, 0))+f.paint("│", Error)+
				strings.Repeat(" ", max(endColumn-d.Column-1, 0))+f.paint(endMessage, Error),
			mark(d.Column, startMessage))
	case endLine-d.Line < 5:
		for i, l := range lines {
			body = append(body, label(d.Line+i)+l)
			switch d.Line + i {
			case d.Line:
				body = append(body, mark(d.Column, startMessage))
			case endLine:
				body = append(body, mark(endColumn, endMessage))
			}
		}
	default:
		body = append(body, label(d.Line)+lines[0], mark(d.Column, startMessage), " ...",
			label(endLine)+lines[len(lines)-1], mark(endColumn, endMessage))
	}
	return gutter + f.prefix(Error) + " " + strings.ReplaceAll(d.Message, "\n", "\n"+gutter) + "\n" + gutter + "│\n" +
		strings.Join(body, "\n") + "\n" + gutter + "│\n" + gutter + "└─ " + f.relative(d.File) + ":" + itoa(endLine) + ":" +
		itoa(endColumn)
}
