package node

import (
	"testing"

	"gex/node/proc"
	"gex/node/proc/proctest"
	"gex/proto/term"
)

func TestParseSpawnOptions(t *testing.T) {
	pair := func(k string, v term.Term) term.Term { return tuple(atom(k), v) }
	tests := []struct {
		name string
		opts term.Term
		ok   bool
		want func(o SpawnOptions) bool
	}{
		{"none", term.Nil, true, func(o SpawnOptions) bool { return !o.Link && !o.Monitor }},
		{"link", term.List(atom("link")), true, func(o SpawnOptions) bool { return o.Link && !o.Monitor }},
		{"monitor", term.List(atom("monitor"), atom("link")), true, func(o SpawnOptions) bool { return o.Link && o.Monitor }},
		{"monitor options", term.List(pair("monitor", term.List(pair("tag", term.Int(7)), pair("alias", atom("demonitor"))))), true,
			func(o SpawnOptions) bool {
				return o.Monitor && o.MonitorOpts == proc.MonitorOptions{Tag: term.Int(7), Alias: proc.DemonitorAlias}
			}},
		{"priority", term.List(pair("priority", atom("max"))), true, func(o SpawnOptions) bool { return o.Priority == proc.PriorityMax }},
		{"sizes", term.List(pair("min_heap_size", term.Int(1000)), pair("fullsweep_after", term.Int(0)), pair("max_heap_size", term.MapOf(atom("size"), term.Int(5))),
			pair("message_queue_data", atom("off_heap"))), true, func(o SpawnOptions) bool { return len(o.Flags) == 4 }},
		{"unknown atom", term.List(atom("nothing")), false, nil},
		{"unknown pair", term.List(pair("nothing", term.Int(1))), false, nil},
		{"bad priority", term.List(pair("priority", atom("highest"))), false, nil},
		{"bad size", term.List(pair("min_heap_size", term.Int(-1))), false, nil},
		{"bad monitor option", term.List(pair("monitor", term.List(pair("alias", atom("never"))))), false, nil},
		{"bad monitor list", term.List(pair("monitor", atom("tag"))), false, nil},
		{"improper", term.ListTail(atom("x"), atom("link")), false, nil},
		{"no list", term.Int(1), false, nil},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			o, ok := ParseSpawnOptions(c.opts)
			if ok != c.ok || ok && !c.want(o) {
				t.Errorf("%+v, %v", o, ok)
			}
		})
	}
}

func TestParseAliasOptions(t *testing.T) {
	tests := []struct {
		name string
		opts term.Term
		mode proc.AliasMode
		ok   bool
	}{
		{"none", term.Nil, proc.ExplicitUnalias, true},
		{"reply", term.List(atom("reply")), proc.ReplyAlias, true},
		{"last counts", term.List(atom("reply"), atom("explicit_unalias")), proc.ExplicitUnalias, true},
		{"priority", term.List(atom("priority")), proc.ExplicitUnalias | proc.PriorityAlias, true},
		{"unknown", term.List(atom("demonitor")), 0, false},
		{"no list", atom("reply"), 0, false},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if mode, ok := ParseAliasOptions(c.opts); ok != c.ok || ok && mode != c.mode {
				t.Error(mode, ok)
			}
		})
	}
}

func TestFuncs(t *testing.T) {
	got := make(chan term.Term, 1)
	n := newWorld(t).node("f@h", Config{Resolver: Funcs{
		"m:f/1": func(p *proc.Process, args []term.Term) (term.Term, error) { got <- args[0]; return args[0], nil },
	}})
	a := newActor(t, n, SpawnOptions{})
	m, f := term.Intern("m"), term.Intern("f")
	n.SpawnMFA(nil, m, f, []term.Term{term.Int(3)}, SpawnOptions{})
	if v := <-got; v.Int() != 3 {
		t.Error(v)
	}
	n.SpawnFun(nil, (&term.Export{Module: m, Name: f, Arity: 1}).Term(), []term.Term{term.Int(4)}, SpawnOptions{})
	if v := <-got; v.Int() != 4 {
		t.Error(v)
	}
	var p *proc.Process
	var ref *term.Ref
	a.Do(func(q *proc.Process) { p, ref, _ = n.SpawnMFA(q, m, f, nil, SpawnOptions{Monitor: true}) })
	a.Expect(proctest.DownMsg(ref, p.Self(), Undef(m, f, nil)))
	bad := atom("no_fun")
	a.Do(func(q *proc.Process) { p, ref, _ = n.SpawnFun(q, bad, nil, SpawnOptions{Monitor: true}) })
	a.Expect(proctest.DownMsg(ref, p.Self(), tuple(tuple(atom("badfun"), bad), term.Nil)))
}

func TestSpawnNamed(t *testing.T) {
	n := newWorld(t).node("s@h", Config{})
	name := term.Intern("named")
	a := newActor(t, n, SpawnOptions{Name: name})
	if n.Whereis(name) != a.Process {
		t.Error("not registered when it runs")
	}
	before := len(n.Processes())
	if _, err := n.SpawnGo(nil, func(*proc.Process) { t.Error("runs") }, SpawnOptions{Name: name}); err == nil {
		t.Error("two of one name")
	}
	if len(n.Processes()) != before {
		t.Error("a process without a name stays")
	}
}
