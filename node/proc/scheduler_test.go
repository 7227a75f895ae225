package proc_test

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/node/proc/proctest"
	"gex/proto/term"
)

// await runs f until it is true.
func await(t testing.TB, what string, f func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !f(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain:", what)
		}
	}
}

func wait(t testing.TB, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(patience):
		t.Fatal("waited in vain:", what)
	}
}

// busy is a Runner that never waits; it counts its slices.
func busy(slices *atomic.Int64) step {
	return func(p *proc.Process) proc.Next {
		slices.Add(1)
		p.AddReductions(proc.Budget)
		return proc.Yield
	}
}

// TestFairness: neither busy processes nor two that always wake each other keep
// others from running.
func TestFairness(t *testing.T) {
	n := newNode(t, node.Config{})
	var counts [8]atomic.Int64
	for i := range counts {
		spawn(t, n, busy(&counts[i]))
	}
	for range 4 {
		server := spawn(t, n, echo)
		first := true
		spawn(t, n, func(p *proc.Process) proc.Next {
			if _, ok := p.Current(); ok || first {
				if ok {
					p.Take()
				}
				first = false
				p.Send(server.Self(), p.Self(), proc.SendOptions{})
			}
			return proc.Wait
		})
	}
	for i := range counts {
		from := counts[i].Load()
		await(t, "turn of a process", func() bool { return counts[i].Load() > from+50 })
	}
}

func TestPriorities(t *testing.T) {
	n := newNode(t, node.Config{})
	var low atomic.Int64
	for range 4 * runtime.GOMAXPROCS(0) {
		spawn(t, n, busy(&low))
	}
	done := make(chan struct{})
	left := 100
	n.Spawn(nil, step(func(p *proc.Process) proc.Next {
		if left--; left == 0 {
			close(done)
			return proc.Done
		}
		return proc.Yield
	}), node.SpawnOptions{Priority: proc.PriorityHigh})
	wait(t, "high priority", done)
}

// TestBlocking: blocking code holds up no other process, however many block.
func TestBlocking(t *testing.T) {
	n := newNode(t, node.Config{})
	release := make(chan struct{})
	var blocked atomic.Int64
	const blockers = 20
	ended := make(chan struct{}, blockers)
	for range blockers {
		spawn(t, n, func(p *proc.Process) proc.Next {
			p.Blocking(func() { blocked.Add(1); <-release })
			ended <- struct{}{}
			return proc.Done
		})
	}
	await(t, "all to block", func() bool { return blocked.Load() == blockers })
	ran := make(chan struct{})
	spawn(t, n, func(p *proc.Process) proc.Next { close(ran); return proc.Done })
	wait(t, "another process", ran)
	// Busy processes take all places; the blocked ones get theirs back.
	var slices atomic.Int64
	for range 2 * runtime.GOMAXPROCS(0) {
		spawn(t, n, busy(&slices))
	}
	await(t, "busy processes", func() bool { return slices.Load() > 10 })
	close(release)
	for range blockers {
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatal("a blocked process did not come back")
		}
	}
}

// TestKillBusy: a process that never looks at its mailbox ends by an exit signal.
func TestKillBusy(t *testing.T) {
	n := newNode(t, node.Config{})
	var slices atomic.Int64
	b := spawn(t, n, busy(&slices))
	a := newActor(t, n, node.SpawnOptions{})
	ref := a.monitor(b.Self(), proc.MonitorOptions{})
	a.Do(func(p *proc.Process) { p.Exit(b.Self(), atom("kill")) })
	a.Expect(proctest.DownMsg(ref, b.Self(), atom("killed")))
}

func TestSuspend(t *testing.T) {
	n := newNode(t, node.Config{})
	var slices atomic.Int64
	b := spawn(t, n, busy(&slices))
	a, c := newActor(t, n, node.SpawnOptions{}), newActor(t, n, node.SpawnOptions{})
	status := func(x *actor) (st term.Term) {
		x.Do(func(p *proc.Process) {
			st, _ = p.Ask(b, func(q *proc.Process) term.Term { v, _ := q.Info(atom("status")); return v })
		})
		return st
	}
	a.Do(func(p *proc.Process) {
		if err := errors.Join(p.Suspend(b, false), p.Suspend(b, false)); err != nil {
			t.Error(err)
		}
	})
	c.Do(func(p *proc.Process) { p.Suspend(b, false) })
	before := slices.Load()
	if st := status(a); !st.Is(term.Intern("suspended")) {
		t.Errorf("status %v", st)
	}
	a.Do(func(p *proc.Process) {
		if err := errors.Join(p.Resume(b), p.Resume(b)); err != nil {
			t.Error(err)
		}
		if p.Resume(b) == nil {
			t.Error("resumed once too often")
		}
	})
	if st := status(a); !st.Is(term.Intern("suspended")) || slices.Load() != before {
		t.Errorf("c holds it: status %v", st)
	}
	c.Stop() // what it suspended goes on
	await(t, "b to run", func() bool { return slices.Load() > before })
}

