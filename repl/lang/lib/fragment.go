package lib

import (
	"gex/proto/term"
	"gex/repl/lang/fragment"
	"gex/repl/lang/parse"
	"gex/repl/lang/quoted"
	"gex/repl/lang/vm"
)

// registerFragment defines what Code.Fragment is made of.
func (r *Runtime) registerFragment() {
	vm.Register(r.System.Table, "elixir_fragment", []vm.Row{
		{Name: "container", Arity: 2, Func: r.fragmentContainer},
		{Name: "cursor", Arity: 1, Func: fragmentCursor},
		{Name: "lines", Arity: 1, Func: fragmentLines},
		{Name: "surround", Arity: 3, Func: fragmentSurround},
	})
}

func fragmentCursor(m *vm.Machine, a []term.Term) (term.Term, bool) {
	text, ok := textOf(a[0])
	if !ok {
		return functionClause(m)
	}
	return fragment.Cursor(text).Term(), true
}

func fragmentSurround(m *vm.Machine, a []term.Term) (term.Term, bool) {
	text, ok := textOf(a[0])
	line, isLine := a[1].AsInt()
	column, isColumn := a[2].AsInt()
	if !ok || !isLine || !isColumn {
		return functionClause(m)
	}
	return fragment.Surround(text, fragment.Place{Line: int(line), Column: int(column)}).Term(), true
}

func fragmentLines(_ *vm.Machine, a []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, line := range fragment.Lines(a[0].Text()) {
		out = append(out, term.String(line))
	}
	return term.List(out...), true
}

func (r *Runtime) fragmentContainer(m *vm.Machine, a []term.Term) (term.Term, bool) {
	src, ok := textOf(a[0])
	if !ok {
		return functionClause(m)
	}
	var raised error
	o := parse.Options{File: "nofile"}
	if file, ok := quoted.Get(a[1], term.Intern("file")); ok && file.IsBinary() {
		o.File = file.Text()
	}
	flag := func(key string) bool {
		v, ok := quoted.Get(a[1], term.Intern(key))
		return ok && v.Is(term.True)
	}
	o.Columns, o.TokenMetadata = flag("columns"), flag("token_metadata")
	if fun, ok := quoted.Get(a[1], term.Intern("literal_encoder")); ok && fun.IsFun() {
		o.LiteralEncoder = func(literal, meta term.Term) (term.Term, error) {
			return r.encode(m.Proc(), &raised, fun, literal, meta)
		}
	}
	c := parse.CursorOptions{PreserveSigils: flag("preserve_sigils")}
	if v, ok := quoted.Get(a[1], term.Intern("trailing_fragment")); ok {
		c.Trailing, c.HasTrailing = textOf(v)
	}
	q, err := parse.Cursor(src, o, c)
	if raised != nil {
		err = raised
	}
	if t, failed := parseFailure(err); failed {
		return t, true
	}
	if err != nil {
		return r.raise(m, err)
	}
	return term.Tuple(term.Ok.Term(), q), true
}
