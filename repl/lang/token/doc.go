// Package token defines the tokens of Elixir source: their kinds, where they
// stand, and the table of operators with precedence and associativity.
//
// Tokens flow from package scan, which makes them from source text, to package
// parse, which turns them into quoted terms. They hold source text only, no
// terms: names become atoms in the parser.
package token
