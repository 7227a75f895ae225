package sys

import (
	"testing"

	"gex/node/proc"
	"gex/proto/term"
)

// executed ends a process as erpc:execute_call does: args are the reference of
// the result, module, function and arguments, and the function is its name.
func executed(p *proc.Process, module, function term.Atom, args []term.Term) term.Term {
	if module != atomErpc {
		return atom("undef")
	}
	if function == atomExecCast {
		if to, ok := args[2].Slice(); ok && len(to) == 1 {
			p.Send(to[0], tuple(atom("cast"), args[1]), proc.SendOptions{})
		}
		return term.Normal.Term()
	}
	ref := args[0]
	switch args[2].AtomName() {
	case "return":
		return tuple(ref, atom("return"), args[3])
	case "leader":
		return tuple(ref, atom("return"), p.GroupLeader())
	case "throw":
		return tuple(ref, term.Throw.Term(), atom("ball"))
	case "exit":
		return tuple(ref, term.Exit.Term(), atom("why"))
	case "error":
		return tuple(ref, term.Error.Term(), atom("badarg"), term.Nil)
	}
	return atom("killed")
}

func TestRex(t *testing.T) {
	w := newWorld(t)
	w.run = executed
	rex := w.start(Rex(w), proc.Options{TrapExit: true})
	c := w.client()
	named := w.client()
	if err := w.names.Register(term.Intern("named"), named.Process); err != nil {
		t.Fatal(err)
	}
	call := func(function string, args, leader term.Term) term.Term {
		return tuple(atom("call"), atom("m"), atom(function), args, leader)
	}
	tests := []struct {
		name          string
		request, want term.Term
	}{
		{"return", call("return", list(term.Int(7)), c.Self()), list(term.Int(7))},
		{"block_call", tuple(atom("block_call"), atom("m"), atom("return"), term.Nil, c.Self()), term.Nil},
		{"leader of the caller", call("leader", term.Nil, c.Self()), c.Self()},
		{"no leader", call("leader", term.Nil, atom("user")), rex.Self()},
		{"throw", call("throw", term.Nil, c.Self()), atom("ball")},
		{"exit", call("exit", term.Nil, c.Self()), badrpc(tuple(atom("EXIT"), atom("why")))},
		{"error", call("error", term.Nil, c.Self()), badrpc(tuple(atom("EXIT"), tuple(atom("badarg"), term.Nil)))},
		{"killed", call("kill", term.Nil, c.Self()), badrpc(tuple(atom("EXIT"), atom("killed")))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			same(t, c.call(rex, tt.request), tt.want)
			if tt.request.Elem(0).Is(atomCall) { // as C nodes ask
				rex.Deliver(tuple(c.Self(), tt.request))
				same(t, c.next(), tuple(atom("rex"), tt.want))
			}
		})
	}

	plain := func(request ...term.Term) { rex.Deliver(tuple(c.Self(), tuple(request...))) }
	plain(atom("sbcast"), atom("named"), atom("hi"))
	same(t, named.next(), atom("hi"))
	same(t, c.next(), tuple(atom("rex"), here.Term(), here.Term()))
	plain(atom("sbcast"), atom("nobody"), atom("hi"))
	same(t, c.next(), tuple(atom("rex"), here.Term(), tuple(atom("nonexisting_name"), atom("nobody"))))
	plain(atom("send"), atom("named"), atom("hi"))
	same(t, named.next(), tuple(c.Self(), atom("hi")))
	plain(atom("send"), atom("nobody"), atom("hi"))
	same(t, c.next(), tuple(atom("rex"), here.Term(), tuple(atom("nonexisting_name"), atom("nobody"))))

	rex.Deliver(tuple(c.Self(), atom("features_request")))
	same(t, c.next(), tuple(atom("features_reply"), here.Term(), list(atom("erpc"))))
	rex.Deliver(tuple(atomGenCast.Term(), tuple(atom("cast"), atom("m"), atom("f"), list(c.Self()), c.Self())))
	same(t, c.next(), tuple(atom("cast"), atom("f")))

	// What is none of its business changes nothing.
	for _, msg := range []term.Term{
		atom("junk"), tuple(c.Self(), atom("what")), tuple(c.Self(), tuple(atom("call"), atom("m"))),
		tuple(atomGenCall.Term(), tuple(c.Self(), atom("tag")), atom("what")), tuple(atom("DOWN"), atom("noref"), atom("process"), c.Self(), atom("x")),
		tuple(atom("DOWN"), w.NewRef().Term(), atom("process"), c.Self(), atom("x")),
		tuple(atomGenCast.Term(), atom("junk")), tuple(atomGenCall.Term(), atom("nobody"), atom("x")),
	} {
		rex.Deliver(msg)
	}
	same(t, c.call(rex, call("return", term.Nil, c.Self())), term.Nil)
}

