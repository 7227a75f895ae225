package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"gex/node"
	"gex/node/proc"
	"gex/node/sys"
	"gex/proto/term"
	"gex/repl"
	"gex/repl/line"
)

// jobs are the shells of a terminal. One of them is current: it reads what is
// typed and writes at once. While the menu of Ctrl-G is open none reads.
type jobs struct {
	p   *program
	ctx context.Context

	mu      sync.Mutex
	changed sync.Cond
	list    []*job // by number
	last    int    // the number given last
	current *job   // nil when it is gone
	menu    bool   // the menu is open
	busy    bool   // a device reads a line
	cancel  context.CancelFunc
}

// job is a shell with the group leader it reads and writes through.
type job struct {
	number  int
	what    func() string // as the list of jobs has it
	session shell
	node    func() string // where its entries are evaluated
	leader  *proc.Process // nil if the shell has its own
	dev     *device
}

func newJobs(p *program) *jobs {
	js := &jobs{p: p}
	js.changed.L = &js.mu
	return js
}

// device is the terminal as a group leader has it: that of a job, or that of user,
// which belongs to none and writes always.
type device struct {
	terminal
	jobs *jobs
	job  *job // nil for user

	// These are guarded by jobs.mu.
	draft       string // what has been typed of the line that is read
	held        []byte // output until the job is current
	waits       bool   // for its turn to read
	interrupted bool   // the read is to end
	dead        bool
}

// maxHeld is how much output of a job is kept until it is current: the last of it.
const maxHeld = 1 << 20

// Write implements sys.Device. What a job writes while it is not current, which OTP
// drops, is shown when it is.
func (d *device) Write(b []byte) (int, error) {
	js := d.jobs
	js.mu.Lock()
	defer js.mu.Unlock()
	if d.shown() {
		return d.Reader.Write(b)
	}
	d.held = append(d.held, b...)
	if over := len(d.held) - maxHeld; over > 0 {
		d.held = slices.Clone(d.held[over:])
	}
	return len(b), nil
}

// shown tells whether the device has the terminal. The caller holds the lock.
func (d *device) shown() bool { return d.job == nil || d.jobs.current == d.job && !d.jobs.menu }

// ReadLine implements sys.Device: it waits until its job is current.
func (d *device) ReadLine(ctx context.Context, prompt string) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for {
		start, err := d.acquire(ctx, cancel)
		if err != nil {
			if s := d.shell(); s != nil && errors.Is(err, sys.ErrInterrupted) {
				if entry, _ := s.Reads(prompt); entry {
					s.Interrupted()
				}
			}
			return "", err
		}
		text, err := d.read(ctx, prompt, start)
		d.release(text, err)
		if !errors.Is(err, line.ErrSwitch) {
			return text, err
		}
		d.jobs.open("")
	}
}

// acquire waits for the turn to read and returns what the line has already.
func (d *device) acquire(ctx context.Context, cancel context.CancelFunc) (start string, err error) {
	js := d.jobs
	defer context.AfterFunc(ctx, js.wake)()
	js.mu.Lock()
	defer js.mu.Unlock()
	d.waits = true
	defer func() { d.waits, d.interrupted = false, false }()
	for js.menu || js.busy || !d.shown() {
		switch {
		case ctx.Err() != nil || d.dead:
			return "", io.EOF
		case d.interrupted:
			d.draft = ""
			return "", sys.ErrInterrupted
		}
		js.changed.Wait()
	}
	if d.interrupted {
		d.draft = ""
		return "", sys.ErrInterrupted
	}
	js.busy, js.cancel = true, cancel
	start, d.draft = d.draft, ""
	return start, nil
}

// release ends the turn.
func (d *device) release(text string, err error) {
	js := d.jobs
	js.mu.Lock()
	defer js.mu.Unlock()
	js.busy, js.cancel = false, nil
	if errors.Is(err, line.ErrSwitch) {
		d.draft = text
	}
	js.changed.Broadcast()
}

