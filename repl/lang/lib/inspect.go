package lib

import (
	"errors"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/bif"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// registerInspectNatives defines Kernel.inspect and what Inspect.Algebra needs
// of package inspect.
func (r *Runtime) registerInspectNatives() {
	vm.Register(r.System.Table, "Elixir.Kernel", []vm.Row{
		{Name: "inspect", Arity: 1, Func: r.inspect},
		{Name: "inspect", Arity: 2, Func: r.inspect},
	})
	vm.Register(r.System.Table, "Elixir.Inspect.Algebra", []vm.Row{
		{Name: "__doc__", Arity: 2, Func: r.inspectDoc(inspect.ToDoc)},
		{Name: "__own__", Arity: 2, Func: r.inspectDoc(inspect.OwnDoc)},
		{Name: "__fields__", Arity: 4, Func: r.inspectFields},
		{Name: "__format__", Arity: 2, Func: inspectFormat},
	})
}

// inspect is Kernel.inspect/1,2.
func (r *Runtime) inspect(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o, s := r.inspectOptions(m)
	if fun, set := r.inspectDefault(); set {
		o.InspectFun = fun
	}
	if len(a) == 2 {
		if !a[1].IsList() {
			return m.Error(term.A("function_clause"))
		}
		if err := o.Set(a[1], ansiSequence); err != nil {
			return badOption(m, err)
		}
	}
	text := inspect.Append(nil, a[0], o)
	if s.exc != nil {
		return m.Raise(s.exc.Class, s.exc.Reason, s.exc.Stacktrace)
	}
	m.Bump(len(text) / 16)
	return term.Binary(text), true
}

// badOption raises what printing with an option that makes no sense raises.
func badOption(m *vm.Machine, err error) (term.Term, bool) {
	var bad *inspect.OptionError
	switch {
	case !errors.As(err, &bad):
		return argumentError(m, err.Error())
	case bad.Key == "base":
		return m.Error(term.Tuple(term.A("case_clause"), bad.Value))
	case bad.Key == "limit" || bad.Key == "width":
		return m.Error(term.A("badarith"))
	case bad.Key == "syntax_colors":
		for list := bad.Value; list.IsCons(); list = list.Tail() {
			if !list.Head().IsTupleOf(2) {
				break
			}
			if _, part, ok := inspect.ANSIData(list.Head().Elem(1)); !ok {
				return argumentError(m, "invalid ANSI sequence specification: "+inspect.String(part))
			}
		}
	}
	return m.Error(term.A("function_clause"))
}

func ansiSequence(t term.Term) (string, bool) {
	text, _, ok := inspect.ANSIData(t)
	return text, ok
}

// inspectDefault returns what Inspect.Opts.default_inspect_fun/1 has set.
func (r *Runtime) inspectDefault() (term.Term, bool) {
	return r.System.Host.(*bif.Host).Persistent(term.A("Elixir.Inspect.Opts"))
}

// inspectOptions are InspectOptions for a native; it raises s.exc afterwards.
func (r *Runtime) inspectOptions(m *vm.Machine) (*inspect.Options, *structs) {
	o := r.InspectOptions(m.Proc())
	s := o.Structs.(*structs)
	s.m = m
	return o, s
}

// inspectDoc makes a native of a term and an %Inspect.Opts{} that returns the
// document and the options with what is left of the limit.
func (r *Runtime) inspectDoc(doc func(term.Term, *inspect.Options) (inspect.Doc, int)) vm.Native {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if !a[1].IsMap() {
			return functionClause(m)
		}
		o, s := r.inspectOptions(m)
		if err := o.Set(a[1], ansiSequence); err != nil {
			return badOption(m, err)
		}
		d, limit := doc(a[0], o)
		return s.result(m, d, limit, a[1])
	}
}

// inspectFields is __fields__(struct, fields, hides, opts): a struct with some
// of its fields, as #Name<...> if it hides others.
func (r *Runtime) inspectFields(m *vm.Machine, a []term.Term) (term.Term, bool) {
	names, proper := a[1].Slice()
	if !proper || !a[3].IsMap() {
		return functionClause(m)
	}
	o, s := r.inspectOptions(m)
	if err := o.Set(a[3], ansiSequence); err != nil {
		return badOption(m, err)
	}
	fields := make([]string, len(names))
	for i, name := range names {
		if !name.IsAtom() {
			return functionClause(m)
		}
		fields[i] = name.AtomName()
	}
	show := inspect.StructDoc
	if a[2].Is(term.True) {
		show = inspect.HiddenDoc
	}
	d, limit := show(a[0], fields, o)
	return s.result(m, d, limit, a[3])
}

func inspectFormat(m *vm.Machine, a []term.Term) (term.Term, bool) {
	d, isDoc := inspect.FromTerm(a[0])
	if !isDoc {
		return m.Error(term.A("function_clause"))
	}
	width := inspect.Unlimited
	if a[1].IsInt() {
		width = int(min(a[1].Int(), 1<<30))
	}
	return inspect.FormatTerm(d, width), true
}

