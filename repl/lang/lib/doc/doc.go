// Package doc holds the documentation of the library: a Markdown file for each
// module, which h/1 prints and Code.fetch_docs/1 returns. Module names flow in,
// parsed files out; a file is parsed when its module is first asked for.
//
// # How to write a file
//
// It is named like the source of the module (map_set.md, erl_lists.md) and starts
// with the module; the text below is about the module as a whole:
//
//	# MapSet
//
//	Sets, kept as maps…
//
// (`# :lists` for a module of Erlang.) Each function has a section, whose heading
// is its signature as h/1 shows it, defaults included:
//
//	## put(map_set, value)
//
//	@spec put(t(value), new_value) :: t(value | new_value) when value: term(), new_value: term()
//	@doc since: "1.1.0"
//
//	Puts `value` into the set.
//
//	## Examples
//
//	    iex> MapSet.put(MapSet.new([1]), 2)
//	    MapSet.new([1, 2])
//
// A heading that is no call is one of the text, so texts have headings of the
// second level too. What is no plain function has a word before the signature:
//
//	## macro if(condition, clauses)      ## guard is_nil(term)     (function or macro, with guard: true)
//	## callback init(init_arg)           ## macrocallback …
//	## type t(value)                     ## function left + right  (not of the form name(…))
//	## macro fn(clauses) as fn/1         (a signature that is no Elixir names its function)
//
// Under a heading, before the text, may stand lines of Elixir that begin with @:
// @doc (since:, deprecated:, and other metadata), @spec, @type, @opaque,
// @callback, @macrocallback and, under the first heading, @moduledoc. They end
// with an empty line; h/1, t/1 and b/1 print them as they are here, laid out
// anew. Write types in full: integer(), not integer.
//
// The tests of this package and of scripts/doctest check that the files can be
// read, that what they document is exported and that the examples hold, on gex
// and on Elixir: `go test ./repl/lang/lib -run Doc` and
// `go run ./scripts/doctest -own MapSet`.
package doc

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

//go:embed *.md
var files embed.FS

// names has the file of each module, by the module's name as an atom has it.
var names = sync.OnceValue(func() map[string]string {
	out := make(map[string]string)
	entries, _ := files.ReadDir(".")
	for _, e := range entries {
		if module, ok := moduleName(firstLine(e.Name())); ok {
			out[module] = e.Name()
		}
	}
	return out
})

// firstLine is the heading of a file.
func firstLine(name string) string {
	f, err := files.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	head := make([]byte, 256)
	n, _ := f.Read(head)
	line, _, _ := strings.Cut(string(head[:n]), "\n")
	return line
}

// moduleName reads the heading of a file: the name of the module as an atom has
// it.
func moduleName(line string) (string, bool) {
	name, ok := strings.CutPrefix(strings.TrimSpace(line), "# ")
	if !ok || name == "" {
		return "", false
	}
	if erlang, ok := strings.CutPrefix(name, ":"); ok {
		return erlang, true
	}
	return "Elixir." + name, true
}

// Modules lists the modules with documentation, in order, as atoms have them.
func Modules() []string {
	var out []string
	for name := range names() {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// parsed keeps the files that were read: *File by module name.
var parsed sync.Map

// Of returns the documentation of a module; false when there is none.
func Of(module string) (*File, bool) {
	if f, ok := parsed.Load(module); ok {
		return f.(*File), true
	}
	name, ok := names()[module]
	if !ok {
		return nil, false
	}
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, false
	}
	f, err := Parse(name, string(text))
	if err != nil {
		return nil, false
	}
	kept, _ := parsed.LoadOrStore(module, f)
	return kept.(*File), true
}
