package lint

import (
	"maps"
	"slices"
	"strings"

	"gex/proto/term"
)

// variable is what is known of a name at one place.
type variable struct {
	used   bool
	annos  []term.Term // where it is bound
	unsafe term.Term   // {What, Location}: bound on some ways there only; none else
	// exported is {What, Location} of the expression inside which it was bound,
	// before it was first used outside.
	exported term.Term
	unbound  bool // nothing has bound it, which was said at its first use
}

// scope are the variables at one place. Branches share the variables from before
// them and have maps of their own.
type scope map[term.Atom]*variable

func (s scope) clone() scope { return maps.Clone(s) }

// merge joins branches that began with s: what all bind is bound, what some bind
// is unsafe.
func (s scope) merge(what string, anno term.Term, branches []scope) scope {
	out := s.clone()
	where := term.Tuple(term.A(what), locTerm(anno))
	for _, b := range branches {
		for name := range b {
			if _, known := out[name]; known {
				continue
			}
			v := &variable{}
			for _, c := range branches {
				w, bound := c[name]
				if !bound || !w.unsafe.IsNone() {
					v.unsafe = where
				}
				if bound {
					v.used = v.used || w.used
					v.annos = append(v.annos, w.annos...)
				}
			}
			if v.unsafe.IsNone() {
				v.exported = where
			}
			out[name] = v
		}
	}
	return out
}

// hide makes what was bound since before unsafe.
func (s scope) hide(before scope, what string, anno term.Term) {
	for name, v := range s {
		if _, old := before[name]; !old && v.unsafe.IsNone() {
			u := *v
			u.unsafe = term.Tuple(term.A(what), locTerm(anno))
			s[name] = &u
		}
	}
}

// export makes what was bound since before, inside an expression, exported.
func (s scope) export(before scope, what term.Atom, anno term.Term) {
	for name, v := range s {
		if _, old := before[name]; !old && !v.unbound && v.unsafe.IsNone() {
			u := *v
			u.exported = term.Tuple(what.Term(), locTerm(anno))
			s[name] = &u
		}
	}
}

// exporting checks an expression whose parts may bind variables for what follows.
func (l *linter) exporting(what string, anno term.Term, check func()) {
	before := l.vars.clone()
	check()
	l.vars.export(before, term.Intern(what), anno)
}

// useExported checks a use of an exported variable, matched against or not, and
// returns it as it is afterwards.
func (l *linter) useExported(es []term.Term, v *variable, match bool) *variable {
	kind, tag := "export_var_subexpr", "export_var_subexpr"
	switch v.exported.Elem(0).AtomName() {
	case "begin", "if", "case", "receive", "try", "maybe":
		if kind, tag = "exported_var", "exported_var"; !match {
			if kind = "export_vars"; !l.on[kind] {
				return v
			}
		}
	}
	l.warn(kind, es[1], term.Tuple(term.A(tag), es[2], v.exported))
	v.used = true
	return &variable{used: true, annos: v.annos}
}

// unused warns of variables bound since before that nothing uses.
func (l *linter) unused(before scope) {
	names := slices.Collect(maps.Keys(l.vars))
	for _, name := range names {
		v := l.vars[name]
		if old, known := before[name]; known && old == v || v.used || strings.HasPrefix(name.String(), "_") {
			continue
		}
		v.used = true
		for _, a := range v.annos {
			l.warn("unused_vars", a, term.Tuple(term.A("unused_var"), name.Term()))
		}
	}
}

// useVar checks a variable in an expression.
func (l *linter) useVar(es []term.Term) {
	if !es[2].IsAtom() {
		return
	}
	name := es[2].Atom()
	v, ok := l.vars[name]
	switch {
	case name == aUnderscore:
		l.fail(es[1], term.Tuple(term.A("unbound_var"), es[2]))
		return
	case !ok:
		var names []string
		for n := range l.vars {
			names = append(names, n.String())
		}
		desc := term.Tuple(term.A("unbound_var"), es[2])
		if guess, ok := l.similar(name.String(), names); ok {
			desc = term.Tuple(term.A("unbound_var"), es[2], guess)
		}
		l.fail(es[1], desc)
		v = &variable{annos: []term.Term{es[1]}, unbound: true}
		l.vars[name] = v
	case !v.unsafe.IsNone():
		l.fail(es[1], term.Tuple(term.A("unsafe_var"), es[2], v.unsafe))
		v = &variable{annos: v.annos}
		l.vars[name] = v
	case !v.exported.IsNone():
		v = l.useExported(es, v, false)
		l.vars[name] = v
	}
	v.used = true
}

// bindVar checks a variable in a pattern: new ones are bound, others used. fresh
// are those that the pattern itself binds.
func (l *linter) bindVar(es []term.Term, fresh scope) {
	if !es[2].IsAtom() || es[2].Is(aUnderscore) {
		return
	}
	name := es[2].Atom()
	if v, again := fresh[name]; again {
		v.used = true
		if strings.HasPrefix(name.String(), "_") {
			l.warn("underscore_match", es[1], term.Tuple(term.A("match_underscore_var_pat"), es[2]))
		}
		return
	}
	v, known := l.vars[name]
	switch {
	case known && l.shadows:
		if name.String() != "" {
			fresh[name] = &variable{annos: []term.Term{es[1]}}
		}
		return
	case known && !v.unsafe.IsNone():
		l.fail(es[1], term.Tuple(term.A("unsafe_var"), es[2], v.unsafe))
		l.vars[name] = &variable{used: true, annos: v.annos}
		return
	case known:
		v.used = true
		if strings.HasPrefix(name.String(), "_") {
			l.warn("underscore_match", es[1], term.Tuple(term.A("match_underscore_var"), es[2]))
		}
		if !v.exported.IsNone() {
			l.vars[name] = l.useExported(es, v, true)
		}
		return
	}
	fresh[name] = &variable{annos: []term.Term{es[1]}}
}

// patterns checks patterns that match together, and binds their variables.
func (l *linter) patterns(ps ...term.Term) {
	fresh := scope{}
	for _, p := range ps {
		l.pattern(p, fresh)
	}
	maps.Copy(l.vars, fresh)
}

// heads checks the patterns of a fun's head or a generator, whose variables are
// new even where there are others of the name.
func (l *linter) heads(in string, ps ...term.Term) {
	was := l.shadows
	l.shadows = true
	fresh := scope{}
	for _, p := range ps {
		l.pattern(p, fresh)
	}
	l.shadows = was
	for name, v := range fresh {
		if old, hidden := l.vars[name]; hidden && old.unsafe.IsNone() {
			l.warn("shadow_vars", v.annos[0], term.Tuple(term.A("shadowed_var"), name.Term(), term.A(in)))
		}
	}
	maps.Copy(l.vars, fresh)
}
