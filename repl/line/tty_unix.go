//go:build !windows

package line

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// platform is what the system's terminals need besides.
type platform struct{}

func (platform) raw(*tty) error { return nil }
func (platform) restore(*tty)   {}

// suspend stops the process group, as Ctrl-Z does, and returns when it goes
// on. Background groups of the shell that started it are left alone.
func (t *tty) suspend() {
	t.paste(false)
	t.restore()
	syscall.Kill(0, syscall.SIGTSTP)
	t.raw()
}

// watch calls resized when the terminal changes its size and resumed when the
// process goes on after it was stopped from outside, until stop is called.
func (t *tty) watch(resized, resumed func()) (stop func()) {
	ch := make(chan os.Signal, 4)
	signal.Notify(ch, syscall.SIGWINCH, syscall.SIGCONT)
	go func() {
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
	})
}
