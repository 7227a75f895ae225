package lower

import (
	"crypto/md5"
	"math/big"
	"slices"
	"strconv"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
)

// Definer defines modules: the Go side of defmodule, def, defstruct and of the
// functions of Module. One Definer serves one process while it evaluates.
type Definer struct {
	Machine Machine
	Diag    expand.Diagnostics
	Shared  *expand.Shared
	// Verify is told of each module that was defined, to have it checked once
	// the modules it uses are there; nil drops it.
	Verify func(m *expand.Module, e *expand.Env)
	// Defined is told of each module that is done, if not nil.
	Defined func(name, binary term.Term)
	// Redefine silences the warning about modules that are defined again.
	Redefine bool
}

// Machine is what defining modules needs of the running system.
type Machine interface {
	expand.Code
	// Eval runs the expressions in order with the given Erlang variables bound
	// and returns the value of the last. file is named in stack traces.
	Eval(exprs []absform.Expr, vars map[string]term.Term, file string) (term.Term, error)
	// Load makes a module available in place of any other of that name.
	Load(m *absform.Module) error
	// Encode returns the BEAM file of a module.
	Encode(m *absform.Module) ([]byte, error)
	// Loaded tells whether a module of that name was loaded, and from where:
	// "" when it was defined in memory.
	Loaded(name term.Atom) (path string, ok bool)
}

// Expander returns an Expander for this process.
func (d *Definer) Expander() *expand.Expander {
	x := expand.New(d.Machine, d.Diag, d.Shared)
	x.Local = d.localMacro
	return x
}

// Compile defines a module: it runs the body and loads the result. vars are
// {name, context, value} for the variables that the body may read; env is a
// Macro.Env. The result is {:module, name, binary, value of the body}.
func (d *Definer) Compile(name, body, vars, env term.Term) (term.Term, error) {
	outer, ok := expand.EnvFromTerm(env)
	if !ok {
		return env, exception("ArgumentError", "expected a Macro.Env")
	}
	outer.Lexical = d.Shared.Tracker(env)
	return d.compile(name, body, vars, outer)
}

func (d *Definer) compile(name, body, vars term.Term, outer *expand.Env) (term.Term, error) {
	if !expand.ValidModuleName(name) {
		return name, exception("ArgumentError", "invalid module name: "+expand.Inspect(name))
	}
	e := *outer
	e.Module, e.Function = name.Atom(), nil
	if outer.Lexical == nil {
		e.Lexical = expand.NewLexical()
		d.Shared.Track(e.Lexical)
		defer d.Shared.Untrack(e.Lexical)
	}
	if err := d.Expander().TraceDefmodule(&e); err != nil {
		return name, err
	}
	if path, ok := d.Machine.Loaded(e.Module); ok && !d.Redefine {
		where := "current version defined in memory"
		if path != "" {
			where = "current version loaded from " + path
		}
		d.warn(&e, "redefining module "+expand.InspectModule(e.Module)+" ("+where+")")
	}
	m, ok := d.Shared.Begin(e.Module, e.File, e.Line)
	if !ok {
		return name, &expand.Error{Exception: term.Intern("Elixir.CompileError"), File: e.File, Line: e.Line,
			Message: "cannot define module " + expand.InspectModule(e.Module) + " because it is currently being defined in " + expand.RelativeFile(e.File) + ":" + strconv.Itoa(e.Line)}
	}
	defer d.Shared.End(e.Module)
	value, err := d.body(m, body, vars, &e)
	if err != nil {
		return name, err
	}
	if err := d.Expander().CheckTypes(m, &e); err != nil {
		return name, err
	}
	mod, err := Module(m)
	if err != nil {
		return name, err
	}
	d.review(m, mod)
	if err := d.Machine.Load(mod); err != nil {
		return name, err
	}
	d.Shared.End(e.Module)
	data, err := d.Machine.Encode(mod)
	if err != nil {
		return name, err
	}
	binary := term.Binary(data)
	if err := d.Expander().Hooks(m, "after_compile", &e, d.run(&e), binary); err != nil {
		return name, err
	}
	d.Expander().Done(m, &e)
	if err := d.Expander().TraceModule(&e, binary); err != nil {
		return name, err
	}
	if outer.Lexical == nil {
		e.Lexical.Finish(d.Expander())
	}
	if d.Verify != nil {
		d.Verify(m, &e)
	}
	if d.Defined != nil {
		d.Defined(name, binary)
	}
	return term.Tuple(term.A("module"), name, binary, value), nil
}

func exception(name, message string) error {
	return &expand.Error{Exception: term.Intern("Elixir." + name), Message: message}
}

func (d *Definer) warn(e *expand.Env, message string) {
	if d.Diag != nil {
		d.Diag.Report(expand.Diagnostic{Severity: expand.SeverityWarning, Message: message, File: e.File, Line: e.Line, Module: e.Module})
	}
}

