package etf_test

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/scripts/peers"
)

// answer runs an Erlang function on a list of terms on a real node: the fun gets
// the list and returns a term.
func answer(t *testing.T, otp peers.OTP, in term.Term, fun string) term.Term {
	t.Helper()
	peers.Require(t, otp)
	outside, inside := peers.TempDir(t, otp)
	b, err := etf.TermToBinary(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(outside, "in"), b, 0o644); err != nil {
		t.Fatal(err)
	}
	program := fmt.Sprintf(`{ok, In} = file:read_file("%[1]s/in"), F = %[2]s, ok = file:write_file("%[1]s/out", term_to_binary(F(binary_to_term(In)))), halt().`, inside, fun)
	if out, err := peers.Command(otp, "erl", "-noshell", "-eval", program).CombinedOutput(); err != nil {
		t.Fatalf("erl: %v\n%s", err, out)
	}
	if b, err = os.ReadFile(filepath.Join(outside, "out")); err != nil {
		t.Fatal(err)
	}
	x, used, err := etf.BinaryToTerm(b, nil)
	if err != nil || used != len(b) {
		t.Fatalf("answer: %d of %d bytes, %v", used, len(b), err)
	}
	return x
}

func bigInt(s string) term.Term {
	v, ok := new(big.Int).SetString(s, 0)
	if !ok {
		panic(s)
	}
	return term.Big(v)
}

