package compile

import (
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// body compiles expressions in turn and returns the register of the last
// one's value, held.
func (f *fn) body(es []absform.Expr, hint int) int {
	if len(es) == 0 {
		f.fault(ErrForm, "")
	}
	f.bodyEffect(es[:len(es)-1])
	return f.expr(es[len(es)-1], hint)
}

func (f *fn) bodyTail(es []absform.Expr) {
	if len(es) == 0 {
		f.fault(ErrForm, "")
	}
	f.bodyEffect(es[:len(es)-1])
	f.tail(es[len(es)-1])
}

func (f *fn) bodyEffect(es []absform.Expr) {
	for _, e := range es {
		f.effect(e)
	}
}

// at notes the line of a node.
func (f *fn) at(e absform.Expr) {
	if l := e.Pos().Line; l > 0 {
		f.line = l
	}
}

// ret returns the value in r, whose reference it takes.
func (f *fn) ret(r int) {
	if in := f.last(); in != nil && in.Op == code.Add && int(in.A) == r {
		in.Op = code.AddRet
	} else {
		f.emit(code.Instr{Op: code.Ret, A: uint16(r)})
	}
	f.release(r)
}

// tail compiles an expression whose value is the function's.
func (f *fn) tail(e absform.Expr) {
	if t, ok := constant(e); ok {
		f.emit(code.Instr{Op: code.RetConst, D: int32(f.constant(t))})
		return
	}
	f.at(e)
	switch e := e.(type) {
	case *absform.Call:
		f.tailCall(e)
	case *absform.Block:
		f.bodyTail(e.Body)
	default:
		if control, ok := f.control(e, dest{tailDest, noHint}); ok {
			_ = control // every branch has returned
			return
		}
		f.ret(f.expr(e, noHint))
	}
}

// effect compiles an expression whose value is not wanted.
func (f *fn) effect(e absform.Expr) {
	if _, ok := constant(e); ok {
		return
	}
	f.at(e)
	switch e := e.(type) {
	case *absform.Block:
		f.bodyEffect(e.Body)
	case *absform.Fun:
		f.skip(e)
	default:
		if _, ok := f.control(e, dest{effectDest, noHint}); ok {
			return
		}
		f.release(f.expr(e, noHint))
	}
}

// control compiles the expressions that have branches; false for others.
func (f *fn) control(e absform.Expr, d dest) (int, bool) {
	switch e := e.(type) {
	case *absform.Case:
		return f.caseExpr(e, d), true
	case *absform.If:
		return f.ifExpr(e, d), true
	case *absform.Receive:
		return f.receive(e, d), true
	case *absform.Try:
		return f.try(e, d), true
	case *absform.Catch:
		return f.catchExpr(e, d), true
	case *absform.Maybe:
		return f.maybeExpr(e, d), true
	case *absform.Op:
		if e.Name == "andalso" || e.Name == "orelse" {
			return f.shortcut(e, d), true
		}
	}
	return -1, false
}

// expr compiles an expression and returns the register of its value, held by
// the caller: hint if a new register was needed and hint was free.
func (f *fn) expr(e absform.Expr, hint int) int {
	if t, ok := constant(e); ok {
		return f.load(t, hint)
	}
	f.at(e)
	switch e := e.(type) {
	case *absform.Var:
		if e.Name == "_" {
			f.fault(ErrUnbound, e.Name)
		}
		return f.use(e.Name)
	case *absform.Cons:
		return f.cons(e, hint)
	case *absform.Tuple:
		return f.construct(code.Instr{Op: code.MakeTuple, C: uint16(len(e.Elems))}, e.Elems, hint)
	case *absform.Map:
		return f.mapExpr(e, hint)
	case *absform.Bin:
		return f.binMake(e, hint)
	case *absform.Op:
		if e.Name != "andalso" && e.Name != "orelse" {
			return f.op(e, hint)
		}
	case *absform.Match:
		return f.matchExpr(e, hint)
	case *absform.Call:
		return f.call(e, hint)
	case *absform.Block:
		return f.body(e.Body, hint)
	case *absform.Fun:
		return f.fun(e, hint)
	case *absform.FunRef:
		return f.funRef(e, hint)
	case *absform.Comprehension:
		return f.comprehension(e, hint)
	}
	if r, ok := f.control(e, toReg(hint)); ok {
		return r
	}
	f.fault(ErrForm, "")
	return -1
}

// operand compiles an expression for use as an operand: a held register or a
// constant.
func (f *fn) operand(e absform.Expr) uint16 {
	if t, ok := constant(e); ok {
		if i := f.constant(t); i < code.ConstOperand {
			return uint16(i) | code.ConstOperand
		}
	}
	return uint16(f.expr(e, noHint))
}

func (f *fn) operands(es []absform.Expr) []uint16 {
	ops := make([]uint16, len(es))
	for i, e := range es {
		ops[i] = f.operand(e)
	}
	return ops
}

func (f *fn) releaseOperands(ops []uint16) {
	for _, o := range ops {
		if o < code.ConstOperand {
			f.release(int(o))
		}
	}
}

// construct emits in with the operands es; its A becomes the result.
func (f *fn) construct(in code.Instr, es []absform.Expr, hint int) int {
	if len(es) > 1<<16-1 {
		f.fault(ErrLimit, "")
	}
	line := f.line
	ops := f.operands(es)
	in.D = f.args(ops)
	f.releaseOperands(ops)
	r := f.alloc(hint)
	in.A = uint16(r)
	f.line = line
	f.emit(in)
	return r
}

// cons compiles a list in pieces that fit an instruction, last piece first if
// there are several: only constants and long literals have that many.
func (f *fn) cons(e *absform.Cons, hint int) int {
	var es []absform.Expr
	var tail absform.Expr = e
	for {
		c, ok := tail.(*absform.Cons)
		if !ok || len(es) == 1<<14 {
			break
		}
		es, tail = append(es, c.Head), c.Tail
	}
	if len(es) == 1 {
		h := f.lower(f.expr(es[0], noHint), tail)
		t := f.expr(tail, noHint)
		f.release(h)
		f.release(t)
		r := f.alloc(hint)
		f.emit(code.Instr{Op: code.MakeCons, A: uint16(r), B: uint16(h), C: uint16(t)})
		return r
	}
	return f.construct(code.Instr{Op: code.MakeList, C: uint16(len(es))}, append(es, tail), hint)
}

func (f *fn) mapExpr(e *absform.Map, hint int) int {
	if e.Base == nil {
		var es []absform.Expr
		for _, a := range e.Assocs {
			es = append(es, a.Key, a.Value)
		}
		return f.construct(code.Instr{Op: code.MakeMap, C: uint16(len(es))}, es, hint)
	}
	line := f.line
	base := f.expr(e.Base, noHint)
	ops := make([]uint16, 0, 2*len(e.Assocs))
	for _, a := range e.Assocs {
		ops = append(ops, f.operand(a.Key), f.operand(a.Value))
	}
	f.line = line
	// One instruction for each run of => and :=. Only the last may overwrite
	// an operand.
	for first := 0; ; {
		n := first
		for n < len(e.Assocs) && e.Assocs[n].Exact == e.Assocs[first].Exact {
			n++
		}
		in := code.Instr{Op: code.PutAssoc, B: uint16(base), C: uint16(n - first), D: f.args(ops[2*first : 2*n])}
		if first < n && e.Assocs[first].Exact {
			in.Op = code.PutExact
		}
		f.release(base)
		if n == len(e.Assocs) {
			f.releaseOperands(ops)
			r := f.alloc(hint)
			in.A = uint16(r)
			f.emit(in)
			return r
		}
		base = f.alloc(noHint)
		in.A = uint16(base)
		f.emit(in)
		first = n
	}
}

// matchExpr compiles Pattern = Value; its value is that of Value.
func (f *fn) matchExpr(e *absform.Match, hint int) int {
	v := f.expr(e.Value, hint)
	f.at(e)
	f.match(e.Pattern, v, f.aside(func() {
		f.emit(code.Instr{Op: code.Badmatch, A: uint16(v)})
	}))
	return v
}

// op compiles an operator that always uses both operands.
func (f *fn) op(e *absform.Op, hint int) int {
	if e.Right == nil {
		return f.unary(e, hint)
	}
	if e.Name == "!" {
		return f.binary(code.Instr{Op: code.Send}, e, hint)
	}
	o, ok := code.BinaryOperators[e.Name]
	if !ok {
		f.fault(ErrForm, e.Name)
	}
	i, isSmall := smallInt(e.Right)
	if op := intOps[o]; op != 0 && isSmall && (i > 0 || o == code.OpAdd || o == code.OpSub) {
		l := f.expr(e.Left, noHint)
		f.release(l)
		r := f.alloc(hint)
		f.at(e)
		in := code.Instr{Op: op, A: uint16(r), B: uint16(l), D: i}
		f.test(in, f.fail)
		return r
	}
	switch {
	case o == code.OpAdd:
		return f.binary(code.Instr{Op: code.Add}, e, hint)
	case o == code.OpSub:
		return f.binary(code.Instr{Op: code.Sub}, e, hint)
	case o == code.OpMul:
		return f.binary(code.Instr{Op: code.Mul}, e, hint)
	case o.IsComparison():
		return f.binary(code.Instr{Op: code.Compare, D: int32(o)}, e, hint)
	}
	return f.binary(code.Instr{Op: code.Arith2, D: int32(o)}, e, hint)
}

// intOps are the operations for an operator whose right operand is a small
// integer.
var intOps = [code.NumOperators]code.Op{code.OpAdd: code.AddI, code.OpSub: code.SubI, code.OpRem: code.RemI, code.OpDiv: code.DivI}

func (f *fn) binary(in code.Instr, e *absform.Op, hint int) int {
	l := f.lower(f.expr(e.Left, noHint), e.Right)
	r := f.expr(e.Right, noHint)
	f.release(l)
	f.release(r)
	d := f.alloc(hint)
	in.A, in.B, in.C = uint16(d), uint16(l), uint16(r)
	f.at(e)
	f.test(in, f.fail)
	return d
}

func (f *fn) unary(e *absform.Op, hint int) int {
	o, ok := code.UnaryOperators[e.Name]
	if !ok {
		f.fault(ErrForm, e.Name)
	}
	v := f.expr(e.Left, noHint)
	f.release(v)
	d := f.alloc(hint)
	f.at(e)
	f.test(code.Instr{Op: code.Arith1, A: uint16(d), B: uint16(v), D: int32(o)}, f.fail)
	return d
}

// shortcut compiles andalso and orelse as values.
func (f *fn) shortcut(e *absform.Op, d dest) int {
	if f.guard {
		return f.guardShortcut(e, d.hint)
	}
	stop := term.False // the value of Left that decides
	if e.Name == "orelse" {
		stop = term.True
	}
	l := f.expr(e.Left, noHint)
	f.at(e)
	if !isBoolean(e.Left) {
		f.test(code.Instr{Op: code.NeedBool, A: uint16(l)}, 0)
	}
	right := &absform.Clause{Anno: e.Anno, Body: []absform.Expr{e.Right}}
	f.release(l)
	j := f.fork(d, right)
	decided := f.newLabel()
	f.test(code.Instr{Op: code.IsNotAtom, A: uint16(l), D: int32(stop)}, decided)
	f.scoped(j, right, false, func() { f.branch(j, right.Body) })
	f.restore(j.start)
	f.place(decided)
	if d.mode == effectDest {
		f.arrive(j, -1)
	} else {
		f.arrive(j, f.load(stop.Term(), j.reg))
	}
	return f.join(j)
}

// guardShortcut makes the value of andalso or orelse inside a guard.
func (f *fn) guardShortcut(e *absform.Op, hint int) int {
	r := f.alloc(hint)
	no, end := f.newLabel(), f.newLabel()
	start := f.save()
	f.cond(e, true, no)
	f.loadTo(term.True.Term(), r)
	f.goTo(end)
	f.restore(start)
	f.place(no)
	f.loadTo(term.False.Term(), r)
	f.place(end)
	return r
}

// fun compiles a fun and what makes a closure of it.
func (f *fn) fun(e *absform.Fun, hint int) int {
	names := f.captured(e)
	ops := make([]uint16, len(names))
	is := map[string]bool{}
	for i, n := range names {
		is[n] = true
		ops[i] = uint16(f.vars[n].reg)
	}
	c := f.u.closure(e, names, f)
	f.line = max(e.Line, f.line)
	for _, o := range ops {
		f.hold(int(o))
	}
	for n := range f.u.scopes.namesIn(e) {
		f.consume(n)
	}
	f.releaseOperands(ops)
	r := f.alloc(hint)
	f.out.Closures = append(f.out.Closures, c)
	f.emit(code.Instr{Op: code.MakeFun, A: uint16(r), B: uint16(len(f.out.Closures) - 1), C: uint16(len(ops)), D: f.args(ops)})
	return r
}

func (f *fn) funRef(e *absform.FunRef, hint int) int {
	if e.Module != nil {
		return f.construct(code.Instr{Op: code.MakeExport}, []absform.Expr{e.Module, e.Name, e.Arity}, hint)
	}
	name, ok1 := e.Name.(*absform.Atom)
	arity, ok2 := smallInt(e.Arity)
	if !ok1 || !ok2 {
		f.fault(ErrForm, "")
	}
	// A fun that calls the function: local functions have no other name.
	c := &absform.Clause{Anno: e.Anno}
	call := &absform.Call{Anno: e.Anno, Fun: name}
	for i := range arity {
		v := &absform.Var{Anno: e.Anno, Name: argName(int(i))}
		c.Patterns = append(c.Patterns, v)
		call.Args = append(call.Args, v)
	}
	c.Body = []absform.Expr{call}
	if m, ok := f.autoImported(name.Name, int(arity)); ok {
		return f.construct(code.Instr{Op: code.MakeExport}, []absform.Expr{
			&absform.Atom{Name: m}, name, e.Arity}, hint)
	}
	r := f.fun(&absform.Fun{Anno: e.Anno, Clauses: []*absform.Clause{c}}, hint)
	if f.u.mod != nil {
		f.out.Closures[len(f.out.Closures)-1].Name = name.Name
	}
	return r
}
