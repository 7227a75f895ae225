package complete

import (
	"strings"
	"testing"
	"time"

	"gex/node/proc"
)

// TestDeep completes text that is nested deeply or long.
func TestDeep(t *testing.T) {
	rt := newRuntime()
	inProcess(t, rt, func(p *proc.Process) {
		scope := shellScope()
		At(rt, p, scope, strings.Repeat("(", 10_000_000))
		if r := At(rt, p, scope, strings.Repeat("é = [\n", maxText)+"Enum.map_r"); r.Insert != "educe" {
			t.Errorf("at the end of a long text: %+v", r)
		}
		for _, part := range []string{"(", "[", "%{a: ", "fn -> ", "a.", "<<x::", "%A{b: ", "\"#{", "-", "A.", "f ", "~s(", "x -", "1 |> "} {
			started := time.Now()
			At(rt, p, scope, strings.Repeat(part, 2000))
			if took := time.Since(started); took > slow {
				t.Errorf("%q many times takes %v", part, took)
			}
		}
	})
}
