package registry

import (
	"errors"
	"sync"

	"gex/node/proc"
	"gex/proto/term"
)

// Errors of Register and Unregister, all of which are badarg in Erlang.
var (
	ErrName      = errors.New("name is not allowed")
	ErrTaken     = errors.New("name is registered already")
	ErrHasName   = errors.New("process has a registered name already")
	ErrDead      = errors.New("no such process")
	ErrNotPlaced = errors.New("name is not registered")
)

// Names is the table of registered names.
type Names struct {
	mu sync.RWMutex
	m  map[term.Atom]*proc.Process
}

// NewNames returns an empty table.
func NewNames() *Names { return &Names{m: make(map[term.Atom]*proc.Process)} }

// Register gives p a name. A process has one name at most, and undefined is
// none.
func (t *Names) Register(name term.Atom, p *proc.Process) error {
	if name == term.Undefined {
		return ErrName
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.m[name] != nil {
		return ErrTaken
	}
	if _, ok := p.Name(); ok {
		return ErrHasName
	}
	// The name before the question: a process that ends meanwhile is either
	// seen dead here, or sees its name and takes it out.
	p.SetName(name, true)
	if !p.Alive() {
		p.SetName(0, false)
		return ErrDead
	}
	t.m[name] = p
	return nil
}

// Unregister takes a name away.
func (t *Names) Unregister(name term.Atom) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.m[name]
	if p == nil {
		return ErrNotPlaced
	}
	delete(t.m, name)
	p.SetName(0, false)
	return nil
}

// Whereis returns the process of a name, nil if none.
func (t *Names) Whereis(name term.Atom) *proc.Process {
	t.mu.RLock()
	p := t.m[name]
	t.mu.RUnlock()
	return p
}

// Remove takes the name of a process that ended away, if it has one.
func (t *Names) Remove(p *proc.Process) {
	if _, ok := p.Name(); !ok {
		return
	}
	t.mu.Lock()
	if name, ok := p.Name(); ok && t.m[name] == p {
		delete(t.m, name)
		p.SetName(0, false)
	}
	t.mu.Unlock()
}

// All returns the registered names, in no order.
func (t *Names) All() []term.Atom {
	t.mu.RLock()
	defer t.mu.RUnlock()
	names := make([]term.Atom, 0, len(t.m))
	for n := range t.m {
		names = append(names, n)
	}
	return names
}
