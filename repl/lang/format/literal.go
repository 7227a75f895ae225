package format

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

func (b *builder) atom(meta term.Term, a term.Atom) doc {
	name := a.String()
	switch a {
	case term.True, term.False:
		return b.color(inspect.Text(name), "boolean")
	case term.AtomNil:
		return b.color(inspect.Text(name), "nil")
	}
	text := ":" + name
	switch inspect.ClassifyAtom(name) {
	case "quoted", "alias":
		text = `:"` + strings.ReplaceAll(name, `"`, `\"`) + `"`
	}
	if name == `\\` {
		// The operator and the escaped backslash in quotes are the same name.
		text = `:\\`
		if delimiter(meta) == `"` {
			text = `:"\\"`
		}
	}
	return b.color(inspect.NewStr(text), "atom")
}

// keyText is the name of an atom as a keyword; its escapes are in place.
func keyText(name string) string {
	if inspect.ClassifyAtom(name) == "quoted" {
		return `"` + strings.ReplaceAll(name, `"`, `\"`) + `":`
	}
	return inspect.AtomKey(name)
}

// callText is the name of an atom behind a dot; its escapes are in place.
func callText(name string) string {
	if inspect.AtomCall(name) == name {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `\"`) + `"`
}

// number makes a number as it was written, its digits in groups.
func (b *builder) number(meta, t term.Term) doc {
	v := get(meta, atomToken)
	if !v.IsBinary() {
		malformed(t)
	}
	text := v.Text()
	if t.IsFloat() {
		whole, rest, _ := strings.Cut(text, ".")
		text = groupDigits(whole) + "." + strings.ToLower(rest)
	} else if digits, ok := strings.CutPrefix(text, "0x"); ok {
		text = "0x" + strings.ToUpper(digits)
	} else if !strings.HasPrefix(text, "0b") && !strings.HasPrefix(text, "0o") && !strings.HasPrefix(text, "?") {
		text = groupDigits(text)
	}
	return b.color(inspect.Text(text), "number")
}

// groupDigits puts "_" between thousands from six digits on, unless the number
// has some.
func groupDigits(s string) string {
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		return "-" + groupDigits(rest)
	}
	if len(s) < 6 || strings.Contains(s, "_") {
		return s
	}
	var out []byte
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			out = append(out, '_')
		}
		out = append(out, s[i])
	}
	return string(out)
}
