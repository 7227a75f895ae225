package format

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/quoted"
)

// element makes an element of a container.
func (b *builder) element(_ int, t term.Term) doc { return b.expr(t, inParens) }

// joinOf is j unless the source has a line break after the opening delimiter.
func (b *builder) joinOf(meta term.Term, j join) join {
	if b.breaks(meta) {
		return joinLine
	}
	return j
}

func (b *builder) list(meta term.Term, args []term.Term) doc {
	d, _ := b.args(args, meta, false, argPlain, b.joinOf(meta, joinBreak), b.element)
	return surround(b.color(inspect.Text("["), "list"), d, b.color(inspect.Text("]"), "list"))
}

func (b *builder) tuple(meta term.Term, args []term.Term, j join) doc {
	d, j := b.args(args, meta, false, argPlain, b.joinOf(meta, j), b.element)
	left, right := b.color(inspect.Text("{"), "tuple"), b.color(inspect.Text("}"), "tuple")
	if j == joinFlex {
		return inspect.Group{D: inspect.Cat{nest(inspect.Cat{left, d}, 1), right}}
	}
	return surround(left, d, right)
}

// mapping makes %name{args}.
func (b *builder) mapping(meta term.Term, name doc, args []term.Term) doc {
	j := b.joinOf(meta, joinBreak)
	var inner doc
	if sides, ok := updateOf(args); ok {
		left := b.expr(sides[0], inParens)
		right, _ := b.args(list(sides[1]), meta, false, argPlain, j, b.element)
		if isBinaryOperator(sides[0]) {
			left = parens(left)
		}
		inner = glue(left, inspect.Cat{inspect.Text("| "), nest(right, 2)})
	} else {
		inner, _ = b.args(args, meta, false, argPlain, j, b.element)
	}
	open := b.color(inspect.Cat{inspect.Cat{inspect.Text("%"), name}, inspect.Text("{")}, "map")
	return surround(open, inner, b.color(inspect.Text("}"), "map"))
}

// updateOf takes apart the update of a map: what to update, and the entries.
func updateOf(args []term.Term) ([]term.Term, bool) {
	if len(args) != 1 {
		return nil, false
	}
	form, _, sides, ok := call(args[0], 2)
	return sides, ok && form.Is(atomBar)
}

// bitsOrString makes a bitstring or a string with interpolations.
func (b *builder) bitsOrString(meta term.Term, parts []term.Term) doc {
	switch {
	case len(parts) == 0:
		return inspect.Text("<<>>")
	case !isInterpolated(parts):
		return b.bits(meta, parts)
	case delimiter(meta) == `"""`:
		quotes := inspect.Text(`"""`)
		return inspect.Force{D: b.interpolated(heredocParts(parts), `"""`, quotes, quotes)}
	}
	return b.interpolated(parts, `"`, inspect.Text(`"`), inspect.Text(`"`))
}

func (b *builder) bits(meta term.Term, parts []term.Term) doc {
	last := len(parts) - 1
	d, j := b.args(parts, meta, false, argPlain, b.joinOf(meta, joinFlex), func(i int, t term.Term) doc {
		return b.segment(t, i, last)
	})
	if j == joinFlex {
		return inspect.Group{D: inspect.Cat{nest(inspect.Cat{inspect.Text("<<"), d}, 2), inspect.Text(">>")}}
	}
	return surround(inspect.Text("<<"), d, inspect.Text(">>"))
}

// segment makes segment i of a bitstring with the last segment last. i is -1
// for the pattern of a generator.
func (b *builder) segment(t term.Term, i, last int) doc {
	form, meta, sides, ok := call(t, 2)
	switch {
	case ok && form.Is(atomGenerator):
		special := quoted.Pair(atomSpecial.Term(), atomBitstringSegment.Term())
		left := quoted.New(special, meta, term.List(sides[0], term.Int(int64(last))))
		o := operation{op: atomGenerator, text: "<-", meta: meta, left: left, right: sides[1]}
		return segmentParens(b.binary(o, inParens), i, last)
	case ok && form.Is(atomType):
		d := b.expr(sides[0], inParens)
		spec := b.bitSpec(sides[1], b.MigrateBitstrings, false)
		if i == last {
			spec = segmentParens(spec, i, last)
		}
		return inspect.Cat{inspect.Cat{segmentParens(d, i, -1), inspect.Text("::")}, spec}
	}
	return segmentParens(b.expr(t, inParens), i, last)
}

// bitSpec makes the type of a segment; factor tells that it stands before "*".
func (b *builder) bitSpec(t term.Term, migrate, factor bool) doc {
	form, _, sides, ok := call(t, 2)
	if !ok || !form.Is(atomMinus) && !form.Is(atomTimes) {
		return b.bitModifier(t, migrate)
	}
	times := form.Is(atomTimes)
	migrate = migrate && !times
	left := b.bitSpec(sides[0], migrate, times)
	right := b.bitModifier(sides[1], migrate)
	d := inspect.Cat{inspect.Cat{left, inspect.Text(form.AtomName())}, right}
	if factor {
		return parens(d)
	}
	return d
}

func (b *builder) bitModifier(t term.Term, migrate bool) doc {
	if form, meta, args, ok := node(t); ok && migrate && form.IsAtom() && (isNil(args) || args.IsNil()) {
		args = term.Nil
		if bitModifiers[form.AtomName()] {
			args = term.AtomNil.Term()
		}
		t = quoted.New(form, meta, args)
	}
	return parensIfOperator(b.expr(t, inParens), t)
}

// bitModifiers are the names that need no parentheses in the type of a segment.
var bitModifiers = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields("_ big little native signed unsigned integer float binary bytes bitstring bits utf8 utf16 utf32") {
		m[name] = true
	}
	return m
}()

// segmentParens puts what looks like the delimiters in parentheses.
func segmentParens(d doc, i, last int) doc {
	if i != 0 && i != last {
		return d
	}
	text := inspect.FormatString(d, inspect.Unlimited)
	if i == 0 && (strings.HasPrefix(text, "~") || strings.HasPrefix(text, "<<")) || i == last && strings.HasSuffix(text, ">>") {
		return parens(d)
	}
	return d
}

func (b *builder) alias(segments []term.Term, c context) doc {
	head := segments[0]
	var d doc
	if head.IsAtom() {
		d = inspect.Text(head.AtomName())
	} else {
		d = parensIfOperator(b.expr(head, c), head)
	}
	for _, s := range segments[1:] {
		if !s.IsAtom() {
			malformed(s)
		}
		d = inspect.Cat{d, inspect.Text("." + s.AtomName())}
	}
	return b.color(d, "atom")
}
