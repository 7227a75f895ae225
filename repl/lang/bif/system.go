package bif

import (
	"errors"
	"os"
	"os/exec"
	"slices"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// systemRows are the functions of System that OTP has no counterpart for; the
// others are Elixir.
var systemRows = []vm.Row{
	{Name: "__argv__", Arity: 0, Func: systemArgv},
	{Name: "__argv__", Arity: 1, Func: systemSetArgv},
	{Name: "__cmd__", Arity: 3, Func: systemCmd},
	{Name: "tmp_dir", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return text(os.TempDir()) }},
	{Name: "__version__", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return text(ElixirVersion) }},
}

func systemArgv(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	h := host(m)
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]term.Term, len(h.Argv))
	for i, s := range h.Argv {
		out[i] = term.String(s)
	}
	return ok(term.List(out...))
}

func systemSetArgv(m *vm.Machine, a []term.Term) (term.Term, bool) {
	list, proper := a[0].Slice()
	if !proper {
		return functionClause(m, a)
	}
	argv := make([]string, len(list))
	for i, t := range list {
		argv[i] = t.Text()
	}
	h := host(m)
	h.mu.Lock()
	h.Argv = argv
	h.mu.Unlock()
	return ok(term.Ok.Term())
}

// systemCmd runs a program (command, arguments, options) or, with nil for the
// arguments, a line of the shell: {output, status}, or {error, Reason} if it
// cannot be started.
func systemCmd(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, valid := path(a[0])
	if !valid {
		return m.Badarg()
	}
	cmd := shellCommand(name)
	if !a[1].Is(term.AtomNil) {
		var args []string
		list, _ := a[1].Slice()
		for _, t := range list {
			args = append(args, t.Text())
		}
		cmd = exec.Command(name, args...)
	}
	if v, given := option(a[2], "cd"); given {
		cmd.Dir, _ = path(v)
	}
	if v, given := option(a[2], "env"); given {
		cmd.Env = os.Environ()
		for ; v.IsCons(); v = v.Tail() {
			if kv := v.Head().Elems(); len(kv) == 2 {
				key, _ := path(kv[0])
				if kv[1].Is(term.AtomNil) {
					cmd.Env = slices.DeleteFunc(cmd.Env, func(s string) bool { return len(s) > len(key) && s[:len(key)+1] == key+"=" })
					continue
				}
				value, _ := path(kv[1])
				cmd.Env = append(cmd.Env, key+"="+value)
			}
		}
	}
	cmd.Stderr = os.Stderr
	var out []byte
	var err error
	m.Block(func() {
		if v, given := option(a[2], "stderr_to_stdout"); given && v.Is(term.True) {
			cmd.Stderr = nil
			out, err = cmd.CombinedOutput()
			return
		}
		out, err = cmd.Output()
	})
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return errorPair(posix(err))
	}
	return ok(term.Tuple(term.Binary(out), term.Int(int64(cmd.ProcessState.ExitCode()))))
}
