package remote

import (
	"reflect"
	"testing"

	"gex/proto/term"
	"gex/repl/line"
)

func TestExpansion(t *testing.T) {
	chars := func(s string) term.Term { return term.Charlist(s) }
	yes, no := term.A("yes"), term.A("no")
	group := func(title string, elems ...term.Term) term.Term {
		return term.MapOf(term.A("title"), chars(title), term.A("elems"), term.List(elems...), term.A("options"), term.Nil)
	}
	nested := group("deep", chars("x"))
	for range 2 * maxNesting {
		nested = group("deeper", nested)
	}
	for _, tt := range []struct {
		name string
		in   term.Term
		want line.Completion
	}{
		{"insert", term.Tuple(yes, chars("case"), term.Nil), line.Completion{Insert: "case"}},
		{"texts", term.Tuple(yes, term.Nil, term.List(chars("a/1"), chars("b/2"))), line.Completion{Lists: []line.List{{Items: []string{"a/1", "b/2"}}}}},
		{"pairs", term.Tuple(no, term.Nil, term.List(term.Tuple(chars("map"), term.Nil))), line.Completion{Lists: []line.List{{Items: []string{"map"}}}}},
		{"groups", term.Tuple(yes, term.Nil, term.List(group("Guards", chars("a")), group("Exports", term.Tuple(chars("b"), term.Nil)))),
			line.Completion{Lists: []line.List{{Title: "Guards", Items: []string{"a"}}, {Title: "Exports", Items: []string{"b"}}}}},
		{"nothing", term.Tuple(no, term.Nil, term.Nil), line.Completion{}},
		{"too deep", term.Tuple(yes, term.Nil, term.List(nested)), line.Completion{}},
		{"no answer", term.A("undefined"), line.Completion{}},
		{"no texts", term.Tuple(yes, term.Int(7), term.Int(8)), line.Completion{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := expansion(tt.in); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestEndingNode(t *testing.T) {
	for src, want := range map[string]bool{
		"System.halt(1)\n": true, "System.stop\n": true, ":init.stop()\n": true, ":erlang.halt()\n": true, "System.restart()": true,
		"q().\n": true, "halt().\n": true, "init:stop().\n": true, "X = 1, q().\n": true, "erlang:halt(1).\n": true,
		"System.halted\n": false, "seq().\n": false, "M:q().\n": false, "my_system.halt\n": false, "1 + 1\n": false, "init.state\n": false,
	} {
		if got := ending.MatchString(src); got != want {
			t.Errorf("%q ends the node: %v, want %v", src, got, want)
		}
	}
}

// TestErlangEntries types lines at prompts of the Erlang shell: which go on with an
// entry, and what the entry is then.
func TestErlangEntries(t *testing.T) {
	ty := typed{erlang: true}
	for _, tt := range []struct {
		prompt, line string
		entry, more  bool
		src          string
	}{
		{"(a@h)1> ", "X = 1.\n", true, false, "X = 1.\n"},
		{"(a@h)2> ", "X +\n", true, false, "X +\n"},
		{"(a@h)2> ", "2.\n", true, true, "X +\n2.\n"},
		{"(a@h)3> ", "\n", true, false, "\n"},
		{"(a@h)3> ", "f(\n", true, false, "f(\n"},
		{"(a@h)4> ", "ok.\n", true, false, "ok.\n"}, // the shell gave the entry before up
		{"name? ", "", false, false, ""},
	} {
		entry, more := ty.reads(tt.prompt)
		if entry != tt.entry || more != tt.more {
			t.Errorf("%q: entry %v, more %v, want %v, %v", tt.prompt, entry, more, tt.entry, tt.more)
		}
		if !entry {
			continue
		}
		if src := ty.add(tt.prompt, tt.line, more); src != tt.src {
			t.Errorf("%q: entry %q, want %q", tt.line, src, tt.src)
		}
	}
}
