package inspect

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"gex/proto/etf"
	"gex/scripts/peers"
)

func compareErlang(t *testing.T, data []byte) {
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<24)
	n, bad := 0, 0
	for sc.Scan() {
		var c struct {
			T                      []byte
			W, TW, P, TP, P40, Col string
		}
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		tm, _, err := etf.BinaryToTerm(c.T, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []struct {
			name, want string
			o          ErlangOptions
		}{
			{"~w", c.W, ErlangOptions{}},
			{"~tw", c.TW, ErlangOptions{Unicode: true}},
			{"~p", c.P, ErlangOptions{Pretty: true, Width: 80}},
			{"~tp", c.TP, ErlangOptions{Pretty: true, Unicode: true, Width: 80}},
			{"~40p", c.P40, ErlangOptions{Pretty: true, Width: 40}},
			{"column 11", c.Col, ErlangOptions{Pretty: true, Width: 80, Column: 11}},
		} {
			n++
			got := string(AppendErlang(nil, tm, &f.o))
			if f.name == "column 11" {
				got = "0123456789" + got
			}
			if got != f.want {
				if bad++; bad <= 10 {
					t.Errorf("%s\ngot  %s\nwant %s", f.name, got, f.want)
				}
			}
		}
	}
	if n == 0 || bad > 0 {
		t.Errorf("%d of %d texts differ", bad, n)
	}
}

func TestErlangGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/erlang.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	compareErlang(t, data)
}

// TestConfirmErlang runs erlang.exs again in the real elixir.
func TestConfirmErlang(t *testing.T) {
	peers.Require(t, peers.OTP29)
	compareErlang(t, runScript(t, "erlang.exs"))
}
