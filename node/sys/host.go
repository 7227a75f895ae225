package sys

import (
	"context"
	"time"

	"gex/node/proc"
	"gex/proto/term"
)

// Host is the node as its system processes need it.
type Host interface {
	// Self is the name of the node.
	Self() term.Atom
	// Visible are the connected nodes that are not hidden.
	Visible() []term.Atom
	// Connect connects to another node, or waits for an attempt under way.
	Connect(ctx context.Context, node term.Atom) error
	// ConnectAuto is Connect where nobody said so, which the node may not allow.
	ConnectAuto(ctx context.Context, node term.Atom) error
	// Disconnect ends a connection.
	Disconnect(node term.Atom) bool
	// Subscribe tells p of visible nodes by {nodeup, Node} and
	// {nodedown, Node}.
	Subscribe(p *proc.Process)
	// Mesh says how the node takes part in the mesh.
	Mesh() Mesh
	// Go starts a process written in Go.
	Go(f func(p *proc.Process)) error
	// Run starts a process that applies module:function to args, with a group
	// leader. With a watcher it is monitored; the reference is returned.
	Run(watcher *proc.Process, leader term.Term, module, function term.Atom, args []term.Term) (pid term.Term, ref *term.Ref, err error)
	// TickTime is after how long without a sign of life a node is down.
	TickTime() time.Duration
	// NewRef makes a reference.
	NewRef() *term.Ref
}

// Mesh is how a node takes part in the mesh of a cluster: the kernel parameters
// connect_all and prevent_overlapping_partitions of OTP, where the zero value is
// what they are by default.
type Mesh struct {
	// NoConnectAll: the node shares no global names with others and connects
	// only with those that it is told to (connect_all false).
	NoConnectAll bool
	// AllowOverlap: the loss of a connection is no reason to end others
	// (prevent_overlapping_partitions false).
	AllowOverlap bool
}
