package inspect

// exceptions are the fields of the standard exceptions in the order of their
// definition, for printers that know of no other structs.
var exceptions = func() map[string][]string {
	m := map[string][]string{}
	for _, e := range [][]string{
		{"ArgumentError", "message"},
		{"ArithmeticError", "message"},
		{"BadArityError", "function", "args"},
		{"BadBooleanError", "term", "operator"},
		{"BadFunctionError", "term"},
		{"BadMapError", "term"},
		{"CaseClauseError", "term"},
		{"Code.LoadError", "file", "message", "reason"},
		{"CompileError", "file", "line", "description"},
		{"CondClauseError"},
		{"Enum.EmptyError", "message"},
		{"Enum.OutOfBoundsError", "enumerable", "index", "message"},
		{"ErlangError", "original", "reason"},
		{"File.CopyError", "reason", "source", "destination", "on", "action"},
		{"File.Error", "reason", "path", "action"},
		{"File.LinkError", "reason", "existing", "new", "action"},
		{"File.RenameError", "reason", "source", "destination", "on", "action"},
		{"FunctionClauseError", "module", "function", "arity", "kind", "args", "clauses"},
		{"IO.StreamError", "reason"},
		{"Inspect.Error", "exception_module", "exception_message", "stacktrace", "inspected_struct"},
		{"JSON.DecodeError", "message", "offset", "data"},
		{"KeyError", "key", "term", "message"},
		{"MatchError", "term"},
		{"MismatchedDelimiterError", "file", "line", "column", "end_line", "end_column", "opening_delimiter",
			"closing_delimiter", "expected_delimiter", "snippet", "description"},
		{"OptionParser.ParseError", "message"},
		{"Protocol.UndefinedError", "protocol", "value", "description"},
		{"Regex.CompileError", "message"},
		{"RuntimeError", "message"},
		{"SyntaxError", "file", "line", "column", "snippet", "description"},
		{"System.EnvError", "env"},
		{"SystemLimitError", "message"},
		{"TokenMissingError", "file", "line", "column", "end_line", "end_column", "snippet", "opening_delimiter",
			"expected_delimiter", "description"},
		{"TryClauseError", "term"},
		{"URI.Error", "action", "reason", "part"},
		{"UndefinedFunctionError", "module", "function", "arity", "reason", "message"},
		{"UnicodeConversionError", "encoded", "message"},
		{"Version.InvalidRequirementError", "requirement"},
		{"Version.InvalidVersionError", "version"},
		{"WithClauseError", "term"},
	} {
		m["Elixir."+e[0]] = append([]string{"__exception__"}, e[1:]...)
	}
	return m
}()
