// Package parse turns Elixir source into quoted code, the terms that
// Code.string_to_quoted of Elixir gives, metadata included.
//
// Source text flows in, tokens come from package scan, one term, warnings and
// at most one *Error flow out. The *Error says whether more lines could
// complete the source (Incomplete): the shell asks for another line on that
// alone. The parser climbs operator precedences and keeps, for each
// expression, what Elixir's grammar calls matched, unmatched (it ends in a do
// block) and no_parens (a call without parentheses of several arguments),
// because that decides where it may stand.
package parse
