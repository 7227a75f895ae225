package bif

import (
	"runtime"
	"sync"
	"time"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// erlangStatistics is erlang:statistics/1, of the items that have a meaning here,
// and the operators of lists under their names.
var erlangStatistics = []vm.Row{
	{Name: "statistics", Arity: 1, Func: statistics},
	row("append", 2, "erlang", "++"),
	row("subtract", 2, "erlang", "--"),
}

// sinceLast remembers what a pair {total, since the last call} was.
type sinceLast struct {
	mu   sync.Mutex
	last map[string]int64
}

var lastStatistics = sinceLast{last: make(map[string]int64)}

func (s *sinceLast) pair(key string, total int64) (term.Term, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	since := total - s.last[key]
	s.last[key] = total
	return ok(term.Tuple(term.Int(total), term.Int(since)))
}

func statistics(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	var mem runtime.MemStats
	switch key := a[0].AtomName(); key {
	case "wall_clock":
		return lastStatistics.pair(key, time.Since(started).Milliseconds())
	case "runtime":
		return lastStatistics.pair(key, cpuTime().Milliseconds())
	case "garbage_collection":
		runtime.ReadMemStats(&mem)
		return ok(term.Tuple(term.Int(int64(mem.NumGC)), term.Int(int64((mem.TotalAlloc-mem.HeapAlloc)/8)), term.Int(0)))
	}
	return m.Badarg()
}
