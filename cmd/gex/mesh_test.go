package main

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
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

// meshStep is what some nodes of a mesh evaluate, and what all of them give.
type meshStep struct {
	on         []member
	expr, want string
}

func eachStep(steps []meshStep) {
	for _, s := range steps {
		each(s.on, s.expr, s.want)
	}
}

// see waits until nodes see so many others.
func see(nodes []member, n int) {
	each(nodes, `poll.(fn -> length(Node.list) == `+strconv.Itoa(n)+` end)`, "true")
}

// join connects nodes to another until all see all.
func (m *mesh) join(to member, nodes ...member) {
	for _, x := range nodes {
		each([]member{x}, `Node.connect(`+to.name+`)`, "true")
	}
	see(m.all, len(m.all)-1)
	each(m.all, `:global.sync`, ":ok")
}

// but returns all nodes but some.
func (m *mesh) but(out ...member) []member {
	return slices.DeleteFunc(slices.Clone(m.all), func(x member) bool { return slices.Contains(out, x) })
}

// TestMesh is a cluster of OTP 25, 27 and 29 with a gex on either end of the order
// of names, which decides who resolves what.
func TestMesh(t *testing.T) {
	t.Parallel()
	m := newMesh(t, "0a", "25b", "27d", "29e", "0z")
	a, b, d, e, z := m.all[0], m.all[1], m.all[2], m.all[3], m.all[4]
	only := func(xs ...member) []member { return xs }
	// Two parts become one.
	each(only(d), `Node.connect(`+b.name+`)`, "true")
	each(only(z), `Node.connect(`+e.name+`)`, "true")
	see(m.all[1:], 1)
	m.join(b, a, z)
	do := func(name string, f func()) {
		t.Run(name, func(t *testing.T) {
			m.use(t)
			f()
		})
	}
	do("names", func() {
		eachStep([]meshStep{
			{m.all, `:global.register_name({:n, node()}, self())`, ":yes"},
			{m.all, `length(:global.registered_names)`, "5"},
			{m.all, `for n <- [node() | Node.list], do: node(:global.whereis_name({:n, n})) == n`, `\[true, true, true, true, true\]`},
			{m.all, `:global.register_name({:n, node()}, self())`, ":no"},
			{m.all, `:global.register_name({:n2, node()}, self())`, ":no"},
			{m.all, `:global.unregister_name({:n, node()})`, ":ok"},
			{m.all, `:global.registered_names`, `\[\]`},
			{m.all, `:global.register_name(:one, self())`, "(:yes|:no)"},
			{m.all, `:global.registered_names`, `\[:one\]`},
			{only(z), `:global.re_register_name(:one, self())`, ":yes"},
			{m.all, `node(:global.whereis_name(:one))`, m.shown("z")},
			{m.all, `is_pid(:global.send(:one, {:from, node()}))`, "true"},
			{only(z), `(for _ <- 1..5 do receive do {:from, _} -> 1 after 5000 -> 0 end end)`, `\[1, 1, 1, 1, 1\]`},
			{only(a), `:global.unregister_name(:one)`, ":ok"},
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
		})
	})
	// The scope of OTP 25 ends when one of OTP 29 makes itself known.
	old, late := only(a, b, d, z), only(a, d, e, z)
	do("pg", func() {
		eachStep([]meshStep{
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
			{only(a, e), `GenServer.stop(:late)`, ":ok"},
			{only(d, z), `poll.(fn -> length(:pg.get_members(:late, 7)) == 2 end)`, "true"},
			{only(a, e), `:pg.get_members(:late, 7)`, `\[\]`},
			{only(a, e), `elem(:pg.start(:late), 0)`, ":ok"},
			{late, `poll.(fn -> length(:pg.get_members(:late, 7)) == 2 end)`, "true"},
			{late, `poll.(fn -> length(:pg.get_members(:late, 200)) == 2 end)`, "true"},
		})
	})
	do("two BEAM nodes part", func() {
		each(only(d), `Node.disconnect(`+b.name+`)`, "true")
		// Both are thrown out, or the one that was before it could speak.
		a.Expect(parting(a, "requested disconnect from", b) + "|" + parting(a, "requested disconnect from", d))
		each(only(b, d), `poll.(fn -> length(Node.list) in [0, 3] end)`, "true")
		each(only(a, e, z), `poll.(fn -> length(Node.list) in [2, 3] end)`, "true")
		m.join(e, b, d)
		each(late, `poll.(fn -> length(:pg.get_members(:late, :all)) == 2 end)`, "true")
	})
	do("a BEAM node parts with gex", func() {
		each(only(b), `Node.disconnect(`+a.name+`)`, "true")
		a.Expect(parting(a, "disconnected", d))
		see(only(a), 0)
		see(m.but(a), 3)
		m.join(e, a)
	})
	do("gex parts with a BEAM node", func() {
		each(only(z), `Node.disconnect(`+e.name+`)`, "true")
		z.Expect(parting(z, "disconnected", d))
		see(only(z), 0)
		see(m.but(z), 3)
		m.join(e, z)
	})
	for _, two := range [][2]member{{a, z}, {z, a}} {
		do("two gex nodes part, said by "+two[0].name, func() {
			each(only(two[0]), `Node.disconnect(`+two[1].name+`)`, "true")
			see(only(z), 0)
			see(m.but(z), 3)
			m.join(e, z)
		})
	}
	// Names clash. First a gex resolves, then OTP 29 does.
	for _, order := range [][2]member{{a, e}, {e, z}} {
		least, greatest := order[0], order[1]
		alone := least
		if alone == e {
			alone = z
		}
		do("names clash with those of "+alone.name, func() {
			each(only(alone), `length(:global.disconnect)`, "4")
			see(only(alone), 0)
			see(m.but(alone), 3)
			each(only(a, e, z), clashing, ":set")
			each(only(least, greatest), `Enum.map(methods, fn {name, method} -> :global.register_name(name, named.(name), method) end) |> Enum.uniq`, `\[:yes\]`)
			each(only(alone), `Node.connect(`+e.name+`)`, "true")
			see(m.all, 4)
			each(m.all, `poll.(fn -> length(:global.registered_names) == 5 end)`, "true")
			each(m.all, `(for n <- [:exit, :notify, :tuple, :own, :bad], do: :erlang.node(:global.whereis_name(n)))`,
				`\[`+printed(least)+`, `+printed(least)+`, `+printed(least)+`, `+printed(greatest)+`, `+printed(greatest)+`\]`)
			each(only(least), `(for {n, p} <- Enum.sort(pids.()), Process.alive?(p), do: n)`, `\[:all, :bad, :exit, :notify, :own, :tuple\]`)
			each(only(greatest), `(for {n, p} <- Enum.sort(pids.()), Process.alive?(p), do: n)`, `\[:all, :bad, :notify, :own, :tuple\]`)
			each(only(least), `got.(1) == [all: {:global_name_conflict, :all, true}]`, "true")
			each(only(greatest), `got.(3) == [all: {:global_name_conflict, :all, true}, notify: {:global_name_conflict, :notify}, tuple: {:global_name_conflict, :tuple}]`, "true")
			each(only(e), `Enum.each(:global.registered_names, &:global.unregister_name/1)`, ":ok")
		})
	}
	if got := a.Output(); !strings.Contains(got, "[info] global: Name conflict terminating {:exit, #PID<") ||
		!strings.Contains(got, "[info] global: badrpc {:EXIT, {%RuntimeError{message: \"no\"}, ") {
		t.Error("the clashes are not logged")
	}
}

