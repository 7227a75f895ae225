package vm

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
)

// Processes that run old code are asked in their own context whether they do.
// As in OTP only frames count, the running function and those it returns to: a
// fun of old code does not keep it.

// Runs tells whether q has a frame in a version of a module, the one that mod
// is. It blocks p, the calling process, until q answers; the error is that of
// proc.Process.Ask.
func Runs(p, q *proc.Process, mod *code.Module) (bool, error) {
	answer, err := p.Ask(q, func(q *proc.Process) term.Term {
		other, ok := q.Runner().(*Machine)
		return term.Bool(ok && other.runs(mod))
	})
	return err == nil && answer.Is(term.True), err
}

func (m *Machine) runs(mod *code.Module) (found bool) {
	if m.stack == nil {
		return false // it has ended
	}
	m.backtrace(func(fn *code.Func, _ int) bool {
		found = fn.Mod == mod
		return !found
	})
	return found
}

// lingering calls visit for the processes of ps that run mod, until it returns
// false. Processes of Go code run none.
func lingering(p *proc.Process, ps []*proc.Process, mod *code.Module, visit func(q *proc.Process) bool) {
	for _, q := range ps {
		if _, ok := q.Runner().(*Machine); !ok {
			continue
		}
		if runs, _ := Runs(p, q, mod); runs && !visit(q) {
			return
		}
	}
}

// SoftPurge forgets the old version of a module in t, for the process p, unless
// one of ps, which are all processes, runs it. It tells whether there is none now.
func SoftPurge(t *code.Table, p *proc.Process, ps []*proc.Process, name term.Atom) bool {
	old := t.Old(name)
	if old == nil {
		return true
	}
	free := true
	lingering(p, ps, old, func(*proc.Process) bool { free = false; return false })
	if free {
		t.Purge(old)
	}
	return free
}

// Purge forgets the old version of a module in t, for the process p, and kills
// those of ps, which are all processes, that run it. It tells whether it killed any.
func Purge(t *code.Table, p *proc.Process, ps []*proc.Process, name term.Atom) (killed bool) {
	old := t.Old(name)
	if old == nil {
		return false
	}
	lingering(p, ps, old, func(q *proc.Process) bool {
		killed = true
		_ = p.Exit(q.Self(), term.Kill.Term()) // a pid
		return true
	})
	t.Purge(old)
	return killed
}
