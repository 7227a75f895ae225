defmodule NaiveDateTime do
  import Calendar.Parts

  @enforce_keys [:year, :month, :day, :hour, :minute, :second]
  defstruct [:year, :month, :day, :hour, :minute, :second, microsecond: {0, 0}, calendar: Calendar.ISO]

  def utc_now(calendar_or_time_unit \\ Calendar.ISO)

  def utc_now(time_unit) when time_unit in [:microsecond, :millisecond, :second, :native] do
    utc_now(time_unit, Calendar.ISO)
  end

  def utc_now(calendar), do: utc_now(:native, calendar)

  def utc_now(time_unit, calendar) when time_unit in [:native, :microsecond, :millisecond, :second] do
    time_unit |> DateTime.utc_now(calendar) |> DateTime.to_naive()
  end

  def local_now(calendar \\ Calendar.ISO)

  def local_now(Calendar.ISO) do
    {{year, month, day}, {hour, minute, second}} = :erlang.localtime()

    %NaiveDateTime{year: year, month: month, day: day, hour: hour, minute: minute, second: second}
  end

  def local_now(calendar) do
    value!(convert(local_now(), calendar), :incompatible_calendars,
      ~s/cannot get "local now" in target calendar #{inspect(calendar)}, / <>
        "reason: cannot convert from Calendar.ISO to #{inspect(calendar)}.")
  end

  def new(year, month, day, hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)

  def new(year, month, day, hour, minute, second, microsecond, calendar) when is_integer(microsecond) do
    new(year, month, day, hour, minute, second, {microsecond, 6}, calendar)
  end

  def new(year, month, day, hour, minute, second, microsecond, calendar) do
    cond do
      not calendar.valid_date?(year, month, day) -> {:error, :invalid_date}
      not calendar.valid_time?(hour, minute, second, microsecond) -> {:error, :invalid_time}
      true -> {:ok, from_parts({year, month, day, hour, minute, second, microsecond}, calendar)}
    end
  end

  def new(date, time)

  def new(%Date{calendar: calendar} = date, %Time{calendar: calendar} = time) do
    %{year: year, month: month, day: day} = date
    %{hour: hour, minute: minute, second: second, microsecond: microsecond} = time
    {:ok, from_parts({year, month, day, hour, minute, second, microsecond}, calendar)}
  end

  def new!(year, month, day, hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)

  def new!(year, month, day, hour, minute, second, microsecond, calendar) do
    value!(new(year, month, day, hour, minute, second, microsecond, calendar), reason,
      "cannot build naive datetime, reason: #{inspect(reason)}")
  end

  def new!(date, time)

  def new!(%Date{calendar: calendar} = date, %Time{calendar: calendar} = time) do
    {:ok, naive_datetime} = new(date, time)
    naive_datetime
  end

  defp from_parts({year, month, day, hour, minute, second, microsecond}, calendar) do
    %NaiveDateTime{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      microsecond: microsecond}
  end

  def add(naive_datetime, amount_to_add, unit \\ :second)

  for {larger, seconds} <- [day: 86_400, hour: 3600, minute: 60] do
    def add(naive_datetime, amount_to_add, unquote(larger)) when is_integer(amount_to_add) do
      add(naive_datetime, amount_to_add * unquote(seconds), :second)
    end
  end

  def add(%{calendar: calendar, microsecond: {_, precision}} = naive_datetime, amount_to_add, unit)
      when is_integer(amount_to_add) do
    check_time_unit!(unit)

    naive_datetime
    |> to_iso_days()
    |> Calendar.ISO.shift_time_unit(amount_to_add, unit)
    |> from_iso_days(calendar, max(Calendar.ISO.time_unit_to_precision(unit), precision))
  end

  def diff(naive_datetime1, naive_datetime2, unit \\ :second)

  for {larger, seconds} <- [day: 86_400, hour: 3600, minute: 60] do
    def diff(naive_datetime1, naive_datetime2, unquote(larger)) do
      div(diff(naive_datetime1, naive_datetime2, :second), unquote(seconds))
    end
  end

  def diff(%{calendar: calendar1} = naive_datetime1, %{calendar: calendar2} = naive_datetime2, unit) do
    if not Calendar.compatible_calendars?(calendar1, calendar2) do
      raise ArgumentError,
            "cannot calculate the difference between #{inspect(naive_datetime1)} and " <>
              "#{inspect(naive_datetime2)} because their calendars are not compatible " <>
              "and thus the result would be ambiguous"
    end

    check_time_unit!(unit)
    units(naive_datetime1, unit) - units(naive_datetime2, unit)
  end

  defp units(naive_datetime, unit) do
    naive_datetime |> to_iso_days() |> Calendar.ISO.iso_days_to_unit(unit)
  end

  def shift(%{calendar: calendar} = naive_datetime, duration) do
    %{year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      microsecond: microsecond} = naive_datetime

    calendar.shift_naive_datetime(year, month, day, hour, minute, second, microsecond, __duration__!(duration))
    |> from_parts(calendar)
  end

  @doc false
  defdelegate __duration__!(params), to: Duration, as: :new!

  def truncate(%NaiveDateTime{microsecond: microsecond} = naive_datetime, precision) do
    %{naive_datetime | microsecond: Calendar.truncate(microsecond, precision)}
  end

  def truncate(%{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: microsecond}, precision) do
    microsecond = Calendar.truncate(microsecond, precision)
    from_parts({year, month, day, hour, minute, second, microsecond}, calendar)
  end

  def to_date(%{year: year, month: month, day: day, calendar: calendar, hour: _, minute: _, second: _,
        microsecond: _} = _naive_datetime) do
    %Date{year: year, month: month, day: day, calendar: calendar}
  end

  def to_time(%{year: _, month: _, day: _, calendar: calendar, hour: hour, minute: minute, second: second,
        microsecond: microsecond} = _naive_datetime) do
    %Time{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}
  end

  def to_string(%{calendar: calendar} = naive_datetime) do
    %{year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      microsecond: microsecond} = naive_datetime

    calendar.naive_datetime_to_string(year, month, day, hour, minute, second, microsecond)
  end

  def from_iso8601(string, calendar \\ Calendar.ISO) do
    with {:ok, parts} <- Calendar.ISO.parse_naive_datetime(string) do
      parts |> from_parts(Calendar.ISO) |> convert(calendar)
    end
  end

  def from_iso8601!(string, calendar \\ Calendar.ISO) do
    value!(from_iso8601(string, calendar), reason,
      "cannot parse #{inspect(string)} as naive datetime, reason: #{inspect(reason)}")
  end

  def to_iso8601(naive_datetime, format \\ :extended)

  def to_iso8601(%{calendar: Calendar.ISO} = naive_datetime, format) when format in [:basic, :extended] do
    %{year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      microsecond: microsecond} = naive_datetime

    IO.iodata_to_binary([Calendar.ISO.date_to_iodata(year, month, day, format), ?T,
      Calendar.ISO.time_to_iodata(hour, minute, second, microsecond, format)])
  end

  def to_iso8601(%{calendar: _} = naive_datetime, format) when format in [:basic, :extended] do
    naive_datetime |> convert!(Calendar.ISO) |> to_iso8601(format)
  end

  def to_erl(%{calendar: _} = naive_datetime) do
    %{year: year, month: month, day: day, hour: hour, minute: minute, second: second} =
      convert!(naive_datetime, Calendar.ISO)

    {{year, month, day}, {hour, minute, second}}
  end

  def from_erl(tuple, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)

  def from_erl({{year, month, day}, {hour, minute, second}}, microsecond, calendar) do
    with {:ok, iso} <- new(year, month, day, hour, minute, second, microsecond), do: convert(iso, calendar)
  end

  def from_erl!(tuple, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    value!(from_erl(tuple, microsecond, calendar), reason,
      "cannot convert #{inspect(tuple)} to naive datetime, reason: #{inspect(reason)}")
  end

  def from_gregorian_seconds(seconds, microsecond_precision \\ {0, 0}, calendar \\ Calendar.ISO)

  def from_gregorian_seconds(seconds, {microsecond, precision}, Calendar.ISO) when is_integer(seconds) do
    {year, month, day, hour, minute, second, _} =
      seconds
      |> Calendar.ISO.gregorian_seconds_to_iso_days(0)
      |> Calendar.ISO.naive_datetime_from_iso_days()

    from_parts({year, month, day, hour, minute, second, {microsecond, precision}}, Calendar.ISO)
  end

  def from_gregorian_seconds(seconds, {microsecond, precision}, calendar) when is_integer(seconds) do
    seconds
    |> Calendar.ISO.gregorian_seconds_to_iso_days(microsecond)
    |> from_iso_days(calendar, precision)
  end

  def to_gregorian_seconds(%{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute,
        second: second, microsecond: {microsecond, precision}} = _naive_datetime) do
    seconds =
      calendar.naive_datetime_to_iso_days(year, month, day, hour, minute, second, {microsecond, precision})
      |> Calendar.ISO.iso_days_to_unit(:second)

    {seconds, microsecond}
  end

  def compare(%{calendar: calendar1} = naive_datetime1, %{calendar: calendar2} = naive_datetime2) do
    if not Calendar.compatible_calendars?(calendar1, calendar2) do
      raise ArgumentError, """
      cannot compare #{inspect(naive_datetime1)} with #{inspect(naive_datetime2)}.

      This comparison would be ambiguous as their calendars have incompatible day rollover moments.
      Specify an exact time of day (using `DateTime`s) to resolve this ambiguity
      """
    end

    order_moments(to_iso_days(naive_datetime1), to_iso_days(naive_datetime2))
  end

  def before?(naive_datetime1, naive_datetime2), do: compare(naive_datetime1, naive_datetime2) == :lt

  def after?(naive_datetime1, naive_datetime2), do: compare(naive_datetime1, naive_datetime2) == :gt

  def convert(%NaiveDateTime{calendar: calendar} = ndt, calendar), do: {:ok, ndt}

  def convert(%{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: microsecond}, calendar) do
    {:ok, from_parts({year, month, day, hour, minute, second, microsecond}, calendar)}
  end

  def convert(%{calendar: ndt_calendar, microsecond: {_, precision}} = naive_datetime, calendar) do
    if Calendar.compatible_calendars?(ndt_calendar, calendar) do
      {:ok, naive_datetime |> to_iso_days() |> from_iso_days(calendar, precision)}
    else
      {:error, :incompatible_calendars}
    end
  end

  def convert!(naive_datetime, calendar), do: converted!(convert(naive_datetime, calendar), naive_datetime, calendar)

  def beginning_of_day(%{calendar: calendar, microsecond: {_, precision}} = naive_datetime) do
    naive_datetime |> to_iso_days() |> calendar.iso_days_to_beginning_of_day() |> from_iso_days(calendar, precision)
  end

  def end_of_day(%{calendar: calendar, microsecond: {_, precision}} = naive_datetime) do
    end_of_day =
      %{microsecond: {microsecond, _}} =
      naive_datetime |> to_iso_days() |> calendar.iso_days_to_end_of_day() |> from_iso_days(calendar, precision)

    unit = Integer.pow(10, 6 - precision)
    %{end_of_day | microsecond: {div(microsecond, unit) * unit, precision}}
  end

  defp to_iso_days(%{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: microsecond}) do
    calendar.naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond)
  end

  defp from_iso_days(iso_days, calendar, precision) do
    {year, month, day, hour, minute, second, {microsecond, _}} = calendar.naive_datetime_from_iso_days(iso_days)

    from_parts({year, month, day, hour, minute, second, {microsecond, precision}}, calendar)
  end
end

defimpl String.Chars, for: NaiveDateTime do
  defdelegate to_string(naive_datetime), to: NaiveDateTime
end

defimpl Inspect, for: NaiveDateTime do
  def inspect(%{calendar: Calendar.ISO, year: year} = naive_datetime, _) when year not in -9999..9999 do
    %{month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond} = naive_datetime
    parts = Enum.map_join([year, month, day, hour, minute, second], ", ", &Integer.to_string/1)
    "NaiveDateTime.new!(#{parts}, #{Kernel.inspect(microsecond)})"
  end

  def inspect(%{calendar: calendar} = naive_datetime, _) do
    "~N[" <> Calendar.Parts.in_sigil(NaiveDateTime.to_string(naive_datetime), calendar) <> "]"
  end
end
