package expand

import (
	"maps"
	"slices"
	"strings"

	"gex/proto/term"
)

var (
	atomDefaultArg = term.Intern("default")
	atomElixirDef2 = term.Intern("elixir_def")
)

// StoreDefinition is what def and its like do when the body of a module runs:
// it expands the clause and stores it. env is the number that keepEnv gave.
func (x *Expander) StoreDefinition(module, kind term.Atom, head, body term.Term, env int) (name FA, err error) {
	defer catch(&err)
	m := x.Shared.Module(module)
	if m == nil || env < 0 || env >= len(m.envs) {
		x.raise("ArgumentError", "could not call def because the module "+InspectModule(module)+" is already compiled")
	}
	return x.fork().storeDefinition(m, kind, head, body, m.envs[env]), nil
}

func (x *Expander) storeDefinition(m *Module, kind term.Atom, head, body term.Term, e *Env) FA {
	call, guards := extractGuards(head)
	form, headMeta, args, ok := node(call)
	if !ok || !form.IsAtom() {
		x.fail(lineMeta(e.Line), e, "invalid syntax in %s %s", kind, toString(call))
	}
	list, _ := args.Slice()
	meta := lineMeta(e.Line)
	if c := column(headMeta); c > 0 {
		meta = put(meta, metaColumn, term.Int(int64(c)))
	}
	if c, ok := get(headMeta, metaContext); ok {
		meta = put(meta, metaContext, c)
	}
	if isTrue(headMeta, metaGenerated) {
		meta = put(meta, metaGenerated, trueTerm)
	}
	if keep, ok := get(headMeta, metaKeep); ok {
		meta = put(meta, metaKeep, keep)
	}
	fa := FA{form.Atom(), len(list)}
	x.checkName(meta, kind, fa, list, e)
	in := *e
	in.Function = &fa
	s := State{caller: kind == atomDefmacro || kind == atomDefmacrop}
	params, defaults := x.defaults(kind, meta, fa, list, s, &in)
	clause, hasBody := x.clauseOf(kind, meta, params, guards, body, s, &in)
	m.store(x, kind, meta, fa, len(defaults), clause, hasBody, e)
	for _, d := range defaults {
		m.store(x, kind, put(meta, metaContext, atomElixirDef2.Term()), FA{fa.Name, len(d.Args)}, 0, d, true, e)
	}
	m.defined(x, fa, kind, meta, list, len(defaults), e)
	x.onDefinition(m, kind, fa, list, guards, body, &in)
	return fa
}

func (x *Expander) checkName(meta term.Term, kind term.Atom, fa FA, args []term.Term, e *Env) {
	e = e.outside()
	switch name := fa.Name.String(); {
	case name == "__aliases__" && len(args) > 0:
		x.fail(meta, e, "function names should start with lowercase characters or underscore, invalid name %s", toString(makeCall(fa.Name, term.Nil, args...)))
	case name == "__info__" && fa.Arity == 1:
		x.fail(meta, e, "cannot define %s __info__/1 as it is automatically defined by Elixir", kind)
	case name == "module_info" && fa.Arity <= 1:
		x.fail(meta, e, "cannot define %s module_info/%d as it is automatically defined by Erlang", kind, fa.Arity)
	case name == "is_record" && fa.Arity == 2 && (kind == atomDef || kind == atomDefp):
		x.fail(meta, e, "cannot define %s is_record/2 due to compatibility with the Erlang compiler (it is a known limitation)", kind)
	}
}

// defaults takes the default values out of the parameters. Each makes a clause
// of fewer arguments that calls the function with the values.
func (x *Expander) defaults(kind term.Atom, meta term.Term, fa FA, args []term.Term, s State, e *Env) (params []term.Term, clauses []Clause) {
	params = make([]term.Term, len(args))
	values := make([]term.Term, len(args))
	for i, a := range args {
		params[i] = a
		if _, lr, ok := callOf(a, atomBackslash, 2); ok {
			params[i] = lr[0]
			values[i], s, _ = x.expand(lr[1], s, e)
		}
	}
	for i := range args {
		if values[i].IsNone() {
			continue
		}
		c := Clause{Meta: meta}
		var pass []term.Term
		for j := range args {
			if j >= i && !values[j].IsNone() {
				pass = append(pass, values[j])
				continue
			}
			version := x.bind(definition{used: true})
			v := makeVar(term.Intern("x"+itoa(j)), put(meta, metaVersion, term.Int(int64(version))), atomElixirDef2.Term())
			c.Args, pass = append(c.Args, v), append(pass, v)
		}
		superMeta := put(put(meta, atomDefaultArg, trueTerm), atomSuper, pair(kind.Term(), fa.Name.Term()))
		c.Body = makeNode(atomSuper.Term(), superMeta, term.List(pass...))
		clauses = append(clauses, c)
	}
	return params, clauses
}

