package code

import (
	"testing"

	"gex/proto/term"
	"gex/repl/lang/absform"
)

// version returns a module a with a function f/0.
func version() *Module {
	fa := absform.FA{Name: term.Intern("f")}
	m := NewModule(term.Intern("a"), []absform.FA{fa})
	m.Name, m.Exports = term.Intern("a"), []absform.FA{fa}
	m.Set(0, &Func{Module: m.Name, Name: fa.Name, Mod: m})
	return m
}

// TestVersions: funs of versions that were replaced can be called until somebody
// purges the module; those of the current version can in any case.
func TestVersions(t *testing.T) {
	tab, name := NewTable(), term.Intern("a")
	var versions []*Module
	load := func() {
		versions = append(versions, version())
		tab.Load(versions[len(versions)-1])
	}
	purged := func(want ...bool) {
		t.Helper()
		for i, m := range versions {
			if got := m.Func(0).Purged(); got != want[i] {
				t.Errorf("version %d: purged is %v", i+1, got)
			}
		}
	}
	load()
	load()
	load()
	if tab.Old(name) != versions[1] || tab.Lookup(name, term.Intern("f"), 0) != versions[2].Func(0) {
		t.Error("the versions are not the last two")
	}
	purged(false, false, false)
	tab.Purge(versions[0]) // not the old one
	purged(false, false, false)
	tab.Purge(versions[1])
	purged(true, true, false)
	if tab.Old(name) != nil || !tab.Known(name) {
		t.Error("there is an old version after the purge")
	}
	load()
	purged(true, true, false, false)
	if !tab.Delete(name) || tab.Delete(name) {
		t.Error("delete of a module that is there and of one that is not")
	}
	tab.Purge(versions[3])
	// Delete forgot the third version, which nobody had purged.
	purged(true, true, true, true)
	if (&Func{}).Purged() {
		t.Error("code of no module is purged")
	}
}
