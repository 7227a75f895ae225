package main

import (
	"context"
	"crypto/md5"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"gex/proto/epmd"
)

// frame is a handshake message with its length.
func frame(body string) string {
	return string(binary.BigEndian.AppendUint16(nil, uint16(len(body)))) + body
}

// nameMessage is the first message of a node of that name.
func nameMessage(name string) string {
	const flags = 0x0000_000d_07df_7fbd // of OTP 29
	b := binary.BigEndian.AppendUint64([]byte{'N'}, flags)
	b = binary.BigEndian.AppendUint32(b, 4711)
	b = binary.BigEndian.AppendUint16(b, uint16(len(name)))
	return frame(string(b) + name)
}

// reply answers a challenge with the cookie.
func reply(cookie string, challenge uint32) string {
	sum := md5.Sum([]byte(cookie + strconv.FormatUint(uint64(challenge), 10)))
	return frame("r\x00\x00\x00\x01" + string(sum[:]))
}

func dial(t *testing.T, port string) net.Conn {
	t.Helper()
	c, err := net.DialTimeout("tcp", "127.0.0.1:"+port, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(20 * time.Second))
	return c
}

// closed reads until the other side has closed the connection.
func closed(t *testing.T, c net.Conn) {
	t.Helper()
	if _, err := io.Copy(io.Discard, c); err != nil {
		if ne, ok := err.(net.Error); ok && ne.Timeout() {
			t.Error("the connection was not closed")
		}
	}
}

// message reads one handshake message.
func message(t *testing.T, c net.Conn) string {
	t.Helper()
	var head [2]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		t.Fatal(err)
	}
	body := make([]byte, binary.BigEndian.Uint16(head[:]))
	if _, err := io.ReadFull(c, body); err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// challenge does the handshake of an initiator up to the challenge.
func challenge(t *testing.T, c net.Conn, name string) uint32 {
	t.Helper()
	io.WriteString(c, nameMessage(name))
	if m := message(t, c); m != "sok" {
		t.Fatalf("status %q", m)
	}
	m := message(t, c)
	if len(m) < 13 || m[0] != 'N' {
		t.Fatalf("challenge %q", m)
	}
	return binary.BigEndian.Uint32([]byte(m[9:13]))
}

func random(n int) string {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return string(b)
}

// resident returns the memory of a process in bytes, 0 where that is not known.
func resident(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return pages * os.Getpagesize()
}

