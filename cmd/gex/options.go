package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"gex/repl/render"
)

// options are what the command line says, and the variables that are options.
type options struct {
	sname, name  string
	cookie       string
	cookieOption string // which of the options about it gave it
	hidden       bool
	addresses    addresses
	tls          tlsFiles
	remsh        string    // the node whose shell is wanted
	visit        *visit    // what a verb does on another node, nil for none
	commands     []command // in the order given
	args         []string  // System.argv()
	quiet        bool
	transcript   bool
	dotFile      string
	dbg          string
	dotFileGiven bool
	noHalt       bool
	run          bool // the verb run: never a shell
	shell        bool // a shell after the commands, always
	haltOnError  bool
	color        bool
	noColor      bool
	version      bool
	shortVersion bool
	help         bool
	codePaths    []string
	script       string      // -S
	erl          erlSettings // of --erl, --vm-args, --erl-config and the variables
}

// command is something to run before the shell, or instead of it.
type command struct {
	kind commandKind
	text string
}

type commandKind uint8

const (
	evalCommand    commandKind = iota // source of -e
	requireCommand                    // file or pattern of -r
	compileCommand                    // file or pattern of -pr
	fileCommand                       // script
	rpcCommand                        // node, blank and source of --rpc-eval
)

// commandValue is the pflag.Value of an option that adds commands of a kind: what
// -e and -r ask for happens in the order in which they stand.
type commandValue struct {
	commands *[]command
	kind     commandKind
}

func (v commandValue) String() string { return "" }
func (v commandValue) Type() string   { return "string" }
func (v commandValue) Set(text string) error {
	*v.commands = append(*v.commands, command{v.kind, text})
	return nil
}

// erlValue is the pflag.Value of an option that sets erlSettings; read is called
// when it stands on the command line.
type erlValue struct {
	read func(text string) error
	kind string
}

func (v erlValue) String() string        { return "" }
func (v erlValue) Type() string          { return v.kind }
func (v erlValue) Set(text string) error { return v.read(text) }

// optionGroup is a heading of the help and the options below it.
type optionGroup struct {
	title string
	flags *pflag.FlagSet
}

// Groups of what is said about the node, which verbs take too.
const (
	nodeGroup = "The node"
	erlGroup  = "What erl would take"
)

// optionGroups returns the options of the program, which fill o, as help shows
// them.
func optionGroups(o *options) []optionGroup {
	var groups []optionGroup
	group := func(title string) *pflag.FlagSet {
		f := pflag.NewFlagSet(title, pflag.ContinueOnError)
		f.SortFlags = false
		groups = append(groups, optionGroup{title, f})
		return f
	}
	f := group("What runs")
	f.VarP(commandValue{&o.commands, evalCommand}, "eval", "e", "evaluate `CODE`; may be repeated")
	f.VarP(commandValue{&o.commands, requireCommand}, "require", "r", "compile and run the files of a `PATTERN`, one after the other; may be repeated")
	f.Var(commandValue{&o.commands, compileCommand}, oneDash, "compile those of a `PATTERN` that may need each other's modules")
	f.BoolVarP(&o.shell, "shell", "i", false, "a shell after FILE, -e and -r even where there is no terminal")
	f.BoolVar(&o.noHalt, "no-halt", false, "keep running where gex would leave after FILE, -e and -r")

	f = group("The shell")
	f.StringVar(&o.dotFile, "dot-iex", "", "evaluate `FILE` first instead of .iex.exs; \"\" for none")
	f.StringVar(&o.dbg, "dbg", "", "what dbg does: `BACKEND` kernel prints (the default), pry stops before the code as IEx.pry does")
	f.BoolVar(&o.quiet, "quiet", false, "no banner and no prompts")
	f.BoolVar(&o.transcript, "transcript", false, "show piped input behind its prompts")
	f.BoolVar(&o.haltOnError, "halt-on-error", false, "end a piped session at the first expression that fails")
	f.BoolVar(&o.color, "color", false, "colours even when the output is no terminal")
	f.BoolVar(&o.noColor, "no-color", false, "no colours")

	f = group(nodeGroup)
	f.StringVar(&o.sname, "sname", "", "start a node with a short `NAME` or NAME@HOST; undefined for a name that the first node connected to gives")
	f.StringVar(&o.name, "name", "", "start a node with a long `NAME@HOST`, or undefined")
	o.addCookieFlags(f)
	f.BoolVar(&o.hidden, "hidden", false, "be a hidden node")
	o.addresses.addFlags(f)
	o.tls.addFlags(f)

	f = group("Another node")
	f.StringVar(&o.remsh, "remsh", "", "a shell of `NODE`, with a hidden node here unless --sname or --name is given")

	f.Var(commandValue{&o.commands, rpcCommand}, "rpc-eval", "evaluate `NODE CODE` on another node, in turn with -e; may be repeated")

	f = group(erlGroup)
	f.Var(erlValue{o.erl.readFlagsOption, "string"}, "erl", "`SWITCHES` of erl, those that mean something here; may be repeated")
	f.Var(erlValue{o.erl.readArgsFile, "string"}, "vm-args", "a `FILE` of such switches, as releases have it")
	f.Var(erlValue{o.erl.readConfigFile, "string"}, "erl-config", "a `FILE`.config, whose parameters of kernel count; may be repeated")
	f.Var(erlValue{o.erl.reportsOption("handle_otp_reports"), "bool"}, "logger-otp-reports", "whether behaviours that end are logged: `BOOL`, true by default")
	f.Var(erlValue{o.erl.reportsOption("handle_sasl_reports"), "bool"}, "logger-sasl-reports", "whether crashes and starts of children are logged: `BOOL`, false by default")

	f = group("Information")
	f.BoolVarP(&o.help, "help", "h", false, "print this and leave")
	f.BoolVarP(&o.version, "version", "v", false, "print the versions and leave")
	f.BoolVar(&o.shortVersion, "short-version", false, "print the version of Elixir and leave")
	return groups
}

