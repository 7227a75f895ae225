package line

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// historyFile keeps records, each a JSON object on a line of its own, so that
// entries of several lines come back whole:
//
//	{"entry":"def f do\n  1\nend","node":"a@host","time":1795420000}
//
// Several shells append to one file. Each change is made under the lock of a
// file beside it, and the file is only replaced by one that has the records of
// all of them.
type historyFile struct {
	path  string
	lines int   // when the file was
	bytes int64 // this long
}

const (
	maxHistoryFile = 32 << 20 // bytes that are read, from the end
	maxRecord      = 1 << 18  // bytes of the longest record that is written
)

// load reads the records, oldest first, and makes the file the user's own
// where others may read it. A line that is no record is skipped.
func (h *historyFile) load() ([]record, error) {
	f, err := os.Open(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	// A file that is not ours stays as wide as it is.
	_ = makePrivate(f)
	return h.read(f)
}

// makePrivate takes everyone else's access from a regular file.
func makePrivate(f *os.File) error {
	fi, err := f.Stat()
	if err != nil || !fi.Mode().IsRegular() || fi.Mode().Perm()&0o077 == 0 {
		return err
	}
	return f.Chmod(0o600)
}

// read returns the records of f and counts its lines.
func (h *historyFile) read(f *os.File) (records []record, err error) {
	if fi, err := f.Stat(); err == nil && fi.Mode().IsRegular() && fi.Size() > maxHistoryFile {
		if _, err := f.Seek(-maxHistoryFile, io.SeekEnd); err != nil {
			return nil, err
		}
	}
	text, err := io.ReadAll(io.LimitReader(f, maxHistoryFile))
	h.lines, h.bytes = 0, int64(len(text))
	for line := range bytes.Lines(text) {
		h.lines++
		var r record
		if json.Unmarshal(line, &r) == nil && r.Entry != "" {
			records = append(records, r)
		}
	}
	return records, err
}

// append adds a record at the end, and cuts the file to the last size records
// once it has grown to twice as many.
func (h *historyFile) append(r record, size int) error {
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return err
	}
	// Where there are no locks, a line is still written in one piece.
	unlock, locked := lockFile(h.path + ".lock")
	if locked == nil {
		defer unlock()
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_ = makePrivate(f)
	l, err := json.Marshal(r)
	if err != nil || len(l) > maxRecord {
		return err
	}
	l = append(l, '\n')
	if torn(f) {
		l = append([]byte{'\n'}, l...)
	}
	if _, err := f.Write(l); err != nil {
		return err
	}
	h.lines, h.bytes = h.lines+1, h.bytes+int64(len(l))
	if locked != nil {
		return nil
	}
	return h.cut(f, size)
}

// torn tells whether the last line of a file has no end, as after a crash.
func torn(f *os.File) bool {
	fi, err := f.Stat()
	if err != nil || !fi.Mode().IsRegular() || fi.Size() == 0 {
		return false
	}
	last := []byte{'\n'}
	_, err = f.ReadAt(last, fi.Size()-1)
	return err == nil && last[0] != '\n'
}

// cut replaces a file that has more than twice size lines by one with its last
// size records. The caller has the lock.
func (h *historyFile) cut(f *os.File, size int) error {
	fi, err := f.Stat()
	if err != nil || !fi.Mode().IsRegular() || fi.Size() == h.bytes && h.lines <= 2*size {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	records, err := h.read(f) // others may have appended
	if err != nil || h.lines <= 2*size {
		return err
	}
	path, err := filepath.EvalSymlinks(h.path) // a link stays
	if err != nil {
		return err
	}
	records = records[max(0, len(records)-size):]
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	for _, r := range records {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	f.Close()                                                   // Windows replaces no open file
	next, err := os.CreateTemp(filepath.Dir(path), ".history*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = next.Write(text.Bytes())
	if err = errors.Join(err, next.Close()); err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		os.Remove(next.Name())
	}
	return err
}

// lockWait is how long a shell waits for another one that changes the file.
const lockWait = time.Second / 2

var errLocked = errors.New("the history is locked by another process")

// lockFile gets the lock of a file, which is made if it is missing.
func lockFile(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(lockWait); ; time.Sleep(2 * time.Millisecond) {
		if err = tryLock(f); err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, errLocked) || time.Now().After(end) {
			f.Close()
			return nil, err
		}
	}
}
