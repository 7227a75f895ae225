package compile

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// destMode says what becomes of the value of an expression.
type destMode uint8

const (
	valueDest  destMode = iota // into a register
	tailDest                   // it is the function's result
	effectDest                 // nothing
)

type dest struct {
	mode destMode
	hint int // the register it would best be in
}

func toReg(hint int) dest { return dest{valueDest, hint} }

// fork is a place where code splits into branches that join again. Each branch
// begins in the state at the fork.
type fork struct {
	dest  dest
	reg   int // of the value
	end   label
	start state

	// Variables bound inside that are used after the join. They are safe if
	// every branch that reaches the join binds them.
	exports []export
}

type export struct {
	name  string
	reg   int
	safe  bool // bound in every branch
	bound bool // bound in one at least
}

// fork begins branches; nodes are all that is inside them.
func (f *fn) fork(d dest, nodes ...*absform.Clause) *fork {
	j := &fork{dest: d, reg: -1, end: f.newLabel()}
	if d.mode != tailDest {
		inside := map[string]int{}
		for _, n := range nodes {
			f.u.scopes.countNames(n, inside)
		}
		for name, n := range inside {
			if _, bound := f.vars[name]; !bound && f.uses[name] > n {
				j.exports = append(j.exports, export{name: name, reg: f.alloc(noHint), safe: true})
			}
		}
	}
	if d.mode == valueDest {
		j.reg = f.alloc(d.hint)
		f.release(j.reg)
	}
	j.start = f.save()
	return j
}

func (j *fork) exported(name string) bool {
	for _, e := range j.exports {
		if e.name == name {
			return true
		}
	}
	return false
}

// branch compiles a body as a branch that ends at the join.
func (f *fn) branch(j *fork, body []absform.Expr) {
	switch j.dest.mode {
	case tailDest:
		f.bodyTail(body)
	case effectDest:
		f.bodyEffect(body)
		f.arrive(j, -1)
	default:
		v := f.body(body, j.reg)
		f.arrive(j, v)
	}
}

// arrive ends a branch with its value in v.
func (f *fn) arrive(j *fork, v int) {
	if j.dest.mode == tailDest {
		f.ret(v)
		return
	}
	for i := range j.exports {
		e := &j.exports[i]
		_, bound := f.vars[e.name]
		e.bound = e.bound || bound
		if x, ok := f.vars[e.name]; ok && !x.unsafe && x.reg >= 0 {
			f.move(e.reg, x.reg)
		} else {
			e.safe = false
		}
	}
	if v >= 0 {
		if j.reg >= 0 {
			f.move(j.reg, v)
		}
		f.release(v)
	}
	f.goTo(j.end)
}

// join ends the branches and returns the register of the value, -1 if there is
// none.
func (f *fn) join(j *fork) int {
	// A jump to the very next instruction is none.
	for in := f.last(); in != nil && in.Op == code.Jump && in.D == int32(j.end) && f.fixups[len(f.fixups)-1].pc == len(f.out.Code)-1; in = f.last() {
		f.out.Code = f.out.Code[:len(f.out.Code)-1]
		f.fixups = f.fixups[:len(f.fixups)-1]
		if n := len(f.out.Lines); n > 0 && int(f.out.Lines[n-1].PC) >= len(f.out.Code) {
			f.out.Lines = f.out.Lines[:n-1]
		}
	}
	f.place(j.end)
	f.restore(j.start)
	for _, e := range j.exports {
		f.release(e.reg)
		if !e.bound { // the name stands for variables inside funs and the like
			continue
		}
		if !e.safe || f.uses[e.name] <= 0 {
			f.vars[e.name] = variable{reg: -1, unsafe: !e.safe}
			continue
		}
		f.vars[e.name] = variable{reg: e.reg}
		f.hold(e.reg)
	}
	if j.dest.mode != valueDest {
		return -1
	}
	f.reserve(j.reg, 1)
	return j.reg
}

