package vm

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/code"
)

var (
	atomElixirCompiler = term.Intern("elixir_compiler")
	atomFILE           = term.Intern("__FILE__")
	atomMODULE         = term.Intern("__MODULE__")
)

// maxTrace is how many frames a stack trace has, as backtrace_depth of ERTS.
const maxTrace = 8

// trace is a stack trace before anybody looks: places in functions, innermost
// first. Before them comes native if there is one; else the first frame may
// have arguments instead of an arity. info is the error_info of the first.
type trace struct {
	frames []place
	room   [maxTrace]place // of frames
	native *nativeFrame
	args   term.Term
	info   term.Term
	below  term.Term // more entries after the frames; none: nothing
	list   term.Term // the finished list, or the one given to erlang:raise/3
}

type place struct {
	fn *code.Func
	pc int
}

// maxWalk bounds how many frames are looked at for a trace.
const maxWalk = 10_000

// capture takes the stack trace of the current place. As in ERTS a place
// counts once however often it repeats in a row.
func (m *Machine) capture() *trace {
	t := &trace{below: m.below}
	t.frames = t.room[:0]
	walked := 0
	m.backtrace(func(fn *code.Func, pc int) bool {
		at := place{fn, pc}
		if n := len(t.frames); (fn.Module != 0 || fn.Name != 0) && (n == 0 || t.frames[n-1] != at) {
			t.frames = append(t.frames, at)
		}
		walked++
		return len(t.frames) < maxTrace && walked < maxWalk
	})
	return t
}

// interpreted tells that the place is in typed code, where operators are calls.
func (t *trace) interpreted() bool { return len(t.frames) > 0 && t.frames[0].fn.Module == term.ErlEval }

// term returns the trace as Erlang has it: [{M, F, Arity | Args, Location}].
func (t *trace) term() term.Term {
	if !t.list.IsNone() {
		return t.list
	}
	entries := make([]term.Term, 0, maxTrace+1)
	info := t.info
	if n := t.native; n != nil {
		if n.fun.IsFun() {
			entries = append(entries, term.Tuple(n.fun, n.args, term.Nil))
		} else {
			entries = append(entries, term.Tuple(n.module.Term(), n.name.Term(), n.args, n.location(info)))
		}
		info = term.Term{}
	}
	entered := false // an entry for a fun that accepts no such arguments was added
	for i, f := range t.frames {
		if len(entries) == maxTrace {
			break
		}
		if i == 1 && entered && f.fn.Module == term.ErlEval {
			continue
		}
		module, name, arity := f.fn.Module, f.fn.Name, term.Int(int64(f.fn.Arity))
		fn := f.fn
		if i == 0 && t.native == nil && !t.args.IsNone() {
			arity = t.args
			if module == term.ErlEval {
				// No clause of the fun was entered: the place is that of the fun,
				// and who called the fun from typed code is not told.
				entries = append(entries, term.Tuple(module.Term(), name.Term(), arity, location(nil, 0, info)))
				if info = (term.Term{}); fn.File == "" {
					continue
				}
				module, name, arity, entered = atomElixirCompiler, atomFILE, term.Int(1), true
			}
		} else if module == term.ErlEval && f.fn.File != "" {
			// As Elixir has it: whatever was typed is a place in its file.
			module, name, arity = atomElixirCompiler, atomFILE, term.Int(1)
		} else if name == atomFILE || name == atomMODULE {
			arity = term.Int(1) // whatever variables it reads
		}
		if (name == atomFILE || name == atomMODULE) && f.fn.Mod == nil {
			arity = term.Int(1) // its parameters are not what counts as such
		}
		entries = append(entries, term.Tuple(module.Term(), name.Term(), arity, location(fn, f.pc, info)))
		info = term.Term{}
	}
	for rest := t.below; len(entries) < maxTrace && rest.IsCons(); rest = rest.Tail() {
		entries = append(entries, rest.Head())
	}
	t.list = term.List(entries...)
	return t.list
}

// location is the last element of the entry of a native; those of Elixir's
// modules are in a file there.
func (n *nativeFrame) location(info term.Term) term.Term {
	name, elixir := strings.CutPrefix(n.module.String(), "Elixir.")
	if !elixir || n.missing {
		return location(nil, 0, info)
	}
	file := "lib/" + strings.ToLower(strings.ReplaceAll(name, ".", "/")) + ".ex"
	ts := []term.Term{term.Tuple(atomFile.Term(), charlist(file))}
	if !info.IsNone() {
		ts = append(ts, term.Tuple(atomErrorInfo.Term(), info))
	}
	return term.List(ts...)
}

// location is the last element of an entry.
func location(fn *code.Func, pc int, info term.Term) term.Term {
	var ts []term.Term
	if fn != nil && fn.File != "" {
		if line := fn.LineAt(pc); line > 0 {
			ts = append(ts, term.Tuple(atomFile.Term(), charlist(fn.File)), term.Tuple(atomLine.Term(), term.Int(int64(line))))
		}
	}
	if !info.IsNone() {
		ts = append(ts, term.Tuple(atomErrorInfo.Term(), info))
	}
	return term.List(ts...)
}

func charlist(s string) term.Term {
	ts := make([]term.Term, 0, len(s))
	for _, c := range s {
		ts = append(ts, term.Int(int64(c)))
	}
	return term.List(ts...)
}
