// Command gex is an Elixir shell and a full member of a BEAM cluster.
package main

import (
	"fmt"
	"os"

	"gex/repl/lang/bif"
)

// version is set by the linker.
var version = "dev"

// Exit statuses.
const (
	statusOK          = 0
	statusFailed      = 1
	statusUsage       = 2
	statusUnreachable = 3   // of a verb: there is no connection with the node
	statusTimeout     = 4   // of a verb: what it asked for takes too long
	statusInterrupted = 130 // as a shell has it for SIGINT
)

func main() {
	hideCookies()
	os.Exit(run(words))
}

func run(args []string) int {
	if os.Getenv("GOGC") == "" {
		tuneGC()
	}
	if len(args) > 0 {
		if v, ok := findVerb(args[0]); ok {
			return v.call(args[1:])
		}
	}
	return runWith(args, false)
}

// runWith does what the options in args ask for; neverShell is the verb run.
func runWith(args []string, neverShell bool) int {
	o, err := parseOptions(args, neverShell, os.Getenv)
	switch {
	case err != nil:
		fmt.Fprintf(os.Stderr, "gex: %s\n\n%s", conceal(err.Error()), shortUsage())
		return statusUsage
	case o.help && neverShell:
		return helpVerb([]string{"run"})
	case o.help:
		fmt.Print(usageText())
		return statusOK
	case o.version:
		fmt.Printf("gex %s (Elixir %s, OTP %s)\n", version, bif.ElixirVersion, bif.OTPRelease)
		return statusOK
	case o.shortVersion:
		fmt.Println(bif.ElixirVersion)
		return statusOK
	}
	return start(o)
}
