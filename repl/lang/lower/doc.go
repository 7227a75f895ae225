// Package lower turns expanded Elixir (package expand) into the Erlang abstract
// format (package absform): expressions for the shell and for scripts, and whole
// modules.
//
// The result calls only functions that every supported BEAM has, so that a fun
// made from it can travel to another node as source. Variables become Erlang
// variables named after them and a count (_x@1); literals stay literals.
//
// Source: ERTS User's Guide, "The Abstract Format", and the behaviour of
// elixir_erl_pass and elixir_erl of Elixir 1.20.
package lower
