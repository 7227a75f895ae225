package dist

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"gex/proto/etf"
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

var (
	node = term.Intern("a@b")
	from = (&term.Pid{Node: node, ID: 1}).Term()
	to   = (&term.Pid{Node: term.Intern("c@d"), ID: 2}).Term()
	link = term.Tuple(term.Int(1), from, to)
	send = term.Tuple(term.Int(22), from, to)
)

// modes are the flag words that make a difference.
var modes = map[string]Flag{
	"full":            Default,
	"no atom cache":   Default &^ DistHdrAtomCache,
	"no fragments":    Default &^ Fragments,
	"neither of them": Default &^ (DistHdrAtomCache | Fragments),
}

// traffic is messages that use all that differs: many atoms, long ones, more
// than fit a header, atoms that share a slot, payloads over several fragments.
func traffic() []Message {
	atoms := func(n int, prefix string) term.Term {
		ts := make([]term.Term, n)
		for i := range ts {
			ts[i] = term.A(fmt.Sprint(prefix, i))
		}
		return term.List(ts...)
	}
	big := make([]byte, 200_000)
	for i := range big {
		big[i] = byte(i * 7)
	}
	payloads := []term.Term{
		term.A("hello"), term.Tuple(term.Ok.Term(), term.Int(1)), term.String(strings.Repeat("x", 1000)),
		atoms(3000, "gex_many_"), atoms(300, "gex_"), term.A(strings.Repeat("é", 200)), term.List(term.A(strings.Repeat("é", 201)), term.Ok.Term()),
		term.Binary(big), term.Tuple(term.A("late"), term.Binary(big[:65536-64]), atoms(5, "gex_")), term.Nil,
		term.MapOf(term.A("k"), term.Binary(big[:70_000])),
		term.List(term.Binary(big[:40_000]), compiled(term.Binary(big[1:20_000])), term.Binary(big[:20_000]).SubBits(8, 160_000-16)),
	}
	out := []Message{{Control: link}}
	for range 2 {
		for _, p := range payloads {
			out = append(out, Message{Control: send, Payload: p, HasPayload: true}, Message{Control: link})
		}
		out = append(out, Message{Tick: true})
	}
	return out
}

// compiled is a fun that holds a value.
func compiled(value term.Term) term.Term {
	return (&term.Fun{Module: term.Intern("gex_test"), Arity: 1, Free: []term.Term{value}}).Term()
}

func encode(t testing.TB, flags Flag, ms []Message) []byte {
	t.Helper()
	e := NewEncoder(flags)
	var q Queue
	for _, m := range ms {
		if m.Tick {
			q.Tick()
			continue
		}
		if err := e.Append(&q, m.Control, m.Payload, m.HasPayload); err != nil {
			t.Fatal(err)
		}
	}
	return content(t, &q)
}

// content empties a queue.
func content(t testing.TB, q *Queue) []byte {
	t.Helper()
	n := q.Len()
	b := slices.Concat(q.Parts()...)
	if len(b) != n || q.Len() != n {
		t.Fatalf("queue of %d bytes is %d long", len(b), n)
	}
	if q.Reset(); q.Len() != 0 || len(q.Parts()) != 0 {
		t.Fatal("queue is not empty")
	}
	return b
}

// one encodes a message.
func one(t testing.TB, e *Encoder, control, payload term.Term) []byte {
	t.Helper()
	var q Queue
	if err := e.Append(&q, control, payload, true); err != nil {
		t.Fatal(err)
	}
	return content(t, &q)
}

func same(a, b Message) bool {
	return a.Tick == b.Tick && a.HasPayload == b.HasPayload && term.Identical(a.Control, b.Control) && term.Identical(a.Payload, b.Payload)
}

func checkAll(t *testing.T, r io.Reader, flags Flag, want []Message) {
	t.Helper()
	d := NewDecoder(r, flags)
	for i, w := range want {
		got, err := d.Next()
		if err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
		if !same(got, w) {
			t.Fatalf("message %d differs", i)
		}
	}
	if _, err := d.Next(); err != io.EOF {
		t.Fatalf("at the end: %v", err)
	}
}

// chunks reads in pieces of random size.
type chunks struct {
	b    []byte
	rand *rand.Rand
}

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), 1+c.rand.IntN(c.rand.IntN(100_000)+1))], c.b)
	c.b = c.b[n:]
	return n, nil
}

