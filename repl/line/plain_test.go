package line

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	var out bytes.Buffer
	r := NewPlain(strings.NewReader("1 + 1\n"+long+"\n\nrest"), &out)
	defer r.Close()
	for _, want := range []string{"1 + 1\n", long + "\n", "\n", "rest"} {
		got, err := r.ReadLine(t.Context(), Prompt{Text: "iex(1)> "})
		if got != want || err != nil {
			t.Fatalf("ReadLine = %d bytes, %v; want %d", len(got), err, len(want))
		}
	}
	if _, err := r.ReadLine(t.Context(), Prompt{Text: "> "}); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
	if want := strings.Repeat("iex(1)> ", 4) + "> "; out.String() != want {
		t.Errorf("prompts %q, want %q", out.String(), want)
	}
}

func TestPlainGiveUp(t *testing.T) {
	in, w := io.Pipe()
	r := NewPlain(in, io.Discard)
	defer r.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ch := make(chan error)
	go func() {
		_, err := r.ReadLine(ctx, Prompt{})
		ch <- err
	}()
	cancel()
	if err := <-ch; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	go io.WriteString(w, "late\n")
	if got, err := r.ReadLine(t.Context(), Prompt{}); got != "late\n" || err != nil {
		t.Errorf("after giving up: %q, %v", got, err)
	}
}

func TestColumns(t *testing.T) {
	tests := []struct {
		s    string
		want int
	}{
		{"abc", 3}, {"日本", 4}, {"ｆｕｌｌ", 8}, {"e\u0301", 1}, {"👍🏽", 2}, {"👩‍👩‍👧", 2}, {"❤️", 2}, {"❤", 1}, {"🇩🇪", 2},
		{"\x1b[31mred\x1b[0m", 3}, {"\x1b", 0}, {"\u200c", 0},
	}
	for _, tt := range tests {
		if got := Columns(tt.s); got != tt.want {
			t.Errorf("Columns(%q) = %d, want %d", tt.s, got, tt.want)
		}
	}
}

func FuzzDecoder(f *testing.F) {
	for _, s := range []string{"abc\r", "\x1b[A\x1b[1;5D", "\x1b[200~a\nb\x1b[201~", "\x1b", "日\xff", "\x1bOH\x1b[?", "\x00\x1a", "\x1b[" + strings.Repeat("(", 80)} {
		f.Add([]byte(s), 3)
		f.Add([]byte(s), 60)
	}
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		keys := func(parts ...[]byte) string {
			var d decoder
			var s strings.Builder
			for _, p := range parts {
				d.feed(p, func(k key) {
					s.WriteString(k.text + "|" + k.paste)
					for _, r := range k.paste {
						if r < ' ' && r != '\n' && r != '\t' || private(r) {
							t.Fatalf("paste has %q", r)
						}
					}
				})
			}
			return s.String()
		}
		if cut < 0 || cut > len(b) {
			cut = len(b) / 2
		}
		if whole, split := keys(b), keys(b[:cut], b[cut:]); whole != split {
			t.Errorf("split at %d: %q, whole: %q", cut, split, whole)
		}
	})
}
