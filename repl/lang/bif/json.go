package bif

import (
	"bytes"
	"math"
	"math/big"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// jsonRows are the leaves of :json and of Elixir's JSON.
var jsonRows = []vm.Row{
	{Name: "encode_binary", Arity: 1, Func: jsonEncodeBinary},
	{Name: "decode_value", Arity: 2, Func: jsonDecode},
}

// jsonEncodeBinary is json:encode_binary(Text): iodata of the quoted text.
func jsonEncodeBinary(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBinary() {
		return m.Error(term.A("function_clause"))
	}
	b, _ := a[0].Bytes()
	out, at := appendJSONText(make([]byte, 0, len(b)), b)
	switch {
	case at == len(b):
		return ok(term.List(term.Int('"'), term.Binary(out), term.Int('"')))
	case at < 0:
		return m.Error(term.A("unexpected_end"))
	}
	return m.Error(term.Tuple(term.A("invalid_byte"), term.Int(int64(b[at]))))
}

// appendJSONText appends b with what JSON does not take as it is escaped. It
// returns the length of b or where b is no UTF-8, -1 for a character cut short.
func appendJSONText(dst, b []byte) ([]byte, int) {
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c == '"', c == '\\':
			dst = append(dst, '\\', c)
		case c >= 0x20 && c < utf8.RuneSelf:
			dst = append(dst, c)
		case c < 0x20:
			if short := bytes.IndexByte([]byte("\b\t\n\f\r"), c); short >= 0 {
				dst = append(dst, '\\', "btnfr"[short])
			} else {
				dst = append(dst, "\\u00"...)
				dst = append(dst, "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
			}
		default:
			_, size := utf8.DecodeRune(b[i:])
			if size == 1 {
				if !utf8.FullRune(b[i:]) {
					return dst, -1
				}
				return dst, i + badByte(b[i:])
			}
			dst = append(dst, b[i:i+size]...)
			i += size
			continue
		}
		i++
	}
	return dst, len(b)
}

// badByte is the first byte of b that cannot go on with the character that b
// begins with.
func badByte(b []byte) int {
	for n := 1; n < len(b) && n < utf8.UTFMax; n++ {
		if utf8.FullRune(b[:n]) {
			return n - 1
		}
	}
	return min(len(b), utf8.UTFMax) - 1
}

// jsonDecode is json:decode_value(Text, Tree): {ok, Value, Rest}, Rest being where
// the value ends, or {error, Reason}. Unless Tree is false, what callbacks are for stays in
// tuples: {array, Values}, {object, [{Key, Value}]}, {string, Text},
// {integer, Text}, {float, Float} (Text, if Tree is text) and the atom null.
func jsonDecode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, valid := a[0].Bytes()
	if !a[0].IsBinary() || !valid {
		return m.Badarg()
	}
	d := jsonDecoder{b: b, tree: !a[1].Is(term.False), floats: a[1].Is(term.Intern("text"))}
	value := d.document()
	m.Bump(len(b) / 64)
	if !d.fault.IsNone() {
		return errorPair(d.fault)
	}
	return ok(term.Tuple(term.Ok.Term(), value, term.Int(int64(d.at))))
}

// jsonDecoder reads one value. Containers are on a stack of their own, so that
// nesting is bounded by memory alone.
type jsonDecoder struct {
	b    []byte
	at   int
	tree bool
	// floats stay texts, of any size
	floats bool
	fault  term.Term
	open   []jsonContainer
}

// jsonContainer is an array, or an object with its keys and values in turn.
type jsonContainer struct {
	object bool
	items  []term.Term
}

func (d *jsonDecoder) fail(reason term.Term) {
	if d.fault.IsNone() {
		d.fault = reason
	}
}

func (d *jsonDecoder) endFault() {
	d.fail(term.Tuple(term.A("unexpected_end"), term.Int(int64(len(d.b)))))
}

func (d *jsonDecoder) byteFault(at int) {
	d.fail(term.Tuple(term.A("invalid_byte"), term.Int(int64(at)), term.Int(int64(d.b[at]))))
}

func (d *jsonDecoder) sequenceFault(at int, sequence string) {
	d.fail(term.Tuple(term.A("unexpected_sequence"), term.Int(int64(at)), term.String(sequence)))
}

// next skips blanks and returns the byte there, which stays; false at the end.
func (d *jsonDecoder) next() (byte, bool) {
	for d.at < len(d.b) {
		switch c := d.b[d.at]; c {
		case ' ', '\t', '\n', '\r':
			d.at++
		default:
			return c, true
		}
	}
	d.endFault()
	return 0, false
}

