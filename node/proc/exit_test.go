package proc_test

import (
	"fmt"
	"strings"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/node/proc/proctest"
	"gex/proto/term"
	"gex/scripts/peers"
)

// exitCase is what one exit signal does to a process.
type exitCase struct {
	how    string // exit: by exit/2 from another; self: by its own exit/2; link: from a linked process
	reason string
	trap   bool
	want   string // alive, message Reason, or dies Reason
}

var exitCases = []exitCase{
	{"exit", "normal", false, "alive"},
	{"exit", "normal", true, "message normal"},
	{"exit", "boom", false, "dies boom"},
	{"exit", "boom", true, "message boom"},
	{"exit", "kill", false, "dies killed"},
	{"exit", "kill", true, "dies killed"},
	{"exit", "killed", true, "message killed"},
	{"self", "normal", false, "dies normal"},
	{"self", "normal", true, "message normal"},
	{"self", "boom", false, "dies boom"},
	{"self", "boom", true, "message boom"},
	{"self", "kill", true, "dies killed"},
	{"link", "normal", false, "alive"},
	{"link", "normal", true, "message normal"},
	{"link", "boom", false, "dies boom"},
	{"link", "boom", true, "message boom"},
	{"link", "kill", false, "dies kill"},
	{"link", "kill", true, "message kill"},
}

func (c exitCase) String() string { return fmt.Sprintf("%s %s trap=%v", c.how, c.reason, c.trap) }

func TestExitRules(t *testing.T) {
	for _, c := range exitCases {
		t.Run(c.String(), func(t *testing.T) {
			n := newNode(t, node.Config{})
			watcher, other := newActor(t, n, node.SpawnOptions{}), newActor(t, n, node.SpawnOptions{})
			a := newActor(t, n, node.SpawnOptions{TrapExit: c.trap})
			var ref *term.Ref
			watcher.Do(func(p *proc.Process) { ref, _ = p.Monitor(a.Self(), proc.MonitorOptions{}) })
			reason, from := atom(c.reason), other.Self()
			switch c.how {
			case "exit":
				other.Do(func(p *proc.Process) { p.Exit(a.Self(), reason) })
			case "self":
				from = a.Self()
			case "link":
				a.Do(func(p *proc.Process) { p.Link(other.Self()) })
				end(watcher, other, reason)
			}
			kind, what, _ := strings.Cut(c.want, " ")
			a.Do(func(p *proc.Process) {
				if c.how == "self" {
					p.Exit(p.Self(), reason)
				}
				msg, ok, err := p.Receive(nil, 0)
				switch {
				case kind == "dies" && err != proc.ErrExited:
					t.Errorf("lives, message %v", msg)
				case kind == "alive" && (ok || err != nil):
					t.Errorf("message %v, error %v", msg, err)
				case kind == "message" && (!ok || !term.Identical(msg, proctest.ExitMsg(from, atom(what)))):
					t.Errorf("message %v, error %v", msg, err)
				}
			})
			if kind == "dies" {
				watcher.Expect(proctest.DownMsg(ref, a.Self(), atom(what)))
			} else if watcher.Quiet(); !a.Alive() {
				t.Error("has ended")
			}
		})
	}
}

// TestConfirmExitRules runs the same table on a real node.
func TestConfirmExitRules(t *testing.T) {
	peers.Require(t, peers.OTP29)
	var script strings.Builder
	script.WriteString(`
Run = fun(How, Reason, Trap) ->
  Me = self(),
  {P, Ref} = spawn_monitor(fun() ->
    process_flag(trap_exit, Trap),
    O = spawn(fun() -> receive {go, exit, To} -> exit(To, Reason), Me ! sent; {go, link, _} -> exit(Reason) end end),
    How =:= link andalso link(O),
    OM = monitor(process, O),
    O ! {go, How, self()},
    case How of
      self -> exit(self(), Reason);
      _ -> receive {'DOWN', OM, _, _, _} -> ok after 300 -> ok end
    end,
    receive {'EXIT', _, R} -> Me ! {self(), {message, R}} after 100 -> Me ! {self(), alive} end
  end),
  receive {P, {message, R}} -> io_lib:format("message ~p", [R]);
          {P, alive} -> "alive";
          {'DOWN', Ref, _, _, R} -> io_lib:format("dies ~p", [R]) end
end,
`)
	for _, c := range exitCases {
		fmt.Fprintf(&script, "io:format(\"~s~n\", [Run(%s, %s, %v)]),\n", c.how, c.reason, c.trap)
	}
	script.WriteString("halt().")
	cmd := peers.Command(peers.OTP29, "erl", "-noshell", "-eval", script.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(got) != len(exitCases) {
		t.Fatalf("erl printed %q", out)
	}
	for i, c := range exitCases {
		if got[i] != c.want {
			t.Errorf("%v: erl says %q, table %q", c, got[i], c.want)
		}
	}
}
