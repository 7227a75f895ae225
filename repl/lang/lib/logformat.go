package lib

import (
	"strconv"
	"strings"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// LogText is the text of a log event with a format string of io_lib:format. As in
// Elixir's Logger ~p, ~w, ~P and ~W print terms as inspect/2 does. It is false for
// arguments that do not fit the format.
func (r *Runtime) LogText(p *proc.Process, format, args term.Term) (string, bool) {
	text := []byte(nil)
	if format.IsAtom() {
		text = []byte(format.Atom().String())
	} else if b, err := term.AppendCharData(nil, format); err == nil {
		text = b
	} else {
		return "", false
	}
	values, ok := args.Slice()
	if !ok {
		return "", false
	}
	s := formatScan{options: *r.Formatter(p).Inspect, rest: string(text), args: values}
	if !s.run() {
		return "", false
	}
	out, exc := r.Call(p, term.Intern("io_lib"), term.Intern("format"), term.Charlist(s.out.String()), term.List(s.values...))
	if exc != nil {
		return "", false
	}
	b, err := term.AppendCharData(nil, out)
	return string(b), err == nil
}

// formatScan replaces the controls that print terms by ~ts with their text.
type formatScan struct {
	options inspect.Options
	rest    string
	args    []term.Term
	out     strings.Builder
	values  []term.Term
}

func (s *formatScan) run() bool {
	for {
		before, after, found := strings.Cut(s.rest, "~")
		s.out.WriteString(before)
		if !found {
			return len(s.args) == 0
		}
		s.rest = after
		if !s.control() {
			return false
		}
	}
}

// control is ~[Width][.[Precision][.Padding]][Modifiers]Control, whose fields may
// be arguments (*). What is not ours to print is left to io_lib:format.
func (s *formatScan) control() bool {
	start, kept := s.rest, len(s.values)
	width, ok := s.field(isNumeral)
	if ok && s.skip('.') {
		if _, ok = s.field(isNumeral); ok && s.skip('.') {
			first := true
			_, ok = s.field(func(rune) bool { was := first; first = false; return was })
		}
	}
	modifiers := len(s.rest) - len(strings.TrimLeft(s.rest, "tlkK"))
	if !ok || modifiers == len(s.rest) {
		return false
	}
	lists := strings.Contains(s.rest[:modifiers], "l")
	char := s.rest[modifiers]
	s.rest = s.rest[modifiers+1:]
	o := s.options
	o.Pretty, o.Width = true, inspect.Unlimited
	switch char {
	case 'w', 'W':
	case 'p', 'P':
		if o.Width = 80; width >= 0 {
			o.Width = width
		}
	default:
		s.out.WriteString("~" + start[:len(start)-len(s.rest)])
		return s.take(taken(char))
	}
	s.values = s.values[:kept]
	if lists {
		o.Charlists = inspect.AsLists
	}
	value, ok := s.next()
	if ok && (char == 'P' || char == 'W') {
		var limit term.Term
		limit, ok = s.next()
		n, isInt := limit.AsInt()
		o.Limit, ok = int(n), ok && isInt
	}
	if ok {
		s.out.WriteString("~ts")
		s.values = append(s.values, term.Binary(inspect.Append(nil, value, &o)))
	}
	return ok
}

// taken is how many arguments a control takes besides its fields.
func taken(control byte) int {
	switch control {
	case 'n', '~':
		return 0
	case 'X', 'x':
		return 2
	}
	return 1
}

func isNumeral(r rune) bool { return r == '-' || r >= '0' && r <= '9' }

// field reads one of the fields before a control, -1 if it is not there.
func (s *formatScan) field(in func(rune) bool) (int, bool) {
	if s.skip('*') {
		if !s.take(1) {
			return 0, false
		}
		n, ok := s.values[len(s.values)-1].AsInt()
		return int(n), ok
	}
	rest := strings.TrimLeftFunc(s.rest, in)
	text := s.rest[:len(s.rest)-len(rest)]
	s.rest = rest
	if n, err := strconv.Atoi(text); err == nil {
		return n, true
	}
	return -1, true
}

func (s *formatScan) skip(char byte) bool {
	found := s.rest != "" && s.rest[0] == char
	if found {
		s.rest = s.rest[1:]
	}
	return found
}

// take passes n arguments on.
func (s *formatScan) take(n int) bool {
	for range n {
		v, ok := s.next()
		if !ok {
			return false
		}
		s.values = append(s.values, v)
	}
	return true
}

func (s *formatScan) next() (term.Term, bool) {
	if len(s.args) == 0 {
		return term.Term{}, false
	}
	v := s.args[0]
	s.args = s.args[1:]
	return v, true
}
