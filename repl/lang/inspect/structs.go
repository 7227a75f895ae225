package inspect

import (
	"fmt"
	"strings"

	"gex/proto/term"
)

var atomStruct = term.Intern("__struct__")

// anyMap prints a map, or a struct as its implementation of Inspect wants it.
func (p *printer) anyMap(t term.Term) Doc {
	module, ok := structModule(t)
	if !ok || p.StructsAsMaps {
		return p.plainMap(t)
	}
	if b, ok := builtins[module.String()]; ok && hasFields(t, b.fields) {
		d := b.print(p, t)
		if d != nil {
			return d
		}
		if p.Structs == nil || !b.implemented {
			return p.plainMap(t)
		}
	}
	if p.Structs == nil {
		if fields, ok := exceptions[module.String()]; ok && hasFields(t, fields) {
			return p.Fields(t, fields[1:])
		}
		return p.plainMap(t)
	}
	fields, ok := p.Structs.Fields(module)
	if !ok || t.MapLen() != len(fields)+1 {
		return p.plainMap(t)
	}
	shown := make([]string, 0, len(fields))
	for _, f := range fields {
		if _, ok := t.MapGet(f.Term()); !ok {
			return p.plainMap(t)
		}
		if f.String() != "__exception__" {
			shown = append(shown, f.String())
		}
	}
	o := *p.Options
	o.Limit = p.left()
	if d, limit, ok := p.Structs.Inspect(module, t, &o); ok {
		p.charge(limit)
		return d
	}
	return p.Fields(t, shown)
}

// ownStruct prints a struct without asking for an implementation.
func (p *printer) ownStruct(module term.Atom, t term.Term) Doc {
	if b, ok := builtins[module.String()]; ok && hasFields(t, b.fields) {
		if d := b.print(p, t); d != nil {
			return d
		}
	}
	var fields []term.Atom
	if p.Structs != nil {
		fields, _ = p.Structs.Fields(module)
	}
	if t.MapLen() != len(fields)+1 {
		return p.plainMap(t)
	}
	shown := make([]string, 0, len(fields))
	for _, f := range fields {
		if f.String() != "__exception__" {
			shown = append(shown, f.String())
		}
	}
	return p.Fields(t, shown)
}

// structModule returns the value of __struct__ if t is a map and that is an atom.
func structModule(t term.Term) (term.Atom, bool) {
	if !t.IsMap() {
		return 0, false
	}
	m, ok := t.MapGet(atomStruct.Term())
	if !ok {
		return 0, false
	}
	return m.AsAtom()
}

func hasFields(t term.Term, fields []string) bool {
	if t.MapLen() != len(fields)+1 {
		return false
	}
	for _, f := range fields {
		if field(t, f).IsNone() {
			return false
		}
	}
	return true
}

// field returns the value of a field, the zero Term if absent.
func field(t term.Term, name string) term.Term {
	a, ok := term.Lookup(name)
	if !ok {
		return term.Term{}
	}
	v, _ := t.MapGet(a.Term())
	return v
}

// StructDoc prints t as %Module{field: value, …} with these fields, and
// returns what is left of o.Limit.
func StructDoc(t term.Term, fields []string, o *Options) (Doc, int) {
	p := newPrinter(o)
	d := p.Fields(t, fields)
	return d, p.left()
}

// HiddenDoc prints t as #Module<field: value, …, ...>: the form of a struct
// that derives Inspect and shows these fields only.
func HiddenDoc(t term.Term, fields []string, o *Options) (Doc, int) {
	p := newPrinter(o)
	module, _ := structModule(t)
	open := p.color(Text("#"+Atom(module.String())+"<"), "map")
	e, all := p.fields(t, fields)
	if all {
		e.add(func() Doc { return Text("...") })
	}
	return container(open, e.docs, p.color(Text(">"), "map"), p.color(Text(","), "map"), false), o.Limit
}

// Fields prints t as %Module{field: value, …}.
func (p *printer) Fields(t term.Term, fields []string) Doc {
	module, _ := structModule(t)
	open, sep, end := p.mapBrackets(Atom(module.String()))
	if len(fields) == 0 {
		return Cat{open, end}
	}
	e, _ := p.fields(t, fields)
	return container(open, e.docs, end, sep, false)
}

