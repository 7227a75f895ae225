package lower

import (
	"errors"
	"fmt"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/erl"
)

// Options say what names mean that a module does not define.
type Options struct {
	// AutoImported tells which functions of erlang need no module.
	AutoImported func(name string, arity int) bool
	ExportAll    bool
	// Functions are defined elsewhere: calls of them stay as they are. Typed
	// expressions have such.
	Functions func(name term.Atom, arity int) bool
	// LocalCalls is a variable that holds a fun of Name and Args, called for
	// functions that are defined nowhere; "" leaves them.
	LocalCalls string
}

// Errors that Module returns wrapped.
var (
	// ErrNative is the error for native records, which the machine does not make.
	ErrNative = errors.New("native records are not supported")
	// ErrUndefined is the error for records and fields that are not defined.
	ErrUndefined = errors.New("undefined")
	// ErrForm is the error for forms that a module cannot have.
	ErrForm = errors.New("not a form of a module")
)

// Error is a fault of an expression about a record, with the place of it. Err is
// ErrNative or ErrUndefined, wrapped.
type Error struct {
	Loc erl.Loc
	Err error
}

// Error returns the fault with its line.
func (e *Error) Error() string { return fmt.Sprintf("line %d: %v", e.Loc.Line, e.Err) }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Module makes the module of its forms, which have no faults that the linter
// finds. Attributes about types and documentation are left out, as they are in
// compiled modules.
func Module(forms []term.Term, o Options) (*absform.Module, error) {
	x := &lowering{opts: o, records: map[term.Atom][]field{}, calls: map[absform.FA]term.Term{}}
	x.collect(forms)
	m := &absform.Module{}
	for _, f := range forms {
		if err := x.form(m, f); err != nil {
			return nil, err
		}
	}
	if m.Name == 0 {
		return nil, fmt.Errorf("module attribute: %w", ErrUndefined)
	}
	if x.exportAll {
		m.Exports = m.Exports[:0]
		for _, f := range m.Functions {
			m.Exports = append(m.Exports, absform.FA{Name: f.Name, Arity: f.Arity})
		}
	}
	x.addInfo(m)
	return m, nil
}

// Exprs lowers expressions that stand outside of a module; records are the
// attributes that define records.
func Exprs(exprs []term.Term, records []term.Term, o Options) (out []absform.Expr, err error) {
	x := &lowering{opts: o, records: map[term.Atom][]field{}, calls: map[absform.FA]term.Term{}}
	x.collect(records)
	err = guarded(func() {
		for _, e := range exprs {
			a, err := absform.ExprFromTerm(x.expr(e))
			if err != nil {
				panic(fault{err})
			}
			out = append(out, a)
		}
	})
	return out, err
}

type field struct {
	name term.Atom
	init term.Term
}

// lowering is the work on one module.
type lowering struct {
	opts      Options
	module    term.Atom
	exportAll bool
	records   map[term.Atom][]field
	native    map[term.Atom]bool
	calls     map[absform.FA]term.Term // module of an imported function; none: of this module
	vars      int
	inGuard   bool
	at        term.Term // annotation of the expression about a record at hand
	needed    []check   // record tests that the guard test at hand needs
	checked   []check
}

// check is a test that a term is a record, once in a guard.
type check struct {
	name term.Atom
	expr term.Term // without positions
	anno term.Term
	test term.Term
}

// fault leaves lowering as a panic that guarded takes.
type fault struct{ err error }

// failRecord leaves lowering with a fault of the expression at hand.
func (x *lowering) failRecord(format string, args ...any) {
	panic(fault{&Error{erl.LocOf(x.at), fmt.Errorf(format, args...)}})
}

func guarded(f func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case fault:
			err = r.err
		default:
			panic(r)
		}
	}()
	f()
	return nil
}

// collect notes the functions, imports and options of the forms.
func (x *lowering) collect(forms []term.Term) {
	x.exportAll = x.opts.ExportAll
	x.native = map[term.Atom]bool{}
	for _, f := range forms {
		es := f.Elems()
		switch {
		case len(es) == 5 && es[0].Is(aFunction) && es[2].IsAtom() && es[3].IsInt():
			x.calls[absform.FA{Name: es[2].Atom(), Arity: int(es[3].Int())}] = term.Term{}
		case len(es) == 4 && es[0].Is(aAttribute) && es[2].IsAtom():
			switch es[2].AtomName() {
			case "import":
				x.imports(es[3])
			case "compile":
				x.compileOption(es[3])
			case "record":
				if es[3].IsTupleOf(2) && es[3].Elem(0).IsAtom() {
					x.records[es[3].Elem(0).Atom()] = fieldsOf(es[3].Elem(1))
				}
			case "native_record":
				if es[3].IsTupleOf(2) && es[3].Elem(0).IsAtom() {
					x.native[es[3].Elem(0).Atom()] = true
				}
			}
		}
	}
}

func (x *lowering) imports(v term.Term) {
	if !v.IsTupleOf(2) {
		return
	}
	for l := v.Elem(1); l.IsCons(); l = l.Tail() {
		if fa := l.Head().Elems(); len(fa) == 2 && fa[0].IsAtom() && fa[1].IsInt() {
			x.calls[absform.FA{Name: fa[0].Atom(), Arity: int(fa[1].Int())}] = v.Elem(0)
		}
	}
}

