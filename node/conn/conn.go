package conn

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"gex/node/proc"
	"gex/proto/dist"
	"gex/proto/etf"
	"gex/proto/term"
)

// DefaultBusyLimit is the length of the write queue, in bytes, from which on
// senders are held.
const DefaultBusyLimit = 1 << 20

// ticks is how many times in the tick time the connection is looked at.
const ticks = 4

// closeTime is how long what is queued may take to be written after Close.
const closeTime = time.Second

// Peer is the node's side of a connection; node.Peer is the one in use. It is
// also what signals that came over the connection carry as their Via.
type Peer interface {
	proc.Peer
	// Receive delivers a message to a pid, name or alias of this node.
	Receive(to, msg term.Term, o proc.SendOptions)
	// ReceiveSignal delivers a signal to a pid, name or alias of this node.
	ReceiveSignal(to term.Term, sig proc.Signal)
	// Lost says that the connection has ended; it comes last.
	Lost(reason term.Term)
}

// Config describes a connection. All fields but the last two are needed.
type Config struct {
	Self     term.Atom // our name and creation
	Creation uint32
	// Inside is what our own identifiers carry; Self and Creation if zero.
	Inside   etf.Identity
	Peer     term.Atom // the other node
	Flags    dist.Flag // what both sides offered
	TickTime time.Duration
	// Ticking, if set, says instead how often a sign of life is sent, and after
	// how long without one from there the other node is down. It may change.
	Ticking func() (every, limit time.Duration)
	// NewRef makes references of this node.
	NewRef func() *term.Ref
	// BusyLimit is DefaultBusyLimit if 0.
	BusyLimit int
	// Report, if set, is told in one line why the connection ended, when that
	// was neither Close nor the other side's orderly end.
	Report func(err error)
}

// Conn is a connection.
type Conn struct {
	net      net.Conn
	config   Config
	peer     Peer // set by Run
	self     term.Pid
	received atomic.Uint64 // reads that brought something

	mu      sync.Mutex
	enc     *dist.Encoder
	control scratch
	queue   dist.Queue
	spare   dist.Queue
	writing int  // bytes taken by the writer and not yet written
	asleep  bool // the writer waits for wake
	sent    bool // something was queued since the last tick
	started bool
	closed  bool
	reason  term.Term // why it ended, zero while unknown
	err     error     // what to report
	held    []*proc.Process
	funs    funs
	wake    chan struct{}
}

// New makes a connection of a stream that stands behind the handshake. Send and
// Signal may be used at once; nothing is read or written before Run.
func New(c net.Conn, config Config) *Conn {
	if config.BusyLimit == 0 {
		config.BusyLimit = DefaultBusyLimit
	}
	if config.Ticking == nil {
		config.Ticking = func() (every, limit time.Duration) { return config.TickTime / ticks, config.TickTime }
	}
	if config.Inside.Node == 0 {
		config.Inside = etf.Identity{Node: config.Self, Creation: config.Creation}
	}
	k := &Conn{net: c, config: config, wake: make(chan struct{}, 1),
		enc:  dist.NewEncoder(config.Flags),
		self: term.Pid{Node: config.Inside.Node, Creation: config.Inside.Creation}}
	k.enc.SetSelf(k.names())
	k.control.init()
	k.funs.init(k)
	return k
}

// names are our names inside and outside.
func (k *Conn) names() etf.Self {
	return etf.Self{Inside: k.config.Inside, Outside: etf.Identity{Node: k.config.Self, Creation: k.config.Creation}}
}

// Reasons of nodedown.
var (
	reasonClosed  = term.A("connection_closed")
	reasonTimeout = term.A("net_tick_timeout")
	reasonClose   = term.A("disconnect")
)

// ErrTickTimeout: nothing came from the other node for the tick time.
var ErrTickTimeout = errors.New("node does not respond (net tick timeout)")

// Error is the end of a connection because of what came over it, or did not.
type Error struct {
	Node string
	Err  error
}

