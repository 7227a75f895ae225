package fragment

import "gex/proto/term"

// Kind is what a Context is about, with the names of
// Code.Fragment.cursor_context/2.
type Kind uint8

// The kinds. Those without Text or Inside are None and Expr.
const (
	None          Kind = iota // nothing can be told
	Expr                      // an expression may start
	Alias                     // Text: Hello.Wor; after Inside, if set: __MODULE__.Wor
	BlockKeyword              // Text may start a block keyword or be a binary operator
	Dot                       // Inside.Text
	DotArity                  // Inside.Text/
	DotCall                   // Inside.Text( or Inside.Text and a blank
	LocalOrVar                // Text
	LocalArity                // Text/
	LocalCall                 // Text( or Text and a blank
	AnonymousCall             // Inside.(
	Attribute                 // @Text
	Operator                  // Text
	OperatorArity             // Text/
	OperatorCall              // Text and a blank
	Sigil                     // ~Text
	Struct                    // %Text, or %Inside
	UnquotedAtom              // :Text
	CaptureArg                // Text: &1
	Keyword                   // Text, a reserved word; by Surround only
	Key                       // Text: ; by Surround only
	Var                       // Text; stands inside others only
)

var kindNames = [...]string{
	None: "none", Expr: "expr", Alias: "alias", BlockKeyword: "block_keyword_or_binary_operator",
	Dot: "dot", DotArity: "dot_arity", DotCall: "dot_call",
	LocalOrVar: "local_or_var", LocalArity: "local_arity", LocalCall: "local_call",
	AnonymousCall: "anonymous_call", Attribute: "module_attribute",
	Operator: "operator", OperatorArity: "operator_arity", OperatorCall: "operator_call",
	Sigil: "sigil", Struct: "struct", UnquotedAtom: "unquoted_atom", CaptureArg: "capture_arg",
	Keyword: "keyword", Key: "key", Var: "var",
}

// String returns the name in Elixir.
func (k Kind) String() string { return kindNames[k] }

// Context is what stands at a place.
type Context struct {
	Kind Kind
	// Inside is what stands before a dot, the base of an alias or the name of
	// a struct that is no plain alias; nil otherwise.
	Inside *Context
	// Text is the name so far, without what the kind implies.
	Text string
}

// Term returns c as Code.Fragment gives it: the atom :none or :expr, or a tuple of the
// kind, what is inside, and the text as a charlist.
func (c Context) Term() term.Term {
	kind := term.A(c.Kind.String())
	switch c.Kind {
	case None, Expr:
		return kind
	case AnonymousCall:
		return term.Tuple(kind, c.Inside.Term())
	case Struct:
		if c.Inside != nil {
			return term.Tuple(kind, c.Inside.Term())
		}
	default:
		if c.Inside != nil {
			return term.Tuple(kind, c.Inside.Term(), term.Charlist(c.Text))
		}
	}
	return term.Tuple(kind, term.Charlist(c.Text))
}
