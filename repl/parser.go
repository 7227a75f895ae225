package repl

import (
	"errors"
	"strings"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/lib"
	"gex/repl/lang/parse"
	"gex/repl/lang/vm"
)

const evaluatorModule = "Elixir.IEx.Evaluator"

// breakWord is the line that gives an entry up.
const breakWord = "#iex:break"

// parserRows is the parser that a shell starts with, for parsers of the user's
// that pass on to it.
var parserRows = []vm.Row{{Name: "parse", Arity: 3, Func: evaluatorParse}}

// evaluatorParse is IEx.Evaluator.parse(input, opts, buffer): {:ok, quoted, buffer}
// or {:incomplete, buffer}. A buffer is [], or {chars, kind} with the lines before
// and :match or :other for the entry before them.
func evaluatorParse(m *vm.Machine, args []term.Term) (term.Term, bool) {
	src, err := term.AppendCharData(nil, args[0])
	if err != nil {
		return m.Badarg()
	}
	o := parse.Options{File: "iex", Line: 1}
	for opts := args[1]; opts.IsCons(); opts = opts.Tail() {
		switch pair := opts.Head(); {
		case !pair.IsTupleOf(2):
		case pair.Elem(0).Is(term.Intern("line")):
			if n, ok := pair.Elem(1).AsInt(); ok {
				o.Line = int(n)
			}
		case pair.Elem(0).Is(term.Intern("file")) && pair.Elem(1).IsBinary():
			o.File = pair.Elem(1).Text()
		}
	}
	if strings.TrimSpace(string(src)) == breakWord {
		return m.RaiseHere(vm.ClassError, lib.ErrorTerm(parse.Break(o.File, o.Line)))
	}
	if b := args[2]; b.IsTupleOf(2) {
		before, err := term.AppendCharData(nil, b.Elem(0))
		if err != nil {
			return m.Badarg()
		}
		o.Shorthand, o.AfterMatch = "v(-1)", b.Elem(1).Is(atomMatch)
		src = append(before, src...)
	}
	q, _, err := parse.Program(string(src), o)
	var pe *parse.Error
	switch {
	case errors.As(err, &pe) && pe.Incomplete:
		kind := atomOther
		if o.AfterMatch {
			kind = atomMatch
		}
		return term.Tuple(term.A("incomplete"), term.Tuple(term.Charlist(string(src)), kind.Term())), true
	case err != nil:
		return m.RaiseHere(vm.ClassError, lib.ErrorTerm(err))
	}
	return term.Tuple(term.Ok.Term(), q, parserState(q)), true
}

var (
	atomMatch = term.Intern("match")
	atomOther = term.Intern("other")
)

// parserState is the buffer after an entry.
func parserState(q term.Term) term.Term {
	kind := atomOther
	if isMatch(q) {
		kind = atomMatch
	}
	return term.Tuple(term.Nil, kind.Term())
}

// parser is the parser that IEx.configure has set, {module, function, args}; false
// for that of the shell itself.
func (s *Session) parser() (mfa term.Term, ok bool) {
	mfa, ok = s.setting("parser")
	if !ok || !mfa.IsTupleOf(3) || !mfa.Elem(0).IsAtom() || !mfa.Elem(1).IsAtom() {
		return mfa, false
	}
	own := mfa.Elem(0).Is(term.Intern(evaluatorModule)) && mfa.Elem(1).Is(term.Intern("parse")) && mfa.Elem(2).IsNil()
	return mfa, !own
}

// parsed is what a parser makes of a line.
type parsed uint8

const (
	parseFailed parsed = iota // and it was said why, or another evaluator has taken over
	parseMore                 // the entry goes on
	parseWhole
)

// customParse calls a parser of the user's in the evaluator.
func (s *Session) customParse(mfa term.Term, line string) (q term.Term, how parsed) {
	opts := term.List(term.Tuple(term.A("line"), term.Int(int64(s.counter))), term.Tuple(term.A("file"), term.String("iex")))
	args := []term.Term{term.Charlist(line), opts, s.buffer}
	if extra, ok := mfa.Elem(2).Slice(); ok {
		args = append(args, extra...)
	}
	s.buffer = term.Nil
	v, ok := s.call(mfa.Elem(0).Atom(), mfa.Elem(1).Atom(), args)
	switch {
	case !ok:
		return v, parseFailed
	case v.Tagged(term.Ok, 3) != nil:
		s.buffer = v.Elem(2)
		return v.Elem(1), parseWhole
	case v.Tagged(term.Intern("incomplete"), 2) != nil:
		s.buffer = v.Elem(1)
		return v, parseMore
	}
	exc := &vm.Exception{Class: vm.ClassError, Reason: term.Tuple(term.A("case_clause"), v), Stacktrace: term.Nil}
	s.print(s.exception(s.p, exc))
	return v, parseFailed
}

// call calls a function in the evaluator. It prints why the call fails; false then
// and when another evaluator has taken over.
func (s *Session) call(module, function term.Atom, args []term.Term) (result term.Term, ok bool) {
	var text string
	e := s.eval
	j := &job{prepare: func(*proc.Process) *vm.Machine { return vm.New(s.cfg.Runtime.System, module, function, args).Embed() }}
	j.done = func(value term.Term, exc *vm.Exception) bool {
		if result, ok = value, exc == nil; !ok {
			text = s.exception(e.proc, exc)
		}
		switch {
		case !j.detached:
			s.finished()
		case text != "":
			s.printAsync(text)
		}
		return false
	}
	s.setRunning(true)
	defer s.setRunning(false)
	for !s.eval.submit(s.evalProc, j) {
		if !s.awaitDown() {
			return term.Term{}, false
		}
		e = s.eval
	}
	if !s.await() {
		return term.Term{}, false
	}
	if text != "" {
		s.print(text)
	}
	return result, ok
}
