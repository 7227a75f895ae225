package tlsdist_test

import (
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"gex/node/tlsdist"
	"gex/node/tlsdist/tlstest"
)

// host is that of the server.
const host = "vm"

// meet has a client and a server shake hands, talk and close, and returns what
// each sees. In TLS 1.3 the client may learn why it is rejected from its first
// words only.
func meet(t *testing.T, client, server *tlsdist.Config) (clientErr, serverErr error) {
	t.Helper()
	a, b := streams(t)
	done := make(chan error, 1)
	go func() { done <- talk(b, func() (net.Conn, error) { return server.Server(b) }) }()
	clientErr = talk(a, func() (net.Conn, error) { return client.Client(a, host) })
	return clientErr, <-done
}

// streams are the ends of a TCP connection.
func streams(t *testing.T) (a, b net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if a, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if b, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []net.Conn{a, b} {
		c.SetDeadline(time.Now().Add(20 * time.Second))
		t.Cleanup(func() { c.Close() })
	}
	return a, b
}

func talk(raw net.Conn, secure func() (net.Conn, error)) error {
	c, err := secure()
	if err != nil {
		raw.Close()
		return err
	}
	defer c.Close()
	if _, err = c.Write([]byte("hello")); err == nil {
		_, err = io.ReadFull(c, make([]byte, 5))
	}
	if err != nil {
		return tlsdist.Refusal(c, err)
	}
	return nil
}

// kit makes configurations of certificates.
type kit struct {
	t     *testing.T
	dir   string
	ca    *tlstest.Authority
	other *tlstest.Authority
}

func newKit(t *testing.T) *kit {
	return &kit{t, t.TempDir(), tlstest.NewAuthority(t, "test-ca"), tlstest.NewAuthority(t, "other-ca")}
}

// options are those of a node for which by signed a certificate.
func (k *kit) options(by *tlstest.Authority, hosts string, change ...func(*x509.Certificate)) tlsdist.Options {
	k.t.Helper()
	cert, key, _ := by.Files(k.t, k.t.TempDir(), "node", strings.Fields(hosts), change...)
	return tlsdist.Mutual(tlsdist.Pair{CertFile: cert, KeyFile: key}, tlstest.Write(k.t, k.dir, "ca.pem", k.ca.PEM()))
}

func (k *kit) load(o tlsdist.Options) *tlsdist.Config {
	k.t.Helper()
	g, err := tlsdist.Load(o)
	if err != nil {
		k.t.Fatal(err)
	}
	return g
}

// without changes options after they are made.
func without(o tlsdist.Options, change func(*tlsdist.Options)) tlsdist.Options {
	change(&o)
	return o
}

