package fragment

import (
	"testing"
	"unicode/utf8"
)

// The tables against Elixir are repl/lang/lib/testdata/values/fragment.txt.
func TestCursor(t *testing.T) {
	foo := &Context{Kind: Alias, Text: "Foo"}
	for text, want := range map[string]Context{
		"":              {Kind: Expr},
		"x = fo":        {Kind: LocalOrVar, Text: "fo"},
		"Foo.ba":        {Kind: Dot, Inside: foo, Text: "ba"},
		"Foo.bar(":      {Kind: DotCall, Inside: foo, Text: "bar"},
		"Foo\n  .ba":    {Kind: Dot, Inside: foo, Text: "ba"},
		"%Foo":          {Kind: Struct, Text: "Foo"},
		"@foo":          {Kind: Attribute, Text: "foo"},
		":fo":           {Kind: UnquotedAtom, Text: "fo"},
		"if(x) d":       {Kind: BlockKeyword, Text: "d"},
		"&Foo.bar/":     {Kind: DotArity, Inside: foo, Text: "bar"},
		"a <> ":         {Kind: OperatorCall, Text: "<>"},
		"\xff\xfe.":     {},
		"Foo # Bar.\nb": {Kind: LocalOrVar, Text: "b"},
	} {
		got := Cursor(text)
		if got.Kind != want.Kind || got.Text != want.Text || (got.Inside == nil) != (want.Inside == nil) {
			t.Errorf("Cursor(%q) = %v, want %v", text, got.Term(), want.Term())
		}
	}
}

func TestSurround(t *testing.T) {
	s := Surround("x\nFoo.bar(1)", Place{2, 6})
	if s.Context.Kind != Dot || s.Begin != (Place{2, 1}) || s.End != (Place{2, 8}) {
		t.Errorf("%+v", s)
	}
	if s := Surround("x = 1", Place{1, 2}); s.Context.Kind != None {
		t.Errorf("%+v", s)
	}
}

func FuzzFragment(f *testing.F) {
	f.Add("Foo.bar(x) |> %Baz{a: @b}", 1, 5)
	f.Add("foo\n  .bar # c\n.baz", 2, 4)
	f.Fuzz(func(t *testing.T, text string, line, column int) {
		Cursor(text)
		s := Surround(text, Place{line, column})
		if s.Context.Kind == None || !utf8.ValidString(text) {
			return
		}
		if s.End.Line < s.Begin.Line || s.End.Line == s.Begin.Line && s.End.Column < s.Begin.Column {
			t.Errorf("Surround(%q, %d, %d) = %+v", text, line, column, s)
		}
	})
}

func BenchmarkCursor(b *testing.B) {
	for b.Loop() {
		Cursor("some_list |> Enum.map(fn x -> x.name end) |> String.up")
	}
}
