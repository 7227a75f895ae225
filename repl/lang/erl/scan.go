package erl

import (
	"errors"
	"strings"

	"gex/proto/term"
)

// Options say what a Scanner returns besides the tokens of the language.
type Options struct {
	Comments   bool
	WhiteSpace bool
	// Text tells whether a token keeps its text in its annotation; nil keeps
	// none.
	Text func(kind term.Atom, text []rune) bool
	// Reserved tells which names are reserved words; nil stands for Reserved.
	Reserved func(name string) bool
}

// ErrMore is what Next returns when the next token may go on after the text
// that is there.
var ErrMore = errors.New("erl: more text needed")

// Scanner cuts text into tokens.
type Scanner struct {
	src     []rune
	pos     int
	loc     Loc
	opts    Options
	partial bool // more text may follow
	sawEnd  bool // the end of the text decided something

	queue []Token // made together with the last token
}

// NewScanner returns a scanner of text that starts at loc. With partial, what
// stands at the end of the text is not taken for complete.
func NewScanner(src []rune, loc Loc, opts Options, partial bool) *Scanner {
	if opts.Reserved == nil {
		opts.Reserved = Reserved
	}
	return &Scanner{src: src, loc: loc, opts: opts, partial: partial}
}

// Offset returns how much of the text was read, in characters.
func (s *Scanner) Offset() int { return s.pos }

// Loc returns where the next token or white space starts.
func (s *Scanner) Loc() Loc { return s.loc }

// Scan returns all tokens of the text. The error is *Error.
func Scan(src []rune, loc Loc, opts Options) (toks []Token, end Loc, err error) {
	s := NewScanner(src, loc, opts, false)
	for {
		t, ok, err := s.Next()
		if err != nil || !ok {
			return toks, s.loc, err
		}
		toks = append(toks, t)
	}
}

// Form returns the tokens up to and with the next dot, or up to the end of the
// text; none are left when it returns none. The error is *Error or ErrMore.
func (s *Scanner) Form() ([]Token, error) {
	var toks []Token
	for {
		t, ok, err := s.Next()
		if err != nil {
			return nil, err
		}
		if !ok {
			return toks, nil
		}
		toks = append(toks, t)
		if t.Kind == aDot {
			return toks, nil
		}
	}
}

const none = -1 // the end of the text as a character

// at returns the character n places ahead.
func (s *Scanner) at(n int) rune {
	if s.pos+n < len(s.src) {
		return s.src[s.pos+n]
	}
	s.sawEnd = true
	return none
}

func (s *Scanner) has(text string) bool {
	n := 0
	for _, c := range text {
		if s.at(n) != c {
			return false
		}
		n++
	}
	return true
}

// skip passes n characters that hold no newline.
func (s *Scanner) skip(n int) {
	s.pos += n
	if s.loc.Column > 0 {
		s.loc.Column += n
	}
}

// newline passes a newline.
func (s *Scanner) newline() {
	s.pos++
	s.loc.Line++
	if s.loc.Column > 0 {
		s.loc.Column = 1
	}
}

func (l Loc) plus(n int) Loc {
	if l.Column > 0 {
		l.Column += n
	}
	return l
}

func (s *Scanner) fail(at Loc, end Loc, desc term.Term) error {
	return &Error{Loc: at, Module: aErlScan, Desc: desc, End: end}
}

func illegal(what string) term.Term { return term.Tuple(term.A("illegal"), term.A(what)) }

// anno is the annotation of a token with that text.
func (s *Scanner) anno(at Loc, kind term.Atom, text []rune) term.Term {
	if s.opts.Text == nil || !s.opts.Text(kind, text) || len(text) == 0 {
		return at.Term()
	}
	return term.List(term.Tuple(aText.Term(), Chars(text)), term.Tuple(aLocation.Term(), at.Term()))
}

// token passes n characters and returns them as a token.
func (s *Scanner) token(kind term.Atom, n int, value term.Term) Token {
	t := Token{kind, s.anno(s.loc, kind, s.src[s.pos:s.pos+n]), value}
	s.skip(n)
	return t
}

// Next returns the next token, or false at the end of the text. The error is
// *Error or ErrMore; after ErrMore the scanner is of no more use.
func (s *Scanner) Next() (Token, bool, error) {
	if len(s.queue) > 0 {
		t := s.queue[0]
		s.queue = s.queue[1:]
		return t, true, nil
	}
	s.sawEnd = false
	t, ok, err := s.next()
	if s.partial && s.sawEnd {
		return Token{}, false, ErrMore
	}
	return t, ok, err
}

func (s *Scanner) next() (Token, bool, error) {
	for {
		switch c := s.at(0); {
		case c == none:
			return Token{}, false, nil
		case isSpace(c):
			if s.opts.WhiteSpace {
				return s.space(), true, nil
			}
			if c == '\n' {
				s.newline()
			} else {
				s.skip(1)
			}
		case c == '%':
			t, err := s.comment()
			if err != nil || s.opts.Comments {
				return t, err == nil, err
			}
		default:
			t, err := s.one(c)
			return t, err == nil, err
		}
	}
}

