package regex

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// nodeKind is the kind of a node of the tree.
type nodeKind uint8

const (
	nEmpty   nodeKind = iota
	nText             // a string that matches as it is
	nSet              // one character
	nCat              // subs, one after the other
	nAlt              // one of subs
	nGroup            // subs[0], captured as number
	nRepeat           // subs[0], min to max times
	nAtomic           // subs[0] without backtracking into it
	nLook             // assertion: subs[0] ahead or behind
	nAssert           // assertion by code
	nBackref          // what one of refs captured
	nCall             // the pattern of a group, 0 for all of it
	nCond             // subs[0] is the condition or nil, then subs[1] and subs[2]
	nKeep             // \K
	nNewline          // \R
	nCluster          // \X
	nFail             // (*FAIL)
	nAccept           // (*ACCEPT)
	nDefine           // a condition that never holds
)

// how a repeat goes on.
type how uint8

const (
	greedy how = iota
	lazy
	possessive
)

const unlimited = -1

type node struct {
	kind           nodeKind
	subs           []*node
	text           []byte
	set            *set
	number         int
	name           string // of a reference, until it is resolved
	refs           []int
	min, max       int
	how            how
	code           byte // of an assertion: ^ $ A Z z G b B, m for ^ and M for $ of lines
	negate, behind bool
	caseless       bool
	at             int // offset in the pattern
}

type flags struct{ i, m, s, x, n, u, j bool }

type parser struct {
	src      []byte
	pos      int
	o        Options
	f        flags
	groups   int
	byNumber map[int]*node
	names    map[string][]int
	refs     []*node // to be resolved at the end
	depth    int
}

const maxNesting = 250

type parseError struct{ *Error }

func (p *parser) fail(at int, message string) { panic(parseError{&Error{message, at}}) }

func (p *parser) parse() (tree *node, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ours := r.(parseError)
			if !ours {
				panic(r)
			}
			err = e.Error
		}
	}()
	p.byNumber = map[int]*node{}
	p.f = flags{p.o.Caseless, p.o.Multiline, p.o.DotAll, p.o.Extended, p.o.NoAutoCapture, p.o.Ungreedy, p.o.DupNames}
	p.settings()
	if p.o.UTF && !utf8.Valid(p.src) {
		p.fail(0, "UTF-8 error: illegal byte (0xfe or 0xff)")
	}
	tree = p.alternation()
	if p.pos < len(p.src) {
		p.fail(p.pos+1, "unmatched closing parenthesis")
	}
	p.byNumber[0] = tree
	for _, n := range p.refs {
		p.resolve(n)
	}
	return tree, nil
}

// settings are the verbs that a pattern may begin with.
func (p *parser) settings() {
	for {
		switch {
		case p.skip("(*UTF8)"), p.skip("(*UTF)"):
			p.o.UTF = true
		case p.skip("(*UCP)"):
			p.o.UCP = true
		case p.skip("(*LF)"):
			p.o.Newline = LF
		case p.skip("(*CR)"):
			p.o.Newline = CR
		case p.skip("(*CRLF)"):
			p.o.Newline = CRLF
		case p.skip("(*ANYCRLF)"):
			p.o.Newline = AnyCRLF
		case p.skip("(*ANY)"):
			p.o.Newline = Any
		case p.skip("(*NUL)"):
			p.o.Newline = Nul
		case p.skip("(*BSR_ANYCRLF)"):
			p.o.BackslashRCRLF = true
		case p.skip("(*BSR_UNICODE)"):
			p.o.BackslashRCRLF = false
		default:
			return
		}
	}
}

func (p *parser) resolve(n *node) {
	if n.name != "" {
		n.refs = p.names[n.name]
		if len(n.refs) == 0 {
			p.fail(n.at, "reference to non-existent subpattern")
		}
		n.number = n.refs[0]
		return
	}
	if n.number < 0 || n.number > p.groups {
		p.fail(n.at, "reference to non-existent subpattern")
	}
	n.refs = []int{n.number}
}

