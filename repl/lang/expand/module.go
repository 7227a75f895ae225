package expand

import (
	"slices"
	"strings"
	"sync/atomic"

	"gex/proto/term"
)

// Module is a module while it is being defined: the definitions stored so far,
// the attributes, and what the body has said about them.
type Module struct {
	Name term.Atom
	File string
	Line int

	defs        []*Definition // in the order of their first clause
	byName      map[FA]*Definition
	envs        []*Env
	attrs       map[term.Atom]*Attribute
	overridable map[FA]*overridable
	uses        []localUse
	structure   atomic.Pointer[Struct] // other processes ask for it
	tainted     bool
	last        *Definition
	separated   map[FA]bool // warned about clauses that stand apart
	kept        []FA        // overridden definitions that super calls
	clauses     int         // stored so far
	docs        []Doc
	documented  []*Documented // in the order of the source
	docEntries  map[docKey]*Documented
	docMeta     map[term.Atom][]term.Term // of @doc, @typedoc and @moduledoc
	impls       []impl
	locals      map[term.Atom]bool
	imported    map[FA]term.Atom // imports that were called by name alone
	macrosUsed  map[FA]bool      // local macros that were called
	deprecated  []term.Term
	order       []term.Atom // attributes in the order of their making
	types       []typeEntry
	typedocs    map[FA]int // lines of @typedoc, of the types that have one
}

// Definition is one function or macro.
type Definition struct {
	Kind     term.Atom // def, defp, defmacro, defmacrop
	Name     FA        // of a macro: without the caller's environment
	Meta     term.Term
	File     string
	Defaults int
	Clauses  []Clause

	lastDefaults bool // the last clause has default arguments
}

// Clause is one expanded clause of a definition.
type Clause struct {
	Meta   term.Term
	Args   []term.Term
	Guards []term.Term // any of them lets the clause in
	Body   term.Term
}

// Struct is what defstruct has said.
type Struct struct {
	Value    term.Term   // the struct with its defaults
	Fields   []term.Atom // in the order given
	Enforced []term.Atom

	derived term.Term // @derive at that time
}

type overridable struct {
	definition *Definition
	count      int
	used       bool
}

type localUse struct {
	fa   FA
	by   FA
	meta term.Term
	env  *Env
}

// Module returns the module of that name that is being defined, nil when there
// is none.
func (s *Shared) Module(name term.Atom) *Module {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.modules[name]
}

// Begin starts the definition of a module; false when it is being defined
// already.
func (s *Shared) Begin(name term.Atom, file string, line int) (*Module, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.modules == nil {
		s.modules = make(map[term.Atom]*Module)
	}
	if s.modules[name] != nil {
		return nil, false
	}
	m := &Module{
		Name: name, File: file, Line: line,
		byName:      make(map[FA]*Definition),
		attrs:       make(map[term.Atom]*Attribute),
		overridable: make(map[FA]*overridable),
	}
	s.modules[name] = m
	return m, true
}

// End ends the definition of a module, whether it succeeded or not.
func (s *Shared) End(name term.Atom) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.modules, name)
}

// Taint marks the module as failed; its end reports so.
func (m *Module) Taint() { m.tainted = true }

// Tainted tells whether errors were reported.
func (m *Module) Tainted() bool { return m.tainted }

// Definitions returns the definitions in the order of their first clauses.
func (m *Module) Definitions() []*Definition { return m.defs }

// Definition returns the definition of that name.
func (m *Module) Definition(fa FA) (*Definition, bool) {
	d, ok := m.byName[fa]
	return d, ok
}

// Struct returns what defstruct has said.
func (m *Module) Struct() (Struct, bool) {
	if st := m.structure.Load(); st != nil {
		return *st, true
	}
	return Struct{}, false
}

func (m *Module) localMacro(fa FA) bool {
	d, ok := m.byName[fa]
	return ok && (d.Kind == atomDefmacro || d.Kind == atomDefmacrop)
}

func (m *Module) usesLocal(fa, by FA, meta term.Term, e *Env) {
	m.uses = append(m.uses, localUse{fa, by, meta, e})
}

// keepEnv stores an environment for code that runs while the module is being
// defined, and returns its number.
func (m *Module) keepEnv(e *Env) int {
	m.envs = append(m.envs, e)
	return len(m.envs) - 1
}

// Attribute is a module attribute.
type Attribute struct {
	Value      term.Term // of an accumulating one: the list, newest first
	Accumulate bool
	Persist    bool
	Line       int
	Read       bool
	unset      bool // registered, without a value yet
}

// super marks the function that the current one overrides as used and returns
// its kind and the name under which it is kept.
func (m *Module) super(fa FA) (kind, name term.Atom, ok bool) {
	o, ok := m.overridable[fa]
	if !ok {
		return 0, 0, false
	}
	o.used = true
	return o.definition.Kind, overriddenName(fa, o.count), true
}

func overriddenName(fa FA, count int) term.Atom {
	return term.Intern(fa.Name.String() + " (overridable " + itoa(count) + ")")
}

// callMacro runs a macro of the module itself.
func (m *Module) callMacro(x *Expander, fa FA, args []term.Term) (term.Term, error) {
	if m.macrosUsed == nil {
		m.macrosUsed = make(map[FA]bool)
	}
	m.macrosUsed[fa] = true
	if x.Local == nil {
		return term.Term{}, &Error{Exception: atomCompileError, Message: "macros of a module being defined cannot be called here"}
	}
	return x.Local(m, fa, args)
}

// overridables lists the functions that may be overridden, for a message.
func (x *Expander) overridables(e *Env) string {
	m := x.Shared.Module(e.Module)
	if m == nil || len(m.overridable) == 0 {
		return ""
	}
	var names []string
	for fa := range m.overridable {
		names = append(names, fa.Name.String()+"/"+itoa(fa.Arity))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// LocalLoaded tells whether it was called for the name before: a copy of some
// definitions that is loaded already.
func (m *Module) LocalLoaded(name term.Atom) bool {
	if m.locals == nil {
		m.locals = make(map[term.Atom]bool)
	}
	done := m.locals[name]
	m.locals[name] = true
	return done
}

// Overridable tells whether the definition may be defined anew.
func (m *Module) Overridable(fa FA) bool { return m.overridable[fa] != nil }

// Delete removes a definition and tells whether there was one.
func (m *Module) Delete(fa FA) bool {
	_, ok := m.take(fa)
	return ok
}
