package expand

import (
	"maps"
	"slices"
	"sync"

	"gex/proto/term"
)

// macro is one call of a Kernel macro: what builds its code.
type macro struct {
	x       *Expander
	name    term.Atom
	meta    term.Term // of the call
	line    term.Term // its line alone
	s       State
	e       *Env
	counter term.Term // number of this expansion, once it has variables
}

// kernelMacro returns the code that a macro stands for.
type kernelMacro func(m *macro, args []term.Term) term.Term

// kernelMacros are the macros of Kernel: one row each, in the files kernel_*.go.
var kernelMacros map[FA]kernelMacro

func init() {
	kernelMacros = make(map[FA]kernelMacro)
	for _, rows := range []map[string]kernelMacro{
		logicMacros, dataMacros, sigilMacros, errorMacros, accessMacros, codeMacros, moduleMacros,
	} {
		for name, f := range rows {
			kernelMacros[parseNames(name)[0]] = f
		}
	}
}

// kernelMacroNames is what Kernel exports as macros.
var kernelMacroNames = sync.OnceValue(func() *Names {
	return NewNames(slices.Collect(maps.Keys(kernelMacros))...)
})

// v returns a variable of the macro's own, which user code cannot see.
func (m *macro) v(name string) term.Term {
	if m.counter.IsNone() {
		m.counter = m.x.nextCounter()
	}
	return makeVar(term.Intern(name), put(m.line, metaCounter, m.counter), atomKernel.Term())
}

// generated returns the metadata of code that warns of nothing.
func (m *macro) generated() term.Term { return put(m.line, metaGenerated, trueTerm) }

func (m *macro) remote(module, name string, args ...term.Term) term.Term {
	return makeRemote(term.Intern("Elixir."+module), term.Intern(name), m.line, args...)
}

func (m *macro) erl(name string, args ...term.Term) term.Term {
	return makeRemote(atomErlang, term.Intern(name), m.line, args...)
}

// kernel calls a function or macro of Kernel, whatever is imported.
func (m *macro) kernel(name string, args ...term.Term) term.Term {
	return m.remote("Kernel", name, args...)
}

func (m *macro) block(exprs ...term.Term) term.Term {
	return makeNode(atomBlock.Term(), m.line, term.List(exprs...))
}

func (m *macro) match(left, right term.Term) term.Term {
	return makeCall(atomMatch, m.line, left, right)
}

func (m *macro) underscore() term.Term { return makeVar(atomUnderscore, m.line, nilTerm) }

func (m *macro) when(pattern, guard term.Term) term.Term {
	return makeCall(atomWhen, m.line, pattern, guard)
}

func (m *macro) clause(pattern, body term.Term) term.Term {
	return makeArrow(m.line, []term.Term{pattern}, body)
}

func (m *macro) generatedClause(pattern, body term.Term) term.Term {
	return makeArrow(m.generated(), []term.Term{pattern}, body)
}

func do(body term.Term) term.Term { return term.List(kv(atomDo, body)) }

func (m *macro) cases(value term.Term, clauses ...term.Term) term.Term {
	return makeCall(atomCase, m.line, value, do(term.List(clauses...)))
}

// booleanCase is a case whose clauses become false and true when the value is
// known to be boolean.
func (m *macro) booleanCase(value term.Term, clauses ...term.Term) term.Term {
	return makeCall(atomCase, put(m.line, metaOptimizeBool, trueTerm), value, do(term.List(clauses...)))
}

// falsy is the pattern that false and nil match, bound to v.
func (m *macro) falsy(v term.Term) term.Term {
	return m.when(v, m.erl("orelse", m.erl("=:=", v, falseTerm), m.erl("=:=", v, nilTerm)))
}

// argError raises ArgumentError, as Kernel's macros do on wrong arguments. in are
// the functions that find it, the innermost last.
func (m *macro) argError(message string, in ...string) { m.x.raiseIn(in, "ArgumentError", message) }

// noClause raises what a macro without a clause for its arguments raises.
func (m *macro) noClause(macro string) {
	m.x.raise("FunctionClauseError", "no function clause matching in Kernel."+macro)
}

// assertModule fails outside of modules; in are the functions that ask.
func (m *macro) assertModule(what string, in ...string) {
	if m.e.Module == term.AtomNil {
		m.argError("cannot invoke "+what+" outside module", append(in, "Kernel:assert_module_scope/3")...)
	}
}

// assertNoFunction fails inside of functions; in are the functions that ask.
func (m *macro) assertNoFunction(what string, in ...string) {
	if m.e.Function != nil {
		m.argError("cannot invoke "+what+" inside function/macro", append(in, "Kernel:assert_no_function_scope/3")...)
	}
}

// expand expands code with the macros in scope until it is none, as
// Macro.expand does.
func (m *macro) expand(q term.Term) term.Term {
	for {
		next := m.x.ExpandOnce(q, m.s, m.e)
		if next == q {
			return q
		}
		q = next
	}
}
