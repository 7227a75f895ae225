// Package gen speaks the protocol of gen_server for processes written in Go: they
// call and cast as gen:call/4 and gen_server:cast/2 do, and answer such calls.
//
//	Call  -> {'$gen_call', {Pid, [alias | Ref]}, Request} -> {[alias | Ref], Reply}
//	Cast  -> {'$gen_cast', Request}
//	Serve <- both, system messages of module sys, and everything else
//
// The other side is any process of any node: a GenServer or gen_server, or one
// that runs Serve. Messages are terms; package term has Marshal and Unmarshal for
// Go values.
package gen
