package expand

import (
	"strconv"
	"strings"

	"gex/proto/term"
)

// frames are the frames of the compiler that Elixir shows above the place of an
// error, innermost last. Each is "Module.function/arity" of the tables below, or
// "-function/arity-fun-N-/arity" with its module before it.
type frames []string

// files are the files of the modules that frames name.
var files = map[string]string{
	"Elixir.Kernel":          "lib/kernel.ex",
	"Elixir.Kernel.Typespec": "lib/kernel/typespec.ex",
	"Elixir.Kernel.Utils":    "lib/kernel/utils.ex",
	"Elixir.Enum":            "lib/enum.ex",
	"Elixir.Keyword":         "lib/keyword.ex",
	"Elixir.Macro":           "lib/macro.ex",
	"Elixir.Module":          "lib/module.ex",
	"Elixir.Protocol":        "lib/protocol.ex",
	"lists":                  "lists.erl",
}

// maxFrames is how many frames a stack trace keeps.
const maxFrames = 8

// terms returns the frames as a stack trace has them, innermost first.
func (f frames) terms() []term.Term {
	var out []term.Term
	for i := len(f) - 1; i >= 0 && len(out) < maxFrames; i-- {
		out = append(out, frameTerm(f[i]))
	}
	return out
}

func frameTerm(s string) term.Term {
	module, rest, _ := strings.Cut(s, ":")
	slash := strings.LastIndexByte(rest, '/')
	arity, _ := strconv.Atoi(rest[slash+1:])
	if !strings.HasPrefix(module, "lists") {
		module = "Elixir." + module
	}
	place := term.List(kv(atomFileKey, term.Charlist(files[module])))
	return term.Tuple(term.A(module), term.A(rest[:slash]), term.Int(int64(arity)), place)
}

// nth appends the frames of lists:mapfoldl/3 at the element i.
func (f frames) nth(i int) frames {
	if i > 0 {
		f = append(f, "lists:mapfoldl_1/3")
	}
	return append(f, "lists:mapfoldl_1/3")
}

// fold is the frame of lists:foldl/3 at the element i.
func fold(i int) string {
	if i > 0 {
		return "lists:foldl_1/3"
	}
	return "lists:foldl/3"
}

// raiseIn is raise with the frames of the compiler that the trace begins with.
func (x *Expander) raiseIn(f frames, exception, message string) {
	panic(bailout{&Error{Exception: term.Intern("Elixir." + exception), Message: message, Above: term.List(f.terms()...)}})
}
