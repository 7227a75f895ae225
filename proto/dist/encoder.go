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
	terms     []byte  // of the message being written, but for
	large     []large // binaries in them
	first     int     // how long the control term is
	done      int     // how much of terms has been appended,
	next      int     // and of large
}

// large is a binary that belongs at a place in Encoder.terms.
type large struct {
	at int
	b  []byte
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
	e.options.Large = func(at int, b []byte) bool {
		e.large = append(e.large, large{at, b})
		return true
	}
	if flags.Has(DistHdrAtomCache) {
		e.cache = new(sendCache)
		e.options.AtomCache = e.cache.ref
	}
	return e
}

// SetSelf names the node that writes.
func (e *Encoder) SetSelf(self etf.Self) { e.options.Self = self }

// Append appends the frame or frames of a message to q. When it fails, q is as it
// was and the connection can go on without the message.
func (e *Encoder) Append(q *Queue, control, payload term.Term, hasPayload bool) error {
	if e.cache != nil {
		e.cache.begin()
	}
	err := e.encode(control, payload, hasPayload)
	if err == nil {
		if e.header {
			e.appendHeaders(q)
		} else {
			e.appendFrame(q, e.len())
		}
	} else if e.cache != nil {
		e.cache.rollback()
	}
	const keep = 1 << 20
	if cap(e.terms) > keep {
		e.terms = nil
	}
	clear(e.large)
	return err
}

// encode fills terms and large.
func (e *Encoder) encode(control, payload term.Term, hasPayload bool) (err error) {
	e.terms, e.large, e.done, e.next = e.terms[:0], e.large[:0], 0, 0
	if !e.header {
		e.terms = append(e.terms, tagPassThrough, tagVersion)
	}
	if e.terms, err = etf.AppendTerm(e.terms, control, &e.options); err != nil {
		return err
	}
	e.first = e.len()
	if hasPayload {
		if !e.header {
			e.terms = append(e.terms, tagVersion)
		}
		if e.terms, err = etf.AppendTerm(e.terms, payload, &e.options); err != nil {
			return err
		}
	}
	if whole := e.len(); !e.fragments && uint64(whole) > math.MaxUint32-maxHead || uint64(e.first) > math.MaxUint32-maxHead {
		return ErrMessageSize
	}
	return nil
}

// maxHead is more than what stands before the terms of a frame.
const maxHead = 1 << 20

// len is how long the terms are, binaries included.
func (e *Encoder) len() int {
	n := len(e.terms)
	for _, l := range e.large {
		n += len(l.b)
	}
	return n
}

func (e *Encoder) appendHeaders(q *Queue) {
	n := e.len()
	if n <= fragmentSize || !e.fragments {
		q.small = append(q.small, 0, 0, 0, 0, tagVersion, tagHeader)
		e.appendAtoms(q, len(q.small)-2, n)
		e.appendTerms(q, n)
		return
	}
	// The control term must be whole in the first fragment.
	first := max(fragmentSize, e.first)
	left := uint64(1 + (n-first+fragmentSize-1)/fragmentSize)
	e.seq++
	at := e.appendFragment(q, tagFragment, left)
	e.appendAtoms(q, at, first)
	e.appendTerms(q, first)
	for n -= first; n > 0; {
		part := min(n, fragmentSize)
		left--
		at := e.appendFragment(q, tagContinue, left)
		endHead(q, at, part)
		e.appendTerms(q, part)
		n -= part
	}
}

// appendFrame appends a frame of n bytes of terms and nothing else.
func (e *Encoder) appendFrame(q *Queue, n int) {
	q.small = binary.BigEndian.AppendUint32(q.small, uint32(n))
	e.appendTerms(q, n)
}

// appendTerms appends the next n bytes of the terms.
func (e *Encoder) appendTerms(q *Queue, n int) {
	for n > 0 {
		part := n
		if e.next < len(e.large) {
			l := &e.large[e.next]
			if l.at == e.done {
				part = min(n, len(l.b))
				q.refer(l.b[:part])
				if l.b = l.b[part:]; len(l.b) == 0 {
					e.next++
				}
				n -= part
				continue
			}
			part = min(n, l.at-e.done)
		}
		q.small = append(q.small, e.terms[e.done:e.done+part]...)
		e.done += part
		n -= part
	}
}

// appendFragment appends room for the length, and the head of a fragment; the
// result is where the head begins.
func (e *Encoder) appendFragment(q *Queue, tag byte, left uint64) (at int) {
	q.small = append(q.small, 0, 0, 0, 0, tagVersion, tag)
	at = len(q.small) - 2
	q.small = binary.BigEndian.AppendUint64(q.small, e.seq)
	q.small = binary.BigEndian.AppendUint64(q.small, left)
	return at
}

// appendAtoms appends the atoms of the message, which end a head that begins at
// at, before n bytes of terms.
func (e *Encoder) appendAtoms(q *Queue, at, n int) {
	if e.cache == nil {
		q.small = append(q.small, 0)
	} else {
		q.small = e.cache.appendHeader(q.small)
	}
	endHead(q, at, n)
}

// endHead fills in the length of a frame whose head is small[at:], before n bytes
// of terms.
func endHead(q *Queue, at, n int) {
	binary.BigEndian.PutUint32(q.small[at-4:], uint32(len(q.small)-at+n))
}
