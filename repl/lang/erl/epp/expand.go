package epp

import (
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// function is the function that a form defines, for ?FUNCTION_NAME.
type function struct {
	form  []erl.Token // of the form, until name is known
	inner bool        // the form itself is expanded to find the name
	name  term.Atom
	arity int
	known bool
}

// expand returns tokens with the macros in them replaced.
func (e *epp) expand(toks []erl.Token) ([]erl.Token, error) {
	var out []erl.Token
	for len(toks) > 0 {
		if !toks[0].Is(aMark) || len(toks) == 1 {
			out, toks = append(out, toks[0]), toks[1:]
			continue
		}
		t := toks[1]
		if t.Kind != aAtom && t.Kind != aVar {
			return nil, faultf(t, "call", erl.Chars([]rune("?"+shown(t))))
		}
		name := t.Value.Atom()
		if t.Kind == aVar {
			switch name.String() {
			case "FUNCTION_NAME", "FUNCTION_ARITY":
				v, err := e.functionMacro(toks[0], t)
				if err != nil {
					return nil, err
				}
				out, toks = append(out, v...), toks[2:]
				continue
			case "LINE":
				out = append(out, erl.Token{Kind: aInteger, Anno: t.Anno, Value: term.Int(int64(t.Loc().Line))})
				toks = toks[2:]
				continue
			}
		}
		var err error
		if toks, err = e.expandOne(t, name, toks[2:]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func shown(t erl.Token) string {
	if text, ok := erl.AnnoGet(t.Anno, term.Intern("text")); ok {
		s, _ := erl.Text(text)
		return string(s)
	}
	if t.Value.IsNone() {
		return erl.AtomText(t.Kind)
	}
	return erl.ValueText(t.Value)
}

// expandOne puts the body of a macro before the tokens that follow its
// arguments.
func (e *epp) expandOne(at erl.Token, name term.Atom, rest []erl.Token) ([]erl.Token, error) {
	n, err := countArgs(rest, at)
	if err != nil {
		return nil, err
	}
	m := e.macros[name]
	if m == nil || m.undefined {
		return nil, faultf(at, "undefined", name.Term(), arityTerm(n))
	}
	var d definition
	switch found, ok := m.def(n); {
	case len(m.defs) == 1 && m.defs[0].arity == noArgs:
		d = m.defs[0]
	case ok:
		d = found
	default:
		return nil, faultf(at, "mismatch", name.Term())
	}
	if err := e.checkCircular(use{name, d.arity}, at, nil, map[use]bool{}); err != nil {
		return nil, err
	}
	bound := map[term.Atom][]erl.Token{}
	if d.arity != noArgs {
		if bound, rest, err = bindArgs(at, name, d.args, rest); err != nil {
			return nil, err
		}
	}
	body := substitute(d.body, at.Anno, bound)
	if e.budget -= len(body) + 1; e.budget < 0 {
		return nil, faultf(at, "depth", erl.Chars([]rune("macro")))
	}
	if d.arity == noArgs {
		if body, err = e.expand(body); err != nil {
			return nil, err
		}
	}
	return slices.Concat(body, rest), nil
}

// substitute returns a body with the arguments in place, at the place of the
// call; ??Arg is the text of an argument.
func substitute(body []erl.Token, anno term.Term, bound map[term.Atom][]erl.Token) []erl.Token {
	var out []erl.Token
	put := func(arg []erl.Token) {
		out = append(out, arg...)
		if len(arg) > 0 {
			anno = arg[len(arg)-1].Anno
		}
	}
	for i := 0; i < len(body); i++ {
		t := body[i]
		if t.Is(aMark) && i+2 < len(body) && body[i+1].Is(aMark) && body[i+2].Kind == aVar {
			i += 2
			t = body[i]
			if arg, ok := bound[t.Value.Atom()]; ok {
				put([]erl.Token{{Kind: aString, Anno: anno, Value: erl.Chars([]rune(sourceOf(arg)))}})
				continue
			}
		}
		if t.Kind == aVar {
			if arg, ok := bound[t.Value.Atom()]; ok {
				put(arg)
				continue
			}
		}
		t.Anno = anno
		out = append(out, t)
	}
	return out
}

// sourceOf writes tokens with a space between two.
func sourceOf(toks []erl.Token) string {
	parts := make([]string, len(toks))
	for i, t := range toks {
		switch {
		case t.Is(aDot):
			parts[i] = "."
		case t.Value.IsNone():
			parts[i] = t.Kind.String()
		case t.Kind == aVar:
			parts[i] = t.Value.AtomName()
		case t.Kind == term.Intern("char") && t.Value.IsInt():
			parts[i] = erl.CharText(rune(t.Value.Int()))
		default:
			parts[i] = erl.ValueText(t.Value)
		}
	}
	return strings.Join(parts, " ")
}

// countArgs returns how many arguments follow a macro, noArgs without
// parentheses.
func countArgs(toks []erl.Token, at erl.Token) (int, error) {
	if len(toks) == 0 || !toks[0].Is(aOpen) {
		return noArgs, nil
	}
	if len(toks) > 1 && toks[1].Is(aClose) {
		return 0, nil
	}
	bad := faultf(at, "arg_error", at.Value)
	if len(toks) > 1 && toks[1].Is(aComma) {
		return 0, bad
	}
	_, toks = takeArg(toks[1:])
	for n := 1; ; n++ {
		switch {
		case len(toks) == 0:
			return 0, bad
		case toks[0].Is(aClose):
			return n, nil
		case len(toks) > 1 && toks[1].Is(aClose):
			return 0, bad
		}
		_, toks = takeArg(toks[1:])
	}
}

func bindArgs(at erl.Token, name term.Atom, args []term.Atom, toks []erl.Token) (map[term.Atom][]erl.Token, []erl.Token, error) {
	bound := make(map[term.Atom][]erl.Token, len(args))
	if len(args) == 0 {
		return bound, toks[2:], nil
	}
	for _, a := range args {
		var arg []erl.Token
		if arg, toks = takeArg(toks[1:]); len(arg) == 0 {
			return nil, nil, faultf(at, "mismatch", name.Term())
		}
		bound[a] = arg
	}
	return bound, toks[1:], nil
}

// closers are the tokens that open something, with what closes it.
var closers = func() map[term.Atom]term.Atom {
	m := map[term.Atom]term.Atom{aOpen: aClose, aBinOpen: aBinClose, aSquare: aSquareEnd, aCurly: aUncurly}
	for _, w := range strings.Fields("begin if case maybe receive try cond") {
		m[term.Intern(w)] = aEnd
	}
	return m
}()

// takeArg takes tokens up to a comma or parenthesis outside of all that opens
// and closes.
func takeArg(toks []erl.Token) (arg, rest []erl.Token) {
	const undecided = term.Atom(1<<32 - 1) // after fun(: a fun, or the type of one
	var open []term.Atom
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if !t.Value.IsNone() {
			continue
		}
		top := len(open) - 1
		if top < 0 && (t.Is(aComma) || t.Is(aClose)) {
			return toks[:i], toks[i:]
		}
		closer, opens := closers[t.Kind]
		switch {
		case opens:
			open = append(open, closer)
		case t.Is(aFun) && i+1 < len(toks) && toks[i+1].Is(aOpen):
			open = append(open, undecided)
		case t.Is(aFun) && i+2 < len(toks) && toks[i+1].Kind == aVar && toks[i+2].Is(aOpen):
			open = append(open, aEnd)
		case top >= 0 && open[top] == undecided && (t.Is(aWhen) || t.Is(aArrow)):
			open[top] = aEnd
		case top >= 0 && open[top] == undecided && (t.Is(aComma) || t.Is(aClose)):
			open = open[:top]
			i-- // looked at again
		case top >= 0 && t.Kind == open[top]:
			open = open[:top]
		}
	}
	return toks, nil
}

// functionMacro is ?FUNCTION_NAME or ?FUNCTION_ARITY.
func (e *epp) functionMacro(mark, t erl.Token) ([]erl.Token, error) {
	if e.fun.inner {
		return []erl.Token{mark, t}, nil
	}
	if !e.fun.known {
		if err := e.findFunction(t); err != nil {
			return nil, err
		}
	}
	if t.Value.Is(term.Intern("FUNCTION_NAME")) {
		return []erl.Token{{Kind: aAtom, Anno: t.Anno, Value: e.fun.name.Term()}}, nil
	}
	return []erl.Token{{Kind: aInteger, Anno: t.Anno, Value: term.Int(int64(e.fun.arity))}}, nil
}

func (e *epp) findFunction(t erl.Token) error {
	form := e.fun.form
	e.fun.inner = true
	toks, err := e.expand(form)
	e.fun.inner = false
	switch {
	case err != nil: // comes again where the form is expanded
		e.fun.name, e.fun.known = term.Intern("_"), true
	case len(toks) > 1 && toks[0].Kind == aAtom && toks[1].Is(aOpen):
		e.fun.name, e.fun.arity, e.fun.known = toks[0].Value.Atom(), arityOf(toks[2:]), true
	case len(toks) > 0 && toks[0].Is(aMark):
		return faultf(t, "illegal_function_usage", t.Value)
	default:
		return faultf(t, "illegal_function", t.Value)
	}
	return nil
}

// arityOf counts the arguments of a function head, from after its parenthesis.
func arityOf(toks []erl.Token) int {
	level, n := 1, 0
	for _, t := range toks {
		switch {
		case t.Is(aComma):
			if level == 1 {
				n++
			}
		case t.Is(aOpen), t.Is(aCurly), t.Is(aSquare), t.Is(aBinOpen):
			level++
			n = max(n, 1)
		case t.Is(aClose), t.Is(aUncurly), t.Is(aSquareEnd), t.Is(aBinClose):
			if level--; level == 0 {
				return n
			}
		default:
			n = max(n, 1)
		}
	}
	return n
}
