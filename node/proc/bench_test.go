package proc_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
)

// step is a Runner made of one function.
type step func(p *proc.Process) proc.Next

func (f step) Run(p *proc.Process, _ int) proc.Next { return f(p) }

func newNode(t testing.TB, c node.Config) *node.Node {
	n := node.New(c)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := n.Shutdown(ctx); err != nil {
			t.Error("shutdown:", err)
		}
	})
	return n
}

func spawn(t testing.TB, n *node.Node, f step) *proc.Process {
	t.Helper()
	p, _, err := n.Spawn(nil, f, node.SpawnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// echo answers each message, the pid of who asks.
func echo(p *proc.Process) proc.Next {
	for {
		m, ok := p.Current()
		if !ok {
			return proc.Wait
		}
		p.Take()
		p.Send(m, term.Int(1), proc.SendOptions{})
	}
}

// BenchmarkRoundTrip: two processes without a goroutine, a message each way.
func BenchmarkRoundTrip(b *testing.B) {
	n := newNode(b, node.Config{})
	server := spawn(b, n, echo)
	done := make(chan struct{})
	left := b.N
	to := server.Self()
	b.ReportAllocs()
	b.ResetTimer()
	spawn(b, n, func(p *proc.Process) proc.Next {
		self := p.Self()
		if left == b.N {
			p.Send(to, self, proc.SendOptions{})
		}
		for {
			if _, ok := p.Current(); !ok {
				return proc.Wait
			}
			p.Take()
			if left--; left == 0 {
				close(done)
				return proc.Done
			}
			p.Send(to, self, proc.SendOptions{})
		}
	})
	<-done
}

// BenchmarkRoundTripGo: the same between two Go processes.
func BenchmarkRoundTripGo(b *testing.B) {
	n := newNode(b, node.Config{})
	server, _ := n.SpawnGo(nil, func(p *proc.Process) {
		for {
			m, _, err := p.Receive(nil, -1)
			if err != nil {
				return
			}
			p.Send(m, term.Int(1), proc.SendOptions{})
		}
	}, node.SpawnOptions{})
	done := make(chan struct{})
	b.ReportAllocs()
	b.ResetTimer()
	n.SpawnGo(nil, func(p *proc.Process) {
		for range b.N {
			p.Send(server.Self(), p.Self(), proc.SendOptions{})
			p.Receive(nil, -1)
		}
		close(done)
	}, node.SpawnOptions{})
	<-done
}

// BenchmarkSpawnExit: a process spawns others that send it a message and end.
func BenchmarkSpawnExit(b *testing.B) {
	n := newNode(b, node.Config{})
	done := make(chan struct{})
	spawned, got := 0, 0
	b.ReportAllocs()
	spawn(b, n, func(p *proc.Process) proc.Next {
		self := p.Self()
		for i := 0; i < 400 && spawned < b.N; i++ {
			spawned++
			n.Spawn(p, step(func(c *proc.Process) proc.Next {
				c.Send(self, term.Int(1), proc.SendOptions{})
				return proc.Done
			}), node.SpawnOptions{})
		}
		if spawned < b.N {
			return proc.Yield
		}
		for {
			if _, ok := p.Current(); !ok {
				return proc.Wait
			}
			p.Take()
			if got++; got == b.N {
				close(done)
				return proc.Done
			}
		}
	})
	<-done
}

// BenchmarkSpawnMonitorDown: spawn_monitor of a process that ends at once.
func BenchmarkSpawnMonitorDown(b *testing.B) {
	n := newNode(b, node.Config{})
	done := make(chan struct{})
	spawned, got := 0, 0
	b.ReportAllocs()
	spawn(b, n, func(p *proc.Process) proc.Next {
		for i := 0; i < 400 && spawned < b.N; i++ {
			spawned++
			n.Spawn(p, step(func(c *proc.Process) proc.Next { return proc.Done }), node.SpawnOptions{Monitor: true})
		}
		if spawned < b.N {
			return proc.Yield
		}
		for {
			if _, ok := p.Current(); !ok {
				return proc.Wait
			}
			p.Take()
			if got++; got == b.N {
				close(done)
				return proc.Done
			}
		}
	})
	<-done
}

// BenchmarkIdle reports the memory of a process that waits in its first
// receive, without what its Runner needs.
func BenchmarkIdle(b *testing.B) {
	const procs = 100_000
	for b.Loop() {
		n := newNode(b, node.Config{})
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		wait := step(func(p *proc.Process) proc.Next { p.Current(); return proc.Wait })
		for range procs {
			n.Spawn(nil, wait, node.SpawnOptions{})
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/procs, "B/proc")
	}
}

// BenchmarkSelective: a message taken from behind a backlog, found by scanning
// or by the mark of a reference.
func BenchmarkSelective(b *testing.B) {
	for _, backlog := range []int{0, 10_000} {
		for _, marked := range []bool{false, true} {
			b.Run(fmt.Sprintf("backlog=%d/mark=%v", backlog, marked), func(b *testing.B) {
				n := newNode(b, node.Config{})
				done := make(chan struct{})
				spawn(b, n, func(p *proc.Process) proc.Next {
					self := p.Self()
					for range backlog {
						p.Send(self, term.Int(0), proc.SendOptions{})
					}
					p.HandleSignals()
					for range b.N {
						ref := p.Scheduler().NewRef()
						p.Mark(ref)
						r := ref.Term()
						p.Send(self, r, proc.SendOptions{})
						p.Rewind()
						if marked {
							p.StartAtMark(ref)
						}
						for {
							if m, _ := p.Current(); m == r {
								p.Take()
								break
							}
							p.Skip()
						}
					}
					close(done)
					return proc.Done
				})
				<-done
			})
		}
	}
}

// BenchmarkTimers: start and cancel among 100,000 others; start and fire.
func BenchmarkTimers(b *testing.B) {
	b.Run("cancel", func(b *testing.B) {
		n := newNode(b, node.Config{})
		p := spawn(b, n, func(p *proc.Process) proc.Next { return proc.Wait })
		for i := range 100_000 {
			n.Scheduler().SendAfter(60_000+int64(i), p.Self(), term.Nil)
		}
		b.ReportAllocs()
		b.ResetTimer()
		for i := range b.N {
			n.Scheduler().CancelTimer(n.Scheduler().SendAfter(int64(60_000+i&1023), p.Self(), term.Nil))
		}
	})
	b.Run("fire", func(b *testing.B) {
		n := newNode(b, node.Config{})
		done := make(chan struct{})
		got := 0
		p := spawn(b, n, func(p *proc.Process) proc.Next {
			for {
				if _, ok := p.Current(); !ok {
					return proc.Wait
				}
				p.Take()
				if got++; got == b.N {
					close(done)
				}
			}
		})
		for range b.N {
			n.Scheduler().SendAfter(1, p.Self(), term.Nil)
		}
		<-done
	})
}

// BenchmarkFanIn: four processes send to one.
func BenchmarkFanIn(b *testing.B) {
	n := newNode(b, node.Config{})
	done := make(chan struct{})
	got, want := 0, (b.N+3)/4*4
	sink := spawn(b, n, func(p *proc.Process) proc.Next {
		for {
			if _, ok := p.Current(); !ok {
				return proc.Wait
			}
			p.Take()
			if got++; got == want {
				close(done)
			}
		}
	})
	b.ReportAllocs()
	b.ResetTimer()
	for range 4 {
		left := want / 4
		spawn(b, n, func(p *proc.Process) proc.Next {
			for i := 0; i < 1000 && left > 0; i++ {
				left--
				p.Send(sink.Self(), term.Int(1), proc.SendOptions{})
			}
			if left > 0 {
				return proc.Yield
			}
			return proc.Done
		})
	}
	<-done
}

// BenchmarkCall: a call as gen_server makes it, by monitor with alias and fresh
// reference.
func BenchmarkCall(b *testing.B) {
	n := newNode(b, node.Config{})
	server := spawn(b, n, echo)
	done := make(chan struct{})
	left := b.N
	var ref *term.Ref
	b.ReportAllocs()
	b.ResetTimer()
	spawn(b, n, func(p *proc.Process) proc.Next {
		for {
			if ref != nil {
				p.StartAtMark(ref)
				if _, ok := p.Current(); !ok {
					p.StartTimer(5000)
					return proc.Wait
				}
				p.Take()
				p.Demonitor(ref, true)
				if left--; left == 0 {
					close(done)
					return proc.Done
				}
			}
			ref, _ = p.Monitor(server.Self(), proc.MonitorOptions{Alias: proc.ReplyDemonitor})
			p.Send(server.Self(), ref.Term(), proc.SendOptions{})
		}
	})
	<-done
}