func (p *parser) sortedNames() []GroupName {
	var out []GroupName
	for name, groups := range p.names {
		for _, g := range groups {
			out = append(out, GroupName{name, g})
		}
	}
	slices.SortFunc(out, func(a, b GroupName) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return a.Group - b.Group
	})
	return out
}

func (p *parser) more() bool { return p.pos < len(p.src) }

func (p *parser) peek() byte {
	if p.more() {
		return p.src[p.pos]
	}
	return 0
}

func (p *parser) skip(s string) bool {
	if strings.HasPrefix(string(p.src[p.pos:min(len(p.src), p.pos+len(s))]), s) {
		p.pos += len(s)
		return true
	}
	return false
}

// char reads one character of the pattern.
func (p *parser) char() rune {
	r, n := charAt(p.src, p.pos, p.o.UTF)
	p.pos += n
	return r
}

// alternation reads up to a closing parenthesis or the end. Settings of flags
// inside last until then.
func (p *parser) alternation() *node {
	p.depth++
	if p.depth > maxNesting {
		p.fail(p.pos, "parentheses are too deeply nested")
	}
	saved := p.f
	defer func() { p.f = saved; p.depth-- }()
	alts := []*node{p.sequence()}
	for p.more() && p.peek() == '|' {
		p.pos++
		alts = append(alts, p.sequence())
	}
	if len(alts) == 1 {
		return alts[0]
	}
	return &node{kind: nAlt, subs: alts}
}

// reset reads the alternatives of (?|…): each counts its groups from the same
// number.
func (p *parser) reset() *node {
	saved := p.f
	defer func() { p.f = saved }()
	first, highest := p.groups, p.groups
	var alts []*node
	for {
		p.groups = first
		alts = append(alts, p.sequence())
		highest = max(highest, p.groups)
		if !p.more() || p.peek() != '|' {
			p.groups = highest
			return &node{kind: nAlt, subs: alts}
		}
		p.pos++
	}
}

func (p *parser) sequence() *node {
	cat := &node{kind: nCat}
	for p.more() && p.peek() != '|' && p.peek() != ')' {
		if p.f.x && p.blank() {
			continue
		}
		n := p.atom()
		if n == nil {
			continue
		}
		cat.subs = append(cat.subs, p.quantified(n))
	}
	cat.subs = joinTexts(cat.subs)
	switch len(cat.subs) {
	case 0:
		return &node{kind: nEmpty}
	case 1:
		return cat.subs[0]
	}
	return cat
}

func joinTexts(subs []*node) []*node {
	var out []*node
	for _, n := range subs {
		if k := len(out); k > 0 && n.kind == nText && out[k-1].kind == nText {
			out[k-1] = &node{kind: nText, text: append(slices.Clone(out[k-1].text), n.text...)}
			continue
		}
		out = append(out, n)
	}
	return out
}

// blank skips what (?x) ignores.
func (p *parser) blank() bool {
	c := p.peek()
	if c == ' ' || c >= '\t' && c <= '\r' {
		p.pos++
		return true
	}
	if c != '#' {
		return false
	}
	for p.more() && p.peek() != '\n' {
		p.pos++
	}
	return true
}

// quantified reads the quantifiers after an atom.
func (p *parser) quantified(n *node) *node {
	for p.f.x && p.more() && p.blank() {
	}
	lo, hi, found := p.quantifier()
	if !found {
		return n
	}
	r := &node{kind: nRepeat, subs: []*node{n}, min: lo, max: hi}
	if p.f.u {
		r.how = lazy
	}
	switch p.peek() {
	case '?':
		p.pos++
		r.how = lazy
		if p.f.u {
			r.how = greedy
		}
	case '+':
		p.pos++
		r.how = possessive
	}
	if n.kind == nLook || n.kind == nAssert || n.kind == nKeep {
		r.max = min(1, max(r.max, 0))
		if hi == unlimited {
			r.max = 1
		}
		r.min = min(r.min, 1)
	}
	return r
}

