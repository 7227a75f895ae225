package expand

import (
	"os"
	"path/filepath"
	"strings"

	"gex/proto/term"
)

// CompilerVersion is the version of Erlang's compiler application that modules
// say they were compiled with.
const CompilerVersion = "10.0.6"

// LanguageModule returns the functions and macros of Kernel and of
// Kernel.SpecialForms, which are part of the language; false for any other
// module.
func LanguageModule(module term.Atom) (functions, macros *Names, ok bool) {
	switch module.String() {
	case "Elixir.Kernel":
		return kernelFunctions, kernelMacroNames(), true
	case "Elixir.Kernel.SpecialForms":
		return NewNames(), specialForms, true
	}
	return nil, nil, false
}

// IsSpecialForm tells whether name/arity is a special form, as
// Macro.special_form? does.
func IsSpecialForm(fa FA) bool { return isSpecialForm(fa) }

// CompileInfo is the compile information of a module: [version:, options:,
// source:].
func CompileInfo(file string) term.Term {
	options := term.List(term.A("no_spawn_compiler_process"), term.A("from_core"), term.A("no_core_prepare"), term.A("no_auto_import"))
	return keyword(term.Intern("version"), term.Charlist(CompilerVersion), term.Intern("options"), options, term.Intern("source"), term.Charlist(file))
}

// TryExpandOnce is ExpandOnce for code that is not being expanded: what stops
// the expansion comes back as an error.
func (x *Expander) TryExpandOnce(q term.Term, s State, e *Env) (out term.Term, err error) {
	defer catch(&err)
	return x.ExpandOnce(q, s, e), nil
}

// RelativeFile returns the path of a file below the current directory without
// that directory, as messages and stack traces show it; any other path as it is.
func RelativeFile(file string) string {
	if !filepath.IsAbs(file) {
		return file
	}
	dir, err := os.Getwd()
	if err != nil {
		return file
	}
	dir = strings.TrimSuffix(filepath.ToSlash(dir), "/") + "/"
	if rest, below := strings.CutPrefix(filepath.ToSlash(file), dir); below {
		return rest
	}
	return file
}
