package absform

import (
	"errors"
	"fmt"
	"math/big"
	"unicode/utf8"

	"gex/proto/term"
)

// MaxDepth is how deep expressions may nest; deeper ones are refused, since
// every later stage follows the nesting. The tails of list literals don't
// count.
const MaxDepth = 10_000

// Errors that an Error wraps.
var (
	ErrForm  = errors.New("not abstract format")
	ErrDepth = errors.New("nested too deeply")
)

// Error tells which term FromTerm could not read, and why.
type Error struct {
	What string    // what was expected: "expression", "clause", …
	Line int       // of the nearest enclosing node, 0 if unknown
	Term term.Term // the offending term
	Err  error     // ErrForm or ErrDepth
}

// Error describes the failure in one line.
func (e *Error) Error() string {
	return fmt.Sprintf("abstract format: %s near line %d: %v", e.What, e.Line, e.Err)
}

// Unwrap returns the kind of the failure.
func (e *Error) Unwrap() error { return e.Err }

// ExprFromTerm reads one expression.
func ExprFromTerm(t term.Term) (Expr, error) {
	r := reader{}
	e := r.expr(t)
	return e, r.done()
}

// ExprsFromTerm reads a list of expressions.
func ExprsFromTerm(t term.Term) ([]Expr, error) {
	r := reader{}
	es := r.exprs(t)
	return es, r.done()
}

// ClausesFromTerm reads a list of clauses, as the environment of a fun of
// erl_eval holds.
func ClausesFromTerm(t term.Term) ([]*Clause, error) {
	r := reader{}
	cs := r.clauses(t)
	return cs, r.done()
}

// ModuleFromTerm reads the list of forms of a module. Attributes other than
// module, file and export are kept in Attributes; records, types and specs
// among them are not interpreted.
func ModuleFromTerm(t term.Term) (*Module, error) {
	r := reader{}
	m := r.module(t)
	return m, r.done()
}

// reader converts terms; the first failure sticks and ends the work.
type reader struct {
	err   *Error
	depth int
	line  int
}

func (r *reader) done() error {
	if r.err != nil {
		return r.err
	}
	return nil
}

func (r *reader) fail(what string, t term.Term, err error) {
	if r.err == nil {
		r.err = &Error{what, r.line, t, err}
	}
}

// enter counts a level of nesting and tells whether to go on.
func (r *reader) enter(t term.Term) bool {
	if r.err != nil {
		return false
	}
	if r.depth++; r.depth > MaxDepth {
		r.fail("expression", t, ErrDepth)
		return false
	}
	return true
}

// list returns the elements of a proper list.
func (r *reader) list(what string, t term.Term) []term.Term {
	if r.err != nil {
		return nil
	}
	ts, ok := t.Slice()
	if !ok {
		r.fail(what, t, ErrForm)
	}
	return ts
}

func (r *reader) atom(what string, t term.Term) term.Atom {
	a, ok := t.AsAtom()
	if !ok {
		r.fail(what, t, ErrForm)
		return term.Empty
	}
	return a
}

// anno reads an annotation: Line, {Line, Column} or a property list.
func (r *reader) anno(t term.Term) Anno {
	var a Anno
	switch {
	case t.IsInt():
		a.Line = clampLine(t)
	case t.IsTupleOf(2):
		a.Line, a.Column = clampLine(t.Elem(0)), clampLine(t.Elem(1))
	case t.IsList():
		for t.IsCons() {
			if p := t.Head(); p.IsTupleOf(2) && p.Elem(0).IsAtom() {
				switch p.Elem(0).Atom() {
				case aLocation:
					if p.Elem(1).IsInt() || p.Elem(1).IsTupleOf(2) {
						loc := r.anno(p.Elem(1))
						a.Line, a.Column = loc.Line, loc.Column
					}
				case aGenerated:
					a.Generated = p.Elem(1).Is(term.True)
				}
			}
			t = t.Tail()
		}
	default:
		r.fail("annotation", t, ErrForm)
	}
	if a.Line > 0 {
		r.line = a.Line
	}
	return a
}

