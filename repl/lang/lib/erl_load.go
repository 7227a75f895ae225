package lib

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/compile"
	"gex/repl/lang/erl/beam"
	"gex/repl/lang/erl/lower"
	"gex/repl/lang/vm"
)

// Errors of loading.
var (
	errOtherModule = errors.New("lib: the binary is of another module")
	errBadFile     = errors.New("lib: no module in the binary")
)

// loadBinary is code:load_binary/3: it loads what compile made, or a BEAM file
// of Erlang source that was compiled with debug_info.
func (r *Runtime) loadBinary(m *vm.Machine, a []term.Term) (term.Term, bool) {
	data, ok := a[2].Bytes()
	file, isFile := pathOf(a[1])
	if !ok || !isFile || !a[0].IsAtom() {
		return m.Badarg()
	}
	return r.loadAnswer(r.loadData(m.Proc(), data, file, a[0].Atom()))
}

// loadAbs is code:load_abs/1: it loads the file of a name without extension.
func (r *Runtime) loadAbs(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, ok := pathOf(a[0])
	if !ok {
		return functionClause(m)
	}
	return r.loadAnswer(r.loadPath(m, name+".beam", 0))
}

// loadFile is code:load_file/1. The path of code is the current directory, and
// the library, which does not change.
func (r *Runtime) loadFile(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return functionClause(m)
	}
	name := a[0].Atom()
	if r.System.Table.Ensure(name) {
		if mod := r.System.Table.Module(name); mod == nil || mod.Library {
			if strings.HasPrefix(name.String(), "Elixir.") {
				return term.Tuple(term.A("module"), a[0]), true
			}
			return term.Tuple(term.Error.Term(), term.A("sticky_directory")), true
		}
	}
	return r.loadAnswer(r.loadPath(m, name.String()+".beam", name))
}

func (r *Runtime) loadAnswer(name term.Atom, err error) (term.Term, bool) {
	switch {
	case err == nil:
		return term.Tuple(term.A("module"), name.Term()), true
	case errors.Is(err, os.ErrNotExist):
		return term.Tuple(term.Error.Term(), term.A("nofile")), true
	}
	return term.Tuple(term.Error.Term(), term.A("badfile")), true
}

func (r *Runtime) loadPath(m *vm.Machine, path string, name term.Atom) (term.Atom, error) {
	var data []byte
	var err error
	m.Block(func() { data, err = os.ReadFile(path) })
	if err != nil {
		return 0, fmt.Errorf("lib: loading: %w", err)
	}
	if full, err := filepath.Abs(path); err == nil {
		path = filepath.ToSlash(full)
	}
	return r.loadData(m.Proc(), data, path, name)
}

// loadData loads the module that a BEAM file has the forms of. It must be that
// of the name, unless that is 0.
func (r *Runtime) loadData(p *proc.Process, data []byte, path string, name term.Atom) (term.Atom, error) {
	forms, err := beam.Forms(data)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errBadFile, err)
	}
	mod, err := lower.Module(forms, lower.Options{AutoImported: compile.AutoImported})
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errBadFile, err)
	}
	if name != 0 && mod.Name != name {
		return 0, errOtherModule
	}
	compiled, err := compile.Module(r.System.Table, mod)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errBadFile, err)
	}
	compiled.Path = path
	if docs, err := beam.Docs(data); err == nil {
		compiled.Docs = docs
	}
	vm.Load(r.System.Table, p, r.Node.Processes(), compiled)
	return mod.Name, nil
}
