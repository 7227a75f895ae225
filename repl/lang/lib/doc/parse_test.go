package doc

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

const sample = `# A.B

@moduledoc since: "1.2.0"

About it.

## A heading

More (of it).

## f(a, b \\ [], c \\ 1)

@spec f(integer(), list(), integer()) :: :ok
@doc since: "1.3.0",
     deprecated: "no"

Does it.

## Examples

    iex> f(1)

` + "```\n## g(x)\n```" + `

## function left + right

Adds.

## guard is_x(a)
## macro fn(clauses) as fn/1
## callback init(arg1)

@callback init(term()) ::
  {:ok, term()}

Begins.

## type t(a)
`

func TestParse(t *testing.T) {
	f, err := Parse("a_b.md", sample)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %q\n", f.Module, len(f.Attributes), f.Doc)
	for _, s := range f.Sections {
		fmt.Fprintf(&b, "%d %s %s/%d-%d %q %q", s.Line, s.Kind, s.Name, s.Arity, s.Defaults, s.Signature, s.Doc)
		for _, a := range s.Attributes {
			fmt.Fprintf(&b, " %s:%d", a.Name, a.Line)
		}
		b.WriteByte('\n')
	}
	want := `Elixir.A.B 1 "About it.\n\n## A heading\n\nMore (of it).\n"
11 function f/3-2 "f(a, b \\\\ [], c \\\\ 1)" "Does it.\n\n## Examples\n\n    iex> f(1)\n\n` + "```\\n## g(x)\\n```" + `\n" spec:13 doc:14
27 function +/2-0 "left + right" "Adds.\n"
31 guard is_x/1-0 "is_x(a)" ""
32 macro fn/1-0 "fn(clauses)" ""
33 callback init/1-0 "init(arg1)" "Begins.\n" callback:35
40 type t/1-0 "t(a)" ""
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct {
		text string
		line int
		want error
	}{
		{"", 1, ErrModule},
		{"Text\n# A", 1, ErrModule},
		{"# A\n\n## f(a,, b)", 3, ErrSignature},
		{"# A\n\n## macro 5", 3, ErrSignature},
		{"# A\n\n@spec (", 2, ErrAttributes},
		{"# A\n\n## f(a)\n\n@spec f(a) :: b\nf(1)", 4, ErrAttributes},
	} {
		_, err := Parse("a.md", tt.text)
		var e *Error
		if !errors.As(err, &e) || !errors.Is(err, tt.want) || e.Line != tt.line {
			t.Errorf("%q: %v", tt.text, err)
		}
	}
}

// TestFiles reads all files: each is found by the name of its module.
func TestFiles(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(e.Name(), string(text))
		if err != nil {
			t.Error(err)
			continue
		}
		if found, ok := Of(f.Module); !ok || found.Name != e.Name() {
			t.Errorf("%s: not the file of %s", e.Name(), f.Module)
		}
	}
	if _, ok := Of("Elixir.None"); ok {
		t.Error("a module without documentation was found")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("# A\n\n## macro x as y/-1\n@a b")
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Parse("a.md", text)
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
		if err == nil {
			for _, s := range doc.Sections {
				if s.Defaults > s.Arity {
					t.Fatalf("%+v", s)
				}
			}
		}
	})
}
