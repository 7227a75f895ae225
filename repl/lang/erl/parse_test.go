package erl_test

import (
	"errors"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// TestDeepNesting meets the limit instead of the end of the stack.
func TestDeepNesting(t *testing.T) {
	for _, open := range []string{"(", "[", "{", "<<", "f(", "-", "fun() -> ", "begin ", "[X || X <- ", "#{a => ", "catch "} {
		src := strings.Repeat(open, 20_000) + "."
		toks, _, err := erl.Scan([]rune(src), erl.Loc{Line: 1}, erl.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = erl.ParseExprs(toks)
		var fault *erl.Error
		if !errors.As(err, &fault) {
			t.Errorf("%s: %v", open, err)
		}
	}
}

// TestNormaliseAbstract goes from values to nodes and back.
func TestNormaliseAbstract(t *testing.T) {
	for _, src := range []string{"a", "1", "-1.5", `"str"`, "[1,a|b]", "{x,#{k => [v]}}", "<<1,2:3>>", "fun lists:map/2", "[]", "$c"} {
		toks, _, err := erl.Scan([]rune(src+"."), erl.Loc{Line: 1}, erl.Options{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := erl.ParseTerm(toks)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		abs, err := erl.Abstract(v, v, erl.Unicode)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		back, err := erl.Normalise(abs)
		if err != nil || !same(back, v) {
			t.Errorf("%s: %v", src, err)
		}
	}
}

func same(a, b term.Term) bool { return term.Identical(a, b) }
