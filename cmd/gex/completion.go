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
	switch {
	case f.Name == oneDash:
		return []string{"-" + f.Name}
	case f.Shorthand == "":
		return []string{"--" + f.Name}
	}
	return []string{"-" + f.Shorthand, "--" + f.Name}
}

func valued(f *pflag.Flag) bool { return f.NoOptDefVal == "" }

// valueKind is what may stand behind an option.
type valueKind uint8

const (
	noValue   valueKind = iota
	anyValue            // nothing can be said about it
	fileValue           // a file
	boolValue           // true or false
)

func kindOf(f *pflag.Flag) valueKind {
	value, _ := pflag.UnquoteUsage(f)
	switch {
	case !valued(f):
		return noValue
	case value == "FILE", value == "PATTERN":
		return fileValue
	case value == "BOOL":
		return boolValue
	}
	return anyValue
}

// spellings are all ways to write the options of a kind.
func spellings(flags []*pflag.Flag, kind valueKind) []string {
	var all []string
	for _, f := range flags {
		if kindOf(f) == kind {
			all = append(all, spelled(f)...)
		}
	}
	return all
}

// verbNames are the names of the verbs between blanks.
func verbNames(verbs []verb) string {
	names := make([]string, len(verbs))
	for i, v := range verbs {
		names[i] = v.name
	}
	return strings.Join(names, " ")
}

func bashCompletion(flags []*pflag.Flag, verbs []verb) string {
	var all []string
	for _, f := range flags {
		all = append(all, spelled(f)...)
	}
	either := func(kind valueKind) string { return strings.Join(spellings(flags, kind), "|") }
	return fmt.Sprintf(`# bash completion of gex
_gex() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    COMPREPLY=()
    if [ "$COMP_CWORD" -ge 2 ]; then
        case ${COMP_WORDS[1]} in
        completion) [ "$COMP_CWORD" -gt 2 ] || COMPREPLY=($(compgen -W "%[1]s" -- "$word")); return ;;
        help) [ "$COMP_CWORD" -gt 2 ] || COMPREPLY=($(compgen -W "%[2]s" -- "$word")); return ;;
        man) return ;;
        epmd) [ "$COMP_CWORD" -gt 2 ] || COMPREPLY=($(compgen -W "-names" -- "$word")); return ;;
        esac
    fi
    case $before in
    %[3]s) return ;;
    %[4]s) _gex_files; return ;;
    %[5]s) COMPREPLY=($(compgen -W "true false" -- "$word")); return ;;
    esac
    case $word in
    -*) COMPREPLY=($(compgen -W "%[6]s" -- "$word")) ;;
    *)
        _gex_files
        [ "$COMP_CWORD" -gt 1 ] || COMPREPLY+=($(compgen -W "%[2]s" -- "$word"))
        ;;
    esac
}
_gex_files() {
    local IFS=$'\n'
    compopt -o filenames 2> /dev/null
    COMPREPLY=($(compgen -f -- "$word"))
}
complete -F _gex gex
`, shells, verbNames(verbs), either(anyValue), either(fileValue), either(boolValue), strings.Join(all, " "))
}

func zshCompletion(flags []*pflag.Flag, verbs []verb) string {
	var options strings.Builder
	for _, f := range flags {
		value, usage := pflag.UnquoteUsage(f)
		usage = strings.NewReplacer("[", "\\[", "]", "\\]", ":", "\\:").Replace(usage)
		after := map[valueKind]string{noValue: "", anyValue: ":" + value + ":", fileValue: ":" + value + ":_files",
			boolValue: ":" + value + ":(true false)"}[kindOf(f)]
		for _, name := range spelled(f) {
			fmt.Fprintf(&options, "    %s\n", single("*"+name+"["+usage+"]"+after))
		}
	}
	var names strings.Builder
	for _, v := range verbs {
		fmt.Fprintf(&names, "    %s\n", single(v.name+":"+v.summary))
	}
	return fmt.Sprintf(`#compdef gex
_gex() {
  local -a verbs=(
%s  )
  local -a options=(
%s  )
  if (( CURRENT > 2 )); then
    case $words[2] in
      completion) (( CURRENT > 3 )) || compadd %s; return ;;
      help) (( CURRENT > 3 )) || _describe verb verbs; return ;;
      man) return ;;
      epmd) (( CURRENT > 3 )) || compadd -- -names; return ;;
      run|doctor) shift words; (( CURRENT-- )) ;;
    esac
  elif [[ $PREFIX != -* ]]; then
    _describe verb verbs
  fi
  _arguments -S $options '*:file:_files'
}
compdef _gex gex
`, names.String(), options.String(), shells)
}

func fishCompletion(flags []*pflag.Flag, verbs []verb) string {
	var b strings.Builder
	b.WriteString("# fish completion of gex\n")
	elsewhere := "'not __fish_seen_subcommand_from completion help man epmd'"
	for _, f := range flags {
		_, usage := pflag.UnquoteUsage(f)
		length := "-l"
		if f.Name == oneDash {
			length = "-o"
		}
		fmt.Fprintf(&b, "complete -c gex -n %s %s %s", elsewhere, length, f.Name)
		if f.Shorthand != "" {
			fmt.Fprintf(&b, " -s %s", f.Shorthand)
		}
		b.WriteString(map[valueKind]string{anyValue: " -x", fileValue: " -r", boolValue: " -x -a 'true false'"}[kindOf(f)])
		fmt.Fprintf(&b, " -d %s\n", single(usage))
	}
	words := func(n int) string { return fmt.Sprintf("test (count (commandline -opc)) -eq %d", n) }
	for _, v := range verbs {
		fmt.Fprintf(&b, "complete -c gex -n '%s' -a %s -d %s\n", words(1), v.name, single(v.summary))
	}
	for _, of := range []entry{{"completion", shells}, {"help", verbNames(verbs)}} {
		fmt.Fprintf(&b, "complete -c gex -n '__fish_seen_subcommand_from %s; and %s' -a %s\n", of.name, words(2), single(of.does))
	}
	b.WriteString("complete -c gex -n '__fish_seen_subcommand_from epmd' -o names -d 'list the nodes'\n")
	b.WriteString("complete -c gex -f -n '__fish_seen_subcommand_from completion help man epmd'\n")
	return b.String()
}

// single quotes s for a shell.
func single(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
