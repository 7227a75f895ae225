package vm_test

import (
	"os"
	"testing"
	"time"

	"gex/node/proc"
	"gex/proto/etf"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/compile"
	"gex/repl/lang/vm"
)

// subterm returns subterm number n of t in the order of reading, or counts
// down n.
func subterm(t term.Term, n *int) (term.Term, bool) {
	if *n == 0 {
		return t, true
	}
	*n--
	if t.IsCons() {
		ts, _ := t.Slice()
		for _, e := range ts {
			if x, ok := subterm(e, n); ok {
				return x, true
			}
		}
	}
	for _, e := range t.Elems() {
		if x, ok := subterm(e, n); ok {
			return x, true
		}
	}
	return term.Term{}, false
}

// graft replaces subterm number n of t by with.
func graft(t term.Term, n *int, with term.Term) term.Term {
	if *n == 0 {
		*n = -1
		return with
	}
	if *n < 0 {
		return t
	}
	*n--
	if t.IsCons() {
		ts, ok := t.Slice()
		for i := range ts {
			ts[i] = graft(ts[i], n, with)
		}
		if ok {
			return term.List(ts...)
		}
		return t
	}
	if es := t.Elems(); len(es) > 0 {
		out := make([]term.Term, len(es))
		for i := range es {
			out[i] = graft(es[i], n, with)
		}
		return term.TupleOf(out)
	}
	return t
}

// FuzzRun puts parts of sound functions into others and runs what compiles:
// whatever a peer sends as a fun, the machine keeps its stack.
func FuzzRun(f *testing.F) {
	b, err := os.ReadFile("testdata/cases.etf")
	if err != nil {
		f.Fatal(err)
	}
	v, _, err := etf.BinaryToTerm(b, nil)
	if err != nil {
		f.Fatal(err)
	}
	var functions []term.Term
	modules, _ := v.Slice()
	for _, m := range modules {
		mod, err := absform.ModuleFromTerm(m)
		if err != nil {
			f.Fatal(err)
		}
		for _, fn := range mod.Functions {
			functions = append(functions, absform.ClausesToTerm(fn.Clauses))
		}
	}
	w := newWorld(f)
	for i := range functions {
		f.Add(uint16(i), uint16(5*i+3), uint16(7*i), uint16(3*i+1))
	}
	f.Fuzz(func(t *testing.T, into, where, from, part uint16) {
		n := int(part) % 400
		piece, ok := subterm(functions[int(from)%len(functions)], &n)
		if !ok {
			return
		}
		at := int(where) % 400
		clauses, err := absform.ClausesFromTerm(graft(functions[int(into)%len(functions)], &at, piece))
		if err != nil {
			return
		}
		fn, err := compile.EvalFun(w.sys.Table, nil, "", clauses)
		if err != nil {
			return
		}
		args := make([]term.Term, fn.Arity)
		for i := range args {
			args[i] = []term.Term{term.Int(3), term.List(term.Int(1), term.A("b")), term.A("a")}[(i+int(part))%3]
		}
		r := &bounded{Machine: vm.NewCode(w.sys, fn, args), slices: 4, done: make(chan struct{})}
		p := w.spawn(nil, r)
		p.Deliver(term.Tuple(term.A("a"), term.Int(1)))
		select {
		case <-r.done:
		case <-time.After(50 * time.Millisecond):
			p.Post(&proc.Exit{From: p.Self(), Reason: term.Kill.Term()})
		}
	})
}

// bounded ends a machine after some slices.
type bounded struct {
	*vm.Machine
	slices int
	done   chan struct{}
}

func (b *bounded) Run(p *proc.Process, budget int) proc.Next {
	next := b.Machine.Run(p, budget)
	if b.slices--; b.slices == 0 && next != proc.Done || next == proc.Done {
		if b.slices >= 0 {
			close(b.done)
		}
		return proc.Done
	}
	return next
}
