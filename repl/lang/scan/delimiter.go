package scan

import (
	"fmt"

	"gex/repl/lang/token"
)

var delimiters = [...]token.Kind{
	'(': token.LeftParen, ')': token.RightParen, '[': token.LeftBracket, ']': token.RightBracket,
	'{': token.LeftBrace, '}': token.RightBrace,
}

var closers = map[token.Kind]token.Kind{
	token.LeftParen: token.RightParen, token.LeftBracket: token.RightBracket,
	token.LeftBrace: token.RightBrace, token.LeftBits: token.RightBits,
	token.Fn: token.End, token.Do: token.End,
}

func (s *scanner) delimiter(pos token.Pos, c byte) error {
	t := token.Token{Kind: delimiters[c], Pos: pos}
	switch c {
	case '{':
		if s.has("{}:") && isSpace(s.at(3)) {
			_, err := s.operator(pos)
			return err
		}
		if s.last().Kind == token.Percent {
			return s.fail(pos, "unexpected space between % and {\n\n"+
				"If you want to define a map, write %{...}, with no spaces.\n"+
				"If you want to define a struct, write %StructName{...}.\n\n"+
				"Syntax error before: ", "{")
		}
	case ')', ']', '}':
		t.Newlines = s.newlinesBefore()
	}
	s.skip(1)
	return s.terminator(t)
}

// terminator adds a token that opens or closes a pair.
func (s *scanner) terminator(t token.Token) error {
	switch t.Kind {
	case token.LeftParen, token.LeftBracket, token.LeftBrace, token.LeftBits, token.Fn, token.Do:
		return s.open(t)
	}
	return s.close(t)
}

func (s *scanner) open(t token.Token) error {
	if l := s.last(); t.Kind == token.LeftParen && l.Kind == token.Alias {
		return s.fail(t.Pos, "unexpected ( after alias "+l.Text+". Function names and identifiers in Elixir "+
			"start with lowercase characters or underscore. For example:\n\n"+
			"    hello_world()\n"+
			"    _starting_with_underscore()\n"+
			"    numb3rs_are_allowed()\n"+
			"    may_finish_with_question_mark?()\n"+
			"    may_finish_with_exclamation_mark!()\n\n"+
			"Unexpected token: ", "(")
	}
	if n := len(s.openers); n > 0 && (t.Kind == token.Fn || t.Kind == token.Do) {
		// A block that is indented no deeper than the one around it may
		// stand for a missing end of the latter.
		if o := s.openers[n-1]; o.kind == t.Kind && s.indentation <= o.indentation {
			s.hints = append(s.hints, o)
		}
	}
	s.openers = append(s.openers, opener{t.Kind, t.Pos, s.indentation})
	s.add(t)
	return nil
}

func (s *scanner) close(t token.Token) error {
	n := len(s.openers)
	if n == 0 {
		if t.Kind != token.End {
			return s.fail(t.Pos, "unexpected token: ", t.Kind.Name())
		}
		e := s.fail(t.Pos, UnexpectedReserved, "end")
		for i := len(s.hints) - 1; i >= 0; i-- {
			if h := s.hints[i]; h.kind == token.End {
				e.Suffix = fmt.Sprintf("\nhint: the \"end\" on line %d may not have a matching \"do\" defined before it (based on indentation)", h.pos.Line)
				break
			}
		}
		return e
	}
	o := s.openers[n-1]
	if closers[o.kind] != t.Kind {
		prefix := "unexpected token: "
		if t.Kind == token.End {
			prefix = UnexpectedReserved
		}
		e := s.fail(o.pos, prefix, t.Kind.Name())
		e.Opening, e.Closing, e.Expected = o.kind.Name(), t.Kind.Name(), closers[o.kind].Name()
		e.EndLine, e.EndColumn = t.Pos.Line, t.Pos.Column
		return e
	}
	if o.kind == token.Do && s.indentation > o.indentation {
		// An end that is indented deeper than its do may have lost its own.
		s.hints = append(s.hints, opener{token.End, t.Pos, s.indentation})
	}
	s.openers = s.openers[:n-1]
	s.add(t)
	return nil
}

func (s *scanner) missingTerminator(o opener) error {
	end := closers[o.kind].Name()
	e := s.incomplete(o.pos, "missing terminator: "+end)
	e.Opening, e.Expected = o.kind.Name(), end
	e.EndLine, e.EndColumn = s.line, s.column
	for i := len(s.hints) - 1; i >= 0; i-- {
		if h := s.hints[i]; h.kind == o.kind {
			e.Prefix += fmt.Sprintf("\nhint: it looks like the \"%s\" on line %d does not have a matching \"%s\"", o.kind.Name(), h.pos.Line, end)
			break
		}
	}
	return e
}
