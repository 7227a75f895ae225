package lib

import (
	"errors"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/expand"
	"gex/repl/lang/parse"
	"gex/repl/lang/vm"
)

// registerNatives defines the natives that need the stages of the language, or
// code that users wrote.
func (r *Runtime) registerNatives() {
	t := r.System.Table
	vm.Register(t, "Elixir.Code", []vm.Row{
		{Name: "eval_string", Arity: 1, Func: r.evalString},
		{Name: "eval_string", Arity: 2, Func: r.evalString},
		{Name: "eval_string", Arity: 3, Func: r.evalString},
		{Name: "eval_quoted", Arity: 1, Func: r.evalQuoted},
		{Name: "eval_quoted", Arity: 2, Func: r.evalQuoted},
		{Name: "eval_quoted", Arity: 3, Func: r.evalQuoted},
		{Name: "string_to_quoted", Arity: 1, Func: r.stringToQuoted},
		{Name: "string_to_quoted", Arity: 2, Func: r.stringToQuoted},
		{Name: "string_to_quoted!", Arity: 1, Func: r.stringToQuotedBang},
		{Name: "string_to_quoted!", Arity: 2, Func: r.stringToQuotedBang},
		{Name: "ensure_loaded", Arity: 1, Func: r.ensureLoaded},
		{Name: "ensure_loaded?", Arity: 1, Func: r.isLoaded},
		{Name: "ensure_compiled", Arity: 1, Func: r.ensureLoaded},
	})
	vm.Register(t, "code", []vm.Row{
		{Name: "ensure_loaded", Arity: 1, Func: r.ensureLoaded},
	})
	vm.Register(t, "Elixir.Exception", []vm.Row{
		{Name: "message", Arity: 1, Func: r.exceptionMessage},
		{Name: "normalize", Arity: 2, Func: r.exceptionNormalize},
		{Name: "normalize", Arity: 3, Func: r.exceptionNormalize},
		{Name: "format", Arity: 2, Func: r.exceptionFormat},
		{Name: "format", Arity: 3, Func: r.exceptionFormat},
		{Name: "format_banner", Arity: 2, Func: r.exceptionBanner},
		{Name: "format_banner", Arity: 3, Func: r.exceptionBanner},
		{Name: "format_exit", Arity: 1, Func: r.exceptionExit},
		{Name: "format_stacktrace", Arity: 1, Func: r.exceptionStacktrace},
	})
	vm.Register(t, "erl_eval", []vm.Row{
		{Name: "expr", Arity: 2, Func: r.erlEvalExpr},
		{Name: "exprs", Arity: 2, Func: r.erlEvalExprs},
	})
	r.registerInspectNatives()
	r.registerMacro()
	r.registerMacroEnv()
	r.registerModuleNatives()
	r.registerErlScan()
	r.registerErlParse()
	r.registerEpp()
	r.registerLogger()
	r.registerExceptionNatives()
	r.registerInfo()
	r.registerWarnings()
	r.registerBehaviours()
	r.registerFormat()
}

func argumentError(m *vm.Machine, message string) (term.Term, bool) {
	return m.Error(diag.NewMessage("ArgumentError", message))
}

// raise raises what a stage of the language returned as an error.
func (r *Runtime) raise(m *vm.Machine, err error) (term.Term, bool) {
	var exc *vm.Exception
	if errors.As(err, &exc) {
		return m.Raise(exc.Class, exc.Reason, exc.Stacktrace)
	}
	return m.Error(ErrorTerm(err))
}

