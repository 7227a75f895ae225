package expand

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/quoted"
)

var sigilMacros = map[string]kernelMacro{
	"sigil_s/2": func(m *macro, a []term.Term) term.Term { return m.unescaped(a[0]) },
	"sigil_S/2": func(m *macro, a []term.Term) term.Term { return m.literalText(a[0]) },
	"sigil_c/2": sigilC,
	"sigil_C/2": func(m *macro, a []term.Term) term.Term {
		return term.Charlist(m.literalText(a[0]).Text())
	},
	"sigil_w/2": sigilW,
	"sigil_W/2": sigilW,
	"sigil_r/2": sigilR,
	"sigil_R/2": sigilR,
	"sigil_D/2": calendarSigil("sigil_D/2", "Date", "Date", "parse_date", "year", "month", "day"),
	"sigil_T/2": calendarSigil("sigil_T/2", "Time", "Time", "parse_time", "hour", "minute", "second", "microsecond"),
	"sigil_N/2": calendarSigil("sigil_N/2", "NaiveDateTime", "NaiveDateTime", "parse_naive_datetime",
		"year", "month", "day", "hour", "minute", "second", "microsecond"),
	"sigil_U/2": calendarSigil("sigil_U/2", "DateTime", "UTC DateTime", "parse_utc_datetime",
		"year", "month", "day", "hour", "minute", "second", "microsecond"),
}

// pieces are the segments of the bit string that a sigil's content is.
func (m *macro) pieces(q term.Term) []term.Term {
	if q.IsBinary() {
		return []term.Term{q}
	}
	_, parts, _ := callOf(q, atomBits, -1)
	return parts
}

// literalText is the content of a sigil without interpolation.
func (m *macro) literalText(q term.Term) term.Term {
	parts := m.pieces(q)
	if len(parts) == 0 {
		return term.String("")
	}
	if len(parts) != 1 || !parts[0].IsBinary() {
		m.argError("interpolation is not allowed in this sigil")
	}
	return parts[0]
}

// unescaped is the content with its escapes resolved.
func (m *macro) unescaped(q term.Term) term.Term {
	parts := m.pieces(q)
	if len(parts) == 1 && parts[0].IsBinary() {
		return m.unescape(parts[0])
	}
	if len(parts) == 0 {
		return term.String("")
	}
	return makeNode(q.Elem(0), q.Elem(1), term.List(m.unescapeParts(parts)...))
}

func (m *macro) unescapeParts(parts []term.Term) []term.Term {
	out := make([]term.Term, len(parts))
	for i, p := range parts {
		out[i] = p
		if p.IsBinary() {
			out[i] = m.unescape(p)
		}
	}
	return out
}

func (m *macro) unescape(t term.Term) term.Term {
	s, err := unescapeString(t.Text())
	if err != "" {
		m.argError(err)
	}
	return term.String(s)
}

func sigilC(m *macro, a []term.Term) term.Term {
	parts := m.pieces(a[0])
	if len(parts) == 1 && parts[0].IsBinary() {
		return term.Charlist(m.unescape(parts[0]).Text())
	}
	return m.remote("List", "to_charlist", m.interpolated(m.unescapeParts(parts)))
}

// interpolated is the list of the parts of an interpolation.
func (m *macro) interpolated(parts []term.Term) term.Term {
	out := make([]term.Term, len(parts))
	for i, p := range parts {
		out[i] = p
		if _, lr, ok := callOf(p, atomType, 2); ok {
			out[i] = lr[0]
		}
	}
	return term.List(out...)
}

func modifiers(q term.Term) string {
	var b strings.Builder
	for _, c := range slice(q) {
		if c.IsInt() {
			b.WriteRune(rune(c.Int()))
		}
	}
	return b.String()
}

func sigilW(m *macro, a []term.Term) term.Term {
	mod := modifiers(a[1])
	if mod == "" {
		mod = "s"
	}
	if mod != "s" && mod != "a" && mod != "c" {
		m.argError("modifier must be one of: s, a, c", frames{"Kernel:split_words/3"}...)
	}
	parts := m.pieces(a[0])
	if len(parts) == 0 {
		return term.Nil
	}
	if len(parts) == 1 && parts[0].IsBinary() {
		text := parts[0]
		if m.sigilLower() {
			text = m.unescape(text)
		}
		var out []term.Term
		for _, w := range strings.Fields(text.Text()) {
			switch mod {
			case "s":
				out = append(out, term.String(w))
			case "a":
				out = append(out, term.A(w))
			default:
				out = append(out, term.Charlist(w))
			}
		}
		return term.List(out...)
	}
	words := m.remote("String", "split", makeNode(a[0].Elem(0), a[0].Elem(1), term.List(m.unescapeParts(parts)...)))
	switch mod {
	case "a":
		return m.mapWords(words, "String", "to_atom")
	case "c":
		return m.mapWords(words, "String", "to_charlist")
	}
	return words
}

