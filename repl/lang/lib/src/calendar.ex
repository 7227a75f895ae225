# What calendars have in common: the behaviour, and printing with patterns.
defmodule Calendar do
  @type year :: integer
  @type month :: pos_integer
  @type day :: pos_integer
  @type week :: pos_integer
  @type day_of_week :: non_neg_integer
  @type era :: non_neg_integer
  @type day_of_era :: {day :: non_neg_integer, era}
  @type hour :: non_neg_integer
  @type minute :: non_neg_integer
  @type second :: non_neg_integer
  @type microsecond :: {value :: non_neg_integer, precision :: non_neg_integer}
  @type time_zone :: String.t()
  @type zone_abbr :: String.t()
  @type utc_offset :: integer
  @type std_offset :: integer
  @type day_fraction :: {parts_in_day :: non_neg_integer, parts_per_day :: pos_integer}
  @type iso_days :: {days :: integer, day_fraction}

  @callback days_in_month(year, month) :: day
  @callback months_in_year(year) :: month
  @callback leap_year?(year) :: boolean
  @callback day_of_week(year, month, day, starting_on :: atom) :: {day_of_week, day_of_week, day_of_week}
  @callback day_of_year(year, month, day) :: pos_integer
  @callback quarter_of_year(year, month, day) :: pos_integer
  @callback year_of_era(year, month, day) :: {year, era}
  @callback day_of_era(year, month, day) :: day_of_era
  @callback date_to_string(year, month, day) :: String.t()
  @callback naive_datetime_to_string(year, month, day, hour, minute, second, microsecond) :: String.t()
  @callback datetime_to_string(year, month, day, hour, minute, second, microsecond,
              time_zone, zone_abbr, utc_offset, std_offset) :: String.t()
  @callback time_to_string(hour, minute, second, microsecond) :: String.t()
  @callback naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond) :: iso_days
  @callback naive_datetime_from_iso_days(iso_days) :: {year, month, day, hour, minute, second, microsecond}
  @callback time_to_day_fraction(hour, minute, second, microsecond) :: day_fraction
  @callback time_from_day_fraction(day_fraction) :: {hour, minute, second, microsecond}
  @callback day_rollover_relative_to_midnight_utc() :: day_fraction
  @callback valid_date?(year, month, day) :: boolean
  @callback valid_time?(hour, minute, second, microsecond) :: boolean
  @callback parse_time(String.t()) :: {:ok, tuple} | {:error, atom}
  @callback parse_date(String.t()) :: {:ok, tuple} | {:error, atom}
  @callback parse_naive_datetime(String.t()) :: {:ok, tuple} | {:error, atom}
  @callback parse_utc_datetime(String.t()) :: {:ok, tuple, utc_offset} | {:error, atom}
  @callback iso_days_to_beginning_of_day(iso_days) :: iso_days
  @callback iso_days_to_end_of_day(iso_days) :: iso_days
  @callback shift_date(year, month, day, Duration.t()) :: {year, month, day}
  @callback shift_naive_datetime(year, month, day, hour, minute, second, microsecond, Duration.t()) :: tuple
  @callback shift_time(hour, minute, second, microsecond, Duration.t()) :: {hour, minute, second, microsecond}

  def compatible_calendars?(calendar, calendar), do: true

  def compatible_calendars?(calendar1, calendar2) do
    {parts1, per_day1} = calendar1.day_rollover_relative_to_midnight_utc()
    {parts2, per_day2} = calendar2.day_rollover_relative_to_midnight_utc()
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
        %{^key => _} when key != :within -> %{options | key => value}
        _ -> raise ArgumentError, "unknown option #{inspect(key)} given to Calendar.strftime/3"
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

  defp write(<<char, rest::binary>>, value, options, acc), do: write(rest, value, options, [char | acc])
  defp write("", _value, _options, acc), do: :lists.reverse(acc)

  @max_width 1024

  # The padding is the character to pad with, "" for none, nil if not given.
  defp section("-" <> rest, width, nil, value, options), do: section(rest, width, "", value, options)
  defp section("0" <> rest, nil, nil, value, options), do: section(rest, nil, "0", value, options)
  defp section("_" <> rest, width, nil, value, options), do: section(rest, width, " ", value, options)

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

  defp format(letter, value, options, width, padding) do
    case field(letter, value, options) do
      {:number, number, digits} -> number(number, width, digits, padding)
      {:signed, sign, number, digits} -> [sign | number(number, width, digits, padding)]
      {:text, text} -> pad(text, width || 0, padding || " ")
      {:preferred, key} -> preferred(key, value, options, width, padding)
      :percent -> pad("%", width || 0, padding || "0")
      {:as_is, text} -> text
    end
  end

  # What a letter stands for: numbers with the digits that they have at least.
  defp field(?d, value, _options), do: {:number, value.day, 2}
  defp field(?H, value, _options), do: {:number, value.hour, 2}
  defp field(?I, value, _options), do: {:number, rem(value.hour + 23, 12) + 1, 2}
  defp field(?M, value, _options), do: {:number, value.minute, 2}
  defp field(?S, value, _options), do: {:number, value.second, 2}
  defp field(?m, value, _options), do: {:number, value.month, 2}
  defp field(?y, value, _options), do: {:number, rem(value.year, 100), 2}
  defp field(?Y, %{year: year}, _options) when year < 0, do: {:signed, ?-, -year, 4}
  defp field(?Y, value, _options), do: {:number, value.year, 4}
  defp field(?j, value, _options), do: {:number, Date.day_of_year(value), 3}
  defp field(?q, value, _options), do: {:number, Date.quarter_of_year(value), 1}
  defp field(?u, value, _options), do: {:number, Date.day_of_week(value), 1}
  defp field(?s, value, _options), do: {:as_is, Integer.to_string(unix(value))}

  defp field(?f, value, _options) do
    {microsecond, precision} = value.microsecond
    {:as_is, Calendar.ISO.microseconds_to_iodata(microsecond, max(precision, 1))}
  end

  defp field(?a, value, options) do
    {:text, name(options.abbreviated_day_of_week_names, Date.day_of_week(value), value)}
  end

  defp field(?A, value, options), do: {:text, name(options.day_of_week_names, Date.day_of_week(value), value)}
  defp field(?b, value, options), do: {:text, name(options.abbreviated_month_names, value.month, value)}
  defp field(?B, value, options), do: {:text, name(options.month_names, value.month, value)}
  defp field(?p, value, options), do: {:text, value |> period(options) |> String.upcase()}
  defp field(?P, value, options), do: {:text, value |> period(options) |> String.downcase()}
  defp field(?x, _value, _options), do: {:preferred, :preferred_date}
  defp field(?X, _value, _options), do: {:preferred, :preferred_time}
  defp field(?c, _value, _options), do: {:preferred, :preferred_datetime}

  defp field(?z, %{utc_offset: utc_offset, std_offset: std_offset}, _options) do
    minutes = div(abs(utc_offset + std_offset), 60)
    sign = if utc_offset + std_offset < 0, do: ?-, else: ?+
    {:signed, sign, div(minutes, 60) * 100 + rem(minutes, 60), 4}
  end

  defp field(?z, _value, _options), do: {:as_is, []}
  defp field(?Z, %{zone_abbr: abbr}, _options), do: {:text, abbr}
  defp field(?Z, _value, _options), do: {:text, ""}
  defp field(?%, _value, _options), do: :percent

  defp field(letter, _value, _options) do
    raise ArgumentError, "invalid strftime format: %#{<<letter::utf8>>}"
  end

  defp number(integer, width, digits, padding) do
    pad(Integer.to_string(integer), width || digits, padding || "0")
  end

  defp pad(text, _width, ""), do: [text]
  defp pad(text, width, padding), do: [:binary.copy(padding, max(width - byte_size(text), 0)), text]

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
