package lib

import (
	"errors"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/format"
	"gex/repl/lang/inspect"
	"gex/repl/lang/parse"
	"gex/repl/lang/vm"
)

// registerFormat defines the natives that print code.
func (r *Runtime) registerFormat() {
	t := r.System.Table
	vm.Register(t, "Elixir.Macro", []vm.Row{
		{Name: "to_string", Arity: 1, Func: r.macroToString},
	})
	vm.Register(t, "Elixir.Code", []vm.Row{
		{Name: "format_string!", Arity: 1, Func: r.formatString},
		{Name: "format_string!", Arity: 2, Func: r.formatString},
		{Name: "quoted_to_algebra", Arity: 1, Func: r.quotedToAlgebra},
		{Name: "quoted_to_algebra", Arity: 2, Func: r.quotedToAlgebra},
	})
}

// inspectCode prints what stands in code but is none, such as a pid.
func (r *Runtime) inspectCode(m *vm.Machine) func(term.Term) string {
	return func(t term.Term) string {
		o := r.InspectOptions(m.Proc())
		o.PrintableLimit = inspect.Unlimited
		return string(inspect.Append(nil, t, o))
	}
}

// raiseFormat raises why code has no text.
func (r *Runtime) raiseFormat(m *vm.Machine, err error) (term.Term, bool) {
	if errors.Is(err, format.ErrMalformed) {
		return m.Error(term.A("function_clause"))
	}
	return r.raise(m, err)
}

func (r *Runtime) macroToString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	d, err := format.Document(a[0], &format.Options{MigrateCharlists: true, Inspect: r.inspectCode(m)})
	if err != nil {
		return r.raiseFormat(m, err)
	}
	text := inspect.Format(nil, d, format.LineLength)
	m.Bump(len(text) / 4)
	return term.Binary(text), true
}

// optionalList is the keyword list after the first argument, [] if left out.
func optionalList(a []term.Term) term.Term {
	if len(a) > 1 {
		return a[1]
	}
	return term.Nil
}

func (r *Runtime) formatString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if len(a) == 1 {
		return m.TailCall(term.Intern("Elixir.Code"), term.Intern("format_string!"), a[0], term.Nil)
	}
	kw := a[1]
	if !a[0].IsBinary() || !kw.IsList() {
		return m.Error(term.A("function_clause"))
	}
	o, err := r.formatOptions(m, kw)
	if err != nil {
		return r.raiseFormat(m, err)
	}
	d, err := format.Source(a[0].Text(), o.where, &o.Options)
	if err != nil {
		return r.raiseFormat(m, err)
	}
	m.Bump(len(a[0].Text()))
	return inspect.FormatTerm(d, o.width), true
}

func (r *Runtime) quotedToAlgebra(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o, err := r.formatOptions(m, optionalList(a))
	if err != nil {
		return r.raiseFormat(m, err)
	}
	d, err := format.Document(a[0], &o.Options)
	if err != nil {
		return r.raiseFormat(m, err)
	}
	return inspect.ToTerm(d), true
}

// formatOptions are the options of Code.format_string! and quoted_to_algebra.
type formatOptions struct {
	format.Options
	where parse.Options
	width int
}

func (r *Runtime) formatOptions(m *vm.Machine, kw term.Term) (*formatOptions, error) {
	all := map[string]term.Term{}
	for ; kw.IsCons(); kw = kw.Tail() {
		if p := kw.Head(); p.IsTupleOf(2) && p.Elem(0).IsAtom() {
			if key := p.Elem(0).AtomName(); all[key].IsNone() {
				all[key] = p.Elem(1)
			}
		}
	}
	truth := func(key string, or bool) bool {
		v := all[key]
		return v.IsNone() && or || !v.IsNone() && !v.Is(term.False) && !v.Is(term.AtomNil)
	}
	number := func(key string, or int) int {
		if n, ok := all[key].AsInt(); ok {
			return int(min(n, 1<<30))
		}
		return or
	}
	migrate := truth("migrate", false)
	o := &formatOptions{
		where: parse.Options{File: "nofile", Line: number("line", 0), Column: number("column", 0),
			Indentation: number("indentation", 0), ExistingAtomsOnly: truth("existing_atoms_only", false)},
		width: number("line_length", format.LineLength),
		Options: format.Options{
			Raw: !truth("escape", true), Line: number("line", 0), ForceDoEnd: truth("force_do_end_blocks", false),
			MigrateBitstrings: truth("migrate_bitstring_modifiers", migrate),
			MigratePipes:      truth("migrate_call_parens_on_pipe", migrate),
			MigrateCharlists:  truth("migrate_charlists_as_sigils", migrate),
			MigrateUnless:     truth("migrate_unless", migrate),
			Inspect:           r.inspectCode(m),
		},
	}
	if all["line_length"].Is(term.Intern("infinity")) {
		o.width = inspect.Unlimited
	}
	if file := all["file"]; file.IsBinary() {
		o.where.File = file.Text()
	}
	return o, o.read(r, m, all)
}

