package absform

import (
	"fmt"

	"gex/proto/term"
)

// ToTerm returns the node as a term of the abstract format. Annotations are
// written as Line, {Line, Column}, or [{generated,true},{location,L}] for
// generated code.
func ToTerm(e Expr) term.Term {
	a := e.Pos().Term()
	switch e := e.(type) {
	case *Atom:
		return node(aAtom, a, e.Name.Term())
	case *Integer:
		return node(aInteger, a, term.Big(e.Value))
	case *Char:
		return node(aChar, a, term.Int(e.Value))
	case *Float:
		return node(aFloat, a, term.Float(e.Value))
	case *String:
		return node(aString, a, chars(e.Chars))
	case *Value:
		return node(aValue, a, e.Term)
	case *Var:
		return node(aVar, a, term.A(e.Name))
	case *Nil:
		return node(aNil, a)
	case *Cons:
		return consToTerm(e)
	case *Tuple:
		return node(aTuple, a, exprsToTerm(e.Elems))
	case *Map:
		if e.Base == nil {
			return node(aMap, a, fieldsToTerm(e.Assocs))
		}
		return node(aMap, a, ToTerm(e.Base), fieldsToTerm(e.Assocs))
	case *Bin:
		return node(aBin, a, binElemsToTerm(e.Elems))
	case *Op:
		if e.Right == nil {
			return node(aOp, a, term.A(e.Name), ToTerm(e.Left))
		}
		return node(aOp, a, term.A(e.Name), ToTerm(e.Left), ToTerm(e.Right))
	case *Match:
		return node(aMatch, a, ToTerm(e.Pattern), ToTerm(e.Value))
	case *Call:
		return node(aCall, a, ToTerm(e.Fun), exprsToTerm(e.Args))
	case *Remote:
		return node(aRemote, a, ToTerm(e.Module), ToTerm(e.Name))
	default:
		return controlToTerm(e, a)
	}
}

func controlToTerm(e Expr, a term.Term) term.Term {
	switch e := e.(type) {
	case *Clause:
		return clauseToTerm(e)
	case *Block:
		return node(aBlock, a, exprsToTerm(e.Body))
	case *Case:
		return node(aCase, a, ToTerm(e.Value), ClausesToTerm(e.Clauses))
	case *If:
		return node(aIf, a, ClausesToTerm(e.Clauses))
	case *Receive:
		if e.After == nil {
			return node(aReceive, a, ClausesToTerm(e.Clauses))
		}
		return node(aReceive, a, ClausesToTerm(e.Clauses), ToTerm(e.After), exprsToTerm(e.Body))
	case *Try:
		return node(aTry, a, exprsToTerm(e.Body), ClausesToTerm(e.Clauses), ClausesToTerm(e.Catches), exprsToTerm(e.After))
	case *Catch:
		return node(aCatch, a, ToTerm(e.Value))
	case *Maybe:
		if e.Else == nil {
			return node(aMaybe, a, exprsToTerm(e.Body))
		}
		return node(aMaybe, a, exprsToTerm(e.Body), node(aElse, a, ClausesToTerm(e.Else)))
	case *MaybeMatch:
		return node(aMaybeMatch, a, ToTerm(e.Pattern), ToTerm(e.Value))
	case *Fun:
		if e.Name != "" {
			return node(aNamedFun, a, term.A(e.Name), ClausesToTerm(e.Clauses))
		}
		return node(aFun, a, term.Tuple(aClauses.Term(), ClausesToTerm(e.Clauses)))
	case *FunRef:
		return funRefToTerm(e, a)
	case *Comprehension:
		return comprehensionToTerm(e, a)
	case *Function:
		return node(aFunction, a, e.Name.Term(), term.Int(int64(e.Arity)), ClausesToTerm(e.Clauses))
	}
	panic(fmt.Sprintf("absform: unknown node %T", e))
}

// Term returns the annotation as a term; see ToTerm.
func (a Anno) Term() term.Term {
	loc := term.Int(int64(a.Line))
	if a.Column > 0 {
		loc = term.Tuple(loc, term.Int(int64(a.Column)))
	}
	if !a.Generated {
		return loc
	}
	return term.List(term.Tuple(aGenerated.Term(), term.True.Term()), term.Tuple(aLocation.Term(), loc))
}

func node(tag term.Atom, args ...term.Term) term.Term {
	es := make([]term.Term, 0, len(args)+1)
	return term.TupleOf(append(append(es, tag.Term()), args...))
}

func chars(s []rune) term.Term {
	ts := make([]term.Term, len(s))
	for i, c := range s {
		ts[i] = term.Int(int64(c))
	}
	return term.List(ts...)
}

func exprsToTerm(es []Expr) term.Term {
	ts := make([]term.Term, len(es))
	for i, e := range es {
		ts[i] = ToTerm(e)
	}
	return term.List(ts...)
}

