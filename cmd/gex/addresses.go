package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/pflag"

	"gex/node"
)

// addresses are what the options say about where this node listens and where
// others do.
type addresses struct {
	listen    []string // hosts, all if empty
	port      int      // to listen on, 0 for any
	maxPort   int      // of a range, else 0
	portGiven bool
	noEpmd    bool
	connect   []node.Target
}

// addFlags adds the options that fill a.
func (a *addresses) addFlags(f *pflag.FlagSet) {
	f.Var(erlValue{a.readListen, "string"}, "listen", "listen on `ADDR` or ADDR:PORT alone, a host or an IP address; may be repeated, or a list with commas")
	f.Var(erlValue{a.readPort, "string"}, "dist-port", "listen on `PORT`, or the first free one of PORT-PORT; 0 for any")
	f.BoolVar(&a.noEpmd, "no-epmd", false, "use no port mapper: others are given as NODE:PORT, or listen on the port of --dist-port too")
	f.Var(erlValue{a.readConnect, "string"}, "connect", "connect to `NODE` at the start; NODE:PORT or NODE=HOST:PORT says where it listens, NODE=HOST whose port mapper knows; may be repeated")
}

func (a *addresses) readListen(text string) error {
	for word := range strings.SplitSeq(text, ",") {
		host, port, err := net.SplitHostPort(word)
		if err != nil {
			host, port = strings.TrimSuffix(strings.TrimPrefix(word, "["), "]"), ""
			if _, err := netip.ParseAddr(host); err != nil && (host == "" || strings.ContainsAny(word, ":[]/ ")) {
				return errors.New("want ADDR, ADDR:PORT or [ADDR]:PORT")
			}
		}
		if port != "" {
			if err := a.readPort(port); err != nil {
				return err
			}
		}
		if host != "" {
			a.listen = append(a.listen, host)
		}
	}
	return nil
}

// readPort takes a port or a range. There is one for all addresses, as a node
// registers one.
func (a *addresses) readPort(text string) error {
	low, high, isRange := strings.Cut(text, "-")
	port, err := strconv.ParseUint(low, 10, 16)
	last := uint64(0)
	if err == nil && isRange {
		last, err = strconv.ParseUint(high, 10, 16)
	}
	switch {
	case err != nil, isRange && (port == 0 || last < port):
		return errors.New("want PORT, or PORT-PORT with the lower one first")
	case a.portGiven && (a.port != int(port) || a.maxPort != int(last)):
		return errors.New("a node listens on one port; another one is given")
	}
	a.port, a.maxPort, a.portGiven = int(port), int(last), true
	return nil
}

func (a *addresses) readConnect(text string) error {
	t, err := node.ParseTarget(text)
	if err == nil {
		a.connect = append(a.connect, t)
	}
	return err
}

// apply fills in what the options say; what they leave open stays.
func (a *addresses) apply(c *node.NetConfig) {
	if len(a.listen) > 0 {
		c.Addresses = a.listen
		if len(c.EpmdAddresses) == 0 {
			c.EpmdAddresses = a.listen
		}
	}
	if a.portGiven {
		c.Port, c.MaxPort = a.port, a.maxPort
	}
	c.NoEpmd = a.noEpmd
	known := make(map[string]string)
	for _, t := range a.connect {
		name, err := completeName(t.Node, c.Long)
		if err == nil && t.Address != "" {
			known[name] = t.Address
		}
	}
	if len(known) > 0 {
		c.Locate = func(name string) string { return known[name] }
	}
}

// completeName adds the host of this node to the name of another one without.
func completeName(name string, long bool) (string, error) {
	if strings.Contains(name, "@") {
		return name, nil
	}
	return node.FullName(name, long)
}

// releaseNode is the node that the start scripts of a release speak to: RELEASE_NODE,
// on this host where it says none, which has a long name if RELEASE_DISTRIBUTION is
// name. It is "" where there is no release, or one without distribution.
func releaseNode(getenv func(string) string) string {
	name, distribution := getenv("RELEASE_NODE"), getenv("RELEASE_DISTRIBUTION")
	if distribution == "none" {
		return ""
	}
	if full, err := node.FullName(name, true); err == nil && distribution == "name" {
		return full
	}
	return name
}

// longTarget tells whether a node to connect to has a long name.
func longTarget(name string) bool {
	_, host, _ := strings.Cut(name, "@")
	_, err := netip.ParseAddr(host)
	return err == nil || strings.Contains(host, ".")
}

// shortCookie is below what length a cookie is remarked upon: that of those
// that Erlang makes is 20.
const shortCookie = 16

// exposure says that the node can be reached from other hosts with nothing but a
// short cookie before it, where that was asked for with --listen; else "".
func (a *addresses) exposure(c *node.NetConfig) string {
	if c.TLS != nil || len(c.Cookie) >= shortCookie {
		return ""
	}
	for _, host := range a.listen {
		if ip, err := netip.ParseAddr(host); err == nil && !ip.IsLoopback() || err != nil && host != "localhost" {
			return fmt.Sprintf("--listen %s: who guesses the cookie of %s runs code here; use a longer one, or TLS", host, counted(len(c.Cookie), "character"))
		}
	}
	return ""
}

// portTaken adds what to do about a port of an environment that something else
// listens on: a release that runs in it, as a rule.
func (a *addresses) portTaken(err error, assumed int) error {
	if assumed != 0 && !a.portGiven && errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%w; --dist-port 0 takes any port", err)
	}
	return err
}
