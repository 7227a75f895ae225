package scan

import (
	"strings"
	"unicode/utf8"

	"gex/repl/lang/token"
)

// Options say how to scan.
type Options struct {
	// Line and Column are the place of the first character, 1 if zero.
	Line, Column int
	// Indentation is what the source was indented by in the file that holds
	// it: it shifts the columns of all lines but the first.
	Indentation int
	// RawStrings leaves escapes in strings and sigils as written.
	RawStrings bool
	// ExistingAtoms makes the names of interpolated atoms safe ones.
	ExistingAtoms bool
	// CheckAtom, if set, is asked about each name that will become an atom;
	// what it returns as a non-empty string is the error's text.
	CheckAtom func(name string) string
	// Comment, if set, is called with each comment, "#" included.
	Comment func(pos token.Pos, text string, before []token.Token, rest string)
}

// Warning is something odd that does not keep the source from being scanned.
type Warning struct {
	Pos token.Pos
	// LineOnly tells that the column says nothing.
	LineOnly bool
	Text     string
}

// MaxNesting bounds how deep interpolations may nest in one another.
const MaxNesting = 1000

// Source scans src and returns its tokens without an EOF at the end, and the
// warnings in the order found. The error, if any, is an *Error; then the
// tokens are those before it.
func Source(src string, o Options) ([]token.Token, []Warning, error) {
	s, err := newScanner(src, o)
	if err != nil {
		return nil, nil, err
	}
	toks, err := s.tokens(false)
	if err != nil {
		return toks, s.warnings, err
	}
	if s.unicode {
		s.warnings = append(s.warnings, lint(toks)...)
	}
	return toks, s.warnings, nil
}

func newScanner(src string, o Options) (*scanner, error) {
	if err := checkUTF8(src); err != nil {
		return nil, err
	}
	s := &scanner{src: src, Options: o, column0: 1 + o.Indentation}
	s.toks = make([]token.Token, 0, len(src)/3+8)
	s.line, s.column = max(o.Line, 1), max(o.Column, 1)
	if o.Line < 0 {
		s.line = o.Line
	}
	return s, nil
}

// StartsWithOperator tells whether toks begin with a binary operator of those
// with which an entry in iex goes on from the last result, and returns its text.
// Signs are not among them, nor are "=", "|", "..", "::", "when", "<-" and "**".
func StartsWithOperator(toks []token.Token) (string, bool) {
	if len(toks) == 0 {
		return "", false
	}
	switch toks[0].Kind {
	case token.OrOp, token.AndOp, token.CompOp, token.RelOp, token.ArrowOp, token.InOp,
		token.ConcatOp, token.MultOp:
		return toks[0].Text, true
	}
	return "", false
}

type opener struct {
	kind        token.Kind
	pos         token.Pos
	indentation int
}

type scanner struct {
	Options
	src          string
	off          int
	line, column int
	column0      int // column of the first character of a line
	indentation  int // of the line that is being scanned

	toks     []token.Token
	openers  []opener
	hints    []opener // of a probably missing "end" or "do"
	warnings []Warning
	unicode  bool // an identifier has letters beyond ASCII
	depth    int
	// closing is where the "}" that ends an interpolation stands.
	closing token.Pos

	cursor         cursorMode
	placed         bool // the cursor is among toks
	preserveSigils bool
}

func (s *scanner) pos() token.Pos { return token.Pos{Offset: s.off, Line: s.line, Column: s.column} }

func (s *scanner) rest() string { return s.src[s.off:] }

// at returns the byte n places ahead, 0 past the end.
func (s *scanner) at(n int) byte {
	if s.off+n < len(s.src) {
		return s.src[s.off+n]
	}
	return 0
}

func (s *scanner) has(prefix string) bool { return strings.HasPrefix(s.src[s.off:], prefix) }

// skip passes n bytes of ASCII within the line.
func (s *scanner) skip(n int) {
	s.off += n
	s.column += n
}

func (s *scanner) warn(pos token.Pos, text string) {
	s.warnings = append(s.warnings, Warning{Pos: pos, Text: text})
}

func (s *scanner) add(t ...token.Token) { s.toks = append(s.toks, t...) }

// addOver adds t and drops a line end right before it.
func (s *scanner) addOver(t token.Token) {
	if n := len(s.toks); n > 0 && s.toks[n-1].Kind == token.EOL {
		s.toks = s.toks[:n-1]
	}
	s.add(t)
}

func (s *scanner) last() *token.Token {
	if n := len(s.toks); n > 0 {
		return &s.toks[n-1]
	}
	return &token.Token{}
}

