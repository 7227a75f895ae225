package lib

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/format"
	"gex/repl/lang/parse"
	"gex/repl/lang/quoted"
	"gex/repl/lang/scan"
	"gex/repl/lang/vm"
)

// registerCode defines the functions of Code that read and run code.
func (r *Runtime) registerCode() {
	vm.Register(r.System.Table, "Elixir.Code", []vm.Row{
		{Name: "ensure_compiled", Arity: 1, Func: r.ensureCompiled},
		{Name: "ensure_loaded", Arity: 1, Func: r.ensureLoaded},
		{Name: "ensure_loaded?", Arity: 1, Func: r.isLoaded},
		{Name: "env_for_eval", Arity: 1, Func: r.envForEval},
		{Name: "eval_quoted", Arity: 1, Func: r.evalQuoted},
		{Name: "eval_quoted", Arity: 2, Func: r.evalQuoted},
		{Name: "eval_quoted", Arity: 3, Func: r.evalQuoted},
		{Name: "eval_quoted_with_env", Arity: 3, Func: r.evalQuotedWithEnv},
		{Name: "eval_quoted_with_env", Arity: 4, Func: r.evalQuotedWithEnv},
		{Name: "eval_string", Arity: 1, Func: r.evalString},
		{Name: "eval_string", Arity: 2, Func: r.evalString},
		{Name: "eval_string", Arity: 3, Func: r.evalString},
		{Name: "string_to_quoted", Arity: 1, Func: r.stringToQuoted},
		{Name: "string_to_quoted", Arity: 2, Func: r.stringToQuoted},
		{Name: "string_to_quoted!", Arity: 1, Func: r.stringToQuotedBang},
		{Name: "string_to_quoted!", Arity: 2, Func: r.stringToQuotedBang},
		{Name: "string_to_quoted_with_comments", Arity: 1, Func: r.quotedWithComments},
		{Name: "string_to_quoted_with_comments", Arity: 2, Func: r.quotedWithComments},
		{Name: "string_to_quoted_with_comments!", Arity: 1, Func: r.quotedWithCommentsBang},
		{Name: "string_to_quoted_with_comments!", Arity: 2, Func: r.quotedWithCommentsBang},
	})
	vm.Register(r.System.Table, "elixir_code", []vm.Row{
		{Name: "compile", Arity: 2, Func: r.compileCode},
		{Name: "defining", Arity: 1, Func: r.isDefining},
		{Name: "docs", Arity: 1, Func: r.fetchDocs},
		{Name: "line", Arity: 3, Func: r.lineOf},
		{Name: "types", Arity: 1, Func: r.typesOf},
		{Name: "expand_path", Arity: 2, Func: expandPath},
		{Name: "relative_path", Arity: 1, Func: relativePath},
		{Name: "print_diagnostic", Arity: 1, Func: r.printDiagnostic},
		{Name: "setting", Arity: 1, Func: r.setting},
		{Name: "setting", Arity: 2, Func: r.setting},
	})
	vm.Register(r.System.Table, "code", []vm.Row{
		{Name: "ensure_loaded", Arity: 1, Func: r.ensureLoaded},
	})
}

// ---- settings

// setting reads or changes what the node's compiler keeps for Code: its
// options, the files required and the paths. elixir_code:setting(key) is nil for
// one never set.
func (r *Runtime) setting(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m)
	}
	if len(a) == 2 {
		r.settings.Store(a[0].Atom(), a[1])
		return term.Ok.Term(), true
	}
	if v, ok := r.settings.Load(a[0].Atom()); ok {
		return v.(term.Term), true
	}
	return term.AtomNil.Term(), true
}

// compilerOption tells whether an option of the compiler is true.
func (r *Runtime) compilerOption(name string) bool {
	all, ok := r.settings.Load(term.Intern("compiler_options"))
	if !ok {
		return false
	}
	v, _ := all.(term.Term).MapGet(term.A(name))
	return v.Is(term.True)
}

