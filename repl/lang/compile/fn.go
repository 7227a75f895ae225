package compile

import (
	"maps"
	"slices"

	"gex/proto/term"
	"gex/repl/lang/code"
)

// fn is a function being compiled.
type fn struct {
	u      *unit
	parent *fn // of a fun: where it stands
	out    *code.Func
	funs   int // funs numbered so far

	rc   []int // references to each register: variables, operands being held
	vars map[string]variable
	uses map[string]int // occurrences of each name still to come

	labels  []int32 // code position of each label; label 0 is none
	refs    []int   // how often each label is a target
	fixups  []fixup
	stubs   []func() // code to put behind the function
	barrier int      // no instruction before this position may be changed

	fail  label // where failing operations of a guard go; 0 in bodies
	guard bool
	line  int

	consts map[term.Term]int // of immediates
}

// variable is a bound variable. Its register is dead when reg is negative: no
// use follows.
type variable struct {
	reg    int
	unsafe bool
}

type label int32

// fixup is an operand that names a label: field D or E.
type fixup struct {
	pc    int
	field byte
}

const noHint = -1

const maxReg = code.ConstOperand - 1

// ---- registers

// reserve makes n registers from first on used, with no reference counted
// for them by variables.
func (f *fn) reserve(first, n int) {
	for len(f.rc) < first+n {
		f.rc = append(f.rc, 0)
	}
	for i := range n {
		f.rc[first+i]++
	}
	f.need(first + n)
}

// need makes the window at least n registers large.
func (f *fn) need(n int) {
	if n > maxReg {
		f.fault(ErrLimit, "")
	}
	f.out.NRegs = max(f.out.NRegs, n)
}

// alloc takes a free register: the hint if it is free.
func (f *fn) alloc(hint int) int {
	r := hint
	if r < 0 || r < len(f.rc) && f.rc[r] > 0 {
		r = 0
		for r < len(f.rc) && f.rc[r] > 0 {
			r++
		}
	}
	f.reserve(r, 1)
	return r
}

// allocRun takes n free registers in a row.
func (f *fn) allocRun(n int) int {
	r := f.top()
	f.reserve(r, n)
	return r
}

// top returns the first register above all used ones.
func (f *fn) top() int {
	n := len(f.rc)
	for n > 0 && f.rc[n-1] == 0 {
		n--
	}
	return n
}

func (f *fn) hold(r int) { f.rc[r]++ }

func (f *fn) release(r int) {
	if r >= 0 {
		f.rc[r]--
	}
}

// ---- variables

// consume counts an occurrence of a name; after the last one its register is
// given back.
func (f *fn) consume(name string) {
	f.uses[name]--
	if f.uses[name] <= 0 {
		f.drop(name)
	}
}

func (f *fn) drop(name string) {
	if x, ok := f.vars[name]; ok && x.reg >= 0 && !x.unsafe {
		f.rc[x.reg]--
		f.vars[name] = variable{reg: -1}
	}
}

// bind gives a name to the value in reg.
func (f *fn) bind(name string, reg int) {
	if f.uses[name]--; f.uses[name] > 0 {
		f.vars[name] = variable{reg: reg}
		f.rc[reg]++
	} else {
		f.vars[name] = variable{reg: -1}
	}
}

// use returns the register of a bound variable with a reference.
func (f *fn) use(name string) int {
	x, ok := f.vars[name]
	switch {
	case !ok:
		f.fault(ErrUnbound, name)
	case x.unsafe || x.reg < 0:
		f.fault(ErrUnsafe, name)
	}
	f.rc[x.reg]++
	f.consume(name)
	return x.reg
}

// state is the registers and variables at one place of the code.
type state struct {
	rc   []int
	vars map[string]variable
}

func (f *fn) save() state { return state{slices.Clone(f.rc), maps.Clone(f.vars)} }

// restore goes back to a saved state, less the variables that have no use
// any more.
func (f *fn) restore(s state) {
	f.rc = append(f.rc[:0], s.rc...)
	f.vars = maps.Clone(s.vars)
	for name, x := range f.vars {
		if x.reg >= 0 && f.uses[name] <= 0 {
			f.drop(name)
		}
	}
}

// ---- code

func (f *fn) newLabel() label {
	f.labels = append(f.labels, -1)
	f.refs = append(f.refs, make([]int, len(f.labels)-len(f.refs))...)
	return label(len(f.labels) - 1)
}

