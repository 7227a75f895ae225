package format

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/quoted"
)

// normalizer gives code the metadata that the builder reads. meta, in its
// methods, is the metadata of the node around: its line is that of nodes that
// have none.
type normalizer struct {
	escape  bool
	locals  locals
	inspect func(term.Term) string
	depth   int
}

func (n *normalizer) node(t, parent term.Term) term.Term {
	if n.depth++; n.depth > maxDepth {
		malformed(t)
	}
	defer func() { n.depth-- }()
	form, meta, args, ok := node(t)
	switch {
	case !ok:
		if r, ok := n.rangeStruct(t, parent); ok {
			return r
		}
		return n.literal(t, term.Nil, parent)
	case args.IsList():
		return n.call(t, form, meta, parent, list(args))
	case args.IsAtom():
		return t
	}
	return n.literal(t, term.Nil, parent)
}

// call normalizes {form, meta, args}.
func (n *normalizer) call(t, form, meta, parent term.Term, args []term.Term) term.Term {
	// A bitstring and a list make any name look like a sigil; what is none is a
	// call then, even a block or a tuple.
	sigil := len(args) == 2 && isBits(args[0]) && args[1].IsList()
	switch {
	case form.Is(quoted.Block) && !sigil:
		if len(args) == 1 && (!args[0].IsTuple() || args[0].IsTupleOf(2)) {
			return n.literal(args[0], meta, parent)
		}
		return quoted.New(form, meta, n.nodes(args, parent))
	case form.Is(quoted.Aliases):
		if len(args) == 0 || args[0].IsAtom() {
			return t
		}
		meta = withLine(meta, parent)
		return quoted.New(form, meta, term.List(append([]term.Term{n.node(args[0], meta)}, args[1:]...)...))
	case form.Is(atomCapture) && len(args) == 1 && args[0].IsInteger():
		return quoted.New(form, withLine(meta, parent), term.List(args...))
	case form.Is(quoted.BitsForm):
		return n.bits(t, parent, false)
	case form.Is(quoted.Dot) && len(args) == 2 && args[1].IsAtom():
		return n.dot(form, meta, parent, args)
	case form.Is(quoted.Arrow) && len(args) == 2:
		meta = withLine(meta, parent)
		return quoted.New(form, meta, term.List(n.nodes(list(args[0]), meta), n.node(args[1], meta)))
	case form.Is(quoted.MapForm):
		return n.mapping(form, meta, parent, args)
	case form.Is(quoted.TupleForm) && !sigil && len(args) > 1 && args[len(args)-1].IsCons() && isKeyword(args[len(args)-1]):
		last := len(args) - 1
		kw := n.keywords(args[last], parent, true)
		items, _ := n.nodes(args[:last], parent).Slice()
		return quoted.New(form, meta, term.List(append(items, kw...)...))
	case form.Is(atomAt) && len(args) == 1:
		if name, nameMeta, value, ok := call(args[0], 1); ok {
			return quoted.New(form, meta, term.List(quoted.New(name, nameMeta, term.List(n.attribute(value[0], meta, parent)))))
		}
	}
	if s, ok := n.special(t, form, meta, parent, args); ok {
		return s
	}
	return n.anyCall(form, meta, parent, args)
}

// special normalizes calls that stand for syntax: interpolated atoms and
// charlists, and sigils.
func (n *normalizer) special(t, form, meta, parent term.Term, args []term.Term) (term.Term, bool) {
	switch {
	case isRemote(t, atomErlang, atomBinaryToAtom, 2) && args[1].Is(atomUTF8) && isBits(args[0]):
		return n.interpolatedAtom(form, meta, parent, args), true
	case isRemote(t, atomList, atomToCharlist, 1) && isInterpolatedList(args[0]):
		return n.interpolatedList(form, meta, parent, list(args[0])), true
	case form.IsAtom() && len(args) == 2 && isSigil(form.Atom()) && isBits(args[0]) && args[1].IsList() &&
		isInterpolated(bitParts(args[0])) && isPrintable(args[1]):
		meta = withLine(meta, parent)
		if !has(meta, atomDelimiter) {
			meta = term.Cons(quoted.KV(atomDelimiter, term.String(`"`)), meta)
		}
		return quoted.New(form, meta, term.List(n.node(args[0], meta), args[1])), true
	}
	return term.Term{}, false
}

func isSigil(name term.Atom) bool { return strings.HasPrefix(name.String(), "sigil_") }

func isBits(t term.Term) bool { return isCall(t, quoted.BitsForm, -1) }

