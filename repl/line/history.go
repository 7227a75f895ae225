package line

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// history is the list of entries, oldest first. On disk each entry is a line
// of its own, a JSON string, so that entries of several lines come back whole.
// Sessions append to the same file.
type history struct {
	entries []string
	size    int
	path    string
	secret  func(string) bool
}

func openHistory(path string, size int, secret func(string) bool) (*history, error) {
	if size <= 0 {
		size = 1000
	}
	h := &history{size: size, path: path, secret: secret}
	if path == "" {
		return h, nil
	}
	lines, err := h.load()
	if err == nil && lines > 2*size {
		err = h.rewrite()
	}
	return h, err
}

// load reads the file and returns how many lines it has. Lines that are no
// JSON string are skipped.
func (h *history) load() (lines int, err error) {
	f, err := os.Open(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for {
		l, err := r.ReadBytes('\n')
		if len(l) > 0 {
			var s string
			if json.Unmarshal(l, &s) == nil {
				h.push(s)
			}
			lines++
		}
		if err != nil {
			return lines, nil
		}
	}
}

// push adds an entry in memory; false if it repeats the last one.
func (h *history) push(s string) bool {
	if n := len(h.entries); n > 0 && h.entries[n-1] == s {
		return false
	}
	h.entries = append(h.entries, s)
	if extra := len(h.entries) - h.size; extra > 0 {
		h.entries = append([]string(nil), h.entries[extra:]...)
	}
	return true
}

// add adds an entry and writes it to the file, unless it is blank, repeats
// the last one, starts with a blank or is secret: the last two stay in
// memory only.
func (h *history) add(s string) error {
	s = strings.TrimRight(s, "\r\n")
	if strings.TrimSpace(s) == "" || !h.push(s) {
		return nil
	}
	if h.path == "" || s[0] == ' ' || h.secret != nil && h.secret(s) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	l, err := json.Marshal(s)
	if err == nil {
		_, err = f.Write(append(l, '\n'))
	}
	return errors.Join(err, f.Close())
}

// rewrite replaces the file by the entries that are kept.
func (h *history) rewrite() error {
	f, err := os.CreateTemp(filepath.Dir(h.path), ".history*")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for _, s := range h.entries {
		l, err := json.Marshal(s)
		if err != nil {
			continue
		}
		w.Write(append(l, '\n'))
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		os.Remove(f.Name())
		return err
	}
	return os.Rename(f.Name(), h.path)
}

// search returns the newest entry before index from that has query in it.
func (h *history) search(query string, from int) (int, bool) {
	for i := min(from, len(h.entries)) - 1; i >= 0; i-- {
		if strings.Contains(h.entries[i], query) {
			return i, true
		}
	}
	return 0, false
}

// searchForward returns the oldest entry after index from with query in it.
func (h *history) searchForward(query string, from int) (int, bool) {
	for i := from + 1; i < len(h.entries); i++ {
		if strings.Contains(h.entries[i], query) {
			return i, true
		}
	}
	return 0, false
}
