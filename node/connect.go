package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
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
	_, host, _ := SplitName(e.Node)
	var dns *net.DNSError
	var secure *tlsdist.Error
	why := ""
	switch {
	case errors.As(e.Err, new(*NameError)):
		return "cannot connect: " + e.Err.Error()
	case errors.As(e.Err, &dns):
		why = fmt.Sprintf("host %s is not known", host)
	case errors.Is(e.Err, epmd.ErrNoPort):
		why = fmt.Sprintf("the port mapper (epmd) on %s knows no such node", host)
	case errors.Is(e.Err, epmd.ErrNoEpmd):
		why = fmt.Sprintf("no port mapper (epmd) answers on %s", host)
	case errors.As(e.Err, &secure):
		why = secure.Error()
	case errors.Is(e.Err, handshake.ErrTLS):
		why = "the node speaks TLS, and this one does not"
	case errors.Is(e.Err, handshake.ErrCookie):
		why = "the node rejected our cookie"
	case errors.Is(e.Err, errOurselves):
		why = "it is this node's own name on another host"
	case errors.Is(e.Err, handshake.ErrNotAllowed):
		why = "the node does not allow it"
		if fe := (*handshake.FlagsError)(nil); errors.As(e.Err, &fe) {
			why += ": " + fe.Error()
		}
	case errors.Is(e.Err, syscall.ECONNREFUSED):
		why = "connection refused"
	case isTimeout(e.Err):
		why = "no answer in time"
	default:
		why = e.Err.Error()
	}
	return fmt.Sprintf("cannot connect to %s: %s", e.Node, why)
}

// Unwrap returns the cause.
func (e *ConnectError) Unwrap() error { return e.Err }

var errOurselves = errors.New("connected to ourselves")

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
	if !stop() && err == nil {
		err = ctx.Err()
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

// locate returns where a node listens.
func (w *network) locate(ctx context.Context, name, head, host string) (string, error) {
	c := &w.config
	if c.Locate != nil {
		if a := c.Locate(name); a != "" {
			return a, nil
		}
	}
	if c.NoEpmd || c.PeerPort != 0 {
		port := c.PeerPort
		if port == 0 {
			port = c.Port
		}
		return net.JoinHostPort(host, strconv.Itoa(port)), nil
	}
	found, err := w.client.PortPlease(ctx, host, head)
	if err != nil {
		return "", err
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
	if err := n.attempt(ctx, w, node); err != nil {
		return &ConnectError{node.String(), err}
	}
	n.SetDialer(func(ctx context.Context, node term.Atom) error { return n.dial(ctx, w, node) })
	return nil
}
