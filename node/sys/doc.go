// Package sys holds the processes of a node that are written in Go and that
// other processes and nodes talk to by well-known names: group leaders that
// serve the I/O protocol, net_kernel, rex, global_name_server, logger_proxy.
//
// Messages flow in, replies and effects on an injected device, logger or node
// flow out. Nothing here knows the language: what must be applied goes through
// an Apply function.
package sys
