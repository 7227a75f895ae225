package dist

import (
	"slices"
	"testing"
)

func TestDefaultFlagsAreThoseOfOTP29(t *testing.T) {
	if Default != 0x6d07df7fbd {
		t.Errorf("Default = %#x", uint64(Default))
	}
}

func TestFlagMissing(t *testing.T) {
	tests := []struct {
		name string
		in   Flag
		want []string
	}{
		{"otp 25 word", 0xd07df7fbd, nil},
		{"otp 29 word", 0x6d07df7fbd, nil},
		{"digest alone", Mandatory25Digest, []string{"V4_NC", "UNLINK_ID"}},
		{"digest and 26", Mandatory25Digest | V4NC | UnlinkID, nil},
		{"spelled out", Mandatory, nil},
		{"one missing", Mandatory &^ MapTag, []string{"MAP_TAG"}},
		{"unknown bit", Mandatory | 1<<60, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.in.Missing().Names(); !slices.Equal(got, tt.want) {
				t.Errorf("Missing() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFlagString(t *testing.T) {
	tests := []struct {
		in   Flag
		want string
	}{
		{0, "0"},
		{Published, "PUBLISHED"},
		{Published | Spawn, "SPAWN|PUBLISHED"},
		{1 << 60, "UNKNOWN<1000000000000000>"},
	}
	for _, tt := range tests {
		if got := tt.in.String(); got != tt.want {
			t.Errorf("%#x: %q, want %q", uint64(tt.in), got, tt.want)
		}
	}
}
