package node_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"gex/node"
	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/term"
)

// examplePort is where the port mapper of the examples listens, so that they meet
// no other nodes of this machine. A program leaves it out.
var examplePort = freePort()

func freePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// start starts a node called NAME@127.0.0.1 for an example.
func start(ctx context.Context, name string, functions node.Funcs) *node.Node {
	n, err := node.Start(ctx, node.Config{Resolver: functions},
		node.NetConfig{Name: name + "@127.0.0.1", Long: true, Cookie: "secret", EpmdPort: examplePort})
	if err != nil {
		panic(err)
	}
	return n
}

// A program offers functions, which others call by rpc, and calls those of others.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()

	shop := start(ctx, "shop", node.Funcs{
		"prices:of/1": func(_ *proc.Process, args []term.Term) (term.Term, error) {
			var fruit string
			if err := term.Unmarshal(args[0], &fruit); err != nil {
				return term.Term{}, err
			}
			if fruit != "apple" {
				return term.Term{}, errors.New("no " + fruit + " today")
			}
			return term.Marshal(map[string]any{"fruit": fruit, "cents": 25})
		},
	})
	defer shop.Shutdown(ctx)
	buyer := start(ctx, "buyer", nil)
	defer buyer.Shutdown(ctx)

	for _, fruit := range []string{"apple", "pear"} {
		price, err := buyer.RPC(ctx, "shop@127.0.0.1", "prices", "of", term.String(fruit))
		fmt.Println(price, err)
	}
	// Output:
	// #{<<"cents">> => 25,<<"fruit">> => <<"apple">>} <nil>
	// #None rpc: error: <<"no pear today">>
}

// A process written in Go answers GenServer.call and GenServer.cast of any node:
// in Elixir, GenServer.call({:counter, :"home@127.0.0.1"}, :next).
func ExampleNode_Call() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	home, away := start(ctx, "home", nil), start(ctx, "away", nil)
	defer home.Shutdown(ctx)
	defer away.Shutdown(ctx)

	home.SpawnGo(nil, func(p *proc.Process) {
		count := 0
		gen.Serve(ctx, p, gen.Handler{
			Call: func(_ gen.From, request term.Term) term.Term {
				count++
				return term.Tuple(request, term.Int(int64(count)))
			},
			Cast: func(term.Term) { count = 0 },
		})
	}, node.SpawnOptions{Name: term.Intern("counter")})

	counter := node.Name("counter", "home@127.0.0.1")
	for range 2 {
		fmt.Println(away.Call(ctx, counter, term.A("next")))
	}
	away.Cast(counter, term.A("reset"))
	fmt.Println(away.Call(ctx, counter, term.A("next")))

	_, err := away.Call(ctx, node.Name("nobody", "home@127.0.0.1"), term.A("hello"))
	fmt.Println(err, errors.Is(err, gen.ErrNoProcess))
	// Output:
	// {next,1} <nil>
	// {next,2} <nil>
	// {next,1} <nil>
	// no such process true
}

// Within a process there are messages, links and monitors.
func ExampleNode_InProcess() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	a, b := start(ctx, "a", nil), start(ctx, "b", nil)
	defer a.Shutdown(ctx)
	defer b.Shutdown(ctx)

	b.SpawnGo(nil, func(p *proc.Process) {
		msg, err := p.ReceiveContext(ctx, nil)
		if err != nil {
			return
		}
		p.Send(msg.Elem(0), term.Tuple(term.A("hello"), msg.Elem(1)), proc.SendOptions{})
		p.SetExit(term.A("done"))
	}, node.SpawnOptions{Name: term.Intern("greeter")})

	err := a.InProcess(ctx, func(p *proc.Process) error {
		greeter := node.Name("greeter", "b@127.0.0.1")
		ref, err := p.Monitor(greeter, proc.MonitorOptions{})
		if err != nil {
			return err
		}
		p.Send(greeter, term.Tuple(p.Self(), term.String("Bob")), proc.SendOptions{})
		hello, err := p.ReceiveContext(ctx, nil)
		if err != nil {
			return err
		}
		down, err := p.ReceiveContext(ctx, func(msg term.Term) bool {
			return msg.Tagged(term.Down, 5) != nil && term.Identical(msg.Elem(1), ref.Term())
		})
		fmt.Println(hello, down.Elem(4))
		return err
	})
	fmt.Println(err)
	// Output:
	// {hello,<<"Bob">>} done
	// <nil>
}

// A node of Elixir called elixir@127.0.0.1 runs: calls of its functions and of its
// GenServers, and calls that it makes.
func Example_elixir() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	n := start(ctx, "goprog", node.Funcs{
		"go:add/2": func(_ *proc.Process, args []term.Term) (term.Term, error) {
			var x, y int64
			if err := errors.Join(term.Unmarshal(args[0], &x), term.Unmarshal(args[1], &y)); err != nil {
				return term.Term{}, err
			}
			return term.Int(x + y), nil
		},
	})
	defer n.Shutdown(ctx)
	const peer = "elixir@127.0.0.1"
	if err := n.Connect(ctx, term.Intern(peer)); err != nil {
		fmt.Println(err)
		return
	}

	fmt.Println(n.RPC(ctx, peer, "Elixir.String", "upcase", term.String("höhe")))

	// Agent.start(fn -> 41 end, name: :answer), made and asked from here.
	n.RPC(ctx, peer, "Elixir.Code", "eval_string", term.String("{:ok, _} = Agent.start(fn -> 41 end, name: :answer)"))
	same := (&term.Export{Module: term.Intern("erlang"), Name: term.Intern("+"), Arity: 1}).Term() // &+/1
	fmt.Println(n.Call(ctx, node.Name("answer", peer), term.Tuple(term.A("get"), same)))

	// It calls us, and sees our errors as exceptions.
	for _, code := range []string{
		`:erpc.call(:"goprog@127.0.0.1", :go, :add, [40, 2])`,
		`try do :erpc.call(:"goprog@127.0.0.1", :go, :add, [40, :two]) rescue e -> Exception.message(e) end`,
		`try do :erpc.call(:"goprog@127.0.0.1", :go, :sub, []) rescue e -> Exception.message(e) end`,
	} {
		value, err := n.RPC(ctx, peer, "Elixir.Code", "eval_string", term.String(code))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(value.Elem(0))
	}
}
