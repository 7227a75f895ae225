package lib

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/scripts/peers"
)

// modulesOfLibrary are the modules whose exports are those of Elixir 1.20.4.
const modulesOfLibrary = `Kernel Kernel.SpecialForms Access Agent Atom Enum Exception Function GenServer
	Inspect Inspect.Algebra Integer Float IO Keyword List Map MapSet Process Range Stream String
	Supervisor Task Tuple Collectable Enumerable String.Chars List.Chars Macro Macro.Env Module Code
	Protocol Code.Fragment DynamicSupervisor Task.Supervisor`

// notExported are the exports that gex lacks, with the reason.
var notExported = map[string]string{}

// exported are exports of gex alone.
var exported = map[string]string{
	"Stream functions reduce_lazy/3": "what Enum calls to reduce a stream",
	"String functions __replace__/3": "the part of String.replace that is a native",
}

// exportLines is an expression for a text with the exports, and the deprecated
// ones among them, a line each.
func exportLines() string {
	return fmt.Sprintf(`for name <- ~w(%s),
		module = Module.concat([name]),
		kind <- [:functions, :macros, :deprecated],
		fact <- (try do module.__info__(kind) rescue _ -> [] end),
		into: "" do
	  case fact do
	    {{name, arity}, text} -> "#{inspect(module)} #{kind} #{name}/#{arity} #{text}\n"
	    {name, arity} -> "#{inspect(module)} #{kind} #{name}/#{arity}\n"
	  end
	end`, strings.Join(strings.Fields(modulesOfLibrary), " "))
}

// TestConfirmExports compares what the modules export with Elixir 1.20.4.
func TestConfirmExports(t *testing.T) {
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	if err := os.WriteFile(filepath.Join(outside, "exports.exs"), []byte("IO.write("+exportLines()+")"), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := peers.Command(peers.OTP29, "elixir", inside+"/exports.exs").Output()
	if err != nil {
		t.Fatal(err)
	}
	want := sortedLines(string(out))
	var got []string
	evaluate(t, func(eval func(code, source string) (term.Term, error)) {
		text, err := eval(exportLines(), "")
		if err != nil {
			t.Error(err)
			return
		}
		got = sortedLines(text.Text())
	})
	for _, line := range want {
		_, isGot := slices.BinarySearch(got, line)
		if _, excused := notExported[line]; !isGot && !excused {
			t.Errorf("missing: %s", line)
		} else if isGot && excused {
			t.Errorf("not missing any more: %s", line)
		}
	}
	for _, line := range got {
		_, isWanted := slices.BinarySearch(want, line)
		if _, excused := exported[line]; !isWanted && !excused {
			t.Errorf("not in Elixir: %s", line)
		}
	}
}

func sortedLines(s string) []string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	slices.Sort(lines)
	return lines
}
