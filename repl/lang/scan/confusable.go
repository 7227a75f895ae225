package scan

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"gex/repl/lang/token"
)

var prototypes = sync.OnceValue(func() map[rune]string {
	m := make(map[rune]string, strings.Count(confusablesText, "\n"))
	for line := range strings.Lines(confusablesText) {
		f := strings.Fields(line)
		var to []rune
		for _, hex := range f[1:] {
			to = append(to, hexRune(hex))
		}
		m[hexRune(f[0])] = string(to)
	}
	return m
})

// skeleton returns what name looks like: names with the same skeleton are easy
// to mix up (UTS 39, section 4).
func skeleton(name string) string {
	rs := []rune(norm.NFD.String(name))
	if len(rs) > 1 && slices.ContainsFunc(rs, isRTL) {
		rs = visualOrder(rs)
	}
	var b strings.Builder
	for _, r := range rs {
		if to, ok := prototypes()[r]; ok {
			b.WriteString(to)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFD.String(b.String())
}

type directions struct {
	from, to rune
	name     string
}

var directionTable = sync.OnceValue(func() []directions {
	var table []directions
	for line := range strings.Lines(directionsText) {
		f := strings.Fields(line)
		table = append(table, directions{hexRune(f[0]), hexRune(f[1]), f[2]})
	}
	return table
})

// direction tells how a character is written: ltr, rtl, neutral, weak_number.
func direction(r rune) string {
	table := directionTable()
	i, _ := slices.BinarySearchFunc(table, r, func(d directions, r rune) int { return int(d.to - r) })
	if i < len(table) && table[i].from <= r {
		return table[i].name
	}
	return "ltr"
}

func isRTL(r rune) bool { return direction(r) == "rtl" }

// visualOrder puts the characters of a name in the order they are seen in:
// runs written right to left are turned around, digits in them not.
func visualOrder(rs []rune) []rune {
	var out, run, neutrals []rune
	dir := "ltr"
	flush := func() {
		if dir == "rtl" {
			slices.Reverse(run)
		}
		out = append(out, run...)
		run = nil
	}
	for _, r := range rs {
		switch d := direction(r); {
		case d == "neutral":
			neutrals = append(neutrals, r)
			continue
		case d == "weak_number" || d == dir:
			run = append(append(run, neutrals...), r)
		case dir == "rtl":
			flush()
			dir = d
			run = append(slices.Clone(neutrals), r)
		default:
			run = append(run, neutrals...)
			flush()
			dir = d
			run = []rune{r}
		}
		neutrals = nil
	}
	run = append(run, neutrals...)
	flush()
	return out
}

// checkScripts refuses a name that mixes scripts.
func (s *scanner) checkScripts(pos token.Pos, n name) error {
	if oneScript(n.text) {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n\nMixed-script identifiers are not supported for security reasons. '%s' is made of the following scripts:\n\n", n.text)
	for _, r := range n.text {
		fmt.Fprintf(&b, "  \\u%04X %c%s\n", r, r, scriptNames(r))
	}
	b.WriteString("\nCharacters in identifiers from different scripts must be separated by underscore (_).\n")
	e := s.fail(pos, "invalid mixed-script identifier found: ", n.text)
	if text, ok := simpler(n.text); ok {
		e.Pos.Column += n.length - 1
		b.WriteString(text)
	} else {
		b.WriteString("\nSee https://hexdocs.pm/elixir/unicode-syntax.html for more information.")
	}
	e.Suffix = b.String()
	return e
}

// simpler proposes a name close to wrong that would do.
func simpler(wrong string) (string, bool) {
	if simple := norm.NFKC.String(wrong); isName(simple) {
		return suggestion("Elixir expects unquoted Unicode atoms, variables, and calls to use allowed codepoints and to be in NFC form.",
			wrong, "You could write the above in a compatible format that is accepted by Elixir:", simple), true
	}
	if simple := skeleton(wrong); isName(simple) {
		n, _ := readName(simple, 0)
		simple = norm.NFC.String(simple[:n.end])
		return suggestion("Codepoint failed identifier tokenization, but a simpler form was found.",
			wrong, "You could write the above in a similar way that is accepted by Elixir:", simple), true
	}
	return "", false
}

// lint warns of names that look like another one further up.
func lint(toks []token.Token) []Warning {
	seen := map[string]token.Token{}
	var ws []Warning
	for _, t := range toks {
		switch t.Kind {
		case token.Identifier, token.OpIdentifier, token.KwIdentifier, token.ParenIdentifier,
			token.BracketIdentifier, token.Alias, token.Atom:
		default:
			continue
		}
		if _, ok := readName(t.Text, 0); !ok || t.Delim != 0 {
			continue
		}
		key := skeleton(t.Text)
		old, ok := seen[key]
		switch {
		case !ok:
			seen[key] = t
		case old.Text != t.Text:
			ws = append(ws, Warning{Pos: t.Pos, Text: fmt.Sprintf("confusable identifier: '%s' looks like '%s' on line %d, but they are written using different characters",
				t.Text, old.Text, old.Pos.Line) + compareDirections(t.Text, old.Text)})
		}
	}
	return ws
}

// compareDirections shows how names with right-to-left letters are made up.
func compareDirections(a, b string) string {
	first, second := breakdown(a), breakdown(b)
	if first != "" {
		first = "\n\n" + first
	}
	return first + "\n" + second + "\n"
}

func breakdown(name string) string {
	if !strings.ContainsFunc(name, isRTL) {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "'%s' includes right-to-left characters:\n", name)
	for _, r := range name {
		fmt.Fprintf(&b, "  \\u%04X %c %s\n", r, r, direction(r))
	}
	return b.String()
}
