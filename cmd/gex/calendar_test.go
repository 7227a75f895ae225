package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// TestConfirmCalendar compares what the calendar modules give for random dates,
// times, durations, formats and texts with Elixir 1.20.4.
func TestConfirmCalendar(t *testing.T) {
	peers.Require(t, peers.OTP29)
	source, err := os.ReadFile("testdata/calendar_random.exs")
	if err != nil {
		t.Fatal(err)
	}
	outside, inside := peers.TempDir(t, peers.OTP29)
	if err := os.WriteFile(outside+"/random.exs", source, 0o644); err != nil {
		t.Fatal(err)
	}
	const seed, rounds = "20240229", "80"
	want, err := peers.Command(peers.OTP29, "elixir", inside+"/random.exs", seed, rounds).Output()
	if err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command("gex", "testdata/calendar_random.exs", seed, rounds).Output()
	if err != nil {
		t.Fatal(err)
	}
	wanted, lines := slices.Collect(strings.Lines(string(want))), slices.Collect(strings.Lines(string(got)))
	if len(lines) != len(wanted) || len(lines) == 0 {
		t.Fatalf("%d lines, want %d", len(lines), len(wanted))
	}
	shown := 0
	for i, line := range lines {
		if line != wanted[i] {
			if shown++; shown <= 20 {
				t.Errorf("\n got %swant %s", line, wanted[i])
			}
		}
	}
	t.Logf("%d lines", len(lines))
}
