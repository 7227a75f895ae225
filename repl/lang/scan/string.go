package scan

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"gex/repl/lang/token"
)

// text collects the parts of a string up to its closing delimiter, which is
// one byte, or three for a heredoc. Escapes stay as written; s.off is after
// the opening delimiter.
type text struct {
	s       *scanner
	close   byte
	heredoc bool
	interp  bool
	what    string // for the message when it does not end
	open    token.Pos
	opening string
	parts   []token.Part
	buf     []byte
	// unfinished tells that the source ended before the closing delimiter, at a
	// cursor.
	unfinished bool
}

func (s *scanner) extract(t *text) error {
	t.s = s
	for {
		if s.off >= len(s.src) {
			if s.cursor != noCursor {
				t.unfinished = true
				t.finish()
				return nil
			}
			return t.missing()
		}
		c := s.src[s.off]
		switch {
		case c == t.close && !t.heredoc:
			s.skip(1)
			t.finish()
			return nil
		case c == '\\':
			if n := s.escapedNewline(); n > 0 {
				if t.line(n) {
					return nil
				}
				continue
			}
			if t.escape() {
				continue
			}
		case c == '\n':
			if t.line(1) {
				return nil
			}
			continue
		case c == '\r' && s.at(1) == '\n':
			if t.line(2) {
				return nil
			}
			continue
		case c == '#' && s.at(1) == '{' && t.interp:
			if err := t.interpolation(); err != nil {
				return err
			}
			continue
		}
		if err := t.char(); err != nil {
			return err
		}
	}
}

func (t *text) missing() error {
	end := string(t.close)
	if t.heredoc {
		end = strings.Repeat(end, 3)
	}
	s := t.s
	return t.unclosed(s.line, s.column, "missing terminator: "+end)
}

func (t *text) unclosed(line, column int, message string) error {
	e := t.s.incomplete(t.open, message+t.what)
	e.Opening = t.opening
	e.Expected = string(t.close)
	if t.heredoc {
		e.Expected = strings.Repeat(e.Expected, 3)
	}
	e.EndLine, e.EndColumn = line, column
	return e
}

func (t *text) finish() {
	t.flush()
	if len(t.parts) == 0 {
		t.parts = []token.Part{{}}
	}
}

func (t *text) flush() {
	if len(t.buf) > 0 {
		t.parts = append(t.parts, token.Part{Text: string(t.buf)})
		t.buf = t.buf[:0]
	}
}

// line passes a line end of n bytes, escaped or not, and tells whether the
// closing delimiter of a heredoc follows.
func (t *text) line(n int) bool {
	s := t.s
	t.buf = append(t.buf, s.src[s.off:s.off+n]...)
	s.off += n
	s.line++
	if !t.heredoc {
		s.column = s.column0
		return false
	}
	s.column = 1
	off := s.off
	for isBlank(s.byteAt(off)) {
		off++
	}
	column := s.column + off - s.off
	if s.byteAt(off) == t.close && s.byteAt(off+1) == t.close && s.byteAt(off+2) == t.close {
		s.off, s.column = off+3, column+3
		t.finish()
		return true
	}
	t.buf = append(t.buf, s.src[s.off:off]...)
	s.off, s.column = off, column
	return false
}