// every has terms of every kind.
func every() []term.Term {
	node := term.Intern("a@b")
	var ts []term.Term
	for _, i := range []int64{0, 1, -1, 127, 128, 255, 256, -128, -129, 1<<27 - 1, 1 << 27, -1 << 27, -1<<27 - 1, 1<<31 - 1, 1 << 31, -1 << 31, -1<<31 - 1, 1<<32 - 1, 1 << 32, 1<<59 - 1, 1 << 59, -1 << 59, -1<<59 - 1, 1<<63 - 1, -1 << 63} {
		ts = append(ts, term.Int(i))
	}
	for _, s := range []string{"0x8000000000000000", "0xffffffffffffffff", "0x10000000000000000", "-0x8000000000000001", "-0x10000000000000000", "0x1234567890abcdef1234567890abcdef12", "0x1" + strings.Repeat("0", 600), "-0x" + strings.Repeat("f", 601)} {
		ts = append(ts, bigInt(s))
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1, 1.5, 0.1, 1e100, -1e-100, math.MaxFloat64, math.SmallestNonzeroFloat64, 1 << 53, 0x1p64, 123456789.123} {
		ts = append(ts, term.Float(f))
	}
	for _, s := range []string{"", "a", "b", "ok", "nil", "Elixir.Foo", "é", "ÿ", "日本語", "𝒳", "with space", strings.Repeat("x", 255), strings.Repeat("日", 255)} {
		ts = append(ts, term.A(s))
	}
	list := func(n int, f func(int) term.Term) term.Term {
		es := make([]term.Term, n)
		for i := range es {
			es[i] = f(i)
		}
		return term.List(es...)
	}
	ts = append(ts, term.Nil, term.List(term.Nil), term.Cons(term.Int(1), term.Int(2)), term.Cons(term.Nil, term.A("x")), term.List(term.Int(1), term.Int(255)), term.List(term.Int(1), term.Int(256)),
		term.List(term.Int(97), term.A("a"), term.Int(98)), term.ListTail(term.Int(9), term.Int(1), term.Int(2), term.Int(3)), term.ListTail(term.String("t"), term.Int(1), term.Tuple()),
		list(65535, func(i int) term.Term { return term.Int(int64(i % 256)) }), list(65536, func(i int) term.Term { return term.Int(int64(i % 256)) }), list(5000, func(i int) term.Term { return term.Int(int64(i)) }))
	ts = append(ts, term.Tuple(), term.Tuple(term.Int(1)), term.Tuple(term.Tuple(), term.Tuple(term.Nil)), term.TupleOf(make300()))
	for n := range 20 {
		b := []byte("0123456789abcdefghijklmnopqrst")
		ts = append(ts, term.Binary(b[:n]), term.Bits(b, n%8, 3*n+1))
	}
	ts = append(ts, term.Binary(bytes.Repeat([]byte{1, 2, 3}, 1000)))
	ts = append(ts, term.EmptyMap, term.MapOf(term.A("a"), term.Int(1)), term.MapOf(term.Int(1), term.Int(2), term.Float(1), term.Int(3), term.String("k"), term.EmptyMap), term.MapOf(term.Tuple(term.A("x"), term.Int(1)), term.Nil))
	for _, n := range []int{5, 32, 33, 40, 100, 1000, 20_000} {
		m := term.EmptyMap
		for i := range n {
			m = m.MapPut(term.Int(int64(i*7)), term.Int(int64(i)))
		}
		ts = append(ts, m)
	}
	strs := term.EmptyMap
	mixed := term.EmptyMap
	for i := range 200 {
		strs = strs.MapPut(term.String(fmt.Sprint("key", i)), term.List(term.Int(int64(i))))
		mixed = mixed.MapPut(term.Tuple(term.Int(int64(i)), term.List(term.Float(float64(i)), term.String("x")), bigInt("0x10000000000000000")), term.MapOf(term.A("v"), term.Int(int64(i))))
	}
	ts = append(ts, strs, mixed)
	for i := range uint32(3) {
		for _, creation := range []uint32{0, 1, 0xffffffff} {
			ts = append(ts, (&term.Pid{Node: node, ID: 5 + i<<28, Serial: 7 * i, Creation: creation}).Term(), (&term.Pid{Node: term.Intern("z@y"), ID: 6 - i, Serial: i, Creation: creation}).Term(),
				(&term.Port{Node: node, ID: 5 + uint64(i)<<20, Creation: creation}).Term(), (&term.Port{Node: term.Intern("z@y"), ID: 7 - uint64(i), Creation: creation}).Term(),
				(&term.Ref{Node: node, Creation: creation, N: 3, W: [5]uint32{8 - i, 9 * i, i}}).Term(), (&term.Ref{Node: term.Intern("z@y"), Creation: creation, N: 3, W: [5]uint32{i, 9, 10}}).Term())
		}
	}
	ts = append(ts, (&term.Export{Module: term.Intern("lists"), Name: term.Intern("map"), Arity: 2}).Term(), (&term.Export{Module: term.Intern("lists"), Name: term.Intern("map"), Arity: 3}).Term(),
		(&term.Export{Module: term.Intern("Elixir.Enum"), Name: term.Intern("map"), Arity: 2}).Term())
	env := term.Tuple(term.Int(1), term.MapOf(term.A("_x@1"), term.String("v")), term.A("none"), term.A("none"), term.EmptyMap, term.Nil)
	for i := range 3 {
		ts = append(ts, (&term.Fun{Module: term.Intern("gex_m"), Arity: i, Index: uint32(i), Uniq: [16]byte{1, 2, 3}, OldIndex: int64(i), OldUniq: 12345, Creator: (&term.Pid{Node: term.Intern("nonode@nohost")}).Term(), Free: []term.Term{term.Int(int64(i)), env}}).Term())
	}
	return append(ts, term.Tuple(append([]term.Term{term.List(ts[:60]...)}, ts[100:130]...)...))
}

func make300() []term.Term {
	es := make([]term.Term, 300)
	for i := range es {
		es[i] = term.Int(int64(i))
	}
	return es
}

var v4 = []term.Term{
	(&term.Port{Node: term.Intern("a@b"), ID: 1 << 40, Creation: 3}).Term(),
	(&term.Ref{Node: term.Intern("a@b"), Creation: 3, N: 5, W: [5]uint32{1, 2, 3, 4, 5}}).Term(),
}

