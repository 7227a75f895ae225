package dist

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unsafe"

	"gex/proto/etf"
	"gex/proto/term"
)

// Causes of a DecodeError besides those of package etf.
var (
	ErrFrameSize  = errors.New("frame over the size limit")
	ErrFrameTag   = errors.New("unknown kind of frame, or one that was not negotiated")
	ErrHeader     = errors.New("bad distribution header")
	ErrEmptySlot  = errors.New("distribution header refers to an empty slot of the atom cache")
	ErrFragment   = errors.New("fragment out of sequence")
	ErrPending    = errors.New("too many or too large unfinished fragmented messages")
	ErrTrailing   = errors.New("data after the last term")
	ErrPassHeader = errors.New("term without version byte")
)

// DecodeError is what Next returns for bytes that are no distribution message.
type DecodeError struct {
	Part string // what was being read
	Err  error  // a cause above, or an *etf.Error
}

// Error tells what is wrong.
func (e *DecodeError) Error() string {
	return fmt.Sprintf("distribution message: %s: %v", e.Part, e.Err)
}

// Unwrap returns the cause.
func (e *DecodeError) Unwrap() error { return e.Err }

// Limits of a Decoder, where its fields are 0.
const (
	DefaultMaxFrame   = 256 << 20
	DefaultMaxPending = 1 << 30
	DefaultMaxOpen    = 1024
)

// Decoder reads the messages of one connection.
type Decoder struct {
	// MaxFrame is the length of the longest frame allowed, in bytes.
	MaxFrame int
	// MaxPending is how many bytes of unfinished fragmented messages are kept,
	// and MaxOpen how many such messages there may be.
	MaxPending int
	MaxOpen    int
	// Terms are the options for reading terms; Share and AtomRef are set by
	// the Decoder.
	Terms etf.DecodeOptions

	r       io.Reader
	buf     []byte // what was read ahead
	start   int    // of what of buf is still to come
	header  bool
	cached  bool
	cache   slots[term.Term]
	atoms   []term.Term // of the message being read
	pending map[uint64]*pending
	held    int // bytes in pending
}

// pending is a message of which fragments are missing.
type pending struct {
	next  uint64 // number of the next fragment
	atoms []term.Term
	terms []byte
}

// A Decoder reads ahead up to readAhead bytes, once so much comes; most connections
// of a large cluster say little.
const (
	firstAhead = 4 << 10
	readAhead  = 64 << 10
)

// NewDecoder returns a Decoder for a connection whose sides both offered flags.
func NewDecoder(r io.Reader, flags Flag) *Decoder {
	d := &Decoder{r: r, header: flags&(DistHdrAtomCache|Fragments) != 0, cached: flags.Has(DistHdrAtomCache)}
	d.Terms.AtomRef = d.atomRef
	return d
}

// Message is one message, or a tick.
type Message struct {
	Control    term.Term
	Payload    term.Term
	HasPayload bool
	Tick       bool
}

// Next reads up to the end of the next message or tick. Errors are io.EOF at a
// frame border, those of the reader, and *DecodeError.
func (d *Decoder) Next() (Message, error) {
	for {
		n, err := d.length()
		if err != nil {
			return Message{}, err
		}
		if n == 0 {
			return Message{Tick: true}, nil
		}
		m, done, err := d.frame(n)
		if done || err != nil {
			return m, err
		}
	}
}

func or(limit, standard int) int {
	if limit == 0 {
		return standard
	}
	return limit
}

// length returns that of the next frame.
func (d *Decoder) length() (int, error) {
	if err := d.fill(4); err != nil {
		return 0, err
	}
	size := binary.BigEndian.Uint32(d.buf[d.start:])
	if uint64(size) > uint64(or(d.MaxFrame, DefaultMaxFrame)) {
		return 0, &DecodeError{"frame", fmt.Errorf("%d bytes: %w", size, ErrFrameSize)}
	}
	d.start += 4
	return int(size), nil
}

