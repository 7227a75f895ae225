package bif

import (
	"math/big"
	"math/rand/v2"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// randRows are the functions of :rand with its default algorithm exsss
// (Xorshift116**), with the numbers of OTP for each seed. A state is
// {#{type => exsss, bits => 58}, [S0|S1]}, kept in the process dictionary as
// rand_seed by the functions that take none.
var randRows = []vm.Row{
	{Name: "seed", Arity: 0, Func: randSeed(true)},
	{Name: "seed", Arity: 1, Func: randSeed(true)},
	{Name: "seed", Arity: 2, Func: randSeed(true)},
	{Name: "seed_s", Arity: 0, Func: randSeed(false)},
	{Name: "seed_s", Arity: 1, Func: randSeed(false)},
	{Name: "seed_s", Arity: 2, Func: randSeed(false)},
	{Name: "uniform", Arity: 0, Func: withRand(randFloat)},
	{Name: "uniform", Arity: 1, Func: withRand(randInteger)},
	{Name: "uniform_s", Arity: 1, Func: withRandState(randFloat)},
	{Name: "uniform_s", Arity: 2, Func: withRandState(randInteger)},
	{Name: "uniform_real", Arity: 0, Func: withRand(randReal)},
	{Name: "uniform_real_s", Arity: 1, Func: withRandState(randReal)},
	{Name: "normal", Arity: 0, Func: withRand(randNormal)},
	{Name: "normal", Arity: 2, Func: withRand(randNormalOf)},
	{Name: "normal_s", Arity: 1, Func: withRandState(randNormal)},
	{Name: "normal_s", Arity: 3, Func: withRandState(randNormalOf)},
	{Name: "bytes", Arity: 1, Func: withRand(randBytes)},
	{Name: "bytes_s", Arity: 2, Func: withRandState(randBytes)},
	{Name: "export_seed", Arity: 0, Func: randExport},
	{Name: "export_seed_s", Arity: 1, Func: randExport},
}

// exsss is a state of Xorshift116**: two numbers of 58 bits.
type exsss struct{ s1, s0 uint64 }

const (
	exsssBits = 58
	mask58    = 1<<exsssBits - 1
)

var (
	atomExsss    = term.Intern("exsss")
	atomRandSeed = term.Intern("rand_seed")
	exsssHandler = term.MapOf(term.A("type"), atomExsss.Term(), term.A("bits"), term.Int(exsssBits))
)

// next advances the state and returns 58 random bits.
func (x *exsss) next() uint64 {
	s0 := x.s0
	s1 := x.s1 ^ x.s1<<24&mask58
	x.s1, x.s0 = s0, s1^s0^s1>>11^s0>>41
	v := s0 * 5 & mask58
	v = v<<7&mask58 | v>>(exsssBits-7)
	return v * 9 & mask58
}

// splitmix64 makes seeds of a number; the next state is its input plus a
// constant.
func splitmix64(x uint64) (z, next uint64) {
	x += 0x9e3779b97f4a7c15
	z = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31, x
}

// seed58 is the next number of splitmix64 whose low 58 bits are not all 0.
func seed58(x uint64) (z, next uint64) {
	for {
		z, x = splitmix64(x)
		if z &= mask58; z != 0 {
			return z, x
		}
	}
}

// low64 are the low bits of an integer in two's complement.
func low64(t term.Term) (uint64, bool) {
	b, isInteger := t.AsBig()
	if !isInteger {
		return 0, false
	}
	return new(big.Int).And(b, new(big.Int).SetUint64(1<<64-1)).Uint64(), true
}

// newExsss makes a state of a seed: an integer, three integers or the state
// itself as a list of two.
func newExsss(seed term.Term) (exsss, bool) {
	if x, isInteger := low64(seed); isInteger {
		s0, x := seed58(x)
		s1, _ := seed58(x)
		return exsss{s0, s1}, true
	}
	if seed.IsTupleOf(3) {
		a1, ok1 := low64(seed.Elem(0))
		a2, ok2 := low64(seed.Elem(1))
		a3, ok3 := low64(seed.Elem(2))
		_, x := seed58(a1)
		s0, x := seed58(a2 ^ x)
		s1, _ := seed58(a3 ^ x)
		return exsss{s0, s1}, ok1 && ok2 && ok3
	}
	if seed.IsCons() {
		first, ok1 := low64(seed.Head())
		rest := seed.Tail()
		if rest.IsCons() {
			rest = rest.Head()
		} else if rest.IsNil() {
			rest = term.Int(0)
		}
		second, ok2 := low64(rest)
		x := exsss{first & mask58, second & mask58}
		return x, ok1 && ok2 && (x.s0 != 0 || x.s1 != 0)
	}
	return exsss{}, false
}

func (x exsss) list() term.Term { return term.Cons(term.Int(int64(x.s1)), term.Int(int64(x.s0))) }

func (x exsss) term() term.Term { return term.Tuple(exsssHandler, x.list()) }

// stateOf reads a state, or what export_seed gives.
func stateOf(t term.Term) (exsss, bool) {
	if !t.IsTupleOf(2) || !t.Elem(1).IsCons() || !t.Elem(0).Is(atomExsss) && !t.Elem(0).IsMap() {
		return exsss{}, false
	}
	return newExsss(t.Elem(1))
}

// randSeed makes a state of nothing, an algorithm or a state, or an algorithm and
// a seed; keep puts it into the process dictionary.
func randSeed(keep bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		x := exsss{rand.Uint64() & mask58, rand.Uint64()&mask58 | 1}
		valid := true
		switch {
		case len(a) == 0:
		case a[0].IsAtom() && !a[0].Is(atomExsss) && !a[0].Is(term.Intern("default")):
			return m.Error(term.A("no_alg"))
		case len(a) == 2:
			x, valid = newExsss(a[1])
		case !a[0].IsAtom():
			if x, valid = stateOf(a[0]); !valid {
				x, valid = newExsss(a[0])
			}
		}
		if !valid {
			return functionClause(m, a)
		}
		if keep {
			m.Proc().Dict().Put(atomRandSeed.Term(), x.term())
		}
		return ok(x.term())
	}
}

