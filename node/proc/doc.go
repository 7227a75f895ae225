// Package proc is the processes of a node: mailboxes, signals, links, monitors,
// aliases, timers, exit rules, and the scheduler that runs them.
//
// In flow messages and signals, from other processes (Process.Send, Link, …),
// from connections (Scheduler.Send, Scheduler.Route) and from timers; out they
// flow to local mailboxes, or through a Peer to other nodes. A local and a
// remote process are told apart in one place only, when a destination is
// looked up; everything after is the same signals and the same state.
//
// # A process
//
// Its state is touched by itself alone, that is by whoever runs it now. Others
// add to its queues under mu, and it looks at them when its receive has run out
// of messages and before each slice. Whatever another process wants to know of
// it is a signal too (Do, Ask), in order with everything else; so no second lock
// is needed, and the order of signals between two processes is that of their
// queue.
//
// A process runs a Runner in slices of Budget reductions. One that waits has no
// goroutine: post and message put it into a run queue again. Processes written
// in Go (GoFunc) have a goroutine and wait on a channel; all else is the same
// for them.
//
// The mailbox is two lists of messages. The outer one is filled under the lock;
// when the inner one is read out they change places, so that the usual message
// is copied once and nothing is allocated. Signals lie beside the outer list
// with their position in it, since they are rare. The inner list is a plain
// array with a head: a message is taken out by moving the shorter of both sides.
//
// # Why
//
//   - A worker keeps the first process that its process woke for itself (next).
//     Two processes that talk stay on one core, and the other core is not woken
//     for each message. All other wakes go to the common queue, which wakes
//     idle workers.
//   - Workers are a number of places (GOMAXPROCS), not of goroutines: blocking
//     Go code (Process.Blocking) gives its place back and waits for one after.
//   - References of aliases carry the pid in their last words, as in ERTS, so
//     that an alias needs no table outside its process.
//   - The timers of all processes share a wheel: starting and ending one costs
//     the same among 100,000. A timer's reference carries its index.
//   - Signals alone do not run a Runner, and Demonitor does not even wake a
//     process: a server that is only called does one slice a call.
//   - What a connection means to a process (its links and monitors over it) is
//     known to the process only. A Peer just remembers which processes to tell
//     when it ends.
//
// # Lock order
//
// Process.mu, Scheduler.mu and wheel.mu are leaves but for one case: wheel.mu
// is held when a timer is filed with its process, which takes no lock. No lock
// is held while anything is called out: Router, Peer, Hooks, Runner, signals.
package proc
