package format

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/token"
)

// operator is what the layout needs to know of a binary operator.
type operator struct {
	prec  int
	right bool // groups to the right
	// layout is how it breaks over lines.
	layout operatorLayout
	// hugs tells that a container on its right may start on its line.
	hugs bool
	// parens tells that other operators as operands get parentheses.
	parens bool
	// logical operators get parentheses inside each other.
	logical bool
}

type operatorLayout uint8

const (
	breakAfter  operatorLayout = iota // a +⏎ b
	noSpace                           // a..b
	noBreak                           // a in b
	pipeline                          // a⏎ |> b⏎ |> c
	breakBefore                       // a⏎ | b⏎ | c
)

var binaryOperators = func() map[term.Atom]operator {
	m := map[term.Atom]operator{}
	for _, name := range strings.Fields(`<- \\ when :: | = || ||| or && &&& and == != =~ === !== < <= >= >
		|> <<< >>> <~ ~> <<~ ~>> <~> <|> in ^^^ // ++ -- .. <> +++ --- + - * / **`) {
		kind, ok := token.Operator(name)
		if !ok {
			kind = token.Keywords[name]
		}
		info, _ := kind.Binary()
		m[term.Intern(name)] = operator{prec: info.Prec, right: info.Right}
	}
	m[quoted.Dot] = operator{prec: token.DotPrec}
	mark := func(names string, f func(*operator)) {
		for _, name := range strings.Fields(names) {
			o := m[term.Intern(name)]
			f(&o)
			m[term.Intern(name)] = o
		}
	}
	mark(".. //", func(o *operator) { o.layout = noSpace })
	mark(`\\ in`, func(o *operator) { o.layout = noBreak })
	mark("|> ~>> <<~ ~> <~ <~> <|>", func(o *operator) { o.layout = pipeline })
	mark("| when", func(o *operator) { o.layout = breakBefore })
	mark("<- == != =~ === !== < > <= >= = ::", func(o *operator) { o.hugs = true })
	mark("||| || or &&& && and", func(o *operator) { o.logical = true })
	mark("<<< >>> |> <~ ~> <<~ ~>> <~> <|> in ^^^ // ++ -- +++ --- <> ..", func(o *operator) { o.parens = true })
	return m
}()

// capturePrec is the precedence of "&".
var capturePrec = token.CaptureOp.Unary()

var unaryOperators = map[term.Atom]bool{}

func init() {
	for _, name := range strings.Fields("! @ ^ not + - ~~~ & ...") {
		unaryOperators[term.Intern(name)] = true
	}
}

// binaryOperator returns form as a binary operator.
func binaryOperator(form term.Term) (operator, bool) {
	if !form.IsAtom() {
		return operator{}, false
	}
	o, ok := binaryOperators[form.Atom()]
	return o, ok
}

// isOperatorName is Macro.operator?/2.
func isOperatorName(form term.Term, arity int) bool {
	if !form.IsAtom() {
		return false
	}
	switch a := form.Atom(); arity {
	case 0:
		return a == atomRange || a == atomEllipsis
	case 1:
		return unaryOperators[a]
	case 2:
		_, ok := binaryOperators[a]
		return ok && a != atomStep
	default:
		return arity == 3 && a == atomRangeStep
	}
}

func isBinaryOperator(t term.Term) bool {
	form, _, args, ok := call(t, -1)
	if !ok {
		return false
	}
	if len(args) == 3 {
		return form.Is(atomRangeStep)
	}
	_, ok = binaryOperator(form)
	return ok && len(args) == 2
}

func isUnaryOperator(t term.Term) bool {
	form, _, _, ok := call(t, 1)
	return ok && form.IsAtom() && unaryOperators[form.Atom()]
}