// randomizer makes a random term, or raises.
type randomizer func(m *vm.Machine, a []term.Term, x *exsss) (term.Term, bool)

// withRand runs f with the state of the process.
func withRand(f randomizer) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		kept, _ := m.Proc().Dict().Get(atomRandSeed.Term())
		x, seeded := stateOf(kept)
		if !seeded {
			x = exsss{rand.Uint64() & mask58, rand.Uint64()&mask58 | 1}
		}
		t, done := f(m, a, &x)
		if done {
			m.Proc().Dict().Put(atomRandSeed.Term(), x.term())
		}
		return t, done
	}
}

// withRandState runs f with the state that is the last argument and returns the
// next with what it made.
func withRandState(f randomizer) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		x, valid := stateOf(a[len(a)-1])
		if !valid {
			return functionClause(m, a)
		}
		t, done := f(m, a[:len(a)-1], &x)
		if !done {
			return t, false
		}
		return ok(term.Tuple(t, x.term()))
	}
}

func randFloat(_ *vm.Machine, _ []term.Term, x *exsss) (term.Term, bool) {
	return ok(term.Float(x.float()))
}

func randInteger(m *vm.Machine, a []term.Term, x *exsss) (term.Term, bool) {
	n, isInteger := a[0].AsBig()
	switch {
	case !isInteger || n.Sign() < 1:
		return functionClause(m, a)
	case n.BitLen() > exsssBits:
		return ok(term.Big(bigRandom(n, x)))
	}
	// Of numbers past the last multiple of n another is drawn.
	limit := n.Uint64()
	for {
		v := x.next()
		if v < limit {
			return integer(int64(v + 1))
		}
		if i := v % limit; v-i <= 1<<exsssBits-limit {
			return integer(int64(i + 1))
		}
	}
}

// bigRandom draws from more than 58 bits: words are put behind each other until
// there are two bits more than n has, or enough if n is a power of 2.
func bigRandom(n *big.Int, x *exsss) *big.Int {
	one := mustBig(1)
	last := new(big.Int).Sub(n, one)
	power := new(big.Int).And(n, last).Sign() == 0
	skip := uint(exsssBits - 2)
	if power {
		skip = exsssBits
	}
	for {
		v, have := new(big.Int).SetUint64(x.next()), uint(exsssBits)
		for left := new(big.Int).Rsh(n, skip); left.Cmp(one) > 0; left.Rsh(left, exsssBits) {
			v.Or(v.Lsh(v, exsssBits), new(big.Int).SetUint64(x.next()))
			have += exsssBits
		}
		if power {
			return v.Add(v.And(v, last), one)
		}
		i := new(big.Int).Rem(v, n)
		top := new(big.Int).Sub(new(big.Int).Lsh(one, have), n)
		if v.Sub(v, i).Cmp(top) <= 0 {
			return i.Add(i, one)
		}
	}
}

// wordBytes are the whole bytes used of each word.
const wordBytes = exsssBits / 8

func randBytes(m *vm.Machine, a []term.Term, x *exsss) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	if !isInt || n < 0 {
		return functionClause(m, a)
	}
	m.Bump(int(n) / 64)
	out := make([]byte, 0, n)
	for int64(len(out)) < n {
		// The last word gives its bytes from another place than the whole ones.
		count := int(min(wordBytes, n-int64(len(out))))
		shift := exsssBits - wordBytes*8
		if count < wordBytes {
			shift = (wordBytes - count) * 8
		}
		word := x.next() >> shift
		for i := count - 1; i >= 0; i-- {
			out = append(out, byte(word>>(8*i)))
		}
	}
	return ok(term.Binary(out))
}

func randExport(m *vm.Machine, a []term.Term) (term.Term, bool) {
	var state term.Term
	if len(a) == 1 {
		state = a[0]
	} else {
		state, _ = m.Proc().Dict().Get(atomRandSeed.Term())
	}
	x, seeded := stateOf(state)
	if !seeded {
		return ok(term.Undefined.Term())
	}
	return ok(term.Tuple(atomExsss.Term(), x.list()))
}
