package main

import (
	"slices"
	"strings"
	"testing"

	"gex/node"
	"gex/node/sys"
)

// What erl of OTP 29 makes of the same text, but for the line that goes on.
func TestErlWords(t *testing.T) {
	tests := []struct {
		text string
		file bool
		want []string
	}{
		{"", true, nil},
		{" \n\t", true, nil},
		{"-a one two # three\n-b", true, []string{"-a", "one", "two", "-b"}},
		{"-a one # three", false, []string{"-a", "one", "#", "three"}},
		{`-b "x y" 'p q' a\ b c"d e"f \#`, true, []string{"-b", "x y", "p q", "a b", "cd ef", "#"}},
		{`'a\'b`, false, []string{`a\b`}},
		{`""`, false, []string{""}},
		{"-c 1 \\\n  2", true, []string{"-c", "1", "2"}},
		{"-c 1\\\r\n2", true, []string{"-c", "1", "2"}},
		{`x\ty`, false, []string{"xty"}},
		{`"open`, false, []string{"open"}},
		{`end\`, false, []string{`end\`}},
		{"a#b", true, []string{"a#b"}},
	}
	for _, tt := range tests {
		if got := erlWords(tt.text, tt.file); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestErlSwitches(t *testing.T) {
	got := erlSwitches([]string{"lost", "-a", "1", "-1", "+P", "5", "-", "-b", "-extra", "-c"})
	want := []erlSwitch{{"-a", []string{"1", "-1"}}, {"+P", []string{"5", "-"}}, {"-b", nil}}
	if !slices.EqualFunc(got, want, func(a, b erlSwitch) bool { return a.name == b.name && slices.Equal(a.args, b.args) }) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestErlSettings(t *testing.T) {
	read := func(text string) (s erlSettings, lowest, highest int, err error) {
		if err = s.readFlagsOption(text); err == nil {
			lowest, highest, err = s.ports()
		}
		return
	}
	for _, tt := range []struct {
		text            string
		lowest, highest int
		failure         string // part of the error
	}{
		{"", 0, 0, ""},
		{"-kernel inet_dist_listen_min 9100", 9100, 9100, ""},
		{"-kernel inet_dist_listen_min 9100 inet_dist_listen_max 9110", 9100, 9110, ""},
		{"-kernel inet_dist_listen_min 9100 -kernel inet_dist_listen_max 9110", 9100, 9110, ""},
		{"-kernel inet_dist_listen_min 9100 -kernel inet_dist_listen_min 1", 9100, 9100, ""},
		{"-kernel inet_dist_listen_min 9100 -erl_epmd_port 9000", 9000, 9000, ""},
		{"-kernel erl_epmd_node_listen_port 9000", 9000, 9000, ""},
		{"-kernel inet_dist_listen_min 9100 inet_dist_listen_max 9000", 0, 0, "no port is in the range"},
		{"-kernel inet_dist_listen_min", 0, 0, "the value of inet_dist_listen_min is missing"},
		{"-kernel inet_dist_listen_min 99999", 0, 0, "want a number"},
		{"-kernel inet_dist_listen_min [", 0, 0, "syntax error"},
		{"-kernel inet_dist_use_interface {1,2,3}", 0, 0, "want an address"},
		{"-kernel net_ticktime 0", 0, 0, "want a number"},
		{"-kernel connect_all perhaps", 0, 0, "want true or false"},
		{"-kernel prevent_overlapping_partitions 1", 0, 0, "want true or false"},
		{"-kernel dist_auto_connect always", 0, 0, "want never or once"},
		{"-erl_epmd_port many", 0, 0, "is no port"},
		{"-proto_dist foo", 0, 0, "no protocol foo"},
		{"-env FOO", 0, 0, "missing"},
	} {
		_, lowest, highest, err := read(tt.text)
		if lowest != tt.lowest || highest != tt.highest || (err == nil) != (tt.failure == "") ||
			err != nil && !strings.Contains(err.Error(), tt.failure) {
			t.Errorf("%q: %d, %d, %v, want %d, %d, %q", tt.text, lowest, highest, err, tt.lowest, tt.highest, tt.failure)
		}
	}
	s, _, _, err := read("-kernel net_ticktime 5 net_setuptime 2 shell_history disabled inet_dist_use_interface {0,0,0,0,0,0,0,1}")
	if err != nil || s.tickTime.Seconds() != 5 || s.setupTime.Seconds() != 2 || !s.noHistory || !slices.Equal(s.addresses, []string{"::1"}) {
		t.Errorf("%+v, %v", s, err)
	}
	s, _, _, err = read("-connect_all false -kernel prevent_overlapping_partitions false dist_auto_connect once start_pg true")
	if err != nil || s.mesh != (sys.Mesh{NoConnectAll: true, AllowOverlap: true}) || s.autoConnect != node.AutoConnectOnce || !s.startPg {
		t.Errorf("%+v, %v", s, err)
	}
	s, _, _, err = read("-connect_all true -kernel prevent_overlapping_partitions true dist_auto_connect never start_pg false")
	if err != nil || s.mesh != (sys.Mesh{}) || s.autoConnect != node.AutoConnectNever || s.startPg {
		t.Errorf("%+v, %v", s, err)
	}
}

// FuzzErlWords: any text gives words or an error, never a panic.
func FuzzErlWords(f *testing.F) {
	f.Add("-kernel a {1,\"x\"} # c\n-sname 'b c' \\", true)
	f.Add("-logger handle_otp_reports true -extra x", false)
	f.Fuzz(func(t *testing.T, text string, file bool) {
		text = strings.ReplaceAll(text, "-env", "-e_v") // changes nothing outside
		text = strings.ReplaceAll(text, "-args_file", "-a")
		text = strings.ReplaceAll(text, "-config", "-c")
		var s erlSettings
		_ = s.readSwitches("fuzz", erlSwitches(erlWords(text, file)))
	})
}