const notInHead = ` are not allowed in function head, only variables and default arguments (using \\)

If you did not intend to define a function head, make sure your function definition has the proper syntax by wrapping the arguments in parentheses and using the do keyword accordingly:

    def add(a, b), do: a + b

    def add(a, b) do
      a + b
    end
`

// clauseOf expands one clause; hasBody is false for a head alone.
func (x *Expander) clauseOf(kind term.Atom, meta term.Term, params, guards []term.Term, body term.Term, s State, e *Env) (c Clause, hasBody bool) {
	if body.Is(term.AtomNil) {
		for _, p := range params {
			if !isVar(p) {
				x.failSoft(meta, e, "patterns%s", notInHead)
				break
			}
		}
		if len(guards) > 0 {
			x.failSoft(meta, e, "guards%s", notInHead)
		}
		return Clause{}, false
	}
	do, ok := get(body, atomDo)
	if !ok {
		x.fail(meta, e, "missing :do option in \"%s\"", kind)
	}
	if n, _ := body.Len(); n > 1 {
		do = makeCall(atomTry, put(meta, metaDefinition, term.String(kind.String())), body)
	}
	c.Meta = meta
	start := x.scope()
	s.pre = prematch{kind: inPattern, version: start}
	c.Args, s, e = x.expandArgs(params, s, e.withContext(Match))
	s.pre = prematch{}
	e = e.withContext(Guard)
	for _, g := range guards {
		var out term.Term
		out, s, e = x.guard(g, s, e)
		c.Guards = append(c.Guards, out)
	}
	c.Body, s, e = x.expand(do, s, e.withContext(NoContext))
	x.checkUnused(start, e)
	return c, true
}

// store adds a clause to a definition.
func (m *Module) store(x *Expander, kind term.Atom, meta term.Term, fa FA, defaults int, c Clause, hasBody bool, e *Env) {
	d, ok := m.byName[fa]
	if !ok {
		d = &Definition{Kind: kind, Name: fa, Meta: meta, File: e.File, Defaults: defaults}
		m.checkConflicts(x, kind, meta, fa, defaults, e)
		m.byName[fa] = d
		m.defs = append(m.defs, d)
	} else {
		if d.Kind != kind {
			x.fail(meta, e.outside(), "%s %s/%d already defined as %s in %s:%d", kind, fa.Name, fa.Arity, d.Kind, x.Shared.shown(d.File), Line(d.Meta))
		}
		if byDefault(d.Meta) {
			m.checkConflicts(x, kind, meta, fa, defaults, e)
		}
		m.checkDefaults(x, d, meta, fa, defaults, hasBody, e)
		d.Defaults = max(d.Defaults, defaults)
		quiet := has(meta, metaContext) || has(d.Meta, metaContext)
		if hasBody && !quiet && m.last != d && len(d.Clauses) > 0 && !m.separated[fa] {
			if m.separated == nil {
				m.separated = make(map[FA]bool)
			}
			m.separated[fa] = true
			x.warn(meta, &Env{Module: term.AtomNil, File: e.File}, "clauses with the same name and arity (number of arguments) should be grouped together, \"%s %s/%d\" was previously defined (%s:%d)", kind, fa.Name, fa.Arity, x.Shared.shown(d.File), Line(d.Meta))
		}
	}
	if !has(meta, metaContext) {
		m.last = d
	}
	if !byDefault(meta) {
		d.lastDefaults = hasBody && defaults > 0
	}
	if hasBody {
		d.Clauses = append(d.Clauses, c)
		m.clauses++
	}
}

const defaultsInHead = "Instead of:\n\n    def foo(:first_clause, b \\\\ :default) do ... end\n    def foo(:second_clause, b%s) do ... end\n\none should write:\n\n    def foo(a, b \\\\ :default)\n    def foo(:first_clause, b) do ... end\n    def foo(:second_clause, b) do ... end\n\nthe previous clause is defined on line %d\n"

// checkDefaults compares another clause with the clauses before it.
func (m *Module) checkDefaults(x *Expander, d *Definition, meta term.Term, fa FA, defaults int, hasBody bool, e *Env) {
	switch {
	case byDefault(meta):
	case defaults > 0 && d.Defaults > 0:
		x.fail(meta, e.outside(), "%s %s/%d defines defaults multiple times. Elixir allows defaults to be declared once per definition. "+defaultsInHead,
			d.Kind, fa.Name, fa.Arity, " \\\\ :default", Line(d.Meta))
	case defaults > 0 && len(d.Clauses) > 0, hasBody && d.lastDefaults:
		x.warn(meta, e.outside(), "%s %s/%d has multiple clauses and also declares default values. In such cases, the default values should be defined in a header. "+defaultsInHead,
			d.Kind, fa.Name, fa.Arity, "", Line(d.Meta))
	}
	if !hasBody && len(d.Clauses) > 0 && !byDefault(meta) {
		x.warn(meta, e.outside(), "function head for %s %s/%d must come at the top of its direct implementation. Instead of:\n\n    def add(a, b), do: a + b\n    def add(a, b)\n\none should write:\n\n    def add(a, b)\n    def add(a, b), do: a + b\n", d.Kind, fa.Name, fa.Arity)
	}
}

