package proc

import "gex/proto/term"

// Suspend stops another local process (erlang:suspend_process/2): it handles
// signals but runs no code until Resume. Both nest; when p ends, what it
// suspended goes on. Unless async, Suspend returns when q has stopped. It
// returns ErrNoProc if q has ended, ErrBadArg if q is p.
func (p *Process) Suspend(q *Process, async bool) error {
	if q == p {
		return ErrBadArg
	}
	if !q.post(p.worker, &Suspend{From: p.Self()}) {
		return ErrNoProc
	}
	r := p.more()
	if r.suspending == nil {
		r.suspending = make(map[*Process]int)
	}
	r.suspending[q]++
	if async {
		return nil
	}
	_, err := p.Ask(q, func(*Process) term.Term { return term.Term{} })
	return err
}

// Resume undoes one Suspend of p on q; ErrBadArg if there is none.
func (p *Process) Resume(q *Process) error {
	if p.rare == nil || p.rare.suspending[q] == 0 {
		return ErrBadArg
	}
	if p.rare.suspending[q]--; p.rare.suspending[q] == 0 {
		delete(p.rare.suspending, q)
	}
	if !q.post(p.worker, &Resume{From: p.Self()}) {
		return ErrNoProc
	}
	return nil
}
