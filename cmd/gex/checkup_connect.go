package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"gex/node"
	"gex/node/tlsdist"
	"gex/proto/epmd"
	"gex/proto/handshake"
	"gex/proto/term"
)

// checkSelf makes this node alive: hidden, and with a name that the target gives
// unless the options say one.
func (c *checkup) checkSelf(ctx context.Context) (string, error) {
	o := c.options
	name, long := o.sname+o.name, o.name != ""
	if name == "" {
		name, long = dynamicName, longTarget(c.name)
	}
	config, notices, err := o.netConfig(name, long, true, c.getenv)
	if err != nil {
		return "", fail(err.Error())
	}
	for _, text := range notices {
		c.step(markNote, "this node", text)
	}
	c.node = node.New(node.Config{})
	if err := c.node.Start(ctx, config); err != nil {
		var taken *epmd.NameTakenError
		if errors.As(err, &taken) {
			return "", fail(err.Error(), "Take another name, or none: gex has the other node give it one.")
		}
		return "", fail(o.addresses.portTaken(err, o.erl.port).Error())
	}
	how := "without TLS"
	if config.TLS != nil {
		how = "with TLS"
	}
	if !c.node.Alive() {
		return "hidden, " + how, nil
	}
	return fmt.Sprintf("%s, hidden, %s", c.node.Self(), how), nil
}

// checkHandshake connects.
func (c *checkup) checkHandshake(ctx context.Context) (string, error) {
	var err error
	if c.peer, err = term.TryIntern(c.name); err != nil {
		return "", fail(err.Error())
	}
	connect := c.node.Connect
	if c.node.Dynamic() {
		connect = c.node.ConnectDynamic
	}
	c.node.SetAddress(c.peer, c.address)
	begun := time.Now()
	if err := connect(ctx, c.peer); err != nil {
		return "", c.handshakeTrouble(err)
	}
	return fmt.Sprintf("our cookie is accepted, in %s; this node is %s there", brief(time.Since(begun)), c.node.Self()), nil
}

// handshakeTrouble says what to do about a handshake that failed.
func (c *checkup) handshakeTrouble(err error) error {
	reason := err.Error()
	var ce *node.ConnectError
	if errors.As(err, &ce) {
		reason = ce.Reason()
	}
	var other *handshake.OtherNodeError
	var secure *tlsdist.Error
	var message *handshake.MessageError
	switch {
	case errors.As(err, &other):
		return fail(reason, "Its name is what counts, also where its port is forwarded from:", fmt.Sprintf("  gex doctor %s=%s", other.Name, c.address))
	case errors.As(err, &secure):
		return fail(reason, tlsAdvice(secure)...)
	case errors.Is(err, handshake.ErrTLS):
		return fail(reason, "Give this node a certificate that its authority has signed:", "  gex doctor --tls-cert FILE --tls-key FILE --tls-ca FILE "+c.name)
	case errors.Is(err, handshake.ErrCookie):
		return fail(reason, "The cookies of the two nodes differ. That of the node is what Node.get_cookie() says there: RELEASE_COOKIE or releases/COOKIE of a release, --cookie, or ~/.erlang.cookie of the user that runs it.",
			"  GEX_COOKIE=... gex doctor "+c.name)
	case errors.As(err, new(*handshake.FlagsError)):
		return fail(reason, "That node is older than OTP 25, or no BEAM.")
	case errors.Is(err, handshake.ErrNotAllowed):
		return fail(reason, "It has a list of the nodes that may connect (net_kernel:allow/1), and this one is not on it.")
	case timedOut(err):
		return fail("it took the connection, but does not answer", "What listens there is stopped, very busy, waits for TLS, or is no node.")
	case errors.As(err, &message):
		return fail("what listens there is no node: "+message.Error(), "Is it the port of something else?")
	case closedEarly(err):
		return fail("it closed the connection at once", "What listens there is no node, speaks TLS, or a proxy that cannot reach the node.")
	}
	return fail(reason)
}

// closedEarly tells whether the other side ended the connection.
func closedEarly(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// refused tells whether nothing listens.
func refused(err error) bool {
	const wsaeconnrefused = syscall.Errno(10061) // Windows has a number of its own
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaeconnrefused)
}

// unreachable tells whether the network knows no way.
func unreachable(err error) bool {
	return errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ENETUNREACH)
}

// tlsAdvice says what to do about a check of TLS that failed.
func tlsAdvice(e *tlsdist.Error) []string {
	switch {
	case errors.Is(e, tlsdist.ErrNotTLS):
		return []string{"The node was not started with -proto_dist inet_tls, so leave TLS out here too."}
	case errors.Is(e, tlsdist.ErrHost):
		return []string{"The part of its name after the @ has to stand in its certificate (subjectAltName)."}
	case errors.Is(e, tlsdist.ErrAuthority):
		return []string{"--tls-ca has to be the authority of its certificate."}
	case errors.Is(e, tlsdist.ErrWanted), errors.Is(e, tlsdist.ErrRejected):
		return []string{"--tls-cert has to be signed by an authority that the node trusts (cacertfile of its server options)."}
	}
	return nil
}

// clockLimit is what difference of the clocks is worth a note.
const clockLimit = 2 * time.Second

// checkNode asks the node what it is, and for its time.
func (c *checkup) checkNode(ctx context.Context) (string, error) {
	release, err := c.node.RPC(ctx, c.name, "erlang", "system_info", term.A("otp_release"))
	if err != nil {
		return "", fail(fmt.Sprintf("it does not answer erpc: %v", err), "It is connected, but no BEAM, or so busy that a call takes more than "+brief(c.limit)+".")
	}
	what := "OTP " + charlist(release)
	if version, err := c.node.RPC(ctx, c.name, "Elixir.System", "version"); err == nil {
		if text, ok := version.Bytes(); ok {
			what = "Elixir " + string(text) + ", " + what
		}
	}
	begun := time.Now()
	clock, err := c.node.RPC(ctx, c.name, "erlang", "system_time", term.A("microsecond"))
	trip := time.Since(begun)
	if err != nil {
		return "", fail(fmt.Sprintf("it does not answer erpc: %v", err))
	}
	if theirs, ok := clock.AsInt(); ok {
		if ahead := time.UnixMicro(theirs).Sub(begun.Add(trip / 2)); ahead.Abs() > clockLimit {
			side := "ahead of"
			if ahead < 0 {
				side = "behind"
			}
			c.step(markNote, "clock", fmt.Sprintf("that of the node is %s %s ours", brief(ahead.Abs()), side))
		}
	}
	if nodes, err := c.node.RPC(ctx, c.name, "erlang", "nodes"); err == nil {
		if list, ok := nodes.Slice(); ok {
			what += ", with " + counted(len(list), "visible node")
		}
	}
	return fmt.Sprintf("%s; a call takes %s", what, brief(trip)), nil
}

// charlist is a list of characters as text.
func charlist(t term.Term) string {
	var b strings.Builder
	list, _ := t.Slice()
	for _, c := range list {
		if n, ok := c.AsInt(); ok && n >= 0 && n < 0x110000 {
			b.WriteRune(rune(n))
		}
	}
	return b.String()
}
