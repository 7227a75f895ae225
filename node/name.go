package node

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
)

// Errors of node names.
var (
	// ErrName: not a node name.
	ErrName = errors.New("bad node name")
	// ErrNameDomain: a short name where long ones are used, or the other way
	// round.
	ErrNameDomain = errors.New("short and long node names do not mix")
)

// NameError is a node name that cannot be used, and why. It matches ErrName or
// ErrNameDomain.
type NameError struct {
	Name   string
	Reason string
	kind   error
}

// Error says what is wrong with the name.
func (e *NameError) Error() string { return fmt.Sprintf("node name %q: %s", e.Name, e.Reason) }

// OwnNameError is a name that the node itself cannot have.
type OwnNameError struct {
	NameError
	Long bool // it was to be a long one
}

// Error begins as what Erlang logs then, and says why.
func (e *OwnNameError) Error() string {
	what := "Invalid node name!"
	switch {
	case e.kind == ErrNameDomain && e.Long:
		what = "Can't set long node name!"
	case e.kind == ErrNameDomain:
		what = "Can't set short node name!"
	}
	return fmt.Sprintf("%s %q: %s", what, e.Name, e.Reason)
}

// Unwrap returns the NameError.
func (e *OwnNameError) Unwrap() error { return &e.NameError }

// Is reports whether target is the kind of the error.
func (e *NameError) Is(target error) bool { return target == e.kind }

// SplitName splits a node name at its @. It is false unless there is exactly
// one, with something on both sides.
func SplitName(name string) (head, host string, ok bool) {
	head, host, ok = strings.Cut(name, "@")
	return head, host, ok && head != "" && host != "" && !strings.Contains(host, "@")
}

// FullName completes the name that a node is started with: a host is added
// where it is missing, the host's name up to the first dot for short names and
// the fully qualified one for long names. The errors are OwnNameErrors.
func FullName(name string, long bool) (string, error) {
	full, reason, kind := fullName(name, long)
	if kind != nil {
		return "", &OwnNameError{NameError{name, reason, kind}, long}
	}
	return full, nil
}

// fullName is FullName with an error in its parts.
func fullName(name string, long bool) (full, reason string, kind error) {
	head, host, _ := strings.Cut(name, "@")
	switch {
	case head == "" || strings.Contains(host, "@"):
		return "", "want name or name@host", ErrName
	case !validHead(head):
		return "", "only letters, digits, - and _ are allowed before the @", ErrName
	case !validHost(host):
		return "", "no blanks are allowed in the host", ErrName
	case host == "":
		var err error
		if host, err = OwnHost(long); err != nil {
			return "", err.Error(), ErrNameDomain
		}
	case !long && strings.Contains(host, "."):
		return "", "the host of a short name has no dot; use a long name", ErrNameDomain
	}
	full = head + "@" + host
	if len(full) > 255 {
		return "", "longer than 255 bytes", ErrName
	}
	return full, "", nil
}

// validHost is Erlang's rule: the visible characters of Latin-1.
func validHost(host string) bool {
	for _, c := range host {
		if c < '!' || c > 'ÿ' {
			return false
		}
	}
	return true
}

func validHead(head string) bool {
	for _, c := range head {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}

// OwnHost returns the host part for nodes of this host: its name up to the first
// dot for short names. For long ones it is the fully qualified name, which is,
// as in Erlang, the host's own name if that has a dot, or goes on with the domain
// that resolv.conf gives, or is what the name resolves to.
func OwnHost(long bool) (string, error) {
	host, err := os.Hostname()
	if err != nil {
		return "", err
	}
	short, _, qualified := strings.Cut(host, ".")
	switch {
	case short == "":
		return "", errors.New("this host has no name")
	case !long:
		return short, nil
	case qualified:
		return host, nil
	}
	if domain := resolverDomain("/etc/resolv.conf"); domain != "" {
		return short + "." + domain, nil
	}
	if full, err := net.LookupCNAME(host); err == nil {
		if full = strings.TrimSuffix(full, "."); strings.HasPrefix(full, short+".") {
			return full, nil
		}
	}
	return "", errors.New("this host has no fully qualified name; give one as name@host.domain")
}

// visitorHost returns the host part for the name that another node gives to this
// one, to which nobody connects. Where this host has no fully qualified name it is
// one that is never found; the name service is not asked, which may take long.
func visitorHost(long bool) (string, error) {
	host, err := os.Hostname()
	if !long || err != nil || host == "" {
		return OwnHost(long)
	}
	if !strings.Contains(host, ".") {
		host += ".invalid"
	}
	return host, nil
}

// resolverDomain returns what the domain line of a resolv.conf says, "" if there
// is none.
func resolverDomain(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	domain := ""
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == "domain" {
			domain = strings.TrimSuffix(words[1], ".")
		}
	}
	return domain
}

// checkDomain is the rule for nodes to connect to: long names have a dot or are
// addresses, short ones have none.
func checkDomain(name string, long bool) (head, host string, err error) {
	head, host, ok := SplitName(name)
	switch {
	case !ok:
		return "", "", &NameError{name, "want name@host", ErrName}
	case long && !strings.Contains(host, ".") && net.ParseIP(host) == nil:
		return "", "", &NameError{name, "this node uses long names, and the host is not fully qualified", ErrNameDomain}
	case !long && strings.Contains(host, "."):
		return "", "", &NameError{name, "this node uses short names, and the host is a long one", ErrNameDomain}
	}
	return head, host, nil
}
