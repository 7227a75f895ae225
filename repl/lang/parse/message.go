package parse

import (
	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/token"
)

// warnPipe warns of "a |> b c": the arguments could belong to either.
func (p *parser) warnPipe(t *token.Token, right term.Term) {
	_, meta, args, ok := quoted.AsCall(right)
	if !ok || len(args) == 0 || meta.IsNil() {
		return
	}
	op := t.Text
	p.warn(t.Pos, "parentheses are required when piping into a function call. For example:\n\n"+
		"    foo 1 "+op+" bar 2 "+op+" baz 3\n\n"+
		"is ambiguous and should be written as\n\n"+
		"    foo(1) "+op+" bar(2) "+op+" baz(3)\n\n"+
		"Ambiguous pipe found at:")
}

// warnNestedKeyword warns of "key: f a, b".
func (p *parser) warnNestedKeyword(key term.Atom, value term.Term) {
	p.warnLine(quoted.LineOf(quoted.Meta(value)), "missing parentheses for expression following \""+key.String()+":\" keyword. "+
		"Parentheses are required to solve ambiguity inside keywords.\n\n"+
		"This error happens when you have function calls without parentheses inside keywords. For example:\n\n"+
		"    function(arg, one: nested_call a, b, c)\n"+
		"    function(arg, one: if expr, do: :this, else: :that)\n\n"+
		"In the examples above, we don't know if the arguments \"b\" and \"c\" apply to the function \"function\" or \"nested_call\". "+
		"Or if the keywords \"do\" and \"else\" apply to the function \"function\" or \"if\". "+
		"You can solve this by explicitly adding parentheses:\n\n"+
		"    function(arg, one: if(expr, do: :this, else: :that))\n"+
		"    function(arg, one: nested_call(a, b, c))\n\n"+
		"Ambiguity found at:")
}

const (
	nestedComma = "unexpected comma. Parentheses are required to solve ambiguity in nested calls.\n\n" +
		"This error happens when you have nested function calls without parentheses. For example:\n\n" +
		"    parent_call a, nested_call b, c, d\n\n" +
		"In the example above, we don't know if the parameters \"c\" and \"d\" apply to the function \"parent_call\" or \"nested_call\". " +
		"You can solve this by explicitly adding parentheses:\n\n" +
		"    parent_call a, nested_call(b, c, d)\n\n" +
		"Or by adding commas (in case a nested call is not intended):\n\n" +
		"    parent_call a, nested_call, b, c, d\n\n" +
		"Elixir cannot compile otherwise. Syntax error before: "

	containerComma = "unexpected comma. Parentheses are required to solve ambiguity inside containers.\n\n" +
		"This error may happen when you forget a comma in a list or other container:\n\n" +
		"    [a, b c, d]\n\n" +
		"Or when you have ambiguous calls:\n\n" +
		"    [function a, b, c]\n\n" +
		"In the example above, we don't know if the values \"b\" and \"c\" belongs to the list or the function \"function\". " +
		"You can solve this by explicitly adding parentheses:\n\n" +
		"    [one, function(a, b, c)]\n\n" +
		"Elixir cannot compile otherwise. Syntax error before: "

	afterCallKeywords = "unexpected expression after keyword list. Keyword lists must always come as the last argument. " +
		"Therefore, this is not allowed:\n\n" +
		"    function_call(1, some: :option, 2)\n\n" +
		"Instead, wrap the keyword in brackets:\n\n" +
		"    function_call(1, [some: :option], 2)\n\n" +
		"Syntax error after: "

	afterDataKeywords = "unexpected expression after keyword list. Keyword lists must always come last in lists and maps. " +
		"Therefore, this is not allowed:\n\n" +
		"    [some: :value, :another]\n" +
		"    %{some: :value, another => value}\n\n" +
		"Instead, reorder it to be the last entry:\n\n" +
		"    [:another, some: :value]\n" +
		"    %{another => value, some: :value}\n\n" +
		"Syntax error after: "

	tooManyAccess = "too many arguments when accessing a value. The value[key] notation in Elixir expects either a single argument or a keyword list. " +
		"The following examples are allowed:\n\n" +
		"    value[one]\n" +
		"    value[one: 1, two: 2]\n" +
		"    value[[one, two, three]]\n\n" +
		"These are invalid:\n\n" +
		"    value[1, 2, 3]\n" +
		"    value[one, two, three]\n\n" +
		"Syntax error after: "
)
