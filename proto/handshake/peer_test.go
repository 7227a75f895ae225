package handshake_test

import (
	"context"
	"errors"
	"net"
	"strconv"
	"testing"
	"time"

	"gex/proto/dist"
	"gex/proto/epmd"
	"gex/proto/epmd/epmdtest"
	"gex/proto/handshake"
	"gex/scripts/peers"
)

const cookie = "handshaketest"

// world is our node name in an epmd of our own, with a listener behind it.
type world struct {
	t        *testing.T
	port     int // of the epmd
	listener net.Listener
	creation uint32
}

func newWorld(t *testing.T, name string) *world {
	t.Helper()
	w := &world{t: t, port: epmdtest.Serve(t)}
	var err error
	if w.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.listener.Close() })
	r, err := w.client().Register(t.Context(), epmd.NewNode(name, uint16(w.listener.Addr().(*net.TCPAddr).Port)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	w.creation = r.Creation
	return w
}

func (w *world) client() *epmd.Client { return &epmd.Client{Port: w.port} }

// start runs a BEAM that evaluates the lines it is sent. Ticks are off the table:
// the test is over before the first.
func (w *world) start(otp peers.OTP, args ...string) *peers.Shell {
	w.t.Helper()
	env := []string{"ERL_EPMD_PORT=" + strconv.Itoa(w.port)}
	args = append(args, "-setcookie", cookie, "-start_epmd", "false", "-connect_all", "false")
	s := peers.Start(w.t, peers.CommandEnv(otp, env, "erl", args...))
	s.Eval(`io:format("up~n").`, `up\n`)
	return s
}

// dial connects to a node that is registered.
func (w *world) dial(name string) net.Conn {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 10*time.Second)
	defer cancel()
	n, err := w.client().PortPlease(ctx, "127.0.0.1", name)
	if err != nil {
		w.t.Fatal(err)
	}
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(n.Port))))
	if err != nil {
		w.t.Fatal(err)
	}
	return w.limit(conn)
}

func (w *world) accept() net.Conn {
	w.t.Helper()
	w.listener.(*net.TCPListener).SetDeadline(time.Now().Add(peers.Timeout))
	conn, err := w.listener.Accept()
	if err != nil {
		w.t.Fatal(err)
	}
	return w.limit(conn)
}

func (w *world) limit(conn net.Conn) net.Conn {
	w.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(peers.Timeout))
	return conn
}

func (w *world) initiator(peer, cookie string) *handshake.Initiator {
	return &handshake.Initiator{Name: "ours@localhost", Creation: w.creation, Flags: dist.Default,
		Peer: peer, Cookie: func(string) string { return cookie }}
}

func (w *world) acceptor(cookie string) *handshake.Acceptor {
	return &handshake.Acceptor{Name: "ours@localhost", Creation: w.creation, Flags: dist.Default,
		Cookie: func(string) string { return cookie }}
}

// flags is what a visible node of each release offers.
var flags = map[peers.OTP]dist.Flag{
	peers.OTP25: 0xd07df7fbd,
	peers.OTP27: 0xd07df7fbd,
	peers.OTP29: 0x6d07df7fbd,
}

// until is an Erlang expression that writes true once the condition holds: erl
// lists a connection a moment after the handshake.
func until(condition string) string {
	return `(fun F() -> case ` + condition + ` of true -> io:format("true~n"); false -> timer:sleep(10), F() end end)().`
}

func forEach(t *testing.T, f func(t *testing.T, otp peers.OTP)) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			peers.Require(t, otp)
			f(t, otp)
		})
	}
}

