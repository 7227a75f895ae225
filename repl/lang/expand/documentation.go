package expand

import (
	"slices"
	"strings"
	"unicode"

	"gex/proto/term"
)

// Documented is what a module says of one of its functions, macros, callbacks or
// types.
type Documented struct {
	// Kind is function, macro, callback, macrocallback or type.
	Kind string
	Name FA
	// Line is that of the text, or of the definition.
	Line int
	// Signature is how the documentation shows a function or macro, "" for none.
	Signature string
	// Doc is a string, :none, or :hidden.
	Doc term.Term
	// Meta are {key, value}.
	Meta []term.Term

	args    []term.Term // of the signature
	defined bool        // args are those of a clause
}

// Documentation is what a module says of itself.
type Documentation struct {
	Line    int
	Doc     term.Term   // a string, :none, or :hidden
	Meta    []term.Term // {key, value}
	Entries []Documented
}

var (
	docNone   = term.A("none")
	docHidden = term.A("hidden")
)

// says tells whether there is text, or metadata of an author's.
func (d Documented) says() bool {
	return d.Doc.IsBinary() || slices.ContainsFunc(d.Meta, func(kv term.Term) bool {
		key := kv.Elem(0).Atom()
		return key == atomDeprecated || key.String() == "since"
	})
}

// Documentation returns what the module says of itself and of what it defines;
// false if that is nothing.
func (m *Module) Documentation() (*Documentation, bool) {
	d := &Documentation{Line: m.Line, Doc: docNone}
	if a, ok := m.attrs[term.Intern("moduledoc")]; ok && !a.unset {
		d.Doc, d.Line = docValue(a.Value), max(a.Line, 1)
	}
	for _, e := range m.documented {
		if _, ok := m.byName[e.Name]; ok || !e.called() {
			d.Entries = append(d.Entries, *e)
		}
	}
	if d.Doc.Is(docNone.Atom()) && !slices.ContainsFunc(d.Entries, Documented.says) {
		return nil, false
	}
	for i, e := range d.Entries {
		if e.called() {
			d.Entries[i].Signature = signatureText(m, e.Name, e.args)
		}
	}
	d.Meta = append([]term.Term{kv(term.Intern("behaviours"), m.declared())}, m.docMeta[term.Intern("moduledoc")]...)
	return d, true
}

// docValue is the documentation that the value of @doc stands for.
func docValue(v term.Term) term.Term {
	switch {
	case v.IsBinary():
		return v
	case v.Is(term.False):
		return docHidden
	}
	return docNone
}

// keepDocMeta keeps the metadata that @doc key: value and its like give; what
// belongs to the next definition goes with it.
func (m *Module) keepDocMeta(name term.Atom, pairs term.Term) {
	if m.docMeta == nil {
		m.docMeta = make(map[term.Atom][]term.Term)
	}
	m.docMeta[name] = mergeMeta(m.docMeta[name], slice(pairs))
}

// mergeMeta puts pairs in place of those with the same keys.
func mergeMeta(old, pairs []term.Term) []term.Term {
	out := slices.Clone(old)
	for _, p := range pairs {
		out = slices.DeleteFunc(out, func(o term.Term) bool { return term.Identical(o.Elem(0), p.Elem(0)) })
		out = append(out, p)
	}
	return out
}

// called tells whether it is of a function or macro.
func (d Documented) called() bool { return d.Kind == "function" || d.Kind == "macro" }

// docKey is what an entry is about.
type docKey struct {
	kind string
	name FA
}

// document returns the entry of a kind and name, a new one if there is none.
func (m *Module) document(kind string, name FA, line int) *Documented {
	key := docKey{kind, name}
	if d := m.docEntries[key]; d != nil {
		return d
	}
	d := &Documented{Kind: kind, Name: name, Line: line, Doc: docNone}
	if m.docEntries == nil {
		m.docEntries = make(map[docKey]*Documented)
	}
	m.docEntries[key] = d
	m.documented = append(m.documented, d)
	return d
}

