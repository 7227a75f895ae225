package vm_test

import (
	"testing"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/compile"
	"gex/repl/lang/vm"
)

func exprs(tb testing.TB, text string) []absform.Expr {
	tb.Helper()
	t, err := readTerm(text)
	if err != nil {
		tb.Fatal(err)
	}
	es, err := absform.ExprsFromTerm(t)
	if err != nil {
		tb.Fatal(err)
	}
	return es
}

// shell evaluates typed code with bindings, as the shell does.
type shell struct {
	w    *world
	vars map[string]term.Term
}

func (s *shell) eval(tb testing.TB, text string) term.Term {
	tb.Helper()
	p, err := compile.Expr(s.w.sys.Table, exprs(tb, text), func(n string) bool { return !s.vars[n].IsNone() }, compile.Options{File: "iex"})
	if err != nil {
		tb.Fatal(err)
	}
	var args []term.Term
	for _, n := range p.Needs {
		args = append(args, s.vars[n])
	}
	v, ok := s.w.run(tb, vm.NewCode(s.w.sys, p.Func, args))
	if !ok {
		return v
	}
	for i, n := range p.Binds {
		s.vars[n] = v.Elem(1).Elem(i)
	}
	return v.Elem(0)
}

func newShell(tb testing.TB) *shell { return &shell{w: newWorld(tb), vars: map[string]term.Term{}} }

func TestTypedCodeKeepsBindings(t *testing.T) {
	s := newShell(t)
	for _, c := range []struct {
		in   string
		want term.Term
	}{
		{`[{match,1,{var,1,'X'},{integer,1,3}}]`, term.Int(3)},
		{`[{match,1,{tuple,1,[{var,1,'A'},{var,1,'B'}]},{tuple,1,[{var,1,'X'},{atom,1,b}]}},{atom,1,done}]`, term.A("done")},
		{`[{op,1,'+',{var,1,'A'},{integer,1,1}}]`, term.Int(4)},
		{`[{tuple,1,[{var,1,'X'},{var,1,'A'},{var,1,'B'}]}]`, term.Tuple(term.Int(3), term.Int(3), term.A("b"))},
		{`[{'case',1,{var,1,'X'},[{clause,1,[{integer,1,3}],[],[{match,1,{var,1,'C'},{atom,1,c}}]},{clause,1,[{var,1,'_'}],[],[{match,1,{var,1,'C'},{atom,1,d}}]}]}]`, term.A("c")},
		{`[{var,1,'C'}]`, term.A("c")},
	} {
		if got := s.eval(t, c.in); !term.Identical(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.in, show(got), show(c.want))
		}
	}
}

func TestTypedCodeTrace(t *testing.T) {
	s := newShell(t)
	s.eval(t, `[{match,1,{var,1,'X'},{atom,1,a}}]`)
	got := exitToClass(s.eval(t, `[{op,7,'+',{var,7,'X'},{integer,7,1}}]`))
	want, _ := readTerm(`{error,badarith,[{erlang,'+',[a,1],0},{elixir_compiler,'__FILE__',1,7},{elixir,eval_external_handler,3,384}]}`)
	if !term.Identical(got, want) {
		t.Errorf("got %s, want %s", show(got), show(want))
	}
}

func TestUnboundVariable(t *testing.T) {
	w := newWorld(t)
	_, err := compile.Expr(w.sys.Table, exprs(t, `[{op,3,'+',{var,3,'Y'},{integer,3,1}}]`), func(string) bool { return false }, compile.Options{})
	if e := (*compile.Error)(nil); !asError(err, &e) || e.Line != 3 || e.What != "Y" {
		t.Errorf("got %v", err)
	}
}

func asError(err error, target **compile.Error) bool {
	e, ok := err.(*compile.Error)
	*target = e
	return ok
}