func bitParts(t term.Term) []term.Term {
	_, _, parts, _ := call(t, -1)
	return parts
}

func (n *normalizer) rangeStruct(t, parent term.Term) (term.Term, bool) {
	if !t.IsMap() {
		return t, false
	}
	field := func(name string) term.Term {
		v, _ := t.MapGet(term.A(name))
		return v
	}
	first, last, step := field("first"), field("last"), field("step")
	if !field("__struct__").Is(atomRangeModule) || first.IsNone() || last.IsNone() || step.IsNone() {
		return t, false
	}
	meta := lineOnly(parent)
	args := []term.Term{n.node(first, parent), n.node(last, parent)}
	if step == term.Int(1) {
		return quoted.Call(atomRange, meta, args...), true
	}
	return quoted.Call(atomRangeStep, meta, append(args, n.node(step, parent))...), true
}

// dot normalizes what stands before the arguments of a remote call.
func (n *normalizer) dot(form, meta, parent term.Term, args []term.Term) term.Term {
	meta = withLine(meta, parent)
	left, right := args[0], args[1]
	if !left.Is(atomAccess) || !right.Is(atomGet) {
		left, right = n.node(left, meta), n.escaped(right)
	}
	return quoted.New(form, meta, term.List(left, right))
}

func (n *normalizer) mapping(form, meta, parent term.Term, args []term.Term) term.Term {
	if meta.IsNil() {
		at := quoted.KV(quoted.LineAtom, get(parent, quoted.LineAtom))
		meta = term.List(at, quoted.KV(atomClosing, term.List(at)))
	}
	if len(args) == 1 {
		if bar, barMeta, sides, ok := call(args[0], 2); ok && bar.Is(atomBar) {
			update := quoted.New(bar, barMeta, term.List(n.node(sides[0], meta), term.List(n.entries(sides[1], meta)...)))
			return quoted.New(form, meta, term.List(update))
		}
	}
	return quoted.New(form, meta, term.List(n.entries(term.List(args...), meta)...))
}

// entries normalizes those of a map: pairs stay bare.
func (n *normalizer) entries(args, parent term.Term) []term.Term {
	out := n.keywords(args, parent, false)
	for i, e := range out {
		if _, pair, ok := block(e); ok && pair.IsTupleOf(2) {
			out[i] = pair
		}
	}
	return out
}

// attribute normalizes the value of a module attribute: keywords need no
// brackets there.
func (n *normalizer) attribute(value, meta, parent term.Term) term.Term {
	switch {
	case value.IsCons() && isKeyword(value):
		return term.List(n.keywords(value, parent, true)...)
	case value.IsList():
		return n.literal(value, meta, parent)
	}
	return n.node(value, parent)
}

func (n *normalizer) interpolatedAtom(form, meta, parent term.Term, args []term.Term) term.Term {
	dot, dotMeta, dotArgs, _ := call(form, 2)
	dotMeta = withLine(dotMeta, parent)
	meta = withLine(meta, dotMeta)
	utf8 := args[1]
	if !isInterpolated(bitParts(args[0])) {
		utf8 = n.literal(utf8, term.Nil, parent)
	}
	return quoted.New(quoted.New(dot, dotMeta, term.List(dotArgs...)), meta, term.List(n.bits(args[0], parent, n.escape), utf8))
}

func (n *normalizer) interpolatedList(form, meta, parent term.Term, parts []term.Term) term.Term {
	out := make([]term.Term, len(parts))
	for i, part := range parts {
		if part.IsBinary() {
			out[i] = n.escaped(part)
			continue
		}
		f, m, args, _ := call(part, -1)
		out[i] = quoted.New(f, m, n.nodes(args, parent))
	}
	return quoted.New(form, meta, term.List(term.List(n.endLine(meta, out)...)))
}

// endLine gives a heredoc the line end before its closing delimiter.
func (n *normalizer) endLine(meta term.Term, parts []term.Term) []term.Term {
	d := delimiter(meta)
	if len(parts) == 0 || !n.escape || d != `"""` && d != "'''" {
		return parts
	}
	if last := parts[len(parts)-1]; last.IsBinary() && !strings.HasSuffix(last.Text(), "\n") {
		parts[len(parts)-1] = term.String(last.Text() + "\n")
	}
	return parts
}

