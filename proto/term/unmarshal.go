package term

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"
)

// Unmarshaler is a type that takes a term in itself.
type Unmarshaler interface {
	UnmarshalTerm(t Term) error
}

// Unmarshal puts a term into the Go value that v points to; see Marshal for what
// goes where. A string takes binaries, charlists and atoms alike, a []byte what is
// iodata, a slice also the elements of a tuple, a float also an integer, and a struct
// maps with atoms or binaries for keys, the ones it has no field for left out, or
// what its blank field says. The atom nil, and undefined, set a pointer, slice, map
// or interface to nil. An empty interface gets
//
//	int64, *big.Int, float64, bool, string (binary), nil
//	Atom, []any (list), map[any]any where all keys can be keys in Go
//
// and anything else as Term. The errors are MarshalErrors and those of Unmarshalers;
// what was set before one stays.
func Unmarshal(t Term, v any) error {
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return &MarshalError{Reason: fmt.Sprintf("want a pointer, have %T", v)}
	}
	return unmarshal(t, p.Elem(), "", maxDepth)
}

func unmarshal(t Term, v reflect.Value, path string, depth int) error {
	if depth == 0 {
		return &MarshalError{path, "nested too deeply"}
	}
	if done, err := unmarshalSpecial(t, v, path); done || err != nil {
		return err
	}
	none := t.Is(atomNil) || t.Is(Undefined)
	switch v.Kind() {
	case reflect.Pointer:
		if none {
			v.SetZero()
			return nil
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		return unmarshal(t, v.Elem(), path, depth-1)
	case reflect.Interface:
		if v.NumMethod() > 0 {
			return mismatch(t, v, path)
		}
		x, err := goValue(t, path, depth)
		if err != nil || x == nil {
			v.SetZero()
			return err
		}
		v.Set(reflect.ValueOf(x))
		return nil
	case reflect.Bool:
		if !t.Is(True) && !t.Is(False) {
			return mismatch(t, v, path)
		}
		v.SetBool(t.Is(True))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, ok := t.AsInt()
		if !ok || v.OverflowInt(n) {
			return mismatch(t, v, path)
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		b, ok := t.AsBig()
		if !ok || !b.IsUint64() || v.OverflowUint(b.Uint64()) {
			return mismatch(t, v, path)
		}
		v.SetUint(b.Uint64())
	case reflect.Float32, reflect.Float64:
		switch n, isInt := t.AsInt(); {
		case t.IsFloat():
			v.SetFloat(t.Float())
		case isInt:
			v.SetFloat(float64(n))
		default:
			return mismatch(t, v, path)
		}
	case reflect.String:
		s, ok := text(t)
		if !ok {
			return mismatch(t, v, path)
		}
		v.SetString(s)
	case reflect.Slice, reflect.Array:
		return unmarshalList(t, v, path, depth)
	case reflect.Map:
		return unmarshalMap(t, v, path, depth)
	case reflect.Struct:
		return unmarshalStruct(t, v, path, depth)
	default:
		return mismatch(t, v, path)
	}
	return nil
}

func mismatch(t Term, v reflect.Value, path string) error {
	const limit = 60
	text := t.String()
	if len(text) > limit {
		text = text[:limit] + "..."
	}
	return &MarshalError{path, fmt.Sprintf("%s does not go into a %s", text, v.Type())}
}

// text is the text of a binary, a charlist or an atom.
func text(t Term) (string, bool) {
	switch {
	case t.IsBinary():
		return t.Text(), true
	case t.IsAtom():
		return t.AtomName(), true
	case t.IsList():
		b, err := AppendCharData(nil, t)
		return string(b), err == nil
	}
	return "", false
}

func unmarshalSpecial(t Term, v reflect.Value, path string) (done bool, err error) {
	if v.CanAddr() && v.Addr().Type().Implements(unmarshalerType) {
		return true, v.Addr().Interface().(Unmarshaler).UnmarshalTerm(t)
	}
	switch v.Type() {
	case termType:
		v.Set(reflect.ValueOf(t))
		return true, nil
	case atomType:
		if !t.IsAtom() {
			return true, mismatch(t, v, path)
		}
		v.SetUint(uint64(t.Atom()))
		return true, nil
	case bigType:
		b, ok := t.AsBig()
		if !ok {
			return true, mismatch(t, v, path)
		}
		v.Addr().Interface().(*big.Int).Set(b)
		return true, nil
	}
	if v.Kind() != reflect.Pointer {
		return false, nil
	}
	switch v.Interface().(type) {
	case *Pid:
		return setIdent(t, v, t.Pid() != nil, t.Pid(), path)
	case *Ref:
		return setIdent(t, v, t.Ref() != nil, t.Ref(), path)
	case *Port:
		return setIdent(t, v, t.Port() != nil, t.Port(), path)
	case *Export:
		return setIdent(t, v, t.Export() != nil, t.Export(), path)
	}
	return false, nil
}

func setIdent(t Term, v reflect.Value, fits bool, p any, path string) (bool, error) {
	switch {
	case fits:
		v.Set(reflect.ValueOf(p))
	case t.Is(atomNil), t.Is(Undefined):
		v.SetZero()
	default:
		return true, mismatch(t, v, path)
	}
	return true, nil
}

func unmarshalList(t Term, v reflect.Value, path string, depth int) error {
	if v.Kind() == reflect.Slice && (t.Is(atomNil) || t.Is(Undefined)) {
		v.SetZero()
		return nil
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		b, err := AppendIOData(nil, t)
		switch {
		case err != nil:
			return mismatch(t, v, path)
		case v.Kind() == reflect.Slice:
			v.SetBytes(b)
		case len(b) != v.Len():
			return mismatch(t, v, path)
		default:
			reflect.Copy(v, reflect.ValueOf(b))
		}
		return nil
	}
	ts, ok := t.Slice()
	if t.IsTuple() {
		ts, ok = t.Elems(), true
	}
	if !ok || v.Kind() == reflect.Array && len(ts) != v.Len() {
		return mismatch(t, v, path)
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), len(ts), len(ts)))
	}
	for i, e := range ts {
		if err := unmarshal(e, v.Index(i), fmt.Sprintf("%s[%d]", path, i), depth-1); err != nil {
			return err
		}
	}
	return nil
}

