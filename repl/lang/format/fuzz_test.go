package format

import (
	"os"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/parse"
	"gex/repl/lang/quoted"
	"gex/scripts/corpus"
)

// bare is code without metadata, in which a block of one expression is that
// expression and an empty one is nil.
func bare(t term.Term) term.Term {
	return quoted.Walk(t, nil, func(t term.Term) term.Term {
		form, _, args, ok := node(t)
		if !ok {
			return t
		}
		if _, inner, ok := block(t); ok {
			return inner
		}
		if form.Is(quoted.Block) && args.IsNil() {
			return term.AtomNil.Term() // () prints as nil
		}
		return quoted.New(form, term.Nil, args)
	})
}

func code(src string) (term.Term, error) {
	q, _, err := parse.Program(src, parse.Options{})
	return q, err
}

// losesParens tells whether q has f.() with a do block, which Elixir's formatter
// prints without the parentheses that it needs.
func losesParens(q term.Term) bool {
	found := false
	quoted.Walk(q, func(t term.Term) term.Term {
		if form, _, args, ok := call(t, -1); ok && len(args) > 0 && isCall(form, quoted.Dot, 1) && startsDo(args[len(args)-1]) {
			found = true
		}
		return t
	}, nil)
	return found
}

// oddStruct tells whether q has a struct named by @ and more than a variable:
// %@a.b{} is @(a.b), which the formatter of Elixir does not keep either.
func oddStruct(q term.Term) bool {
	found := false
	quoted.Walk(q, func(t term.Term) term.Term {
		if _, _, args, ok := call(t, 2); ok && isCall(t, term.Intern("%"), 2) && isCall(args[0], term.Intern("@"), 1) {
			if _, _, of, _ := call(args[0], 1); !of[0].IsTupleOf(3) || !of[0].Elem(2).IsAtom() {
				found = true
			}
		}
		return t
	}, nil)
	return found
}

// check formats a source that parses: the result must have the same code. Of
// odd code Elixir's formatter makes what does not parse: :. .a becomes :..a().
func check(t *testing.T, src string, width int, odd bool) {
	q, err := code(src)
	if err != nil || losesParens(q) || odd && oddStruct(q) {
		return
	}
	text, err := Text(src, parse.Options{}, width, &Options{})
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	after, err := code(text)
	if err != nil && odd {
		return
	}
	if err != nil {
		t.Fatalf("%q\nbecomes %q:\n%v", src, text, err)
	}
	if !term.Identical(bare(q), bare(after)) {
		t.Fatalf("%q\nbecomes %q:\n%s\n%s", src, text, inspect.String(bare(q)), inspect.String(bare(after)))
	}
	if String(q) == "" && strings.TrimSpace(src) != "" && !quoted.IsCall(q, quoted.Block, 0) {
		t.Errorf("%q prints as nothing", src)
	}
}

func sources(t testing.TB) []string {
	data, err := os.ReadFile("../parse/testdata/sources.exs")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(data), "\n---\n")
}

func TestSameCode(t *testing.T) {
	for _, src := range sources(t) {
		for _, width := range []int{LineLength, 20} {
			check(t, src, width, false)
		}
	}
}

// TestAgain checks that formatting what is formatted changes nothing.
func TestAgain(t *testing.T) {
	for _, src := range append(sources(t), corpus.Library(t, "../lib/src")...) {
		q, err := code(src)
		if err != nil || losesParens(q) {
			continue
		}
		once, err := Text(src, parse.Options{}, LineLength, &Options{})
		if err != nil {
			t.Fatal(err)
		}
		twice, err := Text(once, parse.Options{}, LineLength, &Options{})
		if err != nil || twice != once {
			t.Errorf("%.300q\n%s", src, difference(twice, once))
		}
	}
}

func FuzzSource(f *testing.F) {
	for _, src := range sources(f) {
		f.Add(src)
	}
	f.Add("%@@a.b{}")
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) < 2000 {
			check(t, src, LineLength, true)
		}
	})
}
