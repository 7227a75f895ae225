package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"syscall"
	"time"

	"gex/node/conn"
	"gex/proto/gate"
	"gex/proto/handshake"
	"gex/proto/term"
)

// listen opens the listeners, all on one port, which it returns.
func (w *network) listen(ctx context.Context) (port int, err error) {
	addresses, err := resolve(ctx, w.config.Addresses)
	if err != nil {
		return 0, err
	}
	if len(addresses) == 0 {
		addresses = []string{""} // all, of both families where there are two
	}
	for port = w.config.Port; ; port++ {
		taken, err := w.listenOn(ctx, addresses, port)
		if err == nil {
			return taken, nil
		}
		if port >= w.config.MaxPort || ctx.Err() != nil {
			return 0, err
		}
	}
}

// resolve returns the IP addresses that hosts stand for, each once.
func resolve(ctx context.Context, hosts []string) ([]string, error) {
	var all []string
	for _, h := range hosts {
		found, err := net.DefaultResolver.LookupHost(ctx, h)
		if err != nil {
			return nil, fmt.Errorf("listen: %w", err)
		}
		for _, a := range found {
			if !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	return all, nil
}

// listenOn opens a listener for each address on a port, 0 for any, which it
// returns; all or none.
func (w *network) listenOn(ctx context.Context, addresses []string, port int) (int, error) {
	for _, a := range addresses {
		var lc net.ListenConfig
		l, err := lc.Listen(ctx, family(a, len(addresses)), net.JoinHostPort(a, strconv.Itoa(port)))
		if err != nil {
			for _, l := range w.listeners {
				l.Close()
			}
			w.listeners = nil
			return 0, err
		}
		w.listeners = append(w.listeners, l)
		port = l.Addr().(*net.TCPAddr).Port
	}
	return port, nil
}

// family returns the network to listen in, of n addresses: 0.0.0.0 is IPv4 alone,
// and :: has IPv4 with it unless it is one of several.
func family(address string, n int) string {
	switch ip, err := netip.ParseAddr(address); {
	case err == nil && ip.Is4():
		return "tcp4"
	case err == nil && n > 1:
		return "tcp6"
	}
	return "tcp"
}

// accept serves one listener until it is closed.
func (n *Node) accept(w *network, l net.Listener) {
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			// Out of descriptors, as a rule: others may close some.
			w.gate.Drop()
			w.config.Report(fmt.Errorf("accept: %w", err))
			select {
			case <-time.After(100 * time.Millisecond):
				continue
			case <-w.ctx.Done():
				return
			}
		}
		pass := w.gate.Enter(c)
		w.wg.Add(1)
		go func() {
			defer w.wg.Done()
			err := n.accepted(w, c, pass)
			if err = rejected(c.RemoteAddr(), err); err != nil && w.ctx.Err() == nil {
				w.config.Report(err)
			}
		}()
	}
}

// rejected words a failed handshake of another node. Ordinary ends of it give
// nil: so does one that the other side gave up, as when the connection that we
// made to it came first, and a probe that says nothing.
func rejected(from net.Addr, err error) error {
	var he *handshake.Error
	if err == nil || errors.Is(err, handshake.ErrSimultaneous) || errors.Is(err, handshake.ErrAlive) || gaveUp(err) {
		return nil
	}
	who := from.String()
	if errors.As(err, &he) && he.Peer != "" {
		who = he.Peer
	}
	return &RejectedError{Node: who, Err: err}
}

// gaveUp tells whether the other side closed the connection between two messages.
func gaveUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// RejectedError is a connection attempt of another node that was refused.
type RejectedError struct {
	Node string // its name, or its address if it gave none
	Err  error
}

