package inspect

import "gex/proto/term"

// Options are the options of Inspect.Opts. Use New: the zero value prints
// nothing but ellipses.
type Options struct {
	Limit          int // items left to print, one budget across nesting; Unlimited
	PrintableLimit int // characters of strings and charlists; Unlimited
	Width          int // columns when Pretty; Unlimited
	Pretty         bool
	Base           Base
	Binaries       Binaries
	Charlists      Charlists
	StructsAsMaps  bool // structs: false
	Unsafe         bool // safe: false, errors of implementations are not caught
	CustomOptions  term.Term
	Colors         Colors
	Structs        Structs
	// InspectFun is the inspect_fun of Inspect.Opts where it is not the
	// default, and Apply runs it, with results as those of Structs.Inspect.
	InspectFun term.Term
	Apply      func(t term.Term, o *Options) (d Doc, limit int)
	// NodeIndex gives the first number of a pid, port or reference: 0 for
	// this node. nil takes all for local.
	NodeIndex func(node term.Atom, creation uint32) int
	// FunName gives the name of the function a closure was made in, as
	// erlang:fun_info does ("-f/1-fun-0-"). nil or "" when unknown.
	FunName func(*term.Fun) string
	// FunFile gives the file of a closure made at the top of a file, "" for any
	// other closure.
	FunFile func(*term.Fun) string
}

// Base is the base integers print in.
type Base uint8

// The bases.
const (
	Decimal Base = iota
	Binary
	Octal
	Hex
)

// Binaries says how binaries print.
type Binaries uint8

// The ways of printing binaries.
const (
	InferBinaries Binaries = iota
	AsBinaries
	AsStrings
)

// Charlists says how lists of characters print.
type Charlists uint8

// The ways of printing charlists.
const (
	InferCharlists Charlists = iota
	AsLists
	AsCharlists
)

// Colors maps the keys of syntax_colors (atom, binary, boolean, charlist,
// list, map, nil, number, regex, reset, string, tuple, variable) to escape
// sequences. Without reset, ESC[0m ends a colour.
type Colors map[string]string

// Structs is what printing needs to know about structs.
type Structs interface {
	// Fields returns the fields of a struct in the order of its definition,
	// __struct__ left out; false if module defines no struct.
	Fields(module term.Atom) ([]term.Atom, bool)
	// Inspect runs module's own implementation of the Inspect protocol with
	// what is left of o.Limit, and returns the document and the limit that
	// remains; ok is false if module has none. A failure of the
	// implementation comes back as the document that stands for it.
	Inspect(module term.Atom, t term.Term, o *Options) (d Doc, limit int, ok bool)
}

// New returns Elixir's defaults.
func New() *Options {
	return &Options{Limit: 200, PrintableLimit: 4096, Width: 80, CustomOptions: term.Nil}
}

// color wraps d in the sequence for key, if there is one.
func (o *Options) color(d Doc, key string) Doc {
	seq := o.Colors[key]
	if seq == "" {
		return d
	}
	reset, ok := o.Colors["reset"]
	if !ok {
		reset = "\x1b[0m"
	}
	return Cat{Color{d, seq}, Color{nil, reset}}
}

// ColorDoc is Inspect.Algebra.color_doc/3: d in the colour of key, if there is
// one.
func (o *Options) ColorDoc(d Doc, key string) Doc { return o.color(d, key) }

// sortMaps tells whether custom_options has a true sort_maps.
func (o *Options) sortMaps() bool {
	v := keyGet(o.CustomOptions, "sort_maps")
	return !v.IsNone() && !v.Is(term.False) && !v.Is(term.AtomNil)
}

// keyGet returns the value of key in a keyword list, the zero Term if absent.
func keyGet(kw term.Term, key string) term.Term {
	for ; kw.IsCons(); kw = kw.Tail() {
		p := kw.Head()
		if p.IsTupleOf(2) && p.Elem(0).IsAtom() && p.Elem(0).AtomName() == key {
			return p.Elem(1)
		}
	}
	return term.Term{}
}