// frame takes the content of a frame, n bytes. The message is done when it is its
// last one.
func (d *Decoder) frame(n int) (m Message, done bool, err error) {
	if n <= readAhead/2 {
		if err := d.fill(n); err != nil {
			return m, false, noEOF(err)
		}
		content := d.buf[d.start : d.start+n : d.start+n]
		d.start += n
		return d.message(content, false)
	}
	if err := d.fill(fragmentHead); err != nil {
		return m, false, noEOF(err)
	}
	slack := 0
	if d.header && d.buf[d.start] == tagVersion {
		switch d.buf[d.start+1] {
		case tagContinue:
			return d.largeFragment(n)
		case tagFragment:
			slack = fragmentSlack
		}
	}
	content, err := d.read(room(min(n, largeChunk)+slack), n)
	if err != nil {
		return m, false, err
	}
	return d.message(content, true)
}

const (
	// fragmentHead is the length of what stands before the terms of a fragment
	// that continues a message.
	fragmentHead = 18
	// fragmentSlack is room for a short fragment behind a long one: a binary of
	// 64 KiB comes as the two.
	fragmentSlack = 1 << 10
	// directRead is how much is worth a read that puts it where it belongs.
	directRead = 1 << 10
	// largeChunk is how much memory a frame gets before its bytes have come.
	largeChunk = 1 << 20
)

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// fill has n bytes ready in buf.
func (d *Decoder) fill(n int) error {
	if len(d.buf)-d.start >= n {
		return nil
	}
	switch rest := d.buf[d.start:]; {
	case d.buf == nil:
		d.buf = make([]byte, 0, max(n, firstAhead))
	case cap(d.buf) < n || len(d.buf) == cap(d.buf) && cap(d.buf) < readAhead:
		d.buf, d.start = append(make([]byte, 0, readAhead), rest...), 0
	case cap(d.buf)-d.start < n || len(rest) == 0:
		d.buf, d.start = append(d.buf[:0], rest...), 0
	}
	limit := cap(d.buf)
	if d.held > 0 {
		// What follows is likely a fragment, which is better read to its place.
		limit = min(limit, d.start+max(n, directRead))
	}
	for len(d.buf)-d.start < n {
		m, err := d.readSome(d.buf[len(d.buf):limit])
		d.buf = d.buf[:len(d.buf)+m]
		if len(d.buf)-d.start >= n {
			return nil
		}
		if err != nil {
			if len(d.buf) > d.start {
				err = noEOF(err)
			}
			return err
		}
	}
	return nil
}

// read appends the next n bytes to out, which grows as they come.
func (d *Decoder) read(out []byte, n int) ([]byte, error) {
	end := len(out) + n
	for len(out) < end {
		if ahead := min(end-len(out), len(d.buf)-d.start); ahead > 0 {
			out = append(out, d.buf[d.start:d.start+ahead]...)
			d.start += ahead
			continue
		}
		if left := end - len(out); left <= directRead {
			// The same read may bring what comes after.
			if err := d.fill(left); err != nil {
				return nil, noEOF(err)
			}
			continue
		}
		if len(out) == cap(out) {
			out = append(room(len(out)+min(end-len(out), max(len(out), largeChunk))), out...)
		}
		// The head of the next frame comes with the same read, where out has room.
		m, err := d.readSome(out[len(out):min(cap(out), end+directRead)])
		if over := len(out) + m - end; over > 0 {
			d.buf, d.start = append(d.buf[:0], out[end:end+over]...), 0
			m -= over
		}
		out = out[:len(out)+m]
		if err != nil && len(out) < end {
			return nil, noEOF(err)
		}
	}
	return out, nil
}

