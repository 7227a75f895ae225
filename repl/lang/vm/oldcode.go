package vm

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
)

// Versions of modules. As in OTP there are two, the current and the old one, and
// a third comes only when the old one goes. Processes that run old code are asked
// in their own context whether they do; only frames count, the running function
// and those it returns to: a fun of old code does not keep it.
//
// Unlike OTP, funs outlive versions that go because a module is loaded again:
// they run their old code until somebody purges the module. After that a call of
// one fails as in OTP, with badfun, or with undef if the module is gone.

// codeRunner is a proc.Located that knows whether it has a frame in a version of a
// module.
type codeRunner interface {
	Runs(mod *code.Module) bool
}

// Runs tells whether q has a frame in the version of a module that mod is. It
// blocks p, the calling process, until q answers; the error is that of
// proc.Process.Ask.
func Runs(p, q *proc.Process, mod *code.Module) (bool, error) {
	answer, err := p.Ask(q, func(q *proc.Process) term.Term {
		r, ok := q.Located().(codeRunner)
		return term.Bool(ok && r.Runs(mod))
	})
	return err == nil && answer.Is(term.True), err
}

// Runs tells whether the machine, or one that it is nested in, has a frame in the
// version of a module that mod is. It is for the process that runs it.
func (m *Machine) Runs(mod *code.Module) (found bool) {
	if outer, ok := m.outer.(codeRunner); ok && outer.Runs(mod) {
		return true
	}
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
// false. Processes of Go code are asked only while they run a machine.
func lingering(p *proc.Process, ps []*proc.Process, mod *code.Module, visit func(q *proc.Process) bool) {
	for _, q := range ps {
		if q.InGo() {
			continue
		}
		if runs, _ := Runs(p, q, mod); runs && !visit(q) {
			return
		}
	}
}

// evict kills the processes of ps, which are all processes, that run mod, and
// tells whether there were any.
func evict(p *proc.Process, ps []*proc.Process, mod *code.Module) (killed bool) {
	lingering(p, ps, mod, func(q *proc.Process) bool {
		killed = true
		_ = p.Exit(q.Self(), term.Kill.Term()) // a pid
		return true
	})
	return killed
}

// SoftPurge drops the old version of a module in t, for the process p, unless one
// of ps, which are all processes, runs it. It tells whether there is none now.
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

// Purge drops the old version of a module in t, for the process p, and kills
// those of ps, which are all processes, that run it. It tells whether it killed any.
func Purge(t *code.Table, p *proc.Process, ps []*proc.Process, name term.Atom) (killed bool) {
	old := t.Old(name)
	if old == nil {
		return false
	}
	killed = evict(p, ps, old)
	t.Purge(old)
	return killed
}

// Load makes mod the current version of its module in t, for the process p. It
// kills those of ps, which are all processes, that run the version before the one
// that mod replaces.
func Load(t *code.Table, p *proc.Process, ps []*proc.Process, mod *code.Module) {
	if old := t.Old(mod.Name); old != nil {
		evict(p, ps, old)
	}
	t.Load(mod)
}
