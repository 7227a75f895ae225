package proc

import (
	"unsafe"

	"gex/proto/term"
)

// infoItem computes one item of process_info in the context of the process.
type infoItem struct {
	name string
	// listed says that process_info/1 gives it.
	listed bool
	value  func(p *Process) term.Term
}

// infoItems are the items of erlang:process_info, in the order in which
// process_info/1 lists them.
var infoItems = []infoItem{
	{"registered_name", true, func(p *Process) term.Term {
		if n, ok := p.Name(); ok {
			return n.Term()
		}
		return term.Nil
	}},
	{"current_function", true, func(p *Process) term.Term {
		if l := p.Located(); l != nil {
			if f, ok := l.CurrentFunction(); ok {
				return f.Term()
			}
		}
		return term.Undefined.Term()
	}},
	{"initial_call", true, func(p *Process) term.Term { return p.initial.Term() }},
	{"status", true, (*Process).statusTerm},
	{"message_queue_len", true, func(p *Process) term.Term { return term.Int(int64(p.QueueLen())) }},
	{"links", true, func(p *Process) term.Term { return term.List(p.Links()...) }},
	{"dictionary", true, func(p *Process) term.Term {
		if p.dict == nil {
			return term.Nil
		}
		return p.dict.Term()
	}},
	{"trap_exit", true, func(p *Process) term.Term { return term.Bool(p.trapExit) }},
	{"error_handler", true, func(p *Process) term.Term {
		if v := p.Flag(atomErrorHandler); !v.IsNone() {
			return v
		}
		return atomErrorHandler.Term()
	}},
	{"priority", true, func(p *Process) term.Term { return p.priority.Term() }},
	{"group_leader", true, func(p *Process) term.Term { return p.leader }},
	{"total_heap_size", true, func(p *Process) term.Term { s, h := p.words(); return term.Int(int64(s + h)) }},
	{"heap_size", true, func(p *Process) term.Term { _, h := p.words(); return term.Int(int64(h)) }},
	{"stack_size", true, func(p *Process) term.Term { s, _ := p.words(); return term.Int(int64(s)) }},
	{"reductions", true, func(p *Process) term.Term { return term.Uint(p.reductions) }},
	{"garbage_collection", true, func(p *Process) term.Term {
		return term.List(
			term.Tuple(term.A("max_heap_size"), p.flagOr("max_heap_size", 0)),
			term.Tuple(term.A("min_bin_vheap_size"), p.flagOr("min_bin_vheap_size", 46422)),
			term.Tuple(term.A("min_heap_size"), p.flagOr("min_heap_size", 233)),
			term.Tuple(term.A("fullsweep_after"), p.flagOr("fullsweep_after", 65535)),
			term.Tuple(term.A("minor_gcs"), term.Int(0)))
	}},
	{"suspending", true, (*Process).suspendingTerm},

	{"memory", false, func(p *Process) term.Term { return term.Int(int64(p.memory())) }},
	{"messages", false, func(p *Process) term.Term { return term.List(p.Messages()...) }},
	{"monitors", false, (*Process).monitorsTerm},
	{"monitored_by", false, (*Process).monitoredByTerm},
	{"parent", false, func(p *Process) term.Term {
		if p.parent == nil || !p.sched.router.Local(p.parent.Node) {
			return term.Undefined.Term()
		}
		return p.parent.Term()
	}},
	{"label", false, func(p *Process) term.Term {
		if l := p.Label(); !l.IsNone() {
			return l
		}
		return term.Undefined.Term()
	}},
	{"current_location", false, func(p *Process) term.Term {
		if st := p.stacktrace(); st.IsCons() {
			return st.Head()
		}
		return term.Undefined.Term()
	}},
	{"current_stacktrace", false, (*Process).stacktrace},
	{"catchlevel", false, func(*Process) term.Term { return term.Int(0) }},
	{"sequential_trace_token", false, func(*Process) term.Term { return term.Nil }},
	{"trace", false, func(*Process) term.Term { return term.Int(0) }},
	{"binary", false, func(*Process) term.Term { return term.Nil }},
	{"message_queue_data", false, func(p *Process) term.Term {
		if v := p.Flag(term.Intern("message_queue_data")); !v.IsNone() {
			return v
		}
		return term.A("on_heap")
	}},
	{"min_heap_size", false, func(p *Process) term.Term { return p.flagOr("min_heap_size", 233) }},
	{"max_heap_size", false, func(p *Process) term.Term { return p.flagOr("max_heap_size", 0) }},
	{"fullsweep_after", false, func(p *Process) term.Term { return p.flagOr("fullsweep_after", 65535) }},
}

var (
	atomErrorHandler = term.Intern("error_handler")
	infoByAtom       = func() map[term.Atom]*infoItem {
		m := make(map[term.Atom]*infoItem)
		for i := range infoItems {
			m[term.Intern(infoItems[i].name)] = &infoItems[i]
		}
		return m
	}()
)

