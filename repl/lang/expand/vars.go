package expand

import "gex/proto/term"

// Var is a variable as code writes it: its name and its context, which is an
// atom (nil, or the module of the quote) or the number of a macro expansion.
type Var struct {
	Name    term.Atom
	Context term.Term
}

// V returns the variable that a person writes as name.
func V(name string) Var { return Var{term.Intern(name), nilTerm} }

// Vars is an immutable set of variables with their versions: a list in which
// the newest comes first and hides its elders. nil is the empty set.
type Vars struct {
	v       Var
	version int
	next    *Vars
}

func (s *Vars) get(v Var) (version int, ok bool) {
	for ; s != nil; s = s.next {
		if s.v == v {
			return s.version, true
		}
	}
	return 0, false
}

func (s *Vars) put(v Var, version int) *Vars { return &Vars{v, version, s} }

// All yields each variable once with its current version, newest first.
func (s *Vars) All(yield func(Var, int) bool) {
	seen := make(map[Var]bool)
	for ; s != nil; s = s.next {
		if seen[s.v] {
			continue
		}
		seen[s.v] = true
		if !yield(s.v, s.version) {
			return
		}
	}
}

// merge returns the set that has, for each variable, the higher version of s
// and of t.
func (s *Vars) merge(t *Vars) *Vars {
	if s == t || t == nil {
		return s
	}
	for u := t; u != nil; u = u.next {
		if u == s {
			return t
		}
	}
	var newer []*Vars
	for v, version := range t.All {
		if old, ok := s.get(v); !ok || old < version {
			newer = append(newer, &Vars{v: v, version: version})
		}
	}
	for i := len(newer) - 1; i >= 0; i-- {
		s = s.put(newer[i].v, newer[i].version)
	}
	return s
}
