// Package remote is the shell of another node on this terminal. The other node
// needs nothing but Erlang: what is typed is read here and evaluated there, and
// what is printed there comes here, because the group leader of what runs there is
// a process here.
//
// A [Session] is for a person. On a node with IEx it is the node's own IEx, on one
// without Elixir its own Erlang shell; on one with Elixir alone, source of ours runs
// there that evaluates with what Elixir itself offers, and so it does for a
// [Script]. The bindings are kept here as well: when an evaluation is interrupted or
// the connection is lost, another shell takes them up.
//
// Nothing is left on the other node: the processes there are linked to one here,
// so that they end when it does, however that is.
//
//	keys -> group leader here -> shell there -> group leader here -> screen
package remote