// scoped runs compile for a clause in which the names that are not bound yet
// are counted on their own, so that registers are free after their last use
// in the clause.
func (f *fn) scoped(j *fork, c absform.Expr, shadow bool, compile func()) {
	inside := map[string]int{}
	f.u.scopes.countNames(c, inside)
	outside := map[string]int{}
	for name, n := range inside {
		if _, bound := f.vars[name]; bound && !shadow {
			continue
		}
		outside[name] = f.uses[name] - n
		f.uses[name] = n
		if j.exported(name) {
			f.uses[name]++
		}
	}
	compile()
	for name, n := range outside {
		f.uses[name] = n
	}
}

// skip gives up the occurrences in code that is never reached.
func (f *fn) skip(e absform.Expr) {
	inside := map[string]int{}
	f.u.scopes.countNames(e, inside)
	for name, n := range inside {
		f.uses[name] -= n
		if f.uses[name] <= 0 {
			f.drop(name)
		}
	}
}

// alternativeOptions are those of a list of clauses.
type alternativeOptions struct {
	shadow   bool                                            // heads bind names that are bound outside anew
	selected func()                                          // code between a clause's guard and its body
	fail     func()                                          // code for when no clause matches
	patterns func(c *absform.Clause, regs []int, next label) // instead of the usual
}

// alternatives compiles clauses that match the values in regs. The caller
// holds regs.
func (f *fn) alternatives(j *fork, cs []*absform.Clause, regs []int, o alternativeOptions) {
	start := f.save()
	for i, c := range cs {
		next := f.newLabel()
		f.scoped(j, c, o.shadow, func() {
			f.line = c.Line
			if o.patterns != nil {
				o.patterns(c, regs, next)
			} else {
				f.matchAll(c.Patterns, regs, next)
			}
			f.guards(c.Guards, next)
			if o.selected != nil {
				o.selected()
			}
			for _, r := range regs {
				f.release(r)
			}
			f.branch(j, c.Body)
		})
		f.restore(start)
		if !f.used(next) {
			for _, c := range cs[i+1:] {
				f.skip(c)
			}
			f.restore(start)
			return
		}
		f.place(next)
	}
	o.fail()
}

func (f *fn) caseExpr(e *absform.Case, d dest) int {
	if t, fl, ok := f.boolCase(e); ok {
		return f.branchOn(e.Value, t, fl, d)
	}
	v := f.expr(e.Value, noHint)
	j := f.fork(d, e.Clauses...)
	f.alternatives(j, e.Clauses, []int{v}, alternativeOptions{fail: func() {
		f.line = e.Line
		f.emit(code.Instr{Op: code.CaseClause, A: uint16(v)})
	}})
	r := f.join(j)
	f.release(v)
	return r
}

// boolCase recognizes a case of a boolean expression that no failure can
// leave undecided: its clauses for true and false.
func (f *fn) boolCase(e *absform.Case) (yes, no *absform.Clause, ok bool) {
	if len(e.Clauses) != 2 || !isBoolean(e.Value) {
		return nil, nil, false
	}
	var want [2]term.Atom
	for i, c := range e.Clauses {
		if len(c.Guards) > 0 || len(c.Patterns) != 1 {
			return nil, nil, false
		}
		switch p := c.Patterns[0].(type) {
		case *absform.Atom:
			if p.Name != term.True && p.Name != term.False {
				return nil, nil, false
			}
			want[i] = p.Name
		case *absform.Var:
			if p.Name != "_" || i == 0 {
				return nil, nil, false
			}
			want[i] = 1 - want[0] // the other of false (0) and true (1)
		default:
			return nil, nil, false
		}
	}
	if want[0] == want[1] {
		return nil, nil, false
	}
	if want[0] == term.True {
		return e.Clauses[0], e.Clauses[1], true
	}
	return e.Clauses[1], e.Clauses[0], true
}

