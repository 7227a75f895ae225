package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// onTerminal starts gex on a terminal of its own. Output comes after a newline or
// the sequence that ends a line's editing, ESC [ ? 2004 l.
func onTerminal(t *testing.T, env []string, args ...string) *peers.Shell {
	t.Helper()
	cmd := exec.Command("gex", args...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "XDG_STATE_HOME=", "GEX_HISTORY=", "GEX_HISTORY_SIZE=", "TERM=xterm")
	cmd.Env = append(cmd.Env, env...)
	s := peers.StartTerminal(t, cmd)
	s.Expect(`press Ctrl\+D to exit\r\n\r\n`)
	return s
}

// echoed matches the echo of text, between whose characters the editor may draw
// the line again.
func echoed(text string) string {
	chars := strings.Split(text, "")
	for i, c := range chars {
		chars[i] = regexp.QuoteMeta(c)
	}
	return strings.Join(chars, "(?s:.*)")
}

// leave ends the shell with Ctrl-D and looks at the status.
func leave(t *testing.T, s *peers.Shell) {
	t.Helper()
	s.Send("\x04")
	if status := s.Wait(); status != statusOK {
		t.Errorf("status %d after Ctrl-D, want 0", status)
	}
}

var plain = []string{"NO_COLOR=1"}

func TestTerminalEntries(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Eval("6 * 7", `[\nl]42\r\n`)
	s.Expect(`gex\(2\)> `)
	s.Eval("fn ->", `\.\.\.\(2\)> `)
	s.Eval(`  "in " <> "lines"`, `\.\.\.\(2\)> `)
	s.Eval("end.()", `[\nl]"in lines"\r\n`)
	s.Expect(`gex\(3\)> `)
	s.Eval(")", `\*\* \(SyntaxError\) invalid syntax found on iex:3:1:\r\n    error: unexpected token: \)\r\n`)
	s.Expect(`gex\(3\)> `)
	s.Eval("1 / 0", `\*\* \(ArithmeticError\) bad argument in arithmetic expression: 1 / 0\r\n`)
	s.Expect(`gex\(3\)> `)
	leave(t, s) // a person knows what failed
}

func TestTerminalColors(t *testing.T) {
	s := onTerminal(t, nil)
	s.Eval("1 + 1", "\x1b\\[33m\x1b\\[33m2\x1b\\[0m\x1b\\[33m\x1b\\[0m\r\n")
	leave(t, s)
}

// TestTerminalTyped turns the suggestions off and the colours of the line on.
func TestTerminalTyped(t *testing.T) {
	s := onTerminal(t, nil)
	s.Expect(`gex\(1\)> `)
	s.Eval(":first", `\x1b\[36m:first\x1b\[0m`)
	s.Expect(`gex\(2\)> `)
	s.Send(":fi")
	s.Expect(`\x1b\[90mf?i?rst`) // however much of it was read at once
	s.Eval("\x1b[C", `\x1b\[36m:first\x1b\[0m`)
	s.Eval("IEx.configure(colors: [suggestion: false, typed: true, syntax_colors: [number: :blue]])", `:ok`)
	s.Expect(`gex\(4\)> `)
	s.Send("1 + 22")
	s.Expect(`\x1b\[34m2(?s:.*)2`)
	s.Eval("", `\x1b\[34m23\x1b\[0m`)
	s.Expect(`gex\(5\)> `)
	s.Send("1 +")
	s.Eval("", `\.\.\.\(5\)> `)
	s.Eval("1", `2`)
	leave(t, s)
	if strings.Contains(s.Output(), "\x1b[90m + 22") {
		t.Error("a suggestion was shown after it was turned off")
	}
}

func TestTerminalNode(t *testing.T) {
	s := onTerminal(t, append(plain, "ERL_EPMD_PORT="+freePort()), "--sname", "term", "--cookie", "c")
	s.Expect(`gex\(term@.*\)1> `)
	s.Eval("fn ->", `\.\.\.\(term@.*\)1> `)
	s.Eval("1 end.()", `[\nl]1\r\n`)
	leave(t, s)
}

func TestTerminalInterrupt(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	for _, tt := range []struct{ name, typed, begun string }{
		{"half a line", "half a line", echoed("half a line")},
		{"half an entry", "[1,\n2,", echoed("...(1)> 2,")},
		{"asleep", "IO.puts(\"be\" <> \"gun\"); Process.sleep(:infinity)\n", `[\nl]begun\r\n`},
		{"receive", "IO.puts(\"be\" <> \"gun\"); receive do :never -> 1 end\n", `[\nl]begun\r\n`},
		{"endless loop", "IO.puts(\"be\" <> \"gun\"); f = fn f -> f.(f) end; f.(f)\n", `[\nl]begun\r\n`},
		{"reading", "IO.gets(\"your \" <> \"name? \")\n", `your name\? `},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.Use(t)
			s.Send(tt.typed)
			s.Expect(tt.begun)
			s.Send("\x03")
			s.Expect(`gex\(1\)> `)
		})
	}
	s.Eval("1 + 1", `[\nl]2\r\n`)
	leave(t, s)
}