// TestGarbageOnDistributionPort sends a node what no node sends. Each time that
// connection is closed, with one line in the log unless the other side just gave up;
// the node and its other connections go on.
func TestGarbageOnDistributionPort(t *testing.T) {
	c := newCluster(t)
	g, friend := c.gex(t, "g", "--cookie", "c"), c.gex(t, "friend", "--cookie", "c")
	g.Eval(`Node.connect(`+friend.name+`)`, "true\n")
	epmdPort, err := strconv.Atoi(c.epmd)
	if err != nil {
		t.Fatal(err)
	}
	info, err := (&epmd.Client{Port: epmdPort}).PortPlease(context.Background(), "127.0.0.1", "g")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(int(info.Port))
	before, connections := resident(g.PID()), 0

	send := func(text string) func(*testing.T) {
		return func(t *testing.T) {
			conn := dial(t, port)
			io.WriteString(conn, text)
			closed(t, conn)
		}
	}
	cut := func(text string) func(*testing.T) {
		return func(t *testing.T) {
			conn := dial(t, port)
			io.WriteString(conn, text)
			conn.(*net.TCPConn).CloseWrite()
			closed(t, conn)
		}
	}
	shaken := func(text string) func(*testing.T) {
		return func(t *testing.T) {
			conn := dial(t, port)
			name := "x" + freePort() + "@" + c.host
			n := challenge(t, conn, name)
			io.WriteString(conn, reply("c", n))
			if m := message(t, conn); m[0] != 'a' {
				t.Fatalf("acknowledgement %q", m)
			}
			io.WriteString(conn, text)
			closed(t, conn)
		}
	}
	for _, tt := range []struct {
		name string
		do   func(*testing.T)
	}{
		{"random bytes", send(random(4096))},
		{"HTTP", send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")},
		{"zero bytes", send(strings.Repeat("\x00", 64))},
		{"length alone", cut("\xff\xff")},
		{"unknown message", send(frame("Q" + random(20)))},
		{"name cut off", cut(nameMessage("a@" + c.host)[:12])},
		{"name length too long", send(frame("N" + strings.Repeat("\x00", 12) + "\xff\xffab"))},
		{"not a node name", send(nameMessage("no name at all"))},
		{"name only", cut(nameMessage("a@" + c.host))},
		{"reply cut off", func(t *testing.T) {
			conn := dial(t, port)
			n := challenge(t, conn, "a@"+c.host)
			io.WriteString(conn, reply("c", n)[:10])
			conn.(*net.TCPConn).CloseWrite()
			closed(t, conn)
		}},
		{"wrong cookie", func(t *testing.T) {
			conn := dial(t, port)
			n := challenge(t, conn, "a@"+c.host)
			io.WriteString(conn, reply("d", n))
			closed(t, conn)
		}},
		{"replayed handshake", func(t *testing.T) {
			conn := dial(t, port)
			n := challenge(t, conn, "a@"+c.host)
			conn.Close()
			conn = dial(t, port)
			if challenge(t, conn, "b@"+c.host) == n {
				t.Fatal("the same challenge twice")
			}
			io.WriteString(conn, reply("c", n))
			closed(t, conn)
		}},
		{"message of 4 GB", shaken("\xff\xff\xff\xff" + random(100))},
		{"message that is none", shaken("\x00\x00\x00\x10" + random(16))},
		{"truncated control message", shaken("\x00\x00\x00\x06\x83D\x00h\x04a")},
		{"huge tuple", shaken("\x00\x00\x00\x08\x83D\x00i\xff\xff\xff\xff")},
		{"huge list", shaken("\x00\x00\x00\x08\x83D\x00l\xff\xff\xff\xff")},
		{"unknown control message", shaken("\x00\x00\x00\x09\x83D\x00h\x02a\xffa\x01")},
		{"huge atom cache", shaken("\x00\x00\x00\x05\x83D\xff\xff\xff")},
		{"fragment of nothing", shaken("\x00\x00\x00\x13\x83F" + strings.Repeat("\x01", 17))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g.Use(t)
			tt.do(t)
			if tt.name != "name only" {
				connections++
				g.Expect(`\[error\] .*\n`)
			}
			g.Eval(`{:still, 40 + 2}`, `\{:still, 42\}\n`)
			g.Eval(`{:friends, :lists.member(`+friend.name+`, Node.list)}`, `\{:friends, true\}\n`)
		})
	}
	if n := strings.Count(g.Output(), "[error]"); n != connections {
		t.Errorf("%d lines in the log of %d connections", n, connections)
	}
	if after := resident(g.PID()); after > before+64<<20 {
		t.Errorf("%d MB after, %d MB before", after>>20, before>>20)
	}
}

// TestGarbageOnEpmdPort does the same to the epmd inside gex.
func TestGarbageOnEpmdPort(t *testing.T) {
	c := newCluster(t)
	g := c.gex(t, "g", "--cookie", "c")
	tests := []struct{ name, sent string }{
		{"random bytes", random(300)},
		{"unknown request", "\x00\x01\xee"},
		{"length of zero", "\x00\x00"},
		{"huge length", "\xff\xff" + random(10)},
		{"registration cut off", "\x00\x10x\x12"},
		{"name too long", "\x00\x0dx\x12\x34M\x00\x00\x06\x00\x05\xff\xffab"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g.Use(t)
			conn := dial(t, c.epmd)
			io.WriteString(conn, tt.sent)
			conn.(*net.TCPConn).CloseWrite()
			closed(t, conn)
			g.Expect(`\[error\] .*\n`)
		})
	}
	if n := strings.Count(g.Output(), "[error]"); n != len(tests) {
		t.Errorf("%d lines in the log of %d connections", n, len(tests))
	}
	port, err := strconv.Atoi(c.epmd)
	if err != nil {
		t.Fatal(err)
	}
	names, err := (&epmd.Client{Port: port}).Names(context.Background(), "127.0.0.1")
	if err != nil || len(names) != 1 || names[0].Name != "g" {
		t.Errorf("names %v, %v; want g alone", names, err)
	}
	other := c.gex(t, "other", "--cookie", "c")
	g.Eval(`{:connected, Node.connect(`+other.name+`)}`, `\{:connected, true\}`)
}