func TestConfirmWeConnect(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		w := newWorld(t, "ours")
		s := w.start(otp, "-sname", "beam@localhost")
		conn := w.dial("beam")
		res, err := w.initiator("beam@localhost", cookie).Handshake(conn)
		if err != nil {
			t.Fatal(err)
		}
		creation := s.Eval(`io:format("<~w>~n", [erts_internal:get_creation()]).`, `<(\d+)>\n`)[1]
		if strconv.FormatUint(uint64(res.PeerCreation), 10) != creation {
			t.Errorf("creation %d, want %s", res.PeerCreation, creation)
		}
		if res.PeerFlags != flags[otp] || res.Flags != flags[otp] || !res.Visible || res.PeerDynamic {
			t.Errorf("result %+v", res)
		}
		s.Eval(until(`nodes() =:= [ours@localhost]`), `true\n`)

		// A second connection of ours: the node asks whether to replace the first.
		asked := ""
		in := w.initiator("beam@localhost", cookie)
		in.Replace = func(peer string) bool { asked = peer; return true }
		if _, err := in.Handshake(w.dial("beam")); err != nil || asked != "beam@localhost" {
			t.Errorf("second connection: %v, asked about %q", err, asked)
		}
		if _, err := conn.Read(make([]byte, 4096)); err == nil {
			// The node may have sent something before it closed the old connection.
			for err == nil {
				_, err = conn.Read(make([]byte, 4096))
			}
		}
		// The node forgets the old connection a moment after it has closed it.
		s.Eval(until(`[up] =:= [element(4, C) || C <- ets:lookup(sys_dist, ours@localhost)]`), `true\n`)
		in.Replace = func(string) bool { return false }
		if _, err := in.Handshake(w.dial("beam")); !errors.Is(err, handshake.ErrAlive) {
			t.Errorf("third connection: %v", err)
		}
	})
}

func TestConfirmWeConnectHiddenAndDynamic(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		w := newWorld(t, "ours")
		s := w.start(otp, "-sname", "beam@localhost")
		in := w.initiator("beam@localhost", cookie)
		in.Flags &^= dist.Published
		res, err := in.Handshake(w.dial("beam"))
		if err != nil || res.Visible {
			t.Fatalf("%+v, %v", res, err)
		}
		s.Eval(until(`nodes(hidden) =:= [ours@localhost]`), `true\n`)
		s.Eval(`io:format("~p~n", [nodes()]).`, `\[\]\n`)

		in = w.initiator("beam@localhost", cookie)
		in.Name, in.Flags = "localhost", in.Flags|dist.NameMe
		res, err = in.Handshake(w.dial("beam"))
		if err != nil || res.Visible || res.Creation == 0 {
			t.Fatalf("%+v, %v", res, err)
		}
		s.Eval(until(`lists:member('`+res.Name+`', nodes(hidden))`), `true\n`)
	})
}

func TestConfirmWeAreRefused(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		w := newWorld(t, "ours")
		s := w.start(otp, "-sname", "beam@localhost")
		if _, err := w.initiator("beam@localhost", "other").Handshake(w.dial("beam")); !errors.Is(err, handshake.ErrCookie) {
			t.Errorf("wrong cookie: %v", err)
		}
		s.Expect(`Connection attempt from node ours@localhost rejected. Invalid challenge reply.`)

		in := w.initiator("beam@localhost", cookie)
		in.Flags = dist.Default &^ (dist.MapTag | dist.Mandatory25Digest)
		if _, err := in.Handshake(w.dial("beam")); !errors.Is(err, handshake.ErrNotAllowed) {
			t.Errorf("missing flag: %v", err)
		}
		s.Expect(`since it cannot\s+handle \["MAP_TAG"\]`)

		if _, err := w.initiator("else@localhost", cookie).Handshake(w.dial("beam")); !errors.Is(err, handshake.ErrName) {
			t.Errorf("other node: %v", err)
		}
	})
}

