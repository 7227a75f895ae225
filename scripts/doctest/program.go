package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

//go:embed driver.exs
var driver string

// result is what became of an example.
type result struct {
	pass bool
	// got and want are values as inspect shows them, for an example that failed.
	got, want string
}

// program returns the Elixir program that runs the blocks of a module from number
// first on.
func program(module string, blocks []block, first int) string {
	var b strings.Builder
	b.WriteString(driver)
	for n := first; n < len(blocks); n++ {
		fmt.Fprintf(&b, "GexDoctest.block(%d, %s)\n", n, literal("require "+module+"\n"+blocks[n].code(n)))
	}
	return b.String()
}

// code returns the Elixir code of the block: its examples in turn, each followed
// by a call that reports it. Values are not kept in a variable, which binding/0
// would show.
func (b block) code(n int) string {
	var s strings.Builder
	for i, e := range b.examples {
		exception, message, raises := e.raises()
		switch {
		case raises:
			fmt.Fprintf(&s, "GexDoctest.raised(%d, %d, fn ->\n%s\nend, %s, %s)\n", n, i, e.expr, exception, literal(message))
		case e.expected == "":
			fmt.Fprintf(&s, "%s\nGexDoctest.report(%d, %d, \"pass\", \"\", \"\")\n", e.expr, n, i)
		case e.opaque():
			fmt.Fprintf(&s, "GexDoctest.keep((\n%s\n))\nGexDoctest.inspected(%d, %d, %s)\n", e.expr, n, i, literal(e.expected))
		default:
			fmt.Fprintf(&s, "GexDoctest.keep((\n%s\n))\nGexDoctest.value(%d, %d, (\n%s\n))\n", e.expr, n, i, e.expected)
		}
	}
	return s.String()
}

// literal returns a text as a string of Elixir code.
func literal(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `#{`, `\#{`, "\n", `\n`, "\r", `\r`).Replace(s) + `"`
}

// system runs a program text and writes what it prints to standard output.
type system func(ctx context.Context, program string) ([]byte, error)

// moduleTime is how long the examples of a module may take together.
const moduleTime = 2 * time.Minute

// run returns what becomes of each example, block by block. When the system
// itself stops within a block it is started again behind that block.
func run(sys system, module string, blocks []block) ([][]result, error) {
	results := make([][]result, len(blocks))
	for n, b := range blocks {
		results[n] = make([]result, len(b.examples))
		for i := range results[n] {
			results[n][i] = result{got: "not reached", want: b.examples[i].expected}
		}
	}
	for first := 0; first < len(blocks); {
		ctx, cancel := context.WithTimeout(context.Background(), moduleTime)
		out, err := sys(ctx, program(module, blocks, first))
		cancel()
		if _, stopped := errors.AsType[*exec.ExitError](err); err != nil && !stopped {
			return nil, err
		}
		next := read(out, results, first)
		if next == len(blocks) {
			break
		}
		if first == 0 && next == 0 && !bytes.Contains(out, []byte{2}) && err == nil {
			return nil, fmt.Errorf("no results in %q", out)
		}
		reason := "stopped"
		if err != nil {
			reason = err.Error()
		}
		explain(results[next], "the system: "+reason)
		first = next + 1
	}
	return results, nil
}

// read takes the results from an output and returns the first block that did not
// end.
func read(out []byte, results [][]result, next int) int {
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		rest, ok := strings.CutPrefix(lines.Text(), "\x02 ")
		if !ok {
			continue
		}
		f := strings.Fields(rest)
		if len(f) != 5 {
			continue
		}
		n, err1 := strconv.Atoi(f[0])
		i, err2 := strconv.Atoi(f[1])
		if err1 != nil || err2 != nil || n < 0 || n >= len(results) || i >= len(results[n]) {
			continue
		}
		got, want := text(f[3]), text(f[4])
		switch f[2] {
		case "pass":
			results[n][i] = result{pass: true}
		case "fail":
			results[n][i] = result{got: got, want: want}
		case "stopped":
			explain(results[n], got)
		case "done":
			if got != "" {
				explain(results[n], got)
			}
			next = n + 1
		}
	}
	return next
}

func text(field string) string {
	b, err := hex.DecodeString(strings.TrimPrefix(field, "x"))
	if err != nil {
		return field
	}
	return string(b)
}

// explain says why the examples that have no result were not reached.
func explain(results []result, reason string) {
	for i, r := range results {
		if !r.pass && r.got == "not reached" {
			results[i].got = reason
			return
		}
	}
}
