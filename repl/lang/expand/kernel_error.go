package expand

import "gex/proto/term"

var errorMacros = map[string]kernelMacro{
	"raise/1":   macroRaise,
	"raise/2":   macroRaiseWith,
	"reraise/2": macroReraise,
	"reraise/3": macroReraiseWith,
}

func isStringCode(q term.Term) bool {
	if q.IsBinary() {
		return true
	}
	if _, _, ok := callOf(q, atomBits, -1); ok {
		return true
	}
	if _, _, ok := callOf(q, atomConcatOp, 2); ok {
		return true
	}
	name, _, _, ok := call(q)
	return ok && (name.String() == "sigil_s" || name.String() == "sigil_S")
}

// exceptionOf is the exception that raise/1 makes of its argument.
func (m *macro) exceptionOf(q term.Term) term.Term {
	msg := m.expand(q)
	switch {
	case isStringCode(msg):
		return m.remote("RuntimeError", "exception", msg)
	case msg.IsAtom():
		return makeDot(msg, term.Intern("exception"), m.line, term.Nil)
	}
	return m.remote("Kernel.Utils", "raise", msg)
}

// raised is the call that raises: with the place of the error information where
// the exception's message may look for it.
func (m *macro) raised(exception term.Term) term.Term {
	info := makeCall(atomMap, m.line, kv(term.Intern("module"), term.A("Elixir.Exception")))
	return m.erl("error", exception, term.A("none"), term.List(kv(term.Intern("error_info"), info)))
}

func macroRaise(m *macro, a []term.Term) term.Term { return m.raised(m.exceptionOf(a[0])) }

func macroRaiseWith(m *macro, a []term.Term) term.Term {
	return m.raised(makeDot(a[0], term.Intern("exception"), m.line, a[1]))
}

func macroReraise(m *macro, a []term.Term) term.Term {
	return m.erl("raise", term.Error.Term(), m.exceptionOf(a[0]), a[1])
}

func macroReraiseWith(m *macro, a []term.Term) term.Term {
	return m.erl("raise", term.Error.Term(), makeDot(a[0], term.Intern("exception"), m.line, a[1]), a[2])
}
