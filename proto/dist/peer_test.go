package dist_test

import (
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"gex/proto/control"
	"gex/proto/dist"
	"gex/proto/epmd"
	"gex/proto/epmd/epmdtest"
	"gex/proto/handshake"
	"gex/proto/term"
	"gex/scripts/peers"
)

const cookie = "disttest"

// echo is what runs on the node: it sends back what it gets.
const echo = `register(echo, spawn(fun() -> F = fun(F) -> receive {P, M} -> P ! M, F(F) end end, F(F) end)), io:format("up~n").`

// connect starts a node and shakes hands with it.
func connect(t *testing.T, otp peers.OTP, flags dist.Flag) (net.Conn, handshake.Result) {
	t.Helper()
	peers.Require(t, otp)
	port := epmdtest.Serve(t)
	env := []string{"ERL_EPMD_PORT=" + strconv.Itoa(port)}
	shell := peers.Start(t, peers.CommandEnv(otp, env, "erl", "-sname", "theirs@localhost", "-setcookie", cookie, "-start_epmd", "false", "-connect_all", "false"))
	shell.Eval(echo, `up\n`)

	ctx, cancel := context.WithTimeout(t.Context(), peers.Timeout)
	defer cancel()
	n, err := (&epmd.Client{Port: port}).PortPlease(ctx, "127.0.0.1", "theirs")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(n.Port))))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(peers.Timeout))
	in := &handshake.Initiator{Name: "ours@localhost", Creation: 77, Flags: flags, Peer: "theirs@localhost", Cookie: func(string) string { return cookie }}
	res, err := in.Handshake(conn)
	if err != nil {
		t.Fatal(err)
	}
	return conn, res
}

// TestConfirmEcho sends messages of all sizes to real nodes and gets them back,
// with every set of flags that changes the frames.
func TestConfirmEcho(t *testing.T) {
	modes := map[string]dist.Flag{
		"full":            dist.Default,
		"no atom cache":   dist.Default &^ dist.DistHdrAtomCache,
		"no fragments":    dist.Default &^ dist.Fragments,
		"neither of them": dist.Default &^ (dist.DistHdrAtomCache | dist.Fragments),
	}
	for _, otp := range peers.All.Each() {
		for name, flags := range modes {
			t.Run(otp.String()+"/"+name, func(t *testing.T) {
				conn, res := connect(t, otp, flags)
				confirmEcho(t, conn, res.Flags)
			})
		}
	}
}

func confirmEcho(t *testing.T, conn net.Conn, flags dist.Flag) {
	self := (&term.Pid{Node: term.Intern("ours@localhost"), ID: 5, Creation: 77}).Term()
	enc, dec := dist.NewEncoder(flags), dist.NewDecoder(conn, flags)
	for round := range 2 {
		for i, x := range payloads() {
			to := &control.RegSend{From: self, Name: term.A("echo")}
			var q dist.Queue
			if err := enc.Append(&q, to.Term(), term.Tuple(self, x), to.HasPayload()); err != nil {
				t.Fatal(err)
			}
			q.Tick()
			out := net.Buffers(q.Parts())
			go out.WriteTo(conn)
			got := receive(t, dec)
			if !term.Identical(got, x) {
				t.Fatalf("round %d: message %d comes back as another one", round, i)
			}
		}
	}
}

func receive(t *testing.T, dec *dist.Decoder) term.Term {
	t.Helper()
	for {
		m, err := dec.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Tick {
			continue
		}
		c, err := control.Parse(m.Control)
		if err != nil {
			t.Fatal(err)
		}
		if c.HasPayload() != m.HasPayload {
			t.Fatalf("%T: payload %v", c, m.HasPayload)
		}
		// global and others may greet us in between.
		if _, ok := c.(*control.SendSender); ok {
			return m.Payload
		}
	}
}

func payloads() []term.Term {
	big := make([]byte, 1_000_000)
	for i := range big {
		big[i] = byte(i * 31)
	}
	var many, few []term.Term
	for i := range 400 {
		many = append(many, term.A("gex_dist_atom_"+strconv.Itoa(i)))
	}
	few = many[:20]
	return []term.Term{
		term.Int(1), term.A("x"), term.List(few...), term.List(many...), term.Tuple(term.A(strings.Repeat("é", 200)), term.Ok.Term()),
		term.Binary(big[:65_000]), term.Binary(big[:70_000]), term.Binary(big[:200_000]), term.Tuple(term.Binary(big), term.List(few...)),
		term.MapOf(term.A("k"), term.Float(1.5), term.String("é"), term.Bits(big, 3, 77)), term.List(many[100:300]...),
	}
}
