package compile

import (
	"maps"
	"sync"

	"gex/repl/lang/absform"
)

// count adds the occurrences of names in e to those still to come. A fun
// counts once for each name inside, as it is captured once.
func (f *fn) count(e absform.Expr) { f.u.scopes.countNames(e, f.uses) }

// scopes keeps the names inside the funs met, which every fun around them asks
// for: nested funs would take the square of their depth otherwise. The functions
// of a module are compiled when first called, by any process.
type scopes struct {
	inside sync.Map // *absform.Fun to map[string]bool
	free   sync.Map // *absform.Fun to []string
}

func (s *scopes) countNames(e absform.Expr, n map[string]int) {
	absform.Walk(e, func(e absform.Expr) bool {
		switch e := e.(type) {
		case *absform.Var:
			if e.Name != "_" {
				n[e.Name]++
			}
		case *absform.Fun:
			for name := range s.namesIn(e) {
				n[name]++
			}
			return false
		}
		return true
	})
}

// namesIn returns all names inside a fun.
func (s *scopes) namesIn(fun *absform.Fun) map[string]bool {
	if names, ok := s.inside.Load(fun); ok {
		return names.(map[string]bool)
	}
	names := map[string]bool{}
	absform.Walk(fun, func(e absform.Expr) bool {
		switch e := e.(type) {
		case *absform.Var:
			if e.Name != "_" {
				names[e.Name] = true
			}
		case *absform.Fun:
			if e != fun {
				maps.Copy(names, s.namesIn(e))
				return false
			}
		}
		return true
	})
	s.inside.Store(fun, names)
	return names
}

// freeNames returns the names in a fun that may be bound outside of it, in the
// order of their first occurrence: all but those that the heads of funs and
// the patterns of generators bind.
func (s *scopes) freeNames(e *absform.Fun) []string {
	if names, ok := s.free.Load(e); ok {
		return names.([]string)
	}
	c := &freeCollector{scopes: s, seen: map[string]bool{}, hidden: map[string]int{}}
	c.fun(e)
	s.free.Store(e, c.names)
	return c.names
}

// freeNamesOf is freeNames for any expression.
func (s *scopes) freeNamesOf(e absform.Expr) []string {
	c := &freeCollector{scopes: s, seen: map[string]bool{}, hidden: map[string]int{}}
	c.walk(e)
	return c.names
}

type freeCollector struct {
	scopes *scopes
	names  []string
	seen   map[string]bool
	hidden map[string]int
}

func (c *freeCollector) walk(e absform.Expr) {
	absform.Walk(e, func(e absform.Expr) bool {
		switch e := e.(type) {
		case *absform.Var:
			c.add(e.Name)
		case *absform.Fun:
			for _, name := range c.scopes.freeNames(e) {
				c.add(name)
			}
			return false
		case *absform.Comprehension:
			c.comprehension(e)
			return false
		}
		return true
	})
}

func (c *freeCollector) add(name string) {
	if name != "_" && c.hidden[name] == 0 && !c.seen[name] {
		c.seen[name] = true
		c.names = append(c.names, name)
	}
}

// hide makes the names that a pattern binds local, and returns how to undo
// it. Sizes and keys inside the pattern are uses.
func (c *freeCollector) hide(patterns ...absform.Expr) (undo func()) {
	names := map[string]bool{}
	for _, p := range patterns {
		c.patternNames(p, names)
	}
	for n := range names {
		c.hidden[n]++
	}
	return func() {
		for n := range names {
			c.hidden[n]--
		}
	}
}

func (c *freeCollector) patternNames(p absform.Expr, names map[string]bool) {
	absform.Walk(p, func(e absform.Expr) bool {
		switch e := e.(type) {
		case *absform.Var:
			names[e.Name] = true
		case *absform.Map:
			for _, a := range e.Assocs {
				c.walk(a.Key)
				c.patternNames(a.Value, names)
			}
			return false
		case *absform.Bin:
			for _, b := range e.Elems {
				if b.Size != nil {
					// A size may name a variable of an earlier segment.
					undo := c.hideNames(names)
					c.walk(b.Size)
					undo()
				}
				c.patternNames(b.Value, names)
			}
			return false
		}
		return true
	})
}

func (c *freeCollector) hideNames(names map[string]bool) (undo func()) {
	var hidden []string
	for n := range names {
		c.hidden[n]++
		hidden = append(hidden, n)
	}
	return func() {
		for _, n := range hidden {
			c.hidden[n]--
		}
	}
}

func (c *freeCollector) fun(e *absform.Fun) {
	if e.Name != "" {
		c.hidden[e.Name]++
		defer func() { c.hidden[e.Name]-- }()
	}
	for _, cl := range e.Clauses {
		undo := c.hide(cl.Patterns...)
		for _, g := range cl.Guards {
			for _, t := range g {
				c.walk(t)
			}
		}
		for _, b := range cl.Body {
			c.walk(b)
		}
		undo()
	}
}

func (c *freeCollector) comprehension(e *absform.Comprehension) {
	for _, q := range e.Qualifiers {
		c.walk(q.Value)
		if q.Pattern != nil {
			defer c.hide(q.Pattern)()
		}
	}
	c.walk(e.Template)
}

// captured returns the variables of f that the fun e uses, in the order of
// their first use.
func (f *fn) captured(e *absform.Fun) []string {
	var names []string
	for _, n := range f.u.scopes.freeNames(e) {
		if x, ok := f.vars[n]; ok && !x.unsafe {
			names = append(names, n)
		}
	}
	return names
}
