package bif

import (
	"compress/gzip"
	"errors"
	"io"
	"os"
	"sync"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// elixirFileRows are open files, for the devices of :file. A handle is a
// reference; a file that nothing names any more is closed.
var elixirFileRows = []vm.Row{
	{Name: "open", Arity: 2, Func: handleOpen},
	{Name: "read", Arity: 2, Func: onHandle(handleRead)},
	{Name: "write", Arity: 2, Func: onHandle(handleWrite)},
	{Name: "position", Arity: 3, Func: onHandle(handlePosition)},
	{Name: "truncate", Arity: 1, Func: onHandle(handleTruncate)},
	{Name: "sync", Arity: 1, Func: onHandle(handleSync)},
	{Name: "close", Arity: 1, Func: onHandle(handleClose)},
}

// fileHandle is an open file; with compressed it is read or written as gzip.
type fileHandle struct {
	mu       sync.Mutex
	file     *os.File
	unpacked *gzip.Reader
	packed   *gzip.Writer
}

var errNotSupported = errors.New("not supported")

// fileFlags are the flags of open(2) for the modes of file:open/2.
func fileFlags(modes term.Term) int {
	has := func(name string) bool { _, given := option(modes, name); return given }
	reads, writes := has("read"), has("write")
	flags := os.O_RDONLY
	switch {
	case has("append"):
		flags = os.O_WRONLY | os.O_CREATE | os.O_APPEND
		if reads {
			flags = os.O_RDWR | os.O_CREATE | os.O_APPEND
		}
	case has("exclusive") && !reads:
		flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	case has("exclusive"):
		flags = os.O_RDWR | os.O_CREATE | os.O_EXCL
	case reads && writes:
		flags = os.O_RDWR | os.O_CREATE
	case writes:
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	if has("sync") {
		flags |= os.O_SYNC
	}
	return flags
}

func handleOpen(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p, valid := path(a[0])
	if !valid {
		return badPath()
	}
	h := &fileHandle{}
	flags := fileFlags(a[1])
	_, compressed := option(a[1], "compressed")
	_, directory := option(a[1], "directory")
	var err error
	var isDir bool
	m.Block(func() {
		if h.file, err = os.OpenFile(p, flags, 0o666); err != nil {
			return
		}
		if info, e := h.file.Stat(); e == nil && info.IsDir() {
			isDir = true
			return
		}
		if compressed {
			if err = h.compress(flags); err != nil {
				h.file.Close()
			}
		}
	})
	if isDir && !directory {
		h.file.Close()
		return errorPair(term.A("eisdir"))
	}
	if err != nil {
		return errorPair(posix(err))
	}
	return okPair(host(m).resources.add(m, h))
}

// compress makes reading undo gzip and writing do it. A file that is not
// compressed is read as it is.
func (h *fileHandle) compress(flags int) error {
	if flags&(os.O_WRONLY|os.O_RDWR) != 0 {
		h.packed = gzip.NewWriter(h.file)
		return nil
	}
	r, err := gzip.NewReader(h.file)
	if err == nil {
		h.unpacked = r
		return nil
	}
	_, err = h.file.Seek(0, io.SeekStart)
	return err
}

// onHandle calls f with the handle that the first argument names.
func onHandle(f func(h *fileHandle, a []term.Term) (term.Term, error)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		h, found := resource[*fileHandle](m, a[0])
		if !found {
			return m.Badarg()
		}
		var out term.Term
		var err error
		args := append([]term.Term(nil), a[1:]...)
		m.Block(func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			out, err = f(h, args)
		})
		switch {
		case errors.Is(err, io.EOF):
			return ok(term.A("eof"))
		case errors.Is(err, os.ErrClosed):
			return errorPair(term.A("einval"))
		case errors.Is(err, errNotSupported):
			return errorPair(term.A("enotsup"))
		case errors.Is(err, errBadHandleArg):
			return errorPair(term.A("badarg"))
		case err != nil:
			return errorPair(posix(err))
		}
		return ok(out)
	}
}

var errBadHandleArg = errors.New("bad argument")

// maxRead bounds what one call reads: memory is taken as bytes come.
const maxRead = 1 << 26

func handleRead(h *fileHandle, a []term.Term) (term.Term, error) {
	n, isInt := a[0].AsInt()
	if !isInt || n < 0 {
		return term.Term{}, errBadHandleArg
	}
	var r io.Reader = h.file
	if h.unpacked != nil {
		r = h.unpacked
	}
	var b []byte
	var err error
	if n <= 1<<16 {
		b = make([]byte, n)
		var got int
		got, err = io.ReadFull(r, b)
		b = b[:got]
	} else {
		b, err = io.ReadAll(io.LimitReader(r, min(n, maxRead)))
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	if err == nil && len(b) == 0 && n > 0 {
		err = io.EOF
	}
	return term.Tuple(term.Ok.Term(), term.Binary(b)), err
}

func handleWrite(h *fileHandle, a []term.Term) (term.Term, error) {
	b, err := term.AppendIOData(nil, a[0])
	if err != nil {
		return term.Term{}, errBadHandleArg
	}
	var w io.Writer = h.file
	if h.packed != nil {
		w = h.packed
	}
	_, err = w.Write(b)
	return term.Ok.Term(), err
}

func handlePosition(h *fileHandle, a []term.Term) (term.Term, error) {
	whence, isInt1 := a[0].AsInt()
	offset, isInt2 := a[1].AsInt()
	if !isInt1 || !isInt2 || whence < 0 || whence > 2 {
		return term.Term{}, errBadHandleArg
	}
	if h.packed != nil || h.unpacked != nil {
		return term.Term{}, errNotSupported
	}
	at, err := h.file.Seek(offset, int(whence))
	return term.Tuple(term.Ok.Term(), term.Int(at)), err
}

func handleTruncate(h *fileHandle, _ []term.Term) (term.Term, error) {
	at, err := h.file.Seek(0, io.SeekCurrent)
	if err == nil {
		err = h.file.Truncate(at)
	}
	return term.Ok.Term(), err
}

func handleSync(h *fileHandle, _ []term.Term) (term.Term, error) {
	return term.Ok.Term(), h.file.Sync()
}

func handleClose(h *fileHandle, _ []term.Term) (term.Term, error) {
	var err error
	if h.packed != nil {
		err = h.packed.Close()
	}
	if closed := h.file.Close(); err == nil {
		err = closed
	}
	return term.Ok.Term(), err
}
