package proc

import (
	"math/bits"
	"sync"
	"time"
)

// wheel is a hierarchical timing wheel: 6 levels of 64 slots, a slot of level n
// being 64^n milliseconds wide. Starting and ending a timer cost the same
// however many there are. It has a goroutine from the first timer on, which
// sleeps until the next slot is due.
type wheel struct {
	clock
	s *Scheduler

	mu       sync.Mutex
	elapsed  int64 // ms up to which timers have fired
	occupied [levels]uint64
	slots    [levels * 64]slot
	count    int
	byIndex  []*Timer // timers with a reference, which names their index
	free     []uint32
	wakeAt   int64 // when the goroutine looks next
	kick     chan struct{}
	quit     chan struct{}
	stopped  bool
}

type slot struct{ first, last *Timer }

const (
	levels = 6
	never  = int64(1)<<62 - 1
)

func (w *wheel) init(s *Scheduler) {
	w.s = s
	w.base = time.Now()
	w.wakeAt = never
}

// addLocked puts a timer in; t.when says when it is due.
func (w *wheel) addLocked(t *Timer) {
	if w.count == 0 {
		// Nothing to pass by: the wheel may jump to the present.
		w.elapsed = max(w.elapsed, w.now())
	}
	w.placeLocked(t)
	if t.when < w.wakeAt && !w.stopped {
		w.wakeAt = t.when
		w.kickLocked()
	}
}

func (w *wheel) placeLocked(t *Timer) {
	when := max(t.when, w.elapsed+1)
	level := (63 - bits.LeadingZeros64(uint64(when^w.elapsed)|63)) / 6
	if level >= levels {
		// Beyond the top level: wait in its last slot and be placed again.
		level = levels - 1
		when = w.elapsed + 63<<(6*(levels-1))
	}
	i := int32(level*64) + int32(when>>(6*level)&63)
	s := &w.slots[i]
	t.slot, t.prev, t.next = i, s.last, nil
	if s.last == nil {
		s.first = t
		w.occupied[level] |= 1 << (i & 63)
	} else {
		s.last.next = t
	}
	s.last = t
	w.count++
}

// removeLocked takes a timer out if it is in.
func (w *wheel) removeLocked(t *Timer) {
	if t.slot < 0 {
		return
	}
	s := &w.slots[t.slot]
	if t.prev == nil {
		s.first = t.next
	} else {
		t.prev.next = t.next
	}
	if t.next == nil {
		s.last = t.prev
	} else {
		t.next.prev = t.prev
	}
	if s.first == nil {
		w.occupied[t.slot>>6] &^= 1 << (t.slot & 63)
	}
	t.slot, t.prev, t.next = -1, nil, nil
	w.count--
}

// nextLocked returns the first slot that has timers and when it is due.
func (w *wheel) nextLocked() (i int, when int64) {
	for level := range levels {
		occ := w.occupied[level]
		if occ == 0 {
			continue
		}
		shift := 6 * level
		now := w.elapsed >> shift & 63
		k := int64(bits.TrailingZeros64(bits.RotateLeft64(occ, -int(now))))
		slot := (now + k) & 63
		when = w.elapsed>>shift + k
		if when <<= shift; when <= w.elapsed {
			// Only of the top level: a whole turn ahead.
			when += 64 << shift
		}
		return level*64 + int(slot), when
	}
	return 0, never
}

// dueTimer is a timer that left the wheel to fire. seq is that of a receive
// timer at that moment: its process may use it anew at any time.
type dueTimer struct {
	*Timer
	seq uint32
}

// advanceLocked appends the timers due to due, in the order of their time.
func (w *wheel) advanceLocked(due []dueTimer) []dueTimer {
	now := w.now()
	for {
		i, when := w.nextLocked()
		if when > now {
			if w.elapsed < now {
				w.elapsed = now
			}
			w.wakeAt = when
			return due
		}
		w.elapsed = when
		s := &w.slots[i]
		for t := s.first; t != nil; {
			next := t.next
			w.removeLocked(t)
			if t.when <= when {
				w.freeLocked(t)
				due = append(due, dueTimer{t, t.seq})
			} else {
				w.placeLocked(t)
			}
			t = next
		}
	}
}

// kickLocked lets the goroutine look at wakeAt, starting it if need be.
func (w *wheel) kickLocked() {
	if w.kick == nil {
		w.kick, w.quit = make(chan struct{}, 1), make(chan struct{})
		w.s.wg.Add(1)
		go w.run()
	}
	select {
	case w.kick <- struct{}{}:
	default:
	}
}

func (w *wheel) run() {
	defer w.s.wg.Done()
	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	var due []dueTimer
	for {
		w.mu.Lock()
		due = w.advanceLocked(due[:0])
		at := w.wakeAt
		w.mu.Unlock()
		for i := range due {
			w.fire(due[i])
		}
		if len(due) > 0 {
			clear(due)
			if cap(due) > keepCap {
				due = nil
			}
			continue // time has passed
		}
		if at == never {
			alarm.Stop()
		} else {
			alarm.Reset(time.Until(w.base.Add(time.Duration(at) * time.Millisecond)))
		}
		select {
		case <-alarm.C:
		case <-w.kick:
		case <-w.quit:
			return
		}
	}
}

func (w *wheel) stop() {
	w.mu.Lock()
	if w.quit != nil && !w.stopped {
		close(w.quit)
	}
	w.stopped = true
	w.mu.Unlock()
}
