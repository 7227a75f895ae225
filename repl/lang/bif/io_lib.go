package bif

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// ioLibRows are the functions of :io_lib. Texts are flat lists of characters.
var ioLibRows = []vm.Row{
	{Name: "format", Arity: 2, Func: ioLibFormat(chars)},
	{Name: "format", Arity: 3, Func: ioLibFormat(chars)},
	{Name: "fwrite", Arity: 2, Func: ioLibFormat(chars)},
	{Name: "fwrite", Arity: 3, Func: ioLibFormat(chars)},
	{Name: "bformat", Arity: 2, Func: ioLibFormat(text)},
	{Name: "bfwrite", Arity: 2, Func: ioLibFormat(text)},
	{Name: "write", Arity: 1, Func: ioLibWrite},
	{Name: "write", Arity: 2, Func: ioLibWrite},
	{Name: "print", Arity: 1, Func: ioLibPrint},
	{Name: "write_atom", Arity: 1, Func: ioLibWriteAtom},
	{Name: "write_string", Arity: 1, Func: ioLibWriteString},
	{Name: "nl", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return chars("\n") }},
	{Name: "char_list", Arity: 1, Func: listOf(func(r int64) bool { return 0 <= r && r <= utf8.MaxRune && (r < 0xD800 || r > 0xDFFF) })},
	{Name: "latin1_char_list", Arity: 1, Func: listOf(func(r int64) bool { return 0 <= r && r <= 255 })},
	{Name: "printable_list", Arity: 1, Func: listOf(printableLatin1)},
	{Name: "printable_latin1_list", Arity: 1, Func: listOf(printableLatin1)},
	{Name: "printable_unicode_list", Arity: 1, Func: listOf(func(r int64) bool {
		return printableLatin1(r) || 0xA0 <= r && r <= utf8.MaxRune && (r < 0xD800 || r > 0xDFFF) && r != 0xFFFE && r != 0xFFFF
	})},
	{Name: "deep_char_list", Arity: 1, Func: ioLibDeep},
}

func printableLatin1(r int64) bool {
	return ' ' <= r && r <= '~' || 0xA0 <= r && r <= 0xFF || 8 <= r && r <= 13 || r == 27
}

func listOf(is func(int64) bool) result {
	return func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
		es, proper := a[0].Slice()
		for _, e := range es {
			c, isInt := e.AsInt()
			proper = proper && isInt && is(c)
		}
		return boolean(proper)
	}
}

func ioLibDeep(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es, proper := flatten(nil, a[0])
	if !proper || !a[0].IsList() {
		return boolean(false)
	}
	return listOf(func(r int64) bool { return 0 <= r && r <= utf8.MaxRune })(m, []term.Term{term.List(es...)})
}

func ioLibWrite(m *vm.Machine, a []term.Term) (term.Term, bool) {
	depth := -1
	if len(a) == 2 {
		if d, isInt := a[1].AsInt(); isInt {
			depth = int(d)
		}
	}
	o := inspect.ErlangOptions{NodeIndex: nodeIndex(m)}
	return chars(string(limited{&o}.append(nil, a[0], depth)))
}

func ioLibPrint(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return chars(string(inspect.AppendErlang(nil, a[0], &inspect.ErlangOptions{Pretty: true, Unicode: true, Width: 80, NodeIndex: nodeIndex(m)})))
}

func ioLibWriteAtom(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m, a)
	}
	return chars(string(inspect.AppendErlangAtom(nil, a[0].AtomName(), true)))
}

func ioLibWriteString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if s, isText := charlistText(a[0]); isText && s == "" {
		return chars(`""`)
	}
	return chars(string(inspect.AppendErlang(nil, a[0], &inspect.ErlangOptions{Pretty: true, Unicode: true})))
}

// nodeIndex numbers nodes in printed pids: 0 is this one.
func nodeIndex(m *vm.Machine) func(term.Atom, uint32) int {
	n := host(m).Node
	return func(node term.Atom, _ uint32) int {
		if n.Local(node) {
			return 0
		}
		return int(node)
	}
}

