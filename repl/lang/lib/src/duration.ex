defmodule Duration do
  import Calendar.Parts

  defstruct year: 0, month: 0, week: 0, day: 0, hour: 0, minute: 0, second: 0, microsecond: {0, 0}

  def new!(%Duration{} = duration), do: duration
  def new!(unit_pairs), do: duration!(unit_pairs, &validate_unit!/1)

  defp validate_unit!({unit, value}) do
    check_duration_unit!(unit, value, [:year, :month, :week, :day, :hour, :minute, :second, :microsecond])
  end

  def add(%Duration{} = d1, %Duration{} = d2), do: combine(d1, d2, 1)

  def subtract(%Duration{} = d1, %Duration{} = d2), do: combine(d1, d2, -1)

  def multiply(%Duration{microsecond: {ms, p}} = duration, integer) when is_integer(integer) do
    combine(%Duration{}, duration, integer, {ms * integer, p})
  end

  def negate(%Duration{microsecond: {ms, p}} = duration), do: combine(%Duration{}, duration, -1, {-ms, p})

  defp combine(%{microsecond: {m1, p1}} = d1, %{microsecond: {m2, p2}} = d2, factor) do
    combine(d1, d2, factor, {m1 + factor * m2, max(p1, p2)})
  end

  # The units of the first and so many times those of the second.
  defp combine(d1, d2, n, microsecond) do
    %Duration{year: d1.year + n * d2.year, month: d1.month + n * d2.month, week: d1.week + n * d2.week,
      day: d1.day + n * d2.day, hour: d1.hour + n * d2.hour, minute: d1.minute + n * d2.minute,
      second: d1.second + n * d2.second, microsecond: microsecond}
  end

  def from_iso8601(string) when is_binary(string) do
    with {:ok, units} <- Calendar.ISO.parse_duration(string), do: {:ok, new!(units)}
  end

  def from_iso8601!(string) when is_binary(string) do
    value!(from_iso8601(string), reason, ~s/failed to parse duration "#{string}". reason: #{inspect(reason)}/)
  end

  def to_string(%Duration{} = duration, opts \\ []) do
    units = Keyword.get(opts, :units, [])
    separator = Keyword.get(opts, :separator, " ")

    shown =
      for {unit, default} <- [year: "a", month: "mo", week: "wk", day: "d", hour: "h", minute: "min", second: "s"],
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
