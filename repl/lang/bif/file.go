package bif

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/vm"
)

// fileRows are the functions of :file that work on whole files and directories.
// Reading and writing devices goes through the I/O protocol, in Elixir.
var fileRows = []vm.Row{
	{Name: "read_file", Arity: 1, Func: fileRead},
	{Name: "read_file", Arity: 2, Func: fileRead},
	{Name: "write_file", Arity: 2, Func: fileWrite},
	{Name: "write_file", Arity: 3, Func: fileWrite},
	{Name: "delete", Arity: 1, Func: onPath(removeFile)},
	{Name: "del_dir", Arity: 1, Func: onPath(removeDir)},
	{Name: "del_dir_r", Arity: 1, Func: onPath(func(p string) error {
		if _, err := os.Lstat(p); err != nil {
			return err
		}
		return os.RemoveAll(p)
	})},
	{Name: "make_dir", Arity: 1, Func: onPath(func(p string) error { return os.Mkdir(p, 0o777) })},
	{Name: "rename", Arity: 2, Func: onPaths(os.Rename)},
	{Name: "make_link", Arity: 2, Func: onPaths(os.Link)},
	{Name: "make_symlink", Arity: 2, Func: onPaths(os.Symlink)},
	{Name: "copy", Arity: 2, Func: fileCopy},
	{Name: "list_dir", Arity: 1, Func: fileList},
	{Name: "list_dir_all", Arity: 1, Func: fileList},
	{Name: "get_cwd", Arity: 0, Func: fileCwd},
	{Name: "set_cwd", Arity: 1, Func: onPath(os.Chdir)},
	{Name: "change_mode", Arity: 2, Func: fileChmod},
	{Name: "change_owner", Arity: 2, Func: fileChown(func(a []term.Term) (int, int) { return idOf(a[1]), -1 })},
	{Name: "change_owner", Arity: 3, Func: fileChown(func(a []term.Term) (int, int) { return idOf(a[1]), idOf(a[2]) })},
	{Name: "change_group", Arity: 2, Func: fileChown(func(a []term.Term) (int, int) { return -1, idOf(a[1]) })},
	{Name: "write_file_info", Arity: 2, Func: fileWriteInfo},
	{Name: "write_file_info", Arity: 3, Func: fileWriteInfo},
	{Name: "read_link", Arity: 1, Func: fileReadLink},
	{Name: "read_file_info", Arity: 1, Func: fileInfo(os.Stat)},
	{Name: "read_file_info", Arity: 2, Func: fileInfo(os.Stat)},
	{Name: "read_link_info", Arity: 1, Func: fileInfo(os.Lstat)},
	{Name: "read_link_info", Arity: 2, Func: fileInfo(os.Lstat)},
	{Name: "format_error", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return chars(diag.PosixMessage(a[0])) }},
}

// outcome is ok or {error, Posix}.
func outcome(err error) (term.Term, bool) {
	if err != nil {
		return errorPair(posix(err))
	}
	return ok(term.Ok.Term())
}

func badPath() (term.Term, bool) { return errorPair(term.A("badarg")) }

func onPath(f func(path string) error) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		p, valid := path(a[0])
		if !valid {
			return badPath()
		}
		var err error
		m.Block(func() { err = f(p) })
		return outcome(err)
	}
}

func onPaths(f func(from, to string) error) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		from, valid1 := path(a[0])
		to, valid2 := path(a[1])
		if !valid1 || !valid2 {
			return badPath()
		}
		var err error
		m.Block(func() { err = f(from, to) })
		return outcome(err)
	}
}

// removeFile and removeDir each remove what they say only.
func removeFile(p string) error {
	if info, err := os.Lstat(p); err == nil && info.IsDir() {
		return syscall.EPERM
	}
	return os.Remove(p)
}

func removeDir(p string) error {
	info, err := os.Lstat(p)
	if err == nil && !info.IsDir() {
		return syscall.ENOTDIR
	}
	return os.Remove(p)
}

func fileRead(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p, valid := path(a[0])
	if !valid {
		return badPath()
	}
	var b []byte
	var err error
	m.Block(func() { b, err = os.ReadFile(p) })
	if err != nil {
		return errorPair(posix(err))
	}
	return okPair(term.Binary(b))
}

func fileWrite(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p, valid := path(a[0])
	b, err := term.AppendIOData(nil, a[1])
	if !valid || err != nil {
		return badPath()
	}
	flags := os.O_WRONLY | os.O_CREATE
	mode := os.O_TRUNC
	if len(a) == 3 {
		if _, given := option(a[2], "append"); given {
			mode = os.O_APPEND
		}
		if _, given := option(a[2], "exclusive"); given {
			mode |= os.O_EXCL
		}
	}
	m.Block(func() {
		var f *os.File
		if f, err = os.OpenFile(p, flags|mode, 0o666); err != nil {
			return
		}
		_, err = f.Write(b)
		if closed := f.Close(); err == nil {
			err = closed
		}
	})
	return outcome(err)
}

func fileCopy(m *vm.Machine, a []term.Term) (term.Term, bool) {
	from, valid1 := path(a[0])
	to, valid2 := path(a[1])
	if !valid1 || !valid2 {
		return badPath()
	}
	var b []byte
	var err error
	m.Block(func() {
		var info os.FileInfo
		if info, err = os.Stat(from); err != nil {
			return
		}
		if b, err = os.ReadFile(from); err == nil {
			err = os.WriteFile(to, b, info.Mode().Perm())
		}
	})
	if err != nil {
		return errorPair(posix(err))
	}
	return okPair(term.Int(int64(len(b))))
}

func fileList(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p, valid := path(a[0])
	if !valid {
		return badPath()
	}
	var entries []os.DirEntry
	var err error
	m.Block(func() { entries, err = os.ReadDir(p) })
	if err != nil {
		return errorPair(posix(err))
	}
	var out []term.Term
	for _, e := range slices.Backward(entries) {
		out = append(out, term.Charlist(e.Name()))
	}
	return okPair(term.List(out...))
}

func fileCwd(*vm.Machine, []term.Term) (term.Term, bool) {
	dir, err := os.Getwd()
	if err != nil {
		return errorPair(posix(err))
	}
	return okPair(term.Charlist(filepath.ToSlash(dir)))
}

func fileChmod(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p, valid := path(a[0])
	mode, isInt := a[1].AsInt()
	if !valid || !isInt {
		return badPath()
	}
	return outcome(os.Chmod(p, fs.FileMode(mode)&fs.ModePerm))
}

func fileReadLink(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p, valid := path(a[0])
	if !valid {
		return badPath()
	}
	to, err := os.Readlink(p)
	if err != nil {
		return errorPair(posix(err))
	}
	return okPair(term.Charlist(to))
}
