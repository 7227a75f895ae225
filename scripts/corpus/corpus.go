// Package corpus gives tests Elixir sources to compare with the reference
// release: those in its documentation, random programs, and our own library.
package corpus

import (
	_ "embed"
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gex/scripts/peers"
)

//go:embed corpus.exs
var script []byte

// Docs returns every code block in the documentation of the installed Elixir,
// and every example of its shell.
func Docs(t testing.TB) []string { return run(t, "docs") }

// Generated returns n random programs in the layouts of Macro.to_string and of
// the formatter.
func Generated(t testing.TB, n int) []string { return run(t, "generated", strconv.Itoa(n)) }

// Quoted returns n random terms of quoted code in the external term format, odd
// ones too.
func Quoted(t testing.TB, n int) []string { return run(t, "quoted", strconv.Itoa(n)) }

// Library returns the Elixir sources of ours that are in dir and below it.
func Library(t testing.TB, dir string) []string {
	t.Helper()
	var sources []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".ex" && filepath.Ext(path) != ".exs" {
			return err
		}
		data, err := os.ReadFile(path)
		sources = append(sources, string(data))
		return err
	})
	if err != nil || len(sources) == 0 {
		t.Fatalf("%d sources in %s: %v", len(sources), dir, err)
	}
	return sources
}

func run(t testing.TB, kind string, args ...string) []string {
	t.Helper()
	lines := Elixir(t, script, nil, func(_, out string) []string { return append([]string{kind, out}, args...) })
	sources := make([]string, len(lines))
	for i, line := range lines {
		src, err := base64.StdEncoding.DecodeString(line)
		if err != nil {
			t.Fatal(err)
		}
		sources[i] = string(src)
	}
	return sources
}

// Elixir runs a script of the reference release over inputs and returns the
// lines that it writes. It finds the inputs, a line in base64 each, in the file
// in, and writes the file out; args makes its arguments of the names of both.
func Elixir(t testing.TB, script []byte, inputs []string, args func(in, out string) []string) []string {
	t.Helper()
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	var in strings.Builder
	for _, s := range inputs {
		in.WriteString(base64.StdEncoding.EncodeToString([]byte(s)) + "\n")
	}
	for name, data := range map[string][]byte{"script.exs": script, "in": []byte(in.String())} {
		if err := os.WriteFile(filepath.Join(outside, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	argv := append([]string{inside + "/script.exs"}, args(inside+"/in", inside+"/out")...)
	if out, err := peers.Command(peers.OTP29, "elixir", argv...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, err := os.ReadFile(filepath.Join(outside, "out"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(got), "\n"), "\n")
}
