package lib

import (
	"bufio"
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"gex/node/proc"
	"gex/proto/etf"
	"gex/proto/term"
	"gex/repl/lang/compile"
	"gex/repl/lang/diag"
	"gex/repl/lang/erl"
	"gex/repl/lang/erl/epp"
	"gex/repl/lang/erl/lint"
	"gex/scripts/peers"
)

// lintFiles is an Erlang program: for every file named on its input it prints
// what erl_lint says, as a term in base64.
const lintFiles = `
Incs = filelib:wildcard("/usr/lib/erlang/lib/*/include") ++ filelib:wildcard("/usr/lib/erlang/lib/*/src"),
Info = fun(L) -> [{I, unicode:characters_to_binary(M:format_error(D))} || {_, Is} <- L, {_, M, D} = I <- Is] end,
Loop = fun Loop() -> case io:get_line("") of
  eof -> halt();
  Line -> F = string:trim(Line),
    {ok, Fs} = epp:parse_file(F, [{includes, Incs}, {location, {1,1}}]),
    R = case erl_lint:module(Fs, F, []) of {ok, W} -> {[], Info(W)}; {error, E, W} -> {Info(E), Info(W)} end,
    io:put_chars([F, " ", base64:encode(term_to_binary(R)), "\n"]), Loop() end end,
Loop().`

// beyondLint are the faults that need knowledge of other modules, which is not
// here, and that of bindings that leave operands.
var beyondLint = map[string]bool{"deprecated": true, "removed": true, "undefined_behaviour_func": true, "undefined_behaviour": true,
	"conflicting_behaviours": true, "deprecated_type": true, "deprecated_callback": true, "unsafe": true, "possibly_unsafe": true,
	"unexported_function": true, "export_var_subexpr": true}

// TestConfirmErlLint compares errors and warnings about the sources of OTP, and
// about the same sources with names and lines changed.
func TestConfirmErlLint(t *testing.T) {
	peers.Require(t, peers.OTP29)
	patterns := []string{"stdlib-*/src/*.erl"}
	if more := os.Getenv("GEX_ERL_FILES"); more != "" {
		patterns = strings.Fields(more)
	}
	outside, inside := peers.TempDir(t, peers.OTP29)
	files := erlSources(t, patterns...)
	files = append(files, broken(t, files, outside, inside)...)
	cmd := peers.Command(peers.OTP29, "erl", "-noshell", "-eval", lintFiles)
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	compared, differ := 0, 0
	inProcess(t, func(r *Runtime, p *proc.Process) {
		o := peerOptions(r, p)
		o.Start = erl.Loc{Line: 1, Column: 1}
		sc := bufio.NewScanner(out)
		sc.Buffer(nil, 1<<24)
		for sc.Scan() {
			name, data, _ := strings.Cut(sc.Text(), " ")
			raw, err := base64.StdEncoding.DecodeString(data)
			if err != nil {
				t.Error(err)
				continue
			}
			want, _, err := etf.BinaryToTerm(raw, &etf.DecodeOptions{})
			if err != nil {
				t.Error(err)
				continue
			}
			res, err := epp.ParseFile(name, o)
			if err != nil {
				t.Error(err)
				continue
			}
			errs, warns := lint.Module(name, res.Forms, lint.Options{AutoImported: compile.AutoImported, Similar: diag.Jaro})
			for i, got := range [][]lint.Message{errs, warns} {
				if i == 1 && len(list(want.Elem(0))) > 0 != (len(errs) > 0) {
					continue
				}
				compared += len(list(want.Elem(i)))
				differ += sameMessages(t, name, list(want.Elem(i)), got)
			}
		}
	})
	t.Logf("%d files, %d messages compared, %d differ", len(files), compared, differ)
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

func sameMessages(t *testing.T, name string, want []term.Term, got []lint.Message) (differ int) {
	left, cascade := map[string]int{}, false
	for _, w := range want {
		desc := w.Elem(0).Elem(2)
		tag := desc
		if desc.IsTuple() {
			tag = desc.Elem(0)
		}
		if tag.IsAtom() && beyondLint[tag.AtomName()] {
			continue
		}
		if tag.Is(term.Intern("undefined_field")) {
			cascade = true // erl_lint forgets what the rest of the pattern binds
		}
		left[erl.ValueText(w.Elem(0).Elem(0))+" "+w.Elem(1).Text()]++
	}
	for _, m := range got {
		key := erl.ValueText(m.Loc.Term()) + " " + m.Text
		if left[key] == 0 {
			t.Errorf("%s: too much: %s", name, key)
			differ++
			continue
		}
		left[key]--
	}
	for key, n := range left {
		if n > 0 && !(cascade && strings.Contains(key, "is unbound")) {
			t.Errorf("%s: missing: %s", name, key)
			differ++
		}
	}
	return differ
}

// broken writes copies of sources with faults: every so often a line is left out
// or a variable is renamed.
func broken(t *testing.T, files []string, outside, inside string) []string {
	var out []string
	root := peers.OTP29.Root()
	for i, f := range files {
		if i%4 != 0 {
			continue
		}
		data, err := os.ReadFile(root + f)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(data), "\n")
		for j := range lines {
			switch {
			case j%97 == 13 && strings.Contains(lines[j], "Acc"):
				lines[j] = strings.Replace(lines[j], "Acc", "Akk", 1)
			case j%53 == 7 && strings.Contains(lines[j], " = "):
				lines[j] = strings.Replace(lines[j], " = ", "x = ", 1)
			case j%31 == 3 && strings.HasPrefix(lines[j], "    {") && strings.HasSuffix(lines[j], ","):
				lines[j] = "    ok,"
			case j%71 == 11 && strings.Contains(lines[j], "(St"):
				lines[j] = strings.Replace(lines[j], "(St", "(Sx", 1)
			}
		}
		base := f[strings.LastIndexByte(f, '/')+1:]
		if err := os.WriteFile(outside+"/"+base, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
		out = append(out, inside+"/"+base)
	}
	return out
}
