package conn

import (
	"gex/node/proc"
	"gex/proto/control"
	"gex/proto/dist"
	"gex/proto/term"
)

// signalControl returns the control message of a signal to a pid or registered
// name of the other node, and the process it comes from. It is false for what
// does not travel.
func (k *Conn) signalControl(to term.Term, sig proc.Signal) (x outgoing, sender term.Pid, ok bool) {
	sender = k.self
	from := func(t term.Term) term.Term {
		if t.IsPid() {
			sender = *t.Pid()
		}
		return t
	}
	exitPayload := k.config.Flags.Has(dist.ExitPayload)
	var m control.Message
	var payload term.Term
	switch sig := sig.(type) {
	case *proc.Link:
		m = &control.Link{From: from(sig.From), To: to}
	case *proc.Unlink:
		m = &control.UnlinkID{ID: sig.ID, From: from(sig.From), To: to}
	case *proc.UnlinkAck:
		m = &control.UnlinkIDAck{ID: sig.ID, From: from(sig.From), To: to}
	case *proc.Exit:
		f := from(sig.From)
		switch {
		case to.IsRef():
			if !k.config.Flags.Has(dist.AltactSig) {
				return x, sender, false
			}
			flags := control.AltactAlias | control.AltactExit
			if sig.Priority {
				flags |= control.AltactPriority
			}
			m, payload = &control.AltactSigSend{Flags: flags, From: f, To: to}, sig.Reason
		case sig.Linked && exitPayload:
			m, payload = &control.PayloadExit{From: f, To: to}, sig.Reason
		case sig.Linked:
			m = &control.Exit{From: f, To: to, Reason: sig.Reason}
		case exitPayload:
			m, payload = &control.PayloadExit2{From: f, To: to}, sig.Reason
		default:
			m = &control.Exit2{From: f, To: to, Reason: sig.Reason}
		}
	case *proc.Monitor:
		m = &control.MonitorP{From: from(sig.From), To: to, Ref: sig.Ref}
	case *proc.Demonitor:
		m = &control.DemonitorP{From: from(sig.From), To: to, Ref: sig.Ref}
	case *proc.Down:
		if exitPayload {
			m, payload = &control.PayloadMonitorPExit{From: from(sig.From), To: to, Ref: sig.Ref}, sig.Reason
		} else {
			m = &control.MonitorPExit{From: from(sig.From), To: to, Ref: sig.Ref, Reason: sig.Reason}
		}
	case *proc.GroupLeader:
		m = &control.GroupLeader{From: sig.Leader, To: to}
	case *proc.SpawnRequest:
		n, proper := sig.Args.Len()
		if !proper {
			return x, sender, false
		}
		m = &control.SpawnRequest{ReqID: sig.Ref, From: from(sig.From), GroupLeader: sig.GroupLeader,
			Module: sig.Module.Term(), Function: sig.Function.Term(), Arity: n, Opts: sig.Opts}
		payload = sig.Args
	case *proc.SpawnReply:
		var flags control.SpawnFlags
		if sig.Linked {
			flags |= control.SpawnLink
		}
		if sig.Monitored {
			flags |= control.SpawnMonitor
		}
		m = &control.SpawnReply{ReqID: sig.Ref, To: to, Flags: flags, Result: from(sig.Result)}
	default:
		return x, sender, false
	}
	return outgoing{m.Term(), payload}, sender, true
}