func (d *jsonDecoder) document() term.Term {
	for {
		value, complete := d.value()
		if !d.fault.IsNone() {
			return term.Term{}
		}
		for complete {
			if len(d.open) == 0 {
				return value
			}
			value, complete = d.inside(value)
			if !d.fault.IsNone() {
				return term.Term{}
			}
		}
	}
}

// value reads a value; it is not complete when a container with something in it
// has begun.
func (d *jsonDecoder) value() (term.Term, bool) {
	c, found := d.next()
	if !found {
		return term.Term{}, false
	}
	switch {
	case c == '[':
		d.at++
		if c, found = d.next(); found && c == ']' {
			d.at++
			return d.close(jsonContainer{}), true
		}
		d.open = append(d.open, jsonContainer{})
		return term.Term{}, false
	case c == '{':
		d.at++
		if c, found = d.next(); found && c == '}' {
			d.at++
			return d.close(jsonContainer{object: true}), true
		}
		d.open = append(d.open, jsonContainer{object: true})
		d.key()
		return term.Term{}, false
	case c == '"':
		return d.text(), true
	case c == '-' || c >= '0' && c <= '9':
		return d.number(), true
	}
	for _, word := range []string{"true", "false", "null"} {
		if c != word[0] {
			continue
		}
		if !bytes.HasPrefix(d.b[d.at:], []byte(word)) {
			d.endFault()
			return term.Term{}, false
		}
		d.at += len(word)
		if word == "null" && !d.tree {
			word = "nil"
		}
		return term.A(word), true
	}
	d.byteFault(d.at)
	return term.Term{}, false
}

// inside puts a value into the innermost container and reads what follows: the
// container is complete, or another value comes.
func (d *jsonDecoder) inside(value term.Term) (term.Term, bool) {
	top := &d.open[len(d.open)-1]
	top.items = append(top.items, value)
	c, found := d.next()
	switch {
	case !found:
	case c == ',':
		d.at++
		if top.object {
			d.key()
		}
	case c == ']' && !top.object, c == '}' && top.object:
		d.at++
		out := d.close(*top)
		d.open = d.open[:len(d.open)-1]
		return out, true
	default:
		d.byteFault(d.at)
	}
	return term.Term{}, false
}

// key reads a key and its colon.
func (d *jsonDecoder) key() {
	c, found := d.next()
	if !found {
		return
	}
	if c != '"' {
		d.byteFault(d.at)
		return
	}
	key := d.text()
	if c, found = d.next(); !found || !d.fault.IsNone() {
		return
	}
	if c != ':' {
		d.byteFault(d.at)
		return
	}
	d.at++
	top := &d.open[len(d.open)-1]
	top.items = append(top.items, key)
}

func (d *jsonDecoder) close(c jsonContainer) term.Term {
	if !c.object {
		list := term.List(c.items...)
		if d.tree {
			return term.Tuple(term.A("array"), list)
		}
		return list
	}
	if d.tree {
		pairs := make([]term.Term, 0, len(c.items)/2)
		for i := 0; i < len(c.items); i += 2 {
			pairs = append(pairs, term.Tuple(c.items[i], c.items[i+1]))
		}
		return term.Tuple(term.A("object"), term.List(pairs...))
	}
	// Of equal keys the first counts.
	out := term.EmptyMap
	for i := len(c.items) - 2; i >= 0; i -= 2 {
		out = out.MapPut(c.items[i], c.items[i+1])
	}
	return out
}

func (d *jsonDecoder) tagged(tag string, t term.Term) term.Term {
	if d.tree {
		return term.Tuple(term.A(tag), t)
	}
	return t
}

// text reads a string from its quote on.
func (d *jsonDecoder) text() term.Term {
	d.at++
	start := d.at
	for d.at < len(d.b) {
		switch c := d.b[d.at]; {
		case c == '"':
			d.at++
			return d.tagged("string", term.Binary(bytes.Clone(d.b[start:d.at-1])))
		case c == '\\':
			return d.escapedText(bytes.Clone(d.b[start:d.at]))
		case !d.plain():
			return term.Term{}
		}
	}
	d.endFault()
	return term.Term{}
}

