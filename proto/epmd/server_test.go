package epmd

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gex/scripts/peers"
)

// serve starts a server on a free port of the loopback.
func serve(t *testing.T, s *Server) (port int) {
	t.Helper()
	listeners, err := Listen([]string{"127.0.0.1"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(listeners...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return listeners[0].Addr().(*net.TCPAddr).Port
}

func dial(t *testing.T, port int) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	return conn
}

// ask sends bytes and returns all that the server answers before it closes.
func ask(t *testing.T, port int, request string) string {
	t.Helper()
	conn := dial(t, port)
	io.WriteString(conn, request)
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Errorf("after %q: %v", answer, err)
	}
	return string(answer)
}

func request(tag byte, body string) string {
	return string(appendRequest(nil, tag, []byte(body)))
}

func alive(n Node) string { return request(tagAlive2Req, string(n.appendFields(nil))) }

// enter registers a node over a raw connection and returns the whole answer.
func enter(t *testing.T, port int, n Node) (net.Conn, string) {
	t.Helper()
	conn := dial(t, port)
	io.WriteString(conn, alive(n))
	size := 6
	if n.High < 6 {
		size = 4
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(conn, b); err != nil {
		t.Fatal(err)
	}
	return conn, string(b)
}

func TestServerAnswersAsEpmdDoes(t *testing.T) {
	s := &Server{}
	port := serve(t, s)
	head := "\x00\x00" + string([]byte{byte(port >> 8), byte(port)})

	if got := ask(t, port, request(tagNames, "")); got != head {
		t.Errorf("names of nobody: %q", got)
	}
	_, a := enter(t, port, NewNode("a", 5000))
	if !strings.HasPrefix(a, "v\x00") {
		t.Errorf("register: %q", a)
	}
	_, b := enter(t, port, Node{Name: "b", Port: 5001, Type: Hidden, High: 5, Low: 5, Extra: "xtra"})
	if b[0] != 'y' || b[1] != 0 || b[2] != 0 || b[3] < 1 || b[3] > 3 {
		t.Errorf("register an old node: %q", b)
	}
	tests := []struct{ name, in, want string }{
		{"name taken", alive(NewNode("a", 1)), "v\x01\x00\x00\x00c"},
		{"name taken, old node", alive(Node{Name: "a", High: 5}), "y\x01\x00c"},
		{"name too long", alive(NewNode(strings.Repeat("q", 256), 1)), "v\x01\x00\x00\x00c"},
		{"name not utf-8", alive(NewNode("\xff\xfe", 1)), "v\x01\x00\x00\x00c"},
		{"empty name", alive(NewNode("", 1)), ""},
		{"zero byte in name", alive(NewNode("a\x00b", 1)), ""},
		{"extra cut off", request(tagAlive2Req, string(NewNode("z", 1).appendFields(nil)[:11])), ""},
		{"names", request(tagNames, ""), head + "name b at port 5001\nname a at port 5000\n"},
		{"dump", request(tagDump, ""), head + "active name     <b> at port 5001, fd = 2\n\x00active name     <a> at port 5000, fd = 1\n\x00"},
		{"port", request(tagPort2Req, "a"), "w\x00\x13\x88M\x00\x00\x06\x00\x05\x00\x01a\x00\x00"},
		{"port, hidden with extra", request(tagPort2Req, "b"), "w\x00\x13\x89H\x00\x00\x05\x00\x05\x00\x01b\x00\x04xtra"},
		{"port of nobody", request(tagPort2Req, "q"), "w\x01"},
		{"port without name", request(tagPort2Req, ""), ""},
		{"stop", request(tagStop, "a"), ""},
		{"kill", request(tagKill, ""), "NO"},
		{"unknown request", request('Q', ""), ""},
		{"empty request", "\x00\x00", ""},
		{"huge request", "\xff\xff", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ask(t, port, tt.in); got != tt.want {
				t.Errorf("answer %q, want %q", got, tt.want)
			}
		})
	}
	if nodes := s.Nodes(); len(nodes) != 2 || nodes[0].Name != "b" || nodes[1].Name != "a" {
		t.Errorf("registered: %v", nodes)
	}
}

func TestServerKeepsUTF8AndLongNames(t *testing.T) {
	port := serve(t, &Server{})
	for _, name := range []string{"é漢字", strings.Repeat("q", 255), strings.Repeat("漢", 255)} {
		n := NewNode(name, 7)
		n.Extra = strings.Repeat("e", maxSymbol)
		if _, answer := enter(t, port, n); answer[:2] != "v\x00" {
			t.Errorf("register %.10s: %q", name, answer)
		}
		got, err := (&Client{Port: port}).PortPlease(t.Context(), "127.0.0.1", name)
		if err != nil || got != n {
			t.Errorf("look up %.10s: %v, %v", name, got, err)
		}
	}
}

func TestRegistrationEndsWithItsConnection(t *testing.T) {
	s := &Server{}
	port := serve(t, s)
	conn, first := enter(t, port, NewNode("a", 1))
	conn.Close()
	peers.Eventually(t, "name is free", func() bool { return len(s.Nodes()) == 0 })
	conn, second := enter(t, port, NewNode("a", 1))
	if first == second {
		t.Errorf("both registrations have creation %q", first)
	}
	io.WriteString(conn, "x")
	peers.Eventually(t, "name is free after noise", func() bool { return len(s.Nodes()) == 0 })
}

func TestRelaxedCommands(t *testing.T) {
	s := &Server{Relaxed: true}
	port := serve(t, s)
	conn, _ := enter(t, port, NewNode("a", 1))
	if got := ask(t, port, request(tagStop, "q")); got != "NOEXIST" {
		t.Errorf("stop of nobody: %q", got)
	}
	if got := ask(t, port, request(tagStop, "a")); got != "STOPPED" {
		t.Errorf("stop: %q", got)
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the stopped node is still connected")
	}
	enter(t, port, NewNode("a", 1))
	if got := ask(t, port, request(tagKill, "")); got != "OK" {
		t.Errorf("kill: %q", got)
	}
	<-s.Done()
	if err := s.Serve(); !errors.Is(err, ErrClosed) {
		t.Errorf("serve after the end: %v", err)
	}
}

func TestBadConnectionsAreClosedAndReportedOnce(t *testing.T) {
	var mu sync.Mutex
	var reports []string
	s := &Server{Timeout: time.Second, Report: func(_ net.Addr, err error) {
		mu.Lock()
		defer mu.Unlock()
		reports = append(reports, err.Error())
	}}
	port := serve(t, s)
	good, _ := enter(t, port, NewNode("good", 1))
	tests := []struct{ in, want string }{
		{"\x00\x00", "request of 0 bytes: want 1 to 2567"},
		{"\xff\xff", "request of 65535 bytes: want 1 to 2567"},
		{"\x00\x05n", "request of 5 bytes: unexpected EOF"}, // the deadline
		{request('Q', ""), "unknown request 0x51"},
		{request(tagStop, "good"), "STOP_REQ refused"},
	}
	var want []string
	for _, tt := range tests {
		want = append(want, tt.want)
		ask(t, port, tt.in)
		peers.Eventually(t, "report of "+tt.want, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(reports) == len(want)
		})
	}
	if got := ask(t, port, request(tagPort2Req, "good")); got[:2] != "w\x00" {
		t.Errorf("the good node is gone: %q", got)
	}
	good.Close()
	s.Close() // waits for those who report
	if !slices.Equal(reports, want) {
		t.Errorf("reported %q, want %q", reports, want)
	}
}

