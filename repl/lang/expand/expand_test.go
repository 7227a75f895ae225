package expand

import (
	"testing"

	"gex/proto/term"
	"gex/repl/lang/parse"
)

type sink []Diagnostic

func (s *sink) Report(d Diagnostic) { *s = append(*s, d) }

func source(t testing.TB, src string) term.Term {
	t.Helper()
	q, _, err := parse.Program(src, parse.Options{})
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	return q
}

// expanded returns the expansion of src, printed.
func expanded(t testing.TB, src string, e *Env) string {
	t.Helper()
	var d sink
	x := New(nil, &d, &Shared{})
	out, _, _, err := x.Expand(source(t, src), State{}, e)
	if err != nil {
		t.Fatalf("%q: %v %v", src, err, d)
	}
	return toString(out)
}

func TestExpand(t *testing.T) {
	for src, want := range map[string]string{
		"1 + 2":                ":erlang.+(1, 2)",
		"-1":                   "-1",
		"a = 1; a":             "a = 1\na",
		"length([1])":          ":erlang.length([1])",
		"Map.keys(%{})":        ":maps.keys(%{})",
		"[1] |> hd()":          ":erlang.hd([1])",
		"\"a\" <> \"b\"":       "<<\"a\"::binary, \"b\"::binary>>",
		"to_string(1)":         "String.Chars.to_string(1)",
		"if 1 == 2, do: 3":     "case :erlang.==(1, 2) do\n  false -> nil\n  true -> 3\nend",
		"alias A.B; B.C":       "A.B\nA.B.C",
		"&is_atom/1":           "&:erlang.is_atom/1",
		"&Foo.bar(&1)":         "&Foo.bar/1",
		"__MODULE__":           "nil",
		"1 in [1, 2]":          ":lists.member(1, [1, 2])",
		"1..3":                 "%{__struct__: Range, first: 1, last: 3, step: 1}",
		"Process.monitor(1)":   ":erlang.monitor(:process, 1)",
		"elem({1}, 0)":         "Kernel.elem({1}, 0)",
		"~w(a b)a":             "[:a, :b]",
		"spawn(Foo, :bar, [])": ":erlang.spawn(Foo, :bar, [])",
	} {
		if got := expanded(t, src, NewEnv("f", 1)); got != want {
			t.Errorf("%s: got %s, want %s", src, got, want)
		}
	}
}

// A macro's own variables and the user's are different ones.
func TestHygiene(t *testing.T) {
	var d sink
	x := New(nil, &d, &Shared{})
	out, s, _, err := x.Expand(source(t, "x = 1; tap(2, fn x -> x end); x"), State{}, NewEnv("f", 1))
	if err != nil {
		t.Fatal(err, d)
	}
	_, last, _ := callOf(out, atomBlock, -1)
	version, _ := get(last[len(last)-1].Elem(1), metaVersion)
	if v, ok := s.Vars().get(V("x")); !ok || version.Int() != int64(v) || v != 0 {
		t.Errorf("x is read as version %v, bound as %d", version.Int(), v)
	}
	if _, ok := s.Vars().get(V("value")); ok {
		t.Error("a variable of tap is visible")
	}
}

func TestEnvTermRoundTrip(t *testing.T) {
	e := NewEnv("some.ex", 7).WithRequire(term.Intern("Elixir.Foo"))
	e.Module = term.Intern("Elixir.M")
	e.Function = &FA{term.Intern("f"), 2}
	e.Aliases = []Alias{{term.Intern("Elixir.A"), term.Intern("Elixir.B.A")}}
	got, ok := EnvFromTerm(e.Term())
	if !ok {
		t.Fatal("not read")
	}
	if !term.Identical(got.Term(), e.Term()) {
		t.Errorf("got %s\nwant %s", inspect(got.Term()), inspect(e.Term()))
	}
	if got.Functions[0].Names != kernelFunctions || got.Macros[0].Names != kernelMacroNames() {
		t.Error("the names of Kernel are not shared")
	}
	if _, ok := EnvFromTerm(term.EmptyMap); ok {
		t.Error("an empty map is no environment")
	}
}

func TestCallImports(t *testing.T) {
	e := NewEnv("iex", 1).WithFunctions(term.Intern("Elixir.IEx.Helpers"), NewNames(FA{term.Intern("h"), 0}))
	var d sink
	out, _, _, err := New(nil, &d, &Shared{}).Expand(CallImports(source(t, "h"), e), State{}, e)
	if err != nil || toString(out) != "IEx.Helpers.h()" {
		t.Errorf("got %s, %v", toString(out), err)
	}
	out, _, _, err = New(nil, &d, &Shared{}).Expand(CallImports(source(t, "h = 1; h"), e), State{}, e)
	if err != nil || toString(out) != "h = 1\nh" {
		t.Errorf("got %s, %v", toString(out), err)
	}
}

func TestQuoteDot(t *testing.T) {
	left, context := term.A("Elixir.Foo"), term.A("Elixir.Ctx")
	for _, c := range []struct {
		right, args term.Term
		want        string
	}{
		{term.A("bar"), nilTerm, "Foo.bar()"},
		{term.A("bar"), term.List(term.Int(1)), "Foo.bar(1)"},
		{makeVar(term.Intern("bar"), term.Nil, nilTerm), nilTerm, "Foo.bar()"},
		{makeCall(term.Intern("bar"), term.Nil, term.Int(2)), nilTerm, "Foo.bar(2)"},
		{makeCall(atomAliases, term.Nil, term.A("Bar")), nilTerm, "Elixir.Foo.Bar"},
	} {
		got, err := QuoteDot(term.Nil, left, c.right, c.args, context)
		if err != nil || toString(got) != c.want {
			t.Errorf("%s: got %s, %v", toString(c.right), toString(got), err)
		}
	}
	if _, err := QuoteDot(term.Nil, left, term.Int(1), nilTerm, context); err == nil {
		t.Error("a number is no name")
	}
}

func TestVarsMerge(t *testing.T) {
	a, b, c := V("a"), V("b"), V("c")
	base := (*Vars)(nil).put(a, 1).put(b, 2)
	left, right := base.put(a, 5), base.put(c, 4).put(a, 3)
	got := make(map[Var]int)
	for v, version := range left.merge(right).All {
		got[v] = version
	}
	if len(got) != 3 || got[a] != 5 || got[b] != 2 || got[c] != 4 {
		t.Errorf("got %v", got)
	}
	if base.merge(right) != right || base.merge(nil) != base {
		t.Error("a set that holds the other is the result")
	}
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{
		`a\nb`: "a\nb", `\x41`: "A", `\xff`: "\xff", `é`: "é", `\u{1F600}`: "😀", `\q`: "q", `\\`: `\`, "a\\\nb": "ab",
	} {
		if got, problem := unescapeString(in); got != want || problem != "" {
			t.Errorf("%q: got %q %s, want %q", in, got, problem, want)
		}
	}
	for _, in := range []string{`\x`, `\u12`, `\u{}`, `\u{110000}`, `\ud800`} {
		if _, problem := unescapeString(in); problem == "" {
			t.Errorf("%q: no problem", in)
		}
	}
}