// clashing prepares processes that tell the shell what they get.
const clashing = `(me = self(); ` +
	`methods = [exit: &:global.random_exit_name/3, notify: &:global.random_notify_name/3, tuple: {:global, :random_notify_name}, ` +
	`all: &:global.notify_all_name/3, own: fn _, p, q -> Enum.max_by([p, q], &node/1) end, bad: fn _, _, _ -> raise "no" end]; ` +
	`named = fn name -> pid = spawn(fn -> receive do {c, n, p} -> send(me, {name, {c, n, is_pid(p)}}); x -> send(me, {name, x}) end; Process.sleep(:infinity) end); ` +
	`Process.put({:named, name}, pid); pid end; ` +
	`pids = fn -> for {{:named, n}, p} <- Process.get(), do: {n, p} end; ` +
	`got = fn n -> Enum.sort(for _ <- 1..n do receive do {_, _} = x -> x after 5000 -> :none end end) end; :set)`

// log is the pattern of the line in which a node says that it parts with another.
func parting(who member, what string, whom member) string {
	return `\[warning\] 'global' at node ` + printed(who) + ` ` + what + ` node ` + printed(whom) + ` in order to prevent overlapping partitions`
}

// printed is the pattern of a node's name, which is quoted if the host needs it.
func printed(x member) string {
	return `:"?` + regexp.QuoteMeta(strings.Trim(x.name, `:"`)) + `"?`
}
