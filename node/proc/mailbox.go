package proc

import "gex/proto/term"

// box is the private side of a mailbox: the messages seen and not yet taken,
// msgs[head:], and the save pointer cur of the receive under way. base is the
// position of msgs[0] counted from the first message ever.
type box struct {
	msgs      []term.Term
	head, cur int
	urgent    int // messages of high priority, all at the front
	base      uint64
}

// keepCap bounds what an emptied queue keeps for reuse.
const keepCap = 1024

// mark is a place in the message queue from which a reference can occur.
type mark struct {
	ref *term.Ref
	pos uint64
}

// Current returns the message that the receive looks at, false when there is
// none left. It takes in what arrived, and handles signals, when the messages
// seen so far are exhausted.
func (p *Process) Current() (msg term.Term, ok bool) {
	b := &p.box
	if b.cur == len(b.msgs) {
		if p.HandleSignals(); b.cur == len(b.msgs) {
			return
		}
	}
	return b.msgs[b.cur], true
}

// Skip passes over the current message.
func (p *Process) Skip() { p.box.cur++ }

// Rewind sets the save pointer to the first message.
func (p *Process) Rewind() { p.box.cur = p.box.head }

// Take removes the current message, sets the save pointer to the first one and
// stops the receive timer. The cost is that of the shorter way to an end of
// the queue.
func (p *Process) Take() term.Term {
	b := &p.box
	i := b.cur
	msg := b.msgs[i]
	b.remove(i, p.rare)
	b.cur = b.head
	if p.timerOn {
		p.StopTimer()
	}
	return msg
}

// remove takes message i out; marks behind it move along.
func (b *box) remove(i int, r *rare) {
	if i < b.head+b.urgent {
		b.urgent--
	}
	switch n := len(b.msgs); {
	case i == b.head:
		b.msgs[i] = term.Term{}
		b.head++
	case i-b.head < n-1-i:
		copy(b.msgs[b.head+1:i+1], b.msgs[b.head:i])
		b.msgs[b.head] = term.Term{}
		b.head++
	default:
		copy(b.msgs[i:], b.msgs[i+1:])
		b.msgs[n-1] = term.Term{}
		b.msgs = b.msgs[:n-1]
		if r != nil {
			for k := range r.marks {
				if m := &r.marks[k]; m.pos > b.base+uint64(i) {
					m.pos--
				}
			}
		}
	}
	if b.head == len(b.msgs) {
		b.reset()
	} else if b.head >= 64 && b.head*2 >= cap(b.msgs) && len(b.msgs) == cap(b.msgs) {
		// Room at the front instead of growth at the back.
		n := copy(b.msgs, b.msgs[b.head:])
		clear(b.msgs[n:])
		b.base += uint64(b.head)
		b.msgs, b.head = b.msgs[:n], 0
	}
}

func (b *box) reset() {
	b.base += uint64(b.head)
	b.head, b.cur = 0, 0
	if cap(b.msgs) > keepCap {
		b.msgs = nil
	} else {
		b.msgs = b.msgs[:0]
	}
}

// deliver puts a message at the end of the queue.
func (p *Process) deliver(msg term.Term) { p.box.msgs = append(p.box.msgs, msg) }

// deliverFirst puts a message of high priority ahead of the others, behind
// earlier ones of high priority.
func (p *Process) deliverFirst(msg term.Term) {
	b := &p.box
	i := b.head + b.urgent
	b.urgent++
	if b.head > 0 {
		b.head--
		i--
		copy(b.msgs[b.head:], b.msgs[b.head+1:i+1])
		b.msgs[i] = msg
	} else {
		b.msgs = append(b.msgs, term.Term{})
		copy(b.msgs[i+1:], b.msgs[i:])
		b.msgs[i] = msg
		if p.rare != nil {
			for k := range p.rare.marks {
				p.rare.marks[k].pos++
			}
		}
	}
	b.cur = b.head
}

// HandleSignals takes in all messages and signals that arrived, in order. It
// does nothing while a signal is being handled, which sees the mailbox as it was
// when the signal came, nor once an exit signal took effect.
func (p *Process) HandleSignals() {
	if p.handling || p.exiting {
		return
	}
	p.mu.Lock()
	in, sigs := p.in, p.sigs
	if len(in)+len(sigs) == 0 {
		p.mu.Unlock()
		return
	}
	b := &p.box
	if len(sigs) == 0 && b.head == len(b.msgs) {
		// Nothing left to read: the two lists just change places. The save
		// pointer may stand behind the last message only at the end itself.
		p.in = b.msgs[:0]
		p.mu.Unlock()
		b.base += uint64(b.head)
		b.msgs, b.head, b.cur = in, 0, 0
		return
	}
	if p.spare == nil {
		p.spare = &spare{}
	}
	p.in, p.sigs = p.spare.in, p.spare.sigs
	p.mu.Unlock()
	p.spare.in, p.spare.sigs = nil, nil
	p.interleave(in, sigs)
	if p.exiting {
		return
	}
	if clear(in); cap(in) <= keepCap {
		p.spare.in = in[:0]
	}
	if clear(sigs); cap(sigs) <= keepCap {
		p.spare.sigs = sigs[:0]
	}
}

func (p *Process) interleave(in []term.Term, sigs []arrival) {
	from := 0
	p.handling = true
	defer func() { p.handling = false }()
	for i, a := range sigs {
		p.box.msgs = append(p.box.msgs, in[from:a.pos]...)
		from = a.pos
		a.sig.handle(p)
		if _, ok := a.sig.(*Demonitor); !ok {
			p.unhandled.Add(-1)
		}
		if p.exiting {
			p.more().left = append(p.more().left, sigs[i+1:]...)
			return
		}
	}
	p.box.msgs = append(p.box.msgs, in[from:]...)
}

// QueueLen returns the length of the message queue, of what was taken in.
func (p *Process) QueueLen() int { return len(p.box.msgs) - p.box.head }

// Messages returns the messages taken in, oldest first. They are the
// mailbox's own and good until the next call on it.
func (p *Process) Messages() []term.Term { return p.box.msgs[p.box.head:] }

// Mark notes that ref was made now: no message seen so far contains it. A
// receive that waits for ref may then begin with StartAtMark. The last four
// marks are kept.
func (p *Process) Mark(ref *term.Ref) {
	r := p.more()
	r.marks[r.nextMark&3] = mark{ref, p.box.base + uint64(len(p.box.msgs))}
	r.nextMark++
}

// StartAtMark sets the save pointer, at the beginning of a receive all of
// whose clauses need ref, behind the messages older than ref. Without a mark
// the receive begins at the first message. Of several calls the furthest counts.
func (p *Process) StartAtMark(ref *term.Ref) {
	b := &p.box
	if p.rare == nil || b.head == len(b.msgs) {
		return
	}
	for k := range p.rare.marks {
		m := &p.rare.marks[k]
		if m.ref == ref || m.ref != nil && *m.ref == *ref {
			if m.pos > b.base+uint64(b.cur) {
				b.cur = min(int(m.pos-b.base), len(b.msgs))
			}
			return
		}
	}
}

// flushDown removes the first message {_, Ref, _, _, _}.
func (p *Process) flushDown(ref *term.Ref) bool {
	p.HandleSignals()
	b := &p.box
	for i := b.head; i < len(b.msgs); i++ {
		if m := b.msgs[i]; m.IsTupleOf(5) {
			if r := m.Elem(1).Ref(); r != nil && *r == *ref {
				b.remove(i, p.rare)
				b.cur = b.head
				return true
			}
		}
	}
	return false
}
