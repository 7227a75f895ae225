package handshake

import (
	"encoding"
	"errors"
	"io"
	"syscall"

	"gex/proto/dist"
)

// Result is the outcome of a handshake that succeeded.
type Result struct {
	Peer         string    // the peer's node name; the assigned one when PeerDynamic
	PeerCreation uint32    // the peer's creation; the assigned one when PeerDynamic
	PeerFlags    dist.Flag // what the peer offered, Mandatory25Digest expanded
	PeerDynamic  bool      // the peer got its name from us
	Flags        dist.Flag // what both sides offered: the capabilities of the connection
	Visible      bool      // both sides are published; a hidden connection otherwise
	Name         string    // our node name; the assigned one when ours is dynamic
	Creation     uint32    // our creation; the assigned one when our name is dynamic
}

// conversation is one handshake in either role. It remembers who is talked to,
// for errors.
type conversation struct {
	*framer
	peer string
}

func (c *conversation) fail(step string, err error) error {
	return &Error{c.peer, step, err}
}

func (c *conversation) send(step string, m encoding.BinaryAppender) error {
	body, err := m.AppendBinary(nil)
	if err == nil {
		err = c.write(body)
	}
	if err != nil {
		return c.fail("send "+step, err)
	}
	return nil
}

func (c *conversation) recv(step string, m encoding.BinaryUnmarshaler) error {
	body, err := c.read()
	if err == nil {
		err = m.UnmarshalBinary(body)
	}
	if err != nil {
		return c.fail("recv "+step, err)
	}
	return nil
}

// closedByPeer reports whether err is the other side closing the connection, as
// opposed to a timeout or a bad message.
func closedByPeer(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.ErrClosedPipe) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE)
}
