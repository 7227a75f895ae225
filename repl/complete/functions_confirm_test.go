package complete

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gex/node"
	"gex/repl/lang/bif"
	"gex/repl/lang/lib"
	"gex/scripts/peers"
)

var update = flag.Bool("update", false, "record functions.txt anew with Elixir 1.20.4")

func newRuntime() *lib.Runtime {
	return lib.New(&bif.Host{Node: node.New(node.Config{})}, &lib.Printer{Out: new(bytes.Buffer)})
}

// unwritten tells whether nobody writes the name of a module: it needs quotes.
func unwritten(name string) bool {
	return !strings.HasPrefix(name, elixirPrefix) && strings.Contains(name, ".")
}

// TestConfirmFunctions records functions.txt, or compares it.
func TestConfirmFunctions(t *testing.T) {
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	script, err := os.ReadFile("testdata/functions.exs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(outside, "functions.exs"), script, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := peers.Command(peers.OTP29, "elixir", inside+"/functions.exs")
	asked := slices.Collect(maps.Keys(modules()))
	if *update {
		asked = append(asked, slices.DeleteFunc(newRuntime().ModuleNames(), unwritten)...)
	}
	cmd.Stdin = strings.NewReader(strings.Join(asked, "\n"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("functions.txt", out, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(out) != functionsText {
		t.Error("functions.txt is not what Elixir tells: record it with -update")
	}
}
