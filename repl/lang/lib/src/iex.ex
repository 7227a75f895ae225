defmodule IEx do
  # Natives of the shell.
  @compile {:no_warn_undefined, IEx.Config}

  # What the shell is set to. It reads it at each prompt and for each result.
  @defaults [
    history_size: 20,
    colors: [],
    default_prompt: "%prefix(%counter)>",
    inspect: [pretty: true],
    auto_reload: false,
    alive_prompt: "%prefix(%node)%counter>"
  ]

  # The order of keys is that of iex.
  @keys [:history_size, :width, :colors, :default_prompt, :inspect, :auto_reload, :parser, :alive_prompt, :dot_iex]

  def configuration do
    set = Keyword.merge(@defaults, :persistent_term.get(IEx, []))
    {known, own} = Keyword.split(set, @keys)
    for(key <- @keys, {:ok, value} <- [Keyword.fetch(known, key)], do: {key, value}) ++ own
  end

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
  # There are no .beam files that could change, so auto_reload does nothing more.
  defp check({:auto_reload, value}) when is_boolean(value), do: :ok
  defp check({:dot_iex, value}) when is_binary(value), do: :ok
  defp check({:parser, {module, function, args}}) when is_atom(module) and is_atom(function) and is_list(args), do: :ok
  # The history of entries, which only gex keeps: false, or how many.
  defp check({:history, value}) when is_boolean(value) or is_integer(value), do: :ok

  defp check(option), do: raise(ArgumentError, "invalid configuration #{inspect(option)}")

  defmacro break!(code, stops \\ 1), do: IEx.Pry.__breakpoint__(code, stops, __CALLER__)
  def break!(module, function, arity, stops \\ 1), do: IEx.Pry.break!(module, function, arity, stops)

  defmacro pry do
    quote do
      IEx.Pry.pry(binding(), __ENV__)
    end
  end

  def started?, do: IEx.Config.started?()
  def color(color, string), do: IEx.Config.color(color, string)

  def dont_display_result, do: :"do not show this result in output"

  @deprecated "The functionality is no longer supported"
  def after_spawn, do: []
  @deprecated "The functionality is no longer supported"
  def after_spawn(fun) when is_function(fun), do: :ok

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
