package sys

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/term"
)

// globalVersion is the protocol version of OTP 25 to 29.
const globalVersion = 8

// Global is the process global_name_server: names and locks that all visible
// nodes of a cluster share, and the mesh of connections between them (OTP:
// global). Two nodes that connect lock what each of them knows, exchange names
// and nodes, and tell the others.
//
// The process itself never waits for another node: the locker takes locks, the
// registrar gives names away, and names that clash are decided in processes of
// their own.
type Global struct {
	host      Host
	log       Logger
	p         *proc.Process
	locker    *proc.Process
	registrar *proc.Process

	mu    sync.RWMutex // held to write what the other processes read
	names table[*globalName]
	locks table[*lock]
	known map[term.Atom]bool // nodes that share all names with this one

	pids       table[[]term.Term] // the names of a process
	watched    map[term.Ref]watched
	lockDown   bool // the lock of global went with its owner
	up         map[term.Atom]bool
	synced     map[term.Atom]bool // nodes that know this one
	gex        map[term.Atom]bool // nodes of this kind
	connecting map[term.Atom]int
	sessions   map[term.Atom]*session
	syncs      []syncing
	lastTag    int64
	parts      parts
}

// watched says what the end of a process means: it has a name, or a lock.
type watched struct {
	name     *globalName
	lock     *lock
	isLocker bool // of lock, not the bearer of name
}

// syncing is a caller of global:sync and the nodes it waits for.
type syncing struct {
	from  gen.From
	nodes []term.Atom
}

// NewGlobal returns the global_name_server of a node; Run is the function of
// its process. log takes what it has to say.
func NewGlobal(h Host, log Logger) *Global {
	return &Global{host: h, log: log, known: make(map[term.Atom]bool), watched: make(map[term.Ref]watched),
		up: make(map[term.Atom]bool), synced: make(map[term.Atom]bool), gex: make(map[term.Atom]bool),
		connecting: make(map[term.Atom]int), sessions: make(map[term.Atom]*session), parts: newParts()}
}

var (
	atomGlobal     = term.Intern("global")
	atomGNS        = term.A("global_name_server")
	atomInit       = term.Intern("init_connect")
	atomInitAck    = term.Intern("init_connect_ack")
	atomCancelConn = term.Intern("cancel_connect")
	atomLocker     = term.Intern("locker")
	atomNoPid      = term.A("no_longer_a_pid")
	atomLockSet    = term.Intern("lock_set")
	atomLockIsSet  = term.Intern("lock_is_set")
	atomExchange   = term.Intern("exchange")
	atomExchanged  = term.Intern("exchange_ops")
	atomResolved   = term.Intern("resolved")
	atomUnused     = term.A("unused")
	atomNewNodes   = term.Intern("new_nodes")
	atomInSync     = term.Intern("in_sync")
	atomVsn        = term.A("vsn")
	atomLock       = term.Intern("lock")
	atomInsert     = term.Intern("insert")
	atomDelete     = term.Intern("delete")
	atomLostConn   = term.Intern("lost_connection")
	atomRemoveConn = term.Intern("remove_connection")
	atomNodeUp     = term.Intern("nodeup")
	atomNodeDown   = term.Intern("nodedown")
	atomExtraDown  = term.Intern("extra_nodedown")
	atomTried      = term.Intern("tried")
	atomSetLock    = term.Intern("set_lock")
	atomDelLock    = term.Intern("del_lock")
	atomRegistrar  = term.Intern("registrar")
	atomRegister   = term.Intern("register")
	atomRegisterX  = term.Intern("register_ext")
	atomReRegister = term.Intern("re_register")
	atomUnregister = term.Intern("unregister")
	atomWhereis    = term.Intern("whereis")
	atomSync       = term.Intern("sync")
	atomCancel     = term.Intern("cancel")
	atomHisLocker  = term.Intern("his_the_locker")
	atomGetKnown   = term.A("get_known")
	atomGetSynced  = term.A("get_synced")
	atomGetNames   = term.A("get_names")
	atomGetNamesX  = term.A("get_names_ext")
	atomGetVersion = term.A("get_protocol_version")
	atomGex        = term.A("gex")
	atomTrue       = term.Bool(true)
)

// Run is the process.
func (g *Global) Run(p *proc.Process) {
	g.p = p
	p.SetTrapExit(true)
	if !g.helper(&g.locker, g.lock) || !g.helper(&g.registrar, g.register) {
		return
	}
	g.host.Subscribe(p)
	for _, n := range g.host.Visible() {
		g.nodeup(n)
	}
	serve(p, g)
}

// helper starts a process that ends with this one.
func (g *Global) helper(pp **proc.Process, run func(*proc.Process)) bool {
	started := make(chan *proc.Process, 1)
	self := g.p.Self()
	err := g.host.Go(func(p *proc.Process) {
		started <- p
		if p.Link(self) == nil {
			run(p)
		}
	})
	if err == nil {
		g.p.Blocking(func() { *pp = <-started })
	}
	return err == nil
}

