// Package compile turns the Erlang abstract format into code for the machine.
// Functions, funs and typed expressions of package absform flow in, functions
// of package code flow out.
//
// The compiler makes one pass over the tree. Variables and temporaries get
// registers as they come up and give them back after their last use, which is
// known because the occurrences of each name are counted before. The arguments
// of a call are computed straight into the window of the callee, those of a
// tail call straight into registers 0 and up where nothing else is alive
// there. Patterns become tests that go on at the next clause when they fail;
// guards are the same tests, with failing operations going there too.
//
// Comprehensions are loops inside their function. Code for failures
// (badmatch, case_clause and so on) stands behind the function, out of the
// way.
package compile
