package control

import "gex/proto/term"

// Message is a control message.
type Message interface {
	// Term returns the tuple that goes over the wire.
	Term() term.Term
	// HasPayload tells whether a second term follows.
	HasPayload() bool
}

// Link sets up a link. Pids may be ports here and in the other messages about
// links.
type Link struct{ From, To term.Term }

// Send is a message to a process, without the sender. To is a pid.
type Send struct{ To, Token term.Term }

// Exit breaks a link, from peers without EXIT_PAYLOAD.
type Exit struct{ From, To, Reason, Token term.Term }

// Unlink removes a link, from peers before UNLINK_ID.
type Unlink struct{ From, To term.Term }

// RegSend is a message to a registered name.
type RegSend struct {
	From  term.Term
	Name  term.Term // atom
	Token term.Term
}

// GroupLeader makes From the group leader of To.
type GroupLeader struct{ From, To term.Term }

// Exit2 is an exit signal of exit/2, from peers without EXIT_PAYLOAD.
type Exit2 struct{ From, To, Reason, Token term.Term }

// MonitorP begins to monitor To, a pid or a registered name.
type MonitorP struct {
	From, To term.Term
	Ref      *term.Ref
}

// DemonitorP takes MonitorP back; there is no answer.
type DemonitorP struct {
	From, To term.Term
	Ref      *term.Ref
}

// MonitorPExit says that a monitored process ended, from peers without
// EXIT_PAYLOAD. From is its pid, or the name it was monitored by.
type MonitorPExit struct {
	From, To term.Term
	Ref      *term.Ref
	Reason   term.Term
}

// SendSender is a message to a process.
type SendSender struct{ From, To, Token term.Term }

// PayloadExit breaks a link; the payload is the reason.
type PayloadExit struct{ From, To, Token term.Term }

// PayloadExit2 is an exit signal of exit/2; the payload is the reason.
type PayloadExit2 struct{ From, To, Token term.Term }

// PayloadMonitorPExit says that a monitored process ended; the payload is the
// reason. From is its pid, or the name it was monitored by.
type PayloadMonitorPExit struct {
	From, To term.Term
	Ref      *term.Ref
}

// SpawnRequest asks to spawn a process; the payload is the list of arguments.
type SpawnRequest struct {
	ReqID       *term.Ref
	From        term.Term
	GroupLeader term.Term
	Module      term.Term // atom
	Function    term.Term // atom
	Arity       int
	Opts        term.Term // list
	Token       term.Term
}

// SpawnReply answers SpawnRequest. Result is the pid, or the atom that says
// why there is none.
type SpawnReply struct {
	ReqID  *term.Ref
	To     term.Term
	Flags  SpawnFlags
	Result term.Term
	Token  term.Term
}

// SpawnFlags tells what SpawnRequest has set up.
type SpawnFlags uint32

// The flags of SpawnReply.
const (
	SpawnLink    SpawnFlags = 1
	SpawnMonitor SpawnFlags = 2
)

// AliasSend is a message to an alias.
type AliasSend struct {
	From  term.Term
	Alias *term.Ref
	Token term.Term
}

// UnlinkID removes a link; UnlinkIDAck answers it with the same ID, 1 to
// 2^64-1.
type UnlinkID struct {
	ID       uint64
	From, To term.Term
}

// UnlinkIDAck answers UnlinkID; From is who acknowledges.
type UnlinkIDAck struct {
	ID       uint64
	From, To term.Term
}

// AltactSigSend is a message or signal to a pid, name or alias, or with
// priority (OTP 28). To is a pid, an atom or a reference, as Flags say; the
// payload is the message, or the reason of an exit signal.
type AltactSigSend struct {
	Flags           AltactFlags
	From, To, Token term.Term
}

// AltactFlags are the flags of AltactSigSend. AltactToken is not set by hand: it
// follows from the field Token.
type AltactFlags uint32

// The flags of AltactSigSend.
const (
	AltactPriority AltactFlags = 1
	AltactToken    AltactFlags = 2
	AltactAlias    AltactFlags = 4
	AltactName     AltactFlags = 8
	AltactExit     AltactFlags = 16
)

