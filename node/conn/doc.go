// Package conn is one connection with another node, from the end of the handshake
// to its loss: the place where signals become bytes and bytes become signals.
//
//	net.Conn -> frames -> control message + payload -> Peer.Receive, ReceiveSignal
//	net.Conn <- write queue <- frames <- control message + payload <- Send, Signal
//
// One goroutine reads, decodes and delivers, in order. Another one writes what is
// in the queue. Senders encode into the queue themselves, under the lock of the
// connection, so the order of frames is that of the calls and the atom cache needs
// no more than that lock; a small message costs no allocation and no change of
// goroutine. The writer takes all that is queued at a time.
//
// # A busy connection
//
// The queue has a limit (Config.BusyLimit, as ERTS's dist_buf_busy_limit). Who
// sends when it is passed is held (proc.Process.Hold) until the writer has caught
// up; the message itself is queued, as in ERTS. Signals are never refused.
//
// # Funs
//
// A fun with source is sent as a fun of the other node's erl_eval, whose header
// for that arity has to be learned by having the other node make such a fun.
// Meanwhile the message waits, and so does all else that the same process sends,
// while other processes go on. A node that asks the same of us is gex, which
// takes any header.
//
// # Life
//
// A connection on which nothing was sent for a quarter of the tick time sends an
// empty frame. One on which nothing came for the whole tick time (checked every
// quarter) is lost, as is one on which something came that is no distribution
// message; others are not affected.
package conn