// consToTerm follows the tails in a loop: long lists nest there.
func consToTerm(c *Cons) term.Term {
	var cells []*Cons
	var tail Expr = c
	for {
		c, ok := tail.(*Cons)
		if !ok {
			break
		}
		cells, tail = append(cells, c), c.Tail
	}
	t := ToTerm(tail)
	for i := len(cells) - 1; i >= 0; i-- {
		t = node(aCons, cells[i].Anno.Term(), ToTerm(cells[i].Head), t)
	}
	return t
}

func fieldsToTerm(fs []MapField) term.Term {
	ts := make([]term.Term, len(fs))
	for i, f := range fs {
		tag := aMapFieldAssoc
		if f.Exact {
			tag = aMapFieldExact
		}
		ts[i] = node(tag, f.Anno.Term(), ToTerm(f.Key), ToTerm(f.Value))
	}
	return term.List(ts...)
}

func binElemsToTerm(es []BinElem) term.Term {
	ts := make([]term.Term, len(es))
	for i, e := range es {
		size, types := aDefault.Term(), aDefault.Term()
		if e.Size != nil {
			size = ToTerm(e.Size)
		}
		if len(e.Types) > 0 || e.Unit > 0 {
			var specs []term.Term
			for _, t := range e.Types {
				specs = append(specs, t.Term())
			}
			if e.Unit > 0 {
				specs = append(specs, term.Tuple(aUnit.Term(), term.Int(int64(e.Unit))))
			}
			types = term.List(specs...)
		}
		ts[i] = node(aBinElement, e.Anno.Term(), ToTerm(e.Value), size, types)
	}
	return term.List(ts...)
}

// ClausesToTerm returns the clauses as a list of terms.
func ClausesToTerm(cs []*Clause) term.Term {
	ts := make([]term.Term, len(cs))
	for i, c := range cs {
		ts[i] = clauseToTerm(c)
	}
	return term.List(ts...)
}

func clauseToTerm(c *Clause) term.Term {
	gs := make([]term.Term, len(c.Guards))
	for i, g := range c.Guards {
		gs[i] = exprsToTerm(g)
	}
	return node(aClause, c.Anno.Term(), exprsToTerm(c.Patterns), term.List(gs...), exprsToTerm(c.Body))
}

func funRefToTerm(e *FunRef, a term.Term) term.Term {
	if e.Module != nil {
		return node(aFun, a, node(aFunction, ToTerm(e.Module), ToTerm(e.Name), ToTerm(e.Arity)))
	}
	name, arity := term.Nil, term.Nil
	if n, ok := e.Name.(*Atom); ok {
		name = n.Name.Term()
	}
	if n, ok := e.Arity.(*Integer); ok {
		arity = term.Big(n.Value)
	}
	return node(aFun, a, node(aFunction, name, arity))
}

func comprehensionToTerm(e *Comprehension, a term.Term) term.Term {
	qs := make([]term.Term, len(e.Qualifiers))
	for i, q := range e.Qualifiers {
		qs[i] = qualifierToTerm(q)
	}
	template := pairToTerm(e.Kind, e.Template)
	return node([...]term.Atom{ListComp: aLc, BinComp: aBc, MapComp: aMc}[e.Kind], a, template, term.List(qs...))
}

// pairToTerm writes the tuple of a map comprehension or generator as a field.
func pairToTerm(k CompKind, e Expr) term.Term {
	if p, ok := e.(*Tuple); ok && k == MapComp && len(p.Elems) == 2 {
		tag := aMapFieldAssoc
		return node(tag, p.Anno.Term(), ToTerm(p.Elems[0]), ToTerm(p.Elems[1]))
	}
	return ToTerm(e)
}

func qualifierToTerm(q Qualifier) term.Term {
	if q.Pattern == nil {
		return ToTerm(q.Value)
	}
	pattern := pairToTerm(q.Kind, q.Pattern)
	if q.Kind == MapComp {
		es := append([]term.Term(nil), pattern.Elems()...)
		es[0] = aMapFieldExact.Term()
		pattern = term.TupleOf(es)
	}
	for tag, g := range generators {
		if g == (generator{q.Kind, q.Strict}) {
			return node(tag, q.Anno.Term(), pattern, ToTerm(q.Value))
		}
	}
	panic("absform: unknown generator")
}

// Forms returns the module as the list of its forms.
func (m *Module) Forms() term.Term {
	one := term.Int(1)
	fs := []term.Term{
		node(aAttribute, one, aFile.Term(), term.Tuple(chars([]rune(m.File)), one)),
		node(aAttribute, m.Anno.Term(), aModule.Term(), m.Name.Term()),
	}
	var exports []term.Term
	for _, fa := range m.Exports {
		exports = append(exports, term.Tuple(fa.Name.Term(), term.Int(int64(fa.Arity))))
	}
	fs = append(fs, node(aAttribute, m.Anno.Term(), aExport.Term(), term.List(exports...)))
	for _, at := range m.Attributes {
		fs = append(fs, node(aAttribute, at.Anno.Term(), at.Name.Term(), at.Value))
	}
	for _, f := range m.Functions {
		fs = append(fs, ToTerm(f))
	}
	return term.List(fs...)
}
