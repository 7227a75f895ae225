package peers

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Network is a switch with hosts plugged in. Each host is a network namespace: it
// has addresses, ports and a loopback of its own, and so an epmd of its own.
// Networks of several tests have nothing in common, not even their addresses.
//
// Hosts reach each other by address alone: nodes are named name@10.77.0.1, with
// long names.
type Network struct {
	t      testing.TB
	ip     string // the program
	prefix string // of the names of its namespaces
	hosts  []*Host
}

// Host is a machine of a network.
type Host struct {
	// Address and Address6 are those of the host, such as 10.77.0.1 and
	// fd77::1.
	Address, Address6 string

	network   *Network
	namespace string
	port      string // on the switch
	mac       string
}

// nowhere is a link-layer address that nobody has.
const nowhere = "02:00:00:00:00:fe"

var networks atomic.Int32

// NewNetwork makes a network that is removed when the test ends. It needs Linux,
// root and ip (iproute2); without them the test is skipped, or fails with
// GEX_REQUIRE_PEERS=1.
func NewNetwork(t testing.TB) *Network {
	t.Helper()
	if os.Geteuid() != 0 {
		missing(t, "root, for network namespaces,")
	}
	n := &Network{t: t, ip: Program(t, "ip"), prefix: fmt.Sprintf("%s%d-%d-", namespaces, os.Getpid(), networks.Add(1))}
	if _, err := os.Stat("/proc/self/ns/net"); err != nil {
		missing(t, "network namespaces")
	}
	sweep.Do(n.sweep)
	n.addNamespace(n.prefix + "0")
	n.batch(n.prefix+"0", "link add br0 type bridge", "link set br0 up")
	return n
}

// namespaces is how the names of all our namespaces begin; the number of the
// process follows.
const namespaces = "gex-"

var sweep sync.Once

// sweep removes the namespaces of test programs that were killed.
func (n *Network) sweep() {
	out, err := exec.Command(n.ip, "netns", "list").Output()
	if err != nil {
		n.t.Fatalf("ip netns list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest, ours := strings.CutPrefix(name, namespaces)
		pid, _, _ := strings.Cut(rest, "-")
		if _, err := os.Stat("/proc/" + pid); ours && errors.Is(err, os.ErrNotExist) {
			n.run("netns", "delete", name)
		}
	}
}

func (n *Network) addNamespace(name string) {
	n.t.Helper()
	n.run("netns", "add", name)
	n.t.Cleanup(func() { n.run("netns", "delete", name) })
}

// run runs ip.
func (n *Network) run(args ...string) {
	n.t.Helper()
	if out, err := exec.Command(n.ip, args...).CombinedOutput(); err != nil {
		n.t.Errorf("ip %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// batch runs several commands of ip in a namespace.
func (n *Network) batch(namespace string, lines ...string) {
	n.t.Helper()
	cmd := exec.Command(n.ip, "-n", namespace, "-batch", "-")
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		n.t.Fatalf("ip -n %s %q: %v: %s", namespace, lines, err, out)
	}
}

// Host adds a host. The first one is 10.77.0.1, the next one 10.77.0.2.
func (n *Network) Host() *Host {
	n.t.Helper()
	i := len(n.hosts) + 1
	h := &Host{
		Address: fmt.Sprintf("10.77.0.%d", i), Address6: fmt.Sprintf("fd77::%x", i),
		network: n, namespace: n.prefix + strconv.Itoa(i), port: fmt.Sprintf("port%d", i),
		mac: fmt.Sprintf("02:00:00:00:77:%02x", i),
	}
	n.addNamespace(h.namespace)
	n.batch(n.prefix+"0",
		fmt.Sprintf("link add %s type veth peer name eth0 address %s netns %s", h.port, h.mac, h.namespace),
		fmt.Sprintf("link set %s master br0 up", h.port))
	n.batch(h.namespace, "link set lo up", "link set eth0 up",
		fmt.Sprintf("address add %s/24 dev eth0", h.Address),
		fmt.Sprintf("address add %s/64 dev eth0 nodad", h.Address6))
	n.hosts = append(n.hosts, h)
	return h
}

// Command has the command run on the host, and returns it.
func (h *Host) Command(cmd *exec.Cmd) *exec.Cmd {
	if cmd.Err == nil {
		cmd.Args = append([]string{"ip", "netns", "exec", h.namespace, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = h.network.ip
	}
	return cmd
}

// Unplug takes the cable of the host out: what is sent to it or from it is lost,
// and nobody is told. Plug puts it back.
func (h *Host) Unplug() {
	h.network.t.Helper()
	h.network.batch(h.network.prefix+"0", fmt.Sprintf("link set %s down", h.port))
}

// Plug undoes Unplug.
func (h *Host) Plug() {
	h.network.t.Helper()
	h.network.batch(h.network.prefix+"0", fmt.Sprintf("link set %s up", h.port))
}

// Cut parts two hosts: what they send to each other is lost, and nobody is told.
// Both still reach all others.
func (n *Network) Cut(a, b *Host) {
	n.t.Helper()
	for _, h := range [][2]*Host{{a, b}, {b, a}} {
		n.batch(h[0].namespace,
			fmt.Sprintf("neighbour replace %s lladdr %s dev eth0 nud permanent", h[1].Address, nowhere),
			fmt.Sprintf("neighbour replace %s lladdr %s dev eth0 nud permanent", h[1].Address6, nowhere))
	}
}

// Heal undoes Cut.
func (n *Network) Heal(a, b *Host) {
	n.t.Helper()
	for _, h := range [][2]*Host{{a, b}, {b, a}} {
		n.batch(h[0].namespace,
			fmt.Sprintf("neighbour replace %s lladdr %s dev eth0 nud reachable", h[1].Address, h[1].mac),
			fmt.Sprintf("neighbour replace %s lladdr %s dev eth0 nud reachable", h[1].Address6, h[1].mac))
	}
}
