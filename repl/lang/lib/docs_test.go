package lib

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/lib/doc"
)

// TestDocsAreOfExports checks every file of documentation: it can be read, and
// its sections are of functions and macros that the module exports, each once.
func TestDocsAreOfExports(t *testing.T) {
	inProcess(t, func(r *Runtime, p *proc.Process) {
		for _, module := range doc.Modules() {
			if f, ok := doc.Of(module); ok {
				r.checkSections(t, p, f)
			} else {
				t.Errorf("%s: the documentation cannot be read", module)
			}
		}
	})
}

func (r *Runtime) checkSections(t *testing.T, p *proc.Process, f *doc.File) {
	name := term.Intern(f.Module)
	functions, macros, known := expansion{r, p, term.Nil}.Exported(name)
	if fs, ms, special := expand.LanguageModule(name); special {
		functions, macros, known = fs, ms, true
	}
	if !known && !r.System.Table.Ensure(name) {
		t.Errorf("%s: there is no module %s", f.Name, f.Module)
		return
	}
	erlang := list(r.exports(name))
	seen := make(map[string]bool)
	for _, s := range f.Sections {
		if s.Doc == "" {
			t.Errorf("%s:%d: %s has no text", f.Name, s.Line, s.Signature)
		}
		for arity := s.Arity - s.Defaults; arity <= s.Arity; arity++ {
			fa := expand.FA{Name: term.Intern(s.Name), Arity: arity}
			exported := functions.Has(fa)
			if !strings.HasPrefix(f.Module, "Elixir.") {
				exported = slices.ContainsFunc(erlang, func(e term.Term) bool { return e.Elem(0).Is(fa.Name) && e.Elem(1).Int() == int64(arity) })
			}
			switch s.Kind {
			case "macro":
				exported = macros.Has(fa)
			case "guard":
				exported = exported || macros.Has(fa)
			case "callback", "macrocallback", "type":
				exported = true
			}
			id := fmt.Sprintf("%s %s/%d", s.Kind, s.Name, arity)
			if !exported {
				t.Errorf("%s:%d: %s exports no %s", f.Name, s.Line, f.Module, id)
			}
			if seen[id] {
				t.Errorf("%s:%d: a second section for %s", f.Name, s.Line, id)
			}
			seen[id] = true
		}
	}
}
