package quoted

import (
	"gex/proto/term"
)

// Atoms of quoted code.
var (
	Block      = term.Intern("__block__")
	Aliases    = term.Intern("__aliases__")
	Dot        = term.Intern(".")
	DoAtom     = term.Intern("do")
	LineAtom   = term.Intern("line")
	ColumnAtom = term.Intern("column")
	TupleForm  = term.Intern("{}")
	MapForm    = term.Intern("%{}")
	StructForm = term.Intern("%")
	BitsForm   = term.Intern("<<>>")
	Arrow      = term.Intern("->")
	When       = term.Intern("when")
	FnAtom     = term.Intern("fn")
)

// New returns {form, meta, args}.
func New(form, meta, args term.Term) term.Term { return term.TupleOf([]term.Term{form, meta, args}) }

// Call returns {name, meta, [args...]}.
func Call(name term.Atom, meta term.Term, args ...term.Term) term.Term {
	return New(name.Term(), meta, term.List(args...))
}

// Var returns the variable {name, meta, context}; context is an atom, nil for
// one typed in source.
func Var(name term.Atom, meta term.Term, context term.Atom) term.Term {
	return New(name.Term(), meta, context.Term())
}

// Node takes apart a call or variable: {form, meta, args} where meta is a list
// and args a list or an atom.
func Node(t term.Term) (form, meta, args term.Term, ok bool) {
	if !t.IsTupleOf(3) {
		return form, meta, args, false
	}
	e := t.Elems()
	if !e[1].IsList() || !e[2].IsList() && !e[2].IsAtom() || !e[0].IsAtom() && !e[0].IsTuple() {
		return form, meta, args, false
	}
	return e[0], e[1], e[2], true
}

// AsCall takes apart a call: a node with a list of arguments.
func AsCall(t term.Term) (form, meta term.Term, args []term.Term, ok bool) {
	form, meta, list, ok := Node(t)
	if !ok || !list.IsList() {
		return form, meta, nil, false
	}
	args, ok = list.Slice()
	return form, meta, args, ok
}

// AsVar takes apart a variable: a node with an atom in place of arguments.
func AsVar(t term.Term) (name term.Atom, meta term.Term, context term.Atom, ok bool) {
	form, meta, ctx, ok := Node(t)
	if !ok || !form.IsAtom() || !ctx.IsAtom() {
		return 0, meta, 0, false
	}
	return form.Atom(), meta, ctx.Atom(), true
}

// IsCall tells whether t is a call of the local name with n arguments; n < 0
// stands for any number.
func IsCall(t term.Term, name term.Atom, n int) bool {
	form, _, args, ok := Node(t)
	if !ok || !form.Is(name) || !args.IsList() {
		return false
	}
	got, ok := args.Len()
	return ok && (n < 0 || got == n)
}

// Pair returns the two-element tuple {a, b}, which quotes to itself.
func Pair(a, b term.Term) term.Term { return term.TupleOf([]term.Term{a, b}) }

// KV returns the keyword entry {key, value}.
func KV(key term.Atom, value term.Term) term.Term { return Pair(key.Term(), value) }

// IsLiteral tells whether t is code that stands for itself at the top: a
// number, atom, bit string, list or pair.
func IsLiteral(t term.Term) bool {
	return t.IsNumber() || t.IsAtom() || t.IsBits() || t.IsList() || t.IsTupleOf(2)
}
