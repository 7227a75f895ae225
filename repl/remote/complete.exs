# How the text that word is can go on, on a node without IEx: text is up to the
# cursor, names are those of variables. The value is a list of what can stand there.
word = Regex.run(~r/[\w.:@?!]*$/u, text) |> hd()

functions = fn module ->
  found =
    if function_exported?(module, :__info__, 1) do
      module.__info__(:macros) ++ module.__info__(:functions)
    else
      module.module_info(:exports) -- [module_info: 0, module_info: 1]
    end

  for {name, arity} <- found, name = Atom.to_string(name), not String.starts_with?(name, "_"), do: {name, "#{name}/#{arity}"}
end

loaded = for {module, _} <- :code.all_loaded(), do: Atom.to_string(module)

{prefix, all} =
  case Regex.run(~r/^(:?[\w.]*?)(?:\.)?(\w*[?!]?)$/u, word) do
    [_, ":" <> _ = module, prefix] when module != ":" ->
      module = String.to_existing_atom(String.trim_leading(module, ":"))
      {prefix, if(Code.ensure_loaded?(module), do: functions.(module), else: [])}

    [_, "", ""] ->
      {"", []}

    [_, ":", prefix] ->
      {prefix, for(name <- loaded, not String.starts_with?(name, "Elixir."), do: {name, name})}

    [_, "", prefix] ->
      modules = for "Elixir." <> name <- loaded, name = hd(String.split(name, ".")), do: {name, name}
      {prefix, Enum.uniq(modules) ++ Enum.map(names, &{&1, &1}) ++ functions.(Kernel)}

    [_, module, prefix] ->
      inner = for "Elixir." <> name <- loaded, String.starts_with?(name, module <> "."), do: hd(String.split(String.replace_prefix(name, module <> ".", ""), "."))
      module = String.to_existing_atom("Elixir." <> module)
      own = if Code.ensure_loaded?(module), do: functions.(module), else: []
      {prefix, Enum.map(Enum.uniq(inner), &{&1, &1}) ++ own}

    nil ->
      {"", []}
  end

matching = for {name, shown} <- Enum.sort(all), String.starts_with?(name, prefix), do: {name, shown}
starts = Enum.uniq(for {name, _} <- matching, do: name)

insert =
  case starts do
    [] -> ""
    list -> String.slice(Enum.reduce(list, fn a, b -> binary_part(a, 0, :binary.longest_common_prefix([a, b])) end), String.length(prefix)..-1//1)
  end

{if(matching == [], do: :no, else: :yes), insert, if(insert == "", do: Enum.map(matching, &elem(&1, 1)), else: [])}
