package compile

import (
	"errors"
	"fmt"
)

// Errors that an Error wraps.
var (
	ErrUnbound   = errors.New("variable is unbound")
	ErrUnsafe    = errors.New("variable is unsafe")
	ErrPattern   = errors.New("illegal pattern")
	ErrGuard     = errors.New("illegal guard expression")
	ErrUndefined = errors.New("function is undefined")
	ErrSegment   = errors.New("illegal bit string segment")
	ErrForm      = errors.New("illegal expression")
	ErrArity     = errors.New("clauses differ in their number of arguments")
	ErrLimit     = errors.New("function is too large")
)

// Error is a fault of the source.
type Error struct {
	Line int
	What string // name of the variable or function, if any
	Err  error
}

// Error describes the fault in one line.
func (e *Error) Error() string {
	if e.What == "" {
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d: %s: %v", e.Line, e.What, e.Err)
}

// Unwrap returns the kind of the fault.
func (e *Error) Unwrap() error { return e.Err }

// bailout carries an Error out of the recursion; only guard catches it.
type bailout struct{ err *Error }

func (f *fn) fault(err error, what string) {
	panic(bailout{&Error{f.line, what, err}})
}

// guard runs compile and turns a bailout into an error.
func guard(compile func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			b, ok := r.(bailout)
			if !ok {
				panic(r)
			}
			err = b.err
		}
	}()
	compile()
	return nil
}
