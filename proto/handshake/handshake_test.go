package handshake

import (
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gex/proto/dist"
)

func cookies(cookie string) func(string) string {
	return func(string) string { return cookie }
}

func initiator() *Initiator {
	return &Initiator{Name: "a@h", Creation: 7, Flags: dist.Default, Peer: "b@h", Cookie: cookies("secret")}
}

func acceptor() *Acceptor {
	return &Acceptor{Name: "b@h", Creation: 8, Flags: dist.Default, Cookie: cookies("secret")}
}

type outcome struct {
	res Result
	err error
}

// shake runs both roles on a pipe. Each closes its side when it fails, as the
// owner of a connection does.
func shake(t *testing.T, in *Initiator, acc *Acceptor) (a, b outcome) {
	t.Helper()
	left, right := net.Pipe()
	defer left.Close()
	defer right.Close()
	deadline := time.Now().Add(10 * time.Second)
	left.SetDeadline(deadline)
	right.SetDeadline(deadline)
	done := make(chan outcome)
	go func() {
		res, err := acc.Handshake(right)
		if err != nil {
			right.Close()
		}
		done <- outcome{res, err}
	}()
	a.res, a.err = in.Handshake(left)
	if a.err != nil {
		left.Close()
	}
	return a, <-done
}

func TestHandshakeSucceeds(t *testing.T) {
	const otp25 = dist.Flag(0xd07df7fbd)
	var replaced []string
	tests := []struct {
		name   string
		change func(*Initiator, *Acceptor)
		a, b   Result
	}{
		{"visible", func(*Initiator, *Acceptor) {},
			Result{Peer: "b@h", PeerCreation: 8, PeerFlags: dist.Default, Flags: dist.Default, Visible: true, Name: "a@h", Creation: 7},
			Result{Peer: "a@h", PeerCreation: 7, PeerFlags: dist.Default, Flags: dist.Default, Visible: true, Name: "b@h", Creation: 8}},
		{"tls prefix", func(in *Initiator, acc *Acceptor) { in.Prefix, acc.Prefix = PrefixTLS, PrefixTLS },
			Result{Peer: "b@h", PeerCreation: 8, PeerFlags: dist.Default, Flags: dist.Default, Visible: true, Name: "a@h", Creation: 7},
			Result{Peer: "a@h", PeerCreation: 7, PeerFlags: dist.Default, Flags: dist.Default, Visible: true, Name: "b@h", Creation: 8}},
		{"older flags", func(_ *Initiator, acc *Acceptor) { acc.Flags = otp25 },
			Result{Peer: "b@h", PeerCreation: 8, PeerFlags: otp25, Flags: otp25, Visible: true, Name: "a@h", Creation: 7},
			Result{Peer: "a@h", PeerCreation: 7, PeerFlags: dist.Default, Flags: otp25, Visible: true, Name: "b@h", Creation: 8}},
		{"digest flag", func(in *Initiator, _ *Acceptor) { in.Flags = dist.Mandatory25Digest | dist.V4NC | dist.UnlinkID },
			Result{Peer: "b@h", PeerCreation: 8, PeerFlags: dist.Default, Flags: dist.Mandatory | dist.Mandatory25Digest, Name: "a@h", Creation: 7},
			Result{Peer: "a@h", PeerCreation: 7, PeerFlags: dist.Mandatory | dist.Mandatory25Digest, Flags: dist.Mandatory | dist.Mandatory25Digest, Name: "b@h", Creation: 8}},
		{"hidden", func(in *Initiator, _ *Acceptor) { in.Flags &^= dist.Published },
			Result{Peer: "b@h", PeerCreation: 8, PeerFlags: dist.Default, Flags: dist.Default &^ dist.Published, Name: "a@h", Creation: 7},
			Result{Peer: "a@h", PeerCreation: 7, PeerFlags: dist.Default &^ dist.Published, Flags: dist.Default &^ dist.Published, Name: "b@h", Creation: 8}},
		{"dynamic name", func(in *Initiator, acc *Acceptor) {
			in.Name, in.Flags = "h", dist.Default|dist.NameMe
			acc.AssignName = func(host string) (string, uint32, error) { return "XYZ@" + host, 99, nil }
		},
			Result{Peer: "b@h", PeerCreation: 8, PeerFlags: dist.Default&^dist.Published | dist.NameMe, Flags: dist.Default&^dist.Published | dist.NameMe, Name: "XYZ@h", Creation: 99},
			Result{Peer: "XYZ@h", PeerCreation: 99, PeerFlags: dist.Default&^dist.Published | dist.NameMe, PeerDynamic: true, Flags: dist.Default&^dist.Published | dist.NameMe, Name: "b@h", Creation: 8}},
		{"simultaneous", func(_ *Initiator, acc *Acceptor) {
			acc.Status = func(Hello) Status { return StatusOKSimultaneous }
		},
			Result{Peer: "b@h", PeerCreation: 8, PeerFlags: dist.Default, Flags: dist.Default, Visible: true, Name: "a@h", Creation: 7},
			Result{Peer: "a@h", PeerCreation: 7, PeerFlags: dist.Default, Flags: dist.Default, Visible: true, Name: "b@h", Creation: 8}},
		{"alive", func(_ *Initiator, acc *Acceptor) {
			acc.Status = func(Hello) Status { return StatusAlive }
			acc.Replace = func(peer Hello) error { replaced = append(replaced, peer.Name); return nil }
		},
			Result{Peer: "b@h", PeerCreation: 8, PeerFlags: dist.Default, Flags: dist.Default, Visible: true, Name: "a@h", Creation: 7},
			Result{Peer: "a@h", PeerCreation: 7, PeerFlags: dist.Default, Flags: dist.Default, Visible: true, Name: "b@h", Creation: 8}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, acc := initiator(), acceptor()
			tt.change(in, acc)
			a, b := shake(t, in, acc)
			if a.err != nil || a.res != tt.a {
				t.Errorf("initiator: %+v, %v\nwant %+v", a.res, a.err, tt.a)
			}
			if b.err != nil || b.res != tt.b {
				t.Errorf("acceptor: %+v, %v\nwant %+v", b.res, b.err, tt.b)
			}
		})
	}
	if len(replaced) != 1 || replaced[0] != "a@h" {
		t.Errorf("replaced %q", replaced)
	}
}

