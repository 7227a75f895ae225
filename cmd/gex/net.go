package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"gex/cookie"
	"gex/node"
	"gex/proto/epmd"
	"gex/repl/lang/bif"
)

// startNet makes the node alive if the options ask for that, and returns an exit
// status.
func (p *program) startNet(ctx context.Context) int {
	o := p.o
	if o.sname+o.name == "" {
		return statusOK
	}
	err := p.startNode(ctx, o.sname+o.name, o.name != "", o.hidden)
	if err == nil {
		return statusOK
	}
	var nameError *node.NameError
	var taken *epmd.NameTakenError
	text := err.Error()
	if errors.As(err, &taken) {
		text = fmt.Sprintf("Protocol '%s': %s", o.protocol(os.Getenv), text)
	}
	fmt.Fprintln(os.Stderr, "gex:", text)
	if errors.As(err, &nameError) {
		return statusUsage
	}
	return statusFailed
}

// dynamicName stands for the name that the first node connected to gives.
const dynamicName = "undefined"

// startNode makes the node alive.
func (p *program) startNode(ctx context.Context, name string, long, hidden bool) error {
	return p.startNodeAs(ctx, bif.NodeStart{Name: name, Long: long, Hidden: hidden})
}

// startNodeAs makes the node alive; what o leaves open is as the options have it.
func (p *program) startNodeAs(ctx context.Context, o bif.NodeStart) error {
	config, notices, err := p.o.netConfig(o.Name, o.Long, o.Hidden, os.Getenv)
	if err != nil {
		return err
	}
	if o.TickTime > 0 {
		config.TickTime = o.TickTime
	}
	config.Ticks, config.NoListen = o.Ticks, o.NoListen
	config.Report = func(err error) { p.log("error", err.Error()) }
	if config.TLS != nil {
		config.TLS.Report = config.Report
	}
	for _, text := range notices {
		fmt.Fprintln(p.errorOutput(), "gex:", text)
	}
	return p.o.addresses.portTaken(p.node.Start(ctx, config), p.o.erl.port)
}

// netConfig is what the options say about a node of that name, dynamicName or one
// for node.FullName; notices are for the user.
func (o *options) netConfig(name string, long, hidden bool, getenv func(string) string) (c node.NetConfig, notices []string, err error) {
	dynamic := name == dynamicName
	if dynamic {
		name = ""
	} else if _, err := node.FullName(name, long); err != nil {
		return c, nil, err
	}
	home, _ := os.UserHomeDir() // Resolve says so when one is needed and missing
	secret, err := cookie.Resolve(o.cookie, getenv, home)
	if err != nil {
		return c, nil, err
	}
	port, err := epmd.PortFromEnv(getenv)
	if err != nil {
		return c, nil, err
	}
	set := &o.erl
	lowest, highest, err := set.ports()
	if err != nil {
		return c, nil, err
	}
	secure, notices, err := o.nodeTLS(name, long, getenv)
	if err != nil {
		return c, nil, err
	}
	c = node.NetConfig{
		TLS:  secure,
		Name: name, Long: long, Hidden: hidden, Dynamic: dynamic, Cookie: secret,
		Addresses: set.addresses, Port: lowest, MaxPort: highest, PeerPort: set.port,
		EpmdPort: port, EpmdAddresses: epmd.AddressesFromEnv(getenv), NoOwnEpmd: set.noEpmd,
		EpmdRelaxed: epmd.RelaxedFromEnv(os.LookupEnv),
		SetupTime:   set.setupTime, TickTime: set.tickTime, Mesh: set.mesh, AutoConnect: set.autoConnect,
	}
	o.addresses.apply(&c)
	if text := o.addresses.exposure(&c); text != "" {
		notices = append(notices, text)
	}
	return c, notices, nil
}
