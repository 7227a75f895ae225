//go:build !windows

package line

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

const (
	altF, altG, altH = "\x1bf", "\x1bg", "\x1bh"
	ctrlE, ctrlF     = "\x05", "\x06"
)

// TestSuggestions types the beginning of an entry and looks at what comes of it
// with each of the keys.
func TestSuggestions(t *testing.T) {
	s := newSession(t, 40, Options{Settings: Settings{Suggest: true, SuggestionStyle: "\x1b[90m"}})
	for _, e := range []string{"Enum.map(old)", "other", "Enum.map(list, fun)", "def f do\n  1\nend", " hidden entry", "日本 = 1", strings.Repeat("long ", 20)} {
		s.r.AddHistory(e)
	}
	tests := []struct{ name, keys, shows, want string }{
		{"shown and not taken", "Enum", "> Enum‸.map(list, fun)", "Enum"},
		{"right", "Enum" + right, "> Enum.map(list, fun)‸", "Enum.map(list, fun)"},
		{"end", "Enum" + end, "> Enum.map(list, fun)‸", "Enum.map(list, fun)"},
		{"ctrl-e", "Enum" + ctrlE, "> Enum.map(list, fun)‸", "Enum.map(list, fun)"},
		{"ctrl-f", "Enum" + ctrlF, "> Enum.map(list, fun)‸", "Enum.map(list, fun)"},
		{"word by word", "Enum" + altF + altF, "> Enum.map(list‸, fun)", "Enum.map(list"},
		{"ctrl-right", "En\x1b[1;5C", "> Enum‸.map(list, fun)", "Enum"},
		{"typed on", "Enum.map(o", "> Enum.map(o‸ld)", "Enum.map(o"},
		{"gone", "Enum.map(x", "> Enum.map(x‸", "Enum.map(x"},
		{"not in the middle", "Enum" + left, "> Enu‸m", "Enum"},
		{"right in the middle", "Enum" + left + right + "x", "> Enumx‸", "Enumx"},
		{"end in the middle", "Enum" + home + end, "> Enum‸.map(list, fun)", "Enum"},
		{"word in the middle", "Enum" + home + altF, "> Enum‸.map(list, fun)", "Enum"},
		{"several lines", "def", "> def‸ f do…", "def"},
		{"several lines taken", "def" + end, "> def f do\n    1\n  end‸", "def f do\n  1\nend"},
		{"the second of several lines", "def f do\x1b\r", "> def f do\n  ‸  1…", "def f do\n"},
		{"not what begins with a blank", " hid", ">  hid‸", " hid"},
		{"wide", "日", "> 日‸本 = 1", "日"},
		{"as much as there is place for", "long", "> long‸ " + strings.Repeat("long ", 6) + "lo", "long"},
		{"whole", "Enum.map(old)", "> Enum.map(old)‸", "Enum.map(old)"},
		{"off", altG + "Enum", "> Enum‸", "Enum"},
		{"on again", "Enum" + altG, "> Enum‸.map(list, fun)", "Enum"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s.t = t
			ch := s.read(t.Context(), Prompt{Text: "> "})
			s.ends("> ‸")
			s.typing(tt.keys)
			s.ends(tt.shows)
			s.typing("\r")
			s.gets(ch, tt.want+"\n", nil)
			// What is left on the screen is what was typed.
			lines := strings.ReplaceAll(tt.want, "\n", "\n  ")
			s.ends("> " + strings.TrimRight(lines, " ") + "\n‸")
		})
	}
	s.t = t
	for _, p := range []Prompt{{Text: "? ", NoHistory: true}, {Text: ". ", Continuation: true}} {
		ch := s.read(t.Context(), p)
		s.typing("Enum")
		s.ends(p.Text + "Enum‸")
		s.typing("\r")
		s.gets(ch, "Enum\n", nil)
	}
	ch := s.read(t.Context(), Prompt{Text: "> "})
	s.typing("Enum")
	s.ends("> Enum‸.map(list, fun)")
	io.WriteString(s.r, "output\n")
	s.ends("output\n> Enum‸.map(list, fun)")
	s.r.Configure(Settings{})
	s.typing(".")
	s.ends("> Enum.‸")
	s.typing("\r")
	s.gets(ch, "Enum.\n", nil)
}

