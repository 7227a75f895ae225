// Package vm runs compiled code inside processes. Functions of package code
// and terms flow in; the effects of a process (messages, its exit reason)
// flow out through package proc.
//
// A Machine is the state of one process: a stack of register windows that
// grows by copying, its frames in the same stack, and the exception handlers
// set by try. Calls never use the Go stack, so depth is bound by memory only,
// tail calls cost no space, and a process can stop at any call: Run returns
// when its reductions are used up or when a receive finds nothing, and goes on
// from there the next time.
//
// Exceptions are data (class, reason, trace of return addresses); the trace
// becomes a list of {M, F, Arity | Args, Location} only when somebody looks.
//
// Functions written in Go are Natives: rows of tables in package bif. A native
// returns a value, raises through the methods of Machine, asks that a call
// take its place (TailApply, TailCall), or waits for a message (Receive).
package vm
