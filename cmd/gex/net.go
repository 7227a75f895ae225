package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"gex/cookie"
	"gex/node"
	"gex/proto/epmd"
)

// startNet makes the node alive if the options ask for that.
func (p *program) startNet(ctx context.Context) int {
	o := p.o
	name := o.sname + o.name
	if name == "" {
		return statusOK
	}
	if _, err := node.FullName(name, o.name != ""); err != nil {
		fmt.Fprintln(os.Stderr, "gex:", err)
		return statusUsage
	}
	home, _ := os.UserHomeDir() // Resolve says so when one is needed and missing
	secret, err := cookie.Resolve(o.cookie, os.Getenv, home)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gex:", err)
		return statusFailed
	}
	port, err := epmd.PortFromEnv(os.Getenv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gex:", err)
		return statusUsage
	}
	err = p.node.Start(ctx, node.NetConfig{
		Name: name, Long: o.name != "", Hidden: o.hidden, Cookie: secret,
		EpmdPort: port, EpmdAddresses: epmd.AddressesFromEnv(os.Getenv),
		Report: func(err error) { p.log("error", err.Error()) },
	})
	var nameError *node.NameError
	var taken *epmd.NameTakenError
	var network *net.OpError
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, &nameError):
		fmt.Fprintln(os.Stderr, "gex:", err)
		return statusUsage
	case errors.As(err, &taken):
		fmt.Fprintln(os.Stderr, "gex: Protocol 'inet_tcp':", err)
	case errors.As(err, &network):
		fmt.Fprintln(os.Stderr, "gex: the network could not be reached:", err)
	default:
		fmt.Fprintln(os.Stderr, "gex:", err)
	}
	return statusFailed
}
