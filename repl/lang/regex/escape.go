package regex

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func assertion(code byte) *node { return &node{kind: nAssert, code: code} }

// escape reads what follows a backslash outside of a class.
func (p *parser) escape() *node {
	if !p.more() {
		p.fail(p.pos, "\\ at end of pattern")
	}
	at := p.pos
	c := p.peek()
	switch c {
	case 'A', 'Z', 'z', 'G', 'b', 'B':
		p.pos++
		return assertion(c)
	case 'K':
		p.pos++
		return &node{kind: nKeep}
	case 'R':
		p.pos++
		return &node{kind: nNewline}
	case 'X':
		p.pos++
		return &node{kind: nCluster}
	case 'Q':
		p.pos++
		return p.quoted()
	case 'E':
		p.pos++
		return nil
	case 'C':
		p.pos++
		return &node{kind: nSet, set: setOf(func(rune) bool { return true })}
	case 'N':
		p.pos++
		saved := p.f
		p.f.s = false
		n := p.dot()
		p.f = saved
		return n
	case 'g':
		return p.escapeG(at)
	case 'k':
		p.pos++
		end, known := map[byte]byte{'<': '>', '\'': '\'', '{': '}'}[p.peek()]
		if !known {
			p.fail(p.pos, "\\k is not followed by a braced, angle-bracketed, or quoted name")
		}
		p.pos++
		at := p.pos
		return p.reference(&node{kind: nBackref, name: p.groupName(end), at: at})
	}
	if test, negate, found := p.classEscape(); found {
		s := &set{tests: []func(rune) bool{test}}
		return &node{kind: nSet, set: s.finish(negate)}
	}
	if c >= '1' && c <= '9' {
		from := p.pos
		n, _, _ := p.signedNumber()
		if n < 10 || n <= strings.Count(string(p.src), "(") && n <= p.totalGroups() {
			return p.reference(&node{kind: nBackref, number: n, at: p.pos})
		}
		p.pos = from
	}
	return p.literal(p.charEscape())
}

// totalGroups counts the capturing groups of the whole pattern, roughly: a
// number with two digits is a reference if there are so many of them.
func (p *parser) totalGroups() int {
	n := 0
	for i := 0; i < len(p.src); i++ {
		switch p.src[i] {
		case '\\':
			i++
		case '(':
			if i+1 < len(p.src) && p.src[i+1] == '?' {
				rest := string(p.src[i+2:])
				if !strings.HasPrefix(rest, "P<") && !strings.HasPrefix(rest, "'") &&
					(!strings.HasPrefix(rest, "<") || strings.HasPrefix(rest, "<=") || strings.HasPrefix(rest, "<!")) {
					continue
				}
			}
			n++
		}
	}
	return n
}

func (p *parser) quoted() *node {
	end := strings.Index(string(p.src[p.pos:]), "\\E")
	stop := len(p.src)
	if end >= 0 {
		stop = p.pos + end
	}
	cat := &node{kind: nCat}
	for p.pos < stop {
		cat.subs = append(cat.subs, p.literal(p.char()))
	}
	if end >= 0 {
		p.pos += 2
	}
	if len(cat.subs) == 0 {
		return nil
	}
	// A quantifier belongs to the last character.
	last := len(cat.subs) - 1
	cat.subs[last] = p.quantified(cat.subs[last])
	cat.subs = joinTexts(cat.subs)
	return cat
}

func (p *parser) escapeG(at int) *node {
	p.pos++
	switch c := p.peek(); c {
	case '<', '\'':
		p.pos++
		end := map[byte]byte{'<': '>', '\'': '\''}[c]
		from := p.pos
		if n, sign, found := p.signedNumber(); found && p.peek() == end {
			p.pos++
			return p.reference(&node{kind: nCall, number: p.relative(n, sign), at: from})
		}
		return p.reference(&node{kind: nCall, name: p.groupName(end), at: from})
	case '{':
		p.pos++
		from := p.pos
		if n, sign, found := p.signedNumber(); found {
			if !p.skip("}") {
				p.fail(p.pos, "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number")
			}
			return p.reference(&node{kind: nBackref, number: p.relative(n, sign), at: from})
		}
		return p.reference(&node{kind: nBackref, name: p.groupName('}'), at: from})
	}
	n, sign, found := p.signedNumber()
	if !found {
		p.fail(p.pos, "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number")
	}
	return p.reference(&node{kind: nBackref, number: p.relative(n, sign), at: p.pos})
}

// classEscape reads an escape that stands for a set of characters.
func (p *parser) classEscape() (test func(rune) bool, negate, found bool) {
	o := p.o
	switch c := p.peek(); c {
	case 'd', 'D':
		test, negate = o.isDigit, c == 'D'
	case 's', 'S':
		test, negate = o.isSpace, c == 'S'
	case 'w', 'W':
		test, negate = o.isWord, c == 'W'
	case 'h', 'H':
		test, negate = isHorizontal, c == 'H'
	case 'v', 'V':
		test, negate = isVertical, c == 'V'
	case 'p', 'P':
		return p.propertyEscape(c == 'P')
	default:
		return nil, false, false
	}
	p.pos++
	return test, negate, true
}