func unmarshalMap(t Term, v reflect.Value, path string, depth int) error {
	if t.Is(atomNil) || t.Is(Undefined) {
		v.SetZero()
		return nil
	}
	if !t.IsMap() {
		return mismatch(t, v, path)
	}
	m := reflect.MakeMapWithSize(v.Type(), t.MapLen())
	for key, value := range t.Pairs() {
		at := path + "[" + key.String() + "]"
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := errors.Join(unmarshal(key, k, at, depth-1), unmarshal(value, e, at, depth-1)); err != nil {
			return err
		}
		if !k.Comparable() {
			return &MarshalError{at, "cannot be a key of a Go map"}
		}
		m.SetMapIndex(k, e)
	}
	v.Set(m)
	return nil
}

func unmarshalStruct(t Term, v reflect.Value, path string, depth int) error {
	s, err := structOf(v.Type())
	if err != nil {
		return &MarshalError{path, err.Error()}
	}
	get := func(i int, f structField) (Term, bool) {
		if e, ok := t.MapGet(f.name.Term()); ok {
			return e, true
		}
		return t.MapGet(String(f.name.String()))
	}
	switch {
	case s.tuple:
		es := t.Elems()
		if s.tag != 0 && len(es) > 0 && es[0].Is(s.tag) {
			es = es[1:]
		} else if s.tag != 0 {
			return mismatch(t, v, path)
		}
		if !t.IsTuple() || len(es) != len(s.fields) {
			return mismatch(t, v, path)
		}
		get = func(i int, _ structField) (Term, bool) { return es[i], true }
	case !t.IsMap():
		return mismatch(t, v, path)
	case s.tag != 0:
		if module, _ := t.MapGet(atomStructKey.Term()); !module.Is(s.tag) {
			return mismatch(t, v, path)
		}
	}
	for i, f := range s.fields {
		e, ok := get(i, f)
		if !ok {
			continue
		}
		field, ok := fieldOf(v, f.index)
		if !ok {
			return &MarshalError{path + "." + f.goName, "is in an embedded pointer that cannot be set"}
		}
		if err := unmarshal(e, field, path+"."+f.goName, depth-1); err != nil {
			return err
		}
	}
	return nil
}

// fieldOf is FieldByIndex that makes embedded pointers which are nil; false where
// the type is not exported and that cannot be done.
func fieldOf(v reflect.Value, index []int) (reflect.Value, bool) {
	for i, x := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v, true
}

// goValue is what an empty interface gets.
func goValue(t Term, path string, depth int) (any, error) {
	switch t.Kind() {
	case KindInt:
		return t.Int(), nil
	case KindBig:
		return new(big.Int).Set(t.BigInt()), nil
	case KindFloat:
		return t.Float(), nil
	case KindAtom:
		switch {
		case t.Is(True), t.Is(False):
			return t.Is(True), nil
		case t.Is(atomNil):
			return nil, nil
		}
		return t.Atom(), nil
	case KindBits:
		if t.IsBinary() {
			return t.Text(), nil
		}
	case KindNil, KindCons:
		if _, proper := t.Len(); proper {
			list := []any{}
			err := unmarshalList(t, reflect.ValueOf(&list).Elem(), path, depth)
			return list, err
		}
	case KindMap:
		m := map[any]any{}
		if err := unmarshalMap(t, reflect.ValueOf(&m).Elem(), path, depth); err == nil {
			return m, nil
		}
	}
	return t, nil
}