func (x *lowering) compileOption(v term.Term) {
	if v.Is(term.Intern("export_all")) {
		x.exportAll = true
	}
	for ; v.IsCons(); v = v.Tail() {
		x.compileOption(v.Head())
	}
}

func fieldsOf(list term.Term) []field {
	var out []field
	for ; list.IsCons(); list = list.Tail() {
		f := list.Head()
		if t := f.Tagged(aTypedRecordField, 3); t != nil {
			f = t[1]
		}
		es := f.Elems()
		if len(es) < 3 || !es[2].IsTupleOf(3) || !es[2].Elem(2).IsAtom() {
			continue
		}
		fd := field{es[2].Elem(2).Atom(), term.Term{}}
		if len(es) == 4 {
			fd.init = es[3]
		}
		out = append(out, fd)
	}
	return out
}

// forgotten are the attributes that a compiled module does not keep.
var forgotten = map[string]bool{"record": true, "native_record": true, "import_record": true, "type": true, "opaque": true,
	"nominal": true, "spec": true, "callback": true, "optional_callbacks": true, "export_type": true, "import": true,
	"compile": true, "doc": true, "moduledoc": true, "dialyzer": true, "feature": true, "nifs": true}

func (x *lowering) form(m *absform.Module, f term.Term) error {
	es := f.Elems()
	switch {
	case len(es) == 4 && es[0].Is(aAttribute) && es[2].IsAtom():
		name := es[2].Atom()
		switch {
		case name.String() == "file":
			if m.File == "" && es[3].IsTupleOf(2) {
				text, _ := erl.Text(es[3].Elem(0))
				m.File = string(text)
			}
			return nil
		case forgotten[name.String()]:
			return nil
		case name.String() != "module" && name.String() != "export" && !es[3].IsList():
			f = term.Tuple(es[0], es[1], es[2], term.List(es[3])) // module_info tells lists
		}
		return x.add(m, f)
	case len(es) == 5 && es[0].Is(aFunction):
		x.vars = 0
		return guarded(func() {
			cs := x.clauses(es[4])
			if err := x.add(m, term.Tuple(es[0], es[1], es[2], es[3], cs)); err != nil {
				panic(fault{err})
			}
		})
	case len(es) == 2 && es[0].IsAtom() && (es[0].AtomName() == "eof" || es[0].AtomName() == "warning"):
		return nil
	}
	return fmt.Errorf("lower: %w", ErrForm)
}

// add reads one form into the module.
func (x *lowering) add(m *absform.Module, f term.Term) error {
	one, err := absform.ModuleFromTerm(term.List(f))
	if err != nil {
		return err
	}
	if one.Name != 0 {
		m.Name, m.Anno, x.module = one.Name, one.Anno, one.Name
	}
	m.Exports = append(m.Exports, one.Exports...)
	m.Attributes = append(m.Attributes, one.Attributes...)
	m.Functions = append(m.Functions, one.Functions...)
	return nil
}

// addInfo defines module_info/0,1, which every module has.
func (x *lowering) addInfo(m *absform.Module) {
	info := term.Intern("module_info")
	for arity := range 2 {
		a := absform.Anno{Line: m.Line, Generated: true}
		args := []absform.Expr{&absform.Atom{Anno: a, Name: m.Name}}
		c := &absform.Clause{Anno: a}
		if arity == 1 {
			v := &absform.Var{Anno: a, Name: "Key"}
			args, c.Patterns = append(args, v), []absform.Expr{v}
		}
		f := &absform.Remote{Anno: a, Module: &absform.Atom{Anno: a, Name: term.Intern("erlang")}, Name: &absform.Atom{Anno: a, Name: term.Intern("get_module_info")}}
		c.Body = []absform.Expr{&absform.Call{Anno: a, Fun: f, Args: args}}
		m.Functions = append(m.Functions, &absform.Function{Anno: a, Name: info, Arity: arity, Clauses: []*absform.Clause{c}})
		m.Exports = append(m.Exports, absform.FA{Name: info, Arity: arity})
	}
}

// Small makers of nodes.

func node(tag term.Atom, args ...term.Term) term.Term {
	es := make([]term.Term, 0, len(args)+1)
	return term.TupleOf(append(append(es, tag.Term()), args...))
}

func atom(anno term.Term, a term.Atom) term.Term { return node(aAtom, anno, a.Term()) }

func remote(anno term.Term, m, f string, args ...term.Term) term.Term {
	r := node(aRemote, anno, atom(anno, term.Intern(m)), atom(anno, term.Intern(f)))
	return node(aCall, anno, r, term.List(args...))
}

func integer(anno term.Term, n int) term.Term { return node(aInteger, anno, term.Int(int64(n))) }

// newVar makes a variable that source text cannot name.
func (x *lowering) newVar(anno term.Term) term.Term {
	x.vars++
	return node(aVar, anno, term.A(fmt.Sprintf("rec%d", x.vars)))
}
