package main

import (
	"fmt"
	"os"
	"os/exec"
	"testing"

	"gex/scripts/peers"
)

// home starts a node without a shell, for guests.
func (c cluster) home(t *testing.T, args ...string) member {
	t.Helper()
	cmd := exec.Command("gex", append([]string{"run", "--no-halt", "--sname", "home", "--cookie", "c", "-e", `IO.puts("at " <> "home")`}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "ERL_EPMD_PORT="+c.epmd, "TERM=xterm", "NO_COLOR=")
	m := member{peers.Start(t, cmd), `:"home@` + c.host + `"`}
	m.Expect(`at home\n`)
	return m
}

// processes is the expression of how many processes a node has.
func processes(m member) string {
	return `:erpc.call(` + m.name + `, :erlang, :system_info, [:process_count])`
}

// TestGuests has clients of each release work in a shell of a node that has none of
// its own, two at once, and looks that nothing is left of them however they end.
func TestGuests(t *testing.T) {
	c := newCluster(t)
	home := c.home(t)
	probe := c.gex(t, "probe", "--cookie", "c", "--hidden")
	probe.Eval("before = "+processes(home), `\n`)
	t.Run("clients", func(t *testing.T) {
		for _, otp := range peers.All.Each() {
			t.Run(otp.String(), func(t *testing.T) {
				t.Parallel()
				peers.Require(t, otp)
				iex := c.client(t, otp, "iex", "--sname", "--hidden", "--cookie", "c", "--remsh", "home@"+c.host)
				erl := c.client(t, otp, "erl", "-sname", "-hidden", "-setcookie", "c", "-remsh", "home@"+c.host)
				guestOfIEx(t, c, iex)
				guestOfErlang(t, c, erl)
				iex.Kill()
			})
		}
	})
	probe.Eval(`wait = fn wait, n -> now = `+processes(home)+`; cond do now <= before -> {:left, 0}; n == 0 -> {:left, now - before}; true -> Process.sleep(20); wait.(wait, n - 1) end end; wait.(wait, 400)`,
		`\{:left, 0\}`)
	if home.Ended() {
		t.Error("the node has ended with its guests")
	}
}

// client starts a program with a remote shell on a terminal. OTP 25 cannot call
// functions of others before it has a name.
func (c cluster) client(t *testing.T, otp peers.OTP, program, named string, args ...string) *peers.Shell {
	t.Helper()
	name := "undefined"
	if otp == peers.OTP25 {
		name = fmt.Sprintf("%s%d@%s", program, otp.Release(), c.host)
	}
	return peers.StartTerminal(t, peers.CommandEnv(otp, []string{"ERL_EPMD_PORT=" + c.epmd}, program, append([]string{named, name}, args...)...))
}

func guestOfIEx(t *testing.T, c cluster, s *peers.Shell) {
	s.Use(t)
	prompt := func(n int) { s.Expect(fmt.Sprintf(`gex\(home@%s\)%d> $`, c.host, n)) }
	s.Expect(`gex .*\(Elixir .*Ctrl\+C twice`)
	prompt(1)
	s.Eval("x = 6", `\x1b\[33m6`)
	prompt(2)
	s.Eval("x *", `\.\.\.\(home@`+c.host+`\)2> `)
	s.Eval("7", `42`)
	prompt(3)
	s.Eval("raise \"no\"", `\*\* \(RuntimeError\) no`)
	prompt(3)
	s.Eval("{v(2), node(), node(Process.group_leader()) == node()}", `\{.*42.*home@.*false.*\}`)
	prompt(4)
	s.Eval(`IO.gets("name? ")`, `\nname\? `)
	s.Eval("grüße", `"grüße\\n"`)
	prompt(5)
	s.Send("xyzzy = 1; String.up\t")
	s.Expect(`String\.upcase`)
	s.Eval(`("a")`, `"A"`)
	prompt(6)
	s.Send("xyz\t")
	s.Expect(`xyzzy`)
	s.Send(" + 1\n")
	s.Expect(`\x1b\[33m2`)
	prompt(7)
	s.Send("Enum.ma\t\t")
	s.Expect(`map_every/3`)
	s.Send("p([1], & &1)\n")
	prompt(8)
	s.Resize(30, 40)
	// The client learns of the new size from a signal.
	s.Eval("width = fn width -> if :io.columns() == {:ok, 40}, do: 40, else: width.(width) end; width.(width); Enum.to_list(1..20)", `12[^\n]*\r\n[^\n]*13`)
	prompt(9)
	s.Eval("IO.puts(\"be\" <> \"gun\"); Process.sleep(:infinity)", `begun\r\n`)
	s.Send("\x07")
	s.Expect(` --> `)
	s.Eval("i", ` --> `)
	s.Eval("c", `\*\* \(EXIT\) interrupted`)
	prompt(9)
	s.Eval("x", `6`)
	prompt(10)
	s.Eval("spawn_link(fn -> exit(:bang) end); Process.sleep(:infinity)", `\*\* \(EXIT from #PID<[\d.]+>\) shell process exited with reason: :bang`)
	prompt(10)
	s.Eval("x", `undefined variable "x"`)
	prompt(10)
}

func guestOfErlang(t *testing.T, c cluster, s *peers.Shell) {
	s.Use(t)
	prompt := `gex\(home@` + c.host + `\)\d+> $`
	s.Expect(`gex .* Elixir is spoken here, not Erlang`)
	s.Expect(prompt)
	s.Eval("String.duplicate(\"ab\", 2)", `abab`)
	s.Expect(prompt)
	s.Send("String.up\t")
	s.Expect(`String\.upcase`)
	s.Eval(`("a")`, `"A"`)
	s.Expect(prompt)
	s.Send("\x07")
	s.Expect(` --> `)
	s.Eval("c", `\n`)
	s.Send("\n")
	s.Expect(prompt)
	s.Eval("7 * 6", `42`)
	s.Expect(prompt)
	s.Send("Process.sleep(:infinity)\n\x07")
	s.Expect(` --> `)
	s.Eval("k", ` --> `)
	s.Send("q\n")
	s.Wait()
}

// TestGuestPiped has the input of clients end: the shell ends, the node does not.
func TestGuestPiped(t *testing.T) {
	for _, otp := range (peers.OTP27 | peers.OTP29).Each() {
		t.Run(otp.String(), func(t *testing.T) {
			t.Parallel()
			peers.Require(t, otp)
			c := newCluster(t)
			home := c.home(t)
			cmd := peers.CommandEnv(otp, []string{"ERL_EPMD_PORT=" + c.epmd}, "iex", "--sname", "undefined", "--hidden", "--cookie", "c", "--remsh", "home@"+c.host)
			s := peers.Start(t, cmd)
			s.Send("x = 6\nx * 7\nIO.puts(\"sa\" <> \"id\")\n")
			s.CloseInput()
			s.Expect(`> 42\n.*> said\n:ok\n.*\*\*\* Shell process terminated!`)
			s.Wait()
			if home.Ended() {
				t.Error("the node has ended")
			}
		})
	}
}