func ioLibFormat(out func(string) (term.Term, bool)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		f := formatter{index: nodeIndex(m)}
		format, valid := path(a[0])
		args, proper := a[1].Slice()
		if !valid || !proper || !f.format(format, args) {
			return m.Badarg()
		}
		m.Bump(len(f.out) / 16)
		return out(string(f.out))
	}
}

// formatter runs a format of io_lib:format/2, "The control sequences":
// ~F.P.PadModC.
type formatter struct {
	out   []byte
	args  []term.Term
	index func(term.Atom, uint32) int
}

// control is one control sequence.
type control struct {
	width, precision int // -1 if not given
	left             bool
	pad              rune
	unicode          bool // t
	noStrings        bool // l
	sequence         byte
}

func (f *formatter) format(format string, args []term.Term) bool {
	f.args = args
	for {
		text, rest, found := strings.Cut(format, "~")
		f.out = append(f.out, text...)
		if !found {
			return len(f.args) == 0
		}
		c, n, valid := f.parse(rest)
		if !valid || !f.run(c) {
			return false
		}
		format = rest[n:]
	}
}

func (f *formatter) next() (term.Term, bool) {
	if len(f.args) == 0 {
		return term.Term{}, false
	}
	t := f.args[0]
	f.args = f.args[1:]
	return t, true
}

// parse reads a control sequence after its tilde and returns how long it is.
func (f *formatter) parse(s string) (c control, n int, valid bool) {
	c = control{width: -1, precision: -1, pad: ' '}
	number := func() (int, bool) {
		if n < len(s) && s[n] == '*' {
			n++
			t, _ := f.next()
			i, isInt := t.AsInt()
			return int(i), isInt
		}
		from := n
		for n < len(s) && digit(s[n]) {
			n++
		}
		if from == n {
			return -1, true
		}
		i, err := strconv.Atoi(s[from:n])
		return i, err == nil
	}
	if n < len(s) && s[n] == '-' {
		c.left = true
		n++
	}
	if c.width, valid = number(); !valid {
		return c, n, false
	}
	if c.width < -1 {
		c.left, c.width = true, -c.width
	}
	if n < len(s) && s[n] == '.' {
		n++
		if c.precision, valid = number(); !valid {
			return c, n, false
		}
		if n < len(s) && s[n] == '.' {
			n++
			switch {
			case n < len(s) && s[n] == '*':
				n++
				t, _ := f.next()
				i, isInt := t.AsInt()
				if !isInt {
					return c, n, false
				}
				c.pad = rune(i)
			case n < len(s):
				r, size := utf8.DecodeRuneInString(s[n:])
				c.pad = r
				n += size
			}
		}
	}
	for ; n < len(s) && strings.IndexByte("tlkK", s[n]) >= 0; n++ {
		switch s[n] {
		case 't':
			c.unicode = true
		case 'l':
			c.noStrings = true
		case 'K':
			if _, has := f.next(); !has {
				return c, n, false
			}
		}
	}
	if n == len(s) {
		return c, n, false
	}
	c.sequence = s[n]
	return c, n + 1, true
}

func (f *formatter) run(c control) bool {
	switch c.sequence {
	case '~':
		f.out = append(f.out, strings.Repeat("~", max(c.width, 1))...)
		return true
	case 'n':
		f.out = append(f.out, strings.Repeat("\n", max(c.width, 1))...)
		return true
	}
	t, has := f.next()
	if !has {
		return false
	}
	switch c.sequence {
	case 'i':
		return true
	case 'c':
		return f.char(c, t)
	case 's':
		return f.string(c, t)
	case 'w':
		o := inspect.ErlangOptions{Unicode: c.unicode, NodeIndex: f.index}
		f.field(c, string(inspect.AppendErlang(nil, t, &o)))
		return true
	case 'p':
		f.pretty(c, t)
		return true
	case 'W', 'P':
		d, _ := f.next()
		depth, isInt := d.AsInt()
		if !isInt {
			return false
		}
		o := inspect.ErlangOptions{Pretty: c.sequence == 'P' && !c.noStrings, Unicode: c.unicode, NodeIndex: f.index}
		f.out = limited{&o}.append(f.out, t, int(depth))
		return true
	case 'b', 'B', '#', '+', 'x', 'X':
		return f.integer(c, t)
	case 'e', 'f', 'g':
		return f.float(c, t)
	}
	return false
}

