// Package repl is the shell: it reads entries through its group leader, has an
// evaluator process run them, and prints what comes of them as iex does.
//
// Lines flow in and printed lines flow out, both by the I/O protocol, so a shell
// works the same on a terminal, on a pipe, and for a remote client. The server
// is a process written in Go; the evaluator is the process that self() names,
// and may die and be replaced. Bindings, the lexical environment and the counter
// belong to the server.
package repl
