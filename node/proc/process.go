package proc

import (
	"sync"
	"sync/atomic"

	"gex/proto/term"
)

// status says who has a process; it is guarded by Process.mu.
type status uint8

const (
	stActive  status = iota // in a run queue, or running
	stWaiting               // nobody has it; a signal puts it into a run queue
	stParked                // its goroutine sleeps on note
	stDead
)

// Priority of a process, as erlang:process_flag(priority, _).
type Priority uint8

// The priorities. Max and High are run before the others.
const (
	PriorityNormal Priority = iota
	PriorityLow
	PriorityHigh
	PriorityMax
)

// Process is a process of this node. Methods not said to be for others are
// for the process itself: the goroutine that runs its Runner, its Go function,
// or a Do signal.
type Process struct {
	sched  *Scheduler
	pid    *term.Pid
	runner Runner

	// What others touch.
	mu        sync.Mutex
	in        []term.Term // messages arrived and not yet seen
	sigs      []arrival   // other signals arrived, with their place in in
	note      chan struct{}
	qnext     *Process     // in the run queue
	unhandled atomic.Int32 // signals in sigs or being handled, but for Demonitor
	name      atomic.Uint32
	timers    *Timer      // timers to this process, guarded by the wheel's lock
	timed     atomic.Bool // timers may be set
	watching  atomic.Bool // the node keeps something for it
	status    status
	timedOut  bool   // the receive timer fired
	timerSeq  uint32 // which receive timer may set timedOut

	// Its own.
	worker     *worker
	box        box
	timer      *Timer // receive timer, kept for the next
	timerOn    bool
	trapExit   bool
	exiting    bool
	handling   bool // a signal is being handled
	spare      *spare
	waiting    bool          // the Runner returned Wait
	running    bool          // the Runner is in a slice
	goroutine  atomic.Bool   // a Go function, not a Runner; others may ask
	resume     chan struct{} // closed by the worker that gives p, which passed, its place
	priority   Priority
	held       int32
	reductions uint64
	exitReason term.Term
	leader     term.Term
	parent     *term.Pid // nil if none
	initial    MFA
	dict       *Dictionary
	rel        *relations
	rare       *rare
}

// arrival is a signal that came after pos messages.
type arrival struct {
	pos int
	sig Signal
}

// spare keeps the emptied lists of a process that gets signals for reuse.
type spare struct {
	in   []term.Term
	sigs []arrival
}

// rare is what few processes need.
type rare struct {
	label      term.Term
	suspended  int
	flags      map[term.Atom]term.Term
	marks      [4]mark
	nextMark   int
	left       []arrival // signals that came with or after the fatal one
	suspending map[*Process]int
	onExit     []func(reason term.Term)
	nested     Located
}

func (p *Process) more() *rare {
	if p.rare == nil {
		p.rare = &rare{}
	}
	return p.rare
}

// Options are those of a new process.
type Options struct {
	Parent      term.Term // pid, zero if none
	GroupLeader term.Term // pid
	Priority    Priority
	Initial     MFA
	TrapExit    bool
	// Link makes a link with Parent, a live local process whose own side the
	// caller has set; Via is the connection when Parent is on another node.
	Link bool
	// Monitor is the reference of a monitor that Parent has on the process.
	Monitor *term.Ref
	Via     Peer
}

// applied is the initial call of a process that begins with a fun.
var applied = MFA{Module: term.Intern("erlang"), Function: term.Intern("apply"), Arity: 2}

// New makes a process with the given pid. It does nothing until Start; the
// caller puts it into the pid table before.
func (s *Scheduler) New(pid *term.Pid, o Options) *Process {
	p := &Process{sched: s, pid: pid, leader: o.GroupLeader, parent: o.Parent.Pid(),
		priority: o.Priority, initial: o.Initial, trapExit: o.TrapExit}
	if p.initial == (MFA{}) {
		p.initial = applied
	}
	if o.Link {
		p.links().put(*o.Parent.Pid(), link{active: true, via: o.Via})
	}
	if o.Monitor != nil {
		p.relations().watchers.put(*o.Monitor, watcher{ref: o.Monitor, from: o.Parent, via: o.Via})
	}
	if p.rel != nil && !p.attach(o.Via) {
		p.post(nil, &ConnectionLost{Peer: o.Via})
	}
	return p
}

// Start lets p run r. parent is the running process that spawned it, nil if
// none did.
func (p *Process) Start(parent *Process, r Runner) {
	if f, ok := r.(GoFunc); ok {
		p.startGo(f)
		return
	}
	p.runner = r
	p.sched.live(1)
	var w *worker
	if parent != nil {
		w = parent.worker
	}
	p.sched.ready(w, p)
}

// Pid returns the pid. For others too.
func (p *Process) Pid() *term.Pid { return p.pid }

// Self returns the pid as a term. For others too.
func (p *Process) Self() term.Term { return p.pid.Term() }

// Scheduler returns who runs p. For others too.
func (p *Process) Scheduler() *Scheduler { return p.sched }

// Runner returns what p runs, nil for a Go function.
func (p *Process) Runner() Runner { return p.runner }

