package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"gex/node/sys"
	"gex/repl/line"
)

// terminal is the line reader as a group leader's device.
type terminal struct {
	line.Reader
	ctx context.Context
}

// ReadLine implements sys.Device.
func (t terminal) ReadLine(prompt string) (string, error) {
	shell := strings.HasPrefix(prompt, "gex(")
	more := strings.HasPrefix(prompt, "...(")
	text, err := t.Reader.ReadLine(t.ctx, line.Prompt{Text: prompt, Continuation: more, NoHistory: !shell && !more})
	switch {
	case errors.Is(err, line.ErrInterrupt):
		return "", sys.ErrInterrupted
	case err != nil:
		return "", io.EOF
	}
	return text, nil
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
