package etf

import (
	"strconv"
	"testing"

	"gex/proto/term"
)

func intList() term.Term {
	ts := make([]term.Term, 100_000)
	for i := range ts {
		ts[i] = term.Int(int64(i + 1))
	}
	return term.List(ts...)
}

func nestedMaps() term.Term {
	a, s := term.A, term.String
	ts := make([]term.Term, 1000)
	for i := range ts {
		n := strconv.Itoa(i + 1)
		ts[i] = term.MapOf(a("id"), term.Int(int64(i+1)), a("name"), s("user"+n), a("tags"), term.List(s("a"), s("b"), s("c")),
			a("nested"), term.MapOf(s("k1"), s("v"+n), s("k2"), term.MapOf(a("deep"), a("true"), a("x"), term.Float(1.5))))
	}
	return term.List(ts...)
}

func smallMessage() term.Term {
	return term.Tuple(term.A("msg"), term.Int(42), term.A("payload"), term.String("hello"),
		term.Tuple(term.A("ok"), term.List(term.Int(1), term.Int(2), term.Int(3))))
}

func benchTerms() map[string]term.Term {
	return map[string]term.Term{"intlist": intList(), "maps": nestedMaps(), "small": smallMessage(), "binary": term.Binary(make([]byte, 1<<20))}
}

var sinkTerm term.Term

func BenchmarkEncode(b *testing.B) {
	for _, name := range []string{"intlist", "maps", "small", "binary"} {
		t := benchTerms()[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var buf []byte
			for range b.N {
				var err error
				if buf, err = AppendBinary(buf[:0], t, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(len(buf)))
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{"intlist", "maps", "small", "binary"} {
		buf, err := TermToBinary(benchTerms()[name], nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(buf)))
			for range b.N {
				if sinkTerm, _, err = BinaryToTerm(buf, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