// Error words it as Erlang logs it, and says why.
func (e *RejectedError) Error() string {
	if errors.Is(e.Err, handshake.ErrCookie) {
		return fmt.Sprintf("** Connection attempt from node %s rejected. Invalid challenge reply. **", e.Node)
	}
	if errors.Is(e.Err, handshake.ErrTLS) {
		return fmt.Sprintf("** Connection attempt from node %s rejected: it speaks TLS, and this node does not **", e.Node)
	}
	return fmt.Sprintf("** Connection attempt from node %s rejected: %v **", e.Node, e.Err)
}

// Unwrap returns the cause.
func (e *RejectedError) Unwrap() error { return e.Err }

// errDropped: a handshake was ended for a newer one.
var errDropped = errors.New("too many handshakes under way")

// accepted performs the handshake that the other side of c began.
func (n *Node) accepted(w *network, c net.Conn, pass *gate.Pass) error {
	s, res, done, err := n.acceptHandshake(w, c)
	if pass.Leave() {
		err = errDropped
	}
	if err == nil {
		err = n.establish(w, s, res)
	}
	if err != nil {
		c.Close()
	}
	done(err)
	return err
}

// maxStrangers is how many names that are new here peers may tell without proving
// to know the cookie: the atoms of names stay.
const maxStrangers = 1 << 16

// acceptHandshake returns the stream to go on with, and what to call with the
// outcome.
func (n *Node) acceptHandshake(w *network, c net.Conn) (s net.Conn, res handshake.Result, done func(error), err error) {
	stop := context.AfterFunc(w.ctx, func() { c.Close() })
	defer stop()
	done = func(error) {}
	stranger := false
	c.SetDeadline(time.Now().Add(w.config.SetupTime))
	a := handshake.Acceptor{
		Name: n.Self().String(), Creation: n.Creation(), Flags: w.config.Flags,
		Cookie:     w.cookieOf,
		AssignName: assignName,
		Status: func(peer handshake.Hello) handshake.Status {
			_, known := term.Existing(peer.Name)
			if stranger = !known; stranger && w.strangers.Add(1) > maxStrangers {
				return handshake.StatusNotAllowed
			}
			name, err := term.TryIntern(peer.Name)
			if err != nil || name == n.Self() || !w.allows(peer.Name) {
				return handshake.StatusNotAllowed
			}
			answer, d := n.Offer(name)
			switch answer {
			case AnswerNOK:
				return handshake.StatusNOK
			case AnswerAlive:
				return handshake.StatusAlive
			}
			done = d
			if answer == AnswerOKSimultaneous {
				return handshake.StatusOKSimultaneous
			}
			return handshake.StatusOK
		},
	}
	if s, a.Prefix, err = w.secureServer(c); err != nil {
		return nil, res, done, err
	}
	if res, err = a.Handshake(s); err != nil {
		err = refusal(s, err)
	} else if stranger {
		w.strangers.Add(-1)
	}
	return s, res, done, err
}

// establish makes a connection of a stream whose handshake is done.
func (n *Node) establish(w *network, c net.Conn, res handshake.Result) error {
	c.SetDeadline(time.Time{})
	name, err := term.TryIntern(res.Peer)
	if err != nil {
		return err
	}
	k := conn.New(c, conn.Config{
		Self: term.Intern(res.Name), Creation: res.Creation, Peer: name, Flags: res.Flags,
		Inside: n.inside, Ticking: func() (every, limit time.Duration) { return w.ticks.ticking(w.config.Ticks) }, NewRef: n.NewRef, Report: w.config.Report,
	})
	if !w.begin() {
		k.Close()
		return ErrClosed
	}
	p, err := n.Connected(name, k, ConnInfo{Hidden: !res.Visible, Creation: res.PeerCreation, Address: c.RemoteAddr().String()})
	if err != nil {
		w.wg.Done()
		k.Close()
		return err
	}
	go func() {
		defer w.wg.Done()
		k.Run(p)
	}()
	if w.ctx.Err() != nil {
		// The node ceased to be alive meanwhile, and may not have seen this one.
		p.Disconnect()
	}
	return nil
}
