package term

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func bigInt(s string) Term {
	v, ok := new(big.Int).SetString(s, 0)
	if !ok {
		panic(s)
	}
	return Big(v)
}

// TestOrder compares every pair of a list that ascends.
func TestOrder(t *testing.T) {
	node := Intern("a@b")
	ascending := []Term{
		Float(-1e300), bigInt("-0x8000000000000001"), Int(math.MinInt64), Int(-1), Float(-0.5), Int(0), Float(0.5), Int(1), Float(1.5),
		Int(1<<53 - 1), Float(1 << 53), Int(1<<53 + 1), Int(math.MaxInt64), Float(1 << 63), bigInt("0x8000000000000001"),
		Float(0x1p64), bigInt("0x10000000000000001"), bigInt("1" + "000000000000000000000000000000000000000000"), Float(1e300),
		Empty.Term(), A("a"), A("aa"), A("b"), A("é"), A("日本"), A("𝒳"),
		(&Ref{Node: node, N: 3, W: [5]uint32{1}}).Term(), (&Ref{Node: node, N: 3, W: [5]uint32{0, 1}}).Term(),
		(&Fun{Module: Intern("m")}).Term(), (&Fun{Module: Intern("m"), Index: 1}).Term(),
		(&Export{Intern("a"), Intern("f"), 0}).Term(), (&Export{Intern("a"), Intern("f"), 1}).Term(), (&Export{Intern("b"), Intern("a"), 0}).Term(),
		(&Port{Node: node, ID: 1}).Term(), (&Port{Node: node, ID: 1 << 40}).Term(),
		(&Pid{Node: node, ID: 9}).Term(), (&Pid{Node: node, ID: 1, Serial: 1}).Term(),
		Tuple(), Tuple(Int(2)), Tuple(Int(1), Int(1)), Tuple(Int(1), Float(1.5)), Tuple(Int(1), Int(2)),
		(&Record{Module: Intern("a"), Name: Intern("z"), Fields: []Atom{Ok}, Values: []Term{Int(9)}}).Term(),
		(&Record{Module: Intern("m"), Name: Intern("a"), Fields: []Atom{Ok}, Values: []Term{Int(1)}}).Term(),
		(&Record{Module: Intern("m"), Name: Intern("a"), Fields: []Atom{Ok}, Values: []Term{Int(2)}}).Term(),
		EmptyMap, MapOf(Int(1), Int(2)), MapOf(Int(1), Int(3)), MapOf(Int(2), Int(1)), MapOf(Float(1), Int(1)), MapOf(Ok.Term(), Int(0)),
		MapOf(A("a"), Int(1), A("b"), Int(1)), MapOf(A("a"), Int(1), A("c"), Int(0)),
		Nil, List(Int(1)), List(Int(1), Int(1)), Cons(Int(1), String("")), List(Int(2)),
		String(""), Bits([]byte{0}, 0, 1), String("\x00"), String("a"), Bits([]byte("a\x00"), 0, 9), String("a\x00"), String("ab"), Bits([]byte{0xff}, 0, 3), String("\xff"),
	}
	for i, a := range ascending {
		for j, b := range ascending {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := Compare(a, b); got != want {
				t.Errorf("Compare(#%d, #%d) = %d, want %d", i, j, got, want)
			}
			if got := Equal(a, b); got != (want == 0) {
				t.Errorf("Equal(#%d, #%d) = %v", i, j, got)
			}
			if got := Identical(a, b); got != (want == 0) {
				t.Errorf("Identical(#%d, #%d) = %v", i, j, got)
			}
		}
	}
}

func TestEqualities(t *testing.T) {
	env := Tuple(Int(1), EmptyMap, A("none"), A("none"), EmptyMap, Nil)
	evalFun := func(index uint32, env Term) Term {
		return (&Fun{Module: ErlEval, Arity: 1, Index: index, Free: []Term{env}}).Term()
	}
	tests := []struct {
		name             string
		a, b             Term
		equal, identical bool
	}{
		{"integer and float", Int(1), Float(1), true, false},
		{"zeros", Float(0), Float(math.Copysign(0, -1)), true, false},
		{"zero and -0.0", Int(0), Float(math.Copysign(0, -1)), true, false},
		{"big and float", bigInt("0x10000000000000000"), Float(0x1p64), true, false},
		{"2^53+1 and 2^53", Int(1<<53 + 1), Float(1 << 53), false, false},
		{"in tuples", Tuple(Int(1), Nil), Tuple(Float(1), Nil), true, false},
		{"in lists", List(Int(0), Int(1)), List(Int(0), Float(1)), true, false},
		{"in map values", MapOf(Ok.Term(), Int(1)), MapOf(Ok.Term(), Float(1)), true, false},
		{"in map keys", MapOf(Int(1), Ok.Term()), MapOf(Float(1), Ok.Term()), false, false},
		{"map orders", MapOf(Int(1), Ok.Term(), Int(2), Nil), MapOf(Int(2), Nil, Int(1), Ok.Term()), true, true},
		{"bits at other offsets", Bits([]byte{0x0a, 0xb0}, 4, 8), Bits([]byte{0xab}, 0, 8), true, true},
		{"binary and bits", Bits([]byte{0xab}, 0, 7), Bits([]byte{0xab}, 0, 8), false, false},
		{"big integers", bigInt("99999999999999999999"), bigInt("99999999999999999999"), true, true},
		{"pids", (&Pid{Node: Ok, ID: 1}).Term(), (&Pid{Node: Ok, ID: 1}).Term(), true, true},
		{"pids of other incarnations", (&Pid{Node: Ok, ID: 1}).Term(), (&Pid{Node: Ok, ID: 1, Creation: 2}).Term(), false, false},
		{"interpreted funs of two nodes", evalFun(43, env), evalFun(42, Tuple(env.Elems()...)), true, true},
		{"interpreted funs of two sources", evalFun(43, env), evalFun(43, Tuple(Int(2), EmptyMap, A("none"), A("none"), EmptyMap, Nil)), false, false},
		{"improper lists", Cons(Int(1), Int(2)), Cons(Int(1), Float(2)), true, false},
	}
	for _, tt := range tests {
		for range 2 {
			if got := Equal(tt.a, tt.b); got != tt.equal {
				t.Errorf("%s: Equal %v", tt.name, got)
			}
			if got := Identical(tt.a, tt.b); got != tt.identical {
				t.Errorf("%s: Identical %v", tt.name, got)
			}
			if got := Compare(tt.a, tt.b) == 0; got != tt.equal {
				t.Errorf("%s: Compare == 0 is %v", tt.name, got)
			}
			tt.a, tt.b = tt.b, tt.a
		}
	}
}

