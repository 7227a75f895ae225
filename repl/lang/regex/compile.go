package regex

import "unicode/utf8"

// opcode is what an instruction does. Unless told otherwise the next one is the
// one behind it.
type opcode uint8

const (
	iText    opcode = iota // match text
	iSet                   // match a character of set
	iRepeat                // match min to max characters of set
	iSplit                 // go on at x; if that fails, at y
	iJump                  // go on at x
	iSave                  // the place in capture x
	iMark                  // the place in loop register x
	iMoved                 // go on at y if the place is that of loop register x
	iAssert                // code
	iBackref               // what a group of refs captured
	iLook                  // assertion: program from x ahead or behind, then y; z, if not 0, when it fails
	iAtomic                // the program from x, without its choices; then y
	iCall                  // the program from x, captures kept; then behind
	iIfGroup               // go on at z unless a group of refs has matched
	iKeep                  // the match begins here
	iNewline               // a newline of any kind
	iCluster               // a grapheme cluster
	iFail
	iEnd   // of a program; x is 1 for that of the whole pattern
	iEndAt // of one that looks behind
)

type inst struct {
	op             opcode
	x, y, z        int
	min, max       int
	how            how
	code           byte
	negate, behind bool
	fold           bool
	text           []byte
	set            *set
	refs           []int
}

// maxProgram bounds what repeats of groups may grow to.
const maxProgram = 1 << 18

type compiler struct {
	re     *Regexp
	groups map[int]*node
	subs   map[int]int // programs of groups that are called
	calls  []int       // instructions that call
}

func (c *compiler) program(tree *node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ours := r.(parseError)
			if !ours {
				panic(r)
			}
			err = e.Error
		}
	}()
	c.node(tree)
	c.emit(inst{op: iEnd, x: 1})
	for i := 0; i < len(c.calls); i++ {
		call := c.calls[i]
		group := c.re.prog[call].y
		at, made := c.subs[group]
		if !made {
			at = len(c.re.prog)
			c.subs[group] = at
			c.node(c.groups[group])
			c.emit(inst{op: iEnd})
		}
		c.re.prog[call].x = at
	}
	c.re.prefix, c.re.anchored = start(tree)
	return nil
}

// start returns the text that every match begins with, and whether it begins
// where the subject does.
func start(n *node) (prefix []byte, anchored bool) {
	switch n.kind {
	case nText:
		return n.text, false
	case nAssert:
		return nil, n.code == 'A' || n.code == '^'
	case nCat:
		return start(n.subs[0])
	case nGroup, nAtomic:
		return start(n.subs[0])
	case nRepeat:
		if n.min > 0 {
			return start(n.subs[0])
		}
	}
	return nil, false
}

func (c *compiler) emit(in inst) int {
	if len(c.re.prog) >= maxProgram {
		panic(parseError{&Error{"regular expression is too large", 0}})
	}
	c.re.prog = append(c.re.prog, in)
	return len(c.re.prog) - 1
}

func (c *compiler) here() int { return len(c.re.prog) }

func (c *compiler) node(n *node) {
	switch n.kind {
	case nText:
		c.emit(inst{op: iText, text: n.text})
	case nSet:
		c.emit(inst{op: iSet, set: n.set})
	case nCat:
		for _, s := range n.subs {
			c.node(s)
		}
	case nAlt:
		c.alternatives(n.subs)
	case nGroup:
		c.emit(inst{op: iSave, x: 2 * n.number})
		c.node(n.subs[0])
		c.emit(inst{op: iSave, x: 2*n.number + 1})
	case nRepeat:
		c.repeat(n)
	case nAtomic:
		c.sub(inst{op: iAtomic}, n.subs[0], iEnd)
	case nLook:
		in := inst{op: iLook, negate: n.negate, behind: n.behind}
		end := iEnd
		if n.behind {
			end = iEndAt
			in.min, in.max = c.width(n.subs[0])
			if in.max == unlimited {
				panic(parseError{&Error{"length of lookbehind assertion is not limited", n.at}})
			}
		}
		c.sub(in, n.subs[0], end)
	case nAssert:
		c.emit(inst{op: iAssert, code: n.code})
	case nBackref:
		c.emit(inst{op: iBackref, refs: n.refs, fold: n.caseless})
	case nCall:
		c.calls = append(c.calls, c.emit(inst{op: iCall, y: n.number}))
	case nCond:
		c.condition(n)
	case nKeep:
		c.emit(inst{op: iKeep})
	case nNewline:
		c.emit(inst{op: iNewline})
	case nCluster:
		c.emit(inst{op: iCluster})
	case nFail, nDefine:
		c.emit(inst{op: iFail})
	case nAccept:
		c.emit(inst{op: iEnd})
	}
}

