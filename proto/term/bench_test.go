package term

import (
	"strconv"
	"testing"
)

var sink Term

func benchMap(n int) Term {
	keys, values := make([]Term, n), make([]Term, n)
	for i := range keys {
		keys[i], values[i] = Int(int64(i)), Int(int64(i))
	}
	return MapFrom(keys, values)
}

func atomMap(n int) (Term, []Term) {
	m := EmptyMap
	keys := make([]Term, n)
	for i := range keys {
		keys[i] = A("key" + strconv.Itoa(i))
		m = m.MapPut(keys[i], Int(int64(i)))
	}
	return m, keys
}

func BenchmarkConstruct(b *testing.B) {
	b.Run("Int", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			sink = Int(int64(i))
		}
	})
	b.Run("Tuple3", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			sink = Tuple(Ok.Term(), Int(int64(i)), Nil)
		}
	})
	b.Run("Cons", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			sink = Cons(Int(int64(i)), Nil)
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	msg := func() Term { return Tuple(A("msg"), Int(42), String("hello"), List(Int(1), Float(2), Int(3))) }
	x, y := msg(), msg()
	b.Run("Identical", func(b *testing.B) {
		for range b.N {
			Identical(x, y)
		}
	})
	b.Run("Compare", func(b *testing.B) {
		for range b.N {
			Compare(x, y)
		}
	})
	b.Run("CompareInts", func(b *testing.B) {
		for i := range b.N {
			Compare(Int(int64(i)), Int(5))
		}
	})
	s, u := String("user:1234567"), String("user:1234568")
	b.Run("CompareBinaries", func(b *testing.B) {
		for range b.N {
			Compare(s, u)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	s := String("user:1234567")
	b.Run("Int", func(b *testing.B) {
		for i := range b.N {
			Hash(Int(int64(i)))
		}
	})
	b.Run("Binary", func(b *testing.B) {
		for range b.N {
			Hash(s)
		}
	})
	b.Run("PHash2Tuple", func(b *testing.B) {
		x := Tuple(Ok.Term(), Int(7), s)
		for range b.N {
			PHash2(x, PHash2Range)
		}
	})
}

func BenchmarkMap(b *testing.B) {
	for _, n := range []int{4, 16, 32} {
		m, keys := atomMap(n)
		name := strconv.Itoa(n)
		b.Run("GetAtom"+name, func(b *testing.B) {
			for i := range b.N {
				sink, _ = m.MapGet(keys[i%n])
			}
		})
		b.Run("PutAtom"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				sink = m.MapPut(keys[i%n], Int(int64(-i)))
			}
		})
	}
	for _, n := range []int{1000, 100_000} {
		m := benchMap(n)
		name := strconv.Itoa(n)
		b.Run("Get"+name, func(b *testing.B) {
			for i := range b.N {
				sink, _ = m.MapGet(Int(int64(i % n)))
			}
		})
		b.Run("Put"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				sink = m.MapPut(Int(int64(i%n)), Int(int64(-i)))
			}
		})
		b.Run("From"+name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				sink = benchMap(n)
			}
		})
		b.Run("Pairs"+name, func(b *testing.B) {
			for range b.N {
				for k := range m.Pairs() {
					sink = k
				}
			}
		})
	}
}

func BenchmarkList(b *testing.B) {
	ts := make([]Term, 100_000)
	for i := range ts {
		ts[i] = Int(int64(i))
	}
	l := List(ts...)
	b.Run("Make100000", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			sink = List(ts...)
		}
	})
	b.Run("Sum100000", func(b *testing.B) {
		for range b.N {
			sum := int64(0)
			for x := l; x.IsCons(); x = x.Tail() {
				sum += x.Head().Int()
			}
			sink = Int(sum)
		}
	})
}

func BenchmarkAtom(b *testing.B) {
	Intern("gex_bench_atom")
	b.Run("LookupBoot", func(b *testing.B) {
		for range b.N {
			Lookup("undefined")
		}
	})
	b.Run("LookupNew", func(b *testing.B) {
		for range b.N {
			Lookup("gex_bench_atom")
		}
	})
}
