package lib

import (
	"context"
	"io"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/bif"
)

// TestLogText has the texts that Elixir 1.20.4 logs for the same formats.
func TestLogText(t *testing.T) {
	n := node.New(node.Config{})
	r := New(&bif.Host{Node: n}, &Printer{Out: io.Discard})
	t.Cleanup(func() { n.Shutdown(context.Background()) })
	atom, str, abc := term.A("a"), term.String("x"), term.Charlist("abc")
	pair := term.Tuple(term.A("aa"), term.A("bb"), term.A("cc"))
	tests := []struct {
		format string
		args   []term.Term
		want   string
	}{
		{"no arguments", nil, "no arguments"},
		{"~p ~w", []term.Term{atom, str}, `:a "x"`},
		{"~tp ~ts ~s", []term.Term{abc, str, str}, `~c"abc" x x`},
		{"~lp ~w", []term.Term{abc, abc}, `[97, 98, 99] ~c"abc"`},
		{"~P ~W", []term.Term{term.List(str, str, str), term.Int(2), term.List(atom, atom, atom), term.Int(1)}, `["x", "x", ...] [:a, ...]`},
		{"~*p|", []term.Term{term.Int(5), pair}, "{:aa,\n :bb,\n :cc}|"},
		{"~5p|~0.3p~n", []term.Term{pair, atom}, "{:aa,\n :bb,\n :cc}|:a\n"},
		{"~.3f ~c ~b ~i~p~~", []term.Term{term.Float(1.5), term.Int('a'), term.Int(10), atom, atom}, "1.500 a 10 :a~"},
		{"~6.2.*f", []term.Term{term.Int('*'), term.Float(3.14159)}, "**3.14"},
		{"~p ~p", []term.Term{atom}, "wrong"},
		{"~p~", []term.Term{atom}, "wrong"},
		{"none", []term.Term{atom}, "wrong"},
		{"~P", []term.Term{atom, atom}, "wrong"},
	}
	done := make(chan struct{})
	_, err := n.SpawnGo(nil, func(p *proc.Process) {
		defer close(done)
		for _, tt := range tests {
			text, ok := r.LogText(p, term.Charlist(tt.format), term.List(tt.args...))
			if !ok {
				text = "wrong"
			}
			if text != tt.want {
				t.Errorf("%s: %q, want %q", tt.format, text, tt.want)
			}
		}
		if text, ok := r.LogText(p, atom, term.Nil); !ok || text != "a" {
			t.Errorf("an atom: %q", text)
		}
		if _, ok := r.LogText(p, str, atom); ok {
			t.Error("arguments that are no list")
		}
	}, node.SpawnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	<-done
}
