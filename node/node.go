package node

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"gex/node/proc"
	"gex/node/registry"
	"gex/node/sys"
	"gex/proto/etf"
	"gex/proto/term"
)

// NoNode is the name of a node that is not alive (not distributed).
const NoNode = "nonode@nohost"

var noNode = term.Intern(NoNode)

// Resolver is the language as a node sees it: it makes the code of processes.
// A function that does not exist is no error here; the process starts and ends
// with undef, as in Erlang.
type Resolver interface {
	// Start returns a runner that applies module:function to args.
	Start(module, function term.Atom, args []term.Term) proc.Runner
	// StartFun returns a runner that calls a fun.
	StartFun(fun term.Term, args []term.Term) proc.Runner
}

// Dialer connects to another node: it makes the connection, and calls
// Node.Connected when the handshake is done. When the other side prefers an
// attempt of its own, made at the same time, the Dialer waits for that. It
// returns an error if no connection comes about, and ends early when ctx does.
type Dialer func(ctx context.Context, node term.Atom) error

// Config is what a node is made of. The zero Config is a node that is not
// alive and can run Go functions and Runners.
type Config struct {
	Name     term.Atom // name@host; 0 or nonode@nohost when not alive
	Creation uint32    // given by epmd, 0 when not alive
	Resolver Resolver
	Dialer   Dialer
	Hidden   bool
	// EpmdPort is that of the port mappers that RegisteredAt and LookUp ask while
	// the node is not alive; then NetConfig.EpmdPort counts.
	EpmdPort int
	// Crash is told of each process that ends by an uncaught error or throw.
	Crash func(p *proc.Process, reason term.Term)
	// Log takes what this node's processes and those of others log here. With it
	// and without a Crash, crashes of processes go there too.
	Log sys.Logger
	// Fault is told of each panic that ends a process, with the Go stack.
	Fault func(v any, stack []byte)
	// Applications are told to other nodes as running here.
	Applications []sys.Application
	// Halt is called, if set, when another node tells init to stop this one.
	Halt func(status int)
}

