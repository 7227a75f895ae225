// Package epmd is the Erlang port mapper: names of nodes on a host go in, the
// ports that they listen on come out. It holds the protocol's messages, a
// [Client], a [Server] that does all that the epmd program does, and a [Keeper]
// that keeps one node registered whatever happens to the mapper: if none runs on
// the port it serves one itself, and it registers again, and takes over, when the
// mapper goes away.
//
// A request is a length u16 and a body; answers have no length. A registration
// lasts as long as the TCP connection that made it. Source: ERTS User's Guide,
// "EPMD Protocol"; where that is silent, the behaviour of the epmd of OTP 25.
//
// The package reads no environment by itself; [PortFromEnv] and
// [AddressesFromEnv] interpret ERL_EPMD_PORT and ERL_EPMD_ADDRESS for callers.
package epmd
