package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/node/tlsdist"
	"gex/node/tlsdist/tlstest"
	"gex/proto/dist"
	"gex/proto/epmd"
	"gex/proto/epmd/epmdtest"
	"gex/proto/handshake"
	"gex/proto/term"
	"gex/scripts/peers"
)

// clinic is where checkups are tested: a port mapper and what is registered there.
type clinic struct {
	t    *testing.T
	port int
}

// doctor runs a checkup with the options and variables given, and returns what it
// prints.
func (c *clinic) doctor(limit time.Duration, args []string, vars ...string) (out string, good bool) {
	c.t.Helper()
	home := c.t.TempDir()
	getenv := func(name string) string {
		for _, v := range append(vars, "ERL_EPMD_PORT="+strconv.Itoa(c.port)) {
			if k, text, _ := strings.Cut(v, "="); k == name {
				return text
			}
		}
		return ""
	}
	o, rest, err := parseNodeOptions(args, getenv)
	if err != nil || len(rest) != 1 {
		c.t.Fatalf("%q: %q, %v", args, rest, err)
	}
	var b bytes.Buffer
	k := &checkup{report: &report{out: &b, plain: true}, options: o, getenv: getenv, home: home, limit: limit}
	good = k.run(c.t.Context(), rest[0])
	if k.node != nil {
		k.node.Shutdown(context.Background())
	}
	return b.String(), good
}

// register has a name stand for what listens on an address.
func (c *clinic) register(name string, at net.Addr) {
	c.t.Helper()
	r, err := (&epmd.Client{Port: c.port}).Register(c.t.Context(), epmd.NewNode(name, uint16(at.(*net.TCPAddr).Port)))
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { r.Close() })
}

// serve has a function answer connections to a name.
func (c *clinic) serve(name string, f func(net.Conn)) net.Addr {
	c.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { l.Close() })
	c.register(name, l.Addr())
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				f(conn)
			}()
		}
	}()
	return l.Addr()
}

// start starts a node that answers what a checkup asks.
func (c *clinic) start(name, secret string, secure *tlsdist.Config) {
	c.t.Helper()
	answers := node.Funcs{
		"erlang:system_info/1": answer(func() term.Term { return term.Charlist("29") }),
		"erlang:system_time/1": answer(func() term.Term { return term.Int(time.Now().Add(time.Hour).UnixMicro()) }),
		"erlang:nodes/0":       answer(func() term.Term { return term.List(term.A("x@y")) }),
	}
	n, err := node.Start(c.t.Context(), node.Config{Resolver: answers}, node.NetConfig{Name: name + "@127.0.0.1", Long: true, Cookie: secret,
		EpmdPort: c.port, Addresses: []string{"127.0.0.1"}, TLS: secure})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { n.Shutdown(context.Background()) })
}

func answer(value func() term.Term) node.Func {
	return func(*proc.Process, []term.Term) (term.Term, error) { return value(), nil }
}

