package sys

import (
	"testing"

	"gex/node/proc"
	"gex/proto/term"
)

func TestLoggerProxy(t *testing.T) {
	w := newWorld(t)
	events := make(chan LogEvent, 4)
	p := w.start(LoggerProxy(func(e LogEvent) { events <- e }), proc.Options{})
	format, args, meta := term.Charlist("~p~n"), list(term.Int(1)), term.MapOf()
	p.Deliver(atom("junk"))
	p.Deliver(tuple(atom("log"), atom("error")))
	p.Deliver(tuple(atom("log"), atom("error"), format, args, meta))
	p.Deliver(tuple(atom("log"), atom("info"), term.String("text"), meta))

	e := next(t, events)
	same(t, tuple(e.Level, e.Format, e.Args, e.Meta), tuple(atom("error"), format, args, meta))
	e = next(t, events)
	same(t, tuple(e.Level, e.Format, e.Meta), tuple(atom("info"), term.String("text"), meta))
	if !e.Args.IsNone() {
		t.Errorf("text has arguments %v", e.Args)
	}
	same(t, w.client().call(p, atom("what")), tuple(atom("error"), atom("badarg")))
}

// TestForward: a log event goes where the group leader is.
func TestForward(t *testing.T) {
	w := newWorld(t)
	far := (&term.Pid{Node: there, ID: 77}).Term()
	proxy := atom("logger_proxy")
	meta := term.MapOf()
	full := LogEvent{Level: atom("error"), Format: term.Nil, Args: list(term.Int(1)), Meta: meta}
	text := LogEvent{Level: atom("info"), Format: term.String("text"), Meta: meta}
	tests := []struct {
		name   string
		leader term.Term
		event  LogEvent
		want   term.Term // what is sent; zero for nothing
	}{
		{"own", term.Term{}, full, term.Term{}},
		{"far", far, full, tuple(proxy, tuple(atom("log"), atom("error"), term.Nil, list(term.Int(1)), meta))},
		{"far, text", far, text, tuple(proxy, tuple(atom("log"), atom("info"), term.String("text"), meta))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			done := make(chan bool, 1)
			w.start(func(p *proc.Process) { done <- Forward(w, p, tt.event) }, proc.Options{GroupLeader: tt.leader})
			if got := next(t, done); got == tt.want.IsNone() {
				t.Fatalf("Forward = %v", got)
			}
			if tt.want.IsNone() {
				if len(w.sent) > 0 {
					t.Errorf("sent %v", <-w.sent)
				}
				return
			}
			same(t, next(t, w.sent), tt.want)
		})
	}
}

func TestCrashEvent(t *testing.T) {
	w := newWorld(t)
	c := w.client()
	e := CrashEvent(here, c.Process, atom("boom"))
	same(t, tuple(e.Level, e.Args), tuple(atom("error"), list(c.Self(), here.Term(), atom("boom"))))
	for _, key := range []string{"pid", "gl"} {
		v, _ := e.Meta.MapGet(atom(key))
		same(t, v, c.Self())
	}
}
