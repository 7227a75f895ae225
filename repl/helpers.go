package repl

import (
	"fmt"

	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

const (
	helpersModule = "Elixir.IEx.Helpers"
	historyModule = "Elixir.IEx.History"
)

// historyRows are the functions of IEx.History.
func (sh *Shells) historyRows() []vm.Row {
	return []vm.Row{{Name: "nth", Arity: 2, Func: sh.historyNth}}
}

// evaluatorRows are the functions of IEx.Evaluator that need the session.
func (sh *Shells) evaluatorRows() []vm.Row {
	return []vm.Row{
		{Name: "clear", Arity: 0, Func: sh.clear},
		{Name: "leave", Arity: 1, Func: sh.leave},
	}
}

// helperMacros are the macros imported at the prompt.
var helperMacros = expand.NewNames(fa("b", 1), fa("h", 1), fa("t", 1), fa("open", 1), fa("source", 1), fa("break!", 1), fa("break!", 2),
	fa("import_file", 1), fa("import_file", 2), fa("import_file_if_available", 1),
	fa("import_if_available", 1), fa("import_if_available", 2), fa("use_if_available", 1), fa("use_if_available", 2))

// helperNames are all functions imported at the prompt.
var helperNames = expand.NewNames(
	fa("h", 0), fa("open", 0),
	fa("v", 0), fa("v", 1), fa("clear", 0), fa("flush", 0), fa("c", 1), fa("c", 2), fa("r", 1), fa("pid", 1), fa("pid", 3),
	fa("ref", 1), fa("ref", 4), fa("port", 1), fa("port", 2), fa("i", 0), fa("i", 1), fa("exports", 0), fa("exports", 1),
	fa("pwd", 0), fa("cd", 1), fa("ls", 0), fa("ls", 1), fa("process_info", 1), fa("runtime_info", 0), fa("runtime_info", 1),
	fa("break!", 3), fa("break!", 4), fa("breaks", 0), fa("reset_break", 1), fa("reset_break", 3), fa("remove_breaks", 0), fa("remove_breaks", 1),
	fa("respawn", 0), fa("whereami", 0), fa("whereami", 1), fa("continue", 0), fa("c", 0), fa("next", 0), fa("n", 0),
	fa("recompile", 0), fa("recompile", 1), fa("l", 1), fa("nl", 1), fa("nl", 2),
)

func fa(name string, arity int) expand.FA {
	return expand.FA{Name: term.Intern(name), Arity: arity}
}

// helpersEnv imports the helpers.
func helpersEnv(e *expand.Env) *expand.Env {
	m := term.Intern(helpersModule)
	return e.WithFunctions(m, helperNames).WithMacros(m, helperMacros).WithRequire(m)
}

// historyNth is IEx.History.nth(shell, n): {counter, value} of expression n, counted
// from the last when n is negative.
func (sh *Shells) historyNth(m *vm.Machine, args []term.Term) (term.Term, bool) {
	at := args[1]
	e := sh.evaluator(m)
	if e == nil {
		return m.Error(runtimeError("v/1 works only in a shell"))
	}
	n, _ := at.AsInt()
	if n < 0 && int64(len(e.history))+n >= 0 {
		return e.history[int64(len(e.history))+n].term(), true
	}
	for _, r := range e.history {
		if n > 0 && int64(r.counter) == n {
			return r.term(), true
		}
	}
	message := "v(" + inspect.String(at) + ") is out of bounds, no entries were stored in history so far"
	if kept := len(e.history); kept > 0 {
		message = fmt.Sprintf("v(%s) is out of bounds, the currently preserved history ranges from %d to %d (or use negative numbers to look from the end)",
			inspect.String(at), e.history[0].counter, e.history[kept-1].counter)
	}
	return m.Error(runtimeError(message))
}

func (r result) term() term.Term { return term.Tuple(term.Int(int64(r.counter)), r.value) }

// clear is IEx.Evaluator.clear().
func (sh *Shells) clear(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	s := sh.session(m)
	switch {
	case s == nil:
		return m.Error(runtimeError("clear/0 works only in a shell"))
	case s.terminal:
		s.printAsync("\x1b[H\x1b[2J")
	default:
		s.printAsync("Cannot clear the screen because ANSI escape codes are not enabled on this shell\n")
	}
	return dontDisplay.Term(), true
}

// leave is IEx.Evaluator.leave(how): it notes how the shell is to go on after the
// entry that calls it. Where there is no breakpoint, the evaluator ends in any case.
func (sh *Shells) leave(m *vm.Machine, args []term.Term) (term.Term, bool) {
	e := sh.evaluator(m)
	if e == nil {
		return m.Error(runtimeError("it works only in a shell"))
	}
	switch {
	case args[0].Is(term.Intern("continue")):
		e.going = goContinue
	case args[0].Is(term.Intern("next")):
		e.going = goNext
	default:
		e.going = goRespawn
	}
	return dontDisplay.Term(), true
}
