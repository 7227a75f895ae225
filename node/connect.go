package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gex/node/tlsdist"
	"gex/proto/dist"
	"gex/proto/epmd"
	"gex/proto/handshake"
	"gex/proto/term"
)

// ConnectError is a failed attempt to connect: to which node and why, in words
// for a person. The cause is one of NameError, epmd.ErrNoEpmd, epmd.ErrNoPort,
// handshake.ErrCookie, handshake.ErrNotAllowed, handshake.ErrTLS, a
// tlsdist.Error, an error of the network, or that of the context.
type ConnectError struct {
	Node string
	Err  error
}

// Error says in one line why there is no connection.
func (e *ConnectError) Error() string {
	if errors.As(e.Err, new(*NameError)) {
		return "cannot connect: " + e.Err.Error()
	}
	return fmt.Sprintf("cannot connect to %s: %s", e.Node, e.Reason())
}

// Reason says why, for those who know to which node.
func (e *ConnectError) Reason() string {
	var le *LookupError
	var he *handshake.Error
	var fe *handshake.FlagsError
	var other *handshake.OtherNodeError
	var secure *tlsdist.Error
	_, host, _ := SplitName(e.Node)
	if errors.As(e.Err, &le) {
		host = le.Host
	}
	switch {
	case errors.As(e.Err, new(*net.DNSError)):
		return fmt.Sprintf("host %s is not known", host)
	case errors.Is(e.Err, epmd.ErrNoPort):
		return fmt.Sprintf("the port mapper (epmd) on %s knows no such node", host)
	case errors.Is(e.Err, epmd.ErrNoEpmd):
		return fmt.Sprintf("no port mapper (epmd) answers on %s", host)
	case le != nil && isTimeout(e.Err):
		return fmt.Sprintf("no answer in time from the port mapper (epmd) on %s", host)
	case errors.As(e.Err, &secure):
		return secure.Error()
	case errors.Is(e.Err, handshake.ErrTLS):
		return "the node speaks TLS, and this one does not"
	case le != nil && unreachable(e.Err):
		return fmt.Sprintf("there is no way to %s", host)
	case unreachable(e.Err):
		return "there is no way to" + at(e.Err)
	case errors.Is(e.Err, handshake.ErrCookie):
		return "the node rejected our cookie"
	case errors.Is(e.Err, errOurselves):
		return "it is this node's own name on another host"
	case errors.As(e.Err, &fe):
		return "the node does not allow it: " + fe.Error()
	case errors.Is(e.Err, handshake.ErrNotAllowed):
		return "the node does not allow it"
	case errors.As(e.Err, &other):
		return fmt.Sprintf("the node that listens there is %.300s", other.Name)
	case errors.Is(e.Err, syscall.ECONNREFUSED):
		return "connection refused by" + at(e.Err)
	case errors.As(e.Err, &he) && isTimeout(e.Err):
		return "it took the connection, but does not answer"
	case isTimeout(e.Err):
		return "no answer in time from" + at(e.Err)
	}
	return e.Err.Error()
}

// at words the address of an error of the network.
func at(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Addr != nil {
		return " " + op.Addr.String()
	}
	return " the node"
}

// Unwrap returns the cause.
func (e *ConnectError) Unwrap() error { return e.Err }

var errOurselves = errors.New("connected to ourselves")

func unreachable(err error) bool {
	return errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ENETUNREACH)
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &ne) && ne.Timeout()
}

// dial is the Dialer of a node that is alive.
func (n *Node) dial(ctx context.Context, w *network, node term.Atom) error {
	err := n.attempt(ctx, w, node)
	if errors.Is(err, handshake.ErrSimultaneous) || errors.Is(err, handshake.ErrAlive) {
		err = n.awaitOther(ctx, w, node, err)
	}
	if err != nil {
		return &ConnectError{node.String(), err}
	}
	return nil
}

// awaitOther waits for the connection that the other node is making at the
// same time, which was preferred to ours.
func (n *Node) awaitOther(ctx context.Context, w *network, node term.Atom, err error) error {
	p := n.peer(node, false)
	if p == nil {
		return err
	}
	t := time.NewTimer(w.config.SetupTime)
	defer t.Stop()
	select {
	case <-p.settled:
		return nil
	case <-t.C:
	case <-ctx.Done():
	case <-w.ctx.Done():
	}
	return err
}

// attempt connects to a node.
func (n *Node) attempt(ctx context.Context, w *network, node term.Atom) error {
	name := node.String()
	if !w.allows(name) {
		return ErrNotAllowed
	}
	head, host, err := checkDomain(name, w.config.Long)
	if err != nil {
		return err
	}
	p := n.peer(node, false)
	ctx, cancel := context.WithTimeout(ctx, w.config.SetupTime)
	defer cancel()
	address, err := w.locate(ctx, name, head, host)
	if err != nil {
		return err
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { c.Close() })
	in := handshake.Initiator{
		Name: n.Self().String(), Creation: n.Creation(), Flags: w.config.Flags, Peer: name,
		Cookie:  w.cookieOf,
		Replace: func(string) bool { return n.wanted(p) && !p.answering() },
	}
	if w.config.Dynamic && !n.Alive() {
		in.Flags |= dist.NameMe
		if in.Name = w.config.Name; in.Name == "" {
			in.Name, err = visitorHost(w.config.Long)
		}
	}
	var res handshake.Result
	s := c
	if err == nil {
		c.SetDeadline(time.Now().Add(w.config.SetupTime))
		if s, in.Prefix, err = w.secureClient(c, host); err == nil {
			res, err = in.Handshake(s)
			err = refusal(s, err)
		}
	}
	if !stop() && (err == nil || errors.Is(err, net.ErrClosed) && !errors.As(err, new(*tlsdist.Error))) {
		err = ctx.Err()
	} else if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ctx.Err(), err) // which closed c
	}
	if err == nil && !n.wanted(p) {
		err = handshake.ErrAlive
	}
	if err == nil {
		if res.Name != n.Self().String() {
			n.SetName(term.Intern(res.Name), res.Creation)
		}
		err = n.establish(w, s, res)
	}
	if err != nil {
		c.Close()
	}
	return err
}

