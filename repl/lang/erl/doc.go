// Package erl reads Erlang source: text flows in, tokens of erl_scan and forms
// of the Erlang abstract format, both as terms, flow out. A Scanner makes the
// tokens, ParseForm, ParseExprs and ParseTerm make the terms; Abstract and
// Normalise convert between values and their abstract form.
//
// The preprocessor, the linter, the printer and the expansion of records are
// packages below this one.
//
// Source: Erlang Reference Manual; ERTS User's Guide, "The Abstract Format";
// stdlib erl_scan and erl_parse of OTP 29. Terms, positions and texts of errors
// are those of that release.
package erl
