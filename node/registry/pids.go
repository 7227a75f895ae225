package registry

import (
	"errors"
	"sync"
	"sync/atomic"

	"gex/node/proc"
	"gex/proto/term"
)

const (
	// MaxProcesses is how many processes may live at once (ERTS: +P).
	MaxProcesses = 1 << 20
	// firstID is the number of the first process, past those that ERTS gives
	// to processes we do not have.
	firstID   = 80
	idBits    = 28 // numbers above go into the serial
	firstSize = 1 << 10
)

// ErrProcessLimit: MaxProcesses live already (system_limit in Erlang).
var ErrProcessLimit = errors.New("too many processes")

// Pids is the table of live processes.
type Pids struct {
	table atomic.Pointer[slots]
	mu    sync.Mutex
	next  uint64 // number of the next process
	live  int
}

type slots struct {
	mask uint32
	at   []atomic.Pointer[proc.Process]
}

// NewPids returns an empty table.
func NewPids() *Pids {
	t := &Pids{next: firstID}
	t.table.Store(newSlots(firstSize))
	return t
}

func newSlots(n int) *slots {
	return &slots{uint32(n - 1), make([]atomic.Pointer[proc.Process], n)}
}

// Lookup returns the live process with that pid, nil if none.
func (t *Pids) Lookup(pid term.Pid) *proc.Process {
	s := t.table.Load()
	p := s.at[pid.ID&s.mask].Load()
	if p == nil || *p.Pid() != pid {
		return nil
	}
	return p
}

// Find is Lookup by the numbers that a pid is printed with.
func (t *Pids) Find(id, serial uint32) *proc.Process {
	s := t.table.Load()
	p := s.at[id&s.mask].Load()
	if p == nil || p.Pid().ID != id || p.Pid().Serial != serial {
		return nil
	}
	return p
}

// Add takes the next free number, has build make the process for it, and puts
// it into the table. build must not block or use the table.
func (t *Pids) Add(build func(id, serial uint32) *proc.Process) (*proc.Process, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.table.Load()
	if t.live*2 >= len(s.at) {
		if t.live >= MaxProcesses {
			return nil, ErrProcessLimit
		}
		s = t.growLocked(s)
	}
	id, at := t.freeLocked(s)
	p := build(id, uint32(t.next>>idBits))
	t.next++
	t.live++
	at.Store(p)
	return p, nil
}

// freeLocked moves next to a number whose slot is free.
func (t *Pids) freeLocked(s *slots) (id uint32, at *atomic.Pointer[proc.Process]) {
	for {
		id = uint32(t.next & (1<<idBits - 1))
		if at = &s.at[id&s.mask]; at.Load() == nil {
			return id, at
		}
		t.next++
	}
}

// growLocked doubles the table. Numbers that share no slot share none in the
// bigger one either.
func (t *Pids) growLocked(old *slots) *slots {
	s := newSlots(2 * len(old.at))
	for i := range old.at {
		if p := old.at[i].Load(); p != nil {
			s.at[p.Pid().ID&s.mask].Store(p)
		}
	}
	t.table.Store(s)
	return s
}

// Remove takes a process out.
func (t *Pids) Remove(p *proc.Process) {
	t.mu.Lock()
	s := t.table.Load()
	at := &s.at[p.Pid().ID&s.mask]
	if at.Load() == p {
		at.Store(nil)
		t.live--
	}
	t.mu.Unlock()
}

// Len returns the number of live processes.
func (t *Pids) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.live
}

// All returns the live processes, oldest slot first.
func (t *Pids) All() []*proc.Process {
	s := t.table.Load()
	var ps []*proc.Process
	for i := range s.at {
		if p := s.at[i].Load(); p != nil {
			ps = append(ps, p)
		}
	}
	return ps
}
