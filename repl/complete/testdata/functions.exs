# Writes what the documentation of Elixir and OTP tells of the functions of the
# modules on standard input, and of all public modules of Elixir: see functions.go.
apps = [:elixir, :iex, :logger]
Enum.each(apps, &Application.load/1)

elixir =
  for app <- apps, {:ok, ms} = :application.get_key(app, :modules), m <- ms do
    m
  end

asked =
  IO.stream(:stdio, :line)
  |> Enum.map(&(&1 |> String.trim_trailing("\n") |> String.to_atom()))
  |> Enum.uniq()
  |> Enum.sort()

for m <- asked, not Code.ensure_loaded?(m), do: IO.puts([to_string(m), "\nx\n"])

for m <- Enum.sort(Enum.uniq(asked ++ elixir)),
    {:docs_v1, _, _, _, moduledoc, _, docs} <- [Code.fetch_docs(m)],
    moduledoc != :hidden or m in asked do
  rows =
    for {{kind, name, arity}, _, signature, doc, meta} <- docs do
      defaults = meta[:defaults] || 0
      group = meta[:group] || (meta[:guard] && "Guards")
      what = "#{Atom.to_string(name)}/#{arity}" <> if(defaults > 0, do: "-#{defaults}", else: "")

      cond do
        kind in [:callback, :macrocallback] -> "c #{Atom.to_string(name)}/#{arity}"
        kind == :type -> "t #{Atom.to_string(name)}/#{arity}"
        doc == :hidden -> "h #{what}"
        group -> "f #{what}\t#{Enum.join(signature, " ")}\t#{group}"
        true -> "f #{what}\t#{Enum.join(signature, " ")}"
      end
    end

  types =
    case Code.Typespec.fetch_types(m) do
      {:ok, types} -> for {kind, {name, _, args}} <- types, kind in [:type, :opaque], do: "t #{Atom.to_string(name)}/#{length(args)}"
      :error -> []
    end

  callbacks =
    case Code.Typespec.fetch_callbacks(m) do
      {:ok, callbacks} ->
        for {{name, arity}, _} <- callbacks do
          case to_string(name) do
            "MACRO-" <> name -> "c #{name}/#{arity - 1}"
            name -> "c #{name}/#{arity}"
          end
        end

      :error ->
        []
    end

  rows = Enum.filter(rows, &String.starts_with?(&1, ["f", "h"])) ++ types ++ callbacks
  Code.ensure_loaded?(m)
  struct? = function_exported?(m, :__struct__, 1) and not function_exported?(m, :exception, 1)
  rows = if struct?, do: ["s" | rows], else: rows
  if rows != [], do: IO.puts([to_string(m), "\n", rows |> Enum.sort() |> Enum.map(&[&1, "\n"])])
end
