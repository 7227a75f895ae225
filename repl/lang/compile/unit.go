package compile

import (
	"crypto/md5"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"sync/atomic"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// Options say where code comes from, for stack traces.
type Options struct {
	Module term.Atom // of the functions of typed code; erl_eval by default
	Name   term.Atom // of the function of typed code
	File   string
	// Script tells that the code is that of a file or a module's body: its funs
	// are named after it and not after the interpreter.
	Script bool
}

// unit is what the functions of one compilation share.
type unit struct {
	scopes   scopes
	table    *code.Table
	module   term.Atom
	name     term.Atom // of funs in evaluated code
	file     string
	mod      *code.Module // nil for evaluated code
	uniq     [16]byte
	oldUniq  int64
	closures atomic.Uint32 // of any of its functions, compiled when first called
	script   bool          // evaluated code of a file, see Options
}

var insideFun = term.Intern("-inside-an-interpreted-fun-")

// Module compiles a module. Its functions are compiled at once, so all faults
// are found; the module is not loaded.
func Module(t *code.Table, m *absform.Module) (*code.Module, error) {
	mod, u := newModule(t, m)
	for i, f := range m.Functions {
		fn, err := u.function(f)
		if err != nil {
			return nil, fmt.Errorf("module %s: %w", m.Name, err)
		}
		mod.Set(i, fn)
	}
	return mod, nil
}

// LazyModule makes a module whose functions are compiled when they are first
// called. Use it for modules known to be sound.
func LazyModule(t *code.Table, m *absform.Module) *code.Module {
	mod, u := newModule(t, m)
	for i, f := range m.Functions {
		mod.Set(i, code.NewLazyIn(mod, m.Name, f.Name, f.Arity, func() (*code.Func, error) { return u.function(f) }))
	}
	return mod
}

func newModule(t *code.Table, m *absform.Module) (*code.Module, *unit) {
	fas := make([]absform.FA, len(m.Functions))
	for i, f := range m.Functions {
		fas[i] = absform.FA{Name: f.Name, Arity: f.Arity}
	}
	mod := code.NewModule(m.Name, fas)
	mod.File, mod.Exports, mod.Attributes = m.File, m.Exports, m.Attributes
	mod.Types, mod.Docs = m.Types, m.Docs
	u := &unit{table: t, module: m.Name, file: m.File, mod: mod}
	u.uniq, u.oldUniq = buildID(m.Name)
	return mod, u
}

// builds numbers the modules compiled, so that each build of one differs, from those
// of other nodes, too: funs meet there. It starts anywhere.
var builds atomic.Uint64

func init() {
	var seed [8]byte
	rand.Read(seed[:])
	builds.Store(binary.BigEndian.Uint64(seed[:]))
}

// buildID names a build of a module, as BEAM does with the MD5 of its code.
func buildID(module term.Atom) (uniq [16]byte, old int64) {
	id := binary.BigEndian.AppendUint64([]byte(module.String()), builds.Add(1))
	uniq = md5.Sum(id)
	return uniq, int64(binary.BigEndian.Uint32(uniq[:]) & (1<<27 - 1))
}

// What erl_eval of OTP 29.1 tells of its funs: the entry for funs of arity N is
// firstEvalFun-N.
const (
	firstEvalFun   = 43
	maxEvalArity   = 20
	evalFunOldUniq = 130099583
)

var evalFunUniq = [16]byte{248, 37, 47, 246, 123, 244, 211, 6, 126, 138, 154, 65, 205, 61, 207, 38}

func (u *unit) function(d *absform.Function) (*code.Func, error) {
	f := u.newFn(d.Name, d.Arity)
	err := guard(func() {
		f.line = d.Line
		f.functionClauses(d.Clauses)
		f.finish()
	})
	if err != nil {
		return nil, fmt.Errorf("%s/%d: %w", d.Name, d.Arity, err)
	}
	return f.out, nil
}

// Program is typed code: a function of the bindings that it needs.
type Program struct {
	// Func takes the values of Needs and returns {Value, {New1, New2…}}, the
	// values of Binds.
	Func *code.Func
	// Needs names the bindings that the code uses, Binds those it makes, in
	// the order of their first occurrence.
	Needs, Binds []string
}

// Expr compiles a sequence of expressions typed at a prompt. bound tells which
// variables exist.
func Expr(t *code.Table, body []absform.Expr, bound func(name string) bool, o Options) (*Program, error) {
	if o.Module == 0 && o.Name == 0 {
		o.Module, o.Name = term.ErlEval, term.Intern("expr")
	}
	u := &unit{table: t, module: term.ErlEval, name: insideFun, file: o.File}
	if o.Script {
		u.module, u.name, u.script = o.Module, o.Name, true
		u.uniq, u.oldUniq = buildID(u.module)
	}
	p := &Program{}
	var names []string
	seen := map[string]bool{"_": true}
	for _, e := range body {
		for _, n := range u.scopes.freeNamesOf(e) {
			if !seen[n] {
				seen[n] = true
				names = append(names, n)
			}
		}
	}
	for _, n := range names {
		if bound(n) {
			p.Needs = append(p.Needs, n)
		}
	}
	f := u.newFn(o.Name, len(p.Needs))
	f.out.Module = o.Module
	err := guard(func() {
		if len(body) == 0 {
			f.fault(ErrForm, "")
		}
		for _, e := range body {
			f.count(e)
		}
		for _, n := range names {
			f.uses[n]++
		}
		for i, n := range p.Needs {
			f.vars[n] = variable{reg: i}
			f.rc[i]++
		}
		v := f.body(body, noHint)
		args := []uint16{}
		for _, n := range names {
			if x, ok := f.vars[n]; ok && !bound(n) && !x.unsafe {
				p.Binds = append(p.Binds, n)
				args = append(args, uint16(x.reg))
			}
		}
		vars := f.alloc(noHint)
		f.emit(code.Instr{Op: code.MakeTuple, A: uint16(vars), C: uint16(len(args)), D: f.args(args)})
		f.emit(code.Instr{Op: code.MakeTuple, A: uint16(v), C: 2, D: f.args([]uint16{uint16(v), uint16(vars)})})
		f.emit(code.Instr{Op: code.Ret, A: uint16(v)})
		f.finish()
	})
	if err != nil {
		return nil, err
	}
	p.Func = f.out
	return p, nil
}

// EvalFun compiles the clauses of a fun of erl_eval. names are the variables
// of its environment, whose values the machine puts behind the arguments; self
// is the name of a named fun, "" for none.
func EvalFun(t *code.Table, names []string, self string, clauses []*absform.Clause) (*code.Func, error) {
	u := &unit{table: t, module: term.ErlEval, name: insideFun}
	var out *code.Func
	err := guard(func() {
		e := &absform.Fun{Name: self, Clauses: clauses}
		if len(clauses) > 0 {
			e.Anno = clauses[0].Anno
		}
		out = u.closure(e, names, nil)
	})
	return out, err
}

// closure compiles a fun that captures names.
func (u *unit) closure(e *absform.Fun, names []string, parent *fn) *code.Func {
	name := u.name
	if u.script {
		name = term.Intern(fmt.Sprintf("-%s/1-fun-%d-", u.name, u.closures.Load()))
	}
	if u.mod != nil {
		name = term.Intern(fmt.Sprintf("-%s/%d-fun-%d-", parent.root().out.Name, parent.root().out.Arity, parent.root().nextFun()))
	}
	if len(e.Clauses) == 0 {
		panic(bailout{&Error{e.Line, "", ErrForm}})
	}
	f := u.newFn(name, len(e.Clauses[0].Patterns))
	f.parent, f.line = parent, e.Line
	out := f.out
	out.NumFree, out.FreeNames, out.Source, out.Portable = len(names), names, e, true
	if u.module != term.ErlEval {
		out.Uniq, out.OldUniq = u.uniq, u.oldUniq
		if u.mod != nil {
			u.mod.AddClosure(out)
		} else {
			out.Index = u.closures.Add(1) - 1
		}
	} else if out.Arity <= maxEvalArity {
		out.Index, out.Uniq, out.OldUniq = uint32(firstEvalFun-out.Arity), evalFunUniq, evalFunOldUniq
	}
	f.reserve(out.Arity, len(names))
	for i, n := range names {
		f.vars[n] = variable{reg: out.Arity + i}
		f.rc[out.Arity+i]++
	}
	if e.Name != "" {
		out.SelfReg = true
		f.reserve(out.Arity+len(names), 1)
		f.vars[e.Name] = variable{reg: out.Arity + len(names)}
		f.rc[out.Arity+len(names)]++
	}
	f.functionClauses(e.Clauses)
	f.finish()
	if parent != nil && !out.Portable {
		parent.out.Portable = false
	}
	return out
}

func (u *unit) newFn(name term.Atom, arity int) *fn {
	f := &fn{
		u: u, vars: map[string]variable{}, uses: map[string]int{}, labels: []int32{0}, barrier: -1,
		out: &code.Func{Module: u.module, Name: name, Arity: arity, Mod: u.mod, File: u.file, Portable: true},
	}
	f.reserve(0, arity)
	return f
}

// functionClauses compiles the clauses of a function or fun, whose arguments
// are in registers 0 and up.
func (f *fn) functionClauses(cs []*absform.Clause) {
	regs := make([]int, f.out.Arity)
	for i := range regs {
		regs[i] = i
	}
	for _, c := range cs {
		if len(c.Patterns) != f.out.Arity {
			f.line = c.Line
			f.fault(ErrArity, "")
		}
		f.count(c)
	}
	j := f.fork(dest{mode: tailDest}, cs...)
	// The heads of functions and funs shadow: no name of theirs is bound yet.
	f.alternatives(j, cs, regs, alternativeOptions{shadow: true, fail: func() {
		f.line = cs[0].Line
		f.emit(code.Instr{Op: code.FuncClause})
	}})
	f.join(j)
}
