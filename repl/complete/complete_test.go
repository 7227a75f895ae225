package complete

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/expand"
)

// slow is what no completion may take, even on a busy machine.
const slow = 5 * time.Second

// FuzzComplete looks for text whose completion panics or is no text.
func FuzzComplete(f *testing.F) {
	for _, file := range completionFiles(f) {
		for _, row := range completions(f, file) {
			f.Add(row.text)
		}
	}
	for _, seed := range []string{":\"x", "%A.", "\xff.é", "~", "&1.", "\"/\xff", "%{x | ", "<<a::\xff-", strings.Repeat("(", 500), "b A.", "Node.ping(:\"", "%M{\x00"} {
		f.Add(seed)
	}
	rt := newRuntime()
	scope := shellScope().Bind(expand.V("x"), term.MapOf(term.A("foo"), term.Int(1)))
	f.Fuzz(func(t *testing.T, text string) {
		inProcess(t, rt, func(p *proc.Process) {
			started := time.Now()
			defer func() {
				if took := time.Since(started); took > slow {
					t.Errorf("%q takes %v", text, took)
				}
			}()
			r := At(rt, p, scope, text)
			if utf8.ValidString(text) && !utf8.ValidString(text+r.Insert) {
				t.Errorf("%q: inserts %q", text, r.Insert)
			}
			if r.Insert != "" && len(r.Lists) > 0 {
				t.Errorf("%q: %+v", text, r)
			}
		})
	})
}

func BenchmarkComplete(b *testing.B) {
	rt := newRuntime()
	scope := shellScope()
	for i := range 5000 {
		scope.Vars = append(scope.Vars, expand.V(fmt.Sprintf("var%d", i)))
		if scope.Values == nil {
			scope.Values = make(map[expand.Var]term.Term)
		}
		scope.Values[scope.Vars[i]] = term.Int(int64(i))
	}
	for _, text := range []string{"Enum.", "String.", ":er", "S", "", "v", "%", "%Range{", "Enum.map(", "\"/usr/", "x = [1, 2] |> Enum.map(fn x -> String.up"} {
		b.Run(text, func(b *testing.B) {
			inProcess(b, rt, func(p *proc.Process) {
				for b.Loop() {
					At(rt, p, scope, text)
				}
			})
		})
	}
}

// TestBound completes variables that the text before the cursor binds.
func TestBound(t *testing.T) {
	rt := newRuntime()
	inProcess(t, rt, func(p *proc.Process) {
		for _, tt := range []struct{ text, want string }{
			{"fn total -> tot", "al"},
			{"Enum.map(list, fn {amount, %{name: person}} -> amo", "unt"},
			{"fn {amount, %{name: person}} -> per", "son"},
			{"total = 1\ntot", "al"},
			{"if true do\n  total = 1\n  tot", "al"},
			{"for item <- list, do: it", "em"},
			{"case x do\n  {:ok, value} when val", "ue"},
			{"def add(left, right) do\n  lef", "t"},
			{"defmodule M do\n  def add(left, right) when is_atom(left), do: righ", "t"},
			{"with {:ok, first} <- f(), do: fir", "st"},
			{"^pinn = 1; pinn", ""},
			{"tot", ""},
			{"total + tot", ""},
		} {
			if got := shown(At(rt, p, shellScope(), tt.text)); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
			}
		}
	})
}

// TestRelativePaths completes files of the current directory where a function
// takes one.
func TestRelativePaths(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"alpha.txt", "beta/gamma"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	rt := newRuntime()
	inProcess(t, rt, func(p *proc.Process) {
		for _, tt := range []struct{ text, want string }{
			{`File.read("al`, "pha.txt"},
			{`File.read("alpha.txt`, `"`},
			{`File.read("`, "\talpha.txt\tbeta"},
			{`File.read("be`, "ta/"},
			{`File.read!("beta/`, "gamma"},
			{`ls "be`, "ta/"},
			{`cd("be`, "ta/"},
			{`File.cp("alpha.txt", "be`, "ta/"},
			{`x = File.exists?("al`, "pha.txt"},
			{`File.read("./al`, "pha.txt"},
			{`File.write("x", "al`, "ias"},
			{`String.upcase("al`, "ias"},
		} {
			if got := shown(At(rt, p, shellScope(), tt.text)); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
			}
		}
	})
}
