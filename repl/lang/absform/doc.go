// Package absform is the Erlang abstract format as Go structs: the seam
// between Elixir and the machine. Lowered Elixir flows in, the compiler takes
// it out; so do funs of erl_eval that arrive from other nodes, whose clauses
// are terms of the same format.
//
// Source: ERTS User's Guide, "The Abstract Format". Node names are the tags of
// that chapter. FromTerm and ToTerm convert both ways; a Printer writes Erlang
// source for people.
package absform