// TestDoctor has each step fail once, and be told from the others.
func TestDoctor(t *testing.T) {
	t.Parallel()
	c := &clinic{t, epmdtest.Serve(t)}
	c.start("good", "secret", nil)
	c.start("other", "different", nil)
	ca, stranger := tlstest.NewAuthority(t, "ca"), tlstest.NewAuthority(t, "stranger")
	ours, theirs := t.TempDir(), t.TempDir()
	tlsDir(t, ca, ours, ours, "127.0.0.1")
	tlsDir(t, stranger, theirs, theirs, "127.0.0.1")
	file := func(name string) string { return filepath.Join(ours, name) }
	secure, err := tlsdist.Load(tlsdist.Mutual(tlsdist.Pair{CertFile: file("node.pem"), KeyFile: file("node.key")}, file("node-ca.pem")))
	if err != nil {
		t.Fatal(err)
	}
	c.start("safe", "secret", secure)
	with := func(dir, target string) string {
		return strings.Join(append(pemFlags(dir)[2:], "--cookie", "secret", target), " ")
	}
	closed := c.serve("closes", func(conn net.Conn) {})
	c.serve("silent", func(conn net.Conn) { <-t.Context().Done() })
	c.serve("web", func(conn net.Conn) { conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")) })
	c.serve("forbids", func(conn net.Conn) {
		a := handshake.Acceptor{Name: "forbids@127.0.0.1", Creation: 5, Flags: dist.Default, Cookie: func(string) string { return "secret" }}
		a.Handshake(conn) // no names are given here, so it refuses
	})
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	c.register("dead", gone.Addr())
	epmdPort := strconv.Itoa(c.port)
	goneAddress := gone.Addr().String()
	for _, tt := range []struct {
		args string
		vars []string
		want []string // in this order; the first one that begins with FAIL ends it
	}{
		{"good@127.0.0.1", nil, []string{"ok   name      good@127.0.0.1, a long name\n", "ok   cookie    6 characters, of GEX_COOKIE\n",
			"ok   epmd      127.0.0.1:" + epmdPort + " answers", "ok   port ", "ok   this node hidden, without TLS\n", "ok   handshake our cookie is accepted",
			"note clock     that of the node is 1h0m0s ahead of ours\n", "ok   node      OTP 29, with 1 visible node; a call takes "}},
		{"a@b@c", nil, []string{"FAIL name      a@b@c is no node name\n"}},
		{"good@127.0.0.1:x", nil, []string{"FAIL name      node name \"good@127.0.0.1:x\": want name@host:PORT\n"}},
		{"--name me@127.0.0.1 a@short", nil, []string{"FAIL name      a@short is a short name"}},
		{"--sname me a@127.0.0.1", nil, []string{"FAIL name      a@127.0.0.1 is a long name"}},
		{"good@127.0.0.1", []string{"GEX_COOKIE="}, []string{"FAIL cookie    there is none\n", "GEX_COOKIE=... gex doctor good@127.0.0.1\n"}},
		{"a@no-such.invalid", nil, []string{"FAIL host      no-such.invalid is not known\n", "gex doctor a@no-such.invalid=ADDRESS\n"}},
		{"gud@127.0.0.1", nil, []string{"FAIL epmd      127.0.0.1:" + epmdPort + " answers: it does not know gud, but closes, dead, forbids, good", "Did you mean:\n", "gex doctor good@127.0.0.1\n"}},
		{"good@127.0.0.9", nil, []string{"FAIL epmd      nothing listens on 127.0.0.9:" + epmdPort + "\n", "epmd -names", "gex doctor good@127.0.0.9:PORT\n"}},
		{"good@127.0.0.1=127.0.0.9", nil, []string{"FAIL epmd      nothing listens on 127.0.0.9:"}},
		{"dead@127.0.0.1", nil, []string{"ok   epmd ", "FAIL port      nothing listens on " + goneAddress + "\n", "has just ended"}},
		{"x@h=" + goneAddress, nil, []string{"ok   name      x@h at " + goneAddress + ", a short name\n", "FAIL port      nothing listens on " + goneAddress, "what forwards the port"}},
		{"--no-epmd good@127.0.0.1", nil, []string{"ok   name ", "FAIL port      without a port mapper its port must be given"}},
		{"--connect other@127.0.0.1=" + goneAddress + " other@127.0.0.1", nil, []string{"FAIL port      nothing listens on " + goneAddress}},
		{"--name good@127.0.0.1 --listen 127.0.0.1 other@127.0.0.1", nil, []string{"FAIL this node the name good@127.0.0.1 seems to be in use by another Erlang node\n"}},
		{"--name mine@127.0.0.1 --listen 127.0.0.1 good@127.0.0.1", nil, []string{"ok   this node mine@127.0.0.1, hidden, without TLS\n", "ok   handshake"}},
		{"other@127.0.0.1", nil, []string{"FAIL handshake the node rejected our cookie\n", "GEX_COOKIE=... gex doctor other@127.0.0.1\n"}},
		{"x@127.0.0.1=" + closed.String(), nil, []string{"FAIL handshake it closed the connection at once\n"}},
		{"silent@127.0.0.1", nil, []string{"ok   port ", "FAIL handshake it took the connection, but does not answer\n"}},
		{"web@127.0.0.1", nil, []string{"FAIL handshake "}},
		{"safe@127.0.0.1", nil, []string{"FAIL handshake the node speaks TLS, and this one does not\n", "--tls-cert FILE"}},
		{with(ours, "safe@127.0.0.1"), nil, []string{"ok   this node hidden, with TLS\n", "ok   handshake"}},
		{with(ours, "good@127.0.0.1"), nil, []string{"FAIL handshake ", "so leave TLS out here"}},
		{with(theirs, "safe@127.0.0.1"), nil, []string{"FAIL handshake its certificate is not signed by a CA in ", "--tls-ca has to be the authority of its certificate"}},
		{"forbids@127.0.0.1", nil, []string{"FAIL handshake the node does not allow it\n"}},
	} {
		t.Run(strings.ReplaceAll(tt.args, os.TempDir(), ""), func(t *testing.T) {
			t.Parallel()
			c := &clinic{t, c.port}
			limit := 10 * time.Second
			if strings.HasPrefix(tt.args, "silent") { // the time that it takes to fail
				limit = 300 * time.Millisecond
			}
			vars := append(tt.vars, "GEX_COOKIE=secret")
			out, good := c.doctor(limit, strings.Fields(tt.args), vars...)
			rest := out
			for _, want := range tt.want {
				_, after, ok := strings.Cut(rest, want)
				if !ok {
					t.Fatalf("no %q in\n%s", want, out)
				}
				rest = after
			}
			if failed := strings.Contains(out, "FAIL"); good == failed || strings.Count(out, "FAIL") > 1 || strings.Contains(out, "secret\n") {
				t.Errorf("good is %v:\n%s", good, out)
			}
		})
	}
}

// TestConfirmDoctor visits real nodes, which do not notice.
func TestConfirmDoctor(t *testing.T) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			t.Parallel()
			peers.Require(t, otp)
			c := newCluster(t)
			d := &clinic{t, epmdtest.Serve(t)}
			c.epmd = strconv.Itoa(d.port)
			b := c.beam(t, otp, "b", "--cookie", "secret")
			visit := func(cookie, want string) {
				t.Helper()
				out, good := d.doctor(10*time.Second, []string{"b"}, "GEX_COOKIE="+cookie)
				if !strings.Contains(out, want) || good != (cookie == "secret") {
					t.Errorf("no %q in\n%s", want, out)
				}
			}
			visit("secret", fmt.Sprintf(", OTP %d, with 0 visible nodes; a call takes ", otp.Release()))
			visit("wrong", "FAIL handshake the node rejected our cookie\n")
			b.Eval(polling(`Node.list(:connected) == []`), `\{:is, true\}`)
			if out := b.Output(); strings.Count(out, "[error]")+strings.Count(out, "[warning]") > 1 {
				t.Errorf("more is logged than the wrong cookie:\n%s", out)
			}
		})
	}
}
