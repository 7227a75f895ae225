package diag

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/format"
)

// Clauses are the clauses of a function that did not match.
type Clauses struct {
	Kind string // def, defp, defmacro or defmacrop
	List []Clause
}

// Clause is one of them. One of the Guards must hold.
type Clause struct {
	Args   []Part
	Guards []*Guard
}

// Part is quoted code and whether it let the arguments in.
type Part struct {
	Code term.Term
	OK   bool
}

// Guard is a test, or two of them with "and" or "or" between.
type Guard struct {
	Part
	Op          string // "" for a test
	Left, Right *Guard
}

// term is the field clauses of a FunctionClauseError: [{args, guards}], in which
// a part is %{node: code, match?: boolean}.
func (c Clauses) term() term.Term {
	var out []term.Term
	for _, c := range c.List {
		var args, guards []term.Term
		for _, a := range c.Args {
			args = append(args, a.term())
		}
		for _, g := range c.Guards {
			guards = append(guards, g.term())
		}
		out = append(out, term.Tuple(term.List(args...), term.List(guards...)))
	}
	return term.List(out...)
}

func (p Part) term() term.Term {
	return term.MapOf(term.A("node"), p.Code, term.A("match?"), term.Bool(p.OK))
}

func (g *Guard) term() term.Term {
	if g.Op == "" {
		return g.Part.term()
	}
	return term.Tuple(term.A(g.Op), term.Nil, term.List(g.Left.term(), g.Right.term()))
}

// ClausesTerm is what Exception.blame_mfa/3 returns for them.
func ClausesTerm(c Clauses) term.Term {
	return term.Tuple(term.Ok.Term(), term.A(c.Kind), c.term())
}

// clauseText is the head of a clause, {args, guards}, with the parts that failed
// marked.
func (f *Formatter) clauseText(function, clause term.Term) string {
	if !clause.IsTupleOf(2) {
		return text(clause)
	}
	args, _ := clause.Elem(0).Slice()
	var b strings.Builder
	b.WriteString(strings.TrimPrefix(text(function), "MACRO-") + "(")
	for i, a := range args {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(f.partText(a))
	}
	b.WriteByte(')')
	guards, _ := clause.Elem(1).Slice()
	for _, g := range guards {
		b.WriteString(" when " + f.guardText(g, ""))
	}
	return b.String()
}

func (f *Formatter) partText(part term.Term) string {
	s := format.String(get(part, "node"))
	if get(part, "match?").Is(term.True) {
		return s
	}
	if f.BlameDiff != nil {
		return f.BlameDiff(s)
	}
	return "-" + s + "-"
}

func (f *Formatter) guardText(g term.Term, outer string) string {
	if !g.IsTupleOf(3) {
		return f.partText(g)
	}
	op, sides := text(g.Elem(0)), g.Elem(2).Elems()
	if list, ok := g.Elem(2).Slice(); ok {
		sides = list
	}
	if len(sides) != 2 {
		return ""
	}
	s := f.guardText(sides[0], op) + " " + op + " " + f.guardText(sides[1], op+" ")
	if outer == "" || outer == op || outer == "or" && op == "and" || outer == "or " && op == "and" {
		return s
	}
	return "(" + s + ")"
}
