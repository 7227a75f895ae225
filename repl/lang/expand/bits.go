package expand

import (
	"gex/proto/term"
)

// Atoms of bit string specifiers.
var (
	atomSize      = term.Intern("size")
	atomUnit      = term.Intern("unit")
	atomInteger   = term.Intern("integer")
	atomFloat     = term.Intern("float")
	atomBinary    = term.Intern("binary")
	atomBitstring = term.Intern("bitstring")
	atomUTF8      = term.Intern("utf8")
	atomUTF16     = term.Intern("utf16")
	atomUTF32     = term.Intern("utf32")
	atomTimes     = term.Intern("*")
)

func expandBitsForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	out, s, e := x.expandBits(meta, args, s, e, false)
	return out, s, e, true
}

const unknownAlignment = -1

// bitsExpansion gathers the segments of one bit string.
type bitsExpansion struct {
	x         *Expander
	before    State // the state before the first segment
	acc       State
	e         *Env
	sized     bool // every segment needs a size: the bit string is a generator
	out       []term.Term
	alignment int // bits past a whole byte, or unknownAlignment
}

// expandBits expands <<segments>>; each becomes value :: spec with a normalised
// spec.
func (x *Expander) expandBits(meta term.Term, args []term.Term, s State, e *Env, sized bool) (term.Term, State, *Env) {
	b := &bitsExpansion{x: x, before: s, acc: s, e: e, sized: sized}
	if e.Context != Match {
		b.acc = s.prepareWrite()
	}
	for i, a := range args {
		b.segment(a, meta, i == len(args)-1)
	}
	after := b.acc
	if e.Context != Match {
		after = after.closeWrite(s)
	}
	alignment := term.A("unknown")
	if b.alignment >= 0 {
		alignment = term.Int(int64(b.alignment))
	}
	return makeNode(atomBits.Term(), put(meta, metaAlignment, alignment), term.List(b.out...)), after, b.e
}

func (b *bitsExpansion) segment(q, bitsMeta term.Term, last bool) {
	meta, lr, ok := callOf(q, atomType, 2)
	if !ok {
		meta = bitsMeta
		if q.IsTupleOf(3) {
			meta = q.Elem(1)
		}
		left := b.value(q)
		b.validate(left, meta)
		kind := segmentType(left)
		if kind == 0 {
			kind = atomInteger
		}
		spec := makeVar(kind, meta, nilTerm)
		b.add(meta, left, spec, b.sized || !last && b.e.Context == Match)
		return
	}
	read, write := b.acc.read, b.acc.write
	left := b.value(lr[0])
	b.validate(left, meta)
	sized := b.sized || !last && b.e.Context == Match
	after := b.acc
	b.acc.read, b.acc.write = read, write
	sp := &spec{b: b, meta: meta, value: segmentType(left), sized: sized}
	if _, pinned, ok := callOf(left, atomPin, 1); ok && sized && isVar(pinned[0]) {
		sp.infer = left
	}
	right, alignment := sp.expand(lr[1])
	b.acc.read, b.acc.write = after.read, after.write
	b.add(meta, left, right, sized)
	if b.alignment >= 0 && alignment >= 0 {
		b.alignment = (b.alignment + alignment) % 8
	} else {
		b.alignment = unknownAlignment
	}
}

// value expands the value of a segment. In patterns and guards an interpolated
// literal is put in place.
func (b *bitsExpansion) value(q term.Term) term.Term {
	x := b.x
	if left, name, _, args, ok := remoteCall(q); ok && b.e.Context != NoContext && name == atomToString && len(args) == 1 &&
		(left.Is(atomKernel) || left.Is(atomStringChars)) {
		if out, s, e := x.expand(args[0], b.acc, b.e); out.IsBinary() {
			b.acc, b.e = s, e
			return out
		}
	}
	var out term.Term
	if b.e.Context == Match {
		out, b.acc, b.e = x.expand(q, b.acc, b.e)
	} else {
		out, b.acc, b.e = x.expandArg(q, b.acc, b.before, b.e)
	}
	return out
}

func (b *bitsExpansion) validate(q, meta term.Term) {
	if b.e.Context != Match || isVar(q) || q.IsNumber() || q.IsBinary() {
		return
	}
	if name, _, _, ok := call(q); ok && (name == atomBits || name == atomPin) {
		return
	}
	b.x.failSoft(meta, b.e, "a bitstring only accepts binaries, numbers, and variables inside a match, got: %s", toString(q))
}

