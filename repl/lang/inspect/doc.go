// Package inspect turns terms into text: a term goes in, a document of the
// Inspect.Algebra kind comes out, and the layout writes that document into
// lines no wider than asked, byte for byte as Elixir 1.20 does.
//
// Append and String are the whole way; ToDoc, Format and the constructors of
// documents are the halves, for callers that build documents of their own.
// Documents travel to and from Elixir code as terms (FromTerm, Doc.Term), in
// the shape that Inspect.Algebra documents.
//
// Structs print through Options.Structs, which knows the fields of a struct
// and can run an implementation of the Inspect protocol written in Elixir.
// Without it only the structs of the standard library print as structs.
//
// AppendErlang writes terms as Erlang's io_lib does for ~w and ~p.
//
// The package does no I/O and never panics on any term. Nesting is bounded
// by the budget of Options.Limit or, without a limit, by MaxDepth.
package inspect