// TestIdleConnectionsGoFirst: the oldest connection that says nothing makes room.
// Those that registered stay.
func TestIdleConnectionsGoFirst(t *testing.T) {
	s := &Server{MaxConns: 3}
	port := serve(t, s)
	enter(t, port, NewNode("good", 1))
	var idlers []net.Conn
	for range 20 {
		idlers = append(idlers, dial(t, port))
	}
	for _, c := range idlers[:17] {
		if _, err := c.Read(make([]byte, 1)); err != io.EOF && !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("a connection too many: %v", err)
		}
	}
	if got := ask(t, port, request(tagPort2Req, "good")); got[:2] != "w\x00" {
		t.Errorf("the good node is gone: %q", got)
	}
	enter(t, port, NewNode("two", 1))
	enter(t, port, NewNode("three", 1))
	if _, got := enter(t, port, NewNode("four", 1)); got[1] == 0 {
		t.Error("a node too many is registered")
	}
}

func TestOnlyLocalNodesRegister(t *testing.T) {
	tests := []struct {
		remote, here string
		ok           bool
	}{
		{"127.0.0.1", "127.0.0.1", true},
		{"127.0.0.2", "127.0.0.1", true},
		{"10.0.0.1", "10.0.0.1", true},
		{"10.0.0.2", "10.0.0.1", false},
		{"::1", "::1", true},
	}
	for _, tt := range tests {
		conn := addrConn{remote: &net.TCPAddr{IP: net.ParseIP(tt.remote)}, here: &net.TCPAddr{IP: net.ParseIP(tt.here)}}
		if err := local(conn, "ALIVE2_REQ"); (err == nil) != tt.ok {
			t.Errorf("from %s to %s: %v", tt.remote, tt.here, err)
		}
	}
}

