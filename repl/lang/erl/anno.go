package erl

import "gex/proto/term"

// WalkAnno calls visit with the annotation of every node of an abstract term,
// a node's own before those inside, in the order of erl_parse:fold_anno, until
// visit returns false.
func WalkAnno(t term.Term, visit func(anno term.Term) bool) bool {
	for t.IsCons() {
		if !WalkAnno(t.Head(), visit) {
			return false
		}
		t = t.Tail()
	}
	es := t.Elems()
	if len(es) < 2 || !es[0].IsAtom() {
		return true
	}
	parts := annoParts(es)
	if parts.own && !visit(es[1]) {
		return false
	}
	for _, i := range parts.inside {
		if !WalkAnno(es[i], visit) {
			return false
		}
	}
	if parts.def != 0 { // {Name, Inside, ...} of a declaration
		for _, d := range es[3].Elems()[1:] {
			if !WalkAnno(d, visit) {
				return false
			}
		}
	}
	return true
}

// MapAnno returns an abstract term with every annotation replaced, in the order
// of WalkAnno.
func MapAnno(t term.Term, f func(anno term.Term) term.Term) term.Term {
	if t.IsCons() {
		var out []term.Term
		for ; t.IsCons(); t = t.Tail() {
			out = append(out, MapAnno(t.Head(), f))
		}
		return term.ListTail(t, out...)
	}
	es := t.Elems()
	if len(es) < 2 || !es[0].IsAtom() {
		return t
	}
	parts := annoParts(es)
	es = append([]term.Term(nil), es...)
	if parts.own {
		es[1] = f(es[1])
	}
	for _, i := range parts.inside {
		es[i] = MapAnno(es[i], f)
	}
	if parts.def != 0 {
		def := append([]term.Term(nil), es[3].Elems()...)
		for i := 1; i < len(def); i++ {
			def[i] = MapAnno(def[i], f)
		}
		es[3] = term.TupleOf(def)
	}
	return term.TupleOf(es)
}

// parts says where the annotations of a node are.
type parts struct {
	own    bool  // element 1 is an annotation
	inside []int // elements that hold nodes
	def    int   // how many elements the declaration in element 3 has
}

func annoParts(es []term.Term) parts {
	switch tag := es[0].Atom(); {
	case tag == aFunction && len(es) == 3: // {function, Name, Arity} of a fun
		return parts{}
	case tag == aFunction && len(es) == 4:
		return parts{inside: []int{1, 2, 3}}
	case tag == aAttribute && len(es) == 4:
		p := parts{own: true}
		if es[2].IsAtom() {
			switch es[2].AtomName() {
			case "record", "spec", "callback":
				p.def = 2
			case "type", "opaque", "nominal":
				p.def = 3
			}
		}
		if p.def != len(es[3].Elems()) {
			p.def = 0
		}
		return p
	case len(es) == 2 && (tag == term.Error || tag.String() == "warning" || tag.String() == "eof"):
		return parts{}
	case tag == aClauses && len(es) == 2:
		return parts{inside: []int{1}}
	case tag == aTypedField && len(es) == 3:
		return parts{inside: []int{1, 2}}
	case tag == aRecord && len(es) == 4:
		return parts{own: true, inside: []int{3}}
	case tag == aRecord && len(es) == 5:
		return parts{own: true, inside: []int{2, 4}}
	case tag == aRecordField && len(es) == 5:
		return parts{own: true, inside: []int{2}}
	case tag == aBinElement && len(es) == 5:
		return parts{own: true, inside: []int{2, 3}}
	}
	return parts{own: true, inside: insideOf[min(len(es), len(insideOf)-1)]}
}

// insideOf are the elements after the annotation, by the size of the node.
var insideOf = [...][]int{{}, {}, {}, {2}, {2, 3}, {2, 3, 4}, {2, 3, 4, 5}}

// FirstAnno returns the annotation of the first token of a node: from the
// node's own on, the nodes inside are followed as long as they do not start
// later.
func FirstAnno(t term.Term) term.Term {
	if es := t.Elems(); len(es) == 3 && es[0].Is(aVar) {
		return es[1]
	}
	var first term.Term
	var at Loc
	WalkAnno(t, func(anno term.Term) bool {
		l := LocOf(anno)
		if !first.IsNone() && l.after(at) {
			return false
		}
		first, at = anno, l
		return true
	})
	return first
}

// lastAnno returns the annotation of the last token of a node, at its end if
// that is known.
func lastAnno(t term.Term) term.Term {
	var last term.Term
	WalkAnno(t, func(anno term.Term) bool {
		if last.IsNone() || !LocOf(last).after(LocOf(anno)) {
			last = anno
		}
		return true
	})
	if _, ok := AnnoGet(last, aText); ok {
		return SetLoc(last, EndLoc(last))
	}
	return last
}

// SetLoc returns the annotation with another location.
func SetLoc(anno term.Term, l Loc) term.Term {
	if !anno.IsCons() {
		return l.Term()
	}
	var out []term.Term
	for ; anno.IsCons(); anno = anno.Tail() {
		item := anno.Head()
		if item.Tagged(aLocation, 2) != nil {
			item = term.Tuple(aLocation.Term(), l.Term())
		}
		out = append(out, item)
	}
	return term.List(out...)
}
