package node

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestReportsAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("bad")
		ones := 0
		var more []int
		report := limited(func(err error) {
			var u *UnreportedError
			if errors.As(err, &u) {
				more = append(more, u.Count)
				return
			}
			ones++
		})
		for range 10_000 {
			report(bad)
		}
		if ones != reportBurst || more != nil {
			t.Errorf("%d reported, more %d", ones, more)
		}
		time.Sleep(reportTime)
		synctest.Wait()
		if want := []int{10_000 - reportBurst}; !slices.Equal(more, want) {
			t.Errorf("more %d, want %d", more, want)
		}
		// A few now and then are all reported.
		for range 2 * reportBurst {
			time.Sleep(reportTime / reportBurst * 2)
			report(bad)
		}
		if ones != 3*reportBurst || len(more) != 1 {
			t.Errorf("%d reported, more %d", ones, more)
		}
	})
}
