package complete

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// functionsText is what the documentation of Elixir 1.20.4 and OTP 29 tells of the
// functions of their modules: a module as its atom is, and a line for each
// function or macro (f), hidden one (h), callback (c) and type (t)
//
//	f name/arity-defaults TAB signature TAB group
//
// without the defaults and the group if there are none. A module with a struct that
// is no exception has the line s, a module of gex that they do not have the line x.
//
//go:embed functions.txt
var functionsText string

// modules are the lines of functionsText for each module.
var modules = sync.OnceValue(func() map[string]string {
	all := make(map[string]string)
	for block := range strings.SplitSeq(functionsText, "\n\n") {
		if name, lines, ok := strings.Cut(block, "\n"); ok {
			all[name] = lines
		}
	}
	return all
})

// internal tells whether a module is of gex alone.
func internal(module string) bool { return strings.HasPrefix(modules()[module], "x") }

// libraryStruct tells of a module of the library whether it has a struct that is no
// exception; known is false for modules that functionsText does not have.
func libraryStruct(module string) (has, known bool) {
	lines, ok := modules()[module]
	return strings.HasSuffix(lines, "\ns") || strings.Contains(lines, "\ns\n") || strings.HasPrefix(lines, "s\n"), ok
}

// libraryDocs returns what is known of a module of the library.
func libraryDocs(module string) (all []documented, ok bool) {
	lines, ok := modules()[module]
	if !ok || internal(module) {
		return nil, false
	}
	for line := range strings.Lines(lines) {
		fields := append(strings.Split(strings.TrimSuffix(line, "\n"), "\t"), "", "")
		kind, what, ok := strings.Cut(fields[0], " ")
		slash := strings.LastIndexByte(what, '/')
		if !ok || slash < 0 {
			continue
		}
		arity, defaults, _ := strings.Cut(what[slash+1:], "-")
		d := documented{kind: kinds[kind], name: what[:slash], signature: fields[1], group: fields[2], hidden: kind == "h"}
		d.arity, _ = strconv.Atoi(arity)
		d.defaults, _ = strconv.Atoi(defaults)
		all = append(all, d)
	}
	return all, true
}

var kinds = map[string]string{"f": "function", "h": "function", "c": "callback", "t": "type"}
