//go:build unix

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

var soakTime = flag.Duration("soak", 0, "have TestSoak run for so long")

// leaves is what may be left behind in a gex.
type leaves struct {
	Goroutines, Heap, Descriptors int // of the program
	Atoms, Processes, Names       int // of the node
}

// reportLeaves has this program write what it holds to the file that soakFile names
// whenever it is sent SIGUSR2.
func reportLeaves() {
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
	file  string // of reportLeaves
}

// TestSoak has gex nodes and a BEAM talk for the time given by -soak, while one of
// them is killed, stopped, parted from another or unplugged every few seconds:
//
//	go test ./cmd/gex -run TestSoak -soak 10m -timeout 30m -v
//
// In the end all talk with all, and two nodes that lived through it hold no more
// than they did after the first minute.
func TestSoak(t *testing.T) {
	if *soakTime == 0 {
		t.Skip("runs with -soak TIME")
	}
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
	const outage = 7 * time.Second
	faults := []struct {
		name string
		do   func()
	}{
		{"gex killed", func() { c.Kill(); c.member = c.begin() }},
		{"BEAM killed", func() { d.Kill(); d.member = d.begin() }},
		{"BEAM stopped", func() { d.Signal(syscall.SIGSTOP); time.Sleep(outage); d.Signal(syscall.SIGCONT) }},
		{"gex stopped", func() { c.Signal(syscall.SIGSTOP); time.Sleep(outage); c.Signal(syscall.SIGCONT) }},
		{"gex parted from BEAM", func() { m.Cut(a.host, d.host); time.Sleep(outage); m.Heal(a.host, d.host) }},
		{"gex parted from gex", func() { m.Cut(a.host, b.host); time.Sleep(outage); m.Heal(a.host, b.host) }},
		{"unplugged", func() { c.host.Unplug(); time.Sleep(outage); c.host.Plug() }},
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
	time.Sleep(4 * time.Second) // all that is under way ends by its time limit
	os.Remove(n.file)
	n.Signal(syscall.SIGUSR2)
	settles(t, "report", func() bool {
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
