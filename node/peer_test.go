package node_test

import (
	"testing"

	"gex/node/proc"
	"gex/proto/term"
	"gex/scripts/peers"
)

func forEach(t *testing.T, f func(t *testing.T, otp peers.OTP)) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			peers.Require(t, otp)
			f(t, otp)
		})
	}
}

func TestConfirmConnect(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		c := newCluster(t)
		m := c.start("gex")
		e := c.erl(otp, "beam")

		// From here.
		m.connect("beam@127.0.0.1")
		e.Eval(`io:format("nodes ~w~n", [nodes()]).`, `nodes \['gex@127.0.0.1'\]`)
		e.Eval(`io:format("ping ~w~n", [net_adm:ping('gex@127.0.0.1')]).`, `ping pong`)

		// Messages both ways.
		a := m.agent("here")
		e.Eval(`register(there, self()), {here, 'gex@127.0.0.1'} ! {self(), hello}.`, `hello`)
		from := a.next()
		a.send(at("there", "beam@127.0.0.1"), term.Tuple(a.p.Self(), term.String("by name")))
		e.Eval(`receive {P, <<"by name">>} -> io:format("got ~w~n", [node(P)]) end.`, `got 'gex@127.0.0.1'`)
		a.send(from.Elem(0), term.A("by_pid"))
		e.Eval(`receive by_pid -> io:format("got pid~n") end.`, `got pid`)

		// Down and up again from there.
		a.do(func(p *proc.Process) { m.MonitorNode(p, term.Intern("beam@127.0.0.1"), true) })
		m.Disconnect(term.Intern("beam@127.0.0.1"))
		a.want(term.Tuple(term.A("nodedown"), term.A("beam@127.0.0.1")))
		// The other side learns of it a moment later.
		e.Eval(`(fun W() -> case nodes() of [] -> io:format("nodes ~w~n", [[]]); _ -> erlang:yield(), W() end end)().`, `nodes \[\]`)
		e.Eval(`io:format("ping ~w~n", [net_adm:ping('gex@127.0.0.1')]).`, `ping pong`)
		if got := m.nodes(); got != "beam@127.0.0.1" {
			t.Errorf("nodes: %s", got)
		}
	})
}

func TestConfirmSpawn(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		c := newCluster(t)
		m := c.start("gex")
		e := c.erl(otp, "beam")
		a := m.agent("")
		beam := term.Intern("beam@127.0.0.1")

		// There.
		self := a.p.Self()
		var ref *term.Ref
		request := func(module, function string, args ...term.Term) term.Term {
			a.do(func(p *proc.Process) {
				ref = p.SpawnRequest(beam, term.Intern(module), term.Intern(function), term.List(args...),
					proc.RequestOptions{Monitor: true, Wire: term.List(term.A("monitor"))})
			})
			reply := a.next()
			if !reply.IsTupleOf(4) || !reply.Elem(2).Is(term.Ok) || !reply.Elem(3).IsPid() {
				t.Fatalf("spawn reply %s", show(reply))
			}
			return reply.Elem(3)
		}
		down := func(pid, reason term.Term) {
			t.Helper()
			a.want(term.Tuple(term.Down.Term(), ref.Term(), term.A("process"), pid, reason))
		}
		pid := request("erlang", "send", self, term.String("sent"))
		a.want(term.String("sent"))
		down(pid, term.Normal.Term())
		down(request("erlang", "exit", term.A("because")), term.A("because"))

		// A fun of ours runs there: its header is learned on the way.
		body := term.List(term.Tuple(term.A("atom"), term.Int(1), term.A("ran")))
		clauses := term.List(term.Tuple(term.A("clause"), term.Int(1), term.Nil, term.Nil, body))
		fun := sourceFun(0, false, clauses)
		pid = request("erlang", "apply", term.List(fun.Term()).Head(), term.Nil)
		down(pid, term.Normal.Term())
		exit := term.Tuple(term.A("call"), term.Int(1), term.Tuple(term.A("atom"), term.Int(1), term.A("exit")), body)
		clauses = term.List(term.Tuple(term.A("clause"), term.Int(1), term.Nil, term.Nil, term.List(exit)))
		pid = request("erlang", "apply", sourceFun(0, true, clauses).Term(), term.Nil)
		down(pid, term.A("ran"))

		// Here.
		e.Eval(`P = spawn('gex@127.0.0.1', test, tell, [self(), hi]), receive {P, hi} -> io:format("told~n") end.`, `told`)
		e.Eval(`{_, R} = spawn_monitor('gex@127.0.0.1', test, exit, [{a, "b", 1.5}]), receive {'DOWN', R, _, _, Y} -> io:format("down ~w~n", [Y]) end.`,
			`down \{a,\[98\],1.5\}`)
		e.Eval(`f(R), {Q, R} = spawn_monitor('gex@127.0.0.1', test, wait, []), exit(Q, kill), receive {'DOWN', R, _, _, Z} -> io:format("down ~w~n", [Z]) end.`,
			`down killed`)
		e.Eval(`process_flag(trap_exit, true), L = spawn_link('gex@127.0.0.1', test, exit, [bye]), receive {'EXIT', L, W} -> io:format("exit ~w~n", [W]) end.`,
			`exit bye`)
		e.Eval(`f(R), R = monitor(process, {nobody, 'gex@127.0.0.1'}), receive {'DOWN', R, _, N, V} -> io:format("~w ~w~n", [N, V]) end.`,
			`\{nobody,'gex@127.0.0.1'\} noproc`)
		e.Eval(`f(R), {_, R} = spawn_monitor('gex@127.0.0.1', no, such, [1]), receive {'DOWN', R, _, _, U} -> io:format("~w~n", [U]) end.`,
			`\{undef,\[\{no,such,\[1\],\[\]\}\]\}`)

		// Calls.
		e.Eval(`io:format("~w~n", [rpc:call('gex@127.0.0.1', lists, sum, [[1,2,3]])]).`, `[ \n]6\n`)
		e.Eval(`io:format("~w~n", [erpc:call('gex@127.0.0.1', erlang, node, [])]).`, `'gex@127.0.0.1'\n`)
		e.Eval(`io:format("~w~n", [gen_server:call({rex, 'gex@127.0.0.1'}, {call, lists, sum, [[4,5]], group_leader()})]).`, `[ \n]9\n`)
		e.Eval(`io:format("~w~n", [erpc:call('gex@127.0.0.1', test, identity, [lists:duplicate(100000, {x, <<"y">>, 1.5})]) =:= lists:duplicate(100000, {x, <<"y">>, 1.5})]).`,
			`true\n`)
		// What cannot be sent otherwise: a dead connection.
		e.Eval(`f(R), {_, R} = spawn_monitor('gex@127.0.0.1', test, wait, []), erlang:disconnect_node('gex@127.0.0.1'), receive {'DOWN', R, _, _, C} -> io:format("down ~w~n", [C]) end.`,
			`down noconnection`)
	})
}

