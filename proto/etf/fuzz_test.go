package etf

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"

	"gex/proto/term"
)

// nasty are inputs that claim much or nest deep.
func nasty() map[string][]byte {
	rep := func(s string, n int) []byte { return bytes.Repeat([]byte(s), n) }
	return map[string][]byte{
		"claimed tuples":     rep("i\x00\x00\xff\xff", 40_000),
		"claimed lists":      rep("l\x00\x00\xff\xff", 40_000),
		"claimed maps":       rep("t\x00\x00\x7f\xff", 40_000),
		"nested tuples":      append(rep("h\x01", 100_000), 'j'),
		"nested lists":       append(append(rep("l\x00\x00\x00\x01", 40_000), 'j'), rep("j", 40_000)...),
		"nested maps":        rep("t\x00\x00\x00\x01", 40_000),
		"list of nils":       append([]byte("l\x00\x03\x0d\x40"), rep("j", 200_001)...),
		"tuple of nils":      append([]byte("i\x00\x03\x0d\x40"), rep("j", 200_000)...),
		"tuple of {}":        append([]byte("i\x00\x01\x86\xa0"), rep("h\x00", 100_000)...),
		"tuple of \"\"":      append([]byte("i\x00\x00\x9c\x40"), rep("m\x00\x00\x00\x00", 40_000)...),
		"tuple of <<1>>":     append([]byte("i\x00\x00\x80\x00"), rep("m\x00\x00\x00\x01x", 32_768)...),
		"one long string":    append([]byte("k\xff\xff"), rep("x", 65_535)...),
		"tuple of small big": append([]byte("i\x00\x00\x40\x00"), rep("n\x09\x00aaaaaaaaa", 16_384)...),
		"tuple of pids":      append([]byte("i\x00\x00\x20\x00"), rep("Xw\x03a@b\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01", 8_192)...),
		"tuple of refs":      append([]byte("i\x00\x00\x20\x00"), rep("ew\x03a@b\x00\x00\x00\x01\x01", 8_192)...),
		"tuple of exports":   append([]byte("i\x00\x00\x20\x00"), rep("qw\x01aw\x01ba\x01", 8_192)...),
		"tuple of records":   append([]byte("i\x00\x00\x20\x00"), rep("C\x00\x00\x00\x00\x00w\x01aw\x01b", 8_192)...),
		"tuple of maps":      append([]byte("i\x00\x00\x20\x00"), rep("t\x00\x00\x00\x01jj", 8_192)...),
		"record of fields":   append([]byte("C\x00\xff\xff\xff\x00w\x01aw\x01b"), rep("w\x01a", 60_000)...),
		"fun claims":         append(append([]byte("p\x00\x00\x00\x00\x01"), make([]byte, 20)...), "\xff\xff\xff\xffw\x01ma\x01a\x01Xw\x03a@b\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01jj"...),
		"binary claims":      []byte("m\xff\xff\xff\xffabc"),
		"bignum claims":      []byte("o\xff\xff\xff\xff\x00abc"),
	}
}

// allocated returns the bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Decoding takes at most this many bytes for each byte of input, and a little:
// a tuple of [] takes 1 byte an element on the wire and 16 here, three times
// while its elements gather.
const (
	perByte = 160
	little  = 64 << 10
)

func TestMemoryIsBounded(t *testing.T) {
	for name, in := range nasty() {
		var err error
		n := allocated(func() { _, _, err = Decode(in, nil) })
		if n > uint64(perByte*len(in)+little) {
			t.Errorf("%s: %d bytes of input take %d bytes (%d each), %v", name, len(in), n, n/uint64(len(in)), err)
		}
	}
}

// TestZipBomb: the claimed size is believed only as far as data comes.
func TestZipBomb(t *testing.T) {
	o := NewBinaryOptions()
	o.Compress = true
	bomb, err := TermToBinary(term.String(strings.Repeat("\x00", 8<<20)), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := BinaryToTerm(bomb, nil); err != nil {
		t.Errorf("8 MiB of zeros: %v", err)
	}
	copy(bomb[2:], []byte{0x0f, 0xff, 0xff, 0xff})
	n := allocated(func() { _, _, err = BinaryToTerm(bomb[:len(bomb)/2], nil) })
	if !errors.Is(err, ErrCompressed) || n > 64<<20 {
		t.Errorf("%d bytes of input take %d bytes: %v", len(bomb)/2, n, err)
	}
	n = allocated(func() { _, _, err = BinaryToTerm(bomb, &DecodeOptions{MaxUncompressed: 1 << 20}) })
	if !errors.Is(err, ErrSize) || n > little {
		t.Errorf("over the limit: %d bytes allocated, %v", n, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, in := range nasty() {
		f.Add(append([]byte{131}, in[:min(len(in), 200)]...))
	}
	for _, x := range benchTerms() {
		b, err := TermToBinary(x, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 2000)])
	}
	for _, s := range samples {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var x term.Term
		var used int
		var err error
		n := allocated(func() { x, used, err = BinaryToTerm(in, &DecodeOptions{MaxUncompressed: 1 << 20, Share: true}) })
		compressed := len(in) > 1 && in[1] == tagCompressed
		if !compressed && n > uint64(perByte*len(in)+little) {
			t.Fatalf("%d bytes of input take %d bytes", len(in), n)
		}
		if err != nil {
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		if used > len(in) {
			t.Fatalf("used %d of %d", used, len(in))
		}
		for _, o := range []*BinaryOptions{nil, {EncodeOptions: EncodeOptions{Deterministic: true, OldAtoms: true, OldFloats: true}}} {
			b, err := TermToBinary(x, o)
			if err != nil {
				t.Fatal(err)
			}
			y, _, err := BinaryToTerm(b, nil)
			if err != nil {
				t.Fatalf("not read back: %v", err)
			}
			if !term.Identical(x, y) || term.Compare(x, y) != 0 || term.Hash(x) != term.Hash(y) {
				t.Fatalf("% x changes to % x", in, b)
			}
		}
	})
}

// samples has a term of each tag.
var samples = []string{
	"83 46 3ff8000000000000", "83 4d 00000002 04 2340", "83 58 7703614062 00000001 00000002 00000003", "83 78 7703614062 0000010000000000 00000003",
	"83 5a 0003 7703614062 00000003 00000001 00000002 00000003", "83 71 770161 770162 6103", "83 43 00000002 01 77016d 7703666f6f 770161 770162 770568656c6c6f 6102",
	"83 70 00000047 02 01020000000000000000000000000010 00000004 00000002 77016d 6105 6e05000000000002 58 7703614062 00000007 00000000 00000000 6101 6c 00000001 770161 6a",
	"83 6f 00000009 01 010000000000000080", "83 64 0001 e9", "83 73 01 e9", "83 76 0002 c3a9", "83 63 312e3530303030303030303030303030303030303030652b3030 0000000000",
	"83 67 7703614062 00000001 00000002 03", "83 66 7703614062 00000001 03", "83 59 7703614062 ffffffff 00000003", "83 65 7703614062 00000001 03",
	"83 72 0002 7703614062 03 00000001 00000002", "83 50 00000002 789c4b64040000c50063", "83 69 00000001 6a", "83 6b 0002 0102", "83 74 00000002 770161 6101 6101 6a",
}
