// Package lib makes a running language of its stages: it holds the embedded
// library, loads its modules when they are first called, and evaluates code.
//
// Source or quoted code flows in through parse, expand, lower and compile;
// machines for the processes of a node flow out. The library is Elixir source
// in src, compiled ahead into one file by scripts/libcompile.
package lib