// wanted tells whether an attempt of ours for p, nil for the first one of a
// dynamic name, is still needed: not so when the other side was faster, or p was
// given up.
func (n *Node) wanted(p *Peer) bool {
	if p == nil {
		return true
	}
	current := n.peer(p.name, false)
	p.mu.Lock()
	defer p.mu.Unlock()
	return current == p && p.state == connecting
}

// answering tells whether a handshake of the other side is under way.
func (p *Peer) answering() bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.incoming > 0
}

// LookupError is a port mapper that did not tell where a node listens.
type LookupError struct {
	Host string // of the port mapper
	Err  error
}

// Error says which port mapper failed, and how.
func (e *LookupError) Error() string {
	return fmt.Sprintf("port mapper (epmd) of %s: %v", e.Host, e.Err)
}

// Unwrap returns the cause.
func (e *LookupError) Unwrap() error { return e.Err }

// ErrNoAddress: there is no port mapper to ask, and nothing says where the node
// listens.
var ErrNoAddress = errors.New("without a port mapper its port must be given: name@host:PORT")

// Locate returns where a node listens, HOST:PORT, as connecting to it finds out.
// The errors are NameErrors, LookupErrors and ErrNoAddress; ErrNotAlive before
// Start.
func (n *Node) Locate(ctx context.Context, node term.Atom) (address string, err error) {
	w := n.net.Load()
	if w == nil {
		return "", ErrNotAlive
	}
	head, host, err := checkDomain(node.String(), w.config.Long)
	if err != nil {
		return "", err
	}
	return w.locate(ctx, node.String(), head, host)
}

// SetAddress says where another node listens, in the forms of Target.Address;
// with "" the port mapper of its host is asked again. It goes before
// NetConfig.Locate, and is false if the node is not alive.
func (n *Node) SetAddress(node term.Atom, address string) bool {
	w := n.net.Load()
	if w == nil {
		return false
	}
	w.setAddress(node.String(), address)
	return true
}

// target takes the address that may stand in the name of a node, and returns the
// name without. done is to be called with what came of connecting there: an
// address that did not lead to the node is forgotten.
func (n *Node) target(node term.Atom) (name term.Atom, done func(error), err error) {
	done = func(error) {}
	t, err := ParseTarget(node.String())
	if err != nil || t.Address == "" {
		return node, done, err
	}
	if name, err = term.TryIntern(t.Node); err != nil {
		return node, done, err
	}
	if w := n.net.Load(); w != nil {
		before := w.setAddress(t.Node, t.Address)
		done = func(err error) {
			if err != nil {
				w.setAddress(t.Node, before)
			}
		}
	}
	return name, done, nil
}

// setAddress returns what was set before; "" is nothing.
func (w *network) setAddress(name, address string) (before string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before = w.addresses[name]
	if address == "" {
		delete(w.addresses, name)
	} else {
		w.addresses[name] = address
	}
	return before
}

// known is what SetAddress or NetConfig.Locate says of a node, "" for nothing.
func (w *network) known(name string) string {
	w.mu.Lock()
	a := w.addresses[name]
	w.mu.Unlock()
	if a == "" && w.config.Locate != nil {
		a = w.config.Locate(name)
	}
	return a
}

// locate returns where a node listens.
func (w *network) locate(ctx context.Context, name, head, host string) (string, error) {
	c := &w.config
	if a := w.known(name); a != "" {
		if _, _, err := net.SplitHostPort(a); err == nil {
			return a, nil
		}
		host = strings.Trim(a, "[]")
	}
	if c.NoEpmd || c.PeerPort != 0 {
		port := c.PeerPort
		if port == 0 && c.MaxPort <= c.Port {
			port = c.Port
		}
		if port == 0 {
			return "", ErrNoAddress
		}
		return net.JoinHostPort(host, strconv.Itoa(port)), nil
	}
	found, err := w.client.PortPlease(ctx, host, head)
	if err != nil {
		return "", &LookupError{host, err}
	}
	return net.JoinHostPort(host, strconv.Itoa(int(found.Port))), nil
}

// ConnectDynamic connects a node started with NetConfig.Dynamic for the first
// time; its name and creation are what the other node gives. Of several calls at
// once the first that succeeds decides.
func (n *Node) ConnectDynamic(ctx context.Context, node term.Atom) error {
	w := n.net.Load()
	if w == nil || !w.config.Dynamic {
		return ErrNotAlive
	}
	w.naming.Lock()
	defer w.naming.Unlock()
	if n.Alive() {
		return n.Connect(ctx, node)
	}
	node, done, err := n.target(node)
	if err != nil {
		return &ConnectError{node.String(), err}
	}
	err = n.attempt(ctx, w, node)
	if done(err); err != nil {
		return &ConnectError{node.String(), err}
	}
	n.SetDialer(func(ctx context.Context, node term.Atom) error { return n.dial(ctx, w, node) })
	return nil
}
