package bif

import (
	"os"
	"syscall"
	"time"
)

// system fills in what only the system knows of a file.
func (i *fileFacts) system(info os.FileInfo) {
	st, isStat := info.Sys().(*syscall.Stat_t)
	if !isStat {
		return
	}
	i.atime = time.Unix(st.Atim.Unix())
	i.ctime = time.Unix(st.Ctim.Unix())
	i.mode = int64(st.Mode)
	i.links, i.inode = int64(st.Nlink), int64(st.Ino)
	i.major, i.minor = int64(st.Dev), int64(st.Rdev)
	i.uid, i.gid = int64(st.Uid), int64(st.Gid)
}

// permitted tells whether the program may do to the file what mode says: 4 is
// reading, 2 writing.
func permitted(path string, mode uint32) bool { return syscall.Access(path, mode) == nil }
