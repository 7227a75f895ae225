package fragment

import (
	"slices"
	"strings"

	"gex/repl/lang/scan"
	"gex/repl/lang/token"
)

// Cursor returns the context of a cursor at the end of text: of its last line, with
// the lines before it that a dot or an open parenthesis joins.
func Cursor(text string) Context {
	line := joined(text)
	c, _ := reader(line).cursor()
	return c
}

// reader reads source backwards. Its methods take the offset where what they
// look at ends and return the context and the offset where it starts.
type reader []rune

const (
	marks      = "?!"
	operators  = `\<>+-*/:=|&~^%!$`
	starters   = ",([{;"
	nonNames   = marks + operators + starters + ")]}\"'." + " \t"
	tildeLeads = "<=~"
)

var (
	textualOperators = []string{"when", "not", "and", "or", "in"}
	reservedWords    = []string{"do", "end", "after", "else", "catch", "rescue", "fn", "true", "false", "nil"}
)

func in(r rune, set string) bool { return strings.ContainsRune(set, r) }

func isBlank(r rune) bool { return r == ' ' || r == '\t' }
func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }
func isLower(r rune) bool { return r >= 'a' && r <= 'z' }
func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// before returns the rune right before offset i, 0 at the start.
func (b reader) before(i int) rune {
	if i > 0 {
		return b[i-1]
	}
	return 0
}

// trim passes blanks before i.
func (b reader) trim(i int) int {
	for i > 0 && isBlank(b[i-1]) {
		i--
	}
	return i
}

// dotBefore tells whether a dot that is no part of ".." ends at i.
func (b reader) dotBefore(i int) bool {
	return b.before(i) == '.' && b.before(i-1) != '.'
}

// cursor is the context at the end, and where it starts.
func (b reader) cursor() (Context, int) {
	end := len(b)
	i := b.trim(end)
	last, previous := b.before(i), b.before(i-1)
	switch {
	case i == 0:
		return Context{Kind: Expr}, end
	case last == '%' && previous == ':' && b.before(i-2) != ':':
		return Context{Kind: UnquotedAtom, Text: "%"}, end - 2
	case last == '%':
		return Context{Kind: Struct}, end - 1
	case last == '>' && (previous == '=' || previous == '-') && b.before(i-2) != ':',
		last == '<' && previous == '<' && b.before(i-2) != '<':
		return Context{Kind: Expr}, end
	case last == ':' && previous != ':':
		if i < end {
			return Context{Kind: Expr}, end
		}
		return Context{Kind: UnquotedAtom}, end - 1
	case last == '.' && i == 1:
		return Context{}, end
	case last == '.' && previous != '.' && previous != ':':
		return b.dot(i-1, "")
	case last == '(':
		return b.call(b.trim(i-1), true)
	case last == '/':
		return b.arity(b.trim(i - 1))
	case in(last, starters):
		return Context{Kind: Expr}, end
	case i < end && b.closes(i):
		return Context{Kind: BlockKeyword}, end
	case i < end:
		return b.call(i, false)
	}
	return b.name(i, false)
}

// closes tells whether an expression that no call goes on from ends at i: a closing
// delimiter, a number, an atom or an alias.
func (b reader) closes(i int) bool {
	switch last := b.before(i); {
	case in(last, ")]}\"'"), last == '>' && b.before(i-1) == '>' && !in0(b.before(i-2), ">~"):
		return true
	}
	start := i
	for start > 0 && !in(b[start-1], nonNames) {
		start--
	}
	if start == i {
		return false
	}
	switch c := b[start]; {
	case isDigit(c), isUpper(c), b.before(start) == ':' && b.before(start-1) != ':':
		return true
	}
	switch string(b[start:i]) {
	case "true", "false", "nil":
		return true
	}
	return false
}

