package expand

import (
	"slices"
	"sync"

	"gex/proto/term"
)

// FA names a function or macro by name and arity.
type FA struct {
	Name  term.Atom
	Arity int
}

// Context tells what kind of code is being expanded.
type Context uint8

// The contexts of Macro.Env.
const (
	NoContext Context = iota // an expression
	Match                    // a pattern
	Guard                    // a guard
)

// Alias is one row of an alias table: From is written, To is meant.
type Alias struct{ From, To term.Atom }

// MacroAlias is an alias that counts only inside the expansion of one macro.
type MacroAlias struct {
	From    term.Atom
	Counter term.Term
	To      term.Atom
}

// Import is what one module contributes to a scope.
type Import struct {
	Module term.Atom
	Names  *Names
}

// Names is an immutable set of functions or macros, in the order of their
// names.
type Names struct {
	list []FA
	set  map[FA]struct{}
	of   map[term.Atom][]int // arities by name
	once sync.Once
	term term.Term
}

// NewNames returns the set of fas.
func NewNames(fas ...FA) *Names {
	n := &Names{list: slices.Clone(fas), set: make(map[FA]struct{}, len(fas)), of: make(map[term.Atom][]int)}
	slices.SortFunc(n.list, compareFA)
	n.list = slices.Compact(n.list)
	for _, fa := range n.list {
		n.set[fa] = struct{}{}
		n.of[fa.Name] = append(n.of[fa.Name], fa.Arity)
	}
	return n
}

// arities returns the arities under which name is in the set.
func (n *Names) arities(name term.Atom) []int {
	if n == nil {
		return nil
	}
	return n.of[name]
}

func compareFA(a, b FA) int {
	if a.Name != b.Name {
		if a.Name.String() < b.Name.String() {
			return -1
		}
		return 1
	}
	return a.Arity - b.Arity
}

// Has tells whether the set holds fa.
func (n *Names) Has(fa FA) bool {
	if n == nil {
		return false
	}
	_, ok := n.set[fa]
	return ok
}

// List returns the members in order; it must not be changed.
func (n *Names) List() []FA {
	if n == nil {
		return nil
	}
	return n.list
}

// Term returns the set as Elixir shows it: [{name, arity}].
func (n *Names) Term() term.Term {
	if n == nil {
		return term.Nil
	}
	n.once.Do(func() {
		ts := make([]term.Term, len(n.list))
		for i, fa := range n.list {
			ts[i] = term.Tuple(fa.Name.Term(), term.Int(int64(fa.Arity)))
		}
		n.term = term.List(ts...)
	})
	return n.term
}

// Env is the lexical environment, Elixir's Macro.Env. An Env never changes:
// the With methods and the expansion return copies.
type Env struct {
	Module         term.Atom // nil outside of modules
	File           string
	Line           int
	Function       *FA // nil outside of functions
	Context        Context
	Aliases        []Alias
	MacroAliases   []MacroAlias
	Requires       []term.Atom // in the order of their names
	Functions      []Import
	Macros         []Import
	ContextModules []term.Atom
	Lexical        *Lexical // what was used, for warnings about the rest; may be nil
	Vars           *Vars    // the variables at the point that __ENV__ or a macro saw
}

// NewEnv returns the environment at the top of a file: Kernel is imported.
func NewEnv(file string, line int) *Env {
	return &Env{
		Module:    term.AtomNil,
		File:      file,
		Line:      line,
		Requires:  []term.Atom{atomApplication, atomKernel},
		Functions: []Import{{atomKernel, kernelFunctions}},
		Macros:    []Import{{atomKernel, kernelMacroNames()}},
	}
}

// outside is the environment of what is not about the module.
func (e *Env) outside() *Env {
	c := *e
	c.Module, c.Function = term.AtomNil, nil
	return &c
}

// WithLine returns the environment at another line.
func (e *Env) WithLine(line int) *Env {
	if e.Line == line {
		return e
	}
	c := *e
	c.Line = line
	return &c
}

// WithFile returns the environment in another file.
func (e *Env) WithFile(file string) *Env {
	c := *e
	c.File = file
	return &c
}

func (e *Env) withContext(k Context) *Env {
	if e.Context == k {
		return e
	}
	c := *e
	c.Context = k
	return &c
}

// WithFunctions returns the environment with names of module imported as
// functions, as the shell does with IEx.Helpers. An earlier import of the same
// module is replaced.
func (e *Env) WithFunctions(module term.Atom, names *Names) *Env {
	c := *e
	c.Functions = withImport(e.Functions, module, names)
	return &c
}

// WithMacros returns the environment with names of module imported as macros.
func (e *Env) WithMacros(module term.Atom, names *Names) *Env {
	c := *e
	c.Macros = withImport(e.Macros, module, names)
	return &c
}

// WithRequire returns the environment in which module's macros may be called.
func (e *Env) WithRequire(module term.Atom) *Env {
	i, found := slices.BinarySearchFunc(e.Requires, module, compareAtoms)
	if found {
		return e
	}
	c := *e
	c.Requires = slices.Insert(slices.Clone(e.Requires), i, module)
	return &c
}

func (e *Env) requires(module term.Atom) bool {
	_, found := slices.BinarySearchFunc(e.Requires, module, compareAtoms)
	return found
}

func withImport(list []Import, module term.Atom, names *Names) []Import {
	out := make([]Import, 0, len(list)+1)
	if names != nil && len(names.list) > 0 {
		out = append(out, Import{module, names})
	}
	for _, i := range list {
		if i.Module != module {
			out = append(out, i)
		}
	}
	return out
}

func compareAtoms(a, b term.Atom) int {
	switch as, bs := a.String(), b.String(); {
	case as < bs:
		return -1
	case as > bs:
		return 1
	}
	return 0
}
