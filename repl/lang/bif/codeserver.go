package bif

import (
	"os"
	"path/filepath"
	"sync"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// codeRows are the functions of :code. Code has no files here: modules come
// with the program or from the shell.
var codeRows = []vm.Row{
	{Name: "all_loaded", Arity: 0, Func: codeAllLoaded},
	{Name: "delete", Arity: 1, Func: codeDelete},
	{Name: "is_loaded", Arity: 1, Func: codeIsLoaded},
	{Name: "lib_dir", Arity: 0, Func: codeRootDir},
	{Name: "lib_dir", Arity: 1, Func: codeNoDir},
	{Name: "priv_dir", Arity: 1, Func: codeNoDir},
	{Name: "purge", Arity: 1, Func: codeAnswer(term.False)},
	{Name: "root_dir", Arity: 0, Func: codeRootDir},
	{Name: "soft_purge", Arity: 1, Func: codeAnswer(term.True)},
	{Name: "which", Arity: 1, Func: codeWhich},
}

// codeAnswer is the answer of what has nothing to do, as old code is never
// kept: processes that run it hold it.
func codeAnswer(answer term.Atom) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if !a[0].IsAtom() {
			return functionClause(m, a)
		}
		return ok(answer.Term())
	}
}

func codeNoDir(*vm.Machine, []term.Term) (term.Term, bool) { return errorPair(term.A("bad_name")) }

func codeRootDir(*vm.Machine, []term.Term) (term.Term, bool) {
	file, err := os.Executable()
	if err != nil {
		return ok(term.Nil)
	}
	return chars(filepath.ToSlash(filepath.Dir(file)))
}

// codeFile is what OTP says of the file of a module.
func codeFile(m *vm.Machine, module term.Atom) term.Term {
	mod := m.System().Table.Module(module)
	switch {
	case mod == nil || mod.Library:
	case mod.Path != "":
		path, _ := chars(mod.Path)
		return path
	default:
		return term.A("non_existing")
	}
	return term.A("preloaded")
}

func codeAllLoaded(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, name := range m.System().Table.Modules() {
		out = append(out, term.Tuple(name.Term(), codeFile(m, name)))
	}
	return ok(term.List(out...))
}

func codeIsLoaded(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m, a)
	}
	for _, name := range m.System().Table.Modules() {
		if a[0].Is(name) {
			return ok(term.Tuple(term.A("file"), codeFile(m, name)))
		}
	}
	return boolean(false)
}

func codeWhich(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m, a)
	}
	if !m.System().Table.Ensure(a[0].Atom()) {
		return ok(term.A("non_existing"))
	}
	return ok(codeFile(m, a[0].Atom()))
}

func codeDelete(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m, a)
	}
	return boolean(m.System().Table.Delete(a[0].Atom()))
}

// persistentRows is :persistent_term.
var persistentRows = []vm.Row{
	{Name: "erase", Arity: 1, Func: persistentErase},
	{Name: "get", Arity: 0, Func: persistentAll},
	{Name: "get", Arity: 1, Func: persistentGet},
	{Name: "get", Arity: 2, Func: persistentGet},
	{Name: "put", Arity: 2, Func: persistentPut},
	{Name: "put_new", Arity: 2, Func: persistentPutNew},
}

// persistent are the terms of :persistent_term: a map that readers take as a
// whole.
type persistent struct {
	mu    sync.RWMutex
	terms term.Term // KindNone until something is put
}

func (p *persistent) all() term.Term {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.terms.IsNone() {
		return term.EmptyMap
	}
	return p.terms
}

func (p *persistent) change(f func(all term.Term) term.Term) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.terms.IsNone() {
		p.terms = term.EmptyMap
	}
	p.terms = f(p.terms)
}

// Persistent returns what :persistent_term holds for key.
func (h *Host) Persistent(key term.Term) (term.Term, bool) { return h.persistent.all().MapGet(key) }

func persistentGet(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if v, found := host(m).persistent.all().MapGet(a[0]); found {
		return ok(v)
	}
	if len(a) == 2 {
		return ok(a[1])
	}
	return m.Badarg()
}

func persistentAll(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	return mapsList(func(k, v term.Term) term.Term { return term.Tuple(k, v) })(m, []term.Term{host(m).persistent.all()})
}

func persistentPut(m *vm.Machine, a []term.Term) (term.Term, bool) {
	host(m).persistent.change(func(all term.Term) term.Term { return all.MapPut(a[0], a[1]) })
	return ok(term.Ok.Term())
}

func persistentPutNew(m *vm.Machine, a []term.Term) (term.Term, bool) {
	taken := false
	host(m).persistent.change(func(all term.Term) term.Term {
		if v, found := all.MapGet(a[0]); found {
			taken = !term.Identical(v, a[1])
			return all
		}
		return all.MapPut(a[0], a[1])
	})
	if taken {
		return m.Badarg()
	}
	return ok(term.Ok.Term())
}

func persistentErase(m *vm.Machine, a []term.Term) (term.Term, bool) {
	found := false
	host(m).persistent.change(func(all term.Term) term.Term {
		_, found = all.MapGet(a[0])
		return all.MapRemove(a[0])
	})
	return boolean(found)
}