// byDefault tells whether a clause was made for default arguments.
func byDefault(meta term.Term) bool {
	c, ok := get(meta, metaContext)
	return ok && c.Is(atomElixirDef2)
}

// checkConflicts compares a new definition with those of the same name and
// another arity, whose defaults may mean the same.
func (m *Module) checkConflicts(x *Expander, kind term.Atom, meta term.Term, fa FA, defaults int, e *Env) {
	if byDefault(meta) {
		return
	}
	in := *e
	in.Function = &fa
	for _, o := range m.defs {
		switch {
		case o.Name.Name != fa.Name || o.Name.Arity == fa.Arity || byDefault(o.Meta):
		case o.Name.Arity > fa.Arity && o.Name.Arity-o.Defaults <= fa.Arity:
			x.fail(meta, &in, "%s %s/%d conflicts with defaults from %s/%d", kind, fa.Name, fa.Arity, o.Name.Name, o.Name.Arity)
		case o.Name.Arity < fa.Arity && o.Name.Arity >= fa.Arity-defaults && o.Defaults > 0:
			x.fail(meta, &in, "%s %s/%d defaults conflicts with %s/%d", kind, fa.Name, fa.Arity, o.Name.Name, o.Name.Arity)
		}
	}
}

// defined forgets the attributes that count for one definition.
func (m *Module) defined(x *Expander, fa FA, kind term.Atom, meta term.Term, args []term.Term, defaults int, e *Env) {
	if !isPrivateKind(kind) {
		m.documentDefinition(fa, kind.Term(), meta, args, defaults)
	}
	delete(m.docMeta, atomDoc)
	if a, ok := m.attrs[atomImpl]; ok {
		context, quoted := get(meta, metaContext)
		if !quoted {
			context = nilTerm
		}
		m.impls = append(m.impls, impl{fa, kind, defaults, a.Value, context, meta})
	}
	if a, ok := m.attrs[atomDoc]; ok && !a.unset {
		m.checkDoc(x, fa, kind, a, e)
	}
	for _, name := range []term.Atom{atomDoc, atomImpl, atomDeprecated} {
		if a, ok := m.attrs[name]; ok && name == atomDeprecated {
			for arity := fa.Arity - defaults; arity <= fa.Arity; arity++ {
				m.deprecated = append(m.deprecated, pair(pair(fa.Name.Term(), term.Int(int64(arity))), a.Value))
			}
		}
		delete(m.attrs, name)
	}
}

var (
	atomDoc        = term.Intern("doc")
	atomImpl       = term.Intern("impl")
	atomDeprecated = term.Intern("deprecated")
)

const twoDocs = "redefining @doc attribute previously set at line %d.\n\nPlease remove the duplicate docs. If instead you want to override a previously defined @doc, attach the @doc attribute to a function head (the function signature not followed by any do-block). For example:\n\n    @doc \"\"\"\n    new docs\n    \"\"\"\n    def %s(...)\n"

// checkDoc keeps the @doc of a definition, and warns where it is of no use.
func (m *Module) checkDoc(x *Expander, fa FA, kind term.Atom, a *Attribute, e *Env) {
	in := *e
	in.Function = &fa
	if isPrivateKind(kind) {
		if !a.Value.Is(term.False) {
			x.warn(lineMeta(a.Line), &in, "%s %s/%d is private, @doc attribute is always discarded for private functions/macros/types", kind, fa.Name, fa.Arity)
		}
		return
	}
	for _, d := range m.docs {
		if d.Name == fa && d.line > 0 && d.Value.IsBinary() && a.Value.IsBinary() && len(m.byName[fa].Clauses) > 1 {
			x.warn(lineMeta(a.Line), &in, twoDocs, d.line, fa.Name)
			break
		}
	}
	m.docs = append(m.docs, Doc{fa, a.Value, a.Line})
}

// Doc is the documentation of one definition, as @doc was given.
type Doc struct {
	Name  FA
	Value term.Term
	line  int
}

