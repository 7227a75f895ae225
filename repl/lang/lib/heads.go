package lib

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/repl/lang/lower"
	"gex/repl/lang/parse"
)

//go:embed heads.txt
var headsText string

// heads are the clauses of fn for each "Module.function/arity" of heads.txt.
var heads = sync.OnceValue(func() map[string][]string {
	all := make(map[string][]string)
	var name string
	for line := range strings.Lines(headsText) {
		line = strings.TrimRight(line, "\n")
		switch head, clause := strings.CutPrefix(line, "  "); {
		case clause:
			all[name] = append(all[name], head)
		case !strings.HasPrefix(line, "#"):
			name = line
		}
	}
	return all
})

// nativeClauses returns the clauses that a native would have were it written in
// Elixir: their patterns and guards.
func (r *Runtime) nativeClauses(p *proc.Process, module, function term.Atom, arity int) []*absform.Clause {
	name := strings.TrimPrefix(module.String(), "Elixir.") + "." + function.String() + "/" + strconv.Itoa(arity)
	clauses := heads()[name]
	if len(clauses) == 0 {
		return nil
	}
	var source strings.Builder
	source.WriteString("fn\n")
	for _, c := range clauses {
		source.WriteString(c + " -> nil\n")
	}
	source.WriteString("end")
	q, _, err := parse.Program(source.String(), parse.Options{File: "nofile"})
	if err != nil {
		return nil
	}
	x := expand.New(expansion{r, p, term.Nil}, nil, &r.Shared)
	ev, err := lower.Eval(x, q, nil, expand.NewEnv("nofile", 1))
	if err != nil || len(ev.Exprs) != 1 {
		return nil
	}
	fun, ok := ev.Exprs[0].(*absform.Fun)
	if !ok {
		return nil
	}
	return fun.Clauses
}
