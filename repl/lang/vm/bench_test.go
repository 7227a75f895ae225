package vm_test

import (
	"runtime"
	"testing"

	"gex/proto/term"
)

func ints(n int) term.Term {
	ts := make([]term.Term, n)
	for i := range ts {
		ts[i] = term.Int(int64(i))
	}
	return term.List(ts...)
}

// BenchmarkCode gives times per operation: per call of fib, per iteration of a
// loop, per element of a list, per round trip.
func BenchmarkCode(b *testing.B) {
	const fibCalls = 242785 // of fib(25)
	big := ints(100_000)
	mixed := term.List(
		term.MapOf(term.A("kind"), term.A("a"), term.A("v"), term.Int(20)), term.MapOf(term.A("kind"), term.A("a"), term.A("v"), term.Int(2)),
		term.MapOf(term.A("kind"), term.A("b"), term.A("v"), term.List(term.Int(5))),
		term.Tuple(term.A("t"), term.Int(1), ints(3)), term.String("string"), term.A("other"))
	for _, c := range []struct {
		name, fun string
		per       int
		args      []term.Term
	}{
		{"fib", "bfib", fibCalls, []term.Term{term.Int(25)}},
		{"fib_fun", "bfun", fibCalls, []term.Term{term.Int(25)}},
		{"fib_fun_clauses", "bclauses", fibCalls, []term.Term{term.Int(25)}},
		{"tail_loop", "bloop", 1_000_000, []term.Term{term.Int(1_000_000), term.Int(0)}},
		{"float_loop", "bfloat", 1_000_000, []term.Term{term.Int(1_000_000), term.Float(0)}},
		{"collatz", "bcollatz", 111, []term.Term{term.Int(27), term.Int(0)}},
		{"deep", "bdeep", 1_000_000, []term.Term{term.Int(1_000_000)}},
		{"list_build", "blist", 100_000, []term.Term{term.Int(100_000)}},
		{"list_reverse", "brev", 100_000, []term.Term{big, term.Nil}},
		{"list_map_fun", "bmapall", 100_000, []term.Term{big}},
		{"comprehension", "bcomp", 100_000, []term.Term{big}},
		{"ping_pong", "bping", 100_000, []term.Term{term.Int(100_000)}},
		{"call_with_ref", "bcall", 100_000, []term.Term{term.Int(100_000)}},
		{"spawn_reply", "bspawn", 10_000, []term.Term{term.Int(10_000)}},
		{"classify", "bclassall", 60_000, []term.Term{term.Int(10_000), mixed, term.Int(0)}},
		{"bin_append", "bbin", 100_000, []term.Term{term.Int(100_000), term.String("")}},
		{"bin_parse", "bparse", 100_000, []term.Term{term.Binary(make([]byte, 100_000)), term.Int(0)}},
		{"try", "btry", 100_000, []term.Term{term.Int(100_000), term.Int(0)}},
		{"throw_catch", "bthrow", 100_000, []term.Term{term.Int(100_000), term.Int(0)}},
	} {
		b.Run(c.name, func(b *testing.B) {
			w := newWorld(b)
			w.load(b, formsOf(b, "bench"))
			runtime.GC()
			b.ResetTimer()
			for b.Loop() {
				w.call(b, c.fun, c.args...)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.per), "ns/each")
			b.ReportMetric(0, "ns/op")
		})
	}
	b.Run("state_machine", func(b *testing.B) {
		w := newWorld(b)
		w.load(b, formsOf(b, "bench"))
		events := w.call(b, "bevents", term.Int(10_000))
		idle := term.Tuple(term.A("idle"), term.Int(0))
		b.ResetTimer()
		for b.Loop() {
			w.call(b, "bstate", events, idle)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/each")
		b.ReportMetric(0, "ns/op")
	})
}