// field puts text into the field of a control sequence; what is too long for it
// becomes stars.
func (f *formatter) field(c control, s string) {
	n := utf8.RuneCountInString(s)
	switch {
	case c.width < 0:
		f.out = append(f.out, s...)
	case n > c.width:
		f.out = append(f.out, strings.Repeat("*", c.width)...)
	default:
		f.padded(c, s, n)
	}
}

func (f *formatter) padded(c control, s string, n int) {
	padding := strings.Repeat(string(c.pad), max(c.width-n, 0))
	if c.left {
		f.out = append(append(f.out, s...), padding...)
	} else {
		f.out = append(append(f.out, padding...), s...)
	}
}

func (f *formatter) char(c control, t term.Term) bool {
	r, isInt := t.AsInt()
	if !isInt || r < 0 {
		return false
	}
	if !c.unicode {
		r &= 255
	}
	n := 1
	if c.precision >= 0 {
		n = c.precision
	} else if c.width >= 0 {
		n = c.width
	}
	f.padded(c, strings.Repeat(string(rune(r)), n), n)
	return true
}

// string is ~s: characters up to 255 without t.
func (f *formatter) string(c control, t term.Term) bool {
	var s string
	switch {
	case t.IsAtom():
		s = t.AtomName()
	case c.unicode:
		d, valid := decode(t, atomUTF8)
		if !valid || d.fault {
			if d, valid = decode(t, atomLatin1); !valid || d.fault {
				return false
			}
		}
		s = string(d.text)
	default:
		d, valid := decode(t, atomLatin1)
		if !valid || d.fault {
			return false
		}
		s = string(d.text)
	}
	if limit := c.precision; limit >= 0 || c.width >= 0 {
		if limit < 0 || c.width >= 0 && c.width < limit {
			limit = c.width
		}
		if rs := []rune(s); len(rs) > limit {
			s = string(rs[:limit])
		}
	}
	if c.width < 0 && c.precision >= 0 {
		c.width = c.precision
	}
	f.padded(c, s, utf8.RuneCountInString(s))
	return true
}

// pretty is ~p: the field is the width of lines, the precision the column of
// the first.
func (f *formatter) pretty(c control, t term.Term) {
	o := inspect.ErlangOptions{Pretty: !c.noStrings, Unicode: c.unicode, Width: 80, NodeIndex: f.index}
	if c.width >= 0 {
		o.Width = c.width
	}
	o.Column = c.precision
	if c.precision < 0 {
		line := f.out[strings.LastIndexByte(string(f.out), '\n')+1:]
		o.Column = utf8.RuneCount(line) + 1
	}
	f.out = inspect.AppendErlang(f.out, t, &o)
}

func (f *formatter) integer(c control, t term.Term) bool {
	n, isInteger := t.AsBig()
	in := c.precision
	if in < 0 {
		in = 10
	}
	if !isInteger || in < 2 || in > 36 {
		return false
	}
	s := n.Text(in)
	if c.sequence == 'B' || c.sequence == '#' || c.sequence == 'X' {
		s = strings.ToUpper(s)
	}
	prefix := ""
	switch c.sequence {
	case '#', '+':
		prefix = strconv.Itoa(in) + "#"
	case 'x', 'X':
		p, has := f.next()
		if !has {
			return false
		}
		var valid bool
		if prefix, valid = charlistText(p); !valid && !p.IsAtom() {
			return false
		}
		if p.IsAtom() {
			prefix = p.AtomName()
		}
	}
	if digits, negative := strings.CutPrefix(s, "-"); negative {
		s = "-" + prefix + digits
	} else {
		s = prefix + s
	}
	f.field(c, s)
	return true
}

// defaultDigits is the precision of floats.
const defaultDigits = 6

