package sys

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"gex/node/proc"
	"gex/proto/term"
)

// globalVersion is the protocol version of OTP 25 to 29.
const globalVersion = 8

// Global is the process global_name_server: names and locks that all visible
// nodes of a cluster share, and the mesh of connections between them (OTP:
// global). It synchronises with each node that comes up: the two exchange the
// names and nodes they know while they hold a lock, and tell the others.
type Global struct {
	host Host
	p    *proc.Process

	mu    sync.RWMutex // guards names for Whereis and Names
	names term.Term    // map of Name => {Pid, Method}

	known    map[term.Atom]bool
	sessions map[term.Atom]*session
	locks    []*lock
	pids     map[term.Ref]watched // monitors of registered pids and lock owners
	lost     map[lostKey]lostOp   // lost_connection messages seen
	syncs    []syncing
	clashes  map[term.Ref]*clash // by monitor of the process that decides
	lastTag  int64
}

// session is the synchronisation with one node, until it is known.
type session struct {
	node              term.Atom
	myTag             term.Term
	hisTag, hisLocker term.Term // zero until his init_connect
	hisKnown          []term.Atom
	lockID            term.Term // the lock we took, zero if none
	pending           map[term.Ref]bool
	granted           []term.Term // where the lock is ours
	refused           bool
	lockSent          bool // our lock_set has gone out
	exchanged         bool // our exchange has gone out
	ops               []term.Term
	deciding          int         // clashes not yet decided
	res               []term.Term // what he has to change
	hisNames          bool        // his exchange has come
	resolved          *resolvedMsg
}

// resolvedMsg is his resolved, if it came before our clashes were decided.
type resolvedMsg struct{ ops, known []term.Term }

// lock is {ResourceID, Requester} and who holds it.
type lock struct {
	resource, requester term.Term
	owners              []term.Term
}

// watched says what the end of a process means: it has a name, or a lock.
type watched struct {
	name term.Term
	pid  term.Term
}

type lostKey struct{ a, b term.Atom }

type lostOp struct {
	creation, op int64
}

type syncing struct {
	from  caller
	nodes []term.Atom
}

// clash is a name that two nodes have given to different processes.
type clash struct {
	s               *session
	ref, name       term.Term
	his, hisMethod  term.Term
	ours, ourMethod term.Term
}

// NewGlobal returns the global_name_server of a node; Run is the function of
// its process.
func NewGlobal(h Host) *Global {
	return &Global{host: h, names: term.MapOf(), known: make(map[term.Atom]bool),
		sessions: make(map[term.Atom]*session), pids: make(map[term.Ref]watched),
		lost: make(map[lostKey]lostOp), clashes: make(map[term.Ref]*clash)}
}

var (
	atomGlobal     = term.Intern("global")
	atomGNS        = term.A("global_name_server")
	atomInit       = term.Intern("init_connect")
	atomInitAck    = term.Intern("init_connect_ack")
	atomCancel     = term.Intern("cancel_connect")
	atomLocker     = term.Intern("locker")
	atomNoPid      = term.A("no_longer_a_pid")
	atomLockSet    = term.Intern("lock_set")
	atomExchange   = term.Intern("exchange")
	atomResolved   = term.Intern("resolved")
	atomUnused     = term.A("unused")
	atomNewNodes   = term.Intern("new_nodes")
	atomInSync     = term.Intern("in_sync")
	atomVsn        = term.A("vsn")
	atomLock       = term.A("lock")
	atomInsert     = term.Intern("insert")
	atomDelete     = term.Intern("delete")
	atomLostConn   = term.Intern("lost_connection")
	atomRemoveConn = term.Intern("remove_connection")
	atomNodeUp     = term.Intern("nodeup")
	atomNodeDown   = term.Intern("nodedown")
	atomExtraDown  = term.Intern("extra_nodedown")
	atomSetLock    = term.Intern("set_lock")
	atomDelLock    = term.Intern("del_lock")
	atomRegister   = term.Intern("register")
	atomUnregister = term.Intern("unregister")
	atomWhereis    = term.Intern("whereis")
	atomSync       = term.Intern("sync")
	atomRetry      = term.Intern("retry")
	atomGetKnown   = term.A("get_known")
	atomGetSynced  = term.A("get_synced")
	atomGetNames   = term.A("get_names")
	atomGetNamesX  = term.A("get_names_ext")
	atomGetVersion = term.A("get_protocol_version")
	atomTrue       = term.Bool(true)
)

// Run is the process.
func (g *Global) Run(p *proc.Process) {
	g.p = p
	p.SetTrapExit(true)
	g.host.Subscribe(p)
	for _, n := range g.host.Visible() {
		g.nodeup(n)
	}
	serve(p, g)
}

