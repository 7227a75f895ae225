package sys

import (
	"slices"

	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/term"
)

// The registrar gives names of the cluster to processes and takes them away, one
// request after the other: under one lock on all known nodes, so that two nodes
// cannot give the same name away. It is a process that lasts, so that what it
// began is done on all nodes although who asked for it may have ended.

// maxBatch is how many requests may share a lock: taking it costs three times
// what one of them does, but others wait for it.
const maxBatch = 64

func (g *Global) register(p *proc.Process) {
	for {
		msg, _, err := p.Receive(nil, -1)
		if err != nil {
			return
		}
		if !msg.IsTupleOf(3) || !msg.Elem(0).IsPid() {
			continue
		}
		id := term.Tuple(atomGlobal.Term(), p.Self())
		nodes, err := g.lockKnown(p, id)
		if err != nil {
			return
		}
		for n := 0; ; n++ {
			gen.From{Pid: msg.Elem(0), Tag: msg.Elem(1)}.Reply(p, g.registration(p, nodes, msg.Elem(2)))
			var ok bool
			if n == maxBatch {
				break
			}
			msg, ok, err = p.Receive(isRegistration, 0)
			if err != nil {
				return
			}
			if !ok {
				break
			}
		}
		freeLock(p, id, nodes)
	}
}

func isRegistration(msg term.Term) bool { return msg.IsTupleOf(3) && msg.Elem(0).IsPid() }

// lockKnown takes the lock on this node and all known ones, and returns them. No
// node may have become known meanwhile.
func (g *Global) lockKnown(p *proc.Process, id term.Term) ([]term.Atom, error) {
	for attempt := 0; ; attempt++ {
		known := g.knownNodes()
		nodes := append(slices.Clone(known), g.host.Self())
		boss := []term.Atom{bossOf(nodes)}
		if setLockOn(p, id, boss) {
			if g.mayLock(id.Elem(0), id.Elem(1)) && setLockOn(p, id, nodes) {
				if !slices.ContainsFunc(g.knownNodes(), func(n term.Atom) bool { return !slices.Contains(known, n) }) {
					return nodes, nil
				}
				freeLock(p, id, nodes)
			} else {
				delLockOn(p, id, boss)
			}
		}
		if err := pause(p, attempt); err != nil {
			return nil, err
		}
	}
}

// registration carries one request out.
func (g *Global) registration(p *proc.Process, nodes []term.Atom, request term.Term) term.Term {
	es := request.Elems()
	switch {
	case request.Tagged(atomRegister, 4) != nil && es[2].IsPid():
		if _, taken := g.Whereis(es[1]); taken || g.named(es[2], es[1]) {
			return term.A("no")
		}
		multiCall(p, nodes, atomGNS, request)
		return atomYes
	case request.Tagged(atomReRegister, 4) != nil && es[2].IsPid():
		multiCall(p, nodes, atomGNS, term.Tuple(atomRegister.Term(), es[1], es[2], es[3]))
		return atomYes
	case request.Tagged(atomUnregister, 2) != nil:
		multiCall(p, nodes, atomGNS, request)
		return term.Ok.Term()
	}
	return term.Tuple(term.Error.Term(), atomBadarg)
}

// named tells whether a process has a name already, and logs the two.
func (g *Global) named(pid, name term.Term) bool {
	g.mu.RLock()
	names, ok := g.pids.get(pid)
	g.mu.RUnlock()
	if ok {
		g.logf(term.Error.Term(), "global: ~w registered under several names: ~tw\n", pid, term.List(append([]term.Term{name}, names...)...))
	}
	return ok
}