func TestConfirmPeerConnects(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		w := newWorld(t, "ours")
		s := w.start(otp, "-sname", "beam@localhost")
		s.Send("io:format(\"~p~n\", [net_kernel:connect_node(ours@localhost)]).\n")
		res, err := w.acceptor(cookie).Handshake(w.accept())
		if err != nil {
			t.Fatal(err)
		}
		if res.Peer != "beam@localhost" || res.PeerFlags != flags[otp] || !res.Visible || res.PeerCreation == 0 {
			t.Errorf("result %+v", res)
		}
		s.Expect(`true\n`)
		s.Eval(until(`nodes() =:= [ours@localhost]`), `true\n`)
	})
}

func TestConfirmDynamicPeerConnects(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		w := newWorld(t, "ours")
		s := w.start(otp, "-sname", "undefined@localhost")
		s.Send("io:format(\"~p~n\", [net_kernel:connect_node(ours@localhost)]).\n")
		acc := w.acceptor(cookie)
		acc.AssignName = func(host string) (string, uint32, error) { return "GIVEN@" + host, 77, nil }
		res, err := acc.Handshake(w.accept())
		if err != nil {
			t.Fatal(err)
		}
		if res.Peer != "GIVEN@localhost" || res.PeerCreation != 77 || !res.PeerDynamic || res.Visible {
			t.Errorf("result %+v", res)
		}
		s.Expect(`true\n`)
		s.Eval(`io:format("~p ~p~n", [node(), erts_internal:get_creation()]).`, `'GIVEN@localhost' 77\n`)
	})
}

func TestConfirmPeerIsRefused(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		w := newWorld(t, "ours")
		s := w.start(otp, "-sname", "beam@localhost")
		connect := "io:format(\"~p~n\", [net_kernel:connect_node(ours@localhost)]).\n"
		for _, tt := range []struct {
			name   string
			change func(*handshake.Acceptor)
			want   error
		}{
			{"wrong cookie", func(a *handshake.Acceptor) { a.Cookie = func(string) string { return "other" } }, handshake.ErrCookie},
			{"not allowed", func(a *handshake.Acceptor) {
				a.Status = func(handshake.Hello) handshake.Status { return handshake.StatusNotAllowed }
			}, handshake.ErrNotAllowed},
		} {
			s.Send(connect)
			acc := w.acceptor(cookie)
			tt.change(acc)
			conn := w.accept()
			if _, err := acc.Handshake(conn); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v", tt.name, err)
			}
			conn.Close()
			s.Expect(`false\n`)
		}
		s.Send(connect)
		acc := w.acceptor(cookie)
		acc.Status = func(handshake.Hello) handshake.Status { return handshake.StatusOKSimultaneous }
		if _, err := acc.Handshake(w.accept()); err != nil {
			t.Error(err)
		}
		s.Expect(`true\n`)
	})
}

// TestConfirmSimultaneous: while the peer's own attempt to us waits for our
// status, we connect to it. The node with the greater name keeps its attempt.
func TestConfirmSimultaneous(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		for _, tt := range []struct {
			ours string
			want error
		}{{"zz", nil}, {"aa", handshake.ErrSimultaneous}} {
			w := newWorld(t, tt.ours)
			s := w.start(otp, "-sname", "mm@localhost")
			self := tt.ours + "@localhost"
			s.Send("io:format(\"~p~n\", [net_kernel:connect_node(" + self + ")]).\n")
			theirs := w.accept()
			in := w.initiator("mm@localhost", cookie)
			in.Name = self
			_, err := in.Handshake(w.dial("mm"))
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: our attempt: %v, want %v", self, err, tt.want)
			}
			if want := handshake.Simultaneous("mm@localhost", self) == handshake.StatusNOK; want != (tt.want != nil) {
				t.Errorf("Simultaneous disagrees with the node about %s", self)
			}
			if tt.want != nil {
				acc := w.acceptor(cookie)
				acc.Name = self
				if _, err := acc.Handshake(theirs); err != nil {
					t.Errorf("%s: the node's attempt: %v", self, err)
				}
			}
			s.Expect(`true\n`)
		}
	})
}
