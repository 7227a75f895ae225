package diag

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/scripts/peers"
)

var diagnosticSource = []string{
	"x = 1", "  foo(bar)", strings.Repeat(" ", 40) + "deep(call)", "", "\tafter_tab", "six", "seven", "eight", "nine", "  ten(é, b)",
}

var diagnosticCases = []struct {
	d    Diagnostic
	want string
}{
	{Diagnostic{Severity: Error, Message: `undefined variable "x"`, Line: 1, Column: 1}, `    error: undefined variable "x"
    │
  1 │ x = 1
    │ ^
    │
    └─ f.ex:1:1`},
	{Diagnostic{Severity: Warning, Message: "first\n\n    second\nthird", Line: 2, Column: 7, EndColumn: 10}, `    warning: first

        second
    third
    │
  2 │   foo(bar)
    │       ~~~
    │
    └─ f.ex:2:7`},
	{Diagnostic{Severity: Warning, Message: "whole line", Line: 2}, `    warning: whole line
    │
  2 │   foo(bar)
    │   ~~~~~~~~
    │
    └─ f.ex:2`},
	{Diagnostic{Severity: Error, Message: "deep", Line: 3, Column: 46}, `    error: deep
    │
  3 │ ...                   deep(call)
    │                            ^
    │
    └─ f.ex:3:46`},
	{Diagnostic{Severity: Warning, Message: "two\nlines", Line: 10, Column: 3}, `    warning: two
    lines
    │
 10 │   ten(é, b)
    │   ~
    │
    └─ f.ex:10:3`},
	{Diagnostic{Severity: Warning, Message: "trailing\n", Line: 1, Column: 1}, "    warning: trailing\n\n    │\n" +
		"  1 │ x = 1\n    │ ~\n    │\n    └─ f.ex:1:1"},
}

func TestFormatDiagnostic(t *testing.T) {
	var f Formatter
	for _, c := range diagnosticCases {
		d := c.d
		d.File, d.Snippet = "f.ex", diagnosticSource[d.Line-1]
		if got := f.FormatDiagnostic(d); got != c.want {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", d.Message, got, c.want)
		}
	}
	plain := f.FormatDiagnostic(Diagnostic{Severity: Error, Message: `undefined variable "x"`, File: "iex", Line: 1})
	if want := "error: undefined variable \"x\"\n└─ iex:1"; plain != want {
		t.Errorf("without snippet %q", plain)
	}
	color := Formatter{Color: true}
	got := color.FormatDiagnostic(Diagnostic{Message: "m", File: "iex", Line: 1, Column: 2, Snippet: "ab"})
	if want := "    \x1b[31merror:\x1b[0m m\n    │\n  1 │ ab\n    │ \x1b[31m ^\x1b[0m\n    │\n    └─ iex:1:2"; got != want {
		t.Errorf("in colour %q, want %q", got, want)
	}
	in := f.FormatDiagnostic(Diagnostic{Severity: Warning, Message: "m", File: "iex", Line: 3,
		Frame: term.Tuple(term.A("Elixir.NoInit"), term.A("__MODULE__"), term.Int(0),
			term.List(term.Tuple(term.A("file"), term.String("iex")), term.Tuple(term.A("line"), term.Int(3))))})
	if want := "warning: m\n└─ iex:3: NoInit (module)"; in != want {
		t.Errorf("with a frame %q", in)
	}
}

// TestConfirmDiagnostic prints the same diagnostics with Code.print_diagnostic.
func TestConfirmDiagnostic(t *testing.T) {
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	if err := os.WriteFile(outside+"/f.ex", []byte(strings.Join(diagnosticSource, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	fmt.Fprintf(&code, "File.cd!(%q)\n", inside)
	for _, c := range diagnosticCases {
		position := fmt.Sprint(c.d.Line)
		if c.d.Column > 0 {
			position = fmt.Sprintf("{%d, %d}", c.d.Line, c.d.Column)
		}
		span := "nil"
		if c.d.EndColumn > 0 {
			span = fmt.Sprintf("{%d, %d}", c.d.Line, c.d.EndColumn)
		}
		severity := map[Severity]string{Error: "error", Warning: "warning"}[c.d.Severity]
		fmt.Fprintf(&code, "Code.print_diagnostic(%%{severity: :%s, message: %q, file: \"f.ex\", source: \"f.ex\", position: %s, "+
			"span: %s, stacktrace: []}, snippet: true)\nIO.puts(:stderr, \"---\")\n", severity, c.d.Message, position, span)
	}
	cmd := peers.Command(peers.OTP29, "elixir", "-e", code.String())
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err, stderr.String())
	}
	got := strings.Split(stderr.String(), "---\n")
	for i, c := range diagnosticCases {
		if text := strings.TrimSuffix(got[i], "\n\n"); text != c.want {
			t.Errorf("%s:\nreal\n%q\nours\n%q", c.d.Message, text, c.want)
		}
	}
}
