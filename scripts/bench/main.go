// Command bench measures gex beside OTP 29 on the same machine, run by run in
// turn, and prints medians and ratios. A ratio below 1 means that gex takes less
// (time or memory) than the reference.
//
//	go run ./scripts/bench [-gex bin/gex] [-runs 3] [NAME …]
package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gex/scripts/peers"
)

// goals are the ratios to stay below; 0 where only the figure is of interest.
var goals = []struct {
	name string
	goal float64
	what string
}{
	{"start_to_result", 1.0 / 5, "start to printed result of a piped 1+1"},
	{"idle_named_rss", 1.0 / 3, "memory of an idle named node"},
	{"fib_module", 5, "fib as compiled code, a call"},
	{"tail_sum", 5, "sum of 1 to n with an accumulator, a turn"},
	{"list_body", 5, "list of 1 to n built by body recursion, an element"},
	{"list_body_map", 5, "a list mapped by body recursion, an element"},
	{"list_reverse", 5, "list built with an accumulator and reversed, an element"},
	{"map_update", 5, "%{map | count: map.count + 1}"},
	{"map_put", 5, "Map.put of 100,000 integer keys, each"},
	{"map_get", 5, "match of one key of 100,000"},
	{"binary_match", 5, "<<b, rest::binary>>, a byte"},
	{"binary_build", 5, "<<acc::binary, b>>, a byte"},
	{"state_machine", 5, "clauses on tuples and atoms, an event"},
	{"events_self", 5, "receive loop, events sent to itself"},
	{"events_other", 5, "receive loop, events from another process"},
	{"selective_receive", 5, "call with make_ref behind 10,000 messages"},
	{"enum_map", 3, "Enum.map over a million elements"},
	{"enum_filter", 3, "Enum.filter"},
	{"enum_sum", 3, "Enum.sum"},
	{"enum_reduce", 3, "Enum.reduce"},
	{"enum_pipe", 3, "a range mapped, filtered, mapped, summed"},
	{"enum_for", 3, "comprehension with a filter over a range"},
	{"enum_sort", 3, "Enum.sort of a million integers"},
	{"enum_sort_by", 3, "Enum.sort_by of 100,000 integers"},
	{"fib_typed", 1.0 / 30, "fib typed as an anonymous function"},
	{"typed_fib", 1.0 / 30, "the same, a fun of one clause"},
	{"typed_loop", 1.0 / 30, "a typed loop with an accumulator"},
	{"typed_reduce", 1.0 / 30, "Enum.reduce with a typed fun"},
	{"typed_case", 1.0 / 30, "a typed state machine"},
	{"compile_2000_lines", 0, "compile a module of 2,000 lines; must stay below 200 ms"},
	{"body_recursion_10M", 0, "body recursion ten million deep"},
	{"body_recursion_10M_rss", 0, "its peak memory; must stay below 2 GB"},
	{"tail_loop", 0, "a tail call"},
	{"idle_process", 0, "one of 100,000 idle processes; must stay below 2,600 B"},
	{"round_trip", 1, "local message round trip"},
	{"etf_encode_intlist", 1, "encode a list of 100,000 integers"},
	{"etf_decode_intlist", 1, "decode it"},
	{"etf_encode_maps", 1, "encode nested maps"},
	{"etf_decode_maps", 1, "decode them"},
	{"one_way_message", 1, "small messages one way between two nodes"},
}

// runtime is one of the two that are compared.
type runtime struct {
	name   string
	shell  func(args ...string) *exec.Cmd // reads expressions from standard input
	script func(args ...string) *exec.Cmd // runs a file
	// see makes a file visible to the runtime and returns its path there.
	see func(file string) (string, error)
}

// results maps a figure to its values, one for each run, and to its unit.
type results struct {
	values map[string][]float64
	unit   map[string]string
}

func (r *results) add(name string, value float64, unit string) {
	r.values[name] = append(r.values[name], value)
	r.unit[name] = unit
}