func (s *Scanner) one(c rune) (Token, error) {
	switch {
	case c == '_' || c >= 'A' && c <= 'Z' || isUpper1(c):
		return s.name(aVar)
	case c >= 'a' && c <= 'z' || isLower1(c):
		return s.name(aAtom)
	case isDigit(c):
		return s.number()
	case c == '.':
		return s.dot(), nil
	case c == '\'':
		return s.quotedAtom()
	case c == '"':
		return s.str(s.loc, sigil{})
	case c == '~':
		return s.sigil()
	case c == '$':
		return s.char()
	}
	for _, sym := range symbols {
		if s.has(sym) {
			return s.token(term.Intern(sym), len(sym), term.Term{}), nil
		}
	}
	if c > 0xFF {
		at := s.loc
		s.skip(1)
		return Token{}, s.fail(at, s.loc, illegal("character"))
	}
	return s.token(term.Intern(string(c)), 1, term.Term{}), nil
}

// symbols are the tokens of more than one character, longer ones first.
var symbols = strings.Fields("<:- <:= =:= =/= && ?= << <- <= >> >= -> -- ++ =< => == /= || := :: #_")

func (s *Scanner) dot() Token {
	switch c := s.at(1); {
	case c == '.' && s.at(2) == '.':
		return s.token(term.Intern("..."), 3, term.Term{})
	case c == '.':
		return s.token(term.Intern(".."), 2, term.Term{})
	case c == none || c == '%':
		return s.token(aDot, 1, term.Term{})
	case c == '\n':
		t := Token{aDot, s.anno(s.loc, aDot, s.src[s.pos:s.pos+2]), term.Term{}}
		s.skip(1)
		s.newline()
		return t
	case isSpace(c):
		return s.token(aDot, 2, term.Term{})
	}
	return s.token(term.Intern("."), 1, term.Term{})
}

// Widths of white space that one token holds at most, as erl_scan shares them.
const (
	maxSpaces     = 16
	maxTabs       = 10
	maxNewlineRun = 16 // spaces after a newline
	maxNewlineTab = 10
)

// space returns white space as a token: a newline with what follows it on its
// line, or a run of one kind.
func (s *Scanner) space() Token {
	n := 1
	run := func(c rune, most int) {
		for i := 0; i < most && s.at(n) == c; i++ {
			n++
		}
	}
	switch c := s.at(0); c {
	case '\n':
		switch s.at(1) {
		case ' ':
			run(' ', maxNewlineRun)
		case '\t':
			run('\t', maxNewlineTab)
		case '\r', '\f':
			n = 2
		default:
			for s.at(n) != '\n' && isSpace(s.at(n)) {
				n++
			}
		}
		text := s.src[s.pos : s.pos+n]
		t := Token{aWhiteSpace, s.anno(s.loc, aWhiteSpace, text), Chars(text)}
		s.newline()
		s.skip(n - 1)
		if s.loc.Column > 0 {
			s.loc.Column = n
		}
		return t
	case ' ':
		run(' ', maxSpaces-1)
	case '\t':
		run('\t', maxTabs-1)
	case '\r':
	default:
		for s.at(n) != '\n' && isSpace(s.at(n)) {
			n++
		}
	}
	return s.token(aWhiteSpace, n, Chars(s.src[s.pos:s.pos+n]))
}

func (s *Scanner) comment() (Token, error) {
	n := 0
	for c := s.at(0); c != '\n' && c != none; c = s.at(n) {
		if !isUnicode(c) {
			at := s.loc
			s.skip(n + 1)
			return Token{}, s.fail(at, s.loc, illegal("character"))
		}
		n++
	}
	return s.token(aComment, n, Chars(s.src[s.pos:s.pos+n])), nil
}

// nameLen returns how many characters of a name start n places ahead.
func (s *Scanner) nameLen(n int) int {
	from := n
	for isName(s.at(n)) {
		n++
	}
	return n - from
}

func (s *Scanner) name(kind term.Atom) (Token, error) {
	n := s.nameLen(0)
	text := string(s.src[s.pos : s.pos+n])
	a, err := term.TryIntern(text)
	if err != nil {
		at := s.loc
		s.skip(n)
		return Token{}, s.fail(at, s.loc, illegal(kind.String()))
	}
	if kind == aAtom && s.opts.Reserved(text) {
		return s.token(a, n, term.Term{}), nil
	}
	return s.token(kind, n, a.Term()), nil
}

