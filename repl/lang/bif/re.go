package bif

import (
	"sync"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/regex"
	"gex/repl/lang/vm"
)

// reRows is :re without replace and split, which are Elixir.
var reRows = []vm.Row{
	{Name: "compile", Arity: 1, Func: defaults("re", "compile", term.Nil)},
	{Name: "compile", Arity: 2, Func: reCompile},
	{Name: "run", Arity: 2, Func: defaults("re", "run", term.Nil)},
	{Name: "run", Arity: 3, Func: reRun},
	{Name: "import", Arity: 1, Func: reImport},
	{Name: "inspect", Arity: 2, Func: reInspect},
	{Name: "version", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return text("10.47 2025-10-21") }},
}

// rePatterns keeps what was compiled of late, by its text and options; it is
// emptied when it is full.
var rePatterns struct {
	mu sync.Mutex
	m  map[reKey]*regex.Regexp
}

type reKey struct {
	pattern string
	o       regex.Options
}

const maxPatterns = 1000

func compileRegex(pattern []byte, o regex.Options) (*regex.Regexp, error) {
	key := reKey{string(pattern), o}
	rePatterns.mu.Lock()
	re := rePatterns.m[key]
	rePatterns.mu.Unlock()
	if re != nil {
		return re, nil
	}
	re, err := regex.Compile(pattern, o)
	if err != nil {
		return nil, err
	}
	rePatterns.mu.Lock()
	defer rePatterns.mu.Unlock()
	if len(rePatterns.m) >= maxPatterns || rePatterns.m == nil {
		rePatterns.m = map[reKey]*regex.Regexp{}
	}
	rePatterns.m[key] = re
	return re, nil
}

// reOptions are the options of re:run, those of re:compile among them.
type reOptions struct {
	compile      regex.Options
	match        regex.MatchOptions
	global       bool
	reportErrors bool
	offset       int64
	capture      term.Term // what to return
	as           string    // index, list or binary
}

var reNewlines = map[string]regex.Newline{
	"lf": regex.LF, "cr": regex.CR, "crlf": regex.CRLF, "anycrlf": regex.AnyCRLF, "any": regex.Any, "nul": regex.Nul,
}

// readReOptions is false for an option that does not exist; with forRun those of
// re:run do.
func readReOptions(list term.Term, forRun bool) (o reOptions, valid bool) {
	o.capture, o.as = term.A("all"), "index"
	c := &o.compile
	flags := map[string]*bool{
		"anchored": &c.Anchored, "caseless": &c.Caseless, "dollar_endonly": &c.DollarEndOnly, "dotall": &c.DotAll,
		"extended": &c.Extended, "firstline": &c.FirstLine, "multiline": &c.Multiline, "no_auto_capture": &c.NoAutoCapture,
		"dupnames": &c.DupNames, "ungreedy": &c.Ungreedy, "ucp": &c.UCP, "unicode": &c.UTF, "bsr_anycrlf": &c.BackslashRCRLF,
	}
	var ignored bool
	for _, name := range []string{"bsr_unicode", "no_start_optimize", "never_utf", "export"} {
		flags[name] = &ignored
	}
	if forRun {
		flags["global"], flags["report_errors"] = &o.global, &o.reportErrors
		flags["notbol"], flags["noteol"] = &o.match.NotBOL, &o.match.NotEOL
		flags["notempty"], flags["notempty_atstart"] = &o.match.NotEmpty, &o.match.NotEmptyAtStart
	}
	for ; list.IsCons(); list = list.Tail() {
		t := list.Head()
		if t.IsAtom() {
			flag, known := flags[t.AtomName()]
			if !known {
				return o, false
			}
			*flag = true
			continue
		}
		if !o.pair(t, forRun) {
			return o, false
		}
	}
	o.match.Anchored = c.Anchored
	return o, list.IsNil()
}