// onDefinition calls what @on_definition asks for.
func (x *Expander) onDefinition(m *Module, kind term.Atom, fa FA, args, guards []term.Term, body term.Term, e *Env) {
	a, ok := m.attrs[term.Intern("on_definition")]
	if !ok {
		return
	}
	hooks := slice(a.Value)
	for i := len(hooks) - 1; i >= 0; i-- {
		h := hooks[i]
		if !h.IsTupleOf(2) || !h.Elem(0).IsAtom() || !h.Elem(1).IsAtom() {
			continue
		}
		_, err := x.Code.Apply(h.Elem(0).Atom(), h.Elem(1).Atom(), []term.Term{
			e.Term(), kind.Term(), fa.Name.Term(), term.List(args...), term.List(guards...), body,
		})
		if err != nil {
			panic(bailout{err})
		}
	}
}

// ---- overridable definitions

// inOverridable are the functions that find what cannot be overridden.
var inOverridable = frames{"lists:foreach_1/2", "Module:-make_overridable/2-fun-0-/2"}

// MakeOverridable lets the definitions be defined anew: what they are now is
// what super calls.
func (x *Expander) MakeOverridable(module term.Atom, list term.Term) (err error) {
	defer catch(&err)
	m := x.Shared.Module(module)
	if m == nil {
		x.raiseIn(frames{"Module:make_overridable/2", "Module:assert_not_compiled!/3"}, "ArgumentError", "could not call Module.make_overridable/2 because the module "+InspectModule(module)+" is already compiled")
	}
	fas, ok := keywordFAs(list)
	if !ok && list.IsAtom() {
		cannot := "cannot pass module " + InspectModule(list.Atom()) + " as argument to defoverridable/1 because "
		if b, _ := m.Attribute("behaviour"); !slices.Contains(slice(b), list) {
			if x.Code.EnsureLoaded(list.Atom()) {
				x.raiseIn(frames{"Module:make_overridable/2"}, "ArgumentError", cannot+"its corresponding behaviour is missing. Did you forget to add @behaviour "+InspectModule(list.Atom())+"?")
			}
			x.raiseIn(frames{"Module:make_overridable/2"}, "ArgumentError", cannot+"it was not defined")
		}
		callbacks, err := x.Code.Apply(list.Atom(), term.Intern("behaviour_info"), []term.Term{term.A("callbacks")})
		if err != nil {
			x.raiseIn(frames{"Module:make_overridable/2"}, "ArgumentError", cannot+"it does not define any callbacks")
		}
		all, _ := keywordFAs(callbacks)
		for _, fa := range all {
			if _, defined := m.byName[fa]; defined {
				fas = append(fas, fa)
			}
		}
	} else if !ok {
		for _, fa := range slice(list) {
			if !fa.IsTupleOf(2) || !fa.Elem(0).IsAtom() || !fa.Elem(1).IsInt() {
				x.raiseIn(inOverridable, "ArgumentError", "each element in tuple list has to be a {function_name :: atom, arity :: 0..255} tuple, got: "+inspect(fa))
			}
		}
	}
	for _, fa := range fas {
		d, ok := m.take(fa)
		if !ok {
			if _, again := m.overridable[fa]; again {
				continue
			}
			x.raiseIn(inOverridable, "ArgumentError", "cannot make function "+fa.Name.String()+"/"+itoa(fa.Arity)+" overridable because it was not defined")
		}
		o, ok := m.overridable[fa]
		if ok {
			// An earlier version that super was called for stays under its name.
			if o.used {
				m.keepOverridden(fa, o)
			}
			o = &overridable{definition: d, count: o.count + 1}
		} else {
			o = &overridable{definition: d, count: 1}
		}
		m.overridable[fa] = o
	}
	return nil
}

// take removes a definition.
func (m *Module) take(fa FA) (*Definition, bool) {
	d, ok := m.byName[fa]
	if !ok {
		return nil, false
	}
	delete(m.byName, fa)
	for i, o := range m.defs {
		if o == d {
			m.defs = append(m.defs[:i:i], m.defs[i+1:]...)
			break
		}
	}
	if m.last == d {
		m.last = nil
	}
	return d, true
}

func (m *Module) keepOverridden(fa FA, o *overridable) {
	d := *o.definition
	d.Name = FA{overriddenName(fa, o.count), fa.Arity}
	if strings.HasPrefix(d.Kind.String(), "defmacro") {
		d.Kind = atomDefmacrop
	} else {
		d.Kind = atomDefp
	}
	m.byName[d.Name] = &d
	m.defs = append(m.defs, &d)
	m.kept = append(m.kept, d.Name)
}

// settleOverridables ends the body: what was not defined anew is defined as it
// was, what super calls is kept under another name.
func (m *Module) settleOverridables() {
	for _, fa := range slices.SortedFunc(maps.Keys(m.overridable), compareFA) {
		o := m.overridable[fa]
		if _, again := m.byName[fa]; !again {
			m.byName[fa] = o.definition
			m.defs = append(m.defs, o.definition)
		} else if o.used {
			m.keepOverridden(fa, o)
		}
	}
}