func clampLine(t term.Term) int {
	if n, ok := t.AsInt(); ok && n > 0 && n < 1<<31 {
		return int(n)
	}
	return 0
}

func (r *reader) exprs(t term.Term) []Expr {
	ts := r.list("expression list", t)
	es := make([]Expr, 0, len(ts))
	for _, t := range ts {
		if r.err != nil {
			return nil
		}
		es = append(es, r.expr(t))
	}
	return es
}

// node returns the tag, annotation and operands of a tagged tuple.
func (r *reader) node(what string, t term.Term) (tag term.Atom, a Anno, args []term.Term, ok bool) {
	es := t.Elems()
	if len(es) < 2 || !es[0].IsAtom() {
		r.fail(what, t, ErrForm)
		return
	}
	a = r.anno(es[1])
	return es[0].Atom(), a, es[2:], r.err == nil
}

func (r *reader) expr(t term.Term) Expr {
	if !r.enter(t) {
		return nil
	}
	defer func() { r.depth-- }()
	tag, a, args, ok := r.node("expression", t)
	if !ok {
		return nil
	}
	read, ok := readers[key{tag, len(args)}]
	if !ok {
		r.fail("expression", t, ErrForm)
		return nil
	}
	e := read(r, a, args)
	if r.err != nil {
		return nil
	}
	if e == nil {
		r.fail("expression", t, ErrForm)
	}
	return e
}

func (r *reader) clauses(t term.Term) []*Clause {
	ts := r.list("clauses", t)
	cs := make([]*Clause, 0, len(ts))
	for _, t := range ts {
		tag, a, args, ok := r.node("clause", t)
		if !ok {
			return nil
		}
		if tag != aClause || len(args) != 3 {
			r.fail("clause", t, ErrForm)
			return nil
		}
		c := &Clause{Anno: a, Patterns: r.exprs(args[0])}
		for _, g := range r.list("guard", args[1]) {
			c.Guards = append(c.Guards, r.exprs(g))
		}
		c.Body = r.exprs(args[2])
		if r.err == nil && len(c.Body) == 0 {
			r.fail("clause", t, ErrForm)
		}
		cs = append(cs, c)
	}
	return cs
}

// key selects a reader by tag and number of operands after the annotation.
type key struct {
	tag term.Atom
	n   int
}

type readFunc func(r *reader, a Anno, args []term.Term) Expr

var readers map[key]readFunc

