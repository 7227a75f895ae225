package lib

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/inspect"
	"gex/repl/lang/quoted"
	"gex/repl/lang/scan"
	"gex/repl/lang/token"
	"gex/repl/lang/vm"
)

// registerMacro defines the functions of Macro that take no fun.
func (r *Runtime) registerMacro() {
	vm.Register(r.System.Table, "Elixir.Macro", []vm.Row{
		{Name: "camelize", Arity: 1, Func: macroCamelize},
		{Name: "classify_atom", Arity: 1, Func: macroClassifyAtom},
		{Name: "escape", Arity: 1, Func: r.macroEscape},
		{Name: "escape", Arity: 2, Func: r.macroEscape},
		{Name: "expand_once", Arity: 2, Func: r.macroExpandOnce},
		{Name: "operator?", Arity: 2, Func: macroIsOperator},
		{Name: "special_form?", Arity: 2, Func: macroIsSpecialForm},
		{Name: "underscore", Arity: 1, Func: macroUnderscore},
		{Name: "unescape_string", Arity: 1, Func: macroUnescapeString},
	})
	vm.Register(r.System.Table, "elixir_identifier", []vm.Row{
		{Name: "inspect_atom", Arity: 2, Func: macroInspectAtom},
	})
}

// functionClause raises the error of a function without a clause for args.
func functionClause(m *vm.Machine) (term.Term, bool) { return m.Error(term.A("function_clause")) }

// macroEscape is Macro.escape/1,2.
func (r *Runtime) macroEscape(m *vm.Machine, a []term.Term) (term.Term, bool) {
	var o quoted.EscapeOptions
	if len(a) == 2 {
		is := func(key string) bool {
			v, ok := quoted.Get(a[1], term.Intern(key))
			return ok && v.Is(term.True)
		}
		o = quoted.EscapeOptions{Unquote: is("unquote"), PruneMetadata: is("prune_metadata"), Generated: is("generated")}
	}
	q, bad := quoted.EscapeWith(a[0], o)
	if !bad.IsNone() {
		text := inspect.Append(nil, bad, r.InspectOptions(m.Proc()))
		return argumentError(m, "cannot escape "+string(text)+
			". The supported values are: lists, tuples, maps, atoms, numbers, bitstrings, PIDs and remote functions in the format &Mod.fun/arity")
	}
	return q, true
}

// macroExpandOnce is Macro.expand_once/2.
func (r *Runtime) macroExpandOnce(m *vm.Machine, a []term.Term) (term.Term, bool) {
	env, ok := expand.EnvFromTerm(a[1])
	if !ok {
		return functionClause(m)
	}
	q, err := r.definer(m).ExpandOnce(a[0], expand.VarsFromTerm(a[1]), env)
	if err != nil {
		return r.raise(m, err)
	}
	return q, true
}

func macroUnescapeString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBinary() {
		return functionClause(m)
	}
	out, problem, _ := scan.Unescape(a[0].Text())
	if problem != "" {
		return argumentError(m, problem)
	}
	return term.String(out), true
}

func macroIsOperator(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[1].AsInt()
	if !a[0].IsAtom() || !isInt {
		return functionClause(m)
	}
	return term.Bool(token.IsOperator(a[0].AtomName(), int(n))), true
}

func macroIsSpecialForm(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[1].AsInt()
	if !a[0].IsAtom() || !isInt {
		return functionClause(m)
	}
	return term.Bool(expand.IsSpecialForm(expand.FA{Name: a[0].Atom(), Arity: int(n)})), true
}

func macroClassifyAtom(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m)
	}
	return term.A(inspect.ClassifyAtom(a[0].AtomName())), true
}

// macroInspectAtom is Macro.inspect_atom/3 without options.
func macroInspectAtom(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() || !a[1].IsAtom() {
		return functionClause(m)
	}
	name := a[1].AtomName()
	switch a[0].AtomName() {
	case "literal":
		return term.String(inspect.Atom(name)), true
	case "key":
		return term.String(inspect.AtomKey(name)), true
	case "remote_call":
		return term.String(inspect.AtomCall(name)), true
	}
	return functionClause(m)
}

func macroCamelize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBinary() {
		return functionClause(m)
	}
	return term.String(camelize(a[0].Text())), true
}

// camelize drops underscores and begins each word with a capital; slashes
// become dots.
func camelize(s string) string {
	var b strings.Builder
	start := true // of a part between slashes
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case start && c == '_':
			continue
		case start && c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case !start && c == '_':
			for i+1 < len(s) && s[i+1] == '_' {
				i++
			}
			if i+1 == len(s) {
				continue
			}
			switch next := s[i+1]; {
			case next >= 'a' && next <= 'z':
				c = next - ('a' - 'A')
				i++
			case next >= '0' && next <= '9':
				c = next
				i++
			}
		case c == '/':
			b.WriteByte('.')
			start = true
			continue
		}
		start = false
		b.WriteByte(c)
	}
	return b.String()
}

func macroUnderscore(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s := a[0]
	switch {
	case s.IsAtom():
		name, isAlias := strings.CutPrefix(s.AtomName(), "Elixir.")
		if !isAlias {
			return m.Error(term.Tuple(term.A("badmatch"), term.String(s.AtomName())))
		}
		return term.String(underscore(name)), true
	case s.IsBinary():
		return term.String(underscore(s.Text())), true
	}
	return functionClause(m)
}

// underscore puts a line before each word that begins with a capital, in small
// letters; dots become slashes.
func underscore(s string) string {
	upper := func(i int) bool { return i < len(s) && s[i] >= 'A' && s[i] <= 'Z' }
	var b strings.Builder
	start := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '.' && !start {
			b.WriteByte('/')
			start = true
			continue
		}
		if upper(i) {
			// A word begins at a capital before a small letter, or after one.
			small := i+1 < len(s) && !upper(i+1) && s[i+1] != '.' && s[i+1] != '_'
			if !start && (small || !upper(i-1) && s[i-1] != '_') {
				b.WriteByte('_')
			}
			c += 'a' - 'A'
		}
		start = false
		b.WriteByte(c)
	}
	return b.String()
}
