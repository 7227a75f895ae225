package complete

import (
	"slices"
	"strconv"
	"strings"
)

// kind is what a candidate is, which decides how it is shown and what is inserted
// behind it.
type kind uint8

const (
	plain      kind = iota // variables, words
	export                 // functions and macros: name/arity
	module                 // a dot follows the whole name
	mapKey                 // a dot follows the whole name if the value is a map
	keyword                // ": " follows
	structs                // "{" follows
	sigil                  // ~x (sigil_x)
	file                   // a quote follows the whole name
	dir                    // "/" follows
	quotedName             // a quote follows
)

// candidate is one way to go on.
type candidate struct {
	kind  kind
	name  string // what is typed
	arity int    // of an export
	inner bool   // a mapKey whose value is a map
	group string // of an export, "" for none
}

// entry is how c is listed.
func (c candidate) entry() string {
	switch c.kind {
	case export:
		return c.name + "/" + strconv.Itoa(c.arity)
	case sigil:
		return "~" + c.name + " (sigil_" + c.name + ")"
	case keyword:
		return c.name + ":"
	}
	return c.name
}

// rest is what is inserted behind hint if c is the only candidate.
func (c candidate) rest(hint string) string {
	if c.kind == sigil {
		return c.name
	}
	rest := c.name[len(hint):]
	switch {
	case c.kind == dir:
		return rest + "/"
	case c.kind == quotedName:
		return rest + `"`
	case c.kind == structs:
		return rest + "{"
	case c.kind == keyword:
		return rest + ": "
	case rest != "":
		return rest
	case c.kind == module, c.kind == mapKey && c.inner:
		return "."
	case c.kind == file:
		return `"`
	}
	return ""
}

// inOrder sorts candidates by name and arity and drops what comes twice.
func inOrder(found []candidate) []candidate {
	slices.SortStableFunc(found, func(a, b candidate) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return a.arity - b.arity
	})
	return slices.Compact(found)
}

// exactly keeps what has the very name.
func exactly(name string, found []candidate) []candidate {
	return slices.DeleteFunc(found, func(c candidate) bool { return c.name != name })
}

// startingWith keeps what goes on from hint.
func startingWith(hint string, all []candidate) (found []candidate) {
	for _, c := range all {
		if strings.HasPrefix(c.name, hint) {
			found = append(found, c)
		}
	}
	return found
}

// blockWords may follow an expression: the words of blocks and the operators.
var blockWords = func() []candidate {
	var all []candidate
	for _, w := range []string{"do", "end", "after", "catch", "else", "rescue"} {
		all = append(all, candidate{name: w})
	}
	for _, w := range []string{"!=", "!==", "&&", "&&&", "*", "**", "+", "++", "+++", "-", "--", "---", "..", "/", "::", "<", "<-",
		"<<<", "<<~", "<=", "<>", "<~", "<~>", "=", "==", "===", "=>", "=~", ">", ">=", ">>>", `\\`, "and", "in", "not in", "or",
		"when", "|", "|>", "||", "|||", "~>", "~>>"} {
		all = append(all, candidate{kind: export, name: w, arity: 2})
	}
	return all
}()

// sigilDelimiters may follow the name of a sigil.
var sigilDelimiters = []string{`"`, `"""`, "'", "'''", "(", "/", "<", "[", "{", "|"}
