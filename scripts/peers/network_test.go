package peers

import (
	"os/exec"
	"strings"
	"testing"
)

func TestNetworks(t *testing.T) {
	t.Parallel()
	bash := Program(t, "bash")
	n, other := NewNetwork(t), NewNetwork(t)
	a, b, c := n.Host(), n.Host(), n.Host()
	same := other.Host()
	if same.Address != a.Address {
		t.Errorf("hosts of networks of their own have the addresses %s and %s", same.Address, a.Address)
	}
	reach := func(from *Host, address string) bool {
		cmd := from.Command(exec.Command(bash, "-c", "timeout 0.2 bash -c '</dev/tcp/"+address+"/9' 2>&1; echo status $?"))
		out, _ := Run(t, cmd)
		// Nobody listens, so a host that is reached refuses.
		return strings.Contains(out, "refused")
	}
	check := func(when string, want map[[2]*Host]bool) {
		t.Helper()
		for pair, reached := range want {
			for _, to := range []string{pair[1].Address, pair[1].Address6} {
				if got := reach(pair[0], to); got != reached {
					t.Errorf("%s: %s reaches %s: %v", when, pair[0].Address, to, got)
				}
			}
		}
	}
	ab, ac, bc := [2]*Host{a, b}, [2]*Host{a, c}, [2]*Host{b, c}
	check("new", map[[2]*Host]bool{ab: true, ac: true, {same, b}: false, {a, a}: true})
	n.Cut(a, b)
	check("cut", map[[2]*Host]bool{ab: false, ac: true, bc: true})
	n.Heal(a, b)
	check("healed", map[[2]*Host]bool{ab: true})
	c.Unplug()
	check("unplugged", map[[2]*Host]bool{ac: false, ab: true})
	c.Plug()
	check("plugged in", map[[2]*Host]bool{ac: true})
}
