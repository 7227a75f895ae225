package lower

import (
	"fmt"
	"math/big"
	"strconv"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/repl/lang/quoted"
)

// lowerer turns the expanded code of one function, or of one entry of the
// shell, into abstract format. Every version of a variable has a name of its
// own, so nothing is ever shadowed.
type lowerer struct {
	names   map[int]string // by version
	counter map[string]int
	context expand.Context
	extra   extra
	guards  []absform.Expr // tests that the pattern being lowered needs besides
	stack   string         // variable of the stack trace in scope
	caller  bool           // __CALLER__ was used
	values  bool           // literals may be values: the code stays on this node
}

// extra is what a pattern needs besides its context.
type extra uint8

const (
	noExtra  extra = iota
	pinGuard       // pinned variables become guards: heads of funs shadow
	mapKey         // inside the key of a map
)

func newLowerer() *lowerer {
	return &lowerer{names: make(map[int]string), counter: make(map[string]int)}
}

// Error is code that cannot be lowered: it was not made by package expand.
type Error struct {
	Form term.Term
}

func (e *Error) Error() string { return fmt.Sprintf("cannot lower form of kind %v", e.Form.Kind()) }

type bailout struct{ err error }

func catch(err *error) {
	switch r := recover().(type) {
	case nil:
	case bailout:
		*err = r.err
	default:
		panic(r)
	}
}

func fail(q term.Term) { panic(bailout{&Error{q}}) }

// anno is the annotation that metadata stands for.
func anno(meta term.Term) absform.Anno {
	a := absform.Anno{Line: quoted.LineOf(meta)}
	if c, ok := quoted.Get(meta, metaColumn); ok && c.IsInt() {
		a.Column = int(c.Int())
	}
	if keep, ok := quoted.Get(meta, metaKeep); ok && keep.IsTupleOf(2) && keep.Elem(1).IsInt() {
		a.Line = int(keep.Elem(1).Int())
	}
	if g, ok := quoted.Get(meta, metaGenerated); ok && g.Is(term.True) {
		a.Generated = true
	}
	return a
}

func generated(a absform.Anno) absform.Anno {
	a.Generated = true
	return a
}

// ---- variables

// fresh returns a new variable.
func (l *lowerer) fresh(a absform.Anno) *absform.Var {
	return &absform.Var{Anno: a, Name: l.name("")}
}

// name makes a new name: _x@1 for a variable x, _1 for one without a name.
func (l *lowerer) name(base string) string {
	l.counter[base]++
	n := strconv.Itoa(l.counter[base])
	if base == "" {
		return "_" + n
	}
	return "_" + base + "@" + n
}

func (l *lowerer) variable(q term.Term, a absform.Anno) *absform.Var {
	name, meta, context, _ := quoted.AsVar(q)
	v, ok := quoted.Get(meta, metaVersion)
	if !ok || !v.IsInt() {
		fail(q)
	}
	version := int(v.Int())
	erl, known := l.names[version]
	if !known {
		base := ""
		if context == term.AtomNil {
			base = name.String()
		}
		erl = l.name(base)
		l.names[version] = erl
	}
	return &absform.Var{Anno: a, Name: erl}
}

// ---- small nodes

func atom(a absform.Anno, name term.Atom) *absform.Atom { return &absform.Atom{Anno: a, Name: name} }

func word(a absform.Anno, name string) *absform.Atom { return atom(a, term.Intern(name)) }

func integer(a absform.Anno, i int64) *absform.Integer {
	return &absform.Integer{Anno: a, Value: big.NewInt(i)}
}

func tuple(a absform.Anno, es ...absform.Expr) *absform.Tuple {
	return &absform.Tuple{Anno: a, Elems: es}
}

func clause(a absform.Anno, patterns []absform.Expr, guards [][]absform.Expr, body ...absform.Expr) *absform.Clause {
	return &absform.Clause{Anno: a, Patterns: patterns, Guards: guards, Body: body}
}

func patterns(es ...absform.Expr) []absform.Expr { return es }

func guard(e absform.Expr) [][]absform.Expr { return [][]absform.Expr{{e}} }

func op(a absform.Anno, name string, l, r absform.Expr) *absform.Op {
	return &absform.Op{Anno: a, Name: name, Left: l, Right: r}
}

// remote is the call module:name(args...).
func remote(a absform.Anno, module, name string, args ...absform.Expr) *absform.Call {
	return &absform.Call{Anno: a, Fun: &absform.Remote{Anno: a, Module: word(a, module), Name: word(a, name)}, Args: args}
}

func block(a absform.Anno, es ...absform.Expr) absform.Expr {
	if len(es) == 1 {
		return es[0]
	}
	return &absform.Block{Anno: a, Body: es}
}

func unblock(e absform.Expr) []absform.Expr {
	if b, ok := e.(*absform.Block); ok {
		return b.Body
	}
	return []absform.Expr{e}
}