func TestHandshakeFails(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Initiator, *Acceptor)
		a, b   error
		aText  string
		bText  string
	}{
		{"wrong cookie", func(in *Initiator, _ *Acceptor) { in.Cookie = cookies("other") }, ErrCookie, ErrCookie,
			"handshake with b@h: recv challenge ack: the cookies differ: the node closed the connection on our answer",
			"handshake with a@h: recv challenge reply: the cookies differ: invalid challenge reply"},
		{"missing flags", func(in *Initiator, _ *Acceptor) { in.Flags &^= dist.V4NC | dist.UnlinkID }, ErrNotAllowed, ErrNotAllowed,
			"handshake with b@h: recv status: connection not allowed",
			"handshake with a@h: check name: the peer cannot handle V4_NC, UNLINK_ID"},
		{"acceptor's flags missing", func(_ *Initiator, acc *Acceptor) { acc.Flags &^= dist.V4NC }, ErrNotAllowed, io.EOF,
			"handshake with b@h: recv challenge: the peer cannot handle V4_NC",
			"handshake with a@h: recv challenge reply: EOF"},
		{"not allowed", func(_ *Initiator, acc *Acceptor) { acc.Status = func(Hello) Status { return StatusNotAllowed } }, ErrNotAllowed, ErrNotAllowed,
			"handshake with b@h: recv status: connection not allowed",
			"handshake with a@h: check name: connection not allowed"},
		{"nok", func(_ *Initiator, acc *Acceptor) { acc.Status = func(Hello) Status { return StatusNOK } }, ErrSimultaneous, ErrSimultaneous,
			"handshake with b@h: recv status: gave way to a simultaneous connection of the other node",
			"handshake with a@h: check name: gave way to a simultaneous connection of the other node"},
		{"alive kept", func(in *Initiator, acc *Acceptor) {
			acc.Status = func(Hello) Status { return StatusAlive }
			in.Replace = func(string) bool { return false }
		}, ErrAlive, ErrAlive,
			"handshake with b@h: recv status: an older connection with this name is kept",
			"handshake with a@h: recv status: an older connection with this name is kept"},
		{"replacing fails", func(_ *Initiator, acc *Acceptor) {
			acc.Status = func(Hello) Status { return StatusAlive }
			acc.Replace = func(Hello) error { return os.ErrPermission }
		}, ErrCookie, os.ErrPermission,
			"handshake with b@h: recv challenge ack: the cookies differ: the node closed the connection on our answer",
			"handshake with a@h: replace connection: permission denied"},
		{"other node answers", func(in *Initiator, _ *Acceptor) { in.Peer = "c@h" }, ErrName, io.EOF,
			`handshake with c@h: recv challenge: bad node name: the node calls itself "b@h"`,
			"handshake with a@h: recv challenge reply: EOF"},
		{"dynamic names off", func(in *Initiator, _ *Acceptor) { in.Name, in.Flags = "h", in.Flags|dist.NameMe }, ErrNotAllowed, ErrNotAllowed,
			"handshake with b@h: recv status: connection not allowed",
			"handshake with h: check name: connection not allowed: no dynamic names here"},
		{"dynamic name of another host", func(in *Initiator, acc *Acceptor) {
			in.Name, in.Flags = "h", in.Flags|dist.NameMe
			acc.AssignName = func(string) (string, uint32, error) { return "x@elsewhere", 1, nil }
		}, ErrNotAllowed, ErrName,
			"handshake with b@h: recv status: connection not allowed",
			`handshake with h: check name: connection not allowed: bad node name: "x@elsewhere" for host "h"`},
		{"name without host", func(in *Initiator, _ *Acceptor) { in.Name = "a" }, ErrName, io.EOF,
			`handshake with b@h: send name: bad node name: "a"`,
			"handshake with unknown node: recv name: EOF"},
		{"unknown prefix", func(in *Initiator, acc *Acceptor) { in.Prefix = 3 }, nil, io.EOF,
			"handshake with b@h: start: length prefix of 3 bytes: want 2 or 4",
			"handshake with unknown node: recv name: EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, acc := initiator(), acceptor()
			tt.change(in, acc)
			a, b := shake(t, in, acc)
			check(t, "initiator", a.err, tt.a, tt.aText)
			check(t, "acceptor", b.err, tt.b, tt.bText)
		})
	}
}

