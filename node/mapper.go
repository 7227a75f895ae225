package node

import (
	"context"

	"gex/proto/epmd"
)

// Registered is a node that a port mapper knows.
type Registered struct {
	Name    string // without host
	Port    int
	Version int // of the distribution protocol, the highest; 0 in lists
}

// RegisteredAt returns the nodes that the port mapper of a host knows. The error
// matches epmd.ErrNoEpmd if none answers there. This node need not be alive.
func (n *Node) RegisteredAt(ctx context.Context, host string) ([]Registered, error) {
	found, err := n.mapper().Names(ctx, host)
	if err != nil {
		return nil, &LookupError{host, err}
	}
	all := make([]Registered, len(found))
	for i, r := range found {
		all[i] = Registered{Name: r.Name, Port: int(r.Port)}
	}
	return all, nil
}

// LookUp asks the port mapper of a host for a node by its name without host. The
// error matches epmd.ErrNoPort or epmd.ErrNoEpmd. This node need not be alive.
func (n *Node) LookUp(ctx context.Context, host, name string) (Registered, error) {
	r, err := n.mapper().PortPlease(ctx, host, name)
	if err != nil {
		return Registered{}, &LookupError{host, err}
	}
	return Registered{Name: r.Name, Port: int(r.Port), Version: int(r.High)}, nil
}

func (n *Node) mapper() *epmd.Client {
	if w := n.net.Load(); w != nil {
		return &w.client
	}
	return &epmd.Client{Port: n.config.EpmdPort}
}