// InfoItems are the items that process_info/1 lists, in its order.
func InfoItems() []term.Atom {
	var as []term.Atom
	for _, it := range infoItems {
		if it.listed {
			as = append(as, term.Intern(it.name))
		}
	}
	return as
}

// IsInfoItem tells whether process_info knows the item; {dictionary, Key} too.
func IsInfoItem(item term.Term) bool {
	if item.Tagged(term.Intern("dictionary"), 2) != nil {
		return true
	}
	return item.IsAtom() && infoByAtom[item.KnownAtom()] != nil
}

// Info returns the value of an item of process_info; false if it is unknown. It
// runs in the context of p: of another process ask with Ask.
func (p *Process) Info(item term.Term) (term.Term, bool) {
	if es := item.Tagged(term.Intern("dictionary"), 2); es != nil {
		if p.dict != nil {
			if v, ok := p.dict.Get(es[1]); ok {
				return v, true
			}
		}
		return term.Undefined.Term(), true
	}
	if !item.IsAtom() {
		return term.Term{}, false
	}
	it := infoByAtom[item.KnownAtom()]
	if it == nil {
		return term.Term{}, false
	}
	p.HandleSignals()
	return it.value(p), true
}

// Term returns {Module, Function, Arity}.
func (f MFA) Term() term.Term {
	return term.Tuple(f.Module.Term(), f.Function.Term(), term.Int(int64(f.Arity)))
}

var priorityNames = [...]string{PriorityNormal: "normal", PriorityLow: "low", PriorityHigh: "high", PriorityMax: "max"}

// Term returns the atom of a priority.
func (pr Priority) Term() term.Term { return term.A(priorityNames[pr]) }

// ParsePriority returns the priority of an atom.
func ParsePriority(t term.Term) (Priority, bool) {
	if t.IsAtom() {
		for i, name := range priorityNames {
			if t.AtomName() == name {
				return Priority(i), true
			}
		}
	}
	return 0, false
}

func (p *Process) flagOr(name string, def int64) term.Term {
	if v := p.Flag(term.Intern(name)); !v.IsNone() {
		return v
	}
	return term.Int(def)
}

func (p *Process) statusTerm() term.Term {
	name := "running"
	switch {
	case p.stopped():
		name = "suspended"
	case p.waiting || p.goroutine.Load():
		name = "waiting"
	case !p.running:
		name = "runnable"
	}
	return term.A(name)
}

func (p *Process) suspendingTerm() term.Term {
	if p.rare == nil {
		return term.Nil
	}
	var ts []term.Term
	for q, n := range p.rare.suspending {
		ts = append(ts, term.Tuple(q.Self(), term.Int(int64(n)), term.Int(0)))
	}
	return term.List(ts...)
}

func (p *Process) stacktrace() term.Term {
	if l := p.Located(); l != nil {
		return l.Stacktrace()
	}
	return term.Nil
}

// Located returns what tells where p is, nil if nothing does.
func (p *Process) Located() Located {
	if p.rare != nil && p.rare.nested != nil {
		return p.rare.nested
	}
	l, _ := p.runner.(Located)
	return l
}

// Locate makes l tell where p is, in place of its Runner, which calls l and
// waits for it; nil for the Runner itself. It returns what told it before.
func (p *Process) Locate(l Located) (before Located) {
	if p.rare != nil {
		before = p.rare.nested
	}
	if before != l {
		p.more().nested = l
	}
	return before
}

func (p *Process) words() (stack, heap int) {
	if r, ok := p.runner.(Sized); ok {
		return r.StackWords(), r.HeapWords()
	}
	return 0, 0
}

func (p *Process) memory() int {
	s, h := p.words()
	n := int(unsafe.Sizeof(*p)) + 8*(s+h) + 16*cap(p.box.msgs)
	if p.rel != nil {
		n += int(unsafe.Sizeof(*p.rel)) + 48*len(p.rel.links.list) + 120*(len(p.rel.monitors.list)+len(p.rel.watchers.list))
	}
	return n
}

// Links returns the pids that p is linked to.
func (p *Process) Links() []term.Term {
	if p.rel == nil {
		return nil
	}
	var ts []term.Term
	for _, e := range p.rel.links.list {
		if e.val.active {
			pid := e.key
			ts = append(ts, pid.Term())
		}
	}
	return ts
}

func (p *Process) monitorsTerm() term.Term {
	if p.rel == nil {
		return term.Nil
	}
	var ts []term.Term
	for _, e := range p.rel.monitors.list {
		ts = append(ts, term.Tuple(atomProcess, e.val.what))
	}
	return term.List(ts...)
}

func (p *Process) monitoredByTerm() term.Term {
	if p.rel == nil {
		return term.Nil
	}
	var ts []term.Term
	for _, e := range p.rel.watchers.list {
		ts = append(ts, e.val.from)
	}
	return term.List(ts...)
}
