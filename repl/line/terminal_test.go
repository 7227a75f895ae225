//go:build !windows

package line

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestColumnsOnScreen types a text with characters of all widths, goes back to
// its start one character at a time, and compares the column of the cursor.
func TestColumnsOnScreen(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		steps      []int // columns of the cursor, from the end to the start
	}{
		{"cjk", "a日本b", []int{8, 7, 5, 3, 2}},
		{"full width", "ｆｕ", []int{6, 4, 2}},
		{"emoji", "a😀b", []int{6, 5, 3, 2}},
		{"family", "👩‍👩‍👧x", []int{5, 4, 2}},
		{"skin", "👍🏽x", []int{5, 4, 2}},
		{"flag", "🇩🇪🇫🇷", []int{6, 4, 2}},
		{"heart", "❤️x", []int{5, 4, 2}},
		{"combining", "e\u0301o\u0308x", []int{5, 4, 3, 2}},
		{"hangul", "한x", []int{5, 4, 2}},
		{"non-joiner", "a\u200cb", []int{4, 3, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSession(t, 40, Options{})
			s.read(t.Context(), Prompt{Text: "> "})
			s.typing(tt.text)
			for i, want := range tt.steps {
				if i > 0 {
					s.typing(left)
				}
				s.waits(func(string) bool { return s.screen.cursor() == want }, fmt.Sprintf("cursor in column %d", want))
			}
			s.typing("|")
			s.shows("> |‸" + tt.text)
			s.typing("\x0b")
			s.shows("> |‸")
		})
	}
}

// TestRightMargin types over the right margin, with characters that do not fit
// into its last column.
func TestRightMargin(t *testing.T) {
	s := newSession(t, 12, Options{})
	s.read(t.Context(), Prompt{Text: "> "})
	s.typing("123456789")
	s.shows("> 123456789‸")
	s.typing("日")
	s.shows("> 123456789\n日‸")
	s.typing(left)
	s.shows("> 123456789\n‸日")
	s.typing(left)
	s.shows("> 12345678‸9\n日")
	s.typing(del)
	s.shows("> 12345678‸日")
	s.typing("x👩‍👩‍👧")
	s.shows("> 12345678x\n👩‍👩‍👧‸日")
	s.typing(end + "678901")
	s.shows("> 12345678x\n👩‍👩‍👧日678901‸")
	s.typing("23")
	s.shows("> 12345678x\n👩‍👩‍👧日67890123\n‸")
	s.typing(home)
	s.shows("> ‸12345678x\n👩‍👩‍👧日67890123")
}

// TestResize makes the terminal narrower and wider while a line is typed.
func TestResize(t *testing.T) {
	s := newSession(t, 20, Options{})
	io.WriteString(s.r, "output\n")
	s.read(t.Context(), Prompt{Text: "> "})
	s.typing("123456789 日本語 abcdef" + left)
	s.shows("output\n> 123456789 日本語 a\nbcde‸f")
	for _, step := range []struct {
		width int
		want  string
	}{
		{13, "output\n> 123456789\n日本語 abcde‸f"},
		{40, "output\n> 123456789 日本語 abcde‸f"},
		{11, "output\n> 123456789\n 日本語 abc\nde‸f"},
		{20, "output\n> 123456789 日本語 a\nbcde‸f"},
	} {
		s.resize(step.width, 24)
		s.shows(step.want)
	}
	s.typing("x")
	s.shows("output\n> 123456789 日本語 a\nbcdex‸f")
}

// resize changes the size of the terminal.
func (s *session) resize(width, height int) {
	s.t.Helper()
	s.screen.resize(width, height)
	if err := pty.Setsize(s.keys, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}); err != nil {
		s.t.Fatal(err)
	}
	// The signal goes to the foreground group of the terminal, which is not this
	// process.
	before := s.screen.count()
	s.r.(*editor).resized()
	s.waits(func(string) bool { return s.screen.count() > before }, "the line again")
}

// TestLongLine edits a text that does not fit on the screen.
func TestLongLine(t *testing.T) {
	s := newSession(t, 20, Options{})
	ch := s.read(t.Context(), Prompt{Text: "> "})
	var text strings.Builder
	for i := range 100 {
		fmt.Fprintf(&text, "%019d ", i)
	}
	s.typing("\x1b[200~" + text.String() + "\x1b[201~")
	s.ends("\n9 ‸")
	before := s.screen.count()
	s.typing("x")
	s.ends("x‸")
	if n := s.screen.count() - before; n > 100 {
		t.Errorf("a key at the end of a long line writes %d bytes", n)
	}
	s.typing(home)
	s.waits(func(text string) bool {
		rows := strings.Split(text, "\n")
		return strings.HasPrefix(rows[max(0, len(rows)-24)], "> ‸0000")
	}, "the start of the text")
	s.typing("y\r")
	s.gets(ch, "y"+text.String()+"x\n", nil)
	s.waits(func(shown string) bool {
		return strings.HasSuffix(strings.ReplaceAll(shown, "\n", ""), "> y"+strings.TrimSpace(text.String())+" x‸")
	}, "the whole line")
}

