# The functions that are one sequence each are natives.
defmodule IO.ANSI do
  def enabled?, do: :persistent_term.get(IO.ANSI, false)

  def syntax_colors do
    [
      atom: :cyan,
      binary: :default_color,
      boolean: :magenta,
      charlist: :yellow,
      list: :default_color,
      map: :default_color,
      nil: :magenta,
      number: :yellow,
      string: :green,
      tuple: :default_color,
      variable: :light_cyan,
      call: :default_color,
      operator: :default_color
    ]
  end

  def color(code) when code in 0..255, do: "\e[38;5;#{code}m"

  def color(r, g, b) when r in 0..5 and g in 0..5 and b in 0..5 do
    color(16 + 36 * r + 6 * g + b)
  end

  def color_background(code) when code in 0..255, do: "\e[48;5;#{code}m"

  def color_background(r, g, b) when r in 0..5 and g in 0..5 and b in 0..5 do
    color_background(16 + 36 * r + 6 * g + b)
  end

  def cursor(line, column)
      when is_integer(line) and line >= 0 and is_integer(column) and column >= 0 do
    "\e[#{line};#{column}H"
  end

  def cursor_up(lines \\ 1) when is_integer(lines) and lines >= 1, do: "\e[#{lines}A"

  def cursor_down(lines \\ 1) when is_integer(lines) and lines >= 1, do: "\e[#{lines}B"

  def cursor_right(columns \\ 1) when is_integer(columns) and columns >= 1, do: "\e[#{columns}C"

  def cursor_left(columns \\ 1) when is_integer(columns) and columns >= 1, do: "\e[#{columns}D"

  def format(ansidata, emit? \\ enabled?()) when is_boolean(emit?) do
    case fragment(ansidata, [], [], emit?) do
      {text, true} -> [text | IO.ANSI.reset()]
      {text, false} -> text
    end
  end

  def format_fragment(ansidata, emit? \\ enabled?()) when is_boolean(emit?) do
    ansidata |> fragment([], [], emit?) |> elem(0)
  end

  # Returns the text and whether it has sequences.
  defp fragment(data, rest, acc, emit?), do: fragment(data, rest, acc, emit?, false)

  defp fragment([head | tail], rest, acc, emit?, any?) do
    fragment(head, [tail | rest], acc, emit?, any?)
  end

  defp fragment([], [next | rest], acc, emit?, any?), do: fragment(next, rest, acc, emit?, any?)
  defp fragment([], [], acc, _emit?, any?), do: {acc, any?}

  defp fragment(name, rest, acc, emit?, any?) when is_atom(name) do
    sequence = IO.ANSI.__sequence__(name)

    if emit? do
      fragment([], rest, [acc | sequence], emit?, true)
    else
      fragment([], rest, acc, emit?, any?)
    end
  end

  defp fragment(other, rest, acc, emit?, any?), do: fragment([], rest, [acc, other], emit?, any?)

end
