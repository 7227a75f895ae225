package main

import (
	"os"
	"os/exec"
	"testing"

	"gex/scripts/peers"
)

// TestNetKernel has a node come and go under names and cookies of its own, and looks
// at what is told of that, beside a BEAM.
func TestNetKernel(t *testing.T) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			t.Parallel()
			peers.Require(t, otp)
			netKernel(t, otp)
		})
	}
}

func netKernel(t *testing.T, otp peers.OTP) {
	c := newCluster(t)
	c.gex(t, "keeper", "--cookie", "k") // its epmd
	b := c.beam(t, otp, "b", "--cookie", "bee")
	cmd := exec.Command("gex", "--cookie", "gee")
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "ERL_EPMD_PORT="+c.epmd)
	g := member{peers.Start(t, cmd), `:"late@` + c.host + `"`}
	b.Use(t)
	g.Use(t)
	last := func(line, want string) { t.Helper(); g.Eval("{:is, ("+line+")}", `\{:is, `+want+`\}\n`) }
	b.Eval("until = fn until, f, want -> if f.() == want, do: :now, else: until.(until, f, want) end; :defined", ":defined\n")
	until := func(expression, want string) { // the other side learns of things in its own time
		t.Helper()
		b.Eval("{:until, until.(until, fn -> "+expression+" end, "+want+")}", `\{:until, :now\}\n`)
	}
	g.Eval(`:net_kernel.monitor_nodes(true); :net_kernel.monitor_nodes(true, [:nodedown_reason, node_type: :all])`, `:ok\n`)
	g.Eval(`:net_kernel.monitor_nodes(true, %{connection_id: true, node_type: :hidden}); next = fn -> receive do x -> x after 9000 -> :none end end; b = `+b.name+"; me = "+g.name, `late.*\n`)
	last(`Node.start(:late, :shortnames, 15000) |> elem(0)`, `:ok`)
	last(`{next.(), next.()} == {{:nodeup, me}, {:nodeup, me, [node_type: :visible]}}`, `true`)
	last(`Node.connect(b)`, `false`)
	g.Eval(`Node.set_cookie(b, :bee)`, `true\n`)
	// The BEAM answers the challenge with the cookie that it has for everyone.
	last(`{Node.connect(b), Node.list(:known) -- [me, b]}`, `\{true, \[\]\}`)
	last(`{next.(), next.()} == {{:nodeup, b}, {:nodeup, b, [node_type: :visible]}}`, `true`)
	last(`Node.monitor(b, true) and Node.monitor(b, true) and Node.monitor(b, false)`, `true`)
	last(`[{^b, %{node_type: :visible, connection_id: id}}] = :erlang.nodes(:connected, %{node_type: true, connection_id: true}); is_integer(id)`, `true`)
	last(`with {:ok, info} <- :net_kernel.node_info(b), do: {info[:state], info[:type], elem(info[:address], 0)}`, `\{:up, :normal, :net_address\}`)
	last(`Node.disconnect(b)`, `true`)
	last(`Enum.sort([next.(), next.(), next.()]) == Enum.sort([{:nodedown, b}, {:nodedown, b}, {:nodedown, b, [nodedown_reason: :disconnect, node_type: :visible]}])`, `true`)
	last(`{Node.list(:connected), b in Node.list(:known)}`, `\{\[\], true\}`)
	last(`:net_kernel.connect_node(b)`, `true`)
	last(`{next.(), next.()} |> elem(0) == {:nodeup, b}`, `true`)
	b.Eval("Node.disconnect("+g.name+")", `true\n`)
	last(`Enum.sort([next.(), next.()]) == Enum.sort([{:nodedown, b}, {:nodedown, b, [nodedown_reason: :connection_closed, node_type: :visible]}])`, `true`)
	last(`{:net_kernel.set_net_ticktime(8, 0), :net_kernel.get_net_ticktime(), :net_kernel.set_net_ticktime(8), :net_kernel.set_net_ticktime(60, 90), :net_kernel.set_net_ticktime(7), :net_kernel.get_net_ticktime()} ==
		{:change_initiated, 8, :unchanged, :change_initiated, {:ongoing_change_to, 60}, {:ongoing_change_to, 60}}`, `true`)
	last(`{Node.connect(b), next.(), next.()} |> elem(0)`, `true`)
	last(`Node.stop()`, `:ok`)
	last(`Enum.sort([next.(), next.(), next.(), next.()]) == Enum.sort(for(n <- [b, me], do: {:nodedown, n}) ++ for(n <- [b, me], do: {:nodedown, n, [nodedown_reason: :net_kernel_terminated, node_type: :visible]}))`, `true`)
	until(g.name+" in Node.list()", "false")
	last(`{node(), Node.stop(), Node.list(), Node.get_cookie()}`, `\{:nonode@nohost, \{:error, :not_found\}, \[\], :nocookie\}`)
	last(`Node.start(:late, name_domain: :shortnames, hidden: true, net_ticktime: 20, net_tickintensity: 8) |> elem(0)`, `:ok`)
	last(`Node.set_cookie(b, :bee) and Node.connect(b) and :net_kernel.get_net_ticktime() == 20`, `true`)
	until("{Node.list(:hidden), Node.list()}", "{["+g.name+"], []}")
	last(`:net_kernel.allow([:"other@nowhere"]); {Node.disconnect(b), Node.connect(b)}`, `\{true, false\}`)
	until("Node.list(:connected)", "[]")
	b.Eval("{:refused, Node.connect("+g.name+")}", `\{:refused, false\}\n`)
	last(`Node.stop(); Node.start(:deaf, name_domain: :shortnames, dist_listen: false) |> elem(0)`, `:ok`)
	last(`Node.set_cookie(b, :bee) and Node.connect(b)`, `true`)
	until("Enum.count(Node.list(:hidden))", "1")
}
