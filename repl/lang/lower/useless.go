package lower

import (
	"fmt"
	"slices"
	"strings"

	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
)

// reviewer warns of what the functions of a module do in vain: clauses that an
// earlier one leaves nothing for, and values that nothing takes.
type reviewer struct {
	file  string
	found []expand.Diagnostic
	bound map[string]bool // variables met so far in the clause of the function
}

// review reports on the functions of a module in the order of their places:
// lines without a column come first.
func (d *Definer) review(m *expand.Module, mod *absform.Module) {
	if d.Diag == nil {
		return
	}
	r := &reviewer{file: m.File}
	for _, f := range mod.Functions {
		if f.Generated {
			continue
		}
		r.bound = nil
		r.clauses(f.Clauses, fmt.Sprintf(" for %s/%d", f.Name, f.Arity))
		for _, c := range f.Clauses {
			r.bound = make(map[string]bool)
			absform.Walk(c, r.visit)
		}
	}
	slices.SortStableFunc(r.found, func(a, b expand.Diagnostic) int {
		if (a.Column == 0) != (b.Column == 0) {
			return a.Column - b.Column
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	for _, w := range r.found {
		d.Diag.Report(w)
	}
}

func (r *reviewer) warn(a absform.Anno, format string, args ...any) {
	if a.Generated || a.Line == 0 {
		return
	}
	r.found = append(r.found, expand.Diagnostic{Severity: expand.SeverityWarning, Message: fmt.Sprintf(format, args...),
		File: r.file, Line: a.Line, Column: a.Column})
}

func (r *reviewer) visit(e absform.Expr) bool {
	switch e := e.(type) {
	case *absform.Var:
		r.bound[e.Name] = true
	case *absform.Clause:
		r.body(e.Body)
	case *absform.Block:
		r.body(e.Body)
	case *absform.Try:
		r.body(e.Body)
	case *absform.Receive:
		r.clauses(e.Clauses, "")
		r.body(e.Body)
	case *absform.Case:
		absform.Walk(e.Value, func(v absform.Expr) bool {
			if v, ok := v.(*absform.Var); ok {
				r.bound[v.Name] = true
			}
			return true
		})
		r.clauses(e.Clauses, "")
	case *absform.Fun:
		r.clauses(e.Clauses, "")
	}
	return true
}

// clauses warns of clauses that can never be chosen because of their order. of
// is what the message says of the function that they belong to.
func (r *reviewer) clauses(cs []*absform.Clause, of string) {
	for i, c := range cs {
		for _, before := range cs[:i] {
			if len(before.Guards) > 0 || !r.covers(before.Patterns, c.Patterns) {
				continue
			}
			if all(before.Patterns) {
				r.warn(c.Anno, "this clause%s cannot match because a previous clause at line %d always matches", of, before.Line)
			} else {
				r.warn(c.Anno, "this clause cannot match because a previous clause at line %d matches the same pattern as this clause", before.Line)
			}
			break
		}
	}
}

// all tells whether patterns match anything: they are variables.
func all(ps []absform.Expr) bool {
	return !slices.ContainsFunc(ps, func(p absform.Expr) bool { _, ok := p.(*absform.Var); return !ok })
}

// covers tells whether what ps match surely includes what qs match. Variables
// that are compared, for they are there twice or bound before, cover nothing.
func (r *reviewer) covers(ps, qs []absform.Expr) bool {
	c := cover{bound: r.bound, seen: make(map[string]bool)}
	for i, p := range ps {
		if i >= len(qs) || !c.covers(p, qs[i]) {
			return false
		}
	}
	return true
}

type cover struct{ bound, seen map[string]bool }

func (c cover) covers(p, q absform.Expr) bool {
	switch p := p.(type) {
	case *absform.Var:
		if p.Name == "_" {
			return true
		}
		fresh := !c.seen[p.Name] && !c.bound[p.Name]
		c.seen[p.Name] = true
		return fresh
	case *absform.Atom:
		q, ok := q.(*absform.Atom)
		return ok && p.Name == q.Name
	case *absform.Integer:
		q, ok := q.(*absform.Integer)
		return ok && p.Value.Cmp(q.Value) == 0
	case *absform.Nil:
		_, ok := q.(*absform.Nil)
		return ok
	case *absform.Tuple:
		q, ok := q.(*absform.Tuple)
		if !ok || len(p.Elems) != len(q.Elems) {
			return false
		}
		for i, e := range p.Elems {
			if !c.covers(e, q.Elems[i]) {
				return false
			}
		}
		return true
	case *absform.Cons:
		q, ok := q.(*absform.Cons)
		return ok && c.covers(p.Head, q.Head) && c.covers(p.Tail, q.Tail)
	}
	return false
}

// body warns of the expressions before the last that only have a value.
func (r *reviewer) body(es []absform.Expr) {
	for i, e := range es {
		if i < len(es)-1 {
			r.effect(e)
		}
	}
}

// effect warns of an expression whose value is dropped.
func (r *reviewer) effect(e absform.Expr) {
	switch e := e.(type) {
	case *absform.Block:
		if n := len(e.Body); n > 0 {
			r.effect(e.Body[n-1])
		}
	case *absform.Case:
		for _, c := range e.Clauses {
			if n := len(c.Body); n > 0 {
				r.effect(c.Body[n-1])
			}
		}
	case *absform.FunRef:
		r.warn(e.Anno, "the result of fun construction is ignored (suppress the warning by assigning the expression to the _ variable)")
	case *absform.Op:
		r.operator(e)
	case *absform.Call:
		r.call(e)
	}
}

// comparisons are the operators that cannot fail, by Elixir's names for them.
var comparisons = map[string]string{
	"==": "==", "/=": "!=", "=:=": "===", "=/=": "!==", "<": "<", ">": ">", "=<": "<=", ">=": ">=",
}

func (r *reviewer) operator(e *absform.Op) {
	name, ok := comparisons[e.Name]
	switch {
	case ok:
		r.warn(e.Anno, "use of operator %s has no effect", name)
	case e.Name == "andalso" || e.Name == "orelse":
		r.effect(e.Right)
	case e.Name != "!" && e.Name != "send":
		arity := 2
		if e.Right == nil {
			arity = 1
		}
		r.warn(e.Anno, "the result of evaluating operator '%s'/%d is ignored (suppress the warning by assigning the expression to the _ variable)", e.Name, arity)
	}
}

func (r *reviewer) call(e *absform.Call) {
	f, ok := e.Fun.(*absform.Remote)
	if !ok {
		return
	}
	m, ok := f.Module.(*absform.Atom)
	if !ok {
		return
	}
	n, ok := f.Name.(*absform.Atom)
	if !ok {
		return
	}
	fa := fmt.Sprintf("%s/%d", n.Name, len(e.Args))
	switch {
	case m.Name.String() == "erlang" && (fa == "++/2" || fa == "--/2"):
		r.operator(&absform.Op{Anno: e.Anno, Name: n.Name.String(), Left: e.Args[0], Right: e.Args[1]})
	case m.Name.String() == "erlang" && harmless[fa]:
		r.warn(e.Anno, "the call to %s has no effect", fa)
	case m.Name.String() == "erlang" && pure[fa]:
		r.warn(e.Anno, "the result of calling %s is ignored (suppress the warning by assigning the expression to the _ variable)", fa)
	}
}

// harmless are the functions of erlang that neither fail nor do anything.
var harmless = set(`date/0 get/0 get/1 get_cookie/0 get_keys/1 group_leader/0 is_alive/0 is_atom/1 is_boolean/1 is_binary/1
	is_bitstring/1 is_float/1 is_function/1 is_integer/1 is_list/1 is_map/1 is_number/1 is_pid/1 is_port/1 is_record/1
	is_reference/1 is_tuple/1 make_ref/0 max/2 min/2 node/0 nodes/0 ports/0 pre_loaded/0 processes/0 registered/0 self/0
	term_to_binary/1 time/0`)

// pure are those that may fail, and otherwise depend on their arguments alone.
var pure = set(`abs/1 atom_to_binary/1 atom_to_binary/2 atom_to_list/1 binary_part/2 binary_part/3 binary_to_atom/1
	binary_to_atom/2 binary_to_float/1 binary_to_integer/1 binary_to_list/1 binary_to_list/3 bit_size/1 byte_size/1 ceil/1
	element/2 float/1 float_to_list/1 float_to_binary/1 floor/1 hd/1 integer_to_binary/1 integer_to_list/1 is_function/2
	is_integer/3 is_map_key/2 is_record/2 is_record/3 length/1 list_to_atom/1 list_to_binary/1 list_to_float/1
	list_to_integer/1 list_to_integer/2 list_to_pid/1 list_to_tuple/1 make_fun/3 map_get/2 pid_to_list/1 round/1
	setelement/3 size/1 split_binary/2 tl/1 trunc/1 tuple_size/1 tuple_to_list/1`)

func set(words string) map[string]bool {
	out := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
