package compile

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// callee is what a call calls.
type callee struct {
	op, tail code.Op
	target   int32 // slot or export
	dynamic  []int // registers of the fun, or of module and function, held
}

// qualified returns a call of an auto-imported function as a remote call.
func (f *fn) qualified(e *absform.Call) *absform.Call {
	n, ok := e.Fun.(*absform.Atom)
	if !ok {
		return e
	}
	m, ok := f.autoImported(n.Name, len(e.Args))
	if !ok {
		return e
	}
	return &absform.Call{Anno: e.Anno, Fun: &absform.Remote{Anno: n.Anno, Module: &absform.Atom{Anno: n.Anno, Name: m}, Name: n}, Args: e.Args}
}

// autoImported tells whether a local name means a function of erlang.
func (f *fn) autoImported(name term.Atom, arity int) (module term.Atom, ok bool) {
	if f.u.mod != nil {
		if _, local := f.u.mod.Slot(absform.FA{Name: name, Arity: arity}); local {
			return 0, false
		}
	}
	return erlang, autoImports[importKey{name.String(), arity}]
}

func (f *fn) call(e *absform.Call, hint int) int {
	e = f.qualified(e)
	if r, ok := f.inline(e, hint); ok {
		return r
	}
	if f.guard {
		f.fault(ErrGuard, "")
	}
	if r, ok := f.undefined(e); ok {
		return r
	}
	c := f.callee(e)
	in := code.Instr{Op: c.op, B: uint16(len(e.Args)), D: c.target}
	if c.op == code.CallFun {
		in.C = uint16(c.dynamic[0])
		defer f.release(c.dynamic[0])
		c.dynamic = nil
	}
	k := f.window(e.Args, c.dynamic)
	f.at(e)
	in.A = uint16(k)
	if p := f.last(); c.op == code.CallSelf && len(e.Args) == 1 && p != nil && p.Op == code.SubI && int(p.A) == k {
		p.Op = code.CallSelfSubI
	} else {
		f.emit(in)
	}
	n := len(e.Args) + len(c.dynamic)
	for i := range n {
		f.release(k + i)
	}
	if n == 0 {
		f.need(k + 1)
	}
	f.reserve(k, 1)
	return k
}

// window computes arguments into a run of registers that the callee's window
// can begin at, and moves the held registers of extra behind them. The window
// begins as low as what is alive after the call allows: the frames of a
// recursion are as large as that.
func (f *fn) window(args []absform.Expr, extra []int) (k int) {
	simple, plain := true, true
	for _, a := range args {
		_, isVar := a.(*absform.Var)
		_, isConst := constant(a)
		plain = plain && (isVar || isConst)
		simple = simple && isSimple(a)
	}
	switch {
	case plain:
		return f.plainWindow(args, extra)
	case simple && len(args) == 1 && len(extra) == 0:
		k = f.topAfter(args[0]) + 1
		f.need(k + 1)
		v := f.expr(args[0], k)
		f.release(v)
		f.reserve(k, 1)
		f.move(k, v)
		return k
	case simple:
		k = f.top() + 1
		f.need(k + len(args) + len(extra))
		for i, a := range args {
			v := f.expr(a, k+i)
			if v != k+i {
				f.release(v)
				f.reserve(k+i, 1)
				f.move(k+i, v)
			}
		}
	default:
		// Variables bound in arguments outlive the call: they must be below
		// the window, as everything above its start is the callee's.
		values := make([]int, len(args))
		for i, a := range args {
			values[i] = f.expr(a, noHint)
		}
		k = f.top() + 1
		f.need(k + len(args) + len(extra))
		for i, v := range values {
			f.move(k+i, v)
			f.release(v)
			f.reserve(k+i, 1)
		}
	}
	for i, v := range extra {
		f.move(k+len(args)+i, v)
		f.release(v)
		f.reserve(k+len(args)+i, 1)
	}
	return k
}

// plainWindow is window for arguments that are variables and constants. The
// registers of those that end here may be part of the window.
func (f *fn) plainWindow(args []absform.Expr, extra []int) (k int) {
	from := make([]int, len(args), len(args)+len(extra))
	for i, a := range args {
		from[i] = -1
		if _, ok := constant(a); !ok {
			from[i] = f.expr(a, noHint)
		}
	}
	from = append(from, extra...)
	for _, r := range from {
		f.release(r)
	}
	k = f.top() + 1
	f.reserve(k, len(from))
	f.shuffle(from, k)
	for i, a := range args {
		if t, ok := constant(a); ok {
			f.loadTo(t, k+i)
		}
	}
	return k
}

