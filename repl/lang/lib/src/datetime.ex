defmodule DateTime do
  import Calendar.Parts

  @enforce_keys [:year, :month, :day, :hour, :minute, :second, :time_zone, :zone_abbr, :utc_offset, :std_offset]
  defstruct [:year, :month, :day, :hour, :minute, :second, :time_zone, :zone_abbr, :utc_offset, :std_offset,
    microsecond: {0, 0}, calendar: Calendar.ISO]

  @unix_days 719_528
  @utc %{utc_offset: 0, std_offset: 0, zone_abbr: "UTC"}

  def utc_now(calendar_or_time_unit \\ Calendar.ISO) do
    if calendar_or_time_unit in [:microsecond, :millisecond, :second, :native],
      do: utc_now(calendar_or_time_unit, Calendar.ISO),
      else: utc_now(:native, calendar_or_time_unit)
  end

  def utc_now(time_unit, calendar) when time_unit in [:native, :microsecond, :millisecond, :second] do
    time_unit |> System.os_time() |> from_unix!(time_unit, calendar)
  end

  def new(date, time, time_zone \\ "Etc/UTC", time_zone_database \\ Calendar.get_time_zone_database())

  def new(%Date{calendar: calendar} = date, %Time{calendar: calendar} = time, "Etc/UTC", _db) do
    %{year: year, month: month, day: day} = date
    %{hour: hour, minute: minute, second: second, microsecond: microsecond} = time

    {:ok, from_parts({year, month, day, hour, minute, second, microsecond}, calendar, "Etc/UTC", @utc)}
  end

  def new(date, time, time_zone, time_zone_database) do
    with {:ok, naive_datetime} <- NaiveDateTime.new(date, time) do
      from_naive(naive_datetime, time_zone, time_zone_database)
    end
  end

  def new!(date, time, time_zone \\ "Etc/UTC", time_zone_database \\ Calendar.get_time_zone_database())

  def new!(date, time, time_zone, time_zone_database) do
    case new(date, time, time_zone, time_zone_database) do
      {:ok, datetime} ->
        datetime

      other ->
        raise ArgumentError,
              "cannot build datetime with #{inspect(date)} and #{inspect(time)}" <> why_not(other, time_zone)
    end
  end

  defp from_parts({year, month, day, hour, minute, second, microsecond}, calendar, time_zone, period) do
    %DateTime{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      microsecond: microsecond, time_zone: time_zone, zone_abbr: period.zone_abbr, utc_offset: period.utc_offset,
      std_offset: period.std_offset}
  end

  def from_unix(integer, unit \\ :second, calendar \\ Calendar.ISO) when is_integer(integer) do
    with {:ok, {year, month, day}, {hour, minute, second}, microsecond} <- Calendar.ISO.from_unix(integer, unit) do
      {year, month, day, hour, minute, second, microsecond}
      |> from_parts(Calendar.ISO, "Etc/UTC", @utc)
      |> convert(calendar)
    end
  end

  def from_unix!(integer, unit \\ :second, calendar \\ Calendar.ISO) do
    value!(from_unix(integer, unit, calendar), :invalid_unix_time, "invalid Unix time #{integer}")
  end

  def from_naive(naive_datetime, time_zone, time_zone_database \\ Calendar.get_time_zone_database())

  def from_naive(naive_datetime, "Etc/UTC", _), do: {:ok, in_period(naive_datetime, "Etc/UTC", @utc)}

  def from_naive(%{calendar: Calendar.ISO} = naive_datetime, time_zone, time_zone_database) do
    case time_zone_database.time_zone_periods_from_wall_datetime(naive_datetime, time_zone) do
      {:ok, period} ->
        {:ok, in_period(naive_datetime, time_zone, period)}

      {:ambiguous, first, second} ->
        {:ambiguous, in_period(naive_datetime, time_zone, first), in_period(naive_datetime, time_zone, second)}

      {:gap, {first, first_until_wall}, {second, second_from_wall}} ->
        # The period ends before its limit: one microsecond before.
        just_before = %{first_until_wall | microsecond: {0, 6}} |> NaiveDateTime.add(-1, :microsecond)

        {:gap, in_period(just_before, time_zone, first), in_period(second_from_wall, time_zone, second)}

      {:error, _} = error ->
        error
    end
  end

  def from_naive(%{calendar: calendar} = naive_datetime, time_zone, time_zone_database) when calendar != Calendar.ISO do
    with {:ok, iso} <- NaiveDateTime.convert(naive_datetime, Calendar.ISO) do
      case from_naive(iso, time_zone, time_zone_database) do
        {:ok, datetime} ->
          convert(datetime, calendar)

        {kind, first, second} ->
          with {:ok, first} <- convert(first, calendar),
               {:ok, second} <- convert(second, calendar),
               do: {kind, first, second}

        {:error, _} = error ->
          error
      end
    end
  end

  defp in_period(%{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: microsecond}, time_zone, period) do
    from_parts({year, month, day, hour, minute, second, microsecond}, calendar, time_zone, period)
  end

  def from_naive!(naive_datetime, time_zone, time_zone_database \\ Calendar.get_time_zone_database()) do
    case from_naive(naive_datetime, time_zone, time_zone_database) do
      {:ok, datetime} -> datetime
      other -> raise ArgumentError, "cannot convert #{inspect(naive_datetime)} to datetime" <> why_not(other, time_zone)
    end
  end

  # Why there is no single moment: the end of a message.
  defp why_not({:ambiguous, dt1, dt2}, time_zone) do
    " because such instant is ambiguous in time zone #{time_zone} as there is an overlap " <>
      "between #{inspect(dt1)} and #{inspect(dt2)}"
  end

  defp why_not({:gap, dt1, dt2}, time_zone) do
    " because such instant does not exist in time zone #{time_zone} as there is a gap " <>
      "between #{inspect(dt1)} and #{inspect(dt2)}"
  end

  defp why_not({:error, reason}, _time_zone), do: ", reason: #{inspect(reason)}"

  def shift_zone(datetime, time_zone, time_zone_database \\ Calendar.get_time_zone_database())

  def shift_zone(%{time_zone: time_zone} = datetime, time_zone, _), do: {:ok, datetime}

  def shift_zone(datetime, time_zone, time_zone_database) do
    %{calendar: calendar, microsecond: {_, precision}, utc_offset: _, std_offset: _} = datetime

    datetime
    |> to_utc_iso_days()
    |> at_utc_iso_days(calendar, precision, time_zone, time_zone_database)
  end

  # The moment as it is in a time zone.
  defp at_utc_iso_days(iso_days, calendar, precision, time_zone, time_zone_database) do
    case time_zone_database.time_zone_period_from_utc_iso_days(iso_days, time_zone) do
      {:ok, %{utc_offset: utc_offset, std_offset: std_offset} = period} ->
        iso_days = shift_seconds(iso_days, utc_offset + std_offset)
        {:ok, from_iso_days(iso_days, calendar, precision, time_zone, period)}

      {:error, _} = error ->
        error
    end
  end

  defp from_iso_days(iso_days, calendar, precision, time_zone, period) do
    {year, month, day, hour, minute, second, {microsecond, _}} = calendar.naive_datetime_from_iso_days(iso_days)
    from_parts({year, month, day, hour, minute, second, {microsecond, precision}}, calendar, time_zone, period)
  end

  defp shift_seconds(iso_days, 0), do: iso_days

  defp shift_seconds(iso_days, seconds) do
    Calendar.ISO.add_day_fraction_to_iso_days(iso_days, seconds, 86_400)
  end

  defp to_utc_iso_days(%{utc_offset: utc_offset, std_offset: std_offset} = datetime) do
    datetime |> to_iso_days() |> shift_seconds(-(utc_offset + std_offset))
  end

  def shift_zone!(datetime, time_zone, time_zone_database \\ Calendar.get_time_zone_database()) do
    value!(shift_zone(datetime, time_zone, time_zone_database), reason,
      "cannot shift #{inspect(datetime)} to #{inspect(time_zone)} time zone, reason: #{inspect(reason)}")
  end

  def now(time_zone, time_zone_database \\ Calendar.get_time_zone_database())

  def now("Etc/UTC", _), do: {:ok, utc_now()}

  def now(time_zone, time_zone_database), do: shift_zone(utc_now(), time_zone, time_zone_database)

  def now!(time_zone, time_zone_database \\ Calendar.get_time_zone_database()) do
    value!(now(time_zone, time_zone_database), reason,
      "cannot get current datetime in #{inspect(time_zone)} time zone, reason: #{inspect(reason)}")
  end

  def to_unix(datetime, unit \\ :second)

  def to_unix(%{utc_offset: utc_offset, std_offset: std_offset} = datetime, unit) do
    {days, fraction} = to_iso_days(datetime)

    Calendar.ISO.iso_days_to_unit({days - @unix_days, fraction}, unit) -
      System.convert_time_unit(utc_offset + std_offset, :second, unit)
  end

  def to_naive(%{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: microsecond, time_zone: _}) do
    %NaiveDateTime{year: year, month: month, day: day, calendar: calendar, hour: hour, minute: minute, second: second,
      microsecond: microsecond}
  end

  def to_date(%{year: year, month: month, day: day, calendar: calendar, hour: _, minute: _, second: _, microsecond: _,
        time_zone: _}) do
    %Date{year: year, month: month, day: day, calendar: calendar}
  end

  def to_time(%{year: _, month: _, day: _, calendar: calendar, hour: hour, minute: minute, second: second,
        microsecond: microsecond, time_zone: _}) do
    %Time{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}
  end

  def to_iso8601(datetime, format \\ :extended, offset \\ nil)

  def to_iso8601(%{calendar: Calendar.ISO} = datetime, format, nil) when format in [:extended, :basic] do
    %{year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond,
      utc_offset: utc_offset, std_offset: std_offset} = datetime

    {year, month, day, hour, minute, second, microsecond}
    |> iso8601(format, utc_offset, std_offset, datetime.time_zone)
  end

  def to_iso8601(%{calendar: Calendar.ISO} = datetime, format, offset) when format in [:extended, :basic] do
    {year, month, day, hour, minute, second, {microsecond, _}} =
      datetime |> to_utc_iso_days() |> shift_seconds(offset) |> Calendar.ISO.naive_datetime_from_iso_days()

    {_, precision} = datetime.microsecond

    {year, month, day, hour, minute, second, {microsecond, precision}}
    |> iso8601(format, offset, 0, datetime.time_zone)
  end

  def to_iso8601(%{calendar: _} = datetime, format, offset) when format in [:extended, :basic] do
    datetime |> convert!(Calendar.ISO) |> to_iso8601(format, offset)
  end

  defp iso8601({year, month, day, hour, minute, second, microsecond}, format, utc_offset, std_offset, time_zone) do
    IO.iodata_to_binary([Calendar.ISO.date_to_iodata(year, month, day, format), ?T,
      Calendar.ISO.time_to_iodata(hour, minute, second, microsecond, format),
      Calendar.ISO.offset_to_iodata(utc_offset, std_offset, time_zone, format)])
  end

  def from_iso8601(string, format_or_calendar \\ Calendar.ISO)

  def from_iso8601(string, format) when format in [:basic, :extended] do
    from_iso8601(string, Calendar.ISO, format)
  end

  def from_iso8601(string, calendar) when is_atom(calendar) do
    from_iso8601(string, calendar, :extended)
  end

  def from_iso8601(string, calendar, format) do
    with {:ok, parts, offset} <- Calendar.ISO.parse_utc_datetime(string, format),
         datetime = from_parts(parts, Calendar.ISO, "Etc/UTC", @utc),
         {:ok, converted} <- convert(datetime, calendar) do
      {:ok, converted, offset}
    end
  end

  def from_gregorian_seconds(seconds, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)

  def from_gregorian_seconds(seconds, {microsecond, precision}, calendar) when is_integer(seconds) do
    seconds
    |> Calendar.ISO.gregorian_seconds_to_iso_days(microsecond)
    |> from_iso_days(calendar, precision, "Etc/UTC", @utc)
  end

  def to_gregorian_seconds(
        %{std_offset: std_offset, utc_offset: utc_offset, microsecond: {microsecond, _}} = datetime) do
    seconds = datetime |> to_iso_days() |> Calendar.ISO.iso_days_to_unit(:second)
    {seconds - utc_offset - std_offset, microsecond}
  end

  def to_string(%{calendar: calendar} = datetime) do
    %{year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond,
      time_zone: time_zone, zone_abbr: zone_abbr, utc_offset: utc_offset, std_offset: std_offset} = datetime

    calendar.datetime_to_string(year, month, day, hour, minute, second, microsecond, time_zone, zone_abbr, utc_offset,
      std_offset)
  end

  def compare(%{utc_offset: utc_offset1, std_offset: std_offset1} = datetime1,
        %{utc_offset: utc_offset2, std_offset: std_offset2} = datetime2) do
    first = datetime1 |> to_iso_days() |> shift_seconds(-(utc_offset1 + std_offset1))
    second = datetime2 |> to_iso_days() |> shift_seconds(-(utc_offset2 + std_offset2))
    order_moments(first, second)
  end

  def before?(datetime1, datetime2), do: compare(datetime1, datetime2) == :lt

  def after?(datetime1, datetime2), do: compare(datetime1, datetime2) == :gt

  def diff(datetime1, datetime2, unit \\ :second)

  def diff(datetime1, datetime2, :day), do: div(diff(datetime1, datetime2, :second), 86_400)
  def diff(datetime1, datetime2, :hour), do: div(diff(datetime1, datetime2, :second), 3600)
  def diff(datetime1, datetime2, :minute), do: div(diff(datetime1, datetime2, :second), 60)

  def diff(%{utc_offset: utc_offset1, std_offset: std_offset1} = datetime1,
        %{utc_offset: utc_offset2, std_offset: std_offset2} = datetime2, unit) do
    check_time_unit!(unit)

    offset = utc_offset2 + std_offset2 - (utc_offset1 + std_offset1)

    (microseconds(datetime1) - microseconds(datetime2) + offset * 1_000_000)
    |> System.convert_time_unit(:microsecond, unit)
  end

  defp microseconds(datetime) do
    datetime |> to_iso_days() |> Calendar.ISO.iso_days_to_unit(:microsecond)
  end

  def add(datetime, amount_to_add, unit \\ :second, time_zone_database \\ Calendar.get_time_zone_database())

  for {larger, seconds} <- [day: 86_400, hour: 3600, minute: 60] do
    def add(datetime, amount_to_add, unquote(larger), time_zone_database) when is_integer(amount_to_add) do
      add(datetime, amount_to_add * unquote(seconds), :second, time_zone_database)
    end
  end

  def add(%{calendar: calendar} = datetime, amount_to_add, unit, time_zone_database) when is_integer(amount_to_add) do
    check_time_unit!(unit)

    %{microsecond: {_, precision}, time_zone: time_zone} = datetime

    result =
      datetime
      |> to_utc_iso_days()
      |> Calendar.ISO.shift_time_unit(amount_to_add, unit)
      |> at_utc_iso_days(calendar, max(Calendar.ISO.time_unit_to_precision(unit), precision), time_zone,
        time_zone_database)

    value!(result, reason,
      "cannot add #{amount_to_add} #{unit} to #{inspect(datetime)} (with time zone " <>
        "database #{inspect(time_zone_database)}), reason: #{inspect(reason)}")
  end

  def shift(datetime, duration, time_zone_database \\ Calendar.get_time_zone_database())

  # The calendar of the result is ISO, whatever it was, as in Elixir.
  def shift(%{calendar: _, time_zone: "Etc/UTC"} = datetime, duration, _time_zone_database) do
    datetime
    |> shift_wall(__duration__!(duration))
    |> from_parts(Calendar.ISO, "Etc/UTC", @utc)
  end

  def shift(%{calendar: calendar} = datetime, duration, time_zone_database) do
    %{time_zone: time_zone, utc_offset: utc_offset, std_offset: std_offset} = datetime

    {year, month, day, hour, minute, second, {_, precision} = microsecond} =
      shift_wall(datetime, __duration__!(duration))

    result =
      calendar.naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond)
      |> shift_seconds(-(utc_offset + std_offset))
      |> at_utc_iso_days(calendar, precision, time_zone, time_zone_database)

    value!(result, reason,
      "cannot shift #{inspect(datetime)} to #{inspect(duration)} (with time zone " <>
        "database #{inspect(time_zone_database)}), reason: #{inspect(reason)}")
  end

  defp shift_wall(%{calendar: calendar} = datetime, duration) do
    %{year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      microsecond: microsecond} = datetime

    calendar.shift_naive_datetime(year, month, day, hour, minute, second, microsecond, duration)
  end

  @doc false
  defdelegate __duration__!(params), to: Duration, as: :new!

  def truncate(%DateTime{microsecond: microsecond} = datetime, precision) do
    %{datetime | microsecond: Calendar.truncate(microsecond, precision)}
  end

  def truncate(%{} = datetime_map, precision), do: datetime_map |> as_struct() |> truncate(precision)

  defp as_struct(map) do
    %DateTime{year: map.year, month: map.month, day: map.day, hour: map.hour, minute: map.minute, second: map.second,
      microsecond: map.microsecond, time_zone: map.time_zone, zone_abbr: map.zone_abbr, utc_offset: map.utc_offset,
      std_offset: map.std_offset, calendar: map.calendar}
  end

  def convert(%DateTime{calendar: calendar} = datetime, calendar), do: {:ok, datetime}

  def convert(%{calendar: calendar} = datetime, calendar), do: {:ok, as_struct(datetime)}

  def convert(%{calendar: dt_calendar, microsecond: {_, precision}} = datetime, calendar) do
    if Calendar.compatible_calendars?(dt_calendar, calendar) do
      {:ok, datetime |> to_iso_days() |> from_iso_days(calendar, precision, datetime.time_zone, datetime)}
    else
      {:error, :incompatible_calendars}
    end
  end

  def convert!(datetime, calendar), do: converted!(convert(datetime, calendar), datetime, calendar)

  defp to_iso_days(%{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: microsecond}) do
    calendar.naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond)
  end
end

defimpl String.Chars, for: DateTime do
  defdelegate to_string(datetime), to: DateTime
end

defimpl Inspect, for: DateTime do
  def inspect(%{calendar: calendar, year: year} = datetime, _) do
    text = Calendar.Parts.in_sigil(DateTime.to_string(datetime), calendar)

    case datetime do
      %{utc_offset: 0, std_offset: 0, time_zone: "Etc/UTC"} when calendar != Calendar.ISO or year in -9999..9999 ->
        "~U[" <> text <> "]"

      _ ->
        "#DateTime<" <> text <> ">"
    end
  end
end
