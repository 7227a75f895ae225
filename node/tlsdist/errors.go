package tlsdist

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// The checks that fail, found with errors.Is. The first five are about the
// certificate of the other side.
var (
	// ErrAuthority: none of our authorities signed it.
	ErrAuthority = errors.New("certificate of an unknown authority")
	// ErrHost: it is for another host.
	ErrHost = errors.New("certificate of another host")
	// ErrDate: it has expired, or is not valid yet.
	ErrDate = errors.New("certificate out of date")
	// ErrCertificate: there is something else wrong with it.
	ErrCertificate = errors.New("certificate not usable")
	// ErrMissing: there is none, and we want one.
	ErrMissing = errors.New("certificate missing")

	// ErrWanted: the other side wants a certificate of ours, and there is none.
	ErrWanted = errors.New("our certificate is missing")
	// ErrRejected: the other side does not accept our certificate.
	ErrRejected = errors.New("our certificate is rejected")
	// ErrCommon: the sides have no version of TLS or no cipher in common.
	ErrCommon = errors.New("nothing in common")
	// ErrNotTLS: what the other side says is not TLS, or it says nothing to it.
	ErrNotTLS = errors.New("no TLS")
	// ErrProtocol: the other side breaks the rules of TLS, or broke off.
	ErrProtocol = errors.New("TLS failed")
)

// Error is a TLS handshake that failed, or a connection that TLS ended.
type Error struct {
	Check error  // one of the errors above
	Text  string // in words, about the other side: "its certificate is for a, not for b"
	Err   error  // the cause as crypto/tls or the network has it
}

// Error returns the text.
func (e *Error) Error() string { return e.Text }

// Unwrap returns the check and the cause.
func (e *Error) Unwrap() []error { return []error{e.Check, e.Err} }

// handshakeError says what the failure of a handshake means.
func (c *conn) handshakeError(err error) error {
	var header tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	fail := func(check error, format string, args ...any) error {
		return &Error{check, fmt.Sprintf(format, args...), err}
	}
	if alert := c.alertError(err); alert != nil {
		return alert
	}
	text := strings.TrimPrefix(err.Error(), "tls: ")
	switch {
	case errors.As(err, new(*Error)):
		return err
	case errors.As(err, &header):
		if header.Conn != nil {
			// As TLS would tell its like: a node without TLS knows it by that.
			_, _ = header.Conn.Write([]byte{21, 3, 1, 0, 2, 2, byte(alertUnexpectedMessage)})
		}
		return fail(ErrNotTLS, "the other side does not speak TLS")
	case errors.As(err, &certificate):
		return c.certificateError(certificate)
	case c.raw.received.Load() == 0 && c.client:
		if isTimeout(err) || errors.Is(err, net.ErrClosed) { // as the caller's limit is kept
			return fail(ErrNotTLS, "no answer to TLS in time: the other side may not speak TLS")
		}
		if closed(err) {
			return fail(ErrNotTLS, "the other side closed the connection instead of an answer to TLS: it may not speak TLS")
		}
	case !c.client && strings.Contains(text, "provide a certificate"):
		return fail(ErrMissing, "it gave no certificate")
	case strings.Contains(text, "cipher suite"), strings.Contains(text, "version"):
		return fail(ErrCommon, "nothing in common in TLS: %s", text)
	}
	switch {
	case isTimeout(err):
		return err
	case closed(err):
		return fail(ErrProtocol, "the other side broke off the TLS handshake")
	case strings.HasPrefix(err.Error(), "tls: "):
		return fail(ErrProtocol, "TLS failed: %s", text)
	}
	return err
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}

// closed tells whether the other side closed the stream.
func closed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || reset(err)
}

// certificateError says what is wrong with the certificate of the other side.
func (c *conn) certificateError(e *tls.CertificateVerificationError) error {
	fail := func(check error, format string, args ...any) error {
		return &Error{check, fmt.Sprintf(format, args...), e}
	}
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case len(e.UnverifiedCertificates) == 0:
	case errors.As(e.Err, &host):
		return fail(ErrHost, "its certificate is for %s, not for %s", names(e.UnverifiedCertificates[0]), host.Host)
	case errors.As(e.Err, new(x509.UnknownAuthorityError)):
		return fail(ErrAuthority, "its certificate is not signed by a CA in %s, %s", c.authorities, signer(e.UnverifiedCertificates[0]))
	case errors.As(e.Err, &invalid):
		whose := "its certificate"
		if invalid.Cert != nil && !invalid.Cert.Equal(e.UnverifiedCertificates[0]) {
			whose = fmt.Sprintf("the CA certificate %q", name(invalid.Cert))
		}
		switch invalid.Reason {
		case x509.Expired:
			return fail(ErrDate, "%s %s", whose, outOfDate(invalid.Cert, time.Now()))
		case x509.IncompatibleUsage:
			role := "server"
			if !c.client {
				role = "client"
			}
			return fail(ErrCertificate, "%s is not for use as a %s (extendedKeyUsage)", whose, role)
		case x509.TooManyIntermediates:
			return fail(ErrCertificate, "there are too many certificates between its own and the CA")
		}
	}
	return fail(ErrCertificate, "its certificate is not accepted: %s", strings.TrimPrefix(e.Err.Error(), "x509: "))
}

// outOfDate says when the certificate was, or will be valid, "" if it is now.
func outOfDate(cert *x509.Certificate, now time.Time) string {
	const layout = "2006-01-02 15:04 MST"
	switch {
	case now.After(cert.NotAfter):
		return "expired on " + cert.NotAfter.UTC().Format(layout)
	case now.Before(cert.NotBefore):
		return "is not valid before " + cert.NotBefore.UTC().Format(layout)
	}
	return ""
}

// signer says who signed the certificate.
func signer(cert *x509.Certificate) string {
	if selfSigned(cert) {
		return "it is self-signed"
	}
	return fmt.Sprintf("but by %q", issuer(cert))
}

func selfSigned(cert *x509.Certificate) bool {
	return string(cert.RawSubject) == string(cert.RawIssuer)
}

func issuer(cert *x509.Certificate) string {
	if cert.Issuer.CommonName != "" {
		return cert.Issuer.CommonName
	}
	return cert.Issuer.String()
}

func name(cert *x509.Certificate) string {
	if cert.Subject.CommonName != "" {
		return cert.Subject.CommonName
	}
	return cert.Subject.String()
}

// names are the hosts that a certificate is for.
func names(cert *x509.Certificate) string {
	all := append([]string(nil), cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		all = append(all, ip.String())
	}
	if len(all) == 0 && cert.Subject.CommonName != "" {
		all = append(all, cert.Subject.CommonName)
	}
	switch n := len(all); {
	case n == 0:
		return "no host"
	case n > 5:
		all = append(all[:4], fmt.Sprintf("%d others", n-4))
	}
	return strings.Join(all, ", ")
}
