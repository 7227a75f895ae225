package absform

import (
	"fmt"
	"strconv"
	"strings"

	"gex/proto/term"
)

// Sprint returns an expression, clause or function as Erlang source, for
// people and tests. It parses back to the same tree but for annotations and
// the parentheses' redundancy; Value nodes of funs and identifiers have no
// source and print as a comment does.
func Sprint(e Expr) string {
	p := &printer{}
	p.expr(e, 0)
	return p.b.String()
}

// String returns the module as Erlang source.
func (m *Module) String() string {
	p := &printer{}
	fmt.Fprintf(&p.b, "-module(%s).\n-export([", quoteAtom(m.Name.String()))
	for i, fa := range m.Exports {
		if i > 0 {
			p.text(", ")
		}
		fmt.Fprintf(&p.b, "%s/%d", quoteAtom(fa.Name.String()), fa.Arity)
	}
	p.text("]).\n")
	for _, f := range m.Functions {
		p.text("\n")
		p.function(f)
	}
	return p.b.String()
}

type printer struct {
	b      strings.Builder
	indent int
}

func (p *printer) text(s string) { p.b.WriteString(s) }

func (p *printer) line() {
	p.text("\n")
	for range p.indent {
		p.text("    ")
	}
}

// Precedences of Erlang's operators, loosest first.
const (
	precCatch = iota + 1
	precMatch // = and !, right
	precOrelse
	precAndalso
	precCompare
	precList // ++ and --, right
	precAdd
	precMul
	precUnary
	precMap
	precCall
	precMax
)

type operator struct{ prec, left, right int }

var binaryPrec = map[string]operator{
	"!":      {precMatch, precMatch + 1, precMatch},
	"orelse": {precOrelse, precOrelse + 1, precOrelse}, "andalso": {precAndalso, precAndalso + 1, precAndalso},
	"==": compareOp, "/=": compareOp, "=<": compareOp, "<": compareOp, ">=": compareOp, ">": compareOp, "=:=": compareOp, "=/=": compareOp,
	"++": {precList, precList + 1, precList}, "--": {precList, precList + 1, precList},
	"+": addOp, "-": addOp, "bor": addOp, "bxor": addOp, "bsl": addOp, "bsr": addOp, "or": addOp, "xor": addOp,
	"*": mulOp, "/": mulOp, "div": mulOp, "rem": mulOp, "band": mulOp, "and": mulOp,
}

var (
	compareOp = operator{precCompare, precCompare + 1, precCompare + 1}
	addOp     = operator{precAdd, precAdd, precAdd + 1}
	mulOp     = operator{precMul, precMul, precMul + 1}
)

// open begins an expression of precedence own where at least min is wanted,
// and returns what closes it.
func (p *printer) open(own, min int) (closing string) {
	if own < min {
		p.text("(")
		return ")"
	}
	return ""
}

func (p *printer) expr(e Expr, min int) {
	switch e := e.(type) {
	case *Atom:
		p.text(quoteAtom(e.Name.String()))
	case *Integer:
		p.number(e.Value.String(), min)
	case *Char:
		p.text(charText(rune(e.Value)))
	case *Float:
		p.number(floatText(e.Value), min)
	case *String:
		p.text(quoteString(e.Chars))
	case *Value:
		p.value(e.Term)
	case *Var:
		p.text(e.Name)
	case *Nil:
		p.text("[]")
	case *Cons:
		p.cons(e)
	case *Tuple:
		p.text("{")
		p.list(e.Elems)
		p.text("}")
	case *Map:
		if e.Base != nil {
			p.expr(e.Base, precMap)
		}
		p.text("#{")
		for i, a := range e.Assocs {
			if i > 0 {
				p.text(", ")
			}
			p.field(a)
		}
		p.text("}")
	case *Bin:
		p.text("<<")
		for i, el := range e.Elems {
			if i > 0 {
				p.text(", ")
			}
			p.binElem(el)
		}
		p.text(">>")
	case *Op:
		p.op(e, min)
	case *Match:
		p.infix(" = ", operator{precMatch, precMatch + 1, precMatch}, e.Pattern, e.Value, min)
	case *MaybeMatch:
		p.infix(" ?= ", operator{precMatch, precMatch + 1, precMatch}, e.Pattern, e.Value, min)
	case *Call:
		p.expr(e.Fun, precMax)
		p.text("(")
		p.list(e.Args)
		p.text(")")
	case *Remote:
		p.expr(e.Module, precMax)
		p.text(":")
		p.expr(e.Name, precMax)
	case *Clause:
		p.clause("", e)
	case *Function:
		p.function(e)
	default:
		p.control(e, min)
	}
}