func (f *formatter) float(c control, t term.Term) bool {
	if !t.IsFloat() {
		return false
	}
	v, p := t.Float(), c.precision
	if p < 0 {
		p = defaultDigits
	}
	kind := c.sequence
	if kind == 'g' {
		kind, p = general(v, p)
	}
	switch {
	case kind == 'e' && p >= 2:
		f.field(c, exponent(strconv.FormatFloat(v, 'e', p-1, 64)))
	case kind == 'f' && p >= 1:
		f.field(c, strconv.FormatFloat(v, 'f', p, 64))
	default:
		return false
	}
	return true
}

// general chooses how ~g writes v with p digits: fixed from 0.1 to 10000 where
// the digits suffice.
func general(v float64, p int) (kind byte, precision int) {
	if v < 0 {
		v = -v
	}
	before := 0
	switch {
	case v < 0.1, v >= 10000:
		return 'e', p
	case v >= 1000:
		before = 4
	case v >= 100:
		before = 3
	case v >= 10:
		before = 2
	case v >= 1:
		before = 1
	}
	if p <= before {
		return 'e', max(p, 2)
	}
	return 'f', p - before
}

// exponent writes the exponent without leading zeros.
func exponent(s string) string {
	mantissa, exp, _ := strings.Cut(s, "e")
	digits := strings.TrimLeft(exp[1:], "0")
	if digits == "" {
		digits = "0"
	}
	return mantissa + "e" + exp[:1] + digits
}

// limited writes terms down to a depth, as ~W and ~P do; a negative depth has
// no end.
type limited struct{ *inspect.ErlangOptions }

func (w limited) append(dst []byte, t term.Term, depth int) []byte {
	if depth < 0 {
		return inspect.AppendErlang(dst, t, w.ErlangOptions)
	}
	if depth == 0 {
		return append(dst, "..."...)
	}
	switch {
	case t.IsCons():
		if s, isText := charlistText(t); isText && w.Pretty && s != "" {
			if is, _ := listOf(printableLatin1)(nil, []term.Term{t}); is.Is(term.True) {
				return inspect.AppendErlang(dst, t, w.ErlangOptions)
			}
		}
		return w.list(dst, t, depth)
	case t.IsTuple() && t.Arity() > 0:
		return w.tuple(dst, t.Elems(), depth)
	case t.IsMap() && t.MapLen() > 0:
		return w.pairs(dst, t, depth)
	}
	return inspect.AppendErlang(dst, t, w.ErlangOptions)
}

func (w limited) list(dst []byte, t term.Term, depth int) []byte {
	if depth == 1 {
		return append(dst, "[...]"...)
	}
	dst = w.append(append(dst, '['), t.Head(), depth-1)
	for t = t.Tail(); ; t = t.Tail() {
		depth--
		switch {
		case t.IsNil():
			return append(dst, ']')
		case depth == 1:
			return append(dst, "|...]"...)
		case !t.IsCons():
			return append(w.append(append(dst, '|'), t, depth-1), ']')
		}
		dst = w.append(append(dst, ','), t.Head(), depth-1)
	}
}

func (w limited) tuple(dst []byte, es []term.Term, depth int) []byte {
	if depth == 1 {
		return append(dst, "{...}"...)
	}
	dst = append(dst, '{')
	for i, e := range es {
		if i > 0 {
			dst = append(dst, ',')
		}
		if depth == 1 {
			dst = append(dst, "..."...)
			break
		}
		depth--
		dst = w.append(dst, e, depth)
	}
	return append(dst, '}')
}

func (w limited) pairs(dst []byte, t term.Term, depth int) []byte {
	if depth == 1 {
		return append(dst, "#{...}"...)
	}
	dst = append(dst, "#{"...)
	first := true
	for k, v := range t.Pairs() {
		if !first {
			dst = append(dst, ',')
		}
		first = false
		if depth == 1 {
			dst = append(dst, "..."...)
			break
		}
		depth--
		dst = w.append(append(w.append(dst, k, depth), " => "...), v, depth)
	}
	return append(dst, '}')
}
