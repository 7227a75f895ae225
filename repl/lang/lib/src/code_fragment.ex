defmodule Code.Fragment do
  # What looks at text is native: cursor, surround, container, lines.

  def cursor_context(fragment, opts \\ [])

  def cursor_context(fragment, opts) when (is_binary(fragment) or is_list(fragment)) and is_list(opts) do
    :elixir_fragment.cursor(fragment)
  end

  def cursor_context(other, opts) when is_list(opts), do: cursor_context(to_charlist(other), opts)

  def surround_context(fragment, position, options \\ [])

  def surround_context(fragment, {line, column}, options)
      when (is_binary(fragment) or is_list(fragment)) and is_list(options) do
    :elixir_fragment.surround(fragment, line, column)
  end

  def surround_context(other, {_, _} = position, options), do: surround_context(to_charlist(other), position, options)

  def container_cursor_to_quoted(fragment, opts \\ []) when is_list(opts) do
    :elixir_fragment.container(fragment, opts)
  end

  def lines(string) when is_binary(string), do: :elixir_fragment.lines(string)
end
