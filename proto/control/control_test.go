package control

import (
	"errors"
	"reflect"
	"testing"

	"gex/proto/etf"
	"gex/proto/term"
)

var (
	node  = term.Intern("a@b")
	from  = (&term.Pid{Node: node, ID: 1}).Term()
	to    = (&term.Pid{Node: node, ID: 2}).Term()
	port  = (&term.Port{Node: node, ID: 3}).Term()
	ref   = &term.Ref{Node: node, N: 3, W: [5]uint32{1, 2, 3}}
	why   = term.A("why")
	token = term.A("token")
	name  = term.Intern("name")
	opts  = term.List(term.A("link"))
	n     = func(i int64) term.Term { return term.Int(i) }
)

// messages pairs every message with its tuple as the ERTS User's Guide has it.
var messages = []struct {
	m       Message
	tuple   term.Term
	payload bool
}{
	{&Link{from, to}, term.Tuple(n(1), from, to), false},
	{&Link{port, to}, term.Tuple(n(1), port, to), false},
	{&Send{To: to}, term.Tuple(n(2), unused, to), true},
	{&Send{to, token}, term.Tuple(n(12), unused, to, token), true},
	{&Exit{From: from, To: to, Reason: why}, term.Tuple(n(3), from, to, why), false},
	{&Exit{from, to, why, token}, term.Tuple(n(13), from, to, token, why), false},
	{&Unlink{from, to}, term.Tuple(n(4), from, to), false},
	{&RegSend{From: from, Name: name.Term()}, term.Tuple(n(6), from, unused, name.Term()), true},
	{&RegSend{from, name.Term(), token}, term.Tuple(n(16), from, unused, name.Term(), token), true},
	{&GroupLeader{from, to}, term.Tuple(n(7), from, to), false},
	{&Exit2{From: from, To: to, Reason: why}, term.Tuple(n(8), from, to, why), false},
	{&Exit2{from, to, why, token}, term.Tuple(n(18), from, to, token, why), false},
	{&MonitorP{from, to, ref}, term.Tuple(n(19), from, to, ref.Term()), false},
	{&MonitorP{from, name.Term(), ref}, term.Tuple(n(19), from, name.Term(), ref.Term()), false},
	{&DemonitorP{from, to, ref}, term.Tuple(n(20), from, to, ref.Term()), false},
	{&MonitorPExit{name.Term(), to, ref, why}, term.Tuple(n(21), name.Term(), to, ref.Term(), why), false},
	{&SendSender{From: from, To: to}, term.Tuple(n(22), from, to), true},
	{&SendSender{from, to, token}, term.Tuple(n(23), from, to, token), true},
	{&PayloadExit{From: from, To: to}, term.Tuple(n(24), from, to), true},
	{&PayloadExit{from, to, token}, term.Tuple(n(25), from, to, token), true},
	{&PayloadExit2{From: from, To: to}, term.Tuple(n(26), from, to), true},
	{&PayloadExit2{from, to, token}, term.Tuple(n(27), from, to, token), true},
	{&PayloadMonitorPExit{from, to, ref}, term.Tuple(n(28), from, to, ref.Term()), true},
	{&SpawnRequest{ref, from, to, name.Term(), why, 2, opts, term.Term{}},
		term.Tuple(n(29), ref.Term(), from, to, term.Tuple(name.Term(), why, n(2)), opts), true},
	{&SpawnRequest{ref, from, to, name.Term(), why, 0, term.Nil, token},
		term.Tuple(n(30), ref.Term(), from, to, term.Tuple(name.Term(), why, n(0)), term.Nil, token), true},
	{&SpawnReply{ref, to, SpawnLink | SpawnMonitor, from, term.Term{}}, term.Tuple(n(31), ref.Term(), to, n(3), from), false},
	{&SpawnReply{ref, to, 0, term.A("badopt"), token}, term.Tuple(n(32), ref.Term(), to, n(0), term.A("badopt"), token), false},
	{&AliasSend{From: from, Alias: ref}, term.Tuple(n(33), from, ref.Term()), true},
	{&AliasSend{from, ref, token}, term.Tuple(n(34), from, ref.Term(), token), true},
	{&UnlinkID{1<<64 - 1, from, to}, term.Tuple(n(35), term.Uint(1<<64-1), from, to), false},
	{&UnlinkIDAck{1, from, to}, term.Tuple(n(36), n(1), from, to), false},
	{&AltactSigSend{Flags: AltactPriority, From: from, To: to}, term.Tuple(n(37), n(1), from, to), true},
	{&AltactSigSend{Flags: AltactAlias, From: from, To: ref.Term()}, term.Tuple(n(37), n(4), from, ref.Term()), true},
	{&AltactSigSend{AltactName | AltactToken, from, name.Term(), token}, term.Tuple(n(37), n(10), from, name.Term(), token), true},
	{&AltactSigSend{Flags: AltactExit | AltactPriority, From: from, To: to}, term.Tuple(n(37), n(17), from, to), true},
}

