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

// options are what the command line says.
type options struct {
	sname, name  string
	cookie       string
	hidden       bool
	commands     []command // in the order given
	args         []string  // System.argv()
	quiet        bool
	transcript   bool
	dotFile      string
	dotFileGiven bool
	noHalt       bool
	color        bool
	noColor      bool
	version      bool
	shortVersion bool
	help         bool
	codePaths    []string
	script       string // -S
}

// command is something to run before the program leaves.
type command struct {
	kind commandKind
	text string
}

type commandKind uint8

const (
	evalCommand    commandKind = iota // source of -e
	requireCommand                    // file or pattern of -r
	fileCommand                       // script
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

// newFlags returns the options of the program, which fill o.
func newFlags(o *options) *pflag.FlagSet {
	f := pflag.NewFlagSet("gex", pflag.ContinueOnError)
	f.SetInterspersed(false)
	f.SortFlags = false
	f.SetOutput(io.Discard)
	f.StringVar(&o.sname, "sname", "", "start a node with a short `NAME` or NAME@HOST")
	f.StringVar(&o.name, "name", "", "start a node with a long `NAME@HOST`")
	f.StringVar(&o.cookie, "cookie", "", "the `COOKIE` that nodes must share")
	f.BoolVar(&o.hidden, "hidden", false, "be a hidden node")
	f.VarP(commandValue{&o.commands, evalCommand}, "eval", "e", "evaluate `CODE` and leave; may be repeated")
	f.VarP(commandValue{&o.commands, requireCommand}, "require", "r", "compile and run the files of a `PATTERN` and leave (also -pr)")
	f.StringArrayVar(&o.codePaths, "code-path", nil, "-pa and -pz")
	f.StringVarP(&o.script, "script", "S", "", "a script in $PATH")
	f.BoolVar(&o.noHalt, "no-halt", false, "keep running after a script, --eval or --require")
	f.BoolVar(&o.quiet, "quiet", false, "no banner and no prompts")
	f.StringVar(&o.dotFile, "dot-iex", "", "evaluate `FILE` in the shell at its start instead of .iex.exs; \"\" for none")
	f.BoolVar(&o.transcript, "transcript", false, "echo piped input after its prompts")
	f.BoolVar(&o.color, "color", false, "colours even when the output is no terminal")
	f.BoolVar(&o.noColor, "no-color", false, "no colours")
	f.BoolVarP(&o.version, "version", "v", false, "print the versions and leave")
	f.BoolVar(&o.shortVersion, "short-version", false, "print the version of Elixir and leave")
	f.BoolVarP(&o.help, "help", "h", false, "print this and leave")
	for _, hidden := range []string{"code-path", "script"} {
		_ = f.MarkHidden(hidden)
	}
	return f
}

// longForms are the options of elixir with one dash and two letters.
var longForms = map[string]string{"-pr": "--require", "-pa": "--code-path", "-pz": "--code-path"}

// parseOptions reads the command line. A pflag error is the user's.
func parseOptions(args []string) (*options, *pflag.FlagSet, error) {
	var o options
	f := newFlags(&o)
	if err := f.Parse(withLongForms(f, args)); err != nil {
		return nil, f, err
	}
	rest := f.Args()
	if len(o.commands) == 0 && len(rest) > 0 && f.ArgsLenAtDash() != 0 {
		o.commands, rest = append(o.commands, command{fileCommand, rest[0]}), rest[1:]
	}
	o.args, o.dotFileGiven = rest, f.Changed("dot-iex")
	switch {
	case o.sname != "" && o.name != "":
		return nil, f, errors.New("--sname and --name exclude each other")
	case f.Changed("sname") && o.sname == "", f.Changed("name") && o.name == "":
		return nil, f, errors.New("a node name must not be empty")
	case o.script != "":
		return nil, f, fmt.Errorf("-S %s: gex runs no scripts of an Elixir installation; give it a file", o.script)
	}
	return &o, f, nil
}

// withLongForms replaces the options that pflag would take for several of one
// letter. What follows the first word that is no option is left alone.
func withLongForms(f *pflag.FlagSet, args []string) []string {
	args = slices.Clone(args)
	for i := 0; i < len(args) && args[i] != "--" && strings.HasPrefix(args[i], "-"); i++ {
		if long, ok := longForms[args[i]]; ok {
			args[i] = long
		}
		if takesValue(f, args[i]) {
			i++
		}
	}
	return args
}

// takesValue tells whether the next word belongs to the option.
func takesValue(f *pflag.FlagSet, arg string) bool {
	var flag *pflag.Flag
	switch name, long := strings.CutPrefix(arg, "--"); {
	case long && !strings.Contains(name, "="):
		flag = f.Lookup(name)
	case !long && len(arg) == 2:
		flag = f.ShorthandLookup(arg[1:])
	}
	return flag != nil && flag.NoOptDefVal == ""
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
