package vm_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
	"gex/repl/lang/compile"
	"gex/repl/lang/vm"
)

// world is the least node that processes can run in.
type world struct {
	sched *proc.Scheduler
	sys   *vm.System

	mu    sync.Mutex
	procs map[term.Pid]*proc.Process
	next  uint32
	exits map[term.Pid]term.Term
}

var nodeName = term.Intern("test@host")

func newWorld(tb testing.TB) *world {
	w := &world{procs: map[term.Pid]*proc.Process{}, exits: map[term.Pid]term.Term{}}
	w.sched = proc.NewScheduler(w, proc.Hooks{Exit: func(p *proc.Process, reason term.Term) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.exits[*p.Pid()] = reason
	}})
	w.sched.SetIdentity(nodeName, 1)
	w.sys = &vm.System{Table: code.NewTable(), Host: w}
	vm.Register(w.sys.Table, "erlang", vm.Operators)
	vm.Register(w.sys.Table, "erlang", erlangRows)
	vm.Register(w.sys.Table, "lists", listsRows)
	vm.Register(w.sys.Table, "maps", mapsRows)
	vm.Register(w.sys.Table, "binary", binaryRows)
	w.load(tb, listsSource)
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		w.mu.Lock()
		for _, p := range w.procs {
			p.Post(&proc.Exit{From: p.Self(), Reason: term.Kill.Term()})
		}
		w.mu.Unlock()
		if err := w.sched.Shutdown(ctx); err != nil {
			tb.Error(err)
		}
	})
	return w
}

func (w *world) Self() term.Atom                 { return nodeName }
func (w *world) Local(n term.Atom) bool          { return n == nodeName }
func (w *world) Whereis(term.Atom) *proc.Process { return nil }
func (w *world) Peer(term.Atom, bool) proc.Peer  { return nil }
func (w *world) Lookup(pid term.Pid) *proc.Process {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.procs[pid]
}

func (w *world) Retire(p *proc.Process) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.procs, *p.Pid())
}

func (w *world) spawn(parent *proc.Process, r proc.Runner) *proc.Process {
	w.mu.Lock()
	w.next++
	pid := &term.Pid{Node: nodeName, ID: w.next, Creation: 1}
	p := w.sched.New(pid, proc.Options{})
	w.procs[*pid] = p
	w.mu.Unlock()
	p.Start(parent, r)
	return p
}

func (w *world) load(tb testing.TB, forms term.Term) {
	tb.Helper()
	m, err := absform.ModuleFromTerm(forms)
	if err != nil {
		tb.Fatal(err)
	}
	if m.Exports == nil { // -compile(export_all)
		for _, f := range m.Functions {
			m.Exports = append(m.Exports, absform.FA{Name: f.Name, Arity: f.Arity})
		}
	}
	mod, err := compile.Module(w.sys.Table, m)
	if err != nil {
		tb.Fatal(err)
	}
	mod.Library = m.Name != term.Intern("t")
	w.sys.Table.Load(mod)
}

// finisher is a Runner that tells when the machine is done.
type finisher struct {
	*vm.Machine
	done chan struct{}
}

func (f *finisher) Run(p *proc.Process, budget int) proc.Next {
	n := f.Machine.Run(p, budget)
	if n == proc.Done {
		close(f.done)
	}
	return n
}

// run lets a process run a machine to its end and returns its result, or its
// exit reason and false.
func (w *world) run(tb testing.TB, m *vm.Machine) (term.Term, bool) {
	tb.Helper()
	f := &finisher{m, make(chan struct{})}
	p := w.spawn(nil, f)
	select {
	case <-f.done:
	case <-time.After(60 * time.Second):
		tb.Fatal("the process does not end")
	}
	if v := m.Result(); !v.IsNone() {
		return v, true
	}
	return p.ExitReason(), false
}

func (w *world) call(tb testing.TB, name string, args ...term.Term) term.Term {
	tb.Helper()
	v, ok := w.run(tb, vm.New(w.sys, term.Intern("t"), term.Intern(name), args))
	if !ok {
		tb.Fatalf("%s ended with %v", name, v)
	}
	return v
}