func TestStreams(t *testing.T) {
	want := traffic()
	for name, flags := range modes {
		t.Run(name, func(t *testing.T) {
			b := encode(t, flags, want)
			checkAll(t, bytes.NewReader(b), flags, want)
			checkAll(t, iotest.DataErrReader(bytes.NewReader(b)), flags, want)
			for seed := range uint64(10) {
				checkAll(t, &chunks{b, rand.New(rand.NewPCG(seed, 1))}, flags, want)
			}
			checkAll(t, iotest.OneByteReader(bytes.NewReader(encode(t, flags, want[:7]))), flags, want[:7])
		})
	}
}

func TestFrames(t *testing.T) {
	ok := func(flags Flag, ms ...Message) string { return fmt.Sprintf("%x", encode(t, flags, ms)) }
	hex := func(s string) string { return strings.ReplaceAll(s, " ", "") }
	pid := "58 %s 00000001 00000000 00000000 58 %s 00000002 00000000 00000000"
	inline := fmt.Sprintf(pid, "7703614062", "7703634064")
	m := Message{Control: link}
	if got, want := ok(0, m), hex("00000033 70 83 6803 6101 "+inline); got != want[:0]+fmt.Sprintf("%08x", len(want)/2-4)+want[8:] {
		t.Errorf("without headers: %s", got)
	}
	if got, want := ok(Fragments, m), hex("00000000 83 44 00 6803 6101 "+inline); got[8:] != want[8:] {
		t.Errorf("without cache: %s", got)
	}
	cached := fmt.Sprintf(pid, "5200", "5201")
	slot := func(a term.Atom) (segment, index int) { return int(a%cacheSlots) >> 8, int(a % 256) }
	s0, i0 := slot(node)
	s1, i1 := slot(term.Intern("c@d"))
	first := fmt.Sprintf("83 44 02 %x%x 00 %02x 03 614062 %02x 03 634064 6803 6101 "+cached, s1|8, s0|8, i0, i1)
	again := fmt.Sprintf("83 44 02 %x%x 00 %02x %02x 6803 6101 "+cached, s1, s0, i0, i1)
	got := ok(Default, m, m)
	n := len(hex(first))
	if got[8:8+n] != hex(first) || got[8+n+8:] != hex(again) {
		t.Errorf("with cache: %s\nwant %s\n%s", got, hex(first), hex(again))
	}
	b := encode(t, Default, []Message{{Control: send, Payload: term.Binary(make([]byte, 200_000)), HasPayload: true}})
	var sizes []int
	for len(b) > 0 {
		size := int(binary.BigEndian.Uint32(b))
		tag, left := b[5], binary.BigEndian.Uint64(b[14:])
		if want := uint64(4 - len(sizes)); left != want || (tag == tagFragment) != (len(sizes) == 0) {
			t.Errorf("fragment %d: tag %d, number %d", len(sizes), tag, left)
		}
		sizes = append(sizes, size)
		b = b[4+size:]
	}
	if len(sizes) != 4 || sizes[1] != 18+65536 || sizes[2] != 18+65536 {
		t.Errorf("fragments of %v bytes", sizes)
	}
}

// TestFailedAppend: a message that cannot be written leaves neither bytes nor
// atoms behind.
func TestFailedAppend(t *testing.T) {
	refused := errors.New("template is not known yet")
	for name, flags := range modes {
		e := NewEncoder(flags)
		e.FunHeader = func(int, bool) (etf.FunHeader, error) { return etf.FunHeader{}, refused }
		f := (&term.Fun{Code: &source{term.Tuple(term.Nil, term.Nil, term.Nil, term.Nil, term.Nil, term.Nil)}}).Term()
		bad := term.Tuple(term.A("only_in_the_bad_message"), f)
		var q Queue
		q.Tick()
		if err := e.Append(&q, send, bad, true); !errors.Is(err, refused) || q.Len() != 4 {
			t.Errorf("%s: %d bytes, %v", name, q.Len(), err)
		}
		good := Message{Control: send, Payload: term.A("only_in_the_bad_message"), HasPayload: true}
		checkAll(t, bytes.NewReader(one(t, e, good.Control, good.Payload)), flags, []Message{good})
		e.FunHeader = nil
		one(t, e, send, bad)
	}
}

