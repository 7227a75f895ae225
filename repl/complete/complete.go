package complete

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gex/node/proc"
	"gex/repl/lang/fragment"
	"gex/repl/lang/lib"
)

// Result is what Tab does. The zero Result does nothing.
type Result struct {
	// Insert goes in at the cursor; if it is empty, Lists are shown.
	Insert string
	Lists  []List
}

// List is a list of candidates as they are shown.
type List struct {
	// Title says what they are when there are several lists.
	Title string
	Items []string
}

// At returns how code that ends in text can go on in a scope. Process p, whose
// goroutine calls it, runs what modules tell of themselves.
func At(rt *lib.Runtime, p *proc.Process, scope *lib.Scope, text string) Result {
	text = lastPart(text)
	f := finder{rt: rt, p: p, scope: scope, text: text}
	if path, ok := pathFragment(text); ok {
		return expansion(pathHint(path), paths(path))
	}
	if r, ok := f.argument(text); ok {
		return r
	}
	return f.code(text)
}

// maxText is how much of a text is looked at, in bytes.
const maxText = 16 << 10

// lastPart cuts the beginning of a long text off, whole lines if there are any.
func lastPart(text string) string {
	if len(text) <= maxText {
		return text
	}
	text = text[len(text)-maxText:]
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return text[i+1:]
	}
	for len(text) > 0 && !utf8.RuneStart(text[0]) {
		text = text[1:]
	}
	return text
}

// finder looks for candidates in the names that a scope can reach.
type finder struct {
	rt    *lib.Runtime
	p     *proc.Process
	scope *lib.Scope
	text  string // up to the cursor
}

// code completes what the cursor stands at.
func (f finder) code(text string) Result {
	c := fragment.Cursor(text)
	switch c.Kind {
	case fragment.Alias:
		if c.Inside != nil {
			return Result{}
		}
		return expansion(f.aliases(c.Text))
	case fragment.UnquotedAtom:
		return expansion(c.Text, f.erlangModules(c.Text))
	case fragment.BlockKeyword:
		return expansion(c.Text, startingWith(c.Text, blockWords))
	}
	if h := helper(text); h != 0 {
		return f.specs(h, c)
	}
	switch c.Kind {
	case fragment.Dot:
		if c.Inside.Kind == fragment.Alias && c.Inside.Inside == nil && c.Text == "" && f.container(text).kind == aliasOnly {
			return expansion(f.aliases(c.Inside.Text + "."))
		}
		return expansion(c.Text, f.members(*c.Inside, c.Text, false))
	case fragment.DotArity:
		return expansion(c.Text, f.members(*c.Inside, c.Text, true))
	case fragment.DotCall:
		if m, ok := f.moduleOf(*c.Inside); ok {
			return f.signatures(f.signaturesOf(m, c.Text))
		}
	case fragment.Expr, fragment.LocalOrVar:
		if r, ok := f.inContainer(text, c.Text); ok {
			return r
		}
		return f.localOrVar(c.Text)
	case fragment.LocalArity, fragment.OperatorArity:
		return expansion(c.Text, exactly(c.Text, f.locals(c.Text)))
	case fragment.LocalCall:
		if slices.Contains([]string{"alias", "import", "require"}, c.Text) {
			return expansion(f.aliases(""))
		}
		return f.signatures(f.localSignatures(c.Text))
	case fragment.Operator:
		if c.Text == "::" || c.Text == "-" {
			if r, ok := f.modifiers(text, ""); ok {
				return r
			}
		}
		return expansion(c.Text, f.locals(c.Text))
	case fragment.OperatorCall:
		if slices.Contains([]string{"|", "::", "-"}, c.Text) {
			if r, ok := f.inContainer(text, ""); ok {
				return r
			}
		}
		return f.localOrVar("")
	case fragment.Sigil:
		if c.Text == "" {
			return expansion("~", append(f.locals("~"), f.sigils()...))
		}
		return Result{Lists: []List{{Items: sigilDelimiters}}}
	case fragment.Struct:
		if c.Inside == nil {
			return expansion(c.Text, f.structs(c.Text))
		}
		if in := c.Inside; in.Kind == fragment.Dot && in.Text == "" && in.Inside.Kind == fragment.Alias && in.Inside.Inside == nil {
			hint := in.Inside.Text + "."
			return expansion(hint, f.structs(hint))
		}
	}
	return Result{}
}

func (f finder) localOrVar(hint string) Result {
	return expansion(hint, append(f.variables(hint), f.locals(hint)...))
}

// signatures shows how something is called; what is unknown may be followed by
// anything.
func (f finder) signatures(found []string) Result {
	if len(found) == 0 {
		return f.localOrVar("")
	}
	slices.SortStableFunc(found, func(a, b string) int { return len([]rune(a)) - len([]rune(b)) })
	return Result{Lists: []List{{Items: found}}}
}

// expansion returns what Tab does for what was found: all names start with hint.
func expansion(hint string, found []candidate) Result {
	if len(found) == 0 {
		return Result{}
	}
	if len(found) == 1 {
		if insert := found[0].rest(hint); insert != "" {
			return Result{Insert: insert}
		}
		return Result{Lists: []List{{Items: []string{found[0].entry()}}}}
	}
	common := found[0].name
	for _, c := range found[1:] {
		common = commonPrefix(common, c.name)
	}
	if len(common) > len(hint) {
		return Result{Insert: common[len(hint):]}
	}
	return Result{Lists: grouped(found)}
}

// commonPrefix returns what two texts start with, in whole characters.
func commonPrefix(a, b string) string {
	n := 0
	for i, r := range a {
		size := len(string(r))
		if i+size > len(b) || a[i:i+size] != b[i:i+size] {
			break
		}
		n = i + size
	}
	return a[:n]
}

// grouped makes a list of each group, the shortest first; one of all when there is
// one group.
func grouped(found []candidate) []List {
	var lists []List
	for _, c := range found {
		title := c.group
		if title == "" {
			title = "Exports"
		}
		i := slices.IndexFunc(lists, func(l List) bool { return l.Title == title })
		if i < 0 {
			i = len(lists)
			lists = append(lists, List{Title: title})
		}
		lists[i].Items = append(lists[i].Items, c.entry())
	}
	if len(lists) == 1 {
		lists[0].Title = ""
	}
	slices.SortFunc(lists, func(a, b List) int { return strings.Compare(a.Title, b.Title) })
	slices.SortStableFunc(lists, func(a, b List) int { return len(a.Items) - len(b.Items) })
	return lists
}
