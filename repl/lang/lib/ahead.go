package lib

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"gex/node"
	"gex/node/proc"
	"gex/repl/lang/absform"
	"gex/repl/lang/bif"
	"gex/repl/lang/expand"
	"gex/repl/lang/parse"
	"gex/repl/lang/vm"
)

// CompileLibrary compiles the .ex files of src into the form that is embedded.
// It does not use what is embedded now. Files may use macros of each other: one
// that fails is tried again after the rest. Warnings go to out, and are a failure
// when all is done.
func CompileLibrary(src fs.FS, out io.Writer) ([]byte, error) {
	files, err := fs.Glob(src, "*.ex")
	if err != nil {
		return nil, err
	}
	n := node.New(node.Config{})
	defer n.Shutdown(context.Background())
	warnings := &attempt{}
	r := New(&bif.Host{Node: n}, warnings)
	r.System.Table.Autoload = nil
	var modules []*absform.Module
	done := make(chan error, 1)
	_, err = n.SpawnGo(nil, func(p *proc.Process) {
		done <- r.compileFiles(p, src, files, warnings, func(m *absform.Module) { modules = append(modules, m) })
	}, node.SpawnOptions{})
	if err != nil {
		return nil, err
	}
	if err := <-done; err != nil {
		return nil, err
	}
	printer := &Printer{Out: out}
	for _, d := range warnings.kept {
		printer.Report(d)
	}
	if n := len(warnings.kept); n > 0 {
		return nil, fmt.Errorf("%d warnings", n)
	}
	return Pack(modules)
}

// attempt keeps the diagnostics of files that compiled, once of each: a file
// that fails says the same again when it is tried again.
type attempt struct{ kept, fresh []expand.Diagnostic }

// Report implements expand.Diagnostics.
func (a *attempt) Report(d expand.Diagnostic) { a.fresh = append(a.fresh, d) }

// settle ends the compilation of a file.
func (a *attempt) settle(ok bool) {
	if ok {
		a.kept = append(a.kept, a.fresh...)
	}
	a.fresh = nil
}

func (r *Runtime) compileFiles(p *proc.Process, src fs.FS, files []string, warnings *attempt, keep func(*absform.Module)) error {
	all := r.gather(p)
	for len(files) > 0 {
		var failed []string
		var errs []error
		for _, f := range files {
			var made []*absform.Module
			r.OnModule = func(m *absform.Module) { made = append(made, m) }
			err := r.compileFile(p, src, f)
			warnings.settle(err == nil)
			if err != nil {
				// It will be tried again: what it defined so far would be there twice.
				for _, m := range made {
					r.System.Table.Delete(m.Name)
				}
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
	all.Close(true)
	warnings.settle(true)
	return nil
}

// sourceNames are the names that stack traces show of sources that are called
// otherwise here.
var sourceNames = map[string]string{
	"agent_server.ex":                "lib/agent/server.ex",
	"calendar_iso.ex":                "lib/calendar/iso.ex",
	"calendar_time_zone_database.ex": "lib/calendar/time_zone_database.ex",
	"code_typespec.ex":               "lib/code/typespec.ex",
	"date.ex":                        "lib/calendar/date.ex",
	"date_range.ex":                  "lib/calendar/date_range.ex",
	"datetime.ex":                    "lib/calendar/datetime.ex",
	"duration.ex":                    "lib/calendar/duration.ex",
	"enumerable.ex":                  "lib/enum.ex",
	"exceptions.ex":                  "lib/exception.ex",
	"inspect_algebra.ex":             "lib/inspect/algebra.ex",
	"io_ansi.ex":                     "lib/io/ansi.ex",
	"io_ansi_docs.ex":                "lib/io/ansi/docs.ex",
	"macro_env.ex":                   "lib/macro/env.ex",
	"naive_datetime.ex":              "lib/calendar/naive_datetime.ex",
	"task_supervised.ex":             "lib/task/supervised.ex",
	"task_supervisor.ex":             "lib/task/supervisor.ex",
	"time.ex":                        "lib/calendar/time.ex",
}

func (r *Runtime) compileFile(p *proc.Process, src fs.FS, file string) error {
	text, err := fs.ReadFile(src, file)
	if err != nil {
		return err
	}
	name := "lib/" + file
	if other := sourceNames[file]; other != "" {
		name = other
	}
	q, _, err := parse.Program(string(text), parse.Options{File: name})
	if err != nil {
		return err
	}
	c := r.Compile(p, name)
	_, _, err = r.Eval(p, q, c.Scope(), r.Diagnostics)
	c.Close(err == nil)
	var exc *vm.Exception
	if errors.As(err, &exc) {
		return errors.New(r.Formatter(p).Format(exc.Class.Atom(), exc.Reason, exc.Stacktrace))
	}
	return err
}
