package line

import (
	"golang.org/x/sys/windows"
)

// platform is what the system's terminals need besides: the console's modes
// before.
type platform struct{ before *consoleModes }

type consoleModes struct{ in, out uint32 }

// raw makes the console send and obey the sequences of a terminal.
func (p *platform) raw(t *tty) error {
	var m consoleModes
	in, out := windows.Handle(t.in.Fd()), windows.Handle(t.out.Fd())
	if err := windows.GetConsoleMode(in, &m.in); err != nil {
		return err
	}
	if err := windows.GetConsoleMode(out, &m.out); err != nil {
		return err
	}
	p.before = &m
	const raw = ^uint32(windows.ENABLE_ECHO_INPUT | windows.ENABLE_LINE_INPUT | windows.ENABLE_PROCESSED_INPUT)
	if err := windows.SetConsoleMode(in, m.in&raw|windows.ENABLE_VIRTUAL_TERMINAL_INPUT); err != nil {
		return err
	}
	return windows.SetConsoleMode(out, m.out|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
}

func (p *platform) restore(t *tty) {
	if m := p.before; m != nil {
		windows.SetConsoleMode(windows.Handle(t.in.Fd()), m.in)
		windows.SetConsoleMode(windows.Handle(t.out.Fd()), m.out)
	}
}

func (p *platform) openWake() error { return nil }

// read reads from the terminal.
func (t *tty) read(b []byte) (int, error) { return t.in.Read(b) }

// wake ends no read: a console's read cannot be broken off.
func (t *tty) wake() bool { return false }

func (t *tty) forget() {}

// suspend does nothing: a console process cannot be stopped.
func (t *tty) suspend() {}

// watch does nothing: the width is asked for when a line starts.
func (t *tty) watch(resized, resumed func()) (stop func()) { return func() {} }