// fields prints the fields; all is false if the budget cut them.
func (p *printer) fields(t term.Term, fields []string) (e *elements, all bool) {
	e = &elements{p: p}
	for _, f := range fields {
		v := field(t, f)
		if v.IsNone() {
			v = term.AtomNil.Term()
		}
		if !e.add(func() Doc { return p.pair(f, v) }) {
			return e, false
		}
	}
	return e, true
}

// keep runs print and gives the budget back: implementations that return a
// document alone do not charge for what is inside.
func (p *printer) keep(print func() Doc) Doc {
	limit := p.limit
	d := print()
	p.limit = limit
	return d
}

// builtin is a struct of the standard library with its own implementation.
type builtin struct {
	fields []string
	print  func(*printer, term.Term) Doc // nil when the values make no sense
	// implemented structs have an implementation of Inspect in the library, for
	// the values that print cannot show.
	implemented bool
}

var builtins map[string]builtin

func init() {
	iso := []string{"year", "month", "day", "calendar"}
	clock := []string{"hour", "minute", "second", "microsecond"}
	builtins = map[string]builtin{
		"Elixir.Range":               {[]string{"first", "last", "step"}, (*printer).rangeDoc, false},
		"Elixir.MapSet":              {[]string{"map"}, (*printer).mapSet, false},
		"Elixir.Regex":               {[]string{"opts", "re_pattern", "source"}, (*printer).regex, false},
		"Elixir.Date":                {iso, (*printer).date, true},
		"Elixir.Time":                {append([]string{"calendar"}, clock...), (*printer).time, true},
		"Elixir.NaiveDateTime":       {append(iso[:4:4], clock...), (*printer).naive, true},
		"Elixir.DateTime":            {append(append(iso[:4:4], clock...), "time_zone", "zone_abbr", "utc_offset", "std_offset"), (*printer).dateTime, true},
		"Elixir.Date.Range":          {[]string{"first", "last", "first_in_iso_days", "last_in_iso_days", "step"}, (*printer).dateRange, false},
		"Elixir.Version":             {[]string{"major", "minor", "patch", "pre", "build"}, (*printer).version, false},
		"Elixir.Version.Requirement": {[]string{"source", "lexed"}, (*printer).requirement, false},
		"Elixir.URI":                 {[]string{"scheme", "authority", "userinfo", "host", "port", "path", "query", "fragment"}, (*printer).uri, false},
		"Elixir.Duration":            {[]string{"year", "month", "week", "day", "hour", "minute", "second", "microsecond"}, (*printer).duration, false},
		"Elixir.Stream":              {[]string{"enum", "funs", "accs", "done"}, (*printer).stream, false},
	}
}

func (p *printer) rangeDoc(t term.Term) Doc {
	first, last, step := field(t, "first"), field(t, "last"), field(t, "step")
	return p.keep(func() Doc {
		d := Cat{p.doc(first), Text(".."), p.doc(last)}
		if isOne(step) && term.Compare(last, first) >= 0 {
			return d
		}
		return append(d, Text("//"), p.doc(step))
	})
}

func (p *printer) mapSet(t term.Term) Doc {
	m := field(t, "map")
	if !m.IsMap() {
		return nil
	}
	keys := make([]term.Term, 0, m.MapLen())
	for k := range m.Pairs() {
		keys = append(keys, k)
	}
	o := *p.Options
	o.Charlists = AsLists
	q := &printer{Options: &o, limit: p.limit, depth: p.depth}
	d := q.doc(term.List(keys...))
	p.limit = q.limit
	return Cat{Text("MapSet.new("), d, Text(")")}
}

// withoutDefaults prints t as a struct, leaving out the fields that have
// their default.
func (p *printer) withoutDefaults(t term.Term, fields []string, defaults map[string]term.Term) Doc {
	var shown []string
	for _, f := range fields {
		if d, ok := defaults[f]; !ok || !term.Equal(d, field(t, f)) {
			shown = append(shown, f)
		}
	}
	return p.Fields(t, shown)
}

func (p *printer) version(t term.Term) Doc {
	return p.withoutDefaults(t, builtins["Elixir.Version"].fields,
		map[string]term.Term{"build": term.AtomNil.Term(), "pre": term.Nil})
}

