package render

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/scripts/peers"
)

func TestPaint(t *testing.T) {
	on, off := NewColors(true), NewColors(false)
	if got := on.Paint(EvalError, "** (X) y"); got != "\x1b[31m** (X) y\x1b[0m" {
		t.Errorf("error %q", got)
	}
	if got := off.Paint(EvalError, "** (X) y"); got != "** (X) y" {
		t.Errorf("without colours %q", got)
	}
	// A number as iex writes it: the result's colour around the number's own.
	syntax := on.Syntax()
	if got := on.Paint(EvalResult, syntax["number"]+"2"+syntax["reset"]); got != "\x1b[33m\x1b[33m2\x1b[0m\x1b[33m\x1b[0m" {
		t.Errorf("number %q", got)
	}
	if off.Syntax() != nil {
		t.Error("syntax colours without colours")
	}
}

func TestConfigure(t *testing.T) {
	c := NewColors(true)
	kw := func(k, v string) term.Term { return term.Tuple(term.A(k), term.A(v)) }
	unknown := c.Configure(term.List(kw("eval_error", "blue"), kw("eval_error", "no_color"), kw("nonsense", "red"),
		term.Tuple(term.A("syntax_colors"), term.List(kw("atom", "red"), term.Tuple(term.A("number"), term.List(term.A("bright"), term.A("green")))))))
	if len(unknown) != 2 {
		t.Errorf("unknown: %v", len(unknown))
	}
	if got := c.Paint(EvalError, "x"); got != "\x1b[34mx\x1b[0m" {
		t.Errorf("eval_error %q", got)
	}
	if s := c.Syntax(); s["atom"] != "\x1b[31m" || s["number"] != "\x1b[1m\x1b[32m" {
		t.Errorf("syntax %q", s)
	}
	if s := c.Syntax(); len(s) != 3 || s["reset"] != "\x1b[0m\x1b[33m" {
		t.Errorf("syntax_colors do not replace the default: %q", s)
	}
	raw := term.Tuple(term.A("eval_info"), term.String("\x1b[38;5;208m"))
	c.Configure(term.List(raw, term.Tuple(term.A("eval_result"), term.AtomNil.Term()), kw("syntax_colors", "false")))
	if got := c.Paint(EvalInfo, "x") + c.Paint(EvalResult, "y"); got != "\x1b[38;5;208mxy" {
		t.Errorf("a sequence and nil: %q", got)
	}
	if c.Syntax() != nil {
		t.Error("syntax_colors: false leaves colours")
	}
	c.Configure(term.List(kw("enabled", "false")))
	if got := c.Paint(EvalError, "x"); got != "x" {
		t.Errorf("disabled %q", got)
	}
}

func TestEnabled(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	env := func(kv ...string) func(string) string {
		return func(k string) string {
			for i := 0; i < len(kv); i += 2 {
				if kv[i] == k {
					return kv[i+1]
				}
			}
			return ""
		}
	}
	tests := []struct {
		name   string
		choice Choice
		env    func(string) string
		want   bool
	}{
		{"no terminal", Auto, env(), false},
		{"--color", Always, env(), true},
		{"--color over NO_COLOR", Always, env("NO_COLOR", "1"), true},
		{"--color on a dumb terminal", Always, env("TERM", "dumb"), true},
		{"--no-color", Never, env(), false},
	}
	for _, tt := range tests {
		if got := Enabled(tt.choice, null, tt.env); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// TestConfirmSequences asks the real IO.ANSI for every sequence.
func TestConfirmSequences(t *testing.T) {
	peers.Require(t, peers.OTP29)
	var names []string
	for n := range attributes {
		names = append(names, n)
	}
	for n := range others {
		names = append(names, n)
	}
	code := `for n <- ~w(` + strings.Join(names, " ") + `)a, do: IO.puts(inspect(apply(IO.ANSI, n, []), binaries: :as_binaries) <> " #{n}")`
	out, err := peers.Command(peers.OTP29, "elixir", "-e", code).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(names) {
		t.Fatalf("%d answers for %d names", len(lines), len(names))
	}
	for i, n := range names {
		got, _ := Sequence(n)
		var bytes []string
		for _, b := range []byte(got) {
			bytes = append(bytes, strconv.Itoa(int(b)))
		}
		if want := "<<" + strings.Join(bytes, ", ") + ">> " + n; lines[i] != want {
			t.Errorf("%s: got %s, want %s", n, want, lines[i])
		}
	}
}
