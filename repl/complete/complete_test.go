package complete

import (
	"fmt"
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
