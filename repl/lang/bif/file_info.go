package bif

import (
	"io/fs"
	"os"
	"time"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// fileFacts is #file_info{} of file.hrl. What the system does not tell is zero.
type fileFacts struct {
	size                int64
	kind, access        string
	atime, mtime, ctime time.Time
	mode, links         int64
	major, minor        int64
	inode, uid, gid     int64
}

func factsOf(path string, info os.FileInfo) *fileFacts {
	f := &fileFacts{
		size: info.Size(), kind: "other", access: "none", links: 1,
		atime: info.ModTime(), mtime: info.ModTime(), ctime: info.ModTime(), mode: int64(info.Mode().Perm()),
	}
	switch mode := info.Mode(); {
	case mode.IsRegular():
		f.kind, f.mode = "regular", f.mode|0o100000
	case mode.IsDir():
		f.kind, f.mode = "directory", f.mode|0o040000
	case mode&fs.ModeSymlink != 0:
		f.kind, f.mode = "symlink", f.mode|0o120000
	case mode&fs.ModeDevice != 0:
		f.kind = "device"
	}
	f.system(info)
	switch reads, writes := permitted(path, 4), permitted(path, 2); {
	case reads && writes:
		f.access = "read_write"
	case reads:
		f.access = "read"
	case writes:
		f.access = "write"
	}
	return f
}

// term is the record; at makes the terms of times.
func (f *fileFacts) term(at func(time.Time) term.Term) term.Term {
	return term.Tuple(term.A("file_info"), term.Int(f.size), term.A(f.kind), term.A(f.access),
		at(f.atime), at(f.mtime), at(f.ctime), term.Int(f.mode), term.Int(f.links),
		term.Int(f.major), term.Int(f.minor), term.Int(f.inode), term.Int(f.uid), term.Int(f.gid))
}

func fileInfo(stat func(string) (os.FileInfo, error)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		p, valid := path(a[0])
		if !valid {
			return badPath()
		}
		var facts *fileFacts
		var err error
		m.Block(func() {
			var info os.FileInfo
			if info, err = stat(p); err == nil {
				facts = factsOf(p, info)
			}
		})
		if err != nil {
			return errorPair(posix(err))
		}
		at := func(t time.Time) term.Term { return dateTime(t.Local()) }
		if len(a) == 2 {
			switch v, _ := option(a[1], "time"); {
			case v.Is(term.Intern("universal")):
				at = func(t time.Time) term.Term { return dateTime(t.UTC()) }
			case v.Is(term.Intern("posix")):
				at = func(t time.Time) term.Term { return term.Int(t.Unix()) }
			}
		}
		return okPair(facts.term(at))
	}
}

// fileWriteInfo is file:write_file_info(Path, Info, Options): mode, owner and
// times; undefined leaves a thing as it is.
func fileWriteInfo(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p, valid := path(a[0])
	if !valid || !a[1].IsTupleOf(14) || !a[1].Elem(0).Is(term.Intern("file_info")) {
		return badPath()
	}
	zone := time.Local
	if len(a) == 3 {
		if v, _ := option(a[2], "time"); v.Is(term.Intern("universal")) {
			zone = time.UTC
		}
	}
	var atime, mtime time.Time
	for i, t := range map[int]*time.Time{4: &atime, 5: &mtime} {
		var isTime bool
		if *t, isTime = fileTime(a[1].Elem(i), zone); !isTime {
			return badPath()
		}
	}
	mode, hasMode := a[1].Elem(7).AsInt()
	uid, gid := idOf(a[1].Elem(12)), idOf(a[1].Elem(13))
	var err error
	m.Block(func() {
		if hasMode {
			err = os.Chmod(p, fs.FileMode(mode)&fs.ModePerm)
		}
		if err == nil && (uid >= 0 || gid >= 0) {
			err = os.Chown(p, uid, gid)
		}
		if err == nil && !(atime.IsZero() && mtime.IsZero()) {
			err = os.Chtimes(p, atime, mtime)
		}
	})
	return outcome(err)
}

// idOf is the number of a user or group, -1 for none.
func idOf(t term.Term) int {
	if id, isInt := t.AsInt(); isInt && id >= 0 && id < 1<<31 {
		return int(id)
	}
	return -1
}

// fileTime reads a time of #file_info{}: seconds, {Date, Time} or undefined,
// which is zero.
func fileTime(t term.Term, zone *time.Location) (time.Time, bool) {
	if t.Is(term.Undefined) {
		return time.Time{}, true
	}
	if s, isInt := t.AsInt(); isInt {
		return time.Unix(s, 0), true
	}
	if !t.IsTupleOf(2) || !t.Elem(0).IsTupleOf(3) || !t.Elem(1).IsTupleOf(3) {
		return time.Time{}, false
	}
	var n [6]int
	for i := range n {
		v, isInt := t.Elem(i / 3).Elem(i % 3).AsInt()
		if !isInt || v < 0 || v > 9999 {
			return time.Time{}, false
		}
		n[i] = int(v)
	}
	return time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, zone), true
}

// fileChown is file:change_owner/2,3 and change_group/2.
func fileChown(order func(a []term.Term) (uid, gid int)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		p, valid := path(a[0])
		uid, gid := order(a)
		if !valid || uid < 0 && gid < 0 {
			return badPath()
		}
		var err error
		m.Block(func() { err = os.Chown(p, uid, gid) })
		return outcome(err)
	}
}