// char scans $c and $\escape.
func (s *Scanner) char() (Token, error) {
	at, start := s.loc, s.pos
	finish := func(value rune) (Token, error) {
		return Token{aChar, s.anno(at, aChar, s.src[start:s.pos]), term.Int(int64(value))}, nil
	}
	switch c := s.at(1); {
	case c == '\\':
		s.skip(2)
		v, fault := s.escape()
		switch {
		case fault == escapeEnd:
			return Token{}, s.fail(at, s.loc, term.Tuple(term.A("unterminated"), aChar.Term()))
		case fault != "":
			return Token{}, s.fail(at, s.loc, illegal(fault))
		}
		return finish(v)
	case c == '\n':
		s.skip(1)
		s.newline()
		return finish(c)
	case c == none:
		s.skip(1)
		return Token{}, s.fail(at, s.loc, term.Tuple(term.A("unterminated"), aChar.Term()))
	case !isUnicode(c):
		s.skip(1)
		end := s.loc
		s.pos = len(s.src)
		return Token{}, s.fail(at, end, illegal("character"))
	default:
		s.skip(2)
		return finish(c)
	}
}

// escapeEnd is the fault of an escape that the end of the text cuts.
const escapeEnd = "end"

// escape reads what follows a backslash. The fault is "", escapeEnd, or what
// is illegal; the position is then where erl_scan goes on.
func (s *Scanner) escape() (value rune, fault string) {
	switch c := s.at(0); {
	case c == none:
		return 0, escapeEnd
	case isOctal(c):
		v := rune(0)
		for n := 0; n < 3 && isOctal(s.at(0)); n++ {
			v = v*8 + s.at(0) - '0'
			s.skip(1)
		}
		return v, ""
	case c == 'x' && s.at(1) == '{':
		s.skip(2)
		return s.hexBraces()
	case c == 'x' && s.at(1) == none:
		s.skip(1)
		return 0, escapeEnd
	case c == 'x' && digitOf(s.at(1)) < 16 && digitOf(s.at(2)) < 16:
		v := rune(digitOf(s.at(1))*16 + digitOf(s.at(2)))
		s.skip(3)
		return v, ""
	case c == '^':
		return s.control()
	case c == '\n':
		s.newline()
		return c, ""
	case c == 'x' || !isUnicode(c):
		s.skip(1)
		return 0, "character"
	default:
		s.skip(1)
		if i := strings.IndexRune("nrtvbfesd", c); i >= 0 {
			return rune("\n\r\t\v\b\f\x1b \x7f"[i]), ""
		}
		return c, ""
	}
}

func (s *Scanner) hexBraces() (rune, string) {
	n, v := 0, 0
	for ; digitOf(s.at(0)) < 16; n++ {
		v = min(v*16+digitOf(s.at(0)), 0x110000)
		s.skip(1)
	}
	switch c := s.at(0); {
	case c == '}' && n > 0 && isUnicode(rune(v)):
		s.skip(1)
		return rune(v), ""
	case c == '}':
		s.skip(1)
	case c == none:
		return 0, escapeEnd
	}
	return 0, "character"
}

func (s *Scanner) control() (rune, string) {
	switch c := s.at(1); {
	case c == none:
		s.skip(1)
		return 0, escapeEnd
	case c == '?':
		s.skip(2)
		return 0x7F, ""
	case c >= '@' && c <= '_' || c >= 'a' && c <= 'z':
		s.skip(2)
		return c & 0x1F, ""
	}
	s.skip(1)
	return 0, "character"
}

func isSpace(c rune) bool   { return c >= 0 && c <= ' ' || c >= 0x80 && c <= 0xA0 }
func isDigit(c rune) bool   { return c >= '0' && c <= '9' }
func isOctal(c rune) bool   { return c >= '0' && c <= '7' }
func isUpper1(c rune) bool  { return c >= 'À' && c <= 'Þ' && c != '×' }
func isLower1(c rune) bool  { return c >= 'ß' && c <= 'ÿ' && c != '÷' }
func isUnicode(c rune) bool { return c >= 0 && c < 0xD800 || c > 0xDFFF && c < 0xFFFE || c > 0xFFFF }

func isName(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || isDigit(c) || c == '@' || isLower1(c) || isUpper1(c)
}

// digitOf returns the value of a digit of base 36, 36 for other characters.
func digitOf(c rune) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 10
	}
	return 36
}

var reservedWords = func() map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(`after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end
		fun if let maybe not of or orelse receive rem try when xor`) {
		m[w] = true
	}
	return m
}()

// Reserved tells whether a name is a reserved word of OTP 29, those of its
// enabled features included.
func Reserved(name string) bool { return reservedWords[name] }

// ReservedAlways is Reserved without the words of features, maybe and else.
func ReservedAlways(name string) bool {
	return reservedWords[name] && name != "maybe" && name != "else"
}

// SetLoc says where the text that follows stands, as -file does.
func (s *Scanner) SetLoc(l Loc) { s.loc = l }
