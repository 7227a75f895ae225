package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// shells are those that gex has completions for.
const shells = "bash fish zsh"

func completionVerb(args []string) int {
	self, _ := findVerb("completion")
	if len(args) != 1 {
		return self.refuse("it takes one of %s", shells)
	}
	completion := map[string]func([]*pflag.Flag, []verb) string{
		"bash": bashCompletion, "fish": fishCompletion, "zsh": zshCompletion,
	}[args[0]]
	if completion == nil {
		return self.refuse("%s is none of %s", args[0], shells)
	}
	fmt.Print(completion(shownFlags(), verbs()))
	return statusOK
}

// shownFlags are the options that help shows.
func shownFlags() []*pflag.Flag {
	var flags []*pflag.Flag
	newFlags(new(options)).VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			flags = append(flags, f)
		}
	})
	return flags
}

// spelled are the ways to write an option.
func spelled(f *pflag.Flag) []string {
	if f.Shorthand == "" {
		return []string{"--" + f.Name}
	}
	return []string{"-" + f.Shorthand, "--" + f.Name}
}

func valued(f *pflag.Flag) bool { return f.NoOptDefVal == "" }

func bashCompletion(flags []*pflag.Flag, verbs []verb) string {
	var all, withValue, names []string
	for _, f := range flags {
		all = append(all, spelled(f)...)
		if valued(f) && f.Name != "require" {
			withValue = append(withValue, spelled(f)...)
		}
	}
	for _, v := range verbs {
		names = append(names, v.name)
	}
	return fmt.Sprintf(`# bash completion of gex
_gex() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    case $before in
    %s) return ;;
    completion) COMPREPLY=($(compgen -W "%s" -- "$word")); return ;;
    help) COMPREPLY=($(compgen -W "%s" -- "$word")); return ;;
    esac
    case $word in
    -*) COMPREPLY=($(compgen -W "%s" -- "$word")) ;;
    *)
        COMPREPLY=($(compgen -f -- "$word"))
        [ "$COMP_CWORD" -gt 1 ] || COMPREPLY+=($(compgen -W "%[3]s" -- "$word"))
        ;;
    esac
}
complete -o filenames -F _gex gex
`, strings.Join(withValue, "|"), shells,
		strings.Join(names, " "), strings.Join(all, " "))
}

func zshCompletion(flags []*pflag.Flag, verbs []verb) string {
	var b strings.Builder
	b.WriteString("#compdef gex\n_gex() {\n  local -a verbs=(\n")
	for _, v := range verbs {
		fmt.Fprintf(&b, "    %s\n", single(v.name+":"+v.summary))
	}
	b.WriteString("  )\n  _arguments -S \\\n")
	for _, f := range flags {
		value, usage := pflag.UnquoteUsage(f)
		usage = strings.NewReplacer("[", "\\[", "]", "\\]").Replace(usage)
		for _, name := range spelled(f) {
			spec := name + "[" + usage + "]"
			switch {
			case f.Name == "require":
				spec += ":file:_files"
			case valued(f):
				spec += ":" + value + ":"
			}
			fmt.Fprintf(&b, "    %s \\\n", single("*"+spec))
		}
	}
	fmt.Fprintf(&b, `    '1: :{ _describe verb verbs; _files }' \
    '*::argument: case $words[1] in (completion) _values shell %s;; (help) _describe verb verbs;; (*) _files;; esac'
}
compdef _gex gex
`, shells)
	return b.String()
}

func fishCompletion(flags []*pflag.Flag, verbs []verb) string {
	var b strings.Builder
	b.WriteString("# fish completion of gex\n")
	for _, f := range flags {
		_, usage := pflag.UnquoteUsage(f)
		fmt.Fprintf(&b, "complete -c gex -l %s", f.Name)
		if f.Shorthand != "" {
			fmt.Fprintf(&b, " -s %s", f.Shorthand)
		}
		switch {
		case f.Name == "require":
			b.WriteString(" -r")
		case valued(f):
			b.WriteString(" -x")
		}
		fmt.Fprintf(&b, " -d %s\n", single(usage))
	}
	for _, v := range verbs {
		fmt.Fprintf(&b, "complete -c gex -n __fish_use_subcommand -a %s -d %s\n", v.name, single(v.summary))
		fmt.Fprintf(&b, "complete -c gex -f -n '__fish_seen_subcommand_from help' -a %s\n", v.name)
	}
	fmt.Fprintf(&b, "complete -c gex -f -n '__fish_seen_subcommand_from completion' -a %s\n",
		single(shells))
	return b.String()
}

// single quotes s for a shell.
func single(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
