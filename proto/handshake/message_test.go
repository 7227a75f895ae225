package handshake

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"

	"gex/proto/dist"
)

type message interface {
	encoding.BinaryAppender
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var digest = Digest{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

const digestHex = "000102030405060708090a0b0c0d0e0f"

// golden pairs messages with their bytes.
var golden = []struct {
	name string
	msg  message
	hex  string
}{
	{"name", Hello{dist.Default, 7, "a@h"}, "4e 0000006d07df7fbd 00000007 0003 614068"},
	{"dynamic name", Hello{dist.NameMe, 0, "h"}, "4e 0000000200000000 00000000 0001 68"},
	{"challenge", Challenge{0xd07df7fbd, 0x01020304, 0xfffffffe, "b@h"}, "4e 0000000d07df7fbd 01020304 fffffffe 0003 624068"},
	{"reply", Reply{0x0a0b0c0d, digest}, "72 0a0b0c0d" + digestHex},
	{"ack", Ack{digest}, "61" + digestHex},
	{"ok", StatusMessage{Status: StatusOK}, "73 6f6b"},
	{"nok", StatusMessage{Status: StatusNOK}, "73 6e6f6b"},
	{"alive", StatusMessage{Status: StatusAlive}, "73 616c697665"},
	{"named", StatusMessage{Name: "x@h", Creation: 9}, "73 6e616d65643a 0003 784068 00000009"},
}

func TestMessagesGolden(t *testing.T) {
	for _, tt := range golden {
		t.Run(tt.name, func(t *testing.T) {
			want := unhex(t, tt.hex)
			got, err := tt.msg.AppendBinary([]byte("x"))
			if err != nil || !bytes.Equal(got, append([]byte("x"), want...)) {
				t.Fatalf("encoded %x, %v; want x and %x", got, err, want)
			}
			back := reflect.New(reflect.TypeOf(tt.msg))
			if err := back.Interface().(encoding.BinaryUnmarshaler).UnmarshalBinary(want); err != nil {
				t.Fatal(err)
			}
			if got := back.Elem().Interface(); got != tt.msg {
				t.Errorf("decoded %+v, want %+v", got, tt.msg)
			}
		})
	}
}

func TestMessagesRefused(t *testing.T) {
	tests := []struct {
		name string
		into encoding.BinaryUnmarshaler
		hex  string
		want string
	}{
		{"empty", new(Hello), "", "bad name message: empty"},
		{"old name", new(Hello), "6e 0005 00000000 614068", "bad name message (tag 0x6e): want tag 0x4e"},
		{"short flags", new(Hello), "4e 0000", "bad name message (tag 0x4e): truncated"},
		{"name longer than message", new(Hello), "4e 0000000000000000 00000000 ffff 61", "bad name message (tag 0x4e): truncated"},
		{"challenge without name", new(Challenge), "4e 0000000000000000 00000000 00000000", "bad challenge message (tag 0x4e): truncated"},
		{"short digest", new(Reply), "72 00000000 0011", "bad challenge reply message (tag 0x72): truncated"},
		{"long reply", new(Reply), "72 00000000" + digestHex + "00", "bad challenge reply message (tag 0x72): 1 extra bytes"},
		{"long ack", new(Ack), "61" + digestHex + "0000", "bad challenge ack message (tag 0x61): 2 extra bytes"},
		{"named without creation", new(StatusMessage), "73 6e616d65643a 0003 784068", "bad status message (tag 0x73): truncated"},
		{"named without name", new(StatusMessage), "73 6e616d65643a 0000 00000001", "bad status message (tag 0x73): empty name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.into.UnmarshalBinary(unhex(t, tt.hex))
			var bad *MessageError
			if !errors.As(err, &bad) || err.Error() != tt.want {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestTrailingBytesOfNamesAreIgnored(t *testing.T) {
	var h Hello
	if err := h.UnmarshalBinary(unhex(t, "4e 0000000000000001 00000007 0003 614068 ffff")); err != nil || h.Name != "a@h" {
		t.Errorf("%+v, %v", h, err)
	}
	var c Challenge
	if err := c.UnmarshalBinary(unhex(t, "4e 0000000000000001 00000007 00000001 0003 614068 ff")); err != nil || c.Name != "a@h" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestNewDigest(t *testing.T) {
	tests := []struct {
		cookie    string
		challenge uint32
		want      string // erlang:md5([atom_to_list(Cookie) | integer_to_list(Challenge)])
	}{
		{"secret", 0, "175ec77a7f63082590987d0d8b051aff"},
		{"secret", 4294967295, "5dfd181e69aa587cc812eb333e6536b6"},
		{"é", 17, "98cf6feab868212bc5cc0450915acea1"},
		{"", 17, "70efdf2ec9b086079795c442636b55fb"},
	}
	for _, tt := range tests {
		if got := NewDigest(tt.cookie, tt.challenge); hex.EncodeToString(got[:]) != tt.want {
			t.Errorf("NewDigest(%q, %d) = %x, want %s", tt.cookie, tt.challenge, got, tt.want)
		}
	}
}

func TestCheckName(t *testing.T) {
	tests := []struct {
		name    string
		dynamic bool
		ok      bool
	}{
		{"a@h", false, true},
		{"a@h.x.y", false, true},
		{"a", false, false},
		{"", false, false},
		{"@h", false, false},
		{"a@", false, false},
		{"a@h@i", false, false},
		{strings.Repeat("a", 1100) + "@h", false, false},
		{"h", true, true},
		{"a@h", true, false},
		{"", true, false},
	}
	for _, tt := range tests {
		if err := checkName(tt.name, tt.dynamic); (err == nil) != tt.ok {
			t.Errorf("checkName(%.20q, %v) = %v", tt.name, tt.dynamic, err)
		}
	}
}

func FuzzMessages(f *testing.F) {
	for _, tt := range golden {
		f.Add(unhex(f, tt.hex))
	}
	f.Add([]byte("snamed:"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, m := range []interface {
			encoding.BinaryAppender
			encoding.BinaryUnmarshaler
		}{new(Hello), new(Challenge), new(Reply), new(Ack), new(StatusMessage)} {
			if m.UnmarshalBinary(b) != nil {
				continue
			}
			again, err := m.AppendBinary(nil)
			if err != nil {
				if !errors.Is(err, ErrName) {
					t.Errorf("%T decoded but not encoded: %v", m, err)
				}
				continue
			}
			if !bytes.HasPrefix(b, again) {
				t.Errorf("%T: %x became %x", m, b, again)
			}
		}
	})
}
