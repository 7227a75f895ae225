package parse

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// ours gives what testdata/reference.exs gives.
func ours(src string, o Options) string {
	o.File = "iex"
	t, ws, err := Program(src, o)
	var b strings.Builder
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return "no *Error: " + err.Error()
		}
		mark := "-"
		if e.Incomplete {
			mark = "+"
		}
		fmt.Fprintf(&b, "error %x%s", e.Kind.String()+"\n"+e.Message(), mark)
	} else {
		b.WriteString("ok ")
		sexp(&b, t)
	}
	for _, w := range ws {
		fmt.Fprintf(&b, " %d:%d:%x", w.Line, w.Column, w.Text)
	}
	return b.String()
}

// reference parses sources with the real Elixir.
func reference(t *testing.T, sources []string, flags ...string) []string {
	t.Helper()
	outside, inside := peers.TempDir(t, peers.OTP29)
	script, err := os.ReadFile("testdata/reference.exs")
	if err != nil {
		t.Fatal(err)
	}
	var in strings.Builder
	for _, s := range sources {
		in.WriteString(base64.StdEncoding.EncodeToString([]byte(s)) + "\n")
	}
	for name, data := range map[string]string{"reference.exs": string(script), "in": in.String()} {
		if err := os.WriteFile(filepath.Join(outside, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	args := append([]string{inside + "/reference.exs", inside + "/in", inside + "/out"}, flags...)
	if out, err := peers.Command(peers.OTP29, "elixir", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, err := os.ReadFile(filepath.Join(outside, "out"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(got), "\n"), "\n")
}

// readable turns the hexadecimal of a line back into text.
func readable(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		j := i
		for j < len(line) && strings.IndexByte("0123456789abcdef", line[j]) >= 0 {
			j++
		}
		hexed := i > 0 && strings.IndexByte(`:"`, line[i-1]) >= 0 || i >= 6 && line[i-6:i] == "error " || i >= 6 && line[i-6:i] == "raise "
		var text []byte
		if hexed && j > i {
			fmt.Sscanf(line[i:j], "%x", &text)
		}
		if len(text) > 0 {
			b.Write(text)
			i = j
			continue
		}
		if j > i {
			b.WriteString(line[i:j])
			i = j
			continue
		}
		b.WriteByte(line[i])
		i++
	}
	return b.String()
}

var modes = []struct {
	name    string
	options Options
	flags   []string
}{
	{"default", Options{}, nil},
	{"columns", Options{Columns: true}, []string{"columns"}},
	{"token_metadata", Options{Columns: true, TokenMetadata: true}, []string{"columns", "token_metadata"}},
}

// confirm compares the parse of sources with the real one, in every mode.
func confirm(t *testing.T, sources []string) {
	peers.Require(t, peers.OTP29)
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) {
			want := reference(t, sources, m.flags...)
			if len(want) != len(sources) {
				t.Fatalf("%d answers for %d sources", len(want), len(sources))
			}
			same, shown := 0, 0
			for i, src := range sources {
				if got := ours(src, m.options); got == want[i] {
					same++
				} else if shown < 20 {
					shown++
					t.Errorf("%q\n got %s\nwant %s", src, readable(got), readable(want[i]))
				}
			}
			t.Logf("%d of %d", same, len(sources))
			if same != len(sources) {
				t.Fail()
			}
		})
	}
}

// TestConfirmTable checks the sources of testdata/sources.exs, which a line
// "---" parts.
func TestConfirmTable(t *testing.T) {
	confirm(t, tableSources(t))
}

func tableSources(t testing.TB) []string {
	data, err := os.ReadFile("testdata/sources.exs")
	if err != nil {
		t.Fatal(err)
	}
	var sources []string
	for _, line := range strings.Split(string(data), "\n---\n") {
		sources = append(sources, line)
	}
	return sources
}