// ErrorTerm returns the exception struct of an error of parse or expand.
func ErrorTerm(err error) term.Term {
	var pe *parse.Error
	var xe *expand.Error
	switch {
	case errors.As(err, &pe):
		nilOr := func(n int) term.Term {
			if n == 0 {
				return term.AtomNil.Term()
			}
			return term.Int(int64(n))
		}
		fields := []any{"file", term.String(pe.File), "line", nilOr(pe.Line), "column", nilOr(pe.Column),
			"snippet", term.String(pe.Snippet), "description", term.String(pe.Description)}
		if pe.Kind != parse.SyntaxError {
			fields = append(fields, "end_line", nilOr(pe.EndLine), "end_column", nilOr(pe.EndColumn))
		}
		return diag.New(pe.Kind.String(), fields...)
	case errors.As(err, &xe):
		name := trimElixir(xe.Exception.String())
		if name == "CompileError" {
			file, line := term.AtomNil.Term(), term.AtomNil.Term()
			if xe.File != "" {
				file, line = term.String(xe.File), term.Int(int64(xe.Line))
			}
			return diag.New(name, "file", file, "line", line, "description", term.String(xe.Message))
		}
		return diag.NewMessage(name, xe.Message)
	}
	return diag.NewMessage("CompileError", err.Error())
}

// evalScope reads the binding and the options of Code.eval_string and
// eval_quoted.
func evalScope(a []term.Term) (*Scope, bool) {
	s := NewScope("nofile", 1)
	if len(a) > 2 {
		if a[2].IsMap() {
			env, ok := expand.EnvFromTerm(a[2])
			if !ok {
				return nil, false
			}
			s.Env = env
		} else {
			for opts := a[2]; opts.IsCons(); opts = opts.Tail() {
				kv := opts.Head().Elems()
				switch {
				case len(kv) == 2 && kv[0].Is(term.Intern("file")) && kv[1].IsBinary():
					s.Env = s.Env.WithFile(kv[1].Text())
				case len(kv) == 2 && kv[0].Is(term.Intern("line")) && kv[1].IsInt():
					s.Env = s.Env.WithLine(int(kv[1].Int()))
				}
			}
		}
	}
	if len(a) > 1 {
		pairs, ok := a[1].Slice()
		if !ok {
			return nil, false
		}
		for _, p := range pairs {
			kv := p.Elems()
			if len(kv) != 2 {
				return nil, false
			}
			v := expand.Var{Context: term.AtomNil.Term()}
			switch key := kv[0]; {
			case key.IsAtom():
				v.Name = key.Atom()
			case key.IsTupleOf(2) && key.Elem(0).IsAtom():
				v.Name, v.Context = key.Elem(0).Atom(), key.Elem(1)
			default:
				return nil, false
			}
			s = s.Bind(v, kv[1])
		}
	}
	return s, true
}

// binding returns variables as Code.eval_string does.
func binding(s *Scope) term.Term {
	out := make([]term.Term, len(s.Vars))
	for i, v := range s.Vars {
		key := v.Name.Term()
		if !v.Context.Is(term.AtomNil) {
			key = term.Tuple(key, v.Context)
		}
		out[i] = term.Tuple(key, s.Values[v])
	}
	return term.List(out...)
}

func (r *Runtime) evalString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	src, isText := textOf(a[0])
	s, ok := evalScope(a)
	if !isText || !ok {
		return m.Badarg()
	}
	q, err := r.Parse(m.Proc(), src, parse.Options{File: s.Env.File, Line: s.Env.Line})
	if err != nil {
		return r.raise(m, err)
	}
	return r.evalIn(m, q, s)
}

func (r *Runtime) evalQuoted(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, ok := evalScope(a)
	if !ok {
		return m.Badarg()
	}
	return r.evalIn(m, a[0], s)
}

func (r *Runtime) evalIn(m *vm.Machine, q term.Term, s *Scope) (term.Term, bool) {
	c := r.gather(m.Proc())
	value, after, err := r.Eval(m.Proc(), q, s, r.Diagnostics)
	c.Close(err == nil)
	if err != nil {
		return r.raise(m, err)
	}
	return term.Tuple(value, binding(after)), true
}

// textOf is the text of a binary or a charlist.
func textOf(t term.Term) (string, bool) {
	b, err := term.AppendCharData(nil, t)
	return string(b), err == nil
}

