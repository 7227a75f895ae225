//go:build !unix && !windows

package bif

import "time"

var programStart = time.Now()

// cpuTime is, where the system does not tell the processor time, the time of
// day since the program began.
func cpuTime() time.Duration { return time.Since(programStart) }
