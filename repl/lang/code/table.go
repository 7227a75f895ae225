package code

import (
	"slices"
	"sync"
	"weak"

	"gex/proto/term"
)

// MFA names a function.
type MFA struct {
	Module, Name term.Atom
	Arity        int
}

// Table holds the loaded modules and every Export that code refers to. It is
// safe for concurrent use; running code reads Exports without a lock.
type Table struct {
	// Autoload is asked for a module that is called and not loaded. It loads
	// it and returns true, or false if there is none. Set it before use.
	Autoload func(module term.Atom) bool

	mu      sync.RWMutex
	exports map[MFA]*Export
	natives map[MFA]*Func
	native  map[term.Atom]bool // modules that have natives
	modules map[term.Atom]*Module
	old     map[term.Atom]*Module // versions before; nil once purged
	// replaced are the versions that Load forgot while funs of them may live.
	replaced map[term.Atom][]weak.Pointer[Module]
	loading  sync.Mutex // held while Autoload runs
}

// NewTable returns an empty table.
func NewTable() *Table {
	return &Table{
		exports: make(map[MFA]*Export), natives: make(map[MFA]*Func),
		native: make(map[term.Atom]bool), modules: make(map[term.Atom]*Module), old: make(map[term.Atom]*Module),
		replaced: make(map[term.Atom][]weak.Pointer[Module]),
	}
}

// Export returns the cell of m:f/a, made if need be. Cells are never freed;
// for calls whose function is not known before they run use Lookup.
func (t *Table) Export(module, name term.Atom, arity int) *Export {
	k := MFA{module, name, arity}
	t.mu.RLock()
	e := t.exports[k]
	t.mu.RUnlock()
	if e != nil {
		return e
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.exportLocked(k)
}

func (t *Table) exportLocked(k MFA) *Export {
	e := t.exports[k]
	if e == nil {
		e = &Export{Module: k.Module, Name: k.Name, Arity: k.Arity}
		t.exports[k] = e
	}
	return e
}

// Lookup returns the current function m:f/a, loading the module if need be;
// nil if there is none.
func (t *Table) Lookup(module, name term.Atom, arity int) *Func {
	k := MFA{module, name, arity}
	if f := t.current(k); f != nil {
		return f
	}
	if t.ensure(module) {
		return t.current(k)
	}
	return nil
}

func (t *Table) current(k MFA) *Func {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if e := t.exports[k]; e != nil {
		return e.fn.Load()
	}
	return nil
}

// Defined tells whether m:f/a exists now, without loading anything.
func (t *Table) Defined(module, name term.Atom, arity int) bool {
	return t.current(MFA{module, name, arity}) != nil
}

// ensure loads a module through Autoload; true if it is loaded now.
func (t *Table) ensure(module term.Atom) bool {
	if t.Module(module) != nil {
		return true
	}
	if t.Autoload == nil {
		return false
	}
	t.loading.Lock()
	defer t.loading.Unlock()
	return t.Module(module) != nil || t.Autoload(module)
}

// Ensure loads a module through Autoload if need be and tells whether it
// exists, written in Go or loaded.
func (t *Table) Ensure(module term.Atom) bool {
	return t.ensure(module) || t.Native(module)
}

// Native tells whether a module has functions written in Go.
func (t *Table) Native(module term.Atom) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.native[module]
}

// Module returns the current version of a module that was loaded, nil if it
// was not. A module that has only natives has none.
func (t *Table) Module(name term.Atom) *Module {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.modules[name]
}

// Modules lists the loaded modules and those that have natives.
func (t *Table) Modules() []term.Atom {
	t.mu.RLock()
	defer t.mu.RUnlock()
	var names []term.Atom
	for name := range t.modules {
		names = append(names, name)
	}
	for name := range t.native {
		if t.modules[name] == nil {
			names = append(names, name)
		}
	}
	return names
}

// Old returns the version of a module that was current before the current one
// or before Delete, nil if there is none or it was purged.
func (t *Table) Old(name term.Atom) *Module {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.old[name]
}

// Known tells whether a module is or was loaded.
func (t *Table) Known(name term.Atom) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	_, known := t.old[name]
	return known
}

