package bif

import "gex/proto/term"

// words is how many words of 64 bits ERTS needs for the table, about.
func (t *etsTable) words() int {
	n, perObject := 306, 4
	if t.kind == etsOrderedSet {
		n, perObject = 140, 5
	}
	n += perObject * t.count
	t.store.walk(etsPos{}, false, func(e *etsEntry, _ etsPos) bool {
		for _, o := range e.objects() {
			n += termWords(o)
		}
		return true
	})
	return n
}

// termWords is how many words ERTS needs for a term beside the one that it is
// known by, as erts_debug:flat_size/1; maps of more than 32 keys about.
func termWords(t term.Term) (n int) {
	todo := []term.Term{t}
	for len(todo) > 0 {
		t := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		switch t.Kind() {
		case term.KindFloat:
			n += 2
		case term.KindBig:
			v, _ := t.AsBig()
			n += 1 + (v.BitLen()+63)/64
		case term.KindCons:
			for ; t.IsCons(); t = t.Tail() {
				n += 2
				todo = append(todo, t.Head())
			}
			todo = append(todo, t)
		case term.KindTuple:
			n += 1 + t.Arity()
			todo = append(todo, t.Elems()...)
		case term.KindMap:
			n += 4 + 2*t.MapLen()
			for k, v := range t.Pairs() {
				todo = append(todo, k, v)
			}
		case term.KindBits:
			n += 8 // longer ones are shared
			if bytes := (t.BitLen() + 7) / 8; bytes <= 64 {
				n += (bytes+7)/8 - 6
			}
		case term.KindFun, term.KindExport, term.KindRef, term.KindRecord:
			n += 4
		}
	}
	return n
}
