package repl

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"testing"

	"gex/node"
	"gex/proto/term"
	"gex/repl/lang/bif"
	"gex/repl/lang/expand"
	"gex/repl/lang/lib"
)

//go:embed testdata/complete.txt
var recorded string

func newCompleting(t testing.TB) *Session {
	rt := lib.New(&bif.Host{Node: node.New(node.Config{})}, &lib.Printer{Out: new(bytes.Buffer)})
	s := New(Config{Runtime: rt})
	Register(rt.System.Table)
	s.scope = lib.NewScope("iex", 1)
	s.scope.Env = helpersEnv(s.scope.Env)
	return s
}

// TestCompleteAsIEx compares with what IEx did.
func TestCompleteAsIEx(t *testing.T) {
	s := newCompleting(t)
	for row := range strings.Lines(recorded) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		want := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		c := complete(s.cfg.Runtime, s.scope, want[0])
		if got := strings.Join(c.Candidates, " "); c.Insert != want[1] || got != want[2] {
			t.Errorf("%s: inserts %q, lists %q\nwant %q, %q", want[0], c.Insert, got, want[1], want[2])
		}
	}
}

func TestCompleteBindings(t *testing.T) {
	s := newCompleting(t)
	inner := term.EmptyMap.MapPut(term.A("bar"), term.Int(2))
	s.scope = s.scope.Bind(expand.V("xconf"), term.EmptyMap.MapPut(term.A("foo"), term.Int(1)).MapPut(term.A("fob"), inner).MapPut(term.Int(3), term.Int(4)))
	s.scope = s.scope.Bind(expand.V("mod"), term.A("Elixir.Integer"))
	env := *s.scope.Env
	env.Aliases = []expand.Alias{{From: term.Intern("Elixir.MyList"), To: term.Intern("Elixir.List")}}
	s.scope.Env = &env
	for _, tt := range []struct {
		text, insert string
		list         []string
	}{
		{"xcon", "f", nil},
		{"xconf.", "fo", nil},
		{"xconf.fo", "", []string{"fob", "foo"}},
		{"xconf.fob.", "bar", nil},
		{"xconf.foo.", "", nil},
		{"mod.pars", "e", nil},
		{"MyL", "ist", nil},
		{"MyList.las", "t", nil},
		{"nothing.a", "", nil},
	} {
		c := s.Complete(tt.text, len(tt.text))
		if c.Insert != tt.insert || !slices.Equal(c.Candidates, tt.list) {
			t.Errorf("%s: %+v, want %q %q", tt.text, c, tt.insert, tt.list)
		}
	}
	s.running = true
	if c := s.Complete("xcon", 4); c.Insert != "" {
		t.Errorf("while an evaluation runs: %+v", c)
	}
}

// FuzzComplete looks for code whose completion panics.
func FuzzComplete(f *testing.F) {
	for _, seed := range []string{"Enum.ma", "a.b.c", ":\"x", "%A.", "\xff.é", "~", "&1."} {
		f.Add(seed)
	}
	s := newCompleting(f)
	f.Fuzz(func(_ *testing.T, text string) { complete(s.cfg.Runtime, s.scope, text) })
}
