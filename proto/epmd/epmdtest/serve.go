// Package epmdtest gives tests an epmd of their own.
package epmdtest

import (
	"net"
	"testing"

	"gex/proto/epmd"
)

// Serve runs an epmd on a free port of 127.0.0.1 until the test ends, and returns
// the port.
func Serve(t testing.TB) int {
	t.Helper()
	listeners, err := epmd.Listen([]string{"127.0.0.1"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	server := &epmd.Server{}
	server.Serve(listeners...)
	t.Cleanup(func() { server.Close() })
	return listeners[0].Addr().(*net.TCPAddr).Port
}
