package repl

import (
	"gex/proto/term"
	"gex/repl/lang/code"
	"gex/repl/lang/expand"
	"gex/repl/lang/vm"
)

const helpersModule = "Elixir.IEx.Helpers"

// helperRows are the functions that are imported at the prompt and need the
// session. Others are Elixir, in the library.
var helperRows = []vm.Row{
	{Name: "v", Arity: 0, Func: helperV},
	{Name: "v", Arity: 1, Func: helperV},
	{Name: "clear", Arity: 0, Func: helperClear},
}

// helperNames are all functions imported at the prompt.
var helperNames = expand.NewNames(
	fa("v", 0), fa("v", 1), fa("clear", 0), fa("flush", 0), fa("pid", 1), fa("pid", 3),
)

func fa(name string, arity int) expand.FA {
	return expand.FA{Name: term.Intern(name), Arity: arity}
}

// Register defines the natives of the shell.
func Register(t *code.Table) { vm.Register(t, helpersModule, helperRows) }

// helpersEnv imports the helpers.
func helpersEnv(e *expand.Env) *expand.Env {
	return e.WithFunctions(term.Intern(helpersModule), helperNames)
}

// session returns the session whose evaluator runs the native, nil elsewhere.
func session(m *vm.Machine) *Session {
	if e, ok := m.Proc().Runner().(*evaluator); ok {
		return e.session
	}
	return nil
}

// helperV returns an earlier result: v(n) of expression n, counted from the last
// when n is negative.
func helperV(m *vm.Machine, args []term.Term) (term.Term, bool) {
	n := int64(-1)
	if len(args) == 1 {
		var ok bool
		if n, ok = args[0].AsInt(); !ok {
			return m.Error(term.A("function_clause"))
		}
	}
	s := session(m)
	if s == nil {
		return m.Error(runtimeError("v/1 works only in a shell"))
	}
	if n < 0 && int(-n) <= len(s.history) {
		return s.history[len(s.history)+int(n)].value, true
	}
	for _, r := range s.history {
		if n > 0 && int64(r.counter) == n {
			return r.value, true
		}
	}
	return m.Error(runtimeError("v(" + itoa(n) + ") is out of bounds"))
}

func helperClear(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	s := session(m)
	if s == nil || !s.terminal {
		return m.Error(runtimeError("Cannot clear the screen because the shell is no terminal"))
	}
	s.printAsync("\x1b[H\x1b[2J")
	return dontDisplay.Term(), true
}
