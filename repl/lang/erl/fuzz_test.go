package erl_test

import (
	"testing"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

var seeds = []string{
	"", "foo.", "f(X) when X > 1, is_atom(X); X < 0 -> {X, [1,2|T], <<A:8/little-unit:2>>};\nf(_) -> ok.",
	"-module(m). ", "-record(r, {a = 1 :: integer(), b}).", "-spec f(A, B) -> C when A :: #{a := b}, C :: fun((...) -> A).",
	"X = #r{a = 1}, X#r.a, #{a => 1, b := 2}, M#{c => d}.", "[X || X <- L && Y <:- M, <<Z>> <= B, K := V <- N].",
	"try a of b -> c catch error:E:S -> d after e end.", "maybe {ok, A} ?= f() else _ -> x end.",
	"\"\"\"\n  a\n  b\n  \"\"\".", "~b\"x\\n\" ~S(a) ~\"y\".", "16#FF 2#1.01#e3 1_000 1.5e-3 $a $\\n $\\x{41}.", "'a\\'b' \"c\\^d\".",
	"fun f/1, fun m:f/1, fun F(0) -> 1; F(N) -> F(N-1) end.", "-type t() :: <<_:8, _:_*1>> | 1..2 | [a, ...].", "a:b:c.", "1 == 2 == 3.",
}

// FuzzScan cuts any text: no panic, and every position is inside.
func FuzzScan(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		text := []rune(src)
		lines := 1
		for _, c := range text {
			if c == '\n' {
				lines++
			}
		}
		inside := func(l erl.Loc) {
			if l.Line < 1 || l.Line > lines || l.Column < 1 || l.Column > len(text)+1 {
				t.Fatalf("%+v is not in %d lines of %d characters", l, lines, len(text))
			}
		}
		toks, end, err := erl.Scan(text, erl.Loc{Line: 1, Column: 1}, erl.Options{Comments: true, WhiteSpace: true})
		if err != nil {
			inside(err.(*erl.Error).Loc)
			return
		}
		inside(end)
		last := erl.Loc{Line: 1}
		for _, tok := range toks {
			l := tok.Loc()
			inside(l)
			if l.Line < last.Line {
				t.Fatalf("%+v after %+v", l, last)
			}
			last = l
		}
	})
}

// FuzzParse parses any text: no panic, and faults are inside it.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		toks, end, err := erl.Scan([]rune(src), erl.Loc{Line: 1, Column: 1}, erl.Options{})
		if err != nil || len(toks) == 0 {
			return
		}
		for _, parse := range []func([]erl.Token) (term.Term, error){erl.ParseForm, erl.ParseExprs, erl.ParseTerm} {
			v, err := parse(toks)
			if err == nil {
				erl.WalkAnno(v, func(term.Term) bool { return true })
				continue
			}
			if l := err.(*erl.Error).Loc; l.Line < 1 || l.Line > end.Line {
				t.Fatalf("fault at %+v of text up to %+v", l, end)
			}
		}
	})
}
