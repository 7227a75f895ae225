package tlsdist

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"
)

// encryptedKey is EncryptedPrivateKeyInfo of RFC 5208.
type encryptedKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

// pbes2 are its parameters: PBES2-params of RFC 8018.
type pbes2 struct {
	Derive, Cipher pkix.AlgorithmIdentifier
}

// derivation are PBKDF2-params.
type derivation struct {
	Salt       []byte
	Iterations int
	KeyLength  int                      `asn1:"optional"`
	PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
}

var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
)

// hashes are those of HMAC by the object identifier of its use with PBKDF2.
var hashes = map[string]func() hash.Hash{
	"":                    sha1.New, // the default
	"1.2.840.113549.2.7":  sha1.New,
	"1.2.840.113549.2.9":  sha256.New,
	"1.2.840.113549.2.10": sha512.New384,
	"1.2.840.113549.2.11": sha512.New,
}

// ciphers are those of PBES2, all with chained blocks.
var ciphers = map[string]struct {
	size int // of the key
	make func([]byte) (cipher.Block, error)
}{
	"1.2.840.113549.3.7":      {24, des.NewTripleDESCipher},
	"2.16.840.1.101.3.4.1.2":  {16, aes.NewCipher},
	"2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
	"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher},
}

// maxIterations bounds the work that a file may ask for: seconds.
const maxIterations = 10_000_000

var errNoKey = errors.New("holds an encrypted key that cannot be read")

// decryptPKCS8 decrypts a key as openssl writes it: PBES2 with PBKDF2, RFC 8018.
func decryptPKCS8(der []byte, password string) ([]byte, error) {
	if password == "" {
		return nil, ErrPasswordMissing
	}
	var key encryptedKey
	if rest, err := asn1.Unmarshal(der, &key); err != nil || len(rest) > 0 {
		return nil, errNoKey
	}
	if !key.Algorithm.Algorithm.Equal(oidPBES2) {
		return nil, fmt.Errorf("holds a key encrypted in a way (%v) that gex does not read: openssl pkcs8 -topk8 -v2 aes256 makes one", key.Algorithm.Algorithm)
	}
	var p pbes2
	var d derivation
	if _, err := asn1.Unmarshal(key.Algorithm.Parameters.FullBytes, &p); err != nil {
		return nil, errNoKey
	}
	if !p.Derive.Algorithm.Equal(oidPBKDF2) {
		return nil, fmt.Errorf("holds an encrypted key whose password is used in a way (%v) that gex does not know", p.Derive.Algorithm)
	}
	if _, err := asn1.Unmarshal(p.Derive.Parameters.FullBytes, &d); err != nil || d.Iterations < 1 || d.Iterations > maxIterations {
		return nil, errNoKey
	}
	sum, c := hashes[d.PRF.Algorithm.String()], ciphers[p.Cipher.Algorithm.String()]
	if sum == nil || c.make == nil {
		return nil, fmt.Errorf("holds a key encrypted with a cipher (%v) that gex does not know", p.Cipher.Algorithm)
	}
	var iv []byte
	if _, err := asn1.Unmarshal(p.Cipher.Parameters.FullBytes, &iv); err != nil {
		return nil, errNoKey
	}
	derived, err := pbkdf2.Key(sum, password, d.Salt, d.Iterations, c.size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoKey, err)
	}
	block, err := c.make(derived)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoKey, err)
	}
	return unchain(block, iv, key.Data)
}

// unchain decrypts blocks and removes the padding, which is wrong when the
// password was.
func unchain(block cipher.Block, iv, data []byte) ([]byte, error) {
	size := block.BlockSize()
	if len(iv) != size || len(data) == 0 || len(data)%size != 0 {
		return nil, errNoKey
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, data)
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > size {
		return nil, ErrPassword
	}
	for _, b := range plain[len(plain)-pad:] {
		if int(b) != pad {
			return nil, ErrPassword
		}
	}
	plain = plain[:len(plain)-pad]
	var inner asn1.RawValue
	if rest, err := asn1.Unmarshal(plain, &inner); err != nil || len(rest) > 0 {
		return nil, ErrPassword
	}
	return plain, nil
}
