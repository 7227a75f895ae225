package line

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/chzyer/readline"
)

// ErrNoTerminal: there is nobody to ask.
var ErrNoTerminal = errors.New("there is no terminal to ask at")

// ReadSecret asks for a line at a terminal, which does not show what is typed.
// Ctrl-C gives readline's ErrInterrupt. The terminal is as before afterwards.
func ReadSecret(in *os.File, out io.Writer, prompt string) (string, error) {
	fd := int(in.Fd())
	before, err := readline.GetState(fd)
	if err != nil {
		return "", ErrNoTerminal
	}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	fmt.Fprint(out, prompt)
	defer fmt.Fprintln(out)
	type line struct {
		text []byte
		err  error
	}
	read := make(chan line, 1)
	go func() { // a read that Ctrl-C leaves behind ends with the program
		text, err := readline.ReadPassword(fd)
		read <- line{text, err}
	}()
	select {
	case l := <-read:
		return strings.TrimRight(string(l.text), "\r\n"), l.err
	case <-interrupts:
		return "", errors.Join(readline.ErrInterrupt, readline.Restore(fd, before))
	}
}
