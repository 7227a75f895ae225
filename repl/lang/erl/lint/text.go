package lint

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// templates are the texts of erl_lint by tag and number of elements. ~ stands
// for the next part of the descriptor as a term, @ for its name without quotes.
var templates = map[string]string{
	"undefined_module/1":             "no module definition",
	"redefine_module/1":              "redefining module",
	"export_all/1":                   "export_all flag enabled - all functions will be exported",
	"attribute/2":                    "attribute ~ after function definitions",
	"undefined_function/2":           "function ~ undefined",
	"undefined_function/3":           "function ~ undefined, did you mean ~?",
	"redefine_function/2":            "function ~ already defined",
	"define_import/2":                "defining imported function ~",
	"unused_function/2":              "function ~ is unused",
	"duplicated_export/2":            "function ~ already exported",
	"illegal_guard_local_call/2":     "call to local/imported function ~ is illegal in guard",
	"illegal_guard_expr/1":           "illegal guard expression",
	"illegal_pattern/1":              "illegal pattern",
	"illegal_map_assoc_in_pattern/1": "illegal pattern, did you mean to use `:=`?",
	"illegal_map_construction/1":     "only association operators '=>' are allowed in map construction",
	"undefined_record/2":             "record ~ undefined",
	"undefined_record/3":             "record ~ undefined, did you mean @?",
	"redefine_record/2":              "record ~ already defined",
	"undefined_field/3":              "field ~2 undefined in record @1",
	"redefine_field/3":               "field ~2 already defined in record @1",
	"field_name_is_variable/3":       "field ~2 is not an atom or _ in record ~1",
	"unused_record/2":                "record ~ is unused",
	"variable_in_record_def/2":       "variable ~ in record definition",
	"unbound_var/2":                  "variable ~ is unbound",
	"unbound_var/3":                  "variable ~ is unbound, did you mean '@'?",
	"shadowed_var/3":                 "variable ~ shadowed in ~",
	"unused_var/2":                   "variable ~ is unused",
	"match_underscore_var/2": "variable ~ is already bound. If you mean to ignore this\n" +
		"value, use '_' or a different underscore-prefixed name",
	"match_underscore_var_pat/2": "variable ~ is bound multiple times in this pattern.\n" +
		"If you mean to ignore this value, use '_' or\na different underscore-prefixed name",
	"update_literal/1": "expression updates a literal",
	"deprecated_catch/1": "'catch ...' is deprecated; please use 'try ... catch ... end' instead.\n" +
		"Compile directive 'nowarn_deprecated_catch' can be used to suppress\nwarnings in selected modules.",
	"singleton_typevar/2": "type variable ~ is only used once (is unbound)",
	"match_float_zero/1": "matching on the float 0.0 will no longer also match -0.0 in OTP 27.\n" +
		"If you specifically intend to match 0.0 alone, write +0.0 instead.",
	"undefined_type/2":     "type ~ undefined",
	"unused_type/2":        "type ~ is unused",
	"redefine_type/2":      "type ~ already defined",
	"redefine_spec/2":      "spec for ~ already defined",
	"spec_fun_undefined/2": "spec for undefined function ~",
	"spec_wrong_arity/1":   "spec has wrong arity",
}

// Text is erl_lint:format_error/1. What it does not know it writes as a term.
func Text(desc term.Term) string {
	es := desc.Elems()
	if desc.IsAtom() {
		es = []term.Term{desc}
	}
	if len(es) == 0 || !es[0].IsAtom() {
		return erl.ValueText(desc)
	}
	tag := es[0].AtomName()
	switch {
	case tag == "unsafe_var" && len(es) == 3 && es[2].IsTupleOf(2):
		return "variable " + part(es[1]) + " unsafe in " + part(es[2].Elem(0)) + " " + where(es[2].Elem(1))
	case (tag == "exported_var" || tag == "export_var_subexpr") && len(es) == 3 && es[2].IsTupleOf(2):
		v, what := part(es[1]), part(es[2].Elem(0))
		text := "variable " + v + " exported from " + what + " " + where(es[2].Elem(1))
		if tag == "exported_var" {
			return text
		}
		return text + ".\nExporting bindings from subexpressions other than block expressions is\n" +
			"deprecated and may yield an error in a future version of Erlang/OTP.\nPlease move the binding of " + v + " out of the " + what +
			".\nCompile directive 'nowarn_export_var_subexpr' can be used to suppress\nwarnings in selected modules."
	case tag == "undefined_field" && len(es) == 4 && es[1].IsAtom():
		// erl_lint writes the name of the record as the list of its characters.
		name := erl.ListText(erl.Chars([]rune(es[1].AtomName())))
		return "field " + part(es[2]) + " undefined in record " + name + ", did you mean " + fill("@", es[3:]) + "?"
	case tag == "obsolete_guard" && len(es) == 2 && es[1].IsTupleOf(2):
		f := part(es[1])
		return f + " as a type test is obsolete and will be\nremoved in OTP 30; use is_" + f + " instead."
	case tag == "call_to_redefined_bif" && len(es) == 2 && es[1].IsTupleOf(2):
		f := part(es[1])
		return "ambiguous call of overridden auto-imported BIF " + f + " --\nuse erlang:" + f +
			" or \"-compile({no_auto_import,[" + f + "]}).\" to resolve name clash"
	case strings.HasSuffix(tag, "_type") && len(es) == 2 && es[1].IsTupleOf(2):
		return strings.Replace(templates[tag+"/2"], "~", typeText(es[1]), 1)
	}
	template, ok := templates[tag+"/"+string(rune('0'+len(es)))]
	if !ok {
		return erl.ValueText(desc)
	}
	return fill(template, es[1:])
}

func fill(template string, args []term.Term) string {
	var b strings.Builder
	next := 0
	for i := 0; i < len(template); i++ {
		c := template[i]
		if c != '~' && c != '@' {
			b.WriteByte(c)
			continue
		}
		n := next
		if i+1 < len(template) && template[i+1] >= '1' && template[i+1] <= '9' {
			i++
			n = int(template[i] - '1')
		} else {
			next++
		}
		if n >= len(args) {
			continue
		}
		if c == '@' && args[n].IsAtom() {
			b.WriteString(args[n].AtomName())
			continue
		}
		b.WriteString(part(args[n]))
	}
	return b.String()
}

// part writes an atom, or Name/Arity with one arity or several.
func part(t term.Term) string {
	if !t.IsTupleOf(2) || !t.Elem(0).IsAtom() {
		return erl.ValueText(t)
	}
	if !t.Elem(1).IsList() {
		return erl.ValueText(t.Elem(0)) + "/" + erl.ValueText(t.Elem(1))
	}
	var as []string
	for l := t.Elem(1); l.IsCons(); l = l.Tail() {
		as = append(as, erl.ValueText(l.Head()))
	}
	return t.Elem(0).AtomName() + "/" + strings.Join(as, ",")
}

func where(t term.Term) string {
	if t.IsTupleOf(2) {
		return "(line " + erl.ValueText(t.Elem(0)) + ", column " + erl.ValueText(t.Elem(1)) + ")"
	}
	return "(line " + erl.ValueText(t) + ")"
}

// typeText writes a type with blanks for its parameters.
func typeText(t term.Term) string {
	n, _ := t.Elem(1).AsInt()
	blanks := make([]string, min(max(n, 0), 255))
	for i := range blanks {
		blanks[i] = "_"
	}
	return erl.ValueText(t.Elem(0)) + "(" + strings.Join(blanks, ",") + ")"
}