// list is the list of es, ending in tail.
func list(a absform.Anno, es []absform.Expr, tail absform.Expr) absform.Expr {
	for i := len(es) - 1; i >= 0; i-- {
		tail = &absform.Cons{Anno: a, Head: es[i], Tail: tail}
	}
	return tail
}

// ---- expressions

// exprs lowers a sequence of forms, each with the annotation around it.
func (l *lowerer) exprs(qs []term.Term, a absform.Anno) []absform.Expr {
	out := make([]absform.Expr, len(qs))
	for i, q := range qs {
		out[i] = l.expr(q, a)
	}
	return out
}

// expr lowers one form; a is the annotation of the form around it.
func (l *lowerer) expr(q term.Term, a absform.Anno) absform.Expr {
	switch {
	case q.IsTupleOf(3):
		return l.node(q)
	case q.IsTupleOf(2):
		return tuple(a, l.expr(q.Elem(0), a), l.expr(q.Elem(1), a))
	case q.IsCons():
		return l.list(q, a)
	}
	return l.literal(q, a)
}

func (l *lowerer) list(q term.Term, a absform.Anno) absform.Expr {
	es, ok := q.Slice()
	if !ok {
		fail(q)
	}
	if last := es[len(es)-1]; quoted.IsCall(last, formCons, 2) {
		_, _, ht, _ := quoted.AsCall(last)
		heads := append(l.exprs(es[:len(es)-1], a), l.expr(ht[0], a))
		return list(a, heads, l.expr(ht[1], a))
	}
	return list(a, l.exprs(es, a), &absform.Nil{Anno: a})
}

func (l *lowerer) node(q term.Term) absform.Expr {
	form, meta, rest, ok := quoted.Node(q)
	if !ok {
		fail(q)
	}
	a := anno(meta)
	if form.IsTuple() {
		return l.call(q, form, meta, rest, a)
	}
	name := form.Atom()
	if rest.IsAtom() {
		switch name {
		case formUnderscore:
			return &absform.Var{Anno: a, Name: "_"}
		case formCaller:
			l.caller = true
			return &absform.Var{Anno: a, Name: "__CALLER__"}
		case formStacktrace:
			return &absform.Var{Anno: a, Name: l.stack}
		}
		return l.variable(q, a)
	}
	args, ok := rest.Slice()
	if !ok {
		fail(q)
	}
	if f, ok := forms[name]; ok {
		return f(l, q, meta, args, a)
	}
	return &absform.Call{Anno: a, Fun: atom(a, name), Args: l.exprs(args, a)}
}

