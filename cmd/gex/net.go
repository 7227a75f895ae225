package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"gex/cookie"
	"gex/node"
	"gex/proto/epmd"
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
	if _, err := node.FullName(name, long); err != nil && name != dynamicName {
		return err
	}
	home, _ := os.UserHomeDir() // Resolve says so when one is needed and missing
	secret, err := cookie.Resolve(p.o.cookie, os.Getenv, home)
	if err != nil {
		return err
	}
	port, err := epmd.PortFromEnv(os.Getenv)
	if err != nil {
		return err
	}
	set := &p.o.erl
	lowest, highest, err := set.ports()
	if err != nil {
		return err
	}
	dynamic := name == dynamicName
	if dynamic {
		name = ""
	}
	secure, err := p.startTLS(name, long)
	if err != nil {
		return err
	}
	config := node.NetConfig{
		TLS:  secure,
		Name: name, Long: long, Hidden: hidden, Dynamic: dynamic, Cookie: secret,
		Addresses: set.addresses, Port: lowest, MaxPort: highest, PeerPort: set.port,
		EpmdPort: port, EpmdAddresses: epmd.AddressesFromEnv(os.Getenv), NoOwnEpmd: set.noEpmd,
		EpmdRelaxed: epmd.RelaxedFromEnv(os.LookupEnv),
		SetupTime:   set.setupTime, TickTime: set.tickTime,
		Report: func(err error) { p.log("error", err.Error()) },
	}
	p.o.addresses.apply(&config)
	if err := p.node.Start(ctx, config); err != nil {
		return p.o.addresses.portTaken(err, set.port)
	}
	if text := p.o.addresses.exposure(&config); text != "" {
		fmt.Fprintln(p.errorOutput(), "gex:", text)
	}
	return nil
}
