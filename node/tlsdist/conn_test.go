package tlsdist_test

import (
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"gex/node/tlsdist"
	"gex/node/tlsdist/tlstest"
)

// connected are the ends of a connection inside TLS, and those of TCP below.
func connected(t *testing.T, g *tlsdist.Config) (x, y, a, b net.Conn) {
	t.Helper()
	a, b = streams(t)
	done := make(chan net.Conn, 1)
	go func() {
		s, err := g.Server(b)
		if err != nil {
			t.Error(err)
		}
		done <- s
	}()
	x, err := g.Client(a, host)
	if err != nil {
		t.Fatal(err)
	}
	if y = <-done; y == nil {
		t.FailNow()
	}
	return x, y, a, b
}

// TestEnds: what a connection ends with is what TCP ends with, unless bytes are
// wrong.
func TestEnds(t *testing.T) {
	k := newKit(t)
	g := k.load(k.options(k.ca, host))
	buf := make([]byte, 100)

	x, y, _, _ := connected(t, g)
	x.Close()
	if _, err := y.Read(buf); err != io.EOF {
		t.Errorf("after Close: %v", err)
	}

	_, y, a, _ := connected(t, g)
	a.Close() // as when a node is killed
	if _, err := y.Read(buf); err != io.EOF {
		t.Errorf("after the end of TCP: %v", err)
	}

	x, y, a, _ = connected(t, g)
	io.WriteString(a, "\x17\x03\x03\x00\x20 no record of this connection ......")
	var te *tlsdist.Error
	if _, err := y.Read(buf); !errors.As(err, &te) || te.Check != tlsdist.ErrProtocol {
		t.Errorf("after garbage: %v", err)
	}
	if _, err := x.Read(buf); !errors.As(err, &te) {
		t.Errorf("told of garbage: %v", err)
	}
}

// TestCloseWaitsForNobody: the other side reads nothing and the buffers of TCP
// are full.
func TestCloseWaitsForNobody(t *testing.T) {
	k := newKit(t)
	x, _, _, _ := connected(t, k.load(k.options(k.ca, host)))
	x.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
	for {
		if _, err := x.Write(make([]byte, 1<<20)); err != nil {
			break
		}
	}
	x.SetWriteDeadline(time.Time{})
	begin := time.Now()
	x.Close()
	if d := time.Since(begin); d > 4*time.Second {
		t.Errorf("took %v", d)
	}
}

// TestRenewal replaces the certificate under a Config that is in use.
func TestRenewal(t *testing.T) {
	k := newKit(t)
	dir := t.TempDir()
	serial := func() string {
		var got string
		k.ca.Files(t, dir, "node", []string{host}, func(c *x509.Certificate) { got = c.SerialNumber.String() })
		return got
	}
	first := serial()
	g := k.load(tlsdist.Mutual(tlsdist.Pair{CertFile: dir + "/node.pem", KeyFile: dir + "/node.key"}, dir+"/node-ca.pem"))
	var reported []string
	g.Report = func(err error) { reported = append(reported, err.Error()) }
	shown := func() string {
		x, y, _, _ := connected(t, g)
		defer y.Close()
		defer x.Close()
		return tlsdist.PeerCertificate(x).SerialNumber.String()
	}
	if got := shown(); got != first {
		t.Fatalf("certificate %s, want %s", got, first)
	}
	// Half of the pair is no reason to stop.
	key, err := os.ReadFile(dir + "/node.key")
	if err != nil {
		t.Fatal(err)
	}
	tlstest.Write(t, dir, "node.key", []byte("-----BEGIN"))
	if got := shown(); got != first {
		t.Errorf("with a broken file: certificate %s, want %s", got, first)
	}
	if want := "TLS goes on with the old certificates: " + dir + "/node.key is no PEM file"; len(reported) != 1 || reported[0] != want {
		t.Errorf("reported %q, want %q once", reported, want)
	}
	tlstest.Write(t, dir, "node.key", key)
	if second := serial(); shown() != second {
		t.Error("the new certificate is not shown")
	}
}
