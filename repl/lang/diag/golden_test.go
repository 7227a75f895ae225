package diag

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/scripts/peers"
)

// goldenCase is a line of testdata/errors.jsonl: an expression, what it
// raised, and how Elixir 1.20.4 prints that before and after blame.
type goldenCase struct {
	Src, Kind, Format, Blamed string
	T                         []byte
}

// formatter knows the functions that the cases ask for.
func testFormatter() *Formatter {
	exports := map[string][]string{
		"Elixir.String":  {"upcase/1", "upcase/2", "downcase/1"},
		"Elixir.Enum":    {"map/2", "map_every/3", "map_intersperse/3", "map_join/2", "map_join/3", "map_reduce/3"},
		"lists":          {"reverse/1", "reverse/2"},
		"Elixir.Integer": {"parse/1"},
	}
	fields := func(module term.Atom) ([]term.Atom, bool) {
		names, _, ok := Builtin(module.String())
		var as []term.Atom
		for _, n := range append([]string{"__exception__"}, names...) {
			as = append(as, term.Intern(n))
		}
		return as, ok
	}
	o := inspect.New()
	o.Structs = structs(fields)
	return &Formatter{
		Inspect: o,
		Functions: func(m term.Atom) ([]Function, bool) {
			var fs []Function
			for _, s := range exports[m.String()] {
				name, arity, _ := strings.Cut(s, "/")
				fs = append(fs, Function{Name: term.Intern(name), Arity: int(arity[0] - '0')})
			}
			_, _, ok := StandardApplication(m)
			return fs, ok
		},
	}
}

type structs func(term.Atom) ([]term.Atom, bool)

func (s structs) Fields(m term.Atom) ([]term.Atom, bool) { return s(m) }

func (s structs) Inspect(term.Atom, term.Term, *inspect.Options) (inspect.Doc, int, bool) {
	return nil, 0, false
}

func checkGolden(t *testing.T, data []byte) {
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<24)
	f := testFormatter()
	n, bad := 0, 0
	for sc.Scan() {
		var c goldenCase
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		tm, _, err := etf.BinaryToTerm(c.T, nil)
		if err != nil {
			t.Fatal(c.Src, err)
		}
		n++
		kind, reason, stack := term.Intern(c.Kind), tm.Elem(0), tm.Elem(1)
		if got := f.Format(kind, reason, stack); got != c.Format {
			bad++
			t.Errorf("%s\ngot  %q\nwant %q", c.Src, got, c.Format)
		}
		e, st := f.Blame(kind, reason, stack)
		if got := f.Format(kind, e, st); got != c.Blamed {
			bad++
			t.Errorf("%s: blamed\ngot  %q\nwant %q", c.Src, got, c.Blamed)
		}
	}
	if n == 0 {
		t.Fatal("no cases")
	}
	if bad > 0 {
		t.Errorf("%d of %d texts differ", bad, 2*n)
	}
}

func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/errors.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	checkGolden(t, data)
}

// TestConfirmGolden evaluates the expressions again in the real elixir.
func TestConfirmGolden(t *testing.T) {
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	src, err := os.ReadFile("testdata/errors.exs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(outside+"/errors.exs", src, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := peers.Command(peers.OTP29, "elixir", inside+"/errors.exs").Output()
	if err != nil {
		t.Fatal(err)
	}
	checkGolden(t, out)
}