// body runs the body of a module and what it asks to be run at its end.
func (d *Definer) body(m *expand.Module, body, vars term.Term, e *expand.Env) (term.Term, error) {
	var names []expand.Var
	var values []term.Term
	for list := vars; list.IsCons(); list = list.Tail() {
		if v := list.Head(); v.IsTupleOf(3) && v.Elem(0).IsAtom() {
			names = append(names, expand.Var{Name: v.Elem(0).Atom(), Context: v.Elem(1)})
			values = append(values, v.Elem(2))
		}
	}
	value, err := d.eval(body, names, values, e)
	if err != nil {
		return value, err
	}
	if err := d.Expander().Hooks(m, "before_compile", e, d.run(e)); err != nil {
		return value, err
	}
	return value, d.Expander().Finish(m, e)
}

// run evaluates code for its effect on a module.
func (d *Definer) run(e *expand.Env) func(term.Term) error {
	return func(q term.Term) error {
		_, err := d.eval(q, nil, nil, e)
		return err
	}
}

// eval expands, lowers and runs code in an environment.
func (d *Definer) eval(q term.Term, names []expand.Var, values []term.Term, e *expand.Env) (term.Term, error) {
	x := d.Expander()
	ev, err := Eval(x, q, names, e)
	if err != nil {
		return term.Term{}, err
	}
	bound := make(map[string]term.Term, len(values))
	for i, b := range ev.In {
		bound[b.Name] = values[i]
	}
	return d.Machine.Eval(ev.Exprs, bound, e.File)
}

// version is the number that digest is.
func version(m *expand.Module) term.Term {
	b, _ := digest(m).Bytes()
	return term.Big(new(big.Int).SetBytes(b))
}

// localMacro runs a macro of a module that is still being defined: what it needs
// of the module is loaded under another name.
func (d *Definer) localMacro(m *expand.Module, macro expand.FA, args []term.Term) (term.Term, error) {
	defs := m.Needed(macro)
	clauses := 0
	for _, def := range defs {
		clauses += len(def.Clauses)
	}
	name := term.Intern("elixir_locals." + m.Name.String() + "." + macro.Name.String() + "." + strconv.Itoa(macro.Arity) +
		"." + strconv.Itoa(m.Line) + "." + strconv.Itoa(clauses))
	if !m.LocalLoaded(name) {
		mod := &absform.Module{Name: name, File: m.File}
		for _, def := range defs {
			f, err := function(def)
			if err != nil {
				return term.Term{}, err
			}
			mod.Functions = append(mod.Functions, f)
			mod.Exports = append(mod.Exports, absform.FA{Name: f.Name, Arity: f.Arity})
		}
		if err := d.Machine.Load(mod); err != nil {
			return term.Term{}, err
		}
	}
	return d.Machine.Apply(name, macroName(macro.Name), args)
}

// Module assembles a module from its definitions.
func Module(m *expand.Module) (mod *absform.Module, err error) {
	defer catch(&err)
	mod = &absform.Module{Anno: absform.Anno{Line: m.Line}, Name: m.Name, File: m.File}
	for _, def := range m.Definitions() {
		f, err := function(def)
		if err != nil {
			return nil, err
		}
		mod.Functions = append(mod.Functions, f)
		if !def.IsPrivate() {
			mod.Exports = append(mod.Exports, absform.FA{Name: f.Name, Arity: f.Arity})
		}
	}
	for list := m.Persisted(version(m)); list.IsCons(); list = list.Tail() {
		kv := list.Head()
		mod.Attributes = append(mod.Attributes, absform.Attribute{Name: kv.Elem(0).Atom(), Value: kv.Elem(1)})
	}
	if f, ok := m.Attribute("on_load"); ok {
		if f.IsAtom() {
			f = term.Tuple(f, term.Int(0))
		}
		mod.Attributes = append(mod.Attributes, absform.Attribute{Name: term.Intern("on_load"), Value: f})
	}
	if docs, given := m.Documentation(); given {
		mod.Docs = docs.Term("elixir", m.File)
	}
	m.PublicTypes(func(kind term.Atom, code term.Term, line int) {
		mod.Types = append(mod.Types, absform.Attribute{Anno: absform.Anno{Line: line}, Name: kind, Value: code})
	})
	mod.Functions = append(mod.Functions, info(m))
	mod.Exports = append(mod.Exports, absform.FA{Name: atomInfo, Arity: 1})
	if f := behaviourInfo(m); f != nil {
		mod.Functions = append(mod.Functions, f)
		mod.Exports = append(mod.Exports, absform.FA{Name: f.Name, Arity: 1})
	}
	for arity := range 2 {
		mod.Functions = append(mod.Functions, moduleInfo(m, arity))
		mod.Exports = append(mod.Exports, absform.FA{Name: atomModuleInfo, Arity: arity})
	}
	slices.SortFunc(mod.Exports, func(a, b absform.FA) int {
		if c := term.Compare(a.Name.Term(), b.Name.Term()); c != 0 {
			return c
		}
		return a.Arity - b.Arity
	})
	return mod, nil
}

