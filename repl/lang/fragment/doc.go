// Package fragment tells what stands at a place of Elixir source that may be
// incomplete, as Code.Fragment does: source text and a place flow in, a Context
// flows out. Completion in the shell and editors build on it.
//
// It looks at the characters around the place, not at how expressions nest, so it
// works inside strings and comments too and takes time in proportion to the line,
// or to the lines that dots and open parentheses join. Where the place is in the
// nesting is told by package parse (parse.Cursor).
package fragment