// InGo tells whether p is a Go function, which has no slices and answers signals
// only when it asks for them. For others too.
func (p *Process) InGo() bool { return p.goroutine.Load() }

// SetRunner replaces what p runs from the next slice on (hibernate, apply).
func (p *Process) SetRunner(r Runner) { p.runner = r }

// Name returns the registered name. For others too.
func (p *Process) Name() (term.Atom, bool) {
	n := p.name.Load()
	return term.Atom(n - 1), n != 0
}

// SetName records the registered name; only the registry calls it, under its
// lock.
func (p *Process) SetName(name term.Atom, on bool) {
	if on {
		p.name.Store(uint32(name) + 1)
	} else {
		p.name.Store(0)
	}
}

// SetWatching notes that the Router has something to forget when p ends;
// Watching tells it. For the Router.
func (p *Process) SetWatching() { p.watching.Store(true) }

// Watching: see SetWatching.
func (p *Process) Watching() bool { return p.watching.Load() }

// Alive tells whether p has not begun to end. For others too. See
// Process.IsAlive for erlang:is_process_alive.
func (p *Process) Alive() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status != stDead
}

// GroupLeader returns the group leader.
func (p *Process) GroupLeader() term.Term { return p.leader }

// SetGroupLeader sets the own group leader; for another process send it the
// signal GroupLeader.
func (p *Process) SetGroupLeader(pid term.Term) { p.leader = pid }

// Parent returns the pid of the process that spawned this one, zero if none.
func (p *Process) Parent() term.Term {
	if p.parent == nil {
		return term.Term{}
	}
	return p.parent.Term()
}

// InitialCall returns the function it was spawned with.
func (p *Process) InitialCall() MFA { return p.initial }

// SetInitialCall is for runners that know better than who spawned them.
func (p *Process) SetInitialCall(f MFA) { p.initial = f }

// TrapExit returns the flag trap_exit.
func (p *Process) TrapExit() bool { return p.trapExit }

// SetTrapExit sets the flag trap_exit and returns its old value.
func (p *Process) SetTrapExit(on bool) (old bool) {
	old, p.trapExit = p.trapExit, on
	return old
}

// Priority returns the priority.
func (p *Process) Priority() Priority { return p.priority }

// SetPriority sets the priority and returns the old one.
func (p *Process) SetPriority(pr Priority) (old Priority) {
	old, p.priority = p.priority, pr
	return old
}

// Label returns what proc_lib:set_label set, zero if nothing.
func (p *Process) Label() term.Term {
	if p.rare == nil {
		return term.Term{}
	}
	return p.rare.label
}

// SetLabel sets the label.
func (p *Process) SetLabel(l term.Term) { p.more().label = l }

// Flag returns a process flag without meaning here (min_heap_size, …), zero if
// it was never set.
func (p *Process) Flag(name term.Atom) term.Term {
	if p.rare == nil {
		return term.Term{}
	}
	return p.rare.flags[name]
}

// SetFlag sets a process flag without meaning here.
func (p *Process) SetFlag(name term.Atom, v term.Term) {
	r := p.more()
	if r.flags == nil {
		r.flags = make(map[term.Atom]term.Term)
	}
	r.flags[name] = v
}

// Reductions returns how many reductions p has used.
func (p *Process) Reductions() uint64 { return p.reductions }

// AddReductions counts n reductions.
func (p *Process) AddReductions(n int) { p.reductions += uint64(n) }

// Dict returns the process dictionary.
func (p *Process) Dict() *Dictionary {
	if p.dict == nil {
		p.dict = &Dictionary{}
	}
	return p.dict
}

// post adds a signal that is no plain message. It is false if p is dead.
func (p *Process) post(w *worker, sig Signal) bool {
	p.mu.Lock()
	if p.status == stDead {
		p.mu.Unlock()
		return false
	}
	p.sigs = append(p.sigs, arrival{len(p.in), sig})
	if _, ok := sig.(*Demonitor); ok {
		// Nobody can tell when it is handled, and each comes after a Monitor
		// that woke p: not worth waking it again.
		p.mu.Unlock()
		return true
	}
	p.unhandled.Add(1)
	p.wakeLocked(w)
	return true
}

// message adds a plain message.
func (p *Process) message(w *worker, msg term.Term) bool {
	p.mu.Lock()
	if p.status == stDead {
		p.mu.Unlock()
		return false
	}
	p.in = append(p.in, msg)
	p.wakeLocked(w)
	return true
}

// wakeLocked lets p run if it waits; it gives up the lock.
func (p *Process) wakeLocked(w *worker) {
	st := p.status
	if st == stActive {
		p.mu.Unlock()
		return
	}
	p.status = stActive
	p.mu.Unlock()
	if st == stWaiting {
		p.sched.ready(w, p)
	} else {
		p.note <- struct{}{}
	}
}

// Post sends p a signal; false if p is dead, in which case the caller has to
// answer for it. Route does both. For others too.
func (p *Process) Post(sig Signal) bool { return p.post(nil, sig) }

// Deliver sends p a plain message; false if p is dead. For others.
func (p *Process) Deliver(msg term.Term) bool { return p.message(nil, msg) }
