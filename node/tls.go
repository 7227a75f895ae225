package node

import (
	"net"

	"gex/node/tlsdist"
	"gex/proto/handshake"
)

// secureClient puts TLS, if the node has it, on a connection that it made with a
// node on host, and returns the length of length prefixes that goes with it.
func (w *network) secureClient(c net.Conn, host string) (net.Conn, int, error) {
	if w.config.TLS == nil {
		return c, handshake.PrefixTCP, nil
	}
	s, err := w.config.TLS.Client(c, host)
	return s, handshake.PrefixTLS, err
}

// secureServer does the same on a connection that another node made.
func (w *network) secureServer(c net.Conn) (net.Conn, int, error) {
	if w.config.TLS == nil {
		return c, handshake.PrefixTCP, nil
	}
	s, err := w.config.TLS.Server(c)
	return s, handshake.PrefixTLS, err
}

// refusal returns what TLS says about a handshake that failed inside of it.
func refusal(c net.Conn, err error) error {
	if err == nil {
		return nil
	}
	return tlsdist.Refusal(c, err)
}

// TLS tells whether the node speaks TLS with all others.
func (n *Node) TLS() bool {
	w := n.net.Load()
	return w != nil && w.config.TLS != nil
}
