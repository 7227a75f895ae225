package expand

import (
	"strconv"
	"strings"

	"gex/proto/term"
)

var sigilMacros = map[string]kernelMacro{
	"sigil_s/2": func(m *macro, a []term.Term) term.Term { return m.unescaped(a[0]) },
	"sigil_S/2": func(m *macro, a []term.Term) term.Term { return m.literalText(a[0]) },
	"sigil_c/2": sigilC,
	"sigil_C/2": func(m *macro, a []term.Term) term.Term {
		return charlist(m.literalText(a[0]).Text())
	},
	"sigil_w/2": sigilW,
	"sigil_W/2": sigilW,
	"sigil_r/2": sigilR,
	"sigil_R/2": sigilR,
	"sigil_D/2": sigilDate,
	"sigil_T/2": sigilTime,
	"sigil_N/2": sigilNaive,
	"sigil_U/2": sigilUTC,
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

func charlist(s string) term.Term {
	var ts []term.Term
	for _, r := range s {
		ts = append(ts, term.Int(int64(r)))
	}
	return term.List(ts...)
}

func sigilC(m *macro, a []term.Term) term.Term {
	parts := m.pieces(a[0])
	if len(parts) == 1 && parts[0].IsBinary() {
		return charlist(m.unescape(parts[0]).Text())
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
				out = append(out, charlist(w))
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

var atomCalendarISO = term.A("Elixir.Calendar.ISO")

// calendarText splits off a calendar named after the text and a blank; the
// ISO calendar is the only one whose values are known here.
func (m *macro) calendarText(q term.Term) (text string, calendar string) {
	text = m.literalText(q).Text()
	if i := strings.LastIndexByte(text, ' '); i >= 0 && i+1 < len(text) && text[i+1] >= 'A' && text[i+1] <= 'Z' {
		return text[:i], text[i+1:]
	}
	return text, ""
}

func (m *macro) structLiteral(name string, kvs ...any) term.Term {
	pairs := []term.Term{kv(atomStruct, term.A("Elixir."+name)), kv(term.Intern("calendar"), atomCalendarISO)}
	for i := 0; i < len(kvs); i += 2 {
		var v term.Term
		switch x := kvs[i+1].(type) {
		case int:
			v = term.Int(int64(x))
		case string:
			v = term.String(x)
		case term.Term:
			v = x
		}
		pairs = append(pairs, kv(term.Intern(kvs[i].(string)), v))
	}
	return makeNode(atomMap.Term(), m.line, term.List(pairs...))
}

// calendar makes the struct from its parts, or calls the calendar's own parser
// at run time when another than ISO is named. build returns the reason why the
// text is none, "" when it is one.
func (m *macro) calendar(q term.Term, module, kind string, build func(text string) (term.Term, string)) term.Term {
	text, cal := m.calendarText(q)
	if cal == "" {
		out, reason := build(text)
		if reason != "" {
			m.argError("cannot parse "+toString(term.String(text))+" as "+kind+" for Calendar.ISO, reason: :"+reason, "Kernel:parse_with_calendar!/3", "Kernel:maybe_raise!/4")
		}
		return out
	}
	parts := strings.Split(cal, ".")
	names := make([]term.Term, len(parts))
	for i, p := range parts {
		names[i] = term.A(p)
	}
	return m.remote(module, "from_iso8601!", term.String(text), makeNode(atomAliases.Term(), m.line, term.List(names...)))
}

const (
	invalidFormat = "invalid_format"
	invalidDate   = "invalid_date"
	invalidTime   = "invalid_time"
)

func sigilDate(m *macro, a []term.Term) term.Term {
	return m.calendar(a[0], "Date", "Date", func(s string) (term.Term, string) {
		y, mo, d, reason := isoDate(s)
		return m.structLiteral("Date", "year", y, "month", mo, "day", d), reason
	})
}

func sigilTime(m *macro, a []term.Term) term.Term {
	return m.calendar(a[0], "Time", "Time", func(s string) (term.Term, string) {
		h, mi, se, us, reason := isoTime(strings.TrimPrefix(s, "T"))
		return m.structLiteral("Time", "hour", h, "minute", mi, "second", se, "microsecond", us), reason
	})
}

// dateTime reads a date and a time into the fields of a struct.
func dateTime(s string) (fields []any, reason string) {
	split := strings.IndexAny(s, "T ")
	if split < 0 {
		return nil, invalidFormat
	}
	y, mo, d, reason := isoDate(s[:split])
	h, mi, se, us, reason2 := isoTime(s[split+1:])
	switch {
	case reason == invalidFormat || reason2 == invalidFormat:
		reason = invalidFormat
	case reason == "":
		reason = reason2
	}
	return []any{"year", y, "month", mo, "day", d, "hour", h, "minute", mi, "second", se, "microsecond", us}, reason
}

func sigilNaive(m *macro, a []term.Term) term.Term {
	return m.calendar(a[0], "NaiveDateTime", "NaiveDateTime", func(s string) (term.Term, string) {
		fields, reason := dateTime(s)
		if reason != "" {
			return nilTerm, reason
		}
		return m.structLiteral("NaiveDateTime", fields...), ""
	})
}

func sigilUTC(m *macro, a []term.Term) term.Term {
	return m.calendar(a[0], "DateTime", "UTC DateTime", func(s string) (term.Term, string) {
		clock, utc := strings.CutSuffix(s, "Z")
		if !utc {
			if i := strings.LastIndexAny(s, "+-"); i > 10 {
				if o := s[i+1:]; strings.Trim(o, "0:") != "" {
					return nilTerm, "non_utc_offset"
				}
				clock = s[:i]
			} else if _, reason := dateTime(s); reason != "" {
				return nilTerm, reason
			} else {
				return nilTerm, "missing_offset"
			}
		}
		fields, reason := dateTime(clock)
		if reason != "" {
			return nilTerm, reason
		}
		return m.structLiteral("DateTime", append(fields, "time_zone", "Etc/UTC", "zone_abbr", "UTC", "utc_offset", 0, "std_offset", 0)...), ""
	})
}

// isoDate reads [-]YYYY-MM-DD.
func isoDate(s string) (y, m, d int, reason string) {
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "+"), "-")
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, invalidFormat
	}
	y, ok1 := digits(s[:4])
	m, ok2 := digits(s[5:7])
	d, ok3 := digits(s[8:])
	if !ok1 || !ok2 || !ok3 {
		return 0, 0, 0, invalidFormat
	}
	if m < 1 || m > 12 || d < 1 {
		return y, m, d, invalidDate
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
	if m == 2 && (y%4 == 0 && y%100 != 0 || y%400 == 0) {
		days = 29
	}
	if d > days {
		return y, m, d, invalidDate
	}
	if negative {
		y = -y
	}
	return y, m, d, ""
}

// isoTime reads HH:MM:SS[.ffffff]; us is {microseconds, digits given}.
func isoTime(s string) (h, m, sec int, us term.Term, reason string) {
	us = pair(term.Int(0), term.Int(0))
	if len(s) < 8 || s[2] != ':' || s[5] != ':' {
		return 0, 0, 0, us, invalidFormat
	}
	h, ok1 := digits(s[:2])
	m, ok2 := digits(s[3:5])
	sec, ok3 := digits(s[6:8])
	if !ok1 || !ok2 || !ok3 {
		return h, m, sec, us, invalidFormat
	}
	if frac := s[8:]; frac != "" {
		if frac[0] != '.' && frac[0] != ',' || len(frac) < 2 {
			return h, m, sec, us, invalidFormat
		}
		frac = frac[1:]
		if _, ok := digits(frac); !ok {
			return h, m, sec, us, invalidFormat
		}
		frac = frac[:min(len(frac), 6)]
		n, _ := digits(frac)
		for i := len(frac); i < 6; i++ {
			n *= 10
		}
		us = pair(term.Int(int64(n)), term.Int(int64(len(frac))))
	}
	if h > 23 || m > 59 || sec > 59 {
		return h, m, sec, us, invalidTime
	}
	return h, m, sec, us, ""
}

func digits(s string) (int, bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
