package sys

import (
	"testing"

	"gex/node/proc"
	"gex/proto/term"
)

func TestInit(t *testing.T) {
	w := newWorld(t)
	stopped := make(chan int, 1)
	p := w.start(Init(func(status int) { stopped <- status }), proc.Options{})
	c := w.client()
	questions := []struct{ request, want term.Term }{
		{atom("get_status"), tuple(atom("started"), atom("started"))},
		{atom("get_arguments"), term.Nil},
		{atom("get_plain_arguments"), term.Nil},
		{tuple(atom("get_argument"), atom("home")), atom("error")},
		{atom("notify_when_started"), atom("started")},
	}
	for _, tt := range questions {
		// A question that init does not know has no answer.
		p.Deliver(tuple(c.Self(), atom("what")))
		p.Deliver(tuple(c.Self(), tt.request))
		same(t, c.next(), tuple(atom("init"), tt.want))
	}
	stops := []struct {
		reason term.Term
		want   int
	}{
		{atom("stop"), 0}, {atom("reboot"), 0}, {term.Int(3), 3}, {tuple(atom("stop"), term.Int(4)), 4},
		{tuple(atom("stop"), atom("stop")), 0},
	}
	for _, tt := range stops {
		p.Deliver(tuple(atom("stop"), tt.reason))
		if got := next(t, stopped); got != tt.want {
			t.Errorf("stop %v: status %d, want %d", tt.reason, got, tt.want)
		}
	}
}

func TestApplicationController(t *testing.T) {
	w := newWorld(t)
	p := w.start(ApplicationController([]Application{{"kernel", "ERTS", "9.1"}}), proc.Options{})
	c := w.client()
	apps := list(tuple(atom("kernel"), term.Charlist("ERTS"), term.Charlist("9.1")))
	tests := []struct{ request, want term.Term }{
		{atom("which_applications"), apps},
		{tuple(atom("which_applications"), term.Int(5000)), tuple(atom("error"), atom("badarg"))},
		{atom("loaded_applications"), apps},
		{atom("what"), tuple(atom("error"), atom("badarg"))},
	}
	for _, tt := range tests {
		same(t, c.call(p, tt.request), tt.want)
	}
}
