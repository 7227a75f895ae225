package vm

import (
	"time"
	"unsafe"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
)

type rareResult uint8

const (
	rareDone rareResult = iota
	rareFail
	rareRaise
)

// rare runs the instructions that the main loop leaves to it.
func (m *Machine) rare(fn *code.Func, in *code.Instr, regs unsafe.Pointer) rareResult {
	var a *term.Term
	if in.A != code.NoReg {
		a = at(regs, in.A)
	}
	switch in.Op {
	case code.GetHead:
		*a = at(regs, in.B).Head()
	case code.GetTail:
		*a = at(regs, in.B).Tail()
	case code.MakeList:
		ts := operands(fn, regs, in.D, int(in.C)+1)
		*a = term.ListTail(ts[in.C], ts[:in.C]...)
	case code.MakeMap:
		ts := operands(fn, regs, in.D, int(in.C))
		*a = makeMap(ts)
	case code.PutAssoc, code.PutExact:
		return m.putMap(fn, in, regs)
	case code.MakeFun:
		m.makeFun(fn, in, regs)
	case code.MakeExport:
		return m.makeExport(fn, in, regs)
	case code.Bif:
		return m.bif(fn, in, regs)
	case code.Reraise:
		m.reraise(*a, *at(regs, in.A+1), (*trace)(reveal(at(regs, in.A+2))))
		return rareRaise
	case code.BuildStack:
		*a = (*trace)(reveal(a)).term()
	case code.CatchValue:
		*a = m.caught(*a, *at(regs, in.A+1), (*trace)(reveal(at(regs, in.A+2))))
	case code.Badmatch, code.BadGenMatch:
		m.raiseTagged(atomBadmatch, *a)
		return rareRaise
	case code.CaseClause:
		m.raiseTagged(atomCaseClause, *a)
		return rareRaise
	case code.TryClause:
		m.raiseTagged(atomTryClause, *a)
		return rareRaise
	case code.ElseClause:
		m.raiseTagged(atomElseClause, *a)
		return rareRaise
	case code.BadFilter:
		m.raiseTagged(atomBadFilter, *a)
		return rareRaise
	case code.BadGenerator:
		m.raiseTagged(atomBadGenerator, *a)
		return rareRaise
	case code.IfClause:
		m.raise(ClassError, atomIfClause.Term())
		return rareRaise
	case code.FuncClause:
		m.raise(ClassError, atomFunctionClause.Term())
		m.exc.args = m.argList(regs, 0, fn.Arity)
		return rareRaise
	case code.Undefined:
		e := fn.Exports[in.D]
		if typed(fn) {
			m.raiseNoLocal(e.Name, e.Arity)
			return rareRaise
		}
		m.undefined(e.Module, e.Name, m.argList(regs, in.A, e.Arity))
		return rareRaise
	case code.BinLit, code.BinMake:
		return m.bitString(fn, in, regs)
	case code.CollectNew, code.CollectAdd, code.CollectEnd, code.MapIter, code.MapNext:
		return m.collect(in, regs)
	default:
		panic("vm: unknown instruction " + in.Op.String())
	}
	return rareDone
}

// slowArith applies an operator; failing, it raises the error that a guard
// then ignores.
func (m *Machine) slowArith(o code.Operator, a, b term.Term) (term.Term, bool) {
	v, fault := Apply(o, a, b)
	if fault == 0 {
		return v, true
	}
	if o.Arity() == 1 {
		m.raiseOp(fault, operatorAtoms[o], a)
	} else {
		m.raiseOp(fault, operatorAtoms[o], a, b)
		m.exc.inlined = o == code.OpDivide
	}
	return term.Term{}, false
}

var operatorAtoms = func() (as [code.NumOperators]term.Atom) {
	for o := range code.NumOperators {
		as[o] = term.Intern(o.String())
	}
	return as
}()

func makeMap(pairs []term.Term) term.Term {
	n := len(pairs) / 2
	keys, values := make([]term.Term, n), make([]term.Term, n)
	for i := range n {
		keys[i], values[i] = pairs[2*i], pairs[2*i+1]
	}
	return term.MapFrom(keys, values)
}

func (m *Machine) putMap(fn *code.Func, in *code.Instr, regs unsafe.Pointer) rareResult {
	t := *at(regs, in.B)
	if !t.IsMap() {
		m.raiseTagged(atomBadmap, t)
		if fn.Module == term.ErlEval {
			m.exc.native = &nativeFrame{module: atomMaps, name: term.Intern("put"), args: term.List(term.A("k"), term.A("v"), t)}
			m.exc.bare = true
		}
		return rareRaise
	}
	ops := fn.Args[in.D : int(in.D)+2*int(in.C)]
	for i := 0; i < len(ops); i += 2 {
		k := operand(fn, regs, ops[i])
		if in.Op == code.PutExact {
			if _, ok := t.MapGet(k); !ok {
				m.raiseTagged(atomBadkey, k)
				if fn.Module == term.ErlEval {
					// The interpreter of OTP calls maps:update/3.
					m.exc.native = &nativeFrame{module: atomMaps, name: atomUpdate, args: term.List(k, operand(fn, regs, ops[i+1]), t)}
					m.exc.bare = true
				}
				return rareRaise
			}
		}
		t = t.MapPut(k, operand(fn, regs, ops[i+1]))
	}
	*at(regs, in.A) = t
	return rareDone
}

