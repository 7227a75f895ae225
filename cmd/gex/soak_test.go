//go:build unix && soak

package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"gex/scripts/peers"
)

var soakTime = flag.Duration("soak", 10*time.Minute, "how long TestSoak runs")

// leaves is what may be left behind in a gex.
type leaves struct {
	Goroutines, Heap, Descriptors int // of the program
	Atoms, Processes, Names       int // of the node
}

// This program writes what it holds to the file that soakFile names whenever it is
// sent SIGUSR2.
func init() {
	file := os.Getenv(soakFile)
	if file == "" {
		return
	}
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR2)
	go func() {
		for range c {
			debug.FreeOSMemory()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b, _ := json.Marshal(leaves{Goroutines: runtime.NumGoroutine(), Heap: int(m.HeapAlloc), Descriptors: descriptors(os.Getpid())})
			os.WriteFile(file+".new", b, 0o600)
			os.Rename(file+".new", file)
		}
	}()
}

const soakFile = "GEX_SOAK_FILE"

// soaked is a node of the soak test, on a host of its own.
type soaked struct {
	member
	host  *peers.Host
	begin func() member
	file  string // soakFile
}

// TestSoak has gex nodes and a BEAM talk for the time given by -soak, while one of
// them is killed, stopped, parted from another or unplugged every few seconds (make
// soak).
//
// In the end all talk with all, and two nodes that lived through it hold no more
// than they did after the first minute.
func TestSoak(t *testing.T) {
	peers.Timeout = time.Minute
	m := newMachines(t, quickTicks)
	outside, inside := peers.TempDir(t, peers.OTP29)
	source, err := os.ReadFile("testdata/soak.ex")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(outside, "soak.ex"), source, 0o644); err != nil {
		t.Fatal(err)
	}
	var nodes []*soaked
	for i, name := range []string{"a", "b", "c", "d"} {
		n := &soaked{host: m.Host(), file: filepath.Join(t.TempDir(), "leaves")}
		file := filepath.Join(outside, "soak.ex")
		if name == "d" {
			file = inside + "/soak.ex"
			peers.Start(t, n.host.Command(peers.Command(peers.OTP29, "epmd")))
			n.begin = func() member {
				return m.start(n.host, name, peers.Command(peers.OTP29, "iex", "--name", name+"@"+n.host.Address, "--cookie", "c", "--erl", quickTicks))
			}
		} else {
			n.begin = func() member {
				cmd := exec.Command("gex", "--name", name+"@"+n.host.Address, "--cookie", "c", "--erl", quickTicks)
				cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), soakFile+"="+n.file)
				return m.start(n.host, name, cmd)
			}
		}
		start := n.begin
		n.begin = func() member {
			s := start()
			var others []string
			for j, o := range []string{"a", "b", "c", "d"} {
				if j != i {
					others = append(others, fmt.Sprintf(`:"%s@10.77.0.%d"`, o, j+1))
				}
			}
			s.Eval(fmt.Sprintf(`Code.require_file(%q); spawn(fn -> Soak.start([%s]) end); :begun`, file, strings.Join(others, ", ")), ":begun")
			return s
		}
		nodes = append(nodes, n)
	}
	for _, n := range nodes {
		n.member = n.begin()
	}
	a, b, c, d := nodes[0], nodes[1], nodes[2], nodes[3]
	// An outage lasts until it is noticed.
	noticed := func(by, gone *soaked) {
		by.Eval(fmt.Sprintf(`w = fn w, tries -> cond do %s not in Node.list -> :ok; tries == 0 -> Node.list; true -> Process.sleep(100); w.(w, tries - 1) end end; {:noticed, w.(w, 300)}`,
			gone.name), `\{:noticed, :ok\}`)
	}
	faults := []struct {
		name string
		do   func()
	}{
		{"gex killed", func() { c.Kill(); c.member = c.begin() }},
		{"BEAM killed", func() { d.Kill(); d.member = d.begin() }},
		{"BEAM stopped", func() { d.Signal(syscall.SIGSTOP); noticed(a, d); d.Signal(syscall.SIGCONT) }},
		{"gex stopped", func() { c.Signal(syscall.SIGSTOP); noticed(a, c); c.Signal(syscall.SIGCONT) }},
		{"gex parted from BEAM", func() { m.Cut(a.host, d.host); noticed(a, d); m.Heal(a.host, d.host) }},
		{"gex parted from gex", func() { m.Cut(a.host, b.host); noticed(a, b); m.Heal(a.host, b.host) }},
		{"unplugged", func() { c.host.Unplug(); noticed(a, c); c.host.Plug() }},
	}
	settle := func(after string) {
		start := time.Now()
		for _, n := range nodes {
			for _, o := range nodes {
				if n != o {
					n.Eval(fmt.Sprintf(`w = fn w, n, tries -> cond do Soak.done(%s) > n -> :ok; tries == 0 -> :ets.tab2list(:soak); true -> Process.sleep(100); w.(w, n, tries - 1) end end; {:talks, w.(w, Soak.done(%s), 400)}`,
						o.name, o.name), `\{:talks, :ok\}`)
				}
			}
		}
		t.Logf("%s: all talk with all after %v", after, time.Since(start).Round(100*time.Millisecond))
	}
	settle("start")
	end := time.Now().Add(*soakTime)
	for _, f := range faults {
		f.do()
		settle(f.name)
	}
	before := []leaves{measure(t, nodes, a), measure(t, nodes, b)}
	for time.Now().Before(end) {
		f := faults[rand.IntN(len(faults))]
		f.do()
		settle(f.name)
	}
	for i, n := range []*soaked{a, b} {
		after := measure(t, nodes, n)
		t.Logf("%s: before %+v, after %+v", n.name, before[i], after)
		x := before[i]
		if after.Goroutines > x.Goroutines+5 || after.Descriptors > x.Descriptors+2 || after.Atoms > x.Atoms+20 || after.Processes > x.Processes+2 ||
			after.Names > x.Names || after.Heap > x.Heap+x.Heap/4+8<<20 {
			t.Errorf("%s holds more than before", n.name)
		}
	}
}

// measure has all nodes pause and returns what one of them holds.
func measure(t *testing.T, nodes []*soaked, n *soaked) (l leaves) {
	t.Helper()
	for _, o := range nodes {
		o.Eval(`Soak.pause(true); :paused`, ":paused")
	}
	for _, o := range nodes {
		o.Eval(`w = fn w, tries -> cond do Soak.busy() == 0 -> :ok; tries == 0 -> Soak.busy(); true -> Process.sleep(100); w.(w, tries - 1) end end; {:idle, w.(w, 300)}`,
			`\{:idle, :ok\}`)
	}
	os.Remove(n.file)
	n.Signal(syscall.SIGUSR2)
	peers.Eventually(t, "report", func() bool {
		b, err := os.ReadFile(n.file)
		return err == nil && json.Unmarshal(b, &l) == nil
	})
	got := n.Eval(`Soak.sizes()`, `\{(\d+), (\d+), (\d+)\}`)
	l.Atoms, _ = strconv.Atoi(got[1])
	l.Processes, _ = strconv.Atoi(got[2])
	l.Names, _ = strconv.Atoi(got[3])
	for _, o := range nodes {
		o.Eval(`Soak.pause(false); :resumed`, ":resumed")
	}
	return l
}
