package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const brokenFile = `defmodule Broken do
  alias String, as: S

  def g(0), do: S.upcase("zero")

  def g(n) when n > 0 do
    m = n * 2

    case m do
      8 ->
        k = m + 1
        k * 10

      _ ->
        private(m, 0)
    end
  end

  defp private(a, _b), do: a

  def sum(list) do
    list
    |> Enum.map(&(&1 + 1))
    |> Enum.sum()
    |> dbg()
  end
end
`

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m") // dbg always has colours

// shellOutput is what the shell prints for entries that are piped in, without
// banners and blank lines.
func shellOutput(t *testing.T, dir, entries string, args ...string) string {
	t.Helper()
	cmd := exec.Command("gex", append(args, "--dot-iex", "")...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	cmd.Stdin = strings.NewReader(entries)
	out, _ := cmd.CombinedOutput()
	var lines []string
	for l := range strings.Lines(string(out)) {
		if l = strings.TrimRight(escapes.ReplaceAllString(l, ""), " \n"); l != "" && !strings.HasPrefix(l, "gex dev") {
			lines = append(lines, pidText.ReplaceAllString(l, "#PID"))
		}
	}
	return strings.Join(lines, "\n")
}

// TestBreakpoints stops functions of a module of the user by break!, which IEx does
// only for those in .beam files, and steps through one.
func TestBreakpoints(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "broken.ex"), []byte(brokenFile), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, entries string
		args          []string
		want          []string
	}{
		{"step", "break! Broken.g/1\nBroken.g(4)\nbinding()\nnext\nbinding()\nnext\nnext\nbinding()\nc\nBroken.g(4)\n", nil, []string{
			"gex(2)> 1", "gex(3)> Break reached: Broken.g/1 (broken.ex:7)", "gex(4)> [n: 4]",
			"gex(5)> Break reached: Broken.g/1 (broken.ex:9)", "gex(6)> [m: 8, n: 4]",
			"gex(7)> Break reached: Broken.g/1 (broken.ex:11)", "gex(8)> Break reached: Broken.g/1 (broken.ex:12)",
			"gex(9)> [k: 9, m: 8, n: 4]", "gex(10)> 90", "** (EXIT from #PID) shell process exited with reason: normal", "gex(10)> 90"}},
		{"conditions", "break! Broken.g(n) when n > 10, 2\nBroken.g(1)\nBroken.g(11)\ncontinue\nbreaks\nBroken.g(12)\ncontinue\nbreaks\nBroken.g(13)\n", nil, []string{
			"gex(3)> 2", "gex(4)> Break reached: Broken.g/1 (broken.ex:7)", "gex(5)> 22", "gex(5)>", " 1    Broken.g/1              1",
			"gex(6)> Break reached: Broken.g/1 (broken.ex:7)", "gex(7)> 24", " 1    Broken.g/1              0", "gex(8)> 26"}},
		{"reset", "break! Broken.private/2\nbreak!(Broken, :sum, 1, 3)\nreset_break(1)\nBroken.g(1)\nbreaks\nremove_breaks(Broken)\nbreaks\nreset_break(Broken, :sum, 1)\n", nil, []string{
			"gex(2)> 1", "gex(3)> 2", "gex(4)> :ok", "gex(5)> 2", " ID   Module.function/arity   Pending stops", "---- ----------------------- ---------------",
			" 1    Broken.private/2        0", " 2    Broken.sum/1            3", "gex(7)> :ok", "gex(8)> No breakpoints set", "gex(9)> :not_found"}},
		{"errors", "break! Broken.nope/1\nbreak! :lists.reverse/1\nbreak! Nope.f/1\nbreak! String.upcase/1\nbreak! foo\n", nil, []string{
			"gex(2)> ** (RuntimeError) could not set breakpoint, unknown function/macro Broken.nope/1",
			"gex(2)> ** (RuntimeError) could not set breakpoint, module :lists was not written in Elixir",
			"gex(2)> ** (RuntimeError) could not set breakpoint, could not find .beam file for Nope",
			"gex(2)> ** (RuntimeError) could not set breakpoint, String is part of gex, whose modules have no source here",
			"gex(2)> ** (ArgumentError) unknown expression to break on, expected one of:", "Got foo"}},
		{"dbg", "Broken.sum([1, 2])\nnext\nnext\nc\ndbg(1 + 1)\nc\n", []string{"--dbg", "pry"}, []string{
			"gex(2)> Break reached: Broken.sum/1 (broken.ex:22)", "gex(3)> list #=> [1, 2]", "Break reached: Broken.sum/1 (broken.ex:23)",
			"gex(4)> |> Enum.map(&(&1 + 1)) #=> [2, 3]", "Break reached: Broken.sum/1 (broken.ex:24)", "gex(5)> |> Enum.sum() #=> 5", "5",
			"** (EXIT from #PID) shell process exited with reason: normal", "gex(5)> Break reached: iex:5", "gex(6)> 1 + 1 #=> 2", "2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out := shellOutput(t, dir, "c \"broken.ex\"\n"+tt.entries, tt.args...)
			rest := out
			for _, line := range tt.want {
				at := strings.Index("\n"+rest+"\n", "\n"+line+"\n")
				if at < 0 {
					t.Fatalf("no line %q where it should come in\n%s", line, out)
				}
				rest = rest[min(len(rest), at+len(line)):]
			}
		})
	}
}

// TestPryWithoutShell has a program reach a breakpoint.
func TestPryWithoutShell(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pry.exs")
	if err := os.WriteFile(file, []byte("require IEx\nIO.inspect(IEx.pry())\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("gex", "run", "pry.exs")
	cmd.Dir = filepath.Dir(file)
	out, err := cmd.Output()
	if got, want := pidText.ReplaceAllString(string(out), "#PID"), "Cannot pry #PID at pry.exs:2. Is an IEx shell running?\n{:error, :no_iex}\n"; got != want || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}
