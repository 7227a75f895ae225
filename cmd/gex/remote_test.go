package main

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"gex/scripts/peers"
)

// remoteTargets are nodes of a release that shells are opened on.
type remoteTargets struct {
	cluster
	keeper         member // a gex that looks at the others, and their epmd
	elixir, erlang string // names of the nodes
	beam           map[string]*peers.Shell
}

// startTargets starts a node with Elixir and one that has Erlang alone.
func startTargets(t *testing.T, otp peers.OTP) *remoteTargets {
	t.Helper()
	c := newCluster(t)
	r := &remoteTargets{cluster: c, elixir: "ex@" + c.host, erlang: "erl@" + c.host, beam: map[string]*peers.Shell{}}
	r.keeper = c.gex(t, "keeper", "--cookie", "secret")
	r.startTarget(t, otp, r.elixir)
	r.startTarget(t, otp, r.erlang)
	return r
}

// startTarget starts a node and waits until it is up.
func (r *remoteTargets) startTarget(t *testing.T, otp peers.OTP, name string) {
	t.Helper()
	cmd := peers.CommandEnv(otp, []string{"ERL_EPMD_PORT=" + r.epmd}, "elixir", "--sname", name, "--hidden", "--cookie", "secret", "--no-halt", "-e", `IO.puts("is up")`)
	if name == r.erlang {
		cmd = peers.CommandEnv(otp, []string{"ERL_EPMD_PORT=" + r.epmd}, "erl", "-sname", name, "-hidden", "-setcookie", "secret", "-noshell", "-noinput", "-eval", `io:put_chars("is up\n")`)
	}
	r.beam[name] = peers.Start(t, cmd)
	r.beam[name].Expect("is up\n")
	r.keeper.Use(t)
	r.keeper.Eval(`Node.connect(:"`+name+`")`, `true\n`)
}

// command is a gex of the cluster with a home of its own.
func (r *remoteTargets) command(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.Command("gex", append([]string{"--cookie", "secret"}, args...)...)
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		cmd.Args = append([]string{"gex", args[0], "--cookie", "secret"}, args[1:]...)
	}
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "XDG_STATE_HOME=", "GEX_HISTORY=", "TERM=xterm", "NO_COLOR=1", "ERL_EPMD_PORT="+r.epmd)
	return cmd
}

