package node

import (
	"fmt"
	"sync"
	"time"
)

// Reports of a node: so many within the time are passed on one by one.
const (
	reportBurst = 100
	reportTime  = 10 * time.Second
)

// UnreportedError stands for what was not reported, as there was too much of it.
type UnreportedError struct{ Count int }

// Error says how many there were.
func (e *UnreportedError) Error() string {
	return fmt.Sprintf("%d more connections were refused or broken", e.Count)
}

// limited returns report, or nothing for nil, in a form that cannot be made to
// fill a log: what is beyond reportBurst is counted, and the count reported when
// the time is over.
func limited(report func(error)) func(error) {
	if report == nil {
		return func(error) {}
	}
	var mu sync.Mutex
	var since time.Time
	count := 0
	over := func() {
		mu.Lock()
		more := count - reportBurst
		count = 0
		mu.Unlock()
		report(&UnreportedError{more})
	}
	return func(err error) {
		mu.Lock()
		now := time.Now()
		if count <= reportBurst && now.Sub(since) > reportTime {
			since, count = now, 0
		}
		count++
		if count == reportBurst+1 {
			time.AfterFunc(reportTime-now.Sub(since), over)
		}
		pass := count <= reportBurst
		mu.Unlock()
		if pass {
			report(err)
		}
	}
}
