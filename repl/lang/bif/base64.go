package bif

import (
	"gex/proto/term"
	"gex/repl/lang/vm"
)

const base64Module = "base64"

// base64Rows is :base64. Characters come as iodata and go out as binaries, or
// as lists from the functions named _to_string.
var base64Rows = []vm.Row{
	{Name: "encode", Arity: 1, Func: defaults(base64Module, "encode", term.EmptyMap)},
	{Name: "encode", Arity: 2, Func: base64Encode(base64Binary)},
	{Name: "encode_to_string", Arity: 1, Func: defaults(base64Module, "encode_to_string", term.EmptyMap)},
	{Name: "encode_to_string", Arity: 2, Func: base64Encode(base64List)},
	{Name: "decode", Arity: 1, Func: defaults(base64Module, "decode", term.EmptyMap)},
	{Name: "decode", Arity: 2, Func: base64Decode(false, false)},
	{Name: "decode_to_string", Arity: 1, Func: defaults(base64Module, "decode_to_string", term.EmptyMap)},
	{Name: "decode_to_string", Arity: 2, Func: base64Decode(false, true)},
	{Name: "mime_decode", Arity: 1, Func: defaults(base64Module, "mime_decode", term.EmptyMap)},
	{Name: "mime_decode", Arity: 2, Func: base64Decode(true, false)},
	{Name: "mime_decode_to_string", Arity: 1, Func: defaults(base64Module, "mime_decode_to_string", term.EmptyMap)},
	{Name: "mime_decode_to_string", Arity: 2, Func: base64Decode(true, true)},
}

func base64Binary(b []byte) term.Term { return term.Binary(b) }
func base64List(b []byte) term.Term   { return byteList(b, term.Nil) }

// base64Options reads #{mode => standard | urlsafe, padding => boolean()}.
func base64Options(t term.Term) (al alphabet, padding, valid bool) {
	al, padding = alphabets[3], true
	if !t.IsMap() {
		return al, padding, false
	}
	if v, given := t.MapGet(term.A("mode")); given && v.Is(term.Intern("urlsafe")) {
		al = alphabets[4]
	}
	if v, given := t.MapGet(term.A("padding")); given {
		padding = !v.Is(term.False)
	}
	return al, padding, true
}

func base64Data(t term.Term) ([]byte, bool) {
	if !t.IsBinary() && !t.IsList() {
		return nil, false
	}
	b, err := term.AppendIOData(nil, t)
	return b, err == nil
}

func base64Encode(to func([]byte) term.Term) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		data, isData := base64Data(a[0])
		al, padding, valid := base64Options(a[1])
		if !isData || !valid {
			return functionClause(m, a)
		}
		m.Bump(len(data) / 16)
		var out []byte
		for ; len(data) >= 3; data = data[3:] {
			v := uint(data[0])<<16 | uint(data[1])<<8 | uint(data[2])
			out = append(out, al.chars[v>>18], al.chars[v>>12&63], al.chars[v>>6&63], al.chars[v&63])
		}
		switch len(data) {
		case 1:
			out = append(out, al.chars[data[0]>>2], al.chars[data[0]&3<<4])
		case 2:
			out = append(out, al.chars[data[0]>>2], al.chars[data[0]&3<<4|data[1]>>4], al.chars[data[1]&15<<2])
		}
		for padding && len(out)%4 != 0 {
			out = append(out, '=')
		}
		return ok(to(out))
	}
}