// run runs a gex to its end.
func (r *remoteTargets) run(t *testing.T, input string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := r.command(t, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &errs
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// terminal starts a remote shell on a terminal and waits for its prompt.
func (r *remoteTargets) terminal(t *testing.T, name string, args ...string) *peers.Shell {
	t.Helper()
	s := peers.StartTerminal(t, r.command(t, append([]string{"--remsh", name}, args...)...))
	s.Expect(`\(` + regexp.QuoteMeta(name) + `\)1> `)
	return s
}

// untouched looks whether a node has the processes that it had when it was called
// first, and no node but the keeper knows it; it waits for what is about to end.
func (r *remoteTargets) untouched(t *testing.T, name string) {
	t.Helper()
	r.keeper.Use(t)
	r.keeper.Eval(`n = :"`+name+`"; now = fn -> :erpc.call(n, :erlang, :processes, []) end; nil
before = Process.get(n) || (Process.put(n, now.()); Process.get(n)); nil
wait = fn wait, k -> left = now.() -- before; others = :erpc.call(n, :erlang, :nodes, [:connected]) -- [node()]; if k == 0 or (length(left) <= 1 and others == []), do: {:left, length(left), others}, else: (Process.sleep(20); wait.(wait, k - 1)) end; nil
wait.(wait, 150)`, `\{:left, [01], \[\]\}\n`)
}

// scripts are piped into remote shells: what they print, but for the prompts, and the
// exit status.
var remoteScripts = []struct {
	name, target, input, want string
	status                    int
}{
	{"value", "elixir", "1 + 1\n", "2\n", 0},
	{"bindings", "elixir", "x = 20\nx * 2 + v(1) - 20\n", "20\n40\n", 0},
	{"lines", "elixir", "[1,\n2]\n|> length()\n", "[1, 2]\n", 1},
	{"several lines", "elixir", "fn a ->\n  a\nend.(:b)\n", ":b\n", 0},
	{"imports last", "elixir", "import Bitwise\n6 &&& 3\n", "Bitwise\n2\n", 0},
	{"output", "elixir", `IO.puts("over there")` + "\n", "over there\n:ok\n", 0},
	{"input", "elixir", "IO.gets(\"name? \")\nBob\n", "name? \"Bob\\n\"\n", 0},
	{"raised", "elixir", "raise \"wrong\"\n1\n", "** (RuntimeError) wrong\n", 1},
	{"undefined variable", "elixir", "nothing_there\n:next\n", "undefined", 1},
	{"syntax", "elixir", ")\n:next\n", "unexpected token: )", 1},
	{"unfinished", "elixir", "[1,\n", "TokenMissingError", 1},
	{"exit", "elixir", "exit(:normal)\n:next\n", "** (exit) normal\n", 1},
	{"killed", "elixir", "kept = 7\nProcess.exit(self(), :kill)\nkept\n", "** (EXIT from #PID<", 1},
	{"module", "elixir", "defmodule GexRemote do def f, do: :ran end\nGexRemote.f()\n:code.delete(GexRemote)\n", ":ran\n", 0},
	{"messages stay", "elixir", "send(self(), :hello)\nreceive do m -> m end\n", ":hello\n:hello\n", 0},

	{"value", "erlang", "1 + 1.\n", "2\n", 0},
	{"bindings", "erlang", "X = 20. Y = X * 2.\nX + Y.\n", "20\n40\n", 0},
	{"several lines", "erlang", "lists:seq(1,\n3).\n", "[1,2,3]\n", 0},
	{"output", "erlang", `io:format("~ts~n", ["over there"]).` + "\n", "over there\nok\n", 0},
	{"raised", "erlang", "error(wrong).\nok.\n", "** exception error: wrong\n", 1},
	{"syntax", "erlang", ").\nok.\n", "syntax error before", 1},
	{"unfinished", "erlang", "lists:seq(1,\n", "", 1},
}

func TestRemote(t *testing.T) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			t.Parallel()
			peers.Require(t, otp)
			r := startTargets(t, otp)
			names := map[string]string{"elixir": r.elixir, "erlang": r.erlang}
			for _, name := range names {
				r.run(t, "1.\n", "--remsh", name) // modules are loaded
				r.untouched(t, name)
			}
			for _, tt := range remoteScripts {
				t.Run(tt.target+" "+tt.name, func(t *testing.T) {
					out, errs, status := r.run(t, tt.input, "--quiet", "--remsh", names[tt.target])
					if !strings.Contains(out+errs, tt.want) || status != tt.status {
						t.Errorf("status %d, want %d; output %q, %q; want %q", status, tt.status, out, errs, tt.want)
					}
				})
			}
			if otp != peers.OTP27 { // as with the releases before and after it
				t.Run("verbs", func(t *testing.T) { r.testVerbs(t) })
				t.Run("leaving", func(t *testing.T) { r.testLeaving(t) })
			}
			if otp == peers.OTP29 { // the rest is the same with any release
				t.Run("jobs", func(t *testing.T) { r.testJobs(t) })
				t.Run("without IEx", func(t *testing.T) { r.testWithoutIEx(t, otp) })
				t.Run("gex", func(t *testing.T) { r.testGex(t) })
			}
			t.Run("terminal", func(t *testing.T) { r.testTerminal(t) })
			t.Run("Erlang terminal", func(t *testing.T) { r.testErlangTerminal(t) })
			t.Run("lost line", func(t *testing.T) { r.testLostLine(t, otp) })
		})
	}
}

