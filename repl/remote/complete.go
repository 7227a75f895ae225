package remote

import (
	_ "embed"
	"strings"
	"time"
	"unicode/utf8"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/line"
)

// completionLimit is how long Tab may take. Keys typed meanwhile wait for it.
const completionLimit = time.Second

// Complete implements line.Completer: the target completes, with its IEx or its
// Erlang shell. It gives nothing while an evaluation runs, while the completion before
// has not ended, and when it takes too long.
func (s *Session) Complete(text string, pos int) line.Completion {
	s.mu.Lock()
	c := completer{s.target, s.worker, s.tag}
	busy := s.running || s.giveUp != nil || !s.worker.IsPid() || s.leader == nil
	var o node.SpawnOptions
	if !busy {
		o.GroupLeader = s.leader.Self() // by which the Erlang shell is found there
	}
	s.mu.Unlock()
	if busy || pos < 0 || pos > len(text) || !s.completing.CompareAndSwap(false, true) {
		return line.Completion{}
	}
	done := make(chan line.Completion, 1)
	_, err := s.cfg.Node.SpawnGo(nil, func(p *proc.Process) {
		defer s.completing.Store(false)
		done <- c.complete(p, text[:pos])
	}, o)
	if err != nil {
		s.completing.Store(false)
		return line.Completion{}
	}
	return <-done
}

// completer is whom to ask: a target and what evaluates there.
type completer struct {
	target      *Target
	worker, tag term.Term
}

// complete asks the target how text can go on.
func (c completer) complete(p *proc.Process, text string) line.Completion {
	t := c.target
	reversed := reverse(text)
	module, args := "edlin_expand", []term.Term{reversed, term.Nil}
	switch {
	case t.Completes:
		module, args = "Elixir.IEx.Autocomplete", []term.Term{reversed, c.worker}
	case t.Elixir != "":
		return c.without(p, text)
	case t.OTP < "26":
		args = args[:1]
	}
	answer, err := call(p, t.Node, module, "expand", args, completionLimit)
	if err != nil {
		return line.Completion{}
	}
	return expansion(answer)
}

func reverse(text string) term.Term {
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeLastRuneInString(text)
		b.WriteRune(r)
		text = text[:len(text)-n]
	}
	return term.Charlist(b.String())
}

// expansion reads {yes | no, Insert, Matches}, what the expand functions of shells
// return. Matches are texts, pairs of a text and more about it, or maps with a title
// and elems that are matches in turn.
func expansion(t term.Term) (c line.Completion) {
	es := t.Elems()
	if len(es) != 3 {
		return c
	}
	if es[0].Is(term.Intern("yes")) {
		c.Insert = text(es[1])
	}
	c.Lists = lists("", es[2], maxNesting)
	return c
}

// maxNesting is how deep lists of matches may lie in each other.
const maxNesting = 4

func lists(title string, matches term.Term, depth int) (all []line.List) {
	own := line.List{Title: title}
	for ; matches.IsCons() && depth > 0; matches = matches.Tail() {
		switch m := matches.Head(); {
		case m.IsMap():
			inner, _ := m.MapGet(term.A("elems"))
			title, _ := m.MapGet(term.A("title"))
			all = append(all, lists(text(title), inner, depth-1)...)
		case m.IsTuple() && m.Arity() >= 2:
			own.Items = append(own.Items, text(m.Elem(0)))
		default:
			own.Items = append(own.Items, text(m))
		}
	}
	if len(own.Items) > 0 {
		all = append([]line.List{own}, all...)
	}
	return all
}

//go:embed complete.exs
var completeSource string

// without has the target complete by source of ours, as it has no IEx.
func (c completer) without(p *proc.Process, text string) line.Completion {
	ref := p.MakeRef().Term()
	p.Send(c.worker, term.Tuple(c.tag, term.A("names"), ref, p.Self(), term.String("")), proc.SendOptions{})
	names, ok, _ := p.Receive(func(msg term.Term) bool { return msg.IsTupleOf(2) && term.Identical(msg.Elem(0), ref) }, completionLimit)
	if !ok {
		return line.Completion{}
	}
	binding := term.List(term.Tuple(term.A("text"), term.String(text)), term.Tuple(term.A("names"), names.Elem(1)))
	answer, err := call(p, c.target.Node, "Elixir.Code", "eval_string", []term.Term{term.String(completeSource), binding}, completionLimit)
	if err != nil || !answer.IsTupleOf(2) {
		return line.Completion{}
	}
	return expansion(answer.Elem(0))
}
