package lib

import (
	"os"
	"strings"
	"testing"

	"gex/node/proc"
	"gex/repl/lang/compile"
	"gex/repl/lang/erl/epp"
	"gex/repl/lang/erl/lower"
	"gex/scripts/peers"
)

// TestConfirmErlCompile compiles the sources of OTP: every module is one for
// the compiler.
func TestConfirmErlCompile(t *testing.T) {
	peers.Require(t, peers.OTP29)
	patterns := []string{"stdlib-*/src/*.erl"}
	if more := os.Getenv("GEX_ERL_FILES"); more != "" {
		patterns = strings.Fields(more)
	}
	n := 0
	inProcess(t, func(r *Runtime, p *proc.Process) {
		o := peerOptions(r, p)
		for _, name := range erlSources(t, patterns...) {
			res, err := epp.ParseFile(name, o)
			if err != nil {
				t.Error(err)
				continue
			}
			mod, err := lower.Module(res.Forms, lower.Options{AutoImported: compile.AutoImported})
			if err == nil {
				_, err = compile.Module(r.System.Table, mod)
			}
			if err != nil {
				t.Errorf("%s: %.300v", name, err)
				continue
			}
			n++
		}
	})
	t.Logf("%d modules compiled", n)
}
