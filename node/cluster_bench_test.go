package node_test

import (
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/node/tlsdist/tlstest"
	"gex/proto/term"
)

// benchPair connects two nodes over loopback, with a process on each.
func benchPair(b *testing.B, change ...func(*node.NetConfig)) (x, y *agent) {
	c := newCluster(b)
	m, o := c.start("aa", change...), c.start("zz", change...)
	x, y = m.agent(""), o.agent("")
	m.connect("zz@127.0.0.1")
	return x, y
}

// BenchmarkOneWay sends small messages and waits until all have arrived.
func BenchmarkOneWay(b *testing.B) { withAndWithoutTLS(b, benchOneWay) }

// withAndWithoutTLS runs a benchmark on connections of both kinds.
func withAndWithoutTLS(b *testing.B, f func(b *testing.B, change ...func(*node.NetConfig))) {
	b.Run("tcp", func(b *testing.B) { f(b) })
	b.Run("tls", func(b *testing.B) {
		ca := tlstest.NewAuthority(b, "ca")
		f(b, secure(b, ca, ca, "127.0.0.1"))
	})
}

func benchOneWay(b *testing.B, change ...func(*node.NetConfig)) {
	x, y := benchPair(b, change...)
	to := y.far()
	done := make(chan struct{})
	go y.do(func(p *proc.Process) {
		defer close(done)
		for range b.N {
			p.Receive(nil, -1)
		}
	})
	b.ReportAllocs()
	b.ResetTimer()
	x.do(func(p *proc.Process) {
		for i := range b.N {
			p.Send(to, term.Tuple(term.A("msg"), term.Int(int64(i))), proc.SendOptions{})
		}
	})
	<-done
}

// BenchmarkRoundTrip sends a small message there and back.
func BenchmarkRoundTrip(b *testing.B) { withAndWithoutTLS(b, benchRoundTrip) }

func benchRoundTrip(b *testing.B, change ...func(*node.NetConfig)) {
	x, y := benchPair(b, change...)
	self := x.far()
	to := y.far()
	done := make(chan struct{})
	go y.do(func(p *proc.Process) {
		defer close(done)
		for range b.N {
			msg, _, _ := p.Receive(nil, -1)
			p.Send(self, msg, proc.SendOptions{})
		}
	})
	b.ResetTimer()
	x.do(func(p *proc.Process) {
		for i := range b.N {
			p.Send(to, term.Int(int64(i)), proc.SendOptions{})
			p.Receive(nil, -1)
		}
	})
	<-done
}

// BenchmarkBinaries sends messages of a megabyte.
func BenchmarkBinaries(b *testing.B) { withAndWithoutTLS(b, benchBinaries) }

func benchBinaries(b *testing.B, change ...func(*node.NetConfig)) {
	x, y := benchPair(b, change...)
	to := y.far()
	done := make(chan struct{})
	go y.do(func(p *proc.Process) {
		defer close(done)
		for range b.N {
			p.Receive(nil, -1)
		}
	})
	bin := term.Binary(make([]byte, 1<<20))
	b.SetBytes(1 << 20)
	b.ResetTimer()
	x.do(func(p *proc.Process) {
		for range b.N {
			p.Send(to, bin, proc.SendOptions{})
		}
	})
	<-done
}
