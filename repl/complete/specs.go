package complete

import (
	"strings"

	"gex/repl/lang/fragment"
)

// helper returns the b or t that text calls with what it ends in, 0 if none.
func helper(text string) byte {
	if text == "" || text[0] != 'b' && text[0] != 't' {
		return 0
	}
	rest := text[1:]
	for strings.HasPrefix(rest, "  ") {
		rest = rest[1:]
	}
	if len(rest) < 2 || rest[0] != ' ' && rest[0] != '(' {
		return 0
	}
	switch c := rest[1]; {
	case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_', c == ':':
		return text[0]
	}
	return 0
}

// specs completes the callbacks of a module for b, the types for t.
func (f finder) specs(helper byte, c fragment.Context) Result {
	if c.Kind != fragment.Dot {
		return Result{}
	}
	m, ok := f.moduleOf(*c.Inside)
	if !ok {
		return Result{}
	}
	docs, _ := f.docs(m)
	var found []candidate
	for _, d := range docs {
		wanted := d.kind == "type"
		if helper == 'b' {
			wanted = d.kind == "callback" || d.kind == "macrocallback"
		}
		if wanted && strings.HasPrefix(d.name, c.Text) {
			found = append(found, candidate{kind: export, name: d.name, arity: d.arity})
		}
	}
	return expansion(c.Text, inOrder(found))
}