func main() {
	gex := flag.String("gex", "bin/gex", "the binary to measure")
	runs := flag.Int("runs", 3, "how often; medians are printed")
	flag.Parse()
	if err := run(*gex, *runs, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(gex string, runs int, only []string) error {
	gex, err := filepath.Abs(gex)
	if err != nil {
		return err
	}
	rts := []runtime{reference(), subject(gex)}
	all := []*results{newResults(), newResults()}
	for i := range runs {
		for j, rt := range rts {
			for _, g := range groups {
				if len(only) > 0 && !slices.Contains(only, g.name) {
					continue
				}
				fmt.Fprintf(os.Stderr, "run %d of %d: %s on %s\n", i+1, runs, g.name, rt.name)
				if err := g.run(rt, all[j]); err != nil {
					return fmt.Errorf("%s on %s: %w", g.name, rt.name, err)
				}
			}
		}
	}
	report(all[0], all[1])
	return nil
}

func newResults() *results {
	return &results{values: map[string][]float64{}, unit: map[string]string{}}
}

func report(ref, sub *results) {
	fmt.Printf("%-24s %12s %12s %-8s %7s  %-6s %s\n", "figure", "OTP 29", "gex", "unit", "ratio", "goal", "")
	for _, g := range goals {
		if len(sub.values[g.name]) == 0 || len(ref.values[g.name]) == 0 {
			continue
		}
		a, b := median(ref.values[g.name]), median(sub.values[g.name])
		goal, verdict := "", ""
		if g.goal > 0 {
			goal = strconv.FormatFloat(g.goal, 'g', 3, 64)
			if b/a > g.goal {
				verdict = "MISSED "
			}
		}
		fmt.Printf("%-24s %12.4g %12.4g %-8s %7.3f  %-6s %s%s\n", g.name, a, b, sub.unit[g.name], b/a, goal, verdict, g.what)
	}
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

func reference() runtime {
	return runtime{
		name:   "OTP 29",
		shell:  func(args ...string) *exec.Cmd { return peers.Command(peers.OTP29, "iex", args...) },
		script: func(args ...string) *exec.Cmd { return peers.Command(peers.OTP29, "elixir", args...) },
		see: func(file string) (string, error) {
			text, err := os.ReadFile(file)
			if err != nil {
				return "", err
			}
			inside := "/tmp/gex-bench-" + filepath.Base(file)
			return inside, os.WriteFile(filepath.Join(peers.OTP29.Root(), inside), text, 0o644)
		},
	}
}

func subject(gex string) runtime {
	start := func(args ...string) *exec.Cmd { return exec.Command(gex, args...) }
	return runtime{name: "gex", shell: start, script: start, see: filepath.Abs}
}

var groups = []struct {
	name string
	run  func(runtime, *results) error
}{
	{"start", startToResult},
	{"idle", idleMemory},
	{"fib", file("fib.exs")},
	{"language", file("language.exs")},
	{"events", file("events.exs")},
	{"enum", file("enum.exs")},
	{"typed", file("typed.exs")},
	{"compile", file("compile.exs")},
	{"recursion", file("recursion.exs")},
	{"processes", file("processes.exs")},
	{"etf", file("etf.exs")},
	{"messages", messages},
}

// startToResult times a named node from start to the printed value of a piped
// expression.
func startToResult(rt runtime, res *results) error {
	cmd := rt.shell("--sname", "bench_start", "--cookie", "bench")
	cmd.Stdin = strings.NewReader("1234567+1\n")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	t0 := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "1234568") {
			res.add("start_to_result", float64(time.Since(t0).Microseconds())/1000, "ms")
			_, _ = io.Copy(io.Discard, out)
			return cmd.Wait()
		}
	}
	return errors.Join(errors.New("the result was not printed"), cmd.Wait())
}

// idleMemory measures the resident set of a named node that waits at its prompt.
func idleMemory(rt runtime, res *results) error {
	cmd := rt.shell("--sname", "bench_idle", "--cookie", "bench")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer cmd.Wait()
	defer in.Close()
	if _, err := io.WriteString(in, "1234567+1\n"); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), "1234568") {
	}
	time.Sleep(2 * time.Second) // what started lazily has settled
	kb, err := status(cmd.Process.Pid, "VmRSS:")
	res.add("idle_named_rss", kb, "KiB")
	return err
}

// status reads a figure in kB of a process.
func status(pid int, field string) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == field {
			return strconv.ParseFloat(f[1], 64)
		}
	}
	return 0, fmt.Errorf("no %s for process %d", field, pid)
}

// file returns a group that runs a workload and takes the figures it prints.
func file(name string) func(runtime, *results) error {
	return func(rt runtime, res *results) error {
		path, err := rt.see(filepath.Join("scripts/bench", name))
		if err != nil {
			return err
		}
		return workload(rt.script(path), strings.TrimSuffix(name, ".exs"), res)
	}
}

func workload(cmd *exec.Cmd, name string, res *results) error {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%w: %s%s", err, out, &stderr)
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 {
			continue
		}
		v, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			return err
		}
		res.add(f[0], v, f[2])
	}
	if peak := peakMemory(cmd.ProcessState); name == "recursion" && peak > 0 {
		res.add("body_recursion_10M_rss", peak, "MiB")
	}
	return nil
}

// messages starts a receiving node and measures a sender of the same runtime.
func messages(rt runtime, res *results) error {
	sink, err := rt.see("scripts/bench/sink.exs")
	if err != nil {
		return err
	}
	source, err := rt.see("scripts/bench/messages.exs")
	if err != nil {
		return err
	}
	receiver := rt.script("--sname", "bench_sink", "--cookie", "bench", sink)
	out, err := receiver.StdoutPipe()
	if err != nil {
		return err
	}
	if err := receiver.Start(); err != nil {
		return err
	}
	defer receiver.Wait()
	defer receiver.Process.Kill()
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		return errors.New("the receiving node did not start")
	}
	return workload(rt.script("--sname", "bench_source", "--cookie", "bench", source, lines.Text()), "messages", res)
}
