package etf

import (
	"encoding/binary"
	"math"
	"math/big"
	"slices"
	"sync"

	"gex/proto/term"
)

// DecodeOptions change how terms are read. A nil pointer or the zero value
// reads as binary_to_term/1 does.
type DecodeOptions struct {
	// AtomRef returns an atom of the distribution header. Nil rejects
	// references to it.
	AtomRef func(index byte) (term.Term, bool)
	// Share lets binaries be parts of the input, which then must not change.
	// Small parts of large inputs are copied all the same, so as not to keep
	// the whole input in memory.
	Share bool
	// Safe rejects atoms that do not exist yet.
	Safe bool
	// Code keeps the atoms for good, as those of code are; else atoms that did
	// not exist are collected when no term holds them.
	Code bool
	// Quota limits the atoms made by who wrote the term; nil does not.
	Quota *term.Quota
	// MaxDepth is how deep terms may be nested, list tails not counted;
	// 0 means 1<<20.
	MaxDepth int
	// MaxUncompressed is how many bytes a compressed term may have
	// uncompressed; 0 means 256 MiB.
	MaxUncompressed int
	// Self names the node that reads.
	Self Self
}

var plainDecode DecodeOptions

// Decode reads one term, without a version byte, from the front of b and
// returns what is left of b. Errors are *Error.
func Decode(b []byte, o *DecodeOptions) (t term.Term, rest []byte, err error) {
	if o == nil {
		o = &plainDecode
	}
	d := decoders.Get().(*decoder)
	d.b, d.o, d.pos = b, o, 0
	if d.depth = o.MaxDepth; d.depth == 0 {
		d.depth = defaultMaxDepth
	}
	t, err = d.run()
	pos := d.pos
	d.release()
	if err != nil {
		return term.Term{}, nil, err
	}
	return t, b[pos:], nil
}

// decoder reads terms without recursion: the values of compound terms gather
// on one stack, and frames tell how many each still needs.
type decoder struct {
	o      *DecodeOptions
	b      []byte
	pos    int // of the next byte
	at     int // of the tag of the term being read
	depth  int // most frames allowed
	values []term.Term
	high   int // most values there were
	frames []decodeFrame
	lists  []term.ListBuilder // of the frames that are lists
	heads  []term.Term        // of the frames that are funs and records
	maps   term.MapBuilder
	shapes bool   // maps was used
	small  []byte // room for copies of small binaries
}

// decodeFrame is small, as two bytes of input can open one.
type decodeFrame struct {
	left int // values still to come
	base int // where its values begin
	tag  byte
}

var decoders = sync.Pool{New: func() any { return new(decoder) }}

func (d *decoder) release() {
	const keep = 1 << 12
	if cap(d.values) > keep {
		d.values = nil
	}
	if cap(d.frames) > keep {
		d.frames = nil
	}
	clear(d.values[:min(max(d.high, len(d.values)), cap(d.values))])
	if cap(d.lists) > keep {
		d.lists = nil
	}
	clear(d.lists) // what is left after an error
	clear(d.heads)
	d.frames, d.lists, d.heads = d.frames[:0], d.lists[:0], d.heads[:0]
	d.values, d.high = d.values[:0], 0
	d.o, d.b, d.small = nil, nil, nil
	if d.shapes {
		d.maps, d.shapes = term.MapBuilder{}, false
	}
	decoders.Put(d)
}

func (d *decoder) fail(err error) error {
	e := &Error{Offset: d.at, Err: err}
	if d.at < len(d.b) {
		e.Tag = d.b[d.at]
	}
	return e
}

// left is the number of bytes not yet read.
func (d *decoder) left() int { return len(d.b) - d.pos }

// take returns the next n bytes.
func (d *decoder) take(n int) ([]byte, error) {
	if n < 0 || n > d.left() {
		return nil, d.fail(ErrTruncated)
	}
	p := d.b[d.pos : d.pos+n : d.pos+n]
	d.pos += n
	return p, nil
}

// run reads one term.
func (d *decoder) run() (term.Term, error) {
	for {
		v, done, err := d.next()
		if err != nil {
			return v, err
		}
		if !done {
			continue
		}
		// v completes the frames it is the last value of.
		for {
			n := len(d.frames)
			if n == 0 {
				return v, nil
			}
			f := &d.frames[n-1]
			d.values = append(d.values, v)
			if f.left--; f.left > 0 {
				break
			}
			if f.tag == tagList {
				d.flush(f)
				break
			}
			if v, err = d.close(f); err != nil {
				return v, err
			}
			d.values = d.values[:f.base]
			d.frames = d.frames[:n-1]
		}
		if f := &d.frames[len(d.frames)-1]; f.tag == tagList {
			d.elements(f)
		}
	}
}

