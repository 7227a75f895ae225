package cookie

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// printCookie makes an Erlang node print its cookie, which it takes from its home
// directory.
const printCookie = `io:format("<~s>~n", [erlang:get_cookie()]), halt().`

func TestConfirmErlangReadsOurFile(t *testing.T) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			peers.Require(t, otp)
			outside, inside := peers.TempDir(t, otp)
			want, err := File(env(), outside)
			if err != nil {
				t.Fatal(err)
			}
			if got := erlangCookie(t, otp, inside); got != want {
				t.Errorf("Erlang reads %q, want %q", got, want)
			}
		})
	}
}

func TestConfirmWeReadErlangsFile(t *testing.T) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			peers.Require(t, otp)
			outside, inside := peers.TempDir(t, otp)
			want := erlangCookie(t, otp, inside)
			if got, err := File(env(), outside); err != nil || got != want {
				t.Errorf("we read %q, %v; want %q", got, err, want)
			}
		})
	}
}

func TestConfirmErlangRefusesTheSameFiles(t *testing.T) {
	peers.Require(t, peers.OTP29)
	tests := []struct {
		name, text string
		mode       os.FileMode
	}{
		{"open mode", "SECRET", 0o644},
		{"two lines", "A\nB", 0o400},
		{"empty", "", 0o400},
		{"newline", "SECRET\n", 0o400},
		{"trailing space", "SECRET \n", 0o400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			outside, inside := peers.TempDir(t, peers.OTP29)
			write(t, filepath.Join(outside, FileName), tt.text, tt.mode)
			got, err := Read(filepath.Join(outside, FileName))
			want := "<" + got + ">"
			if err != nil {
				want = strings.ReplaceAll(err.Error(), outside, inside)
			}
			start(t, peers.OTP29, inside).Expect(regexp.QuoteMeta(want))
		})
	}
}

func erlangCookie(t *testing.T, otp peers.OTP, home string) string {
	t.Helper()
	return start(t, otp, home).Expect(`<(.*)>\n`)[1]
}

// start runs a node that needs no epmd: no port is known, and none is asked for.
func start(t *testing.T, otp peers.OTP, home string) *peers.Shell {
	t.Helper()
	return peers.Start(t, peers.CommandEnv(otp, []string{"HOME=" + home, "ERL_EPMD_PORT=1"}, "erl",
		"-noinput", "-sname", "cookie", "-start_epmd", "false", "-erl_epmd_port", "0", "-eval", printCookie))
}
