package compile

import (
	"math/big"
	"slices"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// comprehension compiles a comprehension as nested loops around a collector.
func (f *fn) comprehension(e *absform.Comprehension, hint int) int {
	acc := f.alloc(noHint)
	f.emit(code.Instr{Op: code.CollectNew, A: uint16(acc), D: int32(e.Kind)})
	start := f.save()
	f.qualifiers(e, e.Qualifiers, acc, 0)
	f.restore(start)
	f.at(e)
	f.release(acc)
	r := f.alloc(hint)
	f.emit(code.Instr{Op: code.CollectEnd, A: uint16(r), B: uint16(acc)})
	return r
}

// qualifiers compiles the loops from qs[0] on; next is where the innermost
// loop under way goes on, 0 if there is none.
func (f *fn) qualifiers(e *absform.Comprehension, qs []absform.Qualifier, acc int, next label) {
	if len(qs) == 0 {
		f.collect(e, acc)
		return
	}
	q := &qs[0]
	f.line = max(q.Line, 1)
	if q.Pattern == nil {
		f.filter(e, qs, acc, next)
		return
	}
	switch q.Kind {
	case absform.ListComp:
		f.listGenerator(e, qs, acc)
	case absform.BinComp:
		f.binGenerator(e, qs, acc)
	default:
		f.mapGenerator(e, qs, acc)
	}
}

func (f *fn) collect(e *absform.Comprehension, acc int) {
	in := code.Instr{Op: code.CollectAdd, A: uint16(acc)}
	if e.Kind == absform.MapComp {
		pair, ok := e.Template.(*absform.Tuple)
		if !ok || len(pair.Elems) != 2 {
			f.fault(ErrForm, "")
		}
		k := f.expr(pair.Elems[0], noHint)
		v := f.expr(pair.Elems[1], noHint)
		f.release(k)
		f.release(v)
		in.B, in.C = uint16(k), uint16(v)
	} else {
		v := f.expr(e.Template, noHint)
		f.release(v)
		in.B = uint16(v)
	}
	f.emit(in)
}

func (f *fn) filter(e *absform.Comprehension, qs []absform.Qualifier, acc int, next label) {
	skip := next
	if next == 0 {
		skip = f.newLabel()
	}
	test := qs[0].Value
	if f.isGuardTest(test) {
		f.inGuard(skip, func() { f.cond(test, true, skip) })
	} else {
		v := f.expr(test, noHint)
		bad := f.aside(func() { f.emit(code.Instr{Op: code.BadFilter, A: uint16(v)}) })
		yes := f.newLabel()
		f.test(code.Instr{Op: code.IsNotAtom, A: uint16(v), D: int32(term.True)}, yes)
		f.test(code.Instr{Op: code.IsAtom, A: uint16(v), D: int32(term.False)}, bad)
		f.goTo(skip)
		f.place(yes)
		f.release(v)
	}
	f.qualifiers(e, qs[1:], acc, next)
	if next == 0 {
		f.place(skip)
	}
}

// source evaluates what a generator iterates into a register of its own, which
// the loop changes.
func (f *fn) source(q *absform.Qualifier) int {
	v := f.expr(q.Value, noHint)
	f.release(v)
	own := v
	if f.rc[v] > 0 {
		own = f.alloc(noHint)
		f.move(own, v)
		return own
	}
	f.reserve(own, 1)
	return own
}

// shadow forgets variables that the pattern of a generator binds anew.
func (f *fn) shadow(patterns ...absform.Expr) {
	names := map[string]bool{}
	c := &freeCollector{scopes: &f.u.scopes, seen: map[string]bool{}, hidden: map[string]int{}}
	for _, p := range patterns {
		c.patternNames(p, names)
	}
	for n := range names {
		delete(f.vars, n)
	}
}

func (f *fn) listGenerator(e *absform.Comprehension, qs []absform.Qualifier, acc int) {
	q := &qs[0]
	list := f.source(q)
	defer f.pinLoop(e, qs)()
	loop, next, done := f.newLabel(), f.newLabel(), f.newLabel()
	f.place(loop)
	start := f.save()
	f.shadow(q.Pattern)
	head := f.alloc(noHint)
	f.test(code.Instr{Op: code.IsCons, A: uint16(list), B: uint16(head), C: uint16(list)}, done)
	f.match(q.Pattern, head, f.mismatch(q, head, next))
	f.release(head)
	f.qualifiers(e, qs[1:], acc, next)
	f.again(next, loop, start)
	f.place(done)
	f.line = max(q.Line, f.line)
	f.test(code.Instr{Op: code.IsNil, A: uint16(list)}, f.aside(func() {
		f.emit(code.Instr{Op: code.BadGenerator, A: uint16(list)})
	}))
	f.release(list)
}

// pinLoop keeps what the loop of the generator qs[0] uses where it is, since
// each turn needs it, until unpin.
func (f *fn) pinLoop(e *absform.Comprehension, qs []absform.Qualifier) (unpin func()) {
	inside := map[string]int{}
	f.u.scopes.countNames(qs[0].Pattern, inside)
	for _, q := range qs[1:] {
		if q.Pattern != nil {
			f.u.scopes.countNames(q.Pattern, inside)
		}
		f.u.scopes.countNames(q.Value, inside)
	}
	f.u.scopes.countNames(e.Template, inside)
	return f.pin(inside)
}

// mismatch is where an element goes that does not match: to the next one, or
// for a strict generator to an exception.
func (f *fn) mismatch(q *absform.Qualifier, reg int, next label) label {
	if !q.Strict {
		return next
	}
	return f.aside(func() { f.emit(code.Instr{Op: code.BadGenMatch, A: uint16(reg)}) })
}

// again ends the body of a loop.
func (f *fn) again(next, loop label, start state) {
	f.place(next)
	f.jump(code.Instr{Op: code.LoopJump}, loop)
	f.restore(start)
}

func (f *fn) binGenerator(e *absform.Comprehension, qs []absform.Qualifier, acc int) {
	q := &qs[0]
	p, ok := q.Pattern.(*absform.Bin)
	if !ok {
		f.at(q.Pattern)
		f.fault(ErrPattern, "")
	}
	rest := f.source(q)
	line := f.line
	f.test(code.Instr{Op: code.BinStart, A: uint16(rest), B: uint16(rest)}, f.aside(func() {
		f.line = line
		f.emit(code.Instr{Op: code.BadGenerator, A: uint16(rest)})
	}))
	over := f.stepOver(p)
	f.count(over)
	defer f.pinLoop(e, qs)()
	loop, next, done := f.newLabel(), f.newLabel(), f.newLabel()
	from, skip := f.alloc(noHint), f.newLabel()
	f.place(loop)
	start := f.save()
	f.shadow(q.Pattern)
	short, differs := done, next
	if q.Strict {
		whole := f.alloc(noHint)
		f.move(whole, rest)
		some := f.newLabel()
		f.test(code.Instr{Op: code.BinEnd, A: uint16(rest)}, some)
		f.goTo(done)
		f.place(some)
		short = f.mismatch(q, whole, next)
		differs = f.mismatch(q, whole, next)
	} else {
		f.move(from, rest)
		short, differs = f.aside(func() { f.goTo(skip) }), skip
	}
	f.segments(p, rest, short, differs)
	f.qualifiers(e, qs[1:], acc, next)
	f.again(next, loop, start)
	// What does not match is as long as what does.
	f.place(skip)
	f.move(rest, from)
	f.shadow(q.Pattern)
	f.segments(over, rest, done, loop)
	f.again(f.newLabel(), loop, start)
	f.place(done)
	f.release(from)
	f.release(rest)
}

// stepOver is the pattern of a generator without what it asks of the values:
// only what a later size needs keeps its name.
func (f *fn) stepOver(p *absform.Bin) *absform.Bin {
	sizes := map[string]int{}
	for _, e := range p.Elems {
		if e.Size != nil {
			f.u.scopes.countNames(e.Size, sizes)
		}
	}
	over := &absform.Bin{Anno: p.Anno}
	for _, e := range p.Elems {
		n := 1
		switch v := e.Value.(type) {
		case *absform.Var:
			if sizes[v.Name] > 0 {
				over.Elems = append(over.Elems, e)
				continue
			}
		case *absform.String:
			n = len(v.Chars)
		}
		e.Value = &absform.Var{Anno: e.Anno, Name: "_"}
		if slices.Contains(e.Types, atomFloat) {
			if e.Size == nil {
				e.Size = &absform.Integer{Anno: e.Anno, Value: big.NewInt(64)}
			}
			e.Types = []term.Atom{atomBitstring}
		}
		for range n {
			over.Elems = append(over.Elems, e)
		}
	}
	return over
}

var (
	atomFloat     = term.Intern("float")
	atomBitstring = term.Intern("bitstring")
)

func (f *fn) mapGenerator(e *absform.Comprehension, qs []absform.Qualifier, acc int) {
	q := &qs[0]
	p, ok := q.Pattern.(*absform.Tuple)
	if !ok || len(p.Elems) != 2 {
		f.at(q.Pattern)
		f.fault(ErrPattern, "")
	}
	it := f.source(q)
	f.emit(code.Instr{Op: code.MapIter, A: uint16(it), B: uint16(it)})
	defer f.pinLoop(e, qs)()
	loop, next, done := f.newLabel(), f.newLabel(), f.newLabel()
	f.place(loop)
	start := f.save()
	f.shadow(q.Pattern)
	k, v := f.alloc(noHint), f.alloc(noHint)
	f.test(code.Instr{Op: code.MapNext, A: uint16(it), B: uint16(k), C: uint16(v)}, done)
	differs := next
	if q.Strict {
		differs = f.aside(func() {
			f.emit(code.Instr{Op: code.MakeTuple, A: uint16(k), C: 2, D: f.args([]uint16{uint16(k), uint16(v)})})
			f.emit(code.Instr{Op: code.BadGenMatch, A: uint16(k)})
		})
	}
	f.match(p.Elems[0], k, differs)
	f.match(p.Elems[1], v, differs)
	f.release(k)
	f.release(v)
	f.qualifiers(e, qs[1:], acc, next)
	f.again(next, loop, start)
	f.place(done)
	f.release(it)
}