// records are native records, which OTP 29 alone knows.
func records() []term.Term {
	var ts []term.Term
	for _, fields := range []string{"a", "ab", "ac", "ba", "abc"} {
		for i, name := range []string{"foo", "bar"} {
			for _, module := range []string{"m", "zz"} {
				for _, exported := range []bool{false, true} {
					r := &term.Record{Module: term.Intern(module), Name: term.Intern(name), Exported: exported}
					for j, f := range fields {
						r.Fields = append(r.Fields, term.Intern(string(f)))
						r.Values = append(r.Values, term.Int(int64((len(module)+i)*7%(j+2))))
					}
					ts = append(ts, r.Term())
				}
			}
		}
	}
	return ts
}

// TestConfirmTermToBinary has real nodes decode and encode terms of all kinds.
// The bytes must come back as they were, but for what differs between releases:
// OTP 25 writes old atoms and ports, and 25 and 27 hash large maps in other ways.
func TestConfirmTermToBinary(t *testing.T) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			ts := append(every(), v4...)
			if otp == peers.OTP29 {
				ts = append(ts, records()...)
			}
			got := answer(t, otp, term.List(ts...), `fun(L) -> [term_to_binary(X) || X <- L] end`)
			back, _ := got.Slice()
			if len(back) != len(ts) {
				t.Fatalf("%d terms came back, %d were sent", len(back), len(ts))
			}
			for i, x := range ts {
				b, _ := back[i].Bytes()
				y, _, err := etf.BinaryToTerm(b, nil)
				if err != nil || !term.Identical(x, y) {
					t.Errorf("term %d, kind %d: %v: % x", i, x.Kind(), err, b[:min(len(b), 100)])
				}
				ours, err := etf.TermToBinary(x, nil)
				if err != nil {
					t.Fatal(err)
				}
				if otp == peers.OTP29 && !bytes.Equal(ours, b) {
					t.Errorf("term %d, kind %d: OTP writes % x\nwe write % x", i, x.Kind(), b[:min(len(b), 200)], ours[:min(len(ours), 200)])
				}
			}
		})
	}
}

// TestConfirmOptions compares the forms that options ask for.
func TestConfirmOptions(t *testing.T) {
	ts := every()
	got := answer(t, peers.OTP29, term.List(ts...), `fun(L) -> [{term_to_binary(X, [deterministic]), term_to_binary(X, [{minor_version, 0}]), term_to_binary(X, [{minor_version, 1}]), term_to_binary(X, [compressed])} || X <- L] end`)
	rows, _ := got.Slice()
	for i, x := range ts {
		for j, set := range []func(o *etf.BinaryOptions){
			func(o *etf.BinaryOptions) { o.Deterministic = true },
			func(o *etf.BinaryOptions) { o.SetMinorVersion(0) },
			func(o *etf.BinaryOptions) { o.SetMinorVersion(1) },
		} {
			o := etf.NewBinaryOptions()
			set(o)
			ours, err := etf.TermToBinary(x, o)
			if err != nil {
				t.Fatal(err)
			}
			if b, _ := rows[i].Elem(j).Bytes(); !bytes.Equal(ours, b) {
				t.Errorf("term %d, kind %d, form %d: OTP writes % x\nwe write % x", i, x.Kind(), j, b[:min(len(b), 200)], ours[:min(len(ours), 200)])
			}
		}
		b, _ := rows[i].Elem(3).Bytes()
		if y, used, err := etf.BinaryToTerm(b, nil); err != nil || used != len(b) || !term.Identical(x, y) {
			t.Errorf("term %d, kind %d, compressed: %v", i, x.Kind(), err)
		}
	}
	o := etf.NewBinaryOptions()
	o.Compress = true
	var zs []term.Term
	for _, x := range ts {
		b, err := etf.TermToBinary(x, o)
		if err != nil {
			t.Fatal(err)
		}
		zs = append(zs, term.Binary(b))
	}
	if same := answer(t, peers.OTP29, term.Tuple(term.List(ts...), term.List(zs...)), `fun({Ts, Zs}) -> Ts =:= [binary_to_term(Z) || Z <- Zs] end`); !same.Is(term.True) {
		t.Error("OTP reads another term than was compressed")
	}
}

