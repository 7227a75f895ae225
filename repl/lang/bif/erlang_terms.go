package bif

import (
	"crypto/md5"
	"encoding"
	"errors"
	"fmt"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"math"
	"strconv"
	"strings"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// erlangTerms are the external format, hashes, identifiers and funs as data.
var erlangTerms = []vm.Row{
	{Name: "term_to_binary", Arity: 1, Func: termToBinary},
	{Name: "term_to_binary", Arity: 2, Func: termToBinary},
	{Name: "term_to_iovec", Arity: 1, Func: termToIovec},
	{Name: "binary_to_term", Arity: 1, Func: binaryToTerm},
	{Name: "binary_to_term", Arity: 2, Func: binaryToTerm},
	{Name: "external_size", Arity: 1, Func: externalSize},
	{Name: "phash2", Arity: 1, Func: phash2},
	{Name: "phash2", Arity: 2, Func: phash2},
	{Name: "crc32", Arity: 1, Func: checksum(crc32.ChecksumIEEE)},
	{Name: "adler32", Arity: 1, Func: checksum(adler32.Checksum)},
	{Name: "crc32", Arity: 2, Func: checksumMore(func(old uint32, b []byte) uint32 { return crc32.Update(old, crc32.IEEETable, b) })},
	{Name: "adler32", Arity: 2, Func: checksumMore(func(old uint32, b []byte) uint32 {
		const prime = 65521
		low, high := old&0xffff%prime, old>>16%prime
		for _, c := range b {
			low = (low + uint32(c)) % prime
			high = (high + low) % prime
		}
		return high<<16 | low
	})},
	{Name: "md5", Arity: 1, Func: md5sum},
	{Name: "md5_init", Arity: 0, Func: md5Init},
	{Name: "md5_update", Arity: 2, Func: md5Update},
	{Name: "md5_final", Arity: 1, Func: md5Final},
	{Name: "iolist_to_iovec", Arity: 1, Func: iolistToIovec},
	{Name: "external_size", Arity: 2, Func: externalSize},
	{Name: "term_to_iovec", Arity: 2, Func: termToIovec},

	{Name: "pid_to_list", Arity: 1, Func: identToList(term.KindPid)},
	{Name: "port_to_list", Arity: 1, Func: identToList(term.KindPort)},
	{Name: "ref_to_list", Arity: 1, Func: identToList(term.KindRef)},
	{Name: "fun_to_list", Arity: 1, Func: funToList},
	{Name: "list_to_pid", Arity: 1, Func: listToPid},
	{Name: "list_to_port", Arity: 1, Func: listToPort},
	{Name: "list_to_ref", Arity: 1, Func: listToRef},
	{Name: "fun_info", Arity: 1, Func: funInfo},
	{Name: "fun_info", Arity: 2, Func: funInfo2},
	{Name: "make_fun", Arity: 3, Func: makeFun},
}

func termToBinary(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o := etf.NewBinaryOptions()
	o.Self = host(m).Node.Names()
	if len(a) == 2 {
		if _, proper := a[1].Len(); !proper {
			return m.Badarg()
		}
		if v, given := option(a[1], "compressed"); given {
			o.Compress = true
			if n, isInt := v.AsInt(); isInt {
				o.Level = int(n)
			}
			if o.Level < 0 || o.Level > 9 {
				return m.Badarg()
			}
		}
		if v, given := option(a[1], "deterministic"); given {
			o.Deterministic = v.Is(term.True)
		}
		if v, given := option(a[1], "minor_version"); given {
			if n, isInt := v.AsInt(); !isInt || !o.SetMinorVersion(int(n)) {
				return m.Badarg()
			}
		}
	}
	b, err := etf.TermToBinary(a[0], o)
	if err != nil {
		return m.SystemLimit()
	}
	m.Bump(len(b) / 64)
	return ok(term.Binary(b))
}

func termToIovec(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, valid := termToBinary(m, a)
	if !valid {
		return b, false
	}
	return ok(term.List(b))
}

func binaryToTerm(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return m.Badarg()
	}
	o := etf.DecodeOptions{Self: host(m).Node.Names()}
	used := false
	if len(a) == 2 {
		opts, proper := a[1].Slice()
		for _, opt := range opts {
			switch {
			case opt.Is(atomSafe):
				o.Safe = true
			case opt.Is(atomUsed):
				used = true
			default:
				proper = false
			}
		}
		if !proper {
			return m.Badarg()
		}
	}
	m.Bump(len(b) / 64)
	t, n, err := etf.BinaryToTerm(b, &o)
	if errors.Is(err, term.ErrAtomLimit) {
		return m.SystemLimit()
	}
	if err != nil {
		return m.Badarg()
	}
	if used {
		return ok(term.Tuple(t, term.Int(int64(n))))
	}
	return ok(t)
}

