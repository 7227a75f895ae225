package conn

import (
	"gex/node/proc"
	"gex/proto/control"
	"gex/proto/dist"
	"gex/proto/term"
)

// outgoing is a control message with what follows it.
type outgoing struct {
	control term.Term
	payload term.Term // zero if the control message has none
}

// Send carries a message to a pid, registered name or alias of the other node.
func (k *Conn) Send(from *proc.Process, to, msg term.Term, o proc.SendOptions) proc.SendStatus {
	k.mu.Lock()
	if k.closed {
		k.mu.Unlock()
		return proc.Sent
	}
	busy := k.queue.Len()+k.writing > k.config.BusyLimit
	if busy && o.NoSuspend && from != nil {
		k.mu.Unlock()
		return proc.NoSuspend
	}
	sender := &k.self
	if from != nil {
		sender = from.Pid()
	}
	if len(k.funs.waiting) > 0 && k.funs.behindLocked(*sender) {
		control, ok := k.messageControl(sender, from != nil, to, o, nil)
		if ok {
			k.funs.waitLocked(*sender, outgoing{control, msg}, from)
		}
		k.mu.Unlock()
		return suspended(from)
	}
	control, ok := k.messageControl(sender, from != nil, to, o, &k.control)
	if !ok {
		k.mu.Unlock()
		return proc.Sent
	}
	if key, missing := k.appendLocked(outgoing{control, msg}); missing {
		control, _ = k.messageControl(sender, from != nil, to, o, nil)
		k.funs.waitLocked(*sender, outgoing{control, msg}, from)
		k.funs.askLocked(key)
		k.mu.Unlock()
		return suspended(from)
	}
	if !busy {
		busy = k.queue.Len()+k.writing > k.config.BusyLimit
	}
	if !busy || from == nil {
		k.mu.Unlock()
		return proc.Sent
	}
	k.held = append(k.held, from)
	// Held before the lock is given up, or the writer might release first.
	from.Hold()
	k.mu.Unlock()
	return proc.Suspended
}

// suspended is the status for a sender whose message waits: waitLocked held it.
func suspended(from *proc.Process) proc.SendStatus {
	if from == nil {
		return proc.Sent
	}
	return proc.Suspended
}

// appendLocked puts a control message into the queue. If a fun in it needs a
// header that is not known yet, nothing is queued and missing is true.
func (k *Conn) appendLocked(x outgoing) (key funKey, missing bool) {
	k.funs.missing = funKey{}
	if err := k.enc.Append(&k.queue, x.control, x.payload, !x.payload.IsNone()); err != nil {
		if k.funs.missing.asked {
			return k.funs.missing, true
		}
		// What has no external form is dropped, as nobody could be told.
		return funKey{}, false
	}
	k.sent = true
	k.wakeLocked()
	return funKey{}, false
}

// scratch holds the control messages of sends, one of each form, which are
// filled anew for each message: the encoder does not keep them.
type scratch struct {
	three, four  []term.Term
	term3, term4 term.Term
}

func (s *scratch) init() {
	s.three, s.four = make([]term.Term, 3), make([]term.Term, 4)
	s.term3, s.term4 = term.TupleOf(s.three), term.TupleOf(s.four)
}

func (s *scratch) tuple3(a, b, c term.Term) term.Term {
	if s == nil {
		return term.Tuple(a, b, c)
	}
	s.three[0], s.three[1], s.three[2] = a, b, c
	return s.term3
}

func (s *scratch) tuple4(a, b, c, d term.Term) term.Term {
	if s == nil {
		return term.Tuple(a, b, c, d)
	}
	s.four[0], s.four[1], s.four[2], s.four[3] = a, b, c, d
	return s.term4
}

// The first elements of the control messages of sends; package control has the
// rest.
var (
	opSend    = (&control.Send{}).Term().Elem(0)
	opRegSend = (&control.RegSend{}).Term().Elem(0)
	opSender  = (&control.SendSender{}).Term().Elem(0)
	opAlias   = (&control.AliasSend{Alias: new(term.Ref)}).Term().Elem(0)
	opAltact  = (&control.AltactSigSend{}).Term().Elem(0)
	altAlias  = term.Int(int64(control.AltactAlias))
	altUrgent = term.Int(int64(control.AltactAlias | control.AltactPriority))
	noSender  = term.Empty.Term()
)

// messageControl returns the control message for a message; s nil makes one to
// keep. It is false for what the other node cannot take.
func (k *Conn) messageControl(sender *term.Pid, known bool, to term.Term, o proc.SendOptions, s *scratch) (term.Term, bool) {
	switch to.Kind() {
	case term.KindPid:
		if known && k.config.Flags.Has(dist.SendSender) {
			return s.tuple3(opSender, sender.Term(), to), true
		}
		return s.tuple3(opSend, noSender, to), true
	case term.KindAtom:
		return s.tuple4(opRegSend, sender.Term(), noSender, to), true
	case term.KindRef:
		if k.config.Flags.Has(dist.AltactSig) {
			flags := altAlias
			if o.Priority {
				flags = altUrgent
			}
			return s.tuple4(opAltact, flags, sender.Term(), to), true
		}
		return s.tuple3(opAlias, sender.Term(), to), k.config.Flags.Has(dist.Alias)
	}
	return term.Term{}, false
}

// Signal carries a signal to a pid or registered name of the other node.
func (k *Conn) Signal(to term.Term, sig proc.Signal) {
	if x, ok := sig.(*proc.SpawnRequest); ok && !k.config.Flags.Has(dist.Spawn) {
		k.mu.Lock()
		p := k.peer
		k.mu.Unlock()
		if p != nil {
			p.ReceiveSignal(x.From, &proc.SpawnReply{Ref: x.Ref, Result: term.A("notsup"), Via: p})
		}
		return
	}
	x, sender, ok := k.signalControl(to, sig)
	if ok {
		k.signal(x, sender)
	}
}

// signal queues the control message of a signal, or keeps it back.
func (k *Conn) signal(x outgoing, sender term.Pid) {
	k.mu.Lock()
	if k.closed {
		k.mu.Unlock()
		return
	}
	if len(k.funs.waiting) > 0 && k.funs.behindLocked(sender) {
		k.funs.waitLocked(sender, x, nil)
		k.mu.Unlock()
		return
	}
	if key, missing := k.appendLocked(x); missing {
		k.funs.waitLocked(sender, x, nil)
		k.funs.askLocked(key)
	}
	k.mu.Unlock()
}
