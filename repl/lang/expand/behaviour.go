package expand

import (
	"cmp"
	"slices"
	"strings"

	"gex/proto/term"
)

// impl is one use of @impl.
type impl struct {
	fa       FA
	kind     term.Atom
	defaults int
	value    term.Term
	context  term.Term // of the definition: nil, or the module of a quote
	meta     term.Term
}

// callback is a function or macro that a behaviour asks for.
type callback struct {
	fa        FA
	kind      term.Atom
	behaviour term.Atom
	optional  bool
}

// behaviourCheck compares a module with the behaviours that it declares.
type behaviourCheck struct {
	*verifier
	declared  []term.Atom
	callbacks []callback
	missing   []callback // without those that an @impl has marked
	contexts  map[term.Atom][]term.Term
}

// behaviours warns of callbacks that a module lacks, and of @impl where
// there is none to implement or where it is missing.
func (v *verifier) behaviours() {
	list, ok := v.m.Attribute("behaviour")
	if !ok && len(v.m.impls) == 0 || v.x.Code == nil {
		return
	}
	c := &behaviourCheck{verifier: v, contexts: make(map[term.Atom][]term.Term)}
	behaviours := slice(list)
	for i := len(behaviours) - 1; i >= 0; i-- {
		c.declare(behaviours[i])
	}
	c.missing = slices.Clone(c.callbacks)
	for _, i := range v.m.impls {
		c.impl(i)
	}
	if len(v.m.impls) > 0 {
		c.unmarked()
	}
	for _, cb := range c.missing {
		c.implemented(cb)
	}
}

func (c *behaviourCheck) declare(t term.Term) {
	name := " (in module " + InspectModule(c.m.Name) + ")"
	if !t.IsAtom() {
		c.warn(c.m.Line, "@behaviour ", inspect(t), " must be an atom", name)
		return
	}
	b := t.Atom()
	if slices.Contains(c.declared, b) {
		return
	}
	c.declared = append(c.declared, b)
	if !c.x.Code.EnsureLoaded(b) {
		c.warn(c.m.Line, "@behaviour ", InspectModule(b), " does not exist", name)
		return
	}
	all, ok := c.info(b, "callbacks")
	if !ok {
		c.warn(c.m.Line, "module ", InspectModule(b), " is not a behaviour", name)
		return
	}
	optional, _ := c.info(b, "optional_callbacks")
	for _, fa := range all {
		cb := callback{fa, atomDef, b, slices.Contains(optional, fa)}
		if macro, ok := macroOf(fa.Name); ok {
			cb.fa, cb.kind = FA{macro, fa.Arity - 1}, atomDefmacro
		}
		c.callbacks = append(c.callbacks, cb)
	}
}

func (c *behaviourCheck) info(module term.Atom, what string) ([]FA, bool) {
	list, err := c.x.Code.Apply(module, term.Intern("behaviour_info"), []term.Term{term.A(what)})
	if err != nil {
		return nil, false
	}
	return keywordFAs(list)
}

func kindName(kind term.Atom) string {
	if isMacroKind(kind) {
		return "macro"
	}
	return "function"
}

func definitionName(kind term.Atom, fa FA) string {
	return kindName(kind) + " " + fa.Name.String() + "/" + itoa(fa.Arity)
}

// impl checks one use of @impl and takes what it marks off the missing ones.
func (c *behaviourCheck) impl(i impl) {
	what := definitionName(i.kind, i.fa)
	line := Line(i.meta)
	got := "got \"@impl " + inspect(i.value) + "\" for " + what
	matches := func(cb callback) bool {
		return cb.fa.Name == i.fa.Name && cb.fa.Arity <= i.fa.Arity && cb.fa.Arity >= i.fa.Arity-i.defaults
	}
	var marked []callback
	for _, cb := range c.callbacks {
		if matches(cb) && (!i.value.IsAtom() || i.value.Is(term.True) || i.value.Is(term.False) || i.value.Is(cb.behaviour)) {
			marked = append(marked, cb)
		}
	}
	switch {
	case isPrivateKind(i.kind):
		c.warn(line, what, " is private, @impl attribute is always discarded for private functions/macros")
	case len(c.declared) == 0:
		c.warn(line, got, " but no behaviour was declared")
	case i.value.Is(term.False):
		if len(marked) > 0 {
			c.warn(line, got, " but it is a callback specified in ", InspectModule(marked[0].behaviour))
		}
	case len(marked) > 0:
		for _, cb := range marked {
			c.contexts[cb.behaviour] = append(c.contexts[cb.behaviour], i.context)
			c.missing = slices.DeleteFunc(c.missing, func(o callback) bool { return o.fa == cb.fa })
		}
	case i.value.Is(term.True):
		c.warn(line, got, " but no behaviour specifies such callback", c.known())
	case i.value.IsAtom() && !slices.Contains(c.declared, i.value.Atom()):
		c.warn(line, got, " but this behaviour was not declared with @behaviour")
	case i.value.IsAtom() && slices.ContainsFunc(c.callbacks, func(cb callback) bool { return i.value.Is(cb.behaviour) }):
		c.warn(line, got, " but ", InspectModule(i.value.Atom()), " does not specify such callback", c.known())
	}
}

