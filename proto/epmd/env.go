package epmd

import (
	"fmt"
	"strconv"
	"strings"
)

// PortFromEnv returns the port that ERL_EPMD_PORT names, or [DefaultPort] if it
// is not set.
func PortFromEnv(getenv func(string) string) (int, error) {
	text := getenv("ERL_EPMD_PORT")
	if text == "" {
		return DefaultPort, nil
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return 0, fmt.Errorf("ERL_EPMD_PORT=%s: want a port number", text)
	}
	return int(port), nil
}

// AddressesFromEnv returns the addresses that ERL_EPMD_ADDRESS lists, separated
// by commas, for a server to listen on; none, meaning all, if it is not set.
func AddressesFromEnv(getenv func(string) string) []string {
	return strings.FieldsFunc(getenv("ERL_EPMD_ADDRESS"), func(r rune) bool {
		return r == ',' || r == ' '
	})
}

// RelaxedFromEnv tells whether ERL_EPMD_RELAXED_COMMAND_CHECK is set, to anything:
// a server then obeys KILL_REQ and STOP_REQ always.
func RelaxedFromEnv(lookup func(string) (string, bool)) bool {
	_, set := lookup("ERL_EPMD_RELAXED_COMMAND_CHECK")
	return set
}