// form lowers one special form.
type form func(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr

var forms map[term.Atom]form

func init() {
	forms = map[term.Atom]form{
		formMatch:     lowerMatch,
		quoted.Block:  lowerBlock,
		quoted.FnAtom: lowerFn,
		formCapture:   lowerCapture,
		formCase:      lowerCase,
		formCond:      lowerCond,
		formReceive:   lowerReceive,
		formTry:       lowerTry,
		formFor:       lowerFor,
		formWith:      lowerWith,
		formSuper:     lowerSuper,
		formPin:       lowerPin,
		formQuote:     lowerQuote,
		quoted.TupleForm: func(l *lowerer, _, _ term.Term, args []term.Term, a absform.Anno) absform.Expr {
			return &absform.Tuple{Anno: a, Elems: l.exprs(args, a)}
		},
		quoted.MapForm: func(l *lowerer, _, _ term.Term, args []term.Term, a absform.Anno) absform.Expr {
			return l.mapForm(args, a)
		},
		quoted.StructForm: lowerStruct,
		quoted.BitsForm: func(l *lowerer, _, _ term.Term, args []term.Term, a absform.Anno) absform.Expr {
			return l.bits(args, a)
		},
	}
}

// Forms and metadata that lowering looks for.
var (
	formMatch      = term.Intern("=")
	formCapture    = term.Intern("&")
	formSlash      = term.Intern("/")
	formCase       = term.Intern("case")
	formCond       = term.Intern("cond")
	formReceive    = term.Intern("receive")
	formTry        = term.Intern("try")
	formFor        = term.Intern("for")
	formWith       = term.Intern("with")
	formSuper      = term.Intern("super")
	formPin        = term.Intern("^")
	formQuote      = term.Intern("quote")
	formCons       = term.Intern("|")
	formType       = term.Intern("::")
	formLeftArrow  = term.Intern("<-")
	formIn         = term.Intern("in")
	formUnderscore = term.Intern("_")
	formCaller     = term.Intern("__CALLER__")
	formStacktrace = term.Intern("__STACKTRACE__")

	keyElse   = term.Intern("else")
	keyRescue = term.Intern("rescue")
	keyCatch  = term.Intern("catch")
	keyAfter  = term.Intern("after")
	keyInto   = term.Intern("into")
	keyUniq   = term.Intern("uniq")
	keyReduce = term.Intern("reduce")
	keyStruct = term.Intern("__struct__")

	metaVersion   = term.Intern("version")
	metaColumn    = term.Intern("column")
	metaGenerated = term.Intern("generated")
	metaKeep      = term.Intern("keep")
	metaNoParens  = term.Intern("no_parens")
	metaOptimize  = term.Intern("optimize_boolean")

	atomErlang = term.Intern("erlang")
)

func lowerBlock(l *lowerer, _, _ term.Term, args []term.Term, a absform.Anno) absform.Expr {
	var out []absform.Expr
	var add func(args []term.Term)
	add = func(args []term.Term) {
		for i, q := range args {
			if _, _, inner, ok := quoted.AsCall(q); ok && quoted.IsCall(q, quoted.Block, -1) && i < len(args)-1 {
				add(inner)
				continue
			}
			out = append(out, l.expr(q, a))
		}
	}
	add(args)
	return &absform.Block{Anno: a, Body: out}
}

func lowerSuper(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	what, ok := quoted.Get(meta, formSuper)
	if !ok || !what.IsTupleOf(2) {
		fail(q)
	}
	name := what.Elem(1).Atom()
	es := l.exprs(args, a)
	if kind := what.Elem(0).AtomName(); kind == "defmacro" || kind == "defmacrop" {
		l.caller = true
		es = append([]absform.Expr{&absform.Var{Anno: a, Name: "__CALLER__"}}, es...)
		name = macroName(name)
	}
	return &absform.Call{Anno: a, Fun: atom(a, name), Args: es}
}

func macroName(name term.Atom) term.Atom { return term.Intern("MACRO-" + name.String()) }

func lowerQuote(l *lowerer, q, _ term.Term, _ []term.Term, a absform.Anno) absform.Expr {
	t, opaque, ok := expand.Literal(q)
	if !ok {
		fail(q)
	}
	if opaque && l.context == expand.NoContext {
		return &absform.Value{Anno: a, Term: t}
	}
	return l.literal(t, a)
}

// literal lowers a term to code that builds it; within modules, to a value where
// it is no pattern.
func (l *lowerer) literal(t term.Term, a absform.Anno) absform.Expr {
	switch {
	case t.IsAtom():
		return atom(a, t.Atom())
	case t.IsInteger():
		b, _ := t.AsBig()
		return &absform.Integer{Anno: a, Value: b}
	case t.IsFloat():
		return &absform.Float{Anno: a, Value: t.Float()}
	case t.IsNil():
		return &absform.Nil{Anno: a}
	case t.IsBinary():
		return text(a, t.Text())
	}
	if l.values && l.context == expand.NoContext {
		return &absform.Value{Anno: a, Term: t}
	}
	switch {
	case t.IsCons():
		return &absform.Cons{Anno: a, Head: l.literal(t.Head(), a), Tail: l.literal(t.Tail(), a)}
	case t.IsTuple():
		es := make([]absform.Expr, t.Arity())
		for i, e := range t.Elems() {
			es[i] = l.literal(e, a)
		}
		return &absform.Tuple{Anno: a, Elems: es}
	case t.IsMap():
		m := &absform.Map{Anno: a}
		for k, v := range t.Pairs() {
			m.Assocs = append(m.Assocs, absform.MapField{Anno: a, Exact: l.context == expand.Match && l.extra != mapKey, Key: l.literal(k, a), Value: l.literal(v, a)})
		}
		return m
	case t.Kind() == term.KindExport:
		f := t.Export()
		return &absform.FunRef{Anno: a, Module: atom(a, f.Module), Name: atom(a, f.Name), Arity: integer(a, int64(f.Arity))}
	case t.IsBits():
		return bitsLiteral(a, t)
	}
	return &absform.Value{Anno: a, Term: t}
}

// bitsLiteral is a bit string whose length is not whole bytes.
func bitsLiteral(a absform.Anno, t term.Term) absform.Expr {
	whole := t.BitLen() / 8 * 8
	b := &absform.Bin{Anno: a}
	if s := t.SubBits(0, whole).Text(); s != "" {
		b.Elems = append(b.Elems, absform.BinElem{Anno: a, Value: &absform.String{Chars: bytesAsRunes(s)}})
	}
	var last int64
	rest := t.SubBits(whole, t.BitLen()-whole)
	data, off := rest.BitData()
	for i := range rest.BitLen() {
		bit := off + i
		last = last<<1 | int64(data[bit/8]>>(7-bit%8)&1)
	}
	b.Elems = append(b.Elems, absform.BinElem{Anno: a, Value: integer(a, last), Size: integer(a, int64(rest.BitLen()))})
	return b
}

// text is a binary literal: its bytes as a string.
func text(a absform.Anno, s string) absform.Expr {
	b := &absform.Bin{Anno: a}
	if s != "" {
		b.Elems = []absform.BinElem{{Anno: a, Value: &absform.String{Anno: absform.Anno{}, Chars: bytesAsRunes(s)}}}
	}
	return b
}

func bytesAsRunes(s string) []rune {
	rs := make([]rune, len(s))
	for i := range len(s) {
		rs[i] = rune(s[i])
	}
	return rs
}