// bits normalizes a bitstring or the parts of an interpolated string.
func (n *normalizer) bits(t, parent term.Term, escapeText bool) term.Term {
	form, meta, parts, ok := call(t, -1)
	if !ok {
		malformed(t)
	}
	parts = n.endLine(meta, parts)
	meta = withLine(meta, parent)
	interpolated := isInterpolated(parts)
	out := make([]term.Term, len(parts))
	for i, part := range parts {
		_, partMeta, sides, isType := call(part, 2)
		switch {
		case interpolated && part.IsBinary():
			out[i] = part
			if escapeText {
				out[i] = n.escaped(part)
			}
		case interpolated:
			toString, callMeta, args, _ := call(sides[0], 1)
			_, dotMeta, _, _ := call(toString, 2)
			code := quoted.New(toString, callMeta, term.List(n.node(args[0], dotMeta)))
			out[i] = quoted.New(atomType.Term(), partMeta, term.List(code, sides[1]))
		case isType && isCall(part, atomType, 2) && get(partMeta, atomInferredBitstring).Is(term.True):
			out[i] = n.node(sides[0], meta)
		default:
			out[i] = n.node(part, meta)
		}
	}
	return quoted.New(form, meta, term.List(out...))
}

// anyCall normalizes a call that is no syntax of its own.
func (n *normalizer) anyCall(form, meta, parent term.Term, args []term.Term) term.Term {
	meta = withLine(meta, parent)
	arity := len(args)
	if !form.IsAtom() {
		form = n.node(form, meta)
	}
	if isNil(get(meta, atomNoParens)) && isNil(get(meta, atomClosing)) && isNil(get(meta, quoted.DoAtom)) && !n.locals.has(form, arity) {
		at := term.List(quoted.KV(quoted.LineAtom, get(meta, quoted.LineAtom)))
		meta = term.Cons(quoted.KV(atomClosing, at), meta)
	}
	var last term.Term
	if arity > 0 {
		last = args[arity-1]
	}
	switch {
	case !allowsKeywords(form, arity):
		return quoted.New(form, meta, n.nodes(args, meta))
	case has(meta, quoted.DoAtom):
		return n.doBlocks(form, meta, args)
	case arity > 0 && startsDo(last):
		at := get(parent, quoted.LineAtom)
		if isNil(at) {
			at = get(meta, quoted.LineAtom)
		}
		where := term.List(quoted.KV(quoted.LineAtom, at))
		ms := append(list(meta), quoted.KV(quoted.DoAtom, where), quoted.KV(atomEnd, where))
		return n.doBlocks(form, term.List(ms...), args)
	}
	out := list(n.nodes(args, meta))
	if arity > 0 {
		out[arity-1] = openKeywords(out[arity-1])
	}
	return quoted.New(form, meta, term.List(out...))
}

// openKeywords takes a keyword list that ends the arguments out of its block.
func openKeywords(last term.Term) term.Term {
	_, kw, ok := block(last)
	if !ok || !kw.IsCons() || !kw.Head().IsTupleOf(2) {
		return last
	}
	form, keyMeta, _, ok := node(kw.Head().Elem(0))
	if !ok || !form.Is(quoted.Block) {
		return last
	}
	if get(keyMeta, atomFormat).Is(atomKeyword) {
		return kw
	}
	pairs, ok := kw.Slice()
	if !ok {
		return last
	}
	out := make([]term.Term, len(pairs))
	for i, p := range pairs {
		if !p.IsTupleOf(2) {
			return last
		}
		m, key, ok := block(p.Elem(0))
		if !ok || !key.IsAtom() {
			return last
		}
		m = term.Cons(quoted.KV(atomFormat, atomKeyword.Term()), m)
		out[i] = quoted.Pair(quoted.New(quoted.Block.Term(), m, term.List(key)), p.Elem(1))
	}
	return term.List(out...)
}

// startsDo tells whether t is a keyword list with do in front.
func startsDo(t term.Term) bool {
	if !t.IsCons() || !t.Head().IsTupleOf(2) || !t.Head().Elem(0).Is(quoted.DoAtom) {
		return false
	}
	for ; t.IsCons(); t = t.Tail() {
		if p := t.Head(); !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			return false
		}
	}
	return t.IsNil()
}

// allowsKeywords tells whether keywords that end the arguments of a call go
// without brackets.
func allowsKeywords(form term.Term, arity int) bool {
	switch {
	case form.Is(quoted.When) && arity == 2:
		return true
	case form.Is(quoted.TupleForm):
		return false
	}
	return !isOperatorName(form, arity)
}

