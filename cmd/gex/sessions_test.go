package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// sessions lists testdata/sessions/*.in by their names without .in: what is piped
// into a shell. What it prints is in the .out beside it, put as comparable puts it.
func sessions(t *testing.T) []string {
	files, err := filepath.Glob("testdata/sessions/*.in")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".in")
	}
	return files
}

// What differs between one run and another, or between iex and gex on purpose:
// the name of the shell, the banner, identities, the time of a log line, byte
// code and the number of a function.
var differing = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(?m)(\b|\x1b\[0m)gex\((\d+)\)> ?`), "${1}iex($2)> "},
	{regexp.MustCompile(`(?m)^(?:gex .* - press Ctrl\+D to exit|Interactive Elixir .*)$`), "BANNER"},
	{regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d\.\d{3} `), "TIME "},
	{regexp.MustCompile(`<<70, 79, 82, 49[\d,\s]*\.\.\.>>`), "<<BEAM>>"},
	{regexp.MustCompile(`,\s+<<BEAM>>,\s+`), ", <<BEAM>>, "},
	{regexp.MustCompile(`#Function<\d+\.\d+/`), "#Function<ID/"},
	{regexp.MustCompile(`#Reference<[\d.]+>`), "#Reference<ID>"},
	{regexp.MustCompile(`, JSON\.Encoder`), ""},                                                               // gex has no JSON
	{regexp.MustCompile(`\x1b\[31m    \(iex [\d.]+\) \S+ IEx\.Server\.__parse__/3\n(    .*\n)*\x1b\[0m`), ""}, // frames of iex
	{regexp.MustCompile(`(?m)^    \(iex [\d.]+\) \S+ IEx\.Server\.__parse__/3\n(    \((stdlib|kernel) .*\n)*`), ""},
}

var (
	pidText    = regexp.MustCompile(`#PID<\d+\.\d+\.\d+>`)
	firstInput = regexp.MustCompile(`iex\(1\)> `)
)

// comparable is the output of a session from the first prompt to the last, pids
// by the order in which they appear.
func comparable(text string) string {
	text = libraryLine.ReplaceAllString(text, "$1:")
	for _, d := range differing {
		text = d.what.ReplaceAllString(text, d.with)
	}
	if at := firstInput.FindStringIndex(text); at != nil {
		text = text[at[0]:]
	}
	pids := map[string]string{}
	text = pidText.ReplaceAllStringFunc(text, func(pid string) string {
		if pids[pid] == "" {
			pids[pid] = "#PID<" + strconv.Itoa(len(pids)+1) + ">"
		}
		return pids[pid]
	})
	if i := strings.LastIndex(text, "iex("); i >= 0 && strings.HasSuffix(strings.TrimSpace(text[i:]), ">") {
		text = text[:i] // whether iex still prints it is a race
	}
	return strings.TrimRight(text, "\n") + "\n"
}

// sessionArgs are what a session is started with: those of colours have them.
func sessionArgs(name string) []string {
	if strings.HasPrefix(name, "colors") {
		return []string{"--color"}
	}
	return nil
}

// piped runs a shell with a session as its input.
func piped(t *testing.T, cmd *exec.Cmd, name string) string {
	in, err := os.Open("testdata/sessions/" + name + ".in")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, &out, &out
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return comparable(out.String())
}

// TestSessions pipes the sessions into gex.
func TestSessions(t *testing.T) {
	for _, name := range sessions(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("gex", append([]string{"--dot-iex", ""}, sessionArgs(name)...)...)
			cmd.Env = append(os.Environ(), "NO_COLOR=1")
			want, err := os.ReadFile("testdata/sessions/" + name + ".out")
			if err != nil {
				t.Fatal(err)
			}
			if got := piped(t, cmd, name); got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestConfirmSessions pipes them into iex.
func TestConfirmSessions(t *testing.T) {
	peers.Require(t, peers.OTP29)
	for _, name := range sessions(t) {
		t.Run(name, func(t *testing.T) {
			got := piped(t, peers.Command(peers.OTP29, "iex", sessionArgs(name)...), name)
			file := "testdata/sessions/" + name + ".out"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if want, err := os.ReadFile(file); err != nil || got != string(want) {
				t.Errorf("iex\n%s\ntable\n%s", got, want)
			}
		})
	}
}