// sub emits an instruction that runs the program of n, which ends with end.
func (c *compiler) sub(in inst, n *node, end opcode) {
	at := c.emit(in)
	c.re.prog[at].x = c.here()
	c.node(n)
	c.emit(inst{op: end})
	c.re.prog[at].y = c.here()
}

func (c *compiler) alternatives(subs []*node) {
	var jumps []int
	for i, s := range subs {
		if i == len(subs)-1 {
			c.node(s)
			break
		}
		split := c.emit(inst{op: iSplit})
		c.re.prog[split].x = c.here()
		c.node(s)
		jumps = append(jumps, c.emit(inst{op: iJump}))
		c.re.prog[split].y = c.here()
	}
	for _, j := range jumps {
		c.re.prog[j].x = c.here()
	}
}

func (c *compiler) condition(n *node) {
	var test int
	switch cond := n.subs[0]; {
	case cond == nil:
		test = c.emit(inst{op: iIfGroup, refs: n.refs})
	case cond.kind == nDefine:
		jump := c.emit(inst{op: iJump})
		c.node(n.subs[1])
		c.re.prog[jump].x = c.here()
		return
	default:
		test = c.here()
		c.node(cond)
	}
	c.node(n.subs[1])
	jump := c.emit(inst{op: iJump})
	c.re.prog[test].z = c.here()
	c.node(n.subs[2])
	c.re.prog[jump].x = c.here()
}

func (c *compiler) repeat(n *node) {
	body := n.subs[0]
	if n.how == possessive {
		again := *n
		again.how = greedy
		if body.kind != nSet {
			c.sub(inst{op: iAtomic}, &again, iEnd)
			return
		}
	}
	if body.kind == nSet {
		c.emit(inst{op: iRepeat, set: body.set, min: n.min, max: n.max, how: n.how})
		return
	}
	for range n.min {
		c.node(body)
	}
	switch {
	case n.max == unlimited:
		c.star(body, n.how)
	default:
		var splits []int
		for range n.max - n.min {
			splits = append(splits, c.emit(inst{op: iSplit}))
			c.node(body)
		}
		for _, s := range splits {
			c.branch(s, s+1, c.here(), n.how)
		}
	}
}

// branch sets where a split goes: into the body first if it is greedy.
func (c *compiler) branch(split, body, out int, h how) {
	if h == lazy {
		body, out = out, body
	}
	c.re.prog[split].x, c.re.prog[split].y = body, out
}

func (c *compiler) star(body *node, h how) {
	lo, _ := c.width(body)
	split := c.emit(inst{op: iSplit})
	inside := c.here()
	if lo > 0 {
		c.node(body)
		c.emit(inst{op: iJump, x: split})
		c.branch(split, inside, c.here(), h)
		return
	}
	// A turn that matched nothing is the last.
	register := c.re.loops
	c.re.loops++
	c.emit(inst{op: iMark, x: register})
	c.node(body)
	moved := c.emit(inst{op: iMoved, x: register})
	c.emit(inst{op: iJump, x: split})
	c.re.prog[moved].y = c.here()
	c.branch(split, inside, c.here(), h)
}

// width returns how many characters n matches at least and at most.
func (c *compiler) width(n *node) (lo, hi int) {
	switch n.kind {
	case nText:
		lo = len(n.text)
		if c.re.UTF {
			lo = utf8.RuneCount(n.text)
		}
		return lo, lo
	case nSet:
		return 1, 1
	case nCat:
		for _, s := range n.subs {
			l, h := c.width(s)
			lo += l
			hi = plus(hi, h)
		}
		return lo, hi
	case nAlt:
		lo, hi = c.width(n.subs[0])
		for _, s := range n.subs[1:] {
			l, h := c.width(s)
			lo = min(lo, l)
			if hi == unlimited || h == unlimited {
				hi = unlimited
			} else {
				hi = max(hi, h)
			}
		}
		return lo, hi
	case nGroup, nAtomic:
		return c.width(n.subs[0])
	case nRepeat:
		l, h := c.width(n.subs[0])
		lo = l * n.min
		switch {
		case h == 0:
			return lo, 0
		case n.max == unlimited || h == unlimited:
			return lo, unlimited
		}
		return lo, min(h*n.max, 1<<16)
	case nCond:
		l1, h1 := c.width(n.subs[1])
		l2, h2 := c.width(n.subs[2])
		if h1 == unlimited || h2 == unlimited {
			return min(l1, l2), unlimited
		}
		return min(l1, l2), max(h1, h2)
	case nNewline:
		return 1, 2
	case nCluster:
		return 1, unlimited
	case nBackref, nCall:
		return 0, unlimited
	}
	return 0, 0
}

func plus(a, b int) int {
	if a == unlimited || b == unlimited {
		return unlimited
	}
	return a + b
}