func (n *normalizer) doBlocks(form, meta term.Term, args []term.Term) term.Term {
	last := len(args) - 1
	if last < 0 {
		malformed(quoted.New(form, meta, term.Nil))
	}
	var blocks []term.Term
	for _, p := range list(args[last]) {
		if !p.IsTupleOf(2) {
			malformed(p)
		}
		tag, body := p.Elem(0), n.node(p.Elem(1), meta)
		if _, _, inner, ok := call(body, 1); ok && startsArrow(inner[0]) {
			body = inner[0]
		}
		if !isCall(tag, quoted.Block, -1) {
			at := term.List(quoted.KV(quoted.LineAtom, get(meta, quoted.LineAtom)))
			tag = quoted.Call(quoted.Block, at, tag)
		}
		blocks = append(blocks, quoted.Pair(tag, body))
	}
	out := append(list(n.nodes(args[:last], meta)), term.List(blocks...))
	return quoted.New(form, meta, term.List(out...))
}

func (n *normalizer) nodes(args []term.Term, parent term.Term) term.Term {
	out := make([]term.Term, len(args))
	for i, a := range args {
		out[i] = n.node(a, parent)
	}
	return term.List(out...)
}

// keywords normalizes the elements of a list. From the element on from which
// all are keywords they are printed so; inside is true where all of them are.
func (n *normalizer) keywords(t, parent term.Term, inside bool) []term.Term {
	var out []term.Term
	for ; t.IsCons(); t = t.Tail() {
		e := t.Head()
		if !e.IsTupleOf(2) {
			out = append(out, n.node(e, parent))
			continue
		}
		inside = inside || isKeyword(t)
		if keyMeta, key, ok := block(e.Elem(0)); ok && key.IsAtom() {
			out = append(out, wrappedKey(e, keyMeta, key, parent, inside))
			continue
		}
		var left term.Term
		if inside {
			m := term.Cons(quoted.KV(atomFormat, atomKeyword.Term()), lineOnly(parent))
			left = quoted.Call(quoted.Block, m, n.escaped(e.Elem(0)))
		} else {
			left = n.node(e.Elem(0), parent)
		}
		pair := quoted.Pair(left, n.node(e.Elem(1), parent))
		if f, m, _, ok := node(left); !ok || !f.Is(quoted.Block) || !get(m, atomFormat).Is(atomKeyword) {
			pair = quoted.Call(quoted.Block, lineOnly(parent), pair)
		}
		out = append(out, pair)
	}
	if !t.IsNil() {
		malformed(t)
	}
	return out
}

// wrappedKey returns a pair whose key has its metadata already. Marked as a
// keyword in a list that goes on with other things, it becomes a pair.
func wrappedKey(pair, keyMeta, key, parent term.Term, inside bool) term.Term {
	if inside || !get(keyMeta, atomFormat).Is(atomKeyword) {
		return pair
	}
	keyMeta = quoted.Delete(keyMeta, atomFormat)
	at := get(keyMeta, quoted.LineAtom)
	if isNil(at) {
		// As in Elixir, which takes the metadata of the line for the line.
		at = lineOnly(parent)
	}
	return quoted.Call(quoted.Block, term.List(quoted.KV(quoted.LineAtom, at)), quoted.Pair(quoted.Call(quoted.Block, keyMeta, key), pair.Elem(1)))
}

// isKeyword tells whether t is a list of keywords: none of its keys a module.
func isKeyword(t term.Term) bool {
	for ; t.IsCons(); t = t.Tail() {
		p := t.Head()
		if !p.IsTupleOf(2) {
			return false
		}
		key := p.Elem(0)
		if m, name, ok := block(key); ok && name.IsAtom() {
			if !get(m, atomFormat).Is(atomKeyword) {
				return false
			}
			continue
		}
		if !key.IsAtom() || strings.HasPrefix(key.AtomName(), "Elixir.") {
			return false
		}
	}
	return t.IsNil()
}

// literal wraps a literal, whose metadata is meta as far as known.
func (n *normalizer) literal(t, meta, parent term.Term) term.Term {
	switch {
	case t.IsNumber():
		if !has(meta, atomToken) {
			meta = term.Cons(quoted.KV(atomToken, term.String(inspect.String(t))), meta)
		}
		return quoted.Call(quoted.Block, withLine(meta, parent), t)
	case t.IsAtom() || t.IsBinary():
		meta = withLine(meta, parent)
		t = n.escaped(t)
		if t.IsAtom() && isNil(get(meta, atomDelimiter)) && inspect.ClassifyAtom(t.AtomName()) == "alias" {
			return quoted.Call(quoted.Aliases, meta, aliasSegments(t.Atom())...)
		}
		return quoted.Call(quoted.Block, meta, t)
	case t.IsTupleOf(2):
		meta = withLine(meta, parent)
		left, right := n.node(t.Elem(0), meta), t.Elem(1)
		if right.IsCons() && isKeyword(right) {
			right = term.List(n.keywords(right, meta, true)...)
		} else {
			right = n.node(right, meta)
		}
		return quoted.Call(quoted.Block, meta, quoted.Pair(left, right))
	case t.IsCons() && isPrintable(t):
		return n.charlist(t, parent)
	case t.IsList():
		if at := lineOnly(parent); !at.IsNil() {
			if !has(meta, atomClosing) {
				meta = term.Cons(quoted.KV(atomClosing, at), meta)
			}
			meta = withLine(meta, parent)
		}
		return quoted.Call(quoted.Block, meta, term.List(n.keywords(t, parent, false)...))
	}
	return quoted.Call(quoted.Block, meta, t)
}

