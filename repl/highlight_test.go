package repl

import (
	"fmt"
	"strings"
	"testing"
)

// marked is src with the names of the colours of its pieces, as <name text>.
func marked(src string, cursor int) string {
	syntax := map[string]string{}
	for _, n := range strings.Fields("atom binary boolean charlist nil number string variable call operator reserved comment") {
		syntax[n] = n
	}
	var b strings.Builder
	at := 0
	var ends []int
	upTo := func(to int) {
		for len(ends) > 0 && ends[len(ends)-1] <= to {
			e := ends[len(ends)-1]
			b.WriteString(src[at:e] + ">")
			at, ends = e, ends[:len(ends)-1]
		}
		b.WriteString(src[at:to])
		at = to
	}
	for _, s := range highlight(src, cursor, syntax) {
		upTo(s.Start)
		style := s.Style
		if style == matchStyle {
			style = "match"
		}
		b.WriteString("<" + style + " ")
		ends = append(ends, s.End)
	}
	upTo(len(src))
	return b.String()
}

func TestHighlight(t *testing.T) {
	tests := []struct{ src, want string }{
		{"x = :a", "<variable x> <operator => <atom :a>"},
		{"Enum.map(list, &(&1 + 1.0))", "<atom Enum>.<call map>(<variable list>, <operator &>(&1 <operator +> <number 1.0>))"},
		{"import Foo # it", "<call import> <atom Foo> <comment # it>"},
		{"def f(x) do\n  nil\nend", "<call def> <call f>(<variable x>) <reserved do>\n  <nil nil>\n<reserved end>"},
		{`"a#{b}c" <> ~s(d)`, `<string "a#{<variable b>}c"> <operator <>> <string ~s(d)>`},
		{"%{a: true, ~c\"b\" => ?c}", "%{<atom a:> <boolean true>, <string ~c\"b\"> <operator =>> <number ?c>}"},
		{"fn a when a in b -> a.c end", "<reserved fn> <variable a> <operator when> <variable a> <operator in> <variable b> <operator ->> <variable a>.<call c> <reserved end>"},
		{"foo\nbar", "<variable foo>\n<variable bar>"},
		{`IO.puts("hel`, `<atom IO>.<call puts>(<string "hel>`},
		{"a ) b", "<variable a> ) <variable b>"},
	}
	for _, tt := range tests {
		if got := marked(tt.src, -1); got != tt.want {
			t.Errorf("%q\n got %s\nwant %s", tt.src, got, tt.want)
		}
	}
}

func TestHighlightBrackets(t *testing.T) {
	tests := []struct{ src, want string }{ // the cursor is at "‸"
		{"(1, [2])‸", "<match (>1, [2]<match )>"},
		{"(1, [2]‸)", "(1, <match [>2<match ]>)"},
		{"‸(1)", "<match (>1<match )>"},
		{"(‸{1})", "<match (>{1}<match )>"},
		{"%{‸1}", "<match %{>1<match }>"},
		{"<<1>>‸", "<match <<>1<match >>>"},
		{"(1‸)", "<match (>1<match )>"},
		{"(1‸", "(1"},
		{"1)‸", "1)"},
		{"(1]‸", "(1]"},
		{"\"(\")‸", "\"(\")"},
		{"\"#{(1)‸}\"", "\"#{<match (>1<match )>}\""},
		{"", ""},
	}
	for _, tt := range tests {
		cursor := strings.Index(tt.src, "‸")
		src := strings.Replace(tt.src, "‸", "", 1)
		var b strings.Builder
		at := 0
		for _, s := range highlight(src, cursor, nil) {
			b.WriteString(src[at:s.Start] + "<match " + src[s.Start:s.End] + ">")
			at = s.End
		}
		if got := b.String() + src[at:]; got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.src, got, tt.want)
		}
	}
}

func BenchmarkHighlight(b *testing.B) {
	text := "Enum.map(%{a: 1, b: \"two #{x}\"}, fn {k, v} -> {k, v + 0x1F} end) |> IO.inspect(label: :here)\n"
	syntax := map[string]string{"atom": "a", "number": "n", "string": "s", "variable": "v"}
	for _, n := range []int{80, 4000} {
		src := strings.Repeat(text, n/len(text)+1)[:n]
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				highlight(src, n, syntax)
			}
		})
	}
}
