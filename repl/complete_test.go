package repl

import (
	"bytes"
	"slices"
	"testing"

	"gex/node"
	"gex/proto/term"
	"gex/repl/lang/bif"
	"gex/repl/lang/expand"
	"gex/repl/lang/lib"
)

func newCompleting(t testing.TB) *Session {
	rt := lib.New(&bif.Host{Node: node.New(node.Config{})}, &lib.Printer{Out: new(bytes.Buffer)})
	s := New(Config{Runtime: rt})
	Register(rt.System.Table)
	s.scope = lib.NewScope("iex", 1)
	s.scope.Env = helpersEnv(s.scope.Env)
	return s
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
		var list []string
		for _, l := range c.Lists {
			list = append(list, l.Items...)
		}
		if c.Insert != tt.insert || !slices.Equal(list, tt.list) {
			t.Errorf("%s: %+v, want %q %q", tt.text, c, tt.insert, tt.list)
		}
	}
	s.running = true
	if c := s.Complete("xcon", 4); c.Insert != "" {
		t.Errorf("while an evaluation runs: %+v", c)
	}
}