// sigilLower tells whether the macro called is one of the lower case sigils,
// which interpolate and unescape.
func (m *macro) sigilLower() bool {
	s := m.name.String()
	return s != "" && s[len(s)-1] >= 'a' && s[len(s)-1] <= 'z'
}

func (m *macro) mapWords(words term.Term, module, name string) term.Term {
	dot := makeNode(makeCall(atomDot, m.line, term.A("Elixir."+module), term.A(name)), put(m.line, metaNoParens, trueTerm), term.Nil)
	f := makeCall(atomCapture, m.line, makeCall(atomSlash, m.line, dot, term.Int(1)))
	return m.remote("Enum", "map", words, f)
}

func sigilR(m *macro, a []term.Term) term.Term {
	opts := term.String(modifiers(a[1]))
	parts := m.pieces(a[0])
	if len(parts) == 0 {
		return m.remote("Regex", "compile!", term.String(""), opts)
	}
	if !m.sigilLower() {
		return m.remote("Regex", "compile!", m.literalText(a[0]), opts)
	}
	out := make([]term.Term, len(parts))
	for i, p := range parts {
		out[i] = p
		if p.IsBinary() {
			out[i] = term.String(unescapeRegex(p.Text()))
		}
	}
	if len(out) == 1 && out[0].IsBinary() {
		return m.remote("Regex", "compile!", out[0], opts)
	}
	return m.remote("Regex", "compile!", makeNode(a[0].Elem(0), a[0].Elem(1), term.List(out...)), opts)
}

// ---- calendar

var (
	atomCalendar    = term.Intern("calendar")
	atomCalendarISO = term.A("Elixir.Calendar.ISO")
)

// calendarOf splits off a calendar named after the text and a blank.
func calendarOf(s string) (text string, calendar term.Term) {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 || i+1 == len(s) || s[i+1] < 'A' || s[i+1] > 'Z' {
		return s, atomCalendarISO
	}
	return s[:i], term.A("Elixir." + s[i+1:])
}

// calendarSigil makes the macro of a sigil whose content a function of the
// calendar reads: {ok, {Field, ...}} with the fields in this order, or {error,
// Reason}.
func calendarSigil(sigil, module, kind, parse string, fields ...string) kernelMacro {
	names := make([]term.Atom, len(fields))
	for i, f := range fields {
		names[i] = term.Intern(f)
	}
	return func(m *macro, a []term.Term) term.Term {
		if !a[1].IsNil() {
			m.noClause(sigil)
		}
		text, cal := calendarOf(m.literalText(a[0]).Text())
		out, err := m.x.Code.Apply(cal.Atom(), term.Intern(parse), []term.Term{term.String(text)})
		if err != nil {
			if raised, ok := err.(Traced); ok {
				err = raised.WithStack(term.List(append(slice(raised.Stack()), frameTerm("Kernel:parse_with_calendar!/3"))...))
			}
			panic(bailout{m.x.traced(err, target{module: atomKernel, name: m.name}, len(a), m.meta, m.e)})
		}
		fail := func(reason term.Term, in ...string) {
			m.argError("cannot parse "+inspect(term.String(text))+" as "+kind+" for "+inspect(cal)+", reason: "+inspect(reason), in...)
		}
		if !out.IsTuple() || len(out.Elems()) < 2 || !out.Elem(0).Is(term.Ok) {
			reason := nilTerm
			if out.IsTupleOf(2) {
				reason = out.Elem(1)
			}
			fail(reason, "Kernel:parse_with_calendar!/3", "Kernel:maybe_raise!/4")
		}
		pairs := []term.Term{kv(atomStruct, term.A("Elixir."+module)), kv(atomCalendar, cal)}
		values := out.Elem(1).Elems()
		for i := range min(len(names), len(values)) {
			value, _ := quoted.Escape(values[i])
			pairs = append(pairs, kv(names[i], value))
		}
		if out.IsTupleOf(3) { // with the offset from UTC
			if !out.Elem(2).IsInt() || out.Elem(2).Int() != 0 {
				fail(term.A("non_utc_offset"))
			}
			pairs = append(pairs, utcFields...)
		}
		return makeNode(atomMap.Term(), m.line, term.List(pairs...))
	}
}

// utcFields are the fields of a DateTime in UTC.
var utcFields = []term.Term{
	kv(term.Intern("time_zone"), term.String("Etc/UTC")),
	kv(term.Intern("zone_abbr"), term.String("UTC")),
	kv(term.Intern("utc_offset"), term.Int(0)),
	kv(term.Intern("std_offset"), term.Int(0)),
}
