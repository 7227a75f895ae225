package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
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
	all := append(visitVerbs(), []verb{
		{"completion", "SHELL", "print the completion of gex for bash, zsh or fish",
			"What is printed goes to where the shell looks for completions.", []example{
				{"gex completion bash > /etc/bash_completion.d/gex", "for all users of bash"},
				{"source <(gex completion bash)", "in ~/.bashrc"},
				{"source <(gex completion zsh)", "in ~/.zshrc, after compinit"},
				{"gex completion fish > ~/.config/fish/completions/gex.fish", "for fish"},
			}, completionVerb},
		{"doctor", "[options] [NODE]", "say why a node cannot be connected to, and what to do about it",
			`It walks the way to the node, and stops at the first step that fails: the name,
the cookie, the host, the port mapper (epmd), the port, TLS, the handshake, the
node. The options are those of gex about the node. Where NODE is left out it is
that of RELEASE_NODE. The exit status is 0 when all is well, and 1 when a step
failed.`, []example{
				{"gex doctor app@10.0.0.5", "a node with a long name"},
				{"gex doctor app@host:9100", "one without a port mapper"},
				{"gex doctor app@host=127.0.0.1:9100", "one whose port is forwarded"},
			}, doctorVerb},
		{"epmd", "[-names [HOST]]", "be a port mapper, or list the nodes that one knows",
			`gex serves the port mapper itself where none runs, for as long as it runs. This
one stays. The variables are those of epmd: ERL_EPMD_PORT, ERL_EPMD_ADDRESS.`, []example{
				{"gex epmd -names", "the nodes of this host"},
				{"gex epmd -names 10.0.0.5", "those of another one"},
				{"gex epmd", "serve until it is told to end"},
			}, epmdVerb},
		{"help", "[VERB]", "print how to use gex, or one of its verbs", "", []example{
			{"gex help", "the options and verbs"},
			{"gex help completion", "how to get completions"},
		}, helpVerb},
		{"man", "", "print the manual page", "The page is in the format of man(7).", []example{
			{"gex man | man -l -", "read it"},
			{"gex man > /usr/local/share/man/man1/gex.1", "install it"},
		}, manVerb},
		{"run", "[options] [FILE [ARG ...]]", "run a file, --eval and --require without a shell",
			`The options are those of gex. What is asked for runs in the order given;
System.argv() is what follows. The exit status is 1 when code failed, or
what the code says. With --no-halt the program goes on until it is told to end.`, []example{
				{"gex run script.exs one two", `System.argv() is ["one", "two"]`},
				{`gex run -pr 'lib/**/*.ex' -e 'M.main()'`, "a function of a project"},
				{`echo 1 2 3 | gex run -e 'IO.puts(IO.gets(""))'`, "input is the script's"},
				{"gex run --sname a --no-halt server.exs", "a node without a shell"},
			}, func(args []string) int { return runWith(args, true) }},
	}...)
	slices.SortFunc(all, func(a, b verb) int { return strings.Compare(a.name, b.name) })
	return all
}

func findVerb(name string) (verb, bool) {
	for _, v := range verbs() {
		if v.name == name {
			return v, true
		}
	}
	return verb{}, false
}

// call runs the verb, or prints its help if the arguments are the option for that.
func (v verb) call(args []string) int {
	if len(args) == 1 && (args[0] == "-h" || args[0] == "--help") {
		v.help(os.Stdout)
		return statusOK
	}
	return v.run(args)
}

// usage is a form of the command line without gex.
func (v verb) usage() string { return strings.TrimSpace(v.name + " " + v.args) }

// refuse reports a wrong use of a verb.
func (v verb) refuse(format string, args ...any) int {
	fmt.Fprintf(os.Stderr, "gex %s: %s\n\n", v.name, conceal(fmt.Sprintf(format, args...)))
	v.help(os.Stderr)
	return statusUsage
}

// help prints the help of a verb.
func (v verb) help(w io.Writer) {
	fmt.Fprintf(w, "Usage: gex %s\n\n%s.\n", v.usage(), capital(v.summary))
	if v.text != "" {
		fmt.Fprintf(w, "%s\n", v.text)
	}
	fmt.Fprintf(w, "\nExamples:\n%s", exampleLines(v.examples))
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func helpVerb(args []string) int {
	self, _ := findVerb("help")
	switch len(args) {
	case 0:
		fmt.Print(usageText())
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
