package proc_test

import (
	"errors"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/node/proc/proctest"
	"gex/proto/term"
)

// pair returns two actors of one node that trap exits.
func pair(t *testing.T) (n *node.Node, a, b *actor) {
	n = newNode(t, node.Config{})
	o := node.SpawnOptions{TrapExit: true}
	return n, newActor(t, n, o), newActor(t, n, o)
}

func (a *actor) links() (ts []term.Term) {
	a.Do(func(p *proc.Process) { p.HandleSignals(); ts = p.Links() })
	return ts
}

func TestLinkBothSides(t *testing.T) {
	_, a, b := pair(t)
	a.Do(func(p *proc.Process) { p.Link(b.Self()); p.Link(b.Self()) })
	if l := b.links(); len(l) != 1 || !term.Identical(l[0], a.Self()) {
		t.Errorf("links of b: %v", l)
	}
	w := newActor(t, nodeOf(a), node.SpawnOptions{})
	end(w, b, atom("x"))
	a.Expect(proctest.ExitMsg(b.Self(), atom("x")))
	a.Quiet()
	if l := a.links(); l != nil {
		t.Errorf("links of a: %v", l)
	}
}

func nodeOf(a *actor) *node.Node { return a.Scheduler().Router().(*node.Node) }

func TestUnlink(t *testing.T) {
	tests := []struct {
		name string
		run  func(a, b *actor)
		want bool // an exit signal of b reaches a
	}{
		{"unlinked", func(a, b *actor) {
			a.Do(func(p *proc.Process) { p.Link(b.Self()); p.Unlink(b.Self()) })
		}, false},
		{"linked again", func(a, b *actor) {
			a.Do(func(p *proc.Process) { p.Link(b.Self()); p.Unlink(b.Self()); p.Link(b.Self()) })
		}, true},
		{"linked again before the acknowledgement came", func(a, b *actor) {
			a.Do(func(p *proc.Process) { p.Link(b.Self()); p.Unlink(b.Self()) })
			b.Sync()
			a.Do(func(p *proc.Process) { p.Link(b.Self()) })
			a.Sync()
		}, true},
		{"unlinked by the other", func(a, b *actor) {
			a.Do(func(p *proc.Process) { p.Link(b.Self()) })
			b.Do(func(p *proc.Process) { p.HandleSignals(); p.Unlink(a.Self()) })
			a.Sync()
		}, false},
		{"both unlink at once", func(a, b *actor) {
			a.Do(func(p *proc.Process) { p.Link(b.Self()) })
			b.Sync()
			a.Do(func(p *proc.Process) { p.Unlink(b.Self()) })
			b.Do(func(p *proc.Process) { p.Unlink(a.Self()) })
			a.Sync()
			b.Sync()
			a.Sync()
		}, false},
		{"unlinked while the exit signal is under way", func(a, b *actor) {
			a.Do(func(p *proc.Process) { p.Link(b.Self()) })
			b.Sync()
			b.Do(func(p *proc.Process) {
				a.Post(&proc.Exit{From: p.Self(), Reason: atom("early"), Linked: true})
			})
			a.Do(func(p *proc.Process) { p.Unlink(b.Self()) })
		}, false},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			n, a, b := pair(t)
			c.run(a, b)
			end(newActor(t, n, node.SpawnOptions{}), b, atom("x"))
			if c.want {
				a.Expect(proctest.ExitMsg(b.Self(), atom("x")))
			}
			a.Quiet()
			if l := a.links(); l != nil {
				t.Errorf("left: %v", l)
			}
		})
	}
}

func TestLinkToNobody(t *testing.T) {
	n, a, b := pair(t)
	end(a, b, atom("gone"))
	a.Do(func(p *proc.Process) {
		if err := p.Link(b.Self()); err != nil {
			t.Error(err)
		}
		if err := p.Link(atom("b")); !errors.Is(err, proc.ErrBadArg) {
			t.Error(err)
		}
		if err := p.Link(p.Self()); err != nil {
			t.Error(err)
		}
	})
	a.Expect(proctest.ExitMsg(b.Self(), atom("noproc")))
	newActor(t, n, node.SpawnOptions{}).Do(func(p *proc.Process) {
		if err := p.Link(b.Self()); !errors.Is(err, proc.ErrNoProc) {
			t.Error(err)
		}
	})
}

// TestSignalsOfTheDead: signals that a process has not handled when it ends are
// answered as if it had never been.
func TestSignalsOfTheDead(t *testing.T) {
	_, a, b := pair(t)
	var ref *term.Ref
	b.Do(func(p *proc.Process) {
		// b handles nothing from here to its end.
		a.Do(func(p *proc.Process) {
			p.Link(b.Self())
			ref, _ = p.Monitor(b.Self(), proc.MonitorOptions{})
		})
		p.SetExit(atom("why"))
	})
	b.Stop()
	a.Expect(proctest.ExitMsg(b.Self(), atom("noproc")))
	a.Expect(proctest.DownMsg(ref, b.Self(), atom("noproc")))
}

func TestSpawnLink(t *testing.T) {
	n, a, _ := pair(t)
	var child *proc.Process
	a.Do(func(p *proc.Process) {
		child, _, _ = n.Spawn(p, step(func(c *proc.Process) proc.Next {
			c.SetExit(atom("bye"))
			return proc.Done
		}), node.SpawnOptions{Link: true})
	})
	a.Expect(proctest.ExitMsg(child.Self(), atom("bye")))
}
