package inspect

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/scripts/peers"
)

func compareDocs(t *testing.T, data []byte) {
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<24)
	n, bad := 0, 0
	for sc.Scan() {
		var c struct {
			T []byte
			W []string
		}
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		tm, _, err := etf.BinaryToTerm(c.T, nil)
		if err != nil {
			t.Fatal(err)
		}
		d, ok := FromTerm(tm)
		if !ok {
			t.Fatalf("not read as a document: %s", String(tm))
		}
		again, ok := FromTerm(ToTerm(d))
		if !ok {
			t.Fatalf("not read after ToTerm: %s", String(ToTerm(d)))
		}
		for i, width := range []int{5, 10, 20, 40, Unlimited} {
			n++
			got := FormatString(d, width)
			if got != c.W[i] {
				if bad++; bad <= 10 {
					t.Errorf("width %d\ngot  %q\nwant %q\ndoc  %s", width, got, c.W[i], String(tm))
				}
			}
			if s := FormatString(again, width); s != got {
				t.Errorf("through ToTerm %q, was %q", s, got)
			}
		}
	}
	if n == 0 || bad > 0 {
		t.Errorf("%d of %d texts differ", bad, n)
	}
}

func TestLayoutGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/docs.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	compareDocs(t, data)
}

// TestConfirmLayout lays out random documents with the real Inspect.Algebra.
func TestConfirmLayout(t *testing.T) {
	peers.Require(t, peers.OTP29)
	compareDocs(t, runScript(t, "docs.exs"))
}

// fakeStructs is a Structs of two modules: Plain has fields, Custom prints
// itself.
type fakeStructs struct{}

func (fakeStructs) Fields(m term.Atom) ([]term.Atom, bool) {
	switch m.String() {
	case "Elixir.Plain", "Elixir.Custom":
		return []term.Atom{term.Intern("zeta"), term.Intern("alpha")}, true
	}
	return nil, false
}

func (fakeStructs) Inspect(m term.Atom, t term.Term, o *Options) (Doc, int, bool) {
	if m.String() != "Elixir.Custom" {
		return nil, 0, false
	}
	d, limit := ToDoc(field(t, "alpha"), o)
	return Cat{Text("#Custom<"), d, Text(">")}, limit, true
}

func TestStructs(t *testing.T) {
	build := func(module string, alpha term.Term) term.Term {
		return term.MapOf(atomStruct.Term(), term.A("Elixir."+module), term.A("alpha"), alpha, term.A("zeta"), term.Nil)
	}
	long := term.List(term.Int(1), term.Int(2), term.Int(3))
	tests := []struct {
		t     term.Term
		limit int
		want  string
	}{
		{build("Plain", term.Int(1)), 50, "%Plain{zeta: [], alpha: 1}"},
		{build("Custom", long), 50, "#Custom<[1, 2, 3]>"},
		{term.List(build("Custom", long), term.Int(9)), 3, "[#Custom<[1, 2, ...]>, ...]"},
		{build("Other", term.Int(1)).MapRemove(term.A("zeta")).MapRemove(atomStruct.Term()), 50, "%{alpha: 1}"},
	}
	for _, tt := range tests {
		o := New()
		o.Structs, o.Limit = fakeStructs{}, tt.limit
		if got := string(Append(nil, tt.t, o)); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func FuzzInspect(f *testing.F) {
	for _, s := range []string{"g2gDYQFrAANhYmNtAAAAAngi", "g3QAAAABdwFhagA="} {
		f.Add([]byte(s), 10, 20)
	}
	f.Fuzz(func(t *testing.T, b []byte, limit, width int) {
		tm, _, err := etf.BinaryToTerm(append([]byte{131}, b...), &etf.DecodeOptions{Safe: true, MaxDepth: 1000})
		if err != nil {
			return
		}
		o := New()
		o.Limit, o.Width, o.Pretty = limit, width, true
		Append(nil, tm, o)
		AppendErlang(nil, tm, &ErlangOptions{Pretty: true, Width: width})
		if d, ok := FromTerm(tm); ok {
			Format(nil, d, width)
		}
	})
}