func (f *fn) place(l label) {
	f.labels[l] = int32(len(f.out.Code))
	f.barrier = len(f.out.Code)
}

// used tells whether anything jumps to l so far.
func (f *fn) used(l label) bool { return f.refs[l] > 0 }

func (f *fn) emit(in code.Instr) int {
	pc := len(f.out.Code)
	if n := len(f.out.Lines); f.line > 0 && (n == 0 || int(f.out.Lines[n-1].Line) != f.line) {
		f.out.Lines = append(f.out.Lines, code.Line{PC: int32(pc), Line: int32(f.line)})
	}
	f.out.Code = append(f.out.Code, in)
	return pc
}

// test emits an instruction that goes to l when it fails; l may be 0.
func (f *fn) test(in code.Instr, l label) int {
	in.E = int32(l)
	pc := f.emit(in)
	if l != 0 {
		f.refs[l]++
		f.fixups = append(f.fixups, fixup{pc, 'E'})
	}
	return pc
}

// jump emits an instruction whose D is a label.
func (f *fn) jump(in code.Instr, l label) {
	in.D = int32(l)
	f.refs[l]++
	f.fixups = append(f.fixups, fixup{f.emit(in), 'D'})
}

func (f *fn) goTo(l label) { f.jump(code.Instr{Op: code.Jump}, l) }

// last returns the last instruction if it may still be changed.
func (f *fn) last() *code.Instr {
	if n := len(f.out.Code); n > 0 && n > f.barrier {
		return &f.out.Code[n-1]
	}
	return nil
}

// aside makes code that stands behind the function: a label for it is
// returned. It runs in the state of registers that holds now.
func (f *fn) aside(emit func()) label {
	l, line := f.newLabel(), f.line
	f.stubs = append(f.stubs, func() {
		f.line = line
		f.place(l)
		emit()
	})
	return l
}

func (f *fn) finish() {
	for i := 0; i < len(f.stubs); i++ {
		f.stubs[i]()
	}
	for _, x := range f.fixups {
		in := &f.out.Code[x.pc]
		switch x.field {
		case 'D':
			in.D = f.labels[in.D]
		case 'E':
			in.E = f.labels[in.E]
		}
	}
	f.out.NRegs++ // never none
	// The machine's instruction pointer may stand behind the last one run.
	f.out.Code = append(f.out.Code, code.Instr{})
	optimize(f.out)
}

// ---- tables

func (f *fn) constant(t term.Term) int {
	// Go's equality of terms is identity: enough to share immediates.
	if i, ok := f.consts[t]; ok {
		return i
	}
	if f.consts == nil {
		f.consts = map[term.Term]int{}
	}
	i := len(f.out.Consts)
	f.out.Consts = append(f.out.Consts, t)
	f.consts[t] = i
	return i
}

func (f *fn) args(ops []uint16) int32 {
	i := len(f.out.Args)
	f.out.Args = append(f.out.Args, ops...)
	return int32(i)
}

func (f *fn) export(module, name term.Atom, arity int) int {
	e := f.u.table.Export(module, name, arity)
	if i := slices.Index(f.out.Exports, e); i >= 0 {
		return i
	}
	f.out.Exports = append(f.out.Exports, e)
	return len(f.out.Exports) - 1
}

// load puts a constant into a register.
func (f *fn) load(t term.Term, hint int) int {
	r := f.alloc(hint)
	f.loadTo(t, r)
	return r
}

func (f *fn) loadTo(t term.Term, r int) {
	switch {
	case t.IsInt() && fits(t.Int()):
		f.emit(code.Instr{Op: code.LoadInt, A: uint16(r), D: int32(t.Int())})
	case isPermanent(t):
		f.emit(code.Instr{Op: code.LoadAtom, A: uint16(r), D: int32(t.Atom())})
	default:
		f.emit(code.Instr{Op: code.Const, A: uint16(r), D: int32(f.constant(t))})
	}
}

// isPermanent tells whether t is an atom that instructions can hold by its number.
func isPermanent(t term.Term) bool { return t.IsAtom() && t.Atom().Permanent() }

func fits(i int64) bool { return i == int64(int32(i)) }

func (f *fn) move(to, from int) {
	if to != from {
		f.emit(code.Instr{Op: code.Move, A: uint16(to), B: uint16(from)})
	}
}

func (f *fn) root() *fn {
	for f.parent != nil {
		f = f.parent
	}
	return f
}

func (f *fn) nextFun() int {
	f.funs++
	return f.funs - 1
}
