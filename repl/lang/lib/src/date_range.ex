defmodule Date.Range do
  @enforce_keys [:first, :last, :first_in_iso_days, :last_in_iso_days, :step]
  defstruct [:first, :last, :first_in_iso_days, :last_in_iso_days, :step]
end

# The days of a range are those of a range of integers.
defimpl Enumerable, for: Date.Range do
  def count(range), do: {:ok, Range.size(days(range))}

  def member?(%Date.Range{first: %{calendar: calendar}} = range, %Date{calendar: calendar} = date) do
    {day, _} = Date.to_iso_days(date)
    {:ok, day in days(range)}
  end

  def member?(%Date.Range{}, _), do: {:ok, false}

  def slice(%Date.Range{first: %{calendar: calendar}} = range) do
    first..last//step = days(range)

    {:ok, Range.size(first..last//step),
     fn start, amount, every ->
       from = first + start * step
       to = from + (amount - 1) * step * every
       for day <- from..to//(step * every), do: Date.__from_iso_days__(day, calendar)
     end}
  end

  def reduce(%Date.Range{first: %{calendar: calendar}} = range, acc, fun) do
    Enumerable.reduce(days(range), acc, fn day, acc ->
      fun.(Date.__from_iso_days__(day, calendar), acc)
    end)
  end

  defp days(%{first_in_iso_days: first, last_in_iso_days: last, step: step}), do: first..last//step
end
