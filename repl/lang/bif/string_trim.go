package bif

import (
	"bytes"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

func stringTrim(leading, trailing bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, isBinary := a[0].Bytes()
		switch {
		case !isBinary && leading && trailing:
			return functionClause(m, a)
		case !isBinary && leading:
			return m.ErrorIn(term.A("function_clause"), inStringBreak("trim_leading", term.List(a[0])))
		case !isBinary:
			return m.ErrorIn(term.A("function_clause"), inStringBreak("trim_trailing", term.List(a[0])))
		}
		from, to := 0, len(b)
		if leading {
			from = len(b) - len(bytes.TrimLeftFunc(b, isSpace))
		}
		if trailing {
			to = from + len(bytes.TrimRightFunc(b[from:], isSpace))
		}
		return ok(cut(a[0], from, to))
	}
}

// stringTrimText removes every copy of a text at the ends.
func stringTrimText(leading, trailing bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, isBinary := a[0].Bytes()
		out, isBinary2 := a[1].Bytes()
		switch {
		case !isBinary || !isBinary2:
			return functionClause(m, a)
		case len(out) == 0:
			return argumentError(m, "cannot use an empty string as the match to replace")
		}
		from, to := 0, len(b)
		for leading && bytes.HasPrefix(b[from:to], out) {
			from += len(out)
		}
		for trailing && bytes.HasSuffix(b[from:to], out) {
			to -= len(out)
		}
		return ok(cut(a[0], from, to))
	}
}

// stringPad fills up to a length in graphemes with copies of a text, or with the
// elements of a list in turn.
func stringPad(leading bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, isBinary := a[0].Bytes()
		count, isInt := a[1].AsInt()
		var fill []term.Term
		switch {
		case a[2].IsBinary() && a[2].BitLen() > 0:
			fill = pieces(a[2], nextGrapheme)
		case a[2].IsCons():
			fill, _ = a[2].Slice()
		}
		if !isBinary || !isInt || count < 0 || len(fill) == 0 {
			return functionClause(m, a)
		}
		missing := count - int64(graphemeCount(b))
		if missing <= 0 {
			return ok(a[0])
		}
		m.Bump(int(missing) / 16)
		var padding []byte
		for i := range missing {
			p, isBinary := fill[i%int64(len(fill))].Bytes()
			if !isBinary {
				return argumentError(m, "expected a string padding element, got: "+inspected(fill[i%int64(len(fill))]))
			}
			padding = append(padding, p...)
		}
		if leading {
			return ok(term.Binary(append(padding, b...)))
		}
		return ok(term.Binary(append(bytes.Clone(b), padding...)))
	}
}
