//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
	"testing"

	"gex/scripts/peers"
)

// TestStoppedAndKilled stops a BEAM for longer than the tick time, has it go on,
// and kills it. Each time all is lost that was under way, and no more: it is met
// again by sending to it. Then gex is killed.
func TestStoppedAndKilled(t *testing.T) {
	t.Parallel()
	peers.Require(t, peers.OTP27)
	c := newCluster(t)
	keeper := c.gex(t, "keeper", "--cookie", "c", "--erl", quickTicks) // of the port mapper
	g := c.gex(t, "g", "--cookie", "c", "--erl", quickTicks)
	b := c.beam(t, peers.OTP27, "b", "--cookie", "c", "--erl", quickTicks)
	for _, s := range []member{g, b} {
		s.Eval(silent, "true\n")
	}
	keeper.Eval("Node.connect("+g.name+")", "true\n")
	watch(g, b)
	watch(b, g)
	b.Signal(syscall.SIGSTOP)
	lost(g, b, ":net_tick_timeout")
	b.Signal(syscall.SIGCONT)
	lost(b, g, ":(connection_closed|net_tick_timeout)")
	watch(g, b)
	watch(b, g)
	g.Kill()
	lost(b, g, ":connection_closed")
	g = c.gex(t, "g", "--cookie", "c", "--erl", quickTicks)
	g.Eval(silent, "true\n")
	watch(g, b)
	b.Kill()
	lost(g, b, ":connection_closed")
	g.Eval(`{:refused, Node.connect(b), b in Node.list}`, `\{:refused, false, false\}`)
}

// TestTakenOver has a node come back under its name while the others still have
// the connection with the one before, whose end they were not told: it was cut
// off when it was killed. The new one takes the place of the old one, whose
// processes are gone.
func TestTakenOver(t *testing.T) {
	t.Parallel()
	m := newMachines(t, usualTicks)
	ha, hb := m.Host(), m.Host()
	g := m.gex(ha, "g")
	o := m.start(ha, "o", peers.Command(peers.OTP29, "iex", "--name", "o@"+ha.Address, "--cookie", "c"))
	x := m.beam(hb, peers.OTP25, "x")
	x.Eval(silent, "true\n")
	for _, s := range []member{g, o} {
		watch(s, x)
	}
	m.Cut(ha, hb)
	x.Kill()
	m.Heal(ha, hb)
	x = m.gex(hb, "x")
	x.Eval(silent, "true\n")
	for _, s := range []member{g, o} {
		x.Eval(`Node.connect(`+s.name+`)`, "true\n")
		lost(s, x, ":(wait_pending|connection_closed)")
		s.Eval(`r = Process.monitor(p); {:old, receive do {:DOWN, ^r, _, _, why} -> why after 9000 -> :none end, :erpc.call(b, :erlang, :whereis, [:srv]) != p}`,
			`\{:old, :noproc, true\}`)
	}
}

// TestPortMapperGone kills the port mapper that nodes are registered with. A gex
// takes its place, the others register there, and nodes find each other as
// before. Connections are not affected.
func TestPortMapperGone(t *testing.T) {
	t.Parallel()
	peers.Require(t, peers.OTP29)
	c := newCluster(t)
	cmd := peers.CommandEnv(peers.OTP29, []string{"ERL_EPMD_PORT=" + c.epmd}, "epmd")
	mapper := peers.Start(t, cmd)
	peers.Eventually(t, "port mapper", func() bool {
		probe := peers.CommandEnv(peers.OTP29, []string{"ERL_EPMD_PORT=" + c.epmd}, "epmd", "-names")
		return probe.Run() == nil
	})
	g := c.gex(t, "g", "--cookie", "c")
	b := c.beam(t, peers.OTP29, "b", "--cookie", "c")
	g.Eval(`Node.monitor(`+b.name+`, true); Node.connect(`+b.name+`)`, "true\n")
	mapper.Kill()
	const all = `w = fn w -> case :erl_epmd.names() do {:ok, l} when length(l) >= 2 -> Enum.sort(for {n, _} <- l, do: n); _ -> Process.sleep(50); w.(w) end end; {:names, w.(w)}`
	b.Eval(all, `\{:names, \[(~c"b"|'b'), (~c"g"|'g')\]\}`)
	g.Eval(`{:connected, receive do x -> x after 0 -> Node.list end}`, `\{:connected, \[`+c.shown("b"))
	late := exec.Command("gex", "--sname", "late", "--cookie", "c", "-e", `IO.inspect({:late, Node.connect(`+b.name+`), Node.connect(`+g.name+`)})`)
	late.Env = append(os.Environ(), "HOME="+t.TempDir(), "ERL_EPMD_PORT="+c.epmd)
	peers.Start(t, late).Expect(`\{:late, true, true\}`)
}
