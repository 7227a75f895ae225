//go:build !windows

package line

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// session is an editor on a pseudo terminal, and what that shows.
type session struct {
	t      *testing.T
	r      Reader
	keys   *os.File
	screen *vt
}

func newSession(t *testing.T, width int, o Options) *session {
	t.Helper()
	t.Setenv("TERM", "xterm")
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 24, Cols: uint16(width)}); err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, keys: master, screen: newVT(width, 24)}
	go io.Copy(s.screen, master)
	o.In, o.Out = slave, slave
	if s.r, err = New(o); err != nil {
		t.Fatal(err)
	}
	if !s.r.Interactive() {
		t.Fatal("no editor on a terminal")
	}
	t.Cleanup(func() {
		s.r.Close()
		slave.Close()
		master.Close()
	})
	return s
}

type result struct {
	text string
	err  error
}

func (s *session) read(ctx context.Context, p Prompt) <-chan result {
	ch := make(chan result, 1)
	go func() {
		text, err := s.r.ReadLine(ctx, p)
		ch <- result{text, err}
	}()
	return ch
}

func (s *session) typing(keys string) {
	s.t.Helper()
	if _, err := s.keys.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// shows waits until the terminal shows want.
func (s *session) shows(want string) {
	s.t.Helper()
	s.waits(func(text string) bool { return text == want }, want)
}

// ends waits until the terminal shows want at the end.
func (s *session) ends(want string) {
	s.t.Helper()
	s.waits(func(text string) bool { return strings.HasSuffix(text, want) }, want)
}

func (s *session) waits(ok func(string) bool, want string) {
	s.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !ok(s.screen.text()) {
		if time.Now().After(deadline) {
			s.t.Fatalf("terminal shows\n%s\nwant\n%s", s.screen.text(), want)
		}
		time.Sleep(time.Millisecond) // poll
	}
}

func (s *session) gets(ch <-chan result, want string, err error) {
	s.t.Helper()
	select {
	case r := <-ch:
		if r.text != want || !errors.Is(r.err, err) {
			s.t.Fatalf("ReadLine = %q, %v; want %q, %v\nterminal:\n%s", r.text, r.err, want, err, s.screen.text())
		}
	case <-time.After(5 * time.Second):
		s.t.Fatalf("ReadLine does not return; terminal shows\n%s", s.screen.text())
	}
}

const (
	up, down, left, right = "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C"
	home, end, del, bs    = "\x1b[H", "\x1b[F", "\x1b[3~", "\x7f"
)

// TestKeys types into an empty line and looks at the line that comes out.
func TestKeys(t *testing.T) {
	tests := []struct{ name, keys, want string }{
		{"plain", "1 + 1", "1 + 1"},
		{"backspace", "abc" + bs + bs, "a"},
		{"backspace on nothing", bs + "a", "a"},
		{"left insert", "ac" + left + "b", "abc"},
		{"home end", "bc" + home + "a" + end + "d", "abcd"},
		{"home in another dialect", "b\x1b[1~a\x1b[4~c", "abc"},
		{"delete", "abc" + home + del, "bc"},
		{"delete on an empty line", del + "a", "a"},
		{"ctrl-d deletes", "abc" + home + "\x04", "bc"},
		{"kill and yank", "abc def" + "\x17" + home + "\x19", "defabc "},
		{"kill to end", "abc" + left + "\x0b", "ab"},
		{"kill to start", "abc" + left + "\x15", "c"},
		{"transpose", "ab\x14", "ba"},
		{"transpose one", "a\x14b", "ab"},
		{"words", "foo bar\x1bb\x1bbx", "xfoo bar"},
		{"ctrl-left", "foo bar\x1b[1;5Dx", "foo xbar"},
		{"nul", "a\x00b", "ab"},
		{"ctrl-r without history, ctrl-c", "\x12\x03ok", "ok"},
		{"ctrl-s without history, ctrl-g", "x\x13\x07ok", "xok"},
		{"unknown sequences", "a\x1b[5~\x1b[6~\x1b[15~b\x1b[?1;2cc", "abc"},
		{"wide left", "日本" + left + left + "x", "x日本"},
		{"combining is one character", "e\u0301x" + left + left + "a", "ae\u0301x"},
		{"backspace takes a whole emoji", "a👩‍👩‍👧" + bs + "b", "ab"},
		{"tab at the start", "\tx", "  x"},
		{"alt-enter", "a\x1b\rb", "a\nb"},
		{"paste", "\x1b[200~def f do\n\t1\r\nend\n\x1b[201~", "def f do\n\t1\nend"},
		{"paste hides control characters", "\x1b[200~a\x03\x1b[31mb\x1b[201~", "a[31mb"},
		{"paste in the middle", "ac" + left + "\x1b[200~b\x1b[201~", "abc"},
		{"rows", "ab\x1b\rcd" + up + "x" + down + "y", "abx\ncdy"},
		{"up keeps the column on the screen", "日本x\x1b\rabcd" + up + "y", "日本yx\nabcd"},
		{"left and right over rows", "ab\x1b\rcd" + home + left + "x" + right + "y", "abx\nycd"},
		{"alt-up", "ab\x1b\rcd\x1b[1;3Ax\x1b[1;5By", "abx\ncdy"},
		{"start and end of the text", "b\x1b\rc\x1b<a\x1b>d", "ab\ncd"},
		{"alt-backspace", "foo_bar? Map.get(a\x1b\x7f\x1b\x7f\x1b\x7f", "foo_bar? "},
		{"ctrl-w in a row", `f(a, "b c")` + "\x17", `f(a, "b `},
		{"cuts in a row are one", `f(a, "b c")` + "\x17\x17\x19", `f(a, "b c")`},
		{"cuts are kept apart", "a b c\x17\x02x\x17\x19\x19", "a bxbx "},
		{"alt-f stops behind the word", "foo_bar? baz" + home + "\x1bf!\x1bf!", "foo_bar!? baz!"},
		{"alt-d", "foo bar baz" + home + "\x1bd\x1bd\x19", "foo bar baz"},
		{"ctrl-delete", "foo bar" + home + "\x1b[3;5~x", "x bar"},
		{"words of other alphabets", "größe = naïve\x1bb\x1bbx", "xgröße = naïve"},
		{"ctrl-k in a row", "ab\x1b\rcd" + up + home + "\x0bx", "x\ncd"},
		{"ctrl-k at the end of a row", "ab\x1b\rcd" + up + "\x0b", "abcd"},
		{"ctrl-u in a row", "ab\x1b\rcd\x15x", "ab\nx"},
		{"ctrl-u at the start of a row", "ab\x1b\rcd" + home + "\x15", "abcd"},
		{"alt-c", "ab\x1b\rcd\x1bcx", "x"},
		{"alt-t", "foo = bar\x1bt", "bar = foo"},
		{"transpose whole characters", "e\u0301日" + left + "\x14", "日e\u0301"},
		{"ctrl-]", `f([1, "a]` + "\x1d\x1d\x1d\x1d", `f([1, "a]"])`},
		{"undo", "foo bar" + "\x17\x1f", "foo bar"},
		{"undo what was typed", "foo bar\x1f", "foo"},
		{"undo a paste", "a\x1b[200~b\nc\x1b[201~\x1fd", "ad"},
		{"ctrl-b ctrl-f ctrl-a ctrl-e", "bc\x01a\x06\x06\x02\x05d", "abcd"},
		{"zero width non-joiner", "a\u200cb" + left + "x", "a\u200cxb"},
		{"home of a row", "ab\x1b\rcd" + home + "x", "ab\nxcd"},
	}
	s := newSession(t, 60, Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s.t = t
			ch := s.read(t.Context(), Prompt{Text: "> "})
			s.ends("> ‸") // Ctrl-C means something else before
			s.typing(tt.keys + "\r")
			s.gets(ch, tt.want+"\n", nil)
		})
	}
}