// escape passes an escape that the delimiters give a meaning.
func (t *text) escape() bool {
	s := t.s
	switch {
	case !t.heredoc && s.at(1) == t.close && s.off+1 < len(s.src):
		if !t.interp {
			s.warn(s.pos(), `using \`+string(t.close)+" to escape the closing of an uppercase sigil is deprecated, please use another delimiter or a lowercase sigil instead")
		}
		t.buf = append(t.buf, t.close)
		s.skip(2)
		return true
	case t.heredoc && s.at(1) == t.close && s.at(2) == t.close && s.at(3) == t.close:
		t.buf = append(t.buf, t.close, t.close, t.close)
		s.skip(4)
		return true
	case t.interp && s.at(1) == '#' && s.at(2) == '{':
		t.buf = append(t.buf, `\#{`...)
		s.skip(3)
		return true
	}
	t.buf = append(t.buf, '\\')
	s.skip(1)
	return s.off >= len(s.src) || s.src[s.off] == '\n'
}

// char passes one character, or a grapheme cluster.
func (t *text) char() error {
	s := t.s
	if s.off >= len(s.src) {
		return nil
	}
	c := s.src[s.off]
	if c < utf8.RuneSelf && s.at(1) < utf8.RuneSelf {
		if c >= 0x0B && c <= 0x0D {
			return s.badStringRune(rune(c))
		}
		t.buf = append(t.buf, c)
		s.skip(1)
		return nil
	}
	if r, _ := utf8.DecodeRuneInString(s.rest()); isBidi(r) || isBreak(r) {
		return s.badStringRune(r)
	}
	rest := s.rest()
	g := graphemes.FromString(rest[:min(len(rest), 1024)])
	n := 1
	if g.Next() {
		n = len(g.Value())
	}
	if n == min(len(rest), 1024) && len(rest) > n { // a cluster longer than the window
		_, n = utf8.DecodeRuneInString(rest)
	}
	t.buf = append(t.buf, rest[:n]...)
	s.off += n
	s.column++
	return nil
}

func (s *scanner) badStringRune(r rune) error {
	tok := escapedRune(r)
	prefix := "invalid line break character in string: "
	if isBidi(r) {
		prefix = "invalid bidirectional formatting character in string: "
	}
	e := s.fail(s.pos(), prefix, tok)
	e.Suffix = ". If you want to use such character, use it in its escaped " + tok + " form instead"
	return e
}

// interpolation scans the code of #{...}.
func (t *text) interpolation() error {
	s := t.s
	t.flush()
	begin := s.pos()
	s.skip(2)
	if s.depth++; s.depth > MaxNesting {
		return s.fail(begin, "interpolations are nested too deeply: ", "#{")
	}
	toks, openers, unicode := s.toks, s.openers, s.unicode
	s.toks, s.openers = nil, nil
	inner, err := s.tokens(true)
	if err != nil {
		return err
	}
	if s.off >= len(s.src) && s.cursor != noCursor {
		s.closing = s.pos()
	} else if s.off >= len(s.src) {
		return t.unclosed(begin.Line, begin.Column, `missing interpolation terminator: "}"`)
	}
	end := s.closing
	s.toks, s.openers, s.unicode = toks, openers, unicode
	s.depth--
	if s.off < len(s.src) {
		s.skip(1)
	}
	t.parts = append(t.parts, token.Part{Code: true, Tokens: inner, Begin: begin, End: end})
	return nil
}

// quoted scans a string, charlist, heredoc or quoted keyword key.
func (s *scanner) quoted(pos token.Pos, c byte) error {
	if s.at(1) == c && s.at(2) == c {
		if c == '\'' {
			s.warn(pos, `single-quoted string represent charlists. Use ~c''' if you indeed want a charlist or use """ instead`)
		}
		s.skip(3)
		str, err := s.heredoc(pos, c, true)
		if err != nil {
			return err
		}
		if err := s.unescape(pos, str.Parts); err != nil {
			return err
		}
		k := token.BinHeredoc
		if c == '\'' {
			k = token.ListHeredoc
		}
		s.add(token.Token{Kind: k, Pos: pos, Str: str})
		return nil
	}
	t := &text{close: c, interp: true, open: pos, opening: string(c), what: forLine("string", pos)}
	s.skip(1)
	if err := s.extract(t); err != nil {
		return err
	}
	at := pos
	at.Column++
	if s.at(0) == ':' && isSpace(s.at(1)) {
		if plainName(t.parts) {
			s.warn(pos, `found quoted keyword "`+t.parts[0].Text+`" but the quotes are not required. `+
				"Note that keywords are always atoms, even when quoted. "+
				"Similar to atoms, keywords made exclusively of ASCII "+
				"letters, numbers, and underscores and not beginning with a "+
				"number do not require quotes")
		} else if c == '\'' {
			s.warn(pos, "single quotes around keywords are deprecated. Use double quotes instead")
		}
		if err := s.unescape(at, t.parts); err != nil {
			return err
		}
		tok := token.Token{Kind: token.KwInterp, Delim: c, Pos: pos, Str: &token.Str{Parts: t.parts, Indentation: -1}}
		if text, ok := tok.Str.Plain(); ok {
			if err := s.atomError(pos, text); err != nil {
				return err
			}
			tok = token.Token{Kind: token.KwIdentifier, Delim: c, Pos: pos, Text: text}
		}
		s.skip(1)
		s.add(tok)
		return nil
	}
	k := token.BinString
	if c == '\'' {
		k = token.ListString
		s.warn(pos, "using single-quoted strings to represent charlists is deprecated.\n"+
			"Use ~c\"\" if you indeed want a charlist or use \"\" instead.\n"+
			"You may run \"mix format --migrate\" to change all single-quoted\n"+
			"strings to use the ~c sigil and fix this warning.")
	}
	if err := s.unescape(at, t.parts); err != nil {
		return err
	}
	s.add(token.Token{Kind: k, Pos: pos, Str: &token.Str{Parts: t.parts, Indentation: -1}})
	return nil
}

// quotedAtom scans :"name".
func (s *scanner) quotedAtom(pos token.Pos, c byte) error {
	if c == '\'' {
		s.warn(pos, "single quotes around atoms are deprecated. Use double quotes instead")
	}
	open := pos
	open.Offset++
	open.Column++
	t := &text{close: c, interp: true, open: open, opening: string(c), what: forLine("atom", pos)}
	s.skip(2)
	if err := s.extract(t); err != nil {
		return err
	}
	if plainName(t.parts) {
		s.warn(pos, `found quoted atom "`+t.parts[0].Text+`" but the quotes are not required. `+
			"Atoms made exclusively of ASCII letters, numbers, underscores, "+
			"beginning with a letter or underscore, and optionally ending with ! or ? "+
			"do not require quotes")
	}
	if err := s.unescape(pos, t.parts); err != nil {
		return err
	}
	tok := token.Token{Kind: token.AtomInterp, Delim: c, Pos: pos, Str: &token.Str{Parts: t.parts, Indentation: -1}}
	if text, ok := tok.Str.Plain(); ok {
		if err := s.atomError(pos, text); err != nil {
			return err
		}
		tok = token.Token{Kind: token.AtomQuoted, Delim: c, Pos: pos, Text: text}
	}
	s.add(tok)
	return nil
}

// quotedCall scans the name in Mod."name".
func (s *scanner) quotedCall(dot token.Token, c byte) error {
	pos := s.pos()
	if c == '\'' {
		s.warn(pos, "single quotes around calls are deprecated. Use double quotes instead")
	}
	t := &text{close: c, interp: true, open: pos, opening: string(c), what: forLine("function name", pos)}
	s.skip(1)
	if err := s.extract(t); err != nil {
		return err
	}
	if len(t.parts) != 1 || t.parts[0].Code {
		return s.fail(pos, "interpolation is not allowed when calling function/macro. Found interpolation in a call starting with: ", string(c))
	}
	if plainName(t.parts) {
		s.warn(pos, `found quoted call "`+t.parts[0].Text+`" but the quotes are not required. `+
			"Calls made exclusively of Unicode letters, numbers, and underscores "+
			"and not beginning with a number do not require quotes")
	}
	if err := s.unescape(pos, t.parts); err != nil {
		return err
	}
	if err := s.atomError(pos, t.parts[0].Text); err != nil {
		return err
	}
	s.addOver(dot)
	s.add(s.callName(token.Token{Kind: token.Identifier, Delim: c, Pos: pos, Text: t.parts[0].Text}))
	return nil
}
