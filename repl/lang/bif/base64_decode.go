package bif

import (
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// Kinds of characters beside those of the alphabet, which are their values.
const (
	base64Eq  = 64 + iota // =
	base64Bad             // of no meaning
)

// base64Fault is what is wrong with the text. Like stdlib base64, decoding
// notices characters of no meaning late, where their values are needed, and so
// fails as arithmetic on them does.
type base64Fault func(m *vm.Machine, a []term.Term) (term.Term, bool)

func base64Error(reason string) base64Fault {
	return func(m *vm.Machine, _ []term.Term) (term.Term, bool) { return m.Error(term.A(reason)) }
}

// base64Decode decodes text as the module does with its options: mime skips all
// that is no character of the alphabet; list gives a list.
func base64Decode(mime, list bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		data, isData := base64Data(a[0])
		al, padding, valid := base64Options(a[1])
		if !isData || !valid {
			return functionClause(m, a)
		}
		m.Bump(len(data) / 16)
		kinds := al.values("mixed")
		for i, v := range kinds {
			switch {
			case v > 0:
				kinds[i] = v - 1
			case i == '=':
				kinds[i] = base64Eq
			default:
				kinds[i] = base64Bad
			}
		}
		d := base64Decoder{kinds: kinds, padding: padding, out: make([]byte, 0, len(data)/4*3)}
		to := base64Binary
		d.broken = base64Error("badarg")
		if list {
			to, d.broken = base64List, base64Error("badarith")
		}
		decode := d.strict
		if mime {
			decode = d.mime
		}
		if fault := decode(data); fault != nil {
			return fault(m, a)
		}
		return ok(to(d.out))
	}
}

type base64Decoder struct {
	kinds   *[256]byte
	padding bool
	out     []byte
	group   [4]byte
	n       int         // characters in group
	broken  base64Fault // for groups of four that are no values
}

// full moves a group of four values to the output.
func (d *base64Decoder) full() {
	g := d.group
	d.out = append(d.out, g[0]<<2|g[1]>>4, g[1]<<4|g[2]>>2, g[2]<<6|g[3])
	d.n = 0
}

// last moves a group of two or three values to the output.
func (d *base64Decoder) last() base64Fault {
	g := d.group
	short := d.n == 2 || g[2] == base64Eq
	switch {
	case short && g[1] >= base64Eq, !short && g[2] >= base64Eq:
		return base64Error("badarith")
	case g[0] >= base64Eq || g[1] >= base64Eq:
		return base64Error("badarg")
	case short:
		d.out = append(d.out, g[0]<<2|g[1]>>4)
	default:
		d.out = append(d.out, g[0]<<2|g[1]>>4, g[1]<<4|g[2]>>2)
	}
	return nil
}

// strict takes blanks only beside characters of the alphabet, and padding where
// it ends the text.
func (d *base64Decoder) strict(data []byte) base64Fault {
	for i, c := range data {
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			continue
		}
		d.group[d.n] = d.kinds[c]
		if d.n++; d.n < 4 {
			continue
		}
		if d.group[3] == base64Eq {
			d.n = 3
			if fault := d.last(); fault != nil {
				return fault
			}
			return d.blank(data[i+1:])
		}
		for _, v := range d.group {
			if v >= base64Eq {
				return d.broken
			}
		}
		d.full()
	}
	switch {
	case d.n == 0:
		return nil
	case d.n == 1:
		return functionClause
	case d.padding:
		return base64Error("missing_padding")
	}
	return d.last()
}

// blank is the check of what follows the padding.
func (d *base64Decoder) blank(rest []byte) base64Fault {
	for _, c := range rest {
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			continue
		}
		v := term.Int(int64(d.kinds[c]))
		switch d.kinds[c] {
		case base64Eq:
			v = term.A("eq")
		case base64Bad:
			v = term.A("bad")
		}
		return func(m *vm.Machine, _ []term.Term) (term.Term, bool) {
			return m.Error(term.Tuple(term.A("case_clause"), v))
		}
	}
	return nil
}

// mime takes what follows padding for more text.
func (d *base64Decoder) mime(data []byte) base64Fault {
	ended := false
	for _, c := range data {
		switch v := d.kinds[c]; {
		case v < base64Eq:
			d.group[d.n], ended = v, false
			if d.n++; d.n == 4 {
				d.full()
			}
		case v == base64Eq && d.n >= 2:
			ended = true
		}
	}
	switch {
	case d.n == 0:
		return nil
	case d.n == 1:
		return functionClause
	case d.padding && !ended:
		return base64Error("missing_padding")
	}
	return d.last()
}