// newlinesBefore counts the line ends right before the next token.
func (s *scanner) newlinesBefore() int {
	switch t := s.last(); t.Kind {
	case token.Comma, token.Semi, token.EOL:
		return t.Newlines
	}
	return 0
}

// tokens scans to the end of the source, or in an interpolation to the "}"
// that has no opening delimiter.
func (s *scanner) tokens(interpolation bool) ([]token.Token, error) {
	for s.off < len(s.src) {
		if interpolation && s.src[s.off] == '}' && len(s.openers) == 0 {
			s.closing = s.pos()
			return s.toks, nil
		}
		if err := s.token(); err != nil {
			return s.toks, err
		}
	}
	if s.cursor != noCursor {
		s.placeCursor()
		if interpolation {
			s.add(s.closeAll()...)
		}
		return s.toks, nil
	}
	if n := len(s.openers); n > 0 {
		return s.toks, s.missingTerminator(s.openers[n-1])
	}
	s.closing = token.Pos{}
	return s.toks, nil
}

// token scans what starts at s.off, which may be no token at all.
func (s *scanner) token() error {
	pos := s.pos()
	c := s.src[s.off]
	switch c {
	case ' ', '\t':
		s.skip(1)
		s.horizontalSpace()
		s.spaceSensitive()
		return s.callAtCursor()
	case '\n':
		s.newline(1)
		return nil
	case '\r':
		if s.at(1) == '\n' {
			s.newline(2)
			return nil
		}
	case '\\':
		if n := s.escapedNewline(); n > 0 {
			if s.off+n == len(s.src) {
				return s.incomplete(pos, `invalid escape \ at end of file`)
			}
			s.nextLine(n)
			return nil
		}
		if s.off+1 == len(s.src) {
			return s.incomplete(pos, `invalid escape \ at end of file`)
		}
	case ';':
		if s.last().Kind != token.Semi {
			s.skip(1)
			s.add(token.Token{Kind: token.Semi, Pos: pos})
			return nil
		}
	case '#':
		return s.comment()
	case '?':
		if s.off+1 < len(s.src) {
			s.char(pos)
			return nil
		}
	case '"', '\'':
		return s.quoted(pos, c)
	case ':':
		return s.colon(pos)
	case ',':
		s.skip(1)
		s.add(token.Token{Kind: token.Comma, Pos: pos})
		return nil
	case '%':
		return s.percent(pos)
	case '~':
		if isLetter(s.at(1)) {
			return s.sigil(pos)
		}
		if s.atCursor("~") {
			s.skip(1)
			return nil
		}
	case '(', ')', '[', ']', '{', '}':
		return s.delimiter(pos, c)
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return s.number(pos)
	}
	if !isLetter(c) && c != '_' && c < utf8.RuneSelf {
		if done, err := s.operator(pos); done || err != nil {
			return err
		}
	}
	return s.word(pos)
}

// escapedNewline returns the length of a backslash and line end here, or 0.
func (s *scanner) escapedNewline() int {
	switch {
	case s.has("\\\n"):
		return 2
	case s.has("\\\r\n"):
		return 3
	}
	return 0
}

// horizontalSpace passes blanks and lines that end in a backslash.
func (s *scanner) horizontalSpace() {
	for s.off < len(s.src) {
		switch c := s.src[s.off]; {
		case isBlank(c):
			s.skip(1)
		case c == '\\':
			n := s.escapedNewline()
			if n == 0 || s.off+n == len(s.src) {
				return
			}
			s.off += n
			s.line++
			s.column = s.column0
		default:
			return
		}
	}
}

// afterSpace returns the offset of what follows blanks at offset off.
func (s *scanner) afterSpace(off int) int {
	t := *s
	t.off = off
	t.horizontalSpace()
	return t.off
}

func (s *scanner) byteAt(off int) byte {
	if off < len(s.src) {
		return s.src[off]
	}
	return 0
}

// spaceSensitive tells f -1 from f - 1: a name, blanks and a sign that touches
// what follows make a call.
func (s *scanner) spaceSensitive() {
	sign, next := s.at(0), s.at(1)
	if sign != '+' && sign != '-' || s.off+1 >= len(s.src) || s.last().Kind != token.Identifier {
		return
	}
	if next == ':' && isSpace(s.at(2)) && s.off+2 < len(s.src) {
		return
	}
	if isSpace(next) || next == sign || next == '/' || next == '>' || next == '\\' {
		return
	}
	s.last().Kind = token.OpIdentifier
	s.add(token.Token{Kind: token.DualOp, Pos: s.pos(), Text: s.src[s.off : s.off+1]})
	s.skip(1)
}