// TestConfirmOrder compares pairs of terms here and there: their order and the
// two equalities.
func TestConfirmOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	ts := append(append(every(), v4...), records()...)
	near := []term.Term{term.Int(1), term.Float(1), term.Int(2), term.Float(2), term.Float(0), term.Float(math.Copysign(0, -1)), term.Int(0), term.A("a"), term.A("b"), term.A("c"), term.Nil, term.String("")}
	for range 300 {
		pick := func() term.Term { return near[r.IntN(len(near))] }
		ts = append(ts, term.Tuple(term.MapOf(pick(), pick(), pick(), pick()), term.List(pick())))
	}
	var pairs []term.Term
	for range 60_000 {
		pairs = append(pairs, term.Cons(term.Int(int64(r.IntN(len(ts)))), term.Int(int64(r.IntN(len(ts))))))
	}
	got := answer(t, peers.OTP29, term.Tuple(term.Tuple(ts...), term.List(pairs...)), `fun({T, L}) -> C = fun(A, B) -> [if A < B -> 0; A > B -> 2; true -> 1 end, if A =:= B -> 1; true -> 0 end, if A == B -> 1; true -> 0 end] end, list_to_binary([C(element(I + 1, T), element(J + 1, T)) || [I | J] <- L]) end`)
	want, _ := got.Bytes()
	bit := map[bool]byte{true: 1}
	for i, p := range pairs {
		a, b := ts[p.Head().Int()], ts[p.Tail().Int()]
		if c := byte(term.Compare(a, b) + 1); c != want[3*i] {
			t.Fatalf("kinds %d and %d: Compare %d, OTP %d: %s, %s", a.Kind(), b.Kind(), int(c)-1, int(want[3*i])-1, show(a), show(b))
		}
		if e := bit[term.Identical(a, b)]; e != want[3*i+1] {
			t.Fatalf("kinds %d and %d: Identical %d: %s, %s", a.Kind(), b.Kind(), e, show(a), show(b))
		}
		if e := bit[term.Equal(a, b)]; e != want[3*i+2] {
			t.Fatalf("kinds %d and %d: Equal %d: %s, %s", a.Kind(), b.Kind(), e, show(a), show(b))
		}
	}
}

func show(x term.Term) string {
	b, _ := etf.TermToBinary(x, nil)
	return fmt.Sprintf("% x", b[:min(len(b), 60)])
}

// TestConfirmPHash2 compares hashes of terms of all kinds.
func TestConfirmPHash2(t *testing.T) {
	ts := every()
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			got := answer(t, otp, term.List(ts...), `fun(L) -> [{erlang:phash2(X), erlang:phash2(X, 1 bsl 32), erlang:phash2(X, 1000)} || X <- L] end`)
			rows, _ := got.Slice()
			for i, x := range ts {
				for j, n := range []uint64{term.PHash2Range, 1 << 32, 1000} {
					if h, want := term.PHash2(x, n), rows[i].Elem(j).Int(); h != uint64(want) {
						t.Errorf("term %d, kind %d, range %d: %d, OTP has %d: %s", i, x.Kind(), n, h, want, show(x))
					}
				}
			}
		})
	}
}

// TestConfirmMapOrder compares the order in which maps are walked.
func TestConfirmMapOrder(t *testing.T) {
	var maps []term.Term
	for _, x := range every() {
		if x.IsMap() {
			maps = append(maps, x)
		}
	}
	got := answer(t, peers.OTP29, term.List(maps...), `fun(L) -> [maps:to_list(M) || M <- L] end`)
	lists, _ := got.Slice()
	for i, m := range maps {
		var pairs []term.Term
		for k, v := range m.Pairs() {
			pairs = append(pairs, term.Tuple(k, v))
		}
		if !term.Identical(lists[i], term.List(pairs...)) {
			t.Errorf("map %d of %d keys is walked in another order", i, m.MapLen())
		}
	}
}
