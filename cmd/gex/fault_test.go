package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// machines are hosts of a network with a node on each, which they find by the port
// mapper of the host. A node is down after four seconds without a sign of life.
type machines struct {
	t *testing.T
	*peers.Network
}

func newMachines(t *testing.T) machines {
	t.Helper()
	return machines{t, peers.NewNetwork(t)}
}

const quickTicks = "-kernel net_ticktime 4"

// gex starts a gex on the host, which serves the port mapper too.
func (m machines) gex(h *peers.Host, name string, args ...string) member {
	m.t.Helper()
	cmd := exec.Command("gex", append([]string{"--name", name + "@" + h.Address, "--cookie", "c", "--erl", quickTicks}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+m.t.TempDir())
	return m.start(h, name, cmd)
}

// beam starts iex of a release on the host, and a port mapper.
func (m machines) beam(h *peers.Host, otp peers.OTP, name string, args ...string) member {
	m.t.Helper()
	peers.Require(m.t, otp)
	peers.Start(m.t, h.Command(peers.Command(otp, "epmd")))
	args = append([]string{"--name", name + "@" + h.Address, "--cookie", "c", "--erl", quickTicks}, args...)
	return m.start(h, name, peers.Command(otp, "iex", args...))
}

func (m machines) start(h *peers.Host, name string, cmd *exec.Cmd) member {
	m.t.Helper()
	s := member{peers.Start(m.t, h.Command(cmd)), `:"` + name + "@" + h.Address + `"`}
	s.Expect(`\)1> `)
	return s
}

// watch has the shell watch the process :srv on another node, which never answers,
// in every way there is, and wait in a call for it. lost then returns what came of
// that.
func watch(from, to member) {
	from.Eval(strings.NewReplacer("TO", to.name).Replace(
		`Process.flag(:trap_exit, true); :net_kernel.monitor_nodes(true, [:nodedown_reason]); b = TO; Node.monitor(b, true); `+
			`p = :erpc.call(b, :erlang, :whereis, [:srv]); Process.link(p); r1 = Process.monitor(p); r2 = Process.monitor({:srv, b}); `+
			`t = Task.async(fn -> try do GenServer.call({:srv, b}, :hello, :infinity) catch :exit, e -> e end end); {:watching, node(p) == b}`),
		`\{:watching, true\}`)
}

// lost waits for the end of what watch began and checks how it ended.
func lost(from, to member, reason string) {
	const collect = `({{:nodedown, ^b}, {GenServer, :call, [{:srv, ^b}, :hello, :infinity]}} = Task.await(t, 30000); ` +
		`receive do {:EXIT, ^p, x} -> :noconnection = x end; ` +
		`receive do {:DOWN, ^r1, :process, ^p, x} -> :noconnection = x end; ` +
		`receive do {:DOWN, ^r2, :process, {:srv, ^b}, x} -> :noconnection = x end; ` +
		`receive do {:nodedown, ^b} -> :ok end; ` +
		`receive do {:nodedown, ^b, x} -> {:lost, x, b in Node.list} end)`
	from.Eval(collect, `\{:lost, \[nodedown_reason: `+reason+`\], false\}`)
}

const silent = `Process.register(spawn(fn -> Process.sleep(:infinity) end), :srv)`

// TestUnplugged takes the cable of a BEAM's host out. Both sides notice within the
// tick time, with a quarter more or less. When it is back they meet again by
// sending, and the global names are whole.
func TestUnplugged(t *testing.T) {
	t.Parallel()
	m := newMachines(t)
	ha, hb := m.Host(), m.Host()
	g := m.gex(ha, "g")
	b := m.beam(hb, peers.OTP29, "b")
	for _, s := range []member{g, b} {
		s.Eval(silent, "true\n")
	}
	g.Eval("Node.connect("+b.name+")", "true\n")
	watch(g, b)
	watch(b, g)
	g.Eval(`:global.sync; :global.register_name(:of_g, self())`, ":yes\n")
	b.Eval(`:global.register_name(:of_b, self())`, ":yes\n")
	hb.Unplug()
	lost(g, b, ":net_tick_timeout")
	lost(b, g, ":net_tick_timeout")
	hb.Plug()
	g.Eval(`send({:srv, `+b.name+`}, :again); :sent`, ":sent")
}
