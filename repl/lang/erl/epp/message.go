package epp

import (
	"gex/proto/term"
	"gex/repl/lang/erl"
)

// Message is epp:format_error/1. What it does not know it writes as a term.
func Message(desc term.Term) string {
	if desc.IsAtom() {
		if s, ok := plainMessages[desc.AtomName()]; ok {
			return s
		}
		return erl.AtomText(desc.Atom())
	}
	es := desc.Elems()
	if len(es) < 2 || !es[0].IsAtom() {
		return erl.ValueText(desc)
	}
	arg := func(i int) string {
		if i >= len(es) {
			return ""
		}
		if es[i].IsAtom() {
			return es[i].AtomName()
		}
		s, _ := term.AppendCharData(nil, es[i])
		return string(s)
	}
	macro := func(i int) string {
		if len(es) > i+1 && es[i+1].IsInt() {
			return "'" + arg(i) + "/" + erl.ValueText(es[i+1]) + "'"
		}
		return "'" + arg(i) + "'"
	}
	switch es[0].AtomName() {
	case "bad":
		return "badly formed '" + arg(1) + "'"
	case "duplicated_argument":
		return "argument '" + arg(1) + "' already used"
	case "call":
		return "illegal macro call '" + arg(1) + "'"
	case "undefined":
		return "undefined macro " + macro(1)
	case "depth":
		return arg(1) + " too deep"
	case "mismatch":
		return "argument mismatch for macro '" + arg(1) + "'"
	case "arg_error":
		return "badly formed argument for macro '" + arg(1) + "'"
	case "redefine":
		return "redefining macro '" + arg(1) + "'"
	case "redefine_predef":
		return "redefining predefined macro '" + arg(1) + "'"
	case "circular":
		return "circular macro " + macro(1)
	case "include":
		return "can't find include " + arg(1) + " \"" + arg(2) + "\""
	case "doc", "moduledoc":
		if es[1].Is(term.Intern("invalid")) {
			return "invalid " + arg(0) + " tag, only " + arg(2) + " allowed"
		}
		return "can't find " + arg(0) + " " + arg(1) + " \"" + arg(2) + "\""
	case "illegal":
		return arg(1) + " '-" + arg(2) + "'"
	case "illegal_function":
		return "?" + arg(1) + " can only be used within a function"
	case "illegal_function_usage":
		return "?" + arg(1) + " must not begin a form"
	case "error":
		return "-error(" + erl.ValueText(es[1]) + ")."
	case "warning":
		return "-warning(" + erl.ValueText(es[1]) + ")."
	}
	return erl.ValueText(desc)
}

var plainMessages = map[string]string{
	"cannot_parse":        "cannot parse file, giving up",
	"missing_parenthesis": "badly formed define: missing closing right parenthesis",
	"missing_comma":       "badly formed define: missing comma",
	"premature_end":       "premature end",
	"elif_after_else":     "'elif' following 'else'",
	"ftr_after_prefix":    "feature directive not allowed after exports or record definitions",
}
