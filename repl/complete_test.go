package repl

import (
	"bytes"
	"runtime"
	"slices"
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/bif"
	"gex/repl/lang/expand"
	"gex/repl/lang/lib"
	"gex/repl/lang/parse"
)

func newCompleting(t testing.TB) *Session {
	rt := lib.New(&bif.Host{Node: node.New(node.Config{})}, &lib.Printer{Out: new(bytes.Buffer)})
	s := New(Config{Runtime: rt})
	Register(rt.System.Table)
	s.scope = lib.NewScope("iex", 1)
	s.scope.Env = helpersEnv(s.scope.Env)
	return s
}

func TestCompleteBindings(t *testing.T) {
	s := newCompleting(t)
	inner := term.EmptyMap.MapPut(term.A("bar"), term.Int(2))
	s.scope = s.scope.Bind(expand.V("xconf"), term.EmptyMap.MapPut(term.A("foo"), term.Int(1)).MapPut(term.A("fob"), inner).MapPut(term.Int(3), term.Int(4)))
	s.scope = s.scope.Bind(expand.V("mod"), term.A("Elixir.Integer"))
	env := *s.scope.Env
	env.Aliases = []expand.Alias{{From: term.Intern("Elixir.MyList"), To: term.Intern("Elixir.List")}}
	s.scope.Env = &env
	for _, tt := range []struct {
		text, insert string
		list         []string
	}{
		{"xcon", "f", nil},
		{"xconf.", "fo", nil},
		{"xconf.fo", "", []string{"fob", "foo"}},
		{"xconf.fob.", "bar", nil},
		{"xconf.foo.", "", nil},
		{"mod.pars", "e", nil},
		{"MyL", "ist", nil},
		{"MyList.las", "t", nil},
		{"nothing.a", "", nil},
	} {
		c := s.Complete(tt.text, len(tt.text))
		var list []string
		for _, l := range c.Lists {
			list = append(list, l.Items...)
		}
		if c.Insert != tt.insert || !slices.Equal(list, tt.list) {
			t.Errorf("%s: %+v, want %q %q", tt.text, c, tt.insert, tt.list)
		}
	}
	s.setPending("Enum.map(list, fn total ->\n")
	if c := s.Complete("tot", 3); c.Insert != "al" {
		t.Errorf("a variable of the line above: %+v", c)
	}
	s.setPending("")
	s.running = true
	if c := s.Complete("xcon", 4); c.Insert != "" {
		t.Errorf("while an evaluation runs: %+v", c)
	}
}

// TestCompleteRunsNothing completes values and modules whose code does harm: none
// of it runs, but what a module tells of itself, and not for long.
func TestCompleteRunsNothing(t *testing.T) {
	s := newCompleting(t)
	rt := s.cfg.Runtime
	eval := func(code string) {
		t.Helper()
		done := make(chan error, 1)
		if _, err := rt.Node.SpawnGo(nil, func(p *proc.Process) {
			q, _, err := parse.Program(code, parse.Options{File: "iex"})
			if err == nil {
				var after *lib.Scope
				if _, after, err = rt.Eval(p, q, s.scope, rt.Diagnostics); err == nil {
					s.scope = after
				}
			}
			done <- err
		}, node.SpawnOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	eval(`defmodule Harm do
  defstruct [:left, :right]
  def loop, do: loop()
  def fetch(_, _), do: loop()
  def left(_), do: loop()
  defimpl Inspect, for: __MODULE__ do
    def inspect(_, _), do: Harm.loop()
  end
end`)
	eval("harm = %Harm{left: %{deep: 1}}")
	for _, tt := range []struct{ text, insert string }{
		{"harm.le", "ft"}, {"harm.left.", "deep"}, {"%{harm | ri", "ght: "}, {"%Harm{le", "ft: "}, {"Harm.lo", "op"}, {"Harm.loop(", ""}, {"Harm.loop().", ""},
	} {
		c := s.Complete(tt.text, len(tt.text))
		// The first may take too long on a busy machine.
		for deadline := time.Now().Add(5 * time.Second); c.Insert != tt.insert && time.Now().Before(deadline); {
			c = s.Complete(tt.text, len(tt.text))
		}
		if c.Insert != tt.insert {
			t.Errorf("%s: %+v, want %q", tt.text, c, tt.insert)
		}
	}

	// A module of other make may say what it likes in __info__/1.
	eval(`(
  fa = fn name, arity, body -> {:function, 1, name, arity, [{:clause, 1, List.duplicate({:var, 1, :_}, arity), [], [body]}]} end
  call = {:call, 1, {:atom, 1, :__info__}, [{:atom, 1, :struct}]}
  forms = [{:attribute, 1, :module, Endless}, {:attribute, 1, :export, [__info__: 1, __struct__: 0, __struct__: 1]},
    fa.(:__info__, 1, call), fa.(:__struct__, 0, {:map, 1, []}), fa.(:__struct__, 1, {:map, 1, []})]
  {:ok, m, beam} = :compile.forms(forms)
  {:module, ^m} = :code.load_binary(m, ~c"endless", beam)
)`)
	before := len(rt.Node.Processes())
	started := time.Now()
	if c := s.Complete("%Endless{", 9); c.Insert != "" || c.Lists != nil {
		t.Errorf("endless: %+v", c)
	}
	if took := time.Since(started); took > 10*completionLimit {
		t.Errorf("an endless __info__ holds Tab for %v", took)
	}
	for deadline := time.Now().Add(5 * time.Second); s.completing.Load() || len(rt.Node.Processes()) > before; {
		if time.Now().After(deadline) {
			t.Fatal("the process is still there")
		}
		runtime.Gosched()
	}
	for deadline := time.Now().Add(5 * time.Second); s.Complete("harm.le", 7).Insert != "ft"; {
		if time.Now().After(deadline) {
			t.Fatal("no completion after it")
		}
	}
}
