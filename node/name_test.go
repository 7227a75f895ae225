package node

import (
	"context"
	"testing"

	"gex/node/proc"
	"gex/proto/term"
)

// TestSetName has a process outlive two changes of the node's name.
func TestSetName(t *testing.T) {
	n := New(Config{})
	t.Cleanup(func() {
		if err := n.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	a := newActor(t, n, SpawnOptions{})
	before, ref := a.Self(), n.NewRef()
	for _, name := range []string{"a@h", "b@h", NoNode} {
		n.SetName(term.Intern(name), 3)
		if n.Process(before) == nil || a.Self() != before {
			t.Errorf("%s: the process is not found any more", name)
		}
		if got := n.NodeOf(before.Pid().Node).String(); got != name {
			t.Errorf("node(pid) is %s, want %s", got, name)
		}
		if n.NodeOf(ref.Node) != n.Self() || n.NewRef().Node != ref.Node {
			t.Errorf("%s: references are of different nodes", name)
		}
		if n.Send(before, term.A("x")) != proc.Sent {
			t.Errorf("%s: not sent", name)
		}
	}
}
