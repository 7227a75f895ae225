package term

import (
	"errors"
	"slices"
	"unicode/utf8"
)

// ErrIOData is the error of AppendIOData for terms that are no iodata, and of
// AppendCharData for terms that are no chardata.
var ErrIOData = errors.New("neither a binary nor a list of bytes, characters and binaries")

// AppendIOData appends the bytes of iodata: a binary, or a list, maybe
// improper and nested, of bytes and binaries.
func AppendIOData(dst []byte, t Term) ([]byte, error) {
	w := ioWalker{}
	for {
		leaf, ok, err := w.next(&t)
		if err != nil || !ok {
			return dst, err
		}
		if leaf.IsInt() {
			if uint64(leaf.Int()) > 255 {
				return dst, ErrIOData
			}
			dst = append(dst, byte(leaf.Int()))
			continue
		}
		b, isBinary := leaf.Bytes()
		if !isBinary {
			return dst, ErrIOData
		}
		dst = append(dst, b...)
	}
}

// CharDataError says where chardata is no Unicode text.
type CharDataError struct {
	// Rest is what was not converted, as chardata: it begins with the fault.
	Rest Term
	// Incomplete: the data ends in the middle of a character.
	Incomplete bool
}

// Error describes the fault.
func (e *CharDataError) Error() string {
	if e.Incomplete {
		return "chardata ends in the middle of a character"
	}
	return "chardata is not Unicode text"
}

// AppendCharData appends the text of chardata in UTF-8: a UTF-8 binary, or a
// list, maybe improper and nested, of code points and UTF-8 binaries; a
// character may begin in one binary and end in the next. Its errors are
// *CharDataError for bad text, with what came before appended, and ErrIOData
// for anything else.
func AppendCharData(dst []byte, t Term) ([]byte, error) {
	w := ioWalker{}
	var partial []byte // beginning of a character
	for {
		leaf, ok, err := w.next(&t)
		switch {
		case err != nil:
			return dst, err
		case !ok && len(partial) > 0:
			return dst, &CharDataError{Rest: Binary(partial), Incomplete: true}
		case !ok:
			return dst, nil
		case leaf.IsInt():
			r := leaf.Int()
			if len(partial) > 0 {
				return dst, &CharDataError{Rest: List(Binary(partial), w.rest(leaf, t))}
			}
			if uint64(r) > utf8.MaxRune || !utf8.ValidRune(rune(r)) {
				return dst, &CharDataError{Rest: w.rest(leaf, t)}
			}
			dst = utf8.AppendRune(dst, rune(r))
			continue
		case !leaf.IsBinary():
			return dst, ErrIOData
		}
		b, _ := leaf.Bytes()
		at := len(dst)
		dst = append(append(dst, partial...), b...)
		n := validPrefix(dst[at:])
		bad := dst[at+n:]
		dst = dst[:at+n]
		if len(bad) > 0 && utf8.FullRune(bad) {
			if len(partial) > 0 && n == 0 {
				return dst, &CharDataError{Rest: List(Binary(partial), w.rest(leaf, t))}
			}
			return dst, &CharDataError{Rest: w.rest(Binary(slices.Clone(bad)), t)}
		}
		partial = slices.Clone(bad)
	}
}

// validPrefix returns the length of the longest prefix that is UTF-8.
func validPrefix(b []byte) int {
	if utf8.Valid(b) {
		return len(b)
	}
	n := 0
	for {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size <= 1 {
			return n
		}
		n += size
	}
}

// ioWalker walks the leaves of nested lists.
type ioWalker struct {
	stack  []Term // the tails to come back to
	isTail bool   // the last leaf was no element but the whole term or a tail
}

// next takes the next leaf, an integer or bit string, off *t.
func (w *ioWalker) next(t *Term) (leaf Term, ok bool, err error) {
	for {
		switch {
		case t.IsCons():
			head, tail := t.Head(), t.Tail()
			if head.IsList() {
				w.stack = append(w.stack, tail)
				*t = head
				continue
			}
			*t = tail
			if head.IsInt() || head.IsBits() {
				w.isTail = false
				return head, true, nil
			}
			return head, false, ErrIOData
		case t.IsNil():
			n := len(w.stack)
			if n == 0 {
				return Term{}, false, nil
			}
			*t = w.stack[n-1]
			w.stack = w.stack[:n-1]
		case t.IsBits():
			leaf, *t = *t, Nil
			w.isTail = true
			return leaf, true, nil
		default:
			return *t, false, ErrIOData
		}
	}
}

// rest returns the data from leaf on, nested as it was.
func (w *ioWalker) rest(leaf, t Term) Term {
	if !w.isTail {
		leaf = Cons(leaf, t)
	}
	for i := len(w.stack) - 1; i >= 0; i-- {
		leaf = Cons(leaf, w.stack[i])
	}
	return leaf
}

// Charlist returns the list of the code points of s, as a string is in Erlang.
func Charlist(s string) Term {
	ts := make([]Term, 0, len(s))
	for _, r := range s {
		ts = append(ts, Int(int64(r)))
	}
	return List(ts...)
}
