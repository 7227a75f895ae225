package handshake

import (
	"fmt"
	"io"
	"strings"

	"gex/proto/dist"
)

// Acceptor answers nodes that connect to this one. It holds no state of a
// handshake: one Acceptor may serve any number of connections at once if its
// callbacks may be called so.
type Acceptor struct {
	Name     string    // our node name
	Creation uint32    // our creation
	Flags    dist.Flag // what we offer; dist.NameMe is set and dist.Published dropped towards dynamic names
	// Cookie returns the cookie to use with peer.
	Cookie func(peer string) string
	// Status decides on a peer whose name is well formed. nil means StatusOK.
	// With StatusAlive the peer is asked whether to replace the connection that
	// we have. It is not called for dynamic names.
	Status func(peer Hello) Status
	// Replace is called for a peer answered StatusAlive once it has proved its
	// cookie, and before it is told so: take down the old connection. An error
	// ends the handshake. nil does nothing.
	Replace func(peer Hello) error
	// AssignName makes up the node name and creation of a peer that gave only its
	// host. nil, or an error, refuses such peers.
	AssignName func(host string) (name string, creation uint32, err error)
	// Prefix is the size of the length prefixes: PrefixTCP (also 0) or PrefixTLS.
	Prefix int
}

// Handshake runs the handshake on rw. Every error is an [*Error], whose Peer is
// set as soon as the other side has given a name. [ErrCookie] is what Erlang
// logs as "Invalid challenge reply"; a [*FlagsError] lists the flags that the
// peer lacks.
func (a *Acceptor) Handshake(rw io.ReadWriter) (Result, error) {
	c := &conversation{}
	var err error
	if c.framer, err = newFramer(rw, a.Prefix); err != nil {
		return Result{}, c.fail("start", err)
	}
	hello, err := a.recvName(c)
	if err != nil {
		return Result{}, err
	}
	res := Result{
		Peer: hello.Name, PeerCreation: hello.Creation, PeerFlags: hello.Flags.Expand(),
		PeerDynamic: hello.Flags.Has(dist.NameMe),
		Name:        a.Name, Creation: a.Creation,
	}
	flags := a.Flags &^ dist.NameMe
	if res.PeerDynamic {
		flags = flags&^dist.Published | dist.NameMe
	}
	status, err := a.sendStatus(c, hello, &res)
	if err != nil {
		return Result{}, err
	}
	ours := newChallenge()
	if err := c.send("challenge", Challenge{flags, ours, a.Creation, a.Name}); err != nil {
		return Result{}, err
	}
	var reply Reply
	if err := c.recv("challenge reply", &reply); err != nil {
		return Result{}, err
	}
	cookie := a.Cookie(res.Peer)
	if !reply.Digest.equal(NewDigest(cookie, ours)) {
		return Result{}, c.fail("recv challenge reply", fmt.Errorf("%w: invalid challenge reply", ErrCookie))
	}
	if status == StatusAlive && a.Replace != nil {
		if err := a.Replace(hello); err != nil {
			return Result{}, c.fail("replace connection", err)
		}
	}
	if err := c.send("challenge ack", Ack{NewDigest(cookie, reply.Challenge)}); err != nil {
		return Result{}, err
	}
	res.Flags = flags.Expand() & res.PeerFlags
	res.Visible = res.Flags.Has(dist.Published)
	return res, nil
}

// recvName receives the name and refuses nodes that lack mandatory flags. A
// malformed name gets no answer, as in Erlang.
func (a *Acceptor) recvName(c *conversation) (Hello, error) {
	var hello Hello
	if err := c.recv("name", &hello); err != nil {
		return Hello{}, err
	}
	if err := checkName(hello.Name, hello.Flags.Has(dist.NameMe)); err != nil {
		return Hello{}, c.fail("recv name", err)
	}
	c.peer = hello.Name
	if missing := hello.Flags.Missing(); missing != 0 {
		return Hello{}, a.refuse(c, StatusNotAllowed, &FlagsError{missing})
	}
	return hello, nil
}

// refuse tells the peer a status that ends the handshake, and returns why.
func (a *Acceptor) refuse(c *conversation, s Status, why error) error {
	if err := c.send("status", StatusMessage{Status: s}); err != nil {
		return err
	}
	return c.fail("check name", why)
}

// sendStatus decides on the peer and tells it. With StatusAlive it returns once
// the peer has asked for the replacement.
func (a *Acceptor) sendStatus(c *conversation, hello Hello, res *Result) (Status, error) {
	if res.PeerDynamic {
		return StatusOK, a.sendAssigned(c, hello.Name, res)
	}
	status := StatusOK
	if a.Status != nil {
		status = a.Status(hello)
	}
	switch status {
	case StatusNOK:
		return "", a.refuse(c, status, ErrSimultaneous)
	case StatusNotAllowed:
		return "", a.refuse(c, status, ErrNotAllowed)
	case StatusOK, StatusOKSimultaneous, StatusAlive:
	default:
		return "", c.fail("check name", fmt.Errorf("status %q is none", status))
	}
	if err := c.send("status", StatusMessage{Status: status}); err != nil {
		return "", err
	}
	if status != StatusAlive {
		return status, nil
	}
	var answer StatusMessage
	if err := c.recv("status", &answer); err != nil {
		return "", err
	}
	switch answer.Status {
	case "true":
		return status, nil
	case "false":
		return "", c.fail("recv status", ErrAlive)
	}
	return "", c.fail("recv status", fmt.Errorf("want true or false, got %.50q", answer.Status))
}

// sendAssigned gives the peer a name of its own.
func (a *Acceptor) sendAssigned(c *conversation, host string, res *Result) error {
	if a.AssignName == nil {
		return a.refuse(c, StatusNotAllowed, fmt.Errorf("%w: no dynamic names here", ErrNotAllowed))
	}
	name, creation, err := a.AssignName(host)
	if err == nil {
		if _, h, _ := strings.Cut(name, "@"); h != host || checkName(name, false) != nil {
			err = fmt.Errorf("%w: %q for host %q", ErrName, name, host)
		}
	}
	if err != nil {
		return a.refuse(c, StatusNotAllowed, fmt.Errorf("%w: %w", ErrNotAllowed, err))
	}
	res.Peer, res.PeerCreation = name, creation
	c.peer = name
	return c.send("status", StatusMessage{Name: name, Creation: creation})
}
