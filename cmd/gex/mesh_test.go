package main

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// mesh is a cluster whose nodes share global names.
type mesh struct {
	cluster
	t   *testing.T
	all []member
}

// defs are what the shells of a mesh have: poll tries a function until it returns
// something, idle is a process that waits.
const defs = `(poll = fn f -> Enum.find_value(1..2000, :never, fn _ -> f.() || (Process.sleep(5) && nil) end) end; ` +
	`idle = fn -> spawn(fn -> Process.sleep(:infinity) end) end; 1)`

// newMesh starts nodes: a release followed by a name, as in "29b"; gex has 0, and
// comes first.
func newMesh(t *testing.T, nodes ...string) *mesh {
	m := &mesh{cluster: newCluster(t), t: t}
	for i, n := range nodes {
		name := strings.TrimLeft(n, "0123456789")
		release, _ := strconv.Atoi(strings.TrimSuffix(n, name))
		args := []string{"--sname", name + "@" + m.host, "--cookie", "c"}
		cmd := exec.Command("gex", args...)
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "ERL_EPMD_PORT="+m.epmd)
		for _, otp := range peers.All.Each() {
			if otp.Release() == release {
				peers.Require(t, otp)
				cmd = peers.CommandEnv(otp, []string{"ERL_EPMD_PORT=" + m.epmd}, "iex", args...)
			}
		}
		m.all = append(m.all, member{peers.Start(t, cmd), `:"` + name + "@" + m.host + `"`})
		if i == 0 {
			m.all[0].Expect(`\)1> `) // its epmd serves the others
		}
	}
	each(m.all, defs, "1")
	return m
}

// use has the shells fail a subtest.
func (m *mesh) use(t *testing.T) {
	m.t = t
	for _, x := range m.all {
		x.Use(t)
	}
}

// each evaluates an expression on some nodes and waits for what it gives on all.
func each(nodes []member, expr, want string) {
	for _, x := range nodes {
		x.Send("{:r, (" + expr + ")}\n")
	}
	for _, x := range nodes {
		x.Expect(`\{:r, ` + want + `\}`)
	}
}

