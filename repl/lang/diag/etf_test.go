package diag

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"

	"gex/proto/term"
)

// decodeETF reads the terms that testdata holds; it knows no more than they need.
func decodeETF(b []byte) (t term.Term, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("decode: %v", r)
		}
	}()
	d := etfReader{b[1:]}
	return d.term(), nil
}

type etfReader struct{ b []byte }

func (d *etfReader) take(n int) []byte {
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

func (d *etfReader) u8() int  { return int(d.take(1)[0]) }
func (d *etfReader) u16() int { return int(binary.BigEndian.Uint16(d.take(2))) }
func (d *etfReader) u32() int { return int(binary.BigEndian.Uint32(d.take(4))) }

func (d *etfReader) terms(n int) []term.Term {
	ts := make([]term.Term, n)
	for i := range ts {
		ts[i] = d.term()
	}
	return ts
}

func (d *etfReader) term() term.Term {
	switch tag := d.u8(); tag {
	case 97:
		return term.Int(int64(d.u8()))
	case 98:
		return term.Int(int64(int32(d.u32())))
	case 70:
		return term.Float(math.Float64frombits(binary.BigEndian.Uint64(d.take(8))))
	case 110, 111:
		n := 0
		if tag == 110 {
			n = d.u8()
		} else {
			n = d.u32()
		}
		neg := d.u8() == 1
		le := d.take(n)
		be := make([]byte, n)
		for i, c := range le {
			be[n-1-i] = c
		}
		v := new(big.Int).SetBytes(be)
		if neg {
			v.Neg(v)
		}
		return term.Big(v)
	case 119:
		return term.A(string(d.take(d.u8())))
	case 118:
		return term.A(string(d.take(d.u16())))
	case 104:
		return term.TupleOf(d.terms(d.u8()))
	case 105:
		return term.TupleOf(d.terms(d.u32()))
	case 106:
		return term.Nil
	case 107:
		t := term.Nil
		s := d.take(d.u16())
		for i := len(s) - 1; i >= 0; i-- {
			t = term.Cons(term.Int(int64(s[i])), t)
		}
		return t
	case 108:
		ts := d.terms(d.u32())
		return term.ListTail(d.term(), ts...)
	case 109:
		return term.Binary(d.take(d.u32()))
	case 77:
		n, bits := d.u32(), d.u8()
		return term.Bits(d.take(n), 0, (n-1)*8+bits)
	case 116:
		return term.MapOf(d.terms(2 * d.u32())...)
	case 113:
		ts := d.terms(3)
		return (&term.Export{Module: ts[0].Atom(), Name: ts[1].Atom(), Arity: int(ts[2].Int())}).Term()
	default:
		panic(fmt.Sprint("tag ", tag))
	}
}