func (c *behaviourCheck) known() string {
	if len(c.callbacks) == 0 {
		return ". There are no known callbacks, please specify the proper @behaviour and make sure it defines callbacks"
	}
	sorted := slices.Clone(c.callbacks)
	slices.SortStableFunc(sorted, func(a, b callback) int { return compareFA(a.fa, b.fa) })
	var b strings.Builder
	b.WriteString(". The known callbacks are:\n")
	for _, cb := range sorted {
		b.WriteString("\n  * " + InspectModule(cb.behaviour) + "." + cb.fa.Name.String() + "/" + itoa(cb.fa.Arity) + " (" + kindName(cb.kind) + ")")
	}
	b.WriteString("\n")
	return b.String()
}

// unmarked warns of callbacks without @impl where others have it.
func (c *behaviourCheck) unmarked() {
	for _, d := range c.m.defs {
		if d.IsPrivate() {
			continue
		}
		context, quoted := get(d.Meta, metaContext)
		if !quoted {
			context = nilTerm
		}
		for _, cb := range c.missing {
			if cb.fa != d.Name {
				continue
			}
			known, some := c.contexts[cb.behaviour]
			if some && slices.Contains(known, context) || !some && !quoted {
				c.warn(Line(d.Meta), "module attribute @impl was not set for ", definitionName(d.Kind, d.Name), " callback (specified in ", InspectModule(cb.behaviour),
					"). This either means you forgot to add the \"@impl true\" annotation before the definition or that you are accidentally overriding this callback")
				break
			}
		}
	}
}

// implemented warns when nothing implements the callback.
func (c *behaviourCheck) implemented(cb callback) {
	required := func() string {
		what := "behaviour "
		if functions, _, ok := c.x.Code.Exported(cb.behaviour); ok && functions.Has(FA{term.Intern("__protocol__"), 1}) {
			what = "protocol "
		}
		return definitionName(cb.kind, cb.fa) + " required by " + what + InspectModule(cb.behaviour)
	}
	in := " (in module " + InspectModule(c.m.Name) + ")"
	switch d, ok := c.m.byName[cb.fa]; {
	case !ok && !cb.optional:
		c.warn(c.m.Line, required(), " is not implemented", in)
	case ok && d.Kind != cb.kind:
		c.warn(c.m.Line, required(), " was implemented as \"", d.Kind.String(), "\" but should have been \"", cb.kind.String(), "\"", in)
	}
}

// Callbacks returns what the module asks of those that implement it: functions
// and macros (as their functions), and those that may be left out. Both are
// sorted by the names and arities that they were declared with, the last first.
func (m *Module) Callbacks() (all, optional []FA) {
	declared := map[FA]FA{}
	read := func(attribute string, macro bool) {
		list, _ := m.Attribute(attribute)
		for _, q := range slice(list) {
			if fa, ok := callbackName(q); ok {
				written := fa
				if macro {
					fa = FA{macroName(fa.Name), fa.Arity + 1}
				}
				declared[fa] = written
				if !slices.Contains(all, fa) {
					all = append(all, fa)
				}
			}
		}
	}
	read("macrocallback", true)
	read("callback", false)
	list, _ := m.Attribute("optional_callbacks")
	for _, l := range slice(list) {
		fas, _ := keywordFAs(l)
		for _, fa := range fas {
			if !slices.Contains(all, fa) {
				fa = FA{macroName(fa.Name), fa.Arity + 1}
			}
			optional = append(optional, fa)
		}
	}
	lastFirst := func(a, b FA) int {
		a, b = declared[a], declared[b]
		return cmp.Or(cmp.Compare(b.Name.String(), a.Name.String()), cmp.Compare(b.Arity, a.Arity))
	}
	slices.SortStableFunc(all, lastFirst)
	slices.SortStableFunc(optional, lastFirst)
	return all, optional
}

// callbackName reads name(types) :: type, with or without when.
func callbackName(q term.Term) (FA, bool) {
	q = typeExpr(q)
	if _, lr, ok := callOf(q, atomWhen, 2); ok {
		q = lr[0]
	}
	if _, lr, ok := callOf(q, atomType, 2); ok {
		q = lr[0]
	}
	if name, _, args, ok := call(q); ok {
		return FA{name, len(args)}, true
	}
	if isVar(q) {
		return FA{q.Elem(0).Atom(), 0}, true
	}
	return FA{}, false
}