// Node is a node: processes, their names, and connections with other nodes.
type Node struct {
	sched    *proc.Scheduler
	pids     *registry.Pids
	names    *registry.Names
	config   Config
	inside   etf.Identity                 // what its own identifiers carry, for good
	identity atomic.Pointer[etf.Identity] // by what other nodes know it

	mu      sync.Mutex
	peers   map[term.Atom]*Peer
	gone    map[term.Atom]time.Time             // nodes known from before, and since when they are gone
	watches map[term.Atom]map[*proc.Process]int // monitor_node
	barred  map[term.Atom]bool                  // nodes that AutoConnectOnce keeps from being connected again
	subs    []subscription                      // monitor_nodes
	connID  int64
	closing atomic.Bool
	net     atomic.Pointer[network] // set by Start

	ctx    context.Context // of what the node does on its own (dialing)
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// Start makes a node, starts its system processes and makes it alive: what a Go
// program needs to be a member of a cluster. ctx bounds the start alone; Shutdown
// ends the node. For the errors see Node.Start.
func Start(ctx context.Context, c Config, net NetConfig) (*Node, error) {
	if c.Log == nil {
		c.Log = func(sys.LogEvent) {}
	}
	n := New(c)
	_, err := n.StartSystem(term.Term{}, c.Log)
	if err == nil {
		err = n.Start(ctx, net)
	}
	if err != nil {
		return nil, errors.Join(err, n.Shutdown(context.WithoutCancel(ctx)))
	}
	return n, nil
}

// New returns a running node.
func New(c Config) *Node {
	if c.Name == 0 {
		c.Name = noNode
	}
	n := &Node{pids: registry.NewPids(), names: registry.NewNames(), config: c,
		peers: make(map[term.Atom]*Peer), watches: make(map[term.Atom]map[*proc.Process]int), barred: make(map[term.Atom]bool)}
	n.inside = etf.Identity{Node: c.Name, Creation: c.Creation}
	n.identity.Store(&n.inside)
	n.ctx, n.cancel = context.WithCancel(context.Background())
	if c.Crash == nil && c.Log != nil {
		c.Crash = func(p *proc.Process, reason term.Term) { n.ReportCrash(p, reason, c.Log) }
	}
	n.sched = proc.NewScheduler(n, proc.Hooks{Crash: c.Crash, Fault: c.Fault})
	n.sched.SetIdentity(c.Name, c.Creation)
	return n
}

// Self returns the name of the node, nonode@nohost when it is not alive.
func (n *Node) Self() term.Atom { return n.identity.Load().Node }

// Creation tells this incarnation of the node from earlier ones of its name.
func (n *Node) Creation() uint32 { return n.identity.Load().Creation }

// Names returns the identity that the node's own identifiers carry, and the one
// that they have for others.
func (n *Node) Names() etf.Self { return etf.Self{Inside: n.inside, Outside: *n.identity.Load()} }

// Alive tells whether the node has a name.
func (n *Node) Alive() bool { return n.Self() != noNode }

// SetName makes the node alive under a name, or not alive with nonode@nohost,
// while it runs (net_kernel:start, stop). Identifiers made before stay its own.
func (n *Node) SetName(name term.Atom, creation uint32) {
	before := n.identity.Swap(&etf.Identity{Node: name, Creation: creation})
	if before.Node != noNode {
		n.tellOwn(atomNodedown, before.Node, atomTerminated)
	}
	if name != noNode {
		n.tellOwn(atomNodeup, name, term.Term{})
	}
}

// SetResolver sets the Resolver of a node made without one. It comes before
// the first spawn.
func (n *Node) SetResolver(r Resolver) { n.config.Resolver = r }

// SetDialer sets the Dialer of a node made without one. It comes before the
// first connection.
func (n *Node) SetDialer(d Dialer) {
	n.mu.Lock()
	n.config.Dialer = d
	n.mu.Unlock()
}

// Local tells whether identifiers of that node are this node's own.
func (n *Node) Local(node term.Atom) bool {
	return node == n.inside.Node || node == n.Self() || node == noNode
}

// NodeOf returns the name of the node of an identifier that carries node
// (erlang:node/1).
func (n *Node) NodeOf(node term.Atom) term.Atom {
	if node == n.inside.Node {
		return n.Self()
	}
	return node
}

// Scheduler returns who runs the processes.
func (n *Node) Scheduler() *proc.Scheduler { return n.sched }

// Lookup returns the live local process with that pid, nil if none.
func (n *Node) Lookup(pid term.Pid) *proc.Process { return n.pids.Lookup(pid) }

// Find returns the live local process printed as <0.ID.Serial>, nil if none.
func (n *Node) Find(id, serial uint32) *proc.Process { return n.pids.Find(id, serial) }

// Process returns the live local process of a pid term, nil if it is none.
func (n *Node) Process(pid term.Term) *proc.Process {
	if p := pid.Pid(); p != nil && n.Local(p.Node) {
		return n.pids.Lookup(*p)
	}
	return nil
}

// Whereis returns the process registered under name, nil if none.
func (n *Node) Whereis(name term.Atom) *proc.Process { return n.names.Whereis(name) }

// Register gives a local process a name (erlang:register/2). The errors are
// those of registry.Names.Register; all are badarg in Erlang.
func (n *Node) Register(name term.Atom, p *proc.Process) error { return n.names.Register(name, p) }

// Unregister takes a name away (erlang:unregister/1).
func (n *Node) Unregister(name term.Atom) error { return n.names.Unregister(name) }

// Registered returns all registered names.
func (n *Node) Registered() []term.Atom { return n.names.All() }

// Processes returns the live local processes.
func (n *Node) Processes() []*proc.Process { return n.pids.All() }

// Retire takes a process that ended out of all tables; the scheduler calls it.
func (n *Node) Retire(p *proc.Process) {
	n.names.Remove(p)
	n.pids.Remove(p)
	n.forget(p)
}

// Send sends a message from no process in particular, as Go code outside of
// processes does.
func (n *Node) Send(to, msg term.Term) proc.SendStatus {
	return n.sched.Send(to, msg, proc.SendOptions{})
}

// NewRef returns a new reference.
func (n *Node) NewRef() *term.Ref { return n.sched.NewRef() }

// ErrClosed: the node is shutting down.
var ErrClosed = errors.New("node is shutting down")

// closeLimit is how long Shutdown waits for the connections, which give up what
// they cannot write before that; it only ends what does not return, such as a
// Report that blocks.
const closeLimit = 5 * time.Second

// Shutdown closes the connections, with some time to write what is queued, kills
// all processes, and waits until they have ended, or until ctx ends. It may be
// called again.
func (n *Node) Shutdown(ctx context.Context) error {
	n.mu.Lock()
	n.closing.Store(true)
	peers := n.peerListLocked()
	n.mu.Unlock()
	n.cancel()
	w := n.net.Swap(nil)
	if w != nil {
		w.leave()
	}
	for _, p := range peers {
		p.Disconnect()
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		if w != nil {
			w.close()
		}
		n.wg.Wait()
	}()
	limit := time.NewTimer(closeLimit)
	defer limit.Stop()
	select {
	case <-closed:
	case <-limit.C:
	}
	for _, p := range n.pids.All() {
		p.Post(&proc.Exit{From: p.Self(), Reason: term.Kill.Term()})
	}
	return n.sched.Shutdown(ctx)
}

var _ proc.Router = (*Node)(nil)
