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

// docKinds is the order in which Code.fetch_docs lists what it documents.
var docKinds = []string{"function", "macro", "callback", "macrocallback", "type"}

// fetchDocs is :elixir_code.docs/1: the documentation of a module, or in a BEAM
// file, as Code.fetch_docs returns it; an atom says why there is none.
func (r *Runtime) fetchDocs(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return r.docsInFile(m, a[0])
	}
	name := a[0].Atom()
	if !r.ofLibrary(name) {
		return term.A("module_not_found"), true
	}
	if f, ok := doc.Of(name.String()); ok {
		return r.libraryDocs(m, name, f), true
	}
	if r.System.Table.Ensure(name) {
		return term.A("chunk_not_found"), true
	}
	return term.A("module_not_found"), true
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

// ofLibrary tells whether no module of the user has taken the place of that of
// the library.
func (r *Runtime) ofLibrary(name term.Atom) bool {
	mod := r.System.Table.Module(name)
	return mod == nil || mod.Library
}

// libraryDocs is the documentation of a module of the library as a term of the
// form docs_v1.
func (r *Runtime) libraryDocs(m *vm.Machine, name term.Atom, f *doc.File) term.Term {
	_, macros, _ := expansion{r, m.Proc(), term.Nil}.Exported(name)
	if _, ms, special := expand.LanguageModule(name); special {
		macros = ms
	}
	entries := make([]docEntry, 0, len(f.Sections))
	for _, s := range f.Sections {
		e := docEntry{kind: s.Kind, name: term.Intern(s.Name), arity: s.Arity, line: s.Line, doc: docText(s.Doc)}
		fa := expand.FA{Name: e.name, Arity: e.arity}
		if e.kind == "guard" {
			e.kind = "function"
			if macros.Has(fa) {
				e.kind = "macro"
			}
			e.meta = append(e.meta, pairOf("guard", term.True.Term()))
		}
		if e.kind == "function" || e.kind == "macro" {
			e.signature = s.Signature
		}
		if s.Defaults > 0 {
			e.meta = append(e.meta, pairOf("defaults", term.Int(int64(s.Defaults))))
		}
		for _, at := range s.Attributes {
			switch {
			case at.Name == "doc" && at.Value.IsList():
				e.meta = append(e.meta, list(at.Value)...)
			case at.Name == "opaque":
				e.meta = append(e.meta, pairOf("opaque", term.True.Term()))
			}
		}
		entries = append(entries, e)
	}
	language := "elixir"
	if !strings.HasPrefix(f.Module, "Elixir.") {
		language = "erlang"
	}
	meta := []term.Term{pairOf("behaviours", term.Nil), pairOf("source_path", charlist("lib/doc/"+f.Name))}
	for _, at := range f.Attributes {
		if at.Name == "moduledoc" && at.Value.IsList() {
			meta = append(meta, list(at.Value)...)
		}
	}
	return docsTerm(1, language, docText(f.Doc), meta, entries)
}

// docEntry is the documentation of one function, macro, callback or type.
type docEntry struct {
	kind      string
	name      term.Atom
	arity     int
	line      int
	signature string      // "" for none
	doc       term.Term   // %{"en" => text}, :none or :hidden
	meta      []term.Term // {key, value}
}

// docsTerm is {:docs_v1, anno, language, format, moduledoc, metadata, docs} of
// EEP 48.
func docsTerm(line int, language string, moduledoc term.Term, meta []term.Term, entries []docEntry) term.Term {
	slices.SortStableFunc(entries, func(a, b docEntry) int {
		if c := slices.Index(docKinds, a.kind) - slices.Index(docKinds, b.kind); c != 0 {
			return c
		}
		if c := strings.Compare(a.name.String(), b.name.String()); c != 0 {
			return c
		}
		return a.arity - b.arity
	})
	out := make([]term.Term, len(entries))
	for i, e := range entries {
		var signature []term.Term
		if e.signature != "" {
			signature = append(signature, term.String(e.signature))
		}
		id := term.Tuple(term.A(e.kind), e.name.Term(), term.Int(int64(e.arity)))
		out[i] = term.Tuple(id, term.Int(int64(e.line)), term.List(signature...), e.doc, mapOfPairs(e.meta))
	}
	return term.Tuple(term.A("docs_v1"), term.Int(int64(line)), term.A(language), term.String("text/markdown"),
		moduledoc, mapOfPairs(meta), term.List(out...))
}

func docText(text string) term.Term {
	if text == "" {
		return term.A("none")
	}
	return term.MapOf(term.String("en"), term.String(text))
}

func pairOf(key string, value term.Term) term.Term { return term.Tuple(term.A(key), value) }

func mapOfPairs(pairs []term.Term) term.Term {
	kvs := make([]term.Term, 0, 2*len(pairs))
	for _, p := range pairs {
		kvs = append(kvs, p.Elem(0), p.Elem(1))
	}
	return term.MapOf(kvs...)
}
