defprotocol IEx.Info do
  @fallback_to_any true

  # Pairs of a heading and its text, in the order in which i/1 prints them.
  def info(term)
end

defimpl IEx.Info, for: Integer do
  def info(_), do: [{"Data type", "Integer"}, {"Reference modules", "Integer"}]
end

defimpl IEx.Info, for: Float do
  def info(_), do: [{"Data type", "Float"}, {"Reference modules", "Float"}]
end

defimpl IEx.Info, for: Map do
  def info(_), do: [{"Data type", "Map"}, {"Reference modules", "Map"}]
end

defimpl IEx.Info, for: Tuple do
  def info(_), do: [{"Data type", "Tuple"}, {"Reference modules", "Tuple"}]
end

defimpl IEx.Info, for: Reference do
  def info(_), do: [{"Data type", "Reference"}]
end

defimpl IEx.Info, for: Port do
  def info(port) do
    [{"Data type", "Port"}, {"Open", inspect(port in :erlang.ports())}, {"Reference modules", "Port"}]
  end
end

defimpl IEx.Info, for: Function do
  def info(fun) do
    {:type, type} = :erlang.fun_info(fun, :type)
    {:arity, arity} = :erlang.fun_info(fun, :arity)
    facts = [{"Data type", "Function"}, {"Type", Atom.to_string(type)}, {"Arity", Integer.to_string(arity)}]
    if type == :local, do: facts ++ [{"Description", "This is an anonymous function."}], else: facts
  end
end

defimpl IEx.Info, for: PID do
  def info(pid) do
    more = "Use Process.info/1 to get more info about this process"

    [{"Data type", "PID"}] ++
      state(pid) ++ [{"Description", more}, {"Reference modules", "Process, Node"}]
  end

  defp state(pid) do
    case info(pid, [:registered_name, :links, :message_queue_len]) do
      [_ | _] = info ->
        [
          {"Alive", "true"},
          {"Name", if(info[:registered_name] == [], do: "not registered", else: inspect(info[:registered_name]))},
          {"Links", if(info[:links] == [], do: "none", else: Enum.map_join(info[:links], ", ", &inspect/1))},
          {"Message queue length", inspect(info[:message_queue_len])}
        ]

      _ ->
        [{"Alive", "false"}]
    end
  end

  defp info(pid, keys) when node(pid) == node(), do: :erlang.process_info(pid, keys)

  defp info(pid, keys) do
    :erpc.call(node(pid), :erlang, :process_info, [pid, keys], 5000)
  catch
    _, _ -> nil
  end
end

defimpl IEx.Info, for: Atom do
  def info(atom) do
    {about, modules} =
      cond do
        atom == :"do not show this result in output" ->
          {[
             {"Description",
              "This atom is returned by IEx when a function that should not print its\n" <>
                "return value on screen is executed."}
           ], "Atom"}

        atom not in [nil, true, false] and match?({:module, _}, Code.ensure_loaded(atom)) ->
          {about_module(atom) ++ raw(atom), "Module, Atom"}

        match?("Elixir." <> _, Atom.to_string(atom)) ->
          {raw(atom), "Atom"}

        true ->
          {[], "Atom"}
      end

    [{"Data type", "Atom"}] ++ about ++ [{"Reference modules", modules}]
  end

  defp raw(atom), do: [{"Raw representation", ":\"" <> Atom.to_string(atom) <> "\""}]

  defp about_module(module) do
    info = module.module_info()
    compiled = Keyword.get(info, :compile, [])
    source = Keyword.get(compiled, :source, ~c"")

    [
      {"Module bytecode", inspect(:code.which(module))},
      {"Source", if(source == [], do: "none", else: List.to_string(source))},
      {"Version", inspect(info[:attributes][:vsn])},
      {"Compile options", inspect(Keyword.get(compiled, :options, []))},
      {"Description", documented(module) <> "Call #{inspect(module)}.module_info() to access metadata."}
    ] ++ protocol(module)
  end

  defp documented(module) do
    case Code.fetch_docs(module) do
      {:docs_v1, _, _, _, %{}, _, _} -> "Use h(#{inspect(module)}) to access its documentation.\n"
      _ -> ""
    end
  end

  defp protocol(module) do
    if function_exported?(module, :__protocol__, 1) do
      impls =
        case module.__protocol__(:impls) do
          {:consolidated, impls} -> impls
          _ -> []
        end

      text = "This module is a protocol. These data structures implement it:"
      [{"Protocol", if(impls == [], do: text, else: text <> "\n  " <> Enum.map_join(impls, ", ", &inspect/1))}]
    else
      []
    end
  end
end

defimpl IEx.Info, for: List do
  def info(list) do
    {about, modules} =
      cond do
        list == [] ->
          {[], "List"}

        List.ascii_printable?(list) ->
          {[
             {"Description",
              "This is a list of integers that is printed using the `~c` sigil syntax,\n" <>
                "defined by the `Kernel.sigil_c/2` macro, because all the integers in it\n" <>
                "represent printable ASCII characters. Conventionally, a list of Unicode\n" <>
                "code points is known as a charlist and a list of ASCII characters is a\n" <>
                "subset of it."},
             {"Raw representation", inspect(list, charlists: :as_lists)}
           ], "List"}

        Keyword.keyword?(list) ->
          {[
             {"Description",
              "This is what is referred to as a \"keyword list\". A keyword list is a list\n" <>
                "of two-element tuples where the first element of each tuple is an atom."}
           ], "Keyword, List"}

        true ->
          {[], "List"}
      end

    [{"Data type", "List"}] ++ about ++ [{"Reference modules", modules}]
  end