func (p *printer) uri(t term.Term) Doc {
	return p.withoutDefaults(t, builtins["Elixir.URI"].fields, map[string]term.Term{"authority": term.AtomNil.Term()})
}

func (p *printer) duration(t term.Term) Doc {
	defaults := map[string]term.Term{"microsecond": term.Tuple(term.Int(0), term.Int(0))}
	fields := builtins["Elixir.Duration"].fields
	for _, f := range fields[:7] {
		defaults[f] = term.Int(0)
	}
	return p.withoutDefaults(t, fields, defaults)
}

func (p *printer) requirement(t term.Term) Doc {
	return Cat{Text("Version.parse_requirement!("), p.color(Text(`"`+field(t, "source").Text()+`"`), "string"), Text(")")}
}

func (p *printer) stream(t term.Term) Doc {
	funs, ok := field(t, "funs").Slice()
	if !ok {
		return nil
	}
	rev := term.Nil
	for _, f := range funs {
		rev = term.Cons(f, rev)
	}
	inner := term.List(term.Tuple(term.A("enum"), field(t, "enum")), term.Tuple(term.A("funs"), rev))
	return Cat{Text("#Stream<"), p.doc(inner), Text(">")}
}

var regexFlags = map[string]string{
	"caseless": "i", "extended": "x", "firstline": "f", "ungreedy": "U", "multiline": "m", "export": "E",
}

func (p *printer) regex(t term.Term) Doc {
	src, ok := field(t, "source").Bytes()
	opts, proper := field(t, "opts").Slice()
	if !ok || !proper {
		return nil
	}
	flags, ok := regexModifiers(opts)
	if !ok {
		return p.keep(func() Doc {
			return Cat{Text("Regex.compile!("), p.doc(field(t, "source")), Text(", "), p.doc(field(t, "opts")), Text(")")}
		})
	}
	return p.color(Text("~r/"+regexSource(string(src))+"/"+flags), "regex")
}

// regexModifiers translates the options of a regex into the letters of ~r,
// the last option first.
func regexModifiers(opts []term.Term) (string, bool) {
	var letters []string
	for i := 0; i < len(opts); i++ {
		name := ""
		if a, ok := opts[i].AsAtom(); ok {
			name = a.String()
		}
		next := func() string {
			if i+1 < len(opts) {
				return String(opts[i+1])
			}
			return ""
		}
		switch {
		case name == "dotall" && next() == "{:newline, :anycrlf}":
			letters = append(letters, "s")
			i++
		case name == "unicode" && next() == ":ucp":
			letters = append(letters, "u")
			i++
		case regexFlags[name] != "":
			letters = append(letters, regexFlags[name])
		default:
			return "", false
		}
	}
	var b strings.Builder
	for i := len(letters) - 1; i >= 0; i-- {
		b.WriteString(letters[i])
	}
	return b.String(), true
}

// regexSource writes the source of a regex between slashes: slashes and
// interpolation escaped once, control characters by their letters,
// backslashes as they are.
func regexSource(s string) string {
	var plain strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			switch {
			case s[i+1] == '/' || strings.HasPrefix(s[i+1:], "#{"):
				continue
			case s[i+1] == '\\':
				plain.WriteByte('\\')
				i++
			}
		}
		plain.WriteByte(s[i])
	}
	var out []byte
	for part := range strings.SplitAfterSeq(plain.String(), "\\") {
		body, hasSlash := strings.CutSuffix(part, "\\")
		out, _ = Escape(out, body, '/', Unlimited)
		if hasSlash {
			out = append(out, '\\')
		}
	}
	return string(out)
}

// ---- calendar

var isoCalendar = term.A("Elixir.Calendar.ISO")

