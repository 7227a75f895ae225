//go:build !windows

package main

import (
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"gex/scripts/peers"
)

// TestTerminalEditing edits entries of several lines: pasted, with Alt-Enter, and
// taken back while unfinished.
func TestTerminalEditing(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`\x1b\[\?2004h`)
	s.Expect(`gex\(1\)> `)
	s.Send("\x1b[200~defmodule Pasted do\r\n\tdef f(a),\r\n\t\tdo: a\r\nend\r\n\x1b[201~")
	s.Expect(`\.\.\.\(1\)> end`)
	s.Eval("", `\{:module, Pasted,`)
	s.Expect(`gex\(2\)> `)
	s.Eval("[1,\x1b\r2]\x1b[1;3A\x05 0,", `[\nl]\[1, 0, 2\]\r\n`)
	s.Expect(`gex\(3\)> `)
	s.Eval("{:a,", `\.\.\.\(3\)> `)
	s.Send(":c\x1b[A\x1b[D:b")
	s.Expect(`gex\(3\)> `)
	s.Send("\x1b[B}\n")
	s.Expect(`\*\* \(SyntaxError\)`) // {:a:b
	s.Expect(`gex\(3\)> `)
	s.Eval("Pasted.f(:fine)", `[\nl]:fine\r\n`)
	leave(t, s)
	if n := strings.Count(s.Output(), "{:module, Pasted"); n != 1 {
		t.Errorf("the module was defined %d times", n)
	}
}

// TestTerminalTypedAhead types while code runs: nothing is echoed before the
// prompt, and nothing is lost.
func TestTerminalTypedAhead(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Eval(`IO.puts("be" <> "gun"); Process.sleep(300); IO.puts("do" <> "ne")`, `[\nl]begun\r\n`)
	s.Send("6 * 7\n20 + 1\n")
	if out := s.Expect(`(?s)^(.*)done\r\n:ok\r\n`)[1]; strings.Contains(out, "6") {
		t.Errorf("typed keys were echoed: %q", out)
	}
	s.Expect(`gex\(2\)> (?s:.*)[\nl]42\r\n`)
	s.Expect(`gex\(3\)> (?s:.*)[\nl]21\r\n`)
	leave(t, s)
}

// TestTerminalResize asks for the size after the terminal has changed it.
func TestTerminalResize(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Send("{:io.columns, :io.rows}")
	s.Expect(echoed("{:io.columns, :io.rows}"))
	s.Resize(30, 60)
	s.Expect(`gex\(1\)> \{:io\.columns, :io\.rows\}`) // drawn again
	s.Eval("", `[\nl]\{\{:ok, 60\}, \{:ok, 30\}\}\r\n`)
	leave(t, s)
}

// TestTerminalSuspend stops gex with Ctrl-Z in the middle of a line, and goes on.
func TestTerminalSuspend(t *testing.T) {
	cmd := exec.Command("sh", "-i")
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir(), "TERM=xterm", "NO_COLOR=1", "PS1=sh-prompt ", "ENV=")
	s := peers.StartTerminal(t, cmd)
	s.Expect(`sh-prompt `)
	s.Eval("gex", `gex\(1\)> `)
	s.Send("40 + ")
	s.Expect(echoed("40 + "))
	s.Send("\x1a")
	s.Expect(`sh-prompt `)
	s.Eval("echo in $((1+1)) shells", `in 2 shells`)
	s.Expect(`sh-prompt `)
	s.Eval("fg", `gex\(1\)> 40 \+ `)
	s.Eval("2", `[\nl]42\r\n`)
	s.Expect(`gex\(2\)> `)
	s.Send("\x04")
	s.Expect(`sh-prompt `)
	s.Send("exit\n")
	s.Wait()
}

// TestTerminalRestored ends gex in every way: the terminal is as before.
func TestTerminalRestored(t *testing.T) {
	for _, tt := range []struct {
		name, keys string
		signal     syscall.Signal
		status     string
	}{
		{"Ctrl-D", "\x04", 0, "0"},
		{"halt", "System.halt(3)\n", 0, "3"},
		{"SIGTERM", "half a li", syscall.SIGTERM, "143"},
		{"SIGHUP", "Process.sleep(:infinity)\n", syscall.SIGHUP, "129"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("sh", "-c", `trap : HUP; echo "before $(stty -g)"; gex; echo "status $?"; echo "after $(stty -g)"`)
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir(), "TERM=xterm", "NO_COLOR=1")
			s := peers.StartTerminal(t, cmd)
			before := s.Expect(`before (\S+)\r\n`)[1]
			s.Expect(`gex\(1\)> `)
			pid, err := strconv.Atoi(s.Eval(`IO.puts("pid " <> System.pid())`, `[\nl]pid (\d+)\r\n`)[1])
			if err != nil {
				t.Fatal(err)
			}
			s.Expect(`gex\(2\)> `)
			s.Send(tt.keys)
			if tt.signal != 0 {
				s.Expect(echoed(strings.TrimSpace(tt.keys)))
				if err := syscall.Kill(pid, tt.signal); err != nil {
					t.Fatal(err)
				}
			}
			if got := s.Expect(`status (\d+)\r\n`)[1]; got != tt.status {
				t.Errorf("status %s, want %s", got, tt.status)
			}
			if after := s.Expect(`after (\S+)\r\n`)[1]; after != before {
				t.Errorf("terminal settings %s, before %s", after, before)
			}
			if out := s.Output(); strings.LastIndex(out, "\x1b[?2004l") < strings.LastIndex(out, "\x1b[?2004h") {
				t.Error("pasted text is still marked")
			}
		})
	}
}

// TestTerminalFigures measures how long the first prompt takes, and the echo of
// a key while another process prints 1,000 messages a second. The limits are
// those of a machine that is busy with other things.
func TestTerminalFigures(t *testing.T) {
	var starts []time.Duration
	for range 5 {
		begin := time.Now()
		s := onTerminal(t, plain)
		s.Expect(`gex\(1\)> `)
		starts = append(starts, time.Since(begin))
		leave(t, s)
	}
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Eval(`p = spawn(fn -> tick = fn tick, n -> IO.puts("tick " <> Integer.to_string(n)); receive do :stop -> :ok after 1 -> tick.(tick, n + 1) end end; tick.(tick, 1) end)`, `gex\(2\)> `)
	s.Expect(`tick 20\r\n`)
	var echoes []time.Duration
	typed := ""
	for _, c := range "abcdefghijklmnopqrstuvwxyzabcdefghijklmn" {
		typed += string(c)
		begin := time.Now()
		s.Send(string(c))
		s.Expect(`gex\(2\)> ` + typed[:len(typed)-1] + `(\x1b\[\d*G)?` + string(c))
		echoes = append(echoes, time.Since(begin))
	}
	s.Send("\x15")
	s.Eval("send(p, :stop)", `:stop\r\n`)
	leave(t, s)
	slices.Sort(starts)
	slices.Sort(echoes)
	start, echo := starts[len(starts)/2], echoes[len(echoes)/2]
	t.Logf("first prompt %v, echo of a key %v, slowest %v", start, echo, echoes[len(echoes)-1])
	if start > 2*time.Second || echo > 200*time.Millisecond {
		t.Errorf("first prompt %v, echo %v", start, echo)
	}
}
