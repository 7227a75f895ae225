package term

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func mustMake(t testing.TB, name string) Term {
	a, err := (*Quota)(nil).Make([]byte(name))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// flood makes n atoms that nobody holds.
func flood(t testing.TB, prefix string, n int) (most int) {
	q := &Quota{}
	var name []byte
	for i := range n {
		name = fmt.Appendf(name[:0], "%s%d", prefix, i)
		a, err := q.Make(name)
		if err != nil {
			t.Fatalf("after %d atoms: %v", i, err)
		}
		if a.AtomName() != string(name) {
			t.Fatalf("%q is called %q", name, a.AtomName())
		}
		most = max(most, int(made.used.Load()))
	}
	return most
}

func TestAtomsOfDataAreCollected(t *testing.T) {
	n := 800_000
	if raceEnabled {
		n = 150_000
	}
	before := AtomCount()
	if most := flood(t, "flood", n); most > 2*collectFrom {
		t.Errorf("%d atoms at once", most)
	}
	runtime.GC()
	if more := AtomCount() - before; more > 1000 {
		t.Errorf("%d atoms stay", more)
	}
}

// TestHeldAtomsStay holds atoms in every way that a Term can be, and only
// there, while others come and go.
func TestHeldAtomsStay(t *testing.T) {
	const n = 2000
	name := func(i int) string { return fmt.Sprint("held", i) }
	var tuples, lists, funs, maps []Term
	big := EmptyMap
	goMap := map[Term]int{}
	numbers := make([]Atom, n)
	for i := range n {
		a := mustMake(t, name(i))
		switch i % 6 {
		case 0:
			tuples = append(tuples, Tuple(Int(1), a))
		case 1:
			lists = append(lists, List(a))
		case 2:
			funs = append(funs, (&Fun{Module: ErlEval, Free: []Term{a}}).Term())
		case 3:
			maps = append(maps, MapOf(a, Int(int64(i))))
		case 4:
			big = big.MapPut(a, Int(int64(i)))
			goMap[a] = i
		case 5:
			numbers[i] = a.Atom()
		}
	}
	flood(t, "between", 2*sweepFrom)
	runtime.GC()
	AtomCount()
	for i := range n {
		a, ok := Existing(name(i))
		if !ok {
			t.Fatalf("atom %d is gone", i)
		}
		if b := mustMake(t, name(i)); b != a || a.AtomName() != name(i) {
			t.Fatalf("atom %d has two forms", i)
		}
		var held Term
		switch k := i / 6; i % 6 {
		case 0:
			held = tuples[k].Elem(1)
		case 1:
			held = lists[k].Head()
		case 2:
			held = funs[k].Fun().Free[0]
		case 3:
			if v, ok := maps[k].MapGet(a); !ok || v.Int() != int64(i) {
				t.Fatalf("key %d of a small map is not found", i)
			}
			continue
		case 4:
			if v, ok := big.MapGet(a); !ok || v.Int() != int64(i) || goMap[a] != i {
				t.Fatalf("key %d of a large map is not found", i)
			}
			continue
		case 5:
			held = numbers[i].Term()
			if numbers[i].String() != name(i) || !a.Is(numbers[i]) || a.KnownAtom() != numbers[i] || Intern(name(i)) != numbers[i] {
				t.Fatalf("number %d is another atom", i)
			}
		}
		if held != a || !Identical(held, a) || Compare(held, a) != 0 || Hash(held) != Hash(a) {
			t.Fatalf("atom %d is not what is held", i)
		}
	}
	if _, ok := Existing(name(n)); ok {
		t.Error("an atom that was not made exists")
	}
}

// TestAtomHasOneForm has many sides make, hold and forget the same names while
// garbage is collected and the table swept.
func TestAtomHasOneForm(t *testing.T) {
	const names = 64
	var shown [names]atomic.Pointer[Term]
	stop := make(chan struct{})
	var wg, gc sync.WaitGroup
	gc.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
				AtomCount()
			}
		}
	})
	end := time.Now().Add(400 * time.Millisecond)
	for side := range 8 {
		wg.Go(func() {
			q := &Quota{}
			for i := side; time.Now().Before(end); i++ {
				k := i * 7 % names
				name := fmt.Sprint("one_form", k)
				a, err := q.Make([]byte(name))
				if err != nil {
					t.Error(err)
					return
				}
				// Whoever else holds the name holds the same.
				if b := shown[k].Load(); b != nil && *b != a {
					t.Errorf("%q is %v and %v", name, a, *b)
					return
				}
				if i%3 == 0 {
					shown[k].Store(&a)
				} else {
					shown[k].Store(nil)
				}
				if i%50 == 0 {
					if b, ok := Existing(name); !ok || b != a {
						t.Errorf("%q is found as %v", name, b)
						return
					}
				}
				runtime.KeepAlive(a.p)
			}
		})
	}
	wg.Wait()
	close(stop)
	gc.Wait()
}