type source struct{ env term.Term }

func (s *source) EvalEnv(*term.Fun) (term.Term, bool) { return s.env, true }

func TestInterleavedFragments(t *testing.T) {
	payload := func(c byte) term.Term { return term.Binary(bytes.Repeat([]byte{c}, 150_000)) }
	flags := Default
	e := NewEncoder(flags)
	split := func(b []byte) (frames [][]byte) {
		for len(b) > 0 {
			n := 4 + int(binary.BigEndian.Uint32(b))
			frames = append(frames, b[:n])
			b = b[n:]
		}
		return frames
	}
	var streams [][][]byte
	for _, c := range []byte{'a', 'b', 'c'} {
		streams = append(streams, split(one(t, e, send, term.Tuple(term.A("gex_frag_"+string(c)), payload(c)))))
	}
	var b []byte
	for i := range streams[0] {
		for _, s := range streams {
			b = append(b, s[i]...)
		}
	}
	var want []Message
	for _, c := range []byte{'a', 'b', 'c'} {
		want = append(want, Message{Control: send, Payload: term.Tuple(term.A("gex_frag_"+string(c)), payload(c)), HasPayload: true})
	}
	checkAll(t, bytes.NewReader(b), flags, want)

	limited := func(set func(*Decoder)) error {
		d := NewDecoder(bytes.NewReader(b), flags)
		set(d)
		_, err := d.Next()
		return err
	}
	if err := limited(func(d *Decoder) { d.MaxOpen = 2 }); !errors.Is(err, ErrPending) {
		t.Errorf("3 messages open, 2 allowed: %v", err)
	}
	if err := limited(func(d *Decoder) { d.MaxPending = 300_000 }); !errors.Is(err, ErrPending) {
		t.Errorf("450,000 bytes pending, 300,000 allowed: %v", err)
	}
	if err := limited(func(d *Decoder) { d.MaxFrame = 65_000 }); !errors.Is(err, ErrFrameSize) {
		t.Errorf("frame over the limit: %v", err)
	}
}

func frame(content string) string { return fmt.Sprintf("%08x%s", len(content)/2, content) }

func TestRejected(t *testing.T) {
	header := "8344"
	first := func(seq, id int) string { return frame(fmt.Sprintf("8345%016x%016x00", seq, id) + "6101") }
	next := func(seq, id int) string { return frame(fmt.Sprintf("8346%016x%016x", seq, id)) }
	tests := []struct {
		flags Flag
		in    string
		want  error
	}{
		{Default, "ffffffff", ErrFrameSize}, {Default, "10000001", ErrFrameSize},
		{Default, frame("70836101"), ErrFrameTag}, {Default, frame("83"), ErrFrameTag}, {Default, frame("8300"), ErrFrameTag}, {0, frame(header + "006101"), ErrFrameTag},
		{Default, frame(header), ErrHeader}, {Default, frame(header + "01"), ErrHeader}, {Default, frame(header + "0108"), ErrHeader},
		{Default, frame(header + "010800"), ErrHeader}, {Default, frame(header + "01080005"), ErrHeader}, {Default, frame(header + "0118000061"), ErrHeader},
		{Default, frame(header + "010007"), ErrEmptySlot}, {Default &^ DistHdrAtomCache, frame(header + "01080001615200"), ErrHeader},
		{Default, frame(header + "01080001e95200"), term.ErrAtomUTF8},
		{Default, frame(header + "00"), etf.ErrTruncated}, {Default, frame(header + "005200"), etf.ErrAtomCache}, {Default, frame(header + "006101ff"), etf.ErrTag},
		{Default, frame(header + "006101610261"), ErrTrailing},
		{0, frame("706101"), ErrPassHeader}, {0, frame("7083610161"), ErrPassHeader}, {0, frame("7083610183"), etf.ErrTruncated}, {0, frame("70836101836101ff"), ErrTrailing},
		{Default, first(1, 0), ErrFragment}, {Default, next(1, 1), ErrFragment}, {Default, first(1, 3) + next(1, 1), ErrFragment},
		{Default, first(1, 3) + next(2, 2), ErrFragment}, {Default, first(1, 3) + first(1, 3), ErrFragment}, {Default, first(1, 1) + next(1, 0), ErrFragment},
		{Default, frame("8345" + "0011"), ErrHeader},
	}
	for _, tt := range tests {
		d := NewDecoder(bytes.NewReader(unhex(t, tt.in)), tt.flags)
		var err error
		for err == nil {
			_, err = d.Next()
		}
		var e *DecodeError
		if !errors.Is(err, tt.want) || !errors.As(err, &e) || e.Part == "" {
			t.Errorf("%s: %v, want %v", tt.in, err, tt.want)
		}
	}
	for _, in := range []string{"00", "0000000500", "00010000" + strings.Repeat("00", 100)} {
		if _, err := NewDecoder(bytes.NewReader(unhex(t, in)), Default).Next(); err != io.ErrUnexpectedEOF {
			t.Errorf("%s: %v, want unexpected EOF", in, err)
		}
	}
}

