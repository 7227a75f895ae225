package expand

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/format"
	algebra "gex/repl/lang/inspect"
)

// InspectModule prints the name of a module as Elixir does.
func InspectModule(m term.Atom) string {
	if s, ok := strings.CutPrefix(m.String(), "Elixir."); ok && s != "" {
		return s
	}
	return toString(m.Term())
}

func graphemes(s string) int { return utf8.RuneCountInString(s) }

func sortDefinitions(ds []*definition) {
	slices.SortStableFunc(ds, func(a, b *definition) int { return compareAtoms(a.v.Name, b.v.Name) })
}

// toString prints quoted code for messages, as Macro.to_string does.
func toString(q term.Term) string { return format.String(q) }

// inspect prints a term that is not code.
func inspect(t term.Term) string { return algebra.String(t) }

// Inspect prints a term for messages.
func Inspect(t term.Term) string { return inspect(t) }
