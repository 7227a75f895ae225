package inspect

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"testing"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/scripts/peers"
)

// variant is one set of options in golden.jsonl.
type variant struct {
	Limit          any               `json:"limit"`
	PrintableLimit any               `json:"printable_limit"`
	Width          any               `json:"width"`
	Pretty         bool              `json:"pretty"`
	Base           string            `json:"base"`
	Binaries       string            `json:"binaries"`
	Charlists      string            `json:"charlists"`
	Structs        *bool             `json:"structs"`
	Colors         map[string]string `json:"syntax_colors"`
	Custom         map[string]bool   `json:"custom_options"`
}

func (v variant) options() *Options {
	o := New()
	number := func(dst *int, v any) {
		switch v := v.(type) {
		case float64:
			*dst = int(v)
		case string:
			*dst = Unlimited
		}
	}
	number(&o.Limit, v.Limit)
	number(&o.PrintableLimit, v.PrintableLimit)
	number(&o.Width, v.Width)
	o.Pretty = v.Pretty
	o.Base = map[string]Base{"binary": Binary, "octal": Octal, "hex": Hex}[v.Base]
	o.Binaries = map[string]Binaries{"as_binaries": AsBinaries, "as_strings": AsStrings}[v.Binaries]
	o.Charlists = map[string]Charlists{"as_lists": AsLists, "as_charlists": AsCharlists}[v.Charlists]
	o.StructsAsMaps = v.Structs != nil && !*v.Structs
	o.Colors = v.Colors
	for k, b := range v.Custom {
		o.CustomOptions = term.Cons(term.Tuple(term.A(k), term.Bool(b)), o.CustomOptions)
	}
	return o
}

// golden reads the output of golden.exs and calls check for each text in it.
func golden(t *testing.T, data []byte, check func(tm term.Term, i int, o *Options, want string)) {
	t.Helper()
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<24)
	line := func(into any) bool {
		if !sc.Scan() {
			return false
		}
		if err := json.Unmarshal(sc.Bytes(), into); err != nil {
			t.Fatal(err)
		}
		return true
	}
	var atoms []string
	var variants []variant
	if !line(&atoms) || !line(&variants) {
		t.Fatal("golden data is empty")
	}
	for _, a := range atoms {
		term.Intern(a) // maps print in the order their atoms were made
	}
	for {
		var c struct {
			T []byte
			W [][2]any
		}
		if !line(&c) {
			return
		}
		tm, _, err := etf.BinaryToTerm(c.T, nil)
		if err != nil {
			t.Fatal(err, base64.StdEncoding.EncodeToString(c.T))
		}
		for _, w := range c.W {
			i := int(w[0].(float64))
			check(tm, i, variants[i].options(), w[1].(string))
		}
	}
}

func compareGolden(t *testing.T, data []byte) {
	n, bad := 0, 0
	golden(t, data, func(tm term.Term, i int, o *Options, want string) {
		n++
		if got := string(Append(nil, tm, o)); got != want {
			if bad++; bad <= 20 {
				t.Errorf("variant %d\ngot  %q\nwant %q", i, got, want)
			}
		}
	})
	if bad > 0 {
		t.Errorf("%d of %d texts differ", bad, n)
	}
}

func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/golden.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, data)
}

// TestConfirmGolden runs golden.exs again, so that the committed texts are
// those of the real inspect.
func TestConfirmGolden(t *testing.T) {
	peers.Require(t, peers.OTP29)
	compareGolden(t, runScript(t, "golden.exs"))
}

// runScript runs a script of testdata in the real elixir.
func runScript(t *testing.T, name string) []byte {
	t.Helper()
	outside, inside := peers.TempDir(t, peers.OTP29)
	src, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(outside+"/"+name, src, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := peers.Command(peers.OTP29, "elixir", inside+"/"+name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}