var (
	atomInfo          = term.Intern("__info__")
	atomModuleInfo    = term.Intern("module_info")
	atomBehaviourInfo = term.Intern("behaviour_info")
)

// function lowers one definition. A macro is a function whose first argument is
// the environment of its caller.
func function(def *expand.Definition) (f *absform.Function, err error) {
	defer catch(&err)
	f = &absform.Function{Anno: anno(def.Meta), Name: def.Name.Name, Arity: def.Name.Arity}
	if def.IsMacro() {
		f.Name, f.Arity = macroName(f.Name), f.Arity+1
	}
	for _, c := range def.Clauses {
		l := newLowerer()
		l.values = true
		a := anno(c.Meta)
		out := l.clause(a, l.pattern, c.Args, c.Guards, c.Body)
		if def.IsMacro() {
			caller := &absform.Var{Anno: a, Name: "_"}
			if l.caller {
				caller.Name = "__CALLER__"
			}
			out.Patterns = append([]absform.Expr{caller}, out.Patterns...)
		}
		f.Clauses = append(f.Clauses, out)
	}
	return f, nil
}

// info is __info__/1.
func info(m *expand.Module) *absform.Function {
	a := generated(absform.Anno{Line: m.Line})
	functions, macros := m.Exported()
	rows := []struct {
		key   string
		value term.Term
	}{
		{"module", m.Name.Term()},
		{"functions", fas(functions)},
		{"macros", fas(macros)},
		{"struct", structInfo(m)},
		{"attributes", m.Persisted(version(m))},
		{"deprecated", m.Deprecated()},
		{"compile", expand.CompileInfo(m.File)},
		{"md5", digest(m)},
		{"exports_md5", digest(m)},
	}
	f := &absform.Function{Anno: a, Name: atomInfo, Arity: 1}
	for _, r := range rows {
		f.Clauses = append(f.Clauses, clause(a, patterns(word(a, r.key)), nil, &absform.Value{Anno: a, Term: r.value}))
	}
	return f
}

func fas(list []expand.FA) term.Term {
	ts := make([]term.Term, len(list))
	for i, fa := range list {
		ts[i] = term.Tuple(fa.Name.Term(), term.Int(int64(fa.Arity)))
	}
	return term.List(ts...)
}

// structInfo is [%{field: name, default: value, required: enforced}] in the order of the fields, nil
// for a module without a struct.
func structInfo(m *expand.Module) term.Term {
	st, ok := m.Struct()
	if !ok {
		return term.AtomNil.Term()
	}
	var ts []term.Term
	for _, f := range st.Fields {
		v, _ := st.Value.MapGet(f.Term())
		ts = append(ts, term.MapOf(term.A("field"), f.Term(), term.A("default"), v, term.A("required"), term.Bool(slices.Contains(st.Enforced, f))))
	}
	return term.List(ts...)
}

// behaviourInfo is behaviour_info/1 of a module with callbacks.
func behaviourInfo(m *expand.Module) *absform.Function {
	all, optional := m.Callbacks()
	if _, own := m.Definition(expand.FA{Name: atomBehaviourInfo, Arity: 1}); own || len(all) == 0 {
		return nil
	}
	a := generated(absform.Anno{Line: m.Line})
	return &absform.Function{Anno: a, Name: atomBehaviourInfo, Arity: 1, Clauses: []*absform.Clause{
		clause(a, patterns(word(a, "callbacks")), nil, &absform.Value{Anno: a, Term: fas(all)}),
		clause(a, patterns(word(a, "optional_callbacks")), nil, &absform.Value{Anno: a, Term: fas(optional)}),
	}}
}

// moduleInfo is module_info/0 or module_info/1, as Erlang's compiler adds them.
func moduleInfo(m *expand.Module, arity int) *absform.Function {
	a := generated(absform.Anno{Line: 0})
	args := patterns(atom(a, m.Name))
	var params []absform.Expr
	if arity == 1 {
		key := &absform.Var{Anno: a, Name: "_key@1"}
		params, args = patterns(key), append(args, key)
	}
	return &absform.Function{Anno: a, Name: atomModuleInfo, Arity: arity, Clauses: []*absform.Clause{
		clause(a, params, nil, remote(a, "erlang", "get_module_info", args...)),
	}}
}

// digest identifies what a module exports.
func digest(m *expand.Module) term.Term {
	functions, macros := m.Exported()
	text := []byte(m.Name.String())
	for _, fa := range slices.Concat(functions, macros) {
		text = append(strconv.AppendInt(append(text, fa.Name.String()...), int64(fa.Arity), 10), 0)
	}
	sum := md5.Sum(text)
	return term.Binary(sum[:])
}
