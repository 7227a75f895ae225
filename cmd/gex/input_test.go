package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestStrangeInput types what nobody types. Whatever comes of it, the next line
// is evaluated as if nothing had been.
func TestStrangeInput(t *testing.T) {
	long := strings.Repeat("1", 1<<20)
	nest := func(open, inner, shut string, n int) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(shut, n)
	}
	tests := []struct {
		name, in string
		out      string // ends with that, before the next line's result
		status   int
	}{
		{"long integer", long, "111\n", 0},
		{"long string", `"` + long + `"`, `" <> ...` + "\n", 0},
		{"long list", "[" + strings.Repeat("1, ", 300_000) + "1]", ", ...]\n", 0},
		{"long atom", ":" + strings.Repeat("a", 1000), "", 1},
		{"long variable", strings.Repeat("a", 1<<20) + " = 1", "", 1},
		{"long comment", "#" + long, "nil\n", 0},
		{"long pipe", "1" + strings.Repeat(" |> Kernel.+(1)", 2000), "2001\n", 0},
		{"deep list", nest("[", "", "]", 100_000), "", 1},
		{"deep parentheses", nest("(", "1", ")", 100_000), "", 1},
		{"deep tuple", nest("{", "", "}", 100_000), "", 1},
		{"deep fn", nest("fn -> ", "1", " end", 100_000), "", 1},
		{"deep call", nest("hd(", "[]", ")", 100_000), "", 1},
		{"deep interpolation", nest(`"#{`, "1", `}"`, 20_000), "", 1},
		{"deep operators", strings.Repeat("1 + ", 100_000) + "1", "", 1},
		{"deep negation", strings.Repeat("-", 100_000) + "1", "", 1},
		{"deep brackets only", strings.Repeat("]", 100_000), "", 1},
		{"Latin-1", "\"gr\xfc\xdfe\"", "\"grüße\"\n", 0},
		{"half a character", "\"\xe2\x82\"", "<<195, 162, 194, 130>>\n", 0},
		{"overlong and surrogate", "# \xc0\xaf \xed\xa0\x80", "nil\n", 0},
		{"NUL in a string", "\"a\x00b\"", "<<97, 0, 98>>\n", 0},
		{"NUL", "\x00", "", 1},
		{"control characters", "\x01\x02\x1b[A", "", 1},
		{"byte order mark", "\ufeff1 + 1", "", 1},
		{"bidirectional", "# \u202e", "", 1},
		{"carriage return", "1 +\r\n1\r", "2\n", 0},
		{"only blanks", strings.Repeat(" ", 1<<20), "nil\n", 0},
		{"many lines", "[" + strings.Repeat("\n", 2000) + "1]", "[1]\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cmd := exec.Command("gex", "--quiet")
			cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "GOMEMLIMIT=1GiB")
			cmd.Stdin = strings.NewReader(tt.in + "\n:the_next\n")
			var out, errs strings.Builder
			cmd.Stdout, cmd.Stderr = &out, &errs
			if err := cmd.Run(); cmd.ProcessState.ExitCode() != tt.status {
				t.Errorf("%v, want status %d", err, tt.status)
			}
			before, ok := strings.CutSuffix(out.String(), ":the_next\n")
			if !ok {
				t.Errorf("the next line was not evaluated")
			}
			if !strings.HasSuffix(before, tt.out) || tt.out == "" && tt.status == 0 && before != "" {
				t.Errorf("output ends in %q, want %q", tail(before), tt.out)
			}
			if tt.status == 1 && !strings.Contains(before, "** (") {
				t.Errorf("no error was told")
			}
			if strings.Contains(errs.String(), "goroutine ") {
				t.Errorf("a panic: %s", tail(errs.String()))
			}
			if t.Failed() {
				t.Logf("output %q, stderr %q", tail(out.String()), tail(errs.String()))
			}
		})
	}
}

// tail returns the end of a text.
func tail(s string) string { return s[max(0, len(s)-300):] }
