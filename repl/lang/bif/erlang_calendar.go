package bif

import (
	"time"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// erlangCalendar turns dates and times of the clock into each other.
var erlangCalendar = []vm.Row{
	{Name: "localtime_to_universaltime", Arity: 1, Func: convertDateTime(time.Local, time.UTC)},
	{Name: "localtime_to_universaltime", Arity: 2, Func: localToUniversal},
	{Name: "universaltime_to_localtime", Arity: 1, Func: convertDateTime(time.UTC, time.Local)},
	{Name: "posixtime_to_universaltime", Arity: 1, Func: posixToUniversal},
	{Name: "universaltime_to_posixtime", Arity: 1, Func: universalToPosix},
}

// threeInts are the elements of a tuple of three integers.
func threeInts(t term.Term) (x, y, z int, valid bool) {
	if !t.IsTupleOf(3) {
		return 0, 0, 0, false
	}
	var out [3]int
	for i, e := range t.Elems() {
		v, isInt := e.AsInt()
		if !isInt || v < -1<<31 || v >= 1<<31 {
			return 0, 0, 0, false
		}
		out[i] = int(v)
	}
	return out[0], out[1], out[2], true
}

// timeOf reads {{Year, Month, Day}, {Hour, Minute, Second}}; what the clock
// never shows is no time.
func timeOf(t term.Term, in *time.Location) (time.Time, bool) {
	if !t.IsTupleOf(2) {
		return time.Time{}, false
	}
	year, month, day, isDate := threeInts(t.Elem(0))
	hour, minute, second, isTime := threeInts(t.Elem(1))
	if !isDate || !isTime || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 {
		return time.Time{}, false
	}
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if date.Year() != year || int(date.Month()) != month || date.Day() != day {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, in), true
}

func convertDateTime(from, to *time.Location) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		t, valid := timeOf(a[0], from)
		if !valid {
			return m.Badarg()
		}
		return ok(dateTime(t.In(to)))
	}
}

// localToUniversal takes true, false or undefined for whether it is summer
// time; the time zone knows that itself.
func localToUniversal(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !isBoolean(a[1]) && !a[1].Is(term.Intern("undefined")) {
		return m.Badarg()
	}
	return convertDateTime(time.Local, time.UTC)(m, a[:1])
}

func posixToUniversal(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, isInt := a[0].AsInt()
	if !isInt || s < -1<<50 || s > 1<<50 {
		return m.Badarg()
	}
	return ok(dateTime(time.Unix(s, 0).UTC()))
}

func universalToPosix(m *vm.Machine, a []term.Term) (term.Term, bool) {
	t, valid := timeOf(a[0], time.UTC)
	if !valid {
		return m.Badarg()
	}
	return integer(t.Unix())
}
