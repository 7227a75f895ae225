package term

import (
	"fmt"
	"math/big"
	"reflect"
	"strings"
)

// MarshalError is a Go value that no term stands for, or a term that does not fit
// the Go value it is to go into. Path leads there from the value given, such as
// .Users[2].Name.
type MarshalError struct {
	Path   string
	Reason string
}

// Error says where and why.
func (e *MarshalError) Error() string {
	if e.Path == "" {
		return "term: " + e.Reason
	}
	return "term: " + strings.TrimPrefix(e.Path, ".") + ": " + e.Reason
}

// Marshaler is a type that makes its own term.
type Marshaler interface {
	MarshalTerm() (Term, error)
}

// maxDepth bounds how deep Marshal and Unmarshal follow a value.
const maxDepth = 1000

var (
	termType        = reflect.TypeFor[Term]()
	atomType        = reflect.TypeFor[Atom]()
	bigType         = reflect.TypeFor[big.Int]()
	marshalerType   = reflect.TypeFor[Marshaler]()
	unmarshalerType = reflect.TypeFor[Unmarshaler]()
)

// Marshal returns the term for a Go value:
//
//	bool                        true, false
//	integers, *big.Int          integer
//	float32, float64            float
//	string, []byte, [n]byte     binary
//	Atom                        atom
//	*Pid, *Ref, *Port, *Export  what they are
//	other slices and arrays     list; a nil slice is []
//	map                         map
//	struct                      map with atoms for keys
//	pointer, interface          what it holds; nil is the atom nil, as in Elixir
//	Term, Marshaler             itself
//
// The key of a field is its name in snake_case, or that of its tag `erl:"name"`;
// "-" leaves the field out, ",omitempty" does so when it has its zero value, and
// ",atom" makes an atom of a string. Fields of embedded structs count as the
// struct's own. A blank field makes something else of the struct: `erl:",tuple"` the
// tuple of its fields, `erl:"tag,tuple"` one that begins with the atom tag, and
// `erl:"Elixir.User,struct"` an Elixir struct. The errors are MarshalErrors and those
// of Marshalers.
func Marshal(v any) (Term, error) {
	if v == nil {
		return atomNil.Term(), nil
	}
	return marshal(reflect.ValueOf(v), "", maxDepth)
}

// MustMarshal is Marshal for values that are known to have a term; it panics.
func MustMarshal(v any) Term {
	t, err := Marshal(v)
	if err != nil {
		panic(err)
	}
	return t
}

var (
	atomNil       = Intern("nil")
	atomStructKey = Intern("__struct__")
)

func marshal(v reflect.Value, path string, depth int) (Term, error) {
	if depth == 0 {
		return Term{}, &MarshalError{path, "nested too deeply"}
	}
	if t, ok, err := marshalSpecial(v, path); ok || err != nil {
		return t, err
	}
	switch v.Kind() {
	case reflect.Bool:
		return Bool(v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Int(v.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return Uint(v.Uint()), nil
	case reflect.Float32, reflect.Float64:
		f := v.Float()
		if f != f || f > maxFloat || f < -maxFloat {
			return Term{}, &MarshalError{path, "not a finite number"}
		}
		return Float(f), nil
	case reflect.String:
		return String(v.String()), nil
	case reflect.Slice, reflect.Array:
		return marshalList(v, path, depth)
	case reflect.Map:
		return marshalMap(v, path, depth)
	case reflect.Struct:
		return marshalStruct(v, path, depth)
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return atomNil.Term(), nil
		}
		return marshal(v.Elem(), path, depth-1)
	}
	return Term{}, &MarshalError{path, fmt.Sprintf("a %s has no term", v.Type())}
}

const maxFloat = 0x1p1023 * (1 + (1 - 0x1p-52))

// marshalSpecial takes the types that are not what their kind says.
func marshalSpecial(v reflect.Value, path string) (t Term, ok bool, err error) {
	switch v.Type() {
	case termType:
		t = v.Interface().(Term)
		if t.IsNone() {
			return t, false, &MarshalError{path, "no term"}
		}
		return t, true, nil
	case atomType:
		return Atom(v.Uint()).Term(), true, nil
	case bigType:
		b := new(big.Int)
		if v.CanAddr() {
			b.Set(v.Addr().Interface().(*big.Int))
		} else {
			c := v.Interface().(big.Int)
			b.Set(&c)
		}
		return Big(b), true, nil
	}
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		switch x := v.Interface().(type) {
		case *Pid:
			return x.Term(), true, nil
		case *Ref:
			return x.Term(), true, nil
		case *Port:
			return x.Term(), true, nil
		case *Export:
			return x.Term(), true, nil
		}
	}
	if v.Type().Implements(marshalerType) && (v.Kind() != reflect.Pointer || !v.IsNil()) {
		t, err = v.Interface().(Marshaler).MarshalTerm()
		return t, err == nil, err
	}
	return Term{}, false, nil
}

func marshalList(v reflect.Value, path string, depth int) (Term, error) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		b := make([]byte, v.Len())
		reflect.Copy(reflect.ValueOf(b), v)
		return Binary(b), nil
	}
	ts := make([]Term, v.Len())
	for i := range ts {
		var err error
		if ts[i], err = marshal(v.Index(i), fmt.Sprintf("%s[%d]", path, i), depth-1); err != nil {
			return Term{}, err
		}
	}
	return List(ts...), nil
}

func marshalMap(v reflect.Value, path string, depth int) (Term, error) {
	pairs := make([]Term, 0, 2*v.Len())
	for it := v.MapRange(); it.Next(); {
		at := fmt.Sprintf("%s[%v]", path, it.Key())
		k, err := marshal(it.Key(), at, depth-1)
		if err != nil {
			return Term{}, err
		}
		e, err := marshal(it.Value(), at, depth-1)
		if err != nil {
			return Term{}, err
		}
		pairs = append(pairs, k, e)
	}
	return MapOf(pairs...), nil
}

func marshalStruct(v reflect.Value, path string, depth int) (Term, error) {
	s, err := structOf(v.Type())
	if err != nil {
		return Term{}, &MarshalError{path, err.Error()}
	}
	var ts []Term
	if s.tag != 0 {
		if !s.tuple {
			ts = append(ts, atomStructKey.Term())
		}
		ts = append(ts, s.tag.Term())
	}
	for _, f := range s.fields {
		fv, err := v.FieldByIndexErr(f.index)
		if err != nil {
			continue // an embedded pointer that is nil
		}
		if f.omitempty && !s.tuple && fv.IsZero() {
			continue
		}
		var t Term
		if f.atom {
			a, err := TryIntern(fv.String())
			if err != nil {
				return Term{}, &MarshalError{path + "." + f.goName, err.Error()}
			}
			t = a.Term()
		} else if t, err = marshal(fv, path+"."+f.goName, depth-1); err != nil {
			return Term{}, err
		}
		if !s.tuple {
			ts = append(ts, f.name.Term())
		}
		ts = append(ts, t)
	}
	if s.tuple {
		return Tuple(ts...), nil
	}
	return MapOf(ts...), nil
}
