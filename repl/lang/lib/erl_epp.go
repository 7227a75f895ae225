package lib

import (
	"errors"
	"os"
	"path/filepath"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/bif"
	"gex/repl/lang/compile"
	"gex/repl/lang/erl"
	"gex/repl/lang/erl/epp"
	"gex/repl/lang/vm"
)

func (r *Runtime) registerEpp() {
	vm.Register(r.System.Table, "epp", []vm.Row{
		{Name: "parse_file", Arity: 2, Func: r.eppParseFile},
		{Name: "parse_file", Arity: 3, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			opts := term.List(term.Tuple(term.A("includes"), a[1]), term.Tuple(term.A("macros"), a[2]))
			return r.eppParseFile(m, []term.Term{a[0], opts})
		}},
		{Name: "format_error", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
			return erl.Chars([]rune(epp.Message(a[0]))), true
		}},
		{Name: "default_encoding", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return term.A("utf8"), true }},
	})
}

// evalGuard returns the value of an expression without variables.
func (r *Runtime) evalGuard(p *proc.Process, expr term.Term) (term.Term, error) {
	e, err := absform.ExprFromTerm(expr)
	if err != nil {
		return term.Term{}, err
	}
	prog, err := compile.Expr(r.System.Table, []absform.Expr{e}, func(string) bool { return false }, compile.Options{})
	if err != nil {
		return term.Term{}, err
	}
	out, exc := vm.Nested(vm.NewCode(r.System, prog.Func, nil), p)
	if exc != nil {
		return term.Term{}, exc
	}
	return out.Elem(0), nil
}

// eppOptions are the options that tie the preprocessor to this system.
func (r *Runtime) eppOptions(p *proc.Process) epp.Options {
	return epp.Options{
		ReadFile: func(path string) (data []byte, err error) {
			p.Blocking(func() { data, err = os.ReadFile(path) })
			return data, err
		},
		Getenv: os.LookupEnv,
		LibDir: libDir,
		Eval:   func(e term.Term) (term.Term, error) { return r.evalGuard(p, e) },
	}
}

// libDir finds an application below the directories of $ERL_LIBS, with its
// version in the name or without.
func libDir(app string) (string, bool) {
	for _, dir := range filepath.SplitList(os.Getenv("ERL_LIBS")) {
		for _, pattern := range []string{app, app + "-[0-9]*"} {
			found, _ := filepath.Glob(filepath.Join(dir, pattern))
			if len(found) > 0 {
				return filepath.ToSlash(found[len(found)-1]), true
			}
		}
	}
	return "", false
}

// eppSettings reads the options of epp:parse_file/2.
func eppSettings(o *epp.Options, opts term.Term) bool {
	for ; opts.IsCons(); opts = opts.Tail() {
		opt := opts.Head()
		kv := opt.Elems()
		if opt.Is(term.Intern("deterministic")) {
			o.Deterministic = true
			continue
		}
		if len(kv) != 2 || !kv[0].IsAtom() {
			continue
		}
		switch kv[0].AtomName() {
		case "includes":
			dirs, ok := kv[1].Slice()
			for _, d := range dirs {
				dir, isText := pathOf(d)
				ok = ok && isText
				o.Includes = append(o.Includes, dir)
			}
			if !ok {
				return false
			}
		case "source_name":
			name, ok := pathOf(kv[1])
			if !ok {
				return false
			}
			o.SourceName = name
		case "macros":
			if !eppMacros(o, kv[1]) {
				return false
			}
		case "default_encoding":
			o.Latin1 = kv[1].Is(term.Intern("latin1"))
		case "location":
			at, ok := location(kv[1])
			if !ok {
				return false
			}
			o.Start = at
		case "deterministic":
			o.Deterministic = kv[1].Is(term.True)
		}
	}
	return true
}

func eppMacros(o *epp.Options, list term.Term) bool {
	for ; list.IsCons(); list = list.Tail() {
		d := list.Head()
		if d.IsAtom() {
			d = term.Tuple(d, term.True.Term())
		}
		es := d.Elems()
		if len(es) < 2 || len(es) > 3 || !es[0].IsAtom() {
			return false
		}
		o.Macros = append(o.Macros, epp.Macro{Name: es[0].Atom(), Value: es[1], Redefine: len(es) == 3})
	}
	return list.IsNil()
}

// pathOf is a file name: a charlist, binary or atom.
func pathOf(t term.Term) (string, bool) {
	if t.IsAtom() {
		return t.AtomName(), true
	}
	return textOf(t)
}

func (r *Runtime) eppParseFile(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, ok := pathOf(a[0])
	o := r.eppOptions(m.Proc())
	if !ok || !eppSettings(&o, a[1]) {
		return m.Badarg()
	}
	res, err := epp.ParseFile(name, o)
	if err != nil {
		return term.Tuple(term.Error.Term(), eppReason(err)), true
	}
	forms := term.List(res.Forms...)
	for opts := a[1]; opts.IsCons(); opts = opts.Tail() {
		if !opts.Head().Is(term.Intern("extra")) {
			continue
		}
		encoding := term.A("none")
		if res.Encoding != "" {
			encoding = term.A(res.Encoding)
		}
		var features []term.Term
		for _, f := range res.Features {
			features = append(features, term.A(f))
		}
		extra := term.List(term.Tuple(term.A("features"), term.List(features...)), term.Tuple(term.A("encoding"), encoding))
		return term.Tuple(term.Ok.Term(), forms, extra), true
	}
	return term.Tuple(term.Ok.Term(), forms), true
}

// eppReason is why a file could not be read at all.
func eppReason(err error) term.Term {
	var me *epp.MacroError
	if errors.As(err, &me) {
		return me.Term()
	}
	return bif.Posix(err)
}
