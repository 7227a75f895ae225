package lib

import (
	"testing"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/parse"
	"gex/repl/lang/vm"
)

const documentedModule = `defmodule Um do
  @moduledoc "Module *doc*."
  @moduledoc since: "1.1"
  @type t :: %{a: integer, b: [atom]}
  @typedoc "Opq."
  @opaque o :: 1
  @type v(x) :: {x, t}
  @doc "Function doc"
  @spec f(integer, t) :: {:ok, v(atom)} | {:error, String.t()}
  @spec f(atom, t) :: atom
  def f(x, y \\ 1), do: {x, y}
  @spec undoc(x) :: x when x: var
  def undoc(a), do: a
  @doc false
  def hidden(x), do: x
  @doc "G"
  defguard is_g(x) when x == 1
  @doc "cb doc"
  @callback cb(a :: integer, t) :: :ok | {:error, term}
  @callback cb2(integer) :: :ok
  @optional_callbacks cb2: 1
end`

// introspections are what IEx 1.20.4 prints about that module.
var introspections = []struct{ call, want string }{
	{"h(Um)", "\n                                       Um\n\nsince: 1.1\n\nModule *doc*.\n\n"},
	{"h({Um, :f})", "\n                                def f(x, y \\\\ 1)\n\n  @spec f(integer(), t()) :: {:ok, v(atom())} | {:error, String.t()}\n  @spec f(atom(), t()) :: atom()\n\nFunction doc\n\n"},
	{"h({Um, :f, 1})", "\n                                def f(x, y \\\\ 1)\n\nFunction doc\n\n"},
	{"h({Um, :f, 3})", "No documentation for Um.f/3 was found\n"},
	{"h({Um, :undoc})", "\n                                  def undoc(a)\n\n  @spec undoc(x) :: x when x: var\n\n"},
	{"h({Um, :hidden})", "No documentation for Um.hidden was found\n"},
	{"h({Um, :is_g})", "\n                                defmacro is_g(x)\n\nguard: true\n\nG\n\n"},
	{"h({Um, :cb})", "No documentation for function Um.cb was found, but there is a callback with the same name.\nYou can view callback documentation with the b/1 helper.\n\n"},
	{"h(Nope)", "Could not load module Nope, got: nofile\n"},
	{"h(5)", "The \"h\" helper expects a Module, Module.fun or Module.fun/arity, got: 5\nIf instead of accessing documentation you would like more information about a value or about the result of an expression, use the \"i\" helper instead\n"},
	{"b(Um)", "@callback cb(a :: integer(), t()) :: :ok | {:error, term()}\n\n@callback cb2(integer()) :: :ok\n\n@optional_callbacks cb2: 1\n\n"},
	{"b({Um, :cb})", "@callback cb(a :: integer(), t()) :: :ok | {:error, term()}\n\ncb doc\n\n"},
	{"b({Um, :cb, 7})", "No documentation for Um.cb/7 was found\n"},
	{"b(5)", "Invalid arguments for b helper: 5\n"},
	{"t(Um)", "@opaque o()\n\n@type t() :: %{a: integer(), b: [atom()]}\n\n@type v(x) :: {x, t()}\n\n"},
	{"t({Um, :o})", "@opaque o()\n\nOpq.\n\n"},
	{"t({Um, :v, 2})", "No type information for Um.v was found or Um.v is private\n"},
}

func TestIntrospection(t *testing.T) {
	inProcess(t, func(r *Runtime, p *proc.Process) {
		// The colours are those of the shell, which has none here.
		vm.Register(r.System.Table, "Elixir.IEx", []vm.Row{{Name: "color", Arity: 2,
			Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return a[1], true }}})
		eval := func(code string) (term.Term, error) {
			q, _, err := parse.Program(code, parse.Options{File: "nofile"})
			if err != nil {
				return term.Term{}, err
			}
			out, _, err := r.Eval(p, q, NewScope("nofile", 1), silent{})
			return out, err
		}
		if _, err := eval(documentedModule); err != nil {
			t.Fatal(err)
		}
		for _, tt := range introspections {
			out, err := eval(`{:ok, io} = StringIO.open("")
				leader = Process.group_leader()
				Process.group_leader(self(), io)
				IEx.Introspection.` + tt.call + `
				Process.group_leader(self(), leader)
				{:ok, {_, out}} = StringIO.close(io)
				out`)
			if err != nil {
				t.Errorf("%s: %v", tt.call, err)
			} else if out.Text() != tt.want {
				t.Errorf("%s\n got %q\nwant %q", tt.call, out.Text(), tt.want)
			}
		}
	})
}
