package etf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math"
	"sync"

	"gex/proto/term"
)

// BinaryOptions are those of term_to_binary/2.
type BinaryOptions struct {
	EncodeOptions
	// Compress writes the compressed form, where that is shorter.
	Compress bool
	// Level is the zlib level for it, 0 to 9; NewBinaryOptions sets the
	// default of 6.
	Level int
}

// NewBinaryOptions returns the options of term_to_binary/1.
func NewBinaryOptions() *BinaryOptions { return &BinaryOptions{Level: 6} }

// SetMinorVersion sets the options for {minor_version, v}; false if there is
// no such version.
func (o *BinaryOptions) SetMinorVersion(v int) bool {
	if v < 0 || v > 2 {
		return false
	}
	o.OldFloats, o.OldAtoms = v < 1, v < 2
	return true
}

// AppendBinary appends t with the version byte 131 in front. A nil o writes as
// term_to_binary/1. Errors are those of AppendTerm.
func AppendBinary(dst []byte, t term.Term, o *BinaryOptions) ([]byte, error) {
	if o == nil {
		return AppendTerm(append(dst, tagVersion), t, nil)
	}
	at := len(dst)
	dst, err := AppendTerm(append(dst, tagVersion), t, &o.EncodeOptions)
	if err != nil || !o.Compress {
		return dst, err
	}
	plain := dst[at+1:]
	if uint64(len(plain)) > math.MaxUint32 {
		return dst, ErrSize
	}
	var z bytes.Buffer
	w, err := zlib.NewWriterLevel(&z, o.Level)
	if err != nil {
		return dst, err
	}
	// Writing to a Buffer cannot fail.
	w.Write(plain)
	w.Close()
	if 5+z.Len() >= len(plain) {
		return dst, nil
	}
	size := uint32(len(plain))
	dst = binary.BigEndian.AppendUint32(append(dst[:at+1], tagCompressed), size)
	return append(dst, z.Bytes()...), nil
}

// TermToBinary is AppendBinary to a slice of its own.
func TermToBinary(t term.Term, o *BinaryOptions) ([]byte, error) {
	const keep = 1 << 20
	s := scratch.Get().(*[]byte)
	b, err := AppendBinary((*s)[:0], t, o)
	if cap(b) > keep {
		scratch.Put(s)
		return b, err
	}
	*s = b
	var out []byte
	if err == nil {
		out = append(out, b...)
	}
	scratch.Put(s)
	return out, err
}

// scratch holds buffers to encode into: a slice that grows from nothing is
// copied again and again.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

// BinaryToTerm reads the term at the front of b, which must begin with the
// version byte, and returns how many bytes it took, as the option used of
// binary_to_term/2 does. Errors are *Error; offsets in compressed data count
// from the start of the uncompressed data.
func BinaryToTerm(b []byte, o *DecodeOptions) (t term.Term, used int, err error) {
	if o == nil {
		o = &plainDecode
	}
	if len(b) == 0 {
		return t, 0, &Error{Err: ErrTruncated}
	}
	if b[0] != tagVersion {
		return t, 0, &Error{Tag: b[0], Err: ErrVersion}
	}
	if len(b) > 1 && b[1] == tagCompressed {
		return uncompress(b, o)
	}
	t, rest, err := Decode(b[1:], o)
	if err != nil {
		if e, ok := err.(*Error); ok {
			e.Offset++
		}
		return t, 0, err
	}
	return t, len(b) - len(rest), nil
}

func uncompress(b []byte, o *DecodeOptions) (t term.Term, used int, err error) {
	fail := func(err error) (term.Term, int, error) {
		return term.Term{}, 0, &Error{Tag: tagCompressed, Offset: 1, Err: err}
	}
	if len(b) < 6 {
		return fail(ErrTruncated)
	}
	limit := o.MaxUncompressed
	if limit == 0 {
		limit = defaultUncompressed
	}
	size := binary.BigEndian.Uint32(b[2:])
	if uint64(size) > uint64(limit) {
		return fail(ErrSize)
	}
	src := bytes.NewReader(b[6:])
	z, err := zlib.NewReader(src)
	if err != nil {
		return fail(ErrCompressed)
	}
	// The buffer grows with the data, not with the size claimed. One byte more
	// tells data that is too long, and has the checksum verified.
	var plain bytes.Buffer
	n, err := io.Copy(&plain, io.LimitReader(z, int64(size)+1))
	if err != nil || n != int64(size) {
		return fail(ErrCompressed)
	}
	inner := *o
	inner.Share = true
	t, rest, err := Decode(plain.Bytes(), &inner)
	if err != nil {
		return t, 0, err
	}
	if len(rest) > 0 {
		return fail(ErrCompressed)
	}
	return t, len(b) - src.Len(), nil
}
