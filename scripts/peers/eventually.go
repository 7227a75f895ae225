package peers

import (
	"testing"
	"time"
)

// Eventually waits until cond holds, which it asks every few milliseconds, and fails
// the test if that takes longer than Timeout.
func Eventually(t testing.TB, what string, cond func() bool) {
	t.Helper()
	deadline := time.After(Timeout)
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for !cond() {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}