// Error says which connection ended and why.
func (e *Error) Error() string {
	if errors.Is(e.Err, ErrTickTimeout) {
		return fmt.Sprintf("** Node %s not responding ** Removing (timedout) connection **", e.Node)
	}
	return fmt.Sprintf("connection with %s closed: %v", e.Node, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Run reads and writes until the connection has ended, tells p so, and returns
// when nothing of it is left.
func (k *Conn) Run(p Peer) {
	k.mu.Lock()
	k.peer, k.started = p, true
	k.mu.Unlock()
	var writer sync.WaitGroup
	writer.Add(1)
	go func() {
		defer writer.Done()
		k.write()
	}()
	stop := k.startTicks()
	err := k.read(p)
	stop()
	k.end(reasonClosed, err)
	k.net.Close()
	writer.Wait()

	k.mu.Lock()
	reason, err := k.reason, k.err
	k.mu.Unlock()
	k.funs.stop()
	p.Lost(reason)
	if err != nil && k.config.Report != nil {
		k.config.Report(&Error{k.config.Peer.String(), err})
	}
}

// Close ends the connection; what is queued is written first if that is
// possible soon.
func (k *Conn) Close() {
	k.end(reasonClose, nil)
	k.mu.Lock()
	started := k.started
	k.mu.Unlock()
	if !started {
		k.net.Close()
	}
}

// end stops the intake; only the first call has an effect. The writer closes
// the stream, the reader does the rest.
func (k *Conn) end(reason term.Term, err error) {
	k.mu.Lock()
	if k.closed {
		k.mu.Unlock()
		return
	}
	k.closed, k.reason, k.err = true, reason, err
	held := k.held
	k.held = nil
	held = k.funs.drop(held)
	k.wakeLocked()
	k.mu.Unlock()
	k.net.SetWriteDeadline(time.Now().Add(closeTime))
	release(held)
}

func release(held []*proc.Process) {
	for _, p := range held {
		p.Release()
	}
}

func (k *Conn) wakeLocked() {
	if k.asleep {
		k.asleep = false
		k.wake <- struct{}{}
	}
}

// write is the writing goroutine.
func (k *Conn) write() {
	w := writer(k.net)
	for {
		k.mu.Lock()
		if k.queue.Len() == 0 {
			if k.closed {
				k.mu.Unlock()
				k.net.Close()
				return
			}
			k.asleep = true
			k.mu.Unlock()
			<-k.wake
			continue
		}
		k.queue, k.spare = k.spare, k.queue
		k.writing = k.spare.Len()
		k.mu.Unlock()

		err := w(k.spare.Parts())
		k.spare.Reset()

		k.mu.Lock()
		k.writing = 0
		var held []*proc.Process
		if k.queue.Len() < k.config.BusyLimit || err != nil {
			held, k.held = k.held, nil
		}
		if err != nil {
			k.queue.Reset()
		}
		k.mu.Unlock()
		release(held)
		if err != nil {
			k.end(reasonClosed, nil)
		}
	}
}

// writer returns what writes parts to c: by one call of the system on a TCP
// connection, in large pieces on others, where each write may be a record.
func writer(c net.Conn) func(parts [][]byte) error {
	if _, ok := c.(*net.TCPConn); ok {
		return func(parts [][]byte) (err error) {
			if len(parts) == 1 {
				_, err = c.Write(parts[0])
				return err
			}
			buffers := net.Buffers(parts)
			_, err = buffers.WriteTo(c)
			return err
		}
	}
	out := bufio.NewWriterSize(c, 64<<10)
	return func(parts [][]byte) error {
		for _, part := range parts {
			if _, err := out.Write(part); err != nil {
				return err
			}
		}
		return out.Flush()
	}
}

// startTicks looks after the life of the connection until the result is called.
func (k *Conn) startTicks() (stop func()) {
	var mu sync.Mutex
	every, _ := k.config.Ticking()
	last, silent := uint64(0), time.Duration(0)
	stopped := false
	var timer *time.Timer
	mu.Lock()
	defer mu.Unlock()
	timer = time.AfterFunc(every, func() {
		mu.Lock()
		defer mu.Unlock()
		if stopped {
			return
		}
		silent += every
		var limit time.Duration
		every, limit = k.config.Ticking()
		if now := k.received.Load(); now != last {
			last, silent = now, 0
		} else if silent > limit {
			k.end(reasonTimeout, ErrTickTimeout)
			k.net.Close()
			return
		}
		k.tick()
		timer.Reset(every)
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		stopped = true
		timer.Stop()
	}
}

// tick sends an empty frame if nothing else was sent since the last call.
func (k *Conn) tick() {
	k.mu.Lock()
	if !k.sent && !k.closed && k.queue.Len()+k.writing == 0 {
		k.queue.Tick()
		k.wakeLocked()
	}
	k.sent = false
	k.mu.Unlock()
}

// source counts reads.
type source struct{ k *Conn }

func (s source) Read(b []byte) (int, error) {
	n, err := s.k.net.Read(b)
	if n > 0 {
		s.k.received.Add(1)
	}
	return n, err
}

// orderly tells whether a read ended because the stream did.
func orderly(err error) bool {
	var ne net.Error
	return err == io.EOF || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe) ||
		errors.As(err, &ne) && !ne.Timeout()
}
