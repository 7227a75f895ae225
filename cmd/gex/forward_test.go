package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// forward is a program that passes connections on, as kubectl port-forward and
// ssh -L do: forward FROM TO. An address with a slash is a socket in the file
// system, which leads from one host of a test to another.
func forward() {
	network := func(address string) string {
		if strings.Contains(address, "/") {
			return "unix"
		}
		return "tcp"
	}
	from, to := os.Args[1], os.Args[2]
	l, err := net.Listen(network(from), from)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("forwarding")
	for {
		a, err := l.Accept()
		if err != nil {
			os.Exit(1)
		}
		go func() {
			defer a.Close()
			b, err := net.Dial(network(to), to)
			if err != nil {
				fmt.Println(err)
				return
			}
			defer b.Close()
			go func() {
				io.Copy(b, a)
				b.Close()
			}()
			io.Copy(a, b)
		}()
	}
}

// TestForwardedPort reaches nodes in a network that this host is not in, by a port
// of this host that is forwarded from the other.
func TestForwardedPort(t *testing.T) {
	for _, otp := range []peers.OTP{peers.OTP27, peers.OTP29} {
		t.Run(otp.String(), func(t *testing.T) {
			t.Parallel()
			m := newMachines(t, usualTicks+" inet_dist_listen_min 9100 inet_dist_listen_max 9100")
			pod, desk := m.Host(), m.Host()
			app := m.beam(pod, otp, "app")
			m.Cut(pod, desk)
			socket := filepath.Join(t.TempDir(), "s")
			for _, hop := range []struct {
				on       *peers.Host
				from, to string
			}{{pod, socket, "127.0.0.1:9100"}, {desk, "127.0.0.1:9100", socket}} {
				s := peers.Start(t, hop.on.Command(exec.Command("forward", hop.from, hop.to)))
				s.Expect("forwarding\n")
			}
			name := "app@" + pod.Address
			at := name + "=127.0.0.1:9100"
			run := func(status int, want string, args ...string) {
				t.Helper()
				cmd := exec.Command("gex", args...)
				cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "GEX_COOKIE=c", "LC_ALL=C")
				out, got := peers.Run(t, desk.Command(cmd))
				if got != status || !strings.Contains(out, want) {
					t.Errorf("gex %q: status %d, no %q in\n%s", args, got, want, out)
				}
			}
			run(0, "ok   node      Elixir ", "doctor", at)
			run(0, fmt.Sprintf("{[:%q], :%q}\n", name, name), "run", "--connect", at,
				"-e", fmt.Sprintf("IO.inspect({Node.list(:connected), :erpc.call(:%q, :erlang, :node, [])})", name))
			run(0, fmt.Sprintf("{true, [:%q]}\n", name), "run", "--name", "desk@"+desk.Address, "--hidden", "--no-epmd",
				"-e", fmt.Sprintf("IO.inspect({Node.connect(:%q), Node.list(:hidden)})", at))
			run(1, "FAIL handshake the node that listens there is "+name+"\n", "doctor", "app@127.0.0.1:9100")
			// The nodes behind notice nothing of all this.
			app.Eval(polling(`Node.list(:connected) == []`), `\{:is, true\}`)
		})
	}
}
