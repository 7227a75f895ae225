package sys

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"unicode/utf8"

	"gex/node/proc"
	"gex/proto/term"
)

// ErrInterrupted is what a Device returns from a read that the user broke off.
var ErrInterrupted = errors.New("interrupted")

// Device is the terminal, pipe or file behind a group leader. Write may be
// called while a read is pending; it must not disturb the line being typed.
type Device interface {
	io.Writer
	// ReadLine shows the prompt and returns the next line with its newline;
	// the last one may lack it. At the end of input it returns io.EOF.
	// Closing the device ends a pending read, and so does the end of ctx.
	ReadLine(ctx context.Context, prompt string) (string, error)
	// ReadSecret is ReadLine without a prompt and without echo.
	ReadSecret(ctx context.Context) (string, error)
	// Size returns columns and rows; false if the device is no terminal.
	Size() (columns, rows int, ok bool)
}

// Apply calls module:function(args...) in a process whose group leader is
// leader and hands the result to done, on any goroutine; ok is false if the
// call raised.
type Apply func(leader term.Term, module, function term.Atom, args []term.Term, done func(result term.Term, ok bool))

// Group is a group leader: an I/O server before a Device (OTP: group, user).
type Group struct {
	dev   Device
	apply Apply
	opts  ioOptions

	p       *proc.Process
	tag     term.Term // marks messages of the group to itself
	queue   []*input  // reads that wait, the first being served
	busy    bool      // the device or a callback is at work for the first
	buf     []byte    // read and not yet used
	eof     bool
	reads   chan readRequest
	cancel  context.CancelFunc // of the read that the device is at
	readers sync.WaitGroup
}

// {$cancel_read, From, ReplyAs} is the message by which a process takes back a read
// that it has asked for, which is not answered then. What was typed of the line is
// left to the device.
var atomCancelRead = term.Intern("$cancel_read")

// input is a pending read.
type input struct {
	from, replyAs term.Term
	req           ioRequest
	prompted      bool
	cont          term.Term // continuation of a getUntil callback
}

type readRequest struct {
	ctx    context.Context
	prompt string
	secret bool
}

// NewGroup returns a group leader before dev.
func NewGroup(dev Device, apply Apply) *Group {
	return &Group{dev: dev, apply: apply, opts: ioOptions{binary: true, echo: true}}
}

// Run serves requests until the process gets an exit signal. It is the
// function of a Go-written process.
func (g *Group) Run(p *proc.Process) {
	g.p = p
	g.tag = p.Scheduler().NewRef().Term()
	g.reads = make(chan readRequest)
	g.readers.Add(1)
	go g.reader()
	defer g.readers.Wait()
	defer close(g.reads)
	defer func() {
		if g.cancel != nil {
			g.cancel()
		}
	}()
	for {
		msg, _, err := p.Receive(nil, -1)
		if err != nil {
			return
		}
		g.message(msg)
		g.serve()
	}
}

// reader performs the blocking reads, one at a time.
func (g *Group) reader() {
	defer g.readers.Done()
	for r := range g.reads {
		var line string
		var err error
		if r.secret {
			line, err = g.dev.ReadSecret(r.ctx)
		} else {
			line, err = g.dev.ReadLine(r.ctx, r.prompt)
		}
		what := term.Ok
		switch {
		case r.ctx.Err() != nil && err != nil:
			what = atomCancelRead
		case errors.Is(err, ErrInterrupted):
			what = atomInterrupted
		case err != nil:
			what = atomEof
		}
		g.p.Deliver(term.Tuple(g.tag, what.Term(), term.String(line)))
	}
}

func (g *Group) message(msg term.Term) {
	if es := msg.Tagged(atomIORequest, 4); es != nil && es[1].IsPid() {
		g.request(es[1], es[2], parseIORequest(es[3]))
		return
	}
	if es := msg.Tagged(atomCancelRead, 3); es != nil {
		g.takeBack(es[1], es[2])
		return
	}
	es := msg.Elems()
	if len(es) != 3 || !term.Identical(es[0], g.tag) {
		return
	}
	g.busy = false
	if g.cancel != nil {
		g.cancel()
		g.cancel = nil
	}
	switch es[1].KnownAtom() {
	case term.Ok:
		g.buf = append(g.buf, es[2].Text()...)
	case atomEof:
		g.buf = append(g.buf, es[2].Text()...)
		g.eof = true
	case atomInterrupted:
		g.buf = nil
		g.finish(errorTuple(atomInterrupted))
	case atomDone:
		g.callback(es[2])
	}
}

// request answers what can be answered at once and queues reads.
func (g *Group) request(from, replyAs term.Term, req ioRequest) {
	switch r := req.(type) {
	case putCharsApply:
		g.apply(g.p.Self(), r.module, r.function, r.args, func(result term.Term, ok bool) {
			reply := errorTuple(r.function)
			if ok {
				if text, err := appendText(nil, result, r.latin1); err == nil {
					reply = g.write(text)
				}
			}
			g.reply(from, replyAs, reply)
		})
	case getInput, getUntil:
		g.queue = append(g.queue, &input{from: from, replyAs: replyAs, req: req, cont: term.Nil})
	case several:
		g.several(from, replyAs, r.requests)
	default:
		g.reply(from, replyAs, g.immediate(req))
	}
}

