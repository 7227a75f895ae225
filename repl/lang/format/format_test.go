package format

import (
	"testing"

	"gex/repl/lang/parse"
)

func TestString(t *testing.T) {
	for src, want := range map[string]string{
		"1+2*3":                     "1 + 2 * 3",
		"(1+2)*3":                   "(1 + 2) * 3",
		"foo(a, b: 1)":              "foo(a, b: 1)",
		"if x do 1 else 2 end":      "if x do\n  1\nelse\n  2\nend",
		"fn x -> x end":             "fn x -> x end",
		"fn x when x > 1 -> x end":  "fn x when x > 1 -> x end",
		`%{"b" => 2, a: 1}`:         `%{"b" => 2, a: 1}`,
		"%Foo{a | b: 1}":            "%Foo{a | b: 1}",
		"x |> foo() |> bar":         "x |> foo() |> bar",
		"not (a in b)":              "a not in b",
		"&(&1 + 1)":                 "&(&1 + 1)",
		"&Foo.bar/1":                "&Foo.bar/1",
		"'abc'":                     "~c\"abc\"",
		"\"a\\n\"":                  "\"a\\n\"",
		"@foo 1":                    "@foo 1",
		"@spec a(b) :: c when c: d": "@spec a(b) :: c when c: d",
		"<<a::8, b::binary>>":       "<<a::8, b::binary>>",
		"1000000":                   "1_000_000",
		":\"foo bar\"":              ":\"foo bar\"",
		"[a: 1, b: 2]":              "[a: 1, b: 2]",
		"{:ok, a: 1}":               "{:ok, a: 1}",
		"a[b]":                      "a[b]",
		"for x <- y, do: x":         "for x <- y do\n  x\nend",
		"with {:ok, a} <- b, do: a": "with {:ok, a} <- b do\n  a\nend",
		"~r/a\\/b/i":                "~r/a\\/b/i",
		"\"a#{b}c\"":                "\"a#{b}c\"",
		"def foo(a \\\\ 1), do: a":  "def foo(a \\\\ 1) do\n  a\nend",
	} {
		q, _, err := parse.Program(src, parse.Options{})
		if err != nil {
			t.Fatal(src, err)
		}
		if got := String(q); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}
