package main

import (
	"fmt"
	"strings"
)

func manVerb(args []string) int {
	if self, _ := findVerb("man"); len(args) > 0 {
		return self.refuse("it takes no argument")
	}
	fmt.Print(manPage())
	return statusOK
}

// manPage is the manual page in the format of man(7).
func manPage() string {
	var b strings.Builder
	pairs := func(pairs []entry) {
		for _, p := range pairs {
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(strings.TrimSpace(p.name)), roff(p.does))
		}
	}
	lines := func(examples []example) {
		all := make([]entry, len(examples))
		for i, e := range examples {
			all[i] = entry{e.command, e.does}
		}
		pairs(all)
	}
	fmt.Fprintf(&b, ".TH GEX 1 \"\" \"gex %s\" \"User Commands\"\n.nh\n.SH NAME\ngex \\- Elixir shell and member of a BEAM cluster\n", roff(version))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.nf\n%s.fi\n", roff(synopsis))
	fmt.Fprintf(&b, ".SH DESCRIPTION\n%s", strings.ReplaceAll(roff(about), "\n\n", "\n.PP\n"))
	b.WriteString(".SH OPTIONS\n")
	for _, g := range optionGroups(new(options)) {
		fmt.Fprintf(&b, ".SS %s\n", roff(g.title))
		pairs(optionPairs(g.flags))
	}
	b.WriteString(".SH VERBS\nA script that is called like a verb runs as ./NAME.\n")
	for _, v := range verbs() {
		fmt.Fprintf(&b, ".SS gex %s\n%s.\n%s\n", roff(v.usage()), roff(capital(v.summary)), roff(v.text))
		lines(v.examples)
	}
	fmt.Fprintf(&b, ".SH HISTORY OF ENTRIES\n%s", roff(history))
	b.WriteString(".SH ENVIRONMENT\n")
	pairs(variables)
	b.WriteString(".SH EXIT STATUS\n")
	pairs(statuses)
	b.WriteString(".SH EXAMPLES\n")
	for _, g := range exampleGroups {
		fmt.Fprintf(&b, ".SS %s\n", roff(g.title))
		lines(g.examples)
	}
	b.WriteString(".SH SEE ALSO\n.BR iex (1),\n.BR elixir (1),\n.BR erl (1),\n.BR epmd (1)\n")
	return b.String()
}

// roff escapes text for troff.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, `"`, `\(dq`, "~", `\(ti`, "^", `\(ha`, "`", `\(ga`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
