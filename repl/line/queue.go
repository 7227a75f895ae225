package line

import (
	"io"
	"strconv"
	"sync"
)

func itoa(n int) string { return strconv.Itoa(n) }

// queue hands keys to readline. Putting never blocks.
type queue struct {
	mu     sync.Mutex
	cond   sync.Cond
	data   []byte
	closed bool
}

// maxAhead is how many bytes may be typed ahead; more is thrown away.
const maxAhead = 1 << 20

func newQueue() *queue {
	q := &queue{}
	q.cond.L = &q.mu
	return q
}

func (q *queue) put(s string) {
	q.mu.Lock()
	if len(q.data)+len(s) <= maxAhead {
		q.data = append(q.data, s...)
	}
	q.mu.Unlock()
	q.cond.Broadcast()
}

// front puts keys before those that wait.
func (q *queue) front(s string) {
	q.mu.Lock()
	q.data = append([]byte(s), q.data...)
	q.mu.Unlock()
	q.cond.Broadcast()
}

func (q *queue) clear() {
	q.mu.Lock()
	q.data = nil
	q.mu.Unlock()
}

func (q *queue) empty() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.data) == 0
}

func (q *queue) ended() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}

// Read gives one byte at a time, so that empty says whether more keys wait:
// readline's reader takes no more than it is given.
func (q *queue) Read(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.data) == 0 {
		if q.closed {
			return 0, io.EOF
		}
		q.cond.Wait()
	}
	n := copy(p[:min(1, len(p))], q.data)
	q.data = q.data[n:]
	return n, nil
}

func (q *queue) Close() error {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.cond.Broadcast()
	return nil
}