func (g *Global) call(from gen.From, request term.Term) term.Term {
	es := request.Elems()
	switch {
	case request.Tagged(atomSetLock, 2) != nil && es[1].IsTupleOf(2):
		return term.Bool(g.setLock(es[1].Elem(0), es[1].Elem(1), from.Pid))
	case request.Tagged(atomDelLock, 2) != nil && es[1].IsTupleOf(2):
		g.delLock(es[1].Elem(0), es[1].Elem(1), from.Pid)
		return atomTrue
	case request.Tagged(atomRegister, 4) != nil && es[2].IsPid():
		g.insert(es[1], es[2], es[3], noAtom, g.mayBy(from.Pid))
		return atomYes
	case request.Tagged(atomRegisterX, 5) != nil && es[2].IsPid() && es[4].IsAtom():
		g.insert(es[1], es[2], es[3], es[4], g.mayBy(from.Pid))
		return atomYes
	case request.Tagged(atomUnregister, 2) != nil:
		g.remove(es[1])
		return term.Ok.Term()
	case request.Tagged(atomRegistrar, 2) != nil:
		g.registrar.Deliver(term.Tuple(from.Pid, from.Tag, es[1]))
		return term.Term{}
	case request.Tagged(atomWhereis, 2) != nil:
		if pid, ok := g.Whereis(es[1]); ok {
			return pid
		}
		return term.Undefined.Term()
	case request.Tagged(atomSync, 2) != nil:
		return g.sync(from, nodesOf(es[1]))
	case request.Is(atomSync):
		return g.sync(from, g.host.Visible())
	case request.Is(atomDisconnect):
		return g.disconnect()
	case term.Identical(request, atomGetKnown):
		return g.knownList()
	case term.Identical(request, atomGetSynced):
		return atomList(g.synced)
	case term.Identical(request, atomGetNames):
		return g.nameList()
	case term.Identical(request, atomGetNamesX):
		return g.externalNames()
	case term.Identical(request, atomGetVersion):
		return term.Int(globalVersion)
	}
	return term.Tuple(term.Error.Term(), atomBadarg)
}

func (g *Global) cast(request term.Term) {
	es := request.Elems()
	switch {
	case request.Tagged(atomInit, 4) != nil && es[1].IsTuple() && es[1].Arity() >= 2 && es[2].IsAtom():
		if l := es[3].Tagged(atomLocker, 4); l != nil && l[3].IsPid() {
			g.initConnect(es[2].Atom(), es[1].Elem(1), l[2], l[3])
		}
	case request.Tagged(atomLockSet, 5) != nil && es[1].IsPid():
		if g.session(es[1].Pid().Node, es[4]) != nil {
			g.locker.Deliver(request)
		}
	case request.Tagged(atomLockSet, 4) != nil && es[1].IsPid():
		g.locker.Deliver(request)
	case request.Tagged(atomLockIsSet, 4) != nil && es[1].IsAtom():
		g.lockIsSet(es[1].Atom(), es[2], es[3])
	case request.Tagged(atomExchange, 5) != nil && es[1].IsAtom():
		g.exchange(es[1].Atom(), es[2], es[4])
	case request.Tagged(atomExchanged, 5) != nil && es[1].IsAtom():
		g.exchanged(es[1].Atom(), es[2], es[3], es[4])
	case request.Tagged(atomResolved, 7) != nil && es[1].IsAtom():
		g.hisResolved(es[1].Atom(), es[2], es[3], es[5], es[6])
	case request.Tagged(atomNewNodes, 6) != nil && es[1].IsAtom():
		g.newNodes(es[1].Atom(), es[2], es[3], nodesOf(es[4]), es[5])
	case request.Tagged(atomInSync, 3) != nil && es[1].IsAtom():
		g.inSync(es[1].Atom(), es[2])
	}
}

func (g *Global) info(msg term.Term) {
	es := msg.Elems()
	switch {
	case msg.Tagged(atomNodeUp, 2) != nil && es[1].IsAtom():
		g.nodeup(es[1].Atom())
	case msg.Tagged(atomNodeDown, 2) != nil && es[1].IsAtom():
		delete(g.up, es[1].Atom())
		g.nodedown(es[1].Atom())
	case msg.Tagged(atomExtraDown, 2) != nil && es[1].IsAtom():
		if node := es[1].Atom(); !g.up[node] {
			g.logf(atomWarning, "'global' at ~w failed to connect to ~w\n", g.me(), es[1])
			g.nodedown(node)
		}
	case msg.Tagged(atomTried, 2) != nil && es[1].IsAtom():
		node := es[1].Atom()
		if g.connecting[node]--; g.connecting[node] <= 0 {
			delete(g.connecting, node)
		}
		g.answerSyncs()
	case msg.Tagged(term.Down, 5) != nil && es[1].IsRef():
		g.down(*es[1].Ref())
	case msg.Tagged(atomInitAck, 4) != nil && es[1].IsAtom():
		g.initAck(es[1].Atom(), es[2], es[3])
	case msg.Tagged(atomCancelConn, 3) != nil && es[1].IsAtom():
		if s := g.session(es[1].Atom(), es[2]); s != nil {
			g.restart(s)
		}
	case msg.Tagged(atomLostConn, 5) != nil:
		g.lostConnection(msg)
	case msg.Tagged(atomRemoveConn, 2) != nil && es[1].IsAtom():
		g.removeConnection(es[1].Atom())
	}
}

