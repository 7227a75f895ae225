// Command deps checks that the packages of this module import each other only
// in the direction the architecture allows: from the shell down to terms.
// It prints every arrow that is not in the table and then exits with status 1.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// allowed lists, for each package, which packages of the module it may import.
// A trailing /... stands for every package below. Packages that are not listed
// may import nothing of ours; cmd/gex wires everything together.
var allowed = map[string][]string{
	"cookie":              {},
	"proto/term":          {},
	"proto/etf":           {"proto/term"},
	"proto/gate":          {},
	"proto/epmd":          {"proto/gate"},
	"proto/epmd/epmdtest": {"proto/epmd"},
	"proto/dist":          {"proto/term", "proto/etf"},
	"proto/handshake":     {"proto/dist"},
	"proto/control":       {"proto/term", "proto/etf"},

	"node":               {"node/...", "proto/...", "cookie"},
	"node/proc":          {"proto/term"},
	"node/proc/proctest": {"proto/term", "node/proc"},
	"node/erpc":          {"proto/term", "node/proc"},
	"node/gen":           {"proto/term", "node/proc"},
	"node/registry":      {"proto/term", "node/proc"},
	"node/conn":          {"proto/...", "node/registry", "node/proc"},
	"node/tlsdist":       {"proto/term"},

	"node/tlsdist/tlstest": {},
	"node/sys":             {"proto/term", "node/gen", "node/proc", "node/registry"},

	"repl":               {"node", "node/proc", "proto/term", "repl/..."},
	"repl/complete":      {"node", "node/proc", "proto/term", "repl/lang/..."},
	"repl/remote":        {"node", "node/erpc", "node/proc", "proto/term", "repl/ioclient", "repl/line", "repl/render"},
	"repl/ioclient":      {"proto/term", "node/proc"},
	"repl/line":          {},
	"repl/render":        {"proto/term"},
	"repl/lang/token":    {},
	"repl/lang/scan":     {"repl/lang/token"},
	"repl/lang/quoted":   {"proto/term", "repl/lang/token"},
	"repl/lang/parse":    {"proto/term", "repl/lang/scan", "repl/lang/quoted", "repl/lang/token"},
	"repl/lang/fragment": {"proto/term", "repl/lang/scan", "repl/lang/token"},
	"repl/lang/format":   {"proto/term", "repl/lang/token", "repl/lang/scan", "repl/lang/quoted", "repl/lang/parse", "repl/lang/inspect"},
	"repl/lang/diag":     {"proto/term", "repl/lang/format", "repl/lang/token", "repl/lang/inspect"},
	"repl/lang/expand":   {"proto/term", "repl/lang/quoted", "repl/lang/token", "repl/lang/format", "repl/lang/inspect", "repl/lang/diag"},
	"repl/lang/absform":  {"proto/term"},
	"repl/lang/lower":    {"proto/term", "repl/lang/quoted", "repl/lang/absform", "repl/lang/expand", "repl/lang/diag"},
	"repl/lang/code":     {"proto/term", "repl/lang/absform"},
	"repl/lang/compile":  {"proto/term", "repl/lang/absform", "repl/lang/code"},
	"repl/lang/vm":       {"proto/term", "repl/lang/code", "repl/lang/absform", "repl/lang/compile", "node/proc"},
	"repl/lang/regex":    {},
	"repl/lang/bif":      {"proto/term", "proto/etf", "repl/lang/regex", "repl/lang/vm", "repl/lang/code", "repl/lang/inspect", "repl/lang/diag", "repl/lang/absform", "node", "node/proc", "node/registry"},
	"repl/lang/inspect":  {"proto/term", "repl/lang/quoted"},
	"repl/lang/lib":      {"proto/...", "node", "node/proc", "repl/lang/..."},
	"repl/lang/lib/doc":  {"proto/term", "repl/lang/parse"},
	"scripts/peers":      {},
	"scripts/corpus":     {"scripts/peers"},
	"scripts/deps":       {},
	"scripts/libcompile": {"repl/lang/...", "proto/..."},
	"scripts/bench":      {"scripts/peers"},
	"scripts/doctest":    {"scripts/peers", "repl/lang/lib/doc"},

	"repl/lang/erl":       {"proto/term"},
	"repl/lang/erl/beam":  {"proto/term", "proto/etf", "repl/lang/absform"},
	"repl/lang/erl/epp":   {"proto/term", "repl/lang/erl"},
	"repl/lang/erl/lint":  {"proto/term", "repl/lang/erl", "repl/lang/erl/epp"},
	"repl/lang/erl/lower": {"proto/term", "repl/lang/erl", "repl/lang/absform"},
}

// testOnly lists what any test may import besides. The parts of the protocol are
// tested together, with real nodes.
// The language is tested from source text.
var testOnly = []string{"scripts/peers", "scripts/corpus", "proto/...", "node", "node/proc/proctest", "node/tlsdist/tlstest", "repl/lang/parse"}

func main() {
	bad, err := check()
	if err != nil {
		fmt.Fprintln(os.Stderr, "deps:", err)
		os.Exit(2)
	}
	for _, line := range bad {
		fmt.Println(line)
	}
	if len(bad) > 0 {
		os.Exit(1)
	}
}

type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func check() ([]string, error) {
	var out, stderr bytes.Buffer
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, stderr.String())
	}
	var bad []string
	dec := json.NewDecoder(&out)
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return bad, nil
		} else if err != nil {
			return nil, err
		}
		from := strings.TrimPrefix(p.ImportPath, "gex/")
		if strings.HasPrefix(from, "cmd/") {
			continue
		}
		may, known := allowed[from]
		if !known {
			bad = append(bad, from+" is not in the table of scripts/deps")
			continue
		}
		for _, imp := range p.Imports {
			if to, ours := strings.CutPrefix(imp, "gex/"); ours && !matches(may, to) {
				bad = append(bad, from+" must not import "+to)
			}
		}
		for _, imp := range slices.Concat(p.TestImports, p.XTestImports) {
			if to, ours := strings.CutPrefix(imp, "gex/"); ours && to != from && !matches(may, to) && !matches(testOnly, to) {
				bad = append(bad, from+" (tests) must not import "+to)
			}
		}
	}
}

func matches(patterns []string, pkg string) bool {
	for _, p := range patterns {
		if root, below := strings.CutSuffix(p, "/..."); p == pkg || below && strings.HasPrefix(pkg, root+"/") {
			return true
		}
	}
	return false
}
