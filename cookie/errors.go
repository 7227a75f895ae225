package cookie

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Conditions behind an [Error], found with errors.Is. A file that cannot be read
// or created carries the error of the operating system instead.
var (
	// ErrMode: others than the owner can access the cookie file.
	ErrMode = errors.New("cookie file accessible by others")
	// ErrType: the cookie file is a directory, a device or the like.
	ErrType = errors.New("cookie file is not a regular file")
	// ErrBadCookie: the file's text is no cookie.
	ErrBadCookie = errors.New("malformed cookie file")
	// ErrNoHome: there is neither a home directory nor a configuration directory.
	ErrNoHome error = &Error{"No home for cookie file", errors.New("no home directory")}
)

// Error is a cookie that cannot be had.
type Error struct {
	Text string // as Erlang words it
	Err  error  // the condition
}

// Error returns Erlang's text.
func (e *Error) Error() string { return e.Text }

// Unwrap returns the condition.
func (e *Error) Unwrap() error { return e.Err }

func readError(path string, err error) error {
	return &Error{fmt.Sprintf("Error when reading %s: %s", path, posix(err)), err}
}

// typeName is the type in Erlang's file_info record.
func typeName(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "directory"
	case m&fs.ModeDevice != 0:
		return "device"
	}
	return "other"
}

// errnos are the errors that opening, reading and writing a small file can meet,
// under the names that Erlang prints.
var errnos = []struct {
	err  error
	name string
}{
	{fs.ErrNotExist, "enoent"},
	{syscall.EPERM, "eperm"},
	{syscall.EACCES, "eacces"},
	{syscall.ENOTDIR, "enotdir"},
	{syscall.EISDIR, "eisdir"},
	{syscall.EROFS, "erofs"},
	{syscall.ENOSPC, "enospc"},
	{syscall.EIO, "eio"},
	{syscall.ELOOP, "eloop"},
	{syscall.ENAMETOOLONG, "enametoolong"},
	{syscall.EMFILE, "emfile"},
	{syscall.ENFILE, "enfile"},
	{fs.ErrPermission, "eacces"},
}

// posix returns Erlang's name of an operating system error, or Go's text of it.
func posix(err error) string {
	for _, e := range errnos {
		if errors.Is(err, e.err) {
			return e.name
		}
	}
	return err.Error()
}