// ---- source to quoted code

// parsed is source read as the options of Code.string_to_quoted say.
type parsed struct {
	quoted   term.Term
	comments format.Comments
	err      error
}

func (r *Runtime) parse(p *proc.Process, a []term.Term, comments bool) parsed {
	o := parse.Options{File: "nofile"}
	var out parsed
	var raised error
	warn := true
	encoder := func(fun term.Term, args ...term.Term) (term.Term, error) {
		return r.encode(p, &raised, fun, args...)
	}
	if len(a) > 1 {
		for _, option := range list(a[1]) {
			if !option.IsTupleOf(2) || !option.Elem(0).IsAtom() {
				continue
			}
			v := option.Elem(1)
			number := func(n *int) {
				if i, ok := v.AsInt(); ok {
					*n = int(i)
				}
			}
			switch option.Elem(0).AtomName() {
			case "file":
				o.File = v.Text()
			case "line":
				number(&o.Line)
			case "column":
				number(&o.Column)
			case "indentation":
				number(&o.Indentation)
			case "columns":
				o.Columns = v.Is(term.True)
			case "token_metadata":
				o.TokenMetadata = v.Is(term.True)
			case "existing_atoms_only":
				o.ExistingAtomsOnly = v.Is(term.True)
			case "unescape":
				o.RawStrings = v.Is(term.False)
			case "emit_warnings", "warnings":
				warn = !v.Is(term.False)
			case "literal_encoder":
				if v.IsFun() {
					o.LiteralEncoder = func(literal, meta term.Term) (term.Term, error) { return encoder(v, literal, meta) }
				}
			case "static_atoms_encoder":
				if v.IsFun() {
					o.AtomEncoder = func(name string, meta term.Term) (term.Term, error) {
						return encoder(v, term.String(name), meta)
					}
				}
			}
		}
	}
	if comments {
		o.Comment = out.comments.Add
	}
	src, ok := textOf(a[0])
	if !ok {
		out.err = &expand.Error{Exception: term.Intern("Elixir.ArgumentError"), Message: "not a string"}
		return out
	}
	if warn {
		out.quoted, out.err = r.Parse(p, src, o)
	} else {
		out.quoted, _, out.err = parse.Program(src, o)
	}
	if raised != nil {
		out.err = raised
	}
	return out
}

// encode calls the fun that encodes a literal or an atom: {:ok, term} or {:error,
// text}. What it raises, or returns else, is kept in raised.
func (r *Runtime) encode(p *proc.Process, raised *error, fun term.Term, args ...term.Term) (term.Term, error) {
	t, exc := r.CallFun(p, fun, args...)
	switch {
	case exc != nil:
		*raised = exc
		return t, exc
	case t.IsTupleOf(2) && t.Elem(0).Is(term.Ok):
		return t.Elem(1), nil
	case t.IsTupleOf(2) && t.Elem(0).Is(term.Error) && t.Elem(1).IsBinary():
		return t, errors.New(t.Elem(1).Text())
	}
	*raised = &vm.Exception{Class: vm.ClassError, Reason: term.Tuple(term.A("case_clause"), t), Stacktrace: term.Nil}
	return t, *raised
}

func (r *Runtime) stringToQuoted(m *vm.Machine, a []term.Term) (term.Term, bool) {
	out := r.parse(m.Proc(), slices.Clone(a), false)
	if t, failed := parseFailure(out.err); failed {
		return t, true
	}
	if out.err != nil {
		return r.raise(m, out.err)
	}
	return term.Tuple(term.Ok.Term(), out.quoted), true
}

func (r *Runtime) stringToQuotedBang(m *vm.Machine, a []term.Term) (term.Term, bool) {
	out := r.parse(m.Proc(), slices.Clone(a), false)
	if out.err != nil {
		return r.raise(m, out.err)
	}
	return out.quoted, true
}

