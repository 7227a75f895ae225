package fragment

import (
	"slices"

	"gex/proto/term"
)

// Place is a line and a column, both from 1.
type Place struct{ Line, Column int }

// Surrounding is the expression around a place: from Begin up to, not including, End.
type Surrounding struct {
	Context    Context
	Begin, End Place
}

// Term returns s as Code.Fragment.surround_context/3 does, a map or :none.
func (s Surrounding) Term() term.Term {
	if s.Context.Kind == None {
		return s.Context.Term()
	}
	place := func(p Place) term.Term {
		return term.Tuple(term.Int(int64(p.Line)), term.Int(int64(p.Column)))
	}
	return term.EmptyMap.MapPut(term.A("context"), s.Context.Term()).
		MapPut(term.A("begin"), place(s.Begin)).MapPut(term.A("end"), place(s.End))
}

// Surround returns what is written around a place of text; its context is of
// kind None where nothing is known. A line past the last stands for the last.
func Surround(text string, at Place) Surrounding {
	lines := splitLines(text)
	if at.Line < 1 || at.Column < 1 {
		return Surrounding{}
	}
	past := max(at.Line-len(lines), 0)
	at.Line -= past
	l := joinAround(lines, at)
	c, begin, end := l.around(l.offset(at))
	if c.Kind == None {
		return Surrounding{}
	}
	s := Surrounding{Context: c, Begin: l.place(begin, false), End: l.place(end, true)}
	s.Begin.Line += past
	s.End.Line += past
	return s
}

// joinedLines is a line with those that dots and open parentheses join to it.
type joinedLines struct {
	text []rune
	// first is the number of the first line, starts are the offsets of each.
	first  int
	starts []int
}

func joinAround(lines []string, at Place) joinedLines {
	i := at.Line - 1
	whole := []rune(lines[i])
	line, open := code(whole)
	if at.Column-1 > len(line) {
		line = whole // the place is in the comment
	}
	parts := [][]rune{line}
	for j := i + 1; j < len(lines); j++ {
		next, nextOpen := code([]rune(lines[j]))
		if !open && !startsWithDot(next) {
			break
		}
		parts = append(parts, next)
		open = nextOpen
	}
	first := i
	for first > 0 {
		before, open := code([]rune(lines[first-1]))
		if !open && !startsWithDot(parts[0]) {
			break
		}
		parts = slices.Insert(parts, 0, before)
		first--
	}
	l := joinedLines{first: first + 1}
	for _, p := range parts {
		l.starts = append(l.starts, len(l.text))
		l.text = append(l.text, p...)
	}
	return l
}

func (l joinedLines) offset(at Place) int {
	return min(l.starts[at.Line-l.first]+at.Column-1, len(l.text))
}

// place is where offset i is; an end that is a line's start is the end of the line before.
func (l joinedLines) place(i int, end bool) Place {
	n := len(l.starts) - 1
	for n > 0 && (l.starts[n] > i || end && l.starts[n] == i) {
		n--
	}
	return Place{Line: l.first + n, Column: i - l.starts[n] + 1}
}

// at returns the rune at offset i, 0 past the end.
func (l joinedLines) at(i int) rune {
	if i >= 0 && i < len(l.text) {
		return l.text[i]
	}
	return 0
}

func (l joinedLines) skipBlanks(i int) int {
	for isBlank(l.at(i)) {
		i++
	}
	return i
}

// around is the context around offset i, and its offsets.
func (l joinedLines) around(i int) (c Context, begin, end int) {
	i = l.adjust(i)
	end = l.nameEnd(i)
	if end > i {
		c, begin = reader(l.text[:end]).cursor()
		if c = l.complete(c, end); c.Kind != None {
			return c, begin, end
		}
	}
	return l.operator(i)
}

// complete is c as it is when the expression that ends at end is complete.
func (l joinedLines) complete(c Context, end int) Context {
	switch c.Kind {
	case Struct, Alias, Sigil, UnquotedAtom, CaptureArg:
		return c
	case Dot:
		if c.Text != "" {
			return c
		}
	case BlockKeyword, LocalOrVar:
		next, name := l.at(end), c.Kind == LocalOrVar
		switch {
		case name && next == '(':
			c.Kind = LocalCall
		case name && next == '/':
			c.Kind = LocalArity
		case name && next == ':' && (end+1 == len(l.text) || isBlank(l.at(end+1))):
			c.Kind = Key
		case slices.Contains(textualOperators, c.Text):
			c.Kind = Operator
		case slices.Contains(reservedWords, c.Text):
			c.Kind = Keyword
		case !name:
			return Context{}
		}
		return c
	case Attribute:
		if c.Text == "" {
			return Context{Kind: Operator, Text: "@"}
		}
		return c
	}
	return Context{}
}

// adjust moves i from the sign that starts an atom or a struct, and from blanks and
// dots, to the name after them.
func (l joinedLines) adjust(i int) int {
	for l.at(i) == '%' {
		i++
	}
	if l.at(i) == ':' && l.at(i+1) != ':' && l.at(i-1) != ':' {
		return i + 1
	}
	j := l.skipBlanks(i)
	if l.at(j) == '.' && l.at(j+1) != '.' && l.at(j-1) != '.' {
		return l.skipBlanks(j + 1)
	}
	before := reader(l.text).trim(min(i, len(l.text)))
	switch prev := l.at(before - 1); {
	case prev == '.' && l.at(before-2) != '.' && l.at(before-2) != ':':
		return j
	case prev == '%' && (isUpper(l.at(j)) || l.at(j) == '_'):
		return j
	}
	return i
}

// nameEnd is where the name at i ends, with the parts of an alias after it.
func (l joinedLines) nameEnd(i int) int {
	for i < len(l.text) && !in(l.text[i], nonNames) {
		i++
	}
	if in0(l.at(i), marks) {
		return i + 1
	}
	for {
		dot := l.skipBlanks(i)
		next := l.skipBlanks(dot + 1)
		if l.at(dot) != '.' || !isUpper(l.at(next)) {
			return i
		}
		for i = next; isUpper(l.at(i)) || isLower(l.at(i)) || isDigit(l.at(i)) || l.at(i) == '_'; {
			i++
		}
	}
}

// operator is the context of the operator at i.
func (l joinedLines) operator(i int) (c Context, begin, end int) {
	end = i
	for in0(l.at(end), operators) || l.at(end) == '.' {
		end++
	}
	if end == i {
		return Context{}, 0, 0
	}
	c, begin = reader(l.text[:end]).cursor()
	switch {
	case c.Kind == Operator && c.Text == "&" && isDigit(l.at(end)):
		for isDigit(l.at(end)) {
			end++
		}
		return Context{Kind: CaptureArg, Text: string(l.text[begin:end])}, begin, end
	case c.Kind == Operator, c.Kind == Dot && c.Text != "":
		return c, begin, end
	case c.Kind == Sigil && c.Text == "" && (isUpper(l.at(end)) || isLower(l.at(end))):
		return Context{Kind: Sigil, Text: string(l.at(end))}, begin, end + 1
	}
	return Context{}, 0, 0
}