// readSome reads at least a byte, unless there is an error.
func (d *Decoder) readSome(b []byte) (n int, err error) {
	for range 100 {
		if n, err = d.r.Read(b); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// room returns an empty slice with room for n bytes, which are not cleared first, as
// make would: that took an eighth of the time of receiving large binaries.
func room(n int) []byte {
	var b strings.Builder
	b.Grow(max(n, 1))
	b.WriteByte(0) // so that there is a first byte to point to
	return unsafe.Slice(unsafe.StringData(b.String()), b.Cap())[:0]
}

func (d *Decoder) message(frame []byte, own bool) (m Message, done bool, err error) {
	if !d.header {
		if frame[0] != tagPassThrough {
			return m, false, &DecodeError{fmt.Sprintf("frame that begins with %d", frame[0]), ErrFrameTag}
		}
		m, err = d.passThrough(frame[1:], own)
		return m, true, err
	}
	if len(frame) < 2 || frame[0] != tagVersion {
		return m, false, &DecodeError{fmt.Sprintf("frame that begins with %d", frame[0]), ErrFrameTag}
	}
	tag, rest := frame[1], frame[2:]
	switch tag {
	case tagHeader:
		if rest, err = d.readAtoms(rest); err != nil {
			return m, false, err
		}
		m, err = d.terms(rest, own)
		return m, true, err
	case tagFragment, tagContinue:
		return d.fragment(tag, rest, own)
	}
	return m, false, &DecodeError{fmt.Sprintf("frame that begins with 131, %d", tag), ErrFrameTag}
}

func (d *Decoder) passThrough(b []byte, own bool) (m Message, err error) {
	d.Terms.Share = own
	read := func(part string) (term.Term, error) {
		if len(b) == 0 || b[0] != tagVersion {
			return term.Term{}, &DecodeError{part, ErrPassHeader}
		}
		t, rest, err := etf.Decode(b[1:], &d.Terms)
		if err != nil {
			return t, &DecodeError{part, err}
		}
		b = rest
		return t, nil
	}
	if m.Control, err = read("control message"); err != nil {
		return m, err
	}
	if len(b) > 0 {
		if m.Payload, err = read("payload"); err != nil {
			return m, err
		}
		m.HasPayload = true
	}
	if len(b) > 0 {
		return m, &DecodeError{"payload", ErrTrailing}
	}
	return m, nil
}

// terms reads the control term and, if there is more, the payload.
func (d *Decoder) terms(b []byte, own bool) (m Message, err error) {
	d.Terms.Share = own
	m.Control, b, err = etf.Decode(b, &d.Terms)
	if err != nil {
		return m, &DecodeError{"control message", err}
	}
	if len(b) == 0 {
		return m, nil
	}
	m.HasPayload = true
	m.Payload, b, err = etf.Decode(b, &d.Terms)
	if err != nil {
		return m, &DecodeError{"payload", err}
	}
	if len(b) > 0 {
		return m, &DecodeError{"payload", ErrTrailing}
	}
	return m, nil
}

func (d *Decoder) atomRef(i byte) (term.Term, bool) {
	if int(i) >= len(d.atoms) {
		return term.Term{}, false
	}
	return d.atoms[i], true
}

// readAtoms reads the distribution header into atoms, updates the cache, and
// returns the rest.
func (d *Decoder) readAtoms(b []byte) ([]byte, error) {
	d.atoms = d.atoms[:0]
	bad := func(err error) ([]byte, error) { return nil, &DecodeError{"header", err} }
	if len(b) == 0 {
		return bad(ErrHeader)
	}
	n := int(b[0])
	b = b[1:]
	if n == 0 {
		return b, nil
	}
	if !d.cached || len(b) < n/2+1 {
		return bad(ErrHeader)
	}
	flags := b[:n/2+1]
	b = b[n/2+1:]
	flag := func(i int) byte { return flags[i/2] >> (i % 2 * 4) & 15 }
	lengthSize := 1
	if flag(n)&longAtoms != 0 {
		lengthSize = 2
	}
	for i := range n {
		if len(b) == 0 {
			return bad(ErrHeader)
		}
		f := flag(i)
		slot := int(f&7)<<8 | int(b[0])
		b = b[1:]
		if f&newEntry == 0 {
			a := *d.cache.slot(slot)
			if a.IsNone() {
				return bad(ErrEmptySlot)
			}
			d.atoms = append(d.atoms, a)
			continue
		}
		if len(b) < lengthSize {
			return bad(ErrHeader)
		}
		size := int(b[0])
		if lengthSize == 2 {
			size = size<<8 | int(b[1])
		}
		b = b[lengthSize:]
		if len(b) < size {
			return bad(ErrHeader)
		}
		a, err := d.Terms.Quota.Make(b[:size])
		if err != nil {
			return bad(err)
		}
		b = b[size:]
		*d.cache.slot(slot) = a
		d.atoms = append(d.atoms, a)
	}
	return b, nil
}

// fragment takes one fragment; the message is done with the last one.
func (d *Decoder) fragment(tag byte, b []byte, own bool) (m Message, done bool, err error) {
	if len(b) < 16 {
		return m, false, &DecodeError{"fragment", ErrHeader}
	}
	seq, id := binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])
	b = b[16:]
	if tag == tagFragment {
		if d.pending[seq] != nil || id == 0 {
			return m, false, &DecodeError{"fragment", ErrFragment}
		}
		if b, err = d.readAtoms(b); err != nil {
			return m, false, err
		}
		if len(d.pending) >= or(d.MaxOpen, DefaultMaxOpen) {
			return m, false, &DecodeError{"fragment", ErrPending}
		}
		if d.pending == nil {
			d.pending = make(map[uint64]*pending)
		}
		d.pending[seq] = &pending{next: id, atoms: slices.Clone(d.atoms)}
	}
	p, err := d.expect(seq, id, len(b))
	if err != nil {
		return m, false, err
	}
	if own && tag == tagFragment {
		p.terms = b
	} else {
		p.reserve(len(b))
		p.terms = append(p.terms, b...)
	}
	return d.added(seq, p, len(b))
}

