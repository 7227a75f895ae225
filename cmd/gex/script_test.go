package main

import (
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"gex/node"
)

// TestMain lets tests run this program as gex, which is on PATH for them.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gex": main, "forward": forward})
}

// TestScripts runs testdata/script. Every script has a home, an epmd port and
// the variables HOST, what follows @ in short names, and FREE, another port.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("ERL_EPMD_PORT", freePort())
			env.Setenv("FREE", freePort())
			_, host, err := shortName("x")
			env.Setenv("HOST", host)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   cmdStatus,
			"cmpexact": cmdCmpExact,
		},
	})
}

// cmdStatus runs a program that must end with a status: status 2 gex --nothing.
// Its input is that of the last stdin command.
func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(*exec.ExitError); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}

// cmdCmpExact compares as cmpenv does, but the newline that a file in a script
// always has at its end does not count, as output may end in a prompt, nor do
// the lines of frames in the library.
func cmdCmpExact(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cmpexact output file")
	}
	got := libraryLine.ReplaceAllString(ts.ReadFile(args[0]), "$1:")
	want := libraryLine.ReplaceAllString(strings.TrimSuffix(os.Expand(ts.ReadFile(args[1]), ts.Getenv), "\n"), "$1:")
	if got != want {
		ts.Fatalf("%s:\n%s\nwant\n%s\n%q\n%q", args[0], got, want, got, want)
	}
}

// shortName returns the parts of a short node name of this host.
func shortName(head string) (full, host string, err error) {
	full, err = node.FullName(head, false)
	_, host, _ = strings.Cut(full, "@")
	return full, host, err
}

var nextPort atomic.Int32

// freePort returns a port that nobody listens on and that no outgoing
// connection is given.
func freePort() string {
	for {
		port := 20000 + (os.Getpid()*61+int(nextPort.Add(1)))%10000
		l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err == nil {
			l.Close()
			return strconv.Itoa(port)
		}
	}
}
