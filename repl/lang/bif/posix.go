package bif

import (
	"errors"
	"io/fs"
	"os/exec"
	"syscall"

	"gex/proto/term"
)

// posixNames are the errors of the system under their names in :file.
var posixNames = map[syscall.Errno]string{
	syscall.EACCES: "eacces", syscall.EAGAIN: "eagain", syscall.EBADF: "ebadf", syscall.EBUSY: "ebusy",
	syscall.EEXIST: "eexist", syscall.EINVAL: "einval", syscall.EIO: "eio", syscall.EISDIR: "eisdir",
	syscall.ELOOP: "eloop", syscall.EMFILE: "emfile", syscall.EMLINK: "emlink", syscall.ENAMETOOLONG: "enametoolong",
	syscall.ENFILE: "enfile", syscall.ENODEV: "enodev", syscall.ENOENT: "enoent", syscall.ENOEXEC: "enoexec",
	syscall.ENOMEM: "enomem", syscall.ENOSPC: "enospc", syscall.ENOSYS: "enosys", syscall.ENOTDIR: "enotdir",
	syscall.ENOTSUP: "enotsup", syscall.EPERM: "eperm", syscall.EPIPE: "epipe",
	syscall.EROFS: "erofs", syscall.ESPIPE: "espipe", syscall.ESRCH: "esrch", syscall.EXDEV: "exdev",
}

// posix returns the atom that OTP has for an error of the system. A directory
// that is not empty is eexist there.
func posix(err error) term.Term {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		if name, known := posixNames[errno]; known {
			return term.A(name)
		}
		if errno == syscall.ENOTEMPTY {
			return term.A("eexist")
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, exec.ErrNotFound):
		return term.A("enoent")
	case errors.Is(err, fs.ErrExist):
		return term.A("eexist")
	case errors.Is(err, fs.ErrPermission):
		return term.A("eacces")
	}
	return term.A("einval")
}

// Posix returns the atom that OTP has for an error of the system.
func Posix(err error) term.Term { return posix(err) }
