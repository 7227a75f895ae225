package scan

import "golang.org/x/text/unicode/norm"

// NameKind is what a name may stand for.
type NameKind uint8

// The kinds of names.
const (
	Variable NameKind = iota // starts as identifiers do
	Alias                    // starts with an upper-case ASCII letter
	AtomOnly                 // starts with another upper-case letter
)

// NameInfo says what a name is.
type NameInfo struct {
	Kind  NameKind
	ASCII bool
	// At tells that it holds @, as only atoms may.
	At bool
}

// Name tells what text is when the whole of it is one name in NFC, as
// String.Tokenizer does; false when it is none.
func Name(text string) (NameInfo, bool) {
	n, ok := readName(text, 0)
	if !ok || n.bad > 0 || n.end != len(text) {
		return NameInfo{}, false
	}
	info := NameInfo{ASCII: n.ascii, At: n.at}
	switch {
	case n.alias:
		info.Kind = Alias
	case n.upper:
		info.Kind = AtomOnly
	}
	return info, n.ascii || norm.NFC.IsNormalString(text) && oneScript(text)
}

// IsOperatorAtom tells whether text is an operator that makes an atom after ":"
// without quotes.
func IsOperatorAtom(text string) bool {
	return isOperator(text, atomOperators) || text == "::"
}
