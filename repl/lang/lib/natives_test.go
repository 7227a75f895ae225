package lib

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/bif"
	"gex/repl/lang/code"
	"gex/repl/lang/inspect"
)

// anyTerms are terms of every kind, among them what options, quoted code and
// structs look like.
func anyTerms(self term.Term) []term.Term {
	atom := term.A("a")
	return []term.Term{
		term.Int(3), term.Int(-1), term.Int(0), term.Big(new(big.Int).Lsh(big.NewInt(1), 70)), term.Float(1.5),
		atom, term.AtomNil.Term(), term.True.Term(), term.Intern("Elixir.String").Term(),
		term.Nil, term.List(term.Int(1), term.Int(2)), term.Cons(atom, term.Int(1)), term.List(atom, term.Nil),
		term.List(term.Tuple(atom, term.Int(1))), term.List(term.Tuple(atom)), term.List(term.String("a"), term.Int('b')),
		term.Tuple(), term.Tuple(atom, term.Int(1)), term.Tuple(atom, term.Int(1), term.Nil),
		term.Tuple(atom, term.Nil, term.AtomNil.Term()), term.Tuple(atom, term.Nil, term.List(term.Int(1))),
		term.String(""), term.String("a"), term.String("1\xff"), term.Bits([]byte{0xa0}, 1, 3),
		term.EmptyMap, term.MapOf(atom, term.Int(1)), term.MapOf(term.A("__struct__"), atom),
		term.MapOf(term.A("__struct__"), term.Int(1)), term.MapOf(term.A("__struct__"), term.A("Elixir.ArgumentError"), term.A("__exception__"), term.True.Term()),
		self, (&term.Ref{Node: term.Intern("nonode@nohost"), N: 3}).Term(),
		(&term.Export{Module: term.Intern("erlang"), Name: term.Intern("self")}).Term(),
	}
}

// leftAlone are natives that are not called with just anything: they wait, end
// the program or change what it runs on.
var leftAlone = []string{"erlang.hibernate/3", "os.cmd/1", "os.cmd/2", "System.shell/1", "System.shell/2"}

// TestNativesTakeAnyTerm calls every function written in Go with terms of all
// kinds: it may raise, but neither panic nor return what is no term.
func TestNativesTakeAnyTerm(t *testing.T) {
	t.Chdir(t.TempDir())
	var halted int
	n := node.New(node.Config{})
	r := New(&bif.Host{
		Node: n, Halt: func(int) { halted++ }, Log: func(string, string) {},
		StartNode: func(bif.NodeStart) error { return io.ErrClosedPipe },
	}, &Printer{Out: io.Discard})
	t.Cleanup(func() { n.Shutdown(context.Background()) })
	var all []code.MFA
	for _, module := range r.System.Table.Modules() {
		all = append(all, r.System.Table.Functions(module)...)
	}
	slices.SortFunc(all, func(a, b code.MFA) int { return strings.Compare(nameOf(a), nameOf(b)) })
	if len(all) < 500 {
		t.Fatalf("only %d natives", len(all))
	}
	calls := 60
	if testing.Short() {
		calls = 20
	}
	for _, f := range all {
		if slices.Contains(leftAlone, nameOf(f)) {
			continue
		}
		rnd := rand.New(rand.NewPCG(1, uint64(f.Arity)))
		for i := range calls {
			args := make([]term.Term, f.Arity)
			outcome := make(chan string, 1)
			_, err := n.SpawnGo(nil, func(p *proc.Process) {
				terms := anyTerms(p.Self())
				for j := range args {
					args[j] = terms[rnd.IntN(len(terms))]
				}
				if f.Arity == 1 {
					args[0] = terms[i%len(terms)]
				}
				outcome <- callAny(r, p, f, args)
			}, node.SpawnOptions{})
			if err != nil {
				t.Fatal(err)
			}
			select {
			case fault := <-outcome:
				if fault != "" {
					t.Errorf("%s %s: %s", nameOf(f), inspect.String(term.List(args...)), fault)
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("%s does not end", nameOf(f))
			}
			if f.Arity == 0 || f.Arity == 1 && i >= 40 {
				break
			}
		}
	}
}

func nameOf(f code.MFA) string {
	return fmt.Sprintf("%s.%s/%d", trimElixir(f.Module.String()), f.Name, f.Arity)
}

// callAny calls a function, formats what it raises, and says what is wrong.
func callAny(r *Runtime, p *proc.Process, f code.MFA, args []term.Term) (fault string) {
	defer func() {
		if v := recover(); v != nil {
			fault = fmt.Sprintf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	v, exc := r.Call(p, f.Module, f.Name, args...)
	switch {
	case exc == nil && v.IsNone():
		return "no term"
	case exc != nil && r.Formatter(p).Format(exc.Class.Atom(), exc.Reason, exc.Stacktrace) == "":
		return "no text for the exception"
	}
	return ""
}
