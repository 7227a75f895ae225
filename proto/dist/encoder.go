package dist

import (
	"encoding/binary"
	"errors"
	"math"

	"gex/proto/etf"
	"gex/proto/term"
)

// Tags of frames.
const (
	tagVersion     = 131
	tagHeader      = 68
	tagFragment    = 69
	tagContinue    = 70
	tagPassThrough = 112
)

// fragmentSize is how many bytes of terms a frame carries at most when the peer
// takes fragments, as in OTP.
const fragmentSize = 64 << 10

// ErrMessageSize: the message does not fit one frame, and the peer takes no
// fragments.
var ErrMessageSize = errors.New("message too large for one frame")

// Encoder writes messages for one connection.
type Encoder struct {
	// FunHeader is that of etf.EncodeOptions. When it fails, Append fails with
	// its error and leaves no trace.
	FunHeader func(arity int, named bool) (etf.FunHeader, error)

	header    bool // frames have distribution headers
	fragments bool
	cache     *sendCache // nil if the peer takes none
	options   etf.EncodeOptions
	seq       uint64
	terms     []byte // of the message being written
}

// NewEncoder returns an Encoder for a connection whose sides both offered flags.
func NewEncoder(flags Flag) *Encoder {
	e := &Encoder{header: flags&(DistHdrAtomCache|Fragments) != 0, fragments: flags.Has(Fragments)}
	e.options.FunHeader = func(arity int, named bool) (etf.FunHeader, error) {
		if e.FunHeader != nil {
			return e.FunHeader(arity, named)
		}
		return etf.OwnHeader(arity, named), nil
	}
	if flags.Has(DistHdrAtomCache) {
		e.cache = new(sendCache)
		e.options.AtomCache = e.cache.ref
	}
	return e
}

// SetSelf names the node that writes.
func (e *Encoder) SetSelf(self etf.Self) { e.options.Self = self }

// Append appends the frame or frames of a message, lengths included. When it
// fails, dst is returned as it was and the connection can go on without the
// message.
func (e *Encoder) Append(dst []byte, control, payload term.Term, hasPayload bool) ([]byte, error) {
	if !e.header {
		return e.appendPassThrough(dst, control, payload, hasPayload)
	}
	if e.cache != nil {
		e.cache.begin()
	}
	const keep = 1 << 20
	defer func() {
		if cap(e.terms) > keep {
			e.terms = nil
		}
	}()
	out, err := e.appendHeaders(dst, control, payload, hasPayload)
	if err != nil {
		if e.cache != nil {
			e.cache.rollback()
		}
		return dst, err
	}
	return out, nil
}

func (e *Encoder) appendHeaders(dst []byte, control, payload term.Term, hasPayload bool) ([]byte, error) {
	var err error
	if e.terms, err = etf.AppendTerm(e.terms[:0], control, &e.options); err != nil {
		return dst, err
	}
	controlLen := len(e.terms)
	if hasPayload {
		if e.terms, err = etf.AppendTerm(e.terms, payload, &e.options); err != nil {
			return dst, err
		}
	}
	terms := e.terms
	if len(terms) <= fragmentSize || !e.fragments {
		at := len(dst)
		dst = e.appendAtoms(append(dst, 0, 0, 0, 0, tagVersion, tagHeader))
		dst = append(dst, terms...)
		return endFrame(dst, at)
	}
	// The control term must be whole in the first fragment.
	first := max(fragmentSize, controlLen)
	rest := len(terms) - first
	left := uint64(1 + (rest+fragmentSize-1)/fragmentSize)
	e.seq++
	at := len(dst)
	dst = e.appendAtoms(e.appendFragment(dst, tagFragment, left))
	dst = append(dst, terms[:first]...)
	if dst, err = endFrame(dst, at); err != nil {
		return dst, err
	}
	for terms = terms[first:]; len(terms) > 0; {
		n := min(len(terms), fragmentSize)
		left--
		at := len(dst)
		dst = append(e.appendFragment(dst, tagContinue, left), terms[:n]...)
		terms = terms[n:]
		if dst, err = endFrame(dst, at); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// appendFragment appends room for the length, and the head of a fragment.
func (e *Encoder) appendFragment(dst []byte, tag byte, left uint64) []byte {
	dst = append(dst, 0, 0, 0, 0, tagVersion, tag)
	dst = binary.BigEndian.AppendUint64(dst, e.seq)
	return binary.BigEndian.AppendUint64(dst, left)
}

func (e *Encoder) appendAtoms(dst []byte) []byte {
	if e.cache == nil {
		return append(dst, 0)
	}
	return e.cache.appendHeader(dst)
}

// endFrame fills in the length of the frame that begins at at.
func endFrame(dst []byte, at int) ([]byte, error) {
	n := len(dst) - at - 4
	if uint64(n) > math.MaxUint32 {
		return dst, ErrMessageSize
	}
	binary.BigEndian.PutUint32(dst[at:], uint32(n))
	return dst, nil
}

func (e *Encoder) appendPassThrough(dst []byte, control, payload term.Term, hasPayload bool) ([]byte, error) {
	out, err := etf.AppendTerm(append(dst, 0, 0, 0, 0, tagPassThrough, tagVersion), control, &e.options)
	if err == nil && hasPayload {
		out, err = etf.AppendTerm(append(out, tagVersion), payload, &e.options)
	}
	if err == nil {
		out, err = endFrame(out, len(dst))
	}
	if err != nil {
		return dst, err
	}
	return out, nil
}

// AppendTick appends a frame that only shows that the node is alive.
func AppendTick(dst []byte) []byte { return append(dst, 0, 0, 0, 0) }