func TestMadeAtomIsAnAtom(t *testing.T) {
	a, b := mustMake(t, "made_a"), mustMake(t, "made_b")
	if a == b || !a.IsAtom() || a.Kind() != KindAtom || a.IsTuple() || a.Is(Ok) || a.KnownAtom() != NoAtom || Identical(a, b) || Equal(a, b) {
		t.Errorf("%v, %v", a, b)
	}
	if Compare(a, b) != -1 || Compare(b, a) != 1 || Compare(a, Ok.Term()) != -1 || Compare(a, Int(1)) != 1 || Compare(a, Nil) != -1 {
		t.Error("wrong order")
	}
	for _, x := range []Term{TupleOf(nil), Int(int64(a.w)), EmptyMap, {}, Nil} {
		if x.IsAtom() && !x.isMade() || x.Is(Atom(a.w)) || x.KnownAtom() != NoAtom || x.AtomName() != "" {
			t.Errorf("%v passes for an atom", x)
		}
		if _, ok := x.AsAtom(); ok {
			t.Errorf("%v passes for an atom", x)
		}
	}
	want := PHash2(Intern("made_permanent").Term(), PHash2Range)
	if got := uint64(phashName("made_permanent")) % PHash2Range; got != want || PHash2(a, PHash2Range) != uint64(phashName("made_a"))%PHash2Range {
		t.Error("phash2 is not that of the name")
	}
	n := a.Atom()
	if n.String() != "made_a" || n.Term() != a || !a.Is(n) || a.KnownAtom() != n || b.Is(n) || Intern("made_a") != n {
		t.Errorf("number %d", n)
	}
	if x, ok := Lookup("made_a"); !ok || x != n {
		t.Errorf("found as %d", x)
	}
	if NoAtom.String() != "" || !NoAtom.Term().IsNone() {
		t.Error("NoAtom is something")
	}
}

// TestAgesOfAtoms has keys of maps in the order of their atoms' making, whether
// those stay or not and places in the table are used again.
func TestAgesOfAtoms(t *testing.T) {
	flood(t, "older", sweepFrom)
	runtime.GC()
	AtomCount()
	var keys []Term
	for i := range 30 {
		name := fmt.Sprint("age", 100-i)
		if i%3 == 1 {
			keys = append(keys, A(name))
		} else {
			keys = append(keys, mustMake(t, name))
		}
	}
	m := EmptyMap
	for _, i := range []int{7, 3, 29, 0, 15, 28, 1, 2, 16, 4, 5, 6, 8, 27, 26, 9, 10, 25, 11, 12, 24, 13, 14, 23, 17, 22, 18, 19, 20, 21} {
		m = m.MapPut(keys[i], Int(int64(i)))
	}
	got, _, _ := m.Flat()
	if !slices.Equal(got, keys) {
		t.Error("keys are not in the order of their making")
	}
	if m2 := MapFrom(keys, keys); m2.MapLen() != len(keys) || !slices.Equal(slices.Collect(seqKeys(m2)), keys) {
		t.Error("MapFrom has another order")
	}
	if o, _ := m.Ordered(); o[0].AtomName() != "age100" || !slices.IsSortedFunc(o, Compare) {
		t.Error("term order is not that of names")
	}
}

func seqKeys(m Term) func(func(Term) bool) {
	return func(yield func(Term) bool) {
		for k := range m.Pairs() {
			if !yield(k) {
				return
			}
		}
	}
}