// ReadSecret implements sys.Device.
func (d *device) ReadSecret(ctx context.Context) (string, error) { return d.ReadLine(ctx, "") }

func (js *jobs) wake() {
	js.mu.Lock()
	js.changed.Broadcast()
	js.mu.Unlock()
}

// first starts the job that the program starts with.
func (js *jobs) first() error {
	begin := js.start
	if js.p.o.remsh != "" {
		begin = func() (*job, error) { return js.startRemote(js.p.target) }
	}
	j, err := begin()
	if err == nil {
		js.connect(j)
	}
	return err
}

// start starts a job with a shell of this node, which becomes current when it is
// connected.
func (js *jobs) start() (*job, error) {
	p := js.p
	s := p.newSession()
	j := js.newJob(func() string { return "{iex,start,[]}" }, s, p.historyNode)
	var err error
	j.leader, err = p.node.SpawnGo(nil, sys.NewGroup(j.dev, p.apply).Run, node.SpawnOptions{TrapExit: true})
	if err != nil {
		return nil, err
	}
	return j, js.run(j, s.Run, j.leader.Self())
}

// newJob makes a job that does not run yet.
func (js *jobs) newJob(what func() string, s shell, node func() string) *job {
	p := js.p
	j := &job{what: what, session: s, node: node}
	j.dev = &device{terminal: terminal{p.reader, js.ctx, node, func() shell { return j.session }, p.interrupt, p.breakMenu}, jobs: js, job: j}
	return j
}

// run runs the shell of a job, the zero leader for one that has its own.
func (js *jobs) run(j *job, shell func(*proc.Process), leader term.Term) error {
	js.mu.Lock()
	js.last++
	j.number = js.last
	js.list = append(js.list, j)
	js.current = j
	js.mu.Unlock()
	_, err := js.p.node.SpawnGo(nil, func(q *proc.Process) {
		defer js.ended(j)
		shell(q)
	}, node.SpawnOptions{GroupLeader: leader})
	if err != nil {
		js.remove(j)
	}
	return err
}

// connect gives a job the terminal; false when the job has ended.
func (js *jobs) connect(j *job) bool {
	js.mu.Lock()
	defer js.mu.Unlock()
	if j == nil || j.dev.dead {
		return false
	}
	js.current, js.menu = j, false
	js.p.putInFront(j.session)
	if len(j.dev.held) > 0 {
		_, _ = js.p.reader.Write(j.dev.held)
		j.dev.held = nil
	}
	js.changed.Broadcast()
	return true
}

// remove ends the processes of a job; it tells whether the job was there and
// whether it was current.
func (js *jobs) remove(j *job) (found, current bool) {
	js.mu.Lock()
	at := slices.Index(js.list, j)
	found, current = at >= 0, js.current == j
	if found {
		js.list = slices.Delete(js.list, at, at+1)
	}
	if current {
		js.current = nil
		js.p.putInFront(nil)
	}
	j.dev.dead = true
	js.changed.Broadcast()
	js.mu.Unlock()
	if found {
		j.session.Dismiss()
		if j.leader != nil {
			repl.Kill(j.leader)
		}
	}
	return found, current
}

// ended is called when the shell of a job has ended. The end of the last one is the
// end of the program; after that of the current one there is the menu.
func (js *jobs) ended(j *job) {
	found, current := js.remove(j)
	js.mu.Lock()
	none := len(js.list) == 0
	js.mu.Unlock()
	switch {
	case !found:
	case none:
		js.p.leave(js.status(j))
	case current:
		js.open("*** Shell process terminated! ***\n\n")
	}
}

// interrupt breaks off what a job does: the line that is read, or else the
// evaluation.
func (js *jobs) interrupt(j *job) {
	js.mu.Lock()
	reads := j.dev.waits
	j.dev.interrupted = reads
	js.changed.Broadcast()
	js.mu.Unlock()
	if !reads {
		j.session.Interrupt()
	}
}