// segmentType is the type that a literal value has by itself; 0 for other code.
func segmentType(q term.Term) term.Atom {
	switch {
	case q.IsInteger():
		return atomInteger
	case q.IsFloat():
		return atomFloat
	case q.IsBinary():
		return atomBinary
	}
	if _, _, ok := callOf(q, atomBits, -1); ok {
		return atomBitstring
	}
	return 0
}

const unsizedBinary = "a binary field without size is only allowed at the end of a binary pattern, at the right side of binary concatenation and never allowed in binary generators. The following examples are invalid:\n\n    rest <> \"foo\"\n    <<rest::binary, \"foo\">>\n\nThey are invalid because there is a bits/bitstring component not at the end. However, the \"reverse\" would work:\n\n    \"foo\" <> rest\n    <<\"foo\", rest::binary>>\n\n"

// add appends a segment; a nested bit string is spliced in.
func (b *bitsExpansion) add(meta, left, right term.Term, sized bool) {
	seg := makeCall(atomType, meta, left, right)
	partsMeta, parts, nested := callOf(left, atomBits, -1)
	if !nested {
		b.out = append(b.out, seg)
		return
	}
	if len(parts) == 0 {
		return
	}
	if b.e.Context == Match && sized {
		if m, lr, ok := callOf(parts[len(parts)-1], atomType, 2); ok && isVar(lr[1]) {
			if name := lr[1].Elem(0).Atom(); name == atomBitstring || name == atomBinary && !lr[0].IsBinary() {
				b.x.failSoft(m, b.e, "%s", unsizedBinary)
			}
		}
	}
	switch {
	case isVarNamed(right, atomBinary):
		a, _ := get(partsMeta, metaAlignment)
		if !a.IsInt() {
			b.out = append(b.out, seg)
			return
		}
		if a.Int() != 0 {
			b.x.failSoft(meta, b.e, "expected %s to be a binary but its number of bits is not divisible by 8", toString(left))
		}
		b.out = append(b.out, parts...)
	case isVarNamed(right, atomBitstring):
		b.out = append(b.out, parts...)
	default:
		b.out = append(b.out, seg)
	}
}

// spec is the specification of one segment. Zero atoms and none terms are
// defaults.
type spec struct {
	b     *bitsExpansion
	meta  term.Term
	value term.Atom // type of the value itself
	sized bool
	infer term.Term // the pinned variable whose size is taken

	size, unit              term.Term
	kind, endianness, sign_ term.Atom
}

// expand reads the specification and returns its normal form and the bits by
// which the segment leaves byte alignment.
func (sp *spec) expand(q term.Term) (term.Term, int) {
	sp.read(unpackSpecs(q, nil))
	x, e := sp.b.x, sp.b.e
	kind := sp.mergedType()
	if sp.sized && sp.infer.IsNone() && sp.value == 0 && (kind == atomBinary || kind == atomBitstring) && sp.size.IsNone() {
		x.failSoft(sp.meta, e, "%s", unsizedBinary)
	}
	if !sp.size.IsNone() || !sp.unit.IsNone() {
		switch sp.value {
		case atomBitstring:
			x.failSoft(sp.meta, e, "literal <<>> in bitstring supports only type specifiers, which must be one of: binary or bitstring")
		case atomBinary:
			x.failSoft(sp.meta, e, "literal string in bitstring supports only endianness and type specifiers, which must be one of: little, big, native, utf8, utf16, utf32, bits, bytes, binary or bitstring")
		}
	}
	list := []term.Term{makeVar(kind, term.Nil, nilTerm)}
	add := func(a term.Atom) {
		if a != 0 {
			list = append(list, makeVar(a, term.Nil, nilTerm))
		}
	}
	switch kind {
	case atomUTF8, atomUTF16, atomUTF32:
		if !sp.size.IsNone() || !sp.unit.IsNone() {
			x.failSoft(sp.meta, e, "size and unit are not supported on utf types")
		} else if sp.sign_ != 0 {
			x.failSoft(sp.meta, e, "signed and unsigned specifiers are supported only on integer and float types")
		}
		add(sp.endianness)
	case atomBinary, atomBitstring:
		if kind == atomBitstring && sp.unit.IsInt() && sp.unit.Int() != 1 {
			x.failSoft(sp.meta, e, `conflicting unit specification for bit field: "%d" and "1"`, sp.unit.Int())
		} else if sp.sign_ != 0 {
			x.failSoft(sp.meta, e, "signed and unsigned specifiers are supported only on integer and float types")
		}
	default:
		sp.checkNumber(kind)
		add(sp.endianness)
		add(sp.sign_)
	}
	if !sp.infer.IsNone() && sp.size.IsNone() && sp.unit.IsNone() && (kind == atomBinary || kind == atomBitstring) {
		f := term.Intern("byte_size")
		if kind == atomBitstring {
			f = term.Intern("bit_size")
		}
		list = append(list, makeCall(atomSize, sp.meta, makeRemote(atomErlang, f, sp.meta, sp.infer)))
	}
	if !sp.unit.IsNone() {
		list = append(list, makeCall(atomUnit, term.Nil, sp.unit))
	}
	if !sp.size.IsNone() {
		list = append(list, makeCall(atomSize, term.Nil, sp.size))
	}
	out := list[0]
	for _, l := range list[1:] {
		out = makeCall(atomMinus, sp.meta, out, l)
	}
	return out, sp.alignment(kind)
}

