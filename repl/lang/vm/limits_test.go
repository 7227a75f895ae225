package vm_test

import (
	"runtime"
	"testing"
	"time"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// TestDeepRecursion: body recursion ten million deep, within 2 GB.
func TestDeepRecursion(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	w := newWorld(t)
	w.load(t, formsOf(t, "bench"))
	const n = 10_000_000
	if v := w.call(t, "bdeep", term.Int(n)); v.Int() != n {
		t.Errorf("got %s", show(v))
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.Sys > 2<<30 {
		t.Errorf("%d MB taken from the system", m.Sys>>20)
	}
}

// TestEndlessTailCall: a loop neither grows nor keeps others from running, and
// can be killed.
func TestEndlessTailCall(t *testing.T) {
	w := newWorld(t)
	forms, err := readTerm(`[{attribute,1,file,{[116],1}},{attribute,1,module,t},{attribute,1,export,[{loop,2},{ping,1}]},` +
		`{function,1,loop,2,[{clause,1,[{var,1,'A'},{var,1,'B'}],[],[{call,1,{atom,1,loop},[{var,1,'B'},{op,1,'+',{var,1,'A'},{integer,1,1}}]}]}]},` +
		`{function,1,ping,1,[{clause,1,[{integer,1,0}],[],[{atom,1,ok}]},{clause,1,[{var,1,'N'}],[],[{call,1,{atom,1,ping},[{op,1,'-',{var,1,'N'},{integer,1,1}}]}]}]}]`)
	if err != nil {
		t.Fatal(err)
	}
	w.load(t, forms)
	m := vm.New(w.sys, term.Intern("t"), term.Intern("loop"), []term.Term{term.Int(0), term.Int(1)})
	p := w.spawn(nil, m)
	for range 20 { // each needs its turn beside the loops of all cores
		w.spawn(nil, vm.New(w.sys, term.Intern("t"), term.Intern("loop"), []term.Term{term.Int(0), term.Int(1)}))
	}
	if v := w.call(t, "ping", term.Int(100_000)); !v.Is(term.Ok) {
		t.Fatal(show(v))
	}
	p.Post(&proc.Exit{From: p.Self(), Reason: term.Kill.Term()})
	deadline := time.Now().Add(20 * time.Second)
	for p.Alive() {
		if time.Now().After(deadline) {
			t.Fatal("not killed")
		}
		runtime.Gosched()
	}
	if m.StackWords() > 1000 {
		t.Errorf("the stack has grown to %d words", m.StackWords())
	}
}

// TestAcrossSegments: exceptions, traces and returns cross the segments of a
// deep stack.
func TestAcrossSegments(t *testing.T) {
	w := newWorld(t)
	forms, err := readTerm(`[{attribute,1,file,{[116],1}},{attribute,1,module,t},{attribute,1,export,[{main,1}]},` +
		`{function,1,main,1,[{clause,1,[{var,1,'N'}],[],[{'try',1,[{call,1,{atom,1,down},[{var,1,'N'}]}],[],` +
		`[{clause,1,[{tuple,1,[{atom,1,throw},{var,1,'X'},{var,1,'_'}]}],[],[{tuple,1,[{atom,1,caught},{var,1,'X'}]}]}],[]}]}]},` +
		`{function,2,down,1,[{clause,2,[{integer,2,0}],[],[{call,2,{remote,2,{atom,2,erlang},{atom,2,throw}},[{atom,2,bottom}]}]},` +
		`{clause,3,[{var,3,'N'}],[],[{op,3,'+',{integer,3,1},{call,3,{atom,3,down},[{op,3,'-',{var,3,'N'},{integer,3,1}}]}}]}]}]`)
	if err != nil {
		t.Fatal(err)
	}
	w.load(t, forms)
	want := term.Tuple(term.A("caught"), term.A("bottom"))
	for _, n := range []int64{10, 1000, 16_000, 17_000, 60_000, 500_000} {
		if v := w.call(t, "main", term.Int(n)); !term.Identical(v, want) {
			t.Errorf("depth %d: %s", n, show(v))
		}
	}
}

// TestNativeReceive: a native waits for its message and leaves the others.
func TestNativeReceive(t *testing.T) {
	w := newWorld(t)
	match := func(msg term.Term) bool { return msg.IsTupleOf(2) }
	then := func(_ *vm.Machine, msg term.Term, ok bool) (term.Term, bool) {
		if !ok {
			return term.A("late"), true
		}
		return msg, true
	}
	vm.Register(w.sys.Table, "nat", []vm.Row{
		{Name: "wait", Arity: 1, Func: func(m *vm.Machine, args []term.Term) (term.Term, bool) {
			return m.Receive(match, time.Duration(args[0].Int())*time.Millisecond, then)
		}},
		{Name: "sleep", Arity: 0, Func: func(m *vm.Machine, _ []term.Term) (term.Term, bool) {
			return m.Hibernate(term.Intern("nat"), term.Intern("wait"), term.Int(5000))
		}},
	})
	for _, c := range []struct {
		fun  string
		args []term.Term
		send []term.Term
		want term.Term
	}{
		{"wait", []term.Term{term.Int(5000)}, []term.Term{term.A("x"), term.Tuple(term.A("y"), term.Int(1))}, term.Tuple(term.A("y"), term.Int(1))},
		{"wait", []term.Term{term.Int(5)}, []term.Term{term.A("x")}, term.A("late")},
		{"sleep", nil, []term.Term{term.A("x"), term.Tuple(term.A("z"), term.Int(2))}, term.Tuple(term.A("z"), term.Int(2))},
	} {
		f := &finisher{vm.New(w.sys, term.Intern("nat"), term.Intern(c.fun), c.args), make(chan struct{})}
		p := w.spawn(nil, f)
		for _, msg := range c.send {
			p.Deliver(msg)
		}
		select {
		case <-f.done:
		case <-time.After(20 * time.Second):
			t.Fatal("does not end")
		}
		if got := f.Result(); !term.Identical(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.fun, show(got), show(c.want))
		}
	}
}
