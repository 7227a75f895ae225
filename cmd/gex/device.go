package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"gex/node"
	"gex/node/sys"
	"gex/repl/line"
)

// terminal is the line reader as a group leader's device.
type terminal struct {
	line.Reader
	ctx       context.Context
	node      *node.Node
	interrupt func() // breaks off the evaluation
}

// ReadLine implements sys.Device.
func (t terminal) ReadLine(prompt string) (string, error) {
	shell := strings.HasPrefix(prompt, "gex(")
	more := strings.HasPrefix(prompt, "...(")
	text, err := t.Reader.ReadLine(t.ctx, line.Prompt{Text: prompt, Continuation: more, NoHistory: !shell && !more,
		Node: historyNode(t.node)})
	switch {
	case errors.Is(err, line.ErrInterrupt):
		if !shell && !more {
			t.interrupt() // it is the evaluation that asks
		}
		return "", sys.ErrInterrupted
	case err != nil:
		return "", io.EOF
	}
	return decode(text), nil
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
func (t terminal) ReadSecret() (string, error) { return t.ReadLine("") }

// Size implements sys.Device.
func (t terminal) Size() (columns, rows int, ok bool) {
	if !t.Interactive() {
		return 0, 0, false
	}
	return t.Width(), 24, true
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
func (errorDevice) ReadLine(string) (string, error) { return "", io.EOF }

// ReadSecret implements sys.Device.
func (errorDevice) ReadSecret() (string, error) { return "", io.EOF }

// Size implements sys.Device.
func (errorDevice) Size() (columns, rows int, ok bool) { return 0, 0, false }
