package node

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestReportsAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		ones, more := 0, []int(nil)
		report := limited(func(err error) {
			mu.Lock()
			defer mu.Unlock()
			if u := (*UnreportedError)(nil); errors.As(err, &u) {
				more = append(more, u.Count)
				return
			}
			ones++
		})
		check := func(wantOnes int, wantMore ...int) {
			t.Helper()
			mu.Lock()
			defer mu.Unlock()
			if ones != wantOnes || !slices.Equal(more, wantMore) {
				t.Errorf("%d reported, more %d; want %d and %d", ones, more, wantOnes, wantMore)
			}
		}
		bad := errors.New("bad")
		for range 10_000 {
			report(bad)
		}
		check(reportBurst)
		time.Sleep(reportTime)
		synctest.Wait()
		check(reportBurst, 10_000-reportBurst)
		// A few now and then are all reported.
		for range 2 * reportBurst {
			time.Sleep(reportTime / reportBurst * 2)
			report(bad)
		}
		check(3*reportBurst, 10_000-reportBurst)
	})
}
