// Command libcompile compiles the Elixir sources of the embedded library ahead
// into repl/lang/lib/library.bin. go generate runs it in repl/lang/lib.
package main

import (
	"fmt"
	"os"

	"gex/repl/lang/lib"
)

func main() {
	out, err := lib.CompileLibrary(os.DirFS("src"), os.Stderr)
	if err == nil {
		err = os.WriteFile("library.bin", out, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "libcompile:", err)
		os.Exit(1)
	}
}