func externalSize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o := etf.NewBinaryOptions()
	o.Self = host(m).Node.Names()
	b, err := etf.TermToBinary(a[0], o)
	if err != nil {
		return m.SystemLimit()
	}
	return integer(len(b))
}

func phash2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n := int64(1 << 27)
	if len(a) == 2 {
		var isInt bool
		if n, isInt = a[1].AsInt(); !isInt || n < 1 || n > 1<<32 {
			return m.Badarg()
		}
	}
	return integer(int64(term.PHash2(a[0], uint64(n))))
}

func checksum(f func([]byte) uint32) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, err := term.AppendIOData(nil, a[0])
		if err != nil {
			return m.Badarg()
		}
		return integer(int64(f(b)))
	}
}

// checksumMore makes a native that goes on from an older sum.
func checksumMore(f func(old uint32, b []byte) uint32) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		old, isInt := a[0].AsInt()
		b, err := term.AppendIOData(nil, a[1])
		if err != nil || !isInt || old < 0 || old > math.MaxUint32 {
			return m.Badarg()
		}
		m.Bump(len(b) / 64)
		return integer(int64(f(uint32(old), b)))
	}
}

// The context of an MD5 sum under way is the state of Go's digest.
func md5Init(*vm.Machine, []term.Term) (term.Term, bool) { return md5Context(md5.New()) }

func md5Context(h hash.Hash) (term.Term, bool) {
	state, _ := h.(encoding.BinaryMarshaler).MarshalBinary() // never fails
	return ok(term.Binary(state))
}

func md5Resume(t term.Term) (hash.Hash, bool) {
	h := md5.New()
	b, isBinary := t.Bytes()
	return h, isBinary && h.(encoding.BinaryUnmarshaler).UnmarshalBinary(b) == nil
}

func md5Update(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h, valid := md5Resume(a[0])
	b, err := term.AppendIOData(nil, a[1])
	if !valid || err != nil {
		return m.Badarg()
	}
	m.Bump(len(b) / 64)
	h.Write(b)
	return md5Context(h)
}

func md5Final(m *vm.Machine, a []term.Term) (term.Term, bool) {
	h, valid := md5Resume(a[0])
	if !valid {
		return m.Badarg()
	}
	return ok(term.Binary(h.Sum(nil)))
}

func iolistToIovec(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, err := term.AppendIOData(nil, a[0])
	if err != nil {
		return m.Badarg()
	}
	if len(b) == 0 {
		return ok(term.Nil)
	}
	return ok(term.List(term.Binary(b)))
}

func md5sum(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, err := term.AppendIOData(nil, a[0])
	if err != nil {
		return m.Badarg()
	}
	sum := md5.Sum(b)
	return ok(term.Binary(sum[:]))
}

func identToList(k term.Kind) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if a[0].Kind() != k {
			return m.Badarg()
		}
		return chars(string(inspect.AppendErlang(nil, a[0], &inspect.ErlangOptions{NodeIndex: nodeIndex(m)})))
	}
}

func funToList(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsFun() {
		return m.Badarg()
	}
	return chars(string(inspect.AppendErlang(nil, a[0], nil)))
}

func listToPid(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, valid := charlistText(a[0])
	if !valid {
		return m.Badarg()
	}
	var x, id, serial uint32
	if n, err := fmt.Sscanf(s, "<%d.%d.%d>", &x, &id, &serial); err != nil || n != 3 || !strings.HasSuffix(s, ">") {
		return m.Badarg()
	}
	of, found := numbered(m, uint64(x))
	if !found {
		return m.Badarg()
	}
	return ok((&term.Pid{Node: of.Node, ID: id, Serial: serial, Creation: of.Creation}).Term())
}

func listToPort(m *vm.Machine, a []term.Term) (term.Term, bool) {
	ns, valid := dotted(a[0], "#Port<", 2)
	if !valid {
		return m.Badarg()
	}
	of, found := numbered(m, ns[0])
	if !found {
		return m.Badarg()
	}
	return ok((&term.Port{Node: of.Node, ID: ns[1], Creation: of.Creation}).Term())
}

