package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
)

// verb is what gex does when its first argument is the name of one. A script of
// that name runs as ./NAME.
type verb struct {
	name     string
	args     string // as the usage shows them
	summary  string // a sentence without its full stop
	text     string // paragraphs of the help
	examples []example
	run      func(args []string) int
}

// example is a command line and what it does.
type example struct{ command, does string }

// verbs returns them, sorted by name.
func verbs() []verb {
	return []verb{
		{"completion", "SHELL", "print the completion of gex for bash, zsh or fish",
			"What is printed goes to where the shell looks for completions.", []example{
				{"gex completion bash > /etc/bash_completion.d/gex", "for all users of bash"},
				{"source <(gex completion zsh)", "in ~/.zshrc"},
				{"gex completion fish > ~/.config/fish/completions/gex.fish", "for fish"},
			}, completionVerb},
		{"help", "[VERB]", "print how to use gex, or one of its verbs", "", []example{
			{"gex help completion", "how to get completions"},
		}, helpVerb},
		{"man", "", "print the manual page", "The page is in the format of man(7).", []example{
			{"gex man | man -l -", "read it"},
			{"gex man > /usr/local/share/man/man1/gex.1", "install it"},
		}, manVerb},
	}
}

func findVerb(name string) (verb, bool) {
	for _, v := range verbs() {
		if v.name == name {
			return v, true
		}
	}
	return verb{}, false
}

// refuse reports a wrong use of a verb.
func (v verb) refuse(format string, args ...any) int {
	fmt.Fprintf(os.Stderr, "gex %s: %s\n\n", v.name, fmt.Sprintf(format, args...))
	v.help(os.Stderr)
	return statusUsage
}

// help prints the help of a verb.
func (v verb) help(w io.Writer) {
	fmt.Fprintf(w, "Usage: %s\n\n%s.\n", strings.TrimSpace("gex "+v.name+" "+v.args), capital(v.summary))
	if v.text != "" {
		fmt.Fprintf(w, "%s\n", v.text)
	}
	fmt.Fprintf(w, "\nExamples:\n%s", exampleLines(v.examples))
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func exampleLines(examples []example) string {
	widest := 0
	for _, e := range examples {
		widest = max(widest, len(e.command))
	}
	var b strings.Builder
	for _, e := range examples {
		fmt.Fprintf(&b, "  %-*s   %s\n", widest, e.command, e.does)
	}
	return b.String()
}

const usage = `Usage: gex [options] [FILE [ARG ...]]
       gex VERB [ARG ...]

Starts an Elixir shell that is a full member of a BEAM cluster.
With FILE, runs that script instead.
`

const notes = `Without --cookie the cookie is that of GEX_COOKIE, else of ~/.erlang.cookie,
which is made if need be. The exit status is 1 when a piped expression or a
script failed, 2 when an option is wrong.

What is typed at the prompt is kept in a file of your own (mode 0600),
gex/history in XDG_STATE_HOME or ~/.local/state; not what begins with a blank
and not what has a cookie in it. GEX_HISTORY=off keeps none, GEX_HISTORY=FILE
keeps it elsewhere, GEX_HISTORY_SIZE=N keeps N entries instead of 2000. In
.gex.exs, IEx.configure(history: false) keeps none and history: N keeps N.
`

var examples = []example{
	{"gex", "a shell"},
	{"gex --sname node1 --cookie secret", "a shell on a node that others can reach"},
	{"gex --name a@10.0.0.5", "the same with a long name"},
	{`gex -e 'IO.puts("hi")'`, "evaluate and leave"},
	{"gex script.exs one two", `run a script; System.argv() is ["one", "two"]`},
	{"gex --sname a < commands.exs", "pipe commands into a shell"},
}

// usageText is the help of the program.
func usageText(f *pflag.FlagSet) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nOptions:\n%s\nVerbs:\n", usage, f.FlagUsages())
	for _, v := range verbs() {
		fmt.Fprintf(&b, "  %-24s%s\n", strings.TrimSpace(v.name+" "+v.args), v.summary)
	}
	fmt.Fprintf(&b, "\nExamples:\n%s\n%s", exampleLines(examples), notes)
	return b.String()
}

func helpVerb(args []string) int {
	self, _ := findVerb("help")
	switch len(args) {
	case 0:
		fmt.Print(usageText(newFlags(new(options))))
		return statusOK
	case 1:
		v, ok := findVerb(args[0])
		if !ok {
			return self.refuse("there is no verb %s", args[0])
		}
		v.help(os.Stdout)
		return statusOK
	}
	return self.refuse("one verb at a time")
}
