package lib

import (
	"context"
	"flag"
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

var update = flag.Bool("update", false, "record testdata/values anew with Elixir 1.20.4")

// A table is a file of testdata/values: lines of comment (# and a space) and
// empty ones, expressions in a line each, and indented under each what it
// gives. The expressions of a table are evaluated in turn in one process.
type table struct {
	name  string
	lines []string
}

// value is an expression and what Elixir makes of it, as shown evaluates it.
type value struct{ source, want string }

func tables(t *testing.T) []table {
	files, err := filepath.Glob("testdata/values/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var out []table
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		out = append(out, table{name, strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")})
	}
	return out
}

func (tb table) values() []value {
	var out []value
	for _, line := range tb.lines {
		if want, is := strings.CutPrefix(line, "    "); is {
			out[len(out)-1].want = want
		} else if line != "" && !strings.HasPrefix(line, "# ") {
			out = append(out, value{source: line})
		}
	}
	return out
}

// record writes the table with other results.
func (tb table) record(t *testing.T, results []string) {
	var b strings.Builder
	for _, line := range tb.lines {
		if strings.HasPrefix(line, "    ") {
			continue
		}
		b.WriteString(line + "\n")
		if line != "" && !strings.HasPrefix(line, "# ") {
			b.WriteString("    " + results[0] + "\n")
			results = results[1:]
		}
	}
	if err := os.WriteFile("testdata/values/"+tb.name+".txt", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
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
func evaluate(t testing.TB, f func(eval func(code, source string) (term.Term, error))) {
	t.Helper()
	n := node.New(node.Config{})
	defer n.Shutdown(context.Background())
	r := New(&bif.Host{Node: n}, silent{})
	done := make(chan struct{})
	finished := false // a fault ends the process, and not the test
	_, err := n.SpawnGo(nil, func(p *proc.Process) {
		defer close(done)
		defer func() {
			if !finished {
				t.Errorf("the process ended early: %v", recover())
			}
		}()
		f(func(code, source string) (term.Term, error) {
			q, _, err := parse.Program(code, parse.Options{File: "nofile"})
			if err != nil {
				return term.Term{}, err
			}
			v := expand.Var{Name: term.Intern("source"), Context: term.AtomNil.Term()}
			out, _, err := r.Eval(p, q, NewScope("nofile", 1).Bind(v, term.String(source)), silent{})
			return out, err
		})
		finished = true
	}, node.SpawnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	<-done
}

func TestValues(t *testing.T) {
	for _, tb := range tables(t) {
		t.Run(tb.name, func(t *testing.T) {
			evaluate(t, func(eval func(code, source string) (term.Term, error)) {
				for _, v := range tb.values() {
					got, err := eval("("+shown+").(source)", v.source)
					if err != nil {
						t.Errorf("%s: %v", v.source, err)
					} else if got.Text() != v.want {
						t.Errorf("%s\n got %s\nwant %s", v.source, got.Text(), v.want)
					}
				}
			})
		})
	}
}

// TestConfirmValues runs the same tables through Elixir 1.20.4.
func TestConfirmValues(t *testing.T) {
	peers.Require(t, peers.OTP29)
	for _, tb := range tables(t) {
		t.Run(tb.name, func(t *testing.T) {
			var script strings.Builder
			fmt.Fprintf(&script, "show = %s\n", shown)
			values := tb.values()
			for _, v := range values {
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
			if len(lines) != len(values) {
				t.Fatalf("%d values for %d expressions", len(lines), len(values))
			}
			if *update {
				tb.record(t, lines)
				return
			}
			for i, v := range values {
				if lines[i] != v.want {
					t.Errorf("%s\nElixir %s\n table %s", v.source, lines[i], v.want)
				}
			}
		})
	}
}
