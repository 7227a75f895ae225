package proc_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
)

// TestMailboxModel compares the mailbox with a plain list over random runs of
// everything a receive can do.
func TestMailboxModel(t *testing.T) {
	for seed := range uint64(200) {
		n := newNode(t, node.Config{})
		a := newActor(t, n, node.SpawnOptions{})
		r := rand.New(rand.NewPCG(seed, 1))
		a.Do(func(p *proc.Process) { mailboxRun(t, p, r) })
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func mailboxRun(t *testing.T, p *proc.Process, r *rand.Rand) {
	var model []int64
	next := int64(0)
	at := 0 // save pointer in model
	alias := p.Alias(proc.ExplicitUnalias).Term()
	type marked struct {
		ref *term.Ref
		min int64 // messages from here on are newer
	}
	var marks []marked
	for range 300 {
		switch r.IntN(7) {
		case 0, 1: // messages arrive, some of them as other signals
			for range r.IntN(8) {
				to := p.Self()
				if r.IntN(4) == 0 {
					to = alias
				}
				p.Send(to, term.Int(next), proc.SendOptions{})
				model = append(model, next)
				next++
			}
		case 2, 3: // scan and take
			for range r.IntN(6) {
				msg, ok := p.Current()
				if ok != (at < len(model)) || ok && msg.Int() != model[at] {
					t.Errorf("current %v %v, model %v at %d", msg, ok, model, at)
					return
				}
				if !ok {
					break
				}
				p.Skip()
				at++
			}
			if msg, ok := p.Current(); ok {
				if got := p.Take(); got != msg || msg.Int() != model[at] {
					t.Errorf("took %v, model %v at %d", got, model, at)
					return
				}
				model = slices.Delete(model, at, at+1)
				at = 0
			}
		case 4:
			p.Rewind()
			at = 0
		case 5:
			p.HandleSignals()
			ref := p.Scheduler().NewRef()
			p.Mark(ref)
			marks = append(marks, marked{ref, next})
		case 6:
			if len(marks) == 0 {
				continue
			}
			m := marks[len(marks)-1]
			p.HandleSignals()
			p.Rewind()
			p.StartAtMark(m.ref)
			at = 0
			if msg, ok := p.Current(); ok {
				at = slices.Index(model, msg.Int())
				if skipped := model[:at]; slices.ContainsFunc(skipped, func(i int64) bool { return i >= m.min }) {
					t.Errorf("mark %d passed over %v", m.min, skipped)
					return
				}
			} else {
				at = len(model)
				if slices.ContainsFunc(model, func(i int64) bool { return i >= m.min }) {
					t.Errorf("mark %d at the end of %v", m.min, model)
					return
				}
			}
		}
	}
	p.HandleSignals()
	if p.QueueLen() != len(model) {
		t.Errorf("%d messages, model %d", p.QueueLen(), len(model))
	}
}

// TestMarkSkips: a mark is worth something: the scan begins behind the backlog.
func TestMarkSkips(t *testing.T) {
	a := newActor(t, newNode(t, node.Config{}), node.SpawnOptions{})
	a.Do(func(p *proc.Process) {
		for range 100 {
			p.Send(p.Self(), atom("noise"), proc.SendOptions{})
		}
		p.HandleSignals()
		ref := p.Scheduler().NewRef()
		p.Mark(ref)
		p.Send(p.Self(), ref.Term(), proc.SendOptions{})
		p.Rewind()
		p.StartAtMark(ref)
		// A receive finds nothing before the reply comes in: HandleSignals
		// is what brings it.
		if m, ok := p.Current(); !ok || m != ref.Term() {
			t.Errorf("first message after the mark: %v", m)
		}
	})
}

func TestDictionary(t *testing.T) {
	var d proc.Dictionary
	model := map[string]int64{}
	keys := map[string]term.Term{}
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		i := r.IntN(60)
		k := tuple(term.Int(int64(i)), term.String("x"))
		if i%2 == 0 {
			k = term.Int(int64(i))
		}
		name := string(rune('A' + i))
		keys[name] = k
		old, had := model[name]
		switch r.IntN(3) {
		case 0:
			v := r.Int64N(1000)
			got, ok := d.Put(k, term.Int(v))
			if ok != had || ok && got.Int() != old {
				t.Fatalf("put: %v %v", ok, had)
			}
			model[name] = v
		case 1:
			got, ok := d.Get(k)
			if ok != had || ok && got.Int() != old {
				t.Fatalf("get: %v %v", ok, had)
			}
		case 2:
			got, ok := d.Erase(k)
			if ok != had || ok && got.Int() != old {
				t.Fatalf("erase: %v %v", ok, had)
			}
			delete(model, name)
		}
		if d.Len() != len(model) {
			t.Fatal("length")
		}
	}
	if n, _ := d.Term().Len(); n != len(model) {
		t.Error("list")
	}
	if _, ok := d.Get(term.Float(2)); ok {
		t.Error("2.0 is not 2")
	}
	if d.Clear(); d.Len() != 0 {
		t.Error("clear")
	}
}
