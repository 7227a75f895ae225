package bif

import (
	"runtime"
	"sync"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// resources are Go values that terms name by references, as the NIFs of Erlang
// do: counters, states of digests. A value lives as long as the reference that
// was made for it; a copy that went through a binary does not keep it.
type resources struct {
	values sync.Map // term.Ref -> any
}

// add makes a reference that names v.
func (r *resources) add(m *vm.Machine, v any) term.Term {
	ref := m.Proc().Scheduler().NewRef()
	r.values.Store(*ref, v)
	runtime.AddCleanup(ref, func(key term.Ref) { r.values.Delete(key) }, *ref)
	return ref.Term()
}

// resource returns what t names if it is of type V.
func resource[V any](m *vm.Machine, t term.Term) (V, bool) {
	var none V
	if t.Kind() != term.KindRef {
		return none, false
	}
	v, found := host(m).resources.values.Load(*t.Ref())
	if !found {
		return none, false
	}
	out, isV := v.(V)
	return out, isV
}
