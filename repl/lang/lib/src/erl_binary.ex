defmodule :binary do
  # replace/3 and replace/4 with a fun.
  def replace_with(subject, pattern, fun), do: replace_with(subject, pattern, fun, [])

  def replace_with(subject, pattern, fun, options) do
    places =
      case :lists.partition(&(&1 == :global), options) do
        {[], rest} -> first(:binary.match(subject, pattern, rest))
        {_, rest} -> :binary.matches(subject, pattern, rest)
      end

    :erlang.iolist_to_binary(replaced(subject, 0, places, fun))
  end

  defp first(:nomatch), do: []
  defp first(place), do: [place]

  defp replaced(subject, from, [{at, size} | places], fun) do
    [
      binary_part(subject, from, at - from),
      fun.(binary_part(subject, at, size)) | replaced(subject, at + size, places, fun)
    ]
  end

  defp replaced(subject, from, [], _fun) do
    [binary_part(subject, from, byte_size(subject) - from)]
  end
end