// TestClaimsDoNotAllocate: a frame length is believed only as far as data comes.
func TestClaimsDoNotAllocate(t *testing.T) {
	in := append(unhex(t, "0fffffff"), make([]byte, 100_000)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := NewDecoder(bytes.NewReader(in), Default).Next()
	runtime.ReadMemStats(&after)
	if err != io.ErrUnexpectedEOF {
		t.Error(err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
		t.Errorf("%d bytes allocated for %d", n, len(in))
	}
}

// raced tells whether the race detector is on: sync.Pool then drops at random.
func raced() bool {
	info, _ := debug.ReadBuildInfo()
	return info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

func TestSmallMessagesDoNotAllocateToSend(t *testing.T) {
	if raced() {
		t.Skip("allocations are not counted under the race detector")
	}
	e := NewEncoder(Default)
	payload := term.Tuple(term.A("msg"), term.Int(42), term.String("hello"))
	var q Queue
	send := func() {
		q.Reset()
		if err := e.Append(&q, send, payload, true); err != nil {
			t.Fatal(err)
		}
	}
	send()
	if n := testing.AllocsPerRun(100, send); n != 0 {
		t.Errorf("%v allocations a message", n)
	}
}

func FuzzDecoder(f *testing.F) {
	for _, flags := range modes {
		b := encode(f, flags, traffic()[:8])
		f.Add(b[:min(len(b), 4000)], uint64(flags), uint64(1))
	}
	f.Add(unhex(f, frame("8345"+strings.Repeat("00", 15)+"0101"+"6101")), uint64(Default), uint64(2))
	f.Fuzz(func(t *testing.T, b []byte, flags, seed uint64) {
		if len(b) > 1<<20 {
			return
		}
		// Whatever comes, the pieces in which it comes do not matter.
		whole := NewDecoder(bytes.NewReader(b), Flag(flags))
		pieces := NewDecoder(&chunks{b, rand.New(rand.NewPCG(seed, 2))}, Flag(flags))
		for {
			m, err := whole.Next()
			n, err2 := pieces.Next()
			if (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() {
				t.Fatalf("%v in one piece, %v in several", err, err2)
			}
			if err != nil {
				var e *DecodeError
				if err != io.EOF && err != io.ErrUnexpectedEOF && !errors.As(err, &e) {
					t.Fatalf("untyped error %v", err)
				}
				return
			}
			if !same(m, n) {
				t.Fatal("messages differ")
			}
		}
	})
}

func BenchmarkSmallMessage(b *testing.B) {
	payload := term.Tuple(term.A("msg"), term.Int(42), term.A("payload"), term.String("hello"), term.Tuple(term.Ok.Term(), term.List(term.Int(1), term.Int(2), term.Int(3))))
	b.Run("Append", func(b *testing.B) {
		b.ReportAllocs()
		e := NewEncoder(Default)
		var q Queue
		for range b.N {
			q.Reset()
			e.Append(&q, send, payload, true)
		}
	})
	b.Run("Next", func(b *testing.B) {
		b.ReportAllocs()
		e := NewEncoder(Default)
		head, next := one(b, e, send, payload), one(b, e, send, payload)
		d := NewDecoder(io.MultiReader(bytes.NewReader(head), &loop{one: bytes.Repeat(next, 1000)}), Default)
		for range b.N {
			if _, err := d.Next(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// loop repeats its content without end.
type loop struct {
	one []byte
	at  int
}

func (l *loop) Read(p []byte) (int, error) {
	n := copy(p, l.one[l.at:])
	l.at = (l.at + n) % len(l.one)
	return n, nil
}