func (p *printer) number(s string, min int) {
	if strings.HasPrefix(s, "-") && min > precUnary {
		s = "(" + s + ")"
	}
	p.text(s)
}

func (p *printer) list(es []Expr) {
	for i, e := range es {
		if i > 0 {
			p.text(", ")
		}
		p.expr(e, precCatch)
	}
}

func (p *printer) cons(e *Cons) {
	p.text("[")
	for {
		p.expr(e.Head, precCatch)
		next, ok := e.Tail.(*Cons)
		if !ok {
			break
		}
		p.text(", ")
		e = next
	}
	if _, ok := e.Tail.(*Nil); !ok {
		p.text(" | ")
		p.expr(e.Tail, precCatch)
	}
	p.text("]")
}

func (p *printer) field(a MapField) {
	p.expr(a.Key, precCatch)
	if a.Exact {
		p.text(" := ")
	} else {
		p.text(" => ")
	}
	p.expr(a.Value, precCatch)
}

func (p *printer) binElem(e BinElem) {
	p.expr(e.Value, precMax)
	if e.Size != nil {
		p.text(":")
		p.expr(e.Size, precMax)
	}
	sep := "/"
	for _, t := range e.Types {
		p.text(sep + t.String())
		sep = "-"
	}
	if e.Unit > 0 {
		p.text(sep + "unit:" + strconv.Itoa(e.Unit))
	}
}

func (p *printer) op(e *Op, min int) {
	if e.Right == nil {
		c := p.open(precUnary, min)
		p.text(e.Name)
		if e.Name == "not" || e.Name == "bnot" {
			p.text(" ")
		}
		p.expr(e.Left, precUnary+1)
		p.text(c)
		return
	}
	p.infix(" "+e.Name+" ", binaryPrec[e.Name], e.Left, e.Right, min)
}

func (p *printer) infix(text string, o operator, l, r Expr, min int) {
	c := p.open(o.prec, min)
	p.expr(l, o.left)
	p.text(text)
	p.expr(r, o.right)
	p.text(c)
}

func (p *printer) body(es []Expr) {
	p.indent++
	for i, e := range es {
		if i > 0 {
			p.text(",")
		}
		p.line()
		p.expr(e, precCatch)
	}
	p.indent--
}

// clauses prints clauses, each with its head by head.
func (p *printer) clauses(cs []*Clause, head func(c *Clause)) {
	p.indent++
	for i, c := range cs {
		if i > 0 {
			p.text(";")
		}
		p.line()
		head(c)
		p.guards(c.Guards, " when ")
		p.text(" ->")
		p.body(c.Body)
	}
	p.indent--
	p.line()
}

func (p *printer) patternHead(c *Clause) { p.list(c.Patterns) }

func (p *printer) argsHead(name string) func(c *Clause) {
	return func(c *Clause) {
		p.text(name + "(")
		p.list(c.Patterns)
		p.text(")")
	}
}

func (p *printer) guards(gs [][]Expr, intro string) {
	for i, g := range gs {
		if i == 0 {
			p.text(intro)
		} else {
			p.text("; ")
		}
		p.list(g)
	}
}

func (p *printer) clause(name string, c *Clause) {
	p.argsHead(name)(c)
	p.guards(c.Guards, " when ")
	p.text(" ->")
	p.body(c.Body)
}

func (p *printer) function(f *Function) {
	for i, c := range f.Clauses {
		if i > 0 {
			p.text(";\n")
		}
		p.clause(quoteAtom(f.Name.String()), c)
	}
	p.text(".\n")
}

