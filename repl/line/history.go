package line

import (
	"strings"
	"time"
)

// record is an entry of the history, of one or more lines.
type record struct {
	Entry string `json:"entry"`
	// Node is where the entry was evaluated, "" for a node without a name.
	Node string `json:"node,omitempty"`
	// Time is when it was entered, in seconds since 1970.
	Time int64 `json:"time,omitempty"`
}

// history is what was entered before.
type history struct {
	// entries are the texts as Up and the search go back through them: those of
	// other nodes first, then those of node, each in the order of their time.
	entries []string
	node    string
	records []record        // in the order of their time
	private map[string]bool // entries that stay in memory and are not suggested

	file   *historyFile // nil keeps the history in memory
	size   int          // how many entries are kept
	secret func(string) bool
}

// defaultHistory is how many entries are kept unless told otherwise.
const defaultHistory = 2000

// openHistory reads the file at path; with "" the history stays in memory. The
// history can be used whatever the error.
func openHistory(path string, size int, secret func(string) bool) (*history, error) {
	if size <= 0 {
		size = defaultHistory
	}
	h := &history{size: size, secret: secret, private: map[string]bool{}}
	if path == "" {
		return h, nil
	}
	h.file = &historyFile{path: path}
	records, err := h.file.load()
	h.records = records[max(0, len(records)-size):]
	h.arrange()
	return h, err
}

// use puts the entries of a node last, where Up begins.
func (h *history) use(node string) {
	if node != h.node {
		h.node = node
		h.arrange()
	}
}

// arrange makes entries from records.
func (h *history) arrange() {
	h.entries = h.entries[:0:0]
	for _, own := range []bool{false, true} {
		for _, r := range h.records {
			if n := len(h.entries); (r.Node == h.node) == own && (n == 0 || h.entries[n-1] != r.Entry) {
				h.entries = append(h.entries, r.Entry)
			}
		}
	}
}

// resize sets how many entries are kept.
func (h *history) resize(size int) {
	if size <= 0 {
		size = defaultHistory
	}
	h.size = size
	if extra := len(h.records) - size; extra > 0 {
		h.records = h.records[extra:]
		h.arrange()
	}
}

// add adds an entry of the node in use, and writes it to the file when keep is
// set. Blank ones and the last one again are left out. One that starts with a
// blank or is secret can be recalled but is not written.
func (h *history) add(entry string, keep bool) error {
	entry = strings.TrimRight(entry, "\r\n")
	n := len(h.entries)
	if strings.TrimSpace(entry) == "" || n > 0 && h.entries[n-1] == entry {
		return nil
	}
	r := record{Entry: entry, Node: h.node, Time: time.Now().Unix()}
	h.records = append(h.records, r)
	h.entries = append(h.entries, entry)
	h.resize(h.size)
	if entry[0] == ' ' || h.secret != nil && h.secret(entry) {
		h.private[entry] = true
		return nil
	}
	delete(h.private, entry)
	if h.file == nil || !keep {
		return nil
	}
	return h.file.append(r, h.size)
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

// starting returns the newest entry that goes on after prefix.
func (h *history) starting(prefix string) (string, bool) {
	for i := len(h.entries) - 1; i >= 0; i-- {
		if e := h.entries[i]; len(e) > len(prefix) && strings.HasPrefix(e, prefix) && !h.private[e] {
			return e, true
		}
	}
	return "", false
}