// newline makes or extends the token of a line end of n bytes.
func (s *scanner) newline(n int) {
	switch t := s.last(); t.Kind {
	case token.Comma, token.Semi, token.EOL:
		t.Newlines++
	default:
		s.add(token.Token{Kind: token.EOL, Pos: s.pos(), Newlines: 1})
	}
	s.nextLine(n)
}

// nextLine passes n bytes that end the line and the blanks after them.
func (s *scanner) nextLine(n int) {
	s.off += n
	s.line++
	s.column = s.column0
	s.horizontalSpace()
	s.indentation = s.column - 1
}

// comment passes a comment. A comment line breaks a run of counted line ends.
func (s *scanner) comment() error {
	if err := s.skipComment(); err != nil {
		return err
	}
	if t := s.last(); t.Kind == token.EOL {
		t.Newlines = 0
	}
	return nil
}

func (s *scanner) skipComment() error {
	start := s.pos()
	for s.off < len(s.src) {
		r, n := utf8.DecodeRuneInString(s.rest())
		if r == '\n' || r == '\r' && s.at(1) == '\n' {
			break
		}
		if isBidi(r) {
			return s.fail(start, "invalid bidirectional formatting character in comment: ", escapedRune(r))
		}
		if isBreak(r) {
			return s.fail(start, "invalid line break character in comment: ", escapedRune(r))
		}
		s.off += n
	}
	// The line end after a comment stands where the comment starts.
	if s.Comment != nil {
		s.Comment(start, s.src[start.Offset:s.off], s.toks, s.rest())
	}
	return nil
}

// percent scans "%" and "%{".
func (s *scanner) percent(pos token.Pos) error {
	switch s.at(1) {
	case '(', '[':
		return s.fail(pos, "expected %{ to define a map, got: ", s.src[s.off:s.off+2])
	case '{':
		if s.has("%{}:") && isSpace(s.at(4)) {
			s.skip(4)
			s.add(token.Token{Kind: token.KwIdentifier, Pos: pos, Text: "%{}"})
			return nil
		}
		s.add(token.Token{Kind: token.MapOp, Pos: pos})
		s.skip(2)
		return s.open(token.Token{Kind: token.LeftBrace, Pos: pos})
	case ':':
		if isSpace(s.at(2)) {
			s.skip(2)
			s.add(token.Token{Kind: token.KwIdentifier, Pos: pos, Text: "%"})
			return nil
		}
	}
	s.skip(1)
	s.add(token.Token{Kind: token.Percent, Pos: pos})
	return nil
}

// colon scans what starts with ":": operator atoms, "::", atoms.
func (s *scanner) colon(pos token.Pos) error {
	rest := s.src[s.off+1:]
	for _, name := range [...]string{"<<>>", "%{}", "%", "{}", "..//"} {
		if strings.HasPrefix(rest, name) {
			s.skip(1 + len(name))
			s.add(token.Token{Kind: token.Atom, Pos: pos, Text: name})
			return nil
		}
	}
	if len(rest) >= 3 && isOperator(rest[:3], atomOperators) {
		return s.operatorAtom(pos, rest[:3])
	}
	if strings.HasPrefix(rest, "::") {
		s.warn(pos, `atom ::: must be written between quotes, as in :"::", to avoid ambiguity`)
		return s.operatorAtom(pos, "::")
	}
	for n := min(2, len(rest)); n > 0; n-- {
		if isOperator(rest[:n], atomOperators) {
			return s.operatorAtom(pos, rest[:n])
		}
	}
	if strings.HasPrefix(rest, ":") {
		_, err := s.operator(pos)
		return err
	}
	if s.atCursor(":") {
		s.skip(1)
		return nil
	}
	if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		return s.quotedAtom(pos, rest[0])
	}
	return s.atom(pos)
}

func (s *scanner) operatorAtom(pos token.Pos, name string) error {
	s.skip(1 + len(name))
	s.add(token.Token{Kind: token.Atom, Pos: pos, Text: name})
	return nil
}

func isBlank(c byte) bool  { return c == ' ' || c == '\t' }
func isSpace(c byte) bool  { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isUpper(c byte) bool  { return c >= 'A' && c <= 'Z' }
func isLower(c byte) bool  { return c >= 'a' && c <= 'z' }
func isLetter(c byte) bool { return isUpper(c) || isLower(c) }

func isBidi(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func isBreak(r rune) bool {
	return r >= 0x0B && r <= 0x0D || r == 0x85 || r == 0x2028 || r == 0x2029
}
