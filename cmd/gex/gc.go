package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Processes allocate much that dies at once, and what a node keeps is mostly
// small: memory is traded for time.
const (
	// gcPercent is how much garbage may gather, in percent of what is alive.
	gcPercent = 400
	// heapFloor is the size in bytes that the heap may reach, dead values
	// included, before anything is collected. Memory that is not used costs
	// nothing, so a node that does little stays small. With more, short work
	// gets slower: the first touch of a page costs more than collecting it.
	heapFloor = 96 << 20
	// goFloor is the runtime's own floor at 100 percent.
	goFloor = 4 << 20
)

// collector sets the percentage anew after each collection; one that nothing
// refers to has the garbage collector tell it of them.
type collector struct {
	live    []metrics.Sample
	percent int
}

func tuneGC() {
	c := &collector{live: []metrics.Sample{{Name: "/gc/heap/live:bytes"}}, percent: 100 * heapFloor / goFloor}
	debug.SetGCPercent(c.percent)
	runtime.SetFinalizer(c, (*collector).collected)
}

func (c *collector) collected() {
	metrics.Read(c.live)
	percent := percentFor(c.live[0].Value.Uint64())
	if d := percent - c.percent; max(d, -d) > c.percent/4 { // a change stops the world
		c.percent = percent
		debug.SetGCPercent(percent)
	}
	runtime.SetFinalizer(c, (*collector).collected)
}

// percentFor returns how much garbage may gather beside so many live bytes.
func percentFor(live uint64) int {
	return max(gcPercent, int(100*heapFloor/max(live, goFloor)))
}
