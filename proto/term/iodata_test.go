package term

import (
	"errors"
	"testing"
)

func b(bytes ...byte) Term { return Binary(bytes) }

func TestAppendIOData(t *testing.T) {
	deep := Nil
	for range 1_000_000 {
		deep = Cons(deep, List(Int('x')))
	}
	tests := []struct {
		in   Term
		want string
		bad  bool
	}{
		{in: Nil},
		{in: String("abc"), want: "abc"},
		{in: List(Int('a'), List(String("bc"), Int('d')), Nil, String("e")), want: "abcde"},
		{in: Cons(Int('a'), String("bc")), want: "abc"},
		{in: List(Bits([]byte{0x16, 0x10}, 4, 8)), want: "a"},
		{in: List(Int(256)), bad: true},
		{in: List(Int(-1)), bad: true},
		{in: List(Ok.Term()), bad: true},
		{in: Cons(Int('a'), Int('b')), bad: true},
		{in: List(Bits([]byte{1}, 0, 7)), bad: true},
		{in: Int('a'), bad: true},
	}
	for _, tt := range tests {
		got, err := AppendIOData([]byte("> "), tt.in)
		if tt.bad != errors.Is(err, ErrIOData) || !tt.bad && string(got) != "> "+tt.want {
			t.Errorf("%q, %v; want %q", got, err, tt.want)
		}
	}
	if got, err := AppendIOData(nil, deep); err != nil || len(got) != 1_000_000 {
		t.Errorf("deep list: %d bytes, %v", len(got), err)
	}
}

// The results are those of unicode:characters_to_binary/1.
func TestAppendCharData(t *testing.T) {
	cut := b(226, 130)
	tests := []struct {
		in         Term
		want       string
		rest       Term
		incomplete bool
	}{
		{in: List(Int('a'), String("é"), Int(0x20ac)), want: "aé€"},
		{in: List(b(226), b(130, 172)), want: "€"},
		{in: List(cut), rest: cut, incomplete: true},
		{in: cut, rest: cut, incomplete: true},
		{in: List(String("abc"), List(cut, Nil), Nil), want: "abc", rest: cut, incomplete: true},
		{in: List(cut, String("a")), rest: List(cut, List(String("a")))},
		{in: List(String("a"), b(240, 159), Int('a')), want: "a", rest: List(b(240, 159), List(Int('a')))},
		{in: List(String("a"), b(255), String("b")), want: "a", rest: List(b(255), String("b"))},
		{in: List(List(String("x"), List(b(255), String("q")), String("y")), String("z")), want: "x",
			rest: List(List(List(b(255), String("q")), String("y")), String("z"))},
		{in: ListTail(String("t"), List(List(String("a"), b(255)), Int(1))), want: "a",
			rest: ListTail(String("t"), List(List(b(255)), Int(1)))},
		{in: List(Int(0xd800)), rest: List(Int(0xd800))},
		{in: List(Int(0x110000)), rest: List(Int(0x110000))},
		{in: List(String("a"), Int(-1), String("b")), want: "a", rest: List(Int(-1), String("b"))},
	}
	for i, tt := range tests {
		got, err := AppendCharData(nil, tt.in)
		if string(got) != tt.want {
			t.Errorf("%d: %q, want %q", i, got, tt.want)
		}
		var e *CharDataError
		if errors.As(err, &e) != !tt.rest.IsNone() {
			t.Errorf("%d: error %v", i, err)
		} else if e != nil && (!Identical(e.Rest, tt.rest) || e.Incomplete != tt.incomplete) {
			t.Errorf("%d: wrong rest, or incomplete = %v", i, e.Incomplete)
		}
	}
	for _, in := range []Term{Ok.Term(), List(Ok.Term()), List(Bits([]byte{1}, 0, 3))} {
		if _, err := AppendCharData(nil, in); !errors.Is(err, ErrIOData) {
			t.Errorf("error %v, want ErrIOData", err)
		}
	}
}