// goldenCase is a case of cases.golden.
type goldenCase struct {
	name        string
	forms, want term.Term
}

func goldenCases(tb testing.TB) (cases []goldenCase) {
	b, err := os.ReadFile("testdata/cases.golden")
	if err != nil {
		tb.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	for i := 0; i+2 < len(lines); i += 3 {
		forms, err := readTerm(lines[i+1])
		if err != nil {
			tb.Fatalf("%s: %v", lines[i], err)
		}
		want, err := readTerm(lines[i+2])
		if err != nil {
			tb.Fatalf("%s: %v", lines[i], err)
		}
		cases = append(cases, goldenCase{lines[i], forms, want})
	}
	return cases
}

// forms returns the forms of a case.
func formsOf(tb testing.TB, name string) term.Term {
	for _, c := range goldenCases(tb) {
		if c.name == name {
			return c.forms
		}
	}
	tb.Fatalf("no case %q", name)
	return term.Term{}
}

// ---- functions of other modules that the cases call

type row = vm.Row

func simple(f func(args []term.Term) (term.Term, bool)) vm.Native {
	return func(m *vm.Machine, args []term.Term) (term.Term, bool) {
		if v, ok := f(args); ok {
			return v, true
		}
		return m.Badarg()
	}
}

func intIf(n int, ok bool) (term.Term, bool) { return term.Int(int64(n)), ok }

var erlangRows = []row{
	{"put", 2, func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		old, ok := m.Proc().Dict().Put(a[0], a[1])
		if !ok {
			return term.Undefined.Term(), true
		}
		return old, true
	}, false},
	{"get", 1, func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		v, ok := m.Proc().Dict().Get(a[0])
		if !ok {
			return term.Undefined.Term(), true
		}
		return v, true
	}, false},
	{"throw", 1, func(m *vm.Machine, a []term.Term) (term.Term, bool) { return m.Throw(a[0]) }, false},
	{"exit", 1, func(m *vm.Machine, a []term.Term) (term.Term, bool) { return m.Exit(a[0]) }, false},
	{"error", 1, func(m *vm.Machine, a []term.Term) (term.Term, bool) { return m.RaiseHere(vm.ClassError, a[0]) }, false},
	{"error", 2, func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		args, _ := a[1].Slice()
		return m.ErrorArgs(a[0], args)
	}, false},
	{"raise", 3, func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		c, _ := vm.ClassOf(a[0])
		return m.Raise(c, a[1], a[2])
	}, false},
	{"apply", 2, func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		args, _ := a[1].Slice()
		return m.TailApply(a[0], args...)
	}, false},
	{"apply", 3, func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		args, _ := a[2].Slice()
		return m.TailCall(a[0].Atom(), a[1].Atom(), args...)
	}, false},
	{"spawn", 1, func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		w := m.System().Host.(*world)
		return w.spawn(m.Proc(), vm.NewFun(m.System(), a[0], nil)).Self(), true
	}, false},
	{"make_ref", 0, func(m *vm.Machine, _ []term.Term) (term.Term, bool) {
		return m.Proc().Scheduler().NewRef().Term(), true
	}, false},
	{"abs", 1, simple(func(a []term.Term) (term.Term, bool) {
		if !a[0].IsNumber() {
			return a[0], false
		}
		if term.Compare(a[0], term.Int(0)) >= 0 {
			return a[0], true
		}
		v, _ := vm.Apply(code.OpMinus, a[0], a[0])
		return v, true
	}), true},
	{"length", 1, simple(func(a []term.Term) (term.Term, bool) { return intIf(a[0].Len()) }), true},
	{"byte_size", 1, simple(func(a []term.Term) (term.Term, bool) { return intIf((a[0].BitLen()+7)/8, a[0].IsBits()) }), true},
	{"bit_size", 1, simple(func(a []term.Term) (term.Term, bool) { return intIf(a[0].BitLen(), a[0].IsBits()) }), true},
	{"tuple_size", 1, simple(func(a []term.Term) (term.Term, bool) { return intIf(a[0].Arity(), a[0].IsTuple()) }), true},
	{"map_size", 1, simple(func(a []term.Term) (term.Term, bool) { return intIf(a[0].MapLen(), a[0].IsMap()) }), true},
	{"map_get", 2, simple(func(a []term.Term) (term.Term, bool) {
		if !a[1].IsMap() {
			return a[1], false
		}
		return a[1].MapGet(a[0])
	}), true},
	{"is_map_key", 2, simple(func(a []term.Term) (term.Term, bool) {
		if !a[1].IsMap() {
			return a[1], false
		}
		_, ok := a[1].MapGet(a[0])
		return term.Bool(ok), true
	}), true},
	{"trunc", 1, simple(func(a []term.Term) (term.Term, bool) { return term.Int(int64(a[0].Float())), a[0].IsFloat() }), true},
	{"round", 1, simple(func(a []term.Term) (term.Term, bool) {
		return term.Int(int64(math.Round(a[0].Float()))), a[0].IsFloat()
	}), true},
	{"is_function", 2, simple(func(a []term.Term) (term.Term, bool) {
		n, ok := a[1].AsInt()
		return term.Bool(a[0].IsFun() && (a[0].Fun() != nil && int64(a[0].Fun().Arity) == n || a[0].Export() != nil && int64(a[0].Export().Arity) == n)), ok
	}), true},
	{"phash2", 1, simple(func(a []term.Term) (term.Term, bool) {
		return term.Int(int64(term.PHash2(a[0], term.PHash2Range))), true
	}), false},
}