// pair reads an option that is a tuple.
func (o *reOptions) pair(t term.Term, forRun bool) bool {
	if !t.IsTuple() || t.Arity() < 2 || !t.Elem(0).IsAtom() {
		return false
	}
	value := t.Elem(1)
	n, isInt := value.AsInt()
	switch name := t.Elem(0).AtomName(); {
	case name == "newline" && t.Arity() == 2 && value.IsAtom():
		var known bool
		o.compile.Newline, known = reNewlines[value.AtomName()]
		return known
	case !forRun:
		return false
	case name == "offset" && t.Arity() == 2:
		o.offset = n
		return isInt && n >= 0
	case name == "match_limit" && t.Arity() == 2:
		o.match.Limit = int(min(n, regex.DefaultLimit))
		return isInt && n >= 0
	case name == "match_limit_recursion" && t.Arity() == 2:
		return isInt && n >= 0
	case name == "capture" && t.Arity() <= 3:
		o.capture = value
		if t.Arity() == 3 {
			as, isAtom := t.Elem(2).AsAtom()
			o.as = as.String()
			return isAtom && (o.as == "index" || o.as == "list" || o.as == "binary")
		}
		return true
	}
	return false
}

// reText is a pattern or a subject as bytes: UTF-8 or Latin-1.
func reText(t term.Term, utf bool) ([]byte, bool) {
	if !t.IsBinary() && !t.IsList() {
		return nil, false
	}
	if b, isBinary := t.Bytes(); isBinary {
		return b, !utf || utf8.Valid(b)
	}
	if utf {
		b, err := term.AppendCharData(nil, t)
		return b, err == nil
	}
	b, err := term.AppendIOData(nil, t)
	return b, err == nil
}

func reCompile(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o, valid := readReOptions(a[1], false)
	pattern, isText := reText(a[0], o.compile.UTF)
	if !valid || !isText {
		return m.Badarg()
	}
	m.Bump(len(pattern))
	re, err := compileRegex(pattern, o.compile)
	if bad, isError := err.(*regex.Error); isError {
		return errorPair(term.Tuple(term.Charlist(bad.Message), term.Int(int64(bad.Offset))))
	}
	return okPair(term.Tuple(term.A("re_pattern"), term.Int(int64(re.Groups)), term.Int(int64(oneIf(re.UTF))),
		term.Int(int64(oneIf(re.Newline != regex.LF && re.Newline != regex.CR))), host(m).resources.add(m, re)))
}

