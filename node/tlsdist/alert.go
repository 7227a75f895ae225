package tlsdist

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"
)

// Alerts of the other side that have a text of their own: RFC 8446, 6.2.
const (
	alertUnexpectedMessage    tls.AlertError = 10
	alertHandshakeFailure     tls.AlertError = 40
	alertBadCertificate       tls.AlertError = 42
	alertUnsupported          tls.AlertError = 43
	alertRevoked              tls.AlertError = 44
	alertExpired              tls.AlertError = 45
	alertUnknownCertificate   tls.AlertError = 46
	alertUnknownCA            tls.AlertError = 48
	alertAccessDenied         tls.AlertError = 49
	alertProtocolVersion      tls.AlertError = 70
	alertInsufficientSecurity tls.AlertError = 71
	alertUnrecognizedName     tls.AlertError = 112
	alertRequired             tls.AlertError = 116
)

// rejections are alerts about our certificate.
var rejections = map[tls.AlertError]string{
	alertBadCertificate:     "bad certificate",
	alertUnsupported:        "of a kind that it does not support",
	alertRevoked:            "revoked",
	alertExpired:            "expired",
	alertUnknownCertificate: "unknown certificate",
	alertUnknownCA:          "not signed by a CA that it trusts",
	alertAccessDenied:       "access denied",
	alertUnrecognizedName:   "for another host",
}

// alertOf returns the alert of the other side that an error is. crypto/tls gives
// it a type of its own; its text is that of the AlertError of the same number.
func alertOf(err error) (tls.AlertError, bool) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" || op.Err == nil {
		return 0, false
	}
	for n := range 256 {
		if a := tls.AlertError(n); a.Error() == op.Err.Error() {
			return a, true
		}
	}
	return 0, false
}

// alertError says what an alert of the other side means, nil if err is none.
func (c *conn) alertError(err error) error {
	alert, ok := alertOf(err)
	if !ok {
		return nil
	}
	asked := c.asked.Load() && !c.gave.Load()
	switch why, rejected := rejections[alert]; {
	case alert == alertRequired, alert == alertHandshakeFailure && asked:
		return &Error{ErrWanted, "the other side wants a certificate of ours, and there is none", err}
	case rejected:
		return &Error{ErrRejected, "the other side rejected our certificate: " + why, err}
	case alert == alertHandshakeFailure && !c.client:
		// OTP has this for a host that is not that of the certificate.
		return &Error{ErrRejected, "the other side broke off TLS (handshake failure): our certificate may not be for the host of our name", err}
	case alert == alertHandshakeFailure, alert == alertInsufficientSecurity:
		return &Error{ErrCommon, "no cipher of TLS in common, or the other side rejected our certificate (handshake failure)", err}
	case alert == alertProtocolVersion:
		return &Error{ErrCommon, "no version of TLS in common", err}
	}
	return &Error{ErrProtocol, "the other side broke off TLS: " + strings.TrimPrefix(alert.Error(), "tls: "), err}
}
