package conn

import (
	"fmt"

	"gex/node/proc"
	"gex/proto/control"
	"gex/proto/dist"
	"gex/proto/term"
)

// maxNames is how many atoms the other node may have us keep for good, as names
// of nodes, modules, functions and fields of records. Those of messages are
// collected when nobody holds them.
const maxNames = 1 << 16

// read decodes and delivers until the stream ends; that of the other side's
// own doing is no error.
func (k *Conn) read(p Peer) (err error) {
	defer rescue(&err)
	dec := dist.NewDecoder(source{k}, k.config.Flags)
	dec.Terms.Self = k.names()
	dec.Terms.Quota = &term.Quota{Names: maxNames}
	for {
		m, err := dec.Next()
		if err != nil {
			if orderly(err) {
				return nil
			}
			return err
		}
		if m.Tick {
			continue
		}
		c, err := control.Parse(m.Control)
		if err != nil {
			return err
		}
		if c.HasPayload() != m.HasPayload {
			return fmt.Errorf("%T: payload missing or not expected", c)
		}
		if x, ok := c.(*control.SpawnRequest); ok {
			err = k.spawn(p, x, m.Payload, dec.Terms.Quota)
		} else {
			k.deliver(p, c, m.Payload)
		}
		if err != nil {
			return err
		}
	}
}

// ours tells whether t is a pid of this node.
func (k *Conn) ours(t term.Term) bool {
	pid := t.Pid()
	return pid != nil && pid.Node == k.config.Inside.Node
}

// oursOrName tells whether t is a pid or a registered name of this node.
func (k *Conn) oursOrName(t term.Term) bool { return t.IsAtom() || k.ours(t) }

// deliver passes a message or signal on. What is not for this node, or from no
// process, is dropped: we do not relay, and ports have no links here.
func (k *Conn) deliver(p Peer, c control.Message, payload term.Term) {
	switch m := c.(type) {
	case *control.SendSender:
		k.message(p, m.To, payload, proc.SendOptions{})
	case *control.Send:
		k.message(p, m.To, payload, proc.SendOptions{})
	case *control.RegSend:
		p.Receive(m.Name, payload, proc.SendOptions{})
	case *control.AliasSend:
		k.alias(p, m.Alias, payload, proc.SendOptions{})
	case *control.AltactSigSend:
		k.altact(p, m, payload)

	case *control.Link:
		k.signal1(p, m.From, m.To, func() proc.Signal { return &proc.Link{From: m.From, Via: p} })
	case *control.UnlinkID:
		k.signal1(p, m.From, m.To, func() proc.Signal { return &proc.Unlink{ID: m.ID, From: m.From, Via: p} })
	case *control.UnlinkIDAck:
		k.signal1(p, m.From, m.To, func() proc.Signal { return &proc.UnlinkAck{ID: m.ID, From: m.From} })
	case *control.Unlink:
		// Only from nodes before UNLINK_ID, which the handshake refuses.
	case *control.Exit:
		k.exit(p, m.From, m.To, m.Reason, true)
	case *control.PayloadExit:
		k.exit(p, m.From, m.To, payload, true)
	case *control.Exit2:
		k.exit(p, m.From, m.To, m.Reason, false)
	case *control.PayloadExit2:
		k.exit(p, m.From, m.To, payload, false)

	case *control.MonitorP:
		k.signal1(p, m.From, m.To, func() proc.Signal {
			x := &proc.Monitor{From: m.From, Ref: m.Ref, Via: p}
			if m.To.IsAtom() {
				x.Name = m.To
			}
			return x
		})
	case *control.DemonitorP:
		k.signal1(p, m.From, m.To, func() proc.Signal { return &proc.Demonitor{From: m.From, Ref: m.Ref} })
	case *control.MonitorPExit:
		k.down(p, m.From, m.To, m.Ref, m.Reason)
	case *control.PayloadMonitorPExit:
		k.down(p, m.From, m.To, m.Ref, payload)

	case *control.GroupLeader:
		if m.From.IsPid() && k.ours(m.To) {
			p.ReceiveSignal(m.To, &proc.GroupLeader{Leader: m.From})
		}
	case *control.SpawnReply:
		k.spawned(p, m)
	}
}