// Whereis returns the pid with a global name.
func (g *Global) Whereis(name term.Term) (pid term.Term, ok bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	e, ok := g.names.MapGet(name)
	if !ok {
		return term.Term{}, false
	}
	return e.Elem(0), true
}

// Names returns all global names.
func (g *Global) Names() []term.Term {
	g.mu.RLock()
	defer g.mu.RUnlock()
	var names []term.Term
	for n := range g.names.Pairs() {
		names = append(names, n)
	}
	return names
}

func (g *Global) call(from caller, request term.Term) term.Term {
	if n := from.pid.Pid().Node; !g.p.Scheduler().Router().Local(n) && !g.connected(n) {
		// He is gone, and so are his locks; watching him would connect again.
		return term.Term{}
	}
	es := request.Elems()
	switch {
	case request.Tagged(atomSetLock, 2) != nil && es[1].IsTupleOf(2):
		return term.Bool(g.setLock(es[1].Elem(0), es[1].Elem(1), from.pid))
	case request.Tagged(atomDelLock, 2) != nil && es[1].IsTupleOf(2):
		g.delLock(es[1].Elem(0), es[1].Elem(1), from.pid)
		return atomTrue
	case request.Tagged(atomRegister, 4) != nil && es[2].IsPid():
		g.insert(es[1], es[2], es[3])
		return atomYes
	case request.Tagged(atomUnregister, 2) != nil:
		g.remove(es[1])
		return term.Ok.Term()
	case request.Tagged(atomWhereis, 2) != nil:
		if pid, ok := g.Whereis(es[1]); ok {
			return pid
		}
		return term.Undefined.Term()
	case request.Tagged(atomSync, 2) != nil:
		return g.sync(from, atoms(es[1]))
	case request.Is(atomSync):
		return g.sync(from, g.host.Visible())
	case term.Identical(request, atomGetKnown), term.Identical(request, atomGetSynced):
		return g.knownList()
	case term.Identical(request, atomGetNames):
		return g.nameList()
	case term.Identical(request, atomGetNamesX):
		return term.Nil
	case term.Identical(request, atomGetVersion):
		return term.Int(globalVersion)
	}
	return term.Tuple(term.Error.Term(), atomBadarg)
}

func (g *Global) cast(request term.Term) {
	es := request.Elems()
	switch {
	case request.Tagged(atomInit, 4) != nil && es[1].IsTupleOf(2) && es[2].IsAtom():
		if l := es[3].Tagged(atomLocker, 4); l != nil && l[3].IsPid() {
			g.initConnect(es[2].Atom(), es[1].Elem(1), l[3])
		}
	case request.Tagged(atomLockSet, 5) != nil && es[1].IsPid():
		g.lockSet(es[1], es[2].Is(term.True), atoms(es[3]), es[4])
	case request.Tagged(atomExchange, 5) != nil && es[1].IsAtom():
		if s := g.session(es[1].Atom(), es[4]); s != nil {
			g.exchange(s, es[2])
		}
	case request.Tagged(atomResolved, 7) != nil && es[1].IsAtom():
		if s := g.session(es[1].Atom(), es[6]); s != nil {
			ops, _ := es[2].Slice()
			known, _ := es[3].Slice()
			s.resolved = &resolvedMsg{ops, known}
			g.finish(s)
		}
	case request.Tagged(atomNewNodes, 6) != nil:
		g.newNodes(es[2], nodesOf(es[4]))
	case request.Tagged(atomInSync, 3) != nil && es[1].IsAtom():
		g.inSync(es[1].Atom())
	}
}