func check(t *testing.T, who string, err, want error, text string) {
	t.Helper()
	var he *Error
	if !errors.As(err, &he) || err.Error() != text {
		t.Errorf("%s: %v\nwant: %s", who, err, text)
	}
	if want != nil && !errors.Is(err, want) {
		t.Errorf("%s: %v is not %v", who, err, want)
	}
}

// script plays one side byte by byte: it writes what it is given and records
// what the other side wrote.
type script struct {
	io.Reader
	sent strings.Builder
}

func (s *script) Write(p []byte) (int, error) { return s.sent.Write(p) }

func TestAcceptorMeetsGarbage(t *testing.T) {
	tests := []struct {
		name, hex, want string
	}{
		{"nothing", "", "handshake with unknown node: recv name: EOF"},
		{"half a length", "00", "handshake with unknown node: recv name: unexpected EOF"},
		{"length without body", "0010", "handshake with unknown node: recv name: unexpected EOF"},
		{"http", "4745 54202f", "handshake with unknown node: recv name: message of 18245 bytes: at most 4096 are accepted"},
		{"empty message", "0000", "handshake with unknown node: recv name: bad name message: empty"},
		{"name without at", "0010 4e 0000006d07df7fbd 00000007 0001 61", `handshake with unknown node: recv name: bad node name: "a"`},
		{"status instead of name", "0003 73 6f6b", "handshake with unknown node: recv name: bad name message (tag 0x73): want tag 0x4e"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{Reader: strings.NewReader(string(unhex(t, tt.hex)))}
			_, err := acceptor().Handshake(s)
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v\nwant  %s", err, tt.want)
			}
			if s.sent.Len() > 0 {
				t.Errorf("answered %q", s.sent.String())
			}
		})
	}
}

