package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gex/scripts/peers"
)

var update = flag.Bool("update", false, "record testdata/files anew with Elixir 1.20.4")

// programs lists testdata/files/*.exs by their names without .exs. What each
// writes, and its exit status, is in the .out beside it.
func programs(t *testing.T) []string {
	files, err := filepath.Glob("testdata/files/*.exs")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".exs")
	}
	return files
}

// libraryLine is the line of a frame in the standard library, which has other
// lines in gex.
var libraryLine = regexp.MustCompile(`(\((?:elixir|stdlib|kernel|iex|logger|erts|ex_unit) [0-9.]+\) [\w./]+):\d+:`)

// transcript runs a program and returns both outputs and the status.
func transcript(t *testing.T, cmd *exec.Cmd) string {
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%s-- stderr --\n%s-- status %d --\n", stdout.String(), stderr.String(), cmd.ProcessState.ExitCode())
	return libraryLine.ReplaceAllString(text, "$1:")
}

func recorded(t *testing.T, name string) string {
	b, err := os.ReadFile("testdata/files/" + name + ".out")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestFiles runs the programs as gex NAME.exs.
func TestFiles(t *testing.T) {
	for _, name := range programs(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("gex", name+".exs")
			cmd.Dir = "testdata/files"
			cmd.Env = append(os.Environ(), "NO_COLOR=1")
			if got, want := transcript(t, cmd), recorded(t, name); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestConfirmFiles runs the same programs as elixir NAME.exs.
func TestConfirmFiles(t *testing.T) {
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	if err := os.CopyFS(outside, os.DirFS("testdata/files")); err != nil {
		t.Fatal(err)
	}
	for _, name := range programs(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := transcript(t, peers.Command(peers.OTP29, "sh", "-c", "cd "+inside+" && NO_COLOR=1 elixir "+name+".exs"))
			if *update {
				if err := os.WriteFile("testdata/files/"+name+".out", []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if want := recorded(t, name); got != want {
				t.Errorf("Elixir\n%s\ntable\n%s", got, want)
			}
		})
	}
}