type addrConn struct {
	net.Conn
	remote, here net.Addr
}

func (c addrConn) RemoteAddr() net.Addr { return c.remote }
func (c addrConn) LocalAddr() net.Addr  { return c.here }

func TestClient(t *testing.T) {
	ctx := t.Context()
	s := &Server{}
	port := serve(t, s)
	c := &Client{Port: port}
	r, err := c.Register(ctx, NewNode("a", 5000))
	if err != nil || r.Creation < 4 {
		t.Fatalf("%+v, %v", r, err)
	}
	if n, err := c.PortPlease(ctx, "localhost", "a"); err != nil || n != NewNode("a", 5000) {
		t.Errorf("look up: %+v, %v", n, err)
	}
	if nodes, err := c.Names(ctx, "127.0.0.1"); err != nil || len(nodes) != 1 || nodes[0] != (Node{Name: "a", Port: 5000}) {
		t.Errorf("names: %+v, %v", nodes, err)
	}
	_, err = c.Register(ctx, NewNode("a", 5001))
	if !errors.Is(err, ErrNameTaken) || err.Error() != "the name a seems to be in use by another Erlang node" {
		t.Errorf("second registration: %v", err)
	}
	if _, err := c.PortPlease(ctx, "127.0.0.1", "b"); !errors.Is(err, ErrNoPort) {
		t.Errorf("unknown node: %v", err)
	}
	if _, err := c.Register(ctx, NewNode(strings.Repeat("q", 256), 1)); err == nil || errors.Is(err, ErrNameTaken) {
		t.Errorf("long name: %v", err)
	}
	r.Close()
	<-r.Lost()
	peers.Eventually(t, "name is free", func() bool { return len(s.Nodes()) == 0 })

	r, err = c.Register(ctx, Node{Name: "old", High: 5})
	if err != nil || r.Creation < 1 || r.Creation > 3 {
		t.Fatalf("old form: %+v, %v", r, err)
	}
	s.Close()
	<-r.Lost()
	r.Close()
	for _, err := range []error{
		func() error { _, err := c.Register(ctx, NewNode("a", 1)); return err }(),
		func() error { _, err := c.PortPlease(ctx, "127.0.0.1", "a"); return err }(),
		func() error { _, err := c.Names(ctx, "127.0.0.1"); return err }(),
	} {
		if !errors.Is(err, ErrNoEpmd) {
			t.Errorf("without epmd: %v", err)
		}
	}
}

func TestClientMeetsOddServers(t *testing.T) {
	tests := []struct {
		name, answer string
		want         error
	}{
		{"closes", "", io.EOF},
		{"garbage", "HTTP/1.0", &ProtocolError{}},
		{"half an answer", "v\x00\x00\x00", io.EOF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &Client{Dial: answering(tt.answer)}
			_, err := c.Register(t.Context(), NewNode("a", 1))
			var pe *ProtocolError
			if _, protocol := tt.want.(*ProtocolError); protocol != errors.As(err, &pe) || !protocol && !errors.Is(err, tt.want) {
				t.Errorf("error %v", err)
			}
		})
	}
	t.Run("silence", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		port := serve(t, &Server{}) // says nothing to half a request
		c := &Client{Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
			return muteConn{conn}, err
		}}
		if _, err := c.Names(ctx, "h"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("names: %v", err)
		}
		if _, err := c.Register(ctx, NewNode("a", 1)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("register: %v", err)
		}
	})
}

type muteConn struct{ net.Conn }

func (muteConn) Write(b []byte) (int, error) { return len(b), nil }

// answering dials a peer that reads one request, answers and closes.
func answering(answer string) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			if _, err := readRequest(theirs); err == nil {
				io.WriteString(theirs, answer)
			}
		}()
		return ours, nil
	}
}

func FuzzServer(f *testing.F) {
	f.Add([]byte(alive(NewNode("a", 1))))
	f.Add([]byte(request(tagPort2Req, "a")))
	f.Add([]byte(request(tagDump, "")))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := &Server{Timeout: time.Second}
		defer s.Close()
		s.Serve()
		ours, theirs := net.Pipe()
		s.admit(theirs)
		go func() {
			ours.Write(b)
			ours.Close()
		}()
		io.Copy(io.Discard, ours)
	})
}
