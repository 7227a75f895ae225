package control

import (
	"fmt"
	"math"

	"gex/proto/term"
)

// Error is what Parse returns for a term that is no control message.
type Error struct {
	// Op is the number of the operation, -1 if the term has none.
	Op int64
	// Field is the element of the tuple, from 0, that is wrong; -1 if the
	// tuple itself is, or the operation is unknown.
	Field int
}

// Error tells which part of which operation is wrong.
func (e *Error) Error() string {
	switch {
	case e.Op < 0:
		return "control message is no tuple with an operation"
	case e.Field < 0:
		return fmt.Sprintf("control message %d: unknown operation or wrong size", e.Op)
	}
	return fmt.Sprintf("control message %d: wrong element %d", e.Op, e.Field)
}

// fields reads the elements of a control tuple; the first wrong one is kept.
type fields struct {
	ts  []term.Term
	bad int
}

func (f *fields) check(i int, ok bool) {
	if !ok && f.bad == 0 {
		f.bad = i
	}
}

func (f *fields) any(i int) term.Term { return f.ts[i] }

// pid returns a pid or, as ports have links, a port.
func (f *fields) pid(i int) term.Term {
	f.check(i, f.ts[i].IsPid() || f.ts[i].IsPort())
	return f.ts[i]
}

// target returns a pid or registered name.
func (f *fields) target(i int) term.Term {
	f.check(i, f.ts[i].IsPid() || f.ts[i].IsPort() || f.ts[i].IsAtom())
	return f.ts[i]
}

func (f *fields) atom(i int) term.Term {
	f.check(i, f.ts[i].IsAtom())
	return f.ts[i]
}

func (f *fields) ref(i int) *term.Ref {
	f.check(i, f.ts[i].IsRef())
	return f.ts[i].Ref()
}

func (f *fields) uint32(i int) uint32 {
	v, ok := f.ts[i].AsInt()
	f.check(i, ok && uint64(v) <= math.MaxUint32)
	return uint32(v)
}

// id returns the id of an unlink: 1 to 2^64-1.
func (f *fields) id(i int) uint64 {
	t := f.ts[i]
	if v, ok := t.AsInt(); ok {
		f.check(i, v > 0)
		return uint64(v)
	}
	ok := t.IsBig() && t.BigInt().IsUint64()
	f.check(i, ok)
	if !ok {
		return 0
	}
	return t.BigInt().Uint64()
}

// token returns the trace token at i, the zero Term if the tuple ends before.
func (f *fields) token(i int) term.Term {
	if i < len(f.ts) {
		return f.ts[i]
	}
	return term.Term{}
}

// sizes has the number of elements for each operation, 0 for no operation.
var sizes = [...]uint8{
	opLink: 3, opSend: 3, opExit: 4, opUnlink: 3, opRegSend: 4, opGroupLeader: 3, opExit2: 4,
	opSendTT: 4, opExitTT: 5, opRegSendTT: 5, opExit2TT: 5,
	opMonitorP: 4, opDemonitorP: 4, opMonitorPExit: 5,
	opSendSender: 3, opSendSenderTT: 4, opPayloadExit: 3, opPayloadExitTT: 4, opPayloadExit2: 3, opPayloadExit2TT: 4,
	opPayloadMonitorPExit: 4, opSpawnRequest: 6, opSpawnRequestTT: 7, opSpawnReply: 5, opSpawnReplyTT: 6,
	opAliasSend: 3, opAliasSendTT: 4, opUnlinkID: 4, opUnlinkIDAck: 4, opAltactSigSend: 4,
}

// Parse returns the control message of a tuple. Errors are *Error.
func Parse(t term.Term) (Message, error) {
	f := fields{ts: t.Elems()}
	if len(f.ts) == 0 {
		return nil, &Error{-1, -1}
	}
	op, ok := f.ts[0].AsInt()
	if !ok || op < 0 {
		return nil, &Error{-1, -1}
	}
	size := 0
	if op < int64(len(sizes)) {
		size = int(sizes[op])
	}
	if op == opAltactSigSend && len(f.ts) > 1 && AltactFlags(f.uint32(1))&AltactToken != 0 {
		size++
	}
	if size != len(f.ts) {
		return nil, &Error{op, -1}
	}
	m := f.message(op)
	if f.bad > 0 {
		return nil, &Error{op, f.bad}
	}
	return m, nil
}

