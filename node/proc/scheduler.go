package proc

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"gex/proto/term"
)

// Hooks let the owner of a Scheduler follow its processes. They run in the
// context of the process and must not block.
type Hooks struct {
	// Crash: p ends by an uncaught error or throw.
	Crash func(p *Process, reason term.Term)
	// Fault: the Go code that p runs panicked with v, which ends p by an error.
	Fault func(v any, stack []byte)
	// Exit: p has ended; nobody can reach it any more.
	Exit func(p *Process, reason term.Term)
}

// Scheduler runs the processes of a node.
type Scheduler struct {
	router   Router
	hooks    Hooks
	refs     atomic.Uint64
	identity atomic.Pointer[identity]
	procs    atomic.Int64
	urgents  atomic.Int32 // length of urgent
	wheel    wheel
	wg       sync.WaitGroup // workers, Go processes, the timer goroutine

	mu        sync.Mutex
	urgent    queue // priority high and max
	normal    queue
	max       int // workers that may run processes at once
	active    int // that do, or hold a place while blocked code returns
	idle      []*worker
	returning []chan struct{} // goroutines that wait to run a process again
	drained   chan struct{}   // closed when procs falls to 0 in a shutdown
	stopped   bool
}

type identity struct {
	node     term.Atom
	creation uint32
}

// worker is a goroutine that runs processes. next is the first process that
// the running one woke: the two most often talk to each other, and next keeps
// that talk on one core without the lock of the queues.
type worker struct {
	s     *Scheduler
	next  *Process
	ticks uint32
	wake  chan struct{}
}

// NewScheduler returns a scheduler with a worker per core (GOMAXPROCS).
func NewScheduler(r Router, h Hooks) *Scheduler {
	s := &Scheduler{router: r, hooks: h, max: runtime.GOMAXPROCS(0)}
	s.refs.Store(rand.Uint64())
	s.wheel.init(s)
	s.SetIdentity(r.Self(), 0)
	return s
}

// SetIdentity sets the node name and creation of the references made from now
// on.
func (s *Scheduler) SetIdentity(node term.Atom, creation uint32) {
	s.identity.Store(&identity{node, creation})
}

// Router returns who finds the destinations of signals.
func (s *Scheduler) Router() Router { return s.router }

// queue is a list of processes through Process.qnext.
type queue struct{ first, last *Process }

func (q *queue) push(p *Process) {
	p.qnext = nil
	if q.last == nil {
		q.first = p
	} else {
		q.last.qnext = p
	}
	q.last = p
}

func (q *queue) pop() *Process {
	p := q.first
	if p != nil {
		if q.first = p.qnext; q.first == nil {
			q.last = nil
		}
		p.qnext = nil
	}
	return p
}

// ready puts p into a run queue; w is the worker that runs the caller, nil if
// none does.
func (s *Scheduler) ready(w *worker, p *Process) {
	if w != nil && w.next == nil && p.priority < PriorityHigh {
		w.next = p
		return
	}
	s.mu.Lock()
	s.enqueueLocked(p)
	s.mu.Unlock()
}

func (s *Scheduler) enqueueLocked(p *Process) {
	if p.priority >= PriorityHigh {
		s.urgent.push(p)
		s.urgents.Add(1)
	} else {
		s.normal.push(p)
	}
	s.workLocked()
}

// workLocked sees to it that a worker looks at the queues, if one more may.
func (s *Scheduler) workLocked() {
	if s.active >= s.max || s.stopped {
		return
	}
	s.active++
	if n := len(s.idle); n > 0 {
		w := s.idle[n-1]
		s.idle = s.idle[:n-1]
		w.wake <- struct{}{}
		return
	}
	w := &worker{s: s, wake: make(chan struct{}, 1)}
	s.wg.Add(1)
	go w.loop()
}

func (w *worker) loop() {
	defer w.s.wg.Done()
	for {
		p := w.next
		w.ticks++
		// Now and then the common queue first, or two processes that wake
		// each other would keep all others waiting.
		if p == nil || w.ticks&63 == 0 || w.s.urgents.Load() > 0 {
			if p = w.take(); p == nil {
				return
			}
		} else {
			w.next = nil
		}
		w.slice(p)
	}
}

// take returns the process to run now; it sleeps while there is none. It
// returns nil when the worker has to end.
func (w *worker) take() *Process {
	s := w.s
	s.mu.Lock()
	for {
		if s.stopped {
			s.active--
			s.mu.Unlock()
			return nil
		}
		if n := len(s.returning); n > 0 {
			// Someone back from blocking code takes the place of this
			// worker, who is idle from now.
			c := s.returning[0]
			s.returning = append(s.returning[:0], s.returning[1:]...)
			if w.next != nil {
				s.normal.push(w.next)
				w.next = nil
			}
			close(c)
		} else {
			p := s.urgent.pop()
			if p != nil {
				s.urgents.Add(-1)
			} else {
				p = s.normal.pop()
			}
			if p == nil && w.next != nil {
				p, w.next = w.next, nil
			}
			switch {
			case p == nil:
				s.active--
			case p.resume == nil:
				s.mu.Unlock()
				return p
			default:
				if w.next != nil {
					s.normal.push(w.next)
					w.next = nil
				}
				close(p.resume)
				p.resume = nil
			}
		}
		if len(s.idle) >= s.max {
			s.mu.Unlock()
			return nil
		}
		s.idle = append(s.idle, w)
		s.mu.Unlock()
		if _, ok := <-w.wake; !ok {
			return nil
		}
		s.mu.Lock()
	}
}