func (sp *spec) checkNumber(kind term.Atom) {
	x, e := sp.b.x, sp.b.e
	if kind == atomFloat && sp.size.IsInt() {
		n := sp.size.Int()
		if sp.unit.IsInt() {
			n *= sp.unit.Int()
		}
		if n != 16 && n != 32 && n != 64 {
			x.failSoft(sp.meta, e, "float requires size*unit to be 16, 32, or 64 (default), got: %d", n)
		}
	} else if sp.size.IsNone() && !sp.unit.IsNone() {
		x.failSoft(sp.meta, e, "integer and float types require a size specifier if the unit specifier is given")
	}
}

func (sp *spec) alignment(kind term.Atom) int {
	if sp.size.IsInt() && sp.unit.IsInt() {
		return int(sp.size.Int()*sp.unit.Int()) % 8
	}
	switch kind {
	case atomInteger, atomBitstring:
		switch {
		case kind == atomInteger && sp.size.IsNone() && sp.unit.IsNone():
			return 0
		case kind == atomInteger && sp.size.IsNone() && sp.unit.IsInt():
			return int(8*sp.unit.Int()) % 8
		case sp.size.IsInt():
			return int(sp.size.Int()) % 8
		}
		return unknownAlignment
	}
	return 0
}

func (sp *spec) mergedType() term.Atom {
	if sp.kind == 0 {
		if sp.value == 0 {
			return atomInteger
		}
		return sp.value
	}
	ok := true
	switch sp.value {
	case atomBinary:
		ok = sp.kind == atomBinary || sp.kind == atomBitstring || sp.kind == atomUTF8 || sp.kind == atomUTF16 || sp.kind == atomUTF32
	case atomBitstring:
		ok = sp.kind == atomBinary || sp.kind == atomBitstring
	case atomInteger:
		ok = sp.kind == atomInteger || sp.kind == atomFloat || sp.kind == atomUTF8 || sp.kind == atomUTF16 || sp.kind == atomUTF32
	case atomFloat:
		ok = sp.kind == atomFloat
	}
	if !ok {
		sp.conflict("type", sp.kind.String(), sp.value.String())
	}
	return sp.kind
}

func (sp *spec) conflict(what, a, b string) {
	sp.b.x.failSoft(sp.meta, sp.b.e, `conflicting %s specification for bit field: "%s" and "%s"`, what, a, b)
}

// unpackSpecs flattens a - b - c, size * unit and a bare size.
func unpackSpecs(q term.Term, acc []term.Term) []term.Term {
	if _, lr, ok := callOf(q, atomMinus, 2); ok {
		return unpackSpecs(lr[1], unpackSpecs(lr[0], acc))
	}
	if _, lr, ok := callOf(q, atomTimes, 2); ok {
		if !isVarNamed(lr[0], atomUnderscore) {
			acc = append(acc, makeCall(atomSize, term.Nil, lr[0]))
		}
		return append(acc, makeCall(atomUnit, term.Nil, lr[1]))
	}
	if q.IsInt() {
		return append(acc, makeCall(atomSize, term.Nil, q))
	}
	return append(acc, q)
}

