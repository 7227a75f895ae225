package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// synopsis are the forms of a command line.
const synopsis = `gex [options] [FILE [ARG ...]]
gex run [options] [FILE [ARG ...]]
gex VERB [ARG ...]
`

// about says what gex does.
const about = `Starts an Elixir shell that is a full member of a BEAM cluster.

FILE, or what -e and -r ask for, runs first, in the order given; what follows is
System.argv(). Then comes a shell at a terminal, as with iex; elsewhere gex
leaves, as elixir does. gex run never starts a shell, -i always does.
`

// entry is something with a name and what it does or means: a variable of the
// environment, an option, an exit status.
type entry struct{ name, does string }

var variables = []entry{
	{"GEX_COOKIE, RELEASE_COOKIE", "the cookie without --cookie; then comes ~/.erlang.cookie, or erlang/.erlang.cookie in XDG_CONFIG_HOME, and is made if need be"},
	{"RELEASE_NODE, RELEASE_DISTRIBUTION", "the node of --remsh and of verbs where none is given, and whether its name is long: sname, name, none"},
	{"GEX_TLS_CERT, GEX_TLS_KEY, GEX_TLS_CA", "the files without --tls-cert, --tls-key and --tls-ca"},
	{"GEX_TLS_PASSWORD", "the password of an encrypted key"},
	{"ERL_EPMD_PORT", "the port of epmd, 4369 by default; gex serves it where no epmd runs"},
	{"ERL_EPMD_ADDRESS", "the addresses where gex serves it"},
	{"ERL_EPMD_RELAXED_COMMAND_CHECK", "set: that epmd ends when it is told to"},
	{"ERL_DIST_PORT", "the port of this node and of all others; epmd is not needed then"},
	{"ERL_AFLAGS, ELIXIR_ERL_OPTIONS, ERL_FLAGS, ERL_ZFLAGS", "switches as with --erl, for what no option says"},
	{"GEX_HISTORY", "the file of the history; off keeps none"},
	{"GEX_HISTORY_SIZE", "how many entries it keeps, 2000 by default"},
	{"XDG_STATE_HOME", "where gex/history is, ~/.local/state by default"},
	{"IEX_HOME", "where .iex.exs is, after the current directory; the home directory by default"},
	{"NO_COLOR", "no colours, unless --color asks for them"},
}

// statuses are the exit statuses.
var statuses = []entry{
	{"0", "all went well"},
	{"1", "code failed: of FILE, -e, -r or --rpc-eval, or an expression of a piped session; such a session ended in the middle of an expression; the node could not start; --remsh found no connection"},
	{"2", "an option or a verb is wrong"},
	{"3", "of a verb: there is no connection with the node"},
	{"4", "of a verb: it took longer than --timeout"},
	{"130", "Ctrl-C before the shell, or where there is none"},
	{"143", "it was told to end (SIGTERM); 129 when its terminal is gone (SIGHUP)"},
	{"N", "System.halt(N), exit({:shutdown, N})"},
}

// exampleGroups are command lines under a heading.
var exampleGroups = []struct {
	title    string
	examples []example
}{
	{"A shell", []example{
		{"gex", "a shell"},
		{"gex mine.exs", "a shell with the modules of a file"},
		{"gex -pr 'lib/**/*.ex'", "with those of a project"},
	}},
	{"Without a shell", []example{
		{"gex run script.exs one two", `a script; System.argv() is ["one", "two"]`},
		{`gex run -e 'IO.puts("hi")'`, "an expression"},
		{"gex < commands.exs", "pipe commands into a shell"},
		{"gex --quiet --halt-on-error < commands.exs", "results alone, up to the first failure"},
		{"gex --transcript < lesson.exs > lesson.txt", "a session as it looks on the screen"},
		{"echo 'M.f()' | gex -i m.exs", "pipe into a shell with the modules of a file"},
	}},
	{"Another node", []example{
		{"gex --remsh shop@10.0.0.5", "a shell of it, on this terminal"},
		{"gex --remsh shop < commands.exs", "pipe commands into it"},
		{"gex eval shop 'Node.list()'", "an expression"},
	}},
	{"A node", []example{
		{"gex --sname node1 --cookie secret", "a shell on a node that others can reach"},
		{"gex --sname node1 --cookie-file /run/secrets/cookie", "the same, where the cookie is in a file that only its owner may read"},
		{"gex --name a@10.0.0.5", "the same with a long name"},
		{"gex run --sname a --no-halt server.exs", "a node without a shell"},
		{"gex --sname a --dist-port 9100", "on a port of its own"},
		{"gex --sname a --connect b@host", "connected to another node"},
		{"gex --connect b@host=127.0.0.1:9100", "through a port that is forwarded, as a hidden node"},
		{"gex --sname a --tls-cert a.pem --tls-key a.key --tls-ca ca.pem", "over TLS, with certificates on both sides"},
		{`gex --sname a --erl "-proto_dist inet_tls -ssl_dist_optfile tls.conf"`, "the same with a file of options as OTP has it"},
	}},
}

