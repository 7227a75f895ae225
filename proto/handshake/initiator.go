package handshake

import (
	"fmt"
	"io"
	"strings"

	"gex/proto/dist"
)

// Initiator opens a connection to a known node. With dist.NameMe in Flags its
// name is dynamic: Name is the host alone, and the acceptor gives a name and a
// creation. It may be used for one handshake after the other, not for two at
// once.
type Initiator struct {
	Name     string    // our node name, or our host when the name is dynamic
	Creation uint32    // our creation; unused when the name is dynamic
	Flags    dist.Flag // what we offer; a dynamic name drops dist.Published
	Peer     string    // the node that must answer
	// Cookie returns the cookie to use with Peer.
	Cookie func(peer string) string
	// Replace answers the peer's question whether a connection that it still has
	// with our name shall give way to this one. nil means yes; Erlang says no
	// when its attempt was given up in the meantime.
	Replace func(peer string) bool
	// Prefix is the size of the length prefixes: PrefixTCP (also 0) or PrefixTLS.
	Prefix int
}

// Handshake runs the handshake on rw. Every error is an [*Error]. With
// [ErrSimultaneous] the peer's own attempt is about to succeed: wait for it
// instead of reporting a failure.
func (in *Initiator) Handshake(rw io.ReadWriter) (Result, error) {
	c := &conversation{peer: in.Peer}
	var err error
	if c.framer, err = newFramer(rw, in.Prefix); err != nil {
		return Result{}, c.fail("start", err)
	}
	res := Result{Peer: in.Peer, Name: in.Name, Creation: in.Creation}
	hello := Hello{in.Flags, in.Creation, in.Name}
	dynamic := in.Flags.Has(dist.NameMe)
	if dynamic {
		hello.Flags &^= dist.Published
		hello.Creation = 0
	}
	if err := checkName(in.Name, dynamic); err != nil {
		return Result{}, c.fail("send name", err)
	}
	if err := c.send("name", hello); err != nil {
		return Result{}, err
	}
	if err := in.status(c, dynamic, &res); err != nil {
		return Result{}, err
	}
	var challenge Challenge
	if err := c.recv("challenge", &challenge); err != nil {
		return Result{}, err
	}
	if challenge.Name != in.Peer {
		return Result{}, c.fail("recv challenge", &OtherNodeError{challenge.Name})
	}
	if missing := challenge.Flags.Missing(); missing != 0 {
		return Result{}, c.fail("recv challenge", &FlagsError{missing})
	}
	if err := in.prove(c, challenge.Challenge); err != nil {
		return Result{}, err
	}
	res.PeerCreation = challenge.Creation
	res.PeerFlags = challenge.Flags.Expand()
	res.Flags = hello.Flags.Expand() & res.PeerFlags
	res.Visible = res.Flags.Has(dist.Published)
	return res, nil
}

// status receives the acceptor's status and acts on it.
func (in *Initiator) status(c *conversation, dynamic bool, res *Result) error {
	const step = "recv status"
	var m StatusMessage
	if err := c.recv("status", &m); err != nil {
		return err
	}
	switch {
	case m.Name != "":
		if _, host, _ := strings.Cut(m.Name, "@"); !dynamic || host != in.Name || checkName(m.Name, false) != nil {
			return c.fail(step, fmt.Errorf("%w: given %.300q", ErrName, m.Name))
		}
		res.Name, res.Creation = m.Name, m.Creation
	case m.Status == StatusNotAllowed:
		return c.fail(step, ErrNotAllowed)
	case m.Status == StatusNOK:
		return c.fail(step, ErrSimultaneous)
	case dynamic:
		return c.fail(step, fmt.Errorf("want a name, got status %.50q", m.Status))
	case m.Status == StatusAlive:
		return in.answerAlive(c)
	case m.Status != StatusOK && m.Status != StatusOKSimultaneous:
		return c.fail(step, fmt.Errorf("unknown status %.50q", m.Status))
	}
	return nil
}

func (in *Initiator) answerAlive(c *conversation) error {
	if in.Replace != nil && !in.Replace(in.Peer) {
		if err := c.send("status", StatusMessage{Status: "false"}); err != nil {
			return err
		}
		return c.fail("recv status", ErrAlive)
	}
	return c.send("status", StatusMessage{Status: "true"})
}

// prove answers the acceptor's challenge and checks its answer to ours. Erlang
// refuses a cookie by closing the connection without a word.
func (in *Initiator) prove(c *conversation, challenge uint32) error {
	cookie, ours := in.Cookie(in.Peer), newChallenge()
	if err := c.send("challenge reply", Reply{ours, NewDigest(cookie, challenge)}); err != nil {
		return err
	}
	var ack Ack
	if err := c.recv("challenge ack", &ack); err != nil {
		if closedByPeer(err) {
			return c.fail("recv challenge ack", fmt.Errorf("%w: the node closed the connection on our answer", ErrCookie))
		}
		return err
	}
	if !ack.Digest.equal(NewDigest(cookie, ours)) {
		return c.fail("recv challenge ack", fmt.Errorf("%w: invalid challenge ack", ErrCookie))
	}
	return nil
}