// topAfter returns the first register above all that are used once e was
// computed, its value aside.
func (f *fn) topAfter(e absform.Expr) int {
	inside := map[string]int{}
	f.u.scopes.countNames(e, inside)
	rc := slices.Clone(f.rc)
	for name, n := range inside {
		if x, ok := f.vars[name]; ok && x.reg >= 0 && !x.unsafe && f.uses[name] <= n {
			rc[x.reg]--
		}
	}
	n := len(rc)
	for n > 0 && rc[n-1] <= 0 {
		n--
	}
	return n
}

// lower moves the held value in r to a lower register when next, which is
// computed while it is held, calls something and would do so from a smaller
// frame.
func (f *fn) lower(r int, next absform.Expr) int {
	if f.guard || f.rc[r] != 1 || !hasCall(next) || f.topAfter(next) != r+1 {
		return r
	}
	for s := range r - 1 {
		if f.rc[s] == 0 {
			f.reserve(s, 1)
			f.release(r)
			f.move(s, r)
			return s
		}
	}
	return r
}

// hasCall tells whether computing e calls a function.
func hasCall(e absform.Expr) bool {
	found := false
	absform.Walk(e, func(e absform.Expr) bool {
		switch e.(type) {
		case *absform.Call:
			found = true
		case *absform.Fun:
			return false
		}
		return !found
	})
	return found
}

// isSimple tells whether an expression binds no variables.
func isSimple(e absform.Expr) bool {
	ok := true
	absform.Walk(e, func(e absform.Expr) bool {
		switch e.(type) {
		case *absform.Match, *absform.Case, *absform.If, *absform.Receive, *absform.Try, *absform.Catch, *absform.Maybe, *absform.Block:
			ok = false
		case *absform.Fun, *absform.Comprehension:
			return false
		}
		return ok
	})
	return ok
}

func (f *fn) callee(e *absform.Call) callee {
	switch fun := e.Fun.(type) {
	case *absform.Atom:
		slot, _ := f.u.mod.Slot(absform.FA{Name: fun.Name, Arity: len(e.Args)})
		if f.parent == nil && fun.Name == f.out.Name && len(e.Args) == f.out.Arity {
			return callee{op: code.CallSelf, tail: code.TailSelf}
		}
		f.out.Portable = false
		return callee{op: code.CallLocal, tail: code.TailLocal, target: int32(slot)}
	case *absform.Remote:
		m, ok1 := fun.Module.(*absform.Atom)
		n, ok2 := fun.Name.(*absform.Atom)
		if ok1 && ok2 {
			return callee{op: code.CallExt, tail: code.TailExt, target: int32(f.export(m.Name, n.Name, len(e.Args)))}
		}
		return callee{op: code.CallDyn, tail: code.TailDyn, dynamic: []int{f.expr(fun.Module, noHint), f.expr(fun.Name, noHint)}}
	}
	return callee{op: code.CallFun, tail: code.TailFun, dynamic: []int{f.expr(e.Fun, noHint)}}
}

// undefined compiles a call of a local function that does not exist: a fault
// in a module, an exception in evaluated code.
func (f *fn) undefined(e *absform.Call) (int, bool) {
	n, ok := e.Fun.(*absform.Atom)
	if !ok {
		return 0, false
	}
	if f.u.mod != nil {
		if _, ok := f.u.mod.Slot(absform.FA{Name: n.Name, Arity: len(e.Args)}); ok {
			return 0, false
		}
		f.at(e)
		f.fault(ErrUndefined, n.Name.String())
	}
	k := f.window(e.Args, nil)
	f.emit(code.Instr{Op: code.Undefined, A: uint16(k), D: int32(f.export(f.u.module, n.Name, len(e.Args)))})
	for i := range e.Args {
		f.release(k + i)
	}
	f.reserve(k, 1)
	return k, true
}

// tailCall compiles a call in place of this function. Typed code stays on the
// stack while it calls a function of a module, as under Elixir's evaluator.
func (f *fn) tailCall(e *absform.Call) {
	e = f.qualified(e)
	if _, remote := e.Fun.(*absform.Remote); remote && f.u.module == term.ErlEval && f.u.file != "" {
		f.ret(f.call(e, noHint))
		return
	}
	if r, ok := f.inline(e, noHint); ok {
		f.ret(r)
		return
	}
	if r, ok := f.undefined(e); ok {
		f.ret(r)
		return
	}
	c := f.callee(e)
	f.tailArgs(e.Args, c.dynamic)
	f.at(e)
	n := len(e.Args)
	if c.op == code.CallSelf {
		if in := f.last(); in != nil && in.Op == code.Move {
			in.Op = code.TailMove
		} else {
			f.emit(code.Instr{Op: code.TailSelf})
		}
		return
	}
	f.emit(code.Instr{Op: c.tail, B: uint16(n), D: c.target})
}

