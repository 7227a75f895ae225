package node

import (
	"context"

	"gex/proto/term"
)

// Neighbours asks the port mapper of this host for the other nodes on it; nil when
// this node has no name or nothing answers before ctx is done.
func (n *Node) Neighbours(ctx context.Context) []term.Atom {
	w := n.net.Load()
	self := n.Self().String()
	_, host, ok := SplitName(self)
	if w == nil || !ok || !n.Alive() || w.config.NoEpmd {
		return nil
	}
	found, err := w.client.Names(ctx, host)
	if err != nil {
		return nil
	}
	var names []term.Atom
	for _, f := range found {
		name, err := term.TryIntern(f.Name + "@" + host)
		if err == nil && name.String() != self {
			names = append(names, name)
		}
	}
	return names
}
