package term

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// bitText is a bit string as one byte, '0' or '1', for each bit.
func bitText(t Term) string {
	p, off := t.BitData()
	out := make([]byte, t.BitLen())
	for i := range out {
		out[i] = '0' + p[(off+i)>>3]>>(7-(off+i)&7)&1
	}
	return string(out)
}

func TestCopyBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "src")
		dst := rapid.SliceOfN(rapid.Byte(), 20, 40).Draw(t, "dst")
		srcOff := rapid.IntRange(0, 8*len(src)).Draw(t, "srcOff")
		dstOff := rapid.IntRange(0, 7).Draw(t, "dstOff")
		n := rapid.IntRange(0, min(8*len(src)-srcOff, 8*len(dst)-dstOff)).Draw(t, "n")
		from, to := bitText(Binary(src)), bitText(Binary(dst))
		want := to[:dstOff] + from[srcOff:srcOff+n] + to[dstOff+n:]
		CopyBits(dst, dstOff, src, srcOff, n)
		if got := bitText(Binary(dst)); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	})
}

// Results of OTP 29.
func TestIntegerSegments(t *testing.T) {
	tests := []struct {
		v      Term
		n      int
		little bool
		want   []byte
	}{
		{Int(0xabc), 12, true, []byte{188, 0xa0}},
		{Int(-2), 12, true, []byte{254, 0xf0}},
		{bigInt("0x123456789abcdef01234"), 77, true, []byte{52, 18, 240, 222, 188, 154, 120, 86, 52, 18 << 3}},
		{Int(-5), 77, false, []byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 27 << 3}},
		{Int(1), 0, false, nil},
		{Int(-1), 64, true, []byte{255, 255, 255, 255, 255, 255, 255, 255}},
	}
	for _, tt := range tests {
		var b BitBuilder
		b.AppendInt(tt.v, tt.n, tt.little)
		if got := b.Term(); !Identical(got, Bits(tt.want, 0, tt.n)) {
			t.Errorf("%d bits: %s", tt.n, bitText(got))
		}
	}
}

func TestSegmentsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "size")
		little, signed := rapid.Bool().Draw(t, "little"), rapid.Bool().Draw(t, "signed")
		before := rapid.IntRange(0, 15).Draw(t, "before")
		raw := rapid.SliceOfN(rapid.Byte(), 40, 40).Draw(t, "raw")
		v := BitsInt(raw, before, n, little, signed)
		if !signed && Compare(v, Int(0)) < 0 {
			t.Fatal("unsigned integer is negative")
		}
		var b BitBuilder
		b.AppendBits(Bits(raw, 0, before))
		b.AppendInt(v, n, little)
		if got, want := bitText(b.Term()), bitText(Bits(raw, 0, before+n)); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	})
}

func TestFloatSegments(t *testing.T) {
	tests := []struct {
		f    float64
		n    int
		want []byte
	}{
		{1.1, 16, []byte{0x3c, 0x66}}, {65504, 16, []byte{123, 255}}, {65519.9, 16, []byte{123, 255}}, {65520, 16, []byte{124, 0}},
		{5.96e-8, 16, []byte{0, 1}}, {2.9e-8, 16, []byte{0, 0}}, {math.Copysign(0, -1), 16, []byte{128, 0}}, {6.1e-5, 16, []byte{3, 255}},
		{1e39, 32, []byte{127, 128, 0, 0}}, {1.5, 32, []byte{0x3f, 0xc0, 0, 0}}, {-1.5, 64, []byte{0xbf, 0xf8, 0, 0, 0, 0, 0, 0}},
	}
	for _, tt := range tests {
		var b BitBuilder
		if err := b.AppendFloat(tt.f, tt.n, false); err != nil {
			t.Fatal(err)
		}
		got, _ := b.Term().Bytes()
		if !bytes.Equal(got, tt.want) {
			t.Errorf("%v in %d bits: % x, want % x", tt.f, tt.n, got, tt.want)
		}
	}
	for v := range uint64(1 << 16) {
		raw := []byte{byte(v), byte(v >> 8)}
		f, ok := BitsFloat(raw, 0, 16, true)
		if ok == (v>>10&31 == 31) {
			t.Fatalf("half %04x: %v %v", v, f, ok)
		}
		if got := toFloat16(f); ok && uint64(got) != v {
			t.Fatalf("half %04x reads as %v, which writes as %04x", v, f, got)
		}
	}
	var b BitBuilder
	if b.AppendFloat(1, 24, false) == nil {
		t.Error("a float of 24 bits was accepted")
	}
	if _, ok := BitsFloat([]byte{0x7f, 0xf0, 0, 0, 0, 0, 0, 0}, 0, 64, false); ok {
		t.Error("an infinity was read")
	}
}

