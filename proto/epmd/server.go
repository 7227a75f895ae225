package epmd

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"gex/proto/gate"
)

// Limits of a server that does not set them.
const (
	DefaultTimeout  = 60 * time.Second // epmd's packet timeout
	DefaultMaxConns = 1024
)

// Server is an epmd. The zero value is ready to serve. Fields must not be changed
// once it does.
type Server struct {
	// Relaxed permits KILL_REQ while nodes are registered, and STOP_REQ
	// (ERL_EPMD_RELAXED_COMMAND_CHECK).
	Relaxed bool
	// Timeout limits how long a request may take to arrive, and its answer to be
	// read. 0 means DefaultTimeout. Registered connections may idle for ever.
	Timeout time.Duration
	// MaxConns limits the connections on which a request is under way (package
	// gate says which one goes when there are more), and the registered nodes.
	// 0 means DefaultMaxConns.
	MaxConns int
	// Report, if set, is told once of each connection that is closed because of
	// what came on it. It may be called by several goroutines at once.
	Report func(remote net.Addr, err error)

	mu        sync.Mutex
	wg        sync.WaitGroup // accept loops and connections
	closed    bool
	done      chan struct{}
	listeners []net.Listener
	gate      *gate.Gate
	conns     map[net.Conn]struct{}
	names     map[string]*entry
	serial    uint32 // registrations so far
	start     uint32 // first creation
}

// entry is one registered node.
type entry struct {
	Node
	serial uint32
	conn   net.Conn
}

// Listen opens the listeners of an epmd: all addresses of the host, IPv4 and IPv6,
// if addresses is empty, else those and the loopback addresses, as epmd does with
// ERL_EPMD_ADDRESS.
func Listen(addresses []string, port int) ([]net.Listener, error) {
	const loopback4, loopback6 = "127.0.0.1", "::1"
	added := ""
	if len(addresses) == 0 {
		addresses = []string{""}
	} else {
		if !slices.ContainsFunc(addresses, includes(loopback4, "0.0.0.0")) {
			addresses = append([]string{loopback4}, addresses...)
		}
		if !slices.ContainsFunc(addresses, includes(loopback6, "::")) {
			added = loopback6
			addresses = append(slices.Clip(addresses), added)
		}
	}
	var listeners []net.Listener
	for _, host := range addresses {
		l, err := net.Listen(family(host), net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil && host == added {
			continue // a host without IPv6
		}
		if err != nil {
			for _, l := range listeners {
				l.Close()
			}
			return nil, fmt.Errorf("epmd: %w", err)
		}
		listeners = append(listeners, l)
		if port == 0 {
			port = l.Addr().(*net.TCPAddr).Port
		}
	}
	return listeners, nil
}

// includes returns what tells whether an address is one of those.
func includes(addresses ...string) func(string) bool {
	return func(a string) bool { return slices.Contains(addresses, a) }
}

// family returns the network to listen in: an IP address is of its own family
// alone.
func family(address string) string {
	switch ip, err := netip.ParseAddr(address); {
	case err != nil:
		return "tcp"
	case ip.Is4():
		return "tcp4"
	}
	return "tcp6"
}

// Serve starts serving on the listeners and returns. The server owns them from
// then on. It fails with [ErrClosed] after Close.
func (s *Server) Serve(listeners ...net.Listener) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initLocked()
	if s.closed {
		for _, l := range listeners {
			l.Close()
		}
		return ErrClosed
	}
	s.listeners = append(s.listeners, listeners...)
	for _, l := range listeners {
		s.wg.Go(func() { s.accept(l) })
	}
	return nil
}

func (s *Server) initLocked() {
	if s.done != nil {
		return
	}
	s.done = make(chan struct{})
	s.gate = gate.New(s.limit())
	s.conns = make(map[net.Conn]struct{})
	s.names = make(map[string]*entry)
	s.start = uint32(time.Now().Unix())
}

func (s *Server) limit() int {
	if s.MaxConns == 0 {
		return DefaultMaxConns
	}
	return s.MaxConns
}

