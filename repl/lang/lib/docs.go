package lib

import (
	"errors"
	"os"
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/erl/beam"
	"gex/repl/lang/expand"
	"gex/repl/lang/lib/doc"
	"gex/repl/lang/vm"
)

// fetchDocs is :elixir_code.docs/1: the documentation of a module, or in a BEAM
// file, as Code.fetch_docs returns it; an atom says why there is none.
func (r *Runtime) fetchDocs(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return r.docsInFile(m, a[0])
	}
	name := a[0].Atom()
	if mod := r.System.Table.Module(name); mod != nil && !mod.Library {
		if mod.Docs.IsNone() {
			return term.A("module_not_found"), true
		}
		return mod.Docs, true
	}
	if f, ok := doc.Of(name.String()); ok {
		return r.libraryDocs(m, name, f), true
	}
	if r.System.Table.Ensure(name) {
		return term.A("chunk_not_found"), true
	}
	return term.A("module_not_found"), true
}

// typesOf is :elixir_code.types/1: the types, specifications and callbacks of a
// module as [{kind, quoted}], in the order of the source; those of the library
// are in its documentation.
func (r *Runtime) typesOf(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	var out []term.Term
	name := a[0].Atom()
	if mod := r.System.Table.Module(name); mod != nil && !mod.Library {
		for _, at := range mod.Types {
			out = append(out, term.Tuple(at.Name.Term(), at.Value))
		}
	} else if f, ok := doc.Of(name.String()); ok {
		attributes := slices.Clone(f.Attributes)
		for _, s := range f.Sections {
			attributes = append(attributes, s.Attributes...)
		}
		for _, at := range attributes {
			if at.Name != "doc" && at.Name != "moduledoc" {
				out = append(out, term.Tuple(term.A(at.Name), at.Value))
			}
		}
	}
	return term.List(out...), true
}

// docsInFile reads the documentation in a BEAM file.
func (r *Runtime) docsInFile(m *vm.Machine, path term.Term) (term.Term, bool) {
	name, ok := pathOf(path)
	if !ok {
		return m.Badarg()
	}
	var data []byte
	var err error
	m.Block(func() { data, err = os.ReadFile(name) })
	if err != nil {
		return term.A("module_not_found"), true
	}
	docs, err := beam.Docs(data)
	switch {
	case errors.Is(err, beam.ErrFormat):
		return term.A("module_not_found"), true
	case err != nil:
		return term.A("chunk_not_found"), true
	}
	return docs, true
}

// libraryDocs is the documentation of a module of the library as a term of the
// form docs_v1.
func (r *Runtime) libraryDocs(m *vm.Machine, name term.Atom, f *doc.File) term.Term {
	_, macros, _ := expansion{r, m.Proc(), term.Nil}.Exported(name)
	if _, ms, special := expand.LanguageModule(name); special {
		macros = ms
	}
	d := &expand.Documentation{Line: 1, Doc: docString(f.Doc), Meta: []term.Term{pairOf("behaviours", term.Nil)}}
	for _, at := range f.Attributes {
		if at.Name == "moduledoc" && at.Value.IsList() {
			d.Meta = append(d.Meta, list(at.Value)...)
		}
	}
	for _, s := range f.Sections {
		d.Entries = append(d.Entries, documented(s, macros))
	}
	language := "elixir"
	if !strings.HasPrefix(f.Module, "Elixir.") {
		language = "erlang"
	}
	return d.Term(language, "lib/doc/"+f.Name)
}

// documented is the documentation of a section of a module with these macros.
func documented(s doc.Section, macros *expand.Names) expand.Documented {
	e := expand.Documented{Kind: s.Kind, Name: expand.FA{Name: term.Intern(s.Name), Arity: s.Arity}, Line: s.Line, Doc: docString(s.Doc)}
	if e.Kind == "guard" {
		e.Kind = "function"
		if macros.Has(e.Name) {
			e.Kind = "macro"
		}
		e.Meta = append(e.Meta, pairOf("guard", term.True.Term()))
	}
	if e.Kind == "function" || e.Kind == "macro" {
		e.Signature = s.Signature
	}
	if s.Defaults > 0 {
		e.Meta = append(e.Meta, pairOf("defaults", term.Int(int64(s.Defaults))))
	}
	for _, at := range s.Attributes {
		switch {
		case at.Name == "doc" && at.Value.IsList():
			e.Meta = append(e.Meta, list(at.Value)...)
		case at.Name == "opaque":
			e.Meta = append(e.Meta, pairOf("opaque", term.True.Term()))
		}
	}
	return e
}

func docString(text string) term.Term {
	if text == "" {
		return term.A("none")
	}
	return term.String(text)
}

func pairOf(key string, value term.Term) term.Term { return term.Tuple(term.A(key), value) }