func TestMesh(t *testing.T) {
	t.Parallel()
	m := newMesh(t, "0g", "25b", "27d", "29e", "0z")
	g, b, d, e, z := m.all[0], m.all[1], m.all[2], m.all[3], m.all[4]
	each([]member{g}, `Node.connect(`+b.name+`)`, "true")
	each([]member{d}, `Node.connect(`+b.name+`)`, "true")
	each([]member{z}, `Node.connect(`+e.name+`)`, "true")
	each([]member{z}, `Node.connect(`+d.name+`)`, "true")
	each(m.all, `poll.(fn -> length(Node.list) == 4 end)`, "true")
	each(m.all, `:global.sync`, ":ok")
	// The scope of OTP 25 ends when one of OTP 29 makes itself known.
	old, late := []member{g, b, d, z}, []member{g, d, e, z}
	steps := []struct {
		on         []member
		expr, want string
	}{
		{m.all, `:global.register_name({:n, node()}, self())`, ":yes"},
		{m.all, `length(:global.registered_names)`, "5"},
		{m.all, `for n <- [node() | Node.list], do: node(:global.whereis_name({:n, n})) == n`, `\[true, true, true, true, true\]`},
		{m.all, `:global.register_name({:n, node()}, self())`, ":no"},
		{m.all, `:global.register_name({:n2, node()}, self())`, ":no"},
		{m.all, `:global.unregister_name({:n, node()})`, ":ok"},
		{m.all, `:global.registered_names`, `\[\]`},
		{m.all, `:global.register_name(:one, self())`, "(:yes|:no)"},
		{m.all, `:global.registered_names`, `\[:one\]`},
		{[]member{z}, `:global.re_register_name(:one, self())`, ":yes"},
		{m.all, `node(:global.whereis_name(:one))`, m.shown("z")},
		{m.all, `is_pid(:global.send(:one, {:from, node()}))`, "true"},
		{[]member{z}, `(for _ <- 1..5 do receive do {:from, _} -> 1 after 5000 -> 0 end end)`, `\[1, 1, 1, 1, 1\]`},
		{[]member{g}, `:global.unregister_name(:one)`, ":ok"},
		{m.all, `:global.registered_names`, `\[\]`},
		{m.all, `elem(Agent.start_link(fn -> node() end, name: {:global, {:agent, node()}}), 0)`, `:ok`},
		{m.all, `for n <- [node() | Node.list], do: n == Agent.get({:global, {:agent, n}}, Function, :identity, [])`, `\[true, true, true, true, true\]`},
		{m.all, `for n <- [node() | Node.list], do: n == Agent.get({:via, :global, {:agent, n}}, Function, :identity, [])`, `\[true, true, true, true, true\]`},
		{m.all, `Agent.stop({:global, {:agent, node()}})`, `:ok`},
		{m.all, `poll.(fn -> :global.registered_names == [] end)`, `true`},
		{m.all, `:global.set_lock({:res, node()}, [node() | Node.list], 0)`, "(true|false)"},
		{m.all, `:global.del_lock({:res, node()})`, "true"},
		{m.all, `:global.trans({:res, self()}, fn -> :done end)`, ":done"},
		{m.all, `Enum.map(1..10, fn i -> :global.register_name({i, node()}, idle.()) end) |> Enum.uniq`, `\[:yes\]`},
		{m.all, `length(:global.registered_names)`, "50"},
		{m.all, `Enum.each(1..10, fn i -> Process.exit(:global.whereis_name({i, node()}), :kill) end)`, `:ok`},
		{m.all, `poll.(fn -> :global.registered_names == [] end)`, `true`},
		// pg
		{old, `elem(:pg.start(:pg), 0)`, ":ok"},
		{late, `elem(:pg.start(:late), 0)`, ":ok"},
		{old, `:pg.join(:all, [self(), self()])`, ":ok"},
		{late, `:pg.join(:late, :all, self())`, ":ok"},
		{old, `poll.(fn -> length(:pg.get_members(:all)) == 8 end)`, "true"},
		{late, `poll.(fn -> length(:pg.get_members(:late, :all)) == 4 end)`, "true"},
		{old, `(p = idle.(); :pg.join({:own, node()}, p))`, ":ok"},
		{late, `(q = idle.(); :pg.join(:late, {:own, node()}, q); :pg.join(:late, :too, [q, q]))`, ":ok"},
		{late, `poll.(fn -> length(:pg.which_groups(:late)) == 6 end)`, "true"},
		{late, `poll.(fn -> length(:pg.get_members(:late, :too)) == 8 end)`, "true"},
		{late, `length(:pg.which_local_groups(:late))`, "3"},
		{old, `:pg.leave(:all, self())`, ":ok"},
		{old, `poll.(fn -> length(:pg.get_members(:all)) == 4 end)`, "true"},
		{old, `Process.exit(p, :kill)`, "true"},
		{late, `Process.exit(q, :kill)`, "true"},
		{old, `poll.(fn -> :pg.which_groups() == [:all] end)`, "true"},
		{late, `poll.(fn -> :pg.which_groups(:late) == [:all] end)`, "true"},
		{old, `length(:pg.get_local_members(:all))`, "1"},
		{late, `((for i <- 1..200, do: :pg.join(:late, i, self())) |> Enum.uniq)`, `\[:ok\]`},
		{late, `poll.(fn -> Enum.all?(1..200, &length(:pg.get_members(:late, &1)) == 4) end)`, "true"},
		// A scope that ends takes its members along, and brings none back.
		{[]member{g, e}, `GenServer.stop(:late)`, ":ok"},
		{[]member{d, z}, `poll.(fn -> length(:pg.get_members(:late, 7)) == 2 end)`, "true"},
		{[]member{g, e}, `:pg.get_members(:late, 7)`, `\[\]`},
		{[]member{g, e}, `elem(:pg.start(:late), 0)`, ":ok"},
		{late, `poll.(fn -> length(:pg.get_members(:late, 7)) == 2 end)`, "true"},
		{late, `length(:pg.get_members(:late, 200))`, "2"},
	}
	for _, s := range steps {

		each(s.on, s.expr, s.want)

	}
}
