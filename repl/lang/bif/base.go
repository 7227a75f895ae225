package bif

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/vm"
)

const baseModule = "Elixir.Base"

// What is wrong with a string to be decoded.
var (
	errLength    = errors.New("string given to decode has wrong length")
	errCharacter = errors.New("non-alphabet character found")
	errPadding   = errors.New("incorrect padding")
)

// alphabet is an encoding of bytes by characters of a few bits each, RFC 4648.
type alphabet struct {
	name   string // of the functions, after the prefix
	prefix string
	chars  string
	bits   int
	group  int  // characters that make whole bytes
	cased  bool // there is an option case
	padded bool
}

var alphabets = []alphabet{
	{name: "16", chars: "0123456789ABCDEF", bits: 4, group: 2, cased: true},
	{name: "32", chars: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, group: 8, cased: true, padded: true},
	{name: "32", prefix: "hex_", chars: "0123456789ABCDEFGHIJKLMNOPQRSTUV", bits: 5, group: 8, cased: true, padded: true},
	{name: "64", chars: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6, group: 4, padded: true},
	{name: "64", prefix: "url_", chars: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", bits: 6, group: 4, padded: true},
}

// baseRows are the functions of Base.
var baseRows = func() []vm.Row {
	var rows []vm.Row
	for _, al := range alphabets {
		for name, f := range map[string]result{
			al.prefix + "encode" + al.name:       al.encode,
			al.prefix + "decode" + al.name:       al.decode,
			al.prefix + "decode" + al.name + "!": al.decodeBang,
			al.prefix + "valid" + al.name + "?":  al.valid,
		} {
			rows = append(rows, vm.Row{Name: name, Arity: 1, Func: defaults(baseModule, name, term.Nil)},
				vm.Row{Name: name, Arity: 2, Func: f})
		}
	}
	return rows
}()

// baseOptions are the options of the functions of Base.
type baseOptions struct {
	letters    string // upper, lower or mixed
	padding    bool
	whitespace bool // is ignored
}

func (al alphabet) options(m *vm.Machine, a []term.Term) (o baseOptions, valid bool) {
	if !a[0].IsBinary() || !a[1].IsList() {
		functionClause(m, a)
		return o, false
	}
	o = baseOptions{letters: "upper", padding: true}
	if v, given := option(a[1], "case"); given && al.cased {
		if v.IsAtom() {
			o.letters = v.AtomName()
		}
		if !v.IsAtom() || o.letters != "upper" && o.letters != "lower" && o.letters != "mixed" {
			m.Error(diag.New("CaseClauseError", "term", v))
			return o, false
		}
	}
	if v, given := option(a[1], "padding"); given && v.Is(term.False) {
		o.padding = false
	}
	if v, given := option(a[1], "ignore"); given && v.Is(term.Intern("whitespace")) {
		o.whitespace = true
	}
	return o, true
}

func (al alphabet) encode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o, valid := al.options(m, a)
	if !valid {
		return term.Term{}, false
	}
	b, _ := a[0].Bytes()
	chars := []byte(al.chars)
	if o.letters == "lower" {
		chars = bytes.ToLower(chars)
	}
	m.Bump(len(b) / 16)
	out := make([]byte, 0, (len(b)*8+al.bits-1)/al.bits+al.group)
	acc, have := uint(0), 0
	for _, c := range b {
		acc, have = acc<<8|uint(c), have+8
		for ; have >= al.bits; have -= al.bits {
			out = append(out, chars[acc>>(have-al.bits)&(1<<al.bits-1)])
		}
	}
	if have > 0 {
		out = append(out, chars[acc<<(al.bits-have)&(1<<al.bits-1)])
	}
	for al.padded && o.padding && len(out)%al.group != 0 {
		out = append(out, '=')
	}
	return ok(term.Binary(out))
}

