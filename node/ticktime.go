package node

import (
	"sync"
	"time"
)

// tickTime is the tick time of a node, which may be on its way to another value.
type tickTime struct {
	mu        sync.Mutex
	now, next time.Duration
	changed   time.Time // when next holds; zero if no change is under way
}

// settle makes next hold when its time has come. The caller holds the lock.
func (t *tickTime) settle() {
	if !t.changed.IsZero() && !time.Now().Before(t.changed) {
		t.now, t.changed = t.next, time.Time{}
	}
}

// get returns the tick time that holds, and the one that is to come; the same if
// no change is under way.
func (t *tickTime) get() (now, next time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settle()
	if t.changed.IsZero() {
		return t.now, t.now
	}
	return t.now, t.next
}

func (t *tickTime) set(to, transition time.Duration) TickChange {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settle()
	switch {
	case !t.changed.IsZero():
		return TickOngoing
	case to == t.now:
		return TickUnchanged
	}
	t.next, t.changed = to, time.Now().Add(transition)
	return TickInitiated
}

// ticking is how often a connection shows that it lives, and how long the other side
// may be silent. While the tick time changes nodes may have it or the new one.
func (t *tickTime) ticking(ticks int) (every, limit time.Duration) {
	now, next := t.get()
	return min(now, next) / time.Duration(ticks), max(now, next)
}

// TickChange is what SetTickTime came to.
type TickChange uint8

const (
	// TickUnchanged: it is the tick time already.
	TickUnchanged TickChange = iota
	// TickInitiated: it is to be the tick time.
	TickInitiated
	// TickOngoing: another change is under way, and this one is not made.
	TickOngoing
)

// SetTickTime changes the tick time of all connections (net_kernel:set_net_ticktime).
// During the transition they tick as often as the shorter of both demands, and are
// down after the longer one, so that all nodes of a cluster can be changed one after
// the other. The node must be alive.
func (n *Node) SetTickTime(to, transition time.Duration) TickChange {
	if w := n.net.Load(); w != nil {
		return w.ticks.set(to, transition)
	}
	return TickUnchanged
}

// TickTime returns after how long without a sign of life a node is down.
func (n *Node) TickTime() time.Duration {
	now, _ := n.TickTimes()
	return now
}

// TickTimes is TickTime and what that is to become; the same if no change is under
// way.
func (n *Node) TickTimes() (now, next time.Duration) {
	if w := n.net.Load(); w != nil {
		return w.ticks.get()
	}
	return DefaultTickTime, DefaultTickTime
}
