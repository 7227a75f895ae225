// Package lower takes Erlang forms down to what the machine compiles: records
// become tuples, imported and predefined functions are called with their
// module, comprehensions with several templates or joined generators become
// plain ones. Forms flow in and out as terms of the abstract format; Module
// makes the module of them.
//
// Source: stdlib erl_expand_records and compiler of OTP 29.
package lower
