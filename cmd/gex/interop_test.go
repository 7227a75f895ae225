package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// cluster is what nodes need to find each other and nobody else.
type cluster struct {
	host, epmd string
}

func newCluster(t *testing.T) cluster {
	t.Helper()
	_, host, err := shortName("x")
	if err != nil {
		t.Fatal(err)
	}
	return cluster{host, freePort()}
}

// member is a shell on a node.
type member struct {
	*peers.Shell
	name string // as an Elixir atom
}

// gex starts a gex with the environment of the cluster and waits for its prompt.
func (c cluster) gex(t *testing.T, name string, args ...string) member {
	t.Helper()
	cmd := exec.Command("gex", append([]string{"--sname", name}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "ERL_EPMD_PORT="+c.epmd)
	return c.start(t, name, cmd)
}

// beam starts iex of a release. It uses the epmd of a gex that runs.
func (c cluster) beam(t *testing.T, otp peers.OTP, name string, args ...string) member {
	t.Helper()
	env := []string{"ERL_EPMD_PORT=" + c.epmd}
	return c.start(t, name, peers.CommandEnv(otp, env, "iex", append([]string{"--sname", name + "@" + c.host}, args...)...))
}

func (c cluster) start(t *testing.T, name string, cmd *exec.Cmd) member {
	t.Helper()
	m := member{peers.Start(t, cmd), `:"` + name + "@" + c.host + `"`}
	m.Expect(`\)1> `)
	return m
}

// shown is the pattern of the node's name as it is printed.
func (c cluster) shown(name string) string {
	return `:"?` + name + "@" + regexp.QuoteMeta(c.host) + `"?`
}

// travels are entries whose closures run on the node TO. ME is the shell itself.
var travels = []struct{ name, typed, want string }{
	{"spawn", `Node.spawn(TO, fn -> send(ME, {:ran_on, node()}) end); receive do {:ran_on, n} -> {:on, n == TO} after 9000 -> :none end`, `\{:on, true\}`},
	{"puts", `Node.spawn(TO, fn -> IO.puts("from there"); send(ME, :printed) end); receive do :printed -> {:was, :printed} after 9000 -> :none end`,
		`from there\n(.*\n)*\{:was, :printed\}`},
	{"gets", "Node.spawn(TO, fn -> send(ME, {:read, IO.gets(\"name? \")}) end); receive do {:read, x} -> {:line, x} after 9000 -> :none end\nBob Smith",
		`name\? \{:line, "Bob Smith\\n"\}`},
	{"inspect", `Node.spawn(TO, fn -> IO.inspect({:tuple, [1, 2]}); send(ME, :inspected) end); receive do :inspected -> {:was, :inspected} after 9000 -> :none end`,
		`\{:tuple, \[1, 2\]\}\n(.*\n)*\{:was, :inspected\}`},

	{"clauses", `f = fn n when is_integer(n) and n > 10 -> :big; n when is_integer(n) -> :small; [_ | _] -> :list; _ -> :other end; Node.spawn(TO, fn -> send(ME, {:r, [f.(1), f.(20), f.([1]), f.(:x)]}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, \[:small, :big, :list, :other\]\}`},
	{"guards", `g = fn x, y when is_atom(x) and not is_nil(y) when is_list(x) -> true; _, _ -> false end; Node.spawn(TO, fn -> send(ME, {:r, [g.(:a, 1), g.(:a, nil), g.([], nil), g.(1, 1)]}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, \[true, false, true, false\]\}`},
	{"recursion", `fact = fn _, 0 -> 1; f, n -> n * f.(f, n - 1) end; Node.spawn(TO, fn -> send(ME, {:r, fact.(fact, 25)}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, 15511210043330985984000000\}`},
	{"receive", `p = Node.spawn(TO, fn -> receive do {:ask, from, x} when x > 1 -> send(from, {:answer, x * 2}) end end); send(p, {:ask, ME, 1}); send(p, {:ask, ME, 21}); receive do {:answer, x} -> {:is, x} after 9000 -> :none end`,
		`\{:is, 42\}`},
	{"receive after", `Node.spawn(TO, fn -> r = receive do :never -> :came after 10 -> :timeout end; send(ME, {:r, r}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, :timeout\}`},
	{"case", `Node.spawn(TO, fn -> r = case {:ok, 3} do {:error, _} -> :bad; {:ok, n} when n > 2 -> n end; send(ME, {:r, r}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, 3\}`},
	{"if, cond", `n = 5; Node.spawn(TO, fn -> r = {if(n > 3, do: :yes, else: :no), cond do n > 9 -> 1; true -> 2 end}; send(ME, {:r, r}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, \{:yes, 2\}\}`},
	{"try", `Node.spawn(TO, fn -> r = try do throw(:ball) catch :throw, x -> {:caught, x} after send(ME, :after_ran) end; send(ME, {:r, r}) end); receive do {:r, r} -> receive do :after_ran -> {:is, r} end after 9000 -> :none end`,
		`\{:is, \{:caught, :ball\}\}`},
	{"binary match", `b = <<1, 2::16, "rest">>; Node.spawn(TO, fn -> <<x, y::16, z::binary>> = b; send(ME, {:r, {x, y, z}}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, \{1, 2, "rest"\}\}`},
	{"map update", `m = %{a: 1, b: 2}; Node.spawn(TO, fn -> %{a: a} = m; send(ME, {:r, %{m | b: a + 10}.b}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, 11\}`},
	{"pin", `k = 7; Node.spawn(TO, fn -> r = case 7 do ^k -> :same; _ -> :other end; send(ME, {:r, r}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, :same\}`},
	{"nested closure", `add = fn a -> fn b -> a + b end end; f = add.(40); Node.spawn(TO, fn -> send(ME, {:r, f.(2)}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, 42\}`},
	{"closure as argument", `Node.spawn(TO, fn -> send(ME, {:r, :lists.map(fn x -> x * x end, [1, 2, 3])}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, \[1, 4, 9\]\}`},
	{"capture", `f = &(&1 + &2); Node.spawn(TO, fn -> send(ME, {:r, f.(1, 2)}) end); receive do {:r, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, 3\}`},
	{"closure comes back", `Node.spawn(TO, fn -> n = 5; send(ME, {:r, fn x -> x + n end}) end); receive do {:r, r} -> {:is, r.(37)} after 9000 -> :none end`,
		`\{:is, 42\}`},
	{"spawn inside", `Node.spawn(TO, fn -> spawn(fn -> send(ME, {:r, node()}) end) end); receive do {:r, r} -> {:is, r == TO} after 9000 -> :none end`,
		`\{:is, true\}`},
	{"spawn back", `Node.spawn(TO, fn -> Node.spawn(node(ME), fn -> send(ME, {:r, node()}) end) end); receive do {:r, r} -> {:is, r == node()} after 9000 -> :none end`,
		`\{:is, true\}`},
	{"link", `Process.flag(:trap_exit, true); Node.spawn_link(TO, fn -> exit(:over) end); receive do {:EXIT, _, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, :over\}`},
	{"monitor", `{_, ref} = Node.spawn_monitor(TO, fn -> exit(:seen) end); receive do {:DOWN, ^ref, :process, _, r} -> {:is, r} after 9000 -> :none end`,
		`\{:is, :seen\}`},
	{"apply", `Node.spawn(TO, :erlang, :send, [ME, :applied]); receive do :applied -> {:was, :applied} after 9000 -> :none end`,
		`\{:was, :applied\}`},
	{"module missing", `Node.spawn(TO, NotAnywhere, :fun, [])`,
		`\[error\] Process #PID<\d+\.\d+\.\d+> on node TO raised an exception\n\*\* \(UndefinedFunctionError\) function NotAnywhere\.fun/0 is undefined \(module NotAnywhere is not available\)`},
	{"raises", `Node.spawn(TO, fn -> 1 / :erlang.length([]) end)`,
		`\[error\] Process #PID<\d+\.\d+\.\d+> on node TO raised an exception\n\*\* \(ArithmeticError\) bad argument in arithmetic expression`},
}

// captured are values that a closure takes along, and brings back.
var captured = []struct{ name, value string }{
	{"integer", `-7`},
	{"big integer", `123456789012345678901234567890`},
	{"float", `1.0e-7`},
	{"atom", `:"an atom"`},
	{"nil", `nil`},
	{"string", `"grüße"`},
	{"binary", `<<0, 255, 1>>`},
	{"bit string", `<<5::3>>`},
	{"list", `[1, [2, :three], "4"]`},
	{"improper list", `[1 | 2]`},
	{"charlist", `:erlang.atom_to_list(:chars)`},
	{"tuple", `{1, {}, {:a, "b"}}`},
	{"keyword", `[a: 1, b: 2]`},
	{"map", `%{:a => 1, "b" => %{2.5 => []}, {1} => nil}`},
	{"range", `1..10//3`},
	{"pid", `self()`},
	{"reference", `make_ref()`},
	{"external fun", `&:erlang.length/1`},
	{"fun", `fn x -> x end`},
}

// travel types every entry on from and has its closures run on to.
func travel(t *testing.T, c cluster, from, to member, toName string) {
	from.Use(t)
	from.Eval("me = self(); Node.connect("+to.name+")", `true\n`)
	run := func(name, typed, want string) {
		t.Run(name, func(t *testing.T) {
			from.Use(t)
			typed = strings.NewReplacer("TO", to.name, "ME", "me").Replace(typed)
			want = strings.ReplaceAll(want, "TO", c.shown(toName))
			wrong := `|:none\n`
			if !strings.Contains(want, `\*\*`) {
				wrong += `|\*\* \(\w+Error\).*\n`
			}
			if got := from.Eval(typed, "("+want+")"+wrong); got[1] == "" {
				t.Errorf("%s\nended with %q, want %q", typed, got[0], want)
			}
		})
	}
	for _, tt := range travels {
		run(tt.name, tt.typed, tt.want)
	}
	for _, tt := range captured {
		run("captured "+tt.name, "v = "+tt.value+`; Node.spawn(TO, fn -> send(ME, {:got, v, node()}) end); receive do {:got, x, TO} -> {:same, x === v} after 9000 -> :none end`,
			`\{:same, true\}`)
	}
}

// names sends to registered names on to.
func names(t *testing.T, from, to member) {
	from.Use(t)
	to.Use(t)
	to.Eval("Process.register(self(), :shell)", "true\n")
	from.Eval(`send({:shell, `+to.name+`}, {:hi, 1})`, `\{:hi, 1\}\n`)
	to.Eval(`receive do {:hi, x} -> {:got, x} after 9000 -> :none end`, `\{:got, 1\}\n`)
	to.Eval(`shell = self(); Process.register(spawn(fn -> receive do job -> send(shell, {:job, job}) end end), BackgroundJob)`, "true\n")
	from.Eval(`GenServer.cast({BackgroundJob, `+to.name+`}, {:new_job, 1})`, ":ok\n")
	to.Eval(`receive do {:job, job} -> job after 9000 -> :none end`, `\{:"\$gen_cast", \{:new_job, 1\}\}\n`)
	from.Eval(`send({:nobody, `+to.name+`}, :lost)`, `:lost\n`)
	from.Eval(`:erlang.send({:shell, `+to.name+`}, :first); send({:shell, `+to.name+`}, :last)`, `:last\n`)
	to.Eval("receive do :last -> flush() after 9000 -> :none end", ":first\n:ok\n")
}

// ownFuns has a fun of a module that only owner has be called on from: it runs where
// it was made. So it does when a third node hands it on, and at home.
func ownFuns(t *testing.T, c cluster, owner member, ownerName string, from, third member) {
	from.Use(t)
	owner.Use(t)
	third.Use(t)
	owner.Eval(`defmodule Own do defp at(x), do: {x, node()}; def f(n), do: fn x -> if(x == :exit, do: exit(:left)); at(x + n) end end`, `\{:module, Own.*\n`)
	from.Eval(`{:connected, Enum.map([`+owner.name+`, `+third.name+`], &Node.connect/1)}`, `\{:connected, \[true, true\]\}`)
	from.Eval(`f = :erpc.call(`+owner.name+`, Own, :f, [1]); {:is, f == :erpc.call(`+owner.name+`, Own, :f, [1]), is_function(f, 1)}`, `\{:is, true, true\}`)
	at := c.shown(ownerName)
	from.Eval(`{:called, f.(2), Enum.map([3], f)}`, `\{:called, \{3, `+at+`\}, \[\{4, `+at+`\}\]\}`)
	from.Eval(`{:raised, try do f.(:a) rescue e -> e.__struct__ end}`, `\{:raised, ArithmeticError\}`)
	from.Eval(`{:left, try do f.(:exit) catch k, e -> {k, e} end}`, `\{:left, \{:exit, :left\}\}`)
	from.Eval(`{:home, :erpc.call(`+owner.name+`, :erlang, :apply, [f, [4]])}`, `\{:home, \{5, `+at+`\}\}`)
	from.Eval(`{:back, :erpc.call(`+third.name+`, Function, :identity, [f]).(5)}`, `\{:back, \{6, `+at+`\}\}`)
}

func TestClosuresBetweenGex(t *testing.T) {
	c := newCluster(t)
	a, b := c.gex(t, "a", "--cookie", "c"), c.gex(t, "b", "--cookie", "c")
	t.Run("closures", func(t *testing.T) { travel(t, c, a, b, "b") })
	t.Run("names", func(t *testing.T) { names(t, a, b) })
}

func TestInterop(t *testing.T) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			peers.Require(t, otp)
			c := newCluster(t)
			g := c.gex(t, "g", "--cookie", "c")
			b := c.beam(t, otp, "b", "--cookie", "c")
			t.Run("to BEAM", func(t *testing.T) { travel(t, c, g, b, "b") })
			t.Run("names there", func(t *testing.T) { names(t, g, b) })
			t.Run("from BEAM", func(t *testing.T) { travel(t, c, b, g, "g") })
			t.Run("names here", func(t *testing.T) { names(t, b, g) })
			t.Run("code is not sent", func(t *testing.T) {
				g.Use(t)
				b.Use(t)
				b.Eval(`defmodule OnlyThere do def f(p), do: send(p, :pong) end`, `\{:module, OnlyThere.*\n`)
				g.Eval(`Node.spawn(`+b.name+`, OnlyThere, :f, [self()]); receive do :pong -> {:was, :pong} after 9000 -> :none end`, `\{:was, :pong\}`)
				b.Eval(`Node.spawn(`+g.name+`, OnlyThere, :f, [self()])`, `on node `+c.shown("g")+` raised an exception\n\*\* \(UndefinedFunctionError\) function OnlyThere\.f/1 is undefined`)
			})
			t.Run("funs of modules", func(t *testing.T) {
				third := c.gex(t, "third", "--cookie", "c")
				ownFuns(t, c, b, "b", g, third)
				// Through BEAMs only up to OTP 25: later ones forget who made a fun.
				ownFuns(t, c, third, "third", g, g)
				third.Kill()
				g.Eval(`try do f.(1) rescue e -> {:gone, e.original} end`, `\{:gone, \{:erpc, :noconnection\}\}`)
			})
			t.Run("node killed", func(t *testing.T) {
				g.Use(t)
				b.Use(t)
				g.Eval(`Node.monitor(`+b.name+`, true)`, "true\n")
				b.Kill()
				g.Eval(`receive do {:nodedown, n} -> {:down, n, Node.list} after 9000 -> :none end`, `\{:down, `+c.shown("b")+`, \[\]\}`)
				b = c.beam(t, otp, "b", "--cookie", "c")
				b.Eval(`Node.connect(`+g.name+`); Node.monitor(`+g.name+`, true)`, "true\n")
				g.Kill()
				b.Eval(`receive do {:nodedown, n} -> {:down, n, Node.list} after 9000 -> :none end`, `\{:down, `+c.shown("g")+`, \[\]\}`)
			})
		})
	}
}

