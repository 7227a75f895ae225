package scan

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run gen_unicode.go

// identifiersText holds a line "FROM TO CLASS SCRIPTS" for each range of
// letters beyond ASCII that names may hold: class s starts identifiers, u
// starts atoms only, c stands inside; the scripts are separated by commas, * is
// any. The sources are the Unicode tables that Elixir uses (UAX 31, UTS 39).
//
//go:embed identifiers.txt
var identifiersText string

// confusablesText holds a line "CHARACTER LOOKS LIKE..." for each character
// that looks like others (UTS 39, confusables).
//
//go:embed confusables.txt
var confusablesText string

// directionsText holds a line "FROM TO DIRECTION" for each range of
// characters that are not written left to right.
//
//go:embed directions.txt
var directionsText string

// Classes of letters in identifiers, by String.Tokenizer of Elixir.
const (
	classNone  = iota
	classStart // may start an identifier
	classUpper // may start an atom only, and stand inside any name
	classContinue
)

// scriptSet is a set of scripts, one bit each. Latin is bit 0.
type scriptSet uint64

const (
	anyScript scriptSet = 1<<64 - 1
	latin     scriptSet = 1
)

type letters struct {
	from, to rune
	class    int
	scripts  scriptSet
	names    string // of the scripts
}

var letterTable = sync.OnceValue(func() []letters {
	bits := map[string]scriptSet{"Latin": latin}
	var table []letters
	for line := range strings.Lines(identifiersText) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 4)
		l := letters{from: hexRune(f[0]), to: hexRune(f[1]), scripts: anyScript, names: f[3]}
		l.class = map[string]int{"s": classStart, "u": classUpper, "c": classContinue}[f[2]]
		if f[3] != "*" {
			l.scripts = 0
			for _, name := range strings.Split(f[3], ",") {
				if bits[name] == 0 {
					bits[name] = 1 << len(bits)
				}
				l.scripts |= bits[name]
			}
		}
		table = append(table, l)
	}
	return table
})

func hexRune(s string) rune {
	n, _ := strconv.ParseUint(s, 16, 32)
	return rune(n)
}

// lettersOf returns the row of a letter beyond ASCII.
func lettersOf(r rune) (letters, bool) {
	table := letterTable()
	i, _ := slices.BinarySearchFunc(table, r, func(l letters, r rune) int { return int(l.to - r) })
	if i < len(table) && table[i].from <= r {
		return table[i], true
	}
	return letters{}, false
}

func class(r rune) int {
	l, _ := lettersOf(r)
	return l.class
}

// scripts returns the scripts of a character in a name.
func scripts(r rune) scriptSet {
	switch {
	case r < 128 && isLetter(byte(r)):
		return latin
	case r < 128:
		return anyScript
	}
	if l, ok := lettersOf(r); ok {
		return l.scripts
	}
	return anyScript
}

// oneScript tells whether all letters of name can be of one script, or at
// least those between underscores.
func oneScript(name string) bool {
	all := anyScript
	for _, r := range name {
		all &= scripts(r)
	}
	if all != 0 {
		return true
	}
	for _, part := range strings.Split(name, "_") {
		all := anyScript
		for _, r := range part {
			all &= scripts(r)
		}
		if all == 0 {
			return false
		}
	}
	return true
}

// scriptNames returns the scripts of r for messages, "" for any.
func scriptNames(r rune) string {
	if scripts(r) == latin {
		return " {Latin}"
	}
	if l, ok := lettersOf(r); ok && l.scripts != anyScript {
		return " {" + l.names + "}"
	}
	return ""
}
