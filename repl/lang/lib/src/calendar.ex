# What calendars have in common: the behaviour, and printing with patterns.
defmodule Calendar do
  @callback days_in_month(year :: integer, month :: pos_integer) :: pos_integer
  @callback months_in_year(year :: integer) :: pos_integer
  @callback leap_year?(year :: integer) :: boolean
  @callback day_of_week(integer, pos_integer, pos_integer, starting_on :: atom) ::
              {pos_integer, pos_integer, pos_integer}
  @callback day_of_year(integer, pos_integer, pos_integer) :: pos_integer
  @callback quarter_of_year(integer, pos_integer, pos_integer) :: pos_integer
  @callback year_of_era(integer, pos_integer, pos_integer) :: {integer, non_neg_integer}
  @callback day_of_era(integer, pos_integer, pos_integer) :: {pos_integer, non_neg_integer}
  @callback date_to_string(integer, pos_integer, pos_integer) :: String.t()
  @callback naive_datetime_to_string(
              year,
              month,
              day,
              hour,
              minute,
              second,
              microsecond
            ) :: String.t()
            when year: integer,
                 month: pos_integer,
                 day: pos_integer,
                 hour: non_neg_integer,
                 minute: non_neg_integer,
                 second: non_neg_integer,
                 microsecond: {non_neg_integer, non_neg_integer}
  @callback datetime_to_string(
              year,
              month,
              day,
              hour,
              minute,
              second,
              microsecond,
              time_zone,
              zone_abbr,
              utc_offset,
              std_offset
            ) :: String.t()
            when year: integer,
                 month: pos_integer,
                 day: pos_integer,
                 hour: non_neg_integer,
                 minute: non_neg_integer,
                 second: non_neg_integer,
                 microsecond: {non_neg_integer, non_neg_integer},
                 time_zone: String.t(),
                 zone_abbr: String.t(),
                 utc_offset: integer,
                 std_offset: integer
  @callback time_to_string(
              non_neg_integer,
              non_neg_integer,
              non_neg_integer,
              {non_neg_integer, non_neg_integer}
            ) :: String.t()
  @callback naive_datetime_to_iso_days(
              year,
              month,
              day,
              hour,
              minute,
              second,
              microsecond
            ) :: {integer, {non_neg_integer, pos_integer}}
            when year: integer,
                 month: pos_integer,
                 day: pos_integer,
                 hour: non_neg_integer,
                 minute: non_neg_integer,
                 second: non_neg_integer,
                 microsecond: {non_neg_integer, non_neg_integer}
  @callback naive_datetime_from_iso_days({integer, {non_neg_integer, pos_integer}}) :: tuple
  @callback time_to_day_fraction(
              non_neg_integer,
              non_neg_integer,
              non_neg_integer,
              {non_neg_integer, non_neg_integer}
            ) :: {non_neg_integer, pos_integer}
  @callback time_from_day_fraction({non_neg_integer, pos_integer}) :: tuple
  @callback day_rollover_relative_to_midnight_utc() :: {integer, pos_integer}
  @callback valid_date?(integer, pos_integer, pos_integer) :: boolean
  @callback valid_time?(
              non_neg_integer,
              non_neg_integer,
              non_neg_integer,
              {non_neg_integer, non_neg_integer}
            ) :: boolean
  @callback parse_time(String.t()) :: {:ok, tuple} | {:error, atom}
  @callback parse_date(String.t()) :: {:ok, tuple} | {:error, atom}
  @callback parse_naive_datetime(String.t()) :: {:ok, tuple} | {:error, atom}
  @callback parse_utc_datetime(String.t()) :: {:ok, tuple, integer} | {:error, atom}
  @callback iso_days_to_beginning_of_day({integer, {non_neg_integer, pos_integer}}) ::
              {integer, {non_neg_integer, pos_integer}}
  @callback iso_days_to_end_of_day({integer, {non_neg_integer, pos_integer}}) ::
              {integer, {non_neg_integer, pos_integer}}
  @callback shift_date(integer, pos_integer, pos_integer, Duration.t()) :: tuple
  @callback shift_naive_datetime(
              year,
              month,
              day,
              hour,
              minute,
              second,
              microsecond,
              duration
            ) :: tuple
            when year: integer,
                 month: pos_integer,
                 day: pos_integer,
                 hour: non_neg_integer,
                 minute: non_neg_integer,
                 second: non_neg_integer,
                 microsecond: {non_neg_integer, non_neg_integer},
                 duration: Duration.t()
  @callback shift_time(
              non_neg_integer,
              non_neg_integer,
              non_neg_integer,
              {non_neg_integer, non_neg_integer},
              Duration.t()
            ) :: tuple

  def compatible_calendars?(calendar, calendar), do: true

  def compatible_calendars?(calendar1, calendar2) do
    same_rollover?(
      calendar1.day_rollover_relative_to_midnight_utc(),
      calendar2.day_rollover_relative_to_midnight_utc()
    )
  end

  defp same_rollover?({parts1, per_day1}, {parts2, per_day2}) do
    parts1 * per_day2 == parts2 * per_day1
  end

  def truncate(microsecond_tuple, :microsecond), do: microsecond_tuple

  def truncate({microsecond, precision}, :millisecond) do
    {div(microsecond, 1000) * 1000, min(precision, 3)}
  end

  def truncate(_, :second), do: {0, 0}

  def put_time_zone_database(database) when is_atom(database) do
    Application.put_env(:elixir, :time_zone_database, database)
  end

  def get_time_zone_database do
    Application.get_env(:elixir, :time_zone_database, Calendar.UTCOnlyTimeZoneDatabase)
  end

  def strftime(date_or_time_or_datetime, string_format, user_options \\ [])
      when is_map(date_or_time_or_datetime) and is_binary(string_format) do
    string_format
    |> write(date_or_time_or_datetime, options(user_options), [])
    |> IO.iodata_to_binary()
  end

  # The options with their defaults. A preferred format is written by formats
  # of its own that do not refer to it.
  defp options(user_options) do
    defaults = %{
      preferred_date: "%Y-%m-%d",
      preferred_time: "%H:%M:%S",
      preferred_datetime: "%Y-%m-%d %H:%M:%S",
      am_pm_names: &period_name/1,
      month_names: &month_name/1,
      day_of_week_names: &weekday_name/1,
      abbreviated_month_names: &abbreviated_month_name/1,
      abbreviated_day_of_week_names: &abbreviated_weekday_name/1,
      within: []
    }

    Enum.reduce(user_options, defaults, fn {key, value}, options ->
      case options do
        %{^key => _} when key != :within ->
          %{options | key => value}

        _ ->
          raise ArgumentError, "unknown option #{inspect(key)} given to Calendar.strftime/3"
      end
    end)
  end

  defp period_name(:am), do: "am"
  defp period_name(:pm), do: "pm"

  @months ~w(January February March April May June July August September October November December)
  @weekdays ~w(Monday Tuesday Wednesday Thursday Friday Saturday Sunday)

  defp month_name(month), do: elem(List.to_tuple(@months), month - 1)
  defp weekday_name(weekday), do: elem(List.to_tuple(@weekdays), weekday - 1)

  defp abbreviated_month_name(month), do: binary_part(month_name(month), 0, 3)
  defp abbreviated_weekday_name(weekday), do: binary_part(weekday_name(weekday), 0, 3)

  # What the format stands for: a list of its characters and sections.
  defp write("%" <> rest, value, options, acc) do
    {text, rest} = section(rest, nil, nil, value, options)
    write(rest, value, options, [text | acc])
  end

  defp write(<<char, rest::binary>>, value, options, acc) do
    write(rest, value, options, [char | acc])
  end

  defp write("", _value, _options, acc), do: :lists.reverse(acc)

  @max_width 1024

  # The padding is the character to pad with, "" for none, nil if not given.
  defp section("-" <> rest, width, nil, value, options) do
    section(rest, width, "", value, options)
  end

  defp section("0" <> rest, nil, nil, value, options) do
    section(rest, nil, "0", value, options)
  end

  defp section("_" <> rest, width, nil, value, options) do
    section(rest, width, " ", value, options)
  end

  defp section(<<digit, rest::binary>>, width, padding, value, options) when digit in ?0..?9 do
    width = (width || 0) * 10 + digit - ?0

    if width > @max_width do
      raise ArgumentError, "invalid strftime format: width must be at most #{@max_width}"
    end

    section(rest, width, padding, value, options)
  end

  defp section(<<letter::utf8, rest::binary>>, width, padding, value, options) do
    {format(letter, value, options, width, padding), rest}
  end

  defp section(rest, _width, _padding, _value, _options) do
    raise ArgumentError, "invalid strftime format: %#{rest}"
  end

  defp format(?d, value, _options, width, padding), do: number(value.day, width, 2, padding)
  defp format(?H, value, _options, width, padding), do: number(value.hour, width, 2, padding)
  defp format(?M, value, _options, width, padding), do: number(value.minute, width, 2, padding)
  defp format(?S, value, _options, width, padding), do: number(value.second, width, 2, padding)
  defp format(?m, value, _options, width, padding), do: number(value.month, width, 2, padding)

  defp format(?I, value, _options, width, padding) do
    number(rem(value.hour + 23, 12) + 1, width, 2, padding)
  end

  defp format(?y, value, _options, width, padding) do
    value.year |> rem(100) |> Integer.to_string() |> pad(width || 2, padding || "0")
  end

  defp format(?Y, value, _options, width, padding) do
    case value.year do
      year when year < 0 -> [?- | number(-year, width, 4, padding)]
      year -> number(year, width, 4, padding)
    end
  end

  defp format(?j, value, _options, width, padding) do
    number(Date.day_of_year(value), width, 3, padding)
  end

  defp format(?q, value, _options, width, padding) do
    number(Date.quarter_of_year(value), width, 1, padding)
  end

  defp format(?u, value, _options, width, padding) do
    number(Date.day_of_week(value), width, 1, padding)
  end

  defp format(?s, value, _options, _width, _padding), do: Integer.to_string(unix(value))

  defp format(?f, value, _options, _width, _padding) do
    {microsecond, precision} = value.microsecond
    Calendar.ISO.microseconds_to_iodata(microsecond, max(precision, 1))
  end

  defp format(?a, value, options, width, padding) do
    text(name(options.abbreviated_day_of_week_names, Date.day_of_week(value), value), width, padding)
  end

  defp format(?A, value, options, width, padding) do
    text(name(options.day_of_week_names, Date.day_of_week(value), value), width, padding)
  end

  defp format(?b, value, options, width, padding) do
    text(name(options.abbreviated_month_names, value.month, value), width, padding)
  end

  defp format(?B, value, options, width, padding) do
    text(name(options.month_names, value.month, value), width, padding)
  end

  defp format(?p, value, options, width, padding) do
    period(value, options) |> String.upcase() |> text(width, padding)
  end

  defp format(?P, value, options, width, padding) do
    period(value, options) |> String.downcase() |> text(width, padding)
  end

  defp format(?x, value, options, width, padding) do
    preferred(:preferred_date, value, options, width, padding)
  end

  defp format(?X, value, options, width, padding) do
    preferred(:preferred_time, value, options, width, padding)
  end

  defp format(?c, value, options, width, padding) do
    preferred(:preferred_datetime, value, options, width, padding)
  end

  defp format(?z, %{utc_offset: utc_offset, std_offset: std_offset}, _options, width, padding) do
    total = utc_offset + std_offset
    hours_and_minutes = div(abs(total), 3600) * 100 + div(rem(abs(total), 3600), 60)
    sign = if total < 0, do: ?-, else: ?+
    [sign | number(hours_and_minutes, width, 4, padding)]
  end

  defp format(?z, _value, _options, _width, _padding), do: []
  defp format(?Z, %{zone_abbr: abbr}, _options, width, padding), do: text(abbr, width, padding)
  defp format(?Z, _value, _options, width, padding), do: text("", width, padding)
  defp format(?%, _value, _options, width, padding), do: pad("%", width || 0, padding || "0")

  defp format(letter, _value, _options, _width, _padding) do
    raise ArgumentError, "invalid strftime format: %#{<<letter::utf8>>}"
  end

  defp number(integer, width, default, padding) do
    pad(Integer.to_string(integer), width || default, padding || "0")
  end

  defp text(text, width, padding), do: pad(text, width || 0, padding || " ")

  defp pad(text, _width, ""), do: [text]

  defp pad(text, width, padding) do
    [:binary.copy(padding, max(width - byte_size(text), 0)), text]
  end

  defp unix(%{time_zone: _} = value), do: DateTime.to_unix(value)
  defp unix(value), do: NaiveDateTime.diff(value, ~N[1970-01-01 00:00:00])

  defp period(value, options) do
    name(options.am_pm_names, if(value.hour >= 12, do: :pm, else: :am), value)
  end

  defp name(fun, key, _value) when is_function(fun, 1), do: fun.(key)
  defp name(fun, key, value) when is_function(fun, 2), do: fun.(key, value)

  defp name(fun, _key, _value) do
    raise ArgumentError, "formatter functions must be of arity 1 or 2, got: #{inspect(fun)}"
  end

  defp preferred(key, value, %{within: within} = options, width, padding) do
    if key in within do
      raise ArgumentError, "tried to format #{key} within another #{key} format"
    end

    parts = write(Map.fetch!(options, key), value, %{options | within: [key | within]}, [])

    # Differs from what one expects: the width counts the parts, as in Elixir.
    if padding == "",
      do: parts,
      else: [:binary.copy(padding || "0", max((width || 0) - length(parts), 0)) | parts]
  end
end