func (g *Global) info(msg term.Term) {
	es := msg.Elems()
	if len(es) == 0 {
		return
	}
	if es[0].IsRef() && len(es) == 2 {
		g.lockReply(*es[0].Ref(), es[1].Is(term.True))
		return
	}
	switch {
	case msg.Tagged(atomNodeUp, 2) != nil && es[1].IsAtom():
		g.nodeup(es[1].Atom())
	case msg.Tagged(atomNodeDown, 2) != nil && es[1].IsAtom():
		g.nodedown(es[1].Atom())
	case msg.Tagged(atomExtraDown, 2) != nil && es[1].IsAtom():
		if !g.connected(es[1].Atom()) {
			g.nodedown(es[1].Atom())
		}
	case msg.Tagged(term.Down, 5) != nil && es[1].IsRef():
		g.down(*es[1].Ref(), es[4])
	case msg.Tagged(atomInitAck, 4) != nil && es[1].IsAtom():
		if s := g.sessions[es[1].Atom()]; s != nil && !term.Identical(es[2], s.myTag) {
			g.tell(s.node, term.Tuple(atomCancel.Term(), g.me(), es[3]))
			g.restart(s)
		}
	case msg.Tagged(atomCancel, 3) != nil && es[1].IsAtom():
		if s := g.session(es[1].Atom(), es[2]); s != nil {
			g.restart(s)
		}
	case msg.Tagged(atomLostConn, 5) != nil:
		g.lostConnection(msg)
	case msg.Tagged(atomRemoveConn, 2) != nil && es[1].IsAtom():
		g.forget(es[1].Atom())
		g.host.Disconnect(es[1].Atom())
	case msg.Tagged(atomRetry, 2) != nil && es[1].IsTupleOf(2):
		if s := g.session(es[1].Elem(0).Atom(), es[1].Elem(1)); s != nil {
			g.takeLock(s)
		}
	}
}

func (g *Global) state() term.Term { return term.Tuple(term.A("state"), g.knownList()) }

func (g *Global) me() term.Term { return g.host.Self().Term() }

// tell sends a plain message to the global_name_server of a node. It does not
// connect: what is for a lost connection is of no use to the next one.
func (g *Global) tell(node term.Atom, msg term.Term) {
	g.p.Send(named(atomGNS, node), msg, proc.SendOptions{NoConnect: true})
}

func (g *Global) castTo(node term.Atom, ts ...term.Term) {
	g.tell(node, term.Tuple(atomGenCast.Term(), term.Tuple(ts...)))
}

// session returns the one with a node whose tag of ours is tag.
func (g *Global) session(node term.Atom, tag term.Term) *session {
	if s := g.sessions[node]; s != nil && term.Identical(s.myTag, tag) {
		return s
	}
	return nil
}

func (g *Global) knownList() term.Term {
	var ts []term.Term
	for n := range g.known {
		ts = append(ts, n.Term())
	}
	return term.List(ts...)
}

func (g *Global) nodeup(node term.Atom) {
	if node == g.host.Self() || g.known[node] || g.sessions[node] != nil {
		return
	}
	g.begin(node)
}

// begin opens a session by telling the node our tag.
func (g *Global) begin(node term.Atom) *session {
	g.lastTag++
	s := &session{node: node, myTag: term.Int(g.lastTag<<16 | rand.Int64N(1<<16))}
	g.sessions[node] = s
	known := make([]term.Term, 0, 2*len(g.known))
	for n := range g.known {
		known = append(known, n.Term(), term.Int(globalVersion))
	}
	g.castTo(node, atomInit.Term(), term.Tuple(term.Int(globalVersion), s.myTag), g.me(),
		term.Tuple(atomLocker.Term(), atomNoPid, term.MapOf(known...), g.p.Self()))
	return s
}

func (g *Global) restart(s *session) {
	g.release(s)
	delete(g.sessions, s.node)
	if g.connected(s.node) {
		g.begin(s.node)
	}
}

func (g *Global) connected(node term.Atom) bool {
	for _, n := range g.host.Visible() {
		if n == node {
			return true
		}
	}
	return false
}

func (g *Global) initConnect(node term.Atom, tag, locker term.Term) {
	s := g.sessions[node]
	if s == nil && g.known[node] {
		// He has yet to learn that we share all names: in_sync is on its way to
		// him. An acknowledgement that came after it would have him begin anew,
		// without the names of ours that he has.
		return
	}
	if s != nil && !s.hisTag.IsNone() && !term.Identical(s.hisTag, tag) {
		// He began anew.
		g.release(s)
		s = nil
	}
	if s == nil {
		s = g.begin(node)
	}
	s.hisTag, s.hisLocker = tag, locker
	g.tell(node, term.Tuple(atomInitAck.Term(), g.me(), tag, s.myTag))
	if g.known[node] {
		return
	}
	// The node with the smaller name takes the lock. BEAM nodes try as well,
	// which does no harm: it is the same lock. Like them we wait a little: a
	// connection that ends at once shall not leave calls behind, whose answers
	// would connect again.
	if g.host.Self().String() < node.String() {
		g.tryLater(s)
	}
}

func (g *Global) nodedown(node term.Atom) {
	g.forget(node)
	var kept []*lock
	for _, l := range g.locks {
		l.owners = without(l.owners, func(pid term.Term) bool { return pid.Pid().Node == node })
		if len(l.owners) > 0 {
			kept = append(kept, l)
		}
	}
	g.locks = kept
	g.answerSyncs()
}