func TestAcceptorRefusesReplay(t *testing.T) {
	// A recorded reply to challenge 1 is of no use against a fresh challenge.
	hello, _ := Hello{dist.Default, 7, "a@h"}.AppendBinary(nil)
	reply, _ := Reply{5, NewDigest("secret", 1)}.AppendBinary(nil)
	s := &script{}
	f := &framer{s, PrefixTCP}
	f.write(hello)
	f.write(reply)
	s.Reader = strings.NewReader(s.sent.String())
	s.sent.Reset()
	if _, err := acceptor().Handshake(s); !errors.Is(err, ErrCookie) {
		t.Errorf("error %v, want %v", err, ErrCookie)
	}
}

func TestInitiatorMeetsOddStatus(t *testing.T) {
	tests := []struct {
		name, hex, want string
		dynamic         bool
	}{
		{"unknown", "0004 73 6f6b6f", `handshake with b@h: recv status: unknown status "oko"`, false},
		{"name not asked for", "0011 73 6e616d65643a 0003 784068 00000009", `handshake with b@h: recv status: bad node name: given "x@h"`, false},
		{"ok to dynamic", "0003 73 6f6b", `handshake with b@h: recv status: want a name, got status "ok"`, true},
		{"name on other host", "0010 73 6e616d65643a 0003 784069 00000009", `handshake with b@h: recv status: bad node name: given "x@i"`, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := initiator()
			if tt.dynamic {
				in.Name, in.Flags = "h", in.Flags|dist.NameMe
			}
			body := unhex(t, tt.hex)
			body[1] = byte(len(body) - 2)
			_, err := in.Handshake(&script{Reader: strings.NewReader(string(body))})
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v\nwant  %s", err, tt.want)
			}
		})
	}
}

func TestBytesAfterHandshakeStay(t *testing.T) {
	left, right := net.Pipe()
	defer left.Close()
	defer right.Close()
	first := make(chan []byte)
	go func() {
		defer close(first)
		if _, err := initiator().Handshake(left); err != nil {
			t.Error(err)
			return
		}
		b, err := io.ReadAll(left)
		if err != nil {
			t.Error(err)
		}
		first <- b
	}()
	// The acceptor's ack and the first frames leave in one segment.
	if _, err := acceptor().Handshake(&lateWriter{Conn: right, extra: "frames"}); err != nil {
		t.Fatal(err)
	}
	right.Close()
	if got := string(<-first); got != "frames" {
		t.Errorf("after the handshake %q is left, want %q", got, "frames")
	}
}

// lateWriter appends extra to the write of the challenge ack.
type lateWriter struct {
	net.Conn
	extra string
}

func (w *lateWriter) Write(p []byte) (int, error) {
	if len(p) > 2 && p[2] == tagAck {
		_, err := w.Conn.Write(append(slices.Clip(p), w.extra...))
		return len(p), err
	}
	return w.Conn.Write(p)
}

func TestDeadlineIsReported(t *testing.T) {
	left, right := net.Pipe()
	defer left.Close()
	defer right.Close()
	left.SetDeadline(time.Now().Add(time.Millisecond))
	_, err := acceptor().Handshake(left)
	if !errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, ErrCookie) {
		t.Errorf("error %v, want a deadline", err)
	}
}

func TestSimultaneous(t *testing.T) {
	if got := Simultaneous("b@h", "a@h"); got != StatusNOK {
		t.Errorf("greater acceptor answers %q", got)
	}
	if got := Simultaneous("a@h", "b@h"); got != StatusOKSimultaneous {
		t.Errorf("smaller acceptor answers %q", got)
	}
}

// FuzzAcceptor feeds an acceptor a whole stream: it must end with an error and
// never take more than is there.
func FuzzAcceptor(f *testing.F) {
	hello, _ := Hello{dist.Default, 7, "a@h"}.AppendBinary(nil)
	s := &script{}
	(&framer{s, PrefixTCP}).write(hello)
	f.Add([]byte(s.sent.String()))
	f.Add([]byte("\x00\x02s\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := acceptor().Handshake(&script{Reader: strings.NewReader(string(b))}); err == nil {
			t.Error("a stream without knowledge of the challenge was accepted")
		}
	})
}
