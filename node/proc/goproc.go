package proc

import (
	"context"
	"fmt"
	"time"

	"gex/proto/term"
)

// startGo lets p run f on a goroutine of its own. p ends when f returns, with
// the reason given to SetExit, normal if none; f has to return soon after a
// call gave ErrExited or Exiting is true. A panic of f ends p with the reason
// {Text, []} as an uncaught error would.
func (p *Process) startGo(f func(p *Process)) {
	p.goroutine.Store(true)
	p.note = make(chan struct{}, 1)
	s := p.sched
	s.live(1)
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		defer p.finish()
		defer p.rescue()
		f(p)
	}()
}

// Receive waits for the first message that match accepts (any if match is nil),
// takes it out of the queue and returns it. It returns false after the timeout;
// a negative timeout is none, zero looks only at what is there. It returns
// ErrExited when an exit signal took effect. It is for Go processes.
func (p *Process) Receive(match func(msg term.Term) bool, timeout time.Duration) (msg term.Term, ok bool, err error) {
	p.Rewind()
	for {
		if msg, ok = p.scan(match); ok {
			return msg, true, nil
		}
		switch {
		case p.exiting:
			return term.Term{}, false, ErrExited
		case timeout == 0 || p.TimedOut():
			p.StopTimer()
			p.Rewind()
			return term.Term{}, false, nil
		case timeout > 0:
			p.StartTimer(int64((timeout + time.Millisecond - 1) / time.Millisecond))
		}
		p.await()
	}
}

// ReceiveContext is Receive that ends with ctx, whose error it returns then.
func (p *Process) ReceiveContext(ctx context.Context, match func(msg term.Term) bool) (term.Term, error) {
	// Anything that arrives wakes p, and the predicate is asked again.
	stop := context.AfterFunc(ctx, func() { p.post(nil, &Do{Func: func(*Process) {}}) })
	defer stop()
	p.Rewind()
	for {
		if msg, ok := p.scan(match); ok {
			return msg, nil
		}
		if p.exiting {
			return term.Term{}, ErrExited
		}
		if err := ctx.Err(); err != nil {
			p.Rewind()
			return term.Term{}, err
		}
		p.await()
	}
}

// scan takes the first message that match accepts of those not seen yet.
func (p *Process) scan(match func(msg term.Term) bool) (term.Term, bool) {
	for {
		msg, ok := p.Current()
		if !ok {
			return term.Term{}, false
		}
		if match == nil || match(msg) {
			return p.Take(), true
		}
		p.Skip()
	}
}

// await sleeps until something arrives. It is for the goroutine of p.
func (p *Process) await() { p.awaitWith(true) }

// awaitWith is await; without timer that one does not matter.
func (p *Process) awaitWith(timer bool) {
	p.mu.Lock()
	if len(p.in) > 0 || p.unhandled.Load() > 0 || p.timedOut && timer {
		p.mu.Unlock()
		return
	}
	if p.note == nil {
		p.note = make(chan struct{}, 1)
	}
	p.status = stParked
	p.mu.Unlock()
	<-p.note
}

// waitReleased blocks a Go process while it is held, or until it is to exit.
func (p *Process) waitReleased() {
	for p.held > 0 && !p.exiting {
		p.awaitWith(false)
		p.HandleSignals()
	}
}

// Ask runs f in the context of another local process, in order with what p sent
// it before, and returns its result; ErrNoProc if there is no such process (any
// more), ErrExited if an exit signal to p took effect meanwhile. It blocks, but
// p goes on answering signals, so that two processes may ask each other.
func (p *Process) Ask(q *Process, f func(q *Process) term.Term) (term.Term, error) {
	if q == p {
		p.HandleSignals()
		return f(p), nil
	}
	var done bool
	var result term.Term
	err := error(nil)
	// Both run in the context of p: what q found out comes back as a signal.
	ok := q.post(p.worker, &Do{
		Func: func(q *Process) {
			t := f(q)
			p.post(q.worker, &Do{Func: func(*Process) { done, result = true, t }})
		},
		Else: func() {
			p.post(nil, &Do{Func: func(*Process) { done, err = true, ErrNoProc }})
		},
	})
	if !ok {
		return term.Term{}, ErrNoProc
	}
	p.Blocking(func() {
		for !done && !p.exiting {
			p.HandleSignals()
			if !done && !p.exiting {
				p.await()
			}
		}
	})
	if !done {
		return term.Term{}, ErrExited
	}
	return result, err
}

// IsAlive tells whether a local process lives, after all signals that p sent
// it (erlang:is_process_alive/1).
func (p *Process) IsAlive(q *Process) bool {
	switch {
	case q == nil:
		return false
	case q == p:
		return true
	case q.unhandled.Load() == 0:
		return q.Alive()
	}
	_, err := p.Ask(q, func(*Process) term.Term { return term.Term{} })
	return err == nil
}

func crashReason(v any) term.Term {
	return term.Tuple(term.String(fmt.Sprint(v)), term.Nil)
}
