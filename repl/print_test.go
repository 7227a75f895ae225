package repl

import (
	"testing"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// frame is a frame of a stack trace: typed code, or a function of a module.
func frame(module, function string) term.Term {
	return term.Tuple(term.A(module), term.A(function), term.Int(1), term.Nil)
}

func TestFramesOfTypedCode(t *testing.T) {
	typed, lib, bif := frame("elixir_compiler", "__FILE__"), frame("Elixir.Enum", "map"), frame("erlang", "hd")
	for _, tt := range []struct {
		name              string
		in, once, without []term.Term
	}{
		{"none", nil, nil, nil},
		{"one", []term.Term{bif, typed}, []term.Term{bif, typed}, []term.Term{bif}},
		{"a call", []term.Term{bif, typed, typed, typed}, []term.Term{bif, typed}, []term.Term{bif}},
		{"through the library", []term.Term{typed, lib, typed, typed}, []term.Term{typed, lib, typed}, []term.Term{lib}},
		{"only the library", []term.Term{lib, lib}, []term.Term{lib, lib}, []term.Term{lib, lib}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := term.List(tt.in...)
			if got := typedOnce(in); !term.Identical(got, term.List(tt.once...)) {
				t.Errorf("typedOnce gives %s", inspect.String(got))
			}
			if got := WithoutTyped(in); !term.Identical(got, term.List(tt.without...)) {
				t.Errorf("WithoutTyped gives %s", inspect.String(got))
			}
			if !term.Identical(in, term.List(tt.in...)) {
				t.Error("the stack itself was changed")
			}
		})
	}
	if odd := term.A("no_stack"); !term.Identical(typedOnce(odd), odd) || !term.Identical(WithoutTyped(odd), odd) {
		t.Error("what is no stack does not stay as it is")
	}
}

func TestOnlyComments(t *testing.T) {
	for src, want := range map[string]bool{
		"": true, "\n": true, "  # a\n\n#b": true, "1 # one": false, "# a\n1": false, `"#"`: false,
	} {
		if got := onlyComments(src); got != want {
			t.Errorf("onlyComments(%q) = %v", src, got)
		}
	}
}
