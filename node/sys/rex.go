package sys

import (
	"bytes"
	"context"
	"io"

	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/term"
)

// Rex returns the function of the process rex, which rpc of old nodes and of
// those without erpc talks to: calls and casts of functions here.
func Rex(h Host) func(p *proc.Process) {
	return func(p *proc.Process) {
		serve(p, &rex{host: h, p: p, running: make(map[term.Ref]run)})
	}
}

type rex struct {
	host    Host
	p       *proc.Process
	running map[term.Ref]run // by monitor
}

// run is a call under way.
type run struct {
	ref   term.Term // first element of the result
	reply func(answer term.Term)
	done  func() // lets the group leader go
}

var (
	atomCall     = term.Intern("call")
	atomCast     = term.Intern("cast")
	atomSbcast   = term.Intern("sbcast")
	atomSend     = term.Intern("send")
	atomBlock    = term.Intern("block_call")
	atomNonexist = term.A("nonexisting_name")
	atomFeatures = term.A("features_request")
	atomReply    = term.A("features_reply")
	atomBadrpc   = term.A("badrpc")
	atomRex      = term.A("rex")
	atomStdout   = term.Intern("send_stdout_to_caller")

	atomRexStdout = term.A("rex_stdout")
	atomErpc      = term.Intern("erpc")
	atomExecCall  = term.Intern("execute_call")
	atomExecCast  = term.Intern("execute_cast")
	atomReturn    = term.A("return")
)

func (s *rex) call(from gen.From, request term.Term) term.Term {
	if request.Tagged(atomCall, 5) == nil && request.Tagged(atomBlock, 5) == nil {
		return term.Term{} // OTP's rex does not answer what it does not know
	}
	return s.apply(request, func(answer term.Term) { from.Reply(s.p, answer) })
}

// apply calls a function in a process of its own, which ends with the result:
// {_, Module, Function, Args, GroupLeader}. It answers itself if there is no
// process to be had.
func (s *rex) apply(request term.Term, reply func(term.Term)) term.Term {
	es := request.Elems()
	leader, done := s.leader(es[4])
	ref := s.host.NewRef().Term()
	_, mon, err := s.host.Run(s.p, leader, atomErpc, atomExecCall, []term.Term{ref, es[1], es[2], es[3]})
	if err != nil {
		done()
		return badrpc(term.Tuple(term.EXIT.Term(), term.A("system_limit")))
	}
	s.running[*mon] = run{ref, reply, done}
	return term.Term{}
}

// leader returns the group leader that a caller wants: a pid, user, or
// {send_stdout_to_caller, Pid} for one that gives the caller what is written.
// done is to be called when it is needed no more.
func (s *rex) leader(t term.Term) (leader term.Term, done func()) {
	done = func() {}
	if t.IsPid() {
		return t, done
	}
	if es := t.Tagged(atomStdout, 2); es != nil && es[1].IsPid() {
		started := make(chan term.Term, 1)
		group := NewGroup(written{s.p.Scheduler(), es[1]}, s.text)
		if s.host.Go(func(p *proc.Process) { started <- p.Self(); group.Run(p) }) == nil {
			pid := <-started
			return pid, func() { s.p.Exit(pid, term.Kill.Term()) }
		}
	}
	if t.IsAtom() {
		if p := s.p.Scheduler().Router().Whereis(t.KnownAtom()); p != nil {
			return p.Self(), done
		}
	}
	return s.p.GroupLeader(), done
}

// text applies a function whose result is to be written.
func (s *rex) text(leader term.Term, m, f term.Atom, args []term.Term, done func(term.Term, bool)) {
	err := s.host.Go(func(p *proc.Process) {
		ref := s.host.NewRef().Term()
		_, mon, err := s.host.Run(p, leader, atomErpc, atomExecCall, []term.Term{ref, m.Term(), f.Term(), term.List(args...)})
		if err != nil {
			done(term.Term{}, false)
			return
		}
		msg, _, err := p.Receive(func(msg term.Term) bool {
			es := msg.Tagged(term.Down, 5)
			return es != nil && term.Identical(es[1], mon.Term())
		}, -1)
		if err != nil {
			done(term.Term{}, false)
			return
		}
		es := msg.Elem(4).Elems()
		returned := len(es) == 3 && term.Identical(es[0], ref) && term.Identical(es[1], atomReturn)
		if !returned {
			done(term.Term{}, false)
			return
		}
		done(es[2], true)
	})
	if err != nil {
		done(term.Term{}, false)
	}
}

