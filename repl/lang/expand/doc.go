// Package expand turns quoted Elixir code into expanded quoted code: aliases
// and imports are resolved, macros are gone, every variable carries a version,
// and only special forms, calls and literals are left. What comes out is what
// package lower takes in. Both sides are terms {form, meta, args}.
//
// The lexical environment is Env, immutable, with the fields of Elixir's
// Macro.Env; the variables in scope are State. Kernel's macros are Go functions
// in tables (kernel_*.go); macros of other modules are called through the
// interface Code, which is all that expansion knows of the running system.
// Errors and warnings go to a Diagnostics sink; what stops the expansion comes
// back as *Error.
//
// In expanded code two forms mean more than in Elixir's own: {:quote, _, [[do:
// term]]} is the term itself as a literal, and a variable's meta holds
// version: n, unique within one Expander.
//
// Source: the Elixir 1.20 reference ("Kernel.SpecialForms", "Macro.Env") and the
// behaviour of elixir_expand.
package expand
