package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// TestDemo runs scripts/demo.sh and looks at both sides of the session.
func TestDemo(t *testing.T) {
	bash := peers.Program(t, "bash")
	gex, err := exec.LookPath("gex")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bash, "../../scripts/demo.sh")
	cmd.Env = append(os.Environ(), "GEX="+gex, "HOME="+t.TempDir(), "ERL_EPMD_PORT="+freePort())
	out, status := peers.Run(t, cmd)
	if status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	first, second, ok := strings.Cut(out, "$ gex --sname node2 --cookie secret\n")
	if !ok || !strings.HasPrefix(first, "$ gex --sname node1 --cookie secret\n") {
		t.Fatalf("the sessions are not both shown:\n%s", out)
	}
	_, host, err := shortName("x")
	if err != nil {
		t.Fatal(err)
	}
	pid := `#PID<\d+\.\d+\.\d+>\n`
	for _, tt := range []struct {
		side, typed, want string // want is a pattern
	}{
		{first, "Node.self", ":node1@HOST\n"},
		{first, "Node.connect(:node2@HOST)", "true\n"},
		{first, "Node.list", `\[:node2@HOST\]` + "\n"},
		{first, "node(pid)", "(Hello world!\n)?:node2@HOST\n"},
		{first, "  IO.puts \"Hello world!\"", `gex\(node1@HOST\)4> end` + "\n(Hello world!\n)?" + pid},
		{first, "receive do message -> message after 10_000 -> exit(:nothing_came) end",
			"{:captured, #PID<0\\.\\d+\\.\\d+>, :ran_on, :node2@HOST}\n"},
		{first, "GenServer.cast({BackgroundJob, :node2@HOST}, {:new_job, 1})", ":ok\n"},
		{first, "send {:shell, :node2@HOST}, :message", ":message\n"},
		{first, "receive do :good_bye -> :good_bye after 10_000 -> exit(:no_answer) end", ":good_bye\n"},
		{second, "Node.self", ":node2@HOST\n"},
		{second, "Process.register(self(), :shell)", "true\n"},
		{second, "receive do :your_turn -> Node.list after 30_000 -> exit(:nothing_came) end", `\[:node1@HOST\]` + "\n"},
		{second, "receive do {:worker_got, job} -> job after 10_000 -> exit(:no_job_came) end", `{:"\$gen_cast", {:new_job, 1}}` + "\n"},
		{second, "flush()", ":message\n:ok\n"},
	} {
		t.Run(tt.typed, func(t *testing.T) {
			at := strings.ReplaceAll(tt.typed, "HOST", host)
			_, after, ok := strings.Cut(tt.side, "> "+at+"\n")
			if !ok {
				t.Fatalf("%q was not typed in\n%s", at, tt.side)
			}
			if !regexp.MustCompile("^" + strings.ReplaceAll(tt.want, "HOST", regexp.QuoteMeta(host))).MatchString(after) {
				t.Errorf("after %q came\n%s\nwant %q", at, after, tt.want)
			}
		})
	}
	if n := strings.Count(first, "Hello world!\n"); n != 1 || strings.Contains(second, "Hello") {
		t.Errorf("node1 shows Hello world! %d times, want once and node2 not at all:\n%s", n, out)
	}
}
