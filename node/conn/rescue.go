//go:build !norecover

package conn

import (
	"fmt"
	"runtime/debug"
)

// rescue makes a panic while reading the error of that connection: a fault in a
// decoder must not end the node. Build with the tag norecover to have the
// program stop there instead.
func rescue(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("internal error: %v\n%s", v, debug.Stack())
	}
}
