package node

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestTickTimeChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := time.Second
		tick := tickTime{now: 60 * s}
		check := func(now, next, every, limit time.Duration) {
			t.Helper()
			gotNow, gotNext := tick.get()
			gotEvery, gotLimit := tick.ticking(4)
			if gotNow != now || gotNext != next || gotEvery != every || gotLimit != limit {
				t.Errorf("%v %v %v %v, want %v %v %v %v", gotNow, gotNext, gotEvery, gotLimit, now, next, every, limit)
			}
		}
		check(60*s, 60*s, 15*s, 60*s)
		if c := tick.set(60*s, 5*s); c != TickUnchanged {
			t.Errorf("the same: %v", c)
		}
		if c := tick.set(8*s, 5*s); c != TickInitiated {
			t.Errorf("another: %v", c)
		}
		check(60*s, 8*s, 2*s, 60*s)
		if c := tick.set(20*s, 0); c != TickOngoing {
			t.Errorf("meanwhile: %v", c)
		}
		time.Sleep(5 * s)
		check(8*s, 8*s, 2*s, 8*s)
		if c := tick.set(40*s, 0); c != TickInitiated {
			t.Errorf("at once: %v", c)
		}
		check(40*s, 40*s, 10*s, 40*s)
	})
}
