package bif

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// casings lists the characters whose case differs from what package unicode
// says, because it changes to several characters or is of a later Unicode: the
// character, then its upper, lower and title case, - where it stays, in
// hexadecimal with _ between characters.
//
//go:embed casing.txt
var casings string

// letterCase is a direction of changing case.
type letterCase int

const (
	upperCase letterCase = iota
	lowerCase
	titleCase
)

var specialCase = sync.OnceValue(func() map[rune][3]string {
	special := make(map[rune][3]string)
	for line := range strings.Lines(casings) {
		fields := strings.Fields(line)
		var c rune
		fmt.Sscanf(fields[0], "%X", &c)
		forms := [3]string{string(c), string(c), string(c)}
		for i, f := range fields[1:] {
			if f == "-" {
				continue
			}
			forms[i] = ""
			for _, h := range strings.Split(f, "_") {
				var r rune
				fmt.Sscanf(h, "%X", &r)
				forms[i] += string(r)
			}
		}
		special[c] = forms
	}
	return special
})

// caseMode is the second argument of String.upcase and its like.
type caseMode string

const (
	modeDefault caseMode = "default"
	modeASCII   caseMode = "ascii"
	modeGreek   caseMode = "greek"
	modeTurkic  caseMode = "turkic"
)

func caseModeOf(t term.Term) (caseMode, bool) {
	if !t.IsAtom() {
		return "", false
	}
	mode := caseMode(t.AtomName())
	switch mode {
	case modeDefault, modeASCII, modeGreek, modeTurkic:
		return mode, true
	}
	return "", false
}

// Letters that some languages treat apart.
const (
	dottedI     = 'İ'
	dotlessI    = 'ı'
	dotAbove    = '\u0307'
	bigSigma    = 'Σ'
	finalSigma  = 'ς'
	feminineOrd = 'ª'
	masculinOrd = 'º'
)

// appendCase appends the first character of b in another case and returns how
// many bytes of b it was.
func appendCase(dst, b []byte, to letterCase, mode caseMode) ([]byte, int) {
	c := b[0]
	if mode == modeASCII || c < utf8.RuneSelf && mode != modeTurkic {
		switch {
		case to == lowerCase && 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case to != lowerCase && 'a' <= c && c <= 'z':
			c -= 'a' - 'A'
		}
		return append(dst, c), 1
	}
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 {
		return append(dst, c), 1
	}
	if mode == modeTurkic {
		switch {
		case to == lowerCase && r == 'I' && strings.HasPrefix(string(b[n:min(len(b), n+2)]), string(dotAbove)):
			return append(dst, 'i'), n + len(string(dotAbove))
		case to == lowerCase && r == 'I':
			return utf8.AppendRune(dst, dotlessI), n
		case to == lowerCase && r == dottedI:
			return append(dst, 'i'), n
		case to != lowerCase && r == 'i':
			return utf8.AppendRune(dst, dottedI), n
		}
	}
	if mode == modeGreek && to == lowerCase && r == bigSigma {
		next, _ := utf8.DecodeRune(b[n:])
		if len(b) == n || !unicode.In(next, unicode.Lu, unicode.Ll, unicode.Lt) && next != feminineOrd && next != masculinOrd {
			return utf8.AppendRune(dst, finalSigma), n
		}
	}
	if forms, special := specialCase()[r]; special {
		return append(dst, forms[to]...), n
	}
	switch to {
	case upperCase:
		r = unicode.ToUpper(r)
	case lowerCase:
		r = unicode.ToLower(r)
	case titleCase:
		r = unicode.ToTitle(r)
	}
	return utf8.AppendRune(dst, r), n
}

func changeCase(dst, b []byte, to letterCase, mode caseMode) []byte {
	for len(b) > 0 {
		var n int
		dst, n = appendCase(dst, b, to, mode)
		b = b[n:]
	}
	return dst
}

func stringCase(to letterCase) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, isBinary := a[0].Bytes()
		mode, valid := caseModeOf(a[1])
		if !isBinary || !valid {
			return functionClause(m, a)
		}
		m.Bump(len(b) / 16)
		return ok(term.Binary(changeCase(make([]byte, 0, len(b)), b, to, mode)))
	}
}

func stringCapitalize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	mode, valid := caseModeOf(a[1])
	if !isBinary || !valid {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 16)
	if len(b) == 0 {
		return ok(a[0])
	}
	out, n := appendCase(make([]byte, 0, len(b)), b, titleCase, mode)
	return ok(term.Binary(changeCase(out, b[n:], lowerCase, mode)))
}
