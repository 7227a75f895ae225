package tlsdist

import (
	"crypto"
	"crypto/ecdsa"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func blocksOf(text []byte) (blocks []*pem.Block) {
	for b, rest := pem.Decode(text); b != nil; b, rest = pem.Decode(rest) {
		blocks = append(blocks, b)
	}
	return blocks
}

func readKey(t *testing.T, name, password string) (crypto.Signer, error) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".key"))
	if err != nil {
		t.Fatal(err)
	}
	return privateKey(blocksOf(text), password)
}

// The files of testdata are one key as openssl writes it, encrypted with the
// password secret.
func TestKeys(t *testing.T) {
	plain, err := readKey(t, "plain", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"aes128", "aes192", "aes256", "des3", "legacy"} {
		key, err := readKey(t, name, "secret")
		if err != nil || !key.(*ecdsa.PrivateKey).Equal(plain) {
			t.Errorf("%s: %v, %v", name, key, err)
		}
		if _, err := readKey(t, name, "wrong"); !errors.Is(err, ErrPassword) {
			t.Errorf("%s with a wrong password: %v", name, err)
		}
		if _, err := readKey(t, name, ""); !errors.Is(err, ErrPasswordMissing) {
			t.Errorf("%s without password: %v", name, err)
		}
	}
	for name, want := range map[string]string{"scrypt": "in a way (1.3.6.1.4.1.11591.4.11) that gex does not know", "old": "openssl pkcs8 -topk8 -v2 aes256 makes one"} {
		if _, err := readKey(t, name, "secret"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

// FuzzKey: any bytes are a key or an error.
func FuzzKey(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.key")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		b, _ := pem.Decode(text)
		f.Add(b.Type, b.Headers["DEK-Info"], b.Bytes)
	}
	f.Fuzz(func(t *testing.T, kind, dek string, der []byte) {
		b := &pem.Block{Type: kind, Headers: map[string]string{"DEK-Info": dek, "Proc-Type": "4,ENCRYPTED"}, Bytes: der}
		if dek == "" {
			b.Headers = nil
		}
		if key, err := privateKey([]*pem.Block{b}, "secret"); (key == nil) == (err == nil) {
			t.Errorf("%v, %v", key, err)
		}
	})
}
