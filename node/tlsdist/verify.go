package tlsdist

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"time"
)

// verifier checks certificates of other nodes.
type verifier struct {
	authorities authorities
	depth       int
	client      bool
}

// server checks the certificate of a server, which must be for host unless that is
// empty.
func (v verifier) server(cs tls.ConnectionState, host string) error {
	certs := cs.PeerCertificates
	o := x509.VerifyOptions{Roots: v.authorities.pool, Intermediates: x509.NewCertPool(),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, c := range certs[1:] {
		o.Intermediates.AddCert(c)
	}
	chains, err := certs[0].Verify(o)
	if err == nil {
		err = v.deep(chains)
	}
	if err == nil && host != "" {
		err = verifyHost(certs[0], host)
	}
	if err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: certs, Err: err}
	}
	return nil
}

// clientDepth checks what crypto/tls leaves open about the certificate of a client.
func (v verifier) clientDepth(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return nil
	}
	if err := v.deep(cs.VerifiedChains); err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: cs.PeerCertificates, Err: err}
	}
	return nil
}

// deep refuses chains that are all too long.
func (v verifier) deep(chains [][]*x509.Certificate) error {
	for _, chain := range chains {
		if len(chain)-2 <= v.depth {
			return nil
		}
	}
	return x509.CertificateInvalidError{Reason: x509.TooManyIntermediates}
}

// verifyHost checks that the certificate is for host. One that names no host in
// subjectAltName has it as its common name, as OTP before 28 reads
// it.
func verifyHost(cert *x509.Certificate, host string) error {
	err := cert.VerifyHostname(host)
	if err != nil && len(cert.DNSNames)+len(cert.IPAddresses) == 0 && strings.EqualFold(cert.Subject.CommonName, host) {
		return nil
	}
	return err
}

// soon is when the end of a certificate is announced.
const soon = 7 * 24 * time.Hour

// Doubts says why other nodes may refuse ours, whose name has this host, now or
// before long, in a sentence each.
func (g *Config) Doubts(host string) []string {
	s := g.current()
	var all []string
	for _, cert := range s.server.config.Certificates {
		if cert.Leaf == nil || host == "" {
			continue
		}
		if left := time.Until(cert.Leaf.NotAfter); left < soon {
			all = append(all, "the certificate of this node "+strings.Replace(outOfDate(cert.Leaf, cert.Leaf.NotAfter.Add(1)), "expired", "expires", 1))
		}
		if verifyHost(cert.Leaf, host) != nil {
			all = append(all, "the certificate of this node is for "+names(cert.Leaf)+", not for "+host+": other nodes may refuse to connect")
		}
		if s.server.config.ClientCAs == nil {
			continue
		}
		o := x509.VerifyOptions{Roots: s.server.config.ClientCAs, Intermediates: x509.NewCertPool(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
		for _, der := range cert.Certificate[1:] {
			if c, err := x509.ParseCertificate(der); err == nil {
				o.Intermediates.AddCert(c)
			}
		}
		if _, err := cert.Leaf.Verify(o); err != nil {
			all = append(all, "the certificate of this node is not signed by a CA in "+s.server.authorities+", "+signer(cert.Leaf)+": other nodes may refuse to connect")
		}
	}
	return all
}
