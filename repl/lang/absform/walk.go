package absform

// Walk calls visit for e and, where visit returns true, for the nodes inside
// it, in source order. Clauses are visited too.
func Walk(e Expr, visit func(Expr) bool) {
	for c, ok := e.(*Cons); ok; c, ok = e.(*Cons) { // long lists nest in their tails
		if !visit(c) {
			return
		}
		Walk(c.Head, visit)
		e = c.Tail
	}
	if e == nil || !visit(e) {
		return
	}
	switch e := e.(type) {
	case *Tuple:
		walkAll(e.Elems, visit)
	case *Map:
		if e.Base != nil {
			Walk(e.Base, visit)
		}
		for _, f := range e.Assocs {
			Walk(f.Key, visit)
			Walk(f.Value, visit)
		}
	case *Bin:
		for _, b := range e.Elems {
			Walk(b.Value, visit)
			if b.Size != nil {
				Walk(b.Size, visit)
			}
		}
	case *Op:
		Walk(e.Left, visit)
		if e.Right != nil {
			Walk(e.Right, visit)
		}
	case *Match:
		Walk(e.Pattern, visit)
		Walk(e.Value, visit)
	case *MaybeMatch:
		Walk(e.Pattern, visit)
		Walk(e.Value, visit)
	case *Call:
		Walk(e.Fun, visit)
		walkAll(e.Args, visit)
	case *Remote:
		Walk(e.Module, visit)
		Walk(e.Name, visit)
	case *Clause:
		walkAll(e.Patterns, visit)
		for _, g := range e.Guards {
			walkAll(g, visit)
		}
		walkAll(e.Body, visit)
	case *Block:
		walkAll(e.Body, visit)
	case *Case:
		Walk(e.Value, visit)
		walkClauses(e.Clauses, visit)
	case *If:
		walkClauses(e.Clauses, visit)
	case *Receive:
		walkClauses(e.Clauses, visit)
		if e.After != nil {
			Walk(e.After, visit)
		}
		walkAll(e.Body, visit)
	case *Try:
		walkAll(e.Body, visit)
		walkClauses(e.Clauses, visit)
		walkClauses(e.Catches, visit)
		walkAll(e.After, visit)
	case *Catch:
		Walk(e.Value, visit)
	case *Maybe:
		walkAll(e.Body, visit)
		walkClauses(e.Else, visit)
	case *Fun:
		walkClauses(e.Clauses, visit)
	case *FunRef:
		if e.Module != nil {
			Walk(e.Module, visit)
			Walk(e.Name, visit)
			Walk(e.Arity, visit)
		}
	case *Comprehension:
		for _, q := range e.Qualifiers {
			if q.Pattern != nil {
				Walk(q.Pattern, visit)
			}
			Walk(q.Value, visit)
		}
		Walk(e.Template, visit)
	case *Function:
		walkClauses(e.Clauses, visit)
	}
}

func walkAll(es []Expr, visit func(Expr) bool) {
	for _, e := range es {
		Walk(e, visit)
	}
}

func walkClauses(cs []*Clause, visit func(Expr) bool) {
	for _, c := range cs {
		Walk(c, visit)
	}
}
