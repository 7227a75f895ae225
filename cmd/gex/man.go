package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

func manVerb(args []string) int {
	if self, _ := findVerb("man"); len(args) > 0 {
		return self.refuse("it takes no argument")
	}
	fmt.Print(manPage(shownFlags(), verbs()))
	return statusOK
}

// manPage is the manual page in the format of man(7).
func manPage(flags []*pflag.Flag, verbs []verb) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH GEX 1 \"\" \"gex %s\"\n.SH NAME\ngex \\- Elixir shell and member of a BEAM cluster\n", roff(version))
	b.WriteString(".SH SYNOPSIS\n.nf\n")
	_, forms, _ := strings.Cut(usage, "Usage: ")
	forms, about, _ := strings.Cut(forms, "\n\n")
	for _, l := range strings.Split(forms, "\n") {
		fmt.Fprintf(&b, "%s\n", roff(strings.TrimSpace(l)))
	}
	fmt.Fprintf(&b, ".fi\n.SH DESCRIPTION\n%s.SH OPTIONS\n", roff(about))
	for _, f := range flags {
		value, usage := pflag.UnquoteUsage(f)
		name := strings.Join(spelled(f), ", ")
		if valued(f) {
			name += " " + value
		}
		fmt.Fprintf(&b, ".TP\n.B %s\n%s.\n", roff(name), roff(capital(usage)))
	}
	b.WriteString(".SH VERBS\n")
	for _, v := range verbs {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s.\n", roff(strings.TrimSpace("gex "+v.name+" "+v.args)), roff(capital(v.summary)))
	}
	fmt.Fprintf(&b, ".SH ENVIRONMENT AND EXIT STATUS\n%s.SH EXAMPLES\n", roff(notes))
	for _, e := range examples {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(e.command), roff(e.does))
	}
	return b.String()
}

// roff escapes text for troff.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
