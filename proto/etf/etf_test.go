package etf

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"testing"

	"gex/proto/term"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func bigInt(s string) term.Term {
	v, ok := new(big.Int).SetString(s, 0)
	if !ok {
		panic(s)
	}
	return term.Big(v)
}

var (
	node = term.Intern("a@b")
	a    = term.A
	i    = term.Int
)

// TestRoundTrip has terms beside what term_to_binary/1 of OTP 29 makes of them.
func TestRoundTrip(t *testing.T) {
	tests := []struct {
		t    term.Term
		want string
	}{
		{i(0), "61 00"}, {i(255), "61 ff"}, {i(256), "62 00000100"}, {i(-1), "62 ffffffff"}, {i(1<<31 - 1), "62 7fffffff"}, {i(-1 << 31), "62 80000000"},
		{i(1 << 31), "6e 04 00 00000080"}, {i(-1<<31 - 1), "6e 04 01 01000080"}, {i(1<<63 - 1), "6e 08 00 ffffffffffffff7f"}, {i(-1 << 63), "6e 08 01 0000000000000080"},
		{bigInt("0x10000000000000000"), "6e 09 00 000000000000000001"}, {bigInt("-0x8000000000000001"), "6e 08 01 0100000000000080"},
		{term.Float(1.5), "46 3ff8000000000000"},
		{a("ok"), "77 02 6f6b"}, {a("é"), "77 02 c3a9"}, {a(""), "77 00"}, {a(strings.Repeat("é", 255)), "76 01fe " + strings.Repeat("c3a9", 255)},
		{term.Nil, "6a"}, {term.List(i(1), i(2)), "6b 0002 0102"}, {term.List(i(1), i(256)), "6c 00000002 6101 6200000100 6a"},
		{term.Cons(i(1), i(2)), "6c 00000001 6101 6102"}, {term.List(term.Nil), "6c 00000001 6a 6a"},
		{term.Cons(term.Tuple(), term.Tuple()), "6c 00000001 6800 6800"},
		{term.Tuple(), "68 00"}, {term.Tuple(a("ok"), term.Tuple(i(1))), "68 02 7702 6f6b 68 01 6101"},
		{term.String("abc"), "6d 00000003 616263"}, {term.String(""), "6d 00000000"}, {term.Bits([]byte{0xff}, 0, 3), "4d 00000001 03 e0"}, {term.Bits([]byte{0x12, 0x34}, 4, 12), "4d 00000002 04 2340"}, {term.Bits([]byte{0x12, 0x34}, 4, 8), "6d 00000001 23"},
		{term.EmptyMap, "74 00000000"}, {term.MapOf(a("a"), i(1), a("b"), term.MapOf(i(1), term.Nil)), "74 00000002 770161 6101 770162 74 00000001 6101 6a"},
		{(&term.Pid{Node: node, ID: 1, Serial: 2, Creation: 3}).Term(), "58 7703614062 00000001 00000002 00000003"},
		{(&term.Port{Node: node, ID: 1 << 40, Creation: 3}).Term(), "78 7703614062 0000010000000000 00000003"},
		{(&term.Ref{Node: node, Creation: 3, N: 5, W: [5]uint32{1, 2, 3, 4, 5}}).Term(), "5a 0005 7703614062 00000003 00000001 00000002 00000003 00000004 00000005"},
		{(&term.Export{Module: term.Intern("a"), Name: term.Intern("b"), Arity: 3}).Term(), "71 770161 770162 6103"},
		{(&term.Export{Module: term.Intern("a"), Name: term.Intern("b"), Arity: 300}).Term(), "71 770161 770162 620000012c"},
		{(&term.Record{Module: term.Intern("m"), Name: term.Intern("foo"), Exported: true, Fields: []term.Atom{term.Intern("a"), term.Intern("b")}, Values: []term.Term{a("hello"), i(2)}}).Term(),
			"43 00000002 01 77016d 7703666f6f 770161 770162 770568656c6c6f 6102"},
		{(&term.Record{Module: term.Intern("m"), Name: term.Intern("foo")}).Term(), "43 00000000 00 77016d 7703666f6f"},
		{(&term.Fun{Module: term.Intern("m"), Arity: 2, Index: 4, Uniq: [16]byte{1, 2, 15: 16}, OldIndex: 5, OldUniq: 1 << 33, Creator: (&term.Pid{Node: node, ID: 7}).Term(), Free: []term.Term{i(1), term.List(a("a"))}}).Term(),
			"70 00000047 02 01020000000000000000000000000010 00000004 00000002 77016d 6105 6e05000000000002 58 7703614062 00000007 00000000 00000000 6101 6c 00000001 770161 6a"},
	}
	for _, tt := range tests {
		want := append([]byte{131}, unhex(t, tt.want)...)
		got, err := TermToBinary(tt.t, nil)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("encoded % x, %v\nwant    % x", got, err, want)
		}
		back, used, err := BinaryToTerm(append(want, 1, 2, 3), nil)
		if err != nil || used != len(want) || !term.Identical(back, tt.t) {
			t.Errorf("% x: read %d bytes, %v", want, used, err)
		}
		for n := range want {
			if _, _, err := BinaryToTerm(want[:n], nil); !errors.Is(err, ErrTruncated) {
				t.Errorf("% x cut to %d bytes: %v", want, n, err)
			}
		}
	}
}

