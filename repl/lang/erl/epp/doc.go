// Package epp is the preprocessor of Erlang source: a file flows in, the forms
// of its module flow out, with macros expanded, conditions decided and other
// files included. Faults are forms too, {error, ErrorInfo} and {warning, ...},
// and reading goes on after them; the last form is {eof, Location}.
//
// What it needs of the world, files and the value of -if, comes in with Options.
//
// Source: Erlang Reference Manual, "Preprocessor"; stdlib epp of OTP 29.
package epp
