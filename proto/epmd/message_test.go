package epmd

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAliveGolden(t *testing.T) {
	n := Node{Name: "b", Port: 5000, Type: Hidden, High: 6, Low: 5, Extra: "xt"}
	want := unhex(t, "0010 78 1388 48 00 0006 0005 0001 62 0002 7874")
	got := appendRequest(nil, tagAlive2Req, n.appendFields(nil))
	if !bytes.Equal(got, want) {
		t.Errorf("encoded %x, want %x", got, want)
	}
	back, err := parseAlive(want[3:])
	if err != nil || back != n {
		t.Errorf("decoded %+v, %v; want %+v", back, err, n)
	}
}

func TestParseAliveRefuses(t *testing.T) {
	tests := []struct{ name, hex, want string }{
		{"empty", "", "ALIVE2_REQ: truncated"},
		{"no extra length", "1388 4d 00 0006 0005 0001 61", "ALIVE2_REQ: truncated"},
		{"name longer than message", "1388 4d 00 0006 0005 ffff 61 0000", "ALIVE2_REQ: truncated"},
		{"extra longer than message", "1388 4d 00 0006 0005 0001 61 0005 00", "ALIVE2_REQ: truncated"},
		{"empty name", "1388 4d 00 0006 0005 0000 0000", "ALIVE2_REQ: empty node name"},
		{"zero in name", "1388 4d 00 0006 0005 0002 6100 0000", "ALIVE2_REQ: node name contains a zero byte"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parseAlive(unhex(t, tt.hex))
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

func TestAnswersGolden(t *testing.T) {
	n := Node{Name: "a", Port: 5000, Type: Visible, High: 6, Low: 5}
	old := n
	old.High = 5
	tests := []struct {
		name      string
		got       []byte
		wantBytes string
	}{
		{"registered", appendAliveResp(nil, n, 0, 0x6b036e26), "76 00 6b036e26"},
		{"registered, old node", appendAliveResp(nil, old, 0, 3), "79 00 0003"},
		{"port", appendPortResp(nil, n), "77 00 1388 4d 00 0006 0005 0001 61 0000"},
		{"names line", appendNamesLine(nil, n), hex.EncodeToString([]byte("name a at port 5000\n"))},
	}
	for _, tt := range tests {
		if want := unhex(t, tt.wantBytes); !bytes.Equal(tt.got, want) {
			t.Errorf("%s: %x, want %x", tt.name, tt.got, want)
		}
	}
}

func TestParsePortResp(t *testing.T) {
	n, err := parsePortResp(unhex(t, "77 00 1388 4d 00 0006 0005 0001 61 0000"))
	if want := NewNode("a", 5000); err != nil || n != want {
		t.Errorf("%+v, %v; want %+v", n, err, want)
	}
	if _, err := parsePortResp(unhex(t, "77 01")); !errors.Is(err, ErrNoPort) {
		t.Errorf("unknown node: %v", err)
	}
	for _, bad := range []string{"", "77", "78 00", "77 00 1388", "77 00 1388 4d 00 0006 0005 00ff 61"} {
		var pe *ProtocolError
		if _, err := parsePortResp(unhex(t, bad)); !errors.As(err, &pe) {
			t.Errorf("%q: error %v", bad, err)
		}
	}
}

func TestParseNames(t *testing.T) {
	tests := []struct {
		in   string
		want []Node
	}{
		{"", nil},
		{"\x00\x00\x11\x11", nil},
		{"\x00\x00\x11\x11name b at port 5000\nname a at port 1\n", []Node{{Name: "b", Port: 5000}, {Name: "a", Port: 1}}},
		{"\x00\x00\x11\x11name a b at port 5 at port 6\n", []Node{{Name: "a b at port 5", Port: 6}}},
		{"\x00\x00\x11\x11noise\nname a at port x\nname é at port 7\nname cut at port 8", []Node{{Name: "é", Port: 7}}},
	}
	for _, tt := range tests {
		if got, err := parseNames([]byte(tt.in)); err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("parseNames(%q) = %v, %v; want %v", tt.in, got, err, tt.want)
		}
	}
	if _, err := parseNames([]byte{0}); err == nil {
		t.Error("half a port is accepted")
	}
}

func TestEnv(t *testing.T) {
	env := func(text string) func(string) string {
		return func(name string) string {
			if !strings.HasPrefix(name, "ERL_EPMD_") {
				t.Errorf("reads %s", name)
			}
			return text
		}
	}
	for text, want := range map[string]int{"": 4369, "14369": 14369, "65535": 65535} {
		if got, err := PortFromEnv(env(text)); err != nil || got != want {
			t.Errorf("port %q: %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"x", "0", "65536", "-1"} {
		if got, err := PortFromEnv(env(text)); err == nil {
			t.Errorf("port %q: %d", text, got)
		}
	}
	for text, want := range map[string][]string{"": {}, "10.0.0.1,::1": {"10.0.0.1", "::1"}} {
		if got := AddressesFromEnv(env(text)); strings.Join(got, ",") != strings.Join(want, ",") {
			t.Errorf("addresses %q: %q, want %q", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(NewNode("a", 5000).appendFields(nil))
	f.Add(appendPortResp(nil, NewNode("a", 5000)))
	f.Add([]byte("\x00\x00\x11\x11name b at port 5000\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if n, err := parseAlive(b); err == nil {
			if again := n.appendFields(nil); !bytes.HasPrefix(b, again) {
				t.Errorf("%x became %x", b, again)
			}
		}
		if n, err := parsePortResp(b); err == nil {
			if again := appendPortResp(nil, n); !bytes.HasPrefix(b, again) {
				t.Errorf("%x became %x", b, again)
			}
		}
		nodes, err := parseNames(b)
		if err == nil && 10*len(nodes) > len(b) {
			t.Errorf("%d nodes out of %d bytes", len(nodes), len(b))
		}
	})
}
