//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
	"testing"

	"gex/scripts/peers"
)

// TestSignals has a node without a shell, and a shell on a terminal, end in order.
func TestSignals(t *testing.T) {
	for _, tt := range []struct {
		name   string
		start  func() (*exec.Cmd, *peers.Shell)
		signal syscall.Signal
	}{
		{"node", func() (*exec.Cmd, *peers.Shell) {
			cmd := exec.Command("gex", "run", "--no-halt", "-e", `IO.puts("be" <> "gun")`)
			s := peers.Start(t, cmd)
			s.Expect("begun")
			return cmd, s
		}, syscall.SIGTERM},
		{"shell", func() (*exec.Cmd, *peers.Shell) {
			cmd := exec.Command("gex")
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir(), "TERM=xterm")
			s := peers.StartTerminal(t, cmd)
			s.Expect(`gex\(1\)> `)
			return cmd, s
		}, syscall.SIGHUP},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cmd, s := tt.start()
			if err := cmd.Process.Signal(tt.signal); err != nil {
				t.Fatal(err)
			}
			if status := s.Wait(); status != 128+int(tt.signal) {
				t.Errorf("status %d, want %d", status, 128+int(tt.signal))
			}
		})
	}
}
