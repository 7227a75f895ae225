package bif

import (
	"errors"
	"os"
	"path/filepath"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// codeRows are the functions of :code. Code has no files here: modules come
// with the program or from the shell, so that what looks for files finds none.
var codeRows = []vm.Row{
	{Name: "add_path", Arity: 1, Func: codeAddPath},
	{Name: "add_patha", Arity: 1, Func: codeAddPath},
	{Name: "add_pathz", Arity: 1, Func: codeAddPath},
	{Name: "all_loaded", Arity: 0, Func: codeAllLoaded},
	{Name: "atomic_load", Arity: 1, Func: codeAtomicLoad},
	{Name: "coverage_support", Arity: 0, Func: codeAnswer(term.False.Term())},
	{Name: "del_path", Arity: 1, Func: codeAnswer(term.False.Term())},
	{Name: "delete", Arity: 1, Func: ofModule(codeDelete)},
	{Name: "ensure_modules_loaded", Arity: 1, Func: codeEnsureModules},
	{Name: "get_mode", Arity: 0, Func: codeAnswer(term.A("interactive"))},
	{Name: "get_object_code", Arity: 1, Func: ofModule(codeAnswer(term.A("error")))},
	{Name: "get_path", Arity: 0, Func: codePath},
	{Name: "is_loaded", Arity: 1, Func: ofModule(codeIsLoaded)},
	{Name: "is_sticky", Arity: 1, Func: ofModule(codeAnswer(term.False.Term()))},
	{Name: "lib_dir", Arity: 0, Func: codeRootDir},
	{Name: "lib_dir", Arity: 1, Func: codeNoDir},
	{Name: "modified_modules", Arity: 0, Func: codeAnswer(term.Nil)},
	{Name: "module_status", Arity: 0, Func: codeStatusAll},
	{Name: "module_status", Arity: 1, Func: codeStatus},
	{Name: "objfile_extension", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return chars(".beam") }},
	{Name: "priv_dir", Arity: 1, Func: codeNoDir},
	{Name: "purge", Arity: 1, Func: ofModule(codePurge)},
	{Name: "root_dir", Arity: 0, Func: codeRootDir},
	{Name: "soft_purge", Arity: 1, Func: ofModule(codeSoftPurge)},
	{Name: "where_is_file", Arity: 1, Func: codeAnswer(term.A("non_existing"))},
	{Name: "which", Arity: 1, Func: ofModule(codeWhich)},
}

// erlangCode are the functions of :erlang about the versions of modules.
var erlangCode = []vm.Row{
	{Name: "check_old_code", Arity: 1, Func: checkOldCode},
	{Name: "check_process_code", Arity: 2, Func: checkProcessCode},
	{Name: "check_process_code", Arity: 3, Func: checkProcessCode},
	{Name: "delete_module", Arity: 1, Func: deleteModule},
	{Name: "purge_module", Arity: 1, Func: purgeModule},
}

func codeAnswer(answer term.Term) result {
	return func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(answer) }
}

// ofModule is f for the name of a module.
func ofModule(f result) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if !a[0].IsAtom() {
			return functionClause(m, a)
		}
		return f(m, a)
	}
}

func codeNoDir(*vm.Machine, []term.Term) (term.Term, bool) { return errorPair(term.A("bad_name")) }

// codeAddPath takes no directory: there are no files with code to find in them.
func codeAddPath(*vm.Machine, []term.Term) (term.Term, bool) {
	return errorPair(term.A("bad_directory"))
}

func executableDir() (string, bool) {
	file, err := os.Executable()
	return filepath.ToSlash(filepath.Dir(file)), err == nil
}

func codeRootDir(*vm.Machine, []term.Term) (term.Term, bool) {
	dir, found := executableDir()
	if !found {
		return ok(term.Nil)
	}
	return chars(dir)
}

func codePath(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	dir, _ := codeRootDir(m, nil)
	return ok(term.List(dir))
}

// codeFile is what OTP says of the file of a loaded module: nothing of one that
// was made in memory.
func codeFile(m *vm.Machine, module term.Atom) term.Term {
	mod := m.System().Table.Module(module)
	switch {
	case mod == nil || mod.Library:
		return term.A("preloaded")
	case mod.Path != "":
		path, _ := chars(mod.Path)
		return path
	}
	return term.Nil
}

func codeAllLoaded(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, name := range m.System().Table.Modules() {
		out = append(out, term.Tuple(name.Term(), codeFile(m, name)))
	}
	return ok(term.List(out...))
}

func isLoaded(m *vm.Machine, name term.Atom) bool {
	t := m.System().Table
	return t.Module(name) != nil || t.Native(name)
}

func codeIsLoaded(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !isLoaded(m, a[0].Atom()) {
		return boolean(false)
	}
	return ok(term.Tuple(term.A("file"), codeFile(m, a[0].Atom())))
}