// upper marks the words in capitals.
func upper(text string, cursor int) (spans []Span) {
	at := 0
	for _, w := range strings.SplitAfter(text, " ") {
		if word := strings.TrimSpace(w); word != "" && word == strings.ToUpper(word) {
			spans = append(spans, Span{at, at + len(word), "\x1b[31m"})
		}
		at += len(w)
	}
	if strings.HasPrefix(text, "boom") {
		panic("highlighter")
	}
	return spans
}

// styled is how the rows of a picture look, with <style:text> for colours.
func styled(p picture) string {
	var b strings.Builder
	for i, r := range p.rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		style := ""
		for _, g := range append(slices.Clone(r.glyphs), glyph{}) {
			if g.style != style && style != "" {
				b.WriteByte('>')
			}
			if g.style != style && g.style != "" {
				b.WriteString("<" + strings.Trim(g.style, "\x1b[m") + ":")
			}
			style = g.style
			b.WriteString(g.text)
		}
	}
	return b.String()
}

func TestHighlightedLine(t *testing.T) {
	s := newSession(t, 40, Options{Settings: Settings{Highlighter: upper, Suggest: true, SuggestionStyle: "\x1b[90m"}})
	s.r.AddHistory("AB cd\nEF")
	e := s.r.(*editor)
	looks := func(want string) {
		t.Helper()
		s.waits(func(string) bool {
			e.mu.Lock()
			defer e.mu.Unlock()
			return styled(picture{rows: e.screen.rows}) == want
		}, want)
	}
	ch := s.read(t.Context(), Prompt{Text: "> "})
	s.typing("AB c")
	looks("> AB c<90:d…>")
	s.typing(altH)
	looks("> <31:AB> c<90:d…>")
	s.typing(end)
	looks("> <31:AB> cd\n  EF") // the last one has no blank before it
	s.typing(" G")
	looks("> <31:AB> cd\n  EF <31:G>")
	s.typing(home + "x")
	looks("> <31:AB> cd\n  xEF <31:G>")
	s.typing("\r")
	s.gets(ch, "AB cd\nxEF G\n", nil)

	// What fails is left out from then on.
	ch = s.read(t.Context(), Prompt{Text: "> "})
	s.typing("boom X")
	looks("> boom X")
	s.typing("\r")
	s.gets(ch, "boom X\n", nil)
}

// TestColored looks at the places of the styles in a text.
func TestColored(t *testing.T) {
	tests := []struct {
		text  string
		spans []Span
		want  string
	}{
		{"abc", nil, ""},
		{"abc", []Span{{0, 1, "<1>"}, {1, 2, "<2>"}}, "<0><1>a<0><2>b<0>c"},
		{"abcd", []Span{{0, 4, "<1>"}, {1, 2, "<2>"}}, "<0><1>a<0><2>b<0><1>cd<0>"},
		{"abc", []Span{{-1, 1, "<1>"}, {1, 9, "<2>"}, {2, 2, "<3>"}}, ""},
		{"ae\u0301b", []Span{{0, 2, "<1>"}}, "<0><1>ae\u0301<0>b"},
	}
	for _, tt := range tests {
		if got := strings.ReplaceAll(colored(tt.text, tt.spans), sgrReset, "<0>"); got != tt.want {
			t.Errorf("colored(%q, %v) = %q, want %q", tt.text, tt.spans, got, tt.want)
		}
	}
}

// FuzzColored: whatever the spans, the text stays as it is.
func FuzzColored(f *testing.F) {
	f.Add("abc é 日本", []byte{0, 3, 1, 2})
	f.Add("00é", []byte{3, 1, 0, 1})
	f.Fuzz(func(t *testing.T, text string, places []byte) {
		text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x1b", "")
		var spans []Span
		for i := 0; i+1 < len(places); i += 2 {
			spans = append(spans, Span{int(places[i]), int(places[i]) + int(places[i+1]), fmt.Sprintf("\x1b[%dm", i)})
		}
		if got := colored(text, spans); got != "" && stripEscapes(got) != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