// largeFragment takes a long fragment that continues a message, a frame of n bytes
// of which the head is in the buffer, straight to where it belongs.
func (d *Decoder) largeFragment(n int) (m Message, done bool, err error) {
	seq, id := binary.BigEndian.Uint64(d.buf[d.start+2:]), binary.BigEndian.Uint64(d.buf[d.start+10:])
	n -= fragmentHead
	p, err := d.expect(seq, id, n)
	if err != nil {
		return m, false, err
	}
	d.start += fragmentHead
	p.reserve(min(n, largeChunk))
	if p.terms, err = d.read(p.terms, n); err != nil {
		return m, false, err
	}
	return d.added(seq, p, n)
}

// expect returns the message that a fragment of n bytes belongs to.
func (d *Decoder) expect(seq, id uint64, n int) (*pending, error) {
	p := d.pending[seq]
	if p == nil || id != p.next {
		return nil, &DecodeError{"fragment", ErrFragment}
	}
	if d.held+n > or(d.MaxPending, DefaultMaxPending) {
		return nil, &DecodeError{"fragment", ErrPending}
	}
	return p, nil
}

// reserve makes room for n bytes more, and for what is announced to follow, but
// not for many times what has come.
func (p *pending) reserve(n int) {
	have := len(p.terms)
	if cap(p.terms)-have >= n {
		return
	}
	size := int64(4 * have)
	if announced := int64(have) + int64(n)*int64(min(p.next, 1<<20)); announced <= int64(5*have) {
		size = announced // rather than nearly
	}
	p.terms = append(room(max(have+n, int(size))), p.terms...)
}

// added counts n bytes that came for a message, which is done if they are its last.
func (d *Decoder) added(seq uint64, p *pending, n int) (m Message, done bool, err error) {
	d.held += n
	if p.next--; p.next > 0 {
		return m, false, nil
	}
	delete(d.pending, seq)
	d.held -= len(p.terms)
	d.atoms = append(d.atoms[:0], p.atoms...)
	m, err = d.terms(p.terms, true)
	return m, true, err
}