func TestChecks(t *testing.T) {
	k := newKit(t)
	good := k.options(k.ca, host)
	// A client that others think nothing of still loads.
	noCert := without(good, func(o *tlsdist.Options) { o.Client.Pairs = nil })
	anyServer := without(good, func(o *tlsdist.Options) { o.Client.Verify = false })
	middle := k.ca.Authority(t, "middle-ca")
	chain := func() tlsdist.Options {
		o := k.options(middle, host)
		more := tlstest.Write(t, t.TempDir(), "cas.pem", append(k.ca.PEM(), middle.PEM()...))
		o.Server.Authorities, o.Client.Authorities = []string{more}, []string{more}
		return o
	}()
	version := func(o tlsdist.Options, v uint16) tlsdist.Options {
		o.Server.MinVersion, o.Server.MaxVersion, o.Client.MinVersion, o.Client.MaxVersion = v, v, v, v
		return o
	}
	const tls12, tls13 = 0x0303, 0x0304
	purpose := func(u x509.ExtKeyUsage) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{u} }
	}
	cn := func(name string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.Subject.CommonName = name }
	}

	for _, tt := range []struct {
		name                   string
		client, server         tlsdist.Options
		clientErr, serverErr   error
		clientText, serverText string
	}{
		{name: "good", client: good, server: good},
		{name: "chain completed", client: good, server: chain},
		{name: "chain of the client", client: chain, server: good},
		{"chain too long", without(good, func(o *tlsdist.Options) { o.Client.Depth = 0 }), chain, tlsdist.ErrCertificate, tlsdist.ErrRejected,
			"there are too many certificates between its own and the CA", "bad certificate"},
		{"chain of the client too long", chain, without(good, func(o *tlsdist.Options) { o.Server.Depth = 0 }), tlsdist.ErrRejected, tlsdist.ErrCertificate,
			"bad certificate", "there are too many certificates between its own and the CA"},
		{"unknown CA", good, k.options(k.other, host), tlsdist.ErrAuthority, tlsdist.ErrRejected,
			"its certificate is not signed by a CA in " + k.dir + "/ca.pem, but by \"other-ca\"", "the other side rejected our certificate: bad certificate"},
		{"unknown CA of the client", k.options(k.other, "elsewhere"), good, tlsdist.ErrRejected, tlsdist.ErrAuthority,
			"the other side rejected our certificate: not signed by a CA that it trusts", "its certificate is not signed by a CA in "},
		{"other host", good, k.options(k.ca, "one two"), tlsdist.ErrHost, tlsdist.ErrRejected,
			"its certificate is for one, two, not for vm", "bad certificate"},
		{name: "other host of the client", client: k.options(k.ca, "one"), server: good},
		{name: "host as common name", client: good, server: k.options(k.ca, "", cn("VM"))},
		{"other common name", good, k.options(k.ca, "", cn("one")), tlsdist.ErrHost, tlsdist.ErrRejected, "its certificate is for one, not for vm", "bad certificate"},
		{name: "any host", client: without(good, func(o *tlsdist.Options) { o.Client.NoServerName = true }), server: k.options(k.ca, "one")},
		{name: "host by option", client: without(good, func(o *tlsdist.Options) { o.Client.ServerName = "one" }), server: k.options(k.ca, "one")},
		{name: "unchecked", client: anyServer, server: without(k.options(k.other, "one"), func(o *tlsdist.Options) { o.Server.Verify = false })},
		{"no certificate", noCert, good, tlsdist.ErrWanted, tlsdist.ErrMissing,
			"the other side wants a certificate of ours, and there is none", "it gave no certificate"},
		{name: "certificate not required", client: noCert, server: without(good, func(o *tlsdist.Options) { o.Server.Require = false })},
		{"for clients only", good, k.options(k.ca, host, purpose(x509.ExtKeyUsageClientAuth)), tlsdist.ErrCertificate, tlsdist.ErrRejected,
			"its certificate is not for use as a server (extendedKeyUsage)", ""},
		{"for servers only", k.options(k.ca, host, purpose(x509.ExtKeyUsageServerAuth)), good, tlsdist.ErrRejected, tlsdist.ErrCertificate,
			"", "its certificate is not for use as a client (extendedKeyUsage)"},
		{"no version", version(good, tls13), version(good, tls12), tlsdist.ErrCommon, tlsdist.ErrCommon, "no version of TLS in common", "version"},
		{name: "1.2", client: version(good, tls12), server: good},
		{"1.2 unknown CA of the client", version(k.options(k.other, host), tls12), good, tlsdist.ErrRejected, tlsdist.ErrAuthority, "not signed by a CA that it trusts", ""},
		{"1.2 no certificate", version(noCert, tls12), good, tlsdist.ErrWanted, tlsdist.ErrMissing, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clientErr, serverErr := meet(t, k.load(tt.client), k.load(tt.server))
			for _, side := range []struct {
				name      string
				err, want error
				text      string
			}{{"client", clientErr, tt.clientErr, tt.clientText}, {"server", serverErr, tt.serverErr, tt.serverText}} {
				if !errors.Is(side.err, side.want) || side.want != nil && !strings.Contains(side.err.Error(), side.text) {
					t.Errorf("%s: %v, want %v: %s", side.name, side.err, side.want, side.text)
				}
			}
		})
	}
}
