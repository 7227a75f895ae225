package vm

import (
	"unsafe"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
)

const instrSize = unsafe.Sizeof(code.Instr{})

func codeOf(fn *code.Func) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(fn.Code)) }

// jumpTo returns the address of an instruction. Every Code has an instruction
// more than can be reached, so that the address behind the last one run is
// still inside.
func jumpTo(fn *code.Func, i int32) unsafe.Pointer {
	return unsafe.Add(codeOf(fn), uintptr(uint32(i))*instrSize)
}

// before returns the address of the instruction before i, which is not 0: the
// loop's step leads to i.
func before(fn *code.Func, i int32) *code.Instr {
	return (*code.Instr)(unsafe.Add(codeOf(fn), (uintptr(uint32(i))-1)*instrSize))
}

func following(in *code.Instr) *code.Instr {
	return (*code.Instr)(unsafe.Add(unsafe.Pointer(in), instrSize))
}

// pcOf returns the number of the instruction at ip.
func pcOf(fn *code.Func, ip unsafe.Pointer) int {
	return int((uintptr(ip) - uintptr(codeOf(fn))) / instrSize)
}

func (m *Machine) regs() unsafe.Pointer {
	return unsafe.Pointer(&m.stack[m.base])
}

func (m *Machine) limit() uintptr {
	return uintptr(unsafe.Pointer(unsafe.SliceData(m.stack))) + uintptr(len(m.stack))*termSize
}

func (m *Machine) index(regs unsafe.Pointer) int {
	return int((uintptr(regs) - uintptr(unsafe.Pointer(unsafe.SliceData(m.stack)))) / termSize)
}

func pointer[T any](p *T) unsafe.Pointer { return unsafe.Pointer(p) }

// operand returns an operand: a register or a constant.
func operand(fn *code.Func, regs unsafe.Pointer, x uint16) term.Term {
	if x < code.ConstOperand {
		return *at(regs, x)
	}
	return fn.Consts[x-code.ConstOperand]
}

func operands(fn *code.Func, regs unsafe.Pointer, d int32, n int) []term.Term {
	ts := make([]term.Term, n)
	for i, x := range fn.Args[d : int(d)+n] {
		ts[i] = operand(fn, regs, x)
	}
	return ts
}

