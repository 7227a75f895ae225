package remote

import (
	_ "embed"
	"errors"

	"gex/node/erpc"
	"gex/node/proc"
	"gex/proto/term"
)

// The sources of the evaluators, which the other node evaluates.
var (
	//go:embed evaluator.exs
	elixirSource string
	//go:embed evaluator.erl
	erlangSource string
)

// Format is what becomes of the value of a source.
type Format struct {
	name   string
	colors bool
}

// The formats of values.
var (
	Inspected = Format{name: "inspect"} // as the shell of the node's language prints it
	JSON      = Format{name: "json"}    // by the JSON module of the node
	ErlTerm   = Format{name: "term"}    // an Erlang term with a full stop, on one line
	Raw       = Format{name: "raw"}     // text as it is
	Nothing   = Format{name: "none"}    // not printed
)

func (f Format) term() term.Term {
	if f.name != "inspect" {
		return term.A(f.name)
	}
	return term.Tuple(term.A("inspect"), term.Bool(f.colors))
}

// extent tells what a source is that is not at its end.
type extent string

const (
	more  extent = "more"  // lines of an entry; there are more
	last  extent = "last"  // lines of an entry; there are no more
	whole extent = "whole" // an expression without the full stop of Erlang
)

// result is what came of a source.
type result struct {
	more        bool // it is not at its end
	ok          bool
	text        string // of the value, or the banner of what was raised
	none        bool   // there is nothing to print
	trace       string // below the banner
	diagnostics []diagnostic
}

// diagnostic is what the compiler says: the severity and the text, which begins
// after it.
type diagnostic struct{ severity, text string }

// ended is why an evaluator is gone.
type ended struct{ reason term.Term }

// Error implements error.
func (e *ended) Error() string { return "the evaluator has ended" }

// evaluator is the process on the other node that evaluates, as the process here
// sees it that it is linked to. Its group leader is that of the process here.
type evaluator struct {
	p    *proc.Process
	pid  term.Term
	tag  term.Term
	kept term.Term // what another evaluator can go on from; zero for none
	big  bool      // what there was to keep is not kept, as it is too big
}

var (
	atomSpawnReply = term.Intern("spawn_reply")
	atomNoConn     = term.Intern("noconnection")

	atomMore = term.Intern("more")
	atomDone = term.Intern("done")
	atomBig  = term.Intern("big")
	atomSame = term.Intern("same")
)

// startEvaluator starts one that goes on from kept, nil for nothing, and gives it
// the words args.
func startEvaluator(p *proc.Process, t *Target, kept term.Term, args []string) (*evaluator, error) {
	e := &evaluator{p: p, tag: p.MakeRef().Term(), kept: kept}
	words := term.AtomNil.Term()
	if args != nil {
		var list []term.Term
		for _, a := range args {
			list = append(list, term.String(a))
		}
		words = term.List(list...)
	}
	if kept.IsNone() {
		kept = term.AtomNil.Term()
	}
	pair := func(name string, value term.Term) term.Term { return term.Tuple(term.A(name), value) }
	module, function := term.Intern("Elixir.Code"), term.Intern("eval_string")
	var mfa term.Term
	if t.Elixir != "" {
		mfa = term.List(term.String(elixirSource), term.List(pair("owner", p.Self()), pair("tag", e.tag),
			pair("helpers", term.Bool(t.Helpers)), pair("argv", words), pair("kept", kept)))
	} else {
		forms, err := parseErlang(p, t)
		if err != nil {
			return nil, err
		}
		module, function = term.Intern("erl_eval"), term.Intern("exprs")
		mfa = term.List(forms, term.List(pair("Argv", words), pair("Kept", kept), pair("Owner", p.Self()), pair("Tag", e.tag)))
	}
	ref := p.SpawnRequest(t.Node, module, function, mfa, proc.RequestOptions{Link: true, Wire: term.List(term.A("link"))}).Term()
	msg, ok, err := p.Receive(func(msg term.Term) bool {
		es := msg.Tagged(atomSpawnReply, 4)
		return es != nil && term.Identical(es[1], ref)
	}, answerLimit)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		p.AbandonSpawn(ref.Ref())
		return nil, ErrTimeout
	case msg.Elem(3).Is(atomNoConn):
		return nil, ErrLost
	case !msg.Elem(3).IsPid():
		return nil, &erpc.Error{Class: term.Error, Reason: msg.Elem(3)}
	}
	e.pid = msg.Elem(3)
	msg, ok, err = p.Receive(func(msg term.Term) bool { return e.ours(msg) || e.gone(msg) }, answerLimit)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		e.kill()
		return nil, ErrTimeout
	case e.gone(msg):
		return nil, e.end(msg)
	}
	return e, nil
}