// charlist makes a ~c sigil of a list of printable characters.
func (n *normalizer) charlist(t, parent term.Term) term.Term {
	var text []byte
	for ; t.IsCons(); t = t.Tail() {
		text = append(text, byte(t.Head().Int()))
	}
	meta := withLine(term.List(quoted.KV(atomDelimiter, term.String(`"`))), parent)
	bits := quoted.Call(quoted.BitsForm, term.Nil, n.escaped(term.Binary(text)))
	return quoted.Call(atomSigilC, meta, bits, term.Nil)
}

func aliasSegments(a term.Atom) []term.Term {
	name, ok := strings.CutPrefix(a.String(), "Elixir.")
	if !ok {
		return []term.Term{atomElixir.Term()}
	}
	var out []term.Term
	for s := range strings.SplitSeq(name, ".") {
		out = append(out, term.A(s))
	}
	return out
}

// escaped escapes the text of a string or an atom as in source, but for quotes.
func (n *normalizer) escaped(t term.Term) term.Term {
	switch {
	case !n.escape:
		return t
	case t.IsBinary():
		out, _ := inspect.Escape(nil, t.Text(), 0, inspect.Unlimited)
		return term.Binary(out)
	case t.IsAtom():
		name := t.AtomName()
		out, _ := inspect.Escape(nil, name, 0, inspect.Unlimited)
		if string(out) == name {
			return t
		}
		if a, err := term.TryIntern(string(out)); err == nil {
			return a.Term()
		}
	}
	return t
}

// withLine returns meta with the line of parent if it has none.
func withLine(meta, parent term.Term) term.Term {
	if at := get(parent, quoted.LineAtom); at.IsInteger() && isNil(get(meta, quoted.LineAtom)) {
		return term.Cons(quoted.KV(quoted.LineAtom, at), meta)
	}
	return meta
}

// lineOnly returns the metadata of the line in meta alone.
func lineOnly(meta term.Term) term.Term {
	if at := get(meta, quoted.LineAtom); !isNil(at) {
		return term.List(quoted.KV(quoted.LineAtom, at))
	}
	return term.Nil
}

// isInterpolated tells whether the parts of a bitstring are those of a string
// with interpolations.
func isInterpolated(parts []term.Term) bool {
	for _, p := range parts {
		if _, ok := interpolation(p); !ok && !p.IsBinary() {
			return false
		}
	}
	return true
}

// interpolation returns the code in "#{code}".
func interpolation(part term.Term) (term.Term, bool) {
	form, _, sides, ok := call(part, 2)
	if !ok || !form.Is(atomType) {
		return part, false
	}
	if name, _, _, ok := node(sides[1]); !ok || !name.Is(atomBinary) {
		return part, false
	}
	return stringOf(sides[0])
}

// stringOf returns the argument of Kernel.to_string.
func stringOf(t term.Term) (term.Term, bool) {
	target, fun, _, args, ok := remote(t, 1)
	if !ok || !target.Is(atomKernel) || !fun.Is(atomToString) {
		return t, false
	}
	return args[0], true
}

// isInterpolatedList is isInterpolated for what List.to_charlist gets.
func isInterpolatedList(t term.Term) bool {
	parts, ok := t.Slice()
	if !ok || !t.IsList() {
		return false
	}
	for _, p := range parts {
		if _, ok := stringOf(p); !ok && !p.IsBinary() {
			return false
		}
	}
	return true
}

// isPrintable is List.ascii_printable?/1.
func isPrintable(t term.Term) bool {
	for ; t.IsCons(); t = t.Tail() {
		if c, ok := t.Head().AsInt(); !ok || c < 7 || c > 13 && c < ' ' && c != 27 || c > '~' {
			return false
		}
	}
	return t.IsNil()
}
