package term

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"unicode"
)

// structType is how a Go struct stands for a term.
type structType struct {
	tuple  bool
	tag    Atom // first element of the tuple, or the module of the Elixir struct; 0 for none
	fields []structField
}

type structField struct {
	name      Atom
	goName    string
	index     []int
	omitempty bool
	atom      bool
}

var structTypes sync.Map // reflect.Type -> structType

func structOf(t reflect.Type) (structType, error) {
	if s, ok := structTypes.Load(t); ok {
		return s.(structType), nil
	}
	var s structType
	for _, f := range reflect.VisibleFields(t) {
		if f.Name == "_" && len(f.Index) == 1 {
			if err := s.readBlank(f.Tag.Get("erl")); err != nil {
				return s, err
			}
			continue
		}
		if f.Anonymous && f.Tag.Get("erl") == "" && isStruct(f.Type) || !f.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("erl"), ",")
		if name == "-" {
			continue
		}
		if name == "" {
			name = snakeCase(f.Name)
		}
		a, err := TryIntern(name)
		if err != nil {
			return s, fmt.Errorf("field %s: %w", f.Name, err)
		}
		field := structField{name: a, goName: f.Name, index: f.Index}
		for o := range strings.SplitSeq(options, ",") {
			switch {
			case o == "omitempty":
				field.omitempty = true
			case o == "atom" && f.Type.Kind() == reflect.String:
				field.atom = true
			case o != "":
				return s, fmt.Errorf("field %s: tag option %q", f.Name, o)
			}
		}
		s.fields = append(s.fields, field)
	}
	structTypes.Store(t, s)
	return s, nil
}

// readBlank reads the tag of a field _.
func (s *structType) readBlank(tag string) error {
	name, kind, _ := strings.Cut(tag, ",")
	switch {
	case kind == "tuple":
		s.tuple = true
	case kind != "struct" || name == "":
		return nil
	}
	if name == "" {
		return nil
	}
	var err error
	s.tag, err = TryIntern(name)
	return err
}

func isStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct
}

// snakeCase makes http_port of HTTPPort.
func snakeCase(name string) string {
	rs := []rune(name)
	var b strings.Builder
	for i, r := range rs {
		if unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1])) && rs[i-1] != '_' {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
