package bif

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// osRows is :os; texts are charlists, as there.
var osRows = []vm.Row{
	{Name: "type", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(osType()) }},
	{Name: "version", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return chars(runtime.GOOS) }},
	{Name: "getenv", Arity: 0, Func: osEnviron},
	{Name: "getenv", Arity: 1, Func: osGetenv},
	{Name: "getenv", Arity: 2, Func: osGetenv},
	{Name: "env", Arity: 0, Func: osEnv},
	{Name: "putenv", Arity: 2, Func: osPutenv},
	{Name: "unsetenv", Arity: 1, Func: osUnsetenv},
	{Name: "getpid", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return chars(strconv.Itoa(os.Getpid())) }},
	{Name: "system_time", Arity: 0, Func: clock(system)},
	{Name: "system_time", Arity: 1, Func: clock(system)},
	{Name: "perf_counter", Arity: 0, Func: clock(func() int64 { return int64(time.Since(started)) })},
	{Name: "perf_counter", Arity: 1, Func: clock(func() int64 { return int64(time.Since(started)) })},
	{Name: "timestamp", Arity: 0, Func: timestamp},
	{Name: "cmd", Arity: 1, Func: osCmd},
	{Name: "find_executable", Arity: 1, Func: osFindExecutable},
}

// path returns the text of a file name: a binary, a charlist or an atom.
func path(t term.Term) (string, bool) {
	if t.IsAtom() {
		return t.AtomName(), true
	}
	s, err := term.AppendCharData(nil, t)
	return string(s), err == nil && !strings.ContainsRune(string(s), 0)
}

func osEnviron(*vm.Machine, []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, kv := range os.Environ() {
		out = append(out, term.Charlist(kv))
	}
	return ok(term.List(out...))
}

func osEnv(*vm.Machine, []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, kv := range os.Environ() {
		if name, value, found := strings.Cut(kv, "="); found && name != "" {
			out = append(out, term.Tuple(term.Charlist(name), term.Charlist(value)))
		}
	}
	return ok(term.List(out...))
}

func osGetenv(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, valid := charlistText(a[0])
	if !valid {
		return m.Badarg()
	}
	if v, found := os.LookupEnv(name); found {
		return chars(v)
	}
	if len(a) == 2 {
		return ok(a[1])
	}
	return boolean(false)
}

func osPutenv(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, valid1 := charlistText(a[0])
	value, valid2 := charlistText(a[1])
	if !valid1 || !valid2 || strings.Contains(name, "=") {
		return m.Badarg()
	}
	if name != "" && os.Setenv(name, value) != nil {
		return m.Badarg()
	}
	return boolean(true)
}

func osUnsetenv(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, valid := charlistText(a[0])
	if !valid || os.Unsetenv(name) != nil {
		return m.Badarg()
	}
	return boolean(true)
}

func osFindExecutable(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, valid := path(a[0])
	if !valid {
		return m.Badarg()
	}
	if file, err := exec.LookPath(name); err == nil {
		return chars(file)
	}
	return boolean(false)
}

// shellCommand runs a line with the shell of the system.
func shellCommand(line string) *exec.Cmd {
	if runtime.GOOS == "windows" {
		return exec.Command("cmd", "/c", line)
	}
	return exec.Command("/bin/sh", "-c", line)
}

func osCmd(m *vm.Machine, a []term.Term) (term.Term, bool) {
	line, valid := path(a[0])
	if !valid {
		return m.Badarg()
	}
	var out []byte
	m.Block(func() { out, _ = shellCommand(line).CombinedOutput() })
	return chars(string(out))
}
