package lib

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/erl/beam"
	"gex/scripts/peers"
)

// beamSource uses what the abstract format has to keep: records, macros,
// comprehensions, binaries, types.
const beamSource = `-module(beam_trip).
-export([f/1, g/1, h/0]).
-vsn("1.0").
-record(r, {a = 1 :: integer(), b}).
-define(K, 3).
-spec f(integer()) -> term().
f(X) -> #r{b = [Y * ?K || Y <- lists:seq(1, X), Y rem 2 =:= 1]}.
g(#r{a = A, b = B}) -> {A, << <<I:16>> || I <- B >>, "abc"}.
h() -> try error(no) catch error:E -> E end.
`

// readBeam prints what the release's beam_lib makes of the file on its input:
// its chunks, and what its functions give when its compiler builds the module
// of the forms.
const readBeam = `
File = string:trim(io:get_line("")),
{ok, {M, [{abstract_code, {raw_abstract_v1, Forms}}, {exports, Es}, {attributes, As}]}} =
  beam_lib:chunks(File, [abstract_code, exports, attributes]),
{ok, M, Bin} = compile:forms(Forms, [debug_info, {source, "x"}]),
{module, M} = code:load_binary(M, "x", Bin),
ok = file:write_file(filename:rootname(File) ++ ".real", Bin),
io:format("~0tp", [{M, Es, proplists:get_value(vsn, As), M:f(5), M:g(M:f(5)), M:h()}]),
halt().`

// TestConfirmErlBeam has the release read a file of ours, and loads one that
// the release has compiled.
func TestConfirmErlBeam(t *testing.T) {
	peers.Require(t, peers.OTP29)
	shared := filepath.Join(peers.OTP29.Root(), "tmp")
	dir, err := os.MkdirTemp(shared, "beam")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	source := filepath.Join(dir, "beam_trip.erl")
	if err := os.WriteFile(source, []byte(beamSource), 0o666); err != nil {
		t.Fatal(err)
	}
	const want = `{beam_trip,[{f,1},{g,1},{h,0},{module_info,0},{module_info,1}],"1.0",` +
		`{r,1,[3,9,15]},{1,<<0,3,0,9,0,15>>,"abc"},no}`
	inProcess(t, func(r *Runtime, p *proc.Process) {
		eval := func(source, want string) {
			if got := r.evalErl(p, source); got != want {
				t.Errorf("%s gives %s, want %s", source, got, want)
			}
		}
		file := strings.TrimSuffix(source, ".erl")
		eval(`compile:file("`+file+`", [report, {outdir, "`+dir+`"}])`, "{ok,beam_trip}")
		eval(`code:load_abs("`+file+`")`, "{module,beam_trip}")
		eval("{beam_trip:f(5), beam_trip:g(beam_trip:f(5)), beam_trip:h()}", `{{r,1,[3,9,15]},{1,<<0,3,0,9,0,15>>,"abc"},no}`)

		cmd := peers.Command(peers.OTP29, "erl", "-noshell", "-eval", readBeam)
		cmd.Stdin = strings.NewReader(strings.TrimPrefix(file, peers.OTP29.Root()) + ".beam\n")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if string(out) != want {
			t.Errorf("read by the release: %s, want %s", out, want)
		}
		data, err := os.ReadFile(file + ".real")
		if err != nil {
			t.Fatal(err)
		}
		eval("code:delete(beam_trip)", "true")
		eval("code:purge(beam_trip)", "false") // so that no process is needed to load it
		if _, err := r.loadData(nil, data, "x", term.Intern("beam_trip")); err != nil {
			t.Error(err)
		}
		eval("{code:which(beam_trip), beam_trip:f(5), beam_trip:h()}", `{"x",{r,1,[3,9,15]},no}`)
		if _, err := r.loadData(nil, data, "x", term.Intern("other")); err != errOtherModule {
			t.Error(err)
		}
	})
}

// FuzzBeam: no bytes break the reader of BEAM files.
func FuzzBeam(f *testing.F) {
	f.Add([]byte("FOR1\x00\x00\x00\x10BEAMDbgi\x00\x00\x00\x02\x83\x6a"))
	f.Add([]byte("\x1f\x8bFOR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if forms, err := beam.Forms(data); err == nil && len(forms) > len(data) {
			t.Errorf("%d forms of %d bytes", len(forms), len(data))
		}
	})
}