// take gives the entry the text and metadata of the attribute before it.
func (d *Documented) take(m *Module, attribute term.Atom) {
	if a, ok := m.attrs[attribute]; ok && !a.unset && !a.Value.IsList() {
		if !a.Value.Is(term.AtomNil) {
			d.Doc = docValue(a.Value)
		}
		if a.Line > 0 {
			d.Line = a.Line
		}
	}
	d.Meta = mergeMeta(d.Meta, m.docMeta[attribute])
	delete(m.docMeta, attribute)
	if d.Doc.Is(docNone.Atom()) && strings.HasPrefix(d.Name.Name.String(), "_") {
		d.Doc = docHidden
	}
}

// documentDefinition keeps what is said of a public function or macro.
func (m *Module) documentDefinition(fa FA, kind, meta term.Term, args []term.Term, defaults int) {
	what := "function"
	if isMacroKind(kind.Atom()) {
		what = "macro"
	}
	first := m.document(what, fa, Line(meta))
	fresh := !first.defined
	first.defined = true
	line := first.Line
	first.take(m, atomDoc)
	if !fresh && !first.Doc.IsBinary() {
		first.Line = line
	}
	if a, ok := m.attrs[atomImpl]; ok && !a.unset && !a.Value.Is(term.False) && first.Doc.Is(docNone.Atom()) {
		first.Doc = docHidden
	}
	if a, ok := m.attrs[atomDeprecated]; ok && !a.unset && a.Value.IsBinary() {
		first.Meta = mergeMeta(first.Meta, []term.Term{kv(atomDeprecated, a.Value)})
	}
	if defaults > 0 {
		first.Meta = mergeMeta(first.Meta, []term.Term{kv(term.Intern("defaults"), term.Int(int64(defaults)))})
	}
	if c := column(meta); c > 0 && fresh {
		place := pair(term.Int(int64(Line(meta))), term.Int(int64(c)))
		first.Meta = mergeMeta(first.Meta, []term.Term{kv(term.Intern("source_annos"), term.List(place))})
	}
	names := m.simplifyArgs(args)
	if fresh {
		first.args = names
		return
	}
	for i, old := range first.args {
		if i < len(names) {
			first.args[i] = mergeArg(old, names[i], i+1)
		}
	}
}

// documentType keeps what is said of a type.
func (m *Module) documentType(value term.Term) {
	fa, ok := typeName(typeExpr(value))
	if !ok || value.Elem(0).Is(atomTypep) {
		delete(m.docMeta, atomTypedoc)
		return
	}
	d := m.document("type", fa, typeLine(value))
	d.take(m, atomTypedoc)
	if value.Elem(0).Is(atomOpaque) {
		d.Meta = mergeMeta(d.Meta, []term.Term{kv(atomOpaque, trueTerm)})
	}
}

// documentCallback keeps what is said of a callback. The @doc before it is used
// up.
func (m *Module) documentCallback(kind string, value term.Term) {
	fa, ok := callbackName(typeExpr(value))
	if !ok {
		return
	}
	m.document(kind, fa, typeLine(value)).take(m, atomDoc)
	delete(m.attrs, atomDoc)
}

// typeLine is the line of a type or specification.
func typeLine(value term.Term) int {
	if value.IsTupleOf(3) && value.Elem(2).IsTupleOf(2) {
		if at := value.Elem(2).Elem(1); at.IsTupleOf(2) && at.Elem(0).IsInt() {
			return int(at.Elem(0).Int())
		}
	}
	return 0
}

// ---- signatures

// An argument of a signature is quoted code: a variable, or a default value. The
// context of one that stands in the source is nil, that of one that was made up
// for a pattern is madeUp.
var madeUp = term.A("Elixir.Module")

func madeUpVar(name string) term.Term { return makeVar(term.Intern(name), term.Nil, madeUp) }

func isMadeUp(q term.Term) bool {
	return term.Identical(q.Elem(2), madeUp) || isVarNamed(q, atomUnderscore)
}

// simplifyArgs names the arguments of a clause. Made-up names that come more
// than once are numbered.
func (m *Module) simplifyArgs(args []term.Term) []term.Term {
	out := make([]term.Term, len(args))
	count := make(map[term.Atom]int)
	for i, a := range args {
		if _, lr, ok := callOf(a, atomBackslash, 2); ok {
			out[i] = makeCall(atomBackslash, term.Nil, m.simplifyArg(lr[0]), lr[1])
		} else {
			out[i] = m.simplifyArg(a)
		}
		if v := argVar(out[i]); term.Identical(v.Elem(2), madeUp) {
			count[v.Elem(0).Atom()]++
		}
	}
	seen := make(map[term.Atom]int)
	for i, a := range out {
		v := argVar(a)
		name := v.Elem(0).Atom()
		if !term.Identical(v.Elem(2), madeUp) || count[name] < 2 {
			continue
		}
		seen[name]++
		out[i] = withArgVar(a, madeUpVar(name.String()+itoa(seen[name])))
	}
	return out
}

