package epp

import (
	"fmt"
	"slices"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// macro is a macro with its definitions: one for each number of arguments.
type macro struct {
	predefined bool
	undefined  bool // a predefined one without a value yet
	defs       []definition
}

type definition struct {
	arity int // noArgs: used without parentheses
	args  []term.Atom
	body  []erl.Token
	uses  []use // macros in the body
}

// use is a macro with the number of its arguments.
type use struct {
	name  term.Atom
	arity int
}

// noArgs is the arity of macros without parentheses.
const noArgs = -1

func (m *macro) def(arity int) (definition, bool) {
	for _, d := range m.defs {
		if d.arity == arity {
			return d, true
		}
	}
	return definition{}, false
}

// MacroError is a macro among the Options that cannot be defined.
type MacroError struct {
	Name       term.Atom
	Predefined bool
}

// Error describes the fault.
func (e *MacroError) Error() string { return fmt.Sprintf("epp: redefining macro %s", e.Name) }

// Term returns the reason as epp:open/1 does.
func (e *MacroError) Term() term.Term {
	if e.Predefined {
		return term.Tuple(term.A("redefine_predef"), e.Name.Term())
	}
	return term.Tuple(term.A("redefine"), e.Name.Term())
}

func fault(at erl.Token, desc term.Term) error {
	return &erl.Error{Loc: at.Loc(), Module: aEpp, Desc: desc}
}

func faultf(at erl.Token, tag string, args ...term.Term) error {
	return fault(at, term.TupleOf(append([]term.Term{term.A(tag)}, args...)))
}

// release is ?OTP_RELEASE.
const release = 29

func one(kind term.Atom, v term.Term) *macro {
	return &macro{predefined: true, defs: []definition{{arity: noArgs, body: []erl.Token{{Kind: kind, Anno: term.Int(1), Value: v}}}}}
}

func (e *epp) predefine() error {
	e.macros = make(map[term.Atom]*macro)
	for _, name := range []string{"FUNCTION_NAME", "FUNCTION_ARITY", "MODULE", "MODULE_STRING", "BASE_MODULE", "BASE_MODULE_STRING"} {
		e.macros[term.Intern(name)] = &macro{predefined: true, undefined: true}
	}
	set := func(name string, m *macro) { e.macros[term.Intern(name)] = m }
	set("FILE", one(aString, e.sourceName(e.opts.SourceName)))
	set("LINE", one(aInteger, term.Int(1)))
	set("MACHINE", one(aAtom, term.A("BEAM")))
	set("BEAM", one(aAtom, term.True.Term()))
	set("OTP_RELEASE", one(aInteger, term.Int(release)))
	set("FEATURE_AVAILABLE", featureMacro(allFeatures))
	set("FEATURE_ENABLED", featureMacro(e.opts.Features))
	for _, m := range e.opts.Macros {
		if old, ok := e.macros[m.Name]; ok && !m.Redefine {
			return &MacroError{m.Name, old.predefined}
		}
		v, err := erl.Abstract(m.Value, term.Int(0), erl.Unicode)
		if err != nil {
			return err
		}
		e.macros[m.Name] = &macro{predefined: m.Redefine, defs: []definition{{arity: noArgs, body: erl.LiteralTokens(v)}}}
	}
	return nil
}

// featureMacro is a macro of one argument that tells whether it is one of the
// names.
func featureMacro(names []string) *macro {
	line := term.Int(1)
	sym := func(kind string) erl.Token { return erl.Token{Kind: term.Intern(kind), Anno: line} }
	x := term.Intern("X")
	body := []erl.Token{{Kind: aAtom, Anno: line, Value: term.False.Term()}}
	for i, n := range names {
		test := []erl.Token{sym("("), {Kind: aVar, Anno: line, Value: x.Term()}, sym(")"), sym("=="), {Kind: aAtom, Anno: line, Value: term.A(n)}}
		if i == 0 {
			body = append(test, sym(")"))
		} else {
			body = append(append(test, sym("orelse")), body...)
		}
	}
	if len(names) > 0 {
		body = append([]erl.Token{sym("(")}, body...)
	}
	return &macro{defs: []definition{{arity: 1, args: []term.Atom{x}, body: body}}}
}

func (e *epp) setFile(name string, at erl.Loc) {
	e.macros[term.Intern("FILE")] = one(aString, e.sourceName(name))
}

// moduleMacros sets ?MODULE and the like after -module.
func (e *epp) moduleMacros(toks []erl.Token) {
	if len(toks) < 5 || !toks[0].Is(aDash) || !toks[2].Is(aOpen) || toks[3].Kind != aAtom || !toks[4].Is(aClose) && !toks[4].Is(aComma) {
		return
	}
	prefix := map[string]string{"module": "", "extends": "BASE_"}
	p, ok := prefix[wordOf(toks[1])]
	if !ok {
		return
	}
	name := toks[3].Value.Atom()
	e.macros[term.Intern(p+"MODULE")] = one(aAtom, name.Term())
	e.macros[term.Intern(p+"MODULE_STRING")] = one(aString, erl.Chars([]rune(name.String())))
}

// define is -define(Name, Body) and -define(Name(Args), Body).
func (e *epp) define(word erl.Token, toks []erl.Token) {
	if len(toks) < 2 || !toks[0].Is(aOpen) || toks[1].Kind != aAtom && toks[1].Kind != aVar {
		e.bad(word, toks, "(", "var_or_atom")
		return
	}
	name := toks[1]
	d, err := definitionOf(word, toks[2:])
	if err != nil {
		e.report(err)
		return
	}
	key := name.Value.Atom()
	m := e.macros[key]
	if m != nil {
		if m.predefined {
			e.report(faultf(name, "redefine_predef", key.Term()))
			return
		}
		if _, again := m.def(d.arity); again {
			e.report(faultf(name, "redefine", key.Term()))
			return
		}
	}
	if d.uses, err = usesOf(d.body); err != nil {
		e.report(err)
		return
	}
	n := &macro{defs: []definition{d}}
	if m != nil {
		n.defs = append(n.defs, m.defs...)
	}
	e.macros[key] = n
}

// definitionOf reads what follows the name of a macro.
func definitionOf(word erl.Token, toks []erl.Token) (definition, error) {
	d := definition{arity: noArgs}
	if len(toks) > 0 && toks[0].Is(aComma) {
		return d, d.setBody(toks[1:], toks[0])
	}
	bad := func(toks []erl.Token, last erl.Token) error {
		if len(toks) > 0 {
			last = toks[0]
		}
		return faultf(last, "bad", aDefine.Term())
	}
	if len(toks) == 0 || !toks[0].Is(aOpen) {
		return d, bad(toks, word)
	}
	last := toks[0]
	toks = toks[1:]
	for len(toks) == 0 || !toks[0].Is(aClose) {
		if len(d.args) > 0 && len(toks) > 0 && toks[0].Is(aComma) && len(toks) > 1 && toks[1].Kind == aVar {
			toks = toks[1:]
		} else if len(d.args) > 0 || len(toks) == 0 {
			return d, bad(toks, last)
		}
		if toks[0].Kind != aVar {
			return d, bad(toks, last)
		}
		last = toks[0]
		arg := last.Value.Atom()
		if slices.Contains(d.args, arg) {
			return d, faultf(last, "duplicated_argument", arg.Term())
		}
		d.args, toks = append(d.args, arg), toks[1:]
	}
	d.arity = len(d.args)
	last, toks = toks[0], toks[1:]
	if len(toks) == 0 || !toks[0].Is(aComma) {
		if len(toks) > 0 {
			last = toks[0]
		}
		return d, fault(last, term.A("missing_comma"))
	}
	return d, d.setBody(toks[1:], toks[0])
}

// setBody takes the tokens up to the closing parenthesis and dot.
func (d *definition) setBody(toks []erl.Token, last erl.Token) error {
	for i, t := range toks {
		switch {
		case t.Is(aClose) && i == len(toks)-2 && toks[i+1].Is(aDot):
			d.body = toks[:i]
			return nil
		case t.Is(aDot):
			return fault(t, term.A("missing_parenthesis"))
		}
		last = t
	}
	return fault(last, term.A("premature_end"))
}

// usesOf returns the macros in a body.
func usesOf(toks []erl.Token) ([]use, error) {
	var out []use
	for i := 0; i+1 < len(toks); i++ {
		if !toks[i].Is(aMark) {
			continue
		}
		t := toks[i+1]
		i++
		if t.Kind != aAtom && t.Kind != aVar {
			continue
		}
		n, err := countArgs(toks[i+1:], t)
		if err != nil {
			return nil, err
		}
		if u := (use{t.Value.Atom(), n}); !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out, nil
}

// usesIn returns the macros that a macro uses.
func (e *epp) usesIn(u use) []use {
	m := e.macros[u.name]
	if m == nil {
		return nil
	}
	d, ok := m.def(u.arity)
	if !ok {
		d, _ = m.def(noArgs)
	}
	return d.uses
}

// checkCircular finds out whether a macro uses itself.
func (e *epp) checkCircular(u use, at erl.Token, above []use, done map[use]bool) error {
	if slices.Contains(above, u) {
		return faultf(at, "circular", u.name.Term(), arityTerm(u.arity))
	}
	if done[u] {
		return nil
	}
	for _, v := range e.usesIn(u) {
		if err := e.checkCircular(v, at, append(above, u), done); err != nil {
			return err
		}
	}
	done[u] = true
	return nil
}

func arityTerm(n int) term.Term {
	if n == noArgs {
		return aNone.Term()
	}
	return term.Int(int64(n))
}
