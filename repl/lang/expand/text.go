package expand

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gex/proto/term"
)

// InspectModule prints the name of a module as Elixir does.
func InspectModule(m term.Atom) string {
	if s, ok := strings.CutPrefix(m.String(), "Elixir."); ok && s != "" {
		return s
	}
	return toString(m.Term())
}

func graphemes(s string) int { return utf8.RuneCountInString(s) }

func sortDefinitions(ds []*definition) {
	slices.SortStableFunc(ds, func(a, b *definition) int { return compareAtoms(a.v.Name, b.v.Name) })
}

// toString prints quoted code for messages, on one line.
func toString(q term.Term) string {
	var b strings.Builder
	printer{&b}.code(q)
	return b.String()
}

// inspect prints a term that is not code.
func inspect(t term.Term) string { return toString(t) }

// Inspect prints a term on one line, for messages.
func Inspect(t term.Term) string { return inspect(t) }

// printer writes code on one line.
type printer struct{ b *strings.Builder }

func (p printer) str(s string) { p.b.WriteString(s) }

func (p printer) list(ts []term.Term) {
	for i, t := range ts {
		if i > 0 {
			p.str(", ")
		}
		if t.IsTupleOf(2) && t.Elem(0).IsAtom() && isWord(t.Elem(0).Atom().String()) && allPairs(ts[i:]) {
			p.str(t.Elem(0).Atom().String() + ": ")
			p.code(t.Elem(1))
			continue
		}
		p.code(t)
	}
}

func allPairs(ts []term.Term) bool {
	for _, t := range ts {
		if !t.IsTupleOf(2) || !t.Elem(0).IsAtom() {
			return false
		}
	}
	return true
}

func isWord(s string) bool {
	for i, c := range s {
		if !(c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && (c >= '0' && c <= '9' || c == '?' || c == '!') || c > 127) {
			return false
		}
	}
	return s != ""
}

func (p printer) code(q term.Term) {
	switch {
	case q.IsAtom():
		p.atom(q.Atom().String())
	case q.IsBinary():
		p.str(quoteText(q.Text()))
	case q.IsTupleOf(3) && q.Elem(1).IsList():
		p.node(q)
	case q.IsTuple():
		p.str("{")
		p.list(q.Elems())
		p.str("}")
	case q.IsList():
		es, ok := q.Slice()
		if !ok {
			p.str("[" + toString(q.Head()) + " | " + toString(q.Tail()) + "]")
			return
		}
		p.str("[")
		p.list(es)
		p.str("]")
	case q.IsMap():
		p.str("%{")
		first := true
		for k, v := range q.Pairs() {
			if !first {
				p.str(", ")
			}
			first = false
			if k.IsAtom() && isWord(k.Atom().String()) {
				p.str(k.Atom().String() + ": ")
			} else {
				p.code(k)
				p.str(" => ")
			}
			p.code(v)
		}
		p.str("}")
	case q.IsFloat():
		s := strconv.FormatFloat(q.Float(), 'g', -1, 64)
		if !strings.ContainsAny(s, ".e") {
			s += ".0"
		}
		p.str(s)
	case q.IsInteger():
		n, _ := q.AsBig()
		p.str(n.String())
	default:
		p.str("#Term<>")
	}
}

func (p printer) atom(s string) {
	switch {
	case s == "nil" || s == "true" || s == "false":
		p.str(s)
	case strings.HasPrefix(s, "Elixir.") && len(s) > 7:
		p.str(s[7:])
	case isWord(s) || operatorText[s]:
		p.str(":" + s)
	default:
		p.str(":" + quoteText(s))
	}
}

func quoteText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}

var operatorText = map[string]bool{
	"+": true, "-": true, "*": true, "/": true, "=": true, "==": true, "!=": true, "<": true, ">": true, "<=": true, ">=": true,
	"===": true, "!==": true, "=~": true, "&&": true, "||": true, "++": true, "--": true, "<>": true, "|>": true, "..": true,
	"and": true, "or": true, "in": true, "when": true, "::": true, "|": true, "<-": true, `\\`: true, "<<<": true, ">>>": true,
	"&&&": true, "|||": true, "^^^": true, "->": true,
}

func (p printer) node(q term.Term) {
	form, _, args, _ := node(q)
	list, isList := args.Slice()
	switch {
	case form.IsAtom() && !isList:
		p.str(form.Atom().String())
	case form.IsAtom():
		p.call(form.Atom(), list)
	default:
		if left, name, _, _, ok := remoteForm(form); ok {
			p.code(left)
			if left.IsAtom() && name == atomTuple {
				p.str(".{")
				p.list(list)
				p.str("}")
				return
			}
			p.str("." + name.String())
			if isTrue(q.Elem(1), metaNoParens) {
				return
			}
		} else if _, f, ok := callOf(form, atomDot, 1); ok {
			p.code(f[0])
			p.str(".")
		} else {
			p.code(form)
		}
		p.str("(")
		p.list(list)
		p.str(")")
	}
}

func (p printer) call(name term.Atom, args []term.Term) {
	open, end := "", ""
	switch {
	case name == atomAliases:
		for i, a := range args {
			if i > 0 {
				p.str(".")
			}
			if isTrue(metaOf(a), metaNoParens) {
				p.code(makeNode(a.Elem(0), term.Nil, a.Elem(2)))
				continue
			}
			if a.IsAtom() {
				p.str(strings.TrimPrefix(a.Atom().String(), "Elixir."))
			} else {
				p.code(a)
			}
		}
		return
	case name == atomTuple:
		open, end = "{", "}"
	case name == atomMap:
		open, end = "%{", "}"
	case name == atomBits:
		open, end = "<<", ">>"
	case name == atomPercent && len(args) == 2:
		p.str("%")
		p.code(args[0])
		_, fields, _ := callOf(args[1], atomMap, -1)
		p.str("{")
		p.list(fields)
		p.str("}")
		return
	case name == atomBlock && len(args) > 0:
		for i, a := range args {
			if i > 0 {
				p.str("\n")
			}
			p.code(a)
		}
		return
	case name == atomCons && len(args) == 2 && args[1].IsCons():
		p.operand(args[0])
		p.str(" | ")
		es, _ := args[1].Slice()
		p.list(es)
		return
	case name == atomCapture && len(args) == 1:
		p.str("&")
		if _, _, nested := callOf(args[0], atomCapture, 1); nested {
			p.str(" ")
		}
		p.code(args[0])
		return
	case len(args) == 2 && operatorText[name.String()]:
		p.operand(args[0])
		sep := " "
		if name == atomType || name.String() == ".." {
			sep = ""
		}
		p.str(sep + name.String() + sep)
		p.operand(args[1])
		return
	case len(args) == 1 && (name == atomPin || name == atomMinus || name == atomPlus || name == atomBang || name == atomAt):
		p.str(name.String())
		p.code(args[0])
		return
	default:
		p.str(name.String())
		open, end = "(", ")"
	}
	p.str(open)
	p.list(args)
	p.str(end)
}

func (p printer) operand(q term.Term) {
	if name, _, args, ok := call(q); ok && len(args) == 2 && operatorText[name.String()] {
		p.str("(")
		p.code(q)
		p.str(")")
		return
	}
	p.code(q)
}

func metaOf(q term.Term) term.Term {
	if _, meta, _, ok := node(q); ok {
		return meta
	}
	return term.Nil
}
