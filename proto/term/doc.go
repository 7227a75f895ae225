// Package term holds Erlang terms: the one value that flows from the socket
// and from the compiler into processes, and back out.
//
// A Term is two words. Immediates (small integers, floats, atoms, the empty
// list) keep the address of a static tag in the pointer word and their value
// in the payload word, so they never allocate. (Atoms made of data that came in are
// objects, so that the garbage collector sees which of them nobody holds: made.go.)
// Every other term points at its object, and its payload word holds the kind and
// what readers need most (arity, size, bit offset and length). Tuples, cons cells
// and bit strings have no header: their pointer is the data itself, so a sub-binary
// is just another Term into the same backing array.
//
// Terms are immutable once published. Integers outside int64 are big
// integers; both are one type to Erlang. Ordering, the two equalities and
// hashing follow the ERTS User's Guide ("Term Comparisons") and phash2.
//
// The package does no I/O and knows nothing of processes or code.
package term
