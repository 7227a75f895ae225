package node

import (
	"errors"
	"slices"

	"gex/proto/term"
)

// ErrNotAllowed: the node is none of those that Allow has named.
var ErrNotAllowed = errors.New("connections with it are not allowed here")

// Allow restricts connections, of either side, to the nodes that it has ever been
// called with (net_kernel:allow). Those that are up stay. It is false if the node is
// not alive.
func (n *Node) Allow(nodes ...term.Atom) bool {
	w := n.net.Load()
	if w == nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, node := range nodes {
		if name := node.String(); !slices.Contains(w.allowed, name) {
			w.allowed = append(w.allowed, name)
		}
	}
	return true
}

// Allowed are the nodes that Allow has named; false if the node is not alive.
func (n *Node) Allowed() ([]term.Atom, bool) {
	w := n.net.Load()
	if w == nil {
		return nil, false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var nodes []term.Atom
	for _, name := range w.allowed {
		nodes = append(nodes, term.Intern(name))
	}
	return nodes, true
}

// allows tells whether a connection with a node may be made.
func (w *network) allows(name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.allowed) == 0 || slices.Contains(w.allowed, name)
}