func (p *parser) propertyEscape(negate bool) (func(rune) bool, bool, bool) {
	p.pos++
	name := ""
	switch {
	case !p.more():
		p.fail(p.pos, "malformed \\P or \\p sequence")
	case p.peek() == '{':
		end := strings.IndexByte(string(p.src[p.pos:]), '}')
		if end < 0 {
			p.fail(len(p.src), "malformed \\P or \\p sequence")
		}
		name = string(p.src[p.pos+1 : p.pos+end])
		p.pos += end + 1
	default:
		name = string(p.src[p.pos : p.pos+1])
		p.pos++
	}
	if rest, isNot := strings.CutPrefix(name, "^"); isNot {
		name, negate = rest, !negate
	}
	test, known := property(name)
	if !known {
		p.fail(p.pos, "unknown property after \\P or \\p")
	}
	return test, negate, true
}

// charEscape reads an escape that stands for one character.
func (p *parser) charEscape() rune {
	at := p.pos
	c := p.char()
	switch c {
	case 'a':
		return 7
	case 'e':
		return 27
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'c':
		if !p.more() {
			p.fail(p.pos, "\\c at end of pattern")
		}
		x := p.char()
		if x < 32 || x > 126 {
			p.fail(p.pos, "\\c must be followed by a printable ASCII character")
		}
		if x >= 'a' && x <= 'z' {
			x -= 32
		}
		return x ^ 64
	case 'x':
		if p.peek() == '{' {
			return p.bracedNumber(16)
		}
		return p.digits(16, 2)
	case 'o':
		if p.peek() != '{' {
			p.fail(p.pos, "missing opening brace after \\o")
		}
		return p.bracedNumber(8)
	}
	switch {
	case c >= '0' && c <= '7':
		p.pos = at
		n := p.digits(8, 3)
		if n > 255 && !p.o.UTF {
			p.fail(p.pos, "octal value is greater than \\377 in 8-bit non-UTF-8 mode")
		}
		return n
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '8' || c == '9':
		p.fail(p.pos, "unrecognized character follows \\")
	}
	return c
}

// digits reads up to most digits.
func (p *parser) digits(base, most int) rune {
	from := p.pos
	for p.more() && p.pos-from < most {
		if _, err := strconv.ParseUint(string(p.src[p.pos:p.pos+1]), base, 8); err != nil {
			break
		}
		p.pos++
	}
	n, _ := strconv.ParseUint("0"+string(p.src[from:p.pos]), base, 32)
	return rune(n)
}

func (p *parser) bracedNumber(base int) rune {
	end := strings.IndexByte(string(p.src[p.pos:]), '}')
	if end < 0 {
		p.fail(len(p.src), "missing terminating } or invalid digits")
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(p.src[p.pos+1:p.pos+end])), base, 32)
	switch {
	case err != nil:
		p.fail(p.pos+1, "non-hex character in \\x{} (closing brace missing?)")
	case n > utf8.MaxRune || !p.o.UTF && n > 255:
		p.fail(p.pos+end, "character code point value in \\x{} or \\o{} is too large")
	}
	p.pos += end + 1
	return rune(n)
}

// class reads what follows "[".
func (p *parser) class() *node {
	s, negate := &set{}, false
	if p.peek() == '^' && p.more() {
		p.pos++
		negate = true
	}
	for first := true; ; first = false {
		if !p.more() {
			p.fail(p.pos, "missing terminating ] for character class")
		}
		if p.peek() == ']' && !first {
			p.pos++
			return &node{kind: nSet, set: s.finish(negate)}
		}
		lo, single := p.classItem(s)
		if p.peek() != '-' || p.pos+1 >= len(p.src) || p.src[p.pos+1] == ']' {
			if single {
				s.addRange(lo, lo, p.f.i, p.o.UTF)
			}
			continue
		}
		dash := p.pos
		p.pos++
		if !single {
			p.fail(dash+1, "invalid range in character class")
		}
		hi, isChar := p.classItem(s)
		switch {
		case !isChar:
			p.fail(p.pos-1, "invalid range in character class")
		case hi < lo:
			p.fail(p.pos, "range out of order in character class")
		}
		s.addRange(lo, hi, p.f.i, p.o.UTF)
	}
}

// classItem reads one item of a class: a character, or a set that it adds to s.
func (p *parser) classItem(s *set) (r rune, single bool) {
	if p.peek() == '[' && p.pos+1 < len(p.src) && p.src[p.pos+1] == ':' {
		if end := strings.Index(string(p.src[p.pos+2:]), ":]"); end >= 0 && !strings.ContainsAny(string(p.src[p.pos+2:p.pos+2+end]), "]\\") {
			name, negate := strings.CutPrefix(string(p.src[p.pos+2:p.pos+2+end]), "^")
			p.pos += end + 4
			if p.f.i && (name == "lower" || name == "upper") {
				name = "alpha"
			}
			test, known := p.o.posix(name)
			if !known {
				p.fail(p.pos, "unknown POSIX class name")
			}
			s.tests = append(s.tests, func(r rune) bool { return test(r) != negate })
			return 0, false
		}
	}
	if p.peek() != '\\' {
		return p.char(), true
	}
	p.pos++
	if !p.more() {
		p.fail(p.pos, "\\ at end of pattern")
	}
	if test, negate, found := p.classEscape(); found {
		s.tests = append(s.tests, func(r rune) bool { return test(r) != negate })
		return 0, false
	}
	switch c := p.peek(); {
	case c == 'b':
		p.pos++
		return '\b', true
	case c == 'Q', c == 'E':
		p.pos++
		return 0, false
	case c == 'N', c == 'R', c == 'X', c == 'B':
		p.fail(p.pos+1, "escape sequence is invalid in character class")
	case c >= '1' && c <= '7':
		return p.digits(8, 3), true
	}
	return p.charEscape(), true
}
