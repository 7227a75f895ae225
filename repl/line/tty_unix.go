//go:build !windows

package line

import (
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// platform is what the system's terminals need besides: a pipe whose end wakes
// the reader up.
type platform struct {
	wakeRead, wakeWrite *os.File
	stop                func() error // stops the process group
}

func (platform) raw(*tty) error { return nil }
func (platform) restore(*tty)   {}

func (p *platform) openWake() (err error) {
	p.stop = func() error { return syscall.Kill(0, syscall.SIGTSTP) }
	p.wakeRead, p.wakeWrite, err = os.Pipe()
	return err
}

// read reads from the terminal; its error is os.ErrClosed after wake.
func (t *tty) read(b []byte) (int, error) {
	in, wake := int(t.in.Fd()), int(t.wakeRead.Fd())
	for {
		var set unix.FdSet
		if max(in, wake) >= unix.FD_SETSIZE {
			return t.in.Read(b) // it cannot be woken up
		}
		set.Set(in)
		set.Set(wake)
		_, err := unix.Select(max(in, wake)+1, &set, nil, nil, nil)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return 0, err
		case set.IsSet(wake):
			return 0, os.ErrClosed
		default:
			return t.in.Read(b)
		}
	}
}

// wake ends read, and tells whether it will return.
func (t *tty) wake() bool {
	return t.wakeWrite.Close() == nil && max(t.in.Fd(), t.wakeRead.Fd()) < unix.FD_SETSIZE
}

// forget gives up what read needs, when it has returned.
func (t *tty) forget() { t.wakeRead.Close() }

// suspend stops the process group, as Ctrl-Z does, and returns when it goes
// on. Background groups of the shell that started it are left alone.
func (t *tty) suspend() {
	t.paste(false)
	t.restore()
	_ = t.stop()
	t.raw()
}

// watch calls resized when the terminal changes its size and resumed when the
// process goes on after it was stopped from outside, until stop is called, which
// waits for a call that is on its way.
func (t *tty) watch(resized, resumed func()) (stop func()) {
	ch := make(chan os.Signal, 4)
	done := make(chan struct{})
	signal.Notify(ch, syscall.SIGWINCH, syscall.SIGCONT)
	go func() {
		defer close(done)
		for s := range ch {
			if s == syscall.SIGWINCH {
				resized()
			} else {
				t.raw()
				resumed()
			}
		}
	}()
	return sync.OnceFunc(func() {
		signal.Stop(ch)
		close(ch)
		<-done
	})
}
