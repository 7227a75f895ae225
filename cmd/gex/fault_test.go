//go:build unix

package main

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"gex/scripts/peers"
)

// machines are hosts of a network with a node on each, which they find by the port
// mapper of the host.
type machines struct {
	t *testing.T
	*peers.Network
	ticks string // option of all nodes
}

func newMachines(t *testing.T, ticks string) machines {
	t.Helper()
	return machines{t, peers.NewNetwork(t), ticks}
}

// A node is down after quickTickTime without a sign of life, with quickTicks.
const (
	quickTicks    = "-kernel net_ticktime 4"
	quickTickTime = 4 * time.Second
	usualTicks    = "-kernel net_ticktime 60"
)

// gex starts a gex on the host, which serves the port mapper too.
func (m machines) gex(h *peers.Host, name string, args ...string) member {
	m.t.Helper()
	cmd := exec.Command("gex", append([]string{"--name", name + "@" + h.Address, "--cookie", "c", "--erl", m.ticks}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+m.t.TempDir())
	return m.start(h, name, cmd)
}

// beam starts iex of a release on the host, and a port mapper.
func (m machines) beam(h *peers.Host, otp peers.OTP, name string, args ...string) member {
	m.t.Helper()
	peers.Require(m.t, otp)
	peers.Start(m.t, h.Command(peers.Command(otp, "epmd")))
	args = append([]string{"--name", name + "@" + h.Address, "--cookie", "c", "--erl", m.ticks}, args...)
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

// lost waits for the end of what watch began and checks that it ended as the end
// of a connection does, for the reason.
func lost(from, to member, reason string) {
	const collect = `({{:nodedown, ^b}, {GenServer, :call, [{:srv, ^b}, :hello, :infinity]}} = Task.await(t, 30000); ` +
		`receive do {:EXIT, ^p, x} -> :noconnection = x end; ` +
		`receive do {:DOWN, ^r1, :process, ^p, x} -> :noconnection = x end; ` +
		`receive do {:DOWN, ^r2, :process, {:srv, ^b}, x} -> :noconnection = x end; ` +
		`receive do {:nodedown, ^b} -> :ok end; ` +
		`receive do {:nodedown, ^b, x} -> {:lost, x} end)`
	from.Eval(collect, `\{:lost, \[nodedown_reason: `+reason+`\]\}`)
}

const silent = `Process.register(spawn(fn -> Process.flag(:trap_exit, true); Process.sleep(:infinity) end), :srv)`

// TestUnplugged takes the cable of a BEAM's host out. Both sides notice within the
// tick time, a quarter more or less. When it is back they meet again by sending,
// and the global names are whole.
func TestUnplugged(t *testing.T) {
	t.Parallel()
	m := newMachines(t, quickTicks)
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
	start := time.Now()
	hb.Unplug()
	lost(g, b, ":net_tick_timeout")
	if took := time.Since(start); took < quickTickTime*3/4 || took > quickTickTime*5/4+3*time.Second {
		t.Errorf("the node was down after %v", took)
	}
	lost(b, g, ":net_tick_timeout")
	for _, s := range []member{g, b} {
		s.Eval(`{:names, :global.registered_names}`, `\{:names, \[:of_`+s.name[2:3]+`\]\}\n`)
	}
	hb.Plug()
	g.Eval(`send({:srv, `+b.name+`}, :again); :sent`, ":sent")
	for _, s := range []member{g, b} {
		s.Eval(`w = fn w, name -> case :global.whereis_name(name) do :undefined -> Process.sleep(20); w.(w, name); p -> node(p) end end; `+
			`{:found, w.(w, :of_g) == `+g.name+`, w.(w, :of_b) == `+b.name+`, :global.sync}`, `\{:found, true, true, :ok\}\n`)
	}
}

// sink is a process :sink that counts the messages {i, _} that come in order, and
// tells who asks once it has n of them. A sender of those, :sender, tells how far
// it is.
const (
	sink = `Process.register(spawn(fn -> r = fn r, n -> receive do {i, _} when i == n + 1 -> r.(r, i); {:tell, to, ^n} -> send(to, {:in_order, n}); r.(r, n) end end; r.(r, 0) end), :sink)`

	stream = `pad = :binary.copy("x", 10_000); Process.register(spawn(fn -> for i <- 1..16_000 do send({:sink, TO}, {i, pad}); :persistent_term.put(:sent, i) end; Process.sleep(:infinity) end), :sender)`

	// stands waits until the sender has not moved for a while.
	stands = `still = fn still, n -> Process.sleep(300); case :persistent_term.get(:sent, 0) do ^n when n > 0 -> n; m -> still.(still, m) end end; still.(still, 0); ` +
		`{:stands, :persistent_term.get(:sent) < 16000, elem(Process.info(Process.whereis(:sender), :status), 1)}`
)

// TestSlowReader stops a BEAM to which a process sends 160 MB: the sender
// is suspended, what waits is bounded, and who talks to another node is not in
// its way. When the BEAM goes on everything comes in order. Then the other way
// round.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	peers.Require(t, peers.OTP29)
	c := newCluster(t)
	g, friend := c.gex(t, "g", "--cookie", "c"), c.gex(t, "friend", "--cookie", "c")
	b := c.beam(t, peers.OTP29, "b", "--cookie", "c")
	for _, s := range []member{g, b} {
		s.Eval(sink, "true\n")
	}
	for _, to := range []member{b, friend} {
		g.Eval("Node.connect("+to.name+")", "true\n")
	}
	for _, tt := range []struct{ from, to member }{{g, b}, {b, g}} {
		before := resident(tt.from.PID())
		tt.to.Signal(syscall.SIGSTOP)
		tt.from.Eval(strings.ReplaceAll(stream, "TO", tt.to.name), "true\n")
		tt.from.Eval(stands, `\{:stands, true, :suspended\}\n`)
		if grown := resident(tt.from.PID()) - before; grown > 100<<20 && tt.from == g {
			t.Errorf("the sender has grown by %d MB", grown>>20)
		}
		tt.from.Eval(`{:more, :erlang.send_nosuspend({:sink, `+tt.to.name+`}, {0, 0}), :erlang.send({:sink, `+tt.to.name+`}, {0, 0}, [:nosuspend])}`,
			`\{:more, false, :nosuspend\}\n`)
		tt.from.Eval(`{:friend, :erpc.call(`+friend.name+`, :erlang, :node, [])}`, `\{:friend, `+c.shown("friend")+`\}\n`)
		tt.to.Signal(syscall.SIGCONT)
		tt.from.Eval(`send({:sink, `+tt.to.name+`}, {:tell, self(), 16000}); receive do {:in_order, n} -> {:all, n} after 20_000 -> :lost end`, `\{:all, 16000\}\n`)
	}
}

// TestFloodedMailbox: a process that does not receive keeps nobody else's messages
// from coming over the same connection.
func TestFloodedMailbox(t *testing.T) {
	t.Parallel()
	peers.Require(t, peers.OTP25)
	c := newCluster(t)
	g := c.gex(t, "g", "--cookie", "c")
	b := c.beam(t, peers.OTP25, "b", "--cookie", "c")
	g.Eval(silent, "true\n")
	b.Eval(`for i <- 1..200_000, do: send({:srv, `+g.name+`}, {i, "some message"}); :flooded`, ":flooded\n")
	b.Eval(`{:sum, :erpc.call(`+g.name+`, :lists, :sum, [[1, 2]])}`, `\{:sum, 3\}\n`)
	g.Eval(`{:kept, elem(Process.info(Process.whereis(:srv), :message_queue_len), 1)}`, `\{:kept, 200000\}\n`)
}