func init() {
	readers = map[key]readFunc{
		{aAtom, 1}:       readAtom,
		{aInteger, 1}:    readInteger,
		{aChar, 1}:       readChar,
		{aFloat, 1}:      readFloat,
		{aString, 1}:     readString,
		{aValue, 1}:      func(_ *reader, a Anno, ts []term.Term) Expr { return &Value{a, ts[0]} },
		{aVar, 1}:        readVar,
		{aNil, 0}:        func(_ *reader, a Anno, _ []term.Term) Expr { return &Nil{a} },
		{aCons, 2}:       readCons,
		{aTuple, 1}:      func(r *reader, a Anno, ts []term.Term) Expr { return &Tuple{a, r.exprs(ts[0])} },
		{aMap, 1}:        func(r *reader, a Anno, ts []term.Term) Expr { return &Map{a, nil, r.fields(ts[0])} },
		{aMap, 2}:        func(r *reader, a Anno, ts []term.Term) Expr { return &Map{a, r.expr(ts[0]), r.fields(ts[1])} },
		{aBin, 1}:        func(r *reader, a Anno, ts []term.Term) Expr { return &Bin{a, r.binElems(ts[0])} },
		{aOp, 2}:         readUnary,
		{aOp, 3}:         readBinary,
		{aMatch, 2}:      func(r *reader, a Anno, ts []term.Term) Expr { return &Match{a, r.expr(ts[0]), r.expr(ts[1])} },
		{aCall, 2}:       func(r *reader, a Anno, ts []term.Term) Expr { return &Call{a, r.expr(ts[0]), r.exprs(ts[1])} },
		{aRemote, 2}:     func(r *reader, a Anno, ts []term.Term) Expr { return &Remote{a, r.expr(ts[0]), r.expr(ts[1])} },
		{aBlock, 1}:      func(r *reader, a Anno, ts []term.Term) Expr { return &Block{a, r.exprs(ts[0])} },
		{aCase, 2}:       func(r *reader, a Anno, ts []term.Term) Expr { return &Case{a, r.expr(ts[0]), r.clauses(ts[1])} },
		{aIf, 1}:         func(r *reader, a Anno, ts []term.Term) Expr { return &If{a, r.clauses(ts[0])} },
		{aReceive, 1}:    func(r *reader, a Anno, ts []term.Term) Expr { return &Receive{Anno: a, Clauses: r.clauses(ts[0])} },
		{aReceive, 3}:    readReceiveAfter,
		{aTry, 4}:        readTry,
		{aCatch, 1}:      func(r *reader, a Anno, ts []term.Term) Expr { return &Catch{a, r.expr(ts[0])} },
		{aMaybe, 1}:      func(r *reader, a Anno, ts []term.Term) Expr { return &Maybe{a, r.exprs(ts[0]), nil} },
		{aMaybe, 2}:      readMaybeElse,
		{aMaybeMatch, 2}: func(r *reader, a Anno, ts []term.Term) Expr { return &MaybeMatch{a, r.expr(ts[0]), r.expr(ts[1])} },
		{aFun, 1}:        readFun,
		{aNamedFun, 2}:   readNamedFun,
		{aLc, 2}:         comprehensionReader(ListComp),
		{aBc, 2}:         comprehensionReader(BinComp),
		{aMc, 2}:         comprehensionReader(MapComp),
	}
}

func readAtom(r *reader, a Anno, ts []term.Term) Expr { return &Atom{a, r.atom("atom", ts[0])} }

func readInteger(r *reader, a Anno, ts []term.Term) Expr {
	b, ok := ts[0].AsBig()
	if !ok {
		return nil
	}
	return &Integer{a, b}
}

func readChar(_ *reader, a Anno, ts []term.Term) Expr {
	c, ok := ts[0].AsInt()
	if !ok || c < 0 || c > utf8.MaxRune {
		return nil
	}
	return &Char{a, c}
}

func readFloat(_ *reader, a Anno, ts []term.Term) Expr {
	if !ts[0].IsFloat() {
		return nil
	}
	return &Float{a, ts[0].Float()}
}

func readString(r *reader, a Anno, ts []term.Term) Expr {
	cs := r.list("string", ts[0])
	s := make([]rune, len(cs))
	for i, c := range cs {
		n, ok := c.AsInt()
		if !ok || n < 0 || n > utf8.MaxRune {
			return nil
		}
		s[i] = rune(n)
	}
	return &String{a, s}
}

func readVar(r *reader, a Anno, ts []term.Term) Expr {
	return &Var{a, r.atom("variable", ts[0]).String()}
}

// readCons reads a whole list literal in a loop: long lists nest in their
// tails.
func readCons(r *reader, a Anno, ts []term.Term) Expr {
	first := &Cons{Anno: a, Head: r.expr(ts[0])}
	last := first
	for r.err == nil {
		es := ts[1].Tagged(aCons, 4)
		if es == nil {
			last.Tail = r.expr(ts[1])
			return first
		}
		next := &Cons{Anno: r.anno(es[1]), Head: r.expr(es[2])}
		last.Tail, last, ts = next, next, es[2:]
	}
	return nil
}

