package vm

import (
	"unsafe"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// collector holds what a comprehension has made so far.
type collector struct {
	kind         absform.CompKind
	keys, values []term.Term
	bits         term.BitBuilder
}

// mapIterator goes through the pairs of a map.
type mapIterator struct {
	pairs []term.Term // key, value, key, value…
}

func (m *Machine) collect(in *code.Instr, regs unsafe.Pointer) rareResult {
	a := at(regs, in.A)
	switch in.Op {
	case code.CollectNew:
		*a = opaque(unsafe.Pointer(&collector{kind: absform.CompKind(in.D)}))
	case code.CollectAdd:
		return m.collectAdd((*collector)(reveal(a)), *at(regs, in.B), in, regs)
	case code.CollectEnd:
		*a = (*collector)(reveal(at(regs, in.B))).result()
	case code.MapIter:
		t := *at(regs, in.B)
		if !t.IsMap() {
			m.raiseTagged(atomBadGenerator, t)
			return rareRaise
		}
		it := &mapIterator{pairs: make([]term.Term, 0, 2*t.MapLen())}
		for k, v := range t.Pairs() {
			it.pairs = append(it.pairs, k, v)
		}
		*a = opaque(unsafe.Pointer(it))
	case code.MapNext:
		it := (*mapIterator)(reveal(a))
		if len(it.pairs) == 0 {
			return rareFail
		}
		*at(regs, in.B), *at(regs, in.C) = it.pairs[0], it.pairs[1]
		it.pairs = it.pairs[2:]
	}
	return rareDone
}

func (m *Machine) collectAdd(c *collector, v term.Term, in *code.Instr, regs unsafe.Pointer) rareResult {
	switch c.kind {
	case absform.BinComp:
		if !v.IsBits() {
			m.raise(ClassError, atomBadarg.Term())
			return rareRaise
		}
		c.bits.AppendBits(v)
	case absform.MapComp:
		c.keys, c.values = append(c.keys, v), append(c.values, *at(regs, in.C))
	default:
		c.values = append(c.values, v)
	}
	return rareDone
}

func (c *collector) result() term.Term {
	switch c.kind {
	case absform.BinComp:
		return c.bits.Term()
	case absform.MapComp:
		return term.MapFrom(c.keys, c.values)
	}
	var l term.ListBuilder
	l.Append(c.values)
	return l.List(term.Nil)
}
