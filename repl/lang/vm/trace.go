package vm

import (
	"gex/proto/term"
	"gex/repl/lang/code"
)

// maxTrace is how many frames a stack trace has, as backtrace_depth of ERTS.
const maxTrace = 8

// trace is a stack trace before anybody looks: return addresses, innermost
// first. The first entry may carry arguments in place of the arity and an
// error_info map.
type trace struct {
	n      int
	frames [maxTrace]struct {
		fn *code.Func
		pc int32
	}
	args term.Term // of the first frame
	info term.Term
	list term.Term // the trace as given to erlang:raise/3 or as formatted
}
