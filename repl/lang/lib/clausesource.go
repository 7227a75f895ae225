package lib

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/absform"
)

// sourceOf turns a pattern or guard of the abstract format back into the quoted
// Elixir that it came from.
func sourceOf(e absform.Expr) term.Term {
	switch e := e.(type) {
	case *absform.Atom:
		return e.Name.Term()
	case *absform.Integer:
		return term.Big(e.Value)
	case *absform.Char:
		return term.Int(e.Value)
	case *absform.Float:
		return term.Float(e.Value)
	case *absform.String:
		return term.Charlist(string(e.Chars))
	case *absform.Value:
		return e.Term
	case *absform.Var:
		return term.Tuple(term.A(variableName(e.Name)), term.Nil, term.AtomNil.Term())
	case *absform.Nil:
		return term.Nil
	case *absform.Cons:
		return sourceOfList(e)
	case *absform.Tuple:
		es := sourcesOf(e.Elems)
		if len(es) == 2 {
			return term.Tuple(es...)
		}
		return form("{}", es...)
	case *absform.Match:
		return form("=", sourceOf(e.Pattern), sourceOf(e.Value))
	case *absform.Map:
		return sourceOfMap(e)
	case *absform.Bin:
		return sourceOfBin(e)
	case *absform.Op:
		return sourceOfOp(e)
	case *absform.Call:
		return sourceOfCall(e)
	}
	return form("...")
}

func form(name string, args ...term.Term) term.Term {
	return term.Tuple(term.A(name), term.Nil, term.List(args...))
}

func sourcesOf(es []absform.Expr) []term.Term {
	out := make([]term.Term, len(es))
	for i, e := range es {
		out[i] = sourceOf(e)
	}
	return out
}

// variableName is the Elixir name of an Erlang variable: x of _x@1.
func variableName(name string) string {
	base, _, numbered := strings.Cut(name, "@")
	if rest, ok := strings.CutPrefix(base, "_"); ok && numbered && rest != "" {
		return rest
	}
	return base
}

func sourceOfList(e absform.Expr) term.Term {
	var es []term.Term
	for {
		c, ok := e.(*absform.Cons)
		if !ok {
			break
		}
		es = append(es, sourceOf(c.Head))
		e = c.Tail
	}
	if _, ok := e.(*absform.Nil); !ok {
		last := len(es) - 1
		es[last] = form("|", es[last], sourceOf(e))
	}
	return term.List(es...)
}

func sourceOfMap(m *absform.Map) term.Term {
	var pairs []term.Term
	name := term.Term{}
	for _, f := range m.Assocs {
		if k, ok := f.Key.(*absform.Atom); ok && k.Name.String() == "__struct__" {
			name = structName(f.Value)
			continue
		}
		pairs = append(pairs, term.Tuple(sourceOf(f.Key), sourceOf(f.Value)))
	}
	fields := form("%{}", pairs...)
	if name.IsNone() {
		return fields
	}
	return form("%", name, fields)
}

// structName is what stands between % and {: the compiler adds a variable of its
// own to a name that is to be bound.
func structName(e absform.Expr) term.Term {
	if m, ok := e.(*absform.Match); ok {
		if v, ok := m.Pattern.(*absform.Var); ok && ownVariable(v) {
			return sourceOf(m.Value)
		}
		return sourceOf(m.Pattern)
	}
	return sourceOf(e)
}

// ownVariable tells whether the compiler made a variable.
func ownVariable(v *absform.Var) bool { return v.Name != "_" && !strings.Contains(v.Name, "@") }

// ownGuard tells whether the compiler added a guard: the test that the name of a
// struct is an atom.
func ownGuard(e absform.Expr) bool {
	c, ok := e.(*absform.Call)
	if !ok || len(c.Args) != 1 {
		return false
	}
	v, ok := c.Args[0].(*absform.Var)
	return ok && ownVariable(v)
}

func sourceOfBin(b *absform.Bin) term.Term {
	var es []term.Term
	for _, e := range b.Elems {
		value := sourceOf(e.Value)
		if s, ok := e.Value.(*absform.String); ok {
			value = term.String(string(s.Chars))
		}
		var spec term.Term
		add := func(t term.Term) {
			if spec.IsNone() {
				spec = t
			} else {
				spec = form("-", spec, t)
			}
		}
		for _, t := range e.Types {
			if t.String() != "integer" {
				add(term.Tuple(t.Term(), term.Nil, term.AtomNil.Term()))
			}
		}
		if e.Size != nil {
			size := sourceOf(e.Size)
			if spec.IsNone() && size.IsInt() {
				add(size)
			} else {
				add(form("size", size))
			}
		}
		if !spec.IsNone() {
			value = form("::", value, spec)
		}
		es = append(es, value)
	}
	if len(es) == 0 {
		return term.String("")
	}
	if len(es) == 1 && es[0].IsBinary() {
		return es[0]
	}
	return form("<<>>", es...)
}

// operators are Elixir's names for those of Erlang that differ.
var operators = map[string]string{
	"=:=": "===", "=/=": "!==", "/=": "!=", "=<": "<=", "andalso": "and", "orelse": "or",
}

func sourceOfOp(op *absform.Op) term.Term {
	name := op.Name
	if n, ok := operators[name]; ok {
		name = n
	}
	if op.Right == nil {
		return form(name, sourceOf(op.Left))
	}
	return form(name, sourceOf(op.Left), sourceOf(op.Right))
}

func sourceOfCall(c *absform.Call) term.Term {
	args := sourcesOf(c.Args)
	switch f := c.Fun.(type) {
	case *absform.Atom:
		return form(f.Name.String(), args...)
	case *absform.Remote:
		module, isAtom := f.Module.(*absform.Atom)
		name, named := f.Name.(*absform.Atom)
		if !isAtom || !named {
			break
		}
		if module.Name.String() != "erlang" {
			return term.Tuple(form(".", module.Name.Term(), name.Name.Term()), term.Nil, term.List(args...))
		}
		n := name.Name.String()
		switch {
		case n == "element" && len(args) == 2:
			i := form("-", args[0], term.Int(1))
			if args[0].IsInt() {
				i = term.Int(args[0].Int() - 1)
			}
			return form("elem", args[1], i)
		case n == "is_map_key" && len(args) == 2:
			return form(n, args[1], args[0])
		case n == "map_get" && len(args) == 2:
			return term.Tuple(form(".", term.A("erlang"), term.A(n)), term.Nil, term.List(args...))
		}
		if o, ok := operators[n]; ok {
			n = o
		}
		return form(n, args...)
	}
	return form("...")
}
