package token

// Op describes an operator kind (Elixir documentation, "Operators reference").
// A higher Prec binds tighter.
type Op struct {
	Prec  int
	Right bool // groups to the right
}

// binary holds the kinds that stand between two operands. AssocOp and StabOp
// are no expressions of their own; the parser handles them apart.
var binary = [StabOp + 1]Op{
	InMatchOp: {40, false},
	WhenOp:    {50, true},
	TypeOp:    {60, true},
	PipeOp:    {70, true},
	MatchOp:   {100, true},
	OrOp:      {120, false},
	AndOp:     {130, false},
	CompOp:    {140, false},
	RelOp:     {150, false},
	ArrowOp:   {160, false},
	InOp:      {170, false},
	XorOp:     {180, false},
	TernaryOp: {190, true},
	ConcatOp:  {200, true},
	RangeOp:   {200, true},
	DualOp:    {210, false},
	MultOp:    {220, false},
	PowerOp:   {230, false},
}

var unary = [StabOp + 1]int{
	CaptureOp: 90, EllipsisOp: 90,
	UnaryOp: 300, DualOp: 300, TernaryOp: 300,
	AtOp: 320,
}

// DotPrec is the precedence of "." and of the call f.(), between those of unary operators
// and "@".
const DotPrec = 310

// Binary returns k as a binary operator, false if it is none.
func (k Kind) Binary() (Op, bool) {
	o := binary[k]
	return o, o.Prec != 0
}

// Unary returns the precedence of k as a prefix operator, 0 if it is none.
func (k Kind) Unary() int { return unary[k] }

// operators are the texts of all operators made of signs.
var operators = map[string]Kind{
	"@": AtOp, "&": CaptureOp, "!": UnaryOp, "^": UnaryOp, "~~~": UnaryOp, "...": EllipsisOp,
	"+": DualOp, "-": DualOp, "*": MultOp, "/": MultOp, "**": PowerOp,
	"++": ConcatOp, "--": ConcatOp, "+++": ConcatOp, "---": ConcatOp, "<>": ConcatOp,
	"..": RangeOp, "//": TernaryOp, "^^^": XorOp,
	"|>": ArrowOp, "~>": ArrowOp, "<~": ArrowOp, "<<<": ArrowOp, ">>>": ArrowOp,
	"~>>": ArrowOp, "<<~": ArrowOp, "<~>": ArrowOp, "<|>": ArrowOp,
	"<": RelOp, ">": RelOp, "<=": RelOp, ">=": RelOp,
	"==": CompOp, "=~": CompOp, "!=": CompOp, "===": CompOp, "!==": CompOp,
	"&&": AndOp, "&&&": AndOp, "||": OrOp, "|||": OrOp,
	"=": MatchOp, "=>": AssocOp, "|": PipeOp, "::": TypeOp, "<-": InMatchOp, `\\`: InMatchOp,
	"->": StabOp,
}

// Operator returns the kind of the operator with that text, which must be
// made of signs, not letters.
func Operator(text string) (Kind, bool) {
	k, ok := operators[text]
	return k, ok
}

// IsOperator tells whether the text, signs or letters, is an operator of that
// many operands, as Macro.operator? does.
func IsOperator(text string, arity int) bool {
	k, ok := operators[text]
	if !ok {
		if k, ok = Keywords[text]; ok && text[0] >= 'a' && k == BlockIdentifier {
			return false
		}
	}
	switch arity {
	case 0:
		return text == ".." || text == "..."
	case 1:
		return ok && k.Unary() != 0 && text != "//"
	case 2:
		_, binary := k.Binary()
		return text == "." || ok && binary && text != "//"
	case 3:
		return text == "..//"
	}
	return false
}

// Keywords tells what each reserved word scans as.
var Keywords = map[string]Kind{
	"fn": Fn, "do": Do, "end": End, "true": True, "false": False, "nil": Nil,
	"not": UnaryOp, "and": AndOp, "or": OrOp, "when": WhenOp, "in": InOp,
	"after": BlockIdentifier, "else": BlockIdentifier, "catch": BlockIdentifier, "rescue": BlockIdentifier,
}