// newFlags returns the options of the program, which fill o.
func newFlags(o *options) *pflag.FlagSet {
	f := pflag.NewFlagSet("gex", pflag.ContinueOnError)
	f.SetInterspersed(false)
	f.SortFlags = false
	f.SetOutput(io.Discard)
	for _, g := range optionGroups(o) {
		f.AddFlagSet(g.flags)
	}
	f.StringArrayVar(&o.codePaths, "code-path", nil, "-pa and -pz")
	f.StringVarP(&o.script, "script", "S", "", "a script in $PATH")
	for _, hidden := range []string{"code-path", "script"} {
		_ = f.MarkHidden(hidden)
	}
	return f
}

// oneDash is the option that is written with one dash all the same.
const oneDash = "pr"

// longForms are the options of elixir with one dash and two letters.
var longForms = map[string]string{"-pr": "--pr", "-pa": "--code-path", "-pz": "--code-path"}

// notHere are options of elixir that gex has no use for, and why.
var notHere = map[string]string{
	"--boot":     "gex starts no releases",
	"--boot-var": "gex starts no releases",
	"--pipe-to":  "gex does not run under run_erl",
	"+iex":       "gex is a shell as it is",
	"+elixirc":   "gex compiles no files to .beam",
}

// parseOptions reads the command line, then the variables in which erl looks for
// switches. The error is the user's.
func parseOptions(args []string, neverShell bool, getenv func(string) string) (*options, error) {
	o := options{run: neverShell}
	f := newFlags(&o)
	args, err := withLongForms(f, args, releaseNode(getenv))
	if err != nil {
		return nil, err
	}
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if o.help || o.version || o.shortVersion {
		return &o, nil
	}
	rest := f.Args()
	if len(o.commands) == 0 && len(rest) > 0 && f.ArgsLenAtDash() != 0 {
		o.commands, rest = append(o.commands, command{fileCommand, rest[0]}), rest[1:]
	}
	o.args, o.dotFileGiven = rest, f.Changed("dot-iex")
	if err := o.checkNode(f); err != nil {
		return nil, err
	}
	switch {
	case f.Changed("remsh") && o.remsh == "":
		return nil, errors.New("--remsh: want the name of a node")
	case o.run && o.remsh != "":
		return nil, errors.New("--remsh: gex run starts no shell")
	case o.dbg != "" && o.dbg != "pry" && o.dbg != "kernel":
		return nil, fmt.Errorf("--dbg %s: want pry or kernel", o.dbg)
	case o.script == "mix":
		return nil, errors.New("-S mix: gex has no Mix, which needs an Elixir installation; compile the sources of a project with -pr 'lib/**/*.ex'")
	case o.script != "":
		return nil, fmt.Errorf("-S %s: gex runs no scripts of an Elixir installation; give it a file", o.script)
	case o.run && o.shell:
		return nil, errors.New("--shell: gex run starts no shell")
	case o.run && len(o.commands) == 0 && !o.noHalt:
		return nil, errors.New("nothing to run: want FILE, --eval, --require or --no-halt")
	}
	err = o.addErl(getenv)
	o.implyName()
	return &o, err
}