func (p *parser) quantifier() (lo, hi int, found bool) {
	switch p.peek() {
	case '*':
		p.pos++
		return 0, unlimited, true
	case '+':
		p.pos++
		return 1, unlimited, true
	case '?':
		if p.more() {
			p.pos++
			return 0, 1, true
		}
	case '{':
		return p.braces()
	}
	return 0, 0, false
}

// braces reads {n}, {n,}, {n,m} or {,m}; anything else is text.
func (p *parser) braces() (lo, hi int, found bool) {
	start := p.pos
	p.pos++
	number := func() (int, bool) {
		for p.peek() == ' ' {
			p.pos++
		}
		from := p.pos
		for p.more() && p.peek() >= '0' && p.peek() <= '9' {
			p.pos++
		}
		digits := string(p.src[from:p.pos])
		for p.peek() == ' ' {
			p.pos++
		}
		if digits == "" {
			return 0, false
		}
		n, err := strconv.Atoi(digits)
		if err != nil || n > 65535 {
			p.fail(p.pos, "number too big in {} quantifier")
		}
		return n, true
	}
	lo, hasLo := number()
	hi, hasHi := lo, hasLo
	if p.peek() == ',' {
		p.pos++
		if hi, hasHi = number(); !hasHi {
			hi = unlimited
			hasHi = hasLo
		}
	}
	if !p.more() || p.peek() != '}' || !hasHi {
		p.pos = start
		return 0, 0, false
	}
	if hi != unlimited && hi < lo {
		p.fail(p.pos, "numbers out of order in {} quantifier")
	}
	p.pos++
	return lo, hi, true
}

func (p *parser) literal(r rune) *node {
	if p.f.i {
		if folds := foldsOf(r, p.o.UTF); len(folds) > 1 {
			s := &set{}
			for _, f := range folds {
				s.ranges = append(s.ranges, [2]rune{f, f})
			}
			return &node{kind: nSet, set: s.finish(false)}
		}
	}
	if p.o.UTF {
		return &node{kind: nText, text: utf8.AppendRune(nil, r)}
	}
	return &node{kind: nText, text: []byte{byte(r)}}
}

func (p *parser) atom() *node {
	start := p.pos
	switch c := p.peek(); c {
	case '(':
		p.pos++
		return p.group(start)
	case '[':
		if p.posixOutside() {
			p.fail(p.pos, "POSIX named classes are supported only within a class")
		}
		p.pos++
		return p.class()
	case '.':
		p.pos++
		return p.dot()
	case '^':
		p.pos++
		if p.f.m {
			return &node{kind: nAssert, code: 'm'}
		}
		return &node{kind: nAssert, code: '^'}
	case '$':
		p.pos++
		switch {
		case p.f.m:
			return &node{kind: nAssert, code: 'M'}
		case p.o.DollarEndOnly:
			return &node{kind: nAssert, code: 'z'}
		}
		return &node{kind: nAssert, code: '$'}
	case '*', '+', '?':
		p.fail(p.pos+1, "quantifier does not follow a repeatable item")
	case '{':
		if _, _, found := p.braces(); found {
			p.fail(p.pos, "quantifier does not follow a repeatable item")
		}
	case '\\':
		p.pos++
		return p.escape()
	}
	return p.literal(p.char())
}

func (p *parser) posixOutside() bool {
	if p.pos+1 >= len(p.src) || p.src[p.pos+1] != ':' {
		return false
	}
	rest := string(p.src[p.pos+2:])
	end := strings.Index(rest, ":]")
	if end < 1 {
		return false
	}
	_, known := p.o.posix(strings.TrimPrefix(rest[:end], "^"))
	return known
}

func (p *parser) dot() *node {
	if p.f.s {
		return &node{kind: nSet, set: setOf(func(rune) bool { return true })}
	}
	nl := p.o.Newline
	return &node{kind: nSet, set: setOf(func(r rune) bool {
		switch nl {
		case CR:
			return r != '\r'
		case Nul:
			return r != 0
		case AnyCRLF:
			return r != '\r' && r != '\n'
		case Any:
			return !isVertical(r)
		}
		return r != '\n'
	})}
}
