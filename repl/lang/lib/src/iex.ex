defmodule IEx do
  # What the shell is set to. It reads it at each prompt and for each result;
  # color/2 and started?/0 are natives of the shell.
  @defaults [
    history_size: 20,
    colors: [],
    default_prompt: "%prefix(%counter)>",
    inspect: [pretty: true],
    auto_reload: false,
    alive_prompt: "%prefix(%node)%counter>"
  ]

  def configuration, do: Keyword.merge(@defaults, :persistent_term.get(IEx, []))

  def configure(options) do
    Enum.each(options, &check/1)
    old = configuration()

    new =
      Keyword.merge(old, options, fn
        key, old, new when key in [:colors, :inspect] -> Keyword.merge(old, new)
        _, _, new -> new
      end)

    :persistent_term.put(IEx, new)
  end

  defp check({key, value}) when key in [:colors, :inspect] and is_list(value), do: :ok
  defp check({key, value}) when key in [:width, :history_size] and is_integer(value), do: :ok
  defp check({key, value}) when key in [:default_prompt, :alive_prompt] and is_binary(value), do: :ok
  defp check({:auto_reload, false}), do: :ok
  # The history of entries, which only gex keeps: false, or how many.
  defp check({:history, value}) when is_boolean(value) or is_integer(value), do: :ok

  defp check({key, _}) when key in [:auto_reload, :dot_iex, :parser] do
    raise ArgumentError, "IEx.configure/1 of gex does not know how to set #{inspect(key)}"
  end

  defp check(option), do: raise(ArgumentError, "invalid configuration #{inspect(option)}")

  defmacro break!(code, stops \\ 1), do: IEx.Pry.__breakpoint__(code, stops, __CALLER__)
  def break!(module, function, arity, stops \\ 1), do: IEx.Pry.break!(module, function, arity, stops)

  defmacro pry do
    quote do
      IEx.Pry.pry(binding(), __ENV__)
    end
  end

  def width do
    columns =
      case :io.columns() do
        {:ok, columns} -> columns
        _ -> 80
      end

    min(columns, Keyword.get(configuration(), :width, 80))
  end

  def inspect_opts do
    config = configuration()
    colors = config[:colors]
    opts = Keyword.put_new(config[:inspect], :width, width())
    syntax = Keyword.get(colors, :syntax_colors, IO.ANSI.syntax_colors())

    if Keyword.get(colors, :enabled, IO.ANSI.enabled?()) && syntax do
      syntax = [reset: [:reset | List.wrap(Keyword.get(colors, :eval_result, [:yellow]))]] ++ syntax
      Keyword.update(opts, :syntax_colors, syntax, &Keyword.merge(syntax, &1))
    else
      opts
    end
  end
end
