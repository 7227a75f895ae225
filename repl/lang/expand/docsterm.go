package expand

import (
	"slices"
	"strings"

	"gex/proto/term"
)

// docKinds is the order in which Code.fetch_docs lists what is documented.
var docKinds = []string{"function", "macro", "callback", "macrocallback", "type"}

// Term is the documentation of a module as Code.fetch_docs returns it and the
// chunk Docs of a BEAM file holds it:
//
//	{:docs_v1, anno, language, "text/markdown", moduledoc, metadata,
//	 [{{kind, name, arity}, anno, [signature], doc, metadata}]}
//
// language is elixir or erlang, source the path of the source (EEP 48).
func (d *Documentation) Term(language, source string) term.Term {
	entries := slices.Clone(d.Entries)
	slices.SortStableFunc(entries, func(a, b Documented) int {
		if c := slices.Index(docKinds, a.Kind) - slices.Index(docKinds, b.Kind); c != 0 {
			return c
		}
		if a.Kind == "type" {
			return a.opaque() - b.opaque()
		}
		if c := strings.Compare(a.Name.Name.String(), b.Name.Name.String()); c != 0 {
			return c
		}
		return a.Name.Arity - b.Name.Arity
	})
	out := make([]term.Term, len(entries))
	for i, e := range entries {
		var signature []term.Term
		if e.Signature != "" {
			signature = append(signature, term.String(e.Signature))
		}
		id := term.Tuple(term.A(e.Kind), e.Name.Name.Term(), term.Int(int64(e.Name.Arity)))
		out[i] = term.Tuple(id, term.Int(int64(e.Line)), term.List(signature...), docText(e.Doc), mapOf(e.Meta))
	}
	meta := append([]term.Term{kv(term.Intern("source_path"), term.Charlist(source))}, d.Meta...)
	return term.Tuple(term.A("docs_v1"), term.Int(int64(d.Line)), term.A(language), term.String("text/markdown"),
		docText(d.Doc), mapOf(meta), term.List(out...))
}

// opaque is 1 for an opaque type; these are listed last.
func (d *Documented) opaque() int {
	if slices.ContainsFunc(d.Meta, func(kv term.Term) bool { return kv.Elem(0).Is(atomOpaque) }) {
		return 1
	}
	return 0
}

func docText(v term.Term) term.Term {
	if v.IsBinary() {
		return term.MapOf(term.String("en"), v)
	}
	return v
}

// mapOf is the map of {key, value} pairs.
func mapOf(pairs []term.Term) term.Term {
	kvs := make([]term.Term, 0, 2*len(pairs))
	for _, p := range pairs {
		kvs = append(kvs, p.Elem(0), p.Elem(1))
	}
	return term.MapOf(kvs...)
}

// declared are the behaviours of the module, in order.
func (m *Module) declared() term.Term {
	list, _ := m.Attribute("behaviour")
	out := slice(list)
	slices.Reverse(out)
	return term.List(out...)
}