// branchOn compiles a choice between two bodies without making the boolean.
func (f *fn) branchOn(test absform.Expr, yes, no *absform.Clause, d dest) int {
	otherwise := f.newLabel()
	f.cond(test, true, otherwise)
	j := f.fork(d, yes, no)
	f.scoped(j, yes, false, func() { f.branch(j, yes.Body) })
	f.restore(j.start)
	f.place(otherwise)
	f.scoped(j, no, false, func() { f.branch(j, no.Body) })
	return f.join(j)
}

func (f *fn) ifExpr(e *absform.If, d dest) int {
	j := f.fork(d, e.Clauses...)
	f.alternatives(j, e.Clauses, nil, alternativeOptions{fail: func() {
		f.line = e.Line
		f.emit(code.Instr{Op: code.IfClause})
	}})
	return f.join(j)
}

func (f *fn) receive(e *absform.Receive, d dest) int {
	timeout := -1
	if e.After != nil {
		timeout = f.expr(e.After, noHint)
	}
	after := &absform.Clause{Anno: e.Anno, Body: e.Body}
	j := f.fork(d, append([]*absform.Clause{after}, e.Clauses...)...)
	unpin := f.pinClauses(e.Clauses)
	loop, wait := f.newLabel(), f.newLabel()
	for _, r := range f.receiveMarks(e) {
		f.emit(code.Instr{Op: code.RecvMark, A: uint16(r)})
	}
	f.place(loop)
	msg := f.alloc(noHint)
	f.test(code.Instr{Op: code.RecvPeek, A: uint16(msg)}, wait)
	f.alternatives(j, e.Clauses, []int{msg}, alternativeOptions{
		selected: func() { f.emit(code.Instr{Op: code.RecvTake}) },
		fail:     func() { f.jump(code.Instr{Op: code.RecvNext}, loop) },
	})
	f.release(msg)
	f.line = e.Line
	f.place(wait)
	if timeout < 0 {
		f.jump(code.Instr{Op: code.RecvWait}, loop)
	} else {
		f.jump(code.Instr{Op: code.RecvTimeout, A: uint16(timeout)}, loop)
		f.restore(j.start)
		f.release(timeout)
		f.scoped(j, after, false, func() { f.branch(j, e.Body) })
	}
	r := f.join(j)
	unpin()
	f.release(timeout)
	return r
}

// pinClauses keeps the variables that the clauses use alive until unpin: a
// receive looks at its clauses once for each message, so a register that only
// the body of one clause reads must survive the failure of all of them.
func (f *fn) pinClauses(cs []*absform.Clause) (unpin func()) {
	inside := map[string]int{}
	for _, c := range cs {
		f.u.scopes.countNames(c, inside)
	}
	return f.pin(inside)
}

// pin keeps those of names that are bound alive until unpin.
func (f *fn) pin(names map[string]int) (unpin func()) {
	var pinned []string
	for n := range names {
		if x, ok := f.vars[n]; ok && x.reg >= 0 {
			f.uses[n]++
			pinned = append(pinned, n)
		}
	}
	return func() {
		for _, n := range pinned {
			f.consume(n)
		}
	}
}

// receiveMarks returns the registers of the variables that every clause needs
// as an element of a tuple: when one is a reference just made, older messages
// need no look.
func (f *fn) receiveMarks(e *absform.Receive) []int {
	candidates := map[string]int{}
	for _, c := range e.Clauses {
		found := map[string]bool{}
		if len(c.Patterns) == 1 {
			f.pinnedElements(c, found)
		}
		for n := range found {
			candidates[n]++
		}
	}
	var regs []int
	for n, k := range candidates {
		if k == len(e.Clauses) {
			regs = append(regs, f.vars[n].reg)
		}
	}
	slices.Sort(regs)
	return regs
}

func (f *fn) pinnedElements(c *absform.Clause, found map[string]bool) {
	t, ok := c.Patterns[0].(*absform.Tuple)
	if !ok {
		return
	}
	for _, e := range t.Elems {
		if v, ok := e.(*absform.Var); ok {
			if x, bound := f.vars[v.Name]; bound && x.reg >= 0 {
				found[v.Name] = true
			}
		}
	}
}

