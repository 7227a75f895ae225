package lib

import (
	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/vm"
)

// registerMacroEnv defines what Macro.Env needs of package expand.
func (r *Runtime) registerMacroEnv() {
	vm.Register(r.System.Table, "elixir_env", []vm.Row{
		{Name: "define", Arity: 5, Func: r.envDefine},
		{Name: "alias", Arity: 3, Func: r.envAlias},
		{Name: "resolve", Arity: 6, Func: r.envResolve},
		{Name: "call", Arity: 5, Func: r.envCall},
		{Name: "relative", Arity: 1, Func: envRelative},
	})
}

// envDefine is (kind, env, meta, module, opts): {:ok, env} or {:error, message}.
func (r *Runtime) envDefine(m *vm.Machine, a []term.Term) (term.Term, bool) {
	env, ok := expand.EnvFromTerm(a[1])
	if !ok || !a[3].IsAtom() {
		return functionClause(m)
	}
	x := r.definer(m).Expander()
	define := x.DefineImport
	switch a[0].AtomName() {
	case "alias":
		define = x.DefineAlias
	case "require":
		define = x.DefineRequire
	}
	t := a[1]
	after, problem, err := define(env, a[2], a[3].Atom(), a[4])
	switch {
	case err != nil:
		return r.raise(m, err)
	case problem != "":
		return term.Tuple(term.Error.Term(), term.String(problem)), true
	}
	return term.Tuple(term.Ok.Term(), after.UpdateTerm(t)), true
}

// envAlias is (env, meta, parts): {:alias, module} or :error.
func (r *Runtime) envAlias(m *vm.Machine, a []term.Term) (term.Term, bool) {
	env, ok := expand.EnvFromTerm(a[0])
	if !ok {
		return functionClause(m)
	}
	if module, found := r.definer(m).Expander().ExpandAlias(env, a[1], list(a[2])); found {
		return term.Tuple(term.A("alias"), module), true
	}
	return term.Error.Term(), true
}

// envResolve is (:import, env, meta, name, arity, locals) or
// (:require, env, meta, name, arity, module).
func (r *Runtime) envResolve(m *vm.Machine, a []term.Term) (term.Term, bool) {
	env, ok := expand.EnvFromTerm(a[1])
	arity, isInt := a[4].AsInt()
	if !ok || !isInt {
		return functionClause(m)
	}
	x := r.definer(m).Expander()
	name := a[3].Atom()
	if a[0].Is(term.Intern("require")) {
		return term.Bool(x.ResolveRequire(env, a[2], a[5].Atom(), name, int(arity))), true
	}
	return x.ResolveImport(env, a[2], name, int(arity), a[5].Is(term.True)), true
}

// envCall is (env, module, name, meta, args): the code that the macro gives.
func (r *Runtime) envCall(m *vm.Machine, a []term.Term) (term.Term, bool) {
	env, ok := expand.EnvFromTerm(a[0])
	args, proper := a[4].Slice()
	if !ok || !proper || !a[3].IsList() {
		return functionClause(m)
	}
	x := r.definer(m).Expander()
	q, err := x.RunMacro(env, x.Start(expand.VarsFromTerm(a[0])), a[3], a[1].Atom(), a[2].Atom(), args)
	if err != nil {
		return r.raise(m, err)
	}
	return q, true
}

// envRelative is the path of a file as stack traces show it.
func envRelative(_ *vm.Machine, a []term.Term) (term.Term, bool) {
	return term.String(relative(a[0].Text())), true
}
