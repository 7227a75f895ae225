//go:build !windows

package line

import (
	"errors"
	"os"
	"syscall"
)

// tryLock gets the lock of a file until it is closed; errLocked if another has
// it.
func tryLock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
		return errLocked
	}
	return err
}