func ints(t term.Term, names ...string) ([]int64, bool) {
	out := make([]int64, len(names))
	for i, n := range names {
		v, ok := field(t, n).AsInt()
		if !ok {
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

func isISO(t term.Term) bool {
	c, ok := field(t, "calendar").AsAtom()
	return ok && c.Term() == isoCalendar
}

func inYears(y int64) bool { return y >= -9999 && y <= 9999 }

// dateText prints the day; not ok when it has parts that are no numbers.
func dateText(t term.Term) (text string, year int64, ok bool) {
	v, ok := ints(t, "year", "month", "day")
	if !ok || !isISO(t) || v[1] < 0 || v[2] < 0 {
		return "", 0, false
	}
	if v[0] < 0 {
		return fmt.Sprintf("-%04d-%02d-%02d", -v[0], v[1], v[2]), v[0], true
	}
	return fmt.Sprintf("%04d-%02d-%02d", v[0], v[1], v[2]), v[0], true
}

// clockText prints the time of day with the microseconds' precision; not ok
// when there is no such time.
func clockText(t term.Term) (text string, ok bool) {
	v, ok := ints(t, "hour", "minute", "second")
	if !ok || !isISO(t) || outside(v[0], 23) || outside(v[1], 59) || outside(v[2], 59) {
		return "", false
	}
	us := field(t, "microsecond")
	if !us.IsTupleOf(2) || !us.Elem(0).IsInt() || !us.Elem(1).IsInt() ||
		outside(us.Elem(0).Int(), 999_999) || outside(us.Elem(1).Int(), 6) {
		return "", false
	}
	s := fmt.Sprintf("%02d:%02d:%02d", v[0], v[1], v[2])
	if precision := us.Elem(1).Int(); precision > 0 {
		s += "." + fmt.Sprintf("%06d", us.Elem(0).Int())[:precision]
	}
	return s, true
}

func outside(v, most int64) bool { return v < 0 || v > most }

func (p *printer) date(t term.Term) Doc {
	s, year, ok := dateText(t)
	switch {
	case !ok:
		return nil
	case !inYears(year):
		v, _ := ints(t, "month", "day")
		return Text(fmt.Sprintf("Date.new!(%d, %d, %d)", year, v[0], v[1]))
	}
	return Text("~D[" + s + "]")
}

func (p *printer) time(t term.Term) Doc {
	s, ok := clockText(t)
	if !ok {
		return nil
	}
	return Text("~T[" + s + "]")
}

func (p *printer) naive(t term.Term) Doc {
	day, year, ok := dateText(t)
	clock, ok2 := clockText(t)
	switch {
	case !ok || !ok2:
		return nil
	case !inYears(year):
		v, _ := ints(t, "month", "day", "hour", "minute", "second")
		return Text(fmt.Sprintf("NaiveDateTime.new!(%d, %d, %d, %d, %d, %d, %s)", year, v[0], v[1], v[2], v[3], v[4],
			String(field(t, "microsecond"))))
	}
	return Text("~N[" + day + " " + clock + "]")
}

func (p *printer) dateTime(t term.Term) Doc {
	day, year, ok := dateText(t)
	clock, ok2 := clockText(t)
	v, ok3 := ints(t, "utc_offset", "std_offset")
	zone, abbr := field(t, "time_zone"), field(t, "zone_abbr")
	if !ok || !ok2 || !ok3 || !zone.IsBinary() || !abbr.IsBinary() {
		return nil
	}
	text := day + " " + clock
	utc := zone.Text() == "Etc/UTC"
	offset := v[0] + v[1]
	switch {
	case utc && v[0] == 0 && v[1] == 0 && inYears(year):
		return Text("~U[" + text + "Z]")
	case utc && v[0] == 0 && v[1] == 0:
		return Text("#DateTime<" + text + "Z>")
	case offset < 0:
		text += fmt.Sprintf("-%02d:%02d", -offset/3600, -offset/60%60)
	default:
		text += fmt.Sprintf("+%02d:%02d", offset/3600, offset/60%60)
	}
	if !utc {
		text += " " + abbr.Text() + " " + zone.Text()
	}
	return Text("#DateTime<" + text + ">")
}

func (p *printer) dateRange(t term.Term) Doc {
	step := field(t, "step")
	return p.keep(func() Doc {
		d := Cat{Text("Date.range("), p.doc(field(t, "first")), Text(", "), p.doc(field(t, "last"))}
		if !isOne(step) {
			d = append(d, Text(", "), p.doc(step))
		}
		return append(d, Text(")"))
	})
}

func isOne(t term.Term) bool { return t.IsInt() && t.Int() == 1 }
