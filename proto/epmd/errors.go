package epmd

import (
	"errors"
	"fmt"
)

// Conditions that callers branch on, found with errors.Is.
var (
	// ErrNameTaken: a live node is registered under that name.
	ErrNameTaken = errors.New("name taken")
	// ErrNoPort: the epmd on that host knows no such node.
	ErrNoPort = errors.New("no such node registered")
	// ErrNoEpmd: nothing listens on the epmd port of that host.
	ErrNoEpmd = errors.New("no epmd reachable")
	// ErrClosed: the server or the keeper has been closed.
	ErrClosed = errors.New("epmd: closed")
)

// NameTakenError is a name that another node has. It matches [ErrNameTaken].
type NameTakenError struct {
	Name string // name, or name@host where the host is known
}

// Error returns Erlang's text. Erlang prints "Protocol 'inet_tcp': " before it.
func (e *NameTakenError) Error() string {
	return fmt.Sprintf("the name %s seems to be in use by another Erlang node", e.Name)
}

// Is reports whether target is [ErrNameTaken].
func (e *NameTakenError) Is(target error) bool { return target == ErrNameTaken }

// ProtocolError is a message that breaks the protocol.
type ProtocolError struct {
	Message string // which message: "ALIVE2_REQ", "PORT2_RESP", ...
	Detail  string
}

// Error names the message and the fault.
func (e *ProtocolError) Error() string { return e.Message + ": " + e.Detail }
