package main

import "testing"

func TestPercentFor(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int
	}{
		{0, 2400},
		{4 << 20, 2400},
		{12 << 20, 800},
		{24 << 20, 400},
		{1 << 40, 400},
	} {
		if got := percentFor(c.live); got != c.want {
			t.Errorf("percentFor(%d) = %d, want %d", c.live, got, c.want)
		}
	}
}
