package bif

import (
	"context"

	"gex/node"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// netReachRows are for :net_adm.
var netReachRows = []vm.Row{{Name: "reach", Arity: 1, Func: netReach}}

// connectNode returns true, false, or ignored when this node is not alive. The
// reason of a failure goes to the host, which tells the user.
func connectNode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m, a)
	}
	h := host(m)
	if !h.Node.Alive() && !h.Node.Dynamic() {
		return ok(term.A("ignored"))
	}
	err := connect(m, a[0].Atom())
	h.toldBefore(a[0].Atom(), err)
	if err != nil {
		h.notice(err.Error())
	}
	return boolean(err == nil)
}

// netReach connects to a node that is to be pinged. It returns the node's name, which
// is the argument without an address, or false. A reason is told once, until it
// changes: pings are made again and again.
func netReach(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m, a)
	}
	h, to := host(m), a[0].Atom()
	if !h.Node.Alive() && !h.Node.Dynamic() {
		return boolean(false)
	}
	err := connect(m, to)
	if h.toldBefore(to, err) {
		return boolean(false)
	}
	if err != nil {
		h.notice(err.Error())
		return boolean(false)
	}
	if t, err := node.ParseTarget(to.String()); err == nil && t.Address != "" {
		return ok(term.A(t.Node)) // known: it is connected
	}
	return ok(to.Term())
}

func connect(m *vm.Machine, to term.Atom) (err error) {
	h := host(m)
	connect := h.Node.Connect
	if h.Node.Dynamic() {
		connect = h.Node.ConnectDynamic
	}
	m.Block(func() { err = connect(context.Background(), to) })
	return err
}

func (h *Host) notice(text string) {
	if h.Notice != nil {
		h.Notice(text)
	}
}

// maxUnreached bounds the nodes whose last failure is kept.
const maxUnreached = 1000

// toldBefore tells whether the last thing told about reaching a node is err, and
// notes that it is now.
func (h *Host) toldBefore(to term.Atom, err error) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err == nil {
		delete(h.unreached, to)
		return false
	}
	told := h.unreached[to] == err.Error()
	if h.unreached == nil || len(h.unreached) >= maxUnreached {
		h.unreached = make(map[term.Atom]string)
	}
	h.unreached[to] = err.Error()
	return told
}
