package lib

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/bif"
	"gex/repl/lang/compile"
	"gex/repl/lang/diag"
	"gex/repl/lang/erl"
	"gex/repl/lang/erl/beam"
	"gex/repl/lang/erl/epp"
	"gex/repl/lang/erl/lint"
	"gex/repl/lang/erl/lower"
	"gex/repl/lang/vm"
)

// registerErlCompile defines what the module compile, whose public functions are
// in Elixir, needs, and the loading of what it makes.
func (r *Runtime) registerErlCompile() {
	vm.Register(r.System.Table, "compile", []vm.Row{
		{Name: "read", Arity: 2, Func: r.compileRead},
		{Name: "abstract", Arity: 3, Func: r.compileAbstract},
		{Name: "message", Arity: 4, Func: compileMessage},
		{Name: "path", Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			name, ok := pathOf(a[0])
			if !ok {
				return m.Badarg()
			}
			full, err := filepath.Abs(name)
			if err != nil {
				full = name
			}
			_, err = os.Stat(name)
			return term.Tuple(term.String(filepath.ToSlash(full)), term.String(relative(full)), term.Bool(err == nil)), true
		}},
		{Name: "write", Arity: 3, Func: r.writeBeam},
	})
	vm.Register(r.System.Table, "code", []vm.Row{
		{Name: "load_abs", Arity: 1, Func: r.loadAbs},
		{Name: "load_binary", Arity: 3, Func: r.loadBinary},
		{Name: "load_file", Arity: 1, Func: r.loadFile},
	})
	vm.Register(r.System.Table, "erl_lint", []vm.Row{
		{Name: "module", Arity: 1, Func: r.erlLint},
		{Name: "module", Arity: 2, Func: r.erlLint},
		{Name: "module", Arity: 3, Func: r.erlLint},
		{Name: "format_error", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
			return erl.Chars([]rune(lint.Text(a[0]))), true
		}},
		{Name: "is_guard_test", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
			return term.Bool(erl.IsGuard(a[0])), true
		}},
		{Name: "is_guard_expr", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
			return term.Bool(erl.IsGuard(a[0])), true
		}},
	})
}

// compilation is what the compiler of Erlang makes of forms.
type compilation struct {
	module   *absform.Module // nil after errors
	forms    []term.Term
	errors   []lint.Message
	warnings []lint.Message
}

// compileErl checks forms and lowers them.
func (r *Runtime) compileErl(file string, forms []term.Term, opts term.Term) compilation {
	c := compilation{forms: forms}
	c.errors, c.warnings = lint.Module(file, forms, lint.Options{AutoImported: compile.AutoImported, Similar: diag.Jaro, Compile: opts})
	if len(c.errors) > 0 {
		return c
	}
	mod, err := lower.Module(forms, lower.Options{AutoImported: compile.AutoImported, ExportAll: hasOption(opts, "export_all")})
	if err == nil {
		_, err = compile.Module(r.System.Table, mod)
	}
	if err != nil {
		msg := lint.Message{File: file, Module: term.Intern("compile"), Text: err.Error()}
		var at *lower.Error
		if errors.As(err, &at) {
			msg.Loc, msg.Text = at.Loc, at.Err.Error()
		}
		msg.Desc = term.Tuple(term.A("failed"), erl.Chars([]rune(msg.Text)))
		c.errors = append(c.errors, msg)
		return c
	}
	c.module = mod
	return c
}

func hasOption(opts term.Term, name string) bool {
	a := term.Intern(name)
	for ; opts.IsCons(); opts = opts.Tail() {
		if opts.Head().Is(a) {
			return true
		}
		if kv := opts.Head().Tagged(a, 2); kv != nil {
			return kv[1].Is(term.True)
		}
	}
	return false
}

// compileRead is compile:read(File, Options): {ok, Name, Forms} of an Erlang
// file, or {error, Reason} if it cannot be read.
func (r *Runtime) compileRead(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, ok := pathOf(a[0])
	o := r.eppOptions(m.Proc())
	if !ok {
		return m.Badarg()
	}
	o.Start = erl.Loc{Line: 1, Column: 1}
	compileSettings(&o, a[1])
	res, err := epp.ParseFile(name, o)
	if err != nil {
		return term.Tuple(term.Error.Term(), eppReason(err)), true
	}
	return term.Tuple(term.Ok.Term(), erl.Chars([]rune(name)), term.List(res.Forms...)), true
}