// listToRef makes a reference of its text, whose words stand last first.
func listToRef(m *vm.Machine, a []term.Term) (term.Term, bool) {
	ns, valid := dotted(a[0], "#Ref<", 0)
	if !valid || len(ns) < 2 || len(ns) > 6 || ns[len(ns)-1] >= 1<<18 {
		return m.Badarg()
	}
	of, found := numbered(m, ns[0])
	if !found {
		return m.Badarg()
	}
	r := term.Ref{Node: of.Node, Creation: of.Creation, N: uint8(len(ns) - 1)}
	for i, n := range ns[1:] {
		if n > math.MaxUint32 {
			return m.Badarg()
		}
		r.W[len(ns)-2-i] = uint32(n)
	}
	return ok(r.Term())
}

// numbered returns the node of the first number in the text of a pid, port or
// reference: 0 is this one, others are found while they are connected.
func numbered(m *vm.Machine, x uint64) (etf.Identity, bool) {
	n := host(m).Node
	if x == 0 {
		return n.Names().Inside, true
	}
	index := nodeIndex(m)
	for _, p := range n.Peers() {
		info := p.Info()
		if info.Creation != 0 && uint64(index(p.Node(), info.Creation)) == x {
			return etf.Identity{Node: p.Node(), Creation: info.Creation}, true
		}
	}
	return etf.Identity{}, false
}

// dotted takes "PREFIXn.n.n>" apart; count is how many numbers there must be, 0
// for any.
func dotted(t term.Term, prefix string, count int) ([]uint64, bool) {
	s, valid := charlistText(t)
	s, begins := strings.CutPrefix(s, prefix)
	s, ends := strings.CutSuffix(s, ">")
	words := strings.Split(s, ".")
	if !valid || !begins || !ends || count > 0 && len(words) != count {
		return nil, false
	}
	ns := make([]uint64, len(words))
	for i, w := range words {
		n, err := strconv.ParseUint(w, 10, 64)
		if err != nil {
			return nil, false
		}
		ns[i] = n
	}
	return ns, true
}

// funItems lists what fun_info knows of a fun, in its order.
func funItems(t term.Term) [][2]term.Term {
	item := func(name string, v term.Term) [2]term.Term { return [2]term.Term{term.A(name), v} }
	if e := t.Export(); e != nil {
		return [][2]term.Term{
			item("module", e.Module.Term()), item("name", e.Name.Term()), item("arity", term.Int(int64(e.Arity))),
			item("env", term.Nil), item("type", term.A("external")),
		}
	}
	f := t.Fun()
	env := term.List(f.Free...)
	if f.Code != nil && f.Module == term.ErlEval {
		if e, portable := f.Code.EvalEnv(f); portable {
			env = term.List(e)
		}
	}
	return [][2]term.Term{
		item("pid", f.Creator), item("module", f.Module.Term()), item("new_index", term.Int(int64(f.Index))),
		item("new_uniq", term.Binary(f.Uniq[:])), item("index", term.Int(f.OldIndex)), item("uniq", term.Int(f.OldUniq)),
		item("name", funName(f)), item("arity", term.Int(int64(f.Arity))),
		item("env", env), item("type", term.A("local")),
	}
}

// funName is the name of the function that a closure's code counts as.
func funName(f *term.Fun) term.Term {
	if name := vm.FunName(f); name != "" {
		return term.A(name)
	}
	return term.A("-fun/" + fmt.Sprint(f.Arity) + "-")
}

func funInfo(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsFun() {
		return m.Badarg()
	}
	var out []term.Term
	for _, kv := range funItems(a[0]) {
		out = append(out, term.Tuple(kv[0], kv[1]))
	}
	return ok(term.List(out...))
}

func funInfo2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsFun() {
		return m.Badarg()
	}
	for _, kv := range funItems(a[0]) {
		if term.Identical(kv[0], a[1]) {
			return ok(term.Tuple(kv[0], kv[1]))
		}
	}
	if a[1].IsAtom() && a[0].Kind() == term.KindExport {
		switch a[1].AtomName() {
		case "pid", "index", "uniq", "new_index", "new_uniq":
			return ok(term.Tuple(a[1], term.A("undefined")))
		}
	}
	return m.Badarg()
}

func makeFun(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[2].AsInt()
	if !a[0].IsAtom() || !a[1].IsAtom() || !isInt || n < 0 || n > 255 {
		return m.Badarg()
	}
	return ok((&term.Export{Module: a[0].Atom(), Name: a[1].Atom(), Arity: int(n)}).Term())
}