// plain goes over one character that stands for itself.
func (d *jsonDecoder) plain() bool {
	c := d.b[d.at]
	if c < 0x20 {
		d.byteFault(d.at)
		return false
	}
	if c < utf8.RuneSelf {
		d.at++
		return true
	}
	_, size := utf8.DecodeRune(d.b[d.at:])
	if size == 1 {
		if !utf8.FullRune(d.b[d.at:]) {
			d.endFault()
		} else {
			d.byteFault(d.at + badByte(d.b[d.at:]))
		}
		return false
	}
	d.at += size
	return true
}

// escapedText goes on with a string at its first backslash.
func (d *jsonDecoder) escapedText(out []byte) term.Term {
	for d.at < len(d.b) {
		start := d.at
		switch d.b[d.at] {
		case '"':
			d.at++
			return d.tagged("string", term.Binary(out))
		case '\\':
			r, valid := d.escape()
			if !valid {
				return term.Term{}
			}
			out = utf8.AppendRune(out, r)
		default:
			if !d.plain() {
				return term.Term{}
			}
			out = append(out, d.b[start:d.at]...)
		}
	}
	d.endFault()
	return term.Term{}
}

// escape reads what a backslash begins.
func (d *jsonDecoder) escape() (rune, bool) {
	if d.at+1 >= len(d.b) {
		d.endFault()
		return 0, false
	}
	c := d.b[d.at+1]
	if i := bytes.IndexByte([]byte(`bfnrt"\/`), c); i >= 0 {
		d.at += 2
		return rune("\b\f\n\r\t\"\\/"[i]), true
	}
	if c != 'u' {
		d.byteFault(d.at + 1)
		return 0, false
	}
	first, valid := d.unit(d.at)
	if !valid {
		return 0, false
	}
	if !utf16.IsSurrogate(first) {
		d.at += 6
		return first, true
	}
	if first >= 0xDC00 {
		d.sequenceFault(d.at, string(d.b[d.at:d.at+6]))
		return 0, false
	}
	if len(d.b) < d.at+12 {
		d.endFault()
		return 0, false
	}
	second, valid := d.unit(d.at + 6)
	if !valid {
		return 0, false
	}
	r := utf16.DecodeRune(first, second)
	if r == utf8.RuneError {
		d.sequenceFault(d.at, string(d.b[d.at:d.at+12]))
		return 0, false
	}
	d.at += 12
	return r, true
}

// unit reads the \uXXXX at a place.
func (d *jsonDecoder) unit(at int) (rune, bool) {
	if len(d.b) < at+6 {
		d.endFault()
		return 0, false
	}
	n, err := strconv.ParseUint(string(d.b[at+2:at+6]), 16, 16)
	if d.b[at] != '\\' || d.b[at+1] != 'u' || err != nil {
		d.sequenceFault(d.at, string(d.b[d.at:at+6]))
		return 0, false
	}
	return rune(n), true
}

// digits goes over the digits there, of which there must be one.
func (d *jsonDecoder) digits() bool {
	start := d.at
	for d.at < len(d.b) && d.b[d.at] >= '0' && d.b[d.at] <= '9' {
		d.at++
	}
	if d.at > start {
		return true
	}
	if d.at == len(d.b) {
		d.endFault()
	} else {
		d.byteFault(d.at)
	}
	return false
}

func (d *jsonDecoder) has(chars string) bool {
	if d.at < len(d.b) && bytes.IndexByte([]byte(chars), d.b[d.at]) >= 0 {
		d.at++
		return true
	}
	return false
}

func (d *jsonDecoder) number() term.Term {
	start := d.at
	d.has("-")
	if !d.has("0") && !d.digits() {
		return term.Term{}
	}
	whole := d.at
	fraction := d.has(".")
	if fraction && !d.digits() {
		return term.Term{}
	}
	point := d.at
	exponent := d.has("eE")
	if exponent {
		d.has("+-")
		if !d.digits() {
			return term.Term{}
		}
	}
	s := string(d.b[start:d.at])
	if !fraction && !exponent {
		if d.tree {
			return d.tagged("integer", term.String(s))
		}
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return term.Int(n)
		}
		n, _ := new(big.Int).SetString(s, 10)
		return term.Big(n)
	}
	if !fraction {
		// As Erlang writes floats, which always have a point.
		s = string(d.b[start:whole]) + ".0" + string(d.b[point:d.at])
	}
	f, err := strconv.ParseFloat(s, 64)
	if d.floats {
		return d.tagged("float", term.String(s))
	}
	if err != nil || math.IsInf(f, 0) {
		d.sequenceFault(start, s)
		return term.Term{}
	}
	return d.tagged("float", term.Float(f))
}
