package peers

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOTPSets(t *testing.T) {
	tests := []struct {
		in   OTP
		text string
		n    int
	}{
		{0, "", 0},
		{OTP29, "otp29", 1},
		{OTP25 | OTP29, "otp25|otp29", 2},
		{All, "otp25|otp27|otp29", 3},
	}
	for _, tt := range tests {
		if got := tt.in.String(); got != tt.text {
			t.Errorf("String() = %q, want %q", got, tt.text)
		}
		if got := len(tt.in.Each()); got != tt.n {
			t.Errorf("%v has %d members, want %d", tt.in, got, tt.n)
		}
	}
}

func TestPeersAreTheReleasesTheyClaim(t *testing.T) {
	for _, otp := range All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			Require(t, otp)
			out, status := Run(t, Command(otp, "erl", "-noshell", "-eval",
				`io:put_chars(erlang:system_info(otp_release)), halt(3).`))
			if want := strings.TrimPrefix(otp.String(), "otp"); out != want || status != 3 {
				t.Errorf("output %q, status %d; want %q and 3", out, status, want)
			}
		})
	}
}

func TestTempDirIsSharedWithPeer(t *testing.T) {
	for _, otp := range All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			Require(t, otp)
			outside, inside := TempDir(t, otp)
			if err := os.WriteFile(filepath.Join(outside, "f"), []byte("text"), 0o600); err != nil {
				t.Fatal(err)
			}
			out, _ := Run(t, CommandEnv(otp, []string{"HOME=" + inside}, "sh", "-c", "cat $HOME/f"))
			if out != "text" {
				t.Errorf("the peer reads %q", out)
			}
		})
	}
}

func TestShellPiped(t *testing.T) {
	Require(t, OTP29)
	s := Start(t, Command(OTP29, "iex"))
	if got := s.Eval("6 * 7", `(\d+)\n`); got[1] != "42" {
		t.Errorf("6 * 7 = %q", got)
	}
	s.CloseInput()
	if status := s.Wait(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

func TestShellOnTerminal(t *testing.T) {
	Require(t, OTP29)
	s := StartTerminal(t, Command(OTP29, "iex"))
	s.Expect(`iex\(1\)> `)
	s.Eval("6 * 7", `42`)
	s.Expect(`iex\(2\)> `)
	s.Signal(syscall.SIGKILL)
	if status := s.Wait(); status != -1 {
		t.Errorf("exit status %d", status)
	}
}

func TestExpectConsumes(t *testing.T) {
	s := Start(t, exec.Command("cat"))
	s.Eval("one two", "one")
	s.Eval("one", " two\none\n")
	s.CloseInput()
	if status := s.Wait(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if got := s.Output(); got != "one two\none\n" {
		t.Errorf("output %q", got)
	}
}
