package epp

import (
	"errors"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// ifdef is -ifdef and -ifndef.
func (e *epp) ifdef(word erl.Token, toks []erl.Token) {
	c := word.Value.Atom()
	shape := []string{"(", "var_or_atom", ")", "dot"}
	if !fits(toks, shape...) {
		e.bad(word, toks, shape...)
		e.skip([]cond{c})
		return
	}
	m := e.macros[toks[1].Value.Atom()]
	if defined := m != nil && !m.undefined; defined == (c == aIfdef) {
		e.enter(c)
	} else {
		e.skip([]cond{c})
	}
}

// enter goes on inside a condition that holds.
func (e *epp) enter(c cond) {
	s := e.src()
	s.conds = append([]cond{c}, s.conds...)
}

// close ends the innermost condition, and returns what it was.
func (e *epp) close() (cond, bool) {
	s := e.src()
	if len(s.conds) == 0 {
		return 0, false
	}
	c := s.conds[0]
	s.conds = s.conds[1:]
	return c, true
}

func (e *epp) otherwise(word erl.Token, toks []erl.Token) {
	if !fits(toks, "dot") {
		e.bad(word, toks)
		return
	}
	switch c, open := e.close(); {
	case !open:
		e.fail(word.Loc(), illegal("unbalanced", aElse))
	default:
		if c == aElse {
			e.fail(word.Loc(), illegal("repeated", aElse))
		}
		e.skip([]cond{aElse})
	}
}

func (e *epp) elif(word erl.Token, _ []erl.Token) {
	switch c, open := e.close(); {
	case !open:
		e.fail(word.Loc(), illegal("unbalanced", aElif))
	case c == aElse:
		e.fail(word.Loc(), illegal("unbalanced", aElif))
		e.skip([]cond{aElse})
	default:
		e.skip([]cond{aElif})
	}
}

func (e *epp) endif(word erl.Token, toks []erl.Token) {
	if !fits(toks, "dot") {
		e.bad(word, toks)
		return
	}
	if _, open := e.close(); !open {
		e.fail(word.Loc(), illegal("unbalanced", aEndif))
	}
}

// ifTrue is -if(Expr), and -elif(Expr) after conditions that did not hold.
func (e *epp) ifTrue(word erl.Token, toks []erl.Token) {
	if len(toks) == 0 || !toks[0].Is(aOpen) {
		e.bad(erl.Token{Kind: aAtom, Anno: word.Anno, Value: aIf.Term()}, toks)
		e.skip([]cond{aIf})
		return
	}
	holds, err := e.eval(word, toks)
	if err != nil {
		e.report(err)
	}
	if holds {
		e.enter(aIf)
	} else {
		e.skip([]cond{aIf})
	}
}

func (e *epp) eval(word erl.Token, toks []erl.Token) (bool, error) {
	e.budget, e.fun = maxExpanded, function{}
	toks, err := e.expand(toks)
	if err != nil {
		return false, err
	}
	es, err := erl.ParseExprs(toks)
	if err != nil {
		return false, err
	}
	bad := fault(word, term.Tuple(aBad.Term(), aIf.Term()))
	expr, err := e.builtins(es.Head())
	if err != nil || !es.Tail().IsNil() || !erl.IsGuard(expr) {
		return false, bad
	}
	if e.opts.Eval == nil {
		return false, bad
	}
	v, err := e.opts.Eval(expr)
	return err == nil && v.Is(term.True), nil
}

var errBadIf = errors.New("epp: bad argument of defined")

// builtins puts the values of defined(Name) into an expression.
func (e *epp) builtins(t term.Term) (term.Term, error) {
	if t.IsCons() {
		var out []term.Term
		for ; t.IsCons(); t = t.Tail() {
			x, err := e.builtins(t.Head())
			if err != nil {
				return t, err
			}
			out = append(out, x)
		}
		return term.ListTail(t, out...), nil
	}
	es := t.Elems()
	if len(es) == 4 && es[0].Is(term.Intern("call")) && es[2].IsTupleOf(3) && es[2].Elem(2).Is(term.Intern("defined")) && es[3].IsCons() && es[3].Tail().IsNil() {
		arg := es[3].Head()
		if !arg.IsTupleOf(3) || !arg.Elem(0).Is(aVar) && !arg.Elem(0).Is(aAtom) {
			return t, errBadIf
		}
		_, defined := e.macros[arg.Elem(2).Atom()]
		return term.Tuple(aAtom.Term(), term.Int(0), term.Bool(defined)), nil
	}
	if len(es) == 0 {
		return t, nil
	}
	out := make([]term.Term, len(es))
	for i, x := range es {
		var err error
		if out[i], err = e.builtins(x); err != nil {
			return t, err
		}
	}
	return term.TupleOf(out), nil
}

// skip passes over forms until the condition, and those opened since, are over
// or an alternative holds. The innermost is first.
func (e *epp) skip(open []cond) {
	for len(open) > 0 {
		toks, err := e.src().sc.Form()
		if err != nil {
			continue // whatever cannot be read here is not used
		}
		if len(toks) == 0 {
			e.invalidUnicode()
			e.src().conds = open
			return
		}
		if len(toks) < 2 || !toks[0].Is(aDash) {
			continue
		}
		word := toks[1]
		switch wordOf(word) {
		case "ifdef", "ifndef":
			open = append([]cond{word.Value.Atom()}, open...)
		case "if":
			if word.Is(aIf) {
				open = append([]cond{aIf}, open...)
			}
		case "endif":
			open = open[1:]
		case "else":
			switch {
			case open[0] == aElse:
				e.fail(word.Loc(), illegal("repeated", aElse))
			case open[0] == aElif:
				open = append([]cond{aElse}, open[1:]...)
			case len(open) == 1:
				e.enter(aElse)
				return
			}
		case "elif":
			switch {
			case open[0] == aElse:
				e.fail(word.Loc(), term.A("elif_after_else"))
			case len(open) == 1:
				e.ifTrue(word, toks[2:])
				return
			}
		}
	}
}