func (f *fields) message(op int64) Message {
	switch op {
	case opLink:
		return &Link{f.pid(1), f.pid(2)}
	case opSend, opSendTT:
		return &Send{f.pid(2), f.token(3)}
	case opExit:
		return &Exit{From: f.pid(1), To: f.pid(2), Reason: f.any(3)}
	case opExitTT:
		return &Exit{From: f.pid(1), To: f.pid(2), Token: f.any(3), Reason: f.any(4)}
	case opUnlink:
		return &Unlink{f.pid(1), f.pid(2)}
	case opRegSend, opRegSendTT:
		return &RegSend{f.pid(1), f.atom(3), f.token(4)}
	case opGroupLeader:
		return &GroupLeader{f.pid(1), f.pid(2)}
	case opExit2:
		return &Exit2{From: f.pid(1), To: f.pid(2), Reason: f.any(3)}
	case opExit2TT:
		return &Exit2{From: f.pid(1), To: f.pid(2), Token: f.any(3), Reason: f.any(4)}
	case opMonitorP:
		return &MonitorP{f.pid(1), f.target(2), f.ref(3)}
	case opDemonitorP:
		return &DemonitorP{f.pid(1), f.target(2), f.ref(3)}
	case opMonitorPExit:
		return &MonitorPExit{f.target(1), f.pid(2), f.ref(3), f.any(4)}
	case opSendSender, opSendSenderTT:
		return &SendSender{f.pid(1), f.pid(2), f.token(3)}
	case opPayloadExit, opPayloadExitTT:
		return &PayloadExit{f.pid(1), f.pid(2), f.token(3)}
	case opPayloadExit2, opPayloadExit2TT:
		return &PayloadExit2{f.pid(1), f.pid(2), f.token(3)}
	case opPayloadMonitorPExit:
		return &PayloadMonitorPExit{f.target(1), f.pid(2), f.ref(3)}
	case opSpawnRequest, opSpawnRequestTT:
		return f.spawnRequest()
	case opSpawnReply, opSpawnReplyTT:
		return &SpawnReply{f.ref(1), f.pid(2), SpawnFlags(f.uint32(3)), f.target(4), f.token(5)}
	case opAliasSend, opAliasSendTT:
		return &AliasSend{f.pid(1), f.ref(2), f.token(3)}
	case opUnlinkID:
		return &UnlinkID{f.id(1), f.pid(2), f.pid(3)}
	case opUnlinkIDAck:
		return &UnlinkIDAck{f.id(1), f.pid(2), f.pid(3)}
	}
	return f.altact()
}

func (f *fields) spawnRequest() Message {
	m := &SpawnRequest{ReqID: f.ref(1), From: f.pid(2), GroupLeader: f.pid(3), Opts: f.ts[5], Token: f.token(6)}
	f.check(5, m.Opts.IsList())
	mfa := f.ts[4].Elems()
	if len(mfa) != 3 || !mfa[0].IsAtom() || !mfa[1].IsAtom() || !mfa[2].IsInt() || uint64(mfa[2].Int()) > math.MaxUint8 {
		f.check(4, false)
		return m
	}
	m.Module, m.Function, m.Arity = mfa[0], mfa[1], int(mfa[2].Int())
	return m
}

func (f *fields) altact() Message {
	m := &AltactSigSend{Flags: AltactFlags(f.uint32(1)), From: f.pid(2), To: f.ts[3], Token: f.token(4)}
	switch {
	case m.Flags&AltactAlias != 0:
		f.check(3, m.To.IsRef())
	case m.Flags&AltactName != 0:
		f.check(3, m.To.IsAtom())
	default:
		f.pid(3)
	}
	return m
}