func (p *printer) control(e Expr, min int) {
	switch e := e.(type) {
	case *Block:
		p.text("begin")
		p.body(e.Body)
		p.line()
		p.text("end")
	case *Case:
		p.text("case ")
		p.expr(e.Value, precCatch)
		p.text(" of")
		p.clauses(e.Clauses, p.patternHead)
		p.text("end")
	case *If:
		p.text("if")
		p.ifClauses(e.Clauses)
		p.text("end")
	case *Receive:
		p.receive(e)
	case *Try:
		p.try(e)
	case *Catch:
		c := p.open(precCatch, min)
		p.text("catch ")
		p.expr(e.Value, precCatch)
		p.text(c)
	case *Maybe:
		p.text("maybe")
		p.body(e.Body)
		p.line()
		if e.Else != nil {
			p.text("else")
			p.clauses(e.Else, p.patternHead)
		}
		p.text("end")
	case *Fun:
		p.text("fun")
		p.clauses(e.Clauses, p.argsHead(map[bool]string{true: "", false: " " + e.Name}[e.Name == ""]))
		p.text("end")
	case *FunRef:
		p.text("fun ")
		if e.Module != nil {
			p.expr(e.Module, precMax)
			p.text(":")
		}
		p.expr(e.Name, precMax)
		p.text("/")
		p.expr(e.Arity, precMax)
	case *Comprehension:
		p.comprehension(e)
	default:
		fmt.Fprintf(&p.b, "%% %T", e)
	}
}

func (p *printer) ifClauses(cs []*Clause) {
	p.indent++
	for i, c := range cs {
		if i > 0 {
			p.text(";")
		}
		p.line()
		p.guards(c.Guards, "")
		p.text(" ->")
		p.body(c.Body)
	}
	p.indent--
	p.line()
}

func (p *printer) receive(e *Receive) {
	p.text("receive")
	if len(e.Clauses) > 0 {
		p.clauses(e.Clauses, p.patternHead)
	} else {
		p.text(" ")
	}
	if e.After != nil {
		p.text("after ")
		p.expr(e.After, precCatch)
		p.text(" ->")
		p.body(e.Body)
		p.line()
	}
	p.text("end")
}

func (p *printer) try(e *Try) {
	p.text("try")
	p.body(e.Body)
	p.line()
	if len(e.Clauses) > 0 {
		p.text("of")
		p.clauses(e.Clauses, p.patternHead)
	}
	if len(e.Catches) > 0 {
		p.text("catch")
		p.clauses(e.Catches, p.catchHead)
	}
	if len(e.After) > 0 {
		p.text("after")
		p.body(e.After)
		p.line()
	}
	p.text("end")
}

func (p *printer) catchHead(c *Clause) {
	if len(c.Patterns) == 1 {
		if t, ok := c.Patterns[0].(*Tuple); ok && len(t.Elems) == 3 {
			p.expr(t.Elems[0], precMax)
			p.text(":")
			p.expr(t.Elems[1], precMax)
			if v, ok := t.Elems[2].(*Var); !ok || v.Name != "_" {
				p.text(":")
				p.expr(t.Elems[2], precMax)
			}
			return
		}
	}
	p.list(c.Patterns)
}

func (p *printer) comprehension(e *Comprehension) {
	brackets := [...][2]string{ListComp: {"[", "]"}, BinComp: {"<<", ">>"}, MapComp: {"#{", "}"}}[e.Kind]
	p.text(brackets[0])
	p.pair(e.Kind, e.Template, " => ")
	p.text(" || ")
	for i, q := range e.Qualifiers {
		if i > 0 {
			p.text(", ")
		}
		if q.Pattern == nil {
			p.expr(q.Value, precCatch)
			continue
		}
		p.pair(q.Kind, q.Pattern, " := ")
		arrow := map[bool]string{false: "-", true: ":-"}[q.Strict]
		if q.Kind == BinComp {
			arrow = map[bool]string{false: "=", true: ":="}[q.Strict]
		}
		p.text(" <" + arrow + " ")
		p.expr(q.Value, precCatch)
	}
	p.text(brackets[1])
}

