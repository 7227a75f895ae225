package lint

import (
	"gex/proto/term"
	"gex/repl/lang/erl"
)

// Options say what is known beyond the module.
type Options struct {
	// AutoImported tells which functions of erlang need no module.
	AutoImported func(name string, arity int) bool
	Compile      term.Term // options of the compiler
}

// Module checks the forms of a module.
func Module(file string, forms []term.Term, o Options) (errs, warns []Message) {
	l := &linter{opts: o, file: file}
	for _, f := range forms {
		es := f.Elems()
		if len(es) == 2 && es[0].Is(term.Error) {
			errs = append(errs, messageOf(file, es[1]))
		}
	}
	_ = l
	return sorted(errs), sorted(warns)
}

type linter struct {
	opts Options
	file string
}

// Text is erl_lint:format_error/1.
func Text(desc term.Term) string { return erl.ValueText(desc) }
