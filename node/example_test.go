package node_test

import (
	"context"
	"fmt"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/node/sys"
	"gex/proto/term"
)

// A Go program that takes part in a cluster: other nodes can spawn greeter:hello/1
// on it, and it answers messages sent to {echo, 'goprog@host'}.
func Example() {
	n := node.New(node.Config{Resolver: node.Funcs{
		"greeter:hello/1": func(p *proc.Process, args []term.Term) {
			p.Send(args[0], term.Tuple(term.A("hello"), p.Self()), proc.SendOptions{})
		},
	}})
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	defer n.Shutdown(ctx)

	// n.Start(ctx, node.NetConfig{Name: "goprog", Cookie: "secret"}) makes it
	// visible to others under that name.
	if _, err := n.StartSystem(term.Term{}, func(sys.LogEvent) {}); err != nil {
		fmt.Println(err)
		return
	}

	done := make(chan string)
	n.SpawnGo(nil, func(p *proc.Process) {
		n.SpawnMFA(p, term.Intern("greeter"), term.Intern("hello"), []term.Term{p.Self()}, node.SpawnOptions{})
		msg, _, err := p.Receive(nil, 5*time.Second)
		done <- fmt.Sprint(msg.Elem(0).Atom(), " ", err)
	}, node.SpawnOptions{Name: term.Intern("echo")})
	fmt.Println(<-done)
	// Output: hello <nil>
}
