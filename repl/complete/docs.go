package complete

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/expand"
)

// documented is what the documentation of a module tells of a function or macro.
type documented struct {
	kind      string // function, macro, callback, macrocallback or type
	name      string
	arity     int
	defaults  int
	signature string
	hidden    bool
	group     string
}

var (
	codeModule = term.Intern("Elixir.Code")
	fetchDocs  = term.Intern("fetch_docs")
)

// docs returns the documentation of a module; false when it has none.
func (f finder) docs(m term.Atom) (all []documented, ok bool) {
	if f.library(m) {
		if all, ok := libraryDocs(m.String()); ok {
			return all, true
		}
	}
	answer, exc := f.rt.Call(f.p, codeModule, fetchDocs, m.Term())
	chunk := answer.Tagged(term.Intern("docs_v1"), 7)
	if exc != nil || chunk == nil {
		return nil, false
	}
	entries, _ := chunk[6].Slice()
	for _, e := range entries {
		if d, ok := entryOf(e); ok {
			all = append(all, d)
		}
	}
	return all, true
}

// library tells whether a module is of the library: no module of the user has
// taken its place.
func (f finder) library(m term.Atom) bool {
	if _, _, language := expand.LanguageModule(m); !language && !f.loaded(m) {
		return false
	}
	mod := f.rt.System.Table.Module(m)
	return mod == nil || mod.Library
}

// entryOf reads {{kind, name, arity}, anno, signature, doc, metadata}.
func entryOf(e term.Term) (d documented, ok bool) {
	if !e.IsTupleOf(5) || !e.Elem(0).IsTupleOf(3) {
		return d, false
	}
	id := e.Elem(0).Elems()
	arity, isInt := id[2].AsInt()
	if !id[0].IsAtom() || !id[1].IsAtom() || !isInt {
		return d, false
	}
	d = documented{kind: id[0].AtomName(), name: id[1].AtomName(), arity: int(arity), hidden: e.Elem(3).Is(term.Intern("hidden"))}
	signature, _ := e.Elem(2).Slice()
	for i, s := range signature {
		if i > 0 {
			d.signature += " "
		}
		if s.IsBinary() {
			d.signature += s.Text()
		}
	}
	meta := e.Elem(4)
	if !meta.IsMap() {
		return d, true
	}
	if n, ok := meta.MapGet(term.A("defaults")); ok {
		count, _ := n.AsInt()
		d.defaults = int(count)
	}
	if group, ok := meta.MapGet(term.A("group")); ok && group.IsBinary() {
		d.group = group.Text()
	} else if guard, ok := meta.MapGet(term.A("guard")); ok && guard.Is(term.True) {
		d.group = "Guards"
	}
	return d, true
}

func (d documented) callable() bool { return d.kind == "function" || d.kind == "macro" }

// functions finds the functions and macros of a module that are not hidden. exact
// asks for the arities of the function hint.
func (f finder) functions(m term.Atom, hint string, exact bool) []candidate {
	all := f.exports(m)
	if len(all) == 0 {
		return nil
	}
	docs, known := f.docs(m)
	type key struct {
		name  string
		arity int
	}
	told := make(map[key]documented)
	for _, d := range docs {
		if !d.callable() {
			continue
		}
		told[key{d.name, d.arity}] = d
		for n := d.arity - d.defaults; n < d.arity; n++ {
			told[key{d.name, n}] = documented{hidden: d.hidden}
		}
	}
	library := known && f.library(m)
	var found []candidate
	for _, fa := range all {
		k := key{fa.Name.String(), fa.Arity}
		wanted := strings.HasPrefix(k.name, hint)
		if exact {
			wanted = k.name == hint
		}
		d, has := told[k]
		// What the library has and Elixir does not is its own affair.
		if !wanted || d.hidden || library && !has || known && d.name == "" && strings.HasPrefix(k.name, "_") {
			continue
		}
		found = append(found, candidate{kind: export, name: k.name, arity: k.arity, group: d.group})
	}
	return found
}

// signaturesOf returns how the functions and macros of a name are called, with the
// names of their arguments.
func (f finder) signaturesOf(m term.Atom, name string) []string {
	docs, _ := f.docs(m)
	var found []string
	for _, d := range docs {
		if d.callable() && d.name == name && d.signature != "" {
			found = append(found, d.signature)
		}
	}
	return found
}