// parseErlang has the other node parse the source of its evaluator.
func parseErlang(p *proc.Process, t *Target) (term.Term, error) {
	wrong := errors.New("the node does not parse the source of the evaluator")
	tokens, err := call(p, t.Node, "erl_scan", "string", []term.Term{term.Charlist(erlangSource)}, answerLimit)
	if err != nil {
		return term.Term{}, err
	}
	es := tokens.Tagged(term.Ok, 3)
	if es == nil {
		return term.Term{}, wrong
	}
	forms, err := call(p, t.Node, "erl_parse", "parse_exprs", []term.Term{es[1]}, answerLimit)
	if err != nil {
		return term.Term{}, err
	}
	if es = forms.Tagged(term.Ok, 2); es == nil {
		return term.Term{}, wrong
	}
	return es[1], nil
}

// ours tells whether a message is of the evaluator.
func (e *evaluator) ours(msg term.Term) bool {
	es := msg.Elems()
	return len(es) > 1 && term.Identical(es[0], e.tag)
}

// gone tells whether a message says that the evaluator has ended.
func (e *evaluator) gone(msg term.Term) bool {
	es := msg.Tagged(term.EXIT, 3)
	return es != nil && term.Identical(es[1], e.pid)
}

// end is ErrLost or an ended.
func (e *evaluator) end(msg term.Term) error {
	if reason := msg.Elem(2); !reason.Is(atomNoConn) {
		return &ended{reason}
	}
	return ErrLost
}

// send gives the evaluator a source, whose result comes as a message.
func (e *evaluator) send(source string, counter int, how extent, f Format) {
	e.p.Send(e.pid, term.Tuple(e.tag, term.A("eval"), term.String(source), term.Int(int64(counter)), term.A(string(how)), f.term()), proc.SendOptions{})
}

// result reads the message that a source is answered with.
func (e *evaluator) result(msg term.Term) (r result) {
	es := msg.Elems()
	if len(es) < 5 || !es[1].Is(atomDone) {
		return result{more: es[1].Is(atomMore)}
	}
	switch kept := es[4]; {
	case kept.Is(atomBig):
		e.kept, e.big = term.Term{}, true
	case !kept.Is(atomSame):
		e.kept, e.big = kept, false
	}
	for list := es[3]; list.IsCons(); list = list.Tail() {
		if d := list.Head(); d.IsTupleOf(2) && d.Elem(0).IsAtom() {
			r.diagnostics = append(r.diagnostics, diagnostic{d.Elem(0).AtomName(), text(d.Elem(1))})
		}
	}
	switch what := es[2].Elems(); {
	case len(what) == 2:
		r.ok, r.text, r.none = true, text(what[1]), what[1].Is(term.AtomNil)
	case len(what) == 3:
		r.text, r.trace = text(what[1]), text(what[2])
	}
	return r
}

// kill ends the evaluator, whatever it does.
func (e *evaluator) kill() {
	_ = e.p.Unlink(e.pid)
	_ = e.p.Exit(e.pid, term.Kill.Term())
}