func TestMessages(t *testing.T) {
	for _, tt := range messages {
		if got := tt.m.Term(); !term.Identical(got, tt.tuple) {
			t.Errorf("%T: wrong tuple for %v", tt.m, tt.tuple.Elem(0).Int())
		}
		got, err := Parse(tt.tuple)
		if err != nil || !reflect.DeepEqual(got, tt.m) {
			t.Errorf("%T of %v: %+v, %v", tt.m, tt.tuple.Elem(0).Int(), got, err)
		}
		if tt.m.HasPayload() != tt.payload {
			t.Errorf("%T: payload %v", tt.m, !tt.payload)
		}
	}
}

// TestWrongFields replaces each element that has a type by something else.
func TestWrongFields(t *testing.T) {
	free := map[int64]map[int]bool{ // elements that may be anything
		2: {1: true}, 3: {3: true}, 6: {2: true}, 8: {3: true}, 12: {1: true, 3: true}, 13: {3: true, 4: true}, 16: {2: true, 4: true}, 18: {3: true, 4: true},
		21: {4: true}, 23: {3: true}, 25: {3: true}, 27: {3: true}, 30: {6: true}, 32: {5: true}, 34: {3: true}, 37: {4: true},
	}
	for _, tt := range messages {
		op := tt.tuple.Elem(0).Int()
		for i := 1; i < tt.tuple.Arity(); i++ {
			es := append([]term.Term(nil), tt.tuple.Elems()...)
			es[i] = term.Float(1)
			_, err := Parse(term.TupleOf(es))
			if free[op][i] {
				if err != nil {
					t.Errorf("%d: element %d: %v", op, i, err)
				}
				continue
			}
			var e *Error
			if !errors.As(err, &e) || e.Op != op || e.Field != i && e.Field != -1 {
				t.Errorf("%d: element %d: %v", op, i, err)
			}
		}
		for _, es := range [][]term.Term{tt.tuple.Elems()[:tt.tuple.Arity()-1], append(tt.tuple.Elems()[:tt.tuple.Arity():tt.tuple.Arity()], term.Nil, term.Nil)} {
			if _, err := Parse(term.Tuple(es...)); err == nil {
				t.Errorf("%d: %d elements were accepted", op, len(es))
			}
		}
	}
}

func TestNoMessages(t *testing.T) {
	for _, x := range []term.Term{{}, term.Nil, term.Tuple(), term.Tuple(why), term.Tuple(n(-1)), term.Tuple(n(0)), term.Tuple(n(5), from, to),
		term.Tuple(n(99), from), term.Tuple(n(1 << 40)), term.Tuple(n(37)), term.Tuple(n(35), n(0), from, to),
		term.Tuple(n(35), term.Int(-1), from, to), term.Tuple(n(29), ref.Term(), from, to, term.Tuple(name.Term(), why, n(256)), term.Nil)} {
		if m, err := Parse(x); err == nil {
			t.Errorf("%T was made of no message", m)
		} else if err.Error() == "" {
			t.Error("empty error text")
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, m := range messages {
		b, err := etf.AppendTerm(nil, m.tuple, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		x, _, err := etf.Decode(b, nil)
		if err != nil {
			return
		}
		m, err := Parse(x)
		if err != nil {
			return
		}
		again, err := Parse(m.Term())
		if err != nil {
			t.Fatalf("%T is not read back: %v", m, err)
		}
		if !term.Identical(again.Term(), m.Term()) {
			t.Fatalf("%T changes", m)
		}
	})
}
