package bif

import (
	"sync"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

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

// SetPersistent puts value under key in :persistent_term.
func (h *Host) SetPersistent(key, value term.Term) {
	h.persistent.change(func(all term.Term) term.Term { return all.MapPut(key, value) })
}

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
