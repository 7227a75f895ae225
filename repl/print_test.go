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

func TestShownTrace(t *testing.T) {
	typed, lib, bif := frame("elixir_compiler", "__FILE__"), frame("Elixir.Enum", "map"), frame("erlang", "hd")
	for _, tt := range []struct {
		name     string
		in, want []term.Term
	}{
		{"none", nil, nil},
		{"one", []term.Term{bif, typed}, []term.Term{bif, typed}},
		{"more below", []term.Term{bif, typed, lib, lib}, []term.Term{bif, typed}},
		{"through the library", []term.Term{typed, lib, typed, lib}, []term.Term{typed, lib, typed}},
		{"only the library", []term.Term{lib, lib}, []term.Term{lib, lib}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := term.List(tt.in...)
			if got := shownTrace(in); !term.Identical(got, term.List(tt.want...)) {
				t.Errorf("got %s", inspect.String(got))
			}
			if !term.Identical(in, term.List(tt.in...)) {
				t.Error("the stack itself was changed")
			}
		})
	}
	if odd := term.A("no_stack"); !term.Identical(shownTrace(odd), odd) {
		t.Error("what is no stack does not stay as it is")
	}
}