func TestScreen(t *testing.T) {
	s := newSession(t, 20, Options{})
	p := Prompt{Text: "iex(1)> "}
	ch := s.read(t.Context(), p)
	s.shows("iex(1)> ‸")
	s.typing("日本語")
	s.shows("iex(1)> 日本語‸")
	s.typing(left + left)
	s.shows("iex(1)> 日‸本語")
	s.typing("ab")
	s.shows("iex(1)> 日ab‸本語")
	s.typing(end + "123456")
	s.shows("iex(1)> 日ab本語1234\n56‸")
	s.typing(bs + bs)
	s.shows("iex(1)> 日ab本語1234\n‸")
	s.typing(home)
	s.shows("iex(1)> ‸日ab本語1234")
	s.typing("\r")
	s.gets(ch, "日ab本語1234\n", nil)
	s.shows("iex(1)> 日ab本語1234\n‸")
}

func TestOutputWhileTyping(t *testing.T) {
	s := newSession(t, 40, Options{})
	io.WriteString(s.r, "start\n")
	ch := s.read(t.Context(), Prompt{Text: "> "})
	s.typing("ab" + left)
	s.shows("start\n> a‸b")
	io.WriteString(s.r, "hello\n")
	s.shows("start\nhello\n> a‸b")
	io.WriteString(s.r, "no end ")
	s.shows("start\nhello\nno end > a‸b")
	io.WriteString(s.r, "here\n")
	s.shows("start\nhello\nno end here\n> a‸b")
	s.typing("x\r")
	s.gets(ch, "axb\n", nil)
	io.WriteString(s.r, "\x1b[33m4\x1b[0m\n")
	s.shows("start\nhello\nno end here\n> axb\n4\n‸")
}

