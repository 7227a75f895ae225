package line

import (
	"io"
	"os"

	"github.com/chzyer/readline"
)

// tty is the terminal's own state.
type tty struct {
	in, out *os.File
	cooked  *readline.State
	platform
}

func openTTY(in, out *os.File) (*tty, error) {
	t := &tty{in: in, out: out}
	if err := t.raw(); err != nil {
		return nil, err
	}
	return t, t.openWake()
}

// raw turns off echo, line editing and signal keys. Output is still processed.
func (t *tty) raw() error {
	s, err := readline.MakeRaw(int(t.in.Fd()))
	if err != nil {
		return err
	}
	if t.cooked == nil {
		t.cooked = s // later ones may be raw already
	}
	return t.platform.raw(t)
}

func (t *tty) restore() error {
	if t.cooked == nil {
		return nil
	}
	t.platform.restore(t)
	return readline.Restore(int(t.in.Fd()), t.cooked)
}

// paste asks the terminal to mark what is pasted, or to stop doing so.
func (t *tty) paste(on bool) {
	if on {
		io.WriteString(t.out, "\x1b[?2004h")
	} else {
		io.WriteString(t.out, "\x1b[?2004l")
	}
}

// size returns the columns and rows of the terminal.
func (t *tty) size() (columns, rows int) {
	columns, rows, err := readline.GetSize(int(t.out.Fd()))
	if err != nil || columns <= 0 || rows <= 0 {
		return 80, 24
	}
	return columns, rows
}
