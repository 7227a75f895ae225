package repl

import (
	"os"

	"gex/proto/term"
	"gex/repl/lang/parse"
)

// runDotFile evaluates the user's file: imports and variables stay, of a file that
// fails nothing does.
func (s *Session) runDotFile() {
	path := s.cfg.DotFile
	if set, ok := s.setting("dot_iex"); ok && set.IsBinary() && set.Text() != "" {
		path = set.Text()
	}
	if path == "" || s.starting {
		return
	}
	s.starting = true
	defer func() { s.starting = false }()
	if text := s.dotFile(path); text != "" {
		s.print(s.colors().Paint("eval_error", "Error while evaluating: "+path) + "\n" + text)
	}
}

// dotFile returns the error of the file, "" if there is none.
func (s *Session) dotFile(path string) string {
	src, err := os.ReadFile(path)
	if err != nil {
		s.fail()
		return err.Error() + "\n"
	}
	q, _, err := parse.Program(string(src), parse.Options{File: path, Line: 1, Columns: true})
	if err != nil {
		s.fail()
		return s.parseError(err) + "\n"
	}
	start := *s.scope
	env := *start.Env
	env.File = path
	start.Env = &env
	before := s.scope.Env
	out := s.run(expressions(q), &start, func(*evaluator, term.Term) string { return "" })
	after := *s.scope
	inner := *after.Env
	inner.File, inner.Line = before.File, before.Line
	after.Env = &inner
	s.setScope(&after)
	return out.text
}
