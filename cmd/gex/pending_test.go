package main

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestPending(t *testing.T) {
	const limit = time.Second
	tests := []struct {
		name   string
		events []time.Duration // how long each takes
		want   time.Duration
	}{
		{"none", nil, 0},
		{"one", []time.Duration{limit / 2}, limit / 2},
		{"several", []time.Duration{limit / 4, limit / 2, limit / 8}, limit / 2},
		{"never ends", []time.Duration{limit / 4, 5 * limit}, limit},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var l pending
				for _, d := range tt.events {
					if !l.begin() {
						t.Fatal("begin is false before finish")
					}
					time.AfterFunc(d, l.end)
				}
				start := time.Now()
				l.finish(limit)
				if d := time.Since(start); d != tt.want {
					t.Errorf("finish took %v, want %v", d, tt.want)
				}
				if l.begin() {
					t.Error("begin is true after finish")
				}
			})
		})
	}
}

// An event that begins while finish waits for another is waited for too.
func TestPendingOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l pending
		l.begin()
		time.AfterFunc(2, func() {
			if !l.begin() {
				t.Error("begin is false while another event is pending")
			}
			l.end()
			l.begin()
			l.end()
			time.AfterFunc(2, l.end)
		})
		start := time.Now()
		l.finish(100)
		if d := time.Since(start); d != 4 {
			t.Errorf("finish took %v, want 4ns", d)
		}
	})
}
