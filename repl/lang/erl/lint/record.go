package lint

import (
	"slices"

	"gex/proto/term"
)

// recordUse checks that a record is there, and notes its use.
func (l *linter) recordUse(anno, name term.Term) *record {
	if !name.IsAtom() {
		return nil
	}
	if r, ok := l.records[name.Atom()]; ok {
		r.used = true
		return r
	}
	var names []string
	for n := range l.records {
		names = append(names, n.String())
	}
	desc := term.Tuple(term.A("undefined_record"), name)
	if guess, ok := l.similar(name.AtomName(), names); ok {
		desc = term.Tuple(term.A("undefined_record"), name, guess)
	}
	l.fail(anno, desc)
	return nil
}

func (l *linter) record(es []term.Term) {
	switch tag := es[0].Atom(); {
	case tag == aRecordIndex && len(es) == 4:
		if r := l.recordUse(es[1], es[2]); r != nil {
			l.field(r, es[2], es[3])
		}
	case tag == aRecordField && len(es) == 5:
		l.expr(es[2])
		if r := l.recordUse(es[1], es[3]); r != nil {
			l.field(r, es[3], es[4])
		}
	case tag == aRecord && len(es) == 4:
		var values []term.Term
		l.recordFields(es[1], es[2], es[3], func(v term.Term) { values = append(values, v) })
		l.together(values...)
	case tag == aRecord && len(es) == 5:
		values := []term.Term{es[2]}
		l.recordFields(es[1], es[3], es[4], func(v term.Term) { values = append(values, v) })
		l.together(values...)
		l.literalUpdate(es[1], es[2])
	}
}

// field checks that a record has a field; false if it has not.
func (l *linter) field(r *record, name, f term.Term) bool {
	a := f.Tagged(aAtom, 3)
	if a == nil || slices.Contains(r.fields, a[2].Atom()) {
		return true
	}
	var names []string
	for _, n := range r.fields {
		names = append(names, n.String())
	}
	desc := term.Tuple(term.A("undefined_field"), name, a[2])
	if guess, ok := l.similar(a[2].AtomName(), names); ok {
		desc = term.Tuple(term.A("undefined_field"), name, a[2], guess)
	}
	l.fail(a[1], desc)
	return false
}

// recordFields checks {record_field, A, Name, Value}s and gives each value to
// check.
func (l *linter) recordFields(anno, name, fields term.Term, check func(v term.Term)) {
	r := l.recordUse(anno, name)
	seen := map[term.Atom]bool{}
	for _, f := range slice(fields) {
		es := f.Tagged(aRecordField, 4)
		if es == nil {
			continue
		}
		if a := es[2].Tagged(aAtom, 3); a != nil && a[2].IsAtom() {
			switch {
			case seen[a[2].Atom()]:
				l.fail(es[1], term.Tuple(term.A("redefine_field"), name, a[2]))
				continue
			case r != nil && !l.field(r, name, es[2]):
				continue // its value is not looked at
			}
			seen[a[2].Atom()] = true
		} else if !es[2].Elem(2).Is(aUnderscore) {
			l.fail(es[1], term.Tuple(term.A("field_name_is_variable"), name, es[2].Elem(2)))
		}
		check(es[3])
	}
}