// compileSettings takes the options of the compiler that the preprocessor needs.
func compileSettings(o *epp.Options, opts term.Term) {
	for ; opts.IsCons(); opts = opts.Tail() {
		kv := opts.Head().Elems()
		switch {
		case opts.Head().Is(term.Intern("deterministic")):
			o.Deterministic = true
		case len(kv) == 2 && kv[0].Is(term.Intern("i")):
			if dir, ok := pathOf(kv[1]); ok {
				o.Includes = append(o.Includes, dir)
			}
		case len(kv) >= 2 && kv[0].Is(term.Intern("d")) && kv[1].IsAtom():
			v := term.True.Term()
			if len(kv) == 3 {
				v = kv[2]
			}
			o.Macros = append(o.Macros, epp.Macro{Name: kv[1].Atom(), Value: v})
		case len(kv) == 2 && kv[0].Is(term.Intern("source_name")):
			if name, ok := pathOf(kv[1]); ok {
				o.SourceName = name
			}
		}
	}
}

// compileAbstract is compile:abstract(File, Forms, Options): {Module | [],
// Binary, Errors, Warnings}, the last two lists of {File, Info, Printed, Text}.
// File is [] if only the forms name one.
func (r *Runtime) compileAbstract(m *vm.Machine, a []term.Term) (term.Term, bool) {
	file, ok1 := pathOf(a[0])
	forms, ok2 := a[1].Slice()
	if !ok1 || !ok2 {
		return m.Badarg()
	}
	for _, f := range forms {
		if at := f.Tagged(term.Intern("attribute"), 4); file == "" && at != nil && at[2].Is(term.Intern("file")) && at[3].IsTupleOf(2) {
			if file, ok1 = pathOf(at[3].Elem(0)); ok1 {
				break
			}
		}
	}
	c := r.compileErl(file, forms, a[2])
	name, bin := term.Nil, term.Nil
	if c.module != nil {
		name = c.module.Name.Term()
		data, err := beam.Encode(c.module, c.forms, a[2])
		if err == nil {
			bin = term.Binary(data)
		}
	}
	return term.Tuple(name, bin, messageTerms(c.errors), messageTerms(c.warnings)), true
}

// compileMessage is compile:message(File, Info, Text, IsWarning): the message
// that Info = {Location, Module, Reason} is.
func compileMessage(m *vm.Machine, a []term.Term) (term.Term, bool) {
	file, ok := pathOf(a[0])
	info := a[1].Elems()
	text, isText := a[2].Bytes()
	if !ok || !isText || len(info) != 3 || !info[1].IsAtom() {
		return m.Badarg()
	}
	msg := lint.Message{File: file, Loc: erl.LocOf(info[0]), Module: info[1].Atom(), Desc: info[2], Text: string(text), Warning: a[3].Is(term.True)}
	return messageTerms([]lint.Message{msg}).Head(), true
}

func messageTerms(ms []lint.Message) term.Term {
	out := make([]term.Term, len(ms))
	for i, m := range ms {
		source := ""
		if m.Loc.Line > 0 && m.Loc.Column > 0 {
			source = sourceLine(m.File, m.Loc.Line)
		}
		at := m.Loc.Term()
		if m.Loc.Line == 0 {
			at = term.A("none")
		}
		info := term.Tuple(at, m.Module.Term(), m.Desc)
		out[i] = term.Tuple(erl.Chars([]rune(m.File)), info, term.String(m.Format(source)), term.String(m.Text))
	}
	return term.List(out...)
}

// erlLint is erl_lint:module/1,2,3: {ok, Warnings} or {error, Errors, Warnings}.
func (r *Runtime) erlLint(m *vm.Machine, a []term.Term) (term.Term, bool) {
	forms, ok := a[0].Slice()
	if !ok {
		return m.Badarg()
	}
	file, _ := pathOf(argOr(a, 1, term.String("nofile")))
	errs, warns := lint.Module(file, forms, lint.Options{AutoImported: compile.AutoImported, Similar: diag.Jaro, Compile: argOr(a, 2, term.Nil)})
	w := lint.ByFile(warns)
	if len(errs) > 0 {
		return term.Tuple(term.Error.Term(), lint.ByFile(errs), w), true
	}
	return term.Tuple(term.Ok.Term(), w), true
}

// beamPath is where a compiled file goes: to outdir, or where it was asked for.
func beamPath(source, outdir string) string {
	base := strings.TrimSuffix(filepath.Base(source), ".erl")
	return filepath.Join(outdir, base+".beam")
}

// writeBeam writes a compiled module.
func (r *Runtime) writeBeam(m *vm.Machine, a []term.Term) (term.Term, bool) {
	source, ok1 := pathOf(a[0])
	outdir, ok2 := pathOf(a[1])
	data, ok3 := a[2].Bytes()
	if !ok1 || !ok2 || !ok3 {
		return m.Badarg()
	}
	var err error
	m.Block(func() { err = os.WriteFile(beamPath(source, outdir), data, 0o666) })
	if err != nil {
		return term.Tuple(term.Error.Term(), bif.Posix(err)), true
	}
	return term.Ok.Term(), true
}
