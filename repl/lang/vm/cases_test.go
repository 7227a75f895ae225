package vm_test

import (
	"fmt"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// TestCases runs each case of cases.golden: its value, or its exception with
// the stack trace, is that of OTP 29.
func TestCases(t *testing.T) {
	for _, c := range goldenCases(t) {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.load(t, c.forms)
			v, ok := w.run(t, vm.New(w.sys, term.Intern("t"), term.Intern("main"), nil))
			got := term.Tuple(term.A("value"), v)
			if !ok {
				got = exitToClass(v)
			}
			if !term.Identical(got, c.want) {
				t.Errorf("got  %s\nwant %s", show(got), show(c.want))
			}
		})
	}
}

// exitToClass turns an exit reason into {Class, Reason, [{M, F, A, Line}]}.
func exitToClass(reason term.Term) term.Term {
	if !reason.IsTupleOf(2) || !reason.Elem(1).IsList() {
		return term.Tuple(term.Exit.Term(), reason, term.Nil)
	}
	r, class := reason.Elem(0), term.Error.Term()
	if n := r.Tagged(term.Intern("nocatch"), 2); n != nil {
		r, class = n[1], term.Throw.Term()
	}
	entries, _ := reason.Elem(1).Slice()
	for i, e := range entries {
		if e.IsTupleOf(3) { // of a fun without code
			entries[i] = term.Tuple(term.A("fun"), e.Elem(1))
			continue
		}
		line := term.Int(0)
		locs, _ := e.Elem(3).Slice()
		for _, l := range locs {
			if l.Elem(0).Is(term.Intern("line")) {
				line = l.Elem(1)
			}
		}
		entries[i] = term.Tuple(e.Elem(0), e.Elem(1), e.Elem(2), line)
	}
	return term.Tuple(class, r, term.List(entries...))
}

// show writes a term for a person who compares two of them.
func show(t term.Term) string {
	switch t.Kind() {
	case term.KindInt:
		return fmt.Sprint(t.Int())
	case term.KindBig:
		return t.BigInt().String()
	case term.KindFloat:
		return fmt.Sprintf("%g.", t.Float())
	case term.KindAtom:
		return t.AtomName()
	case term.KindNil:
		return "[]"
	case term.KindTuple:
		return "{" + showAll(t.Elems()) + "}"
	case term.KindBits:
		return fmt.Sprintf("<<%d bits %q>>", t.BitLen(), t.Text())
	case term.KindCons:
		var ts []term.Term
		for t.IsCons() {
			ts, t = append(ts, t.Head()), t.Tail()
		}
		if t.IsNil() {
			return "[" + showAll(ts) + "]"
		}
		return "[" + showAll(ts) + "|" + show(t) + "]"
	case term.KindMap:
		var ts []term.Term
		for k, v := range t.Pairs() {
			ts = append(ts, k, v)
		}
		return "#{" + showAll(ts) + "}"
	}
	return fmt.Sprintf("kind %d", t.Kind())
}

func showAll(ts []term.Term) string {
	ss := make([]string, len(ts))
	for i, t := range ts {
		ss[i] = show(t)
	}
	return strings.Join(ss, ",")
}
