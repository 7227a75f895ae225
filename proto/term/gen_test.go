package term

import (
	"math/big"

	"pgregory.net/rapid"
)

// anyTerm draws terms of all kinds, small values often so that equal ones meet.
func anyTerm(depth int) *rapid.Generator[Term] {
	leaf := rapid.OneOf(
		rapid.Map(rapid.Int64Range(-3, 3), Int),
		rapid.Map(rapid.Int64(), Int),
		rapid.Map(rapid.Int64(), func(i int64) Term {
			x := big.NewInt(i)
			return Big(x.Mul(x, x).Mul(x, big.NewInt(i)))
		}),
		rapid.Map(rapid.SampledFrom([]float64{0, 1, -1, 1.5, 2, 3, 0x1p53, 0x1p64, 1e300}), Float),
		rapid.Map(rapid.Float64Range(-1e9, 1e9), Float),
		rapid.Map(rapid.SampledFrom([]string{"a", "b", "ok", "é", "zzz", "日本"}), A),
		rapid.Just(Nil),
		rapid.Map(rapid.StringN(0, 3, -1), String),
		rapid.Custom(func(t *rapid.T) Term {
			n := rapid.IntRange(0, 40).Draw(t, "bits")
			off := rapid.IntRange(0, 7).Draw(t, "offset")
			return Bits(rapid.SliceOfN(rapid.ByteRange(0, 3), 6, 6).Draw(t, "bytes"), off, n)
		}),
		rapid.Custom(func(t *rapid.T) Term {
			small := rapid.Uint32Range(0, 2)
			node := Intern(rapid.SampledFrom([]string{"a@b", "c@d"}).Draw(t, "node"))
			switch rapid.IntRange(0, 3).Draw(t, "ident") {
			case 0:
				return (&Pid{node, small.Draw(t, "id"), small.Draw(t, "serial"), small.Draw(t, "creation")}).Term()
			case 1:
				return (&Port{node, uint64(small.Draw(t, "id")) << 40, small.Draw(t, "creation")}).Term()
			case 2:
				return (&Ref{node, small.Draw(t, "creation"), 3, [5]uint32{small.Draw(t, "w0"), small.Draw(t, "w1"), 7}}).Term()
			}
			return (&Export{Intern("lists"), Intern(rapid.SampledFrom([]string{"map", "foldl"}).Draw(t, "name")), int(small.Draw(t, "arity"))}).Term()
		}),
	)
	if depth == 0 {
		return leaf
	}
	some := rapid.SliceOfN(anyTerm(depth-1), 0, 4)
	return rapid.OneOf(leaf, leaf,
		rapid.Map(some, func(ts []Term) Term { return Tuple(ts...) }),
		rapid.Map(some, func(ts []Term) Term { return List(ts...) }),
		rapid.Map(some, func(ts []Term) Term { return ListTail(Int(1), ts...) }),
		rapid.Map(some, func(ts []Term) Term { return MapFrom(ts, ts) }),
		rapid.Map(some, func(ts []Term) Term {
			r := &Record{Module: Intern("m"), Name: Intern("r")}
			for i, v := range ts {
				r.Fields = append(r.Fields, Intern(string(rune('a'+i))))
				r.Values = append(r.Values, v)
			}
			return r.Term()
		}),
		rapid.Map(some, func(ts []Term) Term {
			return (&Fun{Module: Intern("m"), Arity: 1, Index: uint32(len(ts)), Free: ts}).Term()
		}),
	)
}
