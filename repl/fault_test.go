package repl

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/bif"
	"gex/repl/lang/lib"
	"gex/repl/lang/vm"
	"gex/repl/render"
)

// piped is a group leader that reads lines and keeps what is written.
type piped struct {
	lines  []string
	output strings.Builder
}

func (d *piped) run(p *proc.Process) {
	for {
		msg, _, err := p.Receive(nil, -1)
		if err != nil {
			return
		}
		es := msg.Tagged(term.Intern("io_request"), 4)
		if es == nil {
			continue
		}
		reply, req := term.Error.Term(), es[3]
		switch {
		case req.Elem(0).Is(term.Intern("put_chars")):
			d.output.WriteString(req.Elem(2).Text())
			reply = term.Ok.Term()
		case !req.Elem(0).Is(term.Intern("get_line")):
		case len(d.lines) == 0:
			reply = term.Intern("eof").Term()
		default:
			reply, d.lines = term.String(d.lines[0]+"\n"), d.lines[1:]
		}
		p.Send(es[1], term.Tuple(term.A("io_reply"), es[2], reply), proc.SendOptions{})
	}
}

// TestFault has a native panic: the entry fails, and the session goes on with
// its bindings.
func TestFault(t *testing.T) {
	faults := make(chan any, 1)
	n := node.New(node.Config{Fault: func(v any, stack []byte) { faults <- v }})
	rt := lib.New(&bif.Host{Node: n}, &lib.Printer{Out: new(bytes.Buffer)})
	Register(rt.System.Table)
	vm.Register(rt.System.Table, "faulty", []vm.Row{{Name: "panic", Func: func(*vm.Machine, []term.Term) (term.Term, bool) {
		var none []int
		return term.Int(int64(none[len(none)])), true
	}}})
	d := &piped{lines: []string{"a = 41", ":faulty.panic()", "a + 1", "spawn(fn -> :faulty.panic() end)", "a + 2"}}
	leader, err := n.SpawnGo(nil, d.run, node.SpawnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	s := New(Config{Runtime: rt, Stderr: &stderr, Quiet: true, Colors: render.NewColors(false)})
	done := make(chan struct{})
	if _, err = n.SpawnGo(nil, func(p *proc.Process) { defer close(done); s.Run(p) }, node.SpawnOptions{GroupLeader: leader.Self()}); err != nil {
		t.Fatal(err)
	}
	<-done
	<-faults // of the process that was spawned
	if err := n.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	out := d.output.String()
	if !strings.HasPrefix(out, "41\n42\n#PID<") || !strings.HasSuffix(out, "\n43\n") {
		t.Errorf("output %q", out)
	}
	if text := stderr.String(); !strings.HasPrefix(text, "** internal error: runtime error: index out of range") || !strings.Contains(text, "fault_test.go") {
		t.Errorf("stderr %q", text)
	}
	if !s.Failed() {
		t.Error("the session has not failed")
	}
}