// written is a Device that sends what is written to a process, as
// {rex_stdout, Binary}. Nothing can be read from it.
type written struct {
	sched *proc.Scheduler
	to    term.Term
}

func (w written) Write(b []byte) (int, error) {
	w.sched.Send(w.to, term.Tuple(atomRexStdout, term.Binary(bytes.Clone(b))), proc.SendOptions{NoConnect: true})
	return len(b), nil
}

func (w written) ReadLine(context.Context, string) (string, error) { return "", io.EOF }
func (w written) ReadSecret(context.Context) (string, error)       { return "", io.EOF }
func (w written) Size() (columns, rows int, ok bool)               { return 0, 0, false }

func badrpc(reason term.Term) term.Term { return term.Tuple(atomBadrpc, reason) }

func (s *rex) cast(request term.Term) {
	if request.Tagged(atomCast, 5) == nil {
		return
	}
	leader, _ := s.leader(request.Elem(4))
	s.host.Run(nil, leader, atomErpc, atomExecCast, request.Elems()[1:4])
}

func (s *rex) info(msg term.Term) {
	switch {
	case msg.Tagged(term.Down, 5) != nil:
		s.ended(msg.Elem(1), msg.Elem(4))
	case msg.IsTupleOf(2) && msg.Elem(0).IsPid():
		s.plain(msg.Elem(0), msg.Elem(1))
	}
}

// plain serves a request that is no gen call: those of C nodes, and what rpc
// sends to registered names.
func (s *rex) plain(from, request term.Term) {
	self := s.host.Self().Term()
	es := request.Elems()
	switch {
	case term.Identical(request, atomFeatures):
		answerTo(s.p, from, term.Tuple(atomReply, self, term.List(atomErpc.Term())))
	case request.Tagged(atomSbcast, 3) != nil:
		outcome := self
		if s.p.Send(es[1], es[2], proc.SendOptions{}) == proc.BadDest {
			outcome = term.Tuple(atomNonexist, es[1])
		}
		answerTo(s.p, from, term.Tuple(atomRex, self, outcome))
	case request.Tagged(atomSend, 3) != nil:
		if s.p.Send(es[1], term.Tuple(from, es[2]), proc.SendOptions{}) == proc.BadDest {
			answerTo(s.p, from, term.Tuple(atomRex, self, term.Tuple(atomNonexist, es[1])))
		}
	case request.Tagged(atomCall, 5) != nil:
		answer := func(t term.Term) { answerTo(s.p, from, term.Tuple(atomRex, t)) }
		if es[4].Is(atomStdout) {
			request = term.Tuple(es[0], es[1], es[2], es[3], term.Tuple(es[4], from))
		}
		if t := s.apply(request, answer); !t.IsNone() {
			answer(t)
		}
	}
}

// ended passes the result of a call on, as rpc:call gives it.
func (s *rex) ended(monitor, reason term.Term) {
	if !monitor.IsRef() {
		return
	}
	r, ok := s.running[*monitor.Ref()]
	if !ok {
		return
	}
	delete(s.running, *monitor.Ref())
	r.reply(rpcResult(r.ref, reason))
	r.done()
}

// rpcResult makes of the exit reason of erpc:execute_call the value of
// rpc:call.
func rpcResult(ref, reason term.Term) term.Term {
	if !reason.IsTuple() || reason.Arity() < 3 || !term.Identical(reason.Elem(0), ref) {
		return badrpc(term.Tuple(term.EXIT.Term(), reason))
	}
	es := reason.Elems()
	switch {
	case term.Identical(es[1], atomReturn), es[1].Is(term.Throw):
		return es[2]
	case len(es) == 4:
		return badrpc(term.Tuple(term.EXIT.Term(), term.Tuple(es[2], es[3])))
	}
	return badrpc(term.Tuple(term.EXIT.Term(), es[2]))
}

func (s *rex) state() term.Term { return term.MapOf() }