type specKey uint8

const (
	specType specKey = iota
	specEndianness
	specSign
	specSize
	specUnit
)

var specWords = map[string]struct {
	key  specKey
	name term.Atom
}{
	"big": {specEndianness, term.Intern("big")}, "little": {specEndianness, term.Intern("little")}, "native": {specEndianness, term.Intern("native")},
	"integer": {specType, atomInteger}, "float": {specType, atomFloat}, "binary": {specType, atomBinary}, "bytes": {specType, atomBinary},
	"bitstring": {specType, atomBitstring}, "bits": {specType, atomBitstring},
	"utf8": {specType, atomUTF8}, "utf16": {specType, atomUTF16}, "utf32": {specType, atomUTF32},
	"signed": {specSign, term.Intern("signed")}, "unsigned": {specSign, term.Intern("unsigned")},
}

func (sp *spec) read(specs []term.Term) {
	x := sp.b.x
	for i := 0; i < len(specs); i++ {
		q := specs[i]
		form, meta, args, ok := node(q)
		if !ok || !form.IsAtom() {
			x.failSoft(sp.meta, sp.b.e, "unknown bitstring specifier: %s", toString(q))
			continue
		}
		name := form.Atom()
		list, _ := args.Slice()
		if w, ok := specWords[name.String()]; ok && len(list) == 0 {
			if args.IsNil() {
				x.warn(sp.meta, sp.b.e, "extra parentheses on a bitstring specifier \"%s()\" have been deprecated. Please remove the parentheses: \"%s\".\nYou may run \"mix format --migrate\" to fix this warning automatically.", name, name)
			}
			switch w.key {
			case specType:
				sp.setWord(&sp.kind, w.name, "type")
			case specEndianness:
				sp.setWord(&sp.endianness, w.name, "endianness")
			case specSign:
				sp.setWord(&sp.sign_, w.name, "sign")
			}
			continue
		}
		if len(list) == 1 && (name == atomSize || name == atomUnit) {
			sp.setNumber(name, sp.argument(list[0]))
			continue
		}
		macro := q
		if args.IsAtom() {
			x.warn(sp.meta, sp.b.e, "bitstring specifier \"%s\" does not exist and is being expanded to \"%s()\", please use parentheses to remove the ambiguity.\nYou may run \"mix format --migrate\" to fix this warning automatically.", name, name)
			macro = makeCall(name, meta)
		}
		env := sp.b.e.WithLine(Line(sp.meta))
		out := macro
		for {
			next := x.ExpandOnce(out, sp.b.acc, env)
			if next == out {
				break
			}
			out = next
		}
		if out == macro {
			x.failSoft(sp.meta, sp.b.e, "unknown bitstring specifier: %s", toString(q))
			continue
		}
		specs = append(append(specs[:i:i], unpackSpecs(out, nil)...), specs[i+1:]...)
		i--
	}
}

func (sp *spec) setWord(field *term.Atom, value term.Atom, what string) {
	if *field != 0 && *field != value {
		sp.conflict(what, value.String(), field.String())
	}
	*field = value
}

func (sp *spec) setNumber(name term.Atom, value term.Term) {
	field := &sp.size
	if name == atomUnit {
		field = &sp.unit
		if !value.IsInt() {
			sp.b.x.failSoft(sp.meta, sp.b.e, "unit in bitstring expects an integer as argument, got: %s", toString(value))
		}
	}
	if !field.IsNone() && !term.Identical(*field, value) {
		sp.conflict(name.String(), toString(value), toString(*field))
	}
	*field = value
}

// argument expands a size: in a pattern it is a guard over what was bound
// before.
func (sp *spec) argument(q term.Term) term.Term {
	b, x := sp.b, sp.b.x
	if q.IsAtom() || q.IsInt() {
		return q
	}
	var out term.Term
	if b.e.Context == Match {
		old := b.acc.pre
		s := b.acc
		s.pre = prematch{kind: inBitSize, read: old.read, version: old.version, original: b.before.read}
		var e *Env
		out, s, e = x.expand(q, s, b.e.withContext(Guard))
		s.pre = old
		b.acc, b.e = s, e.withContext(Match)
		return out
	}
	out, b.acc, b.e = x.expand(q, b.acc.resetRead(b.before), b.e)
	return out
}
