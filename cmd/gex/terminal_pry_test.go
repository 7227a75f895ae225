package main

import (
	"os"
	"path/filepath"
	"testing"
)

const priedFile = `defmodule Filed do
  require IEx

  def f(a) do
    b = a + 1
    IEx.pry()
    b * 10
  end
end
`

// TestTerminalPry has a process of the user ask for the shell at a breakpoint: it
// is refused, or evaluates until it is left.
func TestTerminalPry(t *testing.T) {
	file := filepath.Join(t.TempDir(), "filed.exs")
	if err := os.WriteFile(file, []byte(priedFile), 0o600); err != nil {
		t.Fatal(err)
	}
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Eval(`c "`+file+`"`, `\[Filed\]\r\n`)
	s.Expect(`gex\(2\)> `)
	s.Eval("kept = 1", `1\r\n`)
	s.Expect(`gex\(3\)> `)
	const request = `Request to pry #PID<[\d.]+> at Filed\.f/1 \(.*filed\.exs:6\)\r\n\r\n` +
		`    3: \r\n    4:   def f\(a\) do\r\n    5:     b = a \+ 1\r\n    6:     IEx\.pry\(\)\r\n    7:     b \* 10\r\n    8:   end\r\n    9: end\r\n\r\n`
	s.Eval("spawn(fn -> IO.inspect({:got, Filed.f(1)}) end)", request)
	s.Expect(`Allow\? \[Yn\] `)
	s.Eval("n", `\{:got, 20\}\r\n`)
	s.Eval("kept + 1", `[\nl]2\r\n`)
	s.Expect(`gex\(5\)> `)
	s.Eval("spawn(fn -> IO.inspect({:got, Filed.f(1)}) end)", request)
	s.Expect(`Allow\? \[Yn\] `)
	s.Eval("", `press Ctrl\+D to exit\r\n`)
	s.Expect(`gex\(6\)> `)
	s.Eval("a + b", `[\nl]3\r\n`)
	s.Expect(`gex\(7\)> `)
	s.Eval("whereami 1", `Location: .*filed\.exs:6\r\n\r\n    5:.*\r\n    6:.*\r\n    7:.*\r\n\r\n    .*filed\.exs:6: Filed\.f/1\r\n`)
	s.Expect(`gex\(8\)> `)
	s.Eval("continue", `\{:got, 20\}\r\n`)
	s.Expect(`\*\* \(EXIT from #PID<[\d.]+>\) shell process exited with reason: normal\r\n`)
	s.Expect(`gex\(8\)> `)
	s.Eval("t = Task.async(fn -> Filed.f(4) end); Task.await(t)", `Allow\? \[Yn\] `)
	s.Eval("y", `gex\(8\)> `)
	s.Eval("b", `[\nl]5\r\n`)
	s.Expect(`gex\(9\)> `)
	// The value of the entry that waited for the task comes as the shell starts anew.
	s.Eval("respawn", `(?s)(50\r\n.*press Ctrl\+D to exit|press Ctrl\+D to exit.*50)\r\n`)
	s.Eval("spawn(fn -> Filed.f(4); IO.puts(\"go\" <> \"ing\"); Process.sleep(:infinity) end)", `Allow\? \[Yn\] `)
	s.Eval("y", `gex\(11\)> `)
	s.Eval("continue", `going\r\n`) // and the shell waits for the process
	s.Send("\x03")
	s.Expect(`press Ctrl\+D to exit\r\n`)
	s.Expect(`gex\(11\)> `)
	leave(t, s)
}