// structs implements inspect.Structs.
type structs struct {
	*Runtime
	p *proc.Process
	m *vm.Machine // of the native that prints, if it is one
	// exc is what an implementation raised that is not to be printed.
	exc *vm.Exception
}

var _ inspect.Structs = (*structs)(nil)

var atomLimit = term.A("limit")

// result is {doc, opts}, or what an implementation raised.
func (s *structs) result(m *vm.Machine, d inspect.Doc, limit int, opts term.Term) (term.Term, bool) {
	if s.exc != nil {
		return m.Raise(s.exc.Class, s.exc.Reason, s.exc.Stacktrace)
	}
	if limit >= 0 {
		opts = opts.MapPut(atomLimit, term.Int(int64(limit)))
	}
	return term.Tuple(inspect.ToTerm(d), opts), true
}

// Fields implements inspect.Structs.
func (s *structs) Fields(module term.Atom) ([]term.Atom, bool) {
	t, exc := s.Call(s.p, module, atomInfo, term.A("struct"))
	if exc != nil {
		return nil, false
	}
	list, ok := t.Slice()
	if !ok || !t.IsList() {
		return nil, false
	}
	fields := make([]term.Atom, 0, len(list))
	for _, f := range list {
		if name, found := f.MapGet(atomField); found && name.IsAtom() {
			fields = append(fields, name.Atom())
		}
	}
	return fields, true
}

var (
	atomInfo  = term.Intern("__info__")
	atomField = term.A("field")
)

// Inspect implements inspect.Structs.
func (s *structs) Inspect(module term.Atom, t term.Term, o *inspect.Options) (inspect.Doc, int, bool) {
	impl := term.Intern("Elixir.Inspect." + trimElixir(module.String()))
	if s.System.Table.Lookup(impl, term.Intern("inspect"), 2) == nil || s.System.Table.Lookup(impl, term.Intern("__impl__"), 1) == nil {
		return nil, 0, false
	}
	d, limit := s.run(t, o, func() (term.Term, *vm.Exception) {
		return s.Call(s.p, impl, term.Intern("inspect"), t, o.Term())
	})
	return d, limit, true
}

// apply runs inspect_fun.
func (s *structs) apply(t term.Term, o *inspect.Options) (inspect.Doc, int) {
	return s.run(t, o, func() (term.Term, *vm.Exception) { return s.CallFun(s.p, o.InspectFun, t, o.Term()) })
}

// run runs what makes the document of a term, and stands for it if it fails.
func (s *structs) run(t term.Term, o *inspect.Options, call func() (term.Term, *vm.Exception)) (inspect.Doc, int) {
	if s.exc != nil {
		return nil, o.Limit
	}
	out, exc := call()
	if exc != nil {
		return s.failed(t, o, exc)
	}
	limit := o.Limit
	if out.IsTupleOf(2) && out.Elem(1).IsMap() {
		if n, ok := out.Elem(1).MapGet(atomLimit); ok && n.IsInt() {
			limit = int(n.Int())
		}
		out = out.Elem(0)
	}
	d, ok := inspect.FromTerm(out)
	if !ok {
		s.exc = &vm.Exception{Class: vm.ClassError, Reason: term.A("function_clause"), Stacktrace: term.Nil}
	}
	return d, limit
}

// failed is the document in place of a struct whose implementation raised. The
// message of what it raised may need the struct itself: then it is a map.
func (s *structs) failed(t term.Term, o *inspect.Options, exc *vm.Exception) (inspect.Doc, int) {
	if exc.Class != vm.ClassError || !t.IsMap() {
		s.exc = exc
		return nil, o.Limit
	}
	plain := *o
	plain.InspectFun, plain.Structs, plain.Colors = term.Term{}, &mapsOnly{s}, nil
	shown, _ := inspect.MapDoc(t, &plain)
	f := s.Formatter(s.p)
	f.Inspect.Structs = &mapsOnly{s}
	e := f.InspectError(f.Normalize(term.Error, exc.Reason, exc.Stacktrace), s.stack(exc.Stacktrace),
		inspect.FormatString(inspect.Group{D: shown}, o.Width))
	if o.Unsafe {
		s.exc = &vm.Exception{Class: vm.ClassError, Reason: e, Stacktrace: exc.Stacktrace}
		return nil, o.Limit
	}
	return inspect.Text(f.FormatInspectError(e)), o.Limit
}

// stack adds to the trace of a nested machine that of the native that runs it.
func (s *structs) stack(inner term.Term) term.Term {
	if s.m == nil {
		return inner
	}
	frames, _ := inner.Slice()
	outer, _ := s.m.Stacktrace().Slice()
	return term.List(append(frames, outer...)...)
}

// mapsOnly prints structs that have an implementation as maps.
type mapsOnly struct{ *structs }

func (s *mapsOnly) Inspect(_ term.Atom, t term.Term, o *inspect.Options) (inspect.Doc, int, bool) {
	d, limit := inspect.MapDoc(t, o)
	return d, limit, true
}
