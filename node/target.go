package node

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Target is a node to connect to and where it listens, as a person writes it.
type Target struct {
	// Node is the name, name@host as a rule.
	Node string
	// Address is where the node listens: HOST:PORT, or HOST alone when the port
	// mapper of another host than the name's knows the port. Empty: the host of
	// the name, whose port mapper is asked.
	Address string
}

// ParseTarget reads the name of a node that may say where it listens:
//
//	name@host              the port mapper of host knows
//	name@host:9100         at this port of host; name@[::1]:9100 of an IPv6 address
//	name@host=addr:9100    at this address: a port that is forwarded, say
//	name@host=addr         the port mapper at addr knows
//
// Node is what the other side has to call itself: name@host, also in the second
// form. Whether that is a good name is left to connecting. The error is a
// NameError.
func ParseTarget(text string) (Target, error) {
	name, address, given := strings.Cut(text, "=")
	if given {
		if !validAddress(address) {
			return Target{}, &NameError{text, "want NODE=HOST:PORT, or NODE=HOST to ask its port mapper", ErrName}
		}
		return Target{name, address}, nil
	}
	head, host, _ := strings.Cut(text, "@")
	if !strings.Contains(host, ":") {
		return Target{Node: text}, nil
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return Target{Node: text}, nil // IPv6
	}
	bare, port, err := net.SplitHostPort(host)
	if err != nil || bare == "" || !validPort(port) {
		return Target{}, &NameError{text, "want name@host:PORT", ErrName}
	}
	return Target{head + "@" + bare, net.JoinHostPort(bare, port)}, nil
}

// String returns the form that ParseTarget reads.
func (t Target) String() string {
	if t.Address == "" {
		return t.Node
	}
	return t.Node + "=" + t.Address
}

// validAddress tells whether a is HOST:PORT or HOST, an IPv6 address with
// brackets or without.
func validAddress(a string) bool {
	if _, err := netip.ParseAddr(strings.Trim(a, "[]")); err == nil {
		return true
	}
	host, port, err := net.SplitHostPort(a)
	if err != nil {
		return a != "" && !strings.ContainsAny(a, ":@[]")
	}
	return host != "" && validPort(port)
}

func validPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return err == nil && port != 0
}