func (r *reader) fields(t term.Term) []MapField {
	var fs []MapField
	for _, t := range r.list("map fields", t) {
		tag, a, args, ok := r.node("map field", t)
		if !ok {
			return nil
		}
		if len(args) != 2 || tag != aMapFieldAssoc && tag != aMapFieldExact {
			r.fail("map field", t, ErrForm)
			return nil
		}
		fs = append(fs, MapField{a, tag == aMapFieldExact, r.expr(args[0]), r.expr(args[1])})
	}
	return fs
}

func (r *reader) binElems(t term.Term) []BinElem {
	var es []BinElem
	for _, t := range r.list("binary elements", t) {
		tag, a, args, ok := r.node("binary element", t)
		if !ok {
			return nil
		}
		if len(args) != 3 || tag != aBinElement {
			r.fail("binary element", t, ErrForm)
			return nil
		}
		e := BinElem{Anno: a, Value: r.expr(args[0])}
		if !args[1].Is(aDefault) {
			e.Size = r.expr(args[1])
		}
		if !args[2].Is(aDefault) {
			r.binTypes(&e, args[2])
		}
		es = append(es, e)
	}
	return es
}

func (r *reader) binTypes(e *BinElem, t term.Term) {
	for _, s := range r.list("binary element types", t) {
		if u := s.Tagged(aUnit, 2); u != nil {
			n, ok := u[1].AsInt()
			if !ok || n < 1 || n > 256 {
				r.fail("binary element unit", s, ErrForm)
			}
			e.Unit = int(n)
			continue
		}
		e.Types = append(e.Types, r.atom("binary element type", s))
	}
}

func readUnary(r *reader, a Anno, ts []term.Term) Expr {
	return &Op{a, r.atom("operator", ts[0]).String(), r.expr(ts[1]), nil}
}

func readBinary(r *reader, a Anno, ts []term.Term) Expr {
	return &Op{a, r.atom("operator", ts[0]).String(), r.expr(ts[1]), r.expr(ts[2])}
}

func readReceiveAfter(r *reader, a Anno, ts []term.Term) Expr {
	return &Receive{a, r.clauses(ts[0]), r.expr(ts[1]), r.exprs(ts[2])}
}

func readTry(r *reader, a Anno, ts []term.Term) Expr {
	return &Try{a, r.exprs(ts[0]), r.clauses(ts[1]), r.clauses(ts[2]), r.exprs(ts[3])}
}

func readMaybeElse(r *reader, a Anno, ts []term.Term) Expr {
	tag, _, args, ok := r.node("else", ts[1])
	if !ok || tag != aElse || len(args) != 1 {
		return nil
	}
	return &Maybe{a, r.exprs(ts[0]), r.clauses(args[0])}
}

func readFun(r *reader, a Anno, ts []term.Term) Expr {
	es := ts[0].Elems()
	if len(es) == 0 || !es[0].IsAtom() {
		return nil
	}
	switch tag := es[0].Atom(); {
	case tag == aClauses && len(es) == 2:
		return r.fun(a, "", es[1])
	case tag == aFunction && len(es) == 3 && es[1].IsAtom() && es[2].IsInt():
		return &FunRef{Anno: a, Name: &Atom{a, es[1].Atom()}, Arity: &Integer{a, big.NewInt(es[2].Int())}}
	case tag == aFunction && len(es) == 4:
		return &FunRef{a, r.expr(es[1]), r.expr(es[2]), r.expr(es[3])}
	}
	return nil
}

func readNamedFun(r *reader, a Anno, ts []term.Term) Expr {
	return r.fun(a, r.atom("fun name", ts[0]).String(), ts[1])
}

func (r *reader) fun(a Anno, name string, clauses term.Term) Expr {
	f := &Fun{a, name, r.clauses(clauses)}
	if r.err != nil || len(f.Clauses) == 0 {
		return nil
	}
	return f
}

