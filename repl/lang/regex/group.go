package regex

import (
	"strconv"
	"strings"
)

// group reads what follows "(".
func (p *parser) group(start int) *node {
	if p.peek() == '*' {
		return p.verb(start)
	}
	if !p.more() || p.peek() != '?' {
		if p.f.n {
			return p.closed(p.alternation())
		}
		return p.capture("", start)
	}
	p.pos++
	if !p.more() {
		p.fail(p.pos, "missing closing parenthesis")
	}
	switch {
	case p.skip("#"):
		for p.more() && p.peek() != ')' {
			p.pos++
		}
		if !p.more() {
			p.fail(p.pos, "missing ) after (?# comment")
		}
		p.pos++
		return nil
	case p.skip(":"):
		return p.closed(p.alternation())
	case p.skip("|"):
		return p.closed(p.reset())
	case p.skip(">"):
		return p.closed(&node{kind: nAtomic, subs: []*node{p.alternation()}})
	case p.skip("="):
		return p.closed(&node{kind: nLook, subs: []*node{p.alternation()}})
	case p.skip("!"):
		return p.closed(&node{kind: nLook, negate: true, subs: []*node{p.alternation()}})
	case p.skip("<="):
		return p.closed(&node{kind: nLook, behind: true, at: start, subs: []*node{p.alternation()}})
	case p.skip("<!"):
		return p.closed(&node{kind: nLook, behind: true, negate: true, at: start, subs: []*node{p.alternation()}})
	case p.skip("<"):
		return p.capture(p.groupName('>'), start)
	case p.skip("P<"):
		return p.capture(p.groupName('>'), start)
	case p.skip("'"):
		return p.capture(p.groupName('\''), start)
	case p.skip("P="):
		at := p.pos
		return p.reference(&node{kind: nBackref, name: p.groupName(')'), at: at})
	case p.skip("P>"), p.skip("&"):
		at := p.pos
		return p.reference(&node{kind: nCall, name: p.groupName(')'), at: at})
	case p.skip("R)"):
		return p.reference(&node{kind: nCall})
	case p.skip("("):
		return p.condition(start)
	}
	return p.numberedOrFlags()
}

// closed expects the parenthesis that ends a group.
func (p *parser) closed(n *node) *node {
	if !p.skip(")") {
		p.fail(p.pos, "missing closing parenthesis")
	}
	return n
}

func (p *parser) reference(n *node) *node {
	n.caseless = p.f.i
	p.refs = append(p.refs, n)
	return n
}

func (p *parser) capture(name string, start int) *node {
	p.groups++
	n := &node{kind: nGroup, number: p.groups, at: start}
	if name != "" {
		if len(p.names[name]) > 0 && !p.f.j && p.names[name][0] != n.number {
			p.fail(p.pos, "two named subpatterns have the same name (PCRE2_DUPNAMES not set)")
		}
		p.names[name] = append(p.names[name], n.number)
	}
	n.subs = []*node{p.alternation()}
	if _, known := p.byNumber[n.number]; !known {
		p.byNumber[n.number] = n
	}
	return p.closed(n)
}

func isNameChar(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// groupName reads a name and the character that ends it.
func (p *parser) groupName(end byte) string {
	from := p.pos
	if c := p.peek(); c >= '0' && c <= '9' {
		p.fail(p.pos+1, "subpattern name must start with a non-digit")
	}
	for p.more() && isNameChar(p.peek()) {
		p.pos++
	}
	switch {
	case p.pos == from:
		p.fail(p.pos, "subpattern name expected")
	case !p.more() || p.peek() != end:
		p.fail(p.pos, "syntax error in subpattern name (missing terminator?)")
	}
	name := string(p.src[from:p.pos])
	p.pos++
	return name
}

// signedNumber reads an optional sign and a number.
func (p *parser) signedNumber() (n int, sign byte, found bool) {
	from := p.pos
	if c := p.peek(); c == '+' || c == '-' {
		sign = c
		p.pos++
	}
	digits := p.pos
	for p.more() && p.peek() >= '0' && p.peek() <= '9' {
		p.pos++
	}
	n, err := strconv.Atoi(string(p.src[digits:p.pos]))
	if err != nil {
		p.pos = from
		return 0, 0, false
	}
	return n, sign, true
}

// relative is the number of a group that is given from here.
func (p *parser) relative(n int, sign byte) int {
	switch sign {
	case '-':
		return p.groups - n + 1
	case '+':
		return p.groups + n
	}
	return n
}

func (p *parser) numberedOrFlags() *node {
	at := p.pos
	if n, sign, found := p.signedNumber(); found {
		call := &node{kind: nCall, number: p.relative(n, sign), at: at}
		return p.closed(p.reference(call))
	}
	f, on := p.f, true
	for {
		if !p.more() {
			p.fail(p.pos, "missing closing parenthesis")
		}
		c := p.peek()
		p.pos++
		switch c {
		case '^':
			f.i, f.m, f.n, f.s, f.x = false, false, false, false, false
		case '-':
			on = false
		case 'i':
			f.i = on
		case 'm':
			f.m = on
		case 's':
			f.s = on
		case 'x':
			f.x = on
		case 'n':
			f.n = on
		case 'U':
			f.u = on
		case 'J':
			f.j = on
		case ')':
			p.f = f
			return nil
		case ':':
			saved := p.f
			p.f = f
			n := p.alternation()
			p.f = saved
			return p.closed(n)
		default:
			p.fail(p.pos, "unrecognized character after (? or (?-")
		}
	}
}

func (p *parser) verb(start int) *node {
	switch {
	case p.skip("*FAIL)"), p.skip("*F)"):
		return &node{kind: nFail}
	case p.skip("*ACCEPT)"):
		return &node{kind: nAccept}
	}
	end := strings.IndexByte(string(p.src[p.pos:]), ')')
	if end < 0 {
		end = len(p.src) - p.pos
	}
	p.fail(p.pos+end, "(*VERB) not recognized or malformed")
	return nil
}

// condition reads (?(condition)yes|no).
func (p *parser) condition(start int) *node {
	cond := &node{kind: nCond, subs: make([]*node, 3), at: p.pos}
	at := p.pos
	switch {
	case p.skip("?=") || p.skip("?!") || p.skip("?<=") || p.skip("?<!"):
		p.pos = at
		cond.subs[0] = p.group(at - 1)
	case p.skip("DEFINE)"):
		cond.subs[0] = &node{kind: nDefine}
	case p.skip("<"):
		cond.name = p.groupName('>')
		p.closed(nil)
	case p.skip("'"):
		cond.name = p.groupName('\'')
		p.closed(nil)
	default:
		if n, sign, found := p.signedNumber(); found {
			cond.number = p.relative(n, sign)
			p.closed(nil)
		} else {
			cond.name = p.groupName(')')
		}
	}
	if cond.subs[0] == nil {
		p.refs = append(p.refs, cond)
	}
	body := p.alternation()
	cond.subs[1], cond.subs[2] = body, &node{kind: nEmpty}
	if body.kind == nAlt {
		if len(body.subs) > 2 {
			p.fail(p.pos, "conditional subpattern contains more than two branches")
		}
		cond.subs[1], cond.subs[2] = body.subs[0], body.subs[1]
	}
	return p.closed(cond)
}
