package bif

import (
	"crypto"
	"crypto/hmac"
	_ "crypto/md5" // the digests that crypto.Hash makes
	"crypto/pbkdf2"
	"crypto/rand"
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha3"
	_ "crypto/sha512"
	"crypto/subtle"
	"encoding"
	"hash"
	"math/big"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// cryptoRows are the digests, authentication codes and random bytes of :crypto.
var cryptoRows = []vm.Row{
	{Name: "hash", Arity: 2, Func: cryptoHash},
	{Name: "hash_init", Arity: 1, Func: cryptoHashInit},
	{Name: "hash_update", Arity: 2, Func: cryptoUpdate},
	{Name: "hash_final", Arity: 1, Func: cryptoFinal},
	{Name: "hash_equals", Arity: 2, Func: cryptoHashEquals},
	{Name: "mac", Arity: 3, Func: cryptoMac},
	{Name: "mac", Arity: 4, Func: cryptoMac},
	{Name: "mac_init", Arity: 3, Func: cryptoMacInit},
	{Name: "mac_update", Arity: 2, Func: cryptoUpdate},
	{Name: "mac_final", Arity: 1, Func: cryptoFinal},
	{Name: "pbkdf2_hmac", Arity: 5, Func: cryptoPbkdf2},
	{Name: "strong_rand_bytes", Arity: 1, Func: cryptoRandBytes},
	{Name: "rand_uniform", Arity: 2, Func: cryptoRandUniform},
	{Name: "exor", Arity: 2, Func: cryptoExor},
	{Name: "bytes_to_integer", Arity: 1, Func: cryptoBytesToInteger},
	{Name: "start", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.Ok.Term()) }},
	{Name: "stop", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.Ok.Term()) }},
}

var digests = map[string]crypto.Hash{
	"md5": crypto.MD5, "sha": crypto.SHA1, "sha224": crypto.SHA224, "sha256": crypto.SHA256,
	"sha384": crypto.SHA384, "sha512": crypto.SHA512, "sha512_224": crypto.SHA512_224, "sha512_256": crypto.SHA512_256,
	"sha3_224": crypto.SHA3_224, "sha3_256": crypto.SHA3_256, "sha3_384": crypto.SHA3_384, "sha3_512": crypto.SHA3_512,
}

// digest returns the digest that an atom names.
func digest(t term.Term) (crypto.Hash, bool) {
	if !t.IsAtom() {
		return 0, false
	}
	h, known := digests[t.AtomName()]
	return h, known
}

// cryptoError raises what :crypto raises: {badarg | notsup, {File, Line}, Text},
// the place being that of its C code, which has no meaning here.
func cryptoError(m *vm.Machine, class, message string) (term.Term, bool) {
	return m.Error(term.Tuple(term.A(class), term.Tuple(term.Charlist("crypto"), term.Int(0)), term.Charlist(message)))
}

// badDigest is for what is no digest.
func badDigest(m *vm.Machine) (term.Term, bool) {
	return cryptoError(m, "badarg", "Bad digest type")
}

func cryptoHash(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h, known := digest(a[0])
	if !known {
		return badDigest(m)
	}
	data, err := term.AppendIOData(nil, a[1])
	if err != nil {
		return cryptoError(m, "badarg", "Not iolist")
	}
	m.Bump(len(data) / 64)
	sum := h.New()
	sum.Write(data)
	return ok(term.Binary(sum.Sum(nil)))
}

// digestState is a digest under way; updates make new ones.
type digestState struct {
	make  func() hash.Hash
	state []byte // as its BinaryMarshaler has it, nil where parts are kept
	parts []byte
}

func (s *digestState) update(data []byte) *digestState {
	return &digestState{make: s.make, parts: append(s.parts[:len(s.parts):len(s.parts)], data...), state: s.state}
}

// fold takes the parts into the state once there are many, if the digest can.
func (s *digestState) fold() *digestState {
	if len(s.parts) < 4096 {
		return s
	}
	h, isState := s.resume().(interface {
		hash.Hash
		encoding.BinaryMarshaler
		encoding.BinaryUnmarshaler
	})
	if !isState {
		return s
	}
	state, err := h.MarshalBinary()
	if err != nil {
		return s
	}
	return &digestState{make: s.make, state: state}
}

// resume is the digest with all that came.
func (s *digestState) resume() hash.Hash {
	h := s.make()
	if s.state != nil {
		if u, isState := h.(encoding.BinaryUnmarshaler); !isState || u.UnmarshalBinary(s.state) != nil {
			return h
		}
	}
	h.Write(s.parts)
	return h
}

