package lib

import (
	"maps"
	"strings"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/compile"
	"gex/repl/lang/diag"
	"gex/repl/lang/vm"
)

// clauses returns the clauses of a function of the library that is written in
// Elixir, or of a native of heads.txt, with the parts that args fail. Modules that are defined in memory
// have none, as in Elixir, which reads them from files.
func (r *Runtime) clauses(p *proc.Process, module, function term.Atom, args []term.Term) (diag.Clauses, bool) {
	if found := r.nativeClauses(p, module, function, len(args)); found != nil {
		out := diag.Clauses{Kind: "def"}
		for _, c := range found {
			b := &blame{r: r, p: p, values: make(map[string]term.Term)}
			out.List = append(out.List, b.clause(c, args))
		}
		return out, true
	}
	packed, ok := index()[module.String()]
	if !ok {
		return diag.Clauses{}, false
	}
	m, err := unpack(packed)
	if err != nil {
		return diag.Clauses{}, false
	}
	name := function
	for _, f := range m.Functions {
		if f.Name != name || f.Arity != len(args) {
			continue
		}
		out := diag.Clauses{Kind: "defp"}
		for _, e := range m.Exports {
			if e.Name == f.Name && e.Arity == f.Arity {
				out.Kind = "def"
			}
		}
		if strings.HasPrefix(f.Name.String(), "MACRO-") {
			out.Kind = strings.Replace(out.Kind, "def", "defmacro", 1)
		}
		for _, c := range f.Clauses {
			b := &blame{r: r, p: p, values: make(map[string]term.Term)}
			out.List = append(out.List, b.clause(c, args))
		}
		return out, len(out.List) > 0
	}
	return diag.Clauses{}, false
}

// blame tries the parts of one clause.
type blame struct {
	r      *Runtime
	p      *proc.Process
	values map[string]term.Term // what the patterns have bound
}

func (b *blame) clause(c *absform.Clause, args []term.Term) diag.Clause {
	var out diag.Clause
	for i, pattern := range c.Patterns {
		out.Args = append(out.Args, diag.Part{Code: sourceOf(pattern), OK: b.matches(pattern, args[i])})
	}
	for _, conjunction := range c.Guards {
		var all *diag.Guard
		for _, g := range conjunction {
			if ownGuard(g) {
				continue
			}
			part := b.guard(g)
			if all == nil {
				all = part
			} else {
				all = &diag.Guard{Op: "and", Left: all, Right: part}
			}
		}
		if all != nil {
			out.Guards = append(out.Guards, all)
		}
	}
	return out
}

// blamed is the Erlang variable of the value that is tried.
const blamed = "_blamed@0"

func (b *blame) matches(pattern absform.Expr, value term.Term) bool {
	_, made, ok := b.run(&absform.Match{Pattern: pattern, Value: &absform.Var{Name: blamed}}, value)
	if ok {
		maps.Copy(b.values, made)
	}
	return ok
}

// guard tries a guard; the parts of "and" and "or" one by one.
func (b *blame) guard(g absform.Expr) *diag.Guard {
	if op, ok := g.(*absform.Op); ok && op.Right != nil {
		switch op.Name {
		case "andalso", "and":
			return &diag.Guard{Op: "and", Left: b.guard(op.Left), Right: b.guard(op.Right)}
		case "orelse", "or":
			return &diag.Guard{Op: "or", Left: b.guard(op.Left), Right: b.guard(op.Right)}
		}
	}
	anything := &absform.Var{Name: "_"}
	test := &absform.Case{Value: &absform.Atom{Name: term.Ok}, Clauses: []*absform.Clause{
		{Patterns: []absform.Expr{anything}, Guards: [][]absform.Expr{{g}}, Body: []absform.Expr{&absform.Atom{Name: term.True}}},
		{Patterns: []absform.Expr{anything}, Body: []absform.Expr{&absform.Atom{Name: term.False}}},
	}}
	value, _, ok := b.run(test, term.Nil)
	return &diag.Guard{Part: diag.Part{Code: sourceOf(g), OK: ok && value.Is(term.True)}}
}

// run evaluates code in which the variables bound so far are known.
func (b *blame) run(code absform.Expr, value term.Term) (out term.Term, made map[string]term.Term, ok bool) {
	known := func(name string) bool { _, ok := b.values[name]; return ok || name == blamed }
	prog, err := compile.Expr(b.r.System.Table, []absform.Expr{code}, known, compile.Options{})
	if err != nil {
		return out, nil, false
	}
	args := make([]term.Term, len(prog.Needs))
	for i, name := range prog.Needs {
		if args[i] = b.values[name]; name == blamed {
			args[i] = value
		}
	}
	result, exc := vm.Nested(vm.NewCode(b.r.System, prog.Func, args), b.p)
	if exc != nil {
		return out, nil, false
	}
	made = make(map[string]term.Term)
	for i, v := range result.Elem(1).Elems() {
		made[prog.Binds[i]] = v
	}
	return result.Elem(0), made, true
}
