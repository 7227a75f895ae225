package main

import (
	"sync"
	"time"
)

// pending counts the log events that are being formatted and printed. Each needs
// processes, so the node may stop only when there are none, and takes none
// afterwards. The zero pending is ready.
type pending struct {
	mu    sync.Mutex
	count int
	ended bool
	idle  chan struct{} // closed when count becomes 0; nil if nobody waits
}

// begin adds an event, which end takes away. It is false after finish: the event
// is not to be printed then.
func (l *pending) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return false
	}
	l.count++
	return true
}

func (l *pending) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count--
	if l.count == 0 && l.idle != nil {
		close(l.idle)
		l.idle = nil
	}
}

// finish waits until no event is pending, at most for limit, and takes no more.
func (l *pending) finish(limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.count > 0 {
		if l.idle == nil {
			l.idle = make(chan struct{})
		}
		idle := l.idle
		l.mu.Unlock()
		var late bool
		select {
		case <-idle:
		case <-timer.C:
			late = true
		}
		l.mu.Lock()
		if late {
			break
		}
	}
	l.ended = true
}
