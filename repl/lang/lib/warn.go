package lib

import (
	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/vm"
)

// registerWarnings defines what prints warnings and keeps them.
func (r *Runtime) registerWarnings() {
	vm.Register(r.System.Table, "Elixir.IO", []vm.Row{
		{Name: "warn", Arity: 1, Func: r.ioWarn},
		{Name: "warn", Arity: 2, Func: r.ioWarn},
	})
}

// maxWarned is how many frames IO.warn/1 shows: Process.info/2 gives it eight, the
// first of which are its own.
const maxWarned = 6

// ioWarn is IO.warn/1,2: the place is a Macro.Env, a keyword list, or a stack
// trace.
func (r *Runtime) ioWarn(m *vm.Machine, a []term.Term) (term.Term, bool) {
	text, ok := r.toString(m, a[0])
	if !ok {
		return m.Error(term.A("function_clause"))
	}
	d := expand.Diagnostic{Severity: expand.SeverityWarning, Message: text}
	switch {
	case len(a) == 1:
		frames, _ := m.Stacktrace().Slice()
		d.Stacktrace = term.List(frames[:min(len(frames), maxWarned)]...)
		d.File, d.Line = placeOf(d.Stacktrace)
		d.Trace = true
	case a[1].IsMap():
		env, ok := expand.EnvFromTerm(a[1])
		if !ok {
			return m.Error(term.A("function_clause"))
		}
		d.File, d.Line, d.Stacktrace = env.File, env.Line, term.List(envFrame(env))
	case a[1].IsCons() && a[1].Head().IsTupleOf(2):
		d.Stacktrace = warnOptions(&d, a[1])
	case a[1].IsList():
		d.Stacktrace = a[1]
		d.File, d.Line = placeOf(a[1])
		d.Trace = true
	default:
		return m.Error(term.A("function_clause"))
	}
	r.diagnostics(m.Proc()).Report(d)
	return term.Ok.Term(), true
}

// toString is to_string/1 of what may be printed; chardata otherwise.
func (r *Runtime) toString(m *vm.Machine, t term.Term) (string, bool) {
	if t.IsAtom() {
		return t.AtomName(), true
	}
	if text, ok := textOf(t); ok {
		return text, true
	}
	out, exc := r.Call(m.Proc(), term.Intern("Elixir.String.Chars"), term.Intern("to_string"), t)
	if exc != nil {
		return "", false
	}
	return textOf(out)
}

// envFrame is Macro.Env.stacktrace/1 without its list.
func envFrame(e *expand.Env) term.Term {
	switch {
	case e.Module == term.AtomNil:
		return frameTerm(term.A("elixir_compiler"), term.A("__FILE__"), 1, e.File, e.Line, 0)
	case e.Function == nil:
		return frameTerm(e.Module.Term(), term.A("__MODULE__"), 0, e.File, e.Line, 0)
	}
	return frameTerm(e.Module.Term(), e.Function.Name.Term(), e.Function.Arity, e.File, e.Line, 0)
}

// warnOptions reads [file: f, line: l, column: c, module: m, function: {f, a}].
func warnOptions(d *expand.Diagnostic, opts term.Term) (stack term.Term) {
	e := &expand.Env{Module: term.AtomNil}
	for ; opts.IsCons(); opts = opts.Tail() {
		kv := opts.Head().Elems()
		if len(kv) != 2 || !kv[0].IsAtom() {
			continue
		}
		switch v := kv[1]; kv[0].AtomName() {
		case "file":
			if v.IsBinary() {
				e.File = v.Text()
			}
		case "line":
			if v.IsInt() {
				e.Line = int(v.Int())
			}
		case "column":
			if v.IsInt() {
				d.Column = int(v.Int())
			}
		case "module":
			if v.IsAtom() {
				e.Module = v.Atom()
			}
		case "function":
			if v.IsTupleOf(2) && v.Elem(0).IsAtom() && v.Elem(1).IsInt() {
				e.Function = &expand.FA{Name: v.Elem(0).Atom(), Arity: int(v.Elem(1).Int())}
			}
		}
	}
	d.File, d.Line = e.File, e.Line
	return term.List(envFrame(e))
}

// placeOf is the file and the line of the first entry of a stack trace.
func placeOf(stack term.Term) (file string, line int) {
	if !stack.IsCons() || !stack.Head().IsTupleOf(4) {
		return "", 0
	}
	for l := stack.Head().Elem(3); l.IsCons(); l = l.Tail() {
		kv := l.Head().Elems()
		switch {
		case len(kv) != 2:
		case kv[0].Is(term.Intern("file")):
			file, _ = textOf(kv[1])
		case kv[0].Is(term.Intern("line")) && kv[1].IsInt():
			line = int(kv[1].Int())
		}
	}
	return file, line
}
