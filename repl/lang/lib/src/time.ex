defmodule Time do
  import Calendar.Parts

  @enforce_keys [:hour, :minute, :second]
  defstruct [:hour, :minute, :second, microsecond: {0, 0}, calendar: Calendar.ISO]

  def utc_now(calendar_or_time_unit \\ Calendar.ISO) do
    if calendar_or_time_unit in [:microsecond, :millisecond, :second, :native],
      do: utc_now(calendar_or_time_unit, Calendar.ISO),
      else: utc_now(:native, calendar_or_time_unit)
  end

  def utc_now(time_unit, calendar) when time_unit in [:native, :microsecond, :millisecond, :second] do
    {:ok, _, {hour, minute, second}, microsecond} = time_unit |> System.os_time() |> Calendar.ISO.from_unix(time_unit)

    convert!(%Time{hour: hour, minute: minute, second: second, microsecond: microsecond}, calendar)
  end

  def new(hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)

  def new(hour, minute, second, microsecond, calendar) when is_integer(microsecond) do
    new(hour, minute, second, {microsecond, 6}, calendar)
  end

  def new(hour, minute, second, {microsecond, precision}, calendar)
      when is_integer(hour) and is_integer(minute) and is_integer(second) and
             is_integer(microsecond) and is_integer(precision) do
    microsecond = {microsecond, precision}

    if calendar.valid_time?(hour, minute, second, microsecond) do
      {:ok, %Time{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}}
    else
      {:error, :invalid_time}
    end
  end

  def new!(hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    value!(new(hour, minute, second, microsecond, calendar), reason, "cannot build time, reason: #{inspect(reason)}")
  end

  def to_string(%{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}) do
    calendar.time_to_string(hour, minute, second, microsecond)
  end

  def from_iso8601(string, calendar \\ Calendar.ISO) do
    with {:ok, {hour, minute, second, microsecond}} <- Calendar.ISO.parse_time(string) do
      convert(%Time{hour: hour, minute: minute, second: second, microsecond: microsecond}, calendar)
    end
  end

  def from_iso8601!(string, calendar \\ Calendar.ISO) do
    value!(from_iso8601(string, calendar), reason,
      "cannot parse #{inspect(string)} as time, reason: #{inspect(reason)}")
  end

  def to_iso8601(time, format \\ :extended)

  def to_iso8601(%{calendar: Calendar.ISO} = time, format) when format in [:extended, :basic] do
    %{hour: hour, minute: minute, second: second, microsecond: microsecond} = time
    Calendar.ISO.time_to_string(hour, minute, second, microsecond, format)
  end

  def to_iso8601(%{calendar: _} = time, format) when format in [:extended, :basic] do
    time |> convert!(Calendar.ISO) |> to_iso8601(format)
  end

  def to_erl(time) do
    %{hour: hour, minute: minute, second: second} = convert!(time, Calendar.ISO)
    {hour, minute, second}
  end

  def from_erl(tuple, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)

  def from_erl({hour, minute, second}, microsecond, calendar) do
    with {:ok, time} <- new(hour, minute, second, microsecond, Calendar.ISO), do: convert(time, calendar)
  end

  def from_erl!(tuple, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    value!(from_erl(tuple, microsecond, calendar), reason,
      "cannot convert #{inspect(tuple)} to time, reason: #{inspect(reason)}")
  end

  def from_seconds_after_midnight(seconds, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) when is_integer(seconds) do
    second = Integer.mod(seconds, 86_400)
    minute = div(second, 60)

    %Time{hour: div(minute, 60), minute: rem(minute, 60), second: rem(second, 60), microsecond: microsecond}
    |> convert!(calendar)
  end

  def to_seconds_after_midnight(%{microsecond: {microsecond, _precision}} = time) do
    {Calendar.ISO.iso_days_to_unit({0, to_day_fraction(time)}, :second), microsecond}
  end

  def add(time, amount_to_add, unit \\ :second)

  def add(time, amount_to_add, :hour) when is_integer(amount_to_add) do
    add(time, amount_to_add * 3600, :second)
  end

  def add(time, amount_to_add, :minute) when is_integer(amount_to_add) do
    add(time, amount_to_add * 60, :second)
  end

  def add(%{calendar: calendar, microsecond: {_, precision}} = time, amount_to_add, unit)
      when is_integer(amount_to_add) do
    if unit in [:second, :millisecond, :microsecond, :nanosecond] or (is_integer(unit) and unit > 0) do
      {_, fraction} = Calendar.ISO.shift_time_unit({0, to_day_fraction(time)}, amount_to_add, unit)
      precision = max(Calendar.ISO.time_unit_to_precision(unit), precision)
      from_day_fraction(fraction, precision, calendar)
    else
      raise ArgumentError,
            "unsupported time unit. Expected :hour, :minute, :second, :millisecond, " <>
              ":microsecond, :nanosecond, or a positive integer, got #{inspect(unit)}"
    end
  end

  defp to_day_fraction(%{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}) do
    calendar.time_to_day_fraction(hour, minute, second, microsecond)
  end

  defp from_day_fraction(fraction, precision, calendar) do
    {hour, minute, second, {microsecond, _}} = calendar.time_from_day_fraction(fraction)

    %Time{hour: hour, minute: minute, second: second, microsecond: {microsecond, precision}, calendar: calendar}
  end

  def shift(%{calendar: calendar} = time, duration) do
    %{hour: hour, minute: minute, second: second, microsecond: microsecond} = time
    duration = __duration__!(duration)
    {hour, minute, second, microsecond} = calendar.shift_time(hour, minute, second, microsecond, duration)
    %Time{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}
  end

  @doc false
  def __duration__!(%Duration{} = duration), do: duration
  def __duration__!(unit_pairs), do: duration!(unit_pairs, &validate_duration_unit!/1)

  defp validate_duration_unit!({unit, value}) do
    check_duration_unit!(unit, value, [:hour, :minute, :second, :microsecond], [:year, :month, :week, :day])
  end

  def compare(%{calendar: calendar} = time1, %{calendar: calendar} = time2) do
    %{hour: hour1, minute: minute1, second: second1, microsecond: {microsecond1, _}} = time1
    %{hour: hour2, minute: minute2, second: second2, microsecond: {microsecond2, _}} = time2
    order({hour1, minute1, second1, microsecond1}, {hour2, minute2, second2, microsecond2})
  end

  def compare(time1, time2) do
    {parts1, per_day1} = to_day_fraction(time1)
    {parts2, per_day2} = to_day_fraction(time2)
    order(parts1 * per_day2, parts2 * per_day1)
  end

  def before?(time1, time2), do: compare(time1, time2) == :lt

  def after?(time1, time2), do: compare(time1, time2) == :gt

  def convert(%{calendar: calendar, hour: hour, minute: minute, second: second, microsecond: microsecond}, calendar) do
    {:ok, %Time{calendar: calendar, hour: hour, minute: minute, second: second, microsecond: microsecond}}
  end

  def convert(%{microsecond: {_, precision}} = time, calendar) do
    {:ok, time |> to_day_fraction() |> from_day_fraction(precision, calendar)}
  end

  def convert!(time, calendar) do
    {:ok, value} = convert(time, calendar)
    value
  end

  def diff(time1, time2, unit \\ :second)

  def diff(time1, time2, :hour), do: div(diff(time1, time2, :second), 3600)
  def diff(time1, time2, :minute), do: div(diff(time1, time2, :second), 60)

  def diff(%{calendar: Calendar.ISO, hour: hour1, minute: minute1, second: second1, microsecond: {microsecond1, _}},
        %{calendar: Calendar.ISO, hour: hour2, minute: minute2, second: second2, microsecond: {microsecond2, _}},
        unit) do
    seconds = ((hour1 - hour2) * 60 + minute1 - minute2) * 60 + second1 - second2

    System.convert_time_unit(seconds * 1_000_000 + microsecond1 - microsecond2, :microsecond, unit)
  end

  def diff(time1, time2, unit) do
    System.convert_time_unit(microseconds(time1) - microseconds(time2), :microsecond, unit)
  end

  defp microseconds(time), do: Calendar.ISO.iso_days_to_unit({0, to_day_fraction(time)}, :microsecond)

  def truncate(%Time{microsecond: microsecond} = time, precision) do
    %{time | microsecond: Calendar.truncate(microsecond, precision)}
  end
end

defimpl String.Chars, for: Time do
  defdelegate to_string(time), to: Time
end

defimpl Inspect, for: Time do
  def inspect(time, _), do: "~T[" <> Calendar.Parts.in_sigil(Time.to_string(time), time.calendar) <> "]"
end
