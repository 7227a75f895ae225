package remote

import (
	"time"

	"gex/node/proc"
	"gex/proto/term"
)

// Target is another node and what there is on it.
type Target struct {
	Node   term.Atom
	OTP    string // its release
	Elixir string // its version, "" for none
	// Helpers tells whether IEx is there with its helpers, Completes whether it
	// completes.
	Helpers, Completes bool
}

// answerLimit is how long a node may take to answer a question about itself.
const answerLimit = 7 * time.Second

// probe asks a node what there is on it. Modules are loaded there that a shell needs
// anyway. The errors are those of call.
func probe(p *proc.Process, at term.Atom) (*Target, error) {
	t := &Target{Node: at}
	var err error
	ask := func(module, function string, args ...term.Term) (answer term.Term) {
		if err == nil {
			answer, err = call(p, at, module, function, args, answerLimit)
		}
		return answer
	}
	there := func(module string) bool {
		return ask("code", "ensure_loaded", term.A(module)).Tagged(term.Intern("module"), 2) != nil
	}
	t.OTP = text(ask("erlang", "system_info", term.A("otp_release")))
	if there("Elixir.Code") {
		t.Elixir = text(ask("Elixir.System", "version"))
		t.Helpers = there("Elixir.IEx") && there("Elixir.IEx.Helpers")
		t.Completes = t.Helpers && there("Elixir.IEx.Autocomplete")
	}
	return t, err
}

// text is what chardata says, "" for what is none.
func text(t term.Term) string {
	b, err := term.AppendCharData(nil, t)
	if err != nil || t.IsNone() {
		return ""
	}
	return string(b)
}

// Runs says what the node runs.
func (t *Target) Runs() string {
	if t.Elixir == "" {
		return "OTP " + t.OTP
	}
	return "Elixir " + t.Elixir + ", OTP " + t.OTP
}