// try compiles a try; its After is a try of its own around the rest.
func (f *fn) try(e *absform.Try, d dest) int {
	if len(e.After) > 0 {
		return f.tryAfter(e, d)
	}
	j := f.fork(d, append([]*absform.Clause{{Anno: e.Anno, Body: e.Body}}, append(e.Clauses, e.Catches...)...)...)
	handler := f.newLabel()
	try := len(f.out.Code)
	f.jump(code.Instr{Op: code.Try}, handler)
	f.protected(e, j)
	f.restore(j.start)
	f.place(handler)
	x := f.allocRun(3)
	f.out.Code[try].A = uint16(x)
	f.catches(e, j, x)
	for i := range 3 {
		f.release(x + i)
	}
	return f.join(j)
}

// protected compiles the body of a try and the clauses for its value.
func (f *fn) protected(e *absform.Try, j *fork) {
	block := &absform.Block{Anno: e.Anno, Body: e.Body}
	f.scoped(j, block, false, func() {
		if len(e.Clauses) == 0 && j.dest.mode == effectDest {
			f.bodyEffect(e.Body)
			f.emit(code.Instr{Op: code.EndTry})
			f.arrive(j, -1)
			return
		}
		hint := j.reg
		v := f.body(e.Body, hint)
		f.emit(code.Instr{Op: code.EndTry})
		if len(e.Clauses) == 0 {
			f.arrive(j, v)
			return
		}
		f.hideBound(j)
		f.alternatives(j, e.Clauses, []int{v}, alternativeOptions{fail: func() {
			f.line = e.Line
			f.emit(code.Instr{Op: code.TryClause, A: uint16(v)})
		}})
	})
}

// hideBound makes variables bound since the fork unsafe, as those of a try's
// body are to its clauses.
func (f *fn) hideBound(j *fork) {
	for name, x := range f.vars {
		if _, before := j.start.vars[name]; !before && x.reg >= 0 {
			f.release(x.reg)
			delete(f.vars, name)
		}
	}
}

// catches compiles the catch clauses with class, reason and trace in registers
// x and up.
func (f *fn) catches(e *absform.Try, j *fork, x int) {
	regs := []int{x, x + 1, x + 2}
	f.alternatives(j, e.Catches, regs, alternativeOptions{
		patterns: f.catchPattern,
		fail: func() {
			f.emit(code.Instr{Op: code.Reraise, A: uint16(x)})
		},
	})
}

func (f *fn) catchPattern(c *absform.Clause, x []int, next label) {
	if len(c.Patterns) != 1 {
		f.fault(ErrPattern, "")
	}
	t, ok := c.Patterns[0].(*absform.Tuple)
	if !ok || len(t.Elems) != 3 {
		f.fault(ErrPattern, "")
	}
	f.match(t.Elems[0], x[0], next)
	f.match(t.Elems[1], x[1], next)
	v, ok := t.Elems[2].(*absform.Var)
	if !ok {
		f.fault(ErrPattern, "")
	}
	if v.Name == "_" {
		return
	}
	if f.uses[v.Name] > 1 {
		// A copy: the trace itself is needed if no clause matches.
		r := f.alloc(noHint)
		f.move(r, x[2])
		f.emit(code.Instr{Op: code.BuildStack, A: uint16(r)})
		f.bind(v.Name, r)
		f.release(r)
		return
	}
	f.bind(v.Name, x[2])
}