func (m *Machine) makeFun(fn *code.Func, in *code.Instr, regs unsafe.Pointer) {
	c := fn.Closures[in.B]
	f := &term.Fun{
		Module: c.Module, Arity: c.Arity, Index: c.Index, Uniq: c.Uniq, OldIndex: int64(c.Index), OldUniq: c.OldUniq, Creator: m.proc.Self(), Code: c,
	}
	if in.C > 0 {
		f.Free = operands(fn, regs, in.D, int(in.C))
	}
	*at(regs, in.A) = f.Term()
}

func (m *Machine) makeExport(fn *code.Func, in *code.Instr, regs unsafe.Pointer) rareResult {
	ts := operands(fn, regs, in.D, 3)
	mod, ok1 := ts[0].AsAtom()
	name, ok2 := ts[1].AsAtom()
	n, ok3 := ts[2].AsInt()
	if !ok1 || !ok2 || !ok3 || n < 0 || n > 255 {
		m.raiseOp(atomBadarg, atomMakeFun, ts...)
		return rareRaise
	}
	e := &term.Export{Module: mod, Name: name, Arity: int(n)}
	*at(regs, in.A) = e.Term()
	return rareDone
}

// bif calls a native that works on its operands alone.
func (m *Machine) bif(fn *code.Func, in *code.Instr, regs unsafe.Pointer) rareResult {
	e := fn.Exports[in.B]
	f := e.Func()
	args := operands(fn, regs, in.D, int(in.C))
	if f == nil || f.Native == nil {
		m.undefined(e.Module, e.Name, term.List(args...))
	} else {
		v, ok := f.Native.(Native)(m, args)
		if ok {
			*at(regs, in.A) = v
			return rareDone
		}
		if in.E == 0 {
			m.nativeFailed(f, args)
		}
	}
	if in.E != 0 {
		m.trap = trapNone
		return rareFail
	}
	return rareRaise
}

// dynamic finds the function of a call whose module or function is computed;
// nil if that is an exception.
func (m *Machine) dynamic(module, name term.Term, n int, regs unsafe.Pointer, k uint16) *code.Func {
	mod, ok1 := module.AsAtom()
	f, ok2 := name.AsAtom()
	if !ok1 || !ok2 {
		m.raiseOp(atomBadarg, atomApply, module, name, m.argList(regs, k, n))
		return nil
	}
	fn := m.lookup(mod, f, n)
	if fn == nil {
		m.undefined(mod, f, m.argList(regs, k, n))
	}
	return fn
}

// trapTarget returns what the call that a native asked for runs; false if it
// raises an exception.
func (m *Machine) trapTarget() (target, bool) {
	args := func() term.Term { return term.List(m.trapArgs...) }
	if m.trap == trapApply {
		return m.resolveFun(m.trapFun, len(m.trapArgs), args)
	}
	fn := m.lookup(m.trapModule, m.trapName, len(m.trapArgs))
	if fn == nil {
		m.undefined(m.trapModule, m.trapName, args())
		return target{}, false
	}
	return target{fn: fn}, true
}

// compileLazy compiles the function that a stub stands for; nil if it cannot
// be compiled.
func (m *Machine) compileLazy(stub *code.Func) *code.Func {
	f, err := stub.Resolve()
	if err != nil {
		return nil
	}
	if stub.Mod != nil {
		stub.Mod.Redirect(stub, f)
	}
	m.sys.Table.Redirect(stub, f)
	return f
}

type timeoutState uint8

const (
	timeoutWait timeoutState = iota
	timeoutOver
	timeoutBad
)

// timeout says how the receive goes on that has seen all messages.
func (m *Machine) timeout(t term.Term) timeoutState {
	if t.Is(atomInfinity) {
		return timeoutWait
	}
	ms, ok := t.AsInt()
	if !ok || ms < 0 || ms > 1<<32-1 {
		return timeoutBad
	}
	if ms > 0 && !m.proc.TimedOut() {
		m.proc.StartTimer(ms)
		return timeoutWait
	}
	m.proc.StopTimer()
	m.proc.Rewind()
	return timeoutOver
}

// resumeWait goes on with a native that waits for a message; done is false if
// it still has to. ok is false if the native did not return a value.
func (m *Machine) resumeWait() (v term.Term, done, ok bool) {
	w := m.wait
	for {
		msg, found := m.proc.Current()
		if !found {
			break
		}
		if w.match == nil {
			m.wait, m.trap = nil, trapCall
			return v, true, false
		}
		if w.match(msg) {
			m.proc.Take()
			m.wait = nil
			v, ok = w.then(m, msg, true)
			return v, true, ok
		}
		m.proc.Skip()
	}
	if w.match == nil || w.timeout < 0 {
		return v, false, false
	}
	if w.timeout > 0 && !m.proc.TimedOut() {
		m.proc.StartTimer(int64((w.timeout + time.Millisecond - 1) / time.Millisecond))
		return v, false, false
	}
	m.proc.StopTimer()
	m.proc.Rewind()
	m.wait = nil
	v, ok = w.then(m, term.Term{}, false)
	return v, true, ok
}

// isFunction is is_function/2; ok is false if n is no arity.
func isFunction(f, n term.Term) (is, ok bool) {
	k, isInt := n.AsInt()
	if !n.IsInteger() || isInt && k < 0 {
		return false, false
	}
	if x := f.Fun(); x != nil {
		return isInt && int64(x.Arity) == k, true
	}
	if x := f.Export(); x != nil {
		return isInt && int64(x.Arity) == k, true
	}
	return false, true
}

func (m *Machine) send(to, msg term.Term) bool {
	switch m.proc.Send(to, msg, proc.SendOptions{}) {
	case proc.BadDest:
		return false
	case proc.Suspended:
		m.Bump(1 << 20)
	}
	return true
}
