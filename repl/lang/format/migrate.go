package format

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/quoted"
)

// migrate rewrites a call as the options say. A definition of a macro that is
// migrated itself ends the migration: what it is made of could change meaning.
func (b *builder) migrate(form, meta term.Term, args []term.Term) (term.Term, bool) {
	if len(args) != 2 {
		return term.Term{}, false
	}
	if form.Is(atomDefmacro) || form.Is(atomDefmacrop) {
		name, _, _, ok := node(args[0])
		switch {
		case b.MigratePipes && ok && name.Is(atomPipeline):
			b.MigratePipes = false
		case b.MigrateUnless && ok && name.Is(atomUnless):
			b.MigrateUnless = false
		}
		return term.Term{}, false
	}
	if !b.MigrateUnless {
		return term.Term{}, false
	}
	if form.Is(atomUnless) {
		return quoted.New(atomIf.Term(), meta, term.List(negate(args[0]), args[1])), true
	}
	unless, unlessMeta, body, ok := call(args[1], 1)
	if !form.Is(atomPipeline) || !ok || !unless.Is(atomUnless) {
		return term.Term{}, false
	}
	condition := args[0]
	if name, _, _, ok := node(condition); ok && name.Is(atomPipeline) {
		closing := term.List(quoted.KV(atomClosing, term.Nil))
		not := quoted.New(quoted.Call(quoted.Dot, term.Nil, atomKernel.Term(), atomBang.Term()), closing, term.Nil)
		condition = quoted.Call(atomPipeline, term.Nil, condition, not)
	} else {
		condition = negate(condition)
	}
	return quoted.New(form, meta, term.List(condition, quoted.New(atomIf.Term(), unlessMeta, term.List(body...)))), true
}

// opposites are the comparisons that negate each other.
var opposites = map[string]string{"==": "!=", "===": "!==", "!=": "==", "!==": "==="}

// booleans are the calls whose result is a boolean: not does for them.
var booleans = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields(`is_atom is_boolean is_nil is_number is_integer is_float is_binary is_map is_struct
		is_non_struct_map is_exception is_list is_tuple is_function is_reference is_pid is_port`) {
		m[name] = true
	}
	return m
}()

// negate returns the code of the opposite of a condition.
func negate(condition term.Term) term.Term {
	form, meta, args, ok := call(condition, -1)
	if !ok || !form.IsAtom() {
		return quoted.Call(atomBang, term.Nil, condition)
	}
	name, n := form.AtomName(), len(args)
	switch {
	case n == 1 && (name == "!" || name == "not"):
		return args[0]
	case n == 2 && (name == ">" || name == ">=" || name == "<" || name == "<=" || name == "in"), n > 0 && booleans[name]:
		return quoted.Call(atomNot, term.Nil, condition)
	case n == 2 && opposites[name] != "":
		return quoted.New(term.A(opposites[name]), meta, term.List(args...))
	}
	return quoted.Call(atomBang, term.Nil, condition)
}