// testVerbs asks the nodes for something.
func (r *remoteTargets) testVerbs(t *testing.T) {
	ex, erl := r.elixir, r.erlang
	for _, tt := range []struct {
		name, input string
		args        []string
		out, err    string // all of the output, and a part of the errors
		status      int
	}{
		{"value", "", []string{"eval", ex, `IO.puts("printed"); {:value, node()}`}, "printed\n{:value, :" + ex + "}\n", "", 0},
		{"short name", "", []string{"rpc", "ex", "1 + 1"}, "2\n", "", 0},
		{"arguments", "", []string{"rpc", ex, "argv", "a", "--", "--b"}, `["a", "--b"]` + "\n", "", 0},
		{"standard input", "x = 20\nx +\n  1\n", []string{"eval", ex, "-"}, "21\n", "", 0},
		{"term", "", []string{"eval", "--term", ex, `{:a, "b", [1 | 2]}`}, "{a,<<98>>,[1|2]}.\n", "", 0},
		{"raw", "", []string{"eval", "--raw", ex, `"no newline"`}, "no newline", "", 0},
		{"raised", "", []string{"eval", ex, `raise "wrong"`}, "", "** (RuntimeError) wrong\n", 1},
		{"exit", "", []string{"eval", ex, `exit(:gone)`}, "", "** (exit) :gone\n", 1},
		{"killed", "", []string{"eval", ex, `Process.exit(self(), :kill)`}, "", "has ended", 1},
		{"undefined", "", []string{"eval", ex, `nothing_there`}, "", "nothing_there", 1},
		{"unfinished", "", []string{"eval", ex, `[1,`}, "", "TokenMissingError", 1},
		{"too long", "", []string{"eval", "--timeout", "50ms", ex, `Process.sleep(:infinity)`}, "", "no answer in time", 4},
		{"Erlang", "", []string{"eval", erl, `io:put_chars("printed\n"), {node(), length(Argv)}`, "one"}, "printed\n{" + erl + ",1}\n", "", 0},
		{"Erlang raised", "", []string{"eval", erl, "1 / 0"}, "", "** exception error: ", 1},
		{"ping", "", []string{"ping", erl}, "pong\n", "", 0},
		{"pang", "", []string{"ping", "nobody@" + r.host}, "pang\n", "knows no such node", 1},
		{"cookie", "", []string{"ping", ex, "--cookie", "wrong"}, "pang\n", "rejected our cookie", 1},
		{"unreachable", "", []string{"eval", "nobody", "1"}, "", "knows no such node", 3},
		{"nodes", "", []string{"nodes", "--all", ex}, "keeper@" + r.host + "\n", "", 0},
		{"usage", "", []string{"eval", ex}, "", "Usage: gex eval", 2},
		{"rpc-eval", "", []string{"--rpc-eval", ex, "IO.puts(node())", "-e", "IO.puts(:here)"}, ex + "\nhere\n", "", 0},
		{"rpc-eval raised", "", []string{"--rpc-eval", ex, `raise "wrong"`, "-e", "IO.puts(:here)"}, "", "** (RuntimeError) wrong\n", 1},
		{"remsh unreachable", "1\n", []string{"--remsh", "nobody"}, "", "knows no such node", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, errs, status := r.run(t, tt.input, tt.args...)
			if out != tt.out || !strings.Contains(errs, tt.err) || tt.err == "" && errs != "" || status != tt.status {
				t.Errorf("status %d, output %q, errors %q; want %d, %q, %q", status, out, errs, tt.status, tt.out, tt.err)
			}
		})
	}
	r.untouched(t, ex)
	r.untouched(t, erl)
}

// testJobs has shells of both nodes beside one of this.
func (r *remoteTargets) testJobs(t *testing.T) {
	s := peers.StartTerminal(t, r.command(t))
	s.Expect(`gex\(1\)> `)
	s.Eval("here = 7", `gex\(2\)> `)
	s.Send("\x07")
	s.Expect(` --> `)
	s.Eval("r nobody@"+r.host, `knows no such node\r\n`)
	s.Expect(` --> `)
	s.Eval("r "+r.erlang, ` --> `)
	s.Eval("r '"+r.elixir+"'", ` --> `)
	s.Eval("j", `   1  \{iex,start,\[\]\}\r\n   2  \{'`+r.erlang+`',\w+,start,\[\]\}\r\n   3\* \{'`+r.elixir+`',iex,start,\[\]\}\r\n`)
	s.Eval("c", `gex\(`+r.elixir+`\)1> `)
	s.Eval("there = 8", `[\nl]8\r\n`)
	s.Send("\x07")
	s.Expect(` --> `)
	s.Eval("c 2", `\(`+r.erlang+`\)1> `)
	s.Eval("node().", `[\nl]`+r.erlang+`\r\n`)
	s.Send("\x07")
	s.Expect(` --> `)
	s.Eval("k", ` --> `)
	s.Eval("c 1", `gex\(2\)> `)
	s.Eval("here", `[\nl]7\r\n`)
	s.Send("\x07")
	s.Expect(` --> `)
	s.Eval("c 3", `gex\(`+r.elixir+`\)2> `)
	s.Eval("there", `[\nl]8\r\n`)
	s.Send("\x04")
	s.Expect(`Shell process terminated`)
	s.Expect(` --> `)
	s.Eval("q", "")
	if status := s.Wait(); status != statusOK {
		t.Errorf("status %d", status)
	}
	r.untouched(t, r.elixir)
	r.untouched(t, r.erlang)
}

