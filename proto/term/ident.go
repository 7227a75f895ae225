package term

import (
	"sync/atomic"
	"unsafe"
)

// Pid is a process identifier (NEW_PID_EXT). ID and Serial are the numbers
// on the wire; Creation is that of the node incarnation.
type Pid struct {
	Node     Atom
	ID       uint32
	Serial   uint32
	Creation uint32
}

// Port is a port identifier (V4_PORT_EXT).
type Port struct {
	Node     Atom
	ID       uint64
	Creation uint32
}

// Ref is a reference (NEWER_REFERENCE_EXT) of N words, 1 to 5, least
// significant first as on the wire.
type Ref struct {
	Node     Atom
	Creation uint32
	N        uint8
	W        [5]uint32
}

// Export is an external fun, &M.F/A.
type Export struct {
	Module, Name Atom
	Arity        int
}

// Record is a native record of OTP 29 (tag 67).
type Record struct {
	Module, Name Atom
	Exported     bool
	Fields       []Atom
	Values       []Term
}

// Fun is a local fun: a closure made by a fn, here or on another node
// (NEW_FUN_EXT). A fun that this node made or can interpret has Code.
type Fun struct {
	Module   Atom
	Arity    int
	Index    uint32
	Uniq     [16]byte
	OldIndex int64
	OldUniq  int64
	Creator  Term // pid
	// Free holds the captured values. For a fun of erl_eval that came from
	// outside it is the one environment tuple.
	Free []Term
	// Code is what runs a fun that was made here; nil for one that came from
	// outside.
	Code FunCode

	resolved atomic.Pointer[any]
}

// Resolved returns what SetResolved keeps with the fun, nil if nothing.
func (f *Fun) Resolved() any {
	if v := f.resolved.Load(); v != nil {
		return *v
	}
	return nil
}

// SetResolved keeps with a fun that came from outside what the machine found to
// run it. Safe for concurrent use; the last one stays.
func (f *Fun) SetResolved(v any) { f.resolved.Store(&v) }

// FunCode is the runnable side of a Fun, known to the machine. Implementations
// are pointers: funs of the same one and with identical Free are identical.
type FunCode interface {
	// EvalEnv returns the erl_eval environment tuple
	// {Anno, Bindings, LocalHandler, ExternalHandler, UsedVars, Clauses} or
	// the same with a Name at the end, from which any node can run the fun;
	// false if the fun has no portable source.
	EvalEnv(f *Fun) (Term, bool)
}

// Term returns the pid as a term that keeps p.
func (p *Pid) Term() Term { return object(unsafe.Pointer(p), KindPid) }

// Term returns the port as a term that keeps p.
func (p *Port) Term() Term { return object(unsafe.Pointer(p), KindPort) }

// Term returns the reference as a term that keeps r.
func (r *Ref) Term() Term { return object(unsafe.Pointer(r), KindRef) }

// Term returns the external fun as a term that keeps e.
func (e *Export) Term() Term { return object(unsafe.Pointer(e), KindExport) }

// Term returns the fun as a term that keeps f.
func (f *Fun) Term() Term { return object(unsafe.Pointer(f), KindFun) }

// Term returns the record as a term that keeps r.
func (r *Record) Term() Term { return object(unsafe.Pointer(r), KindRecord) }

// Pid returns the pid of a KindPid term, nil for any other.
func (t Term) Pid() *Pid { return (*Pid)(t.object(KindPid)) }

// Port returns the port of a KindPort term, nil for any other.
func (t Term) Port() *Port { return (*Port)(t.object(KindPort)) }

// Ref returns the reference of a KindRef term, nil for any other.
func (t Term) Ref() *Ref { return (*Ref)(t.object(KindRef)) }

// Export returns the external fun of a KindExport term, nil for any other.
func (t Term) Export() *Export { return (*Export)(t.object(KindExport)) }

// Fun returns the fun of a KindFun term, nil for any other.
func (t Term) Fun() *Fun { return (*Fun)(t.object(KindFun)) }

// Record returns the record of a KindRecord term, nil for any other.
func (t Term) Record() *Record { return (*Record)(t.object(KindRecord)) }

func (t Term) object(k Kind) unsafe.Pointer {
	if t.is(k) {
		return t.p
	}
	return nil
}

// IsPid tells whether t is a pid.
func (t Term) IsPid() bool { return t.is(KindPid) }

// IsPort tells whether t is a port.
func (t Term) IsPort() bool { return t.is(KindPort) }

// IsRef tells whether t is a reference.
func (t Term) IsRef() bool { return t.is(KindRef) }

// IsFun tells whether t is a fun, local or external.
func (t Term) IsFun() bool { return t.is(KindFun) || t.is(KindExport) }

// IsMap tells whether t is a map.
func (t Term) IsMap() bool { return t.is(KindMap) }
