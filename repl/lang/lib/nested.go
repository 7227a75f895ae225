package lib

import (
	"slices"
	"strconv"

	"gex/node/proc"
	"gex/proto/term"
)

// nesting counts the files and module bodies that run in each other in a
// process.
type nesting struct{ depth int }

// nested returns the nesting of p, made if need be and forgotten when p ends.
func (r *Runtime) nested(p *proc.Process) *nesting {
	if n, ok := r.nesting.Load(p); ok {
		return n.(*nesting)
	}
	n := &nesting{}
	r.nesting.Store(p, n)
	p.OnExit(func(term.Term) { r.nesting.Delete(p) })
	return n
}

// libraryFrame is one row of a stack trace below compiled code.
type libraryFrame struct {
	module, name string
	arity, line  int
	file         string
}

func (f libraryFrame) term() term.Term {
	return term.Tuple(term.A(f.module), term.A(f.name), term.Int(int64(f.arity)), term.List(
		term.Tuple(term.A("file"), term.Charlist(f.file)), term.Tuple(term.A("line"), term.Int(int64(f.line)))))
}

// Below code that Elixir compiles and runs stand frames of its compiler. They
// count among the eight of a stack trace, so programs can see how many fit.
var (
	fileFrames = []libraryFrame{
		{"elixir_compiler", "dispatch", 4, 102, "src/elixir_compiler.erl"},
		{"elixir_compiler", "compile", 4, 76, "src/elixir_compiler.erl"},
		{"elixir_compiler", "optimize_defmodule", 2, 42, "src/elixir_compiler.erl"},
		{"elixir_lexical", "run", 3, 18, "src/elixir_lexical.erl"},
		{"elixir_compiler", "quoted", 3, 21, "src/elixir_compiler.erl"},
		{"Elixir.Module.ParallelChecker", "verify", 1, 157, "lib/module/parallel_checker.ex"},
	}
	moduleFrames = []libraryFrame{
		{"elixir_compiler", "dispatch", 4, 102, "src/elixir_compiler.erl"},
		{"elixir_compiler", "compile", 4, 76, "src/elixir_compiler.erl"},
		{"elixir_module", "eval_form", 7, 491, "src/elixir_module.erl"},
		{"elixir_module", "compile", 7, 164, "src/elixir_module.erl"},
	}
	evalFrames = []libraryFrame{
		{"elixir", "erl_eval", 3, 367, "src/elixir.erl"},
		{"elixir", "eval_forms", 4, 331, "src/elixir.erl"},
		{"Elixir.Module.ParallelChecker", "verify", 1, 157, "lib/module/parallel_checker.ex"},
	}
	shellFrames = []libraryFrame{
		{"Elixir.IEx.Evaluator", "eval_and_inspect", 3, 349, "lib/iex/evaluator.ex"},
		{"Elixir.IEx.Evaluator", "safe_eval_and_inspect", 3, 321, "lib/iex/evaluator.ex"},
		{"Elixir.IEx.Evaluator", "loop", 1, 212, "lib/iex/evaluator.ex"},
		{"Elixir.IEx.Evaluator", "init", 5, 43, "lib/iex/evaluator.ex"},
	}
	commandFrames = []libraryFrame{
		{"Elixir.Kernel.CLI", "process_command", 2, 537, "lib/kernel/cli.ex"},
		{"Elixir.Kernel.CLI", "exec_fun", 2, 146, "lib/kernel/cli.ex"},
		{"Elixir.Kernel.CLI", "wrapper", 1, 106, "lib/kernel/cli.ex"},
	}
	requireFrame = libraryFrame{"Elixir.Code", "require_file", 2, 1639, "lib/code.ex"}
	stringFrame  = libraryFrame{"Elixir.Code", "validated_eval_string", 4, 649, "lib/code.ex"}
	quotedFrame  = libraryFrame{"Elixir.Code", "eval_quoted", 4, 1188, "lib/code.ex"}
)

func frameTerms(frames []libraryFrame, below term.Term) term.Term {
	out := make([]term.Term, len(frames))
	for i, f := range frames {
		out[i] = f.term()
	}
	return term.ListTail(below, out...)
}

// ScriptTrace is what stands below the code of a file that the program was
// started with.
func ScriptTrace() term.Term {
	return frameTerms(append(slices.Clone(fileFrames), requireFrame), term.Nil)
}

// ShellTrace is what stands below code that was typed in the shell.
func ShellTrace() term.Term {
	return frameTerms(append(slices.Clone(evalFrames), shellFrames...), term.Nil)
}

// ExitTrace is what stands below a function that runs when the program ends.
func ExitTrace() term.Term {
	return frameTerms([]libraryFrame{{"Elixir.Kernel.CLI", "-exec_fun/2-fun-0-", 3, 141, "lib/kernel/cli.ex"}}, term.Nil)
}

// EvalTrace is what stands below code of the command line.
func EvalTrace() term.Term { return evalTrace(stringFrame, frameTerms(commandFrames, term.Nil)) }

func evalTrace(call libraryFrame, below term.Term) term.Term {
	return frameTerms(append(slices.Clone(evalFrames), call), below)
}

// CompilerModule tells whether a module is part of the compiler, whose frames
// the trace of a script's error does not show.
func CompilerModule(name term.Atom) bool {
	switch name.String() {
	case "elixir", "elixir_compiler", "Elixir.Kernel.CLI", "elixir_module", "elixir_lexical", "Elixir.Module.ParallelChecker":
		return true
	}
	return false
}

// compiledName is the module that the code of a file or of a module's body
// counts as, by the number of those it runs in.
func compiledName(depth int) term.Atom { return term.Intern("elixir_compiler_" + strconv.Itoa(depth)) }
