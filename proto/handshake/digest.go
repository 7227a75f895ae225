package handshake

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"strconv"
	"unicode/utf8"
)

// Digest proves knowledge of a cookie: MD5 of the cookie's text followed by the
// decimal text of the other side's challenge.
type Digest [md5.Size]byte

// NewDigest returns the digest of a cookie and a challenge.
func NewDigest(cookie string, challenge uint32) Digest {
	return md5.Sum(strconv.AppendUint(cookieBytes(cookie), uint64(challenge), 10))
}

func (d Digest) equal(other Digest) bool {
	return subtle.ConstantTimeCompare(d[:], other[:]) == 1
}

// cookieBytes returns the bytes that Erlang hashes. A cookie is an atom there and
// each of its characters one byte (Latin-1), so é counts as e9 and not as its
// UTF-8 form. Characters above ff crash an Erlang node; their UTF-8 bytes are
// taken here, which at least lets two nodes of our kind agree.
func cookieBytes(cookie string) []byte {
	b := make([]byte, 0, len(cookie)+10)
	for _, r := range cookie {
		if r > 0xff || r == utf8.RuneError {
			return append(b[:0], cookie...)
		}
		b = append(b, byte(r))
	}
	return b
}

// newChallenge returns an unpredictable number, so that an old digest is of no
// use to whoever recorded it.
func newChallenge() uint32 {
	var b [4]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	return binary.BigEndian.Uint32(b[:])
}
