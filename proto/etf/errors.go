package etf

import (
	"errors"
	"fmt"
)

// Causes of an Error.
var (
	ErrTruncated    = errors.New("data ends inside the term")
	ErrTag          = errors.New("unknown tag")
	ErrVersion      = errors.New("not version 131")
	ErrLocal        = errors.New("term in a node's own format")
	ErrDepth        = errors.New("term is nested too deep")
	ErrSize         = errors.New("too large")
	ErrAtom         = errors.New("not an atom where one must be")
	ErrAtomUnknown  = errors.New("atom does not exist here")
	ErrAtomCache    = errors.New("reference to no entry of the atom cache")
	ErrFloat        = errors.New("not a finite float")
	ErrBits         = errors.New("bad number of bits in the last byte")
	ErrDuplicateKey = errors.New("key occurs twice in a map or record")
	ErrField        = errors.New("field of the wrong type or range")
	ErrCompressed   = errors.New("bad compressed data")
	ErrNoTerm       = errors.New("no term")
)

// Error is what Decode and BinaryToTerm return for bytes that are no term.
type Error struct {
	Tag    byte  // tag of the innermost term that was being read
	Offset int   // where that term begins
	Err    error // one of the causes above, or of package term for atoms
}

// Error tells what is wrong, in which tag, and where.
func (e *Error) Error() string {
	return fmt.Sprintf("external term, tag %d at byte %d: %v", e.Tag, e.Offset, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
