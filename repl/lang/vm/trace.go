package vm

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/code"
)

var (
	atomElixir = term.Intern("elixir")
	atomFILE   = term.Intern("__FILE__")
	atomMODULE = term.Intern("__MODULE__")
)

// maxTrace is how many frames a stack trace has, as backtrace_depth of ERTS.
const maxTrace = 8

// trace is a stack trace before anybody looks: places in functions, innermost
// first, of a run of typed code only the first. Before them comes native if
// there is one; else the first frame may have arguments instead of an arity.
// info is the error_info of the first.
type trace struct {
	frames []place
	room   [maxTrace]place // of frames
	native *nativeFrame
	args   term.Term
	info   term.Term
	own    ownRaise  // when the first frame is of typed code
	reason term.Term // for own
	bottom bool      // the last frame is of typed code that an evaluation began with
	below  term.Term // more entries after the frames; none: nothing
	list   term.Term // the finished list, or the one given to erlang:raise/3
	given  bool      // list is that of an exception which was no machine's
	passed []passage // not yet in list
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
	walked, last := 0, false
	m.walk(func(fn *code.Func, pc, _, _ int) bool {
		at := place{fn, pc}
		if n := len(t.frames); (fn.Module != 0 || fn.Name != 0) && (n == 0 || t.frames[n-1] != at) {
			is := typed(fn)
			if !is || !last {
				t.frames = append(t.frames, at)
			}
			last = is
		}
		walked++
		return len(t.frames) < maxTrace && walked < maxWalk
	})
	t.bottom = last && m.evaluates
	return t
}

// interpreted tells that the place is in typed code, where operators are calls.
func (t *trace) interpreted() bool { return len(t.frames) > 0 && t.frames[0].fn.Module == term.ErlEval }

// leaving returns the trace after the exception left runs of typed code.
func (t *trace) leaving(runs []passage) *trace {
	if len(runs) == 0 {
		return t
	}
	return &trace{list: t.term(), given: t.given, passed: runs}
}

// term returns the trace as Erlang has it: [{M, F, Arity | Args, Location}].
func (t *trace) term() term.Term {
	if t.list.IsNone() {
		t.list = term.List(t.entries()...)
	}
	if len(t.passed) > 0 {
		if entries, ok := t.list.Slice(); ok {
			for _, p := range t.passed {
				entries = p.through(entries, t.given)
			}
			t.list = term.List(entries...)
		}
		t.passed = nil
	}
	return t.list
}

// entries returns the rows of the trace as they stand on the stack.
func (t *trace) entries() []term.Term {
	entries := make([]term.Term, 0, maxTrace+4)
	info := t.info
	for n := t.native; n != nil; n = n.caller {
		if n.fun.IsFun() {
			entries = append(entries, term.Tuple(n.fun, n.args, term.Nil))
		} else {
			entries = append(entries, term.Tuple(n.module.Term(), n.name.Term(), n.args, n.location(info)))
		}
		info = term.Term{}
	}
	skip := false // to the next run of typed code: what stands between is common to the handler
	for i, f := range t.frames {
		if len(entries) >= maxTrace {
			break
		}
		fn := f.fn
		module, name, arity := fn.Module, fn.Name, term.Int(int64(fn.Arity))
		if module != term.ErlEval {
			arity = term.Int(int64(fn.Arity + fn.NumFree)) // funs take what they captured behind their arguments
		}
		args := i == 0 && t.native == nil && !t.args.IsNone()
		if args {
			arity = t.args
		}
		switch {
		case typed(fn) && i == 0 && t.own == raisedSelf:
			if args {
				// No clause of the fun was entered.
				entries = append(entries, term.Tuple(module.Term(), name.Term(), arity, location(nil, 0, info)))
				info = term.Term{}
			}
			if e, ok := interpreterEntry(t.reason, info); ok {
				entries = append(entries, e)
			}
			info = term.Term{}
			skip = true
			continue
		case typed(fn) && i == 0 && t.own == raisedBare:
			entries = append(entries, bareEntries(t.native)...)
			continue
		case typed(fn):
			skip = false
			entries = append(entries, handlerEntry(info))
			info = term.Term{}
			if t.bottom && i == len(t.frames)-1 {
				entries = append(entries, applyEntry())
			}
			continue
		case skip:
			continue
		case args && module == term.ErlEval:
			entries = append(entries, term.Tuple(module.Term(), name.Term(), arity, location(nil, 0, info)))
			info = term.Term{}
			continue
		case name == atomFILE || name == atomMODULE:
			if !args || fn.Mod == nil {
				arity = term.Int(1) // whatever variables it reads
			}
		}
		entries = append(entries, term.Tuple(module.Term(), name.Term(), arity, location(fn, f.pc, info)))
		info = term.Term{}
	}
	for rest := t.below; len(entries) < maxTrace && rest.IsCons(); rest = rest.Tail() {
		if skip = skip && !isHandler(rest.Head()); !skip {
			entries = append(entries, rest.Head())
		}
	}
	return entries[:min(len(entries), maxTrace)]
}

// location is the last element of the entry of a native; those of Elixir's
// modules are in a file there.
func (n *nativeFrame) location(info term.Term) term.Term {
	name, elixir := strings.CutPrefix(n.module.String(), "Elixir.")
	if !elixir || n.missing {
		return location(nil, 0, info)
	}
	file := n.file
	if file == "" {
		file = "lib/" + strings.ToLower(strings.ReplaceAll(name, ".", "/")) + ".ex"
	}
	ts := []term.Term{term.Tuple(atomFile.Term(), term.Charlist(file))}
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
			ts = append(ts, term.Tuple(atomFile.Term(), term.Charlist(fn.File)), term.Tuple(atomLine.Term(), term.Int(int64(line))))
		}
	}
	if !info.IsNone() {
		ts = append(ts, term.Tuple(atomErrorInfo.Term(), info))
	}
	return term.List(ts...)
}
