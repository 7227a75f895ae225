package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/pflag"

	"gex/node"
	"gex/proto/epmd"
)

// epmdVerb lists the nodes that a port mapper knows, or is one.
func epmdVerb(args []string) int {
	self, _ := findVerb("epmd")
	var names bool
	f := pflag.NewFlagSet("epmd", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.BoolVar(&names, "names", false, "")
	for i, a := range args {
		if strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") {
			args[i] = "-" + a // as epmd spells them
		}
	}
	if err := f.Parse(args); err != nil {
		return self.refuse("%v", err)
	}
	port, err := epmd.PortFromEnv(os.Getenv)
	switch {
	case err != nil:
		return self.refuse("%v", err)
	case names && f.NArg() <= 1:
		return printNames(f.Arg(0), port)
	case !names && f.NArg() == 0:
		return serveEpmd(port)
	}
	return self.refuse("want -names [HOST], or nothing to serve")
}

// printNames prints what epmd -names does; host is "" for this one.
func printNames(host string, port int) int {
	ctx, cancel := context.WithTimeout(context.Background(), node.DefaultSetupTime)
	defer cancel()
	asked := host
	if host == "" {
		asked = "127.0.0.1"
	}
	nodes, err := (&epmd.Client{Port: port}).Names(ctx, asked)
	where := net.JoinHostPort(asked, strconv.Itoa(port))
	switch {
	case errors.Is(err, epmd.ErrNoEpmd) && host == "":
		fmt.Fprintln(os.Stderr, "epmd: Cannot connect to local epmd")
	case errors.Is(err, epmd.ErrNoEpmd):
		fmt.Fprintf(os.Stderr, "gex epmd: nothing listens on %s\n", where)
	case timedOut(err):
		fmt.Fprintf(os.Stderr, "gex epmd: no answer from %s\n", where)
	case err != nil:
		fmt.Fprintln(os.Stderr, "gex epmd:", err)
	default:
		fmt.Printf("epmd: up and running on port %d with data:\n", port)
		for _, n := range nodes {
			fmt.Printf("name %s at port %d\n", n.Name, n.Port)
		}
		return statusOK
	}
	return statusFailed
}

// serveEpmd is a port mapper until it is told to end.
func serveEpmd(port int) int {
	listeners, err := epmd.Listen(epmd.AddressesFromEnv(os.Getenv), port)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gex epmd:", err)
		return statusFailed
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := epmd.Server{Relaxed: epmd.RelaxedFromEnv(os.LookupEnv), Report: func(remote net.Addr, err error) {
		fmt.Fprintf(os.Stderr, "gex epmd: connection from %v closed: %v\n", remote, err)
	}}
	if err := s.Serve(listeners...); err != nil {
		fmt.Fprintln(os.Stderr, "gex epmd:", err)
		return statusFailed
	}
	select {
	case <-s.Done():
	case <-ctx.Done():
	}
	s.Close()
	return statusOK
}