func (g *Global) state() term.Term { return term.Tuple(term.A("state"), g.knownList()) }

func (g *Global) me() term.Term { return g.host.Self().Term() }

var atomWarning = term.A("warning")

// logf logs a format string of io_lib:format.
func (g *Global) logf(level term.Term, format string, args ...term.Term) {
	g.log(LogEvent{Level: level, Format: term.Charlist(format), Args: term.List(args...),
		Meta: term.MapOf(atomPid, g.p.Self(), atomGl, g.p.GroupLeader(), atomTime, term.Int(time.Now().UnixMicro()))})
}

// tell sends a plain message to the global_name_server of a node. It does not
// connect: what is for a lost connection is of no use to the next one.
func (g *Global) tell(node term.Atom, msg term.Term) {
	g.p.Send(named(atomGNS, node), msg, proc.SendOptions{NoConnect: true})
}

func (g *Global) castTo(node term.Atom, ts ...term.Term) {
	g.tell(node, castOf(term.Tuple(ts...)))
}

// castOf returns {'$gen_cast', Request}.
func castOf(request term.Term) term.Term { return term.Tuple(atomGenCast.Term(), request) }

// add notes that a node shares all names with this one, and tells whether that
// is new.
func (g *Global) add(node term.Atom) bool {
	if node == g.host.Self() || g.known[node] {
		return false
	}
	g.mu.Lock()
	g.known[node] = true
	g.mu.Unlock()
	return true
}

// knownNodes is for all processes of Global.
func (g *Global) knownNodes() []term.Atom {
	g.mu.RLock()
	defer g.mu.RUnlock()
	nodes := make([]term.Atom, 0, len(g.known)+1)
	for n := range g.known {
		nodes = append(nodes, n)
	}
	return nodes
}

func (g *Global) knownList() term.Term { return atomList(g.known) }

func atomList(set map[term.Atom]bool) term.Term {
	ts := make([]term.Term, 0, len(set))
	for n := range set {
		ts = append(ts, n.Term())
	}
	return term.List(ts...)
}

// versions returns [{Node, Version}] as nodes are told of.
func versions(nodes []term.Atom) term.Term {
	ts := make([]term.Term, len(nodes))
	for i, n := range nodes {
		ts[i] = term.Tuple(n.Term(), term.Int(globalVersion))
	}
	return term.List(ts...)
}

// nodesOf returns the atoms of a list, and the nodes of {Node, Version} in it.
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

// sync answers once all nodes know this one. It connects to those it has no
// connection with.
func (g *Global) sync(from gen.From, nodes []term.Atom) term.Term {
	for _, n := range nodes {
		if n == g.host.Self() || g.up[n] {
			continue
		}
		n, gns := n, g.p
		err := g.host.Go(func(p *proc.Process) {
			p.Blocking(func() { _ = g.host.ConnectAuto(context.Background(), n) })
			gns.Deliver(term.Tuple(atomTried.Term(), n.Term()))
		})
		if err == nil {
			g.connecting[n]++
		}
	}
	g.syncs = append(g.syncs, syncing{from, nodes})
	g.answerSyncs()
	return term.Term{}
}

// answerSyncs answers those who wait for nodes that are synced or gone by now.
func (g *Global) answerSyncs() {
	var kept []syncing
	for _, x := range g.syncs {
		open := false
		for _, n := range x.nodes {
			open = open || n != g.host.Self() && !g.synced[n] && (g.up[n] || g.connecting[n] > 0)
		}
		if open {
			kept = append(kept, x)
		} else {
			x.from.Reply(g.p, term.Ok.Term())
		}
	}
	g.syncs = kept
}

// join connects to nodes, which makes the mesh, and tells them that we share
// all names. A node that cannot be reached is not known after all.
func (g *Global) join(nodes []term.Atom) {
	gns := g.p
	msg := castOf(term.Tuple(atomInSync.Term(), g.me(), atomGex))
	for _, n := range nodes {
		if n == g.host.Self() {
			continue
		}
		err := g.host.Go(func(p *proc.Process) {
			var err error
			p.Blocking(func() { err = g.host.ConnectAuto(context.Background(), n) })
			if err == nil {
				p.Send(named(atomGNS, n), msg, proc.SendOptions{NoConnect: true})
			} else {
				gns.Deliver(term.Tuple(atomExtraDown.Term(), n.Term()))
			}
		})
		if err != nil {
			gns.Deliver(term.Tuple(atomExtraDown.Term(), n.Term()))
		}
	}
}

// pause waits at random, longer with each attempt.
func pause(p *proc.Process, attempt int) error {
	most := 50 * time.Millisecond << min(attempt, 4)
	_, _, err := p.Receive(func(term.Term) bool { return false }, time.Millisecond+rand.N(most))
	return err
}
