package proc_test

import (
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/node/proc/proctest"
	"gex/proto/term"
)

const patience = 10 * time.Second

// actor is a process of a node that the test directs.
type actor struct {
	*proctest.Actor
	t testing.TB
}

func newActor(t testing.TB, n *node.Node, o node.SpawnOptions) *actor {
	t.Helper()
	return &actor{proctest.Start(t, func(run func(*proc.Process)) (*proc.Process, error) { return n.SpawnGo(nil, run, o) }), t}
}

func atom(name string) term.Term      { return term.A(name) }
func tuple(ts ...term.Term) term.Term { return term.Tuple(ts...) }

// end has a end with reason and returns when its links and monitors were told:
// those of b, the last one, too.
func end(b, a *actor, reason term.Term) {
	b.t.Helper()
	var ref *term.Ref
	b.Do(func(p *proc.Process) { ref, _ = p.Monitor(a.Self(), proc.MonitorOptions{}) })
	a.Sync()
	a.Exit(reason)
	b.Expect(proctest.DownMsg(ref, a.Self(), reason))
}
