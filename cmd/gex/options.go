package main

import (
	"errors"
	"io"

	"github.com/spf13/pflag"

	"gex/repl/render"
)

// options are what the command line says.
type options struct {
	sname, name string
	cookie      string
	hidden      bool
	eval        []string
	file        string   // script
	args        []string // after it
	quiet       bool
	transcript  bool
	noHalt      bool
	color       bool
	noColor     bool
	version     bool
	help        bool
}

const usage = `Usage: gex [options] [FILE [ARG ...]]

Starts an Elixir shell that is a full member of a BEAM cluster.
With FILE, runs that script instead.

Options:
`

const examples = `
Examples:
  gex                                       a shell
  gex --sname node1 --cookie secret         a shell on a node that others can reach
  gex --name a@10.0.0.5                     the same with a long name
  gex -e 'IO.puts("hi")'                    evaluate and leave
  gex script.exs one two                    run a script; System.argv() is ["one", "two"]
  gex --sname a < commands.exs              pipe commands into a shell

Without --cookie the cookie is that of GEX_COOKIE, else of ~/.erlang.cookie,
which is made if need be. The exit status is 1 when a piped expression or a
script failed, 2 when an option is wrong.
`

// parseOptions reads the command line. A pflag error is the user's.
func parseOptions(args []string) (*options, *pflag.FlagSet, error) {
	var o options
	f := pflag.NewFlagSet("gex", pflag.ContinueOnError)
	f.SetInterspersed(false)
	f.SortFlags = false
	f.SetOutput(io.Discard)
	f.StringVar(&o.sname, "sname", "", "start a node with a short `NAME` or NAME@HOST")
	f.StringVar(&o.name, "name", "", "start a node with a long `NAME@HOST`")
	f.StringVar(&o.cookie, "cookie", "", "the `COOKIE` that nodes must share")
	f.BoolVar(&o.hidden, "hidden", false, "be a hidden node")
	f.StringArrayVarP(&o.eval, "eval", "e", nil, "evaluate `CODE` and leave")
	f.BoolVar(&o.noHalt, "no-halt", false, "keep running after the script or --eval")
	f.BoolVar(&o.quiet, "quiet", false, "no banner and no prompts")
	f.BoolVar(&o.transcript, "transcript", false, "echo piped input after its prompts")
	f.BoolVar(&o.color, "color", false, "colours even when the output is no terminal")
	f.BoolVar(&o.noColor, "no-color", false, "no colours")
	f.BoolVar(&o.version, "version", false, "print the version and leave")
	f.BoolVarP(&o.help, "help", "h", false, "print this and leave")
	if err := f.Parse(args); err != nil {
		return nil, f, err
	}
	rest := f.Args()
	if len(rest) > 0 && f.ArgsLenAtDash() != 0 {
		o.file, rest = rest[0], rest[1:]
	}
	o.args = rest
	switch {
	case o.sname != "" && o.name != "":
		return nil, f, errors.New("--sname and --name exclude each other")
	case f.Changed("sname") && o.sname == "", f.Changed("name") && o.name == "":
		return nil, f, errors.New("a node name must not be empty")
	case o.cookie != "" && o.sname == "" && o.name == "":
		return &o, f, nil // as iex: a cookie for a node that may start later
	}
	return &o, f, nil
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
