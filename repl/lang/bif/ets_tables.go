package bif

import (
	"runtime"
	"sync"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// etsTables are the tables of a node. Its lock may be taken while that of a table
// is held, not the other way round; the name of a table changes under both.
type etsTables struct {
	mu    sync.RWMutex
	named map[term.Atom]*etsTable
	// byRef has nil for a table that is gone while its reference is in use.
	byRef map[term.Ref]*etsTable
	// owned are the tables that end or change hands with a process; a process is
	// in it from when it is told to give notice of its end.
	owned map[*proc.Process]map[*etsTable]bool
}

// etsCause says why an operation on a table failed, as erl_stdlib_errors knows it.
type etsCause string

const (
	etsNone      etsCause = "none"       // an argument other than the table
	etsType      etsCause = "type"       // no table identifier
	etsID        etsCause = "id"         // no such table
	etsAccess    etsCause = "access"     // not allowed to the caller
	etsTableType etsCause = "table_type" // not for tables of that type
	etsBadKey    etsCause = "badkey"
	etsKeyPos    etsCause = "keypos"
	etsPosition  etsCause = "position"
	etsOwner     etsCause = "owner"
	etsNotOwner  etsCause = "not_owner"
	etsExists    etsCause = "already_exists"
)

var (
	etsExplainer = term.A("erl_stdlib_errors")
	atomCause    = term.A("cause")
	atomModule   = term.A("module")
)

// etsFail raises badarg with its cause.
func etsFail(m *vm.Machine, c etsCause) (term.Term, bool) {
	return m.ErrorInfo(term.A("badarg"), term.MapOf(atomCause, term.A(string(c)), atomModule, etsExplainer))
}

// find returns the table that id names.
func (ts *etsTables) find(id term.Term) (*etsTable, etsCause) {
	var t *etsTable
	known := true
	ts.mu.RLock()
	switch {
	case id.IsAtom():
		t = ts.named[id.KnownAtom()]
	case id.IsRef():
		t, known = ts.byRef[*id.Ref()]
	default:
		known = false
	}
	ts.mu.RUnlock()
	switch {
	case t != nil:
		return t, ""
	case known:
		return nil, etsID
	}
	return nil, etsType
}

// add makes t known, owned by p, the process that runs, and returns what the
// program calls it; false if its name is taken.
func (ts *etsTables) add(t *etsTable, p *proc.Process) (id term.Term, free bool) {
	ref := p.Scheduler().NewRef()
	t.ref, t.owner = ref.Term(), p
	id = t.id() // before others can rename it
	ts.mu.Lock()
	if ts.named == nil {
		ts.named = map[term.Atom]*etsTable{}
		ts.byRef = map[term.Ref]*etsTable{}
		ts.owned = map[*proc.Process]map[*etsTable]bool{}
	}
	if t.named && ts.named[t.name] != nil {
		ts.mu.Unlock()
		return term.Term{}, false
	}
	if t.named {
		ts.named[t.name] = t
	}
	ts.byRef[*ref] = t
	watched := ts.note(t, p)
	ts.mu.Unlock()
	runtime.AddCleanup(ref, func(key term.Ref) {
		ts.mu.Lock()
		delete(ts.byRef, key)
		ts.mu.Unlock()
	}, *ref)
	if !watched {
		p.OnExit(func(term.Term) { ts.ended(p) })
	}
	return id, true
}

// note has the end of p tell t; mu is held. It returns whether p gives notice of its
// end already.
func (ts *etsTables) note(t *etsTable, p *proc.Process) (watched bool) {
	_, watched = ts.owned[p]
	if !watched {
		ts.owned[p] = map[*etsTable]bool{}
	}
	ts.owned[p][t] = true
	return watched
}

// forget takes t, which is gone, from the names and from its owner and those who
// had it fixed.
func (ts *etsTables) forget(t *etsTable, owner *proc.Process, fixers []*proc.Process) {
	ts.mu.Lock()
	if ts.named[t.name] == t {
		delete(ts.named, t.name)
	}
	if r := t.ref.Ref(); ts.byRef[*r] == t {
		ts.byRef[*r] = nil
	}
	delete(ts.owned[owner], t)
	for _, p := range fixers {
		delete(ts.owned[p], t)
	}
	ts.mu.Unlock()
}

// give makes q the owner of t, which its owner p has left, unless p has it fixed
// still; if q has ended meanwhile it is as if it ended as the owner.
func (ts *etsTables) give(t *etsTable, p, q *proc.Process, fixed bool) {
	ts.mu.Lock()
	if !fixed {
		delete(ts.owned[p], t)
	}
	watched := ts.note(t, q)
	ts.mu.Unlock()
	if watched {
		return
	}
	ended := func() { ts.ended(q) }
	if !q.Post(&proc.Do{Func: func(q *proc.Process) { q.OnExit(func(term.Term) { ended() }) }, Else: ended}) {
		ended()
	}
}

// ended deletes what p owns, or gives it to the heirs.
func (ts *etsTables) ended(p *proc.Process) {
	ts.mu.Lock()
	mine := ts.owned[p]
	delete(ts.owned, p)
	ts.mu.Unlock()
	for t := range mine {
		t.mu.Lock()
		t.unfix(p)
		heir, transfer := t.heir, term.Term{}
		inherits := t.owner == p && heir != nil && heir != p && heir.Alive()
		if inherits {
			t.owner = heir
			if !t.heirData.IsNone() {
				transfer = t.transfer(p, t.heirData)
			}
		}
		owns := t.owner == p
		var fixers []*proc.Process
		if owns {
			fixers = t.drop()
		}
		t.mu.Unlock()
		switch {
		case inherits:
			ts.give(t, p, heir, false)
			if !transfer.IsNone() {
				heir.Deliver(transfer)
			}
		case owns:
			ts.forget(t, p, fixers)
		}
	}
}

// watch has p's hold on t, which it does not own and whose lock is held, end with p,
// the process that runs.
func (ts *etsTables) watch(t *etsTable, p *proc.Process) {
	ts.mu.Lock()
	watched := ts.note(t, p)
	ts.mu.Unlock()
	if !watched {
		p.OnExit(func(term.Term) { ts.ended(p) })
	}
}

// unwatch is the end of that.
func (ts *etsTables) unwatch(t *etsTable, p *proc.Process) {
	ts.mu.Lock()
	delete(ts.owned[p], t)
	ts.mu.Unlock()
}

// all returns the tables.
func (ts *etsTables) all() []*etsTable {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	var out []*etsTable
	for _, t := range ts.byRef {
		if t != nil {
			out = append(out, t)
		}
	}
	return out
}

// Tables returns the identifiers of the ETS tables, as ets:all/0.
func (h *Host) Tables() []term.Term {
	var out []term.Term
	for _, t := range h.ets.all() {
		t.mu.RLock()
		if !t.dead {
			out = append(out, t.id())
		}
		t.mu.RUnlock()
	}
	return out
}

// transfer is the message to a new owner.
func (t *etsTable) transfer(from *proc.Process, data term.Term) term.Term {
	return term.Tuple(term.A("ETS-TRANSFER"), t.id(), from.Self(), data)
}