// next reads a term up to its first part: all of it, or its head, which
// becomes the top frame.
func (d *decoder) next() (v term.Term, done bool, err error) {
	d.at = d.pos
	if d.pos >= len(d.b) {
		return v, false, d.fail(ErrTruncated)
	}
	tag := d.b[d.pos]
	d.pos++
	switch tag {
	case tagSmallInteger:
		if d.pos >= len(d.b) {
			return v, false, d.fail(ErrTruncated)
		}
		v = term.Int(int64(d.b[d.pos]))
		d.pos++
		return v, true, nil
	case tagInteger:
		p, err := d.take(4)
		if err != nil {
			return v, false, err
		}
		return term.Int(int64(int32(binary.BigEndian.Uint32(p)))), true, nil
	case tagSmallAtomUTF8, tagAtomUTF8, tagSmallAtom, tagAtom, tagAtomCacheRef:
		v, err = d.atomTerm(tag)
		return v, true, err
	case tagNil:
		return term.Nil, true, nil
	case tagSmallTuple:
		p, err := d.take(1)
		if err != nil {
			return v, false, err
		}
		return d.openTuple(int(p[0]))
	case tagLargeTuple:
		n, err := d.count(1)
		if err != nil {
			return v, false, err
		}
		return d.openTuple(n)
	case tagList:
		n, err := d.count(1)
		if err != nil || n == 0 {
			// An empty list of this tag is its tail.
			return v, false, err
		}
		if err = d.open(tagList, n); err != nil {
			return v, false, err
		}
		d.lists = append(d.lists, term.ListBuilder{})
		d.elements(&d.frames[len(d.frames)-1])
		return v, false, nil
	case tagString:
		n, err := d.uint16()
		if err != nil {
			return v, false, err
		}
		p, err := d.take(n)
		if err != nil {
			return v, false, err
		}
		var l term.ListBuilder
		l.AppendBytes(p)
		return l.List(term.Nil), true, nil
	case tagBinary:
		n, err := d.uint32()
		if err != nil {
			return v, false, err
		}
		p, err := d.take(n)
		if err != nil {
			return v, false, err
		}
		return term.Binary(d.keep(p)), true, nil
	case tagMap:
		n, err := d.count(2)
		if err != nil || n == 0 {
			return term.EmptyMap, true, err
		}
		return v, false, d.open(tagMap, 2*n)
	}
	v, done, err = d.rare(tag)
	return v, done, err
}

func (d *decoder) uint16() (int, error) {
	p, err := d.take(2)
	if err != nil {
		return 0, err
	}
	return int(binary.BigEndian.Uint16(p)), nil
}

func (d *decoder) uint32() (int, error) {
	p, err := d.take(4)
	if err != nil {
		return 0, err
	}
	n := binary.BigEndian.Uint32(p)
	if uint64(n) > math.MaxInt {
		return 0, d.fail(ErrTruncated)
	}
	return int(n), nil
}

// count reads a number of parts that take at least size bytes each.
func (d *decoder) count(size int) (int, error) {
	n, err := d.uint32()
	if err == nil && n > d.left()/size {
		err = d.fail(ErrTruncated)
	}
	return n, err
}

func (d *decoder) open(tag byte, parts int) error {
	if len(d.frames) >= d.depth {
		return d.fail(ErrDepth)
	}
	d.frames = append(d.frames, decodeFrame{parts, len(d.values), tag})
	return nil
}

func (d *decoder) openTuple(n int) (term.Term, bool, error) {
	switch {
	case n == 0:
		return term.Tuple(), true, nil
	case n > d.left():
		return term.Term{}, false, d.fail(ErrTruncated)
	}
	return term.Term{}, false, d.open(tagSmallTuple, n)
}

// elements reads elements of the list f as long as they are small integers,
// which lists often consist of, straight into cells. It moves what has
// gathered before them into cells too, at the latest when that is much.
func (d *decoder) elements(f *decodeFrame) {
	const gathered, worthwhile = 1024, 4
	if n := d.integers(min(f.left, worthwhile)); n < worthwhile && n < f.left {
		if len(d.values)-f.base >= gathered {
			d.flush(f)
		}
		return
	}
	d.flush(f)
	l := &d.lists[len(d.lists)-1]
	// Twice as many cells each time: never many more than there are integers.
	for run := 4 * worthwhile; f.left > 0; run = min(2*run, gathered) {
		cells := l.Extend(min(f.left, run))
		n := d.fill(cells)
		f.left -= n
		if n < len(cells) {
			l.Shrink(cells, n)
			return
		}
	}
	f.tag, f.left = tagNil, 1 // the tail
}