// forget ends what there is with a node.
func (g *Global) forget(node term.Atom) {
	if s := g.sessions[node]; s != nil {
		delete(g.sessions, node)
		g.release(s)
	}
	delete(g.known, node)
	for key := range g.lost {
		if key.b == node {
			delete(g.lost, key)
		}
	}
}

// add notes that a node is synchronised with this one.
func (g *Global) add(node term.Atom) {
	if node == g.host.Self() {
		return
	}
	g.known[node] = true
	g.answerSyncs()
}

func (g *Global) sync(from caller, nodes []term.Atom) term.Term {
	g.syncs = append(g.syncs, syncing{from, nodes})
	g.answerSyncs()
	return term.Term{}
}

// answerSyncs answers those who wait for nodes to be known or gone.
func (g *Global) answerSyncs() {
	var kept []syncing
	for _, x := range g.syncs {
		open := false
		for _, n := range x.nodes {
			open = open || n != g.host.Self() && !g.known[n] && g.connected(n)
		}
		if open {
			kept = append(kept, x)
		} else {
			x.from.reply(g.p, term.Ok.Term())
		}
	}
	g.syncs = kept
}

// newNodes takes in what two nodes, one of which we know, agreed on.
func (g *Global) newNodes(ops term.Term, nodes []term.Atom) {
	added := g.addAll(nodes)
	list, _ := ops.Slice()
	g.apply(list)
	for _, n := range added {
		g.join(n)
	}
}

func (g *Global) addAll(nodes []term.Atom) (added []term.Atom) {
	for _, n := range nodes {
		if n != g.host.Self() && !g.known[n] {
			g.known[n] = true
			added = append(added, n)
		}
	}
	g.answerSyncs()
	return added
}

// join connects to a node, which makes the mesh, and tells it that we share
// all names. A node that cannot be reached is not known after all.
func (g *Global) join(node term.Atom) {
	me, gns := g.me(), g.p.Self()
	g.host.Go(func(p *proc.Process) {
		var err error
		p.Blocking(func() { err = g.host.Connect(context.Background(), node) })
		if err == nil {
			cast(p, named(atomGNS, node), term.Tuple(atomInSync.Term(), me, atomTrue))
		} else {
			p.Send(gns, term.Tuple(atomExtraDown.Term(), node.Term()), proc.SendOptions{})
		}
	})
}

func (g *Global) inSync(node term.Atom) {
	if s := g.sessions[node]; s != nil {
		g.release(s)
		delete(g.sessions, node)
	}
	g.add(node)
}

// lostConnection hears that node A lost its connection with X: so that no two
// parts overlap we give X up as well, and pass the news on.
func (g *Global) lostConnection(msg term.Term) {
	es := msg.Elems()
	creation, ok1 := es[2].AsInt()
	op, ok2 := es[3].AsInt()
	if !es[1].IsAtom() || !es[4].IsAtom() || !ok1 || !ok2 {
		return
	}
	key := lostKey{es[1].Atom(), es[4].Atom()}
	if seen, ok := g.lost[key]; ok && seen.creation == creation && op <= seen.op {
		return
	}
	if len(g.lost) >= maxLost {
		clear(g.lost)
	}
	g.lost[key] = lostOp{creation, op}
	for n := range g.known {
		if n != key.a {
			g.tell(n, msg)
		}
	}
	gone := key.b
	if gone == g.host.Self() {
		gone = key.a
	}
	if g.known[gone] || g.sessions[gone] != nil {
		if g.connected(gone) {
			g.tell(gone, term.Tuple(atomRemoveConn.Term(), g.me()))
		}
		g.forget(gone)
	}
}

// maxLost bounds what is remembered of lost_connection messages.
const maxLost = 4096

// retryTime is about how long to wait before the lock is tried again.
func retryTime() time.Duration {
	return 100*time.Millisecond + time.Duration(rand.Int64N(int64(400*time.Millisecond)))
}

// atoms returns the atoms of a list, and the nodes of {Node, Version} in it.
func atoms(list term.Term) []term.Atom { return nodesOf(list) }

func nodesOf(list term.Term) []term.Atom {
	ts, _ := list.Slice()
	var nodes []term.Atom
	for _, t := range ts {
		if t.IsTupleOf(2) {
			t = t.Elem(0)
		}
		if t.IsAtom() {
			nodes = append(nodes, t.Atom())
		}
	}
	return nodes
}

func without(ts []term.Term, drop func(term.Term) bool) []term.Term {
	var kept []term.Term
	for _, t := range ts {
		if !drop(t) {
			kept = append(kept, t)
		}
	}
	return kept
}