end

defimpl IEx.Info, for: BitString do
  def info(binary) when is_binary(binary) do
    about =
      cond do
        String.printable?(binary) ->
          [
            {"Description",
             "This is a string: a UTF-8 encoded binary. It's printed surrounded by\n" <>
               "\"double quotes\" because all UTF-8 encoded code points in it are printable."},
            {"Raw representation", inspect(binary, binaries: :as_binaries)},
            {"Reference modules", "String, :binary"}
          ]

        String.valid?(binary) ->
          [
            {"Description",
             "This is a string: a UTF-8 encoded binary. It's printed with the `<<>>`\n" <>
               "syntax (as opposed to double quotes) because it contains non-printable\n" <>
               "UTF-8 encoded code points (the first non-printable code point being\n" <>
               "`" <> first(binary, &String.printable?/1) <> "`)."},
            {"Reference modules", "String, :binary"}
          ]

        true ->
          [
            {"Description",
             "This is a binary: a collection of bytes. It's printed with the `<<>>`\n" <>
               "syntax (as opposed to double quotes) because it is not a UTF-8 encoded\n" <>
               "binary (the first invalid byte being `" <> first(binary, &String.valid?/1) <> "`)"},
            {"Reference modules", ":binary"}
          ]
      end

    [{"Data type", "BitString"}, {"Byte size", Integer.to_string(byte_size(binary))}] ++ about
  end

  def info(bits) do
    [
      {"Data type", "BitString"},
      {"Bits size", Integer.to_string(bit_size(bits))},
      {"Description",
       "This is a bitstring. It's a chunk of bits that are not divisible by 8\n" <>
         "(the number of bytes isn't whole)."}
    ]
  end

  # The first code point, or byte that begins none, that does not hold.
  defp first(binary, good?) do
    {:ok, codepoint} = Enum.fetch(Enum.reject(String.codepoints(binary), good?), 0)
    inspect(codepoint, binaries: :as_binaries)
  end
end

defimpl IEx.Info, for: [Date, Time, NaiveDateTime, DateTime] do
  def info(%module{} = value) do
    {what, sigil} = kind(module)

    [
      {"Data type", inspect(module)},
      {"Description",
       "This is a struct representing a #{what}. It is commonly\n" <>
         "represented using the `~#{sigil}` sigil syntax, that is\n" <>
         "defined in the `Kernel.sigil_#{sigil}/2` macro."},
      {"Raw representation", raw(module, fields(module), value)},
      {"Reference modules", "#{inspect(module)}, Calendar, Map"}
    ]
  end

  defp raw(module, keys, value) do
    "%#{inspect(module)}{" <> Enum.map_join(keys, ", ", &"#{&1}: #{inspect(Map.get(value, &1))}") <> "}"
  end

  defp kind(Date), do: {"date", "D"}
  defp kind(Time), do: {"time", "T"}
  defp kind(NaiveDateTime), do: {"\"naive\" datetime (that is, a datetime without a time zone)", "N"}
  defp kind(DateTime), do: {"datetime", "U"}

  defp fields(Date), do: [:year, :month, :day, :calendar]
  defp fields(Time), do: [:hour, :minute, :second, :microsecond, :calendar]
  defp fields(NaiveDateTime), do: [:year, :month, :day, :hour, :minute, :second, :microsecond, :calendar]

  defp fields(DateTime) do
    [:year, :month, :day, :hour, :minute, :second, :time_zone, :zone_abbr, :utc_offset, :std_offset] ++
      [:microsecond, :calendar]
  end
end

defimpl IEx.Info, for: Range do
  def info(range) do
    [
      {"Data type", "Range"},
      {"Description",
       "This is a struct representing a range of numbers. It is commonly\n" <>
         "defined using the `first..last//step` syntax. The step is not\n" <>
         "required and defaults to `1`."},
      {"Raw representation", "%Range{first: #{range.first}, last: #{range.last}, step: #{range.step}}"},
      {"Reference modules", "Range"}
    ]
  end
end

defimpl IEx.Info, for: Regex do
  def info(regex) do
    fields = Enum.map_join([:re_pattern, :source, :opts], ", ", &"#{&1}: #{inspect(Map.get(regex, &1))}")

    [
      {"Data type", "Regex"},
      {"Description",
       "This is a struct representing a regular expression. It is commonly\n" <>
         "represented using the `~r` sigil syntax, that is\n" <>
         "defined in the `Kernel.sigil_r/2` macro."},
      {"Raw representation", "%Regex{" <> fields <> "}"},
      {"Reference modules", "Regex, :re"}
    ]
  end
end

defimpl IEx.Info, for: Any do
  def info(%module{}) do
    [
      {"Data type", inspect(module)},
      {"Description", "This is a struct. Structs are maps with a __struct__ key."},
      {"Reference modules", inspect(module) <> ", Map"}
    ]
  end
end