func (r *Runtime) quotedWithComments(m *vm.Machine, a []term.Term) (term.Term, bool) {
	out := r.parse(m.Proc(), slices.Clone(a), true)
	if t, failed := parseFailure(out.err); failed {
		return t, true
	}
	if out.err != nil {
		return r.raise(m, out.err)
	}
	return term.Tuple(term.Ok.Term(), out.quoted, out.comments.Term()), true
}

func (r *Runtime) quotedWithCommentsBang(m *vm.Machine, a []term.Term) (term.Term, bool) {
	out := r.parse(m.Proc(), slices.Clone(a), true)
	if out.err != nil {
		return r.raise(m, out.err)
	}
	return term.Tuple(out.quoted, out.comments.Term()), true
}

// parseFailure is {:error, {meta, message, token}} of source that does not
// parse.
func parseFailure(err error) (term.Term, bool) {
	var pe *parse.Error
	if !errors.As(err, &pe) {
		return term.Term{}, false
	}
	kv := func(key string, v term.Term) term.Term { return term.Tuple(term.A(key), v) }
	number := func(key string, n int) term.Term { return kv(key, term.Int(int64(n))) }
	place := []term.Term{number("line", pe.Line), number("column", pe.Column)}
	if pe.Column == 0 {
		place = place[:1]
	}
	end := []term.Term{number("end_line", pe.EndLine), number("end_column", pe.EndColumn)}
	var meta []term.Term
	switch {
	case pe.Closing != "":
		meta = slices.Concat(place, end, []term.Term{kv("error_type", term.A("mismatched_delimiter")),
			kv("opening_delimiter", term.A(pe.Opening)), kv("closing_delimiter", term.A(pe.Closing)), kv("expected_delimiter", term.A(pe.Expected))})
	case pe.Opening != "":
		meta = slices.Concat([]term.Term{kv("opening_delimiter", term.A(pe.Opening)), kv("expected_delimiter", term.A(pe.Expected))}, place, end)
	default:
		meta = place
	}
	prefix := term.String(pe.Prefix)
	if pe.Suffix != "" || pe.Prefix == scan.UnexpectedReserved && pe.Opening == "" {
		prefix = term.Tuple(prefix, term.String(pe.Suffix))
	}
	return term.Tuple(term.Error.Term(), term.Tuple(term.List(meta...), prefix, term.String(pe.Token))), true
}

// textOf is the text of a binary or a charlist.
func textOf(t term.Term) (string, bool) {
	b, err := term.AppendCharData(nil, t)
	return string(b), err == nil
}

// ---- evaluation

