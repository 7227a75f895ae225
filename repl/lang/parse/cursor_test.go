package parse

import (
	"strings"
	"testing"
)

// The table against Elixir is repl/lang/lib/testdata/values/fragment.txt.
func TestCursor(t *testing.T) {
	for _, row := range []struct{ src, trailing, same string }{
		{"max(a, ", "", "max(a, __cursor__())"},
		{"max(a, b", "", "max(a, __cursor__())"},
		{"fn x -> [1, y", "", "fn x -> [1, __cursor__()] end"},
		{"foo(fn x", "", "foo(__cursor__())"},
		{"foo(fn x", ", y -> :ok end)", "foo(fn __cursor__(), y -> :ok end)"},
		{"if a do\n b\nelse\n c(", "", "if a do\n b\nelse\n c(__cursor__())\nend"},
		{`"a#{b + `, "", `"a#{b + __cursor__()}"`},
	} {
		got, err := Cursor(row.src, Options{}, CursorOptions{Trailing: row.trailing, HasTrailing: row.trailing != ""})
		if err != nil {
			t.Errorf("%q: %v", row.src, err)
			continue
		}
		want, _, err := Program(row.same, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var g, w strings.Builder
		sexp(&g, got)
		sexp(&w, want)
		if g.String() != w.String() {
			t.Errorf("%q: got %s, want %s", row.src, g.String(), w.String())
		}
	}
}

func FuzzCursor(f *testing.F) {
	f.Add("foo(a, [b, ~s(c#{", " -> 1 end", true)
	f.Add("fn x, \"\"\"\n  a", "", false)
	f.Fuzz(func(t *testing.T, src, trailing string, sigils bool) {
		Cursor(src, Options{}, CursorOptions{PreserveSigils: sigils})
		Cursor(src, Options{TokenMetadata: true}, CursorOptions{Trailing: trailing, HasTrailing: true})
	})
}
