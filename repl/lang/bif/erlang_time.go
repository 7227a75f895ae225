package bif

import (
	"sync/atomic"
	"time"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// erlangTime are clocks, calendars and unique integers.
var erlangTime = []vm.Row{
	{Name: "monotonic_time", Arity: 0, Func: clock(monotonic)},
	{Name: "monotonic_time", Arity: 1, Func: clock(monotonic)},
	{Name: "system_time", Arity: 0, Func: clock(system)},
	{Name: "system_time", Arity: 1, Func: clock(system)},
	{Name: "time_offset", Arity: 0, Func: clock(func() int64 { return system() - monotonic() })},
	{Name: "time_offset", Arity: 1, Func: clock(func() int64 { return system() - monotonic() })},
	{Name: "convert_time_unit", Arity: 3, Func: convertTimeUnit},
	{Name: "timestamp", Arity: 0, Func: timestamp},
	{Name: "now", Arity: 0, Func: timestamp},
	{Name: "date", Arity: 0, Func: calendar(func(t time.Time) term.Term { return dateTuple(t) }, time.Local)},
	{Name: "time", Arity: 0, Func: calendar(func(t time.Time) term.Term { return timeTuple(t) }, time.Local)},
	{Name: "localtime", Arity: 0, Func: calendar(dateTime, time.Local)},
	{Name: "universaltime", Arity: 0, Func: calendar(dateTime, time.UTC)},
	{Name: "unique_integer", Arity: 0, Func: uniqueInteger},
	{Name: "unique_integer", Arity: 1, Func: uniqueInteger},
}

// started is what monotonic time counts from. It counts from a negative number
// as in ERTS, so that nobody takes it for a date.
var started = time.Now()

const monotonicOffset = -576460752303423488

func monotonic() int64 { return monotonicOffset + int64(time.Since(started)) }

func system() int64 { return time.Now().UnixNano() }

// timeUnit returns how many of a unit make a second; 0 if it is none. Native
// is the nanosecond.
func timeUnit(t term.Term) int64 {
	if n, isInt := t.AsInt(); isInt && n > 0 {
		return n
	}
	if !t.IsAtom() {
		return 0
	}
	switch t.AtomName() {
	case "second", "seconds":
		return 1
	case "millisecond", "milli_seconds":
		return 1e3
	case "microsecond", "micro_seconds":
		return 1e6
	case "nanosecond", "nano_seconds", "native", "perf_counter":
		return 1e9
	}
	return 0
}

// convert changes units, rounding down.
func convert(v, from, to int64) (term.Term, bool) {
	if from%to == 0 {
		d := from / to
		q := v / d
		if v%d < 0 {
			q--
		}
		return integer(q)
	}
	b, _ := bigInt(term.Int(v))
	b.Mul(b, mustBig(to))
	return ok(term.Big(b.Div(b, mustBig(from))))
}

func clock(read func() int64) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if len(a) == 0 {
			return integer(read())
		}
		unit := timeUnit(a[0])
		if unit == 0 {
			return m.Badarg()
		}
		return convert(read(), 1e9, unit)
	}
}

func convertTimeUnit(m *vm.Machine, a []term.Term) (term.Term, bool) {
	v, isInteger := bigInt(a[0])
	from, to := timeUnit(a[1]), timeUnit(a[2])
	if !isInteger || from == 0 || to == 0 {
		return m.Badarg()
	}
	v.Mul(v, mustBig(to))
	return ok(term.Big(v.Div(v, mustBig(from))))
}

func timestamp(_ *vm.Machine, _ []term.Term) (term.Term, bool) {
	us := time.Now().UnixMicro()
	return ok(term.Tuple(term.Int(us/1e12), term.Int(us/1e6%1e6), term.Int(us%1e6)))
}

func calendar(f func(time.Time) term.Term, in *time.Location) result {
	return func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(f(time.Now().In(in))) }
}

func dateTuple(t time.Time) term.Term {
	return term.Tuple(term.Int(int64(t.Year())), term.Int(int64(t.Month())), term.Int(int64(t.Day())))
}

func timeTuple(t time.Time) term.Term {
	return term.Tuple(term.Int(int64(t.Hour())), term.Int(int64(t.Minute())), term.Int(int64(t.Second())))
}

func dateTime(t time.Time) term.Term { return term.Tuple(dateTuple(t), timeTuple(t)) }

var lastUnique atomic.Int64

// uniqueInteger is strictly monotonic whether asked to be or not.
func uniqueInteger(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n := lastUnique.Add(1)
	if len(a) == 1 {
		if _, proper := a[0].Len(); !proper {
			return m.Badarg()
		}
		if v, given := option(a[0], "positive"); given && v.Is(term.True) {
			return integer(n)
		}
	}
	return integer(monotonicOffset + n)
}
