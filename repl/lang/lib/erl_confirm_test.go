package lib

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/bif"
	"gex/repl/lang/erl"
	"gex/repl/lang/erl/epp"
	"gex/repl/lang/inspect"
	"gex/scripts/peers"
)

// inProcess runs f in a process of a node of its own.
func inProcess(t *testing.T, f func(r *Runtime, p *proc.Process)) {
	t.Helper()
	n := node.New(node.Config{})
	defer n.Shutdown(context.Background())
	r := New(&bif.Host{Node: n}, silent{})
	done := make(chan struct{})
	if _, err := n.SpawnGo(nil, func(p *proc.Process) {
		defer close(done)
		f(r, p)
	}, node.SpawnOptions{}); err != nil {
		t.Fatal(err)
	}
	<-done
}

// hashForms is an Erlang program: for every file named on its input it prints
// the hashes of the forms that epp makes of it, twice: with lines, and with
// columns too.
const hashForms = `
Incs = filelib:wildcard("/usr/lib/erlang/lib/*/include") ++ filelib:wildcard("/usr/lib/erlang/lib/*/src"),
Hash = fun(F, Loc) ->
  {ok, Fs} = epp:parse_file(F, [{includes, Incs}, {location, Loc}]),
  [[" ", integer_to_list(erlang:phash2(X, 1 bsl 32))] || X <- Fs] end,
Loop = fun Loop() -> case io:get_line("") of
  eof -> halt();
  L -> F = string:trim(L), io:put_chars([F, Hash(F, 1), " |", Hash(F, {1,1}), "\n"]), Loop() end end,
Loop().`

// erlSources are the sources of OTP in a release, as the release names them.
func erlSources(t *testing.T, patterns ...string) []string {
	var out []string
	root := peers.OTP29.Root()
	for _, p := range patterns {
		files, err := filepath.Glob(filepath.Join(root, "usr/lib/erlang/lib", p))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			out = append(out, strings.TrimPrefix(f, root))
		}
	}
	return out
}

// peerOptions reads files as the release sees them.
func peerOptions(r *Runtime, p *proc.Process) epp.Options {
	root := peers.OTP29.Root()
	o := r.eppOptions(p)
	o.ReadFile = func(path string) ([]byte, error) { return os.ReadFile(root + path) }
	o.LibDir = func(app string) (string, bool) {
		found, _ := filepath.Glob(root + "/usr/lib/erlang/lib/" + app + "-[0-9]*")
		if len(found) == 0 {
			return "", false
		}
		return strings.TrimPrefix(found[0], root), true
	}
	for _, kind := range []string{"include", "src"} {
		dirs, _ := filepath.Glob(root + "/usr/lib/erlang/lib/*/" + kind)
		for _, d := range dirs {
			o.Includes = append(o.Includes, strings.TrimPrefix(d, root))
		}
	}
	return o
}

// TestConfirmEpp reads the sources of OTP itself and compares every form with
// what the real preprocessor and parser make of it.
func TestConfirmEpp(t *testing.T) {
	peers.Require(t, peers.OTP29)
	patterns := []string{"stdlib-*/src/*.erl"}
	if more := os.Getenv("GEX_ERL_FILES"); more != "" { // such as "*/src/*.erl": some minutes
		patterns = strings.Fields(more)
	}
	files := erlSources(t, patterns...)
	cmd := peers.Command(peers.OTP29, "erl", "-noshell", "-eval", hashForms)
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	forms, bad := 0, 0
	inProcess(t, func(r *Runtime, p *proc.Process) {
		o := peerOptions(r, p)
		sc := bufio.NewScanner(out)
		sc.Buffer(nil, 1<<24)
		for sc.Scan() {
			lines, columns, _ := strings.Cut(sc.Text(), " |")
			name, lines, _ := strings.Cut(lines, " ")
			for i, want := range []string{lines, columns} {
				o.Start = []erl.Loc{{Line: 1}, {Line: 1, Column: 1}}[i]
				res, err := epp.ParseFile(name, o)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				hashes := strings.Fields(want)
				for j, f := range res.Forms {
					forms++
					got := strconv.FormatUint(term.PHash2(f, 1<<32), 10)
					if j >= len(hashes) || got != hashes[j] {
						bad++
						t.Errorf("%s: form %d of %d (columns: %t) differs: %.300s", name, j, len(hashes), i == 1, r.show(f))
						break
					}
				}
				if len(res.Forms) < len(hashes) {
					t.Errorf("%s: %d forms, want %d", name, len(res.Forms), len(hashes))
				}
			}
		}
	})
	if forms == 0 {
		t.Error("nothing was compared")
	}
	t.Logf("%d files, %d forms compared, %d differ", len(files), forms, bad)
}

// show writes a term for a failure.
func (r *Runtime) show(t term.Term) string { return inspect.String(t) }
