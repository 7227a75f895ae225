package bif

import (
	"math"
	"math/big"
	"sync/atomic"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// atomicsRows is :atomics, arrays of 64-bit integers that wrap around.
var atomicsRows = []vm.Row{
	{Name: "new", Arity: 2, Func: atomicsNew},
	{Name: "get", Arity: 2, Func: onCell(atomicsCells, func(c *atomic.Uint64, _ []uint64) uint64 { return c.Load() }).value},
	{Name: "put", Arity: 3, Func: onCell(atomicsCells, func(c *atomic.Uint64, v []uint64) uint64 { c.Store(v[0]); return 0 }).done},
	{Name: "add", Arity: 3, Func: onCell(atomicsCells, func(c *atomic.Uint64, v []uint64) uint64 { return c.Add(v[0]) }).done},
	{Name: "sub", Arity: 3, Func: onCell(atomicsCells, func(c *atomic.Uint64, v []uint64) uint64 { return c.Add(-v[0]) }).done},
	{Name: "add_get", Arity: 3, Func: onCell(atomicsCells, func(c *atomic.Uint64, v []uint64) uint64 { return c.Add(v[0]) }).value},
	{Name: "sub_get", Arity: 3, Func: onCell(atomicsCells, func(c *atomic.Uint64, v []uint64) uint64 { return c.Add(-v[0]) }).value},
	{Name: "exchange", Arity: 3, Func: onCell(atomicsCells, func(c *atomic.Uint64, v []uint64) uint64 { return c.Swap(v[0]) }).value},
	{Name: "compare_exchange", Arity: 4, Func: atomicsCompareExchange},
	{Name: "info", Arity: 1, Func: atomicsInfo},
}

// countersRows is :counters; {atomics, Ref} and {write_concurrency, Ref} both
// name atomics here.
var countersRows = []vm.Row{
	{Name: "new", Arity: 2, Func: countersNew},
	{Name: "get", Arity: 2, Func: onCell(countersCells, func(c *atomic.Uint64, _ []uint64) uint64 { return c.Load() }).value},
	{Name: "put", Arity: 3, Func: onCell(countersCells, func(c *atomic.Uint64, v []uint64) uint64 { c.Store(v[0]); return 0 }).done},
	{Name: "add", Arity: 3, Func: onCell(countersCells, func(c *atomic.Uint64, v []uint64) uint64 { return c.Add(v[0]) }).done},
	{Name: "sub", Arity: 3, Func: onCell(countersCells, func(c *atomic.Uint64, v []uint64) uint64 { return c.Add(-v[0]) }).done},
	{Name: "info", Arity: 1, Func: countersInfo},
}

// atomics is one array.
type atomics struct {
	signed bool
	cells  []atomic.Uint64
}

// maxCells bounds an array to what a small machine can hold.
const maxCells = 1 << 28

func newAtomics(n term.Term, signed bool) (*atomics, bool) {
	size, isInt := n.AsInt()
	if !isInt || size < 1 || size > maxCells {
		return nil, false
	}
	return &atomics{signed, make([]atomic.Uint64, size)}, true
}

func atomicsNew(m *vm.Machine, a []term.Term) (term.Term, bool) {
	signed, opts := true, a[1]
	for ; opts.IsCons(); opts = opts.Tail() {
		es := opts.Head().Tagged(term.Intern("signed"), 2)
		if es == nil || !es[1].Is(term.True) && !es[1].Is(term.False) {
			return m.Badarg()
		}
		signed = es[1].Is(term.True)
	}
	cells, valid := newAtomics(a[0], signed)
	if !valid || !opts.IsNil() {
		return m.Badarg()
	}
	return ok(host(m).resources.add(m, cells))
}

func countersNew(m *vm.Machine, a []term.Term) (term.Term, bool) {
	kind := term.Intern("atomics")
	if opts, proper := a[1].Slice(); len(opts) == 1 && proper && (opts[0].Is(kind) || opts[0].Is(term.Intern("write_concurrency"))) {
		kind = opts[0].Atom()
	} else if !a[1].IsNil() {
		return m.Badarg()
	}
	cells, valid := newAtomics(a[0], true)
	if !valid {
		return m.Badarg()
	}
	return ok(term.Tuple(kind.Term(), host(m).resources.add(m, cells)))
}

func atomicsCells(m *vm.Machine, t term.Term) (*atomics, bool) { return resource[*atomics](m, t) }

func countersCells(m *vm.Machine, t term.Term) (*atomics, bool) {
	if !t.IsTupleOf(2) {
		return nil, false
	}
	return resource[*atomics](m, t.Elem(1))
}

// cellOp is an operation on one cell of an array; find gets the array.
type cellOp struct {
	find func(*vm.Machine, term.Term) (*atomics, bool)
	do   func(*atomic.Uint64, []uint64) uint64
}

func onCell(find func(*vm.Machine, term.Term) (*atomics, bool), do func(*atomic.Uint64, []uint64) uint64) cellOp {
	return cellOp{find, do}
}

// run does the operation on cell a[1] with the numbers behind it.
func (op cellOp) run(m *vm.Machine, a []term.Term) (*atomics, uint64, bool) {
	cells, found := op.find(m, a[0])
	if !found {
		return nil, 0, false
	}
	i, isInt := a[1].AsInt()
	if !isInt || i < 1 || i > int64(len(cells.cells)) {
		return nil, 0, false
	}
	var values []uint64
	for _, t := range a[2:] {
		v, fits := cells.word(t)
		if !fits {
			return nil, 0, false
		}
		values = append(values, v)
	}
	return cells, op.do(&cells.cells[i-1], values), true
}

func (op cellOp) value(m *vm.Machine, a []term.Term) (term.Term, bool) {
	cells, v, valid := op.run(m, a)
	if !valid {
		return m.Badarg()
	}
	return ok(cells.term(v))
}

func (op cellOp) done(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if _, _, valid := op.run(m, a); !valid {
		return m.Badarg()
	}
	return ok(term.Ok.Term())
}

// word is the 64 bits of an integer that fits in them, signed or not.
func (c *atomics) word(t term.Term) (uint64, bool) {
	b, isInteger := t.AsBig()
	switch {
	case !isInteger:
		return 0, false
	case b.IsInt64():
		return uint64(b.Int64()), true
	}
	return b.Uint64(), b.IsUint64()
}

func (c *atomics) term(v uint64) term.Term {
	if c.signed {
		return term.Big(mustBig(int64(v)))
	}
	return term.Big(new(big.Int).SetUint64(v))
}

func atomicsCompareExchange(m *vm.Machine, a []term.Term) (term.Term, bool) {
	swapped := false
	op := onCell(atomicsCells, func(c *atomic.Uint64, v []uint64) uint64 {
		for {
			if swapped = c.CompareAndSwap(v[0], v[1]); swapped {
				return 0
			}
			if now := c.Load(); now != v[0] {
				return now
			}
		}
	})
	cells, now, valid := op.run(m, a)
	switch {
	case !valid:
		return m.Badarg()
	case swapped:
		return ok(term.Ok.Term())
	}
	return ok(cells.term(now))
}

func (c *atomics) memory() term.Term { return term.Int(int64(8*len(c.cells) + 24)) }

func atomicsInfo(m *vm.Machine, a []term.Term) (term.Term, bool) {
	c, found := atomicsCells(m, a[0])
	if !found {
		return m.Badarg()
	}
	low, high := mustBig(math.MinInt64), mustBig(math.MaxInt64)
	if !c.signed {
		low, high = new(big.Int), new(big.Int).SetUint64(math.MaxUint64)
	}
	return ok(term.MapOf(term.A("size"), term.Int(int64(len(c.cells))), term.A("memory"), c.memory(),
		term.A("min"), term.Big(low), term.A("max"), term.Big(high)))
}

func countersInfo(m *vm.Machine, a []term.Term) (term.Term, bool) {
	c, found := countersCells(m, a[0])
	if !found {
		return m.Badarg()
	}
	return ok(term.MapOf(term.A("size"), term.Int(int64(len(c.cells))), term.A("memory"), c.memory()))
}
