package scan

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"gex/repl/lang/token"
)

func forLine(what string, pos token.Pos) string {
	return fmt.Sprintf(" (for %s starting at line %d)", what, pos.Line)
}

// heredoc scans from after the opening delimiter to after the closing one.
func (s *scanner) heredoc(pos token.Pos, c byte, interp bool) (*token.Str, error) {
	quotes := strings.Repeat(string(c), 3)
	off := s.off
	for isBlank(s.byteAt(off)) {
		off++
	}
	switch {
	case s.byteAt(off) == '\n':
		off++
	case s.byteAt(off) == '\r' && s.byteAt(off+1) == '\n':
		off += 2
	default:
		at := pos
		at.Column += 3
		return nil, s.fail(at, "heredoc allows only whitespace characters followed by a new line after opening ", quotes)
	}
	t := &text{s: s, close: c, heredoc: true, interp: interp, open: pos, opening: quotes, what: forLine("heredoc", pos)}
	// The line end before the first line is kept until the lines are
	// unindented, so that every line starts alike.
	s.off = off - 1
	if !t.line(1) {
		if err := s.extract(t); err != nil {
			return nil, err
		}
	}
	str := &token.Str{Parts: t.parts, Indentation: max(s.column-4, 0), Open: t.unfinished}
	if line := unindent(str.Parts, pos.Line, str.Indentation); line > 0 {
		s.warn(token.Pos{Offset: pos.Offset, Line: line, Column: pos.Column}, fmt.Sprintf(outdented, quotes))
	}
	str.Parts[0].Text = str.Parts[0].Text[1:]
	return str, nil
}

// unindent takes n blanks off each line, and returns the first line that has
// fewer, 0 if none.
func unindent(parts []token.Part, line, n int) (short int) {
	for i := range parts {
		p := &parts[i]
		if p.Code {
			line = p.End.Line
			continue
		}
		var b strings.Builder
		for text := p.Text; text != ""; {
			nl := strings.IndexByte(text, '\n')
			if nl < 0 {
				b.WriteString(text)
				break
			}
			b.WriteString(text[:nl+1])
			text = text[nl+1:]
			left := n
			for left > 0 && text != "" && isBlank(text[0]) {
				text = text[1:]
				left--
			}
			line++
			if left > 0 && text != "" && text[0] != '\n' && !strings.HasPrefix(text, "\r\n") && short == 0 {
				short = line
			}
		}
		p.Text = b.String()
	}
	return short
}

const outdented = "outdented heredoc line. The contents inside the heredoc should be indented " +
	"at the same level as the closing %s. The following is forbidden:\n\n" +
	"    def text do\n" +
	"      \"\"\"\n" +
	"    contents\n" +
	"      \"\"\"\n" +
	"    end\n\n" +
	"Instead make sure the contents are indented as much as the heredoc closing:\n\n" +
	"    def text do\n" +
	"      \"\"\"\n" +
	"      contents\n" +
	"      \"\"\"\n" +
	"    end\n\n" +
	"The current heredoc line is indented too little"

var sigilClosers = [256]byte{
	'/': '/', '|': '|', '"': '"', '\'': '\'', '(': ')', '[': ']', '{': '}', '<': '>',
}

// sigil scans ~name, delimiters, content and modifiers.
func (s *scanner) sigil(pos token.Pos) error {
	off := s.off + 1
	lower := isLower(s.src[off])
	off++
	if !lower {
		for isUpper(s.byteAt(off)) || isDigit(s.byteAt(off)) {
			off++
		}
	}
	if isLower(s.byteAt(off)) {
		return s.fail(pos, "invalid sigil name, it should be either a one-letter lowercase letter or an "+
			"uppercase letter optionally followed by uppercase letters and digits, got: ", s.rest())
	}
	name := s.src[s.off+1 : off]
	s.skip(1 + len(name))
	str, err := s.sigilContent(pos, name, lower)
	if err != nil || str == nil {
		return err
	}
	name = "sigil_" + name
	if len(name) > len("sigil_")+1 {
		if err := s.atomError(pos, name); err != nil {
			return err
		}
	}
	end := s.off
	for isLetter(s.byteAt(end)) || isDigit(s.byteAt(end)) {
		end++
	}
	str.Modifiers = s.src[s.off:end]
	s.skip(end - s.off)
	s.sigilCursor(str)
	s.add(token.Token{Kind: token.Sigil, Pos: pos, Text: name, Str: str})
	return nil
}

// sigilContent scans from the opening delimiter to the closing one; nil where
// the source ends before.
func (s *scanner) sigilContent(pos token.Pos, name string, lower bool) (*token.Str, error) {
	here := s.pos()
	if s.off >= len(s.src) {
		return nil, nil
	}
	c := s.src[s.off]
	if (c == '"' || c == '\'') && s.at(1) == c && s.at(2) == c {
		s.skip(3)
		str, err := s.heredoc(here, c, lower)
		if str != nil {
			str.Delimiter = strings.Repeat(string(c), 3)
		}
		return str, err
	}
	if sigilClosers[c] == 0 {
		r, _ := utf8.DecodeRuneInString(s.rest())
		return nil, s.fail(pos, "invalid sigil delimiter: ", fmt.Sprintf("\"%c\" (column %d, code point U+%04X). The available delimiters are: "+
			"//, ||, \"\", '', (), [], {}, <>", r, here.Column, r))
	}
	t := &text{close: sigilClosers[c], interp: lower, open: here, opening: string(c),
		what: fmt.Sprintf(" (for sigil ~%c%c starting at line %d)", name[0], c, here.Line)}
	s.skip(1)
	if err := s.extract(t); err != nil {
		return nil, err
	}
	return &token.Str{Parts: t.parts, Indentation: -1, Delimiter: string(c), Open: t.unfinished}, nil
}