// read reads the options that are lists.
func (o *formatOptions) read(r *Runtime, m *vm.Machine, all map[string]term.Term) error {
	for l := all["locals_without_parens"]; l.IsCons(); l = l.Tail() {
		p := l.Head()
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			return format.ErrMalformed
		}
		arity := -1
		if n, ok := p.Elem(1).AsInt(); ok && n >= 0 {
			arity = int(min(n, 1<<30))
		} else if !p.Elem(1).Is(term.Intern("*")) {
			continue
		}
		o.Locals = append(o.Locals, format.Local{Name: p.Elem(0).Atom(), Arity: arity})
	}
	if comments := all["comments"]; comments.IsCons() {
		cs, ok := format.CommentsFromTerm(comments)
		if !ok {
			return format.ErrMalformed
		}
		o.Comments = cs
	}
	if colors := all["syntax_colors"]; colors.IsCons() {
		io := inspect.New()
		if err := io.Set(term.List(term.Tuple(term.A("syntax_colors"), colors)), ansiSequence); err != nil {
			return format.ErrMalformed
		}
		o.Colors = io.Colors
	}
	if sigils := all["sigils"]; sigils.IsCons() {
		return o.sigils(r, m, sigils, all["file"])
	}
	return nil
}

// sigils reads the funs that rewrite sigils.
func (o *formatOptions) sigils(r *Runtime, m *vm.Machine, kw, file term.Term) error {
	funs := map[string]term.Term{}
	for l := kw; l.IsCons(); l = l.Tail() {
		p := l.Head()
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() || !isFunOf(p.Elem(1), 2) ||
			strings.Trim(p.Elem(0).AtomName(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return &vm.Exception{Class: vm.ClassError, Stacktrace: term.Nil, Reason: diag.NewMessage("ArgumentError",
				":sigils must be a keyword list with uppercased atoms as keys and an "+
					"anonymous function expecting two arguments as value, got: "+inspect.String(kw))}
		}
		funs[p.Elem(0).AtomName()] = p.Elem(1)
	}
	if file.IsNone() {
		file = term.AtomNil.Term()
	}
	o.Sigil = func(s format.Sigil) (string, bool, error) {
		fun, ok := funs[s.Name]
		if !ok {
			return "", false, nil
		}
		line := term.AtomNil.Term()
		if s.Line > 0 {
			line = term.Int(int64(s.Line))
		}
		kv := func(key string, v term.Term) term.Term { return term.Tuple(term.A(key), v) }
		meta := term.List(kv("file", file), kv("line", line), kv("sigil", term.A(s.Name)), kv("modifiers", s.Modifiers),
			kv("opening_delimiter", term.String(s.Delimiter)))
		out, exc := r.CallFun(m.Proc(), fun, term.String(s.Content), meta)
		if exc != nil {
			return "", false, exc
		}
		data, err := term.AppendIOData(nil, out)
		if err != nil || !out.IsBinary() && !out.IsList() {
			return "", false, &vm.Exception{Class: vm.ClassError, Stacktrace: term.Nil, Reason: diag.NewMessage("ArgumentError",
				"expected sigil callback to return iodata, got: "+inspect.String(out))}
		}
		return string(data), true, nil
	}
	return nil
}

// isFunOf is is_function/2.
func isFunOf(t term.Term, arity int) bool {
	switch t.Kind() {
	case term.KindFun:
		return t.Fun().Arity == arity
	case term.KindExport:
		return t.Export().Arity == arity
	}
	return false
}
