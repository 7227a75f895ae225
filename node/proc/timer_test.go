package proc_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
)

// inBubble runs f with a node whose time is that of a synctest bubble.
func inBubble(t *testing.T, f func(t *testing.T, n *node.Node)) {
	synctest.Test(t, func(t *testing.T) { f(t, newNode(t, node.Config{})) })
}

func TestTimersFireInTime(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node.Node) {
		s := n.Scheduler()
		r := rand.New(rand.NewPCG(3, 4))
		begin := time.Now()
		type fired struct{ id, at int64 }
		var got []fired
		sink, _ := n.SpawnGo(nil, func(p *proc.Process) {
			for {
				m, _, err := p.Receive(nil, -1)
				if err != nil {
					return
				}
				got = append(got, fired{m.Int(), time.Since(begin).Milliseconds()})
			}
		}, node.SpawnOptions{})
		due := map[int64]int64{}
		var left []*term.Ref
		for i := range int64(3000) {
			ms := r.Int64N(1 << r.IntN(33))
			ref := s.SendAfter(ms, sink.Self(), term.Int(i))
			switch i % 3 {
			case 0:
				left = append(left, ref)
			default:
				due[i] = s.Now() + ms
			}
			if i%50 == 0 {
				time.Sleep(time.Duration(r.IntN(3000)) * time.Microsecond)
			}
			if i%7 == 0 && len(left) > 0 {
				// One that has not fired is taken back.
				s.CancelTimer(left[0])
				left = left[1:]
			}
		}
		for _, ref := range left {
			s.CancelTimer(ref)
		}
		time.Sleep(60 * 24 * time.Hour)
		synctest.Wait()
		seen := map[int64]bool{}
		for _, f := range got {
			want, ok := due[f.id]
			if !ok {
				continue // fired before it was to be taken back
			}
			seen[f.id] = true
			if f.at < want || f.at > want+1 {
				t.Errorf("timer %d at %d ms, due %d", f.id, f.at, want)
			}
		}
		if len(seen) != len(due) {
			t.Errorf("%d of %d timers fired", len(seen), len(due))
		}
		if !slices.IsSortedFunc(got, func(a, b fired) int { return int(a.at - b.at) }) {
			t.Error("out of order")
		}
	})
}

func TestTimerSemantics(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node.Node) {
		s := n.Scheduler()
		a := newActor(t, n, node.SpawnOptions{})
		n.Register(term.Intern("named"), a.Process)
		r1 := s.SendAfter(100, a.Self(), atom("one"))
		r2 := s.StartTimer(200, atom("named"), atom("two"))
		r3 := s.SendAfter(300, a.Self(), atom("three"))
		s.SendAfter(150, atom("nobody"), atom("lost"))
		copied := *r3
		if ms, ok := s.ReadTimer(&copied); !ok || ms < 299 || ms > 300 {
			t.Errorf("read %d %v", ms, ok)
		}
		time.Sleep(50 * time.Millisecond)
		if ms, ok := s.CancelTimer(&copied); !ok || ms < 249 || ms > 251 {
			t.Errorf("cancel %d %v", ms, ok)
		}
		if _, ok := s.CancelTimer(r3); ok {
			t.Error("cancelled twice")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		a.Expect(atom("one"))
		a.Expect(tuple(atom("timeout"), r2.Term(), atom("two")))
		a.Quiet()
		if _, ok := s.CancelTimer(r1); ok {
			t.Error("cancelled after it fired")
		}
		if _, ok := s.ReadTimer(n.NewRef()); ok {
			t.Error("an ordinary reference is a timer")
		}
		r4 := s.SendAfter(1000, a.Self(), atom("never"))
		a.Stop()
		synctest.Wait()
		if _, ok := s.ReadTimer(r4); ok {
			t.Error("timer outlives its process")
		}
		if r := s.SendAfter(10, a.Self(), atom("dead")); r == nil {
			t.Error("no reference")
		}
	})
}

// TestReceiveTimeout: the timer of a receive, for Runners and Go processes.
func TestReceiveTimeout(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node.Node) {
		begin := time.Now()
		var at []time.Duration
		p := spawn(t, n, func(p *proc.Process) proc.Next {
			for {
				if _, ok := p.Current(); !ok {
					break
				}
				p.Skip() // nothing matches
			}
			if p.TimedOut() {
				p.StopTimer()
				p.Rewind()
				if at = append(at, time.Since(begin)); len(at) == 3 {
					return proc.Done
				}
			}
			p.StartTimer(100)
			return proc.Wait
		})
		for range 10 {
			time.Sleep(9 * time.Millisecond)
			n.Send(p.Self(), atom("noise"))
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for i, d := range at {
			want := time.Duration(i+1) * 100 * time.Millisecond
			if d < want || d > want+5*time.Millisecond {
				t.Errorf("timeout %d after %v", i, d)
			}
		}
		if len(at) != 3 {
			t.Errorf("%d timeouts", len(at))
		}
		a := newActor(t, n, node.SpawnOptions{})
		a.Do(func(p *proc.Process) {
			begin := time.Now()
			_, ok, err := p.Receive(func(term.Term) bool { return false }, 70*time.Millisecond)
			if d := time.Since(begin); ok || err != nil || d < 70*time.Millisecond || d > 72*time.Millisecond {
				t.Error(ok, err, d)
			}
		})
	})
}
