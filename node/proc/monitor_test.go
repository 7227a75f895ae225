package proc_test

import (
	"errors"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/node/proc/proctest"
	"gex/proto/term"
)

func (a *actor) monitor(to term.Term, o proc.MonitorOptions) (ref *term.Ref) {
	a.t.Helper()
	a.Do(func(p *proc.Process) {
		var err error
		if ref, err = p.Monitor(to, o); err != nil {
			a.t.Error(err)
		}
	})
	return ref
}

func TestMonitor(t *testing.T) {
	n, a, b := pair(t)
	if err := n.Register(term.Intern("bee"), b.Process); err != nil {
		t.Fatal(err)
	}
	here := n.Self().Term()
	byName := tuple(atom("bee"), here)
	r1 := a.monitor(b.Self(), proc.MonitorOptions{})
	r2 := a.monitor(atom("bee"), proc.MonitorOptions{})
	r3 := a.monitor(byName, proc.MonitorOptions{})
	r4 := a.monitor(b.Self(), proc.MonitorOptions{Tag: atom("tagged")})
	self := a.monitor(a.Self(), proc.MonitorOptions{})
	b.Sync()
	b.Exit(atom("x"))
	a.Expect(proctest.DownMsg(r1, b.Self(), atom("x")))
	a.Expect(proctest.DownMsg(r2, byName, atom("x")))
	a.Expect(proctest.DownMsg(r3, byName, atom("x")))
	a.Expect(tuple(atom("tagged"), r4.Term(), atom("process"), b.Self(), atom("x")))
	a.Quiet()
	a.Do(func(p *proc.Process) {
		if p.Demonitor(self, false) {
			t.Error("a monitor of itself")
		}
		if _, err := p.Monitor(term.Int(1), proc.MonitorOptions{}); !errors.Is(err, proc.ErrBadArg) {
			t.Error(err)
		}
	})
}

func TestMonitorNobody(t *testing.T) {
	n, a, b := pair(t)
	end(a, b, atom("gone"))
	for _, what := range []term.Term{b.Self(), tuple(atom("nobody"), n.Self().Term())} {
		a.Expect(proctest.DownMsg(a.monitor(what, proc.MonitorOptions{}), what, atom("noproc")))
	}
	a.Expect(proctest.DownMsg(a.monitor(atom("nobody"), proc.MonitorOptions{}), tuple(atom("nobody"), n.Self().Term()), atom("noproc")))
}

func TestDemonitor(t *testing.T) {
	n, a, b := pair(t)
	ref := a.monitor(b.Self(), proc.MonitorOptions{})
	ref2 := a.monitor(b.Self(), proc.MonitorOptions{})
	a.Do(func(p *proc.Process) {
		if !p.Demonitor(ref, false) || p.Demonitor(ref, false) {
			t.Error("first yes, then no")
		}
	})
	w := newActor(t, n, node.SpawnOptions{})
	end(w, b, atom("x"))
	a.Do(func(p *proc.Process) {
		// The message is there, before the monitor is taken back.
		p.HandleSignals()
		if p.QueueLen() != 1 {
			t.Errorf("%d messages", p.QueueLen())
		}
		if p.Demonitor(ref2, true) {
			t.Error("has fired already")
		}
	})
	a.Quiet()
}

func TestAlias(t *testing.T) {
	tests := []struct {
		name    string
		mode    proc.AliasMode
		monitor bool
		before  func(p *proc.Process, ref *term.Ref)
		want    int // of two messages
	}{
		{"explicit", proc.ExplicitUnalias, false, nil, 2},
		{"reply", proc.ReplyAlias, false, nil, 1},
		{"unaliased", proc.ExplicitUnalias, false, func(p *proc.Process, r *term.Ref) { p.Unalias(r) }, 0},
		{"monitor explicit", proc.ExplicitUnalias, true, func(p *proc.Process, r *term.Ref) { p.Demonitor(r, true) }, 2},
		{"monitor demonitor", proc.DemonitorAlias, true, nil, 2},
		{"monitor demonitor, demonitored", proc.DemonitorAlias, true, func(p *proc.Process, r *term.Ref) { p.Demonitor(r, true) }, 0},
		{"monitor reply_demonitor", proc.ReplyDemonitor, true, nil, 1},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			n, a, b := pair(t)
			var ref *term.Ref
			if c.monitor {
				ref = a.monitor(b.Self(), proc.MonitorOptions{Alias: c.mode})
			} else {
				a.Do(func(p *proc.Process) { ref = p.Alias(c.mode) })
			}
			if c.before != nil {
				a.Do(func(p *proc.Process) { c.before(p, ref) })
			}
			// The alias as another node would give it back.
			copied := *ref
			b.Do(func(p *proc.Process) {
				for i := range 2 {
					if st := p.Send(copied.Term(), term.Int(int64(i)), proc.SendOptions{}); st != proc.Sent {
						t.Error(st)
					}
				}
			})
			for i := range c.want {
				a.Expect(term.Int(int64(i)))
			}
			a.Quiet()
			end(newActor(t, n, node.SpawnOptions{}), b, atom("x"))
			if c.monitor && c.before == nil && c.mode != proc.ReplyDemonitor {
				a.Expect(proctest.DownMsg(ref, b.Self(), atom("x")))
			}
			a.Quiet()
			n.Send(ref.Term(), atom("late"))
			if c.want == 2 && c.mode == proc.ExplicitUnalias {
				a.Expect(atom("late"))
			}
			a.Quiet()
		})
	}
}

func TestPriorityMessages(t *testing.T) {
	_, a, b := pair(t)
	var ref *term.Ref
	a.Do(func(p *proc.Process) { ref = p.Alias(proc.ExplicitUnalias | proc.PriorityAlias) })
	b.Do(func(p *proc.Process) {
		for i := range 6 {
			if i%2 == 1 {
				p.Send(ref.Term(), term.Int(int64(i)), proc.SendOptions{Priority: true})
			} else {
				p.Send(a.Self(), term.Int(int64(i)), proc.SendOptions{})
			}
		}
	})
	for _, i := range []int64{1, 3, 5, 0, 2, 4} {
		a.Expect(term.Int(i))
	}
}
