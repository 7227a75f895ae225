package code

import (
	"sort"
	"sync"
	"sync/atomic"

	"gex/proto/term"
	"gex/repl/lang/absform"
)

// Func is a compiled function, a closure's code, or a function written in Go.
// It never changes once it is reachable by the machine.
type Func struct {
	Module, Name term.Atom
	Arity        int
	NRegs        int // size of the window, the room for calls included
	NumFree      int // captured values, in registers Arity…

	Code     []Instr
	Consts   []term.Term
	Exports  []*Export
	Closures []*Func
	Switches []*SwitchTable
	Args     []uint16 // operands of instructions that have many
	Segs     []Seg
	Bins     []BinSpec
	Mod      *Module // whose Funcs local calls name
	File     string
	Lines    []Line // sorted by PC

	// Of closures.
	Source    *absform.Fun // what EvalEnv sends
	FreeNames []string     // names of the captured variables, in order
	SelfReg   bool         // the fun itself goes to the register after them (named funs)
	Portable  bool         // calls no local function of its module
	Short     bool         // one operation that needs no frame, nor captured values
	Index     uint32       // number of the closure within its module
	Uniq      [16]byte     // of the module's build
	OldUniq   int64        // the same, as funs print it

	// Native is the Go function, of a type that the machine defines.
	Native any
	// Guard tells that Native may be used in guards: no side effects.
	Guard bool

	lazy *lazyCode
}

// Line is the source line of the code from PC on.
type Line struct{ PC, Line int32 }

// LineAt returns the source line of the instruction at pc, 0 if unknown.
func (f *Func) LineAt(pc int) int {
	i := sort.Search(len(f.Lines), func(i int) bool { return int(f.Lines[i].PC) > pc })
	if i == 0 {
		return 0
	}
	return int(f.Lines[i-1].Line)
}

// SegType is the type of a segment of a bit string.
type SegType uint8

// Segment types.
const (
	SegInteger SegType = iota
	SegFloat
	SegBits // binary and bitstring
	SegUTF8
	SegUTF16
	SegUTF32
)

// Seg is a segment of a bit string, to match or to build.
type Seg struct {
	Type     SegType
	Little   bool
	Signed   bool
	Unit     int
	Size     int       // in units; All and Dynamic are negative
	Value    uint16    // when building: operand
	SizeFrom uint16    // when building: operand of a Dynamic size
	Lit      term.Term // when building: a constant part instead of a value
	Number   int       // when building: of the segment as written, from 1
}

// Sizes of segments that are no numbers.
const (
	All     = -1 // the whole value, or all the rest
	Dynamic = -2 // in an operand
)

// BinSpec is the recipe of a bit string.
type BinSpec []Seg

// lazyCode compiles a function once.
type lazyCode struct {
	once    sync.Once
	compile func() (*Func, error)
	fn      *Func
	err     error
}

// NewLazy returns a stub that compile replaces when the function is first
// called. An error of compile is a fault of who loaded the module; callers
// then see the function as undefined.
func NewLazy(module, name term.Atom, arity int, compile func() (*Func, error)) *Func {
	return &Func{
		Module: module, Name: name, Arity: arity, NRegs: arity + 1,
		Code: []Instr{{Op: Lazy}, {}},
		lazy: &lazyCode{compile: compile},
	}
}

// Resolve returns the function that f stands for: f itself, or what its stub
// compiles to.
func (f *Func) Resolve() (*Func, error) {
	l := f.lazy
	if l == nil {
		return f, nil
	}
	l.once.Do(func() {
		l.fn, l.err = l.compile()
		l.compile = nil
	})
	return l.fn, l.err
}

// Export is an M:F/A that code calls: a cell that always names the current
// function, or none.
type Export struct {
	Module, Name term.Atom
	Arity        int
	fn           atomic.Pointer[Func]
}

// Func returns the current function, nil if there is none.
func (e *Export) Func() *Func { return e.fn.Load() }

// Module is one version of a module.
type Module struct {
	Name       term.Atom
	File       string
	Attributes []absform.Attribute
	Exports    []absform.FA
	// Library marks modules of the embedded library: natives of the same name
	// and arity go before their functions.
	Library bool
	// Path is the file that the module was loaded from, "" if from none.
	Path string
	// Types and Docs are those of the absform.Module.
	Types []absform.Attribute
	Docs  term.Term
	// Forms are what the module was compiled from, nil for modules of the library.
	Forms *absform.Module

	funcs    []atomic.Pointer[Func]
	index    map[absform.FA]int
	purged   atomic.Bool
	mu       sync.Mutex
	closures []*Func
}

// Purged tells whether f is of a version of a module that Table.Purge dropped: a
// fun of it can no longer be called.
func (f *Func) Purged() bool { return f.Mod != nil && f.Mod.purged.Load() }

// NewModule returns a module with an empty slot for each function of fas.
func NewModule(name term.Atom, fas []absform.FA) *Module {
	m := &Module{Name: name, funcs: make([]atomic.Pointer[Func], len(fas)), index: make(map[absform.FA]int, len(fas))}
	for i, fa := range fas {
		m.index[fa] = i
	}
	return m
}

// AddClosure gives the code of a fun the next Index of the module.
func (m *Module) AddClosure(f *Func) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f.Index = uint32(len(m.closures))
	m.closures = append(m.closures, f)
}

// closure returns what AddClosure gave that index, if its build is uniq; else nil.
func (m *Module) closure(index uint32, uniq [16]byte) *Func {
	m.mu.Lock()
	defer m.mu.Unlock()
	if int64(index) < int64(len(m.closures)) && m.closures[index].Uniq == uniq {
		return m.closures[index]
	}
	return nil
}

// Slot returns the number by which local calls name a function.
func (m *Module) Slot(fa absform.FA) (int, bool) {
	i, ok := m.index[fa]
	return i, ok
}

// Set puts a function into its slot.
func (m *Module) Set(slot int, f *Func) { m.funcs[slot].Store(f) }

// Func returns the function in a slot.
func (m *Module) Func(slot int) *Func { return m.funcs[slot].Load() }

// Functions lists the functions of the module, exported or not.
func (m *Module) Functions() []absform.FA {
	fas := make([]absform.FA, len(m.funcs))
	for fa, i := range m.index {
		fas[i] = fa
	}
	return fas
}

func (f *Func) fa() absform.FA { return absform.FA{Name: f.Name, Arity: f.Arity} }

// NewLazyIn is NewLazy for a function of m: once compiled it takes its stub's
// place there.
func NewLazyIn(m *Module, module, name term.Atom, arity int, compile func() (*Func, error)) *Func {
	f := NewLazy(module, name, arity, compile)
	f.Mod = m
	return f
}