// call is the context of what ends at i and is followed by a blank or, with parens, by "(".
func (b reader) call(i int, parens bool) (Context, int) {
	if parens && b.dotBefore(i) {
		c, start := b.name(b.trim(i-1), true)
		switch c.Kind {
		case LocalOrVar:
			c.Kind = Var
		case Attribute:
		default:
			return Context{}, len(b)
		}
		return Context{Kind: AnonymousCall, Inside: &c}, start
	}
	return b.applied(i, LocalCall, DotCall, OperatorCall)
}

// arity is the context of what ends at i and is followed by "/".
func (b reader) arity(i int) (Context, int) {
	if c, start := b.applied(i, LocalArity, DotArity, OperatorArity); c.Kind != None {
		return c, start
	}
	if c, _ := b.name(i, true); c.Kind == Sigil {
		return Context{}, len(b) // its delimiter
	}
	return Context{Kind: Operator, Text: "/"}, len(b) - 1
}

func (b reader) applied(i int, local, dot, operator Kind) (Context, int) {
	c, start := b.name(i, true)
	switch c.Kind {
	case LocalOrVar:
		c.Kind = local
	case Dot:
		c.Kind = dot
	case Operator:
		c.Kind = operator
	default:
		return Context{}, len(b)
	}
	return c, start
}

// name is the context of the name or operator that ends at i; called tells that
// something follows it.
func (b reader) name(i int, called bool) (Context, int) {
	switch {
	case b.before(i) == '.' && b.before(i-1) == '.':
		return b.dots(i)
	case b.before(i) == '.' && b.before(i-1) == ':':
		return Context{Kind: UnquotedAtom, Text: "."}, i - 2
	case called && b.before(i) == ')' && i > 1 && b.before(i-1) != '?':
		return Context{Kind: Expr}, len(b)
	}
	start := i
	if in(b.before(i), marks) {
		start--
	}
	if start == 0 || in(b[start-1], nonNames) {
		return b.operator(i, called)
	}
	for start > 0 && !in(b[start-1], nonNames) {
		start--
	}
	return b.named(start, i, called)
}

// dots is the context of "..", "..." and their atoms.
func (b reader) dots(i int) (Context, int) {
	switch b.before(i - 2) {
	case ':':
		return Context{Kind: UnquotedAtom, Text: ".."}, i - 3
	case '.':
		return Context{Kind: Operator, Text: "..."}, i - 3
	}
	return Context{Kind: Operator, Text: ".."}, i - 2
}

// named is the context of the letters from start to end.
func (b reader) named(start, end int, called bool) (Context, int) {
	text := string(b[start:end])
	if c := b.before(start); c == '&' && isDigits(text) {
		return Context{Kind: CaptureArg, Text: "&" + text}, start - 1
	}
	if text[0] == '@' {
		n, ok := scan.Name(text[1:])
		if len(text) > 1 && (!ok || n.Kind != scan.Variable || n.At) {
			return Context{}, end
		}
		if c := b.before(start); c == '%' && len(text) > 1 {
			return Context{Kind: Struct, Inside: &Context{Kind: Attribute, Text: text[1:]}}, start - 1
		}
		return Context{Kind: Attribute, Text: text[1:]}, start
	}
	if c := b.before(start); c == '~' && end-start == 1 && (isLower(b[start]) || isUpper(b[start])) && !in0(b.before(start-1), tildeLeads) {
		return Context{Kind: Sigil, Text: text}, start - 1
	}
	n, ok := scan.Name(text)
	if b.before(start) == ':' && b.before(start-1) != ':' {
		if !ok {
			return Context{}, end
		}
		return Context{Kind: UnquotedAtom, Text: text}, start - 1
	}
	if b.before(start) == '?' || !ok || n.At {
		return Context{}, end
	}
	switch n.Kind {
	case scan.Alias:
		if !n.ASCII {
			return Context{}, end
		}
		return b.alias(start, text)
	case scan.Variable:
		return b.variable(start, text, called)
	}
	return Context{}, end
}