// values maps characters to their value plus one.
func (al alphabet) values(letters string) *[256]byte {
	var out [256]byte
	for i, c := range []byte(al.chars) {
		lower := bytes.ToLower([]byte{c})[0]
		if !al.cased || letters != "lower" {
			out[c] = byte(i + 1)
		}
		if al.cased && letters != "upper" {
			out[lower] = byte(i + 1)
		}
	}
	return &out
}

// parse decodes b; the error is the message of decode!.
func (al alphabet) parse(b []byte, o baseOptions) ([]byte, error) {
	if o.whitespace {
		b = slices.DeleteFunc(slices.Clone(b), func(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' })
	}
	if !al.padded && len(b)%al.group != 0 {
		return nil, fmt.Errorf("%w. An even number of bytes was expected, got: %d. "+
			"Double check your string for unwanted characters or pad it accordingly", errLength, len(b))
	}
	data := b
	if al.padded {
		data = bytes.TrimRight(b, "=")
	}
	values := al.values(o.letters)
	out := make([]byte, 0, len(data)*al.bits/8)
	acc, have := uint(0), 0
	for i, c := range data {
		v := values[c]
		if v == 0 {
			if al.padded && o.padding && i >= len(b)/al.group*al.group {
				// Whole groups come first; what is left is not looked at.
				return nil, errPadding
			}
			return nil, fmt.Errorf("%w: %s (byte %d)", errCharacter, inspected(term.Binary([]byte{c})), c)
		}
		acc, have = acc<<al.bits|uint(v-1), have+al.bits
		if have >= 8 {
			have -= 8
			out = append(out, byte(acc>>have))
		}
	}
	rest, padding := len(data)%al.group, len(b)-len(data)
	need := (al.group - rest) % al.group
	// A last group that ends in a whole character too many stands for nothing.
	if have >= al.bits || padding != need && (o.padding || padding != 0) {
		return nil, errPadding
	}
	return out, nil
}

// run decodes the argument of a native; raised tells that the options were bad.
func (al alphabet) run(m *vm.Machine, a []term.Term) (out []byte, err error, raised bool) {
	o, valid := al.options(m, a)
	if !valid {
		return nil, nil, true
	}
	b, _ := a[0].Bytes()
	m.Bump(len(b) / 16)
	out, err = al.parse(b, o)
	return out, err, false
}

func (al alphabet) decode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	out, err, raised := al.run(m, a)
	switch {
	case raised:
		return term.Term{}, false
	case err != nil:
		return ok(term.Error.Term())
	}
	return okPair(term.Binary(out))
}

func (al alphabet) decodeBang(m *vm.Machine, a []term.Term) (term.Term, bool) {
	out, err, raised := al.run(m, a)
	switch {
	case raised:
		return term.Term{}, false
	case err != nil:
		o, _ := al.options(m, a)
		return m.ErrorIn(diag.NewMessage("ArgumentError", err.Error()), al.frames(err, o)...)
	}
	return ok(term.Binary(out))
}

// frames are the functions of Base in which decode! fails.
func (al alphabet) frames(err error, o baseOptions) []vm.Frame {
	var in []vm.Frame
	variant := o.letters
	switch {
	case errors.Is(err, errLength):
		variant = ""
	case !al.cased:
		variant = "base"
	}
	if al.prefix != "" {
		variant = strings.TrimSuffix(al.prefix, "_") + strings.TrimSuffix(variant, "base")
	}
	if errors.Is(err, errCharacter) {
		in = append(in, vm.Frame{Module: baseModule, Name: "bad_character!", Args: term.Int(1)})
	}
	return append(in, vm.Frame{Module: baseModule, Name: "decode" + al.name + variant + "!", Args: term.Int(2)})
}

func (al alphabet) valid(m *vm.Machine, a []term.Term) (term.Term, bool) {
	_, err, raised := al.run(m, a)
	if raised {
		return term.Term{}, false
	}
	return boolean(err == nil)
}
