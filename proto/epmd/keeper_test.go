package epmd

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"gex/scripts/peers"
)

// freePort returns a port that nothing listens on.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func config(name string, port int) KeeperConfig {
	return KeeperConfig{
		Node: NewNode(name, 5000), Host: "h", Port: port,
		Addresses: []string{"127.0.0.1"}, Interval: 20 * time.Millisecond,
	}
}

func keep(t *testing.T, c KeeperConfig) *Keeper {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	k, err := Keep(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k
}

// names returns the names at the port, sorted by age, or "none" without epmd.
func names(port int) string {
	nodes, err := (&Client{Port: port}).Names(context.Background(), "127.0.0.1")
	if err != nil {
		return "none"
	}
	var list []string
	for _, n := range nodes {
		list = append(list, n.Name)
	}
	return strings.Join(list, " ")
}

func TestKeeperUsesTheEpmdThatRuns(t *testing.T) {
	port := serve(t, &Server{})
	k := keep(t, config("a", port))
	if k.Serving() || k.Creation() == 0 || names(port) != "a" {
		t.Errorf("serving %v, creation %d, names %q", k.Serving(), k.Creation(), names(port))
	}
	k.Close()
	peers.Eventually(t, "name is free", func() bool { return names(port) == "" })
}

func TestKeeperServesWhereNobodyDoes(t *testing.T) {
	port := freePort(t)
	first, second := keep(t, config("a", port)), keep(t, config("b", port))
	if !first.Serving() || second.Serving() || names(port) != "b a" {
		t.Errorf("serving %v and %v, names %q", first.Serving(), second.Serving(), names(port))
	}
	creation := second.Creation()
	first.Close()
	peers.Eventually(t, "the second takes over", func() bool { return names(port) == "b" && second.Serving() })
	if second.Creation() != creation {
		t.Errorf("creation %d became %d", creation, second.Creation())
	}
	second.Close()
	if got := names(port); got != "none" {
		t.Errorf("names after the end: %q", got)
	}
}

func TestKeepersThatStartAtOnce(t *testing.T) {
	port := freePort(t)
	var wg sync.WaitGroup
	keepers := make([]*Keeper, 8)
	for i := range keepers {
		wg.Go(func() { keepers[i], _ = Keep(t.Context(), config(string(rune('a'+i)), port)) })
	}
	wg.Wait()
	serving := 0
	for _, k := range keepers {
		if k == nil {
			t.Fatal("one failed to register")
		}
		defer k.Close()
		if k.Serving() {
			serving++
		}
	}
	if got := len(names(port)); serving != 1 || got != 15 {
		t.Errorf("%d serve, names %q", serving, names(port))
	}
}

func TestKeeperReportsNameTaken(t *testing.T) {
	port := serve(t, &Server{})
	keep(t, config("a", port))
	_, err := Keep(t.Context(), config("a", port))
	if !errors.Is(err, ErrNameTaken) || err.Error() != "the name a@h seems to be in use by another Erlang node" {
		t.Errorf("error %v", err)
	}
}

func TestKeeperClientOnly(t *testing.T) {
	port := freePort(t)
	c := config("a", port)
	c.ClientOnly = true
	if _, err := Keep(t.Context(), c); !errors.Is(err, ErrNoEpmd) {
		t.Errorf("error %v", err)
	}
	listen := func() *Server {
		listeners, err := Listen([]string{"127.0.0.1"}, port)
		if err != nil {
			t.Fatal(err)
		}
		s := &Server{}
		s.Serve(listeners...)
		return s
	}
	s := listen()
	changes := make(chan bool, 10)
	c.Changed = func(registered bool, _ error) { changes <- registered }
	k := keep(t, c)
	s.Close()
	if <-changes {
		t.Error("the loss was not told")
	}
	s = listen()
	defer s.Close()
	for !<-changes { // attempts in between fail
	}
	if names(port) != "a" {
		t.Errorf("names %q", names(port))
	}
	k.Close()
}

func TestKeeperSurvivesKillOfItsOwnServer(t *testing.T) {
	port := freePort(t)
	c := config("a", port)
	c.NewServer = func() *Server { return &Server{Relaxed: true} }
	k := keep(t, c)
	if got := ask(t, port, request(tagKill, "")); got != "OK" {
		t.Fatalf("kill: %q", got)
	}
	peers.Eventually(t, "served again", func() bool { return k.Serving() && names(port) == "a" })
}

func TestKeepGivesUpWithItsContext(t *testing.T) {
	// Somebody has the port on an address other than the one that is asked.
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("needs a second loopback address: ", err)
	}
	defer l.Close()
	c := config("a", l.Addr().(*net.TCPAddr).Port)
	c.Addresses = []string{"127.0.0.2"}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := Keep(ctx, c); err == nil {
		t.Error("registered with nobody")
	}
}
