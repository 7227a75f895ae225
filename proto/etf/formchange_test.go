package etf

import (
	"slices"
	"testing"

	"gex/proto/term"
)

// TestListForms round trips lists around the sizes where the format changes from
// a string of bytes to a list of elements.
func TestListForms(t *testing.T) {
	for _, n := range []int{1, 255, 65534, 65535, 65536, 65537, 70000} {
		for _, v := range []term.Term{term.Int(65), term.Int(-1), term.Int(1 << 40), term.A("a")} {
			want := term.List(slices.Repeat([]term.Term{v}, n)...)
			b, err := TermToBinary(want, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, used, err := BinaryToTerm(b, nil)
			if err != nil || used != len(b) || !term.Identical(got, want) {
				t.Errorf("%d times %v: err %v, %d of %d bytes", n, v.Kind(), err, used, len(b))
			}
		}
	}
}