// tailArgs computes arguments into registers 0 and up, where nothing is alive
// after the last one is computed; extra, held, come behind them.
func (f *fn) tailArgs(args []absform.Expr, extra []int) {
	n := len(args) + len(extra)
	f.need(n + 1)
	from := make([]int, n)
	simple := true
	for _, a := range args {
		simple = simple && isSimple(a)
	}
	var constants []int // loaded last: they need no register meanwhile
	for i, a := range args {
		if _, ok := constant(a); ok {
			constants = append(constants, i)
			from[i] = -1
			continue
		}
		hint := noHint
		if simple {
			hint = i
		}
		from[i] = f.expr(a, hint)
	}
	copy(from[len(args):], extra)
	f.shuffle(from, 0)
	for _, i := range constants {
		t, _ := constant(args[i])
		f.loadTo(t, i)
	}
	for _, r := range from {
		f.release(r)
	}
}

// shuffle moves register from[i] to base+i for all i at once; -1 stands for
// nothing.
func (f *fn) shuffle(from []int, base int) {
	waits := make(map[int]int) // how many moves still read a register
	todo := map[int]int{}
	spare := max(f.top(), base+len(from))
	for i, r := range from {
		if r >= 0 && r != base+i {
			waits[r]++
			todo[i] = r
			spare = max(spare, r+1)
		}
	}
	for len(todo) > 0 {
		moved := false
		for i := range from {
			r, ok := todo[i]
			if !ok || waits[base+i] > 0 {
				continue
			}
			f.move(base+i, r)
			waits[r]--
			delete(todo, i)
			moved = true
		}
		if moved {
			continue
		}
		// Only cycles are left: break one by a copy.
		f.need(spare + 1)
		for i := range from {
			if r, ok := todo[i]; ok {
				f.move(spare, r)
				waits[r]--
				waits[spare]++
				todo[i] = spare
				break
			}
		}
	}
}

// inline compiles calls of erlang functions that are instructions, or natives
// that need no window.
func (f *fn) inline(e *absform.Call, hint int) (int, bool) {
	name, ok := erlangCall(e)
	if !ok {
		return 0, false
	}
	n := len(e.Args)
	if t, ok := typeTest(e); ok {
		return f.inlineOp(code.Instr{Op: code.TestKind, C: uint16(t)}, e, hint), true
	}
	switch {
	case n == 0 && name == "self":
		r := f.alloc(hint)
		f.emit(code.Instr{Op: code.Self, A: uint16(r)})
		return r, true
	case n == 1 && name == "hd":
		return f.inlineOp(code.Instr{Op: code.Head}, e, hint), true
	case n == 1 && name == "tl":
		return f.inlineOp(code.Instr{Op: code.Tail}, e, hint), true
	case n == 2 && name == "element":
		return f.binary(code.Instr{Op: code.ElemDyn}, &absform.Op{Anno: e.Anno, Left: e.Args[0], Right: e.Args[1]}, hint), true
	}
	if o, ok := code.BinaryOperators[name]; ok && n == 2 {
		return f.op(&absform.Op{Anno: e.Anno, Name: o.String(), Left: e.Args[0], Right: e.Args[1]}, hint), true
	}
	if o, ok := code.UnaryOperators[name]; ok && n == 1 {
		return f.op(&absform.Op{Anno: e.Anno, Name: o.String(), Left: e.Args[0]}, hint), true
	}
	if !guardBif(name, n) {
		return 0, false
	}
	ops := f.operands(e.Args)
	f.releaseOperands(ops)
	r := f.alloc(hint)
	f.at(e)
	f.test(code.Instr{
		Op: code.Bif, A: uint16(r), B: uint16(f.export(erlang, term.Intern(name), n)), C: uint16(n), D: f.args(ops),
	}, f.fail)
	return r, true
}

func (f *fn) inlineOp(in code.Instr, e *absform.Call, hint int) int {
	v := f.expr(e.Args[0], noHint)
	f.release(v)
	r := f.alloc(hint)
	in.A, in.B = uint16(r), uint16(v)
	f.at(e)
	f.test(in, f.fail)
	return r
}