func (f *fn) tryAfter(e *absform.Try, d dest) int {
	if d.mode == tailDest {
		r := f.tryAfter(e, toReg(noHint))
		f.ret(r)
		return -1
	}
	inner := &absform.Try{Anno: e.Anno, Body: e.Body, Clauses: e.Clauses, Catches: e.Catches}
	after := &absform.Block{Anno: e.Anno, Body: e.After}
	again := map[string]int{}
	f.u.scopes.countNames(after, again)

	j := f.fork(d, &absform.Clause{Anno: e.Anno, Body: []absform.Expr{inner}}, &absform.Clause{Anno: e.Anno, Body: e.After})
	handler := f.newLabel()
	try := len(f.out.Code)
	f.jump(code.Instr{Op: code.Try}, handler)
	var v int
	f.scoped(j, inner, false, func() {
		if len(inner.Clauses) == 0 && len(inner.Catches) == 0 {
			v = f.body(inner.Body, j.reg)
		} else {
			v = f.try(inner, toReg(j.reg))
		}
		f.emit(code.Instr{Op: code.EndTry})
		f.hideBound(j)
	})
	f.scoped(j, after, false, func() { f.bodyEffect(e.After) })
	f.arrive(j, v)
	for name, n := range again {
		f.uses[name] += n
	}
	f.restore(j.start)
	f.place(handler)
	x := f.allocRun(3)
	f.out.Code[try].A = uint16(x)
	f.scoped(j, after, false, func() { f.bodyEffect(e.After) })
	f.emit(code.Instr{Op: code.Reraise, A: uint16(x)})
	return f.join(j)
}

func (f *fn) catchExpr(e *absform.Catch, d dest) int {
	if d.mode == tailDest {
		r := f.catchExpr(e, toReg(noHint))
		f.ret(r)
		return -1
	}
	j := f.fork(dest{valueDest, d.hint}, &absform.Clause{Anno: e.Anno, Body: []absform.Expr{e.Value}})
	handler := f.newLabel()
	try := len(f.out.Code)
	f.jump(code.Instr{Op: code.Try}, handler)
	f.scoped(j, e.Value, false, func() {
		v := f.expr(e.Value, j.reg)
		f.emit(code.Instr{Op: code.EndTry})
		f.arrive(j, v)
	})
	f.restore(j.start)
	f.place(handler)
	x := f.allocRun(3)
	f.out.Code[try].A = uint16(x)
	f.emit(code.Instr{Op: code.CatchValue, A: uint16(x)})
	f.release(x + 1)
	f.release(x + 2)
	f.arrive(j, x)
	r := f.join(j)
	if d.mode == effectDest {
		f.release(r)
		return -1
	}
	return r
}

// maybe is what a maybe_match inside the maybe under way does when it fails:
// put the value into reg and go to end.
type maybe struct {
	j    *fork
	reg  int // of the value that did not match
	fail label
}

func (f *fn) maybeExpr(e *absform.Maybe, d dest) int {
	if d.mode == tailDest {
		r := f.maybeExpr(e, toReg(noHint))
		f.ret(r)
		return -1
	}
	body := &absform.Block{Anno: e.Anno, Body: e.Body}
	j := f.fork(d, append([]*absform.Clause{{Anno: e.Anno, Body: e.Body}}, e.Else...)...)
	m := &maybe{j: j, reg: f.alloc(noHint), fail: f.newLabel()}
	f.scoped(j, body, false, func() {
		v := f.maybeBody(m, e.Body)
		f.arrive(j, v)
	})
	f.restore(j.start)
	f.place(m.fail)
	f.reserve(m.reg, 1)
	if e.Else == nil {
		f.arrive(j, m.reg)
	} else {
		f.alternatives(j, e.Else, []int{m.reg}, alternativeOptions{fail: func() {
			f.line = e.Line
			f.emit(code.Instr{Op: code.ElseClause, A: uint16(m.reg)})
		}})
	}
	return f.join(j)
}

func (f *fn) maybeBody(m *maybe, body []absform.Expr) int {
	v := -1
	for _, e := range body {
		f.release(v)
		mm, ok := e.(*absform.MaybeMatch)
		if !ok {
			v = f.expr(e, noHint)
			continue
		}
		f.line = mm.Line
		v = f.expr(mm.Value, noHint)
		reg := v
		f.match(mm.Pattern, v, f.aside(func() {
			f.move(m.reg, reg)
			f.goTo(m.fail)
		}))
	}
	return v
}
