defmodule Record do
  defmacro is_record(data, kind) do
    check = fn data, kind ->
      quote do
        is_atom(unquote(kind)) and is_tuple(unquote(data)) and tuple_size(unquote(data)) > 0 and
          :erlang.element(1, unquote(data)) == unquote(kind)
      end
    end

    if Macro.Env.in_guard?(__CALLER__) do
      check.(data, kind)
    else
      quote do
        data = unquote(data)
        kind = unquote(kind)
        unquote(check.(quote(do: data), quote(do: kind)))
      end
    end
  end

  defmacro is_record(data) do
    check = fn data ->
      quote do
        is_tuple(unquote(data)) and tuple_size(unquote(data)) > 0 and
          is_atom(:erlang.element(1, unquote(data)))
      end
    end

    if Macro.Env.in_guard?(__CALLER__) do
      check.(data)
    else
      quote do
        data = unquote(data)
        unquote(check.(quote(do: data)))
      end
    end
  end

  defmacro defrecord(name, tag \\ nil, kv) do
    quote bind_quoted: [name: name, tag: tag, kv: kv] do
      tag = tag || name
      fields = Record.__record__(__MODULE__, :defrecord, name, tag, kv)

      defmacro unquote(name)(args \\ []) do
        Record.__access__(unquote(tag), unquote(fields), args, __CALLER__)
      end

      defmacro unquote(name)(record, args) do
        Record.__access__(unquote(tag), unquote(fields), record, args, __CALLER__)
      end
    end
  end

  defmacro defrecordp(name, tag \\ nil, kv) do
    quote bind_quoted: [name: name, tag: tag, kv: kv] do
      tag = tag || name
      fields = Record.__record__(__MODULE__, :defrecordp, name, tag, kv)

      defmacrop unquote(name)(args \\ []) do
        Record.__access__(unquote(tag), unquote(fields), args, __CALLER__)
      end

      defmacrop unquote(name)(record, args) do
        Record.__access__(unquote(tag), unquote(fields), record, args, __CALLER__)
      end
    end
  end

  # Checks a definition; the fields with their defaults, escaped to be unquoted
  # in the bodies of the record's macros, where they are quoted defaults.
  @doc false
  def __record__(module, kind, name, _tag, kv) do
    if arity = Enum.find(0..2, &Module.defines?(module, {name, &1})) do
      raise ArgumentError, "cannot define record #{inspect(name)} because a definition #{name}/#{arity} already exists"
    end

    fields = Enum.map(kv, &field(&1, kind))
    warn_on_duplicate_key(fields)
    Macro.escape(fields)
  end

  defp field({key, default}, _kind) when is_atom(key), do: {key, Macro.escape(default)}
  defp field(key, _kind) when is_atom(key), do: {key, nil}
  defp field({key, _}, kind), do: field(key, kind)
  defp field(key, kind), do: raise(ArgumentError, "#{kind} fields must be atoms, got: #{inspect(key)}")

  defp warn_on_duplicate_key([]), do: :ok

  defp warn_on_duplicate_key([{key, _} | rest]) do
    if List.keymember?(rest, key, 0), do: IO.warn("duplicate key #{inspect(key)} found in record")
    warn_on_duplicate_key(rest)
  end

  @doc false
  def __access__(tag, fields, args, caller) do
    cond do
      is_atom(args) -> index(tag, fields, args)
      Keyword.keyword?(args) -> create(tag, fields, args, caller)
      true -> quote(do: Record.__keyword__(unquote(tag), unquote(Macro.escape(fields)), unquote(args)))
    end
  end

  @doc false
  def __access__(tag, fields, record, args, caller) do
    cond do
      is_atom(args) -> get(tag, fields, record, args, caller)
      Keyword.keyword?(args) -> update(tag, fields, record, args, caller)
      true -> raise ArgumentError, "expected arguments to be a compile time atom or a keyword list, got: #{Macro.to_string(args)}"
    end
  end

  @doc false
  def __keyword__(tag, fields, record) do
    case is_tuple(record) and Tuple.to_list(record) do
      [^tag | values] when length(values) == length(fields) ->
        Enum.zip_with(fields, values, fn {key, _}, value -> {key, value} end)

      [^tag | _] ->
        raise ArgumentError,
              "expected argument to be a #{inspect(tag)} record with #{length(fields)} fields, got: #{inspect(record)}"

      _ ->
        raise ArgumentError,
              "expected argument to be a literal atom, literal keyword or a #{inspect(tag)} record, got runtime: #{inspect(record)}"
    end
  end

  # The position of a field, counted from 0: the tag's.
  defp index(tag, fields, key) do
    case Enum.find_index(fields, &match?({^key, _}, &1)) do
      nil -> no_key(tag, key)
      index -> index + 1
    end
  end

  defp no_key(tag, key) do
    raise ArgumentError, "record #{inspect(tag)} does not have the key: #{inspect(key)}"
  end

  defp create(tag, fields, args, caller) do
    given =
      cond do
        Keyword.has_key?(args, :_) -> fn _ -> args[:_] end
        Macro.Env.in_match?(caller) -> fn _ -> quote(do: _) end
        true -> fn default -> default end
      end

    {values, rest} =
      Enum.map_reduce(fields, Keyword.delete(args, :_), fn {key, default}, rest ->
        case Keyword.fetch(rest, key) do
          {:ok, value} -> {value, Keyword.delete(rest, key)}
          :error -> {given.(default), rest}
        end
      end)

    with [{key, _} | _] <- rest, do: no_key(tag, key)
    {:{}, [], [tag | values]}
  end

  defp update(tag, fields, record, args, caller) do
    if Macro.Env.in_match?(caller), do: raise(ArgumentError, "cannot invoke update style macro inside match")

    if Keyword.has_key?(args, :_) do
      IO.warn("updating a record with a default (:_) is equivalent to creating a new record", caller)
      create(tag, fields, args, caller)
    else
      Enum.reduce(args, record, fn {key, value}, record ->
        quote(do: :erlang.setelement(unquote(index(tag, fields, key) + 1), unquote(record), unquote(value)))
      end)
    end
  end

  defp get(tag, fields, record, key, caller) do
    if Macro.Env.in_match?(caller), do: raise(ArgumentError, "cannot invoke get style macro inside match")
    quote(do: :erlang.element(unquote(index(tag, fields, key) + 1), unquote(record)))
  end

  def extract(name, options) when is_atom(name) and is_list(options) do
    path = path(options)

    case List.keyfind(records(path), name, 0) do
      {_, fields} ->
        fields

      nil ->
        raise ArgumentError,
              "no record #{name} found at #{path}. Or the record does not exist or its entry is malformed or depends on other include files"
    end
  end

  def extract_all(options) when is_list(options), do: records(path(options))

  defp path(options) do
    case options[:from] do
      nil -> lib_path(Keyword.fetch!(options, :from_lib))
      file -> file
    end
  end

  defp lib_path(file) do
    [app | rest] = String.split(file, "/", parts: 2)

    case :code.lib_dir(String.to_atom(app)) do
      {:error, _} -> raise ArgumentError, "lib file #{file} could not be found"
      dir -> Enum.join([dir | rest], "/")
    end
  end

  defp records(path) do
    case :epp.parse_file(String.to_charlist(path), []) do
      {:ok, forms} -> for {:attribute, _, :record, {name, fields}} <- forms, do: {name, Enum.map(fields, &erlang_field/1)}
      other -> raise "error parsing file #{path}, got: #{inspect(other)}"
    end
  end

  defp erlang_field({:typed_record_field, field, _type}), do: erlang_field(field)
  defp erlang_field({:record_field, _, {:atom, _, name}}), do: {name, :undefined}

  defp erlang_field({:record_field, _, {:atom, _, name}, default}) do
    {:value, value, _} = :erl_eval.expr(default, [])
    {name, value}
  end
end
