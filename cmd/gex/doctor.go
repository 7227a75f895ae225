package main

import (
	"context"
	"os"
	"os/signal"

	"gex/node"
	"gex/repl/render"
)

// doctorVerb says why a node cannot be connected to, or that all is well.
func doctorVerb(args []string) int {
	self, _ := findVerb("doctor")
	o, rest, err := parseNodeOptions(args, os.Getenv)
	if err != nil {
		return self.refuse("%v", err)
	}
	if release := releaseNode(os.Getenv); len(rest) == 0 && release != "" {
		rest = []string{release}
	}
	if len(rest) != 1 {
		return self.refuse("it takes the name of one node")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	home, _ := os.UserHomeDir()
	c := &checkup{
		report:  &report{out: os.Stdout, plain: !unicodeOutput(os.Getenv), color: render.Enabled(o.colors(), os.Stdout, os.Getenv)},
		options: o, getenv: os.Getenv, home: home, limit: node.DefaultSetupTime,
	}
	good := c.run(ctx, rest[0])
	if c.node != nil {
		_ = c.node.Shutdown(ctx) // which may be over: the node is left anyway
	}
	switch {
	case good:
		return statusOK
	case ctx.Err() != nil:
		return statusInterrupted
	}
	return statusFailed
}
