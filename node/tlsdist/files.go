package tlsdist

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// maxFile bounds a PEM file, in bytes.
const maxFile = 16 << 20

// files reads files and notes what they were when they were read.
type files struct{ stamps []stamp }

// stamp tells whether a file has changed.
type stamp struct {
	file     string
	modified time.Time
	size     int64
}

func stampOf(file string) stamp {
	info, err := os.Stat(file)
	if err != nil {
		return stamp{file: file}
	}
	return stamp{file, info.ModTime(), info.Size()}
}

// read returns the PEM blocks of a file.
func (f *files) read(file string) ([]*pem.Block, error) {
	s := stampOf(file)
	if s.size > maxFile {
		return nil, &LoadError{file, fmt.Sprintf("is too large: %d bytes", s.size), nil}
	}
	f.stamps = append(f.stamps, s)
	text, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &LoadError{file, "does not exist", err}
	case errors.Is(err, fs.ErrPermission):
		return nil, &LoadError{file, "cannot be read: permission denied", err}
	case err != nil:
		return nil, &LoadError{file, "cannot be read: " + errors.Unwrap(err).Error(), err}
	}
	var blocks []*pem.Block
	for {
		b, rest := pem.Decode(text)
		if b == nil {
			break
		}
		blocks, text = append(blocks, b), rest
	}
	if len(blocks) == 0 {
		return nil, &LoadError{file, "is no PEM file", nil}
	}
	return blocks, nil
}

// certificates returns those of a file; one at least.
func (f *files) certificates(file string) ([]*x509.Certificate, error) {
	blocks, err := f.read(file)
	if err != nil {
		return nil, err
	}
	var certs []*x509.Certificate
	for _, b := range blocks {
		if b.Type != "CERTIFICATE" && b.Type != "TRUSTED CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			return nil, &LoadError{file, "holds a certificate that cannot be read: " + strings.TrimPrefix(err.Error(), "x509: "), err}
		}
		certs = append(certs, cert)
	}
	if len(certs) == 0 {
		return nil, &LoadError{file, "holds no certificate, but " + kinds(blocks), nil}
	}
	return certs, nil
}

// kinds are the kinds of blocks in words.
func kinds(blocks []*pem.Block) string {
	var all []string
	for _, b := range blocks {
		if kind := fmt.Sprintf("%.40q", b.Type); !slices.Contains(all, kind) {
			all = append(all, kind)
		}
	}
	return strings.Join(all[:min(len(all), 3)], ", ")
}

// authorities vouch for other nodes.
type authorities struct {
	name  string // the files
	certs []*x509.Certificate
	pool  *x509.CertPool
}

func (f *files) authorities(names []string) (authorities, error) {
	a := authorities{name: strings.Join(names, ", "), pool: x509.NewCertPool()}
	for _, file := range names {
		certs, err := f.certificates(file)
		if err != nil {
			return a, err
		}
		a.certs = append(a.certs, certs...)
	}
	for _, c := range a.certs {
		a.pool.AddCert(c)
	}
	return a, nil
}

// pair reads a certificate and its key. Certificates that lead to the authority
// and are found among the authorities are shown as well, as OTP does.
func (f *files) pair(p Pair, a authorities) (tls.Certificate, error) {
	certs, err := f.certificates(p.CertFile)
	if err != nil {
		return tls.Certificate{}, err
	}
	keyFile := p.KeyFile
	if keyFile == "" {
		keyFile = p.CertFile
	}
	blocks, err := f.read(keyFile)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := privateKey(blocks, p.Password)
	if err != nil {
		return tls.Certificate{}, &LoadError{keyFile, err.Error(), err}
	}
	leaf := certs[0]
	if !sameKey(leaf.PublicKey, key.Public()) {
		return tls.Certificate{}, &LoadError{keyFile, "holds a key that does not belong to the certificate in " + p.CertFile, nil}
	}
	if why := outOfDate(leaf, time.Now()); why != "" {
		return tls.Certificate{}, &LoadError{p.CertFile, "holds a certificate that " + why, nil}
	}
	t := tls.Certificate{PrivateKey: key, Leaf: leaf}
	for _, c := range complete(certs, a.certs) {
		t.Certificate = append(t.Certificate, c.Raw)
	}
	return t, nil
}

// complete adds to a chain what leads to its root, without that.
func complete(chain, more []*x509.Certificate) []*x509.Certificate {
	chain = slices.Clone(chain)
	for len(chain) <= len(more)+1 {
		last := chain[len(chain)-1]
		if selfSigned(last) {
			break
		}
		i := slices.IndexFunc(more, func(c *x509.Certificate) bool {
			return bytes.Equal(c.RawSubject, last.RawIssuer) && !selfSigned(c) && last.CheckSignatureFrom(c) == nil
		})
		if i < 0 {
			break
		}
		chain = append(chain, more[i])
	}
	return chain
}
