package complete

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/lib"
	"gex/repl/lang/parse"
)

type silent struct{}

func (silent) Report(expand.Diagnostic) {}

// inProcess runs f in a process of the session's node.
func inProcess(t testing.TB, rt *lib.Runtime, f func(p *proc.Process)) {
	t.Helper()
	done, finished := make(chan struct{}), false
	_, err := rt.Node.SpawnGo(nil, func(p *proc.Process) {
		defer close(done)
		defer func() {
			if !finished {
				t.Errorf("the process ended early: %v", recover())
			}
		}()
		f(p)
		finished = true
	}, node.SpawnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	<-done
}

// evaluated returns the scope after code at the prompt.
func evaluated(t testing.TB, rt *lib.Runtime, p *proc.Process, code string) *lib.Scope {
	t.Helper()
	scope := shellScope()
	q, _, err := parse.Program(code, parse.Options{File: "iex"})
	if err != nil {
		t.Fatal(err)
	}
	rows := []term.Term{q}
	if b := q.Tagged(term.Intern("__block__"), 3); b != nil {
		rows, _ = b[2].Slice()
	}
	for _, e := range rows {
		_, after, err := rt.Eval(p, e, scope, silent{})
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		scope = after
	}
	return scope
}

// shellScope imports what the shell of Elixir does.
func shellScope() *lib.Scope {
	const module = "Elixir.IEx.Helpers"
	var functions []expand.FA
	helpers, _ := libraryDocs(module)
	for _, h := range helpers {
		for n := h.arity - h.defaults; h.callable() && n <= h.arity; n++ {
			functions = append(functions, expand.FA{Name: term.Intern(h.name), Arity: n})
		}
	}
	scope := lib.NewScope("iex", 1)
	scope.Env = scope.Env.WithFunctions(term.Intern(module), expand.NewNames(functions...))
	return scope
}

// shown is a result as the tables have it.
func shown(r Result) string {
	fields := []string{r.Insert}
	for _, l := range r.Lists {
		if l.Title != "" {
			fields = append(fields, "== "+l.Title)
		}
		fields = append(fields, l.Items...)
	}
	return strings.ReplaceAll(strings.Join(fields, "\t"), "\n", "⏎")
}

// inAnyOrder is a row whose keywords are in order: the BEAM gives the keys of
// a map in the order of the numbers of its atoms.
func inAnyOrder(row string) string {
	fields := strings.Split(row, "\t")
	if strings.HasSuffix(fields[len(fields)-1], ":") || strings.Contains(row, "\t.hidden") || strings.Contains(row, "one.txt") {
		slices.Sort(fields[1:])
	}
	return strings.Join(fields, "\t")
}

// beforeDot matches a module before a dot at the end of a text.
var beforeDot = regexp.MustCompile(`(:?[A-Za-z_.0-9]+)\.[a-z_]*$`)

// withoutLacks drops from want what the library of gex does not define (yet), and
// from got the modules of applications that IEx had not loaded.
func withoutLacks(rt *lib.Runtime, text string, got, want string) (string, string) {
	has, wanted := strings.Split(got, "\t"), strings.Split(want, "\t")
	parent := ""
	if in := beforeDot.FindStringSubmatch(text); in != nil {
		parent = "Elixir." + in[1]
		if erlang, ok := strings.CutPrefix(in[1], ":"); ok {
			parent = erlang
		} else if in[1] == "Elixir" {
			parent = in[1]
		}
	}
	names := rt.ModuleNames()
	exists := func(module string) bool {
		return slices.ContainsFunc(names, func(m string) bool { return m == module || strings.HasPrefix(m, module+".") })
	}
	wanted = slices.DeleteFunc(wanted, func(c string) bool {
		name, arity, function := strings.Cut(c, "/")
		switch {
		case c == "" || slices.Contains(has, c) || strings.HasPrefix(c, "== "):
			return false
		case !function:
			if parent != "" && !strings.Contains(name, ".") {
				return !exists(parent + "." + name)
			}
			return !exists("Elixir."+name) && !slices.Contains(names, name)
		}
		_, known := modules()[parent]
		n, err := strconv.Atoi(arity)
		m := term.Intern(parent)
		return known && err == nil && !rt.System.Table.Defined(m, term.Intern(name), n) && !rt.System.Table.Defined(m, term.Intern("MACRO-"+name), n+1)
	})
	has = slices.DeleteFunc(has, func(c string) bool {
		_, known := modules()[c]
		return known && !slices.Contains(wanted, c)
	})
	return strings.Join(has, "\t"), strings.Join(withoutEmpty(wanted), "\t")
}

// withoutEmpty drops the titles of lists that have no items, and of a list that is
// alone.
func withoutEmpty(fields []string) []string {
	title := func(s string) bool { return strings.HasPrefix(s, "== ") }
	for i := len(fields) - 1; i >= 0; i-- {
		if title(fields[i]) && (i == len(fields)-1 || title(fields[i+1])) {
			fields = slices.Delete(fields, i, i+1)
		}
	}
	if i := slices.IndexFunc(fields, title); i >= 0 && !slices.ContainsFunc(fields[i+1:], title) {
		fields = slices.Delete(fields, i, i+1)
	}
	return fields
}

// difference tells what is only in got (+) and only in want (-).
func difference(got, want string) string {
	g, w := strings.Split(got, "\t"), strings.Split(want, "\t")
	if g[0] != w[0] {
		return fmt.Sprintf("inserts %q, want %q", g[0], w[0])
	}
	var b strings.Builder
	for _, c := range g {
		if !slices.Contains(w, c) {
			b.WriteString(" +" + c)
		}
	}
	for _, c := range w {
		if !slices.Contains(g, c) {
			b.WriteString(" -" + c)
		}
	}
	if b.Len() == 0 {
		return fmt.Sprintf("order: %q\nwant:  %q", got, want)
	}
	return b.String()
}

// TestCompleteAsIEx compares with what IEx did.
func TestCompleteAsIEx(t *testing.T) {
	t.Cleanup(func() { os.RemoveAll("/tmp/gex-tab-paths") }) // of paths.txt
	total, equal, own, skipped := 0, 0, 0, 0
	for _, file := range completionFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			rt := newRuntime()
			inProcess(t, rt, func(p *proc.Process) {
				var scope *lib.Scope
				setup := "-"
				for _, row := range completions(t, file) {
					if row.setup != setup {
						setup = row.setup
						scope = evaluated(t, rt, p, setup)
					}
					if slices.ContainsFunc(row.needs, func(m string) bool { return !slices.Contains(rt.ModuleNames(), "Elixir."+m) }) {
						skipped++
						continue
					}
					got := shown(At(rt, p, scope, row.text))
					total++
					want := row.want
					if row.own != "" {
						want = row.own
						own++
					}
					got, want = inAnyOrder(got), inAnyOrder(want)
					if got, want = withoutLacks(rt, row.text, got, want); got != want {
						t.Errorf("%q\n%s", row.text, difference(got, want))
					} else if row.own == "" {
						equal++
					}
				}
			})
		})
	}
	t.Logf("%d cases: %d as IEx, %d differ on purpose; %d left out", total, equal, own, skipped)
}