// checkNode finds what is wrong with the options of the node alone.
func (o *options) checkNode(f *pflag.FlagSet) error {
	switch {
	case o.sname != "" && o.name != "":
		return errors.New("--sname and --name exclude each other")
	case f.Changed("sname") && o.sname == "", f.Changed("name") && o.name == "":
		return errors.New("a node name must not be empty")
	case f.Changed("cookie") && o.cookie == "":
		return errors.New("a cookie must not be empty")
	}
	return nil
}

// parseNodeOptions reads the options of a verb that deals with nodes: those of the
// node and of colours, and those that own adds, before its other arguments and behind
// them. The error is the user's.
func parseNodeOptions(args []string, getenv func(string) string, own ...func(*pflag.FlagSet)) (o *options, rest []string, err error) {
	o = new(options)
	f := pflag.NewFlagSet("gex", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	for _, add := range own {
		add(f)
	}
	for _, g := range optionGroups(o) {
		g.flags.VisitAll(func(flag *pflag.Flag) {
			if g.title == nodeGroup || g.title == erlGroup || strings.HasSuffix(flag.Name, "color") {
				f.AddFlag(flag)
			}
		})
	}
	if err = f.Parse(args); err == nil {
		err = o.checkNode(f)
	}
	if err == nil {
		err = o.addErl(getenv)
	}
	return o, f.Args(), err
}

// addErl reads the variables and fills in what the options of gex leave open.
func (o *options) addErl(getenv func(string) string) error {
	if err := o.erl.readVariables(getenv); err != nil {
		return err
	}
	if o.sname == "" && o.name == "" && o.erl.name != "" {
		if o.erl.long {
			o.name = o.erl.name
		} else {
			o.sname = o.erl.name
		}
	}
	if o.cookie == "" {
		o.cookie = o.erl.cookie
	}
	o.hidden = o.hidden || o.erl.hidden
	if err := o.checkTLS(getenv); err != nil {
		return err
	}
	_, _, err := o.erl.ports()
	return err
}

// withLongForms replaces the options that pflag would take for several of one
// letter, gives --remsh the node of a release where it has none, and refuses those
// of elixir that gex does not have. What follows the first word that is no option is
// left alone.
func withLongForms(f *pflag.FlagSet, args []string, release string) ([]string, error) {
	args = slices.Clone(args)
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		// Its value is of two words.
		if args[i] == "--rpc-eval" {
			if i+2 >= len(args) {
				return nil, errors.New("--rpc-eval: want NODE and CODE")
			}
			args[i+1] += " " + args[i+2]
			args = slices.Delete(args, i+2, i+3)
		}
		if args[i] == "" || args[i][0] != '-' {
			break
		}
		if args[i] == "--rpc-eval" || takesValue(f, args[i]) {
			i++
		}
	}
	for i := 0; i < len(args) && args[i] != "--" && len(args[i]) > 1 && strings.IndexByte("-+", args[i][0]) >= 0; i++ {
		name, _, _ := strings.Cut(args[i], "=")
		if why, ok := notHere[name]; ok {
			return nil, fmt.Errorf("%s: %s", name, why)
		}
		if args[i][0] == '+' {
			break
		}
		if long, ok := longForms[args[i]]; ok {
			args[i] = long
		}
		if args[i] == "--remsh" && release != "" && (i+1 == len(args) || strings.HasPrefix(args[i+1], "-")) {
			args[i] += "=" + release
		}
		if takesValue(f, args[i]) {
			i++
		}
	}
	return args, nil
}

// takesValue tells whether the next word belongs to the option, or to the last
// of the options of one letter.
func takesValue(f *pflag.FlagSet, arg string) bool {
	if name, long := strings.CutPrefix(arg, "--"); long {
		flag := f.Lookup(name)
		return flag != nil && valued(flag)
	}
	for i, letter := range arg[1:] {
		if flag := f.ShorthandLookup(string(letter)); flag != nil && valued(flag) {
			return i == len(arg)-2
		}
	}
	return false
}

// startsShell tells whether there is a shell, after the commands if there are
// any: they leave a person at a terminal with a shell, as with iex, and a pipe
// with the end, as with elixir.
func (o *options) startsShell(terminal bool) bool {
	return !o.run && (len(o.commands) == 0 || o.shell || o.remsh != "" || terminal)
}

// colors is what the options say about colours; --no-color wins.
func (o *options) colors() render.Choice {
	switch {
	case o.noColor:
		return render.Never
	case o.color:
		return render.Always
	}
	return render.Auto
}

// historyFile is where the history is kept, "" for nowhere.
func (o *options) historyFile(getenv func(string) string) string {
	if o.erl.noHistory {
		return ""
	}
	return historyFile(getenv)
}
