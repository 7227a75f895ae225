package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

func main() {
	verbose := flag.Bool("v", false, "show the examples that fail")
	path := flag.String("gex", "", "a gex binary; one is built when this is empty")
	ours := flag.Bool("own", false, "run the examples in the documentation of gex itself")
	outline := flag.Bool("outline", false, "print the headings of a documentation file for the module")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: go run ./scripts/doctest [-v] [-own] [-gex PATH] [MODULE ...]")
		flag.PrintDefaults()
	}
	modules := parseArgs()
	var texts [][]doc
	var err error
	switch {
	case *outline:
		err = printOutline(modules)
	case *ours:
		modules, texts = own(modules)
		err = show(modules, texts, *path, *verbose)
	default:
		if len(modules) == 0 {
			modules = slices.Concat(core, further)
		}
		if texts, err = docs(modules); err == nil {
			err = show(modules, texts, *path, *verbose)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "doctest:", err)
		os.Exit(1)
	}
}

// parseArgs returns the modules named; flags may stand behind them.
func parseArgs() []string {
	var names, flags []string
	for _, arg := range os.Args[1:] {
		if strings.HasPrefix(arg, "-") || len(flags) > 0 && flags[len(flags)-1] == "-gex" {
			flags = append(flags, arg)
		} else {
			names = append(names, arg)
		}
	}
	if err := flag.CommandLine.Parse(flags); err != nil {
		os.Exit(2)
	}
	return names
}

func show(modules []string, texts [][]doc, path string, verbose bool) error {
	gex, clean, err := gexBinary(path)
	if err != nil {
		return err
	}
	defer clean()
	reports, err := check(modules, texts, gex)
	if err != nil {
		return err
	}
	fmt.Printf("%-20s %8s %8s %7s   %-9s %s\n", "module", "examples", "passed", "rate", "excluded", "failing only for lack of other modules")
	var sum report
	for _, r := range reports {
		if verbose {
			for _, f := range r.failures {
				f.print("---", r.module)
			}
			for _, f := range r.unfair {
				f.print("--- excluded, fails on Elixir:", r.module)
			}
		}
	}
	for _, r := range reports {
		r.print(r.module)
		sum.examples += r.examples
		sum.passed += r.passed
		sum.excluded += r.excluded
		sum.later += r.later
	}
	sum.print("all")
	return nil
}

func (r report) print(name string) {
	fmt.Printf("%-20s %8d %8d %6.1f%%   %-9d %d\n", name, r.examples, r.passed, r.rate(), r.excluded, r.later)
}

func (f failure) print(mark, module string) {
	fmt.Printf("%s %s.%s\n%s\n    got  %s\n    want %s\n", mark, module, f.where, indented(f.expr), f.got, f.want)
}

func indented(s string) string { return "    " + strings.ReplaceAll(s, "\n", "\n    ") }
