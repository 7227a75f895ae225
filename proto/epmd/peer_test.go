package epmd

import (
	"fmt"
	"regexp"
	"strconv"
	"syscall"
	"testing"

	"gex/scripts/peers"
)

// realEpmd starts the epmd program.
func realEpmd(t *testing.T, port int) *peers.Shell {
	t.Helper()
	s := peers.Start(t, peers.Command(peers.OTP25, "epmd", "-port", strconv.Itoa(port)))
	peers.Eventually(t, "epmd is up", func() bool { return names(port) != "none" })
	return s
}

// node starts a BEAM named on this host that uses the epmd port, and waits until
// it has started. It evaluates the lines of Erlang that it is sent.
func node(t *testing.T, otp peers.OTP, port int, name string) *peers.Shell {
	t.Helper()
	s := peers.Start(t, peers.CommandEnv(otp, []string{"ERL_EPMD_PORT=" + strconv.Itoa(port)},
		"erl", "-sname", name+"@localhost", "-setcookie", "epmdtest", "-start_epmd", "false"))
	s.Eval(`io:format("up ~s~n", [node()]).`, "up "+name+"@localhost")
	return s
}

func TestConfirmRealEpmdAnswersOurClient(t *testing.T) {
	peers.Require(t, peers.OTP25)
	port := freePort(t)
	realEpmd(t, port)
	c := &Client{Port: port}
	n := NewNode("é", 5000)
	n.Extra = "xtra"
	r, err := c.Register(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.PortPlease(t.Context(), "127.0.0.1", "é"); err != nil || got != n {
		t.Errorf("look up: %+v, %v", got, err)
	}
	if _, err := c.Register(t.Context(), n); err == nil || err.Error() != "the name é seems to be in use by another Erlang node" {
		t.Errorf("second registration: %v", err)
	}
	r.Close()
	peers.Eventually(t, "name is free", func() bool { return names(port) == "" })
}

func TestConfirmNodesUseOurServer(t *testing.T) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			peers.Require(t, otp)
			port := freePort(t)
			keep(t, config("ours", port))
			one := node(t, otp, port, "one")
			if got := names(port); got != "one ours" {
				t.Errorf("names %q", got)
			}
			one.Eval(`io:format("~p~n", [lists:sort(element(2, net_adm:names(localhost)))]).`,
				`\[\{"one",\d+\},\{"ours",5000\}\]`)
			two := node(t, otp, port, "two")
			two.Eval(`io:format("~p~n", [net_adm:ping(one@localhost)]).`, `pong\n`)

			out, _ := peers.Run(t, peers.CommandEnv(otp, []string{"ERL_EPMD_PORT=" + strconv.Itoa(port)},
				"erl", "-noinput", "-sname", "one@localhost", "-setcookie", "epmdtest", "-start_epmd", "false"))
			want := `the name one@localhost seems to be in use by another Erlang node`
			if !regexp.MustCompile(want).MatchString(out) {
				t.Errorf("a taken name gives %q", out)
			}
			one.Kill()
			peers.Eventually(t, "name is free", func() bool { return names(port) == "two ours" })
		})
	}
}

func TestConfirmEpmdProgramTalksToOurServer(t *testing.T) {
	peers.Require(t, peers.OTP25)
	port := freePort(t)
	keep(t, config("ours", port))
	for args, want := range map[string]string{
		"-names": fmt.Sprintf("epmd: up and running on port %d with data:\nname ours at port 5000\n", port),
		"-kill":  "Killing not allowed - living nodes in database.\n",
	} {
		if out, _ := peers.Run(t, peers.Command(peers.OTP25, "epmd", "-port", strconv.Itoa(port), args)); out != want {
			t.Errorf("epmd %s wrote %q, want %q", args, out, want)
		}
	}
}

// TestConfirmTakeOver: the epmd dies; our keeper serves in its place and the BEAM
// registers there. Then ours ends, an epmd is started, and both are back again.
func TestConfirmTakeOver(t *testing.T) {
	peers.Require(t, peers.OTP25|peers.OTP29)
	port := freePort(t)
	daemon := realEpmd(t, port)
	beam := node(t, peers.OTP29, port, "beam")
	ours := keep(t, config("ours", port))
	if ours.Serving() || names(port) != "ours beam" {
		t.Fatalf("serving %v, names %q", ours.Serving(), names(port))
	}
	daemon.Signal(syscall.SIGKILL)
	daemon.Wait()
	peers.Eventually(t, "both are registered with us", func() bool {
		return ours.Serving() && names(port) == "beam ours"
	})
	ours.Close()
	realEpmd(t, port)
	again := keep(t, config("ours", port))
	if again.Serving() {
		t.Error("serving beside epmd")
	}
	peers.Eventually(t, "both are back", func() bool { return len(names(port)) == len("beam ours") })
	beam.Eval(`io:format("~p~n", [element(1, erl_epmd:port_please("ours", localhost))]).`, `port\n`)
}
