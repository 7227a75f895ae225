package absform

import (
	"math/big"

	"gex/proto/term"
)

// Anno is the annotation of a node: where it comes from.
type Anno struct {
	Line      int
	Column    int  // 0 when unknown
	Generated bool // made by the compiler: no warnings about it
}

// Expr is an expression, pattern or guard test. Patterns and guards use a
// subset of the nodes.
type Expr interface {
	Pos() Anno
}

// Pos returns the annotation itself; it makes every node an Expr.
func (a Anno) Pos() Anno { return a }

// Literals.
type (
	// Atom is {atom, A, Name}.
	Atom struct {
		Anno
		Name term.Atom
	}
	// Integer is {integer, A, Value}.
	Integer struct {
		Anno
		Value *big.Int
	}
	// Char is {char, A, Value}.
	Char struct {
		Anno
		Value int64
	}
	// Float is {float, A, Value}.
	Float struct {
		Anno
		Value float64
	}
	// String is {string, A, Chars}: a list of code points, or inside a Bin
	// element a run of bytes or code points.
	String struct {
		Anno
		Chars []rune
	}
	// Value is {value, A, Term}: a literal of any kind, as erl_eval and the
	// compiler's internal passes have it. Not legal in source.
	Value struct {
		Anno
		Term term.Term
	}
)

// Constructors and variables.
type (
	// Var is {var, A, Name}; the name '_' matches anything.
	Var struct {
		Anno
		Name string
	}
	// Nil is {nil, A}.
	Nil struct{ Anno }
	// Cons is {cons, A, Head, Tail}.
	Cons struct {
		Anno
		Head, Tail Expr
	}
	// Tuple is {tuple, A, Elements}.
	Tuple struct {
		Anno
		Elems []Expr
	}
	// Map is {map, A, Assocs} or, with Base, the update {map, A, Base, Assocs}.
	Map struct {
		Anno
		Base   Expr // nil when the map is made anew
		Assocs []MapField
	}
	// MapField is {map_field_assoc, A, K, V} (=>) or, when Exact,
	// {map_field_exact, A, K, V} (:=).
	MapField struct {
		Anno
		Exact      bool
		Key, Value Expr
	}
	// Bin is {bin, A, Elements}.
	Bin struct {
		Anno
		Elems []BinElem
	}
	// BinElem is {bin_element, A, Value, Size, Types}.
	BinElem struct {
		Anno
		Value Expr
		Size  Expr        // nil: default
		Types []term.Atom // integer, float, binary, bitstring, utf8…, signed, little…; nil: default
		Unit  int         // 0: default
	}
)

// Operations and calls.
type (
	// Op is {op, A, Name, Arg} when Right is nil, else {op, A, Name, Left, Right}.
	// Names are Erlang's: '+', 'div', '=:=', 'andalso', 'orelse', '!', '++'…
	Op struct {
		Anno
		Name        string
		Left, Right Expr
	}
	// Match is {match, A, Pattern, Value}; in patterns both are patterns.
	Match struct {
		Anno
		Pattern, Value Expr
	}
	// Call is {call, A, Fun, Args}: a local function when Fun is an *Atom, a
	// function of another module when Fun is a *Remote, else a fun value.
	Call struct {
		Anno
		Fun  Expr
		Args []Expr
	}
	// Remote is {remote, A, Module, Name}; only as Fun of a Call.
	Remote struct {
		Anno
		Module, Name Expr
	}
)

// Control.
type (
	// Clause is {clause, A, Patterns, Guards, Body}. Guards is a disjunction
	// of conjunctions. In a Try's Catches the one pattern is the tuple
	// {Class, Reason, Stacktrace}.
	Clause struct {
		Anno
		Patterns []Expr
		Guards   [][]Expr
		Body     []Expr
	}
	// Block is {block, A, Body}.
	Block struct {
		Anno
		Body []Expr
	}
	// Case is {'case', A, Value, Clauses}.
	Case struct {
		Anno
		Value   Expr
		Clauses []*Clause
	}
	// If is {'if', A, Clauses}.
	If struct {
		Anno
		Clauses []*Clause
	}
	// Receive is {'receive', A, Clauses} or, with After,
	// {'receive', A, Clauses, After, Body}.
	Receive struct {
		Anno
		Clauses []*Clause
		After   Expr // nil: wait for ever
		Body    []Expr
	}
	// Try is {'try', A, Body, Clauses, Catches, After}.
	Try struct {
		Anno
		Body    []Expr
		Clauses []*Clause // of the value; none: the value itself
		Catches []*Clause
		After   []Expr
	}
	// Catch is {'catch', A, Value}.
	Catch struct {
		Anno
		Value Expr
	}
	// Maybe is {'maybe', A, Body} or, with Else clauses, {'maybe', A, Body, Else}.
	Maybe struct {
		Anno
		Body []Expr
		Else []*Clause
	}
	// MaybeMatch is {maybe_match, A, Pattern, Value}; only in a Maybe's Body.
	MaybeMatch struct {
		Anno
		Pattern, Value Expr
	}
)

// Funs and comprehensions.
type (
	// Fun is {'fun', A, {clauses, Clauses}} or {named_fun, A, Name, Clauses}.
	Fun struct {
		Anno
		Name    string // "": not named
		Clauses []*Clause
	}
	// FunRef is {'fun', A, {function, Name, Arity}} or, with a Module,
	// {'fun', A, {function, Module, Name, Arity}} whose parts are expressions.
	FunRef struct {
		Anno
		Module, Name, Arity Expr // Module nil: local
	}
	// Comprehension is {lc, …}, {bc, …} or {mc, A, Template, Qualifiers}.
	Comprehension struct {
		Anno
		Kind       CompKind
		Template   Expr // a Tuple {K, V} for Kind MapComp
		Qualifiers []Qualifier
	}
	// Qualifier is {generate, A, P, E}, {b_generate, …}, {m_generate, …}, their
	// strict forms of OTP 28 ({generate_strict, …}…), or a filter when Pattern
	// is nil.
	Qualifier struct {
		Anno
		Kind    CompKind // what is iterated
		Strict  bool     // an element that does not match is an error
		Pattern Expr     // a Tuple {K, V} for Kind MapComp
		Value   Expr
	}
)

// CompKind is the kind of collection a comprehension makes or iterates.
type CompKind uint8

// Kinds of comprehension and generator.
const (
	ListComp CompKind = iota
	BinComp
	MapComp
)

// Function is {function, A, Name, Arity, Clauses}.
type Function struct {
	Anno
	Name    term.Atom
	Arity   int
	Clauses []*Clause
}

// Module is the list of forms of one module.
type Module struct {
	Anno
	Name       term.Atom
	File       string
	Exports    []FA
	Attributes []Attribute
	// Types are @type, @opaque, @spec, @callback and @macrocallback of Elixir as
	// quoted code; they are for tools and no part of the forms.
	Types     []Attribute
	Functions []*Function
	// Docs is the documentation, a term of the form docs_v1, the zero Term when
	// there is none; it is no part of the forms.
	Docs term.Term
}

// FA names a function of a module.
type FA struct {
	Name  term.Atom
	Arity int
}

// Attribute is {attribute, A, Name, Value}.
type Attribute struct {
	Anno
	Name  term.Atom
	Value term.Term
}
