package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"gex/scripts/peers"
)

func TestExtract(t *testing.T) {
	tests := []struct {
		doc  string
		want []block
	}{
		{"no examples", nil},
		{"Text\n\n    iex> 1 + 1\n    2\n\nmore", []block{{"f/1", []example{{" 1 + 1", "2"}}}}},
		{"  iex> a = 1\n  iex> a\n  1\n  iex> b\n  ** (E) m\n  n", []block{{"f/1", []example{{" a = 1\n a", "1"}, {" b", "** (E) m\nn"}}}}},
		{"iex(1)> [\n...(1)>  1]\n[1]\n\niex> x", []block{{"f/1", []example{{" [\n  1]", "[1]"}}}, {"f/1", []example{{" x", ""}}}}},
		{"```\niex> x\n%{\n  a: 1\n}\n```\ny", []block{{"f/1", []example{{" x", "%{\n  a: 1\n}"}}}}},
	}
	for _, tt := range tests {
		if got := extract("f/1", tt.doc); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q\n got %q\nwant %q", tt.doc, got, tt.want)
		}
	}
}

func TestExpected(t *testing.T) {
	tests := []struct {
		expected           string
		opaque, raises     bool
		exception, message string
	}{
		{"1", false, false, "", ""},
		{"#PID<0.1.0>", true, false, "", ""},
		{"#Foo.Bar_1<a>", true, false, "", ""},
		{"#Foo.bar<a>", false, false, "", ""},
		{"# a < b", false, false, "", ""},
		{"** (ArgumentError) no", false, true, "ArgumentError", "no"},
		{"** (MatchError)\nno (yes)", false, true, "MatchError", "no (yes)"},
	}
	for _, tt := range tests {
		e := example{expected: tt.expected}
		exception, message, raises := e.raises()
		if e.opaque() != tt.opaque || raises != tt.raises || exception != tt.exception || message != tt.message {
			t.Errorf("%q: opaque %v, raises %v %q %q", tt.expected, e.opaque(), raises, exception, message)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add("    iex> 1\n    ...> + 1\n    2\n\n    iex(2)> x\n    #PID<0>")
	f.Fuzz(func(t *testing.T, doc string) {
		for _, b := range extract("f/1", doc) {
			if len(b.examples) == 0 {
				t.Fatalf("%q: a block without examples", doc)
			}
			b.code(0)
		}
	})
}

// TestConfirmDocs runs the documented examples on gex and on Elixir 1.20.4.
func TestConfirmDocs(t *testing.T) {
	peers.Require(t, peers.OTP29)
	gex, clean, err := gexBinary("")
	if err != nil {
		t.Fatal(err)
	}
	defer clean()
	const goal, least = 95, 85
	modules := slices.Concat(core, further)
	texts, err := docs(modules)
	if err != nil {
		t.Fatal(err)
	}
	reports, err := check(modules, texts, gex)
	if err != nil {
		t.Fatal(err)
	}
	var sum report
	for _, r := range reports {
		t.Logf("%-20s %4d of %4d, %5.1f%%; excluded %d", r.module, r.passed, r.examples, r.rate(), r.excluded)
		if !slices.Contains(core, r.module) {
			continue
		}
		sum.examples += r.examples
		sum.passed += r.passed
		if r.rate() < least {
			t.Errorf("%s: %.1f%% of the examples pass, less than %d%%:\n%s", r.module, r.rate(), least, summary(r.failures))
		}
	}
	if sum.rate() < goal {
		t.Errorf("%.1f%% of the examples pass, less than %d%%", sum.rate(), goal)
	}
}

// TestOwnDocs runs the examples in the documentation of our library on gex.
func TestOwnDocs(t *testing.T) {
	gex, clean, err := gexBinary("")
	if err != nil {
		t.Fatal(err)
	}
	defer clean()
	modules, texts := own(nil)
	for i, module := range modules {
		blocks := blocksOf(texts[i])
		results, err := run(binary(gex), module, blocks)
		if err != nil {
			t.Fatalf("%s: %v", module, err)
		}
		for n, b := range blocks {
			for j, e := range b.examples {
				if r := results[n][j]; !r.pass {
					t.Errorf("%s.%s: %s\n got %s\nwant %s", module, b.where, e.expr, r.got, r.want)
				}
			}
		}
	}
}

// TestConfirmOwnDocs runs the same examples on Elixir 1.20.4 too.
func TestConfirmOwnDocs(t *testing.T) {
	peers.Require(t, peers.OTP29)
	gex, clean, err := gexBinary("")
	if err != nil {
		t.Fatal(err)
	}
	defer clean()
	modules, texts := own(nil)
	reports, err := check(modules, texts, gex)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		if slices.Contains(ownOnly, r.module) {
			continue
		}
		for _, f := range r.unfair {
			t.Errorf("%s.%s: %s\nElixir %s\n  want %s", r.module, f.where, f.expr, f.got, f.want)
		}
	}
}

func summary(failures []failure) string {
	var b strings.Builder
	for _, f := range failures {
		b.WriteString(f.where + ": " + f.got + "\n")
	}
	return b.String()
}
