package format

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// text makes a string without interpolations.
func (b *builder) text(meta term.Term, s string) doc {
	if delimiter(meta) == `"""` {
		return inspect.Force{D: b.color(heredoc(`"""`, s, `"""`), "string")}
	}
	quotes := inspect.Text(`"`)
	return b.color(inspect.Cat{inspect.Cat{quotes, content(s, `"`)}, quotes}, "string")
}

// listOrCharlist makes a list literal, which may have been written in quotes.
func (b *builder) listOrCharlist(meta, t term.Term) doc {
	d := delimiter(meta)
	if d != "'" && d != "'''" {
		return b.list(meta, list(t))
	}
	chars, err := term.AppendCharData(nil, t)
	if err != nil {
		malformed(t)
	}
	if d == "'''" {
		open, quotes := b.charlistHeredoc()
		return inspect.Force{D: heredoc(open, string(chars), quotes)}
	}
	open, quotes := b.charlistQuotes(strings.Contains(string(chars), `"`))
	return inspect.Cat{inspect.Cat{inspect.Text(open), content(string(chars), quotes)}, inspect.Text(quotes)}
}

func (b *builder) charlistHeredoc() (open, quotes string) {
	if b.MigrateCharlists {
		return `~c"""`, `"""`
	}
	return "'''", "'''"
}

// charlistQuotes returns the quotes of a charlist that has double quotes inside
// or not.
func (b *builder) charlistQuotes(double bool) (open, quotes string) {
	switch {
	case !b.MigrateCharlists:
		return "'", "'"
	case double:
		return "~c'", "'"
	}
	return `~c"`, `"`
}

// heredoc makes s between delimiters on lines of their own.
func heredoc(open, s, quotes string) doc {
	s = strings.ReplaceAll(s, quotes, `\`+quotes)
	body := heredocLines(append([]string{""}, strings.Split(s, "\n")...))
	return inspect.Cat{inspect.Cat{inspect.Text(open), body}, inspect.Text(quotes)}
}

// heredocLines indents lines with the code around, but for empty ones.
func heredocLines(ss []string) doc {
	var d inspect.Cat
	for i, s := range ss {
		if i > 0 {
			var end doc = inspect.Line{}
			if i < len(ss)-1 && (s == "" || s == "\r") {
				end = inspect.Nest{D: end, By: inspect.Reset}
			}
			d = append(d, end)
		}
		if s != "" || i == len(ss)-1 {
			d = append(d, inspect.NewStr(s))
		}
	}
	return d
}

// content makes text between quotes. The lines of a heredoc are indented, those
// of other texts start at the margin.
func content(s, quotes string) doc {
	s = strings.ReplaceAll(s, quotes, `\`+quotes)
	ss := strings.Split(s, "\n")
	if len(quotes) == 3 {
		return heredocLines(ss)
	}
	var d doc = inspect.NewStr(ss[len(ss)-1])
	for i := len(ss) - 2; i >= 0; i-- {
		margin := inspect.Nest{D: inspect.Line{}, By: inspect.Reset}
		d = inspect.Cat{inspect.NewStr(ss[i]), inspect.Cat{margin, d}}
	}
	return d
}

// heredocParts puts the line end after the opening delimiter before parts.
func heredocParts(parts []term.Term) []term.Term {
	if len(parts) > 0 && parts[0].IsBinary() {
		return append([]term.Term{term.String("\n" + parts[0].Text())}, parts[1:]...)
	}
	return append([]term.Term{term.String("\n")}, parts...)
}

// interpolated makes the parts of a string between quotes.
func (b *builder) interpolated(parts []term.Term, quotes string, open, end doc) doc {
	d := open
	for _, part := range parts {
		code, ok := interpolation(part)
		switch {
		case ok:
			d = inspect.Cat{d, b.interpolation(code)}
		case part.IsBinary():
			d = inspect.Cat{d, content(part.Text(), quotes)}
		default:
			malformed(part)
		}
	}
	return inspect.Cat{d, end}
}

// interpolatedList makes a charlist with interpolations.
func (b *builder) interpolatedList(meta term.Term, parts []term.Term) doc {
	var open, quotes string
	isHeredoc := delimiter(meta) == "'''"
	if isHeredoc {
		open, quotes = b.charlistHeredoc()
		parts = heredocParts(parts)
	} else {
		double := false
		for _, part := range parts {
			double = double || part.IsBinary() && strings.Contains(part.Text(), `"`)
		}
		open, quotes = b.charlistQuotes(double)
	}
	var d doc = inspect.Text(open)
	for _, part := range parts {
		if part.IsBinary() {
			d = inspect.Cat{d, content(part.Text(), quotes)}
			continue
		}
		code, _ := stringOf(part)
		d = inspect.Cat{d, b.interpolation(code)}
	}
	d = inspect.Cat{d, inspect.Text(quotes)}
	if isHeredoc {
		return inspect.Force{D: d}
	}
	return d
}

// interpolation makes #{code}, on one line if it can be.
func (b *builder) interpolation(code term.Term) doc {
	before := b.oneLine
	b.oneLine = true
	d := b.block(code, maxLine, minLine)
	b.oneLine = before
	return inspect.Limited{D: surround(inspect.Text("#{"), d, inspect.Text("}")), Width: inspect.Unlimited}
}

// sigil makes ~name(text)modifiers; ok is false if the call is no sigil.
func (b *builder) sigil(name term.Atom, meta term.Term, args []term.Term) (d doc, ok bool) {
	letters, ok := strings.CutPrefix(name.String(), "sigil_")
	if !ok || len(args) != 2 || !isBits(args[0]) || !args[1].IsList() {
		return nil, false
	}
	open := get(meta, atomDelimiter)
	if isNil(open) {
		return nil, false
	}
	if !open.IsBinary() {
		malformed(open)
	}
	modifiers, err := term.AppendCharData(nil, args[1])
	if err != nil {
		malformed(args[1])
	}
	parts := b.sigilParts(letters, open.Text(), meta, bitParts(args[0]), args[1])
	start := inspect.Text("~" + letters + open.Text())
	switch open.Text() {
	case `"""`, "'''":
		end := inspect.Cat{inspect.Text(open.Text()), inspect.Text(modifiers)}
		return inspect.Force{D: b.interpolated(heredocParts(parts), open.Text(), start, end)}, true
	}
	quote, ok := closingDelimiters[open.Text()]
	if !ok {
		malformed(open)
	}
	return b.interpolated(parts, quote, start, inspect.Cat{inspect.Text(quote), inspect.Text(modifiers)}), true
}

// sigilParts returns the parts of a sigil as Options.Sigil wants them.
func (b *builder) sigilParts(letters, open string, meta term.Term, parts []term.Term, modifiers term.Term) []term.Term {
	if b.Sigil == nil || len(parts) == 0 || !parts[0].IsBinary() {
		return parts
	}
	s := Sigil{Name: letters, Content: parts[0].Text(), Delimiter: open, Modifiers: modifiers, Line: lineOr(meta, 0)}
	text, ok, err := b.Sigil(s)
	switch {
	case err != nil:
		panic(bailout{err})
	case ok:
		return []term.Term{term.String(text)}
	}
	return parts
}

var closingDelimiters = map[string]string{
	"(": ")", "[": "]", "{": "}", "<": ">", `"`: `"`, "'": "'", "|": "|", "/": "/",
}
