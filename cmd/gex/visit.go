package main

import (
	"context"
	"errors"
	"strings"

	"gex/node"
	"gex/proto/term"
)

// connectLimit is how long a visitor tries to reach a node: OTP's time for setting
// up a connection, whatever part of it hangs.
const connectLimit = node.DefaultSetupTime

// visit makes the node alive to look at another one, and connects to that: under
// the name that the options give, else hidden and with a name that target gives.
// Without a host, target is one of this host; it may say where the node listens
// (node.ParseTarget). The errors are those of the start and
// node.ConnectErrors. The result is the whole name of the target.
func (p *program) visit(ctx context.Context, target string) (term.Atom, error) {
	t, err := node.ParseTarget(target)
	if err != nil {
		return 0, err
	}
	if !p.node.Alive() {
		if err := p.becomeVisitor(ctx, t.Node); err != nil {
			return 0, err
		}
	}
	full, err := p.targetName(t.Node)
	if err != nil {
		return 0, err
	}
	if t.Address != "" {
		p.node.SetAddress(full, t.Address)
	}
	return full, p.reach(ctx, full)
}

// becomeVisitor makes the node alive under the name that the options give, or for a
// dynamic name.
func (p *program) becomeVisitor(ctx context.Context, target string) error {
	if name := p.o.sname + p.o.name; name != "" {
		return p.startNode(ctx, name, p.o.name != "", p.o.hidden)
	}
	if p.node.Dynamic() {
		p.node.Stop() // the node that was to give the name did not answer
	}
	return p.startNode(ctx, dynamicName, longTarget(target), true)
}

// targetName completes the name of a node to connect to.
func (p *program) targetName(target string) (term.Atom, error) {
	if _, _, ok := strings.Cut(target, "@"); !ok {
		full, err := node.FullName(target, p.node.LongNames())
		if err != nil {
			return 0, err
		}
		target = full
	}
	if _, _, ok := node.SplitName(target); !ok {
		return 0, &node.ConnectError{Node: target, Err: node.ErrName}
	}
	return term.TryIntern(target)
}

// reach connects to a node, or finds that it is connected, in connectLimit.
func (p *program) reach(ctx context.Context, target term.Atom) error {
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	connect := p.node.Connect
	if p.node.Dynamic() {
		connect = p.node.ConnectDynamic
	}
	err := connect(ctx, target)
	if err != nil && !errors.As(err, new(*node.ConnectError)) {
		err = &node.ConnectError{Node: target.String(), Err: err}
	}
	return err
}
