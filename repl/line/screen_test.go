package line

import (
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// drawn is what a new terminal shows of the view below some output.
func drawn(before string, width, height int, v view) string {
	t := newVT(width, height)
	s := screen{out: t}
	s.resize(width, height)
	s.write([]byte(before))
	s.draw(v)
	return t.text()
}

// onScreen is the part of a text that a terminal shows.
func onScreen(text string, height int) string {
	rows := strings.Split(text, "\n")
	return strings.Join(rows[max(0, len(rows)-height):], "\n")
}

// TestScreenDiff draws random texts one after the other: each must look as if it
// had been drawn alone.
func TestScreenDiff(t *testing.T) {
	parts := []string{"a", "b", " ", "\n", "日", "e\u0301", "👩‍👩‍👧", "👍🏽", "❤️", "\t", "\u200c", "xyzxyzxyzxyz", "한국어", "🇩🇪", "\n\n"}
	rnd := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		width, height := 10+rnd.IntN(15), 4+rnd.IntN(8)
		before := strings.Repeat("output\r\n", rnd.IntN(6)) + strings.Repeat("o", rnd.IntN(9))
		term := newVT(width, height)
		s := screen{out: term}
		s.resize(width, height)
		s.write([]byte(before))
		var text []string
		for range 30 {
			i := rnd.IntN(len(text) + 1)
			switch {
			case rnd.IntN(3) > 0 || len(text) == 0:
				text = append(text[:i:i], append([]string{parts[rnd.IntN(len(parts))]}, text[i:]...)...)
			case i < len(text):
				text = append(text[:i:i], text[i+1:]...)
			}
			v := view{prompt: "\x1b[31m>\x1b[0m ", next: "| ", text: strings.Join(text, "")}
			v.cursor = len(strings.Join(text[:rnd.IntN(len(text)+1)], ""))
			for c, at := "", 0; at <= v.cursor; at += len(c) { // the start of a cluster
				if at == v.cursor || at == len(v.text) {
					break
				}
				if c = nextCluster(v.text[at:]); at+len(c) > v.cursor {
					v.cursor = at
				}
			}
			if rnd.IntN(4) == 0 {
				v.hint = "\x1b[2mhint\x1b[0m"
			}
			for range rnd.IntN(3) * rnd.IntN(3) {
				v.below = append(v.below, strings.Repeat("日", 3+rnd.IntN(9)))
			}
			old := s.last
			var b strings.Builder
			s.out = io.MultiWriter(term, &b)
			s.draw(v)
			if s.start() == 0 {
				before = before[:strings.LastIndex(before, "\n")+1] // a long text was written over it
			}
			if s.top > 0 || len(s.rows) == height {
				continue // which part is shown depends on the texts before
			}
			got, want := onScreen(term.text(), height), onScreen(drawn(before, width, height, v), height)
			rows := len(s.rows)
			if got, want = onScreen(got, rows), onScreen(want, rows); got != want {
				t.Fatalf("round %d, %dx%d: %#v\nafter %#v draws %q\n%s\nwant\n%s\nwhole\n%s", round, width, height, v, old, b.String(), got, want, drawn(before, width, height, v))
			}
			if len(term.faults) > 0 {
				t.Fatalf("unknown sequences %q", term.faults)
			}
		}
	}
}
