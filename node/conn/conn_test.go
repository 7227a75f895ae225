package conn

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gex/node/proc"
	"gex/proto/dist"
	"gex/proto/term"
)

// side is one end of a connection over a pipe; it keeps what came.
type side struct {
	*Conn
	name term.Atom

	mu       sync.Mutex
	messages []term.Term
	signals  []proc.Signal
	reason   term.Term
	reported error
	done     chan struct{}
}

func (s *side) Node() term.Atom           { return s.config.Peer }
func (s *side) Attach(*proc.Process) bool { return true }
func (s *side) Detach(*proc.Process)      {}

func (s *side) Receive(to, msg term.Term, o proc.SendOptions) {
	s.mu.Lock()
	s.messages = append(s.messages, msg)
	s.mu.Unlock()
}

func (s *side) ReceiveSignal(to term.Term, sig proc.Signal) {
	s.mu.Lock()
	s.signals = append(s.signals, sig)
	s.mu.Unlock()
}

func (s *side) Lost(reason term.Term) {
	s.mu.Lock()
	s.reason = reason
	s.mu.Unlock()
}

func (s *side) came() (signals, messages int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.signals), len(s.messages)
}

func (s *side) pid(id uint32) *term.Pid { return &term.Pid{Node: s.name, ID: id, Creation: 7} }

// newSide makes one end, which runs until the connection ends.
func newSide(c net.Conn, self, peer string, flags dist.Flag) *side {
	s := &side{name: term.Intern(self), done: make(chan struct{})}
	refs := uint32(0)
	s.Conn = New(c, Config{Self: s.name, Creation: 7, Peer: term.Intern(peer), Flags: flags, TickTime: time.Minute,
		NewRef: func() *term.Ref { refs++; return &term.Ref{Node: s.name, Creation: 7, N: 3, W: [5]uint32{refs}} },
		Report: func(err error) { s.mu.Lock(); s.reported = err; s.mu.Unlock() }})
	go func() {
		defer close(s.done)
		s.Run(s)
	}()
	return s
}

func pipe(flags dist.Flag) (a, b *side) {
	x, y := net.Pipe()
	return newSide(x, "a@h", "b@h", flags), newSide(y, "b@h", "a@h", flags)
}

// TestTicks lets an idle connection live, and ends one whose other side falls
// silent.
func TestTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe(dist.Default)
		time.Sleep(time.Hour)
		a.Send(nil, b.pid(1).Term(), term.A("still"), proc.SendOptions{})
		synctest.Wait()
		if len(b.messages) != 1 || a.reason != (term.Term{}) {
			t.Fatalf("after an hour: %d messages", len(b.messages))
		}
		a.Close()
		<-a.done
		<-b.done
		if !b.reason.Is(term.Intern("connection_closed")) || b.reported != nil {
			t.Errorf("reported %v", b.reported)
		}
	})
}

func TestTickTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, y := net.Pipe()
		a := newSide(x, "a@h", "b@h", dist.Default)
		start := time.Now()
		var ticks atomic.Int32
		go func() { // reads, and says nothing
			var b [4]byte
			for {
				if _, err := y.Read(b[:]); err != nil {
					return
				}
				ticks.Add(1)
			}
		}()
		<-a.done
		if d := time.Since(start); d < time.Minute || d > 75*time.Second {
			t.Errorf("down after %v", d)
		}
		if !a.reason.Is(term.Intern("net_tick_timeout")) || !errors.Is(a.reported, ErrTickTimeout) {
			t.Errorf("reported %v", a.reported)
		}
		if n := ticks.Load(); n < 3 {
			t.Errorf("%d ticks sent", n)
		}
		y.Close()
	})
}

// TestSignals sends each signal over connections with different capabilities.
func TestSignals(t *testing.T) {
	for _, flags := range []dist.Flag{dist.Default, dist.Default &^ (dist.ExitPayload | dist.SendSender | dist.AltactSig),
		dist.Default &^ (dist.DistHdrAtomCache | dist.Fragments)} {
		synctest.Test(t, func(t *testing.T) {
			a, b := pipe(flags)
			from, to := a.pid(1).Term(), b.pid(2).Term()
			ref := &term.Ref{Node: a.name, Creation: 7, N: 3, W: [5]uint32{9}}
			name := term.A("name")
			for _, s := range []struct {
				to  term.Term
				sig proc.Signal
			}{
				{to, &proc.Link{From: from}},
				{to, &proc.Unlink{ID: 3, From: from}},
				{to, &proc.UnlinkAck{ID: 4, From: from}},
				{to, &proc.Exit{From: from, Reason: name, Linked: true}},
				{to, &proc.Exit{From: from, Reason: name}},
				{to, &proc.Monitor{From: from, Ref: ref}},
				{name, &proc.Monitor{From: from, Ref: ref, Name: name}},
				{to, &proc.Demonitor{From: from, Ref: ref}},
				{to, &proc.Down{From: from, Ref: ref, Reason: name}},
				{to, &proc.GroupLeader{Leader: from}},
				{term.Term{}, &proc.SpawnRequest{Ref: ref, From: from, GroupLeader: from, Module: name.Atom(), Function: name.Atom(), Args: term.List(to), Opts: term.Nil}},
				{to, &proc.SpawnReply{Ref: ref, Linked: true, Result: from}},
			} {
				before := len(b.signals)
				a.Signal(s.to, s.sig)
				synctest.Wait()
				if len(b.signals) != before+1 {
					t.Fatalf("%T did not arrive", s.sig)
				}
				if got, want := describe(b.signals[before]), describe(s.sig); got != want {
					t.Errorf("%T: got %s, want %s", s.sig, got, want)
				}
			}
			a.Send(nil, name, term.A("to name"), proc.SendOptions{})
			a.Send(nil, to, term.A("to pid"), proc.SendOptions{})
			alias := &term.Ref{Node: b.name, Creation: 7, N: 5, W: [5]uint32{1, 2, 3, 4, 5}}
			a.Send(nil, alias.Term(), term.A("to alias"), proc.SendOptions{Priority: true})
			a.Send(nil, (&term.Pid{Node: term.Intern("c@h"), ID: 1}).Term(), term.A("not for him"), proc.SendOptions{})
			synctest.Wait()
			if len(b.messages) != 3 {
				t.Errorf("%d messages", len(b.messages))
			}
			a.Close()
			<-a.done
			<-b.done
		})
	}
}

// portable is a fun's code that another node's erl_eval can run.
type portable struct{ env term.Term }

func (c portable) EvalEnv(*term.Fun) (term.Term, bool) { return c.env, true }

// TestOrderBehindFun sends a fun whose header is yet to be learned, as what was
// kept until the connection was up is sent, and then a signal of a process.
func TestOrderBehindFun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe(dist.Default)
		none := term.A("none")
		fun := &term.Fun{Module: term.ErlEval, Code: portable{term.Tuple(term.Int(1), term.MapOf(), none, none, term.MapOf(), term.Nil)}}
		a.Send(nil, b.pid(1).Term(), fun.Term(), proc.SendOptions{})
		a.Signal(b.pid(1).Term(), &proc.Link{From: a.pid(1).Term()})
		synctest.Wait()
		if signals, messages := b.came(); signals != 1 || messages != 0 { // the request for a header
			t.Errorf("%d signals and %d messages before the header is known", signals, messages)
		}
		time.Sleep(learnTime)
		synctest.Wait()
		if signals, messages := b.came(); signals != 2 || messages != 1 {
			t.Errorf("%d signals and %d messages in the end", signals, messages)
		}
		a.Close()
		<-a.done
		<-b.done
	})
}
