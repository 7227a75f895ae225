package conn

import (
	"fmt"

	"gex/node/proc"
	"gex/proto/etf"
	"gex/proto/term"
)

// describe is what of a signal goes over the wire.
func describe(sig proc.Signal) string {
	ref := func(r *term.Ref) string { return fmt.Sprint(*r) }
	d := func(ts ...any) string {
		s := fmt.Sprintf("%T", sig)
		for _, x := range ts {
			if t, ok := x.(term.Term); ok {
				b, _ := etf.AppendTerm(nil, t, nil)
				x = b
			}
			s += fmt.Sprintf(" %v", x)
		}
		return s
	}
	switch x := sig.(type) {
	case *proc.Link:
		return d(x.From)
	case *proc.Unlink:
		return d(x.ID, x.From)
	case *proc.UnlinkAck:
		return d(x.ID, x.From)
	case *proc.Exit:
		return d(x.From, x.Reason, x.Linked)
	case *proc.Monitor:
		return d(x.From, ref(x.Ref), x.Name)
	case *proc.Demonitor:
		return d(x.From, ref(x.Ref))
	case *proc.Down:
		return d(x.From, ref(x.Ref), x.Reason)
	case *proc.GroupLeader:
		return d(x.Leader)
	case *proc.SpawnRequest:
		return d(ref(x.Ref), x.From, x.GroupLeader, x.Module, x.Function, x.Args, x.Opts)
	case *proc.SpawnReply:
		return d(ref(x.Ref), x.Linked, x.Monitored, x.Result)
	}
	return d("?")
}
