package compile

import (
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// match compiles the match of the value in reg with a pattern: control goes to
// next if it fails. The caller holds reg.
func (f *fn) match(p absform.Expr, reg int, next label) {
	if t, ok := literal(p); ok {
		f.isLiteral(t, reg, next)
		return
	}
	switch p := p.(type) {
	case *absform.Var:
		f.matchVar(p, reg, next)
	case *absform.Cons:
		f.matchList(p, reg, next)
	case *absform.Tuple:
		f.matchTuple(p, reg, next)
	case *absform.Map:
		f.matchMap(p, reg, next)
	case *absform.Bin:
		f.matchBin(p, reg, next)
	case *absform.Match:
		f.match(p.Pattern, reg, next)
		f.match(p.Value, reg, next)
	case *absform.Op:
		f.matchAppend(p, reg, next)
	default:
		f.at(p)
		f.fault(ErrPattern, "")
	}
}

// literal returns the one term that a pattern matches. A map pattern, also the
// empty one, matches all maps that have its keys.
func literal(p absform.Expr) (term.Term, bool) {
	t, ok := constant(p)
	if !ok {
		return t, false
	}
	absform.Walk(p, func(e absform.Expr) bool {
		if _, isMap := e.(*absform.Map); isMap {
			ok = false
		}
		return ok
	})
	return t, ok
}

// matchAll matches the patterns of a clause, plain variables last.
func (f *fn) matchAll(ps []absform.Expr, regs []int, next label) {
	if len(ps) != len(regs) {
		f.fault(ErrPattern, "")
	}
	for i, p := range ps {
		if _, ok := p.(*absform.Var); !ok {
			f.match(p, regs[i], next)
		}
	}
	for i, p := range ps {
		if v, ok := p.(*absform.Var); ok {
			f.matchVar(v, regs[i], next)
		}
	}
}

func (f *fn) matchVar(v *absform.Var, reg int, next label) {
	if v.Name == "_" {
		return
	}
	if _, bound := f.vars[v.Name]; !bound {
		f.bind(v.Name, reg)
		return
	}
	f.at(v)
	x := f.use(v.Name)
	f.test(code.Instr{Op: code.IsSame, A: uint16(reg), B: uint16(x)}, next)
	f.release(x)
}

func (f *fn) isLiteral(t term.Term, reg int, next label) {
	in := code.Instr{A: uint16(reg)}
	switch {
	case isPermanent(t):
		in.Op, in.D = code.IsAtom, int32(t.Atom())
	case t.IsInt() && fits(t.Int()):
		in.Op, in.D = code.IsInt, int32(t.Int())
	case t.IsNil():
		in.Op = code.IsNil
	default:
		in.Op, in.D = code.IsConst, int32(f.constant(t))
	}
	f.test(in, next)
}

// part returns a register for a part of a value if its pattern looks at it,
// -1 if not.
func (f *fn) part(p absform.Expr) int {
	if v, ok := p.(*absform.Var); ok {
		if v.Name == "_" {
			return -1
		}
		if _, bound := f.vars[v.Name]; !bound && f.uses[v.Name] <= 1 {
			f.bind(v.Name, -1)
			return -1
		}
	}
	return f.alloc(noHint)
}

// matchPart matches a part that part gave a register.
func (f *fn) matchPart(p absform.Expr, reg int, next label) {
	if reg >= 0 {
		f.match(p, reg, next)
		f.release(reg)
	}
}

func operandReg(r int) uint16 {
	if r < 0 {
		return code.NoReg
	}
	return uint16(r)
}

// matchList follows the tails of a list pattern.
func (f *fn) matchList(p *absform.Cons, reg int, next label) {
	f.hold(reg)
	for {
		h := f.part(p.Head)
		var t int
		tail, more := p.Tail.(*absform.Cons)
		if more {
			t = f.alloc(noHint)
		} else {
			t = f.part(p.Tail)
		}
		f.test(code.Instr{Op: code.IsCons, A: uint16(reg), B: operandReg(h), C: operandReg(t)}, next)
		f.release(reg)
		f.matchPart(p.Head, h, next)
		if !more {
			f.matchPart(p.Tail, t, next)
			return
		}
		reg, p = t, tail
		if lit, ok := literal(tail); ok {
			f.isLiteral(lit, reg, next)
			f.release(reg)
			return
		}
	}
}

func (f *fn) matchTuple(p *absform.Tuple, reg int, next label) {
	n := len(p.Elems)
	if n > 1<<16-1 {
		f.fault(ErrLimit, "")
	}
	from := 0
	in := code.Instr{Op: code.IsTuple, A: uint16(reg), B: uint16(n)}
	if n > 0 {
		if a, ok := p.Elems[0].(*absform.Atom); ok && a.Name.Permanent() {
			in.Op, in.D, from = code.IsTagged, int32(a.Name), 1
		}
	}
	f.test(in, next)
	f.elements(p.Elems, from, reg, next)
}

// elements matches the elements of a tuple in reg, variables last so that
// nothing is loaded in vain.
func (f *fn) elements(es []absform.Expr, from, reg int, next label) {
	for pass := range 2 {
		for i := from; i < len(es); i++ {
			if _, variable := es[i].(*absform.Var); variable != (pass == 1) {
				continue
			}
			r := f.part(es[i])
			if r < 0 {
				continue
			}
			f.emit(code.Instr{Op: code.GetElem, A: uint16(r), B: uint16(reg), C: uint16(i)})
			f.matchPart(es[i], r, next)
		}
	}
}

func (f *fn) matchMap(p *absform.Map, reg int, next label) {
	if p.Base != nil {
		f.fault(ErrPattern, "")
	}
	f.test(code.Instr{Op: code.IsMap, A: uint16(reg)}, next)
	for _, a := range p.Assocs {
		in := code.Instr{Op: code.MapKey, B: uint16(reg)}
		if k, ok := constant(a.Key); ok {
			in.D = int32(f.constant(k))
		} else {
			k := f.guardValue(a.Key, next)
			in.Op, in.C = code.MapKeyReg, uint16(k)
			f.release(k)
		}
		r := f.part(a.Value)
		in.A = operandReg(r)
		f.test(in, next)
		f.matchPart(a.Value, r, next)
	}
}

// matchAppend matches "literal" ++ Tail.
func (f *fn) matchAppend(p *absform.Op, reg int, next label) {
	if p.Name != "++" || p.Right == nil {
		f.fault(ErrPattern, p.Name)
	}
	t, ok := constant(p.Left)
	ts, proper := t.Slice()
	if !ok || !proper {
		f.fault(ErrPattern, p.Name)
	}
	tail := p.Right
	for i := len(ts) - 1; i >= 0; i-- {
		tail = &absform.Cons{Anno: p.Anno, Head: &absform.Value{Anno: p.Anno, Term: ts[i]}, Tail: tail}
	}
	f.match(tail, reg, next)
}
