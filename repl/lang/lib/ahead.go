package lib

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gex/node"
	"gex/node/proc"
	"gex/repl/lang/absform"
	"gex/repl/lang/bif"
	"gex/repl/lang/parse"
	"gex/repl/lang/vm"
)

// CompileLibrary compiles the .ex files of src into the form that is embedded.
// It does not use what is embedded now. Files may use macros of each other: one
// that fails is tried again after the rest.
func CompileLibrary(src fs.FS) ([]byte, error) {
	files, err := fs.Glob(src, "*.ex")
	if err != nil {
		return nil, err
	}
	n := node.New(node.Config{})
	defer n.Shutdown(context.Background())
	r := New(&bif.Host{Node: n}, &Printer{Out: os.Stderr})
	r.System.Table.Autoload = nil
	var modules []*absform.Module
	done := make(chan error, 1)
	_, err = n.SpawnGo(nil, func(p *proc.Process) {
		done <- r.compileFiles(p, src, files, func(m *absform.Module) { modules = append(modules, m) })
	}, node.SpawnOptions{})
	if err != nil {
		return nil, err
	}
	if err := <-done; err != nil {
		return nil, err
	}
	return Pack(modules)
}

func (r *Runtime) compileFiles(p *proc.Process, src fs.FS, files []string, keep func(*absform.Module)) error {
	for len(files) > 0 {
		var failed []string
		var errs []error
		for _, f := range files {
			var made []*absform.Module
			r.OnModule = func(m *absform.Module) { made = append(made, m) }
			if err := r.compileFile(p, src, f); err != nil {
				failed = append(failed, f)
				errs = append(errs, fmt.Errorf("%s: %w", f, err))
				continue
			}
			for _, m := range made {
				keep(m)
			}
		}
		if len(failed) == len(files) {
			return errors.Join(errs...)
		}
		files = failed
	}
	return nil
}

func (r *Runtime) compileFile(p *proc.Process, src fs.FS, file string) error {
	text, err := fs.ReadFile(src, file)
	if err != nil {
		return err
	}
	q, _, err := parse.Program(string(text), parse.Options{File: "lib/" + file})
	if err != nil {
		return err
	}
	_, _, err = r.Eval(p, q, NewScope("lib/"+file, 1), r.Diagnostics)
	var exc *vm.Exception
	if errors.As(err, &exc) {
		return errors.New(r.Formatter(p).Format(exc.Class.Atom(), exc.Reason, exc.Stacktrace))
	}
	return err
}