// testTerminal goes through what a person does.
func (r *remoteTargets) testTerminal(t *testing.T) {
	s := r.terminal(t, r.elixir)
	prompt := `\(` + regexp.QuoteMeta(r.elixir) + `\)`
	s.Eval("total = 40", `[\nl]40\r\n`)
	s.Expect(`gex` + prompt + `2> `)
	s.Send("tot\t + 2")
	s.Eval("", `[\nl]42\r\n`)
	s.Expect(prompt + `3> `)
	s.Eval("fn ->", `\.\.\.`+prompt+`3> `)
	s.Eval(`IO.gets("your name? ")`, `\.\.\.`+prompt+`3> `)
	s.Eval("end.()", `your name\? `)
	s.Eval("Bob", `[\nl]"Bob\\n"\r\n`)
	s.Expect(prompt + `4> `)
	s.Eval("v(2) + IEx.width()", `[\nl]122\r\n`)
	s.Expect(prompt + `5> `)
	s.Send("Enum.map_r\t")
	s.Expect(echoed("map_reduce"))
	s.Send("\x15")
	s.Eval("IO.puts(\"be\" <> \"gun\"); Process.sleep(:infinity)", `begun\r\n`)
	s.Send("\x03")
	s.Expect(`\*\* \(EXIT\) interrupted\r\n`)
	s.Expect(prompt + `5> `)
	s.Eval("total + v(2)", `[\nl]82\r\n`)
	s.Expect(prompt + `6> `)
	s.Send("half\x03")
	s.Expect(prompt + `6> `)
	s.Send("\x1b[A\x1b[A\x1b[A") // the entries, and no answer
	s.Expect(echoed("v(2) + IEx.width()"))
	s.Send("\x15")
	s.Eval("System.halt", `Go on\? \[yN\] `)
	s.Eval("n", prompt+`6> `)
	s.Send("\x03")
	s.Expect(`BREAK`)
	s.Send("\x03")
	if status := s.Wait(); status != statusOK {
		t.Errorf("status %d after Ctrl-C twice", status)
	}
	r.untouched(t, r.elixir)
}

// testErlangTerminal goes through what a person does on a node without Elixir.
func (r *remoteTargets) testErlangTerminal(t *testing.T) {
	s := r.terminal(t, r.erlang)
	prompt := `\(` + regexp.QuoteMeta(r.erlang) + `\)`
	s.Eval("Total = 40,", prompt+`1> `)
	s.Eval("Total + 1.", `[\nl]41\r\n`)
	s.Expect(prompt + `2> `)
	s.Eval("unknown_command(1).", `undefined`)
	s.Expect(prompt + `3> `)
	s.Send("lists:keym\t")
	s.Expect(`keymap(?s:.*)keymember(?s:.*)keymerge`)
	s.Send("\x15")
	s.Eval(`io:get_line("your name? ").`, `your name\? `)
	s.Eval("Bob", `[\nl]"Bob\\n"\r\n`)
	s.Expect(prompt + `4> `)
	s.Eval(`io:put_chars("beg" "un\n"), timer:sleep(infinity).`, `begun\r\n`)
	s.Send("\x03")
	s.Expect(`killed|interrupt`)
	s.Expect(prompt + `5> `)
	s.Eval("Total.", `[\nl]40\r\n`)
	s.Expect(prompt + `6> `)
	s.Eval("q().", `Go on\? \[yN\] `)
	s.Eval("", prompt+`6> `)
	s.Send("\x04")
	if status := s.Wait(); status != statusOK {
		t.Errorf("status %d after Ctrl-D", status)
	}
	r.untouched(t, r.erlang)
}

