package scan

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gex/repl/lang/token"
)

// name is what an identifier looks like.
type name struct {
	text     string // in NFC
	end      int    // offset after it
	length   int    // characters
	alias    bool   // starts with an upper-case ASCII letter
	upper    bool   // starts with another upper-case letter: good for atoms only
	ascii    bool
	at, mark bool // holds @, ends in ! or ?
	bad      int  // offset after a letter that names must not hold, or 0
}

// scanName reads an identifier, alias or unquoted atom at s.off. It returns
// false where none starts.
func (s *scanner) scanName(pos token.Pos) (name, bool, error) {
	n, ok := readName(s.src, s.off)
	if !ok {
		return n, false, nil
	}
	if n.bad > 0 {
		return n, false, s.badIdentifier(pos, s.src[s.off:n.bad])
	}
	n.text = s.src[s.off:n.end]
	if !n.ascii {
		s.unicode = true
		n.text = norm.NFC.String(strings.ReplaceAll(n.text, "\u00b5", "\u03bc"))
		if err := s.checkScripts(pos, n); err != nil {
			return n, false, err
		}
	}
	return n, true, nil
}

// readName finds the extent of a name at off; false where none starts.
func readName(src string, off int) (name, bool) {
	n := name{ascii: true}
	if off >= len(src) {
		return n, false
	}
	switch c := src[off]; {
	case isUpper(c):
		n.alias = true
	case isLower(c) || c == '_':
	case c < utf8.RuneSelf:
		return n, false
	default:
		r, _ := utf8.DecodeRuneInString(src[off:])
		switch class(r) {
		case classUpper:
			n.upper = true
		case classStart:
		default:
			return n, false
		}
	}
	for off < len(src) && !n.mark {
		c := src[off]
		size := 1
		switch {
		case isLetter(c) || isDigit(c) || c == '_':
		case c == '@':
			n.at = true
		case c == '!' || c == '?':
			n.mark = true
		case c < utf8.RuneSelf:
			n.end = off
			return n, true
		default:
			var r rune
			r, size = utf8.DecodeRuneInString(src[off:])
			if class(r) == classNone {
				n.bad = off + size
				return n, true
			}
			n.ascii = false
		}
		off += size
		n.length++
	}
	n.end = off
	return n, true
}

// badIdentifier is the error of a letter that identifiers must not hold.
func (s *scanner) badIdentifier(pos token.Pos, wrong string) error {
	place := pos
	place.Column += utf8.RuneCountInString(wrong) - 1
	r, size := utf8.DecodeLastRuneInString(wrong)
	place.Offset += len(wrong) - size
	for _, w := range [...]string{wrong, string(r)} {
		if text, ok := simpler(w); ok {
			return s.fail(place, "unexpected token: ", text)
		}
	}
	return s.unexpected(place)
}

func suggestion(intro, wrong, hint, right string) string {
	return fmt.Sprintf("%s\n\nGot:\n\n    \"%s\" (code points%s)\n\nHint: %s\n\n    \"%s\" (code points%s)\n\n%s",
		intro, wrong, hexPoints(wrong), hint, right, hexPoints(right),
		"See https://hexdocs.pm/elixir/unicode-syntax.html for more information.")
}

func hexPoints(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, " 0x%05X", r)
	}
	return b.String()
}

// isName tells whether text begins with an identifier or alias.
func isName(text string) bool {
	n, ok := readName(text, 0)
	return ok && n.bad == 0 && oneScript(norm.NFC.String(text[:n.end]))
}

// atomError asks whether name may become an atom.
func (s *scanner) atomError(pos token.Pos, name string) error {
	if len(name) > 255 && utf8.RuneCountInString(name) > 255 {
		return s.fail(pos, "atom length must be less than system limit: ", name)
	}
	if !utf8.ValidString(name) {
		return s.fail(pos, "invalid encoding in atom: ", "invalid encoding starting at "+BinaryText(invalidFrom(name)))
	}
	if s.CheckAtom != nil {
		if text := s.CheckAtom(name); text != "" {
			return s.fail(pos, text+": ", name)
		}
	}
	return nil
}

func invalidFrom(s string) string {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return s[i:]
		}
		i += n
	}
	return ""
}

// atom scans :name.
func (s *scanner) atom(pos token.Pos) error {
	here := pos
	s.skip(1)
	n, ok, err := s.scanName(here)
	if err != nil {
		return err
	}
	if !ok {
		s.off, s.column = pos.Offset, pos.Column
		return s.unexpected(pos)
	}
	if err := s.atomError(pos, n.text); err != nil {
		return err
	}
	s.warnBangEquals(pos, "atom", ":"+n.text, n)
	s.off = n.end
	s.column += n.length
	s.add(token.Token{Kind: token.Atom, Pos: pos, Text: n.text})
	return nil
}

// warnBangEquals warns of foo!=1, which could be meant either way.
func (s *scanner) warnBangEquals(pos token.Pos, what, text string, n name) {
	if !n.mark || s.byteAt(n.end) != '=' {
		return
	}
	last, init := text[len(text)-1:], text[:len(text)-1]
	s.warn(pos, fmt.Sprintf("found %s %q, ending with %q, followed by =. "+
		"It is unclear if you mean \"%s %s=\" or \"%s =\". Please add "+
		"a space before or after %s to remove the ambiguity", what, text, last, init, last, text, last))
}

