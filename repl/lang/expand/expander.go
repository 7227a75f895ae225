package expand

import (
	"errors"
	"sync"
	"sync/atomic"

	"gex/proto/term"
)

// Shared is what all expansions of one node share: the modules being defined
// and the counter of macro expansions. The zero Shared is ready for use.
type Shared struct {
	// Relative shortens a file's name as messages show it; nil leaves it.
	Relative func(file string) string

	counter atomic.Int64
	mu      sync.Mutex
	modules map[term.Atom]*Module

	tracked  atomic.Int64
	trackers sync.Map // int64 to *Lexical
	handles  sync.Map // *Lexical to int64
}

// shown is a file's name in a message.
func (s *Shared) shown(file string) string {
	if s.Relative == nil {
		return file
	}
	return s.Relative(file)
}

// Expander expands code for one reader: it holds the variables' versions, so
// what is expanded with one Expander can be lowered together. It is not for
// concurrent use.
type Expander struct {
	Code   Code
	Diag   Diagnostics
	Shared *Shared
	// Local runs a macro of a module that is still being defined. Package
	// lower sets it.
	Local func(m *Module, macro FA, args []term.Term) (term.Term, error)

	defs  []definition // indexed by version
	depth int
	// deprecated are the deprecations found so far, by module.
	deprecated map[term.Atom]map[FA]string
	// onlyModules tells that the code is definitions of modules alone, which the
	// compiler reads without expanding a macro.
	onlyModules bool
	tainted     bool // an error was reported and the expansion went on
}

// definition is what is known of one version of a variable.
type definition struct {
	v          Var
	meta       term.Term
	overridden bool // hides a variable of the same name
	used       bool // or not to be warned about
}

// New returns an Expander without variables.
func New(code Code, diag Diagnostics, shared *Shared) *Expander {
	return &Expander{Code: code, Diag: diag, Shared: shared}
}

// fork returns an Expander for a definition of its own, such as a function.
func (x *Expander) fork() *Expander {
	f := New(x.Code, x.Diag, x.Shared)
	f.Local = x.Local
	return f
}

// Start returns the state in which the given variables are bound. They get
// versions in the order given.
func (x *Expander) Start(vars []Var) State {
	var s State
	for _, v := range vars {
		s.read = s.read.put(v, x.bind(definition{v: v, used: true}))
	}
	return s
}

// Expand expands q. The error is *Error or what Code returned.
func (x *Expander) Expand(q term.Term, s State, e *Env) (out term.Term, after State, env *Env, err error) {
	defer catch(&err)
	x.onlyModules = e.traced() && e.Module == term.AtomNil && onlyModules(q)
	out, after, env = x.expand(q, s, e)
	return
}

func (x *Expander) bind(d definition) int {
	x.defs = append(x.defs, d)
	return len(x.defs) - 1
}

// nextCounter numbers a macro expansion.
func (x *Expander) nextCounter() term.Term { return term.Int(x.Shared.counter.Add(1)) }

// State is the variables in scope and what may be said at this point. It is a
// value; the expansion returns changed copies.
type State struct {
	read       *Vars
	write      *Vars // what the arguments before this one have bound
	writing    bool  // write counts
	pre        prematch
	stacktrace bool // __STACKTRACE__ is allowed
	caller     bool // __CALLER__ is allowed
	// noReference is set for the name of a module that only a directive or a
	// definition names.
	noReference bool
}

// Vars returns the variables in scope.
func (s State) Vars() *Vars { return s.read }

// prematch is what was known before the pattern that is being expanded.
type prematch struct {
	kind     prematchKind
	read     *Vars
	version  int   // first version made by the pattern
	original *Vars // for a size in a bit string: variables at its start
}

type prematchKind uint8

const (
	noPrematch prematchKind = iota
	inPattern
	inPin
	inBitSize
)

func (s State) resetRead(before State) State {
	s.read = before.read
	return s
}

// prepareWrite begins the expansion of arguments, which don't see each other's
// variables.
func (s State) prepareWrite() State {
	s.write, s.writing = s.read, true
	return s
}

// closeWrite ends it: what the arguments bound becomes visible.
func (s State) closeWrite(before State) State {
	s.read = s.write
	if before.writing {
		s.write, s.writing = before.write.merge(s.write), true
	} else {
		s.write, s.writing = nil, false
	}
	return s
}

// bailout carries an error through the expansion to its entry point.
type bailout struct{ err error }

func catch(err *error) {
	switch r := recover().(type) {
	case nil:
	case bailout:
		*err = r.err
	case error:
		if !errors.Is(r, term.ErrAtomLength) && !errors.Is(r, term.ErrAtomLimit) {
			panic(r)
		}
		*err = &Error{Exception: term.Intern("Elixir.SystemLimitError"), Message: "a system limit has been reached"}
	default:
		panic(r)
	}
}

// Tainted tells whether errors were reported although the expansion went on.
func (x *Expander) Tainted() bool { return x.tainted }

// Failed is the error that ends an expansion after reported errors.
func (x *Expander) Failed(e *Env) error { return x.compileError(e) }
