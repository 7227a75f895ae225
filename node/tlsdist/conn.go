package tlsdist

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// conn is a connection inside TLS. A stream that ends without the notice of TLS
// ends as TCP does: a node that is killed sends none, and frames have lengths.
type conn struct {
	*tls.Conn
	raw         *raw
	client      bool
	authorities string // what ours are called
	asked, gave atomic.Bool
}

// closeLimit is how long the notice that ends a connection may take. Where it
// cannot be written the other side reads nothing, and will not miss it.
const closeLimit = 100 * time.Millisecond

// Read implements net.Conn.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil {
		err = c.streamError(err)
	}
	return n, err
}

func (c *conn) streamError(err error) error {
	if err == io.ErrUnexpectedEOF {
		return io.EOF
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "local error" {
		return &Error{ErrProtocol, "bad TLS: " + op.Err.Error(), err}
	}
	if alert := c.alertError(err); alert != nil {
		return alert
	}
	if !c.client && strings.Contains(err.Error(), "clientHelloMsg") {
		return &Error{ErrProtocol, "it wants to renegotiate TLS 1.2, as OTP before 28 does after 2^28 records, which Go does not do; {versions, ['tlsv1.3']} among its options avoids that", err}
	}
	return err
}

// Close implements net.Conn; it does not wait for the other side.
func (c *conn) Close() error {
	if c.raw.closing.CompareAndSwap(false, true) {
		c.raw.Conn.SetWriteDeadline(time.Now().Add(closeLimit))
	}
	return c.Conn.Close()
}

// refusal is the rest of an error on a connection that the other side, which
// judges our certificate after we believe that all went well, has closed: its
// alert may have come in meanwhile.
func (c *conn) refusal(err error) error {
	if !c.client || !reset(err) {
		return err
	}
	c.SetReadDeadline(time.Now().Add(closeLimit))
	var b [1]byte
	if _, e := c.Read(b[:]); errors.As(e, new(*Error)) {
		return e
	}
	return err
}

func reset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// raw is the TCP connection below.
type raw struct {
	net.Conn
	received atomic.Int64 // bytes
	closing  atomic.Bool
}

// Read implements net.Conn.
func (r *raw) Read(b []byte) (int, error) {
	n, err := r.Conn.Read(b)
	r.received.Add(int64(n))
	return n, err
}

// SetWriteDeadline implements net.Conn. TLS would allow itself more time for its
// notice than Close does.
func (r *raw) SetWriteDeadline(t time.Time) error {
	if r.closing.Load() {
		return nil
	}
	return r.Conn.SetWriteDeadline(t)
}
