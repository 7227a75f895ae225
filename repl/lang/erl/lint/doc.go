// Package lint finds the faults of Erlang modules that the grammar lets pass:
// names that are not defined, variables that are unbound, unsafe or unused,
// guards and patterns that are none. Forms of the abstract format flow in,
// messages with the places and texts of erl_lint flow out.
//
// Source: stdlib erl_lint of OTP 29.
package lint
