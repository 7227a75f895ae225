package complete

import (
	"gex/proto/term"
	"gex/repl/lang/quoted"
)

// boundIn returns the names of the variables that text binds before its end, where
// the cursor is: on the left of =, <- and ->, before when, as the
// arguments of def. It does not look at where they go out of scope.
func boundIn(text string) (names []string) {
	path, ok := cursorPath(text)
	if !ok {
		return nil
	}
	quoted.Walk(path[len(path)-1], func(q term.Term) term.Term {
		if !q.IsTupleOf(3) || !q.Elem(0).IsAtom() {
			return q
		}
		args, ok := q.Elem(2).Slice()
		if !ok || len(args) == 0 {
			return q
		}
		switch form := q.Elem(0).AtomName(); form {
		case "=", "<-", "->":
			names = patternNames(args[0], names)
		case "when":
			for _, a := range args[:len(args)-1] {
				names = patternNames(a, names)
			}
		case "def", "defp", "defmacro", "defmacrop":
			head := args[0]
			if guarded := head.Tagged(term.Intern("when"), 3); guarded != nil {
				if parts, ok := guarded[2].Slice(); ok && len(parts) > 0 {
					head = parts[0]
				}
			}
			if head.IsTupleOf(3) {
				names = patternNames(head.Elem(2), names)
			}
		}
		return q
	}, func(q term.Term) term.Term { return q })
	return names
}

// patternNames appends the names of the variables of a pattern or a list of them.
func patternNames(q term.Term, names []string) []string {
	if name, _, _, ok := quoted.AsVar(q); ok {
		if s := name.String(); s != "_" {
			names = append(names, s)
		}
		return names
	}
	if q.Tagged(term.Intern("^"), 3) != nil {
		return names
	}
	if q.IsTupleOf(3) {
		return patternNames(q.Elem(2), names)
	}
	parts, ok := q.Slice()
	if !ok && q.IsTupleOf(2) {
		parts = q.Elems()
	}
	for _, part := range parts {
		names = patternNames(part, names)
	}
	return names
}