// The operations, by the names of the ERTS User's Guide without DOP_.
const (
	opLink                = 1
	opSend                = 2
	opExit                = 3
	opUnlink              = 4
	opRegSend             = 6
	opGroupLeader         = 7
	opExit2               = 8
	opSendTT              = 12
	opExitTT              = 13
	opRegSendTT           = 16
	opExit2TT             = 18
	opMonitorP            = 19
	opDemonitorP          = 20
	opMonitorPExit        = 21
	opSendSender          = 22
	opSendSenderTT        = 23
	opPayloadExit         = 24
	opPayloadExitTT       = 25
	opPayloadExit2        = 26
	opPayloadExit2TT      = 27
	opPayloadMonitorPExit = 28
	opSpawnRequest        = 29
	opSpawnRequestTT      = 30
	opSpawnReply          = 31
	opSpawnReplyTT        = 32
	opAliasSend           = 33
	opAliasSendTT         = 34
	opUnlinkID            = 35
	opUnlinkIDAck         = 36
	opAltactSigSend       = 37
)

// tuple returns {op, fields...}, or {opTT, fields..., token} if there is one.
func tuple(op, opTT int64, token term.Term, fields ...term.Term) term.Term {
	ts := make([]term.Term, 0, len(fields)+2)
	if token.IsNone() {
		return term.TupleOf(append(append(ts, term.Int(op)), fields...))
	}
	return term.TupleOf(append(append(append(ts, term.Int(opTT)), fields...), token))
}

func plain(op int64, fields ...term.Term) term.Term {
	return tuple(op, 0, term.Term{}, fields...)
}

var unused = term.Empty.Term()

// Term returns {1, From, To}.
func (m *Link) Term() term.Term { return plain(opLink, m.From, m.To) }

// HasPayload returns false.
func (*Link) HasPayload() bool { return false }

// Term returns {2, Unused, To} or {12, Unused, To, Token}.
func (m *Send) Term() term.Term { return tuple(opSend, opSendTT, m.Token, unused, m.To) }

// HasPayload returns true: the message.
func (*Send) HasPayload() bool { return true }

// Term returns {3, From, To, Reason} or {13, From, To, Token, Reason}.
func (m *Exit) Term() term.Term {
	if m.Token.IsNone() {
		return plain(opExit, m.From, m.To, m.Reason)
	}
	return plain(opExitTT, m.From, m.To, m.Token, m.Reason)
}

// HasPayload returns false.
func (*Exit) HasPayload() bool { return false }

// Term returns {4, From, To}.
func (m *Unlink) Term() term.Term { return plain(opUnlink, m.From, m.To) }

// HasPayload returns false.
func (*Unlink) HasPayload() bool { return false }

// Term returns {6, From, Unused, Name} or {16, From, Unused, Name, Token}.
func (m *RegSend) Term() term.Term {
	return tuple(opRegSend, opRegSendTT, m.Token, m.From, unused, m.Name)
}

// HasPayload returns true: the message.
func (*RegSend) HasPayload() bool { return true }

// Term returns {7, From, To}.
func (m *GroupLeader) Term() term.Term { return plain(opGroupLeader, m.From, m.To) }

// HasPayload returns false.
func (*GroupLeader) HasPayload() bool { return false }

// Term returns {8, From, To, Reason} or {18, From, To, Token, Reason}.
func (m *Exit2) Term() term.Term {
	if m.Token.IsNone() {
		return plain(opExit2, m.From, m.To, m.Reason)
	}
	return plain(opExit2TT, m.From, m.To, m.Token, m.Reason)
}

// HasPayload returns false.
func (*Exit2) HasPayload() bool { return false }

// Term returns {19, From, To, Ref}.
func (m *MonitorP) Term() term.Term { return plain(opMonitorP, m.From, m.To, m.Ref.Term()) }

// HasPayload returns false.
func (*MonitorP) HasPayload() bool { return false }

