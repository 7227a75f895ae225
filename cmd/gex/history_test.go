package main

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// entries are the entries in a history file, with the node before those that
// have one.
func entries(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	record := regexp.MustCompile(`^\{"entry":"(.*?)"(?:,"node":"(.*)@.*")?,"time":\d+\}$`)
	for l := range strings.Lines(string(text)) {
		m := record.FindStringSubmatch(strings.TrimSuffix(l, "\n"))
		if m == nil {
			t.Fatalf("no record: %q", l)
		}
		if m[2] != "" {
			m[1] = m[2] + ": " + m[1]
		}
		list = append(list, m[1])
	}
	return list
}

// TestHistoryShells has two shells at once, on nodes of different names, and
// one after them.
func TestHistoryShells(t *testing.T) {
	state := t.TempDir()
	env := append(slices.Clone(plain), "XDG_STATE_HOME="+state, "ERL_EPMD_PORT="+freePort())
	a := onTerminal(t, env, "--sname", "a", "--cookie", "hush-hush")
	b := onTerminal(t, env, "--sname", "b", "--cookie", "hush-hush")
	a.Expect(`gex\(a@.*\)1> `)
	b.Expect(`gex\(b@.*\)1> `)
	a.Eval("[1,", `\.\.\.\(a@.*\)1> `)
	a.Eval(" 2]", `[\nl]\[1, 2\]\r\n`)
	b.Eval("1 +* 2", `SyntaxError`)
	for _, e := range []string{` "in" <> "visible"`, `"x" <> "hush-hush"`, `Node.set_cookie(:"other.one")`, `:"other.one"`, `"hush-hushed"`, `"hush-hushed"`} {
		b.Eval(e, `gex\(b@.*\)\d+> `)
	}
	a.Eval(":last", `[\nl]:last\r\n`)
	a.Eval("IEx.configure(history: false)", `:ok\r\n`)
	a.Eval(":unkept", `[\nl]:unkept\r\n`)
	leave(t, a)
	leave(t, b)
	path := filepath.Join(state, "gex", "history")
	want := []string{`a: [1,\n 2]`, `b: 1 +* 2`, `b: \"hush-hushed\"`, `a: :last`, `a: IEx.configure(history: false)`}
	if got := entries(t, path); !slices.Equal(got, want) {
		t.Errorf("history %q, want %q", got, want)
	}

	// Up in a shell of a node begins with what was entered there.
	b = onTerminal(t, append(env, "GEX_HISTORY="+path), "--sname", "b", "--cookie", "hush-hush")
	b.Expect(`gex\(b@.*\)1> `)
	b.Send("\x1b[A")
	b.Eval("", `[\nl]"hush-hushed"\r\n`)
	b.Send("\x12last")
	b.Eval("", `[\nl]:last\r\n`)
	leave(t, b)
}

func TestHistoryOff(t *testing.T) {
	home := t.TempDir()
	s := onTerminal(t, append(slices.Clone(plain), "GEX_HISTORY=off", "HOME="+home))
	s.Expect(`gex\(1\)> `)
	s.Eval(":first", `[\nl]:first\r\n`)
	s.Eval(":second", `[\nl]:second\r\n`)
	s.Send("\x1b[A\x1b[A")
	s.Eval("", `[\nl]:first\r\n`)
	leave(t, s)
	if _, err := os.Stat(filepath.Join(home, ".local", "state", "gex")); !os.IsNotExist(err) {
		t.Errorf("a history was written: %v", err)
	}
}

func TestHistoryFile(t *testing.T) {
	env := func(kv ...string) func(string) string {
		return func(k string) string {
			for i := 0; i < len(kv); i += 2 {
				if kv[i] == k {
					return kv[i+1]
				}
			}
			return ""
		}
	}
	t.Setenv("HOME", "/home/joe")
	tests := []struct {
		env  func(string) string
		want string
	}{
		{env("GEX_HISTORY", "off", "XDG_STATE_HOME", "/s"), ""},
		{env("GEX_HISTORY", "/tmp/h", "XDG_STATE_HOME", "/s"), "/tmp/h"},
		{env("XDG_STATE_HOME", "/s"), "/s/gex/history"},
	}
	if runtime.GOOS == "linux" {
		tests = append(tests, tests[0])
		tests[3].env, tests[3].want = env("XDG_STATE_HOME", "relative"), "/home/joe/.local/state/gex/history"
	}
	for _, tt := range tests {
		if got := historyFile(tt.env); filepath.ToSlash(got) != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestSecret(t *testing.T) {
	p := &program{o: &options{cookie: "abcd"}}
	for entry, want := range map[string]bool{
		"1 + 1": false, ":abcd": true, `"abcd"`: true, "x=abcd-1": true, "abcde": false, "éabcd": false, "_abcd abcd": true,
		"Node.set_cookie :x": true, "System.cmd(\"gex\", [\"--cookie\", \"x\"])": true, "[cookie: 1]": true, "cookies = 1": false,
	} {
		if p.secret(entry) != want {
			t.Errorf("secret(%q) = %v", entry, !want)
		}
	}
	if p.o.cookie = "c"; p.secret("c = 1") {
		t.Error("a short cookie counts")
	}
}