// TestAsk: processes may ask each other at the same time, and a process that
// waits in a receive answers.
func TestAsk(t *testing.T) {
	n := newNode(t, node.Config{})
	var ps [2]*proc.Process
	ready := make(chan struct{})
	done := make(chan struct{}, 2)
	for i := range ps {
		asks := 0
		ps[i] = spawn(t, n, func(p *proc.Process) proc.Next {
			p.Blocking(func() { <-ready })
			v, err := p.Ask(ps[1-i], func(q *proc.Process) term.Term { return q.Self() })
			if err != nil || !term.Identical(v, ps[1-i].Self()) {
				t.Error(v, err)
			}
			if asks++; asks < 200 {
				return proc.Yield
			}
			done <- struct{}{}
			return proc.Wait
		})
	}
	close(ready)
	for range ps {
		select {
		case <-done:
		case <-time.After(patience):
			t.Fatal("they wait for each other")
		}
	}
	a, b := newActor(t, n, node.SpawnOptions{}), newActor(t, n, node.SpawnOptions{})
	b.Stop()
	await(t, "end of b", func() bool { return !b.Alive() })
	a.Do(func(p *proc.Process) {
		if _, err := p.Ask(b.Process, func(*proc.Process) term.Term { return term.Nil }); !errors.Is(err, proc.ErrNoProc) {
			t.Error(err)
		}
		if p.IsAlive(b.Process) || !p.IsAlive(ps[0]) {
			t.Error("IsAlive")
		}
	})
}

// TestIsAliveAfterExit: what a process sent before is handled before the answer.
func TestIsAliveAfterExit(t *testing.T) {
	n := newNode(t, node.Config{})
	a := newActor(t, n, node.SpawnOptions{})
	for range 500 {
		b := spawn(t, n, func(p *proc.Process) proc.Next { p.Current(); return proc.Wait })
		a.Do(func(p *proc.Process) {
			p.Exit(b.Self(), atom("kill"))
			if p.IsAlive(b) {
				t.Fatal("alive after kill")
			}
		})
	}
}

// TestSignalOrder: from one sender to one receiver nothing overtakes.
func TestSignalOrder(t *testing.T) {
	n := newNode(t, node.Config{})
	const senders, each = 8, 2000
	var mu sync.Mutex
	last := map[int64]int64{}
	total := 0
	done := make(chan struct{})
	var alias *term.Ref
	made := make(chan struct{})
	sink := spawn(t, n, func(p *proc.Process) proc.Next {
		if alias == nil {
			alias = p.Alias(proc.ExplicitUnalias)
			close(made)
		}
		for {
			m, ok := p.Current()
			if !ok {
				return proc.Wait
			}
			p.Take()
			who, i := m.Elem(0).Int(), m.Elem(1).Int()
			mu.Lock()
			if last[who]+1 != i {
				t.Errorf("sender %d: %d after %d", who, i, last[who])
			}
			last[who] = i
			mu.Unlock()
			if total++; total == senders*each {
				close(done)
			}
		}
	})
	<-made
	for who := range senders {
		i := 0
		spawn(t, n, func(p *proc.Process) proc.Next {
			for range 50 {
				if i++; i > each {
					return proc.Done
				}
				to := sink.Self()
				if i%3 == 0 {
					to = alias.Term()
				}
				p.Send(to, tuple(term.Int(int64(who)), term.Int(int64(i))), proc.SendOptions{})
			}
			return proc.Yield
		})
	}
	wait(t, "all messages", done)
}

// TestHammer has many processes link, monitor, alias, message and end each
// other at random; in the end nobody is left, and no watcher waits in vain.
func TestHammer(t *testing.T) {
	n := newNode(t, node.Config{})
	const procs = 300
	var pids [procs]atomic.Pointer[term.Pid]
	w := newActor(t, n, node.SpawnOptions{})
	var refs sync.Map
	started := make(chan struct{})
	for i := range procs {
		rnd := uint64(i)*2654435761 + 1
		next := func(k int) int { rnd = rnd*6364136223846793005 + 1442695040888963407; return int(rnd>>33) % k }
		steps := 0
		var mine []*term.Ref
		p := spawn(t, n, func(p *proc.Process) proc.Next {
			p.Blocking(func() { <-started })
			for range 20 {
				to := pids[next(procs)].Load().Term()
				switch next(9) {
				case 0:
					p.Link(to)
				case 1:
					p.Unlink(to)
				case 2, 3:
					ref, _ := p.Monitor(to, proc.MonitorOptions{Alias: proc.AliasMode(next(5))})
					mine = append(mine, ref)
				case 4:
					if len(mine) > 0 {
						p.Demonitor(mine[next(len(mine))], next(2) == 0)
					}
				case 5:
					p.Send(to, term.Int(1), proc.SendOptions{})
				case 6:
					if q := n.Process(to); q != nil && next(4) == 0 {
						p.Ask(q, func(q *proc.Process) term.Term { v, _ := q.Info(atom("links")); return v })
					}
				case 7:
					p.Scheduler().SendAfter(int64(next(3)), to, term.Int(2))
				case 8:
					if next(20) == 0 {
						p.Exit(to, []term.Term{atom("kill"), atom("boom"), atom("normal")}[next(3)])
					}
				}
				for {
					if _, ok := p.Current(); !ok {
						break
					}
					p.Take()
				}
				if p.Exiting() {
					break
				}
			}
			if steps++; steps > 50 {
				return proc.Done
			}
			return proc.Yield
		})
		pids[i].Store(p.Pid())
		refs.Store(*w.monitor(p.Self(), proc.MonitorOptions{}), true)
	}
	close(started)
	for range procs {
		m := w.Next()
		if _, ok := refs.LoadAndDelete(*m.Elem(1).Ref()); !ok {
			t.Fatalf("unexpected %v", m)
		}
	}
	w.Quiet()
	await(t, "end of all", func() bool { return len(n.Processes()) == 1 })
}

