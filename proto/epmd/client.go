package epmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// answerTime is how long Erlang waits for an answer of epmd.
const answerTime = 10 * time.Second

// maxAnswer bounds the answer to NAMES_REQ.
const maxAnswer = 4 << 20

// Client asks epmds. The zero value asks on the default port.
type Client struct {
	Port int // 0: DefaultPort
	// Dial opens connections; nil means a plain net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Registration is a name held at the local epmd.
type Registration struct {
	Creation uint32 // what epmd gave: 32 bits, or 16 bits from an old one
	conn     net.Conn
	lost     chan struct{}
	close    func() error
}

// Lost returns a channel that is closed when the registration has ended, by
// Close or because the epmd is gone.
func (r *Registration) Lost() <-chan struct{} { return r.lost }

// Close gives the name back and waits until that is done on our side.
func (r *Registration) Close() error {
	err := r.close()
	<-r.lost
	return err
}

// Register registers a node with the epmd of this host. The name is held until
// [Registration.Close]. The error matches [ErrNameTaken] or [ErrNoEpmd], or says
// what else went wrong. ctx bounds the exchange, not the registration.
func (c *Client) Register(ctx context.Context, n Node) (*Registration, error) {
	if err := n.check(); err != nil {
		return nil, err
	}
	if !validName(n.Name) {
		return nil, &ProtocolError{"ALIVE2_REQ", "node name longer than 255 characters or not UTF-8"}
	}
	conn, err := c.dial(ctx, "127.0.0.1")
	if err != nil {
		return nil, fmt.Errorf("register %s: %w", n.Name, err)
	}
	creation, err := register(ctx, conn, n)
	if err != nil {
		conn.Close()
		return nil, err
	}
	r := &Registration{creation, conn, make(chan struct{}), sync.OnceValue(conn.Close)}
	go func() {
		defer close(r.lost)
		// epmd never writes to a registered node, so a read ends with the connection.
		io.Copy(io.Discard, conn)
		r.close()
	}()
	return r, nil
}

func register(ctx context.Context, conn net.Conn, n Node) (uint32, error) {
	stop := bound(ctx, conn)
	defer stop()
	fail := func(err error) (uint32, error) {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return 0, fmt.Errorf("register %s: %w", n.Name, err)
	}
	if _, err := conn.Write(appendRequest(nil, tagAlive2Req, n.appendFields(nil))); err != nil {
		return fail(err)
	}
	var b [6]byte
	if _, err := io.ReadFull(conn, b[:4]); err != nil {
		return fail(err)
	}
	creation := uint32(b[2])<<8 | uint32(b[3])
	switch b[0] {
	case tagAlive2XResp:
		if _, err := io.ReadFull(conn, b[4:]); err != nil {
			return fail(err)
		}
		creation = creation<<16 | uint32(b[4])<<8 | uint32(b[5])
	case tagAlive2Resp:
	default:
		return fail(&ProtocolError{"ALIVE2_RESP", fmt.Sprintf("got %.20q", b[:4])})
	}
	if b[1] != 0 {
		return 0, &NameTakenError{n.Name}
	}
	if !stop() || conn.SetDeadline(time.Time{}) != nil {
		return fail(context.Canceled)
	}
	return creation, nil
}

// PortPlease asks the epmd of host for a node by its name without host. The
// error matches [ErrNoPort] if there is no such node and [ErrNoEpmd] if nothing
// answers there.
func (c *Client) PortPlease(ctx context.Context, host, name string) (Node, error) {
	if len(name) > maxSymbol {
		return Node{}, fmt.Errorf("look up %.50s… at %s: %w", name, host, ErrNoPort)
	}
	b, err := c.ask(ctx, host, tagPort2Req, []byte(name))
	if err == nil {
		var n Node
		if n, err = parsePortResp(b); err == nil {
			return n, nil
		}
	}
	return Node{}, fmt.Errorf("look up %s at %s: %w", name, host, err)
}

// Names asks the epmd of host for all nodes; only their Name and Port are set.
func (c *Client) Names(ctx context.Context, host string) ([]Node, error) {
	b, err := c.ask(ctx, host, tagNames, nil)
	if err == nil {
		var nodes []Node
		if nodes, err = parseNames(b); err == nil {
			return nodes, nil
		}
	}
	return nil, fmt.Errorf("names at %s: %w", host, err)
}

// ask sends a request and returns all that comes until the epmd closes.
func (c *Client) ask(ctx context.Context, host string, tag byte, body []byte) ([]byte, error) {
	conn, err := c.dial(ctx, host)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer bound(ctx, conn)()
	b, err := exchange(conn, appendRequest(nil, tag, body))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return b, err
}

func exchange(conn net.Conn, request []byte) ([]byte, error) {
	if _, err := conn.Write(request); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(conn, maxAnswer))
}

func (c *Client) dial(ctx context.Context, host string) (net.Conn, error) {
	dial := c.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	port := c.Port
	if port == 0 {
		port = DefaultPort
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if refused(err) {
		return nil, fmt.Errorf("%w: %w", ErrNoEpmd, err)
	}
	return conn, err
}

// refused reports whether a dial met a host where nothing listens.
func refused(err error) bool {
	const wsaeconnrefused = syscall.Errno(10061) // Windows has a number of its own
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaeconnrefused)
}

// bound limits conn to ctx and to the time that Erlang gives epmd. stop ends the
// watch and reports whether ctx was still alive.
func bound(ctx context.Context, conn net.Conn) (stop func() bool) {
	conn.SetDeadline(time.Now().Add(answerTime))
	return context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
}