// Done returns a channel that is closed when the server stops serving: after
// Close, and after a KILL_REQ that was permitted.
func (s *Server) Done() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initLocked()
	return s.done
}

// Close stops the server, drops all connections and with them all registrations,
// and waits for its goroutines. It may be called more than once.
func (s *Server) Close() error {
	s.stop()
	s.wg.Wait()
	return nil
}

func (s *Server) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initLocked()
	if s.closed {
		return
	}
	s.closed = true
	for _, l := range s.listeners {
		l.Close()
	}
	for c := range s.conns {
		c.Close()
	}
	close(s.done)
}

// Nodes returns the registered nodes, the youngest first.
func (s *Server) Nodes() []Node {
	var nodes []Node
	for _, e := range s.entries() {
		nodes = append(nodes, e.Node)
	}
	return nodes
}

func (s *Server) entries() []*entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(maps.Values(s.names), func(a, b *entry) int {
		return int(int32(b.serial - a.serial))
	})
}

// accept serves one listener. A failed Accept, as happens when file descriptors
// run out, is tried again after a pause.
func (s *Server) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err == nil {
			s.admit(conn)
			continue
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
		s.gate.Drop()
		s.report(l.Addr(), err)
		select {
		case <-s.Done():
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// admit starts the goroutine of a connection.
func (s *Server) admit(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		conn.Close()
		return
	}
	s.conns[conn] = struct{}{}
	pass := s.gate.Enter(conn)
	s.wg.Go(func() { s.serve(conn, pass) })
}

func (s *Server) serve(conn net.Conn, pass *gate.Pass) {
	err := s.request(conn, pass)
	conn.Close()
	s.mu.Lock()
	delete(s.conns, conn)
	closed := s.closed
	s.mu.Unlock()
	if pass.Leave() {
		err = fmt.Errorf("more than %d connections", s.limit())
	}
	if err != nil && !closed {
		s.report(conn.RemoteAddr(), err)
	}
}

func (s *Server) report(remote net.Addr, err error) {
	if s.Report != nil {
		s.Report(remote, err)
	}
}

// request serves the one request of a connection. nil means that the peer did
// nothing wrong.
func (s *Server) request(conn net.Conn, pass *gate.Pass) error {
	timeout := s.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	conn.SetDeadline(time.Now().Add(timeout))
	body, err := readRequest(conn)
	if err != nil {
		if err == io.EOF {
			return nil // opened and closed: someone looked whether we are there
		}
		return err
	}
	tag, body := body[0], body[1:]
	var answer []byte
	switch tag {
	case tagAlive2Req:
		return s.alive(conn, body, pass)
	case tagPort2Req:
		answer, err = s.portPlease(body)
	case tagNames:
		answer = s.list(conn, appendNamesLine)
	case tagDump:
		answer, err = s.dump(conn)
	case tagKill:
		return s.kill(conn)
	case tagStop:
		answer, err = s.stopNode(conn, body)
	default:
		err = fmt.Errorf("unknown request %#02x", tag)
	}
	if err != nil {
		return err
	}
	_, err = conn.Write(answer)
	return err
}

// readRequest returns the body of a request. The length is checked before
// anything is allocated.
func readRequest(r io.Reader) ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(head[:]))
	if n == 0 || n > maxRequest {
		return nil, fmt.Errorf("request of %d bytes: want 1 to %d", n, maxRequest)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, fmt.Errorf("request of %d bytes: %w", n, io.ErrUnexpectedEOF)
	}
	return body, nil
}

