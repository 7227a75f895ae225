package absform

import (
	"slices"

	"gex/proto/term"
)

// Portable returns abstract code, as a term, without the calls that only newer
// releases of Elixir know. They check what is unquoted, which costs other nodes
// no more than the text of an error.
func Portable(t term.Term) term.Term {
	switch {
	case t.IsCons():
		es, tail := []term.Term{}, t
		for ; tail.IsCons(); tail = tail.Tail() {
			es = append(es, Portable(tail.Head()))
		}
		return term.ListTail(tail, es...)
	case !t.IsTuple():
		return t
	}
	if x, ok := validated(t); ok {
		return Portable(x)
	}
	es := slices.Clone(t.Elems())
	for i, e := range es {
		es[i] = Portable(e)
	}
	return term.TupleOf(es)
}

// validated returns X of the call elixir_quote:shallow_validate_ast(X).
func validated(t term.Term) (x term.Term, ok bool) {
	call := t.Tagged(atomCall, 4)
	if call == nil || !call[3].IsCons() {
		return x, false
	}
	remote := call[2].Tagged(atomRemote, 4)
	if remote == nil {
		return x, false
	}
	m, f := remote[2].Tagged(atomAtom, 3), remote[3].Tagged(atomAtom, 3)
	if m == nil || f == nil || !m[2].Is(atomElixirQuote) || !f[2].Is(atomValidateAST) {
		return x, false
	}
	return call[3].Head(), true
}

var (
	atomCall        = term.Intern("call")
	atomRemote      = term.Intern("remote")
	atomAtom        = term.Intern("atom")
	atomElixirQuote = term.Intern("elixir_quote")
	atomValidateAST = term.Intern("shallow_validate_ast")
)