// Purge forgets the old version of a module if that is m, and every version that
// Load forgot before. Their funs can no longer be called; who runs their code
// holds it still.
func (t *Table) Purge(m *Module) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.old[m.Name] != m {
		return
	}
	t.old[m.Name] = nil
	m.purged.Store(true)
	for _, w := range t.replaced[m.Name] {
		if m := w.Value(); m != nil {
			m.purged.Store(true)
		}
	}
	delete(t.replaced, m.Name)
}

// Closure returns the code of a fun of a module's version, by what names it in other
// nodes; nil if that is not here, or no more.
func (t *Table) Closure(module term.Atom, index uint32, uniq [16]byte) *Func {
	t.mu.RLock()
	defer t.mu.RUnlock()
	versions := []*Module{t.modules[module], t.old[module]}
	for _, w := range t.replaced[module] {
		versions = append(versions, w.Value())
	}
	for _, m := range versions {
		if m == nil {
			continue
		}
		if f := m.closure(index, uniq); f != nil {
			return f
		}
	}
	return nil
}

// Load makes m the current version of its module. The version it replaces
// becomes the old one and is returned, nil if none; the old one before is
// forgotten, but its funs go on working. Exports that m lacks become undefined.
// Natives go before the functions of a Library module; any other module hides
// them.
func (t *Table) Load(m *Module) *Module {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.modules[m.Name]
	t.replaceOldLocked(m.Name, before)
	t.modules[m.Name] = m
	t.clearLocked(m.Name, m.Library)
	for _, fa := range m.Exports {
		k := MFA{m.Name, fa.Name, fa.Arity}
		slot, ok := m.index[fa]
		if !ok || m.Library && t.natives[k] != nil {
			continue
		}
		t.exportLocked(k).fn.Store(m.Func(slot))
	}
	return before
}

// replaceOldLocked makes m, or nil, the old version of a module and notes the one
// before, of which funs may live.
func (t *Table) replaceOldLocked(name term.Atom, m *Module) {
	if forgotten := t.old[name]; forgotten != nil {
		live := slices.DeleteFunc(t.replaced[name], func(w weak.Pointer[Module]) bool { return w.Value() == nil })
		t.replaced[name] = append(live, weak.Make(forgotten))
	}
	t.old[name] = m
}

// Delete makes the current version of a module the old one, so that the module
// is undefined; its natives come back. It tells whether there was one.
func (t *Table) Delete(name term.Atom) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.modules[name] == nil {
		return false
	}
	t.replaceOldLocked(name, t.modules[name])
	delete(t.modules, name)
	t.clearLocked(name, true)
	return true
}

// clearLocked undefines the functions of a module, or resets them to their
// natives.
func (t *Table) clearLocked(name term.Atom, natives bool) {
	for k, e := range t.exports {
		if k.Module != name {
			continue
		}
		if f := t.natives[k]; natives && f != nil {
			e.fn.Store(f)
		} else {
			e.fn.Store(nil)
		}
	}
}

// AddNative defines a function written in Go.
func (t *Table) AddNative(f *Func) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := MFA{f.Module, f.Name, f.Arity}
	t.natives[k] = f
	t.native[f.Module] = true
	if m := t.modules[f.Module]; m == nil || m.Library {
		t.exportLocked(k).fn.Store(f)
	}
}

// Functions lists the functions that m:f/a calls can reach in a module.
func (t *Table) Functions(module term.Atom) []MFA {
	t.mu.RLock()
	defer t.mu.RUnlock()
	var ks []MFA
	for k, e := range t.exports {
		if k.Module == module && e.fn.Load() != nil {
			ks = append(ks, k)
		}
	}
	return ks
}

// Redirect makes m:f/a name f where it named the stub of f, after f was
// compiled.
func (t *Table) Redirect(stub, f *Func) {
	t.mu.RLock()
	e := t.exports[MFA{stub.Module, stub.Name, stub.Arity}]
	t.mu.RUnlock()
	if e != nil {
		e.fn.CompareAndSwap(stub, f)
	}
}

// Redirect makes the slot of a function name f where it named the stub.
func (m *Module) Redirect(stub, f *Func) {
	if i, ok := m.Slot(stub.fa()); ok {
		m.funcs[i].CompareAndSwap(stub, f)
	}
}
