defmodule Range do
  @enforce_keys [:first, :last, :step]
  defstruct first: nil, last: nil, step: nil

  def new(first, last) when is_integer(first) and is_integer(last) do
    step = if first <= last, do: 1, else: -1
    %{__struct__: Range, first: first, last: last, step: step}
  end

  def new(first, last, step)
      when is_integer(first) and is_integer(last) and is_integer(step) and step != 0 do
    %{__struct__: Range, first: first, last: last, step: step}
  end

  def new(first, last, step) do
    raise ArgumentError,
          "ranges (first..last//step) expect both sides to be integers and the step to be a " <>
            "non-zero integer, got: #{inspect(first)}..#{inspect(last)}//#{inspect(step)}"
  end

  def size(range)
  def size(first..last//step) when step > 0 and first > last, do: 0
  def size(first..last//step) when step < 0 and first < last, do: 0
  def size(first..last//step), do: div(last - first, step) + 1

  def shift(first..last//step, steps_to_shift) when is_integer(steps_to_shift) do
    new(first + steps_to_shift * step, last + steps_to_shift * step, step)
  end

  def split(first..last//step = range, split) when is_integer(split) do
    case size(range) do
      0 ->
        {new(first, first - step, step), new(last + step, last, step)}

      size when split > size ->
        {range, new(last + step, last, step)}

      size ->
        split = if split < 0, do: max(0, size + split), else: split
        middle = first + split * step
        {new(first, middle - step, step), new(middle, last, step)}
    end
  end

  def to_list(first..last//step)
      when step > 0 and first <= last
      when step < 0 and first >= last do
    :lists.seq(first, last, step)
  end

  def to_list(_first.._last//_step), do: []

  @deprecated "Pattern match on first..last//step instead"
  def range?(term)

  def range?(first..last//step)
      when is_integer(first) and is_integer(last) and is_integer(step) and step != 0,
      do: true

  def range?(_), do: false

  # Two arithmetic progressions share an element where the Chinese remainder
  # theorem gives one within both.
  def disjoint?(%Range{} = range1, %Range{} = range2) do
    {first1, last1, step1} = ascending(range1)
    {first2, last2, step2} = ascending(range2)

    cond do
      last1 < first1 or last2 < first2 -> true
      last2 < first1 or last1 < first2 -> true
      true -> apart?(first1, last1, step1, first2, last2, step2)
    end
  end

  defp ascending(first..last//step) when step > 0, do: {first, last, step}

  defp ascending(first..last//step) do
    {first - div(first - last, -step) * -step, first, -step}
  end

  defp apart?(first1, last1, step1, first2, last2, step2) do
    {gcd, factor, _} = Integer.extended_gcd(step1, step2)

    case rem(first2 - first1, gcd) do
      0 ->
        lcm = div(step1 * step2, gcd)
        common = first1 + factor * div(first2 - first1, gcd) * step1
        low = max(first1, first2)
        common = low + Integer.mod(common - low, lcm)
        common > min(last1, last2)

      _ ->
        true
    end
  end
end
