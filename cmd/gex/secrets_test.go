package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"gex/scripts/peers"
)

func TestCookieSpans(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"--sname a", ""},
		{"--cookie secret --sname a", "secret"},
		{"--sname a --cookie=secret FILE", "secret"},
		{"-setcookie secret", "secret"},
		{"-cookie=secret", "secret"},
		{"rpc n --cookie secret", "secret"},
		{"--erl=-setcookie|secret|-kernel|a|b", "secret"},
		{"--erl -hidden|-setcookie|secret", "secret"},
		{"--erl -setcookie|n@h|secret|-hidden", "n@h secret"},
		{"-e --cookie", ""},
		{"--cookie", ""},
	} {
		var words []string
		for _, w := range strings.Fields(tt.line) {
			words = append(words, strings.ReplaceAll(w, "|", " "))
		}
		var got []string
		for _, s := range cookieSpans(words) {
			got = append(got, words[s.arg][s.from:s.to])
		}
		if !reflect.DeepEqual(got, strings.Fields(tt.want)) && len(got)+len(tt.want) > 0 {
			t.Errorf("%s: %q, want %s", tt.line, got, tt.want)
		}
	}
}

const secretCookie = "abcdefSECRETghi"

// TestCookieHidden looks for a cookie wherever gex could show it: its command line,
// what it prints when things go wrong, and the history.
func TestCookieHidden(t *testing.T) {
	for name, args := range map[string][]string{
		"option": {"--sname", "a", "--cookie", secretCookie},
		"joined": {"--cookie=" + secretCookie, "--sname", "a"},
		"erl":    {"--erl", "-sname a -setcookie " + secretCookie + " -hidden"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			cmd := exec.Command("gex", args...)
			cmd.Env = append(os.Environ(), "HOME="+home, "XDG_STATE_HOME="+home, "ERL_EPMD_PORT="+freePort())
			s := peers.StartTerminal(t, cmd)
			s.Expect(`\)1> $`)
			s.Send("{System.argv(), :init.get_arguments(), :init.get_plain_arguments()} |> inspect() |> String.length()\n")
			s.Expect(`\)2> $`)
			s.Send("Node.connect(:nobody@nowhere)\n")
			s.Expect(`\)3> $`)
			s.Send("spawn(fn -> :erlang.set_cookie(1, Node.get_cookie()) end); 1\n")
			s.Expect(`:erlang\.set_cookie/2(?s:.*)\)4> $`)
			s.Send("Node.set_cookie(2, Node.get_cookie())\n")
			s.Expect(`Node\.set_cookie/2(?s:.*)\)4> $`)
			if runtime.GOOS == "linux" {
				shown, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", s.PID()))
				if err != nil || bytes.Contains(shown, []byte("SECRET")) || !bytes.Contains(shown, []byte("***")) {
					t.Errorf("command line %q, %v", shown, err)
				}
			}
			s.Eval("String.reverse(to_string(Node.get_cookie()))", `ihgTERCESfedcba`)
			s.Send("System.halt()\n")
			s.Wait()
			if strings.Contains(s.Output(), "SECRET") {
				t.Error("the cookie is in the output")
			}
			_ = filepath.WalkDir(home, func(path string, d os.DirEntry, err error) error {
				if text, err := os.ReadFile(path); err == nil && bytes.Contains(text, []byte("SECRET")) {
					t.Errorf("the cookie is in %s", path)
				}
				return err
			})
		})
	}
	for _, args := range [][]string{
		{"-cookie=" + secretCookie},
		{"-setcookie", secretCookie, "--none"},
		{"--ask-cookie=" + secretCookie, "--cookie", secretCookie},
		{"--cookie", secretCookie, "--sname", ""},
		{"--erl", "-setcookie " + secretCookie + " -proto_dist none"},
		{"--erl=-setcookie " + secretCookie + " -proto_dist none"},
		{"run", "--cookie=" + secretCookie},
	} {
		out, status := peers.Run(t, exec.Command("gex", args...))
		if status != statusUsage || strings.Contains(out, "SECRET") {
			t.Errorf("%q: status %d, output %q", args, status, out)
		}
	}
}

// TestCookieFile takes the cookie from a file.
func TestCookieFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cookie")
	if err := os.WriteFile(file, []byte(secretCookie+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	gex := func(args ...string) (string, int) {
		cmd := exec.Command("gex", append([]string{"run", "--sname", "a", "-e", "IO.puts(Node.get_cookie())"}, args...)...)
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "ERL_EPMD_PORT="+freePort())
		return peers.Run(t, cmd)
	}
	if out, status := gex("--cookie-file", file); out != secretCookie+"\n" || status != 0 {
		t.Errorf("status %d, output %q", status, out)
	}
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	if out, status := gex("--cookie-file", file); runtime.GOOS != "windows" && (status != statusUsage || !strings.Contains(out, "Cookie file "+file+" must be accessible by owner only")) {
		t.Errorf("open to others: status %d, output %q", status, out)
	}
	if out, status := gex("--cookie-file", filepath.Join(t.TempDir(), "none")); status != statusUsage || !strings.Contains(out, "enoent") {
		t.Errorf("no file: status %d, output %q", status, out)
	}
	if out, status := gex("--cookie-file", file, "--cookie", "c"); status != statusUsage {
		t.Errorf("twice: status %d, output %q", status, out)
	}
}

// TestAskCookie asks for the cookie, and is told to go away.
func TestAskCookie(t *testing.T) {
	start := func() *peers.Shell {
		cmd := exec.Command("gex", "--sname", "a", "--ask-cookie")
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "ERL_EPMD_PORT="+freePort())
		s := peers.StartTerminal(t, cmd)
		s.Expect(`Cookie: $`)
		return s
	}
	s := start()
	s.Send(secretCookie + "\n")
	s.Expect(`\)1> $`)
	s.Eval("String.reverse(to_string(Node.get_cookie()))", `ihgTERCESfedcba`)
	if strings.Contains(s.Output(), "SECRET") {
		t.Error("the cookie was shown")
	}
	s = start()
	s.Send("\x03")
	if status := s.Wait(); status == 0 {
		t.Error("it went on without a cookie")
	}
}
