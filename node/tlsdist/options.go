package tlsdist

import (
	"crypto/tls"
	"fmt"
)

// DefaultDepth is how many certificates may stand between that of a node and its
// authority, as in OTP.
const DefaultDepth = 10

// Options say what a Config is made of: for connections that other nodes make,
// and for those that we make.
type Options struct {
	Server, Client Role
}

// Role is how a node behaves as a server or as a client.
type Role struct {
	// Pairs are our certificates; the first one that fits is given.
	Pairs []Pair
	// Authorities are PEM files with the certificates that vouch for the other
	// side.
	Authorities []string
	// Verify has its certificate checked, and as a client the host in it.
	Verify bool
	// Require, as a server, refuses those without certificate.
	Require bool
	// ServerName, as a client, is the host to ask for and to find in the
	// certificate, that of the node's name if empty. With NoServerName none is
	// asked for, and any will do.
	ServerName   string
	NoServerName bool
	// MinVersion and MaxVersion are versions of crypto/tls; 0 is 1.2 and 1.3.
	MinVersion, MaxVersion uint16
	// CipherSuites are those of crypto/tls for version 1.2, its choice if nil.
	CipherSuites []uint16
	// Depth is how many certificates may stand between that of the other side
	// and its authority.
	Depth int
}

// Pair is a certificate, with those that lead to its authority, and its key: PEM
// files.
type Pair struct {
	CertFile string
	KeyFile  string // CertFile if empty
	Password string // of an encrypted key
}

// Mutual returns the Options of a node that shows one certificate in both roles,
// and wants one of every other side that the authorities vouch for.
func Mutual(pair Pair, authorities ...string) Options {
	r := Role{Pairs: []Pair{pair}, Authorities: authorities, Verify: true, Require: true, Depth: DefaultDepth}
	return Options{Server: r, Client: r}
}

// LoadError is a file that cannot be used.
type LoadError struct {
	File string
	Text string // what is wrong, behind the name of the file: "holds no certificate"
	Err  error  // the cause, or nil
}

// Error names the file and says what is wrong.
func (e *LoadError) Error() string { return e.File + " " + e.Text }

// Unwrap returns the cause.
func (e *LoadError) Unwrap() error { return e.Err }

// Load makes a Config of options. The errors are LoadErrors, and those of options
// that make no sense.
func Load(o Options) (*Config, error) {
	s, err := o.load()
	if err != nil {
		return nil, err
	}
	return &Config{options: &o, state: s}, nil
}

func (o *Options) load() (*state, error) {
	var f files
	s := new(state)
	var err error
	if s.server, err = o.Server.load(&f, false); err != nil {
		return nil, err
	}
	if s.client, err = o.Client.load(&f, true); err != nil {
		return nil, err
	}
	s.files = f.stamps
	return s, nil
}

// load reads the files of a role.
func (r *Role) load(f *files, client bool) (role, error) {
	a, err := f.authorities(r.Authorities)
	if err != nil {
		return role{}, err
	}
	if r.Verify && len(a.certs) == 0 {
		return role{}, fmt.Errorf("no CA file to verify the certificates of other nodes with")
	}
	t := &tls.Config{MinVersion: r.MinVersion, MaxVersion: r.MaxVersion, CipherSuites: r.CipherSuites,
		SessionTicketsDisabled:      true, // every connection is checked anew
		DynamicRecordSizingDisabled: true}
	if t.MinVersion == 0 {
		t.MinVersion = tls.VersionTLS12
	}
	for _, p := range r.Pairs {
		cert, err := f.pair(p, a)
		if err != nil {
			return role{}, err
		}
		t.Certificates = append(t.Certificates, cert)
	}
	v := verifier{authorities: a, depth: r.Depth, client: client}
	if client {
		// The check takes the place of that of crypto/tls, which knows no
		// names outside of subjectAltName, and no depth.
		t.InsecureSkipVerify = true
		t.ServerName = r.ServerName
		// OTP before 28 asks for it in TLS 1.2 once in a long while.
		t.Renegotiation = tls.RenegotiateFreelyAsClient
		result := role{config: t, authorities: a.name, noName: r.NoServerName}
		if r.Verify {
			result.check = v.server
		}
		return result, nil
	}
	if len(t.Certificates) == 0 {
		return role{}, fmt.Errorf("no certificate to show to nodes that connect to us")
	}
	if r.Verify {
		t.ClientAuth = tls.VerifyClientCertIfGiven
		if r.Require {
			t.ClientAuth = tls.RequireAndVerifyClientCert
		}
		t.ClientCAs = a.pool
		t.VerifyConnection = v.clientDepth
	}
	return role{config: t, authorities: a.name}, nil
}