// TestWrongCookie has both sides refuse each other, say why, and go on.
func TestWrongCookie(t *testing.T) {
	c := newCluster(t)
	g := c.gex(t, "g", "--cookie", "c")
	friend := c.gex(t, "friend", "--cookie", "c")
	other := c.gex(t, "other", "--cookie", "d")
	refused := func(t *testing.T, b member) {
		g.Use(t)
		b.Use(t)
		g.Eval(`{:connected, Node.connect(`+b.name+`)}`, `\{:connected, false\}`)
		b.Eval(`{:connected, Node.connect(`+g.name+`)}`, `\{:connected, false\}`)
		g.Expect(`\*\* Connection attempt from node .*rejected\. Invalid challenge reply\. \*\*`)
		g.Eval(`{:list, Node.list}`, `\{:list, \[\]\}`)
	}
	t.Run("gex", func(t *testing.T) {
		refused(t, other)
		if !strings.Contains(other.Output(), "rejected. Invalid challenge reply. **") {
			t.Error("the node that was asked does not say why it refused")
		}
	})
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			peers.Require(t, otp)
			refused(t, c.beam(t, otp, "b", "--cookie", "d"))
		})
	}
	g.Eval(`{:friend, Node.connect(`+friend.name+`)}`, `\{:friend, true\}`)
}