func in0(r rune, set string) bool { return r != 0 && in(r, set) }

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// alias is the context of the alias text, that starts at start.
func (b reader) alias(start int, text string) (Context, int) {
	i := b.trim(start)
	switch {
	case b.dotBefore(i):
		return b.nestedAlias(b.trim(i-1), text)
	case b.before(i) == '%':
		return Context{Kind: Struct, Text: text}, i - 1
	}
	return Context{Kind: Alias, Text: text}, start
}

// nestedAlias is the context of text after a dot, what stands before ends at i.
func (b reader) nestedAlias(i int, text string) (Context, int) {
	c, start := b.name(i, true)
	switch {
	case c.Kind == Struct && c.Inside == nil, c.Kind == Alias:
		c.Text += "." + text
		return c, start
	case c.Kind == Struct && c.Inside.Kind == Alias:
		return Context{Kind: Struct, Inside: &Context{Kind: Alias, Inside: c.Inside.Inside, Text: c.Inside.Text + "." + text}}, start
	case c.Kind == Struct:
		return Context{Kind: Struct, Inside: &Context{Kind: Alias, Inside: c.Inside, Text: text}}, start
	case c.Kind == LocalOrVar, c.Kind == Attribute:
		return Context{Kind: Alias, Inside: &c, Text: text}, start
	}
	return Context{}, len(b)
}

// variable is the context of the identifier text, that starts at start.
func (b reader) variable(start int, text string, called bool) (Context, int) {
	if called && slices.Contains(textualOperators, text) {
		return Context{Kind: Operator, Text: text}, start
	}
	if start == 1 && b[0] == '%' {
		if slices.Contains(textualOperators, text) {
			return Context{}, len(b)
		}
		return Context{Kind: Struct, Inside: &Context{Kind: LocalOrVar, Text: text}}, start - 1
	}
	i := b.trim(start)
	switch {
	case b.dotBefore(i):
		return b.dot(i-1, text)
	case i < start && b.closes(i):
		return Context{Kind: BlockKeyword, Text: text}, start
	}
	return Context{Kind: LocalOrVar, Text: text}, start
}

// dot is the context of text after a dot at offset i.
func (b reader) dot(i int, text string) (Context, int) {
	c, start := b.name(b.trim(i), true)
	switch c.Kind {
	case LocalOrVar:
		c.Kind = Var
	case UnquotedAtom, Alias, Dot, Attribute, Expr:
	case Struct:
		inner := c.Inside
		if inner == nil {
			inner = &Context{Kind: Alias, Text: c.Text}
		}
		return Context{Kind: Struct, Inside: &Context{Kind: Dot, Inside: inner, Text: text}}, start
	default:
		return Context{}, len(b)
	}
	return Context{Kind: Dot, Inside: &c, Text: text}, start
}

// operator is the context of the operator that ends at i.
func (b reader) operator(i int, called bool) (Context, int) {
	start := i
	for start > 0 && in(b[start-1], operators) {
		start--
	}
	text := string(b[start:i])
	switch c := b.before(start); {
	case text == "~":
		if called || b.dotBefore(b.trim(start)) {
			return Context{}, i
		}
		return Context{Kind: Sigil}, start
	case len(text) == 1 && in(rune(text[0]), "<|/") && (isLower(c) || isUpper(c)) &&
		b.before(start-1) == '~' && !in0(b.before(start-2), tildeLeads):
		return Context{}, i // the delimiter of a sigil
	case text == "":
		return Context{}, i
	}
	if text[0] == ':' && (scan.IsOperatorAtom(text[1:]) || text == ":%") {
		return Context{Kind: UnquotedAtom, Text: text[1:]}, start
	}
	k, ok := token.Operator(text)
	if !ok || !standsAlone(k) {
		return Context{}, i
	}
	if j := b.trim(start); b.dotBefore(j) {
		return b.dot(j-1, text)
	}
	return Context{Kind: Operator, Text: text}, start
}

// standsAlone tells whether k is a unary or binary operator by itself.
func standsAlone(k token.Kind) bool {
	_, binary := k.Binary()
	return (binary || k.Unary() > 0) && k != token.TernaryOp
}
