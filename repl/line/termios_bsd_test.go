//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package line

import (
	"testing"

	"golang.org/x/sys/unix"
)

// cooked tells whether the terminal edits lines itself.
func cooked(t *testing.T, e *editor) bool {
	t.Helper()
	s, err := unix.IoctlGetTermios(int(e.in.Fd()), unix.TIOCGETA)
	if err != nil {
		t.Fatal(err)
	}
	return s.Lflag&unix.ICANON != 0 && s.Lflag&unix.ECHO != 0
}
