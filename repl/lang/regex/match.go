package regex

import (
	"bytes"
	"slices"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// choice is an entry of the stack of what to do when the match fails.
type choice struct {
	kind    choiceKind
	pc, pos int
	n       int
}

type choiceKind uint8

const (
	tryAt    choiceKind = iota // go on at pc, pos
	giveBack                   // repeat pc gives back a character before pos, down to n
	takeMore                   // repeat pc takes a character at pos, up to n more
	setCap                     // capture pc was n
	setLoop                    // loop register pc was n
	setKeep                    // the match began at n
)

// undoes tells whether an entry restores state instead of offering a way on.
func (k choiceKind) undoes() bool { return k >= setCap }

type matcher struct {
	re    *Regexp
	s     []byte
	o     MatchOptions
	start int // where the search began
	caps  []int
	loops []int
	keep  int // where the match begins
	goal  int // where a program that looks behind must end
	stack []choice
	steps int
	depth int
	err   error
}

func (m *matcher) push(c choice) { m.stack = append(m.stack, c) }

func (m *matcher) capture(slot, pos int) {
	m.push(choice{setCap, slot, 0, m.caps[slot]})
	m.caps[slot] = pos
}

// run runs the program at pc from pos to its end. What it leaves on the stack
// are the choices that it had; those are the caller's to drop.
func (m *matcher) run(pc, pos int) (end int, ok bool) {
	base := len(m.stack)
	prog := m.re.prog
	for {
		if m.steps++; m.steps > m.o.Limit {
			m.err = ErrLimit
		}
		if m.err != nil {
			return 0, false
		}
		in := &prog[pc]
		ok := true
		switch in.op {
		case iText:
			if ok = bytes.HasPrefix(m.s[pos:], in.text); ok {
				pos += len(in.text)
			}
		case iSet:
			if ok = pos < len(m.s); ok {
				r, n := charAt(m.s, pos, m.re.UTF)
				ok = in.set.has(r)
				pos += n
			}
		case iRepeat:
			pos, ok = m.repeat(in, pc, pos)
		case iSplit:
			m.push(choice{tryAt, in.y, pos, 0})
			pc = in.x
			continue
		case iJump:
			pc = in.x
			continue
		case iSave:
			m.capture(in.x, pos)
		case iMark:
			m.push(choice{setLoop, in.x, 0, m.loops[in.x]})
			m.loops[in.x] = pos
		case iMoved:
			if m.loops[in.x] == pos {
				pc = in.y
				continue
			}
		case iKeep:
			m.push(choice{setKeep, 0, 0, m.keep})
			m.keep = pos
		case iAssert:
			ok = m.assert(in.code, pos)
		case iBackref:
			pos, ok = m.backref(in, pos)
		case iAtomic:
			at := len(m.stack)
			if pos, ok = m.run(in.x, pos); ok {
				m.commit(at)
				pc = in.y
				continue
			}
		case iLook:
			if m.look(in, pos) {
				pc = in.y
				continue
			}
			if ok = in.z != 0; ok {
				pc = in.z
				continue
			}
		case iCall:
			pos, ok = m.call(in, pos)
		case iIfGroup:
			if !slices.ContainsFunc(in.refs, func(g int) bool { return m.caps[2*g+1] >= 0 }) {
				pc = in.z
				continue
			}
		case iNewline:
			pos, ok = m.newline(pos)
		case iCluster:
			if ok = pos < len(m.s); ok {
				it := graphemes.FromBytes(m.s[pos:])
				it.Next()
				pos += len(it.Value())
			}
		case iFail:
			ok = false
		case iEnd:
			if ok = in.x == 0 || m.acceptable(pos); ok {
				return pos, true
			}
		case iEndAt:
			if ok = pos == m.goal; ok {
				return pos, true
			}
		}
		if ok {
			pc++
			continue
		}
		if pc, pos, ok = m.back(base); !ok {
			return 0, false
		}
	}
}

// acceptable tells whether a match that ends at pos counts.
func (m *matcher) acceptable(pos int) bool {
	return pos != m.keep || !m.o.NotEmpty && (!m.o.NotEmptyAtStart || pos != m.start)
}

// back returns to the last choice above base.
func (m *matcher) back(base int) (pc, pos int, ok bool) {
	for len(m.stack) > base {
		top := len(m.stack) - 1
		c := &m.stack[top]
		switch c.kind {
		case tryAt:
			pc, pos = c.pc, c.pos
			m.stack = m.stack[:top]
			return pc, pos, true
		case giveBack:
			c.pos = m.before(c.pos)
			pc, pos = c.pc, c.pos
			if pos <= c.n {
				m.stack = m.stack[:top]
			}
			return pc + 1, pos, true
		case takeMore:
			if c.n != 0 && c.pos < len(m.s) {
				if r, n := charAt(m.s, c.pos, m.re.UTF); m.re.prog[c.pc].set.has(r) {
					c.pos += n
					c.n--
					return c.pc + 1, c.pos, true
				}
			}
		case setCap:
			m.caps[c.pc] = c.n
		case setLoop:
			m.loops[c.pc] = c.n
		case setKeep:
			m.keep = c.n
		}
		m.stack = m.stack[:top]
	}
	return 0, 0, false
}

// before is the place of the character that ends at pos.
func (m *matcher) before(pos int) int {
	pos--
	if m.re.UTF {
		for pos > 0 && m.s[pos]&0xC0 == 0x80 {
			pos--
		}
	}
	return pos
}

// commit drops the choices above base and keeps what restores state.
func (m *matcher) commit(base int) {
	kept := m.stack[:base]
	for _, c := range m.stack[base:] {
		if c.kind.undoes() {
			kept = append(kept, c)
		}
	}
	m.stack = kept
}

// undo restores the state that there was when the stack was base high.
func (m *matcher) undo(base int) {
	for i := len(m.stack) - 1; i >= base; i-- {
		switch c := m.stack[i]; c.kind {
		case setCap:
			m.caps[c.pc] = c.n
		case setLoop:
			m.loops[c.pc] = c.n
		case setKeep:
			m.keep = c.n
		}
	}
	m.stack = m.stack[:base]
}

func (m *matcher) repeat(in *inst, pc, pos int) (int, bool) {
	most := in.max
	if in.how == lazy {
		most = in.min
	}
	at := pos
	least := pos
	count := 0
	for ; (most == unlimited || count < most) && at < len(m.s); count++ {
		r, n := charAt(m.s, at, m.re.UTF)
		if !in.set.has(r) {
			break
		}
		at += n
		if count+1 == in.min {
			least = at
		}
	}
	m.steps += count / 8
	if count < in.min {
		return 0, false
	}
	switch {
	case in.how == greedy && at > least:
		m.push(choice{giveBack, pc, at, least})
	case in.how == lazy && in.max != in.min:
		more := in.max
		if more != unlimited {
			more -= in.min
		}
		m.push(choice{takeMore, pc, at, more})
	}
	return at, true
}

func (m *matcher) isWordAt(pos int) bool {
	if pos < 0 || pos >= len(m.s) {
		return false
	}
	r, _ := charAt(m.s, pos, m.re.UTF)
	return m.re.isWord(r)
}

func (m *matcher) assert(code byte, pos int) bool {
	end := len(m.s)
	switch code {
	case 'A':
		return pos == 0
	case '^':
		return pos == 0 && !m.o.NotBOL
	case 'm':
		return pos == 0 && !m.o.NotBOL || pos > 0 && pos < end && m.re.newlineBefore(m.s, pos)
	case 'z':
		return pos == end
	case 'Z', '$':
		if code == '$' && m.o.NotEOL {
			return false
		}
		return pos == end || pos+m.re.newline(m.s, pos) == end
	case 'M':
		return pos == end && !m.o.NotEOL || pos < end && m.re.newline(m.s, pos) > 0
	case 'G':
		return pos == m.start
	}
	behind := pos > 0 && m.isWordAt(m.before(pos))
	return (behind != m.isWordAt(pos)) == (code == 'b')
}

func (m *matcher) backref(in *inst, pos int) (int, bool) {
	for _, g := range in.refs {
		from, to := m.caps[2*g], m.caps[2*g+1]
		if to < 0 || from < 0 || from > to {
			continue
		}
		for i := from; i < to; {
			if pos >= len(m.s) {
				return 0, false
			}
			want, n1 := charAt(m.s, i, m.re.UTF)
			got, n2 := charAt(m.s, pos, m.re.UTF)
			if want != got && (!in.fold || !slices.Contains(foldsOf(want, m.re.UTF), got)) {
				return 0, false
			}
			i += n1
			pos += n2
		}
		return pos, true
	}
	return 0, false
}

// look tells whether an assertion holds. One that is negated leaves nothing.
func (m *matcher) look(in *inst, pos int) bool {
	base := len(m.stack)
	m.depth++
	found := false
	if in.behind {
		found = m.lookBehind(in, pos)
	} else {
		_, found = m.run(in.x, pos)
	}
	m.depth--
	if found && !in.negate {
		m.commit(base)
	} else {
		m.undo(base)
	}
	return found != in.negate
}

func (m *matcher) lookBehind(in *inst, pos int) bool {
	goal := m.goal
	defer func() { m.goal = goal }()
	at := pos
	for n := 0; n <= in.max; n++ {
		if n >= in.min {
			m.goal = pos
			if _, found := m.run(in.x, at); found {
				return true
			}
		}
		if at == 0 || m.err != nil {
			return false
		}
		at = m.before(at)
	}
	return false
}

func (m *matcher) call(in *inst, pos int) (int, bool) {
	if m.depth >= maxRecursion {
		m.err = ErrRecursion
		return 0, false
	}
	base := len(m.stack)
	caps := slices.Clone(m.caps)
	m.depth++
	end, ok := m.run(in.x, pos)
	m.depth--
	m.undo(base)
	copy(m.caps, caps)
	return end, ok
}

// newline matches \R.
func (m *matcher) newline(pos int) (int, bool) {
	if pos >= len(m.s) {
		return 0, false
	}
	if bytes.HasPrefix(m.s[pos:], []byte("\r\n")) {
		return pos + 2, true
	}
	r, n := charAt(m.s, pos, m.re.UTF)
	if m.re.BackslashRCRLF {
		return pos + n, r == '\r' || r == '\n'
	}
	return pos + n, isVertical(r)
}
