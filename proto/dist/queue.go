package dist

// Queue holds frames to be written, in order. What is small stands side by side in
// memory of the queue; a large binary is referred to, not copied, as terms never
// change. The zero Queue is empty.
type Queue struct {
	parts [][]byte // done; what follows them is small[from:]
	small []byte
	from  int
	size  int // bytes in parts
}

// Len returns the number of bytes in the queue.
func (q *Queue) Len() int { return q.size + len(q.small) - q.from }

// Parts returns the content, to be written one part after the other. It is good
// until the queue is used again.
func (q *Queue) Parts() [][]byte {
	q.close()
	return q.parts
}

// keepSmall bounds the memory that Reset keeps for what comes next.
const keepSmall = 4 << 20

// Reset empties the queue.
func (q *Queue) Reset() {
	clear(q.parts)
	q.parts = q.parts[:0]
	q.from, q.size = 0, 0
	if q.small = q.small[:0]; cap(q.small) > keepSmall {
		q.small = nil
	}
}

// close ends the part that grows.
func (q *Queue) close() {
	if part := q.small[q.from:]; len(part) > 0 {
		q.parts = append(q.parts, part)
		q.size += len(part)
		q.from = len(q.small)
	}
}

// refer appends b, which nobody may change any more.
func (q *Queue) refer(b []byte) {
	q.close()
	q.parts = append(q.parts, b)
	q.size += len(b)
}

// Tick appends a frame that only shows that the node is alive.
func (q *Queue) Tick() { q.small = append(q.small, 0, 0, 0, 0) }
