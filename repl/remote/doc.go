// Package remote is the shell of another node on this terminal. The other node
// needs nothing but Erlang: what is typed is read here and evaluated there, and
// what is printed there comes here, because the group leader of what runs there is
// a process here.
//
// A [Session] is a shell, and [Evaluate] one evaluation. On a node with Elixir, source
// of ours runs there in one process (evaluator.exs), which evaluates with what Elixir
// itself offers, has the helpers of IEx where that is there, and sends back what the
// next evaluator needs to go on: when an evaluation is interrupted or the connection
// is lost, another one takes the bindings up. The node's own IEx would lose them then,
// and end the node at the end of the input. A node without Elixir evaluates Erlang the
// same way (evaluator.erl), but for a person at a terminal, who gets its own Erlang
// shell.
//
// Nothing is left on the other node: the processes there are linked to one here,
// so that they end when it does, however that is.
//
//	keys -> group leader here -> shell there -> group leader here -> screen
package remote
