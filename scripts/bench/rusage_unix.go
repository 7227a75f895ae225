//go:build unix

package main

import (
	"os"
	"syscall"
)

// peakMemory returns the largest resident set of an ended process in MiB, 0 if
// the system does not tell.
func peakMemory(s *os.ProcessState) float64 {
	if u, ok := s.SysUsage().(*syscall.Rusage); ok {
		return float64(u.Maxrss) / 1024
	}
	return 0
}
