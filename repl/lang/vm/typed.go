package vm

import (
	"gex/proto/term"
	"gex/repl/lang/code"
)

// Code that is typed runs in Elixir on OTP's interpreter, and stack traces show
// it: Elixir calls every function from there through a handler of its own,
// which takes the trace of an exception that passes, leaves out what is of the
// interpreter and adds the place in the typed source. The types here tell the
// same of code that was compiled. A run is one or more frames of typed code that
// call each other directly, which the interpreter does without the handler.

// passage is a run of typed code that an exception left: where it was.
type passage struct {
	file  string
	line  int
	told  bool      // the process evaluates, so the place is known
	place *code.MFA // the function that it counts as, nil for that of a file
}

// ownRaise tells how the frame that raised the exception comes into the trace.
type ownRaise uint8

const (
	raisedCall ownRaise = iota // through a call: the handler was passed
	raisedSelf                 // by the interpreter, which calls the handler to raise
	raisedBare                 // by the interpreter past the handler
)

func typed(fn *code.Func) bool { return fn.Module == term.ErlEval && fn.File != "" }

// passages returns the runs of typed code that the exception leaves on its way
// to the next handler. own counts that of the current frame too.
func (m *Machine) passages(own bool) []passage {
	base, segments := 0, -1
	if n := len(m.handlers); n > 0 {
		base, segments = m.handlers[n-1].base, m.handlers[n-1].segments
	}
	var out []passage
	inRun, first, walked := false, true, 0
	m.walk(func(fn *code.Func, pc, at, depth int) bool {
		if fn.Module != 0 || fn.Name != 0 {
			is := typed(fn)
			if is && !inRun && (own || !first) {
				out = append(out, passage{fn.File, fn.LineAt(pc), m.evaluates, m.place})
			}
			inRun, first = is, false
		}
		walked++
		return (at != base || depth != segments) && walked < maxWalk
	})
	return out
}

// through returns the trace after the exception left a run of typed code. given
// tells that the trace began as a list, which may have no handler in it.
func (p passage) through(entries []term.Term, given bool) []term.Term {
	n := 0
	for n < len(entries) && !isHandler(entries[n]) {
		n++
	}
	rest := entries[n:]
	switch {
	case len(rest) > 0:
		rest = rest[:len(rest)-1]
	case n >= maxTrace || n > 0 && !given:
		n--
	}
	out := append(make([]term.Term, 0, len(entries)+1), entries[:n]...)
	switch {
	case p.told && p.place != nil:
		out = append(out, entry(p.place.Module.String(), p.place.Name.String(), p.place.Arity, p.file, p.line))
	case p.told:
		out = append(out, entry("elixir_compiler", "__FILE__", 1, p.file, p.line))
	}
	return append(out, rest...)
}

func isHandler(e term.Term) bool { return e.IsTupleOf(4) && e.Elem(0).Is(atomElixir) }

func entry(module, name string, arity int, file string, line int) term.Term {
	return term.Tuple(term.A(module), term.A(name), term.Int(int64(arity)),
		term.List(term.Tuple(atomFile.Term(), term.Charlist(file)), term.Tuple(atomLine.Term(), term.Int(int64(line)))))
}

// handlerEntry is the frame of the handler.
func handlerEntry(info term.Term) term.Term {
	at := []term.Term{term.Tuple(atomFile.Term(), term.Charlist("src/elixir.erl")), term.Tuple(atomLine.Term(), term.Int(384))}
	if !info.IsNone() {
		at = append(at, term.Tuple(atomErrorInfo.Term(), info))
	}
	return term.Tuple(atomElixir.Term(), term.A("eval_external_handler"), term.Int(3), term.List(at...))
}

// interpreterEntry is the function of OTP 29's interpreter that finds the error,
// with its error_info; false when none stays in the trace.
func interpreterEntry(reason, info term.Term) (e term.Term, ok bool) {
	tag := reason
	if reason.IsTupleOf(2) {
		tag = reason.Elem(0)
	}
	switch {
	case !info.IsNone():
		e = entry("eval_bits", "eval_exp_field", 6, "eval_bits.erl", 148)
		at, _ := e.Elem(3).Slice()
		at = append(at[:len(at):len(at)], term.Tuple(atomErrorInfo.Term(), info))
		return term.Tuple(e.Elem(0), e.Elem(1), e.Elem(2), term.List(at...)), true
	case tag.Is(atomBadmatch):
		return entry("erl_eval", "expr", 6, "erl_eval.erl", 796), true
	case tag.Is(atomCaseClause):
		return entry("erl_eval", "case_clauses", 8, "erl_eval.erl", 1744), true
	case tag.Is(atomFunctionClause):
		return entry("erl_eval", "eval_fun", 8, "erl_eval.erl", 1588), true
	case tag.Is(atomBadGenerator):
		return entry("erl_eval", "eval_b_generate", 9, "erl_eval.erl", 1493), true
	case tag.Is(atomBadarity):
		if f := reason.Elem(1).Elem(0).Fun(); f != nil && f.Module == term.ErlEval {
			return entry("erl_eval", "do_apply", 6, "erl_eval.erl", 1014), true
		}
	}
	return term.Term{}, false
}

// raiseNoLocal raises the exception of a call of a local function in typed code,
// which Elixir's handler of local calls does.
func (m *Machine) raiseNoLocal(name term.Atom, arity int) {
	m.raise(ClassError, term.MapOf(
		term.A("__struct__"), term.A("Elixir.UndefinedFunctionError"), term.A("__exception__"), term.True.Term(),
		term.A("module"), term.AtomNil.Term(), term.A("function"), name.Term(), term.A("arity"), term.Int(int64(arity)),
		term.A("reason"), term.A("undefined local"), term.A("message"), term.AtomNil.Term()))
	m.exc.bare = true
}

// bareEntries are the frames below the function n that the interpreter called
// past the handler; nil stands for the handler of local calls.
func bareEntries(n *nativeFrame) []term.Term {
	switch {
	case n == nil:
		return []term.Term{
			entry("elixir", "eval_local_handler", 2, "src/elixir.erl", 376),
			entry("erl_eval", "local_func", 8, "erl_eval.erl", 944),
		}
	case n.module == atomMaps && n.name == atomUpdate:
		return []term.Term{
			entry("erl_eval", "-expr/6-fun-2-", 2, "erl_eval.erl", 594),
			entry("lists", "foldl", 3, "lists.erl", 2465),
			entry("erl_eval", "expr", 6, "erl_eval.erl", 591),
		}
	case n.module == atomMaps:
		return []term.Term{entry("erl_eval", "expr", 6, "erl_eval.erl", 590)}
	}
	return []term.Term{entry("erl_eval", "receive_clauses", 8, "erl_eval.erl", 1758)}
}

// applyEntry is the interpreter's frame that called the handler, where its
// caller still has something to do.
func applyEntry() term.Term { return entry("erl_eval", "do_apply", 7, "erl_eval.erl", 1048) }