// fill sets cells to the small integers that come next and returns how many
// there were.
func (d *decoder) fill(cells term.IntCells) int {
	b := d.b[d.pos:]
	n := 0
	for n < len(cells) {
		if len(b) >= 5 && b[0] == tagInteger {
			cells.Set(n, int64(int32(binary.BigEndian.Uint32(b[1:]))))
			b = b[5:]
		} else if len(b) >= 2 && b[0] == tagSmallInteger {
			cells.Set(n, int64(b[1]))
			b = b[2:]
		} else {
			break
		}
		n++
	}
	d.pos = len(d.b) - len(b)
	return n
}

// integers returns how many small integers come next, looking no further than
// most.
func (d *decoder) integers(most int) int {
	b := d.b[d.pos:]
	n := 0
	for ; n < most && len(b) > 1; n++ {
		switch {
		case b[0] == tagSmallInteger:
			b = b[2:]
		case b[0] == tagInteger && len(b) >= 5:
			b = b[5:]
		default:
			return n
		}
	}
	return n
}

// flush moves the gathered elements of a list into cells. After the last one
// only the tail is to come, which tagNil stands for.
func (d *decoder) flush(f *decodeFrame) {
	d.high = max(d.high, len(d.values))
	d.lists[len(d.lists)-1].Append(d.values[f.base:])
	d.values = d.values[:f.base]
	if f.left == 0 {
		f.tag, f.left = tagNil, 1
	}
}

// close makes the term of a frame whose values are all there.
func (d *decoder) close(f *decodeFrame) (term.Term, error) {
	vs := d.values[f.base:]
	d.high = max(d.high, len(d.values))
	switch f.tag {
	case tagSmallTuple:
		return term.Tuple(vs...), nil
	case tagNil:
		top := len(d.lists) - 1
		l := d.lists[top].List(vs[0])
		d.lists[top] = term.ListBuilder{}
		d.lists = d.lists[:top]
		return l, nil
	case tagMap:
		d.shapes = true
		m, ok := d.maps.Map(vs)
		if !ok {
			return m, d.fail(ErrDuplicateKey)
		}
		return m, nil
	}
	top := len(d.heads) - 1
	t := d.heads[top]
	d.heads[top] = term.Term{}
	d.heads = d.heads[:top]
	if f.tag == tagNewFun {
		t.Fun().Free = slices.Clone(vs)
	} else {
		t.Record().Values = slices.Clone(vs)
	}
	return t, nil
}

// keep returns p or a copy of it, to live in a term.
func (d *decoder) keep(p []byte) []byte {
	const small, slab = 64, 4096
	if len(p) > small {
		if d.o.Share && len(p) >= len(d.b)/4 {
			return p
		}
		return slices.Clone(p)
	}
	if len(p) > cap(d.small)-len(d.small) {
		// Twice the last one, but no more than what the input can fill.
		size := max(len(p), min(2*cap(d.small), slab, d.left()+len(p)))
		d.small = make([]byte, 0, max(size, min(small, d.left()+len(p))))
	}
	at := len(d.small)
	d.small = append(d.small, p...)
	return d.small[at:len(d.small):len(d.small)]
}

// rare reads the tags that are less frequent.
func (d *decoder) rare(tag byte) (v term.Term, done bool, err error) {
	switch tag {
	case tagNewFloat:
		p, err := d.take(8)
		if err != nil {
			return v, false, err
		}
		v, err = d.float(math.Float64frombits(binary.BigEndian.Uint64(p)))
		return v, true, err
	case tagFloat:
		v, err = d.textFloat()
	case tagSmallBig, tagLargeBig:
		v, err = d.big(tag)
	case tagBitBinary:
		v, err = d.bits()
	case tagNewPid, tagPid:
		v, err = d.pid(tag)
	case tagV4Port, tagNewPort, tagPort:
		v, err = d.port(tag)
	case tagNewerReference, tagNewReference, tagReference:
		v, err = d.ref(tag)
	case tagExport:
		v, err = d.export()
	case tagNewFun:
		return d.openFun()
	case tagRecord:
		return d.openRecord()
	case tagLocal:
		err = d.fail(ErrLocal)
	default:
		err = d.fail(ErrTag)
	}
	return v, true, err
}

func (d *decoder) float(f float64) (term.Term, error) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return term.Term{}, d.fail(ErrFloat)
	}
	return term.Float(f), nil
}

