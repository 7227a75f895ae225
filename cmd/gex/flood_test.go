//go:build unix

package main

import (
	"context"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gex/proto/epmd"
	"gex/scripts/peers"
)

// distributionPort asks the port mapper of the cluster where a node listens.
func (c cluster) distributionPort(t *testing.T, name string) string {
	t.Helper()
	port, err := strconv.Atoi(c.epmd)
	if err != nil {
		t.Fatal(err)
	}
	info, err := (&epmd.Client{Port: port}).PortPlease(context.Background(), "127.0.0.1", name)
	if err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(int(info.Port))
}

// descriptors is how many files and sockets a process has open, 0 where that is not
// known.
func descriptors(pid int) int {
	files, _ := os.ReadDir("/proc/" + strconv.Itoa(pid) + "/fd")
	return len(files)
}

// TestGarbageFlood opens ten thousand connections that send what no node sends, to
// the port of a node and to the port mapper inside of it. Nothing of them is left,
// nor is the log full of them, and the node goes on.
func TestGarbageFlood(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	g, friend := c.gex(t, "g", "--cookie", "c"), c.gex(t, "friend", "--cookie", "c")
	g.Eval(`Node.connect(`+friend.name+`)`, "true\n")
	ports := []string{c.distributionPort(t, "g"), c.epmd}
	junk := []string{"", "\x00", random(100), nameMessage("a@" + c.host)[:12], nameMessage("a@" + c.host), frame(""), "\xff\xff" + random(40),
		"\x00\x01\xee", "\x00\x10x\x12"}
	fds, memory := descriptors(g.PID()), resident(g.PID())
	var wg sync.WaitGroup
	const workers, each = 10, 500
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				for j, port := range ports {
					conn, err := net.DialTimeout("tcp", "127.0.0.1:"+port, 10*time.Second)
					if err != nil {
						t.Error(err)
						return
					}
					io.WriteString(conn, junk[(w+i+j)%len(junk)])
					conn.Close()
				}
			}
		})
	}
	wg.Wait()
	g.Eval(`{:still, :lists.member(`+friend.name+`, Node.list)}`, `\{:still, true\}\n`)
	late := c.gex(t, "late", "--cookie", "c")
	late.Eval(`Node.connect(`+g.name+`)`, "true\n")
	late.Kill()
	peers.Eventually(t, "descriptors as before", func() bool { return descriptors(g.PID()) <= fds+2 })
	if after := resident(g.PID()); after > memory+64<<20 {
		t.Errorf("%d MB after, %d MB before", after>>20, memory>>20)
	}
	if n := strings.Count(g.Output(), "[error]"); n > 400 {
		t.Errorf("%d lines in the log", n)
	}
}

// TestIdleConnections holds more connections open than a node makes handshakes at
// a time, and says nothing on them. Other nodes come in all the same, at once.
func TestIdleConnections(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	g, late := c.gex(t, "g", "--cookie", "c"), c.gex(t, "late", "--cookie", "c")
	distribution := c.distributionPort(t, "g")
	for i := range 200 {
		conn := dial(t, distribution)
		if i%2 == 0 {
			io.WriteString(conn, nameMessage("idle"+strconv.Itoa(i)+"@"+c.host))
		}
		dial(t, c.epmd)
	}
	start := time.Now()
	late.Eval(`Node.connect(`+g.name+`)`, "true\n")
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("a node got in after %v", took)
	}
	c.gex(t, "later", "--cookie", "c").Eval(`Node.connect(`+g.name+`)`, "true\n")
}
