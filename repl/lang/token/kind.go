package token

// Kind is the kind of a token. Identifiers have several, by what follows them.
type Kind uint8

// The kinds.
const (
	EOF Kind = iota
	EOL
	Semi  // ;
	Comma // ,

	Int
	Float
	Char
	Atom       // :name
	AtomQuoted // :"name"
	AtomInterp // :"na#{me}"
	BinString
	ListString
	BinHeredoc
	ListHeredoc
	Sigil

	Alias
	Identifier
	ParenIdentifier   // name(
	BracketIdentifier // name[
	DoIdentifier      // name do
	OpIdentifier      // name -1
	KwIdentifier      // name:
	KwInterp          // "na#{me}":
	BlockIdentifier   // after else catch rescue

	True
	False
	Nil
	Fn
	Do
	End

	LeftParen
	RightParen
	LeftBracket
	RightBracket
	LeftBrace
	RightBrace
	LeftBits
	RightBits
	Percent
	MapOp // %{}, followed by LeftBrace
	Dot
	DotCall    // . before (
	CaptureInt // & before an integer

	AtOp
	CaptureOp
	UnaryOp    // ! ^ not ~~~
	EllipsisOp // ...
	DualOp     // + -
	MultOp     // * /
	PowerOp    // **
	ConcatOp   // ++ -- +++ --- <>
	RangeOp    // ..
	TernaryOp  // //
	XorOp      // ^^^
	InOp       // in, not in
	ArrowOp    // |> <<< >>> <<~ ~>> <~ ~> <~> <|>
	RelOp      // < > <= >=
	CompOp     // == != =~ === !==
	AndOp      // && &&& and
	OrOp       // || ||| or
	MatchOp    // =
	AssocOp    // =>
	PipeOp     // |
	TypeOp     // ::
	WhenOp     // when
	InMatchOp  // <- \\
	StabOp     // ->
)

// Name returns how Elixir's tokenizer calls k, with the text of fixed tokens.
func (k Kind) Name() string { return kindNames[k] }

var kindNames = [...]string{
	EOF: "", EOL: "eol", Semi: ";", Comma: ",",
	Int: "int", Float: "flt", Char: "char", Atom: "atom", AtomQuoted: "atom_quoted",
	AtomInterp: "atom_unsafe", BinString: "bin_string", ListString: "list_string",
	BinHeredoc: "bin_heredoc", ListHeredoc: "list_heredoc", Sigil: "sigil",
	Alias: "alias", Identifier: "identifier", ParenIdentifier: "paren_identifier",
	BracketIdentifier: "bracket_identifier", DoIdentifier: "do_identifier",
	OpIdentifier: "op_identifier", KwIdentifier: "kw_identifier",
	KwInterp: "kw_identifier_unsafe", BlockIdentifier: "block_identifier",
	True: "true", False: "false", Nil: "nil", Fn: "fn", Do: "do", End: "end",
	LeftParen: "(", RightParen: ")", LeftBracket: "[", RightBracket: "]",
	LeftBrace: "{", RightBrace: "}", LeftBits: "<<", RightBits: ">>",
	Percent: "%", MapOp: "%{}", Dot: ".", DotCall: "dot_call_op", CaptureInt: "capture_int",
	AtOp: "at_op", CaptureOp: "capture_op", UnaryOp: "unary_op", EllipsisOp: "ellipsis_op",
	DualOp: "dual_op", MultOp: "mult_op", PowerOp: "power_op", ConcatOp: "concat_op",
	RangeOp: "range_op", TernaryOp: "ternary_op", XorOp: "xor_op", InOp: "in_op",
	ArrowOp: "arrow_op", RelOp: "rel_op", CompOp: "comp_op", AndOp: "and_op",
	OrOp: "or_op", MatchOp: "match_op", AssocOp: "assoc_op", PipeOp: "pipe_op",
	TypeOp: "type_op", WhenOp: "when_op", InMatchOp: "in_match_op", StabOp: "stab_op",
}
