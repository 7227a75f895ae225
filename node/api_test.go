package node_test

import (
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"testing"
	"time"

	"gex/node"
	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/epmd/epmdtest"
	"gex/proto/term"
	"gex/scripts/peers"
)

// apiPair returns two connected nodes, the second with functions.
func apiPair(t *testing.T, functions node.Funcs) (a, b *node.Node) {
	c := newCluster(t)
	x, y := c.start("aa"), c.start("zz")
	y.SetResolver(functions)
	x.connect("zz@127.0.0.1")
	return x.Node, y.Node
}

func TestRPC(t *testing.T) {
	raise := func(class term.Atom) node.Func {
		return func(_ *proc.Process, a []term.Term) (term.Term, error) {
			return term.Term{}, &node.Exception{Class: class, Reason: a[0]}
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	a, b := apiPair(t, node.Funcs{
		"m:id/1":    func(_ *proc.Process, a []term.Term) (term.Term, error) { return a[0], nil },
		"m:none/0":  func(*proc.Process, []term.Term) (term.Term, error) { return term.Term{}, nil },
		"m:fails/0": func(*proc.Process, []term.Term) (term.Term, error) { return term.Term{}, errors.New("no luck") },
		"m:error/1": raise(term.Error), "m:exit/1": raise(term.Exit), "m:throw/1": raise(term.Throw),
		"m:waits/0": func(p *proc.Process, _ []term.Term) (term.Term, error) {
			_, _, err := p.Receive(nil, -1)
			return term.Term{}, err
		},
		"m:dies/0": func(p *proc.Process, _ []term.Term) (term.Term, error) {
			p.Exit(p.Self(), term.A("gone"))
			return term.Term{}, proc.ErrExited
		},
	})
	tests := []struct {
		function string
		args     []term.Term
		value    string
		class    string // of the error
		reason   string
	}{
		{"id", []term.Term{term.List(term.Int(1))}, "[1]", "", ""},
		{"none", nil, "ok", "", ""},
		{"fails", nil, "", "error", `<<"no luck">>`},
		{"error", []term.Term{term.A("badarg")}, "", "error", "badarg"},
		{"exit", []term.Term{term.A("why")}, "", "exit", "why"},
		{"throw", []term.Term{term.A("ball")}, "", "throw", "ball"},
		{"dies", nil, "", "exit", "gone"},
		{"missing", nil, "", "error", "undef"},
	}
	for _, from := range []*node.Node{a, b} { // another node, and the same one
		for _, tt := range tests {
			v, err := from.RPC(ctx, "zz@127.0.0.1", "m", tt.function, tt.args...)
			var e *node.RPCError
			switch {
			case tt.class == "" && (err != nil || v.String() != tt.value):
				t.Errorf("%s: %v, %v", tt.function, v, err)
			case tt.class != "" && (!errors.As(err, &e) || e.Class.String() != tt.class || e.Reason.String() != tt.reason):
				t.Errorf("%s: %v, %v", tt.function, v, err)
			}
		}
	}
	var e *node.RPCError
	if _, err := a.RPC(ctx, "nowhere@127.0.0.1", "m", "id"); !errors.As(err, &e) || e.Class.String() != "erpc" || e.Reason.String() != "noconnection" {
		t.Error(err)
	}
	// A call ends with its context, and so does its process.
	short, stop := context.WithCancel(ctx)
	time.AfterFunc(20*time.Millisecond, stop)
	before := len(a.Processes())
	if _, err := a.RPC(short, "zz@127.0.0.1", "m", "waits"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	peers.Eventually(t, "the process of the call ends", func() bool { return len(a.Processes()) <= before }) // less when one before ended late
}

func TestCall(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	a, b := apiPair(t, nil)
	later := make(chan gen.From, 1)
	ended := make(chan error, 1)
	server := func(p *proc.Process) {
		var got []term.Term
		ended <- gen.Serve(ctx, p, gen.Handler{
			Call: func(from gen.From, request term.Term) term.Term {
				switch request.String() {
				case "later":
					later <- from
					return term.Term{}
				case "die":
					p.Exit(p.Self(), term.A("told"))
					return term.Term{}
				}
				return term.List(append(got, request)...)
			},
			Cast:  func(request term.Term) { got = append(got, request) },
			Info:  func(msg term.Term) { got = append(got, term.Tuple(msg)) },
			State: func() term.Term { return term.List(got...) },
		})
	}
	p, err := b.SpawnGo(nil, server, node.SpawnOptions{Name: term.Intern("server")})
	if err != nil {
		t.Fatal(err)
	}
	to := node.Name("server", "zz@127.0.0.1")
	a.Cast(to, term.A("x"))
	a.Send(to, term.A("y"))
	if v, err := a.Call(ctx, to, term.A("z")); err != nil || v.String() != "[x,{y},z]" {
		t.Error(v, err)
	}
	if v, err := b.Call(ctx, p.Self(), term.A("z")); err != nil || v.String() != "[x,{y},z]" {
		t.Error(v, err)
	}
	reply := make(chan term.Term)
	go func() {
		v, err := a.Call(ctx, to, term.A("later"))
		if err != nil {
			t.Error(err)
		}
		reply <- v
	}()
	from := <-later
	if err := b.InProcess(ctx, func(q *proc.Process) error { from.Reply(q, term.A("now")); return nil }); err != nil {
		t.Error(err)
	}
	if v := <-reply; v.String() != "now" {
		t.Error(v)
	}
	var e *gen.ExitError
	if _, err := a.Call(ctx, to, term.A("die")); !errors.As(err, &e) || e.Reason.String() != "told" {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, proc.ErrExited) {
		t.Error(err)
	}
	if _, err := a.Call(ctx, to, term.A("z")); !errors.Is(err, gen.ErrNoProcess) {
		t.Error(err)
	}
	if _, err := a.Call(ctx, node.Name("x", "nowhere@127.0.0.1"), term.A("z")); !errors.Is(err, gen.ErrNoConnection) {
		t.Error(err)
	}
	if _, err := a.Call(ctx, term.Int(1), term.A("z")); !errors.Is(err, proc.ErrBadArg) {
		t.Error(err)
	}
}

// TestCallTimeout: a reply that comes too late goes nowhere.
func TestCallTimeout(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	a, b := apiPair(t, nil)
	late := make(chan gen.From, 1)
	if _, err := b.SpawnGo(nil, func(p *proc.Process) {
		gen.Serve(ctx, p, gen.Handler{Call: func(from gen.From, request term.Term) term.Term {
			if request.String() == "late" {
				late <- from
				return term.Term{}
			}
			(<-late).Reply(p, term.A("too_late"))
			return request
		}})
	}, node.SpawnOptions{Name: term.Intern("server")}); err != nil {
		t.Fatal(err)
	}
	err := a.InProcess(ctx, func(p *proc.Process) error {
		to := node.Name("server", "zz@127.0.0.1")
		short, stop := context.WithTimeout(ctx, 10*time.Millisecond)
		defer stop()
		if _, err := gen.Call(short, p, to, term.A("late")); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if v, err := gen.Call(ctx, p, to, term.A("next")); err != nil || v.String() != "next" {
			t.Error(v, err)
		}
		if msg, ok, _ := p.Receive(nil, 0); ok {
			t.Error("left over:", msg)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestExampleElixir runs the example with a real node of each release.
func TestExampleElixir(t *testing.T) {
	const want = `<<"HÖHE"/utf8>> <nil>
41 <nil>
42
<<"Erlang error: {:exception, \"term: two does not go into a int64\", [{:go, :add, 2, []}]}">>
<<"Erlang error: {:exception, :undef, [{:go, :sub, [], []}]}">>
`
	forEach(t, func(t *testing.T, otp peers.OTP) {
		epmd := epmdtest.Serve(t)
		s := peers.Start(t, peers.CommandEnv(otp, []string{"ERL_EPMD_PORT=" + strconv.Itoa(epmd)}, "iex",
			"--name", "elixir@127.0.0.1", "--cookie", "secret", "--erl", "-start_epmd false"))
		s.Expect(`\)1> `)
		defer func(port int) { examplePort = port }(examplePort)
		examplePort = epmd
		if got := printed(t, Example_elixir); got != want {
			t.Errorf("printed:\n%s", got)
		}
	})
}

// printed runs f and returns what it writes to standard output.
func printed(t *testing.T, f func()) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	text := make(chan string)
	go func() {
		b, _ := io.ReadAll(r)
		text <- string(b)
	}()
	f()
	os.Stdout = stdout
	w.Close()
	return <-text
}
