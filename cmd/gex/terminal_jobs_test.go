package main

import "testing"

// TestTerminalJobs goes through the menu of Ctrl-G: each command on the jobs, what
// a line keeps and what a job in the background prints, and that nothing is left of
// a job that was killed.
func TestTerminalJobs(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Eval("kept = 41", `[\nl]41\r\n`)
	s.Expect(`gex\(2\)> `)
	s.Eval("n = length(Process.list())", `[\nl]\d+\r\n`)
	s.Expect(`gex\(3\)> `)
	const menu, ready = `User switch command \(enter 'h' for help\)\r\n`, ` --> `
	commands := func(list ...[2]string) {
		t.Helper()
		for _, c := range list {
			s.Expect(ready)
			s.Eval(c[0], c[1])
		}
	}
	s.Send("kept +\x07")
	s.Expect(`kept \+(?s:.*)\r\n.*` + menu)
	commands([][2]string{
		{"h", `  c \[nn\]            - connect to job\r\n(?s:.*)  \? \| h             - this message\r\n`},
		{"j", `\r\n   1\* \{iex,start,\[\]\}\r\n`},
		{"", `\r\n`},
		{"i 7", `Unknown job\r\n`},
		{"k x", `Unknown job\r\n`},
		{"c 1 2", `Unknown command\r\n`},
		{"x", `Unknown command\r\n`},
		{"s none", `Unknown shell none`},
		{"s", `\r\n`},
		{"j", `\r\n   1  \{iex,start,\[\]\}\r\n   2\* \{iex,start,\[\]\}\r\n`},
		{"c", `press Ctrl\+D to exit\r\n`},
	}...)
	s.Expect(`gex\(1\)> `)
	s.Eval("kept", `undefined variable "kept"`)
	s.Expect(`gex\(1\)> `)
	s.Eval("p = self(); spawn(fn -> receive do :go -> IO.puts(\"be\" <> \"hind\"); send(p, :put) end end) |> Process.register(:behind)", `true\r\n`)
	s.Expect(`gex\(2\)> `)
	s.Send("receive do :put ->\x07")
	s.Expect(menu)
	commands([2]string{"c 1", `gex\(3\)> .*kept \+`})
	s.Eval(" 1", `[\nl]42\r\n`)
	s.Expect(`gex\(4\)> `)
	s.Eval("ref = Process.monitor(:behind); send(:behind, :go); receive do {:DOWN, ^ref, _, _, _} -> :done end", `[\nl]:done\r\n`)
	s.Expect(`gex\(5\)> `)
	s.Send("dropped\x07")
	s.Expect(menu)
	commands([][2]string{
		{"i", `Interrupted job 1, enter 'c' to resume\.\r\n`},
		{"c", `\*\* \(EXIT\) interrupted\r\n`},
	}...)
	s.Expect(`gex\(5\)> `)
	s.Eval("IO.puts(\"be\" <> \"gun\"); Process.sleep(:infinity)", `begun\r\n`)
	s.Send("\x07")
	s.Expect(`\r\n` + menu)
	commands([][2]string{
		{"i", `Interrupted job 1, enter 'c' to resume\.\r\n`},
		{"c 2", `behind\r\n`},
	}...)
	s.Expect(`gex\(2\)> .*receive do :put ->`)
	s.Eval(" 7 end", `[\nl]7\r\n`)
	s.Expect(`gex\(3\)> `)
	s.Send("\x07")
	s.Expect(menu)
	commands([][2]string{
		{"k", `\r\n`},
		{"c", `Unknown job\r\n`},
		{"j", `\r\n   1  \{iex,start,\[\]\}\r\n`},
		{"c 1", `\*\* \(EXIT\) interrupted\r\n`},
	}...)
	s.Expect(`gex\(5\)> `)
	s.Eval("wait = fn wait -> if length(Process.list()) <= n, do: :gone, else: (Process.sleep(5); wait.(wait)) end; wait.(wait)", `[\nl]:gone\r\n`)
	s.Expect(`gex\(6\)> `)
	s.Send("\x07")
	s.Expect(menu)
	commands([2]string{"s iex", `\r\n`}, [2]string{"c", `gex\(1\)> `})
	s.Send("\x04")
	s.Expect(`\*\*\* Shell process terminated! \*\*\*\r\n\r\n` + menu)
	commands([2]string{"j", `\r\n   1  \{iex,start,\[\]\}\r\n`}, [2]string{"q", ""})
	if status := s.Wait(); status != statusOK {
		t.Errorf("status %d after q, want 0", status)
	}
}
