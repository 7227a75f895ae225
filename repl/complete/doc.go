// Package complete finds how code at the prompt can go on: the text before the
// cursor and the scope of the session flow in, what to insert or to list flows
// out.
//
//	text -> fragment.Cursor, parse.Cursor -> what stands at the cursor -> candidates -> Result
//
// The kinds of candidates and what is shown of each are those of IEx.Autocomplete
// of Elixir 1.20. Beyond it, names of nodes and of registered processes are found
// where one is an argument.
//
// Nothing here runs code of the user: keys are read from the values of variables,
// fields and functions from the tables of modules.
package complete
