package handshake_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gex/proto/handshake"
	"gex/scripts/peers"
)

// certificate writes a key pair for localhost into dir and returns it.
func certificate(t *testing.T, dir string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
	for name, text := range map[string][]byte{"cert.pem": certPEM, "key.pem": keyPEM} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// TestConfirmTLS: inside TLS the messages have length prefixes of 4 bytes, in
// both roles.
func TestConfirmTLS(t *testing.T) {
	forEach(t, func(t *testing.T, otp peers.OTP) {
		outside, inside := peers.TempDir(t, otp)
		pair := certificate(t, outside)
		options := `[{server, [{certfile, "` + inside + `/cert.pem"}, {keyfile, "` + inside + `/key.pem"}]},
			{client, [{verify, verify_none}]}].`
		if err := os.WriteFile(filepath.Join(outside, "dist.conf"), []byte(options), 0o600); err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, "ours")
		s := w.start(otp, "-sname", "beam@localhost", "-proto_dist", "inet_tls", "-ssl_dist_optfile", inside+"/dist.conf")

		in := w.initiator("beam@localhost", cookie)
		in.Prefix = handshake.PrefixTLS
		conn := tls.Client(w.dial("beam"), &tls.Config{InsecureSkipVerify: true})
		if res, err := in.Handshake(conn); err != nil || !res.Visible {
			t.Fatalf("we connect: %+v, %v", res, err)
		}
		s.Eval(until(`nodes() =:= [ours@localhost]`), `true\n`)
		conn.Close()
		s.Eval(until(`nodes() =:= []`), `true\n`)

		s.Send("io:format(\"~p~n\", [net_kernel:connect_node(ours@localhost)]).\n")
		acc := w.acceptor(cookie)
		acc.Prefix = handshake.PrefixTLS
		conn = tls.Server(w.accept(), &tls.Config{Certificates: []tls.Certificate{pair}})
		if res, err := acc.Handshake(conn); err != nil || !res.Visible {
			t.Errorf("the node connects: %+v, %v", res, err)
		}
		s.Expect(`true\n`)
	})
}
