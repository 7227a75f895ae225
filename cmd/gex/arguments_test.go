package main

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// modulesByArguments are called with every kind of argument.
var modulesByArguments = []string{"Access", "Atom", "Tuple", "Range", "MapSet", "Map", "Keyword", "List", "Enum", "Stream",
	"Date", "Time", "NaiveDateTime", "DateTime", "Duration", "Calendar"}

// unlike matches the calls with wrong arguments that may have another result.
var unlike = regexp.MustCompile(strings.Join([]string{
	// A dictionary in place of the function fails for lack of Dict.
	`^Enum\.group_by\(`,
	// Positions that are no numbers are compared with those of the elements.
	`^Enum\.slide\(`,
	// Functions that return no booleans see other pairs of elements.
	`^Enum\.sort(_by)?\(.*f2`,
	// Improper lists are found earlier or later.
	`^Enum\.(concat|into|slice|split|count_until)\(.*\[1 \| 2\]`,
	`^Map\.(take|split)\(.*\[1 \| 2\]`,
	`^List\.(keysort|to_float|to_integer)\(\[1 \| 2\]`,
	`^Stream\.zip\(\[1 \| 2\]`,
	// Nothing is taken, so it is not asked whether there is anything to take from.
	`^Enum\.slice\((f1|&is_integer/1), `,
	// Of a value that cannot be printed the trace is shown.
	`^Time\.from_seconds_after_midnight\(`,
	// A function of two arguments is no enumerable.
	`^(Date|Time|NaiveDateTime|DateTime)\.shift\(.*f2`, `^Duration\.new!\(f2`,
	// Functions that are no enumerables show the state of the reduction.
	`^Stream\.concat\(.*f2`,
}, "|"))

// TestConfirmArguments compares what calls with all kinds of arguments give, the
// texts of exceptions included, with Elixir 1.20.4. Where a private function of
// Elixir's library fails to match, any exception will do.
func TestConfirmArguments(t *testing.T) {
	peers.Require(t, peers.OTP29)
	source, err := os.ReadFile("testdata/arguments.exs")
	if err != nil {
		t.Fatal(err)
	}
	outside, inside := peers.TempDir(t, peers.OTP29)
	if err := os.WriteFile(outside+"/arguments.exs", source, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, module := range modulesByArguments {
		t.Run(module, func(t *testing.T) {
			want := results(t, peers.Command(peers.OTP29, "elixir", inside+"/arguments.exs", module))
			got := results(t, exec.Command("gex", "testdata/arguments.exs", module))
			if len(want) == 0 {
				t.Fatal("no results")
			}
			shown := 0
			for call, value := range want {
				function, _, _ := strings.Cut(call, "(")
				private := privateClause(function, value)
				if got[call] == value || private && strings.HasPrefix(got[call], `"** `) || unlike.MatchString(call) {
					continue
				}
				if shown++; shown <= 30 {
					t.Errorf("%s\n got %s\nwant %s", call, got[call], value)
				}
			}
			t.Logf("%d calls", len(want))
		})
	}
}

// results runs the program and returns the results by call.
func results(t *testing.T, cmd *exec.Cmd) map[string]string {
	t.Helper()
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	m := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		if call, value, ok := strings.Cut(strings.TrimSpace(line), " => "); ok && call[0] == '@' {
			m[call[1:]] = funs.ReplaceAllString(value, "#Function<>")
		}
	}
	return m
}

// funs matches funs, which are numbered in another way.
var funs = regexp.MustCompile(`#Function<[^>]*>`)

var noClause = regexp.MustCompile(`^"\*\* \(FunctionClauseError\) no function clause matching in (.+)/\d+"$`)

// privateClause tells whether the result of a call is that a function without a
// public name did not match.
func privateClause(function, value string) bool {
	m := noClause.FindStringSubmatch(value)
	return m != nil && !slices.Contains([]string{function, `Kernel.` + function}, m[1])
}
