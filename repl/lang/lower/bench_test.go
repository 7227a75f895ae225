package lower

import (
	"fmt"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
)

// stored is a machine that only stores definitions: what a module costs before
// its code is compiled.
type stored struct {
	noCode
	d *Definer
}

func (s *stored) Eval(exprs []absform.Expr, _ map[string]term.Term, _ string) (term.Term, error) {
	for _, e := range exprs {
		call, ok := e.(*absform.Call)
		if !ok {
			continue
		}
		args := make([]term.Term, len(call.Args))
		for i, a := range call.Args {
			switch a := a.(type) {
			case *absform.Atom:
				args[i] = a.Name.Term()
			case *absform.Value:
				args[i] = a.Term
			case *absform.Integer:
				args[i] = term.Big(a.Value)
			}
		}
		if _, err := storeDefinition(s.d, args); err != nil {
			return term.Term{}, err
		}
	}
	return okTerm, nil
}
func (*stored) Encode(*absform.Module) ([]byte, error) { return nil, nil }

func (s *stored) Load(*absform.Module) error      { return nil }
func (s *stored) Loaded(term.Atom) (string, bool) { return "", false }

// BenchmarkModule expands and lowers a module of 2,000 lines.
func BenchmarkModule(b *testing.B) {
	var src strings.Builder
	for i := range 400 {
		fmt.Fprintf(&src, "def f%d(%%{a: x} = m, [h | t]) when is_integer(x) and x > %d do\n  y = if x > 3, do: Map.put(m, :k, h), else: m\n  Enum.map(t, fn e -> {e, y, \"n#{x}\"} end) |> Enum.sum()\n  case y do\n    %%{k: ^h} -> f%d(m, t); _ -> x + 1 end\nend\n", i, i, i)
	}
	body := mustParse(b, src.String())
	env := expand.NewEnv("nofile", 1).Term()
	for b.Loop() {
		d := &Definer{Shared: &expand.Shared{}}
		d.Machine = &stored{d: d}
		if _, err := d.Compile(term.A("Elixir.Big"), body, term.Nil, env); err != nil {
			b.Fatal(err)
		}
	}
}
