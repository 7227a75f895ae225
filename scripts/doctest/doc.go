// Command doctest runs the examples in the documentation of Elixir's library on
// gex and on the real Elixir, and prints how many gex gets right.
//
//	go run ./scripts/doctest [-v] [-own] [-gex PATH] [MODULE ...]
//	go run ./scripts/doctest -outline MODULE
//
// The documentation is read from the installed Elixir 1.20.4 when the command
// runs; the examples are cut out of it as ExUnit.DocTest cuts them. One program
// goes to both systems: it evaluates each block of examples in a process of its
// own and reports each example. What fails on the real Elixir, because it stands
// for something that differs each time, is counted apart.
//
// With -own the texts are those of gex (repl/lang/lib/doc), which must hold on
// both. -outline prints what a file there begins with: the signatures, types and
// versions of a module, without a text.
package main
