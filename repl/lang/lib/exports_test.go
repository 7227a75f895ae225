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
	Protocol Code.Fragment Code.Identifier Kernel.ParallelCompiler DynamicSupervisor Task.Supervisor
	Calendar Calendar.ISO Calendar.TimeZoneDatabase Calendar.UTCOnlyTimeZoneDatabase Date Date.Range Time
	NaiveDateTime DateTime Duration
	Path File File.Stat File.Stream URI Version JSON`

// notExported are the exports that gex lacks, by what their lines begin with.
var notExported = map[string]string{
	"Exception functions format_":                     "hidden: the layout of the compiler's diagnostics",
	"Macro functions to_string/2":                     "deprecated: a fun rewrites the text of each node",
	"Macro deprecated to_string/2":                    "the same",
	"Module functions add_doc/":                       "deprecated",
	"Module deprecated add_doc/":                      "the same",
	"Module functions compile_definition_attributes/": "hidden: a step of the compiler",
	"Protocol macros def/1":                           "defprotocol defines the functions of a protocol itself",
}

// exported are exports of gex alone.
var exported = map[string]string{
	"Stream functions reduce_lazy/3": "what Enum calls to reduce a stream",
}

// exportLines is an expression for a text with the exports, and the deprecated
// ones among them, a line each. Functions whose names begin with two underscores
// are left out: they are what each library uses inside.
func exportLines() string {
	return fmt.Sprintf(`for name <- ~w(%s),
		module = Module.concat([name]),
		kind <- [:functions, :macros, :deprecated],
		fact <- (try do module.__info__(kind) rescue _ -> [] end),
		kind != :functions or not String.starts_with?("#{elem(fact, 0)}", "__"),
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
	lacking := map[string]bool{}
	for _, line := range want {
		if _, isGot := slices.BinarySearch(got, line); isGot {
			continue
		}
		excused := false
		for begin := range notExported {
			if strings.HasPrefix(line, begin) {
				excused, lacking[begin] = true, true
			}
		}
		if !excused {
			t.Errorf("missing: %s", line)
		}
	}
	for begin := range notExported {
		if !lacking[begin] {
			t.Errorf("not missing any more: %s", begin)
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