// reImport takes {re_exported_pattern, Version, Source, Options, Compiled}, as
// re:compile of other nodes exports patterns. What is compiled there is of no use
// here; the source is.
func reImport(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es := a[0].Tagged(term.Intern("re_exported_pattern"), 5)
	if es == nil {
		return m.Badarg()
	}
	result, returned := reCompile(m, []term.Term{es[2], es[3]})
	if !returned || !result.IsTupleOf(2) || !result.Elem(0).Is(term.Ok) {
		return m.Badarg()
	}
	return ok(result.Elem(1))
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rePattern returns a compiled pattern, nil if t is none.
func rePattern(m *vm.Machine, t term.Term) *regex.Regexp {
	if es := t.Tagged(term.Intern("re_pattern"), 5); es != nil {
		re, _ := resource[*regex.Regexp](m, es[4])
		return re
	}
	return nil
}

func reInspect(m *vm.Machine, a []term.Term) (term.Term, bool) {
	re := rePattern(m, a[0])
	if re == nil || !a[1].Is(term.Intern("namelist")) {
		return m.Badarg()
	}
	var names []term.Term
	for i, n := range re.Names {
		if i == 0 || re.Names[i-1].Name != n.Name {
			names = append(names, term.String(n.Name))
		}
	}
	return ok(term.Tuple(a[1], term.List(names...)))
}

func reRun(m *vm.Machine, a []term.Term) (term.Term, bool) {
	o, valid := readReOptions(a[2], true)
	re := rePattern(m, a[1])
	if valid && re == nil {
		pattern, isText := reText(a[1], o.compile.UTF)
		if !isText {
			return m.Badarg()
		}
		var err error
		if re, err = compileRegex(pattern, o.compile); err != nil {
			return m.Badarg()
		}
	}
	if !valid {
		return m.Badarg()
	}
	subject, isText := reText(a[0], re.UTF)
	if !isText || o.offset > int64(len(subject)) {
		return m.Badarg()
	}
	r := reResult{re: re, subject: subject, whole: a[0], as: o.as}
	if !r.choose(o.capture) {
		return m.Badarg()
	}
	var out []term.Term
	at := int(o.offset)
	again := o.match
	for {
		var places []int
		var steps int
		var err error
		places, steps, err = re.Match(subject, at, again)
		m.Bump(steps / 8)
		switch {
		case err != nil && o.reportErrors:
			return errorPair(term.A("match_limit"))
		case err != nil:
			return ok(term.A("nomatch"))
		case places != nil && !o.global:
			if r.none {
				return ok(term.A("match"))
			}
			return ok(term.Tuple(term.A("match"), r.captured(places)))
		case places == nil && !o.global:
			return ok(term.A("nomatch"))
		}
		if places != nil {
			out = append(out, r.captured(places))
			again = o.match
			if places[1] == places[0] {
				again.NotEmptyAtStart, again.Anchored = true, true
			}
			at = max(places[1], at)
			continue
		}
		if !again.NotEmptyAtStart || o.match.NotEmptyAtStart || at >= len(subject) {
			break
		}
		_, size := utf8.DecodeRune(subject[at:])
		if !re.UTF {
			size = 1
		}
		at, again = at+size, o.match
	}
	switch {
	case len(out) == 0:
		return ok(term.A("nomatch"))
	case r.none:
		return ok(term.A("match"))
	}
	return ok(term.Tuple(term.A("match"), term.List(out...)))
}

// reResult makes the result of a match.
type reResult struct {
	re      *regex.Regexp
	subject []byte
	whole   term.Term
	as      string
	groups  [][]int // what to return: of each the first group that matched
	trim    bool    // groups at the end that did not match are left out
	none    bool
}

// choose reads what to capture.
func (r *reResult) choose(what term.Term) bool {
	from, to := 0, r.re.Groups
	if what.IsAtom() {
		switch what.AtomName() {
		case "all":
			r.trim = true
		case "all_but_first":
			from, r.trim = 1, true
		case "first":
			to = 0
		case "none":
			r.none, to = true, -1
		case "all_names":
			to = -1
			for i, n := range r.re.Names {
				if i > 0 && r.re.Names[i-1].Name == n.Name {
					r.groups[len(r.groups)-1] = append(r.groups[len(r.groups)-1], n.Group)
				} else {
					r.groups = append(r.groups, []int{n.Group})
				}
			}
			r.none = len(r.groups) == 0
		default:
			return false
		}
		for g := from; g <= to; g++ {
			r.groups = append(r.groups, []int{g})
		}
		return true
	}
	r.none = what.IsNil()
	for ; what.IsCons(); what = what.Tail() {
		t := what.Head()
		if n, isInt := t.AsInt(); isInt {
			r.groups = append(r.groups, []int{int(n)})
			continue
		}
		name := ""
		switch {
		case t.IsAtom():
			name = t.AtomName()
		default:
			b, isText := reText(t, true)
			if !isText {
				return false
			}
			name = string(b)
		}
		var named []int
		for _, n := range r.re.Names {
			if n.Name == name {
				named = append(named, n.Group)
			}
		}
		r.groups = append(r.groups, named)
	}
	return what.IsNil()
}

func (r *reResult) captured(places []int) term.Term {
	var out []term.Term
	kept := 0
	for _, alternatives := range r.groups {
		from, to := -1, -1
		for _, g := range alternatives {
			if g >= 0 && g <= r.re.Groups && places[2*g+1] >= 0 {
				from, to = places[2*g], places[2*g+1]
				break
			}
		}
		out = append(out, r.part(from, to))
		if to >= 0 || !r.trim {
			kept = len(out)
		}
	}
	return term.List(out[:kept]...)
}

func (r *reResult) part(from, to int) term.Term {
	if r.as == "index" {
		if to < 0 {
			return term.Tuple(term.Int(-1), term.Int(0))
		}
		return term.Tuple(term.Int(int64(from)), term.Int(int64(to-from)))
	}
	if to < 0 || from > to {
		from, to = 0, 0
	}
	switch {
	case r.as == "list" && r.re.UTF:
		return term.Charlist(string(r.subject[from:to]))
	case r.as == "list":
		return byteList(r.subject[from:to], term.Nil)
	case r.whole.IsBinary():
		return cut(r.whole, from, to)
	}
	return term.Binary(r.subject[from:to])
}