// slice runs p once.
func (w *worker) slice(p *Process) {
	p.worker = w
	switch next := p.turn(); {
	case next == Done || p.exiting:
		p.finish()
	case next == Wait:
		stopped := p.stopped()
		p.waiting = !stopped
		p.park(stopped)
	default:
		p.worker = nil
		w.s.mu.Lock()
		w.s.enqueueLocked(p)
		w.s.mu.Unlock()
	}
}

// turn handles the signals of p and then runs its Runner, unless p was stopped
// or signals alone came, which are nothing to run for.
func (p *Process) turn() (next Next) {
	next = Done // what a panic leaves
	defer p.rescue()
	if p.unhandled.Load() != 0 || p.stopped() {
		p.HandleSignals()
		switch idle := p.waiting && p.box.cur == len(p.box.msgs); {
		case p.exiting:
			return Done
		case p.stopped() || idle && !p.TimedOut():
			return Wait
		}
	}
	p.waiting, p.running = false, true
	next = p.runner.Run(p, Budget)
	p.running = false
	return next
}

// stopped tells whether p may not run now, whatever it could do.
func (p *Process) stopped() bool {
	return p.held > 0 || p.rare != nil && p.rare.suspended > 0
}

// park lets p wait for signals unless some have come. Of a stopped process the
// receive timer does not matter.
func (p *Process) park(stopped bool) {
	w := p.worker
	p.worker = nil
	p.mu.Lock()
	if len(p.in) > 0 || p.unhandled.Load() > 0 || p.timedOut && !stopped {
		p.mu.Unlock()
		w.s.ready(w, p)
		return
	}
	p.status = stWaiting
	p.mu.Unlock()
}

// Hold stops p, which is in a slice, after the slice and until a Release for
// each Hold: a busy connection does it to those who send over it.
func (p *Process) Hold() { p.held++ }

// Release undoes one Hold. For others.
func (p *Process) Release() { p.post(nil, release) }

var release = &Do{Func: func(p *Process) { p.held-- }}

// Blocking runs f, which may block, and lets another process have the core
// meanwhile. f must not touch p.
func (p *Process) Blocking(f func()) {
	w := p.worker
	if w == nil {
		f()
		return
	}
	s := w.s
	p.worker = nil
	s.mu.Lock()
	if w.next != nil {
		s.normal.push(w.next)
		w.next = nil
	}
	s.active--
	if s.urgent.first != nil || s.normal.first != nil {
		s.workLocked()
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		if s.active < s.max {
			s.active++
			s.mu.Unlock()
		} else {
			c := make(chan struct{})
			s.returning = append(s.returning, c)
			s.mu.Unlock()
			<-c
		}
		p.worker = w
	}()
	f()
}

// Pass lets those processes run first that are ready to, as the end of a slice
// does. It is for Go code inside a slice that takes long.
func (p *Process) Pass() {
	w := p.worker
	if w == nil {
		return
	}
	s := w.s
	s.mu.Lock()
	if w.next != nil {
		s.normal.push(w.next)
		w.next = nil
	}
	if s.urgent.first == nil && s.normal.first == nil {
		s.mu.Unlock()
		return
	}
	resumed := make(chan struct{})
	p.worker, p.resume = nil, resumed
	s.active--
	s.enqueueLocked(p)
	s.mu.Unlock()
	<-resumed
	p.worker = w
}

// live counts processes.
func (s *Scheduler) live(n int) {
	if s.procs.Add(int64(n)) > 0 {
		return
	}
	s.mu.Lock()
	if s.drained != nil && s.procs.Load() == 0 {
		close(s.drained)
		s.drained = nil
	}
	s.mu.Unlock()
}

// Count returns how many processes there are.
func (s *Scheduler) Count() int { return int(s.procs.Load()) }

// Shutdown waits until all processes have ended, for which the caller has to
// see, and then ends the workers and timers. When ctx ends first, processes
// that do not wait in Go code are stopped where they are, and Shutdown returns
// the error of ctx.
func (s *Scheduler) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	if s.procs.Load() > 0 && s.drained == nil {
		s.drained = make(chan struct{})
	}
	drained := s.drained
	s.mu.Unlock()
	var err error
	if drained != nil {
		select {
		case <-drained:
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	s.mu.Lock()
	if !s.stopped {
		s.stopped = true
		for _, w := range s.idle {
			close(w.wake)
		}
		s.idle = nil
	}
	s.mu.Unlock()
	s.wheel.stop()
	if err == nil {
		s.wg.Wait()
	}
	return err
}