func TestRexWithoutProcesses(t *testing.T) {
	w := newWorld(t)
	w.full = true
	rex := w.start(Rex(w), proc.Options{})
	c := w.client()
	got := c.call(rex, tuple(atom("call"), atom("m"), atom("f"), term.Nil, c.Self()))
	same(t, got, badrpc(tuple(atom("EXIT"), atom("system_limit"))))
}

// TestRexStdout has a call write to whoever asked for it.
func TestRexStdout(t *testing.T) {
	w := newWorld(t)
	w.run = func(p *proc.Process, _, function term.Atom, args []term.Term) term.Term {
		if args[2].Is(term.Intern("format")) {
			return tuple(args[0], atom("return"), term.String("made "))
		}
		for _, request := range []term.Term{
			tuple(atom("put_chars"), atom("unicode"), atom("io_lib"), atom("format"), term.Nil),
			tuple(atom("put_chars"), atom("unicode"), term.String("text")),
			tuple(atom("get_line"), atom("unicode"), term.String("?")),
		} {
			ref := w.NewRef().Term()
			p.Send(p.GroupLeader(), tuple(atom("io_request"), p.Self(), ref, request), proc.SendOptions{})
			if _, _, err := p.Receive(func(m term.Term) bool { return m.Tagged(atomIOReply, 3) != nil }, -1); err != nil {
				break
			}
		}
		return tuple(args[0], atom("return"), atom("written"))
	}
	rex := w.start(Rex(w), proc.Options{TrapExit: true})
	c := w.client()
	rex.Deliver(tuple(c.Self(), tuple(atom("call"), atom("m"), atom("f"), term.Nil, atom("send_stdout_to_caller"))))
	same(t, c.next(), tuple(atom("rex_stdout"), term.String("made ")))
	same(t, c.next(), tuple(atom("rex_stdout"), term.String("text")))
	same(t, c.next(), tuple(atom("rex"), atom("written")))
}

// TestSystemMessages: what module sys asks of these processes.
func TestSystemMessages(t *testing.T) {
	w := newWorld(t)
	kernel := w.start(NetKernel(w), proc.Options{})
	c := w.client()
	state := tuple(atom("state"), here.Term())
	tests := []struct{ request, want term.Term }{
		{atom("get_state"), tuple(atom("ok"), state)},
		{atom("get_status"), tuple(atom("status"), atom("running"), state)},
		{atom("suspend"), atom("ok")},
		{atom("resume"), atom("ok")},
		{atom("terminate"), tuple(atom("error"), tuple(atom("unknown_system_msg"), atom("terminate")))},
	}
	for _, tt := range tests {
		tag := w.NewRef().Term()
		kernel.Deliver(tuple(atom("system"), tuple(c.Self(), tag), tt.request))
		same(t, c.next(), tuple(tag, tt.want))
	}
}

// TestReplyToAlias: a caller whose tag has an alias gets the answer through it.
func TestReplyToAlias(t *testing.T) {
	w := newWorld(t)
	kernel := w.start(NetKernel(w), proc.Options{})
	got := make(chan term.Term, 2)
	for _, nested := range []bool{false, true} {
		w.start(func(p *proc.Process) {
			ref := p.Alias(proc.ReplyAlias).Term()
			tag := term.Cons(atom("alias"), ref)
			if nested {
				tag = list(tag)
			}
			p.Send(kernel.Self(), tuple(atomGenCall.Term(), tuple(p.Self(), tag), tuple(atom("is_auth"), here.Term())), proc.SendOptions{})
			msg, _, _ := p.Receive(nil, patience)
			got <- msg.Elem(1)
		}, proc.Options{})
		same(t, next(t, got), atom("yes"))
	}
}
