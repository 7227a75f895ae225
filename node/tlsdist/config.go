package tlsdist

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"sync"
)

// Config is how a node speaks TLS. It is made by New or Load and may be used by
// any number of connections at once.
type Config struct {
	// Report, if set before the first use, is told when files that have changed
	// cannot be used. Any goroutine may call.
	Report func(err error)

	options *Options // nil if made by New

	mu    sync.Mutex
	state *state
}

// state is what is in force until a file changes.
type state struct {
	server, client role
	files          []stamp
}

// role is one side of connections.
type role struct {
	config      *tls.Config
	authorities string // what they are called in errors
	noName      bool   // a client does not say which host it wants
	// check, if set, verifies the certificate of a server, in place of
	// crypto/tls.
	check func(cs tls.ConnectionState, host string) error
}

// New makes a Config of two of crypto/tls: that for nodes that connect to us,
// and that for nodes that we connect to, whose ServerName is set to the host of
// their name if it is empty.
func New(server, client *tls.Config) *Config {
	const authorities = "the configured pool"
	return &Config{state: &state{
		server: role{config: server, authorities: authorities},
		client: role{config: client, authorities: authorities},
	}}
}

// Client runs the TLS handshake with a node on host, on a connection that we made.
// Deadlines are the caller's, who closes c if it fails; otherwise the result takes
// its place. The errors are those of the network and Errors.
func (g *Config) Client(c net.Conn, host string) (net.Conn, error) {
	r := g.current().client
	s := &conn{raw: &raw{Conn: c}, client: true, authorities: r.authorities}
	t := r.config.Clone()
	if t.ServerName == "" && !r.noName {
		t.ServerName = host
	}
	if r.check != nil {
		name := t.ServerName
		t.VerifyConnection = func(cs tls.ConnectionState) error { return r.check(cs, name) }
	}
	t.GetClientCertificate = s.give(t)
	s.Conn = tls.Client(s.raw, t)
	return s.handshake()
}

// give chooses the certificate that a client gives. One that the server does not
// seem to like is given all the same: its refusal says more than its wish for one.
func (c *conn) give(t *tls.Config) func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	choose := t.GetClientCertificate
	if choose == nil {
		choose = func(info *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			for i := range t.Certificates {
				if info.SupportsCertificate(&t.Certificates[i]) == nil {
					return &t.Certificates[i], nil
				}
			}
			if len(t.Certificates) > 0 {
				return &t.Certificates[0], nil
			}
			return new(tls.Certificate), nil
		}
	}
	return func(info *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		cert, err := choose(info)
		c.asked.Store(true)
		c.gave.Store(cert != nil && len(cert.Certificate) > 0)
		return cert, err
	}
}

// Server runs the TLS handshake on a connection that another node made; see
// Client.
func (g *Config) Server(c net.Conn) (net.Conn, error) {
	r := g.current().server
	s := &conn{raw: &raw{Conn: c}, authorities: r.authorities}
	s.Conn = tls.Server(s.raw, r.config)
	return s.handshake()
}

func (c *conn) handshake() (net.Conn, error) {
	if err := c.Handshake(); err != nil {
		return nil, c.handshakeError(err)
	}
	return c, nil
}

// Refusal returns why the other side of c, a result of Client or Server, ended it,
// as far as err, of what was done with c, or what has come in since say so; err
// itself otherwise. In TLS 1.3 a server judges the certificate of the client
// when that one has begun to talk.
func Refusal(c net.Conn, err error) error {
	if s, ok := c.(*conn); ok {
		return s.refusal(err)
	}
	return err
}

// PeerCertificate returns the certificate that the other side of c, a result of
// Client or Server, has shown, nil if it showed none or c is something else.
func PeerCertificate(c net.Conn) *x509.Certificate {
	s, ok := c.(*conn)
	if !ok {
		return nil
	}
	if certs := s.ConnectionState().PeerCertificates; len(certs) > 0 {
		return certs[0]
	}
	return nil
}
