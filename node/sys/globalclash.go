package sys

import (
	"gex/node/proc"
	"gex/proto/term"
)

// clash is a name that two parts of a cluster have given to different
// processes: the two {Name, Pid, Method}.
type clash struct{ his, ours term.Term }

var (
	atomResolveIt = term.Intern("resolve_it")
	atomNone      = term.A("none")
	atomInfo      = term.A("info")
)

// decideAll has the method of our process choose between the two, on its node,
// and returns what we change, and what he does.
func (g *Global) decideAll(p *proc.Process, clashes []clash) (ops, res term.Term) {
	var o, r []term.Term
	for _, c := range clashes {
		name, his, ours := c.ours.Elem(0), c.his.Elem(1), c.ours.Elem(1)
		args := term.List(c.ours.Elem(2), name, his, ours)
		kept, ok := rexCall(p, ours.Pid().Node, atomGlobal, atomResolveIt, args)
		failure := term.Term{}
		switch {
		case !ok:
			failure = term.Tuple(term.A("nodedown"), ours.Pid().Node.Term())
		case kept.Tagged(badrpcTag, 2) != nil:
			failure = kept.Elem(1)
		case kept.Tagged(term.EXIT, 2) != nil:
			failure = kept
		}
		switch {
		case !failure.IsNone():
			g.logf(atomInfo, "global: badrpc ~w received when conflicting name ~tw was found\n", failure, name)
			o = append(o, insertOp(c.his))
		case term.Identical(kept, his):
			o = append(o, insertOp(c.his))
		case term.Identical(kept, ours):
			r = append(r, insertOp(c.ours))
		default:
			if !term.Identical(kept, atomNone) {
				g.logf(atomInfo, "global: Resolve method ~w for conflicting name ~tw returned ~tw\n", c.his.Elem(2), name, kept)
			}
			op := term.Tuple(atomDelete.Term(), name)
			o, r = append(o, op), append(r, op)
		}
	}
	return term.List(o...), term.List(r...)
}

var badrpcTag = term.Intern("badrpc")

// rexCall is rpc:call: it applies a function on a node. It is false when the
// node cannot be reached.
func rexCall(p *proc.Process, node, m, f term.Atom, args term.Term) (term.Term, bool) {
	request := term.Tuple(atomCall.Term(), m.Term(), f.Term(), args, p.GroupLeader())
	answers := multiCall(p, []term.Atom{node}, atomRex, request)
	if len(answers) == 0 {
		return term.Term{}, false
	}
	return answers[0].value, true
}

// answer is what one node answered.
type answer struct {
	node  term.Atom
	value term.Term
}

// multiCall makes a gen call to a named process of each node, and returns the
// answers of those that gave one, in order (gen_server:multi_call).
func multiCall(p *proc.Process, nodes []term.Atom, name, request term.Term) []answer {
	refs := make([]*term.Ref, len(nodes))
	for i, n := range nodes {
		to := named(name, n)
		ref, err := p.Monitor(to, proc.MonitorOptions{NoConnect: true})
		if err != nil {
			continue
		}
		refs[i] = ref
		p.Send(to, term.Tuple(atomGenCall.Term(), term.Tuple(p.Self(), ref.Term()), request), proc.SendOptions{NoConnect: true})
	}
	var answers []answer
	for i, ref := range refs {
		if ref == nil {
			continue
		}
		t := ref.Term()
		msg, _, err := p.Receive(func(msg term.Term) bool {
			es := msg.Elems()
			return len(es) == 2 && term.Identical(es[0], t) || len(es) == 5 && es[0].Is(term.Down) && term.Identical(es[1], t)
		}, -1)
		if err != nil {
			return nil
		}
		if msg.IsTupleOf(2) {
			p.Demonitor(ref, true)
			answers = append(answers, answer{nodes[i], msg.Elem(1)})
		}
	}
	return answers
}
