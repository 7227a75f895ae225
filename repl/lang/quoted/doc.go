// Package quoted builds and reads Elixir code as data. Quoted code is terms:
// {form, meta, args} for calls and variables, literals for themselves. There
// is no other syntax tree: the parser makes these terms, expansion rewrites
// them, macros get and return them.
package quoted