// TestQuickOnLongLine types into a line of 10,000 characters.
func TestQuickOnLongLine(t *testing.T) {
	s := newSession(t, 80, Options{})
	s.read(t.Context(), Prompt{Text: "> "})
	s.typing("\x1b[200~" + strings.Repeat("0123456789", 1000) + "\x1b[201~")
	s.ends("\n89‸")
	before, start := s.screen.count(), time.Now()
	for range 20 {
		s.typing("y")
		s.ends("y‸")
		s.typing(left)
		s.ends("‸y")
		s.typing(right)
		s.ends("y‸")
	}
	per := time.Since(start) / 60
	t.Logf("%v and %d bytes a key", per, (s.screen.count()-before)/60)
	if per > 100*time.Millisecond {
		t.Errorf("a key takes %v", per)
	}
}

// TestPasteIsShort counts what a paste of 4,000 characters writes, marked and
// unmarked.
func TestPasteIsShort(t *testing.T) {
	text := strings.Repeat("0123456789", 400)
	for _, mark := range []bool{true, false} {
		s := newSession(t, 80, Options{})
		ch := s.read(t.Context(), Prompt{Text: "> "})
		s.shows("> ‸")
		before, keys := s.screen.count(), text
		if mark {
			keys = "\x1b[200~" + text + "\x1b[201~"
		}
		go s.keys.WriteString(keys + "\r")
		s.gets(ch, text+"\n", nil)
		s.ends("9\n‸")
		n := s.screen.count() - before
		t.Logf("marked %v: %d bytes", mark, n)
		if n > 40_000 {
			t.Errorf("marked %v: %d bytes for 4,000 characters", mark, n)
		}
	}
}

// TestUpOnContinuation goes back into the lines of an unfinished entry.
func TestUpOnContinuation(t *testing.T) {
	s := newSession(t, 40, Options{})
	s.r.AddHistory("before")
	io.WriteString(s.r, "output\n")
	p := Prompt{Text: "gex(1)> ", Next: "...(1)> "}
	more := Prompt{Text: "...(1)> ", Continuation: true}
	ch := s.read(t.Context(), p)
	s.typing("[1,\r")
	s.gets(ch, "[1,\n", nil)
	ch = s.read(t.Context(), more)
	s.typing("2,\r")
	s.gets(ch, "2,\n", nil)
	ch = s.read(t.Context(), more)
	s.typing("3]")
	s.shows("output\ngex(1)> [1,\n        2,\n...(1)> 3]‸")
	s.typing(up + "x")
	s.gets(ch, "", ErrInterrupt)
	ch = s.read(t.Context(), p)
	s.shows("output\ngex(1)> [1,\n...(1)> 2,x‸\n...(1)> 3]")
	s.typing(bs + up + up)
	s.shows("output\ngex(1)> before‸")
	s.typing(down + "\r")
	s.gets(ch, "[1,\n2,\n3]\n", nil)
	s.shows("output\ngex(1)> [1,\n        2,\n        3]\n‸")
}

// TestMenu pages through many candidates.
func TestMenu(t *testing.T) {
	s := newSession(t, 20, Options{})
	var items []string
	for i := range 60 {
		items = append(items, fmt.Sprintf("candidate%02d", i))
	}
	s.r.SetCompleter(func(text string, pos int) Completion { return Completion{Lists: []List{{Items: items}}} })
	ch := s.read(t.Context(), Prompt{Text: "> "})
	menu := func(from, to int) string {
		s := "> a‸"
		for i := from; i <= to; i++ {
			s += fmt.Sprintf("\ncandidate%02d", i-1)
		}
		return s + fmt.Sprintf("\nrows %d to %d of 60", from, to)
	}
	s.typing("a\t")
	s.shows(menu(1, 7))
	s.typing(down)
	s.shows(menu(2, 8))
	s.typing("\x1b[6~")
	s.shows(menu(7, 13))
	s.typing(up)
	s.shows(menu(6, 12))
	s.typing("\x1b[5~\x1b[5~")
	s.shows(menu(1, 7))
	s.typing("\t")
	s.shows(menu(1, 22))
	s.typing("\t")
	s.shows(menu(23, 44))
	s.typing("\t")
	s.shows(menu(39, 60))
	io.WriteString(s.r, "output\n")
	s.shows("output\n" + menu(39, 60))
	s.typing("b")
	s.shows("output\n> ab‸")
	s.typing("\t" + left)
	s.shows("output\n> a‸b")
	s.typing("\r")
	s.gets(ch, "ab\n", nil)
}

// TestBusyOutput has another goroutine print all the time: each key must appear
// soon.
func TestBusyOutput(t *testing.T) {
	s := newSession(t, 80, Options{})
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				io.WriteString(s.r, "a message\n")
			case <-stop:
				return
			}
		}
	}()
	ch := s.read(t.Context(), Prompt{Text: "> "})
	var worst time.Duration
	typed := ""
	for _, c := range "the quick brown fox jumps over the lazy dog" {
		typed += string(c)
		start := time.Now()
		s.typing(string(c))
		s.ends("> " + typed + "‸")
		worst = max(worst, time.Since(start))
	}
	close(stop)
	<-stopped
	s.typing("\r")
	s.gets(ch, typed+"\n", nil)
	t.Logf("slowest key: %v", worst)
	if worst > time.Second {
		t.Errorf("a key took %v", worst)
	}
}
