package expand

import (
	"slices"
	"strings"
	"sync"

	"gex/proto/term"
)

// Lexical follows what the code of a file uses of its aliases, imports and
// requires, to warn about the rest at the end. Code that is evaluated has none;
// a module that it defines then gets one of its own.
type Lexical struct {
	// Tracers are the modules that are told of what the compiler finds (Code,
	// "Compilation tracers").
	Tracers []term.Atom

	mu       sync.Mutex
	aliases  map[term.Atom]*directive // by the alias
	requires map[term.Atom]*directive
	imports  map[term.Atom]*importUse
}

// directive is one alias, import or require that is to be used.
type directive struct {
	meta  term.Term
	file  string
	alias term.Atom // the alias that a require has made; 0 if none
	used  bool
}

// importUse is an import, and each function of its :only.
type importUse struct {
	directive
	only map[FA]bool // whether it was used
}

// NewLexical returns a tracker that has seen nothing.
func NewLexical() *Lexical {
	return &Lexical{
		aliases:  make(map[term.Atom]*directive),
		requires: make(map[term.Atom]*directive),
		imports:  make(map[term.Atom]*importUse),
	}
}

// wantsUse tells whether a directive that nothing uses is worth a warning: what
// a macro has written is not.
func wantsUse(meta, opts term.Term) bool {
	if warn, ok := get(opts, atomWarn); ok && warn.IsAtom() {
		return warn.Is(term.True)
	}
	return !has(meta, metaContext)
}

func (e *Env) addAlias(meta, opts term.Term, alias term.Atom) {
	if l := e.Lexical; l != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.aliases[alias] = &directive{meta: meta, file: e.File, used: !wantsUse(meta, opts)}
	}
}

func (e *Env) addRequire(meta, opts term.Term, module, alias term.Atom) {
	if l := e.Lexical; l != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.requires[module] = &directive{meta: meta, file: e.File, alias: alias, used: !wantsUse(meta, opts)}
	}
}

// addImport notes an import; only are the names of its :only, if it has one.
func (e *Env) addImport(meta, opts term.Term, module term.Atom, only []FA) {
	l := e.Lexical
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	i := &importUse{directive: directive{meta: meta, file: e.File, used: !wantsUse(meta, opts)}, only: make(map[FA]bool)}
	for _, fa := range only {
		i.only[fa] = i.used
	}
	l.imports[module] = i
}

func (e *Env) useAlias(alias term.Atom) {
	if l := e.Lexical; l != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		if d := l.aliases[alias]; d != nil {
			d.used = true
		}
	}
}

func (e *Env) useRequire(module term.Atom) {
	if l := e.Lexical; l != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		if d := l.requires[module]; d != nil {
			d.used = true
		}
	}
}

func (e *Env) useImport(module term.Atom, fa FA) {
	if l := e.Lexical; l != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		if i := l.imports[module]; i != nil {
			i.used = true
			if _, ok := i.only[fa]; ok {
				i.only[fa] = true
			}
		}
	}
}

// Finish warns of what was not used.
func (l *Lexical) Finish(x *Expander) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, name := range sortedAtoms(l.aliases) {
		d := l.aliases[name]
		if !d.used && !l.ofRequire(name, d) {
			x.warn(d.meta, &Env{Module: term.AtomNil, File: d.file}, "unused alias %s", InspectModule(name))
		}
	}
	for _, module := range sortedAtoms(l.imports) {
		l.imports[module].warn(x, module)
	}
	for _, module := range sortedAtoms(l.requires) {
		d := l.requires[module]
		if d.used {
			continue
		}
		more := ""
		if a := l.aliases[d.alias]; a != nil && a.used {
			more = " (convert it to an alias instead)"
		} else if a != nil {
			more = " (the alias is also unused)"
		}
		x.warn(d.meta, &Env{Module: term.AtomNil, File: d.file}, "unused require %s%s", InspectModule(module), more)
	}
}

// ofRequire tells whether an alias is that of a require that is reported itself.
func (l *Lexical) ofRequire(alias term.Atom, d *directive) bool {
	for _, r := range l.requires {
		if r.alias == alias && r.meta == d.meta {
			return !r.used
		}
	}
	return false
}

func (i *importUse) warn(x *Expander, module term.Atom) {
	e := &Env{Module: term.AtomNil, File: i.file}
	if !i.used {
		x.warn(i.meta, e, "unused import %s", InspectModule(module))
		return
	}
	var unused []FA
	for fa, used := range i.only {
		if !used {
			unused = append(unused, fa)
		}
	}
	slices.SortFunc(unused, compareFA)
	for _, fa := range unused {
		x.warn(i.meta, e, "unused import %s.%s/%d", InspectModule(module), fa.Name, fa.Arity)
	}
}

func sortedAtoms[T any](m map[term.Atom]T) []term.Atom {
	var out []term.Atom
	for a := range m {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b term.Atom) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// ---- trackers in environments

// Track gives a tracker a number, which stands for it in the field
// lexical_tracker of Macro.Env until Untrack.
func (s *Shared) Track(l *Lexical) (handle int64) {
	handle = s.tracked.Add(1)
	s.trackers.Store(handle, l)
	s.handles.Store(l, handle)
	return handle
}

// Untrack forgets a tracker.
func (s *Shared) Untrack(l *Lexical) {
	if h, ok := s.handles.LoadAndDelete(l); ok {
		s.trackers.Delete(h)
	}
}

// Tracker returns the tracker of a Macro.Env, nil when it has none.
func (s *Shared) Tracker(env term.Term) *Lexical {
	if t, ok := mapGet(env, keyLexicalTracker.Atom()); ok && t.IsInt() {
		if l, ok := s.trackers.Load(t.Int()); ok {
			return l.(*Lexical)
		}
	}
	return nil
}

// trackerTerm is the field lexical_tracker of an environment. The code of a
// function outlives the tracker.
func (x *Expander) trackerTerm(e *Env) term.Term {
	if e.Function != nil {
		return nilTerm
	}
	return x.tracker(e)
}

// tracker is the handle of e's tracker, nil if it has none.
func (x *Expander) tracker(e *Env) term.Term {
	if e.Lexical == nil {
		return nilTerm
	}
	if h, ok := x.Shared.handles.Load(e.Lexical); ok {
		return term.Int(h.(int64))
	}
	return nilTerm
}