func codeWhich(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !m.System().Table.Ensure(a[0].Atom()) {
		return ok(term.A("non_existing"))
	}
	return ok(codeFile(m, a[0].Atom()))
}

// codeEnsureModules answers {error, [{Module, nofile}]} when modules are missing.
func codeEnsureModules(m *vm.Machine, a []term.Term) (term.Term, bool) {
	names, proper := a[0].Slice()
	if !proper {
		return functionClause(m, a)
	}
	var missing []term.Term
	for _, name := range names {
		if !name.IsAtom() {
			return functionClause(m, a)
		}
		if !m.System().Table.Ensure(name.Atom()) {
			missing = append(missing, term.Tuple(name, term.A("nofile")))
		}
	}
	if missing != nil {
		return errorPair(term.List(missing...))
	}
	return ok(term.Ok.Term())
}

// codeAtomicLoad loads nothing: no module has a file.
func codeAtomicLoad(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if a[0].IsNil() {
		return ok(term.Ok.Term())
	}
	return codeEnsureModules(m, a)
}

func moduleStatus(m *vm.Machine, name term.Term) term.Term {
	if name.IsAtom() && m.System().Table.Ensure(name.Atom()) {
		return term.A("loaded")
	}
	return term.A("not_loaded")
}

func codeStatus(m *vm.Machine, a []term.Term) (term.Term, bool) {
	names, proper := a[0].Slice()
	if !proper {
		return ofModule(func(m *vm.Machine, a []term.Term) (term.Term, bool) { return ok(moduleStatus(m, a[0])) })(m, a)
	}
	out := make([]term.Term, len(names))
	for i, name := range names {
		out[i] = term.Tuple(name, moduleStatus(m, name))
	}
	return ok(term.List(out...))
}

func codeStatusAll(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	var out []term.Term
	for _, name := range m.System().Table.Modules() {
		out = append(out, term.Tuple(name.Term(), term.A("loaded")))
	}
	return ok(term.List(out...))
}

// codeDelete fails while an old version is there, and for what never was a
// module.
func codeDelete(m *vm.Machine, a []term.Term) (term.Term, bool) {
	t, name := m.System().Table, a[0].Atom()
	if !t.Known(name) || t.Old(name) != nil {
		return boolean(false)
	}
	t.Delete(name)
	return boolean(true)
}

func deleteModule(m *vm.Machine, a []term.Term) (term.Term, bool) {
	t := m.System().Table
	switch {
	case !a[0].IsAtom() || t.Old(a[0].Atom()) != nil:
		return m.Badarg()
	case !t.Known(a[0].Atom()):
		return ok(term.Undefined.Term())
	}
	t.Delete(a[0].Atom())
	return boolean(true)
}

// codePurge tells whether a process was killed.
func codePurge(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return boolean(vm.Purge(m.System().Table, m.Proc(), host(m).Node.Processes(), a[0].Atom()))
}

// purgeModule fails if there is no old version.
func purgeModule(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() || m.System().Table.Old(a[0].Atom()) == nil {
		return m.Badarg()
	}
	vm.Purge(m.System().Table, m.Proc(), host(m).Node.Processes(), a[0].Atom())
	return boolean(true)
}

// codeSoftPurge tells whether no process needs the old code any more.
func codeSoftPurge(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return boolean(vm.SoftPurge(m.System().Table, m.Proc(), host(m).Node.Processes(), a[0].Atom()))
}

func checkOldCode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return boolean(m.System().Table.Old(a[0].Atom()) != nil)
}

// checkProcessCode answers by a message {check_process_code, Id, Answer} when it
// has the option {async, Id}.
func checkProcessCode(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p := a[0].Pid()
	if p == nil || !host(m).Node.Local(p.Node) || !a[1].IsAtom() {
		return m.Badarg()
	}
	var id term.Term
	if len(a) == 3 {
		options, proper := a[2].Slice()
		if !proper {
			return m.Badarg()
		}
		for _, o := range options {
			switch {
			case o.IsTupleOf(2) && o.Elem(0).Is(term.Intern("async")):
				id = o.Elem(1)
			case !o.IsTupleOf(2) || !o.Elem(0).Is(term.Intern("allow_gc")) || !o.Elem(1).Is(term.True) && !o.Elem(1).Is(term.False):
				return m.Badarg()
			}
		}
	}
	q := localProcess(m, a[0])
	old := m.System().Table.Old(a[1].Atom())
	runs := false
	if q != nil && old != nil && !q.InGo() {
		var err error
		if runs, err = vm.Runs(m.Proc(), q, old); err != nil && !errors.Is(err, proc.ErrNoProc) {
			return m.Badarg()
		}
	}
	if id.IsNone() {
		return boolean(runs)
	}
	m.Proc().Send(m.Proc().Self(), term.Tuple(term.A("check_process_code"), id, term.Bool(runs)), proc.SendOptions{})
	return ok(term.A("async"))
}