// TestOldForms has what OTP 29 still reads but no longer writes.
func TestOldForms(t *testing.T) {
	tests := []struct {
		in   string
		want term.Term
	}{
		{"6e 00 00", i(0)}, {"6e 01 00 05", i(5)}, {"6e 03 00 050000", i(5)}, {"6f 00000001 01 05", i(-5)}, {"6e 01 01 00", i(0)},
		{"6e 08 01 0000000000000080", i(-1 << 63)}, {"6e 0a 00 0000000000000080 0000", bigInt("0x8000000000000000")},
		{"63 312e3530303030303030303030303030303030303030652b3030 0000000000", term.Float(1.5)},
		{"73 01 e9", a("é")}, {"64 0001 e9", a("é")}, {"64 0002 6f6b", a("ok")},
		{"6c 00000000 6a", term.Nil}, {"6c 00000000 6101", i(1)}, {"6b 0000", term.Nil}, {"69 00000000", term.Tuple()}, {"69 00000001 6a", term.Tuple(term.Nil)},
		{"4d 00000001 08 05", term.String("\x05")}, {"4d 00000001 03 ff", term.Bits([]byte{0xe0}, 0, 3)},
		{"67 7703614062 00000001 00000002 03", (&term.Pid{Node: node, ID: 1, Serial: 2, Creation: 3}).Term()},
		{"66 7703614062 00000001 03", (&term.Port{Node: node, ID: 1, Creation: 3}).Term()},
		{"59 7703614062 ffffffff 00000003", (&term.Port{Node: node, ID: 1<<32 - 1, Creation: 3}).Term()},
		{"65 7703614062 00000001 03", (&term.Ref{Node: node, N: 1, Creation: 3, W: [5]uint32{1}}).Term()},
		{"72 0002 7703614062 03 00000001 00000002", (&term.Ref{Node: node, N: 2, Creation: 3, W: [5]uint32{1, 2}}).Term()},
		{"5a 0000 7703614062 00000003", (&term.Ref{Node: node, Creation: 3}).Term()},
		{"50 00000002 789c4b64040000c50063", i(1)},
	}
	for _, tt := range tests {
		got, _, err := BinaryToTerm(append([]byte{131}, unhex(t, tt.in)...), nil)
		if err != nil || !term.Identical(got, tt.want) {
			t.Errorf("%s: %v", tt.in, err)
		}
	}
}

