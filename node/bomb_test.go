package node_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"runtime"
	"testing"
	"time"

	"gex/proto/dist"
	"gex/proto/epmd"
	"gex/proto/etf"
	"gex/proto/handshake"
	"gex/proto/term"
	"gex/scripts/peers"
)

// intruder is a raw connection with a node from one that knows the cookie.
type intruder struct {
	t *testing.T
	net.Conn
	closed chan struct{} // when the node has closed it
}

func (c *cluster) intrude(t *testing.T, port uint16, name string) *intruder {
	t.Helper()
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	in := handshake.Initiator{Name: name + "@127.0.0.1", Creation: 5, Flags: dist.Default, Peer: "aa@127.0.0.1",
		Cookie: func(string) string { return clusterCookie }}
	if _, err := in.Handshake(conn); err != nil {
		t.Fatal(err)
	}
	x := &intruder{t, conn, make(chan struct{})}
	go func() {
		defer close(x.closed)
		io.Copy(io.Discard, conn)
	}()
	return x
}

// frame is a frame with a distribution header without atoms.
func frame(content []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(3+len(content)))
	return append(append(b, 131, 68, 0), content...)
}

func encoded(t testing.TB, ts ...term.Term) []byte {
	t.Helper()
	var b []byte
	for _, x := range ts {
		var err error
		if b, err = etf.AppendTerm(b, x, nil); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// fragmented is the first of a number of fragments.
func fragmented(sequence, count uint64, content []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(19+len(content)))
	b = append(b, 131, 69)
	b = binary.BigEndian.AppendUint64(b, sequence)
	b = binary.BigEndian.AppendUint64(b, count)
	return append(append(b, 0), content...)
}

// TestBombs has a node that knows the cookie send what is small on the wire and
// large or deep when read, much of what costs the receiver something, and what is
// no control message. At most its own connection ends for it.
func TestBombs(t *testing.T) {
	c := newCluster(t)
	m, o := c.start("aa"), c.start("zz")
	o.connect("aa@127.0.0.1")
	info, err := (&epmd.Client{Port: c.port}).PortPlease(t.Context(), "127.0.0.1", "aa")
	if err != nil {
		t.Fatal(err)
	}
	echo := m.agent("echo")
	asker := o.agent("")

	far := term.Intern("bad@127.0.0.1")
	pid := (&term.Pid{Node: far, ID: 1, Creation: 5}).Term()
	ref := func(i int) term.Term {
		return (&term.Ref{Node: far, Creation: 5, N: 3, W: [5]uint32{uint32(i), 1, 1}}).Term()
	}
	n := func(i int64) term.Term { return term.Int(i) }
	empty := term.A("")
	send := encoded(t, term.Tuple(n(6), pid, empty, term.A("nobody")))
	message := func(payload []byte) []byte { return frame(append(bytes.Clone(send), payload...)) }
	rep := func(s string, n int) []byte { return bytes.Repeat([]byte(s), n) }
	control := func(ts ...term.Term) []byte { return frame(encoded(t, term.Tuple(ts...))) }
	many := func(count int, one func(i int) []byte) []byte {
		var b []byte
		for i := range count {
			b = append(b, one(i)...)
		}
		return b
	}
	var zipped bytes.Buffer
	w := zlib.NewWriter(&zipped)
	w.Write(append([]byte("m\x04\x00\x00\x00"), make([]byte, 64<<20)...))
	w.Close()
	spawn := func(module string, opts ...term.Term) func(int) []byte {
		return func(i int) []byte {
			return frame(encoded(t, term.Tuple(n(29), ref(i), pid, pid, term.Tuple(term.A(module), term.A("f"), n(0)), term.List(opts...)), term.Nil))
		}
	}
	keys := append(rep("t\x00\x00\x00\x01", 100_000), append([]byte("j"), rep("j", 100_000)...)...)

	for _, tt := range []struct {
		name string
		sent []byte
		ends bool // the connection
	}{
		{"compressed", message(append([]byte("P\x04\x00\x00\x05"), zipped.Bytes()...)), true},
		{"deep beyond the limit", message(append(rep("h\x01", 2_000_000), 'j')), true},
		{"deep", message(append(rep("h\x01", 500_000), 'j')), false},
		{"maps as keys", message(keys), false},
		{"claimed lists", message(rep("l\x00\x00\xff\xff", 100_000)), true},
		{"claimed maps", message(rep("t\x00\x00\x7f\xff", 100_000)), true},
		{"deep control message", frame(append(rep("h\x01", 2_000_000), 'j')), true},
		{"unfinished messages", many(1100, func(i int) []byte { return fragmented(uint64(i), 1<<60, send) }), true},
		{"fragment twice", append(fragmented(1, 2, send), fragmented(1, 2, send)...), true},
		{"spawn requests", many(5000, spawn("nowhere")), false},
		{"spawn requests with monitors", many(5000, spawn("nowhere", term.A("monitor"), term.A("link"))), false},
		{"spawn request with options that are none", spawn("nowhere", term.A("what"))(1), false},
		{"monitors", many(20_000, func(i int) []byte { return control(n(19), pid, term.A("nobody"), ref(i)) }), false},
		{"monitors of a process", many(20_000, func(i int) []byte { return control(n(19), pid, term.A("echo"), ref(i)) }), false},
		{"unlinks", many(20_000, func(i int) []byte { return control(n(35), n(int64(i+1)), pid, asker.far()) }), false},
		{"unlink id 0", control(n(35), n(0), pid, pid), true},
		{"link of atoms", control(n(1), term.A("a"), term.A("b")), true},
		{"send to a number", frame(encoded(t, term.Tuple(n(2), empty, n(1)), term.Nil)), true},
		{"exit without payload", control(n(24), pid, pid), true},
		{"payload with a link", frame(encoded(t, term.Tuple(n(1), pid, pid), term.Nil)), true},
		{"monitor without reference", control(n(19), pid, term.A("echo"), n(1)), true},
		{"spawn request without list", frame(encoded(t, term.Tuple(n(29), ref(1), pid, pid, term.Tuple(term.A("m"), term.A("f"), n(0)), n(7)), term.Nil)), true},
		{"spawn request with an improper list", frame(encoded(t, term.Tuple(n(29), ref(1), pid, pid, term.Tuple(term.A("m"), term.A("f"), n(0)), term.Cons(n(1), n(2))), term.Cons(n(1), n(2)))), false},
		{"spawn reply nobody asked for", control(n(31), ref(1), asker.far(), n(3), pid), false},
		{"operation of no protocol", control(n(99), pid, pid), true},
		{"bignum for an operation", control(term.Float(1.5), pid, pid), true},
		{"improper message", frame(encoded(t, term.Cons(n(1), n(2)))), true},
		{"alias flags that are none", frame(encoded(t, term.Tuple(n(37), n(255), pid, pid), term.Nil)), true},
		{"local form", message([]byte("y\x00\x00\x00\x00")), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			peers.Eventually(t, "quiet", func() bool { return m.nodes() == "zz@127.0.0.1" })
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			x := c.intrude(t, info.Port, "bad")
			x.SetWriteDeadline(time.Now().Add(20 * time.Second))
			x.Write(tt.sent)
			if !tt.ends {
				// What is after it comes: the connection lives.
				x.Write(frame(encoded(t, term.Tuple(n(6), pid, empty, term.A("echo")), term.A("after"))))
				echo.want(term.A("after"))
				x.Close()
			}
			select {
			case <-x.closed:
			case <-time.After(20 * time.Second):
				t.Error("the connection was not closed")
			}
			// 64 bytes for each one sent, and what else goes on.
			runtime.GC()
			runtime.ReadMemStats(&after)
			if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > int64(64*len(tt.sent)+16<<20) {
				t.Errorf("%d bytes sent, %d held", len(tt.sent), grown)
			}
			asker.send(at("echo", "aa@127.0.0.1"), term.A("others"))
			echo.want(term.A("others"))
		})
	}
	peers.Eventually(t, "processes gone", func() bool { return len(m.Processes()) < 20 })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := o.Connect(ctx, m.Self()); err != nil {
		t.Error(err)
	}
}