// code is the Code of a test fun, with or without source.
type code struct{ env func(f *Fun) (Term, bool) }

func (c *code) EvalEnv(f *Fun) (Term, bool) { return c.env(f) }

func TestFunIdentity(t *testing.T) {
	none := func(*Fun) (Term, bool) { return Term{}, false }
	env := func(f *Fun) (Term, bool) {
		return Tuple(Int(1), MapOf(A("x"), f.Free[0]), A("none"), A("none"), EmptyMap, Nil), true
	}
	compiled, other := &code{none}, &code{none}
	source, copied := &code{env}, &code{env}
	fun := func(c FunCode, free int64) Term { return (&Fun{Arity: 1, Code: c, Free: []Term{Int(free)}}).Term() }
	decoded := func(free int64) Term {
		e, _ := env(&Fun{Free: []Term{Int(free)}})
		return (&Fun{Module: ErlEval, Arity: 1, Index: 42, Free: []Term{e}}).Term()
	}
	tests := []struct {
		name string
		a, b Term
		want bool
	}{
		{"one code", fun(compiled, 1), fun(compiled, 1), true},
		{"one code, other values", fun(compiled, 1), fun(compiled, 2), false},
		{"two codes", fun(compiled, 1), fun(other, 1), false},
		{"one source", fun(source, 1), fun(source, 1), true},
		{"one source, other values", fun(source, 1), fun(source, 2), false},
		{"two codes of one source", fun(source, 1), fun(copied, 1), true},
		{"two codes of one source, other values", fun(source, 1), fun(copied, 2), false},
		{"ours and decoded", fun(source, 1), decoded(1), true},
		{"ours and decoded, other values", fun(source, 1), decoded(2), false},
		{"compiled and source", fun(compiled, 1), fun(source, 1), false},
	}
	for _, tt := range tests {
		if got := Identical(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: Identical %v", tt.name, got)
		}
		if got := Compare(tt.a, tt.b) == 0; got != tt.want {
			t.Errorf("%s: Compare == 0 is %v", tt.name, got)
		}
		if tt.want && Hash(tt.a) != Hash(tt.b) {
			t.Errorf("%s: hashes differ", tt.name)
		}
	}
}

func TestOrderProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyTerm(3)
		a, b, c := g.Draw(t, "a"), g.Draw(t, "b"), g.Draw(t, "c")
		ab := Compare(a, b)
		if ab != -Compare(b, a) {
			t.Fatal("order is not antisymmetric")
		}
		if (ab == 0) != Equal(a, b) {
			t.Fatalf("Compare %d, Equal %v", ab, Equal(a, b))
		}
		if ab <= 0 && Compare(b, c) <= 0 && Compare(a, c) > 0 {
			t.Fatal("order is not transitive")
		}
		if Identical(a, b) {
			if !Equal(a, b) || Hash(a) != Hash(b) || phash2(a) != phash2(b) || compareKeys(a, b) != 0 {
				t.Fatal("identical terms differ in value, hash or key order")
			}
		} else if compareKeys(a, b) == 0 {
			t.Fatal("key order equates terms that are not identical")
		}
	})
}

func TestDeepTerms(t *testing.T) {
	nest := func(depth int, wrap func(Term) Term) Term {
		x := Int(1)
		for range depth {
			x = wrap(x)
		}
		return x
	}
	shapes := map[string]func(Term) Term{
		"heads":  func(x Term) Term { return List(x) },
		"tails":  func(x Term) Term { return Cons(Nil, x) },
		"tuples": func(x Term) Term { return Tuple(x, Nil) },
		"values": func(x Term) Term { return MapOf(Ok.Term(), x) },
		"keys":   func(x Term) Term { return MapOf(x, Ok.Term()) },
	}
	for name, wrap := range shapes {
		depth := 30_000
		if name == "heads" {
			depth = 1_000_000
		}
		a, b := nest(depth, wrap), nest(depth, wrap)
		if !Identical(a, b) || !Equal(a, b) || Compare(a, b) != 0 || Hash(a) != Hash(b) || PHash2(a, PHash2Range) != PHash2(b, PHash2Range) {
			t.Errorf("two terms nested in %s differ", name)
		}
	}
}

func TestComparisonDoesNotAllocate(t *testing.T) {
	a := Tuple(A("msg"), Int(42), String("hello"), List(Int(1), Float(2), Int(3)))
	b := Tuple(A("msg"), Int(42), String("hello"), List(Int(1), Float(2), Int(3)))
	for name, f := range map[string]func(){
		"Identical": func() { Identical(a, b) },
		"Equal":     func() { Equal(a, b) },
		"Compare":   func() { Compare(a, b) },
		"Hash":      func() { Hash(a) },
		"PHash2":    func() { PHash2(a, PHash2Range) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