func TestRejected(t *testing.T) {
	tests := []struct {
		in   string
		want error
	}{
		{"", ErrTruncated}, {"82 6101", ErrVersion}, {"83 83 6101", ErrTag}, {"83 00", ErrTag}, {"83 75 00000000", ErrTag},
		{"83 79 0000000000000000", ErrLocal}, {"83 52 00", ErrAtomCache}, {"83 77 01 e9", term.ErrAtomUTF8},
		{"83 76 0200 " + strings.Repeat("61", 512), term.ErrAtomLength},
		{"83 46 7ff0000000000000", ErrFloat}, {"83 46 7ff8000000000001", ErrFloat},
		{"83 63 6e616e" + strings.Repeat("00", 28), ErrFloat}, {"83 63 30783170" + "2b31" + strings.Repeat("00", 25), ErrFloat},
		{"83 74 00000002 6101 6101 6101 6102", ErrDuplicateKey},
		{"83 4d 00000001 00 05", ErrBits}, {"83 4d 00000001 09 05", ErrBits}, {"83 4d 00000000 00", ErrBits}, {"83 4d 00000000 03", ErrBits},
		{"83 5a 0006 7703614062 00000003" + strings.Repeat("00", 24), ErrField}, {"83 58 6101" + strings.Repeat("00", 12), ErrAtom},
		{"83 71 770161 770162 62ffffffff", ErrField}, {"83 71 770161 770162 770163", ErrField}, {"83 71 770161 6101 6101", ErrAtom},
		{"83 43 00000000 02 770161 770162", ErrField}, {"83 43 00000002 00 770161 770162 770178 770178 6101 6102", ErrDuplicateKey},
		{"83 50 00000003 789c4b64040000c50063", ErrCompressed}, {"83 50 00000001 789c4b64040000c50063", ErrCompressed}, {"83 50 00000002 789c4b64040000c50064", ErrCompressed},
		{"83 50 ffffffff 789c4b64040000c50063", ErrSize}, {"83 50 00000002 00000000", ErrCompressed}, {"83 50 0000", ErrTruncated},
		{"83 6c ffffffff 6a", ErrTruncated}, {"83 69 ffffffff", ErrTruncated}, {"83 74 ffffffff", ErrTruncated}, {"83 6d ffffffff", ErrTruncated}, {"83 6f ffffffff 00", ErrTruncated}, {"83 43 ffffffff 00", ErrTruncated},
	}
	for _, tt := range tests {
		_, _, err := BinaryToTerm(unhex(t, tt.in), nil)
		var e *Error
		if !errors.Is(err, tt.want) || !errors.As(err, &e) {
			t.Errorf("%s: %v, want %v", tt.in, err, tt.want)
		}
	}
	_, _, err := BinaryToTerm(unhex(t, "83 6802 6101 6803 6101 00"), nil)
	var e *Error
	if !errors.As(err, &e) || e.Tag != 0 || e.Offset != 9 {
		t.Errorf("%v, want tag 0 at byte 9", err)
	}
}