var listsRows = []row{
	{"reverse", 1, simple(func(a []term.Term) (term.Term, bool) {
		ts, ok := a[0].Slice()
		slices.Reverse(ts)
		return term.List(ts...), ok
	}), false},
	{"seq", 2, simple(func(a []term.Term) (term.Term, bool) {
		var ts []term.Term
		for i := a[0].Int(); i <= a[1].Int(); i++ {
			ts = append(ts, term.Int(i))
		}
		return term.List(ts...), true
	}), false},
	{"sort", 1, simple(func(a []term.Term) (term.Term, bool) {
		ts, ok := a[0].Slice()
		slices.SortStableFunc(ts, term.Compare)
		return term.List(ts...), ok
	}), false},
}

var mapsRows = []row{
	{"get", 2, simple(func(a []term.Term) (term.Term, bool) { return a[1].MapGet(a[0]) }), false},
}

var binaryRows = []row{
	{"part", 3, simple(func(a []term.Term) (term.Term, bool) {
		return a[0].SubBits(8*int(a[1].Int()), 8*int(a[2].Int())), true
	}), false},
	{"last", 1, simple(func(a []term.Term) (term.Term, bool) {
		b, _ := a[0].Bytes()
		return term.Int(int64(b[len(b)-1])), true
	}), false},
}

// listsSource is lists:map/2 and lists:foldl/3.
var listsSource = func() term.Term {
	t, err := readTerm(`[{attribute,1,file,{[108],1}},{attribute,1,module,lists},{attribute,1,export,[{map,2},{foldl,3}]},` +
		`{function,1,map,2,[{clause,1,[{var,1,'_'},{nil,1}],[],[{nil,1}]},{clause,1,[{var,1,'F'},{cons,1,{var,1,'H'},{var,1,'T'}}],[],` +
		`[{cons,1,{call,1,{var,1,'F'},[{var,1,'H'}]},{call,1,{atom,1,map},[{var,1,'F'},{var,1,'T'}]}}]}]},` +
		`{function,2,foldl,3,[{clause,2,[{var,2,'_'},{var,2,'A'},{nil,2}],[],[{var,2,'A'}]},{clause,2,[{var,2,'F'},{var,2,'A'},{cons,2,{var,2,'H'},{var,2,'T'}}],[],` +
		`[{call,2,{atom,2,foldl},[{var,2,'F'},{call,2,{var,2,'F'},[{var,2,'H'},{var,2,'A'}]},{var,2,'T'}]}]}]}]`)
	if err != nil {
		panic(fmt.Sprint("lists: ", err))
	}
	return t
}()
