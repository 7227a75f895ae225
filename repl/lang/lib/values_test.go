package lib

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/bif"
	"gex/repl/lang/expand"
	"gex/repl/lang/parse"
	"gex/scripts/peers"
)

// value is an expression and what Elixir makes of it, as shown evaluates it.
type value struct{ source, want string }

// values reads testdata/values.txt: a line for the expression, and one of what
// it gives, indented. They are evaluated in turn in one process.
func values(t *testing.T) []value {
	text, err := os.ReadFile("testdata/values.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []value
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if want, is := strings.CutPrefix(line, "    "); is {
			out[len(out)-1].want = want
		} else {
			out = append(out, value{source: line})
		}
	}
	return out
}

// shown is Elixir code for a fun that evaluates a text and shows the value or the
// exception.
const shown = `fn source ->
  try do
    {value, _} = Code.eval_string(source)
    inspect(value, limit: :infinity, printable_limit: :infinity, width: 1_000_000)
  rescue
    e -> "** (" <> inspect(e.__struct__) <> ") " <> inspect(Exception.message(e), printable_limit: :infinity)
  catch
    kind, value -> "** " <> inspect({kind, value})
  end
end`

// silent drops the compiler's warnings.
type silent struct{}

func (silent) Report(expand.Diagnostic) {}

// evaluate runs f in a process of a node of its own with a function that
// evaluates Elixir code with a variable named source.
func evaluate(t *testing.T, f func(eval func(code, source string) (term.Term, error))) {
	t.Helper()
	n := node.New(node.Config{})
	defer n.Shutdown(context.Background())
	r := New(&bif.Host{Node: n}, silent{})
	done := make(chan struct{})
	_, err := n.SpawnGo(nil, func(p *proc.Process) {
		defer close(done)
		f(func(code, source string) (term.Term, error) {
			q, _, err := parse.Program(code, parse.Options{File: "nofile"})
			if err != nil {
				return term.Term{}, err
			}
			v := expand.Var{Name: term.Intern("source"), Context: term.AtomNil.Term()}
			out, _, err := r.Eval(p, q, NewScope("nofile", 1).Bind(v, term.String(source)), silent{})
			return out, err
		})
	}, node.SpawnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	<-done
}

func TestValues(t *testing.T) {
	evaluate(t, func(eval func(code, source string) (term.Term, error)) {
		for _, v := range values(t) {
			got, err := eval("("+shown+").(source)", v.source)
			if err != nil {
				t.Errorf("%s: %v", v.source, err)
			} else if got.Text() != v.want {
				t.Errorf("%s\n got %s\nwant %s", v.source, got.Text(), v.want)
			}
		}
	})
}

// TestConfirmValues runs the same table through Elixir 1.20.4.
func TestConfirmValues(t *testing.T) {
	peers.Require(t, peers.OTP29)
	var script strings.Builder
	fmt.Fprintf(&script, "show = %s\n", shown)
	table := values(t)
	for _, v := range table {
		fmt.Fprintf(&script, "IO.puts(show.(~S\"\"\"\n%s\n\"\"\"))\n", v.source)
	}
	outside, inside := peers.TempDir(t, peers.OTP29)
	if err := os.WriteFile(filepath.Join(outside, "values.exs"), []byte(script.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := peers.Command(peers.OTP29, "elixir", inside+"/values.exs").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(table) {
		t.Fatalf("%d values for %d expressions", len(lines), len(table))
	}
	for i, v := range table {
		if lines[i] != v.want {
			t.Errorf("%s\nElixir %s\n table %s", v.source, lines[i], v.want)
		}
	}
}