// TestClosureTravels takes the environment of closures typed here, makes funs
// of erl_eval of it as another node would send them, and calls those.
func TestClosureTravels(t *testing.T) {
	for _, c := range []struct {
		name, make string
		args, want term.Term
	}{
		{"plain", `[{'fun',1,{clauses,[{clause,1,[{var,1,'X'}],[],[{op,1,'*',{var,1,'X'},{integer,1,2}}]}]}}]`, term.List(term.Int(4)), term.Int(8)},
		{"captures", `[{match,1,{var,1,'A'},{tuple,1,[{integer,1,1},{string,1,"ab"}]}},` +
			`{'fun',1,{clauses,[{clause,1,[{var,1,'X'}],[],[{tuple,1,[{var,1,'A'},{var,1,'X'}]}]}]}}]`,
			term.List(term.Int(4)), term.Tuple(term.Tuple(term.Int(1), term.List(term.Int(97), term.Int(98))), term.Int(4))},
		{"named", `[{named_fun,1,'F',[{clause,1,[{integer,1,0}],[],[{integer,1,1}]},` +
			`{clause,1,[{var,1,'N'}],[],[{op,1,'*',{var,1,'N'},{call,1,{var,1,'F'},[{op,1,'-',{var,1,'N'},{integer,1,1}}]}}]}]}]`,
			term.List(term.Int(5)), term.Int(120)},
		{"guards and nested", `[{match,1,{var,1,'K'},{integer,1,10}},{'fun',1,{clauses,[{clause,1,[{var,1,'X'}],[[{op,1,'>',{var,1,'X'},{integer,1,3}}]],` +
			`[{call,1,{'fun',1,{clauses,[{clause,1,[{var,1,'Y'}],[],[{op,1,'+',{var,1,'K'},{op,1,'+',{var,1,'X'},{var,1,'Y'}}}]}]}},[{integer,1,1}]}]},` +
			`{clause,1,[{var,1,'_'}],[],[{atom,1,small}]}]}}]`, term.List(term.Int(4)), term.Int(15)},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShell(t)
			text := replaceStrings(c.make)
			local := s.eval(t, text)
			env, ok := local.Fun().EvalEnv()
			if !ok {
				t.Fatal("no environment")
			}
			args, _ := c.args.Slice()
			foreign := (&term.Fun{Module: term.ErlEval, Arity: len(args), Free: []term.Term{env}}).Term()
			for _, f := range []term.Term{local, foreign, foreign} {
				got, _ := s.w.run(t, vm.NewFun(s.w.sys, f, args))
				if !term.Identical(got, c.want) {
					t.Errorf("got %s, want %s", show(got), show(c.want))
				}
			}
		})
	}
}

// replaceStrings writes "ab" as [97,98], which the reader knows.
func replaceStrings(s string) string {
	out := ""
	for i := 0; i < len(s); i++ {
		if s[i] != '"' {
			out += s[i : i+1]
			continue
		}
		var ts []string
		for i++; s[i] != '"'; i++ {
			ts = append(ts, itoa(s[i]))
		}
		out += "["
		for k, x := range ts {
			if k > 0 {
				out += ","
			}
			out += x
		}
		out += "]"
	}
	return out
}

func itoa(b byte) string { return show(term.Int(int64(b))) }

func TestForeignFunFaults(t *testing.T) {
	s := newShell(t)
	clause := `[{clause,1,[{var,1,'X'}],[[{op,1,'>',{var,1,'X'},{integer,1,3}}]],[{var,1,'X'}]}]`
	cs, err := readTerm(clause)
	if err != nil {
		t.Fatal(err)
	}
	env := func(bindings term.Term) term.Term {
		return term.Tuple(term.Int(1), bindings, term.A("none"), term.A("none"), term.EmptyMap, cs)
	}
	for _, c := range []struct {
		name string
		fun  *term.Fun
		want string
	}{
		{"no clause", &term.Fun{Module: term.ErlEval, Arity: 1, Free: []term.Term{env(term.Nil)}},
			`{error,function_clause,[{erl_eval,'-inside-an-interpreted-fun-',[2],0}]}`},
		{"garbage", &term.Fun{Module: term.ErlEval, Arity: 1, Free: []term.Term{term.Int(3)}}, ``},
		{"wrong arity inside", &term.Fun{Module: term.ErlEval, Arity: 2, Free: []term.Term{env(term.EmptyMap)}}, ``},
		{"unknown module", &term.Fun{Module: term.Intern("nowhere"), Arity: 1}, `{error,undef,[{'fun',[2]}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := []term.Term{term.Int(2)}
			for len(args) < c.fun.Arity {
				args = append(args, term.Int(2))
			}
			v, ok := s.w.run(t, vm.NewFun(s.w.sys, c.fun.Term(), args))
			if ok {
				t.Fatal("returned", show(v))
			}
			got := exitToClass(v)
			if c.want == "" {
				if !got.Elem(1).IsTupleOf(2) || !got.Elem(1).Elem(0).Is(term.Intern("badfun")) {
					t.Errorf("got %s", show(got))
				}
				return
			}
			want, _ := readTerm(c.want)
			if !term.Identical(got, want) {
				t.Errorf("got %s, want %s", show(got), show(want))
			}
		})
	}
}
