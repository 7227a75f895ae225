package erpc

import (
	"fmt"
	"testing"

	"gex/proto/term"
)

func TestOutcome(t *testing.T) {
	id, other := term.A("id"), term.A("other")
	for _, tt := range []struct {
		reason term.Term
		want   string
	}{
		{term.Tuple(id, term.A("return"), term.Int(7)), "7 <nil>"},
		{term.Tuple(id, term.A("throw"), term.Int(7)), "throw 7"},
		{term.Tuple(id, term.A("error"), term.A("undef"), term.Nil), "error undef"},
		{term.Tuple(id, term.A("error"), term.Tuple(term.A("erpc"), term.A("badarg"))), "erpc badarg"},
		{term.Tuple(other, term.A("return"), term.Int(7)), "exit {other,return,7}"},
		{term.A("killed"), "exit killed"},
		{term.A("noconnection"), "erpc noconnection"},
	} {
		v, err := Outcome(id, tt.reason)
		got := fmt.Sprint(v, " ", err)
		if ce, ok := err.(*Error); ok {
			got = fmt.Sprint(ce.Class, " ", ce.Reason)
		}
		if got != tt.want {
			t.Errorf("%v: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