func TestTerminalEndOfInput(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Send("1 + 1\x04\x04") // no end in the middle of a line
	s.Eval("", `[\nl]2\r\n`)
	s.Expect(`gex\(2\)> `)
	leave(t, s)
}

func TestTerminalGets(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Eval(`"hello " <> IO.gets("your " <> "name? ")`, `your name\? `)
	s.Eval("Bob", `[\nl]"hello Bob\\n"\r\n`)
	s.Expect(`gex\(2\)> `)
	leave(t, s)
}

// TestTerminalOutputWhileTyping has another process print while a line is half
// typed: the line is drawn again below and still means the same. So it is when the
// process of the shell ends.
func TestTerminalOutputWhileTyping(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Eval(`p = spawn(fn -> tick = fn tick, n -> IO.puts("tick " <> Integer.to_string(n)); receive do :stop -> :ok after 50 -> tick.(tick, n + 1) end end; tick.(tick, 1) end)`, `gex\(2\)> `)
	s.Send("40 + ")
	s.Expect(echoed("40 + "))
	for range 3 {
		s.Expect(`tick \d+\r\n`)
		s.Expect(`gex\(2\)> .*40 \+ `)
	}
	s.Eval("2", `[\nl]42\r\n`)
	s.Eval("send(p, :stop)", `:stop\r\n`)
	s.Expect(`gex\(4\)> `)
	s.Eval("p = self(); kept = 1; Process.register(spawn(fn -> receive do :now -> Process.exit(p, :later) end end), :later)", `[\nl]true\r\n`)
	s.Expect(`gex\(5\)> `)
	s.Eval("spawn(fn -> Process.sleep(100); send(:later, :now) end)", `gex\(6\)> `)
	s.Send("{40 + ")
	s.Expect(`\*\* \(EXIT from #PID<[\d.]+>\) shell process exited with reason: :later\r\n`) // at once
	s.Expect(`press Ctrl\+D to exit`)
	s.Eval("2}", `[\nl]\{42\}\r\n`)
	s.Expect(`gex\(7\)> `)
	s.Eval("kept", `undefined variable "kept"`)
	s.Expect(`gex\(7\)> `)
	leave(t, s)
}

// TestTerminalCompletion presses Tab after a beginning with one end, and after
// one with several.
func TestTerminalCompletion(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Eval("total = 40", `[\nl]40\r\n`)
	s.Send("tot\t + 2")
	s.Eval("", `[\nl]42\r\n`)
	s.Send("Enum.map_r\t")
	s.Expect(echoed("map_reduce"))
	s.Send("\x15Integer.parse\t")
	s.Expect(`parse/1\s+parse/2`)
	s.Eval("(\"7\")", `\{7, ""\}\r\n`)
	s.Send("%Range{fir\t1, last: 3, step: 1}.la\t")
	s.Expect(echoed("%Range{first: 1, last: 3, step: 1}.la"))
	s.Send("\x15Enum.map_every(\t")
	s.Expect(`map_every\(enumerable, nth, fun\)`)
	s.Send("\x15Integer.\t")
	s.Expect(`Guards\r?\nis_even/1\s+is_odd/1\r?\n(?s:.*)Exports\r?\nceil_div/2`)
	s.Send("\x15<<1::integer-lit\t")
	s.Eval(">>", `<<1>>\r\n`)
	s.Send("File.dir?(\"" + dir + "/fold\t\t")
	s.Eval("\")", `true\r\n`)
	leave(t, s)
}

// TestTerminalCommands has what runs first leave a person with a shell.
func TestTerminalCommands(t *testing.T) {
	file := t.TempDir() + "/m.exs"
	if err := os.WriteFile(file, []byte("defmodule M do def f, do: System.argv() end\nIO.puts(\"mine\")\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := onTerminal(t, plain, file, "a", "--b")
	if !strings.HasPrefix(s.Output(), "mine\r\ngex ") {
		t.Errorf("the file does not run before the banner: %q", s.Output())
	}
	s.Expect(`gex\(1\)> `)
	s.Eval("M.f", `[\nl]\["a", "--b"\]\r\n`)
	leave(t, s)
}

// TestTerminalRun has nothing but the program's own input and output on a terminal
// that Ctrl-C ends.
func TestTerminalRun(t *testing.T) {
	cmd := exec.Command("gex", "run", "-e", `IO.puts("hello " <> IO.gets("name? ")); Process.sleep(:infinity)`)
	s := peers.StartTerminal(t, cmd)
	s.Expect(`name\? `)
	s.Eval("Bob", `hello Bob\r\n`)
	s.Send("\x03")
	if status := s.Wait(); status == statusOK {
		t.Error("status 0 after Ctrl-C")
	}
	s = peers.StartTerminal(t, exec.Command("gex", "-e", `IO.puts("be" <> "gun"); Process.sleep(:infinity)`))
	s.Expect(`begun\r\n`)
	s.Send("\x03")
	if status := s.Wait(); status != statusInterrupted {
		t.Errorf("status %d after Ctrl-C before the shell, want %d", status, statusInterrupted)
	}
}
