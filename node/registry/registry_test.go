package registry

import (
	"errors"
	"sync"
	"testing"

	"gex/node/proc"
	"gex/proto/term"
)

// nobody is a Router of a node with no processes but those in its table.
type nobody struct{ pids *Pids }

func (nobody) Self() term.Atom                   { return term.Intern("n@h") }
func (nobody) Local(n term.Atom) bool            { return n == term.Intern("n@h") }
func (r nobody) Lookup(p term.Pid) *proc.Process { return r.pids.Lookup(p) }
func (nobody) Whereis(term.Atom) *proc.Process   { return nil }
func (nobody) Peer(term.Atom, bool) proc.Peer    { return nil }
func (r nobody) Retire(p *proc.Process)          { r.pids.Remove(p) }

func newTable() (*Pids, func() *proc.Process) {
	t := NewPids()
	s := proc.NewScheduler(nobody{t}, proc.Hooks{})
	return t, func() *proc.Process {
		p, err := t.Add(func(id, serial uint32) *proc.Process {
			return s.New(&term.Pid{Node: term.Intern("n@h"), ID: id, Serial: serial, Creation: 7}, proc.Options{})
		})
		if err != nil {
			panic(err)
		}
		return p
	}
}

func TestPids(t *testing.T) {
	table, add := newTable()
	var ps []*proc.Process
	for range 5000 {
		ps = append(ps, add())
	}
	for i, p := range ps {
		if p.Pid().ID != uint32(firstID+i) {
			t.Fatalf("number %d of process %d", p.Pid().ID, i)
		}
		if i%2 == 0 {
			table.Remove(p)
			table.Remove(p)
		}
	}
	for i, p := range ps {
		want := p
		if i%2 == 0 {
			want = nil
		}
		if table.Lookup(*p.Pid()) != want || table.Find(p.Pid().ID, 0) != want {
			t.Fatalf("process %d", i)
		}
	}
	other := *ps[1].Pid()
	other.Creation++
	if table.Lookup(other) != nil {
		t.Error("found for another creation")
	}
	if table.Len() != 2500 || len(table.All()) != 2500 {
		t.Error(table.Len(), len(table.All()))
	}
}

// TestPidsReuse: numbers go on, over slots in use and into the serial.
func TestPidsReuse(t *testing.T) {
	table, add := newTable()
	stay := add()
	for range 3 * firstSize {
		p := add()
		if table.Lookup(*stay.Pid()) != stay {
			t.Fatal("lost")
		}
		table.Remove(p)
	}
	if n := len(table.table.Load().at); n != firstSize {
		t.Errorf("table of one process has grown to %d", n)
	}
	table.next = 1<<idBits - 1
	last, first := add(), add()
	if last.Pid().ID != 1<<idBits-1 || first.Pid().Serial != 1 {
		t.Errorf("%v, %v", *last.Pid(), *first.Pid())
	}
}

func TestPidsHammer(t *testing.T) {
	table, add := newTable()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var mine []*proc.Process
			for i := range 5000 {
				p := add()
				mine = append(mine, p)
				if table.Lookup(*p.Pid()) != p {
					t.Error("added and not there")
					return
				}
				if i%3 == 0 {
					q := mine[len(mine)/2]
					table.Remove(q)
					if table.Lookup(*q.Pid()) != nil {
						t.Error("removed and there")
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestNames(t *testing.T) {
	_, add := newTable()
	names := NewNames()
	a, b := add(), add()
	x, y := term.Intern("x"), term.Intern("y")
	steps := []struct {
		what string
		err  error
		want error
	}{
		{"undefined", names.Register(term.Undefined, a), ErrName},
		{"x", names.Register(x, a), nil},
		{"x again", names.Register(x, b), ErrTaken},
		{"second name", names.Register(y, a), ErrHasName},
		{"y", names.Register(y, b), nil},
		{"unregister x", names.Unregister(x), nil},
		{"unregister x again", names.Unregister(x), ErrNotPlaced},
		{"x of b", names.Register(x, b), ErrHasName},
		{"x again of a", names.Register(x, a), nil},
	}
	for _, s := range steps {
		if !errors.Is(s.err, s.want) {
			t.Errorf("%s: %v, want %v", s.what, s.err, s.want)
		}
	}
	if names.Whereis(x) != a || len(names.All()) != 2 {
		t.Error("names", names.All())
	}
	names.Remove(a)
	if _, named := a.Name(); named || names.Whereis(x) != nil {
		t.Error("removed with its process")
	}
}