// testWithoutIEx has a shell of a node with Elixir alone.
func (r *remoteTargets) testWithoutIEx(t *testing.T, otp peers.OTP) {
	name := "bare@" + r.host
	cmd := peers.CommandEnv(otp, []string{"ERL_EPMD_PORT=" + r.epmd}, "erl", "-sname", name, "-hidden", "-setcookie", "secret", "-noshell", "-noinput",
		"-pa", "/usr/lib/elixir/lib/elixir/ebin", "-eval", `{ok, _} = application:ensure_all_started(elixir), io:put_chars("is up\n")`)
	peers.Start(t, cmd).Expect("is up\n")
	s := r.terminal(t, name)
	s.Eval("total = 40", `[\nl]40\r\n`)
	s.Expect(`\)2> `)
	s.Send("tot\t + v(1)")
	s.Eval("", `[\nl]80\r\n`)
	s.Expect(`\)3> `)
	s.Send("Enum.map_r\t")
	s.Expect(echoed("map_reduce"))
	s.Send("\x15:lists.keym\t")
	s.Expect(`keymap/3(?s:.*)keymember/3`)
	s.Send("\x15")
	s.Eval("IO.puts(\"be\" <> \"gun\"); Process.sleep(:infinity)", `begun\r\n`)
	s.Send("\x03")
	s.Expect(`\* \(EXIT\) interrupted\r\n`)
	s.Eval("total", `[\nl]40\r\n`)
	leave(t, s)
}

// testGex has a shell of another gex.
func (r *remoteTargets) testGex(t *testing.T) {
	name := "keeper@" + r.host
	s := r.terminal(t, name)
	s.Eval("total = 40", `[\nl]40\r\n`)
	s.Expect(`\)2> `)
	s.Send("tot\t + v(1)")
	s.Eval("", `[\nl]80\r\n`)
	s.Eval("node()", `:keeper@`)
	s.Eval("h Enum.count/1", `def count\(enumerable\)`)
	s.Eval("1 / 0", `\(ArithmeticError\) bad argument in arithmetic expression: 1 / 0\r\n`)
	leave(t, s)
	if out, errs, status := r.run(t, "", "eval", name, "node()"); out != ":"+name+"\n" || errs != "" || status != statusOK {
		t.Errorf("eval: %q, %q, status %d", out, errs, status)
	}
}

// testLeaving leaves in each way, before the prompt and while something runs.
func (r *remoteTargets) testLeaving(t *testing.T) {
	busy := map[string]string{
		r.elixir: `Process.flag(:trap_exit, true); spawn_link(fn -> Process.sleep(:infinity) end); IO.puts("be" <> "gun"); Process.sleep(:infinity)` + "\n",
		r.erlang: `io:put_chars("beg" "un\n"), timer:sleep(infinity).` + "\n",
	}
	for name, typed := range busy {
		for how, leave := range map[string]func(s *peers.Shell){ // each with a shell of its own
			"Ctrl-D":        func(s *peers.Shell) { s.Send("\x04") },
			"kill, busy":    func(s *peers.Shell) { s.Send(typed); s.Expect(`begun\r\n`); s.Signal(syscall.SIGKILL) },
			"hang up, busy": func(s *peers.Shell) { s.Send(typed); s.Expect(`begun\r\n`); s.Signal(syscall.SIGHUP) },
		} {
			s := r.terminal(t, name)
			leave(s)
			s.Wait()
			t.Run(how+" "+name, func(t *testing.T) { r.untouched(t, name) })
		}
	}
}

// testLostLine ends a node, and starts it again.
func (r *remoteTargets) testLostLine(t *testing.T, otp peers.OTP) {
	s := r.terminal(t, r.elixir)
	s.Eval("kept = 41", `[\nl]41\r\n`)
	s.Expect(`\)2> `)
	r.beam[r.elixir].Use(t)
	r.beam[r.elixir].Kill()
	s.Expect(`gex: the connection with .* is lost; connecting again`)
	s.Expect(`gex: cannot connect to`)
	r.startTarget(t, otp, r.elixir)
	s.Expect(`gex: connected with .* again after .*; the bindings are kept\r\n`)
	s.Expect(`\)2> `)
	s.Eval("kept + 1", `[\nl]42\r\n`)
	s.Expect(`\)3> `)
	r.beam[r.elixir].Kill()
	s.Expect(`gex: the connection with .* is lost`)
	s.Send("\x03")
	s.Expect(`given up`)
	if status := s.Wait(); status != statusFailed {
		t.Errorf("status %d when given up", status)
	}
}