func TestOptions(t *testing.T) {
	if _, _, err := Decode(unhex(t, "77 10 6765785f6e6f5f737563685f61746f6d"), &DecodeOptions{Safe: true}); !errors.Is(err, ErrAtomUnknown) {
		t.Errorf("unknown atom in safe mode: %v", err)
	}
	if got, _, err := Decode(unhex(t, "77 02 6f6b"), &DecodeOptions{Safe: true}); err != nil || !got.Is(term.Ok) {
		t.Errorf("known atom in safe mode: %v", err)
	}
	refs := func(i byte) (term.Term, bool) { return term.Ok.Term(), i == 3 }
	if got, _, err := Decode(unhex(t, "52 03"), &DecodeOptions{AtomRef: refs}); err != nil || !got.Is(term.Ok) {
		t.Errorf("atom cache: %v", err)
	}
	if _, _, err := Decode(unhex(t, "52 04"), &DecodeOptions{AtomRef: refs}); !errors.Is(err, ErrAtomCache) {
		t.Errorf("no such cache entry: %v", err)
	}
	cache := func(a term.Atom) (byte, bool) { return 7, a == term.Ok }
	if got, err := AppendTerm(nil, term.Tuple(a("ok"), a("x")), &EncodeOptions{AtomCache: cache}); err != nil || !bytes.Equal(got, unhex(t, "6802 5207 770178")) {
		t.Errorf("atom cache: % x, %v", got, err)
	}
	deep := append(bytes.Repeat([]byte{104, 1}, 100), 106)
	if _, _, err := Decode(deep, &DecodeOptions{MaxDepth: 99}); !errors.Is(err, ErrDepth) {
		t.Errorf("100 levels, 99 allowed: %v", err)
	}
	if _, _, err := Decode(deep, &DecodeOptions{MaxDepth: 100}); err != nil {
		t.Errorf("100 levels, 100 allowed: %v", err)
	}
	minor := func(v int) *BinaryOptions {
		o := NewBinaryOptions()
		if !o.SetMinorVersion(v) {
			t.Fatalf("minor version %d refused", v)
		}
		return o
	}
	for _, tt := range []struct {
		t       term.Term
		version int
		want    string
	}{
		{term.Float(1.5), 0, "83 63 312e3530303030303030303030303030303030303030652b3030 0000000000"},
		{term.Float(1e100), 0, "83 63 312e3030303030303030303030303030303031353930652b313030 00000000"},
		{a("é"), 0, "83 64 0001 e9"}, {a("é"), 1, "83 64 0001 e9"}, {a("日本"), 1, "83 77 06 e697a5e69cac"}, {a("é"), 2, "83 77 02 c3a9"},
		{term.Float(1.5), 1, "83 46 3ff8000000000000"},
	} {
		if got, err := TermToBinary(tt.t, minor(tt.version)); err != nil || !bytes.Equal(got, unhex(t, tt.want)) {
			t.Errorf("minor version %d: % x, %v; want %s", tt.version, got, err, tt.want)
		}
	}
	if NewBinaryOptions().SetMinorVersion(3) {
		t.Error("minor version 3 was accepted")
	}
}