// TestPanic: a fault in the code of one process ends that process only.
func TestPanic(t *testing.T) {
	var crashes atomic.Int64
	n := newNode(t, node.Config{Crash: func(*proc.Process, term.Term) { crashes.Add(1) }})
	a := newActor(t, n, node.SpawnOptions{TrapExit: true})
	reason := tuple(term.String("fault"), term.Nil)
	var kids [2]*proc.Process
	a.Do(func(p *proc.Process) {
		kids[0], _, _ = n.Spawn(p, step(func(*proc.Process) proc.Next { panic("fault") }), node.SpawnOptions{Link: true})
	})
	a.Expect(proctest.ExitMsg(kids[0].Self(), reason))
	a.Do(func(p *proc.Process) {
		kids[1], _ = n.SpawnGo(p, func(*proc.Process) { panic("fault") }, node.SpawnOptions{Link: true})
	})
	a.Expect(proctest.ExitMsg(kids[1].Self(), reason))
	if crashes.Load() != 2 {
		t.Errorf("%d crashes reported", crashes.Load())
	}
}

// TestIdle: a process that waits costs little memory, and a node of them no time.
func TestIdle(t *testing.T) {
	n := newNode(t, node.Config{})
	const procs = 20_000
	var waiting, slices atomic.Int64
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	idle := step(func(p *proc.Process) proc.Next {
		slices.Add(1)
		p.Current()
		waiting.Add(1)
		return proc.Wait
	})
	for range procs {
		n.Spawn(nil, idle, node.SpawnOptions{})
	}
	await(t, "all to wait", func() bool { return waiting.Load() == procs })
	runtime.GC()
	runtime.ReadMemStats(&after)
	if each := (after.HeapAlloc - before.HeapAlloc) / procs; each > 700 {
		t.Errorf("%d bytes an idle process", each)
	}
	// Monitors come and go without a slice.
	a := newActor(t, n, node.SpawnOptions{})
	had := slices.Load()
	a.Do(func(p *proc.Process) {
		for _, q := range n.Processes()[:100] {
			if q == p {
				continue
			}
			ref, _ := p.Monitor(q.Self(), proc.MonitorOptions{})
			if v, err := p.Ask(q, func(q *proc.Process) term.Term { v, _ := q.Info(atom("monitored_by")); return v }); err != nil || !v.IsCons() {
				t.Error("not watched")
			}
			p.Demonitor(ref, true)
			if v, err := p.Ask(q, func(q *proc.Process) term.Term { v, _ := q.Info(atom("monitored_by")); return v }); err != nil || !v.IsNil() {
				t.Error("watched")
			}
		}
	})
	if slices.Load() != had {
		t.Errorf("%d slices for signals", slices.Load()-had)
	}
}

// TestPass: what a slice started runs before a slice that takes long goes on,
// however many workers there are, and in the order of the queue.
func TestPass(t *testing.T) {
	n := newNode(t, node.Config{})
	var started atomic.Int64
	const rounds = 50
	done := make(chan int64, 1)
	spawn(t, n, func(p *proc.Process) proc.Next {
		late := int64(0)
		for i := range int64(rounds) {
			if _, _, err := n.Spawn(p, step(func(*proc.Process) proc.Next { started.Add(1); return proc.Done }), node.SpawnOptions{}); err != nil {
				t.Error(err)
			}
			p.Pass()
			late = max(late, i+1-started.Load())
		}
		done <- late
		return proc.Done
	})
	select {
	case late := <-done:
		// Another worker may have taken it without having run it yet.
		if late > 1 {
			t.Errorf("%d processes had not run", late)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the process that passed did not go on")
	}
	await(t, "all to run", func() bool { return started.Load() == rounds })
}