// evalScope reads the binding and the options of Code.eval_string and
// eval_quoted.
func evalScope(a []term.Term) (*Scope, bool) {
	s := NewScope("nofile", 1)
	if len(a) > 2 {
		env, ok := evalEnv(a[2])
		if !ok {
			return nil, false
		}
		s.Env = env
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

// EvalScope is the scope of a binding, as Code.eval_quoted takes it, and of a
// Macro.Env.
func EvalScope(binding, env term.Term) (*Scope, bool) {
	return evalScope([]term.Term{term.Nil, binding, env})
}

// evalEnv is the environment that a Macro.Env or options describe.
func evalEnv(t term.Term) (*expand.Env, bool) {
	if t.IsMap() {
		return expand.EnvFromTerm(t)
	}
	env := expand.NewEnv("nofile", 1)
	options, ok := t.Slice()
	if !ok {
		return nil, false
	}
	if v, ok := quoted.Get(t, term.Intern("module")); ok && v.IsAtom() {
		env.Module = v.Atom()
	}
	for _, o := range options {
		kv := o.Elems()
		switch {
		case len(kv) == 2 && kv[0].Is(term.Intern("file")) && kv[1].IsBinary():
			env = env.WithFile(kv[1].Text())
		case len(kv) == 2 && kv[0].Is(quoted.LineAtom) && kv[1].IsInt():
			env = env.WithLine(int(kv[1].Int()))
		}
	}
	return env, true
}

// binding returns variables as Code.eval_string does: those of the largest
// name first.
func binding(s *Scope) term.Term {
	vars := slices.Clone(s.Vars)
	slices.SortFunc(vars, func(a, b expand.Var) int {
		return term.Compare(term.Tuple(b.Name.Term(), b.Context), term.Tuple(a.Name.Term(), a.Context))
	})
	out := make([]term.Term, len(vars))
	for i, v := range vars {
		key := v.Name.Term()
		if !v.Context.Is(term.AtomNil) {
			key = term.Tuple(key, v.Context)
		}
		out[i] = term.Tuple(key, s.Values[v])
	}
	return term.List(out...)
}

func (r *Runtime) evalString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	a = slices.Clone(a)
	src, isText := textOf(a[0])
	s, ok := evalScope(a)
	if !isText || !ok {
		return functionClause(m)
	}
	q, err := r.Parse(m.Proc(), src, parse.Options{File: s.Env.File, Line: s.Env.Line})
	if err != nil {
		return m.Raise(vm.ClassError, ErrorTerm(err), term.Cons(stringFrame.term(), m.Stacktrace()))
	}
	return r.evalIn(m, q, s, stringFrame, len(a) > 2 && prunes(a[2]))
}

// prunes tells whether options ask for the variables alone that were used.
func prunes(options term.Term) bool {
	v, ok := quoted.Get(options, term.Intern("prune_binding"))
	return ok && v.Is(term.True)
}

func (r *Runtime) evalQuoted(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, ok := evalScope(a)
	if !ok {
		return functionClause(m)
	}
	return r.evalIn(m, expand.SetLine(a[0], s.Env.Line), s, quotedFrame, len(a) > 2 && prunes(a[2]))
}

// evalIn evaluates q for a function of Code, the frame call.
func (r *Runtime) evalIn(m *vm.Machine, q term.Term, s *Scope, call libraryFrame, prune bool) (term.Term, bool) {
	value, after, err := r.evaluate(m, q, s, call, prune)
	if err != nil {
		return r.raise(m, err)
	}
	return term.Tuple(value, binding(after)), true
}

func (r *Runtime) evaluate(m *vm.Machine, q term.Term, s *Scope, call libraryFrame, prune bool) (term.Term, *Scope, error) {
	unit := r.gather(m.Proc())
	e, err := r.Prepare(m.Proc(), q, s, r.Diagnostics)
	if err != nil {
		unit.Close(false)
		return term.Term{}, nil, err
	}
	out, exc := vm.Nested(e.Machine(r).Under(evalTrace(call, m.Stacktrace())), m.Proc())
	unit.Close(exc == nil)
	if exc != nil {
		return term.Term{}, nil, exc
	}
	value, after := e.Finish(out)
	if prune {
		after = e.Prune(after)
	}
	return value, after, nil
}

// evalQuotedWithEnv is Code.eval_quoted_with_env: {value, binding, env}.
func (r *Runtime) evalQuotedWithEnv(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[2].IsMap() {
		return functionClause(m)
	}
	env := a[2]
	s, ok := evalScope(a[:3])
	if !ok {
		return functionClause(m)
	}
	value, after, err := r.evaluate(m, expand.SetLine(a[0], s.Env.Line), s, quotedFrame, len(a) > 3 && prunes(a[3]))
	if err != nil {
		return r.raise(m, err)
	}
	return term.Tuple(value, binding(after), after.Env.UpdateTerm(env).MapPut(term.A("versioned_vars"), versionedVars(after))), true
}

func versionedVars(s *Scope) term.Term {
	out := term.EmptyMap
	for i, v := range s.Vars {
		out = out.MapPut(term.Tuple(v.Name.Term(), v.Context), term.Int(int64(i)))
	}
	return out
}

// envForEval is Code.env_for_eval.
func (r *Runtime) envForEval(m *vm.Machine, a []term.Term) (term.Term, bool) {
	env, ok := evalEnv(a[0])
	if !ok {
		return functionClause(m)
	}
	return env.Term().MapPut(term.A("versioned_vars"), term.EmptyMap), true
}

// printDiagnostic is elixir_code:print_diagnostic(diagnostic).
func (r *Runtime) printDiagnostic(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsMap() {
		return functionClause(m)
	}
	at := func(key string) term.Term { v, _ := a[0].MapGet(term.A(key)); return v }
	d := expand.Diagnostic{Message: at("message").Text(), Module: term.AtomNil}
	if at("severity").Is(term.Intern("warning")) {
		d.Severity = expand.SeverityWarning
	}
	if f := at("file"); f.IsBinary() {
		d.File = f.Text()
	}
	switch p := at("position"); {
	case p.IsInt():
		d.Line = int(p.Int())
	case p.IsTupleOf(2) && p.Elem(0).IsInt() && p.Elem(1).IsInt():
		d.Line, d.Column = int(p.Elem(0).Int()), int(p.Elem(1).Int())
	}
	if s := at("span"); s.IsTupleOf(2) && s.Elem(1).IsInt() {
		d.EndColumn = int(s.Elem(1).Int())
	}
	if s := at("stacktrace"); s.IsCons() && s.Head().IsTupleOf(4) && s.Head().Elem(0).IsAtom() {
		e := s.Head().Elems()
		d.Module = e[0].Atom()
		if e[1].IsAtom() && e[2].IsInt() && !e[1].Is(term.Intern("__MODULE__")) {
			d.Function = &expand.FA{Name: e[1].Atom(), Arity: int(e[2].Int())}
		}
	}
	r.Diagnostics.Report(d)
	return term.Ok.Term(), true
}

// ---- compilation

// compileCode is elixir_code:compile(source or {:quoted, code}, file): it runs the
// code of a file and returns the modules that it defines, [{name, binary}].
func (r *Runtime) compileCode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	file := a[1].Text()
	var q term.Term
	if a[0].IsTupleOf(2) {
		q = a[0].Elem(1)
	} else {
		src, ok := textOf(a[0])
		if !ok {
			return functionClause(m)
		}
		var err error
		if q, err = r.Parse(m.Proc(), src, parse.Options{File: file, Columns: true}); err != nil {
			return r.raise(m, err)
		}
	}
	unit := r.Compile(m.Proc(), file)
	var run *Evaluation
	err := unit.Started()
	if err == nil {
		run, err = r.PrepareFile(m.Proc(), q, unit.Scope(), r.Diagnostics)
	}
	if err != nil {
		unit.Close(false)
		return r.raise(m, err)
	}
	_, exc := vm.Nested(run.Machine(r).Under(frameTerms(fileFrames, m.Stacktrace())), m.Proc())
	run.Done()
	err = unit.Close(exc == nil)
	if exc != nil {
		return m.Raise(exc.Class, exc.Reason, exc.Stacktrace)
	}
	if err != nil {
		return r.raise(m, err)
	}
	return term.List(unit.made...), true
}

// expandPath is the absolute path of a file in a directory, nil for the
// current one.
func expandPath(m *vm.Machine, a []term.Term) (term.Term, bool) {
	file, ok := textOf(a[0])
	if !ok {
		return functionClause(m)
	}
	if dir, isText := textOf(a[1]); isText && !a[1].IsAtom() && !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return argumentError(m, fmt.Sprintf("cannot expand path %s: %v", file, err))
	}
	return term.String(filepath.ToSlash(abs)), true
}

func (r *Runtime) ensureLoaded(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m)
	}
	if r.System.Table.Ensure(a[0].Atom()) {
		return term.Tuple(term.A("module"), a[0]), true
	}
	return term.Tuple(term.Error.Term(), term.A("nofile")), true
}

func (r *Runtime) isLoaded(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m)
	}
	return term.Bool(r.System.Table.Ensure(a[0].Atom())), true
}