func (d *decoder) big(tag byte) (term.Term, error) {
	n := 0
	if tag == tagSmallBig {
		p, err := d.take(1)
		if err != nil {
			return term.Term{}, err
		}
		n = int(p[0])
	} else {
		var err error
		if n, err = d.uint32(); err != nil {
			return term.Term{}, err
		}
	}
	p, err := d.take(1)
	if err != nil {
		return term.Term{}, err
	}
	negative := p[0] != 0
	if p, err = d.take(n); err != nil {
		return term.Term{}, err
	}
	for len(p) > 0 && p[len(p)-1] == 0 {
		p = p[:len(p)-1]
	}
	if len(p) < 8 || len(p) == 8 && p[7] < 0x80 {
		var u int64
		for i, c := range p {
			u |= int64(c) << (8 * i)
		}
		if negative {
			u = -u
		}
		return term.Int(u), nil
	}
	magnitude := slices.Clone(p)
	slices.Reverse(magnitude)
	x := new(big.Int).SetBytes(magnitude)
	if negative {
		x.Neg(x)
	}
	return term.Big(x), nil
}

func (d *decoder) bits() (term.Term, error) {
	n, err := d.uint32()
	if err != nil {
		return term.Term{}, err
	}
	last, err := d.take(1)
	if err != nil {
		return term.Term{}, err
	}
	p, err := d.take(n)
	if err != nil {
		return term.Term{}, err
	}
	if n == 0 || last[0] == 0 || last[0] > 8 {
		return term.Term{}, d.fail(ErrBits)
	}
	return term.Bits(d.keep(p), 0, 8*(n-1)+int(last[0])), nil
}

// openRecord reads the head of a native record. ERTS rejects other flags than
// "exported" and names that occur twice.
func (d *decoder) openRecord() (term.Term, bool, error) {
	none := term.Term{}
	n, err := d.count(1)
	if err != nil {
		return none, false, err
	}
	flags, err := d.take(1)
	if err != nil {
		return none, false, err
	}
	if flags[0]&^recordExported != 0 {
		return none, false, d.fail(ErrField)
	}
	r := &term.Record{Exported: flags[0] == recordExported}
	if r.Module, err = d.atom(); err != nil {
		return none, false, err
	}
	if r.Name, err = d.atom(); err != nil {
		return none, false, err
	}
	if n == 0 {
		return r.Term(), true, nil
	}
	for range n {
		a, err := d.atom()
		if err != nil {
			return none, false, err
		}
		r.Fields = append(r.Fields, a)
	}
	if repeats(r.Fields) {
		return none, false, d.fail(ErrDuplicateKey)
	}
	if err := d.open(tagRecord, n); err != nil {
		return none, false, err
	}
	d.heads = append(d.heads, r.Term())
	return none, false, nil
}

func repeats(names []term.Atom) bool {
	sorted := slices.Clone(names)
	slices.Sort(sorted)
	return len(slices.Compact(sorted)) < len(names)
}

// openFun reads the head of NEW_FUN_EXT. The size is not looked at, as in ERTS.
func (d *decoder) openFun() (term.Term, bool, error) {
	none := term.Term{}
	p, err := d.take(funHeaderSize)
	if err != nil {
		return none, false, err
	}
	f := &term.Fun{Arity: int(p[4]), Uniq: [16]byte(p[5:21]), Index: binary.BigEndian.Uint32(p[21:])}
	free := binary.BigEndian.Uint32(p[25:])
	if f.Module, err = d.atom(); err != nil {
		return none, false, err
	}
	if f.OldIndex, err = d.smallInt(); err != nil {
		return none, false, err
	}
	if f.OldUniq, err = d.smallInt(); err != nil {
		return none, false, err
	}
	tag, err := d.take(1)
	if err != nil {
		return none, false, err
	}
	if tag[0] != tagNewPid && tag[0] != tagPid {
		return none, false, d.fail(ErrField)
	}
	if f.Creator, err = d.pid(tag[0]); err != nil {
		return none, false, err
	}
	switch {
	case free == 0:
		return f.Term(), true, nil
	case uint64(free) > uint64(d.left()):
		return none, false, d.fail(ErrTruncated)
	}
	if err := d.open(tagNewFun, int(free)); err != nil {
		return none, false, err
	}
	d.heads = append(d.heads, f.Term())
	return none, false, nil
}

// smallInt reads an integer within int64.
func (d *decoder) smallInt() (int64, error) {
	tag, err := d.take(1)
	if err != nil {
		return 0, err
	}
	switch tag[0] {
	case tagSmallInteger:
		p, err := d.take(1)
		if err != nil {
			return 0, err
		}
		return int64(p[0]), nil
	case tagInteger:
		p, err := d.take(4)
		if err != nil {
			return 0, err
		}
		return int64(int32(binary.BigEndian.Uint32(p))), nil
	case tagSmallBig:
		v, err := d.big(tag[0])
		if err != nil {
			return 0, err
		}
		if i, ok := v.AsInt(); ok {
			return i, nil
		}
	}
	return 0, d.fail(ErrField)
}
