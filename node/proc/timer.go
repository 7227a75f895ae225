package proc

import (
	"time"

	"gex/proto/term"
)

// Timer is a timer under way. Its reference is part of it, so that starting one
// allocates once.
type Timer struct {
	next, prev   *Timer // in a slot of the wheel
	onext, oprev *Timer // among the timers to the same process
	owner        *Process
	when         int64 // ms on the clock of the wheel
	ref          term.Ref
	dest, msg    term.Term // dest is set if the destination is a name
	slot         int32     // level*64 + slot, -1 when not in the wheel
	index        uint32    // in wheel.byIndex
	seq          uint32    // of a receive timer
	receive      bool
}

// timerMark is in the third word of a timer's reference beside its index, where
// other references keep bits that a counter never reaches.
const timerMark = 1 << 31

// Now returns the clock of timers: milliseconds since the scheduler started,
// rounded down.
func (s *Scheduler) Now() int64 { return s.wheel.now() }

// SendAfter sends msg to a local pid or registered name (atom) after ms
// milliseconds (erlang:send_after/3). A timer to a process ends with it.
func (s *Scheduler) SendAfter(ms int64, to, msg term.Term) *term.Ref {
	return s.wheel.start(s.wheel.due(ms), to, msg, false)
}

// StartTimer sends {timeout, Ref, msg} to a local pid or registered name
// (erlang:start_timer/3).
func (s *Scheduler) StartTimer(ms int64, to, msg term.Term) *term.Ref {
	return s.wheel.start(s.wheel.due(ms), to, msg, true)
}

// CancelTimer ends a timer and returns the milliseconds that were left; false
// if there is no such timer (any more).
func (s *Scheduler) CancelTimer(ref *term.Ref) (ms int64, ok bool) {
	w := &s.wheel
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.find(ref)
	if t == nil {
		return 0, false
	}
	w.removeLocked(t)
	w.freeLocked(t)
	return max(0, t.when-w.now()), true
}

// ReadTimer returns the milliseconds left; false if there is no such timer.
func (s *Scheduler) ReadTimer(ref *term.Ref) (ms int64, ok bool) {
	w := &s.wheel
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.find(ref)
	if t == nil {
		return 0, false
	}
	return max(0, t.when-w.now()), true
}

var atomTimeout = term.A("timeout")

func (w *wheel) start(when int64, to, msg term.Term, wrap bool) *term.Ref {
	t := &Timer{when: when, slot: -1}
	if pid := to.Pid(); pid != nil {
		if t.owner = w.s.router.Lookup(*pid); t.owner == nil {
			// Erlang gives a reference all the same.
			return w.s.NewRef()
		}
	} else {
		t.dest = to
	}
	n, id := w.s.refs.Add(1), w.s.identity.Load()
	t.ref = term.Ref{Node: id.node, Creation: id.creation, N: 3, W: [5]uint32{uint32(n) & (1<<18 - 1), uint32(n >> 18)}}
	w.mu.Lock()
	if k := len(w.free); k > 0 {
		t.index = w.free[k-1]
		w.free = w.free[:k-1]
		w.byIndex[t.index] = t
	} else {
		t.index = uint32(len(w.byIndex))
		w.byIndex = append(w.byIndex, t)
	}
	t.ref.W[2] = t.index | timerMark
	if wrap {
		msg = term.Tuple(atomTimeout, t.ref.Term(), msg)
	}
	t.msg = msg
	if p := t.owner; p != nil {
		p.timed.Store(true)
		t.onext = p.timers
		if t.onext != nil {
			t.onext.oprev = t
		}
		p.timers = t
	}
	w.addLocked(t)
	w.mu.Unlock()
	return &t.ref
}

// find returns the running timer with that reference.
func (w *wheel) find(ref *term.Ref) *Timer {
	i := ref.W[2] &^ timerMark
	if ref.N != 3 || ref.W[2]&timerMark == 0 || int(i) >= len(w.byIndex) {
		return nil
	}
	if t := w.byIndex[i]; t != nil && t.ref == *ref {
		return t
	}
	return nil
}

// freeLocked forgets a timer that is no longer in the wheel.
func (w *wheel) freeLocked(t *Timer) {
	if t.receive {
		return
	}
	w.byIndex[t.index] = nil
	w.free = append(w.free, t.index)
	if len(w.free) == len(w.byIndex) && len(w.free) > keepCap {
		w.byIndex, w.free = nil, nil
	}
	if t.onext != nil {
		t.onext.oprev = t.oprev
	}
	switch {
	case t.oprev != nil:
		t.oprev.onext = t.onext
	case t.owner != nil && t.owner.timers == t:
		t.owner.timers = t.onext
	}
	t.onext, t.oprev = nil, nil
}

// fire delivers what a timer has to say; the timer is out of the wheel.
func (w *wheel) fire(t dueTimer) {
	switch p := t.owner; {
	case t.receive:
		p.mu.Lock()
		if t.seq != p.timerSeq || p.status == stDead {
			p.mu.Unlock()
			return
		}
		p.timedOut = true
		p.wakeLocked(nil)
	case p != nil:
		p.message(nil, t.msg)
	default:
		w.s.Send(t.dest, t.msg, SendOptions{})
	}
	if !t.receive {
		t.msg, t.owner = term.Term{}, nil
	}
}

// dropAll ends all timers to a process that ends.
func (w *wheel) dropAll(p *Process) {
	if !p.timed.Load() {
		return
	}
	w.mu.Lock()
	for t := p.timers; t != nil; t = p.timers {
		w.removeLocked(t)
		w.freeLocked(t)
	}
	w.mu.Unlock()
}

// drop ends the receive timer of a process that ends.
func (w *wheel) drop(p *Process) {
	w.mu.Lock()
	w.removeLocked(p.timer)
	w.mu.Unlock()
}

// StartTimer starts the timer of a receive, ms milliseconds from now: when it
// fires p runs again and TimedOut is true. A timer under way goes on unchanged,
// so that a receive may ask for it each time it finds nothing.
func (p *Process) StartTimer(ms int64) {
	if p.timerOn {
		return
	}
	p.timerOn = true
	w := &p.sched.wheel
	if p.timer == nil {
		p.timer = &Timer{owner: p, receive: true, slot: -1}
	}
	p.mu.Lock()
	p.timerSeq++
	p.timedOut = false
	seq := p.timerSeq
	p.mu.Unlock()
	when := w.due(ms)
	w.mu.Lock()
	p.timer.seq, p.timer.when = seq, when
	w.addLocked(p.timer)
	w.mu.Unlock()
}

// TimedOut tells whether the receive timer has fired.
func (p *Process) TimedOut() bool {
	if !p.timerOn {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.timedOut
}

// StopTimer ends the receive timer, fired or not. Take does it as well.
func (p *Process) StopTimer() {
	if !p.timerOn {
		return
	}
	p.timerOn = false
	w := &p.sched.wheel
	w.mu.Lock()
	w.removeLocked(p.timer)
	w.mu.Unlock()
	p.mu.Lock()
	p.timerSeq++
	p.timedOut = false
	p.mu.Unlock()
}

// clock gives milliseconds since it was made.
type clock struct{ base time.Time }

func (c clock) now() int64 { return int64(time.Since(c.base) / time.Millisecond) }

// due returns the first millisecond that is not before ms from now.
func (c clock) due(ms int64) int64 {
	d := time.Since(c.base) + time.Millisecond - 1
	return int64(d/time.Millisecond) + max(ms, 0)
}
