package complete

import (
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/parse"
	"gex/repl/lang/quoted"
)

// containerKind is what the cursor stands in.
type containerKind uint8

const (
	noContainer containerKind = iota
	fields                    // of a struct or a map that is updated
	aliasOnly                 // the argument of alias, import or require
	bitSegment                // behind the :: of a segment
)

// container is what the cursor stands in.
type container struct {
	kind containerKind
	keys []string // that can still be given
}

var (
	atomCursor  = term.Intern("__cursor__")
	atomAliases = term.Intern("__aliases__")
	atomMap     = term.Intern("%{}")
	atomStruct  = term.Intern("%")
	atomUpdate  = term.Intern("|")
	atomMinus   = term.Intern("-")
	atomSegment = term.Intern("::")
	atomBits    = term.Intern("<<>>")
)

// container tells what the cursor at the end of text stands in.
func (f finder) container(text string) container {
	path, ok := cursorPath(text)
	if !ok || len(path) < 2 {
		return container{}
	}
	cursor, path := path[0], path[1:]
	if args, ok := form(path[0], atomMap); ok {
		if of, ok := structAlias(path[1:]); ok {
			return f.structFields(of, args)
		}
		return container{}
	}
	if pairs, ok := path[0].Slice(); ok && len(path) > 2 {
		update, isUpdate := form(path[1], atomUpdate)
		if _, isMap := form(path[2], atomMap); isUpdate && isMap && len(update) == 2 {
			if of, ok := structAlias(path[3:]); ok {
				return f.structFields(of, pairs)
			}
			return f.mapFields(update[0], pairs)
		}
		return container{}
	}
	for _, name := range []string{"alias", "import", "require"} {
		if args, ok := form(path[0], term.Intern(name)); ok && len(args) == 1 {
			return container{kind: aliasOnly}
		}
	}
	for len(path) > 0 {
		args, ok := form(path[0], atomMinus)
		if !ok || len(args) != 2 || !term.Identical(args[1], cursor) {
			break
		}
		cursor, path = path[0], path[1:]
	}
	if len(path) > 1 {
		segment, isSegment := form(path[0], atomSegment)
		bits, isBits := form(path[1], atomBits)
		if isSegment && isBits && len(segment) == 2 && len(bits) > 0 {
			return container{kind: bitSegment}
		}
	}
	return container{}
}

// cursorPath parses text and returns the cursor, what it stands in, and so on up
// to the whole.
func cursorPath(text string) ([]term.Term, bool) {
	q, err := parse.Cursor(text, parse.Options{File: "nofile"}, parse.CursorOptions{})
	if err != nil {
		return nil, false
	}
	return pathTo(q, nil)
}

// pathTo returns the way from the cursor in t up to t, behind path.
func pathTo(t term.Term, path []term.Term) ([]term.Term, bool) {
	if quoted.IsCall(t, atomCursor, 0) {
		return append(path, t), true
	}
	var parts []term.Term
	switch {
	case t.IsTupleOf(3):
		if !t.Elem(0).IsAtom() {
			parts = append(parts, t.Elem(0))
		}
		if args, ok := t.Elem(2).Slice(); ok {
			parts = append(parts, args...)
		}
	case t.IsTupleOf(2):
		parts = t.Elems()
	default:
		parts, _ = t.Slice()
	}
	// The cursor is at the end of the text: in most code it is in the last part.
	for _, part := range slices.Backward(parts) {
		if up, ok := pathTo(part, path); ok {
			return append(up, t), true
		}
	}
	return nil, false
}

// form returns the arguments of quoted code of a form.
func form(t term.Term, name term.Atom) ([]term.Term, bool) {
	f := t.Tagged(name, 3)
	if f == nil {
		return nil, false
	}
	return f[2].Slice()
}

// structAlias returns the alias of a struct that path starts with.
func structAlias(path []term.Term) (string, bool) {
	if len(path) == 0 {
		return "", false
	}
	args, ok := form(path[0], atomStruct)
	if !ok || len(args) != 2 {
		return "", false
	}
	parts, ok := form(args[0], atomAliases)
	if !ok {
		return "", false
	}
	return aliasOf(parts)
}

