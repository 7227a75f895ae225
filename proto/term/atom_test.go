package term

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestIntern(t *testing.T) {
	before := AtomCount()
	a := Intern("gex_test_atom")
	if AtomCount() != before+1 || a.String() != "gex_test_atom" || Intern("gex_test_atom") != a {
		t.Errorf("atom %d %q, %d atoms more", a, a, AtomCount()-before)
	}
	if b, err := (*Quota)(nil).Intern([]byte("gex_test_atom")); err != nil || b != a {
		t.Errorf("Intern: %d, %v", b, err)
	}
	name := []byte("gex_test_changed")
	b, _ := (*Quota)(nil).Intern(name)
	name[0] = 'X'
	if b.String() != "gex_test_changed" {
		t.Error("the name of an atom changed")
	}
	if _, ok := Lookup("gex_test_no_such"); ok {
		t.Error("Lookup made an atom")
	}
	for name, want := range map[string]error{
		strings.Repeat("é", 256): ErrAtomLength, "\xff": ErrAtomUTF8, strings.Repeat("é", 255): nil, strings.Repeat("x", 256): ErrAtomLength, "": nil,
	} {
		if _, err := TryIntern(name); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
	}
}

// TestInternFromManySides has goroutines make the same atoms at once.
func TestInternFromManySides(t *testing.T) {
	const sides, names = 8, 3000
	var got [sides][names]Atom
	var wg sync.WaitGroup
	for i := range sides {
		wg.Go(func() {
			for j := range names {
				k := (j + i*names/sides) % names
				a := Intern(fmt.Sprint("gex_hammer_", k))
				if b, ok := Lookup(a.String()); !ok || b != a {
					t.Errorf("atom %d is not found by its name", a)
					return
				}
				got[i][k] = a
			}
		})
	}
	wg.Wait()
	for i := range got {
		if got[i] != got[0] {
			t.Fatal("two goroutines got different atoms for one name")
		}
	}
}
