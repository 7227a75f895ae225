package tlsdist

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// Errors about keys, as texts behind the name of a file.
var (
	// ErrPasswordMissing: a key is encrypted, and there is no password.
	ErrPasswordMissing = errors.New("holds an encrypted key, and its password is missing")
	// ErrPassword: the password is wrong.
	ErrPassword = errors.New("holds an encrypted key, and the password is wrong")
	// ErrNoKey: a file that should hold a key holds none.
	ErrNoKey = errors.New("holds no private key")
)

// privateKey returns the first private key among blocks.
func privateKey(blocks []*pem.Block, password string) (crypto.Signer, error) {
	for _, b := range blocks {
		if b.Type != "PRIVATE KEY" && !strings.HasSuffix(b.Type, " PRIVATE KEY") {
			continue
		}
		der := b.Bytes
		var err error
		switch {
		case b.Type == "ENCRYPTED PRIVATE KEY":
			der, err = decryptPKCS8(der, password)
		case b.Headers["DEK-Info"] != "":
			der, err = decryptLegacy(b, password)
		}
		if err != nil {
			return nil, err
		}
		return parseKey(der)
	}
	return nil, fmt.Errorf("%w, but %s", ErrNoKey, kinds(blocks))
}

// parseKey reads a key in any of its forms.
func parseKey(der []byte) (crypto.Signer, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		if rsaKey, e := x509.ParsePKCS1PrivateKey(der); e == nil {
			return rsaKey, nil
		}
		if ecKey, e := x509.ParseECPrivateKey(der); e == nil {
			return ecKey, nil
		}
		return nil, fmt.Errorf("holds a key that cannot be read: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("holds a key of a kind that cannot sign (%T)", key)
	}
	return signer, nil
}

func sameKey(a, b crypto.PublicKey) bool {
	switch a := a.(type) {
	case *rsa.PublicKey:
		return a.Equal(b)
	case *ecdsa.PublicKey:
		return a.Equal(b)
	case ed25519.PublicKey:
		return a.Equal(b)
	}
	return false
}

// decryptLegacy decrypts a key that PEM headers say to be encrypted, RFC 1421.
// Older versions of openssl write such; OTP reads them.
func decryptLegacy(b *pem.Block, password string) ([]byte, error) {
	if password == "" {
		return nil, ErrPasswordMissing
	}
	//lint:ignore SA1019 the format is weak, and still what files have.
	der, err := x509.DecryptPEMBlock(b, []byte(password))
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, ErrPassword
	}
	if err != nil {
		return nil, fmt.Errorf("holds an encrypted key that cannot be read: %w", err)
	}
	return der, nil
}