// aliasOf returns the alias of the parts of an __aliases__ call.
func aliasOf(parts []term.Term) (string, bool) {
	names := make([]string, len(parts))
	for i, p := range parts {
		if !p.IsAtom() {
			return "", false
		}
		names[i] = p.AtomName()
	}
	return strings.Join(names, "."), len(names) > 0
}

// given returns the keys before the cursor at the end of pairs; false if they are
// no keywords.
func given(pairs []term.Term) (keys []term.Term, ok bool) {
	if len(pairs) == 0 || !quoted.IsCall(pairs[len(pairs)-1], atomCursor, 0) {
		return nil, false
	}
	for _, p := range pairs[:len(pairs)-1] {
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			return nil, false
		}
		keys = append(keys, p.Elem(0))
	}
	return keys, true
}

// structFields are those of the struct of an alias that are not given yet.
func (f finder) structFields(alias string, pairs []term.Term) container {
	keys, ok := given(pairs)
	if !ok {
		return container{}
	}
	m, err := term.TryIntern(f.module(alias))
	if err != nil {
		return container{}
	}
	all, ok := f.fieldsOf(m)
	if !ok {
		return container{}
	}
	c := container{kind: fields}
	for _, field := range all {
		if !slices.ContainsFunc(keys, func(k term.Term) bool { return k.Is(field) }) {
			c.keys = append(c.keys, field.String())
		}
	}
	return c
}

// fieldsOf lists the fields of a struct as its module was compiled.
func (f finder) fieldsOf(m term.Atom) (fields []term.Atom, ok bool) {
	if !f.defines(m, "__struct__", 0) || !f.defines(m, "__info__", 1) {
		return nil, false
	}
	info, exc := f.rt.Call(f.p, m, term.Intern("__info__"), term.A("struct"))
	all, isList := info.Slice()
	if exc != nil || !isList {
		return nil, false
	}
	for _, of := range all {
		if of.IsMap() {
			if name, ok := of.MapGet(term.A("field")); ok && name.IsAtom() {
				fields = append(fields, name.Atom())
			}
		}
	}
	return fields, true
}

// mapFields are the keys of the map in a variable that are not given yet.
func (f finder) mapFields(variable term.Term, pairs []term.Term) container {
	name, _, _, isVar := quoted.AsVar(variable)
	keys, ok := given(pairs)
	if !isVar || !ok {
		return container{}
	}
	value, ok := f.scope.Values[expand.V(name.String())]
	if !ok || !value.IsMap() {
		return container{}
	}
	c := container{kind: fields}
	for k := range value.Pairs() {
		if k.IsAtom() && !slices.ContainsFunc(keys, func(g term.Term) bool { return term.Identical(g, k) }) && k.AtomName() != "__struct__" {
			c.keys = append(c.keys, k.AtomName())
		}
	}
	slices.Sort(c.keys)
	return c
}

// inContainer completes a field or a modifier; false if the cursor is at no place
// for one.
func (f finder) inContainer(text, hint string) (Result, bool) {
	c := f.container(text)
	switch c.kind {
	case fields:
		var found []candidate
		for _, key := range c.keys {
			if strings.HasPrefix(key, hint) && (hint != "" || !strings.HasPrefix(key, "_")) {
				found = append(found, candidate{kind: keyword, name: key})
			}
		}
		return expansion(hint, found), true
	case bitSegment:
		return modifiersAfter(text, hint), true
	}
	return Result{}, false
}

// modifiers completes the modifiers of a segment; false outside of one.
func (f finder) modifiers(text, hint string) (Result, bool) {
	if f.container(text).kind != bitSegment {
		return Result{}, false
	}
	return modifiersAfter(text, hint), true
}

// modifiersAfter finds modifiers that text does not give yet.
func modifiersAfter(text, hint string) Result {
	before := strings.Split(text[strings.LastIndex(text, "::")+2:], "-")
	return expansion(hint, slices.DeleteFunc(startingWith(hint, bitModifiers), func(c candidate) bool {
		return slices.ContainsFunc(before, func(s string) bool { return strings.TrimSpace(s) == c.name })
	}))
}

var bitModifiers = func() []candidate {
	var all []candidate
	for name := range strings.FieldsSeq("big binary bitstring integer float little native signed size unit unsigned utf8 utf16 utf32") {
		c := candidate{name: name}
		if name == "size" || name == "unit" {
			c.kind, c.arity = export, 1
		}
		all = append(all, c)
	}
	return all
}()
