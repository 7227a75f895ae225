defmodule Duration do
  defstruct year: 0,
            month: 0,
            week: 0,
            day: 0,
            hour: 0,
            minute: 0,
            second: 0,
            microsecond: {0, 0}

  @units [:year, :month, :week, :day, :hour, :minute, :second]

  def new!(%Duration{} = duration), do: duration

  def new!(unit_pairs) do
    Enum.each(unit_pairs, &validate_unit!/1)
    struct!(Duration, unit_pairs)
  end

  defp validate_unit!({:microsecond, {value, precision}})
       when is_integer(value) and precision in 0..6 do
    :ok
  end

  defp validate_unit!({:microsecond, microsecond}) do
    raise ArgumentError,
          "unsupported value #{inspect(microsecond)} for :microsecond. Expected a tuple " <>
            "{ms, precision} where precision is an integer from 0 to 6"
  end

  defp validate_unit!({unit, _value}) when unit not in @units do
    raise ArgumentError,
          "unknown unit #{inspect(unit)}. Expected :year, :month, :week, :day, :hour, " <>
            ":minute, :second, :microsecond"
  end

  defp validate_unit!({_unit, value}) when is_integer(value), do: :ok

  defp validate_unit!({unit, value}) do
    raise ArgumentError,
          "unsupported value #{inspect(value)} for #{inspect(unit)}. Expected an integer"
  end

  def add(%Duration{} = d1, %Duration{} = d2), do: combine(d1, d2, 1)

  def subtract(%Duration{} = d1, %Duration{} = d2), do: combine(d1, d2, -1)

  defp combine(d1, d2, factor) do
    {m1, p1} = d1.microsecond
    {m2, p2} = d2.microsecond

    %Duration{
      year: d1.year + factor * d2.year,
      month: d1.month + factor * d2.month,
      week: d1.week + factor * d2.week,
      day: d1.day + factor * d2.day,
      hour: d1.hour + factor * d2.hour,
      minute: d1.minute + factor * d2.minute,
      second: d1.second + factor * d2.second,
      microsecond: {m1 + factor * m2, max(p1, p2)}
    }
  end

  def multiply(%Duration{microsecond: {ms, p}} = duration, integer) when is_integer(integer) do
    %Duration{
      year: duration.year * integer,
      month: duration.month * integer,
      week: duration.week * integer,
      day: duration.day * integer,
      hour: duration.hour * integer,
      minute: duration.minute * integer,
      second: duration.second * integer,
      microsecond: {ms * integer, p}
    }
  end

  def negate(%Duration{microsecond: {ms, p}} = duration) do
    %Duration{
      year: -duration.year,
      month: -duration.month,
      week: -duration.week,
      day: -duration.day,
      hour: -duration.hour,
      minute: -duration.minute,
      second: -duration.second,
      microsecond: {-ms, p}
    }
  end

  def from_iso8601(string) when is_binary(string) do
    with {:ok, units} <- Calendar.ISO.parse_duration(string), do: {:ok, new!(units)}
  end

  def from_iso8601!(string) when is_binary(string) do
    case from_iso8601(string) do
      {:ok, duration} ->
        duration

      {:error, reason} ->
        raise ArgumentError,
              ~s/failed to parse duration "#{string}". reason: #{inspect(reason)}/
    end
  end

  def to_string(%Duration{} = duration, opts \\ []) do
    units = Keyword.get(opts, :units, [])
    separator = Keyword.get(opts, :separator, " ")

    shown =
      for {unit, default} <- [
            year: "a",
            month: "mo",
            week: "wk",
            day: "d",
            hour: "h",
            minute: "min",
            second: "s"
          ],
          value = shown(duration, unit),
          do: [value, Keyword.get(units, unit, default)]

    case shown do
      [] -> IO.iodata_to_binary(["0", Keyword.get(units, :second, "s")])
      shown -> shown |> Enum.intersperse(separator) |> IO.iodata_to_binary()
    end
  end

  def to_iso8601(%Duration{} = duration) do
    date = designators(duration, year: ?Y, month: ?M, week: ?W, day: ?D)
    time = designators(duration, hour: ?H, minute: ?M, second: ?S)

    case {date, time} do
      {[], []} -> "PT0S"
      {date, []} -> IO.iodata_to_binary([?P | date])
      {date, time} -> IO.iodata_to_binary([?P, date, ?T | time])
    end
  end

  defp designators(duration, letters) do
    for {unit, letter} <- letters, value = shown(duration, unit), do: [value, letter]
  end

  # The number of a unit, nil if there are none. Microseconds belong to the
  # seconds; without a precision they are not shown.
  defp shown(%{second: 0, microsecond: {0, _}}, :second), do: nil

  defp shown(%{second: second, microsecond: {_, 0}}, :second), do: Integer.to_string(second)

  defp shown(%{second: second, microsecond: {value, precision}}, :second) do
    total = second * 1_000_000 + value
    sign = if total < 0, do: "-", else: ""
    whole = Integer.to_string(div(abs(total), 1_000_000))

    [sign, whole, ?. | Calendar.ISO.microseconds_to_iodata(rem(abs(total), 1_000_000), precision)]
  end

  defp shown(duration, unit) do
    case Map.fetch!(duration, unit) do
      0 -> nil
      value -> Integer.to_string(value)
    end
  end
end
