package vm_test

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"gex/proto/term"
)

// readTerm reads a term as io:format("~w") writes it; what cannot be read back
// (pids, references, funs) is no part of it.
func readTerm(s string) (t term.Term, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	r := &termReader{s: s}
	t = r.term()
	return t, nil
}

type termReader struct {
	s string
	i int
}

func (r *termReader) eat(c byte) bool {
	if r.i < len(r.s) && r.s[r.i] == c {
		r.i++
		return true
	}
	return false
}

func (r *termReader) must(c byte) {
	if !r.eat(c) {
		panic(fmt.Sprintf("%q expected at %.40q", c, r.s[r.i:]))
	}
}

func (r *termReader) items(end byte) (ts []term.Term) {
	for !r.eat(end) {
		if len(ts) > 0 {
			r.must(',')
		}
		ts = append(ts, r.term())
	}
	return ts
}

func (r *termReader) term() term.Term {
	switch c := r.s[r.i]; {
	case c == '[':
		return r.list()
	case c == '{':
		r.i++
		return term.TupleOf(r.items('}'))
	case c == '#':
		return r.mapTerm()
	case c == '<':
		return r.bits()
	case c == '\'':
		return r.quoted()
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	}
	from := r.i
	for r.i < len(r.s) && (r.s[r.i] == '_' || r.s[r.i] == '@' || r.s[r.i] >= '0' && r.s[r.i] <= '9' || r.s[r.i]|32 >= 'a' && r.s[r.i]|32 <= 'z') {
		r.i++
	}
	if from == r.i {
		panic(fmt.Sprintf("term expected at %.40q", r.s[r.i:]))
	}
	return term.A(r.s[from:r.i])
}

func (r *termReader) list() term.Term {
	r.must('[')
	var ts []term.Term
	for !r.eat(']') {
		if r.eat('|') {
			t := r.term()
			r.must(']')
			return term.ListTail(t, ts...)
		}
		if len(ts) > 0 {
			r.must(',')
		}
		ts = append(ts, r.term())
	}
	return term.List(ts...)
}

func (r *termReader) mapTerm() term.Term {
	r.must('#')
	r.must('{')
	m := term.EmptyMap
	for !r.eat('}') {
		r.eat(',')
		k := r.term()
		if !strings.HasPrefix(r.s[r.i:], " => ") {
			panic("no =>")
		}
		r.i += 4
		m = m.MapPut(k, r.term())
	}
	return m
}

func (r *termReader) bits() term.Term {
	r.must('<')
	r.must('<')
	var b term.BitBuilder
	for !r.eat('>') {
		r.eat(',')
		v, n := r.number(), 8
		if r.eat(':') {
			n = int(r.number().Int())
		}
		b.AppendInt(v, n, false)
	}
	r.must('>')
	return b.Term()
}

func (r *termReader) quoted() term.Term {
	r.must('\'')
	var b strings.Builder
	for !r.eat('\'') {
		if r.eat('\\') {
			switch r.s[r.i] {
			case 'n':
				b.WriteByte('\n')
				r.i++
				continue
			}
		}
		b.WriteByte(r.s[r.i])
		r.i++
	}
	return term.A(b.String())
}

func (r *termReader) number() term.Term {
	from := r.i
	r.eat('-')
	for r.i < len(r.s) && (strings.IndexByte("0123456789.e", r.s[r.i]) >= 0 || r.s[r.i] == '-' && r.s[r.i-1] == 'e') {
		if r.s[r.i] == '.' && (r.i+1 == len(r.s) || r.s[r.i+1] < '0' || r.s[r.i+1] > '9') {
			break
		}
		r.i++
	}
	s := r.s[from:r.i]
	if strings.Contains(s, ".") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic(err)
		}
		return term.Float(f)
	}
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic("number expected: " + s)
	}
	return term.Big(n)
}
