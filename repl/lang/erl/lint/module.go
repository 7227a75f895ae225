package lint

import (
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// Options say what is known beyond the module.
type Options struct {
	// AutoImported tells which functions of erlang need no module.
	AutoImported func(name string, arity int) bool
	// Similar tells how much two names are alike, 0 to 1; nil suggests none.
	Similar func(a, b string) float64
	Compile term.Term // options of the compiler
}

// fa is a function or a type.
type fa struct {
	name  term.Atom
	arity int
}

func (f fa) term() term.Term { return term.Tuple(f.name.Term(), term.Int(int64(f.arity))) }

// use is where something is mentioned.
type use struct {
	fa
	file string
	loc  erl.Loc
}

type record struct {
	fields []term.Atom
	file   string
	loc    erl.Loc
	native bool
	used   bool
}

// linter is the work on one module.
type linter struct {
	opts     Options
	main     string // the file itself
	file     string // of the form at hand
	errs     []Message
	warns    []Message
	off      map[string]bool // warnings that options turn off
	on       map[string]bool
	defined  map[fa]use
	order    []fa
	exported map[fa]bool
	all      bool // everything is exported
	nowarn   map[fa]bool
	imports  map[fa]term.Term
	calls    map[fa][]fa // functions that a function uses
	called   []use
	current  fa // function at hand
	records  map[term.Atom]*record
	recOrder []term.Atom
	types    map[fa]use
	typeUsed map[fa]bool
	typeRefs []use
	exports  map[fa]bool // exported types
	specs    map[fa]use
	noAuto   map[fa]bool
	vars     scope
	guard    bool
	shadows  bool // a fun's head or a generator is at hand
}

// Module checks the forms of a module.
func Module(file string, forms []term.Term, o Options) (errs, warns []Message) {
	l := &linter{opts: o, main: file, file: file, off: map[string]bool{}, on: map[string]bool{}, defined: map[fa]use{},
		exported: map[fa]bool{}, nowarn: map[fa]bool{}, imports: map[fa]term.Term{}, calls: map[fa][]fa{},
		records: map[term.Atom]*record{}, types: map[fa]use{}, typeUsed: map[fa]bool{}, exports: map[fa]bool{},
		specs: map[fa]use{}, noAuto: map[fa]bool{}}
	l.options(o.Compile)
	for _, f := range forms { // options hold for all of the module
		if a := f.Tagged(aAttribute, 4); a != nil && a[2].Is(term.Intern("compile")) {
			l.options(a[3])
		}
	}
	l.collect(forms)
	l.file = file
	hasModule, seen, inCode := false, false, false
	for _, f := range forms {
		es := f.Elems()
		switch {
		case len(es) == 2 && es[0].Is(term.Error):
			l.errs = append(l.errs, messageOf(l.file, es[1]))
		case len(es) == 2 && es[0].IsAtom() && es[0].AtomName() == "warning":
			m := messageOf(l.file, es[1])
			m.Warning = true
			l.warns = append(l.warns, m)
		case len(es) == 4 && es[0].Is(aAttribute) && es[2].IsAtom():
			name := es[2].AtomName()
			if name == "file" {
				l.setFile(es[3])
				continue
			}
			if name == "module" {
				if hasModule {
					l.fail(es[1], term.A("redefine_module"))
				}
				hasModule = true
			}
			l.needModule(&seen, hasModule, es[1])
			if inCode && !slices.Contains(amongFunctions, name) {
				l.fail(es[1], term.Tuple(term.A("attribute"), es[2]))
				continue
			}
			l.attribute(name, es)
		case len(es) == 5 && es[0].Is(aFunction):
			l.needModule(&seen, hasModule, es[1])
			inCode = true
			l.function(es)
		}
	}
	l.atEnd()
	return sorted(l.errs), sorted(l.warns)
}

// amongFunctions are the attributes that may stand after functions.
var amongFunctions = []string{"record", "native_record", "import_record", "type", "opaque", "nominal", "spec", "doc", "dialyzer",
	"file", "moduledoc", "compile"}

func (l *linter) needModule(seen *bool, has bool, anno term.Term) {
	if !*seen && !has {
		l.fail(anno, term.A("undefined_module"))
	}
	*seen = true
}

func (l *linter) setFile(v term.Term) {
	if v.IsTupleOf(2) {
		name, _ := erl.Text(v.Elem(0))
		l.file = string(name)
	}
}

func (l *linter) at(anno term.Term, desc term.Term) Message {
	return Message{File: l.file, Loc: erl.LocOf(anno), Module: aErlLint, Desc: desc, Text: Text(desc)}
}

func (l *linter) fail(anno, desc term.Term) { l.errs = append(l.errs, l.at(anno, desc)) }

func (l *linter) warn(kind string, anno, desc term.Term) {
	if l.off[kind] || offByDefault[kind] && !l.on[kind] {
		return
	}
	m := l.at(anno, desc)
	m.Warning = true
	l.warns = append(l.warns, m)
}

var offByDefault = map[string]bool{"export_vars": true, "unused_import": true}

// options takes compiler options: flags and {nowarn_..., Functions}.
func (l *linter) options(v term.Term) {
	switch {
	case v.IsAtom():
		switch name := v.AtomName(); {
		case name == "export_all":
			l.all = true
		case strings.HasPrefix(name, "nowarn_"):
			l.off[name[len("nowarn_"):]] = true
		case strings.HasPrefix(name, "warn_"):
			l.on[name[len("warn_"):]] = true
		case name == "no_auto_import":
			l.noAuto[fa{}] = true
		}
	case v.IsTupleOf(2) && v.Elem(0).IsAtom():
		into := map[string]map[fa]bool{"nowarn_unused_function": l.nowarn, "no_auto_import": l.noAuto}[v.Elem(0).AtomName()]
		if into == nil {
			return
		}
		list := v.Elem(1)
		if list.IsTuple() {
			list = term.List(list)
		}
		for ; list.IsCons(); list = list.Tail() {
			if f, ok := faOf(list.Head()); ok {
				into[f] = true
			}
		}
	}
	for ; v.IsCons(); v = v.Tail() {
		l.options(v.Head())
	}
}

func faOf(t term.Term) (fa, bool) {
	if !t.IsTupleOf(2) || !t.Elem(0).IsAtom() || !t.Elem(1).IsInt() {
		return fa{}, false
	}
	return fa{t.Elem(0).Atom(), int(t.Elem(1).Int())}, true
}

// collect notes what the module defines: bodies come later.
func (l *linter) collect(forms []term.Term) {
	for _, f := range forms {
		es := f.Elems()
		switch {
		case len(es) == 5 && es[0].Is(aFunction) && es[2].IsAtom() && es[3].IsInt():
			k := fa{es[2].Atom(), int(es[3].Int())}
			if _, again := l.defined[k]; again {
				l.fail(es[1], term.Tuple(term.A("redefine_function"), k.term()))
				continue
			}
			if _, imported := l.imports[k]; imported {
				l.fail(es[1], term.Tuple(term.A("define_import"), k.term()))
			}
			l.defined[k] = use{k, l.file, erl.LocOf(es[1])}
			l.order = append(l.order, k)
		case len(es) == 4 && es[0].Is(aAttribute) && es[2].IsAtom():
			switch es[2].AtomName() {
			case "file":
				l.setFile(es[3])
			case "import":
				for fs := es[3].Elem(1); fs.IsCons(); fs = fs.Tail() {
					if k, ok := faOf(fs.Head()); ok {
						l.imports[k] = es[3].Elem(0)
					}
				}
			case "type", "opaque", "nominal":
				if es[3].IsTupleOf(3) && es[3].Elem(0).IsAtom() {
					n, _ := es[3].Elem(2).Len()
					k := fa{es[3].Elem(0).Atom(), n}
					if _, again := l.types[k]; again {
						l.fail(es[1], term.Tuple(term.A("redefine_type"), k.term()))
						continue
					}
					l.types[k] = use{k, l.file, erl.LocOf(es[1])}
				}
			}
		}
	}
}

func (l *linter) attribute(name string, es []term.Term) {
	v := es[3]
	switch name {
	case "export":
		for ; v.IsCons(); v = v.Tail() {
			k, ok := faOf(v.Head())
			switch {
			case !ok:
			case l.exported[k]:
				l.warn("duplicated_export", es[1], term.Tuple(term.A("duplicated_export"), k.term()))
			default:
				l.exported[k] = true
				l.called = append(l.called, use{k, l.file, erl.LocOf(es[1])})
			}
		}
	case "export_type":
		for ; v.IsCons(); v = v.Tail() {
			if k, ok := faOf(v.Head()); ok {
				l.exports[k], l.typeUsed[k] = true, true
				l.typeRefs = append(l.typeRefs, use{k, l.file, erl.LocOf(es[1])})
			}
		}
	case "compile":
		if hasAtom(v, "export_all") {
			l.warn("export_all", es[1], term.A("export_all"))
		}
	case "record":
		l.recordDecl(es, false)
	case "native_record":
		l.recordDecl(es, true)
	case "type", "opaque", "nominal":
		if v.IsTupleOf(3) {
			l.typeNames(v.Elem(1))
		}
	case "spec", "callback":
		l.spec(name, es)
	case "on_load", "nifs":
		for list := term.ListTail(term.Nil, v); list.IsCons(); list = list.Tail() {
			if k, ok := faOf(list.Head()); ok {
				l.nowarn[k] = true
			}
		}
	}
}

func hasAtom(v term.Term, name string) bool {
	if v.Is(term.Intern(name)) {
		return true
	}
	for ; v.IsCons(); v = v.Tail() {
		if hasAtom(v.Head(), name) {
			return true
		}
	}
	return false
}

func (l *linter) spec(name string, es []term.Term) {
	if !es[3].IsTupleOf(2) {
		return
	}
	l.typeNames(es[3].Elem(1))
	id := es[3].Elem(0).Elems()
	if len(id) == 3 { // of a module
		id = id[1:]
	}
	k, ok := faOf(term.TupleOf(id))
	if !ok || name == "callback" {
		return
	}
	if _, again := l.specs[k]; again {
		l.fail(es[1], term.Tuple(term.A("redefine_spec"), k.term()))
		return
	}
	l.specs[k] = use{k, l.file, erl.LocOf(es[1])}
	for sigs := es[3].Elem(1); sigs.IsCons(); sigs = sigs.Tail() {
		f := sigs.Head()
		l.singletons(f)
		if b := f.Tagged(term.Intern("type"), 4); b != nil && b[2].Is(term.Intern("bounded_fun")) {
			f = b[3].Head()
		}
		if args := f.Elem(3); args.IsCons() && args.Head().IsTupleOf(4) {
			if n, _ := args.Head().Elem(3).Len(); n != k.arity {
				l.fail(es[1], term.A("spec_wrong_arity"))
			}
		}
	}
}

// singletons finds variables that a signature mentions only once, which says nothing.
func (l *linter) singletons(t term.Term) {
	count := map[term.Atom]int{}
	var first []term.Term
	var walk func(t term.Term)
	walk = func(t term.Term) {
		if v := t.Tagged(aVar, 3); v != nil && v[2].IsAtom() {
			if count[v[2].Atom()]++; count[v[2].Atom()] == 1 {
				first = append(first, t)
			}
			return
		}
		if a := t.Tagged(term.Intern("ann_type"), 3); a != nil { // its name is no variable
			walk(a[2].Tail())
			return
		}
		for _, e := range t.Elems() {
			walk(e)
		}
		for ; t.IsCons(); t = t.Tail() {
			walk(t.Head())
		}
	}
	walk(t)
	for _, v := range first {
		if name := v.Elem(2).Atom(); count[name] == 1 && !strings.HasPrefix(name.String(), "_") {
			l.fail(v.Elem(1), term.Tuple(term.A("singleton_typevar"), name.Term()))
		}
	}
}

// typeNames notes the types and records that a type mentions.
func (l *linter) typeNames(t term.Term) {
	for ; t.IsCons(); t = t.Tail() {
		l.typeNames(t.Head())
	}
	es := t.Elems()
	if len(es) < 3 || !es[0].IsAtom() {
		return
	}
	switch {
	case len(es) == 4 && es[2].IsAtom() && (es[0].Is(term.Intern("user_type")) || es[0].Is(term.Intern("type"))):
		n, _ := es[3].Len()
		k := fa{es[2].Atom(), n}
		if _, own := l.types[k]; own || es[0].Is(term.Intern("user_type")) {
			l.typeUsed[k] = true
			l.typeRefs = append(l.typeRefs, use{k, l.file, erl.LocOf(es[1])})
		}
		if es[2].Is(aRecord) && es[3].IsCons() {
			if a := es[3].Head().Tagged(aAtom, 3); a != nil {
				l.recordUse(a[1], a[2])
			}
		}
	}
	for _, e := range es[2:] {
		l.typeNames(e)
	}
}

func (l *linter) recordDecl(es []term.Term, native bool) {
	if !es[3].IsTupleOf(2) || !es[3].Elem(0).IsAtom() {
		return
	}
	name := es[3].Elem(0).Atom()
	if _, again := l.records[name]; again {
		l.fail(es[1], term.Tuple(term.A("redefine_record"), name.Term()))
		return
	}
	r := &record{file: l.file, loc: erl.LocOf(es[1]), native: native}
	l.records[name] = r
	l.recOrder = append(l.recOrder, name)
	for fs := es[3].Elem(1); fs.IsCons(); fs = fs.Tail() {
		f := fs.Head()
		if t := f.Tagged(term.Intern("typed_record_field"), 3); t != nil {
			l.typeNames(t[2])
			f = t[1]
		}
		fd := f.Elems()
		if len(fd) < 3 || !fd[2].IsTupleOf(3) || !fd[2].Elem(2).IsAtom() {
			continue
		}
		field := fd[2].Elem(2).Atom()
		if slices.Contains(r.fields, field) {
			l.fail(fd[1], term.Tuple(term.A("redefine_field"), name.Term(), field.Term()))
			continue
		}
		r.fields = append(r.fields, field)
		if len(fd) == 4 {
			l.vars = scope{}
			l.expr(fd[3])
			for v := range l.vars {
				l.fail(fd[1], term.Tuple(term.A("variable_in_record_def"), v.Term()))
			}
		}
	}
}

// atEnd checks what only the whole module tells.
func (l *linter) atEnd() {
	for _, u := range l.called {
		if _, ok := l.defined[u.fa]; !ok && !l.pseudo(u.fa) {
			l.file = u.file
			l.errs = append(l.errs, Message{File: u.file, Loc: u.loc, Module: aErlLint, Desc: l.undefinedFunction(u.fa)}.withText())
		}
	}
	for _, u := range l.typeRefs {
		if _, ok := l.types[u.fa]; !ok && !erl.IsType(u.name.String(), u.arity) {
			l.errs = append(l.errs, Message{File: u.file, Loc: u.loc, Module: aErlLint, Desc: term.Tuple(term.A("undefined_type"), u.term())}.withText())
		}
	}
	for k, u := range l.specs {
		if _, ok := l.defined[k]; !ok && !l.pseudo(k) {
			l.errs = append(l.errs, Message{File: u.file, Loc: u.loc, Module: aErlLint, Desc: term.Tuple(term.A("spec_fun_undefined"), k.term())}.withText())
		}
	}
	warning := func(kind string, u use, desc term.Term) {
		if !l.off[kind] {
			m := Message{File: u.file, Loc: u.loc, Module: aErlLint, Desc: desc, Warning: true}
			l.warns = append(l.warns, m.withText())
		}
	}
	if !l.all {
		reached := l.reached()
		for _, k := range l.order {
			if !reached[k] {
				warning("unused_function", l.defined[k], term.Tuple(term.A("unused_function"), k.term()))
			}
		}
	}
	for _, name := range l.recOrder {
		if r := l.records[name]; !r.used && r.file == l.main {
			warning("unused_record", use{file: r.file, loc: r.loc}, term.Tuple(term.A("unused_record"), name.Term()))
		}
	}
	for k, u := range l.types {
		if !l.typeUsed[k] && u.file == l.main {
			warning("unused_type", u, term.Tuple(term.A("unused_type"), k.term()))
		}
	}
}

func (m Message) withText() Message {
	m.Text = Text(m.Desc)
	return m
}

// pseudo are the functions that every module has.
func (l *linter) pseudo(k fa) bool {
	name := k.name.String()
	return name == "module_info" && k.arity < 2 || name == "record_info" && k.arity == 2
}

// reached returns the functions that exported ones use, themselves included.
func (l *linter) reached() map[fa]bool {
	seen := map[fa]bool{}
	var visit func(k fa)
	visit = func(k fa) {
		if seen[k] {
			return
		}
		seen[k] = true
		for _, c := range l.calls[k] {
			visit(c)
		}
	}
	for k := range l.exported {
		visit(k)
	}
	for k := range l.nowarn {
		visit(k)
	}
	visit(fa{}) // uses outside of functions
	return seen
}

func (l *linter) undefinedFunction(k fa) term.Term {
	all := []fa{{term.Intern("module_info"), 0}, {term.Intern("module_info"), 1}, {term.Intern("record_info"), 2}}
	for d := range l.defined {
		all = append(all, d)
	}
	var arities []int
	var names []string
	for _, d := range all {
		if d.name == k.name {
			arities = append(arities, d.arity)
		}
		if d.arity == k.arity {
			names = append(names, d.name.String())
		}
	}
	tag := term.A("undefined_function")
	if len(arities) > 0 {
		slices.Sort(arities)
		var as []term.Term
		for _, a := range arities {
			as = append(as, term.Int(int64(a)))
		}
		return term.Tuple(tag, k.term(), term.Tuple(k.name.Term(), term.List(as...)))
	}
	if guess, ok := l.similar(k.name.String(), names); ok {
		return term.Tuple(tag, k.term(), term.Tuple(guess, term.List(term.Int(int64(k.arity)))))
	}
	return term.Tuple(tag, k.term())
}

// similar returns the name that is most like another, if it is enough so.
func (l *linter) similar(name string, names []string) (term.Term, bool) {
	const enough = 0.66
	best, most := "", 0.0
	if l.opts.Similar == nil {
		return term.Term{}, false
	}
	for _, n := range names {
		if s := l.opts.Similar(name, n); s > most || s == most && n > best {
			best, most = n, s
		}
	}
	if most <= enough {
		return term.Term{}, false
	}
	return term.A(best), true
}