func (r *Runtime) quotedOf(a []term.Term) (term.Term, error) {
	o := parse.Options{}
	if len(a) > 1 {
		for opts := a[1]; opts.IsCons(); opts = opts.Tail() {
			kv := opts.Head().Elems()
			if len(kv) != 2 || !kv[0].IsAtom() {
				continue
			}
			yes := kv[1].Is(term.True)
			switch kv[0].Atom().String() {
			case "file":
				o.File = kv[1].Text()
			case "line":
				o.Line = int(kv[1].Int())
			case "column":
				o.Column = int(kv[1].Int())
			case "columns":
				o.Columns = yes
			case "token_metadata":
				o.TokenMetadata = yes
			case "existing_atoms_only":
				o.ExistingAtomsOnly = yes
			case "unescape":
				o.RawStrings = kv[1].Is(term.False)
			}
		}
	}
	src, ok := textOf(a[0])
	if !ok {
		return term.Term{}, &expand.Error{Exception: term.Intern("Elixir.ArgumentError"), Message: "not a string"}
	}
	q, _, err := parse.Program(src, o)
	return q, err
}

func (r *Runtime) stringToQuoted(m *vm.Machine, a []term.Term) (term.Term, bool) {
	q, err := r.quotedOf(a)
	var pe *parse.Error
	if errors.As(err, &pe) {
		meta := term.List(term.Tuple(term.A("line"), term.Int(int64(pe.Line))), term.Tuple(term.A("column"), term.Int(int64(pe.Column))))
		prefix := term.String(pe.Prefix)
		if pe.Suffix != "" {
			prefix = term.Tuple(prefix, term.String(pe.Suffix))
		}
		return term.Tuple(term.Error.Term(), term.Tuple(meta, prefix, term.String(pe.Token))), true
	}
	if err != nil {
		return r.raise(m, err)
	}
	return term.Tuple(term.Ok.Term(), q), true
}

func (r *Runtime) stringToQuotedBang(m *vm.Machine, a []term.Term) (term.Term, bool) {
	q, err := r.quotedOf(a)
	if err != nil {
		return r.raise(m, err)
	}
	return q, true
}

func (r *Runtime) ensureLoaded(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	if r.System.Table.Ensure(a[0].Atom()) {
		return term.Tuple(term.A("module"), a[0]), true
	}
	return term.Tuple(term.Error.Term(), term.A("nofile")), true
}

func (r *Runtime) isLoaded(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return term.Bool(a[0].IsAtom() && r.System.Table.Ensure(a[0].Atom())), true
}

func (r *Runtime) exceptionMessage(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !diag.IsException(a[0]) {
		return m.Error(term.A("function_clause"))
	}
	return term.String(r.Formatter(m.Proc()).MessageOf(a[0])), true
}

// optionalStack is the stack trace after kind and reason, [] if left out.
func optionalStack(a []term.Term) term.Term {
	if len(a) > 2 {
		return a[2]
	}
	return term.Nil
}

func (r *Runtime) exceptionNormalize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return r.Formatter(m.Proc()).Normalize(a[0].Atom(), a[1], optionalStack(a)), true
}

// exitFrom returns the banner of the kind {:EXIT, pid}.
func (r *Runtime) exitFrom(m *vm.Machine, kind, reason term.Term) (string, bool) {
	es := kind.Tagged(term.Intern("EXIT"), 2)
	if es == nil {
		return "", false
	}
	return r.Formatter(m.Proc()).FormatExitFrom(es[1], reason), true
}

func (r *Runtime) exceptionFormat(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if banner, isExit := r.exitFrom(m, a[0], a[1]); isExit {
		return term.String(banner), true
	}
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return term.String(r.Formatter(m.Proc()).Format(a[0].Atom(), a[1], optionalStack(a))), true
}

func (r *Runtime) exceptionBanner(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if banner, isExit := r.exitFrom(m, a[0], a[1]); isExit {
		return term.String(banner), true
	}
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return term.String(r.Formatter(m.Proc()).FormatBanner(a[0].Atom(), a[1], optionalStack(a))), true
}

func (r *Runtime) exceptionExit(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return term.String(r.Formatter(m.Proc()).FormatExit(a[0])), true
}

func (r *Runtime) exceptionStacktrace(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return term.String(r.Formatter(m.Proc()).FormatStacktrace(a[0])), true
}
