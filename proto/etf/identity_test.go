package etf

import (
	"testing"

	"gex/proto/term"
)

// TestSelf writes identifiers of a node under the name it has for others, and
// reads them back as its own; those of other nodes and incarnations stay.
func TestSelf(t *testing.T) {
	inside, outside := Identity{term.Intern("nonode@nohost"), 0}, Identity{term.Intern("a@h"), 7}
	self := Self{inside, outside}
	idents := func(i Identity) term.Term {
		return term.List(
			(&term.Pid{Node: i.Node, ID: 1, Serial: 2, Creation: i.Creation}).Term(),
			(&term.Port{Node: i.Node, ID: 3, Creation: i.Creation}).Term(),
			(&term.Ref{Node: i.Node, Creation: i.Creation, N: 3, W: [5]uint32{1, 2, 3}}).Term())
	}
	for _, c := range []struct{ in, out Identity }{
		{inside, outside},
		{Identity{outside.Node, 6}, Identity{outside.Node, 6}},
		{Identity{term.Intern("b@h"), 7}, Identity{term.Intern("b@h"), 7}},
	} {
		b, err := AppendTerm(nil, idents(c.in), &EncodeOptions{Self: self})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []struct {
			self Self
			want Identity
		}{{Self{}, c.out}, {self, c.in}} {
			got, _, err := Decode(b, &DecodeOptions{Self: r.self})
			if err != nil || !term.Identical(got, idents(r.want)) {
				t.Errorf("%v is read as %v, want %v (%v)", c.in, got, r.want, err)
			}
		}
	}
}
