package erl

import "gex/proto/term"

// LiteralTokens returns the tokens of an abstract literal (erl_parse:tokens/1):
// numbers, atoms, characters, strings, variables, lists, tuples and maps. Other
// nodes have none.
func LiteralTokens(e term.Term) []Token { return appendTokens(nil, e) }

func appendTokens(dst []Token, e term.Term) []Token {
	es := e.Elems()
	if len(es) < 2 || !es[0].IsAtom() {
		return dst
	}
	anno := es[1]
	sym := func(s term.Atom) { dst = append(dst, Token{Kind: s, Anno: anno}) }
	items := func(list term.Term) {
		for first := true; list.IsCons(); list, first = list.Tail(), false {
			if !first {
				sym(symComma)
			}
			dst = appendTokens(dst, list.Head())
			anno = list.Head().Elems()[1]
		}
	}
	switch tag := es[0].Atom(); {
	case len(es) == 3 && (tag == aChar || tag == aInteger || tag == aFloat || tag == aAtom || tag == aVar || tag == aString):
		return append(dst, Token{tag, anno, es[2]})
	case tag == aNil:
		sym(symSquare)
		sym(symSquareEnd)
	case tag == aCons && len(es) == 4:
		sym(symSquare)
		for {
			dst = appendTokens(dst, es[2])
			tail := es[3]
			anno = tail.Elem(1)
			if es = tail.Tagged(aCons, 4); es != nil {
				sym(symComma)
				continue
			}
			if tail.Tagged(aNil, 2) == nil {
				sym(symBar)
				dst = appendTokens(dst, tail)
			}
			sym(symSquareEnd)
			return dst
		}
	case tag == aTuple && len(es) == 3:
		sym(symCurly)
		items(es[2])
		sym(symUncurly)
	case tag == aMap && len(es) == 3:
		sym(symHash)
		sym(symCurly)
		items(es[2])
		sym(symUncurly)
	case tag == aMapFieldAssoc && len(es) == 4:
		dst = appendTokens(dst, es[2])
		sym(symAssoc)
		dst = appendTokens(dst, es[3])
	}
	return dst
}
