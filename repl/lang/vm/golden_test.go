package vm_test

import (
	"os"
	"testing"

	"gex/scripts/peers"
)

// TestConfirmGolden: cases.golden and cases.etf are what gen.escript makes of
// cases.erl with the reference release.
func TestConfirmGolden(t *testing.T) {
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	for _, name := range []string{"cases.erl", "gen.escript"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(outside+"/"+name, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, status := peers.Run(t, peers.Command(peers.OTP29, "escript", inside+"/gen.escript", inside+"/cases.erl", inside+"/cases.golden"))
	if status != 0 {
		t.Fatal(out)
	}
	got, err := os.ReadFile(outside + "/cases.golden")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/cases.golden")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("testdata/cases.golden is not what gen.escript makes")
	}
}