// Term returns {20, From, To, Ref}.
func (m *DemonitorP) Term() term.Term { return plain(opDemonitorP, m.From, m.To, m.Ref.Term()) }

// HasPayload returns false.
func (*DemonitorP) HasPayload() bool { return false }

// Term returns {21, From, To, Ref, Reason}.
func (m *MonitorPExit) Term() term.Term {
	return plain(opMonitorPExit, m.From, m.To, m.Ref.Term(), m.Reason)
}

// HasPayload returns false.
func (*MonitorPExit) HasPayload() bool { return false }

// Term returns {22, From, To} or {23, From, To, Token}.
func (m *SendSender) Term() term.Term {
	return tuple(opSendSender, opSendSenderTT, m.Token, m.From, m.To)
}

// HasPayload returns true: the message.
func (*SendSender) HasPayload() bool { return true }

// Term returns {24, From, To} or {25, From, To, Token}.
func (m *PayloadExit) Term() term.Term {
	return tuple(opPayloadExit, opPayloadExitTT, m.Token, m.From, m.To)
}

// HasPayload returns true: the reason.
func (*PayloadExit) HasPayload() bool { return true }

// Term returns {26, From, To} or {27, From, To, Token}.
func (m *PayloadExit2) Term() term.Term {
	return tuple(opPayloadExit2, opPayloadExit2TT, m.Token, m.From, m.To)
}

// HasPayload returns true: the reason.
func (*PayloadExit2) HasPayload() bool { return true }

// Term returns {28, From, To, Ref}.
func (m *PayloadMonitorPExit) Term() term.Term {
	return plain(opPayloadMonitorPExit, m.From, m.To, m.Ref.Term())
}

// HasPayload returns true: the reason.
func (*PayloadMonitorPExit) HasPayload() bool { return true }

// Term returns {29, ReqID, From, GroupLeader, {Module, Function, Arity}, Opts}
// or {30, ..., Token}.
func (m *SpawnRequest) Term() term.Term {
	mfa := term.Tuple(m.Module, m.Function, term.Int(int64(m.Arity)))
	return tuple(opSpawnRequest, opSpawnRequestTT, m.Token, m.ReqID.Term(), m.From, m.GroupLeader, mfa, m.Opts)
}

// HasPayload returns true: the list of arguments.
func (*SpawnRequest) HasPayload() bool { return true }

// Term returns {31, ReqID, To, Flags, Result} or {32, ..., Token}.
func (m *SpawnReply) Term() term.Term {
	return tuple(opSpawnReply, opSpawnReplyTT, m.Token, m.ReqID.Term(), m.To, term.Int(int64(m.Flags)), m.Result)
}

// HasPayload returns false.
func (*SpawnReply) HasPayload() bool { return false }

// Term returns {33, From, Alias} or {34, From, Alias, Token}.
func (m *AliasSend) Term() term.Term {
	return tuple(opAliasSend, opAliasSendTT, m.Token, m.From, m.Alias.Term())
}

// HasPayload returns true: the message.
func (*AliasSend) HasPayload() bool { return true }

// Term returns {35, ID, From, To}.
func (m *UnlinkID) Term() term.Term { return plain(opUnlinkID, term.Uint(m.ID), m.From, m.To) }

// HasPayload returns false.
func (*UnlinkID) HasPayload() bool { return false }

// Term returns {36, ID, From, To}.
func (m *UnlinkIDAck) Term() term.Term { return plain(opUnlinkIDAck, term.Uint(m.ID), m.From, m.To) }

// HasPayload returns false.
func (*UnlinkIDAck) HasPayload() bool { return false }

// Term returns {37, Flags, From, To} or {37, Flags, From, To, Token}.
func (m *AltactSigSend) Term() term.Term {
	flags := m.Flags &^ AltactToken
	if !m.Token.IsNone() {
		flags |= AltactToken
	}
	return tuple(opAltactSigSend, opAltactSigSend, m.Token, term.Int(int64(flags)), m.From, m.To)
}

// HasPayload returns true: the message or the reason.
func (*AltactSigSend) HasPayload() bool { return true }
