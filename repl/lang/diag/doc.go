// Package diag holds exceptions and diagnostics as data and produces their
// texts, byte for byte those of Elixir 1.20 on OTP 29.
//
// What goes in are terms: a kind (error, exit, throw), a reason and a stack
// trace as the machine keeps them, or a Diagnostic with a position in source
// text. What comes out are exception structs (Normalize, Blame) and text: the
// banner of an exception, exit reasons, stack traces, snippets of source, and
// the reports that a dying process leaves in the log.
//
// A Formatter carries what the texts need to know about the running node;
// its zero value knows the standard library and nothing else. All functions
// are pure: they neither print nor look anything up outside their arguments
// and the Formatter's fields.
package diag