// alive registers a node and then waits for the end of its connection, which is
// the end of its registration. Only nodes of this host may register.
func (s *Server) alive(conn net.Conn, body []byte, pass *gate.Pass) error {
	if err := local(conn, "ALIVE2_REQ"); err != nil {
		return err
	}
	n, err := parseAlive(body)
	if err != nil {
		return err
	}
	if !validName(n.Name) {
		conn.Write(appendAliveResp(nil, n, 1, refusedCreation))
		return &ProtocolError{"ALIVE2_REQ", "node name longer than 255 characters or not UTF-8"}
	}
	e, ok := s.register(n, conn)
	if !ok {
		_, err := conn.Write(appendAliveResp(nil, n, 1, refusedCreation))
		return err
	}
	defer s.unregister(e)
	if pass.Leave() {
		return net.ErrClosed
	}
	creation := s.start + e.serial
	if n.High < 6 {
		creation = creation%3 + 1 // these nodes know two bits, and 0 as a wildcard
	}
	if _, err := conn.Write(appendAliveResp(nil, n, 0, creation)); err != nil {
		return err
	}
	conn.SetDeadline(time.Time{})
	var b [1]byte
	if k, _ := conn.Read(b[:]); k > 0 {
		return fmt.Errorf("%s sent data after its registration", n.Name)
	}
	return nil
}

// refusedCreation is what epmd puts into the creation field of a refusal.
const refusedCreation = 99

func (s *Server) register(n Node, conn net.Conn) (*entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.names[n.Name] != nil || len(s.names) >= s.limit() {
		return nil, false
	}
	s.serial++
	e := &entry{n, s.serial, conn}
	s.names[n.Name] = e
	return e, true
}

// unregister frees the name of e unless that is done already.
func (s *Server) unregister(e *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.names[e.Name] == e {
		delete(s.names, e.Name)
	}
}

func (s *Server) lookup(name string) (*entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.names[name]
	return e, ok
}

func (s *Server) portPlease(body []byte) ([]byte, error) {
	if len(body) == 0 {
		return nil, &ProtocolError{"PORT_PLEASE2_REQ", "empty node name"}
	}
	e, ok := s.lookup(string(body))
	if !ok {
		return []byte{tagPort2Resp, 1}, nil
	}
	return appendPortResp(nil, e.Node), nil
}

// list returns our port and a line for each node.
func (s *Server) list(conn net.Conn, line func([]byte, Node) []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, listenPort(conn))
	for _, e := range s.entries() {
		b = line(b, e.Node)
	}
	return b
}

func listenPort(conn net.Conn) uint32 {
	if a, ok := conn.LocalAddr().(*net.TCPAddr); ok {
		return uint32(a.Port)
	}
	return 0
}

// dump is list with more detail. Where epmd shows the file descriptor we show the
// number of the registration.
func (s *Server) dump(conn net.Conn) ([]byte, error) {
	if err := local(conn, "DUMP_REQ"); err != nil {
		return nil, err
	}
	b := binary.BigEndian.AppendUint32(nil, listenPort(conn))
	for _, e := range s.entries() {
		b = fmt.Appendf(b, "active name     <%s> at port %d, fd = %d\n\x00", e.Name, e.Port, e.serial)
	}
	return b, nil
}

// kill stops the whole server if it may.
func (s *Server) kill(conn net.Conn) error {
	if err := local(conn, "KILL_REQ"); err != nil {
		return err
	}
	if !s.Relaxed && len(s.entries()) > 0 {
		conn.Write([]byte("NO"))
		return errors.New("KILL_REQ refused: nodes are registered")
	}
	_, err := conn.Write([]byte("OK"))
	s.stop()
	return err
}

// stopNode unregisters a node against its will.
func (s *Server) stopNode(conn net.Conn, body []byte) ([]byte, error) {
	if err := local(conn, "STOP_REQ"); err != nil {
		return nil, err
	}
	if !s.Relaxed {
		return nil, errors.New("STOP_REQ refused")
	}
	e, ok := s.lookup(string(body))
	if !ok {
		return []byte("NOEXIST"), nil
	}
	s.unregister(e)
	e.conn.Close()
	return []byte("STOPPED"), nil
}

// local returns an error unless the peer is on this host.
func local(conn net.Conn, request string) error {
	remote, ok1 := conn.RemoteAddr().(*net.TCPAddr)
	here, ok2 := conn.LocalAddr().(*net.TCPAddr)
	if ok1 && ok2 && !remote.IP.IsLoopback() && !remote.IP.Equal(here.IP) {
		return &ProtocolError{request, "from a non-local address"}
	}
	return nil
}
