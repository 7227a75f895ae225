package scan

import (
	"errors"
	"strings"
	"testing"
)

// TestNesting compares what is said after each line with a scan of all the lines
// so far: where something is open, the source must be incomplete.
func TestNesting(t *testing.T) {
	for _, src := range []string{
		"1 + 2\n",
		"[\n1,\n2\n]\n3\n",
		"defmodule A do\n  def f(x) do\n    {x, [1,\n 2]}\n  end\nend\n",
		"s = \"\"\"\nline ] end\n#{f(1)}\n\"\"\"\nx\n",
		"\"a\nb ) c\nd\" <> \"e\"\n",
		"~S\"\"\"\ndo #{\n\"\"\"\n",
		"fn x ->\n  x\nend\n",
		"f(%{a: [1,\n  {2, \"x\n y\"}]})\n",
		"# comment do (\n1\n",
		"[1, )\n2]\n",
		"~w(a\nb\nc) ++ [\n1]\n",
		"<<1,\n2>>\n",
		"if x do\n  'a\n b'\nelse\n 3\nend\n",
	} {
		var n Nesting
		so := ""
		for line := range strings.Lines(src) {
			so += line
			open := n.Add(line)
			_, _, err := Source(so, Options{})
			var e *Error
			incomplete := errors.As(err, &e) && e.Incomplete
			if open && !incomplete {
				t.Errorf("%q: open, but complete: %v", so, err)
			}
			if incomplete && e.Expected != "" && !open && !n.lost {
				t.Errorf("%q: incomplete, but nothing open", so)
			}
		}
	}
}