// word scans an identifier, alias, keyword key or reserved word.
func (s *scanner) word(pos token.Pos) error {
	n, ok, err := s.scanName(pos)
	if err != nil {
		return err
	}
	if !ok {
		return s.unexpected(pos)
	}
	next := s.byteAt(n.end)
	key := next == ':' && n.end+1 < len(s.src) && s.src[n.end+1] != ':'
	if s.last().Kind != token.Dot && !(next == ':' && s.byteAt(n.end+1) != ':' && n.end+1 <= len(s.src)) {
		if k, ok := token.Keywords[n.text]; ok {
			return s.keyword(pos, k, n)
		}
	}
	if err := s.atomError(pos, n.text); err != nil {
		return err
	}
	switch {
	case key && isSpace(s.src[n.end+1]):
		s.off = n.end + 1
		s.column += n.length + 1
		s.add(token.Token{Kind: token.KwIdentifier, Pos: pos, Text: n.text})
		return nil
	case key:
		return s.fail(pos, "keyword argument must be followed by space after: ", n.text+":")
	case n.at:
		kind := "identifier"
		if n.alias {
			kind = "alias"
		} else if n.upper {
			kind = "atom"
		}
		return s.fail(pos, invalidCharacter(kind, '@'), n.text)
	case n.text == "__aliases__", n.text == "__block__":
		return s.fail(pos, "reserved token: ", n.text)
	case n.upper:
		return s.unexpected(pos)
	case n.alias:
		if !n.ascii || n.mark {
			bad := '!'
			for _, r := range n.text {
				if r < 'A' || r > 127 {
					bad = r
					break
				}
			}
			return s.fail(pos, invalidCharacter("alias (only ASCII characters, without punctuation, are allowed)", bad), n.text)
		}
		s.off = n.end
		s.column += n.length
		s.add(token.Token{Kind: token.Alias, Pos: pos, Text: n.text})
		return nil
	}
	s.warnBangEquals(pos, "identifier", n.text, n)
	s.off = n.end
	s.column += n.length
	s.add(s.callName(token.Token{Kind: token.Identifier, Pos: pos, Text: n.text}))
	return nil
}

func invalidCharacter(what string, r rune) string {
	return fmt.Sprintf("invalid character \"%c\" (code point U+%04X) in %s: ", r, r, what)
}

// keyword scans a reserved word.
func (s *scanner) keyword(pos token.Pos, k token.Kind, n name) error {
	t := token.Token{Kind: k, Pos: pos, Text: n.text}
	switch k {
	case token.Fn, token.End, token.Do:
		if k == token.Do {
			if err := s.beforeDo(pos); err != nil {
				return err
			}
		}
		s.off = n.end
		s.column += n.length
		return s.terminator(t)
	case token.True, token.False, token.Nil, token.BlockIdentifier:
		s.off = n.end
		s.column += n.length
		s.add(t)
		return nil
	}
	s.off = n.end
	s.column += n.length
	if s.byteAt(s.afterSpace(s.off)) == '/' {
		t.Kind = token.Identifier
		s.add(t)
		return nil
	}
	t.Newlines = s.newlinesBefore()
	switch l := s.last(); {
	case k == token.UnaryOp:
		s.add(t)
	case k == token.InOp && l.Kind == token.UnaryOp && l.Text == "not":
		not := token.Token{Kind: k, Pos: l.Pos, Text: "not in", Newlines: l.Newlines, In: &pos}
		s.toks = s.toks[:len(s.toks)-1]
		s.addOver(not)
	default:
		s.addOver(t)
	}
	return nil
}

// beforeDo checks what stands before a "do" and marks the name it belongs to.
func (s *scanner) beforeDo(pos token.Pos) error {
	switch l := s.last(); l.Kind {
	case token.Identifier:
		l.Kind = token.DoIdentifier
	case token.Fn:
		e := s.fail(pos, UnexpectedReserved, "do")
		e.Suffix = ". Anonymous functions are written as:\n\n    fn pattern -> expression end\n\nPlease remove the \"do\" keyword"
		return e
	case token.Comma, token.Semi:
		e := s.fail(pos, UnexpectedReserved, "do")
		e.Suffix = InvalidDo
		return e
	case token.EOL:
		s.toks = s.toks[:len(s.toks)-1]
	}
	return nil
}

// InvalidDo is the advice after a misplaced do or do:.
const InvalidDo = ". In case you wanted to write a \"do\" expression, " +
	"you must either use do-blocks or separate the keyword argument with comma. " +
	"For example, you should either write:\n\n" +
	"    if some_condition? do\n" +
	"      :this\n" +
	"    else\n" +
	"      :that\n" +
	"    end\n\n" +
	"or the equivalent construct:\n\n" +
	"    if(some_condition?, do: :this, else: :that)\n\n" +
	"where \"some_condition?\" is the first argument and the second argument is a keyword list.\n\n" +
	"You may see this error if you forget a trailing comma before the \"do\" in a \"do\" block"

// plainName tells whether a quoted atom or key would do without quotes.
func plainName(parts []token.Part) bool {
	if len(parts) != 1 || parts[0].Code || parts[0].Text == "" {
		return false
	}
	text := parts[0].Text
	c := text[0]
	if !isLower(c) && c != '_' {
		return false
	}
	if i := strings.IndexFunc(text, func(r rune) bool {
		return r >= utf8.RuneSelf || !isLetter(byte(r)) && !isDigit(byte(r)) && r != '_'
	}); i >= 0 && (i != len(text)-1 || text[i] != '!' && text[i] != '?') {
		return false
	}
	return true
}
