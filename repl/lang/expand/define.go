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
	m.defined(fa, kind, meta, len(defaults))
	x.onDefinition(m, kind, fa, list, guards, body, &in)
	return fa
}

func (x *Expander) checkName(meta term.Term, kind term.Atom, fa FA, args []term.Term, e *Env) {
	switch name := fa.Name.String(); {
	case name == "__aliases__" && len(args) > 0:
		x.fail(meta, e, "function names should start with lowercase characters or underscore, invalid name %s", toString(makeCall(fa.Name, term.Nil, args...)))
	case name == "__info__" && fa.Arity == 1:
		x.fail(meta, e, "cannot define %s __info__/1 as it is automatically defined by Elixir", kind)
	case name == "module_info" && fa.Arity <= 1:
		x.fail(meta, e, "cannot define %s module_info/%d as it is automatically defined by Erlang", kind, fa.Arity)
	case name == "behaviour_info" && fa.Arity == 1:
		x.fail(meta, e, "cannot define %s behaviour_info/1 as it is automatically defined by Elixir", kind)
	case name == "is_record" && (fa.Arity == 2 || fa.Arity == 3):
		x.fail(meta, e, "cannot define %s is_record/%d due to compatibility issues with the Erlang compiler (it is a known bug)", kind, fa.Arity)
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

// clauseOf expands one clause; hasBody is false for a head alone.
func (x *Expander) clauseOf(kind term.Atom, meta term.Term, params, guards []term.Term, body term.Term, s State, e *Env) (c Clause, hasBody bool) {
	if body.Is(term.AtomNil) {
		for _, p := range params {
			if !isVar(p) {
				x.fail(meta, e, `patterns are not allowed in function head, only variables and default arguments (using \\)`)
			}
		}
		if len(guards) > 0 {
			x.failSoft(meta, e, "guards are not allowed in function head, only variables and default arguments (using \\\\)")
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
		m.byName[fa] = d
		m.defs = append(m.defs, d)
	} else {
		if d.Kind != kind {
			x.fail(meta, e, "%s %s/%d already defined as %s in %s:%d", kind, fa.Name, fa.Arity, d.Kind, x.Shared.shown(d.File), Line(d.Meta))
		}
		if defaults > 0 && len(d.Clauses) > 0 && !has(meta, metaContext) {
			x.fail(meta, e, "def %s/%d has multiple clauses and also declares default values. In such cases, the default values should be defined in a header. Instead of:\n\n    def foo(:first_clause, b \\\\ :default) do ... end\n    def foo(:second_clause, b) do ... end\n\none should write:\n\n    def foo(a, b \\\\ :default)\n    def foo(:first_clause, b) do ... end\n    def foo(:second_clause, b) do ... end\n", fa.Name, fa.Arity)
		}
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
	if hasBody {
		d.Clauses = append(d.Clauses, c)
		m.clauses++
	}
}

// defined forgets the attributes that count for one definition.
func (m *Module) defined(fa FA, kind term.Atom, meta term.Term, defaults int) {
	if a, ok := m.attrs[atomImpl]; ok {
		context, quoted := get(meta, metaContext)
		if !quoted {
			context = nilTerm
		}
		m.impls = append(m.impls, impl{fa, kind, defaults, a.Value, context, meta})
	}
	if a, ok := m.attrs[atomDoc]; ok {
		m.docs = append(m.docs, Doc{fa, a.Value})
	}
	for _, name := range []term.Atom{atomDoc, atomImpl, atomDeprecated} {
		if a, ok := m.attrs[name]; ok && name == atomDeprecated {
			m.deprecated = append(m.deprecated, pair(pair(fa.Name.Term(), term.Int(int64(fa.Arity))), a.Value))
		}
		delete(m.attrs, name)
	}
}

var (
	atomDoc        = term.Intern("doc")
	atomImpl       = term.Intern("impl")
	atomDeprecated = term.Intern("deprecated")
)

// Doc is the documentation of one definition, as @doc was given.
type Doc struct {
	Name  FA
	Value term.Term
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

// MakeOverridable lets the definitions be defined anew: what they are now is
// what super calls.
func (x *Expander) MakeOverridable(module term.Atom, list term.Term) (err error) {
	defer catch(&err)
	m := x.Shared.Module(module)
	if m == nil {
		x.raise("ArgumentError", "could not call Module.make_overridable/2 because the module "+InspectModule(module)+" is already compiled")
	}
	fas, ok := keywordFAs(list)
	if !ok && list.IsAtom() {
		callbacks, err := x.Code.Apply(list.Atom(), term.Intern("behaviour_info"), []term.Term{term.A("callbacks")})
		if err != nil {
			return err
		}
		all, _ := keywordFAs(callbacks)
		for _, fa := range all {
			if _, defined := m.byName[fa]; defined {
				fas = append(fas, fa)
			}
		}
	} else if !ok {
		x.raise("ArgumentError", "expected a keyword list or a behaviour in defoverridable, got: "+inspect(list))
	}
	for _, fa := range fas {
		d, ok := m.take(fa)
		if !ok {
			if _, again := m.overridable[fa]; again {
				continue
			}
			x.raise("ArgumentError", "cannot make function "+fa.Name.String()+"/"+itoa(fa.Arity)+" overridable because it was not defined")
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
