// Package tlstest makes certificates for tests: authorities, and certificates of
// nodes with their keys, as PEM files.
package tlstest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Authority signs certificates.
type Authority struct {
	Cert *x509.Certificate
	key  crypto.Signer
}

// NewAuthority makes one that signed its own certificate.
func NewAuthority(t testing.TB, name string) *Authority {
	t.Helper()
	return newAuthority(t, name, nil)
}

// Authority makes one that a vouches for.
func (a *Authority) Authority(t testing.TB, name string) *Authority {
	t.Helper()
	return newAuthority(t, name, a)
}

func newAuthority(t testing.TB, name string, by *Authority) *Authority {
	t.Helper()
	cert := template(name)
	cert.IsCA, cert.BasicConstraintsValid = true, true
	cert.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	der, key := sign(t, cert, by)
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &Authority{parsed, key}
}

// PEM returns the certificate.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Cert.Raw})
}

// Issue makes a certificate for hosts, which are names or addresses, and its key,
// both as PEM. The certificate is changed before it is signed.
func (a *Authority) Issue(t testing.TB, hosts []string, change ...func(*x509.Certificate)) (certPEM, keyPEM []byte) {
	t.Helper()
	cert := template("node")
	cert.KeyUsage = x509.KeyUsageDigitalSignature
	cert.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			cert.IPAddresses = append(cert.IPAddresses, ip)
		}
		cert.DNSNames = append(cert.DNSNames, h) // also for addresses: names of nodes
	}
	for _, f := range change {
		f(cert)
	}
	der, key := sign(t, cert, a)
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
}

// Files writes NAME.pem and NAME.key, issued by a for hosts, and NAME-ca.pem, its
// own certificate, into dir and returns their paths.
func (a *Authority) Files(t testing.TB, dir, name string, hosts []string, change ...func(*x509.Certificate)) (cert, key, ca string) {
	t.Helper()
	certPEM, keyPEM := a.Issue(t, hosts, change...)
	return Write(t, dir, name+".pem", certPEM), Write(t, dir, name+".key", keyPEM), Write(t, dir, name+"-ca.pem", a.PEM())
}

// Write writes a file into dir and returns its path.
func Write(t testing.TB, dir, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func template(name string) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<62))
	return &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0)}
}

// sign makes a key and has by sign the certificate, itself if nil.
func sign(t testing.TB, cert *x509.Certificate, by *Authority) ([]byte, crypto.Signer) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if by == nil {
		by = &Authority{cert, key}
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, by.Cert, key.Public(), by.key)
	if err != nil {
		t.Fatal(err)
	}
	return der, key
}