// several runs requests in turn; those that read must be last to be answered.
func (g *Group) several(from, replyAs term.Term, requests []term.Term) {
	for i, t := range requests {
		req := parseIORequest(t)
		if i == len(requests)-1 {
			g.request(from, replyAs, req)
			return
		}
		switch req.(type) {
		case getInput, getUntil, putCharsApply, several:
			g.reply(from, replyAs, errorTuple(atomRequest))
			return
		}
		if reply := g.immediate(req); reply.IsTupleOf(2) && reply.Elem(0).Is(term.Error) {
			g.reply(from, replyAs, reply)
			return
		}
	}
	g.reply(from, replyAs, term.Ok.Term())
}

func (g *Group) immediate(req ioRequest) term.Term {
	switch r := req.(type) {
	case putChars:
		return g.write(r.text)
	case getGeometry:
		columns, rows, ok := g.dev.Size()
		switch {
		case ok && r.what == atomColumns:
			return term.Int(int64(columns))
		case ok && r.what == atomRows:
			return term.Int(int64(rows))
		}
		return errorTuple(atomEnotsup)
	case getOpts:
		_, _, terminal := g.dev.Size()
		return g.opts.get(terminal)
	case setOpts:
		return g.opts.set(r.opts)
	case badRequest:
		return r.reply
	}
	return errorTuple(atomRequest)
}

func (g *Group) write(text []byte) term.Term {
	if _, err := g.dev.Write(text); err != nil {
		return errorTuple(atomTerminated)
	}
	return term.Ok.Term()
}

func (g *Group) reply(from, replyAs, reply term.Term) {
	g.p.Scheduler().Send(from, term.Tuple(atomIOReply.Term(), replyAs, reply), proc.SendOptions{})
}

// finish answers the first pending read.
func (g *Group) finish(reply term.Term) {
	if len(g.queue) == 0 {
		return
	}
	in := g.queue[0]
	g.queue = g.queue[1:]
	g.reply(in.from, in.replyAs, reply)
}

// serve satisfies pending reads from what has been read, and reads more if
// that is needed.
func (g *Group) serve() {
	for len(g.queue) > 0 && !g.busy {
		in := g.queue[0]
		switch r := in.req.(type) {
		case getInput:
			if text, ok := g.take(r.n); ok {
				if text == nil {
					g.eof = false // as a terminal: the next read asks again
					g.finish(atomEof.Term())
				} else {
					g.finish(g.opts.chars(text, r.latin1))
				}
				continue
			}
			g.read(in, r.prompt, r.secret)
		case getUntil:
			if len(g.buf) == 0 && !g.eof {
				g.read(in, r.prompt, false)
				continue
			}
			g.until(in, r)
		}
	}
}

func (g *Group) read(in *input, prompt string, secret bool) {
	if in.prompted {
		prompt = ""
	}
	in.prompted, g.busy = true, true
	ctx, cancel := context.WithCancel(context.Background())
	g.cancel = cancel
	g.reads <- readRequest{ctx, prompt, secret}
}

// takeBack drops a pending read.
func (g *Group) takeBack(from, replyAs term.Term) {
	for i, in := range g.queue {
		if !term.Identical(in.from, from) || !term.Identical(in.replyAs, replyAs) {
			continue
		}
		if i == 0 && g.cancel != nil {
			g.cancel()
		}
		g.queue = slices.Delete(g.queue, i, i+1)
		return
	}
}

// take cuts n characters, or a line if n is 0, off what has been read. At the
// end of input it gives what is left, then nil; false means more must be read.
func (g *Group) take(n int) ([]byte, bool) {
	size := -1
	if n == 0 {
		size = bytes.IndexByte(g.buf, '\n') + 1
	} else if utf8.RuneCount(g.buf) >= n {
		size = 0
		for range n {
			_, w := utf8.DecodeRune(g.buf[size:])
			size += w
		}
	}
	if size <= 0 {
		if !g.eof {
			return nil, false
		}
		if len(g.buf) == 0 {
			return nil, true
		}
		size = len(g.buf)
	}
	text := g.buf[:size:size]
	g.buf = g.buf[size:]
	return text, true
}

// until hands what has been read to the callback of a getUntil.
func (g *Group) until(in *input, r getUntil) {
	chars := term.Charlist(string(g.buf))
	if len(g.buf) == 0 {
		chars = atomEof.Term()
	}
	g.buf, g.busy = nil, true
	args := append([]term.Term{in.cont, chars}, r.extra...)
	g.apply(g.p.Self(), r.module, r.function, args, func(result term.Term, ok bool) {
		if !ok {
			result = errorTuple(r.function)
		}
		g.p.Deliver(term.Tuple(g.tag, atomDone.Term(), result))
	})
}

// callback takes the result of a getUntil callback: {done, Result, Rest} or
// {more, Continuation}.
func (g *Group) callback(result term.Term) {
	if len(g.queue) == 0 {
		return
	}
	in := g.queue[0]
	if es := result.Tagged(atomMore, 2); es != nil {
		in.cont, in.prompted = es[1], false
		return
	}
	es := result.Tagged(atomDone, 3)
	if es == nil {
		g.finish(result)
		return
	}
	if rest, err := appendText(nil, es[2], false); err == nil {
		g.buf = append(rest, g.buf...)
	}
	value := es[1]
	if text, err := appendText(nil, value, false); err == nil && value.IsCons() && g.opts.binary {
		value = term.Binary(text)
	}
	g.finish(value)
}