func TestQuota(t *testing.T) {
	q := &Quota{Names: 2}
	a, err := q.Intern([]byte("quota_1"))
	if err != nil || a.String() != "quota_1" {
		t.Fatal(err)
	}
	data, err := q.Make([]byte("quota_2"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.Keep(data); err != nil || q.Names != 0 {
		t.Fatalf("%v, %d left", err, q.Names)
	}
	// What is known costs nothing.
	for _, name := range []string{"quota_1", "quota_2", "ok"} {
		if _, err := q.Intern([]byte(name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := q.Intern([]byte("quota_3")); !errors.Is(err, ErrAtomQuota) {
		t.Errorf("over the quota: %v", err)
	}
	data, err = q.Make([]byte("quota_4"))
	if err != nil {
		t.Errorf("data has no quota: %v", err)
	}
	if _, err := q.Keep(data); !errors.Is(err, ErrAtomQuota) {
		t.Errorf("over the quota: %v", err)
	}
}

// TestFullTable fills the table with atoms that are held: peers are refused
// while programs still have room, nothing crashes, and all is well when the
// atoms are let go.
func TestFullTable(t *testing.T) {
	before := AtomCount()
	capacity, retryAfter = before+quotaSpare+2*sweepFrom, 20*time.Millisecond
	t.Cleanup(func() { capacity, retryAfter = MaxAtoms, time.Second })
	var held []Term
	fill := func(q *Quota) error {
		for i := len(held); i <= capacity; i++ {
			a, err := q.Make(fmt.Append(nil, "full", i))
			if err != nil {
				return err
			}
			held = append(held, a)
		}
		return nil
	}
	peer := &Quota{Names: 10}
	if err := fill(peer); !errors.Is(err, ErrAtomLimit) {
		t.Fatalf("a peer fills the table: %v", err)
	}
	if _, err := peer.Intern([]byte("full_name")); !errors.Is(err, ErrAtomLimit) {
		t.Errorf("a peer fills the table with names: %v", err)
	}
	if _, err := TryIntern("full_own"); err != nil {
		t.Errorf("no room for our own: %v", err)
	}
	if left := capacity - AtomCount(); left < quotaSpare-1 {
		t.Errorf("%d places left", left)
	}
	if err := fill(nil); !errors.Is(err, ErrAtomLimit) {
		t.Errorf("more atoms than there may be: %v", err)
	}
	if _, err := TryIntern("full_own_2"); !errors.Is(err, ErrAtomLimit) {
		t.Errorf("TryIntern: %v", err)
	}
	if a := Intern("full_own_3"); a.String() != "full_own_3" {
		t.Error("no room for the names of our code")
	}
	if a, err := TryIntern("full_own"); err != nil || a.String() != "full_own" {
		t.Errorf("an atom that exists: %v", err)
	}
	clear(held)
	for end := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		_, err := peer.Make([]byte("full_again"))
		if err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("after all is let go: %v", err)
		}
	}
	if n := AtomCount(); n > before+quotaSpare {
		t.Errorf("%d atoms are left", n)
	}
}

func FuzzMake(f *testing.F) {
	for _, s := range []string{"", "a", "ok", "é", "Elixir.Enum", "\xff", "made_a"} {
		f.Add(s, s+"x")
	}
	f.Fuzz(func(t *testing.T, s, u string) {
		a, err := (*Quota)(nil).Make([]byte(s))
		b, err2 := (*Quota)(nil).Make([]byte(u))
		if err != nil || err2 != nil {
			return
		}
		if (a == b) != (s == u) || Identical(a, b) != (s == u) || (Compare(a, b) == 0) != (s == u) || (compareKeys(a, b) == 0) != (s == u) {
			t.Errorf("%q and %q", s, u)
		}
		if compareKeys(a, b) != -compareKeys(b, a) {
			t.Errorf("%q and %q have no order", s, u)
		}
		if x, ok := Existing(s); !ok || x != a || a.AtomName() != s {
			t.Errorf("%q is found as %v", s, x)
		}
		if n := Intern(s); n.Term() != a || a.Atom() != n || !a.Is(n) || n.String() != s {
			t.Errorf("%q is another atom by number", s)
		}
	})
}

func BenchmarkMake(b *testing.B) {
	b.Run("New", func(b *testing.B) {
		b.ReportAllocs()
		var name []byte
		q := &Quota{}
		for i := range b.N {
			name = fmt.Appendf(name[:0], "bench%d", i)
			sink, _ = q.Make(name)
		}
	})
	b.Run("Known", func(b *testing.B) {
		name := []byte("bench_known")
		hold := mustMake(b, string(name))
		for range b.N {
			sink, _ = (*Quota)(nil).Make(name)
		}
		runtime.KeepAlive(hold)
	})
}
