package main

import "testing"

// TestTerminalBreakMenu opens the menu by Ctrl-C on an empty line and leaves it in
// each way but those that end the program.
func TestTerminalBreakMenu(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Eval("kept = 41", `41\r\n`)
	s.Expect(`gex\(2\)> `)
	const menu = `\r\nBREAK: \(a\)bort \(A\)bort with dump \(c\)ontinue \(p\)roc info \(i\)nfo\r\n` +
		` +\(l\)oaded \(v\)ersion \(k\)ill \(D\)b-tables \(d\)istribution\r\n`
	for _, tt := range []struct{ typed, shows string }{
		{"c", ``},
		{"v", `gex dev \(Elixir 1\.20\.4, OTP 29\), go`},
		{"p", `=proc:#PID<[\d.]+>\r\nState: :\w+\r\n`},
		{"i", `=memory\r\nheap: \d+\r\n`},
		{"l", `\r\nIO\.ANSI\r\n`},
		{"d", `=node::nonode@nohost\r\n=no_distribution\r\n`},
		{"D", `=tables:\d+\r\n`},
		{"zz\nc", `Invalid option 'z'\. Please enter one of the following:\r\nBREAK`},
		{"k\nn\nr", `Process Information\r\n(?s:.*)\(k\)ill \(n\)ext \(r\)eturn: (?s:.*)\(k\)ill \(n\)ext \(r\)eturn: `},
	} {
		s.Send("\x03")
		s.Expect(menu)
		s.Eval(tt.typed, tt.shows)
		s.Expect(`gex\(2\)> `)
	}
	s.Send("half a line\x03") // is dropped, without a menu
	s.Eval("kept + 1", `[\nl]42\r\n`)
	s.Expect(`gex\(3\)> `)
	s.Send("\x03")
	s.Expect(menu)
	s.Eval("a", "")
	if status := s.Wait(); status != statusOK {
		t.Errorf("status %d after (a)bort, want 0", status)
	}
}

func TestTerminalBreakTwice(t *testing.T) {
	s := onTerminal(t, plain)
	s.Expect(`gex\(1\)> `)
	s.Send("\x03")
	s.Expect(`\(d\)istribution\r\n`)
	s.Send("\x03")
	if status := s.Wait(); status != statusOK {
		t.Errorf("status %d after Ctrl-C twice, want 0", status)
	}
}
