// Package node is a BEAM node: processes, registered names, and connections with
// other nodes, under one name.
//
// A Node routes: it is the proc.Router of its scheduler and says who a pid, a
// name, {Name, Node} or an alias is. Code comes in through a Resolver (spawn by
// module, function and arguments) or as Runners and Go functions; the node knows
// nothing of the language. Connections come in as Conn (Node.Connected), by a
// handshake that the other side began or that the Dialer did; from then on what
// arrives goes in through Peer.Receive and Peer.ReceiveSignal, and what
// processes send goes out through Conn.
//
// A Go program without the language makes a node with Start and offers functions
// in a table, Funcs. Node.RPC, Node.Call and Node.InProcess are for its ordinary
// code; within a process, node/proc and node/gen have what there is.
//
// # Peers
//
// A Peer is another node for the life of one connection. Sending to a node
// without one makes one and starts to connect; meanwhile the Peer keeps what is
// sent, so no process waits for a handshake, and links and monitors already
// belong to that connection. When the attempt fails or the connection ends, all
// processes attached to the Peer get proc.ConnectionLost and find their links
// and monitors by it.
//
//	connecting --Connected--> connected --Lost--> lost
//	     \--all attempts failed, Disconnect--------^
//
// # TLS
//
// With NetConfig.TLS connections go through package tlsdist, between TCP and the
// handshake; nothing above knows of it. tlsdist.Load makes one of PEM files.
//
// # Shutdown
//
// Connections are closed, then processes are killed, then the scheduler stops.
// Every goroutine belongs to Node.wg or the scheduler's.
//
// # Lock order
//
// Node.mu before Peer.mu. registry's locks are taken alone, or (Pids.Add) before
// Peer.mu. None is held while a message is delivered or a Conn is called.
package node
