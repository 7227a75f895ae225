package handshake

import (
	"errors"
	"fmt"
	"strings"

	"gex/proto/dist"
)

// Conditions that callers branch on, found with errors.Is.
var (
	// ErrCookie: the digest of the other side does not fit our cookie, or the
	// acceptor closed the connection on receiving our digest, which is how
	// Erlang refuses a cookie.
	ErrCookie = errors.New("the cookies differ")
	// ErrSimultaneous: both nodes connect to each other at once and this attempt
	// lost (status nok). The other attempt goes on, so a connection is on its way.
	ErrSimultaneous = errors.New("gave way to a simultaneous connection of the other node")
	// ErrNotAllowed: one side refused the other (status not_allowed): flags are
	// missing or the name is not on a list.
	ErrNotAllowed = errors.New("connection not allowed")
	// ErrAlive: the peer holds a connection with our name, and we did not ask it
	// to replace that one.
	ErrAlive = errors.New("an older connection with this name is kept")
	// ErrTLS: the other side speaks TLS, and this side does not.
	ErrTLS = errors.New("the other side speaks TLS")
	// ErrName: a node name that breaks the rule, or not the expected one.
	ErrName = errors.New("bad node name")
)

// Error is what both roles return: who was talked to, what was being done, and
// what went wrong. It reads "handshake with foo@host: recv challenge: ...".
type Error struct {
	Peer string // the peer's node name, or "" before it is known
	Step string // "send name", "recv status", "recv challenge reply", ...
	Err  error
}

// Error returns peer, step and cause in one line.
func (e *Error) Error() string {
	peer := e.Peer
	if peer == "" {
		peer = "unknown node"
	}
	return fmt.Sprintf("handshake with %s: %s: %v", peer, e.Step, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// MessageError is a message that cannot be decoded.
type MessageError struct {
	Message string // what was expected: "name", "status", "challenge", ...
	Tag     int    // first byte of what came, or -1 for an empty message
	Detail  string // what is wrong with it
}

// Error names the expected message and what came instead.
func (e *MessageError) Error() string {
	if e.Tag < 0 {
		return fmt.Sprintf("bad %s message: %s", e.Message, e.Detail)
	}
	return fmt.Sprintf("bad %s message (tag %#02x): %s", e.Message, e.Tag, e.Detail)
}

// FlagsError is a peer that lacks mandatory flags. It matches [ErrNotAllowed].
type FlagsError struct {
	Missing dist.Flag
}

// Error lists the missing flags as OTP names them.
func (e *FlagsError) Error() string {
	return "the peer cannot handle " + strings.Join(e.Missing.Names(), ", ")
}

// Is reports whether target is [ErrNotAllowed].
func (e *FlagsError) Is(target error) bool { return target == ErrNotAllowed }

// OtherNodeError is a node that is not the one that was to answer. It matches
// [ErrName].
type OtherNodeError struct {
	Name string // what it calls itself
}

// Error says what the node calls itself.
func (e *OtherNodeError) Error() string {
	return fmt.Sprintf("%v: the node calls itself %.300q", ErrName, e.Name)
}

// Is reports whether target is [ErrName].
func (e *OtherNodeError) Is(target error) bool { return target == ErrName }