// history says what is kept of what is typed.
const history = `What is typed at the prompt is kept for the next session, in a file for you
alone: gex/history in $XDG_STATE_HOME, ~/.local/state by default. What begins
with a blank is left out, and what has a cookie in it. In .gex.exs,
IEx.configure(history: false) keeps none and history: N keeps N entries.
`

// table lays out pairs in two columns, of which the second is wrapped.
func table(pairs []entry, widest int) string {
	var b strings.Builder
	for _, p := range pairs {
		lines := wrap(p.does, 80-widest-5)
		if len(p.name) > widest {
			fmt.Fprintf(&b, "  %s\n", p.name)
		} else {
			fmt.Fprintf(&b, "  %-*s   %s\n", widest, p.name, lines[0])
			lines = lines[1:]
		}
		for _, l := range lines {
			fmt.Fprintf(&b, "  %-*s   %s\n", widest, "", l)
		}
	}
	return b.String()
}

// wrap breaks text into lines of at most width bytes where it can; at least one.
func wrap(text string, width int) []string {
	lines := []string{""}
	for i, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case i == 0:
			*last = word
		case len(*last)+1+len(word) > width:
			lines = append(lines, word)
		default:
			*last += " " + word
		}
	}
	return lines
}

// optionPairs are the options of a group and what they do.
func optionPairs(flags *pflag.FlagSet) (pairs []entry) {
	flags.VisitAll(func(f *pflag.Flag) {
		value, does := pflag.UnquoteUsage(f)
		name := strings.Join(spelled(f), ", ")
		if strings.HasPrefix(name, "--") {
			name = "    " + name // below those with a letter
		}
		if valued(f) {
			name += " " + value
		}
		pairs = append(pairs, entry{name, does})
	})
	return pairs
}

func verbPairs() (pairs []entry) {
	for _, v := range verbs() {
		pairs = append(pairs, entry{v.usage(), v.summary})
	}
	return pairs
}

// exampleLines are examples in two columns.
func exampleLines(examples []example) string {
	pairs := make([]entry, len(examples))
	widest := 0
	for i, e := range examples {
		pairs[i] = entry{e.command, e.does}
		if len(e.command) <= 44 {
			widest = max(widest, len(e.command))
		}
	}
	return table(pairs, widest)
}

// usageText is the help of the program.
func usageText() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s", usageForms(), about)
	for _, g := range optionGroups(new(options)) {
		fmt.Fprintf(&b, "\n%s:\n%s", g.title, table(optionPairs(g.flags), 25))
	}
	fmt.Fprintf(&b, "\nVerbs (a script of that name runs as ./NAME):\n%s", table(verbPairs(), 25))
	b.WriteString("\nExamples:\n")
	for i, g := range exampleGroups {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(exampleLines(g.examples))
	}
	fmt.Fprintf(&b, "\nHistory:\n%s", indent(history))
	fmt.Fprintf(&b, "\nEnvironment:\n%s\nExit status:\n%s", table(variables, 25), table(statuses, 3))
	return b.String()
}

// indent puts two blanks before each line.
func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}

// usageForms are the forms of a command line as help shows them.
func usageForms() string {
	return "Usage: " + strings.ReplaceAll(strings.TrimSuffix(synopsis, "\n"), "\n", "\n       ") + "\n"
}

// shortUsage goes with an error.
func shortUsage() string { return usageForms() + "\ngex help lists the options.\n" }