func TestInterruptAndEOF(t *testing.T) {
	interrupts := make(chan struct{}, 1)
	s := newSession(t, 40, Options{OnInterrupt: func() { interrupts <- struct{}{} }})
	ch := s.read(t.Context(), Prompt{Text: "> "})
	s.typing("abc")
	s.shows("> abc‸")
	s.typing("\x03")
	s.gets(ch, "", ErrInterrupt)
	s.shows("> abc\n‸")
	s.typing("\x03") // nothing is being read
	select {
	case <-interrupts:
	case <-time.After(5 * time.Second):
		t.Fatal("OnInterrupt was not called")
	}
	ch = s.read(t.Context(), Prompt{Text: "> "})
	s.shows("> abc\n> ‸")
	s.typing("\x04")
	s.gets(ch, "", io.EOF)
	ch = s.read(t.Context(), Prompt{Text: "> "})
	s.typing("ok\r")
	s.gets(ch, "ok\n", nil)
}

func TestGiveUpKeepsText(t *testing.T) {
	s := newSession(t, 40, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	ch := s.read(ctx, Prompt{Text: "1> "})
	s.typing("abc" + left)
	s.shows("1> ab‸c")
	cancel()
	s.gets(ch, "", context.Canceled)
	s.shows("‸")
	ch = s.read(t.Context(), Prompt{Text: "2> "})
	s.shows("2> abc‸")
	s.typing("d\r")
	s.gets(ch, "abcd\n", nil)
}

func TestSwitch(t *testing.T) {
	idle := make(chan struct{}, 1)
	s := newSession(t, 40, Options{OnSwitch: func() { idle <- struct{}{} }})
	ch := s.read(t.Context(), Prompt{Text: "1> "})
	s.shows("1> ‸") // before that Ctrl-G finds no line
	s.typing("ab\x1b\rc" + left + "\x07")
	s.gets(ch, "ab\nc", ErrSwitch)
	ch = s.read(t.Context(), Prompt{Text: "--> "})
	s.shows("1> ab\n   c\n--> ‸")
	s.typing("d\r")
	s.gets(ch, "d\n", nil)
	ch = s.read(t.Context(), Prompt{Text: "1> ", Start: "ab\nc"})
	s.shows("1> ab\n   c\n--> d\n1> ab\n   c‸")
	s.typing("!\r")
	s.gets(ch, "ab\nc!\n", nil)
	s.typing("\x07")
	<-idle
}

// What is typed behind Ctrl-G, before the next line is read, is shown with that.
func TestTypedBehindSwitch(t *testing.T) {
	s := newSession(t, 40, Options{OnSwitch: func() {}})
	var shown strings.Builder
	for range 5 {
		ch := s.read(t.Context(), Prompt{Text: "1> "})
		s.shows(shown.String() + "1> ‸")
		s.typing("ab\x07cd\r")
		s.gets(ch, "ab", ErrSwitch)
		ch = s.read(t.Context(), Prompt{Text: "--> "})
		s.gets(ch, "cd\n", nil)
		shown.WriteString("1> ab\n--> cd\n")
		s.shows(shown.String() + "‸")
	}
}

func TestTypedAhead(t *testing.T) {
	s := newSession(t, 40, Options{})
	s.typing("one\rtwo\r")
	s.gets(s.read(t.Context(), Prompt{Text: "> "}), "one\n", nil)
	s.gets(s.read(t.Context(), Prompt{Text: "> "}), "two\n", nil)
	s.shows("> one\n> two\n‸")
}

func TestContinuationLosesItsPrompt(t *testing.T) {
	s := newSession(t, 40, Options{})
	ch := s.read(t.Context(), Prompt{Text: "...(1)> ", Continuation: true})
	s.typing("1")
	s.shows("...(1)> 1‸")
	s.typing("\r")
	s.gets(ch, "1\n", nil)
	s.shows("        1\n‸")
}

func TestHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gex", "history")
	first := newSession(t, 40, Options{HistoryFile: path, Secret: func(s string) bool { return strings.Contains(s, "cookie") }})
	for _, e := range []string{"first", "def f do\n  1\nend\n", " hidden", "set_cookie(:x)", "last", "last"} {
		first.r.AddHistory(e)
	}
	if fi, err := os.Stat(path); err != nil || fi.Mode().Perm() != 0o600 {
		t.Fatalf("history file: %v, %v", fi.Mode(), err)
	}
	s := newSession(t, 40, Options{HistoryFile: path})
	p := Prompt{Text: "> ", Next: "| "}
	ch := s.read(t.Context(), p)
	s.typing("draft" + up)
	s.shows("> last‸")
	s.typing(up)
	s.shows("> def f do\n|   1\n| end‸")
	s.typing(up + up + up)
	s.shows("> first‸")
	s.typing(down + down + down)
	s.shows("> draft‸")
	s.typing(up + up)
	s.typing("\x1b[1;3A" + up + end + "x") // by rows once the cursor was moved
	s.shows("> def f dox‸\n|   1\n| end")
	s.typing("\x1f" + down)
	s.typing("\x1b[1;3B\x1b[1;3B" + down + down)
	s.shows("> draft‸")
	s.typing("\x12f d")
	s.shows("(search)`f d': def ‸f do\n                 1\n               end")
	s.typing("\x07")
	s.shows("> draft‸")
	s.typing("\x12t\x12")
	s.shows("(search)`t': firs‸t")
	s.typing("\r")
	s.gets(ch, "first\n", nil)
}