// whereisOurs waits in a peer until global has the name, which a peer that has not
// yet seen the connection does not wait for in global:sync, and writes its node.
const whereisOurs = `(fun F() -> case global:whereis_name(ours) of undefined -> timer:sleep(10), F(); P -> io:format("~w~n", [node(P)]) end end)().`

func TestConfirmGlobal(t *testing.T) {
	peers.Require(t, peers.All)
	for _, order := range []string{"aaa", "zzz"} {
		t.Run(order, func(t *testing.T) {
			c := newCluster(t)
			m := c.start(order)
			a := m.agent("")
			method := (&term.Export{Module: term.Intern("global"), Name: term.Intern("random_exit_name"), Arity: 3}).Term()
			a.call(term.A("global_name_server"), term.Tuple(term.A("register"), term.A("ours"), a.p.Self(), method))
			shells := map[string]*peers.Shell{}
			for _, otp := range peers.All.Each() {
				shells[otp.String()] = c.erl(otp, otp.String())
			}
			all := "otp25@127.0.0.1 otp27@127.0.0.1 otp29@127.0.0.1"
			shells["otp25"].Eval(`net_adm:ping('otp27@127.0.0.1'), net_adm:ping('otp29@127.0.0.1'), global:sync(), io:format("synced~n").`, `synced\n`)
			m.connect("otp27@127.0.0.1")
			peers.Eventually(t, "mesh", func() bool { return m.nodes() == all })
			for _, s := range shells {
				s.Eval(`io:format("sync ~w~n", [global:sync()]).`, `sync ok`)
				s.Eval(`(fun F() -> case length(gen_server:call(global_name_server, get_known)) of 3 -> io:format("three known~n"); _ -> timer:sleep(10), F() end end)().`, `three known`)
			}
			// Names of ours and of theirs.
			for _, s := range shells {
				s.Eval(whereisOurs, `'`+order+`@127.0.0.1'`)
			}
			shells["otp29"].Eval(`io:format("~w~n", [global:register_name(boss, self())]).`, `yes`)
			peers.Eventually(t, "global name", func() bool {
				pid, ok := m.sys.Global.Whereis(term.A("boss"))
				return ok && pid.Pid().Node.String() == "otp29@127.0.0.1"
			})
			shells["otp25"].Eval(`io:format("~w~n", [node(global:whereis_name(boss))]).`, `'otp29@127.0.0.1'`)
			shells["otp29"].Eval(`io:format("~w~n", [global:unregister_name(boss)]).`, `ok`)
			peers.Eventually(t, "global name gone", func() bool { _, ok := m.sys.Global.Whereis(term.A("boss")); return !ok })
			shells["otp27"].Eval(`io:format("~w~n", [global:trans({res, self()}, fun() -> done end)]).`, `done`)

			// One lost connection, and the others throw us out, but stay together.
			m.Disconnect(term.Intern("otp27@127.0.0.1"))
			peers.Eventually(t, "thrown out", func() bool { return m.nodes() == "" })
			for _, s := range shells {
				s.Eval(`(fun F() -> case length(nodes()) of 2 -> io:format("two left~n"); _ -> timer:sleep(10), F() end end)().`, `two left`)
			}
			m.connect("otp29@127.0.0.1")
			peers.Eventually(t, "mesh again", func() bool { return m.nodes() == all })
			for _, s := range shells {
				s.Eval(`io:format("sync ~w~n", [global:sync()]).`, `sync ok`)
				s.Eval(whereisOurs, `'`+order+`@127.0.0.1'`)
			}
		})
	}
}