// run runs instructions until the process waits, ends, or has used its
// reductions; it returns how many are left.
func (m *Machine) run(reds int) (proc.Next, int) {
	// The state of the loop lives in locals and is written back to m where
	// somebody may look at it.
	fn := m.fn
	regs := m.regs()
	limit := m.limit()
	ip := jumpTo(fn, int32(m.pc))
	var (
		callee *code.Func // of the call under way
		k      uint16
		n      int
		ok     bool
		v      term.Term
		result bool
		in     *code.Instr
	)
frames:
	for {
		// Within a frame only in changes: what a loop changes costs a store for
		// each instruction.
		for in = (*code.Instr)(ip); ; in = following(in) {
			switch in.Op {
			// ---- data
			case code.Move3:
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				fallthrough
			case code.Move2:
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				fallthrough
			case code.Move:
				*at(regs, in.A) = *at(regs, in.B)
				continue
			case code.Const:
				*at(regs, in.A) = fn.Consts[in.D]
				continue
			case code.LoadInt:
				*at(regs, in.A) = term.Int(int64(in.D))
				continue
			case code.LoadAtom:
				*at(regs, in.A) = term.Atom(in.D).Literal()
				continue
			case code.Jump:
				in = before(fn, in.D)
				continue
			case code.LoopJump:
				ip = jumpTo(fn, in.D)
				if reds--; reds <= 0 {
					goto yield
				}
				continue frames

			// ---- calls
			case code.Move3CallSelf:
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				goto callSelf
			case code.CallSelfSubI:
				if a := at(regs, in.B); a.IsInt() {
					if s := a.Int() - int64(in.D); (s^a.Int())&(int64(in.D)^a.Int()) >= 0 {
						*at(regs, in.A) = term.Int(s)
						if e := (*code.Instr)(codeOf(fn)); e.Op == code.IsLessIRet && s < int64(e.D) {
							reds-- // the call would return this at once
							continue
						}
						goto callSelf
					}
				}
				if v, ok = m.slowArith(code.OpSub, *at(regs, in.B), term.Int(int64(in.D))); !ok {
					goto raise
				}
				*at(regs, in.A) = v
				goto callSelf
			case code.CallSelf:
				goto callSelf
			case code.MoveCallLocal:
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				fallthrough
			case code.CallLocal:
				callee, k = fn.Mod.Func(int(in.D)), in.A
				goto call
			case code.MoveCallExt:
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				fallthrough
			case code.CallExt:
				callee, k = fn.Exports[in.D].Func(), in.A
				if callee == nil {
					e := fn.Exports[in.D]
					if callee = m.lookup(e.Module, e.Name, e.Arity); callee == nil {
						m.undefined(e.Module, e.Name, m.argList(regs, k, e.Arity))
						goto raise
					}
				}
				if callee.Native != nil {
					goto native
				}
				goto call
			case code.IsConsMoveFun:
				if c := at(regs, in.A).Cell(); c != nil {
					if in.B != code.NoReg {
						*at(regs, in.B) = c.Head
					}
					if in.C != code.NoReg {
						*at(regs, in.C) = c.Tail
					}
					in = following(in)
				} else {
					goto fail
				}
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				goto callFun
			case code.IsConsFold:
				reds = foldShort(in, regs, reds)
				if c := at(regs, in.A).Cell(); c != nil {
					*at(regs, in.B), *at(regs, in.C) = c.Head, c.Tail
					in = following(in)
				} else {
					goto fail
				}
				fallthrough
			case code.Move2CallFun:
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				fallthrough
			case code.MoveCallFun:
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				fallthrough
			case code.CallFun:
				goto callFun
			case code.CallDyn:
				k, n = in.A, int(in.B)
				if callee = m.dynamic(*at(regs, k+in.B), *at(regs, k+in.B+1), n, regs, k); callee == nil {
					goto raise
				}
				if callee.Native != nil {
					goto native
				}
				goto call
			case code.MoveTailMove:
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				fallthrough
			case code.TailMove:
				*at(regs, in.A) = *at(regs, in.B)
				goto tailSelf
			case code.TailSelf:
				goto tailSelf
			case code.MoveTailLocal:
				*at(regs, in.A) = *at(regs, in.B)
				in = following(in)
				fallthrough
			case code.TailLocal:
				fn = fn.Mod.Func(int(in.D))
				goto enter
			case code.TailExt:
				callee = fn.Exports[in.D].Func()
				if callee == nil {
					e := fn.Exports[in.D]
					if callee = m.lookup(e.Module, e.Name, e.Arity); callee == nil {
						m.undefined(e.Module, e.Name, m.argList(regs, 0, e.Arity))
						regs, fn, ip = m.pop(regs)
						goto raiseAt
					}
				}
				goto tailCall
			case code.TailFun:
				n = int(in.B)
				m.fn, m.pc, m.base = fn, pcOf(fn, unsafe.Pointer(in)), m.index(regs)
				{
					f := *at(regs, in.B)
					t, found := target{}, false
					if tf := f.Fun(); tf != nil && tf.Arity == n {
						t.fn, found = tf.Code.(*code.Func)
						t.free, t.self, found = tf.Free, f, found && !t.fn.Purged()
					}
					if !found {
						if t, found = m.resolveFun(f, n, func() term.Term { return m.argList(regs, 0, n) }); !found {
							goto raise
						}
					}
					if uintptr(regs)+uintptr(t.fn.NRegs)*termSize > limit {
						if regs, ok = m.extend(regs, n, t.fn.NRegs); !ok {
							goto overflow
						}
						limit = m.limit()
					}
					t.fill(regs, n)
					callee = t.fn
				}
				goto tailCall
			case code.TailDyn:
				if callee = m.dynamic(*at(regs, in.B), *at(regs, in.B+1), int(in.B), regs, 0); callee == nil {
					goto raise
				}
				goto tailCall
			case code.AddRet:
				if a, b := at(regs, in.B), at(regs, in.C); a.IsInt() && b.IsInt() {
					if s := a.Int() + b.Int(); (s^a.Int())&(s^b.Int()) >= 0 {
						*(*term.Term)(regs) = term.Int(s)
						goto ret
					}
				}
				if v, ok = m.slowArith(code.OpAdd, *at(regs, in.B), *at(regs, in.C)); !ok {
					goto raise
				}
				*(*term.Term)(regs) = v
				goto ret
			case code.LoadMulRet:
				if shortcut(in, regs) {
					goto ret
				}
				*at(regs, in.A) = term.Int(int64(in.D))
				continue
			case code.RemEqualRet:
				if shortcut(in, regs) {
					goto ret
				}
				v, ok = m.slowArith(code.OpRem, *at(regs, in.B), term.Int(int64(in.D)))
				goto arithmetic
			case code.Ret:
				*(*term.Term)(regs) = *at(regs, in.A)
				goto ret
			case code.RetConst:
				*(*term.Term)(regs) = fn.Consts[in.D]
				goto ret

			// ---- tests
			case code.IsKind:
				if !TypeTest(code.TypeTest(in.B), *at(regs, in.A)) {
					goto fail
				}
				continue
			case code.IsAtom:
				if *at(regs, in.A) != term.Atom(in.D).Literal() {
					goto fail
				}
				continue
			case code.IsNotAtom:
				if *at(regs, in.A) == term.Atom(in.D).Literal() {
					goto fail
				}
				continue
			case code.IsInt:
				if a := at(regs, in.A); !a.IsInt() || a.Int() != int64(in.D) {
					goto fail
				}
				continue
			case code.IsIntSub:
				// Mostly a recursion that counts down goes on.
				if a := at(regs, in.A); a.IsInt() {
					x := a.Int()
					if x == int64(in.D) {
						continue
					}
					next := (*code.Instr)(jumpTo(fn, in.E))
					if s := x - int64(next.D); (s^x)&(int64(next.D)^x) >= 0 {
						*at(regs, next.A) = term.Int(s)
						in = next
						switch in.Op {
						case code.SubI:
							continue
						case code.SubIAdd:
							in = following(in)
							goto add
						case code.CallSelfSubI:
							goto callSelf
						case code.SubITail:
							in = following(in)
							*at(regs, in.A) = *at(regs, in.B)
						}
						goto tailSelf
					}
				}
				goto fail
			case code.IsConst:
				if !term.Identical(*at(regs, in.A), fn.Consts[in.D]) {
					goto fail
				}
				continue
			case code.IsSame:
				if a, b := at(regs, in.A), at(regs, in.B); *a != *b && !term.Identical(*a, *b) {
					goto fail
				}
				continue
			case code.IsNotSame:
				if a, b := at(regs, in.A), at(regs, in.B); *a == *b || term.Identical(*a, *b) {
					goto fail
				}
				continue
			case code.IsEqual:
				if a, b := at(regs, in.A), at(regs, in.B); *a != *b && !term.Equal(*a, *b) {
					goto fail
				}
				continue
			case code.IsNotEqual:
				if a, b := at(regs, in.A), at(regs, in.B); *a == *b || term.Equal(*a, *b) {
					goto fail
				}
				continue
			case code.IsLess:
				if a, b := at(regs, in.A), at(regs, in.B); a.IsInt() && b.IsInt() {
					if a.Int() >= b.Int() {
						goto fail
					}
				} else if term.Compare(*a, *b) >= 0 {
					goto fail
				}
				continue
			case code.IsNotLess:
				if a, b := at(regs, in.A), at(regs, in.B); a.IsInt() && b.IsInt() {
					if a.Int() < b.Int() {
						goto fail
					}
				} else if term.Compare(*a, *b) < 0 {
					goto fail
				}
				continue
			case code.IsLessI:
				if a := at(regs, in.A); a.IsInt() {
					if a.Int() >= int64(in.D) {
						goto fail
					}
				} else if term.Compare(*a, term.Int(int64(in.D))) >= 0 {
					goto fail
				}
				continue
			case code.IsLessIRet:
				if a := at(regs, in.A); a.IsInt() && a.Int() < int64(in.D) || !a.IsInt() && term.Compare(*a, term.Int(int64(in.D))) < 0 {
					goto ret // it is in r0
				}
				goto fail
			case code.IsNotLessI:
				if a := at(regs, in.A); a.IsInt() {
					if a.Int() < int64(in.D) {
						goto fail
					}
				} else if term.Compare(*a, term.Int(int64(in.D))) < 0 {
					goto fail
				}
				continue
			case code.IsGreaterI:
				if a := at(regs, in.A); a.IsInt() {
					if a.Int() <= int64(in.D) {
						goto fail
					}
				} else if term.Compare(*a, term.Int(int64(in.D))) <= 0 {
					goto fail
				}
				continue
			case code.IsNotGrI:
				if a := at(regs, in.A); a.IsInt() {
					if a.Int() > int64(in.D) {
						goto fail
					}
				} else if term.Compare(*a, term.Int(int64(in.D))) > 0 {
					goto fail
				}
				continue
			case code.IsEqualI:
				if a := at(regs, in.A); a.IsInt() {
					if a.Int() != int64(in.D) {
						goto fail
					}
				} else if !a.IsFloat() || !term.Equal(*a, term.Int(int64(in.D))) {
					goto fail
				}
				continue
			case code.IsNotEqualI:
				if a := at(regs, in.A); a.IsInt() {
					if a.Int() == int64(in.D) {
						goto fail
					}
				} else if a.IsFloat() && term.Equal(*a, term.Int(int64(in.D))) {
					goto fail
				}
				continue
			case code.IsTuple:
				if !at(regs, in.A).IsTupleOf(int(in.B)) {
					goto fail
				}
				continue
			case code.IsTagged:
				if a := at(regs, in.A); !a.IsTupleOf(int(in.B)) || element(a, 0) != term.Atom(in.D).Literal() {
					goto fail
				}
				continue
			case code.IsConsMove:
				if c := at(regs, in.A).Cell(); c != nil {
					if in.B != code.NoReg {
						*at(regs, in.B) = c.Head
					}
					if in.C != code.NoReg {
						*at(regs, in.C) = c.Tail
					}
					in = following(in)
					*at(regs, in.A) = *at(regs, in.B)
					continue
				}
				goto fail
			case code.IsConsAddTail:
				if v = *at(regs, in.A); v.IsCons() {
					add := following(in)
					if acc := at(regs, add.A); acc.IsInt() {
						sum := acc.Int()
						for ; reds > 1; reds-- {
							c := v.Cell()
							if c == nil || !c.Head.IsInt() {
								break
							}
							x := c.Head.Int()
							s := sum + x
							if (s^sum)&(s^x) < 0 {
								break
							}
							sum, v = s, c.Tail
						}
						*acc = term.Int(sum)
						*at(regs, in.A) = v
					}
					// What ends the quick rounds takes an ordinary one.
					if c := v.Cell(); c != nil {
						*at(regs, in.B), *at(regs, in.C) = c.Head, c.Tail
						continue
					}
				}
				goto fail
			case code.IsCons:
				if c := at(regs, in.A).Cell(); c != nil {
					if in.B != code.NoReg {
						*at(regs, in.B) = c.Head
					}
					if in.C != code.NoReg {
						*at(regs, in.C) = c.Tail
					}
					continue
				}
				goto fail
			case code.IsNilCons:
				// Mostly it is a cell, of the clause after that for [].
				a := at(regs, in.A)
				if a.IsNil() {
					continue
				}
				c := a.Cell()
				if c == nil {
					goto fail
				}
				in = (*code.Instr)(jumpTo(fn, in.E))
				if in.B != code.NoReg {
					*at(regs, in.B) = c.Head
				}
				if in.C != code.NoReg {
					*at(regs, in.C) = c.Tail
				}
				if in.Op == code.IsConsMove {
					in = following(in)
					*at(regs, in.A) = *at(regs, in.B)
				}
				continue
			case code.IsNil:
				if !at(regs, in.A).IsNil() {
					goto fail
				}
				continue
			case code.IsMap:
				if !at(regs, in.A).IsMap() {
					goto fail
				}
				continue
			case code.IsFun2:
				if result, ok = isFunction(*at(regs, in.A), *at(regs, in.B)); !ok || !result {
					goto fail
				}
				continue
			case code.IsTaggedElem:
				if a := at(regs, in.A); !a.IsTupleOf(int(in.B)) || element(a, 0) != term.Atom(in.D).Literal() {
					goto fail
				}
				in = following(in)
				*at(regs, in.A) = element(at(regs, in.B), in.C)
				continue
			case code.GetElem3:
				*at(regs, in.A) = element(at(regs, in.B), in.C)
				in = following(in)
				fallthrough
			case code.GetElem2:
				*at(regs, in.A) = element(at(regs, in.B), in.C)
				in = following(in)
				fallthrough
			case code.GetElem:
				*at(regs, in.A) = element(at(regs, in.B), in.C)
				continue
			case code.MapKey:
				if v, ok = at(regs, in.B).MapGet(fn.Consts[in.D]); !ok {
					goto fail
				}
				if in.A != code.NoReg {
					*at(regs, in.A) = v
				}
				continue
			case code.MapKeyReg:
				if v, ok = at(regs, in.B).MapGet(*at(regs, in.C)); !ok {
					goto fail
				}
				if in.A != code.NoReg {
					*at(regs, in.A) = v
				}
				continue
			case code.Switch:
				in = before(fn, fn.Switches[in.D].Find(*at(regs, in.A)))
				continue

			// ---- construction
			case code.MakeCons:
				*at(regs, in.A) = term.Cons(*at(regs, in.B), *at(regs, in.C))
				continue
			case code.MakeTuple:
				*at(regs, in.A) = makeTuple(fn, regs, in.D, in.C)
				continue
			case code.MakeConsRet:
				*(*term.Term)(regs) = term.Cons(*at(regs, in.B), *at(regs, in.C))
				goto ret
			case code.MakeTupleRet:
				*(*term.Term)(regs) = makeTuple(fn, regs, in.D, in.C)
				goto ret
			case code.SubITailSelf:
				if a := at(regs, in.B); a.IsInt() {
					if s := a.Int() - int64(in.D); (s^a.Int())&(int64(in.D)^a.Int()) >= 0 {
						*at(regs, in.A) = term.Int(s)
						goto tailSelf
					}
				}
				v, ok = m.slowArith(code.OpSub, *at(regs, in.B), term.Int(int64(in.D)))
				goto arithmetic
			case code.AddITail:
				if a := at(regs, in.B); a.IsInt() {
					if s := a.Int() + int64(in.D); (s^a.Int())&(s^int64(in.D)) >= 0 {
						*at(regs, in.A) = term.Int(s)
						in = following(in)
						*at(regs, in.A) = *at(regs, in.B)
						goto tailSelf
					}
				}
				v, ok = m.slowArith(code.OpAdd, *at(regs, in.B), term.Int(int64(in.D)))
				goto arithmetic
			case code.SubITail:
				if a := at(regs, in.B); a.IsInt() {
					if s := a.Int() - int64(in.D); (s^a.Int())&(int64(in.D)^a.Int()) >= 0 {
						*at(regs, in.A) = term.Int(s)
						in = following(in)
						*at(regs, in.A) = *at(regs, in.B)
						goto tailSelf
					}
				}
				v, ok = m.slowArith(code.OpSub, *at(regs, in.B), term.Int(int64(in.D)))
				goto arithmetic
			case code.AddTail, code.AddTailSelf:
				goto add
			case code.SubIAdd:
				if a := at(regs, in.B); a.IsInt() {
					if s := a.Int() - int64(in.D); (s^a.Int())&(int64(in.D)^a.Int()) >= 0 {
						*at(regs, in.A) = term.Int(s)
						in = following(in)
						goto add
					}
				}
				v, ok = m.slowArith(code.OpSub, *at(regs, in.B), term.Int(int64(in.D)))
				goto arithmetic
			case code.AddI:
				if a := at(regs, in.B); a.IsInt() {
					if s := a.Int() + int64(in.D); (s^a.Int())&(s^int64(in.D)) >= 0 {
						*at(regs, in.A) = term.Int(s)
						continue
					}
				}
				v, ok = m.slowArith(code.OpAdd, *at(regs, in.B), term.Int(int64(in.D)))
				goto arithmetic
			case code.SubI:
				if a := at(regs, in.B); a.IsInt() {
					if s := a.Int() - int64(in.D); (s^a.Int())&(int64(in.D)^a.Int()) >= 0 {
						*at(regs, in.A) = term.Int(s)
						continue
					}
				}
				v, ok = m.slowArith(code.OpSub, *at(regs, in.B), term.Int(int64(in.D)))
				goto arithmetic
			case code.Add:
				if a, b := at(regs, in.B), at(regs, in.C); a.IsInt() && b.IsInt() {
					if s := a.Int() + b.Int(); (s^a.Int())&(s^b.Int()) >= 0 {
						*at(regs, in.A) = term.Int(s)
						continue
					}
				}
				v, ok = m.slowArith(code.OpAdd, *at(regs, in.B), *at(regs, in.C))
				goto arithmetic
			case code.Sub:
				if a, b := at(regs, in.B), at(regs, in.C); a.IsInt() && b.IsInt() {
					if s := a.Int() - b.Int(); (a.Int()^b.Int())&(s^a.Int()) >= 0 {
						*at(regs, in.A) = term.Int(s)
						continue
					}
				}
				v, ok = m.slowArith(code.OpSub, *at(regs, in.B), *at(regs, in.C))
				goto arithmetic
			case code.RemI:
				if a := at(regs, in.B); a.IsInt() {
					*at(regs, in.A) = term.Int(a.Int() % int64(in.D))
					continue
				}
				v, ok = m.slowArith(code.OpRem, *at(regs, in.B), term.Int(int64(in.D)))
				goto arithmetic
			case code.DivI:
				if a := at(regs, in.B); a.IsInt() {
					*at(regs, in.A) = term.Int(a.Int() / int64(in.D))
					continue
				}
				v, ok = m.slowArith(code.OpDiv, *at(regs, in.B), term.Int(int64(in.D)))
				goto arithmetic
			case code.Mul:
				if a, b := at(regs, in.B), at(regs, in.C); a.IsInt() && b.IsInt() {
					if x, y := a.Int(), b.Int(); x == int64(int32(x)) && y == int64(int32(y)) {
						*at(regs, in.A) = term.Int(x * y)
						continue
					}
				}
				v, ok = m.slowArith(code.OpMul, *at(regs, in.B), *at(regs, in.C))
				goto arithmetic
			case code.Arith2:
				v, ok = m.slowArith(code.Operator(in.D), *at(regs, in.B), *at(regs, in.C))
				goto arithmetic
			case code.Arith1:
				v, ok = m.slowArith(code.Operator(in.D), *at(regs, in.B), term.Term{})
				goto arithmetic
			case code.Compare:
				*at(regs, in.A) = term.Bool(compareOp(code.Operator(in.D), *at(regs, in.B), *at(regs, in.C)))
				continue
			case code.TestKind:
				*at(regs, in.A) = term.Bool(TypeTest(code.TypeTest(in.C), *at(regs, in.B)))
				continue
			case code.NeedBool:
				if a := at(regs, in.A); !a.Is(term.True) && !a.Is(term.False) {
					if in.E != 0 {
						goto fail
					}
					m.raiseTagged(atomBadarg, *a)
					goto raise
				}
				continue
			case code.ElemDyn:
				if i, t := at(regs, in.B), at(regs, in.C); i.IsInt() && t.IsTuple() && uint64(i.Int()-1) < uint64(t.Arity()) {
					*at(regs, in.A) = t.Elem(int(i.Int() - 1))
					continue
				}
				if in.E == 0 {
					m.raiseOp(atomBadarg, atomElement, *at(regs, in.B), *at(regs, in.C))
					goto raise
				}
				goto fail
			case code.Head:
				if c := at(regs, in.B).Cell(); c != nil {
					*at(regs, in.A) = c.Head
					continue
				}
				if in.E == 0 {
					m.raiseOp(atomBadarg, atomHd, *at(regs, in.B))
					goto raise
				}
				goto fail
			case code.Tail:
				if c := at(regs, in.B).Cell(); c != nil {
					*at(regs, in.A) = c.Tail
					continue
				}
				if in.E == 0 {
					m.raiseOp(atomBadarg, atomTl, *at(regs, in.B))
					goto raise
				}
				goto fail
			case code.Self:
				*at(regs, in.A) = m.proc.Self()
				continue
			case code.Send:
				switch m.proc.Send(*at(regs, in.B), *at(regs, in.C), proc.SendOptions{}) {
				case proc.BadDest:
					m.raiseOp(atomBadarg, atomSend, *at(regs, in.B), *at(regs, in.C))
					goto raise
				case proc.Suspended:
					reds = 0
				}
				*at(regs, in.A) = *at(regs, in.C)
				ip = unsafe.Pointer(following(in))
				if reds--; reds <= 0 {
					goto yield
				}
				continue frames

			// ---- bit strings
			case code.BinStart:
				if a := at(regs, in.B); a.IsBits() {
					*at(regs, in.A) = *a
					continue
				}
				goto fail
			case code.BinByteRest:
				if rest := at(regs, in.B); rest.HasBytes() {
					b := rest.TakeByte()
					if in.A != code.NoReg {
						*at(regs, in.A) = term.Int(int64(b))
					}
					// A whole number of bytes is left if it was one before.
					if next := following(in); next.A == code.NoReg && next.B == in.B && next.D == 8 && rest.BitLen()&7 == 0 {
						in = next
					}
					continue
				}
				if !lastByte(in, regs) {
					goto fail
				}
				continue
			case code.BinByte:
				if rest := at(regs, in.B); rest.HasBytes() {
					if b := rest.TakeByte(); in.A != code.NoReg {
						*at(regs, in.A) = term.Int(int64(b))
					}
					continue
				}
				if !lastByte(in, regs) {
					goto fail
				}
				continue
			case code.BinGet:
				if !getSegment(fn, in, regs) {
					goto fail
				}
				continue
			case code.BinRest:
				rest := at(regs, in.B)
				if in.D == 8 {
					if rest.BitLen()&7 != 0 {
						goto fail
					}
				} else if rest.BitLen()%int(in.D) != 0 {
					goto fail
				}
				if in.A != code.NoReg {
					*at(regs, in.A) = *rest
				}
				continue
			case code.BinEnd:
				if at(regs, in.A).BitLen() != 0 {
					goto fail
				}
				continue

			// ---- exceptions
			case code.Try:
				m.handlers = append(m.handlers, handler{fn, in.D, in.A, m.index(regs), len(m.segments)})
				continue
			case code.EndTry:
				m.handlers = m.handlers[:len(m.handlers)-1]
				continue

			// ---- receive
			case code.RecvPeek:
				if v, ok = m.proc.Current(); !ok {
					goto fail
				}
				*at(regs, in.A) = v
				continue
			case code.RecvTake:
				m.proc.Take()
				continue
			case code.RecvNext:
				m.proc.Skip()
				reds--
				ip = jumpTo(fn, in.D)
				continue frames
			case code.RecvMark:
				if r := at(regs, in.A).Ref(); r != nil {
					m.proc.StartAtMark(r)
				}
				continue
			case code.RecvWait:
				ip = jumpTo(fn, in.D)
				goto wait
			case code.RecvTimeout:
				switch m.timeout(*at(regs, in.A)) {
				case timeoutOver:
					continue
				case timeoutBad:
					m.raise(ClassError, atomTimeoutValue.Term())
					if typed(fn) {
						m.exc.native, m.exc.bare = &nativeFrame{module: term.Intern("prim_eval"), name: term.Intern("receive"), args: term.Int(2)}, true
					}
					goto raise
				}
				ip = jumpTo(fn, in.D)
				goto wait

			// ---- machine
			case code.Start:
				goto trapped
			case code.CallNative:
				m.fn, m.pc, m.base = fn, 0, m.index(regs)
				v, ok = fn.Native.(Native)(m, unsafe.Slice((*term.Term)(regs), fn.Arity))
				if m.bumped > 0 {
					reds -= m.bumped
					m.bumped = 0
				}
				if ok {
					*(*term.Term)(regs) = v
					goto ret
				}
				callee = fn
				goto trap
			case code.NativeWait:
				m.fn, m.pc, m.base = fn, 0, m.index(regs)
				if v, result, ok = m.resumeWait(); !result {
					ip = codeOf(fn)
					goto wait
				}
				if ok {
					*(*term.Term)(regs) = v
					continue
				}
				callee = fn
				goto trap
			case code.Lazy:
				if callee = m.compileLazy(fn); callee == nil {
					m.undefined(fn.Module, fn.Name, m.argList(regs, 0, fn.Arity))
					regs, fn, ip = m.pop(regs)
					goto raiseAt
				}
				fn = callee
				goto enter
			case code.SegmentEnd:
				v = *at(regs, 1)
				regs = m.popSegment()
				limit = m.limit()
				*(*term.Term)(regs) = v
				goto ret
			case code.Stop:
				m.result = *at(regs, in.A)
				return proc.Done, reds
			default:
				// The rest is rare or slow enough for a call.
				m.fn, m.pc, m.base = fn, pcOf(fn, unsafe.Pointer(in)), m.index(regs)
				switch m.rare(fn, in, regs) {
				case rareFail:
					goto fail
				case rareRaise:
					goto raise
				}
				continue
			}

		callFun:
			k, n = in.A, int(in.B)
			if f := at(regs, in.C).Fun(); f != nil && f.Arity == n {
				if c, isCode := f.Code.(*code.Func); isCode && !c.Purged() {
					nr := unsafe.Pointer(at(regs, k))
					if c.Short && shortcut((*code.Instr)(codeOf(c)), nr) {
						reds--
						continue
					}
					self := *at(regs, in.C)
					s := backSlot(nr)
					s.p, s.w = unsafe.Pointer(fn), backWord(pcOf(fn, unsafe.Pointer(in))+1, k)
					if uintptr(nr)+uintptr(c.NRegs)*termSize > limit {
						if nr, ok = m.extend(nr, n, c.NRegs); !ok {
							goto overflow
						}
						limit = m.limit()
					}
					if c.NumFree > 0 || c.SelfReg {
						for i, t := range f.Free {
							*at(nr, uint16(n+i)) = t
						}
						if c.SelfReg {
							*at(nr, uint16(n+c.NumFree)) = self
						}
					}
					fn, regs, ip = c, nr, codeOf(c)
					if reds--; reds <= 0 {
						goto yield
					}
					continue frames
				}
			}
			m.fn, m.pc, m.base = fn, pcOf(fn, unsafe.Pointer(in)), m.index(regs)
			{
				t, found := m.resolveFun(*at(regs, in.C), n, func() term.Term { return m.argList(regs, k, n) })
				if !found {
					m.exc.twice = m.exc.native == nil
					goto raise
				}
				callee = t.fn
				if callee.Native != nil {
					goto native
				}
				nr := unsafe.Pointer(at(regs, k))
				s := backSlot(nr)
				s.p, s.w = unsafe.Pointer(fn), backWord(pcOf(fn, unsafe.Pointer(in))+1, k)
				if regs, ok = m.extend(nr, n, callee.NRegs); !ok {
					goto overflow
				}
				limit = m.limit()
				t.fill(regs, n)
				fn = callee
			}
			goto enter

		add:
			if a, b := at(regs, in.B), at(regs, in.C); a.IsInt() && b.IsInt() {
				if s := a.Int() + b.Int(); (s^a.Int())&(s^b.Int()) >= 0 {
					*at(regs, in.A) = term.Int(s)
					if in.Op == code.Add {
						continue
					}
					if in.Op == code.AddTail {
						in = following(in)
						*at(regs, in.A) = *at(regs, in.B)
					}
					goto tailSelf
				}
			}
			v, ok = m.slowArith(code.OpAdd, *at(regs, in.B), *at(regs, in.C))

		arithmetic:
			if ok {
				*at(regs, in.A) = v
				continue
			}
			if in.E == 0 {
				goto raise
			}
		fail:
			in = before(fn, in.E)
			continue
		}

	ret:
		{
			s := backSlot(regs)
			fn = (*code.Func)(s.p)
			regs = unsafe.Add(regs, -int(s.w>>32)*int(termSize))
			ip = jumpTo(fn, int32(s.w))
		}
		continue

	tailSelf:
		ip = codeOf(fn)
		if reds--; reds <= 0 {
			goto yield
		}
		continue

	callSelf:
		{
			nr := unsafe.Pointer(at(regs, in.A))
			s := backSlot(nr)
			s.p, s.w = unsafe.Pointer(fn), backWord(pcOf(fn, unsafe.Pointer(in))+1, in.A)
			regs = nr
			if uintptr(regs)+uintptr(fn.NRegs)*termSize > limit {
				goto enter
			}
			ip = codeOf(fn)
			if reds--; reds > 0 {
				continue
			}
		}
		goto yield

	tailCall:
		if callee.Native == nil {
			fn = callee
			goto enter
		}
		// A native in place of this function.
		m.fn, m.pc, m.base = fn, pcOf(fn, unsafe.Pointer(in)), m.index(regs)
		v, ok = callee.Native.(Native)(m, unsafe.Slice((*term.Term)(regs), callee.Arity))
		if m.bumped > 0 {
			reds -= m.bumped
			m.bumped = 0
		}
		if ok {
			*(*term.Term)(regs) = v
			goto ret
		}
		if m.trap == trapException {
			m.nativeFailed(callee, unsafe.Slice((*term.Term)(regs), callee.Arity))
			if m.exc.native == nil || isBif(callee) {
				goto raise // in this function, as erlang:error/1 and its like do
			}
			regs, fn, ip = m.pop(regs)
			goto raiseAt
		}
		fn = callee
		goto trap

	call:
		{
			nr := unsafe.Pointer(at(regs, k))
			s := backSlot(nr)
			s.p, s.w = unsafe.Pointer(fn), backWord(pcOf(fn, unsafe.Pointer(in))+1, k)
			regs, fn = nr, callee
		}
	enter:
		if uintptr(regs)+uintptr(fn.NRegs)*termSize > limit {
			if regs, ok = m.extend(regs, fn.Arity+fn.NumFree+1, fn.NRegs); !ok {
				goto overflow
			}
			limit = m.limit()
		}
		ip = codeOf(fn)
		if reds--; reds > 0 {
			continue
		}
	yield:
		m.fn, m.pc, m.base = fn, pcOf(fn, ip), m.index(regs)
		return proc.Yield, reds
	wait:
		m.fn, m.pc, m.base = fn, pcOf(fn, ip), m.index(regs)
		return proc.Wait, reds

	native:
		// A native called by code needs no frame.
		m.fn, m.pc, m.base = fn, pcOf(fn, unsafe.Pointer(in)), m.index(regs)
		v, ok = callee.Native.(Native)(m, unsafe.Slice(at(regs, k), callee.Arity))
		reds--
		if m.bumped > 0 {
			reds -= m.bumped
			m.bumped = 0
		}
		if ok {
			*at(regs, k) = v
			ip = unsafe.Pointer(following(in))
			if reds <= 0 {
				goto yield
			}
			continue
		}
		if m.trap == trapException {
			m.nativeFailed(callee, unsafe.Slice(at(regs, k), callee.Arity))
			goto raise
		}
		{
			nr := unsafe.Pointer(at(regs, k))
			s := backSlot(nr)
			s.p, s.w = unsafe.Pointer(fn), backWord(pcOf(fn, unsafe.Pointer(in))+1, k)
			regs, fn = nr, callee
		}
	trap:
		// A native in a frame of its own (callee, at regs) did not return.
		switch m.trap {
		case trapException:
			args := unsafe.Slice((*term.Term)(regs), callee.Arity)
			if callee == waitFunc {
				m.exc.hide = true
			}
			m.nativeFailed(callee, args)
			regs, fn, ip = m.pop(regs)
			goto raiseAt
		case trapReceive:
			fn = waitFunc
			goto enter
		case trapHibernate:
			m.reset()
			m.wait = &nativeWait{}
			regs, fn = m.regs(), waitFunc
			limit = m.limit()
			goto enter
		}
	trapped:
		// The frame at regs becomes the call that the trap describes.
		{
			m.base = m.index(regs)
			t, found := m.trapTarget()
			if !found {
				regs, fn, ip = m.pop(regs)
				goto raiseAt
			}
			if regs, ok = m.extend(regs, 0, max(t.fn.NRegs, len(m.trapArgs)+1)); !ok {
				goto overflow
			}
			limit = m.limit()
			copy(unsafe.Slice((*term.Term)(regs), len(m.trapArgs)), m.trapArgs)
			t.fill(regs, len(m.trapArgs))
			clear(m.trapArgs)
			m.trap, m.trapFun = trapNone, term.Term{}
			fn = t.fn
		}
		goto enter

	overflow:
		// The stack has reached its limit: nothing of the process can go on.
		m.proc.SetExit(term.Killed.Term())
		return proc.Done, reds

	raise:
		ip = unsafe.Pointer(following(in))
	raiseAt:
		m.fn, m.pc, m.base = fn, pcOf(fn, ip)-1, m.index(regs)
		if !m.unwind() {
			m.crash()
			return proc.Done, reds
		}
		fn, regs = m.fn, m.regs()
		limit = m.limit()
		ip = jumpTo(fn, int32(m.pc))
	}
}

// fill puts the captured values of a closure behind its n arguments.
func (t *target) fill(regs unsafe.Pointer, n int) {
	for i, v := range t.free {
		*at(regs, uint16(n+i)) = v
	}
	if t.fn.SelfReg {
		*at(regs, uint16(n+t.fn.NumFree)) = t.self
	}
}

// pop takes the frame at regs off and returns its caller's place.
func (m *Machine) pop(regs unsafe.Pointer) (caller unsafe.Pointer, fn *code.Func, ip unsafe.Pointer) {
	s := backSlot(regs)
	if (*code.Func)(s.p) == segmentFunc {
		regs = m.popSegment()
		s = backSlot(regs)
	}
	fn = (*code.Func)(s.p)
	return unsafe.Add(regs, -int(s.w>>32)*int(termSize)), fn, jumpTo(fn, int32(s.w))
}

// argList returns n registers from k on as a list.
func (m *Machine) argList(regs unsafe.Pointer, k uint16, n int) term.Term {
	return term.List(unsafe.Slice(at(regs, k), n)...)
}