// TestSharedCookieFile starts both sides without a cookie in one home.
func TestSharedCookieFile(t *testing.T) {
	t.Run("gex", func(t *testing.T) {
		c := newCluster(t)
		home := t.TempDir()
		a, b := c.at(t, home, "a"), c.at(t, home, "b")
		a.Eval(`{:connected, Node.connect(`+b.name+`)}`, `\{:connected, true\}`)
	})
	for _, otp := range peers.All.Each() {
		for _, first := range []string{"gex", "BEAM"} {
			t.Run(otp.String()+" made by "+first, func(t *testing.T) {
				peers.Require(t, otp)
				c := newCluster(t)
				outside, inside := peers.TempDir(t, otp)
				beam := func(args ...string) *exec.Cmd {
					return peers.CommandEnv(otp, []string{"HOME=" + inside, "ERL_EPMD_PORT=" + c.epmd}, "iex", args...)
				}
				if first == "BEAM" {
					c.at(t, t.TempDir(), "keeper") // its epmd
					c.start(t, "maker", beam("--sname", "maker@"+c.host))
				}
				g := c.at(t, outside, "g")
				b := c.start(t, "b", beam("--sname", "b@"+c.host))
				g.Eval(`{:connected, Node.connect(`+b.name+`)}`, `\{:connected, true\}`)
				b.Eval(`{:list, Node.list}`, `\{:list, \[`+c.shown("g"))
			})
		}
	}
}

// at starts a gex in a home, without a cookie.
func (c cluster) at(t *testing.T, home, name string) member {
	t.Helper()
	cmd := exec.Command("gex", "--sname", name)
	cmd.Env = append(os.Environ(), "HOME="+home, "ERL_EPMD_PORT="+c.epmd)
	return c.start(t, name, cmd)
}

// TestNameTaken starts a node whose name another has.
func TestNameTaken(t *testing.T) {
	c := newCluster(t)
	c.gex(t, "one", "--cookie", "c")
	for _, name := range []string{"one", "one@" + c.host} {
		cmd := exec.Command("gex", "--sname", name, "--cookie", "c")
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "ERL_EPMD_PORT="+c.epmd)
		out, status := peers.Run(t, cmd)
		want := "gex: Protocol 'inet_tcp': the name one@" + c.host + " seems to be in use by another Erlang node\n"
		if out != want || status != statusFailed {
			t.Errorf("%s: status %d, output %q; want %d and %q", name, status, out, statusFailed, want)
		}
	}
	c.gex(t, "two", "--cookie", "c")
}