func TestCompressed(t *testing.T) {
	long := term.String(strings.Repeat("abc", 10_000))
	o := NewBinaryOptions()
	o.Compress = true
	got, err := TermToBinary(long, o)
	if err != nil || len(got) > 500 || got[1] != tagCompressed {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	back, used, err := BinaryToTerm(append(got, 1, 2), nil)
	if err != nil || used != len(got) || !term.Identical(back, long) {
		t.Errorf("used %d of %d: %v", used, len(got), err)
	}
	if _, _, err := BinaryToTerm(got, &DecodeOptions{MaxUncompressed: 1000}); !errors.Is(err, ErrSize) {
		t.Errorf("over the limit: %v", err)
	}
	if got, _ := TermToBinary(i(1), o); !bytes.Equal(got, []byte{131, 97, 1}) {
		t.Errorf("a short term became % x", got)
	}
}

// evalFun is a fun that runs here from an environment tuple.
type evalFun struct{ env term.Term }

func (e *evalFun) EvalEnv(*term.Fun) (term.Term, bool) { return e.env, !e.env.IsNone() }

func TestFuns(t *testing.T) {
	env := term.Tuple(i(1), term.EmptyMap, a("none"), a("none"), term.EmptyMap, term.Nil)
	named := term.Tuple(append(env.Elems(), a("Me"))...)
	for _, tt := range []term.Term{env, named} {
		f := (&term.Fun{Arity: 2, Code: &evalFun{tt}}).Term()
		var asked []any
		peer := FunHeader{Module: term.ErlEval, Index: 41, Uniq: [16]byte{9}, OldIndex: 41, OldUniq: 1234}
		o := &EncodeOptions{FunHeader: func(arity int, named bool) (FunHeader, error) {
			asked = append(asked, arity, named)
			return peer, nil
		}}
		b, err := AppendTerm(nil, term.Tuple(f), o)
		if err != nil {
			t.Fatal(err)
		}
		if len(asked) != 2 || asked[0] != 2 || asked[1] != (tt.Arity() == 7) {
			t.Errorf("asked for %v", asked)
		}
		got, _, err := Decode(b, nil)
		if err != nil {
			t.Fatal(err)
		}
		g := got.Elem(0).Fun()
		peer.Creator = noPid
		if h := HeaderOf(g); !term.Identical(h.Creator, noPid) || h.Index != 41 || h.Uniq != peer.Uniq || h.OldUniq != 1234 || g.Arity != 2 {
			t.Errorf("header %+v", h)
		}
		if len(g.Free) != 1 || !term.Identical(g.Free[0], tt) || !term.Identical(got.Elem(0), f) {
			t.Error("the environment differs")
		}
		if size := int(b[3])<<24 | int(b[4])<<16 | int(b[5])<<8 | int(b[6]); size != len(b)-3 {
			t.Errorf("size %d, want %d", size, len(b)-3)
		}
		b, err = TermToBinary(f, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := BinaryToTerm(b, nil); err != nil || !term.Identical(got, f) {
			t.Errorf("with our own header: %v", err)
		}
	}
	refused := errors.New("no template")
	_, err := AppendTerm(nil, (&term.Fun{Code: &evalFun{env}}).Term(), &EncodeOptions{FunHeader: func(int, bool) (FunHeader, error) { return FunHeader{}, refused }})
	if !errors.Is(err, refused) {
		t.Errorf("%v, want the error of the hook", err)
	}
}

func TestNoTerm(t *testing.T) {
	for _, x := range []term.Term{{}, term.Tuple(term.Term{}), term.List(term.Term{}), term.Cons(i(300), term.Term{})} {
		if _, err := AppendTerm(nil, x, nil); !errors.Is(err, ErrNoTerm) {
			t.Errorf("%v, want ErrNoTerm", err)
		}
	}
}

func TestSharedBinaries(t *testing.T) {
	big := bytes.Repeat([]byte("x"), 1000)
	in, err := AppendTerm(nil, term.Tuple(term.Binary(big), term.String("small")), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := Decode(in, &DecodeOptions{Share: true})
	if err != nil {
		t.Fatal(err)
	}
	copied, _, err := Decode(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	for j := range in {
		in[j] = 0
	}
	if b, _ := got.Elem(0).Bytes(); b[0] != 0 || got.Elem(1).Text() != "small" {
		t.Error("the large binary was copied, or the small one shared")
	}
	if copied.Elem(0).Text() != string(big) {
		t.Error("a binary was shared without Share")
	}
}

func TestLongLists(t *testing.T) {
	for _, n := range []int{1023, 1024, 1025, 5000, 65535, 65536, 70000} {
		for name, elem := range map[string]func(j int) term.Term{
			"bytes":    func(j int) term.Term { return i(int64(j % 256)) },
			"integers": func(j int) term.Term { return i(int64(j)) },
			"tuples":   func(j int) term.Term { return term.Tuple(i(int64(j))) },
			"mixed":    func(j int) term.Term { return []term.Term{i(7), term.Tuple(), term.String("s")}[j%3] },
		} {
			ts := make([]term.Term, n)
			for j := range ts {
				ts[j] = elem(j)
			}
			for _, tail := range []term.Term{term.Nil, i(1)} {
				l := term.ListTail(tail, ts...)
				b, err := AppendTerm(nil, l, nil)
				if err != nil {
					t.Fatal(err)
				}
				got, rest, err := Decode(b, nil)
				if err != nil || len(rest) != 0 || !term.Identical(got, l) {
					t.Errorf("%d %s: %v", n, name, err)
				}
			}
		}
	}
}

// TestDeepTerms: the time to read a term is in proportion to its size, in whatever
// it is nested.
func TestDeepTerms(t *testing.T) {
	for name, wrap := range map[string]func(term.Term) term.Term{
		"list":      func(x term.Term) term.Term { return term.List(x) },
		"tuple":     func(x term.Term) term.Term { return term.Tuple(x) },
		"map value": func(x term.Term) term.Term { return term.MapOf(a("k"), x) },
		"map key":   func(x term.Term) term.Term { return term.MapOf(x, a("v")) },
	} {
		x := term.Nil
		for range 100_000 {
			x = wrap(x)
		}
		b, err := AppendTerm(nil, x, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := Decode(b, nil); err != nil || !term.Identical(got, x) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
