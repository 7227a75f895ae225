package main

import (
	"context"
	"fmt"
	"time"

	"gex/proto/term"
)

// firstPrompt is how long the first prompt at a terminal waits for the nodes to
// connect to.
const firstPrompt = 2 * time.Second

// dialTargets connects to the nodes of --connect, all at once, and says why where
// that fails. It returns when that is done; at a terminal the rest goes on after
// firstPrompt.
func (p *program) dialTargets(ctx context.Context) {
	targets := p.o.addresses.connect
	if len(targets) == 0 || !p.node.Alive() && !p.node.Dynamic() {
		return
	}
	settled := make(chan struct{}, len(targets))
	for _, t := range targets {
		go func() {
			if err := p.dialTarget(ctx, t.Node); err != nil && ctx.Err() == nil {
				fmt.Fprintln(p.errorOutput(), "gex:", err)
			}
			settled <- struct{}{}
		}()
	}
	var late <-chan time.Time
	if p.reader.Interactive() && p.shells {
		late = time.After(firstPrompt)
	}
	for range targets {
		select {
		case <-settled:
		case <-late:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (p *program) dialTarget(ctx context.Context, name string) error {
	full, err := completeName(name, p.node.LongNames())
	if err != nil {
		return err
	}
	atom, err := term.TryIntern(full)
	if err != nil {
		return err
	}
	return p.reach(ctx, atom)
}

// implyName gives a node that is to connect, but has no name, one that the first
// node that answers gives. A remote shell does so by itself.
func (o *options) implyName() {
	if o.sname+o.name+o.remsh != "" || len(o.addresses.connect) == 0 {
		return
	}
	if longTarget(o.addresses.connect[0].Node) {
		o.name = dynamicName
	} else {
		o.sname = dynamicName
	}
}
