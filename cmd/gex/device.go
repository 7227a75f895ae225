package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"gex/node/sys"
	"gex/repl/line"
)

// terminal is the line reader as a group leader's device.
type terminal struct {
	line.Reader
	ctx       context.Context
	node      func() string // where entries are evaluated, "" for nowhere in particular
	shell     func() shell  // the one whose entries are read here; nil for none
	interrupt func()        // breaks off the evaluation
	menu      func(ctx context.Context) (goOn bool)
}

// ReadLine implements sys.Device.
func (t terminal) ReadLine(ctx context.Context, prompt string) (string, error) {
	return t.read(ctx, prompt, "")
}

// read is ReadLine of a line that has the text start already. With line.ErrSwitch
// it returns what has been typed of it.
func (t terminal) read(ctx context.Context, prompt, start string) (string, error) {
	s := t.shell()
	entry, more := false, false
	if s != nil {
		entry, more = s.Reads(prompt)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.ctx, cancel)()
	p := line.Prompt{Text: prompt, Continuation: more, NoHistory: !entry, Node: t.node(), Start: start}
	if i := strings.IndexByte(prompt, '('); entry && i >= 0 {
		p.Next = "..." + prompt[i:]
	}
	for {
		text, err := t.Reader.ReadLine(ctx, p)
		p.Start = ""
		switch {
		case errors.Is(err, line.ErrSwitch):
			return text, err
		case errors.Is(err, line.ErrBreak) && entry && !more:
			if !t.menu(ctx) {
				return "", io.EOF
			}
			continue
		case errors.Is(err, line.ErrInterrupt):
			if !entry {
				t.interrupt() // it is the evaluation that asks
			}
			return "", sys.ErrInterrupted
		case err != nil:
			return "", io.EOF
		}
		return decode(text), nil
	}
}

// decode returns a line as UTF-8. From its first byte that is none on, it is
// taken for Latin-1, as Erlang's user process does.
func decode(text string) string {
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size > 1 {
			continue // U+FFFD itself
		}
		out := []byte(text[:i])
		for _, b := range []byte(text[i:]) {
			out = utf8.AppendRune(out, rune(b))
		}
		return string(out)
	}
	return text
}

// ReadSecret implements sys.Device.
func (t terminal) ReadSecret(ctx context.Context) (string, error) { return t.ReadLine(ctx, "") }

// Size implements sys.Device.
func (t terminal) Size() (columns, rows int, ok bool) {
	if !t.Interactive() {
		return 0, 0, false
	}
	return t.Width(), t.Height(), true
}

// errorOutput is standard error: above the line being typed where that is the
// same terminal.
func (p *program) errorOutput() io.Writer {
	if p.reader.Interactive() && line.IsTerminal(os.Stderr) {
		return p.reader
	}
	return os.Stderr
}

// errorDevice is standard error as a group leader's device; it has no input.
type errorDevice struct{ io.Writer }

// ReadLine implements sys.Device.
func (errorDevice) ReadLine(context.Context, string) (string, error) { return "", io.EOF }

// ReadSecret implements sys.Device.
func (errorDevice) ReadSecret(context.Context) (string, error) { return "", io.EOF }

// Size implements sys.Device.
func (errorDevice) Size() (columns, rows int, ok bool) { return 0, 0, false }