func cryptoHashInit(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h, known := digest(a[0])
	if !known {
		return badDigest(m)
	}
	return ok(host(m).resources.add(m, &digestState{make: h.New}))
}

func cryptoUpdate(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, found := resource[*digestState](m, a[0])
	if !found {
		return cryptoError(m, "badarg", "Bad state")
	}
	data, err := term.AppendIOData(nil, a[1])
	if err != nil {
		return cryptoError(m, "badarg", "Not iolist")
	}
	m.Bump(len(data) / 64)
	return ok(host(m).resources.add(m, s.update(data).fold()))
}

func cryptoFinal(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, found := resource[*digestState](m, a[0])
	if !found {
		return cryptoError(m, "badarg", "Bad state")
	}
	return ok(term.Binary(s.resume().Sum(nil)))
}

func cryptoHashEquals(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, isBinary1 := a[0].Bytes()
	y, isBinary2 := a[1].Bytes()
	switch {
	case !isBinary1 || !isBinary2:
		return cryptoError(m, "badarg", "Not a binary")
	case len(x) != len(y):
		return cryptoError(m, "badarg", "The binaries must have the same size")
	}
	return boolean(subtle.ConstantTimeCompare(x, y) == 1)
}

// macOf returns what makes the code that a type, a subtype and a key name.
func macOf(kind, sub, key term.Term) (func() hash.Hash, bool) {
	h, known := digest(sub)
	secret, err := term.AppendIOData(nil, key)
	if !known || err != nil || !kind.Is(term.Intern("hmac")) {
		return nil, false
	}
	return func() hash.Hash { return hmac.New(h.New, secret) }, true
}

func cryptoMac(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if len(a) == 3 {
		return cryptoError(m, "notsup", "Unsupported mac algorithm")
	}
	newMac, known := macOf(a[0], a[1], a[2])
	if !known {
		return badDigest(m)
	}
	data, err := term.AppendIOData(nil, a[3])
	if err != nil {
		return cryptoError(m, "badarg", "Bad text")
	}
	sum := newMac()
	sum.Write(data)
	return ok(term.Binary(sum.Sum(nil)))
}

func cryptoMacInit(m *vm.Machine, a []term.Term) (term.Term, bool) {
	newMac, known := macOf(a[0], a[1], a[2])
	if !known {
		return badDigest(m)
	}
	return ok(host(m).resources.add(m, &digestState{make: newMac}))
}

func cryptoPbkdf2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h, known := digest(a[0])
	password, err1 := term.AppendIOData(nil, a[1])
	salt, err2 := term.AppendIOData(nil, a[2])
	rounds, isInt1 := a[3].AsInt()
	size, isInt2 := a[4].AsInt()
	switch {
	case !known:
		return badDigest(m)
	case err1 != nil || err2 != nil || !isInt1 || !isInt2 || rounds < 1 || size < 1 || size > 1<<24 || rounds > 1<<40:
		return cryptoError(m, "badarg", "Bad argument")
	}
	var key []byte
	var err error
	m.Block(func() { key, err = pbkdf2.Key(h.New, string(password), salt, int(rounds), int(size)) })
	if err != nil {
		return cryptoError(m, "badarg", err.Error())
	}
	return ok(term.Binary(key))
}

func cryptoRandBytes(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	if !isInt || n < 0 || n > 1<<31 {
		return m.Badarg()
	}
	b := make([]byte, n)
	rand.Read(b)
	m.Bump(len(b) / 64)
	return ok(term.Binary(b))
}

func cryptoRandUniform(m *vm.Machine, a []term.Term) (term.Term, bool) {
	low, isInteger1 := bigInt(a[0])
	high, isInteger2 := bigInt(a[1])
	if !isInteger1 || !isInteger2 || high.Cmp(low) <= 0 {
		return m.Badarg()
	}
	n, err := rand.Int(rand.Reader, new(big.Int).Sub(high, low))
	if err != nil {
		return cryptoError(m, "error", err.Error())
	}
	return ok(term.Big(n.Add(n, low)))
}

func cryptoExor(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, err1 := term.AppendIOData(nil, a[0])
	y, err2 := term.AppendIOData(nil, a[1])
	if err1 != nil || err2 != nil || len(x) != len(y) {
		return m.Badarg()
	}
	subtle.XORBytes(x, x, y)
	return ok(term.Binary(x))
}

func cryptoBytesToInteger(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return m.Badarg()
	}
	return ok(term.Big(new(big.Int).SetBytes(b)))
}