func comprehensionReader(k CompKind) readFunc {
	return func(r *reader, a Anno, ts []term.Term) Expr {
		c := &Comprehension{Anno: a, Kind: k}
		if k == MapComp {
			c.Template = r.pair(ts[0])
		} else {
			c.Template = r.expr(ts[0])
		}
		for _, q := range r.list("qualifiers", ts[1]) {
			c.Qualifiers = append(c.Qualifiers, r.qualifier(q))
		}
		return c
	}
}

// pair reads the map field of a map comprehension or generator as a tuple.
func (r *reader) pair(t term.Term) Expr {
	fs := r.fields(term.List(t))
	if len(fs) != 1 {
		return nil
	}
	return &Tuple{fs[0].Anno, []Expr{fs[0].Key, fs[0].Value}}
}

func (r *reader) qualifier(t term.Term) Qualifier {
	if es := t.Elems(); len(es) == 4 && es[0].IsAtom() {
		if g, ok := generators[es[0].Atom()]; ok {
			q := Qualifier{Anno: r.anno(es[1]), Kind: g.kind, Strict: g.strict}
			if g.kind == MapComp {
				q.Pattern = r.pair(es[2])
			} else {
				q.Pattern = r.expr(es[2])
			}
			q.Value = r.expr(es[3])
			return q
		}
	}
	e := r.expr(t)
	q := Qualifier{Value: e}
	if e != nil {
		q.Anno = e.Pos()
	}
	return q
}

type generator struct {
	kind   CompKind
	strict bool
}

var generators = map[term.Atom]generator{
	aGenerate:        {ListComp, false},
	aGenerateStrict:  {ListComp, true},
	aBGenerate:       {BinComp, false},
	aBGenerateStrict: {BinComp, true},
	aMGenerate:       {MapComp, false},
	aMGenerateStrict: {MapComp, true},
}

func (r *reader) module(t term.Term) *Module {
	m := &Module{}
	for _, f := range r.list("forms", t) {
		tag, a, args, ok := r.node("form", f)
		if !ok {
			return nil
		}
		switch {
		case tag == aAttribute && len(args) == 2:
			r.attribute(m, a, r.atom("attribute", args[0]), args[1])
		case tag == aFunction && len(args) == 3:
			arity, ok := args[1].AsInt()
			if !ok || arity < 0 || arity > 255 {
				r.fail("function arity", args[1], ErrForm)
				return nil
			}
			fn := &Function{a, r.atom("function name", args[0]), int(arity), r.clauses(args[2])}
			if r.err == nil && len(fn.Clauses) == 0 {
				r.fail("function", f, ErrForm)
			}
			m.Functions = append(m.Functions, fn)
		case tag == aEof:
		default:
			r.fail("form", f, ErrForm)
		}
		if r.err != nil {
			return nil
		}
	}
	return m
}

func (r *reader) attribute(m *Module, a Anno, name term.Atom, v term.Term) {
	switch name {
	case aModule:
		m.Anno, m.Name = a, r.atom("module name", v)
	case aFile:
		if v.IsTupleOf(2) {
			m.File = fileName(v.Elem(0))
			return
		}
		r.fail("file attribute", v, ErrForm)
	case aExport:
		for _, fa := range r.list("exports", v) {
			if !fa.IsTupleOf(2) || !fa.Elem(0).IsAtom() || !fa.Elem(1).IsInt() {
				r.fail("export", fa, ErrForm)
				return
			}
			m.Exports = append(m.Exports, FA{fa.Elem(0).Atom(), int(fa.Elem(1).Int())})
		}
	default:
		m.Attributes = append(m.Attributes, Attribute{a, name, v})
	}
}

// fileName reads a character list or a binary.
func fileName(t term.Term) string {
	if t.IsBinary() {
		return t.Text()
	}
	var s []rune
	for t.IsCons() {
		if c := t.Head(); c.IsInt() {
			s = append(s, rune(c.Int()))
		}
		t = t.Tail()
	}
	return string(s)
}
