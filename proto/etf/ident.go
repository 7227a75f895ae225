package etf

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"gex/proto/term"
)

// atom reads an atom where one must be, which is kept for good.
func (d *decoder) atom() (term.Atom, error) {
	tag, err := d.take(1)
	if err != nil {
		return 0, err
	}
	switch tag[0] {
	case tagSmallAtomUTF8, tagAtomUTF8, tagSmallAtom, tagAtom:
		name, err := d.atomName(tag[0])
		if err != nil {
			return 0, err
		}
		if d.o.Safe {
			t, ok := term.ExistingBytes(name)
			if !ok {
				return 0, d.fail(ErrAtomUnknown)
			}
			return t.Atom(), nil
		}
		return d.kept(d.o.Quota.Intern(name))
	case tagAtomCacheRef:
		t, err := d.atomRef()
		if err != nil {
			return 0, err
		}
		return d.kept(d.o.Quota.Keep(t))
	}
	return 0, d.fail(ErrAtom)
}

func (d *decoder) kept(a term.Atom, err error) (term.Atom, error) {
	if err != nil {
		err = d.fail(err)
	}
	return a, err
}

// atomTerm reads the rest of an atom that is a term of its own.
func (d *decoder) atomTerm(tag byte) (term.Term, error) {
	if tag == tagAtomCacheRef {
		return d.atomRef()
	}
	name, err := d.atomName(tag)
	if err != nil {
		return term.Term{}, err
	}
	if t, ok := term.ExistingBytes(name); ok {
		return t, nil
	}
	t, err := d.makeAtom(name)
	if err != nil {
		return term.Term{}, d.fail(err)
	}
	return t, nil
}

func (d *decoder) makeAtom(name []byte) (term.Term, error) {
	switch {
	case d.o.Safe:
		return term.Term{}, ErrAtomUnknown
	case d.o.Code:
		a, err := d.o.Quota.Intern(name)
		return a.Term(), err
	}
	return d.o.Quota.Make(name)
}

func (d *decoder) atomRef() (term.Term, error) {
	p, err := d.take(1)
	if err != nil {
		return term.Term{}, err
	}
	if d.o.AtomRef != nil {
		if t, ok := d.o.AtomRef(p[0]); ok {
			return t, nil
		}
	}
	return term.Term{}, d.fail(ErrAtomCache)
}

// atomName reads the name of an atom, which is UTF-8 if it is valid.
func (d *decoder) atomName(tag byte) ([]byte, error) {
	n := 0
	if tag == tagAtomUTF8 || tag == tagAtom {
		var err error
		if n, err = d.uint16(); err != nil {
			return nil, err
		}
	} else {
		p, err := d.take(1)
		if err != nil {
			return nil, err
		}
		n = int(p[0])
	}
	name, err := d.take(n)
	if err != nil {
		return nil, err
	}
	if tag == tagAtom || tag == tagSmallAtom {
		name = fromLatin1(name)
	}
	return name, nil
}

func fromLatin1(name []byte) []byte {
	plain := true
	for _, c := range name {
		plain = plain && c < 0x80
	}
	if plain {
		return name
	}
	out := make([]rune, len(name))
	for i, c := range name {
		out[i] = rune(c)
	}
	return []byte(string(out))
}

// creation reads a creation of one byte for the old tags, else of four.
func (d *decoder) creation(old bool) (uint32, error) {
	n := 4
	if old {
		n = 1
	}
	p, err := d.take(n)
	if err != nil {
		return 0, err
	}
	if old {
		return uint32(p[0]), nil
	}
	return binary.BigEndian.Uint32(p), nil
}

func (d *decoder) pid(tag byte) (term.Term, error) {
	node, err := d.atom()
	if err != nil {
		return term.Term{}, err
	}
	p, err := d.take(8)
	if err != nil {
		return term.Term{}, err
	}
	creation, err := d.creation(tag == tagPid)
	if err != nil {
		return term.Term{}, err
	}
	node, creation = d.o.Self.in(node, creation)
	return (&term.Pid{Node: node, ID: binary.BigEndian.Uint32(p), Serial: binary.BigEndian.Uint32(p[4:]), Creation: creation}).Term(), nil
}

func (d *decoder) port(tag byte) (term.Term, error) {
	node, err := d.atom()
	if err != nil {
		return term.Term{}, err
	}
	var id uint64
	if tag == tagV4Port {
		p, err := d.take(8)
		if err != nil {
			return term.Term{}, err
		}
		id = binary.BigEndian.Uint64(p)
	} else {
		p, err := d.take(4)
		if err != nil {
			return term.Term{}, err
		}
		id = uint64(binary.BigEndian.Uint32(p))
	}
	creation, err := d.creation(tag == tagPort)
	if err != nil {
		return term.Term{}, err
	}
	node, creation = d.o.Self.in(node, creation)
	return (&term.Port{Node: node, ID: id, Creation: creation}).Term(), nil
}

func (d *decoder) ref(tag byte) (term.Term, error) {
	words := 1
	if tag != tagReference {
		var err error
		if words, err = d.uint16(); err != nil {
			return term.Term{}, err
		}
		if words > maxRefWords {
			return term.Term{}, d.fail(ErrField)
		}
	}
	r := &term.Ref{N: uint8(words)}
	var err error
	if r.Node, err = d.atom(); err != nil {
		return term.Term{}, err
	}
	if tag == tagReference {
		// Here the only word comes before the creation.
		p, err := d.take(4)
		if err != nil {
			return term.Term{}, err
		}
		r.W[0] = binary.BigEndian.Uint32(p)
		r.Creation, err = d.creation(true)
		r.Node, r.Creation = d.o.Self.in(r.Node, r.Creation)
		return r.Term(), err
	}
	if r.Creation, err = d.creation(tag == tagNewReference); err != nil {
		return term.Term{}, err
	}
	p, err := d.take(4 * words)
	if err != nil {
		return term.Term{}, err
	}
	r.Node, r.Creation = d.o.Self.in(r.Node, r.Creation)
	for i := range words {
		r.W[i] = binary.BigEndian.Uint32(p[4*i:])
	}
	return r.Term(), nil
}

func (d *decoder) export() (term.Term, error) {
	module, err := d.atom()
	if err != nil {
		return term.Term{}, err
	}
	name, err := d.atom()
	if err != nil {
		return term.Term{}, err
	}
	arity, err := d.smallInt()
	if err != nil {
		return term.Term{}, err
	}
	if arity < 0 || int64(int32(arity)) != arity {
		return term.Term{}, d.fail(ErrField)
	}
	return (&term.Export{Module: module, Name: name, Arity: int(arity)}).Term(), nil
}

// textFloat reads FLOAT_EXT: what C prints as "%.20e", padded with zero bytes.
func (d *decoder) textFloat() (term.Term, error) {
	p, err := d.take(floatTextLen)
	if err != nil {
		return term.Term{}, err
	}
	text, _, _ := bytes.Cut(p, []byte{0})
	for _, c := range text {
		// No hexadecimal, no underscores, no names.
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return term.Term{}, d.fail(ErrFloat)
		}
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return term.Term{}, d.fail(ErrFloat)
	}
	return d.float(f)
}
