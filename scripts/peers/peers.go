package peers

import (
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// OTP is a set of Erlang releases, combined with |. Functions that run something
// take a set of one.
type OTP uint8

// The installed releases and their Elixir.
const (
	OTP25 OTP = 1 << iota // Elixir 1.14
	OTP27                 // Elixir 1.18
	OTP29                 // Elixir 1.20.4: the reference for all behaviour
	All   = OTP25 | OTP27 | OTP29
)

var releases = [...]int{25, 27, 29}

// Each returns the members of the set as sets of one, oldest first.
func (o OTP) Each() []OTP {
	var list []OTP
	for rest := o & All; rest != 0; rest &= rest - 1 {
		list = append(list, rest&-rest)
	}
	return list
}

// String returns the names joined by |, as in "otp25|otp29".
func (o OTP) String() string {
	var names []string
	for _, one := range o.Each() {
		names = append(names, "otp"+strconv.Itoa(one.Release()))
	}
	return strings.Join(names, "|")
}

// Release returns the release number of the oldest member, or 0.
func (o OTP) Release() int {
	if o&All == 0 {
		return 0
	}
	return releases[bits.TrailingZeros8(uint8(o))]
}

// Root returns the directory that the release sees as its root.
func (o OTP) Root() string {
	if o&OTP25 != 0 {
		return "/"
	}
	return filepath.Join(dir(), o.String())
}

func dir() string {
	if d := os.Getenv("GEX_PEERS"); d != "" {
		return d
	}
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		cache = filepath.Join(os.Getenv("HOME"), ".cache")
	}
	return filepath.Join(cache, "gex-peers")
}

func (o OTP) installed() bool {
	if o == OTP25 {
		for _, program := range []string{"erl", "iex"} {
			if _, err := exec.LookPath(program); err != nil {
				return false
			}
		}
		return true
	}
	_, err := os.Stat(filepath.Join(o.Root(), "usr/bin/iex"))
	return err == nil && os.Geteuid() == 0
}

// Require skips the test unless all releases of the set are installed. With
// GEX_REQUIRE_PEERS=1 it fails the test instead.
func Require(t testing.TB, o OTP) {
	t.Helper()
	for _, one := range o.Each() {
		if !one.installed() {
			missing(t, one.String())
		}
	}
}

// Program returns the path of a program of the machine, such as a shell. Without it
// the test is skipped, or fails with GEX_REQUIRE_PEERS=1.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name)
	}
	return path
}

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("GEX_REQUIRE_PEERS") == "1" {
		t.Fatalf("%s is not installed and GEX_REQUIRE_PEERS=1: run make peers (root on Debian)", what)
	}
	t.Skipf("needs %s: run make peers (root on Debian)", what)
}

// Command returns a command that runs a program (erl, iex, elixir, epmd) of the
// release, with UTF-8 output and /tmp as home. It uses the host's network, so nodes
// of different releases reach each other.
func Command(o OTP, program string, args ...string) *exec.Cmd {
	return CommandEnv(o, nil, program, args...)
}

// CommandEnv is Command with environment variables ("NAME=value") that override
// the others. HOME is as the release sees it: see [TempDir].
func CommandEnv(o OTP, env []string, program string, args ...string) *exec.Cmd {
	env = append([]string{"LANG=C.UTF-8", "TERM=xterm", "HOME=/tmp"}, env...)
	if o == OTP25 {
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), env...)
		return cmd
	}
	argv := append([]string{o.Root(), "env"}, env...)
	return exec.Command("chroot", append(append(argv, program), args...)...)
}

// TempDir makes a directory for the test in the file system of the release, and
// returns its path for us and the path that the release sees.
func TempDir(t testing.TB, o OTP) (outside, inside string) {
	t.Helper()
	root := o.Root()
	outside, err := os.MkdirTemp(filepath.Join(root, "tmp"), "gex-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(outside) })
	return outside, "/" + strings.TrimPrefix(strings.TrimPrefix(outside, root), "/")
}
