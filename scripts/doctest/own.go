package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	library "gex/repl/lang/lib/doc"
)

// ownOnly are the modules whose examples show what gex alone has.
var ownOnly = []string{"IEx.Helpers"}

// own returns the texts of our documentation of the modules, of all without any.
func own(modules []string) ([]string, [][]doc) {
	if len(modules) == 0 {
		for _, name := range library.Modules() {
			modules = append(modules, source(name))
		}
	}
	var texts [][]doc
	for _, module := range modules {
		name := "Elixir." + module
		if erlang, ok := strings.CutPrefix(module, ":"); ok {
			name = erlang
		}
		f, ok := library.Of(name)
		if !ok {
			fmt.Fprintln(os.Stderr, "doctest: no documentation of", module)
			texts = append(texts, nil)
			continue
		}
		list := []doc{{"module", f.Doc}}
		for _, s := range f.Sections {
			list = append(list, doc{fmt.Sprintf("%s/%d", s.Name, s.Arity), s.Doc})
		}
		texts = append(texts, list)
	}
	return slices.Clone(modules), texts
}

// source is the name of a module as it is written.
func source(name string) string {
	if module, ok := strings.CutPrefix(name, "Elixir."); ok {
		return module
	}
	return ":" + name
}

// printOutline prints the facts about modules in the form of a documentation
// file, from the real Elixir.
func printOutline(modules []string) error {
	for _, module := range modules {
		out, err := elixir(context.Background(), fmt.Sprintf(outlineProgram, module, strings.TrimPrefix(module, ":")))
		if err != nil {
			return fmt.Errorf("%s: %w", module, err)
		}
		fmt.Print(string(out))
	}
	return nil
}

const outlineProgram = `
module = %s
IO.puts("# %s\n")
{:docs_v1, _, _, _, _, meta, docs} = Code.fetch_docs(module)
if meta[:since], do: IO.puts("@moduledoc since: #{inspect(meta.since)}\n")
at = fn fetched, kind, convert ->
  case fetched do
    {:ok, all} -> for {{name, arity}, list} <- all, into: %%{}, do: {{name, arity}, for(s <- list, do: "@#{kind} " <> Macro.to_string(convert.(name, s)))}
    _ -> %%{}
  end
end
specs = at.(Code.Typespec.fetch_specs(module), "spec", &Code.Typespec.spec_to_quoted/2)
callbacks = at.(Code.Typespec.fetch_callbacks(module), "callback", &Code.Typespec.spec_to_quoted/2)
types = case Code.Typespec.fetch_types(module) do
  {:ok, all} -> for {kind, {name, definition, args} = type} <- all, kind in [:type, :opaque], into: %%{} do
    shown = if kind == :type, do: Code.Typespec.type_to_quoted(type), else: elem(Code.Typespec.type_to_quoted({name, {:type, 0, :any, []}, args}), 2) |> hd()
    _ = definition
    {{name, length(args)}, ["@#{kind} " <> Macro.to_string(shown)]}
  end
  _ -> %%{}
end
for {{kind, name, arity}, _, signature, doc, meta} <- docs, doc != :hidden, doc != %%{} do
  word = case {kind, meta} do
    {:function, %%{guard: true}} -> "guard "
    {:macro, %%{guard: true}} -> "guard "
    {:function, _} -> if signature != [] and String.starts_with?(hd(signature), "#{name}("), do: "", else: "function "
    _ -> "#{kind} "
  end
  text = case signature do
    [text | _] -> text
    [] -> "#{name}(#{Enum.map_join(1..arity//1, ", ", &"arg#{&1}")})"
  end
  facts = case kind do
    :function -> Map.get(specs, {name, arity}, [])
    :macro -> Map.get(specs, {:"MACRO-#{name}", arity + 1}, [])
    :type -> Map.get(types, {name, arity}, [])
    :callback -> Map.get(callbacks, {name, arity}, [])
    :macrocallback -> Map.get(callbacks, {:"MACRO-#{name}", arity + 1}, [])
  end
  more = for {key, value} <- meta, key not in [:source_annos, :source_anno, :defaults, :guard, :opaque, :equiv, :delegate_to], do: "#{key}: #{inspect(value)}"
  facts = facts ++ if(more == [], do: [], else: ["@doc " <> Enum.join(more, ", ")])
  IO.puts("## #{word}#{text}\n")
  if facts != [], do: IO.puts(Enum.join(facts, "\n") <> "\n")
end
`