func (k *Conn) message(p Peer, to, msg term.Term, o proc.SendOptions) {
	if k.ours(to) {
		p.Receive(to, msg, o)
	}
}

func (k *Conn) alias(p Peer, to *term.Ref, msg term.Term, o proc.SendOptions) {
	if to.Node == k.config.Inside.Node {
		p.Receive(to.Term(), msg, o)
	}
}

// altact takes the message of OTP 28 for all sends with an attribute.
func (k *Conn) altact(p Peer, m *control.AltactSigSend, payload term.Term) {
	o := proc.SendOptions{Priority: m.Flags&control.AltactPriority != 0}
	switch {
	case m.Flags&control.AltactExit != 0 && m.To.IsRef():
		if ref := m.To.Ref(); m.From.IsPid() && ref.Node == k.config.Inside.Node {
			p.ReceiveSignal(m.To, &proc.Exit{From: m.From, Reason: payload, Alias: ref, Priority: o.Priority})
		}
	case m.Flags&control.AltactExit != 0:
		k.exit(p, m.From, m.To, payload, false)
	case m.To.IsRef():
		k.alias(p, m.To.Ref(), payload, o)
	case m.To.IsAtom():
		p.Receive(m.To, payload, o)
	default:
		k.message(p, m.To, payload, o)
	}
}

// signal1 delivers a signal of one process of the other node to one of ours.
func (k *Conn) signal1(p Peer, from, to term.Term, sig func() proc.Signal) {
	switch {
	case !from.IsPid():
	case k.oursOrName(to):
		p.ReceiveSignal(to, sig())
	case to.IsPid() && to.Pid().Node == k.config.Self:
		k.former(from, to, sig())
	}
}

// former answers a signal to a process of a node that had our name before us: it
// is dead.
func (k *Conn) former(from, to term.Term, sig proc.Signal) {
	switch sig := sig.(type) {
	case *proc.Link:
		k.Signal(from, &proc.Exit{From: to, Reason: atomNoproc, Linked: true})
	case *proc.Unlink:
		k.Signal(from, &proc.UnlinkAck{ID: sig.ID, From: to})
	case *proc.Monitor:
		k.Signal(from, &proc.Down{From: to, Ref: sig.Ref, Reason: atomNoproc})
	}
}

var atomNoproc = term.A("noproc")

func (k *Conn) exit(p Peer, from, to, reason term.Term, linked bool) {
	k.signal1(p, from, to, func() proc.Signal { return &proc.Exit{From: from, Reason: reason, Linked: linked} })
}

func (k *Conn) down(p Peer, from, to term.Term, ref *term.Ref, reason term.Term) {
	switch {
	case k.funs.mine(ref):
		k.funs.answer(*ref, reason)
	case k.ours(to):
		p.ReceiveSignal(to, &proc.Down{From: from, Ref: ref, Reason: reason})
	}
}

func (k *Conn) spawn(p Peer, m *control.SpawnRequest, args term.Term, names *term.Quota) error {
	if !m.From.IsPid() || !m.GroupLeader.IsPid() {
		return nil
	}
	module, err := names.Keep(m.Module)
	if err != nil {
		return fmt.Errorf("spawn request: %w", err)
	}
	function, err := names.Keep(m.Function)
	if err != nil {
		return fmt.Errorf("spawn request: %w", err)
	}
	x := &proc.SpawnRequest{Ref: m.ReqID, From: m.From, GroupLeader: m.GroupLeader,
		Module: module, Function: function, Args: args, Opts: m.Opts, Via: p}
	if asks(x) {
		k.funs.accept()
	}
	p.ReceiveSignal(term.Term{}, x)
	return nil
}

func (k *Conn) spawned(p Peer, m *control.SpawnReply) {
	if k.funs.mine(m.ReqID) {
		if !m.Result.IsPid() {
			k.funs.answer(*m.ReqID, term.Term{})
		}
		return
	}
	if k.ours(m.To) {
		p.ReceiveSignal(m.To, &proc.SpawnReply{Ref: m.ReqID, Linked: m.Flags&control.SpawnLink != 0,
			Monitored: m.Flags&control.SpawnMonitor != 0, Result: m.Result, Via: p})
	}
}
