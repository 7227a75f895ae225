package remote

import (
	"time"

	"gex/node/proc"
	"gex/proto/term"
)

// Evaluation is a source to be evaluated on another node.
type Evaluation struct {
	Source string
	Args   []string // the variable argv (Argv in Erlang)
	Format Format
	// Limit is how long it may take, 0 for any time.
	Limit time.Duration
}

// Outcome is what came of an Evaluation: the value in its format, or what was raised
// as a shell prints it.
type Outcome struct {
	OK   bool
	Text string // "" for a value that is not printed
	// Diagnostics is what the compiler has said.
	Diagnostics string
}

// Evaluate evaluates a source on a node to which there is a connection: Elixir, or
// Erlang where there is no Elixir. What it prints goes to the group leader of p, a
// Go-written process. The errors are ErrLost and ErrTimeout, which leave nothing
// running there, erpc.Errors when the node does not evaluate at all, and that of p's end.
func Evaluate(p *proc.Process, at term.Atom, ev Evaluation) (Outcome, error) {
	p.SetTrapExit(true)
	t, err := probe(p, at)
	if err != nil {
		return Outcome{}, err
	}
	args := ev.Args
	if args == nil {
		args = []string{}
	}
	e, err := startEvaluator(p, t, term.Term{}, args)
	if err != nil {
		return Outcome{}, err
	}
	defer e.kill()
	limit := ev.Limit
	if limit <= 0 {
		limit = -1
	}
	e.send(ev.Source, 1, whole, ev.Format)
	msg, ok, err := p.Receive(func(msg term.Term) bool { return e.ours(msg) || e.gone(msg) }, limit)
	switch {
	case err != nil:
		return Outcome{}, err
	case !ok:
		return Outcome{}, ErrTimeout
	case e.gone(msg):
		return Outcome{}, e.end(msg)
	}
	r := e.result(msg)
	out := Outcome{OK: r.ok, Text: r.text}
	for _, d := range r.diagnostics {
		out.Diagnostics += d.severity + ": " + d.text
	}
	if r.none {
		out.Text = ""
	}
	if !r.ok && r.trace != "" {
		out.Text += "\n" + r.trace
	}
	return out, nil
}

// Nodes returns the nodes that a node is connected with, without this one: those in
// its nodes(), and the hidden ones.
func Nodes(p *proc.Process, at, self term.Atom) (visible, hidden []term.Atom, err error) {
	list := func(kind string) (names []term.Atom) {
		if err != nil {
			return nil
		}
		var answer term.Term
		answer, err = call(p, at, "erlang", "nodes", []term.Term{term.A(kind)}, answerLimit)
		for ; err == nil && answer.IsCons(); answer = answer.Tail() {
			if name, ok := answer.Head().AsAtom(); ok && name != self {
				names = append(names, name)
			}
		}
		return names
	}
	return list("visible"), list("hidden"), err
}

// Ping tells whether a node answers a call.
func Ping(p *proc.Process, at term.Atom) error {
	_, err := call(p, at, "erlang", "node", nil, answerLimit)
	return err
}
