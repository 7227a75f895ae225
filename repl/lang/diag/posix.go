package diag

import (
	"strconv"
	"strings"

	"gex/proto/term"
)

func itoa(n int) string { return strconv.Itoa(n) }

// PosixMessage is file:format_error/1.
func PosixMessage(reason term.Term) string {
	if !reason.IsAtom() {
		return "unknown POSIX error: " + plain(reason)
	}
	name := reason.AtomName()
	if s, ok := posix[name]; ok {
		return s
	}
	return "unknown POSIX error: " + name
}

var posix = func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(`enoent=no such file or directory
eacces=permission denied
eexist=file already exists
eisdir=illegal operation on a directory
enotdir=not a directory
enospc=no space left on device
einval=invalid argument
enotempty=directory not empty
eperm=not owner
emfile=too many open files
epipe=broken pipe
badarg=bad argument
terminated=the file server process is terminated
system_limit=a system limit was hit, probably not enough ports
enotsup=operation not supported
exdev=cross-device link
erofs=read-only file system
eloop=too many levels of symbolic links
enametoolong=file name too long
ebusy=file busy
eio=I/O error
eagain=resource temporarily unavailable
ebadf=bad file number
enomem=not enough memory
efault=bad address in system call argument
enxio=no such device or address
enodev=no such device
emlink=too many links
efbig=file too large
espipe=invalid seek
etxtbsy=text file or pseudo-device busy
esrch=no such process
eintr=interrupted system call
econnrefused=connection refused
eaddrinuse=address already in use
etimedout=connection timed out
enotconn=socket is not connected
`) {
		name, message, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		m[name] = message
	}
	return m
}()