func TestCompletion(t *testing.T) {
	s := newSession(t, 40, Options{})
	s.r.SetCompleter(func(text string, pos int) Completion {
		switch text[:pos] {
		case "Enu":
			return Completion{Insert: "m"}
		case "Enum":
			return Completion{Lists: []List{{Items: []string{"all?/1", "any?/1", strings.Repeat("w", 60)}}}}
		case "Enumx":
			return Completion{Lists: []List{{Title: "Guards", Items: []string{"g(x)"}}, {Title: "Exports", Items: []string{"a/0"}}}}
		case "boom":
			panic("completer")
		}
		return Completion{}
	})
	ch := s.read(t.Context(), Prompt{Text: "> "})
	s.typing("Enu\t")
	s.shows("> Enum‸")
	s.typing("\t")
	s.shows("> Enum‸\nall?/1\nany?/1\n" + strings.Repeat("w", 40))
	s.typing("x\t")
	s.shows("> Enumx‸\nGuards\ng(x)\nExports\na/0")
	s.typing("\x15boom\tx\r")
	s.gets(ch, "boomx\n", nil)
}

// TestCompletionKeepsKeys types on while the completer is at work.
func TestCompletionKeepsKeys(t *testing.T) {
	s := newSession(t, 40, Options{})
	asked, release := make(chan bool), make(chan bool)
	s.r.SetCompleter(func(string, int) Completion {
		close(asked)
		<-release
		return Completion{Insert: "er"}
	})
	ch := s.read(t.Context(), Prompt{Text: "> "})
	s.keys.WriteString("slow\t")
	<-asked
	s.keys.WriteString("x\r")
	close(release)
	s.gets(ch, "slowerx\n", nil)
}

func TestBigPaste(t *testing.T) {
	s := newSession(t, 80, Options{})
	text := strings.Repeat(strings.Repeat("x", 79)+"\n", 200) + "end"
	ch := s.read(t.Context(), Prompt{Text: "> "})
	s.shows("> ‸")
	go s.keys.WriteString("\x1b[200~" + text + "\x1b[201~\r")
	s.gets(ch, text+"\n", nil)
}

func TestCloseDuringRead(t *testing.T) {
	s := newSession(t, 40, Options{})
	s.read(t.Context(), Prompt{Text: "> "})
	s.shows("> ‸")
	done := make(chan error, 1)
	go func() { done <- s.r.Close() }()
	select {
	case err := <-done:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("Close waits for the pending read")
	}
}
