// Package scan turns Elixir source into tokens, as elixir_tokenizer does.
//
// It takes a whole source text and gives all its tokens, with the code of
// interpolations scanned in place, or the first *Error. Newlines stay tokens
// where they may end an expression. Delimiters are matched here already, so an
// unclosed one is found before the parser runs. The scanner never fails on
// any input other than by returning an *Error, and all positions lie within
// the source.
package scan
