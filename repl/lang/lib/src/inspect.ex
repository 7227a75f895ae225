# The protocol and its options. Printing itself is a native: the document of a
# term of Erlang, or of a struct of the library, comes from __own__/2, and
# implementations for other structs are called by it.
defprotocol Inspect do
  @fallback_to_any true

  defmacro __deriving__(module, options) do
    Inspect.Any.__derive__(module, options, __CALLER__)
  end

  def inspect(term, opts)
end

defimpl Inspect,
  for: [
    Atom,
    Float,
    Function,
    Integer,
    PID,
    Port,
    Reference,
    Date.Range,
    Range,
    Regex,
    Version.Requirement,
    Inspect.Error
  ] do
  def inspect(term, opts) do
    {doc, _opts} = Inspect.Algebra.__own__(term, opts)
    doc
  end
end

defimpl Inspect, for: [Map, Tuple, MapSet, Stream, Version, Duration] do
  def inspect(term, opts), do: Inspect.Algebra.__own__(term, opts)
end

# What prints as a text does not change the options.
defimpl Inspect, for: [BitString, List] do
  def inspect(term, opts) do
    case Inspect.Algebra.__own__(term, opts) do
      {doc, ^opts} when not is_tuple(doc) -> doc
      result -> result
    end
  end
end

defimpl Inspect, for: Any do
  def inspect(struct, opts), do: Inspect.Algebra.__own__(struct, opts)

  # What @derive {Inspect, options} defines for a struct.
  def __derive__(module, options, caller) do
    info = Macro.struct_info!(module, caller)
    fields = for %{field: field} <- info, field != :__exception__, do: field
    only = chosen(:only, Keyword.get(options, :only, fields), fields, module)
    except = chosen(:except, Keyword.get(options, :except, []), fields, module)

    optional =
      case Keyword.get(options, :optional, []) do
        :all -> fields
        some -> chosen(:optional, some, fields, module)
      end

    shown = for field <- fields, field in only and field not in except, do: field

    defaults =
      for %{field: field, default: default} <- info, field in optional, do: {field, default}

    quote do
      defimpl Inspect, for: unquote(module) do
        def inspect(struct, opts) do
          Inspect.Any.__fields__(
            struct,
            unquote(shown),
            unquote(Macro.escape(defaults)),
            unquote(length(shown) != length(fields)),
            opts
          )
        end
      end
    end
  end

  defp chosen(option, given, fields, module) when is_list(given) do
    case given -- fields do
      [] -> given
      unknown -> bad_option("unknown fields #{Kernel.inspect(unknown)}", option, module, "")
    end
  end

  defp chosen(option, given, _fields, module) do
    bad_option("invalid value #{Kernel.inspect(given)}", option, module, " (expected a list)")
  end

  defp bad_option(what, option, module, hint) do
    raise ArgumentError,
          "#{what} in #{Kernel.inspect(option)} when deriving the Inspect protocol for " <>
            Kernel.inspect(module) <> hint
  end

  # A derived implementation: the fields without those that have their default.
  def __fields__(struct, shown, optional, hides?, opts) do
    shown =
      Enum.reject(shown, fn field ->
        case :lists.keyfind(field, 1, optional) do
          {_, default} -> :maps.get(field, struct) == default
          false -> false
        end
      end)

    Inspect.Algebra.__fields__(struct, shown, hides?, opts)
  end
end

defmodule Inspect.Opts do
  defstruct base: :decimal,
            binaries: :infer,
            char_lists: :infer,
            charlists: :infer,
            custom_options: [],
            inspect_fun: &Inspect.inspect/2,
            limit: 200,
            pretty: false,
            printable_limit: 4096,
            safe: true,
            structs: true,
            syntax_colors: [],
            width: 80

  def new(opts), do: struct(%Inspect.Opts{inspect_fun: default_inspect_fun()}, opts)

  def default_inspect_fun, do: :persistent_term.get(Inspect.Opts, &Inspect.inspect/2)

  def default_inspect_fun(fun) when is_function(fun, 2) do
    :persistent_term.put(Inspect.Opts, fun)
  end
end
