//go:build !windows

package line

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzKeys gives the bytes to the whole editor as if they were typed: it must
// neither panic nor hang, keep its cursor in the text, and give whole lines.
func FuzzKeys(f *testing.F) {
	for _, s := range []string{
		"abc\r", up + up + down + "\r", "Enu\t\t\t" + down + up + "\x1b[6~\x1b[5~x\r", "\x12fi\x12\x13\x7f\x07\x12x\x03", "\x12\x03", "\x13\x03",
		"\x1b[200~a\tb\nc\x1b[201~\x1f\x1f\x1f\r", "a\x1b\rb\x1b\rc" + up + up + "\x0b\x0b\x15\x19\x19\r", "日本👩‍👩‍👧" + left + bs + del + "\x14\x14",
		"\x00\x00\x1a\x04\x04", "a b c\x17\x17\x19\x1bb\x1bf\x1bd\x1bt\x1bc\x1b<\x1b>", "f([{\"\x1d\x1d\x1d\x1d", "\x0c\x1bl", "[1,\r2," + up + up + down + "\r\r",
		"\x1b[1;3A\x1b[1;3B\x1b[3;5~\x1b[", strings.Repeat("long ", 200) + home + "x" + end, "\xff\xfe\x80", "e\u0301\u200c\u200d" + bs + bs,
	} {
		f.Add([]byte(s), uint8(20), uint8(6))
	}
	f.Fuzz(func(t *testing.T, keys []byte, width, height uint8) {
		if len(keys) > 4096 {
			return
		}
		s := newSession(t, int(width)%100+1, Options{OnInterrupt: func() {}})
		e := s.r.(*editor)
		e.tty.stop = func() error { return nil }
		e.mu.Lock()
		e.screen.resize(int(width)%100+1, int(height)%30+1)
		e.mu.Unlock()
		s.r.AddHistory("first 日本")
		s.r.AddHistory("def f do\n  1\nend\x1b[31m")
		s.r.SetCompleter(func(text string, pos int) Completion {
			if !utf8.ValidString(text) || pos < 0 || pos > len(text) || !utf8.ValidString(text[:pos]) {
				t.Errorf("completer is asked for %q at %d", text, pos)
			}
			switch {
			case pos%3 == 0:
				return Completion{Insert: "ins\u0301日"}
			case pos%3 == 1:
				return Completion{Lists: []List{{Title: "title", Items: strings.Split(strings.Repeat("candidate ", 30), " ")}, {}}}
			}
			panic("completer")
		})
		done := make(chan struct{})
		go func() {
			defer close(done)
			p := Prompt{Text: "gex(1)> ", Next: "...(1)> "}
			for i := 0; ; i++ {
				text, err := s.r.ReadLine(t.Context(), p)
				switch {
				case errors.Is(err, io.EOF) && e.isLeft():
					return
				case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, ErrInterrupt):
					t.Error(err)
					return
				case err == nil && (!strings.HasSuffix(text, "\n") || !utf8.ValidString(text) || strings.ContainsFunc(text, private)):
					t.Errorf("ReadLine = %q", text)
				}
				p.Continuation = err == nil && i%2 == 0
			}
		}()
		s.typing(string(keys))
		s.typing(pasteEnd + "\x07!")
		s.waits(func(string) bool { return e.idle(t) }, fmt.Sprintf("the end of %q", keys))
		s.r.Close()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Fatalf("ReadLine does not return: %q", keys)
		}
		s.screen.mu.Lock()
		defer s.screen.mu.Unlock()
		if len(s.screen.faults) > 0 {
			t.Errorf("sequences %q", s.screen.faults)
		}
	})
}

func (e *editor) isLeft() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.left
}

// idle tells whether all keys were taken, and checks where the cursor is.
func (e *editor) idle(t *testing.T) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pos < 0 || e.pos > len(e.text) {
		t.Errorf("cursor at %d of %d", e.pos, len(e.text))
	}
	if s := &e.screen; s.drawn && (s.cur.row < 0 || s.cur.row >= len(s.rows) || s.cur.col < 0 || s.cur.col >= s.width || len(s.rows) > s.height) {
		t.Errorf("cursor at %v of %d rows", s.cur, len(s.rows))
	}
	return e.keys.empty() && strings.HasSuffix(string(e.text[:min(e.pos, len(e.text))]), "!")
}

// TestPanicRestores has code of ours panic: the terminal must be as before.
func TestPanicRestores(t *testing.T) {
	s := newSession(t, 40, Options{})
	e := s.r.(*editor)
	s.waits(func(string) bool { return !cooked(t, e) }, "raw mode")
	func() {
		defer func() {
			if recover() != "fault" {
				t.Error("the panic is lost")
			}
		}()
		defer e.restoring()
		panic("fault")
	}()
	if !cooked(t, e) {
		t.Error("the terminal is still raw")
	}
}
