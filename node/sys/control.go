package sys

import (
	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/term"
)

// Application is one that other nodes are told of as running here.
type Application struct{ Name, Description, Version string }

// Init returns the function of the process init, which answers the questions of
// module init of other nodes: {Pid, Request} by {init, Answer}. stop is called
// when it is told to stop the node, with the exit status.
func Init(stop func(status int)) func(p *proc.Process) {
	return func(p *proc.Process) { serve(p, &initProcess{p, stop}) }
}

type initProcess struct {
	p    *proc.Process
	stop func(status int)
}

var (
	atomInitName  = term.A("init")
	atomStarted   = term.A("started")
	atomArguments = term.Intern("get_arguments")
	atomPlain     = term.Intern("get_plain_arguments")
	atomArgument  = term.Intern("get_argument")
	atomStatus    = term.Intern("get_status")
	atomStop      = term.Intern("stop")
	atomNotify    = term.Intern("notify_when_started")
)

func (s *initProcess) call(gen.From, term.Term) term.Term { return term.Term{} }

func (s *initProcess) cast(term.Term) {}

func (s *initProcess) info(msg term.Term) {
	es := msg.Elems()
	switch {
	case msg.Tagged(atomStop, 2) != nil:
		s.stop(exitStatus(es[1]))
	case len(es) == 2 && es[0].IsPid():
		if answer, ok := s.answer(es[1]); ok {
			answerTo(s.p, es[0], term.Tuple(atomInitName, answer))
		}
	}
}

// exitStatus is that of {stop, Reason}: stop, reboot, or {stop, Status}.
func exitStatus(t term.Term) int {
	if es := t.Tagged(atomStop, 2); es != nil {
		t = es[1]
	}
	if n, ok := t.AsInt(); ok {
		return int(n)
	}
	return 0
}

func (s *initProcess) answer(request term.Term) (term.Term, bool) {
	switch {
	case request.Is(atomStatus):
		return term.Tuple(atomStarted, atomStarted), true
	case request.Is(atomArguments), request.Is(atomPlain):
		return term.Nil, true
	case request.Tagged(atomArgument, 2) != nil:
		return term.Error.Term(), true
	case request.Is(atomNotify):
		return atomStarted, true
	}
	return term.Term{}, false
}

func (s *initProcess) state() term.Term { return atomStarted }

// ApplicationController returns the function of the process
// application_controller, which tells other nodes which applications run here.
func ApplicationController(apps []Application) func(p *proc.Process) {
	return func(p *proc.Process) { serve(p, applications(apps)) }
}

type applications []Application

var (
	atomWhich  = term.Intern("which_applications")
	atomLoaded = term.Intern("loaded_applications")
)

func (s applications) call(_ gen.From, request term.Term) term.Term {
	if request.Is(atomWhich) || request.Is(atomLoaded) {
		return s.state()
	}
	return term.Tuple(term.Error.Term(), atomBadarg)
}

func (s applications) cast(term.Term) {}

func (s applications) info(term.Term) {}

func (s applications) state() term.Term {
	var ts []term.Term
	for _, a := range s {
		ts = append(ts, term.Tuple(term.A(a.Name), term.Charlist(a.Description), term.Charlist(a.Version)))
	}
	return term.List(ts...)
}