func TestUTFSegments(t *testing.T) {
	for _, r := range []rune{0, 'a', 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f600, 0x10ffff} {
		for _, little := range []bool{false, true} {
			var b BitBuilder
			b.AppendUint(1, 3, false)
			at8 := b.Len()
			b.AppendUTF8(r)
			at16 := b.Len()
			b.AppendUTF16(r, little)
			at32 := b.Len()
			b.AppendUTF32(r, little)
			data, _ := b.Term().BitData()
			r8, n8, ok8 := BitsUTF8(data, at8, b.Len()-at8)
			r16, n16, ok16 := BitsUTF16(data, at16, b.Len()-at16, little)
			r32, n32, ok32 := BitsUTF32(data, at32, b.Len()-at32, little)
			if !ok8 || !ok16 || !ok32 || r8 != r || r16 != r || r32 != r || at8+n8 != at16 || at16+n16 != at32 || n32 != 32 {
				t.Errorf("%U reads as %U, %U, %U", r, r8, r16, r32)
			}
		}
	}
	for _, r := range []rune{0xd800, 0xdfff, 0x110000, -1} {
		var b BitBuilder
		if b.AppendUTF8(r) == nil || b.AppendUTF16(r, false) == nil || b.AppendUTF32(r, true) == nil {
			t.Errorf("%X was accepted", r)
		}
	}
	for _, raw := range [][]byte{{0xff, 0, 0, 0}, {0xd8, 0, 0, 0}, {0xdc, 0, 0xdc, 0}, {0xe2, 0x82}} {
		if _, _, ok := BitsUTF8(raw, 0, 8*len(raw)); ok && raw[0] != 0xdc {
			t.Errorf("% x read as UTF-8", raw)
		}
		if _, _, ok := BitsUTF16(raw, 0, 8*len(raw), false); ok && raw[0]&0xfc == 0xd8 {
			t.Errorf("% x read as UTF-16", raw)
		}
		if _, _, ok := BitsUTF32(raw, 0, 8*len(raw), false); ok {
			t.Errorf("% x read as UTF-32", raw)
		}
	}
}

func TestContinueKeepsEarlierTerms(t *testing.T) {
	var b BitBuilder
	b.AppendBytes([]byte("start"))
	terms := []Term{b.Term()}
	for i := range 1000 {
		b.Continue(terms[len(terms)-1])
		b.AppendBytes([]byte{byte('a' + i%26)})
		terms = append(terms, b.Term())
	}
	branch := terms[500]
	b.Continue(branch)
	b.AppendBytes([]byte("!"))
	if got := b.Term().Text(); got != branch.Text()+"!" {
		t.Errorf("branch is %q", got)
	}
	want := "start"
	for i, x := range terms {
		if x.Text() != want {
			t.Fatalf("term %d is %q, want %q", i, x.Text(), want)
		}
		want += string(rune('a' + i%26))
	}
	b.Reset()
	b.AppendUint(5, 3, false)
	odd := b.Term()
	b.AppendUint(0xff, 8, false)
	if bitText(odd) != "101" || bitText(b.Term()) != "10111111111" {
		t.Errorf("%s then %s", bitText(odd), bitText(b.Term()))
	}
}

func TestContinueIsAmortised(t *testing.T) {
	const n = 100_000
	allocs := testing.AllocsPerRun(1, func() {
		var b BitBuilder
		x := String("x")
		for range n {
			b.Continue(x)
			b.AppendBytes([]byte("y"))
			x = b.Term()
		}
	})
	if allocs > 60 {
		t.Errorf("%v allocations for %d appends", allocs, n)
	}
}
