package node

import (
	"context"
	"testing"
	"time"

	"gex/node/proc"
	"gex/proto/term"
)

func TestSmoke(t *testing.T) {
	n := New(Config{})
	got := make(chan term.Term, 1)
	a, err := n.SpawnGo(nil, func(p *proc.Process) {
		m, _, _ := p.Receive(nil, -1)
		got <- m
	}, SpawnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n.Send(a.Self(), term.A("hi"))
	if m := <-got; !m.Is(term.Intern("hi")) {
		t.Fatal(m)
	}
	ctx, c := context.WithTimeout(context.Background(), 5*time.Second)
	defer c()
	if err := n.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
}
