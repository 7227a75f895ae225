package node_test

import (
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"gex/node/proc"
	"gex/proto/term"
	"gex/scripts/peers"
)

// TestConfirmAtomFlood has a BEAM make atoms in messages to a process that drops
// them, to a name that nobody has, and to names that are new each time. None
// of them stays here, and one that is held stays what it is.
func TestConfirmAtomFlood(t *testing.T) {
	peers.Require(t, peers.OTP29)
	const n = 40_000
	c := newCluster(t)
	m := c.start("gex")
	e := c.erl(peers.OTP29, "beam")
	m.connect("beam@127.0.0.1")
	a := m.agent("here")
	before := term.AtomCount()

	e.Eval(`F = fun(P, I) -> list_to_atom(P ++ integer_to_list(I)) end, Gex = 'gex@127.0.0.1', {here, Gex} ! {keep, F("kept", 1)}.`, `keep`)
	kept := a.next().Elem(1)
	e.Eval(`[{here, Gex} ! {drop, F("dropped", I)} || I <- lists:seq(1, `+strconv.Itoa(n)+`)], io:format("sent~n").`, `sent\n`)
	e.Eval(`[begin A = F("lost", I), {nobody, Gex} ! A, {A, Gex} ! A end || I <- lists:seq(1, `+strconv.Itoa(n)+`)], {here, Gex} ! last, io:format("sent~n").`, `sent\n`)
	a.do(func(p *proc.Process) {
		for i := 0; ; i++ {
			msg, ok, _ := p.Receive(nil, 20*time.Second)
			if !ok || i == n && !msg.Is(term.Intern("last")) {
				t.Errorf("message %d: %s", i, show(msg))
				return
			}
			if i == n {
				return
			}
			if want := "dropped" + strconv.Itoa(i+1); !msg.IsTupleOf(2) || msg.Elem(1).AtomName() != want {
				t.Errorf("message %d is %s", i, show(msg))
				return
			}
		}
	})
	runtime.GC()
	// The cache of a connection holds some.
	if more := term.AtomCount() - before; more > n/2 {
		t.Errorf("%d atoms stay", more)
	}
	e.Eval(`{here, Gex} ! F("kept", 1).`, `kept1`)
	if again := a.next(); again != kept || kept.AtomName() != "kept1" {
		t.Errorf("the atom that is held is %s now, and is sent as %s", show(kept), show(again))
	}
	a.send(at("shell", "beam@127.0.0.1"), kept)
	e.Eval(`io:format("~w~n", [{F("kept", 1), nodes()}]).`, `\{kept1,\['gex@127.0.0.1'\]\}`)
}

// TestConfirmNameFlood has a BEAM send pids of nodes without end: names of nodes
// stay, so its connection ends, and only that.
func TestConfirmNameFlood(t *testing.T) {
	peers.Require(t, peers.OTP29)
	c := newCluster(t)
	m := c.start("gex")
	e := c.erl(peers.OTP29, "beam")
	m.connect("beam@127.0.0.1")
	a := m.agent("here")
	a.do(func(p *proc.Process) { m.MonitorNode(p, term.Intern("beam@127.0.0.1"), true) })
	host := strconv.FormatInt(time.Now().UnixNano(), 36) // names of an earlier run are there
	e.Eval(`Gex = 'gex@127.0.0.1', P = fun(I) -> N = iolist_to_binary(["n", integer_to_list(I), "@`+host+`"]),
		binary_to_term(<<131,88,119,(byte_size(N)),N/binary,1:32,0:32,1:32>>) end,
		catch [{nobody, Gex} ! P(I) || I <- lists:seq(1, 67000)], io:format("sent~n").`, `sent\n`)
	peers.Eventually(t, "a report of the names", func() bool {
		return strings.Contains(strings.Join(m.reports(), "\n"), term.ErrAtomQuota.Error())
	})
	a.want(term.Tuple(term.A("nodedown"), term.A("beam@127.0.0.1")))
	// Both nodes are well, and find each other again.
	m.connect("beam@127.0.0.1")
	e.Eval(`{here, Gex} ! well.`, `well`)
	a.want(term.A("well"))
}