func (p *printer) pair(k CompKind, e Expr, arrow string) {
	if t, ok := e.(*Tuple); ok && k == MapComp && len(t.Elems) == 2 {
		p.expr(t.Elems[0], precCatch)
		p.text(arrow)
		p.expr(t.Elems[1], precCatch)
		return
	}
	min := precCatch
	if k == BinComp {
		min = precMax
	}
	p.expr(e, min)
}

// value prints a literal term.
func (p *printer) value(t term.Term) {
	switch {
	case t.IsAtom():
		p.text(quoteAtom(t.AtomName()))
	case t.IsInteger():
		b, _ := t.AsBig()
		p.text(b.String())
	case t.IsFloat():
		p.text(floatText(t.Float()))
	case t.IsNil():
		p.text("[]")
	case t.IsCons():
		p.text("[")
		p.value(t.Head())
		for t = t.Tail(); t.IsCons(); t = t.Tail() {
			p.text(", ")
			p.value(t.Head())
		}
		if !t.IsNil() {
			p.text(" | ")
			p.value(t)
		}
		p.text("]")
	case t.IsTuple():
		p.text("{")
		for i, e := range t.Elems() {
			if i > 0 {
				p.text(", ")
			}
			p.value(e)
		}
		p.text("}")
	case t.IsMap():
		p.text("#{")
		sep := ""
		for k, v := range t.Pairs() {
			p.text(sep)
			p.value(k)
			p.text(" => ")
			p.value(v)
			sep = ", "
		}
		p.text("}")
	case t.IsBits():
		p.bits(t)
	case t.Export() != nil:
		e := t.Export()
		fmt.Fprintf(&p.b, "fun %s:%s/%d", quoteAtom(e.Module.String()), quoteAtom(e.Name.String()), e.Arity)
	default:
		p.text("% a value without source")
	}
}

func (p *printer) bits(t term.Term) {
	b, off := t.BitData()
	p.text("<<")
	for i, n := 0, t.BitLen(); i < n; i += 8 {
		if i > 0 {
			p.text(", ")
		}
		k := min(8, n-i)
		p.text(strconv.FormatUint(term.BitsUint(b, off+i, k), 10))
		if k < 8 {
			p.text(":" + strconv.Itoa(k))
		}
	}
	p.text(">>")
}

func floatText(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if mantissa, exp, ok := strings.Cut(s, "e"); ok {
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		return mantissa + "e" + strings.TrimPrefix(exp, "+")
	}
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

var reservedWords = map[string]bool{
	"after": true, "and": true, "andalso": true, "band": true, "begin": true, "bnot": true, "bor": true, "bsl": true, "bsr": true, "bxor": true,
	"case": true, "catch": true, "cond": true, "div": true, "else": true, "end": true, "fun": true, "if": true, "let": true, "maybe": true,
	"not": true, "of": true, "or": true, "orelse": true, "receive": true, "rem": true, "try": true, "when": true, "xor": true,
}

func quoteAtom(s string) string {
	plain := s != "" && s[0] >= 'a' && s[0] <= 'z' && !reservedWords[s]
	for _, c := range s {
		plain = plain && (c == '_' || c == '@' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
	}
	if plain {
		return s
	}
	return quoted('\'', s)
}

func charText(c rune) string {
	switch {
	case c == '\\' || c == '\'' || c == '"':
		return `$\` + string(c)
	case c <= ' ' || c >= 0x7f && c < 0xa0 || c >= 0xd800 && c < 0xe000:
		return fmt.Sprintf(`$\x{%x}`, c)
	}
	return "$" + string(c)
}

func quoteString(s []rune) string { return quoted('"', string(s)) }

func quoted(q byte, s string) string {
	var b strings.Builder
	b.WriteByte(q)
	for _, c := range s {
		switch {
		case c == rune(q) || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString("\\n")
		case c < ' ' || c >= 0x7f && c < 0xa0:
			fmt.Fprintf(&b, "\\x{%x}", c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte(q)
	return b.String()
}