// argVar is the variable of an argument, with or without a default value.
func argVar(a term.Term) term.Term {
	if _, lr, ok := callOf(a, atomBackslash, 2); ok {
		return lr[0]
	}
	return a
}

func withArgVar(a, v term.Term) term.Term {
	if _, lr, ok := callOf(a, atomBackslash, 2); ok {
		return makeCall(atomBackslash, term.Nil, v, lr[1])
	}
	return v
}

// mergeArg is the argument i of two clauses: a name from the source goes before
// one that was made up.
func mergeArg(old, fresh term.Term, i int) term.Term {
	before, after := argVar(old), argVar(fresh)
	switch {
	case !isMadeUp(before):
		return old
	case !isMadeUp(after):
		return withArgVar(old, after)
	case term.Identical(before.Elem(0), after.Elem(0)):
		return old
	}
	return withArgVar(old, madeUpVar("arg"+itoa(i)))
}

func (m *Module) simplifyArg(q term.Term) term.Term {
	switch {
	case q.IsList():
		return madeUpVar("list")
	case q.IsInteger():
		return madeUpVar("int")
	case q.IsFloat():
		return madeUpVar("float")
	case q.Is(term.True) || q.Is(term.False):
		return madeUpVar("bool")
	case q.IsAtom():
		return madeUpVar("atom")
	case q.IsBinary():
		return madeUpVar("binary")
	case q.IsMap():
		return madeUpVar("map")
	case isVar(q):
		name := q.Elem(0).AtomName()
		if rest := strings.TrimPrefix(name, "_"); rest != "" {
			name = rest
		}
		return makeVar(term.Intern(name), term.Nil, nilTerm)
	}
	if _, lr, ok := callOf(q, atomMatch, 2); ok {
		for _, side := range lr {
			if v := m.simplifyArg(side); !term.Identical(v.Elem(2), madeUp) {
				return v
			}
		}
		return madeUpVar("arg")
	}
	if _, args, ok := callOf(q, atomPercent, 2); ok {
		return m.structArg(args[0])
	}
	if _, _, ok := callOf(q, atomMap, -1); ok {
		return madeUpVar("map")
	}
	if _, args, ok := callOf(q, atomAt, 1); ok && isVar(args[0]) {
		if a, ok := m.attrs[args[0].Elem(0).Atom()]; ok && !a.unset && !a.Value.IsTuple() {
			return m.simplifyArg(a.Value)
		}
	}
	return madeUpVar("arg")
}

// structArg names an argument after the struct that it is.
func (m *Module) structArg(name term.Term) term.Term {
	last := ""
	if _, parts, ok := callOf(name, atomAliases, -1); ok && len(parts) > 0 && parts[len(parts)-1].IsAtom() {
		last = parts[len(parts)-1].AtomName()
	}
	if isVarNamed(name, atomMODULE) {
		last = m.Name.String()
	} else if name.IsAtom() {
		last = name.AtomName()
	}
	last = last[strings.LastIndexByte(last, '.')+1:]
	if last == "" {
		return madeUpVar("arg")
	}
	return madeUpVar(underscored(last))
}

// underscored is the name of a module's last part as that of a variable:
// HTTPServer is http_server.
func underscored(s string) string {
	var b strings.Builder
	rs := []rune(s)
	for i, r := range rs {
		if unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1])) && rs[i-1] != '_' {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// signatureText prints a signature in one line.
func signatureText(m *Module, fa FA, args []term.Term) string {
	if fa.Name == atomStruct && fa.Arity == 0 {
		return "%" + InspectModule(m.Name) + "{}"
	}
	whole := toString(makeCall(fa.Name, term.Nil, args...))
	head := fa.Name.String() + "("
	if !strings.HasPrefix(whole, head) {
		return whole
	}
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = toString(a)
	}
	return head + strings.Join(parts, ", ") + ")"
}
