# The proleptic Gregorian calendar of ISO 8601. A day is counted from the first
# of January of the year 0; a moment is {day, {parts, parts of a day}}, and the
# parts are microseconds here.
defmodule Calendar.ISO do
  @behaviour Calendar

  @seconds_per_day 86_400
  @microseconds_per_second 1_000_000
  @parts_per_day 86_400_000_000

  # The first of January of 1970, in seconds, and the range of years -9999 to
  # 9999 within which Unix times are taken.
  @unix_epoch 62_167_219_200
  @first_moment -315_537_897_600_000_000
  @last_moment 315_569_519_999_999_999

  # ---- days

  def leap_year?(year) when is_integer(year) do
    rem(year, 4) == 0 and (rem(year, 100) != 0 or rem(year, 400) == 0)
  end

  def months_in_year(year) when is_integer(year), do: 12

  def days_in_month(year, month) when is_integer(year) and month in 1..12 do
    case month do
      2 -> if leap_year?(year), do: 29, else: 28
      month when month in [4, 6, 9, 11] -> 30
      _ -> 31
    end
  end

  def valid_date?(year, month, day) when is_integer(year) and is_integer(month) and is_integer(day) do
    month in 1..12 and day in 1..days_in_month(year, month)
  end

  def valid_time?(hour, minute, second, {ms_value, ms_precision} = _microsecond)
      when is_integer(hour) and is_integer(minute) and is_integer(second) and is_integer(ms_value) do
    hour in 0..23 and minute in 0..59 and second in 0..59 and ms_value in 0..999_999 and ms_precision in 0..6
  end

  @doc false
  def date_to_iso_days(year, month, day) do
    ensure_day_in_month!(year, month, day)
    __days__(year, month, day)
  end

  # The day of a date that the month may not have.
  @doc false
  def __days__(year, month, day), do: days_to_month(year, month) + day - 1

  # Years that begin in March end with the day that leap years have more.
  defp days_to_month(year, month) when month <= 2, do: days_from_march(year - 1, month + 9)
  defp days_to_month(year, month), do: days_from_march(year, month - 3)

  # From the first of March of the year 0 it is 60 days back to where days begin.
  defp days_from_march(year, months) do
    year * 365 + floor_div(year, 4) - floor_div(year, 100) + floor_div(year, 400) +
      div(153 * months + 2, 5) + 60
  end

  @days_per_400_years 146_097

  @doc false
  def date_from_iso_days(days) do
    days = days - 60
    era = floor_div(days, @days_per_400_years)
    day = days - era * @days_per_400_years
    year = div(day - div(day, 1460) + div(day, 36_524) - div(day, 146_096), 365)
    day = day - (365 * year + div(year, 4) - div(year, 100))
    months = div(5 * day + 2, 153)
    day = day - div(153 * months + 2, 5) + 1
    year = year + era * 400

    if months < 10, do: {year, months + 3, day}, else: {year + 1, months - 9, day}
  end

  defp floor_div(a, b) when a >= 0, do: div(a, b)
  defp floor_div(a, b), do: -div(b - 1 - a, b)

  defp ensure_day_in_month!(year, month, day) do
    if day < 1 or day > days_in_month(year, month) do
      raise ArgumentError, "invalid date: #{date_to_string(year, month, day)}"
    end
  end

  @doc false
  @deprecated "Use Calendar.ISO.day_of_week/4 instead"
  def day_of_week(year, month, day), do: day_of_week(year, month, day, :default) |> elem(0)

  def day_of_week(year, month, day, starting_on) do
    {date_to_iso_days(year, month, day) |> iso_days_to_day_of_week(starting_on), 1, 7}
  end

  @doc false
  def iso_days_to_day_of_week(iso_days, starting_on) do
    Integer.mod(iso_days + day_of_week_offset(starting_on), 7) + 1
  end

  # The day that days begin with is a Saturday.
  defp day_of_week_offset(:default), do: 5
  defp day_of_week_offset(:monday), do: 5
  defp day_of_week_offset(:tuesday), do: 4
  defp day_of_week_offset(:wednesday), do: 3
  defp day_of_week_offset(:thursday), do: 2
  defp day_of_week_offset(:friday), do: 1
  defp day_of_week_offset(:saturday), do: 0
  defp day_of_week_offset(:sunday), do: 6

  def day_of_year(year, month, day) do
    ensure_day_in_month!(year, month, day)
    days_to_month(year, month) - days_to_month(year, 1) + day
  end

  def quarter_of_year(year, month, day) when is_integer(year) and month in 1..12 and day in 1..31 do
    div(month + 2, 3)
  end

  def year_of_era(year) when year >= 1, do: {year, 1}
  def year_of_era(year) when year <= 0, do: {1 - year, 0}

  def year_of_era(year, _month, _day), do: year_of_era(year)

  def day_of_era(year, month, day) when year >= 1 do
    {date_to_iso_days(year, month, day) - 365, 1}
  end

  def day_of_era(year, month, day) when year <= 0 do
    {366 - date_to_iso_days(year, month, day), 0}
  end

  # ---- moments

  def naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond) do
    {date_to_iso_days(year, month, day),
     time_to_day_fraction(hour, minute, second, microsecond)}
  end

  def naive_datetime_from_iso_days({days, day_fraction}) do
    {year, month, day} = date_from_iso_days(days)
    {hour, minute, second, microsecond} = time_from_day_fraction(day_fraction)
    {year, month, day, hour, minute, second, microsecond}
  end

  def time_to_day_fraction(0, 0, 0, {0, _}), do: {0, @parts_per_day}

  def time_to_day_fraction(hour, minute, second, {microsecond, _}) do
    seconds = (hour * 60 + minute) * 60 + second
    {seconds * @microseconds_per_second + microsecond, @parts_per_day}
  end

  def time_from_day_fraction({0, _}), do: {0, 0, 0, {0, 6}}

  def time_from_day_fraction({parts_in_day, parts_per_day}) do
    microseconds = to_microseconds(parts_in_day, parts_per_day)
    seconds = div(microseconds, @microseconds_per_second)
    {hour, minute, second} = clock(seconds)
    {hour, minute, second, {rem(microseconds, @microseconds_per_second), 6}}
  end

  defp to_microseconds(parts, @parts_per_day), do: parts
  defp to_microseconds(parts, per_day), do: div(parts * @parts_per_day, per_day)

  defp clock(seconds) do
    minutes = div(seconds, 60)
    {div(minutes, 60), rem(minutes, 60), rem(seconds, 60)}
  end

  def day_rollover_relative_to_midnight_utc, do: {0, 1}

  def iso_days_to_beginning_of_day({days, _day_fraction}), do: {days, {0, @parts_per_day}}

  def iso_days_to_end_of_day({days, _day_fraction}) do
    {days, {@parts_per_day - 1, @parts_per_day}}
  end

  @doc false
  def iso_days_to_unit({days, {parts, ppd}}, unit) do
    microseconds = days * @parts_per_day + to_microseconds(parts, ppd)
    System.convert_time_unit(microseconds, :microsecond, unit)
  end

  @doc false
  def gregorian_seconds_to_iso_days(seconds, microsecond) do
    days = floor_div(seconds, @seconds_per_day)
    second = seconds - days * @seconds_per_day
    {days, {second * @microseconds_per_second + microsecond, @parts_per_day}}
  end

  @doc false
  def add_day_fraction_to_iso_days({days, {parts, ppd}}, add, ppd), do: carry(days, parts + add, ppd)

  def add_day_fraction_to_iso_days({days, {parts, ppd}}, add, add_ppd) do
    gcd = Integer.gcd(ppd, add_ppd)
    carry(days, div(parts * add_ppd + add * ppd, gcd), div(ppd * add_ppd, gcd))
  end

  defp carry(days, parts, ppd) do
    more = floor_div(parts, ppd)
    {days + more, {parts - more * ppd, ppd}}
  end

  @doc false
  def from_unix(integer, unit) when is_integer(integer) do
    total = System.convert_time_unit(integer, unit, :microsecond)

    if total + @unix_epoch * @microseconds_per_second in @first_moment..@last_moment do
      seconds = floor_div(total, @microseconds_per_second)
      days = floor_div(seconds + @unix_epoch, @seconds_per_day)

      {:ok, date_from_iso_days(days), clock(seconds + @unix_epoch - days * @seconds_per_day),
       {total - seconds * @microseconds_per_second, unix_precision(unit)}}
    else
      {:error, :invalid_unix_time}
    end
  end

  # A power of ten as the unit shows as many digits.
  defp unix_precision(unit) when unit in [1, 10, 100, 1000, 10_000, 100_000] do
    length(Integer.digits(unit)) - 1
  end

  defp unix_precision(:native), do: 6
  defp unix_precision(unit), do: time_unit_to_precision(unit)

  def time_unit_to_precision(:nanosecond), do: 6
  def time_unit_to_precision(:microsecond), do: 6
  def time_unit_to_precision(:millisecond), do: 3
  def time_unit_to_precision(:second), do: 0
  def time_unit_to_precision(int) when is_integer(int), do: 6

  # ---- shifts

  def shift_date(year, month, day, duration) do
    {months, days} = date_shift(duration)
    {year, month, day} |> shift_months(months) |> shift_days(days)
  end

  defp date_shift(%Duration{year: year, month: month, week: week, day: day, hour: 0, minute: 0, second: 0,
        microsecond: {0, _}}) do
    {year * 12 + month, week * 7 + day}
  end

  defp date_shift(_duration) do
    raise ArgumentError, "cannot shift date by time scale unit. Expected :year, :month, :week, :day"
  end

  # A day that the month does not have becomes its last.
  defp shift_months(date, 0), do: date

  defp shift_months({year, month, day}, months) do
    total = year * 12 + month - 1 + months
    year = floor_div(total, 12)
    month = total - year * 12 + 1
    {year, month, min(day, days_in_month(year, month))}
  end

  @doc false
  def shift_days({year, month, day}, days), do: date_from_iso_days(__days__(year, month, day) + days)

  def shift_naive_datetime(year, month, day, hour, minute, second, microsecond, duration) do
    %Duration{year: years, month: months, week: weeks, day: days} = duration
    {year, month, day} = shift_months({year, month, day}, years * 12 + months)
    seconds = (weeks * 7 + days) * @seconds_per_day + clock_seconds(duration)

    {year, month, day, hour, minute, second, microsecond}
    |> shift_time_unit(seconds, :second)
    |> shift_microsecond(duration.microsecond)
  end

  def shift_time(hour, minute, second, microsecond, duration) do
    {hour, minute, second, microsecond}
    |> shift_time_unit(time_shift(duration), :second)
    |> shift_microsecond(duration.microsecond)
  end

  defp time_shift(%Duration{year: 0, month: 0, week: 0, day: 0} = duration), do: clock_seconds(duration)

  defp time_shift(_duration) do
    raise ArgumentError, "cannot shift time by date scale unit. Expected :hour, :minute, :second, :microsecond"
  end

  defp clock_seconds(%Duration{hour: hour, minute: minute, second: second}) do
    (hour * 60 + minute) * 60 + second
  end

  # The result has the precision of the microseconds that were added.
  defp shift_microsecond(time, {0, _precision}), do: time

  defp shift_microsecond(time, {value, precision}) do
    case shift_time_unit(time, value, :microsecond) do
      {hour, minute, second, {shifted, _}} ->
        {hour, minute, second, {shifted, precision}}

      {year, month, day, hour, minute, second, {shifted, _}} ->
        {year, month, day, hour, minute, second, {shifted, precision}}
    end
  end

  @doc false
  def shift_time_unit({year, month, day, hour, minute, second, microsecond}, value, unit)
      when unit in [:second, :millisecond, :microsecond, :nanosecond] or is_integer(unit) do
    {year, month, day, hour, minute, second, {shifted, _}} =
      naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond)
      |> shift_time_unit(value, unit)
      |> naive_datetime_from_iso_days()

    {year, month, day, hour, minute, second, {shifted, unit_precision(microsecond, unit)}}
  end

  def shift_time_unit({hour, minute, second, microsecond}, value, unit)
      when unit in [:second, :millisecond, :microsecond, :nanosecond] or is_integer(unit) do
    {_days, day_fraction} = shift_time_unit({0, time_to_day_fraction(hour, minute, second, microsecond)}, value, unit)

    {hour, minute, second, {shifted, _}} = time_from_day_fraction(day_fraction)
    {hour, minute, second, {shifted, unit_precision(microsecond, unit)}}
  end

  def shift_time_unit({_days, _day_fraction} = iso_days, value, unit)
      when unit in [:second, :millisecond, :microsecond, :nanosecond] or is_integer(unit) do
    per_day = System.convert_time_unit(@seconds_per_day, :second, unit)
    add_day_fraction_to_iso_days(iso_days, value, per_day)
  end

  defp unit_precision({_, precision}, unit), do: max(time_unit_to_precision(unit), precision)

  # ---- texts

  def time_to_string(hour, minute, second, microsecond, format \\ :extended) do
    IO.iodata_to_binary(time_to_iodata(hour, minute, second, microsecond, format))
  end

  def time_to_iodata(hour, minute, second, {ms_value, ms_precision} = microsecond, format \\ :extended)
      when hour in 0..23 and minute in 0..59 and second in 0..59 and
             ms_value in 0..999_999 and ms_precision in 0..6 and format in [:basic, :extended] do
    between = if format == :extended, do: ":", else: ""
    [padded(hour, 2), between, padded(minute, 2), between, padded(second, 2) | fraction_to_iodata(microsecond)]
  end

  defp fraction_to_iodata({_, 0}), do: []
  defp fraction_to_iodata({value, precision}), do: [?. | microseconds_to_iodata(value, precision)]

  @doc false
  def microseconds_to_iodata(_microsecond, 0), do: []
  def microseconds_to_iodata(microsecond, precision), do: [binary_part(padded(microsecond, 6), 0, precision)]

  defp padded(integer, width) do
    text = Integer.to_string(integer)
    :binary.copy("0", max(width - byte_size(text), 0)) <> text
  end

  def date_to_string(year, month, day, format \\ :extended) do
    IO.iodata_to_binary(date_to_iodata(year, month, day, format))
  end

  def date_to_iodata(year, month, day, format \\ :extended)
      when is_integer(year) and is_integer(month) and is_integer(day) and format in [:basic, :extended] do
    between = if format == :extended, do: "-", else: ""
    year = if year >= 0, do: padded(year, 4), else: [?-, padded(-year, 4)]
    [year, between, padded(month, 2), between, padded(day, 2)]
  end

  def naive_datetime_to_string(year, month, day, hour, minute, second, microsecond, format \\ :extended) do
    naive_datetime_to_iodata(year, month, day, hour, minute, second, microsecond, format)
    |> IO.iodata_to_binary()
  end

  def naive_datetime_to_iodata(year, month, day, hour, minute, second, microsecond, format \\ :extended) do
    [date_to_iodata(year, month, day, format), ?\s, time_to_iodata(hour, minute, second, microsecond, format)]
  end

  def datetime_to_string(year, month, day, hour, minute, second, microsecond, time_zone, zone_abbr, utc_offset,
        std_offset, format \\ :extended) do
    datetime_to_iodata(year, month, day, hour, minute, second, microsecond, time_zone, zone_abbr, utc_offset,
      std_offset, format)
    |> IO.iodata_to_binary()
  end

  def datetime_to_iodata(year, month, day, hour, minute, second, microsecond, time_zone, zone_abbr, utc_offset,
        std_offset, format \\ :extended)
      when is_binary(time_zone) and is_binary(zone_abbr) and is_integer(utc_offset) and is_integer(std_offset) do
    [naive_datetime_to_iodata(year, month, day, hour, minute, second, microsecond, format),
      offset_to_iodata(utc_offset, std_offset, time_zone, format) | zone_to_iodata(time_zone, zone_abbr)]
  end

  defp zone_to_iodata("Etc/UTC", _zone_abbr), do: []
  defp zone_to_iodata(time_zone, zone_abbr), do: [?\s, zone_abbr, ?\s, time_zone]

  @doc false
  def offset_to_string(0, 0, "Etc/UTC", _format), do: "Z"

  def offset_to_string(utc, std, zone, format) do
    IO.iodata_to_binary(offset_to_iodata(utc, std, zone, format))
  end

  @doc false
  def offset_to_iodata(0, 0, "Etc/UTC", _format), do: [?Z]

  def offset_to_iodata(utc, std, _zone, format) do
    total = utc + std
    minutes = div(abs(total), 60)
    between = if format == :extended, do: ":", else: ""
    sign = if total < 0, do: ?-, else: ?+
    [sign, padded(div(minutes, 60), 2), between | padded(rem(minutes, 60), 2)]
  end

  # ---- reading

  def parse_time(string) when is_binary(string), do: parse_time(string, :extended)

  def parse_time(string, format) when is_binary(string) and format in [:basic, :extended] do
    case string do
      "T" <> string -> read_time(string, format)
      string -> read_time(string, format)
    end
  end

  def parse_date(string) when is_binary(string), do: parse_date(string, :extended)

  def parse_date(string, format) when is_binary(string) and format in [:basic, :extended] do
    with {year, month, day, ""} <- date(string, format) do
      if valid_date?(year, month, day), do: {:ok, {year, month, day}}, else: {:error, :invalid_date}
    else
      _ -> {:error, :invalid_format}
    end
  end

  def parse_naive_datetime(string) when is_binary(string), do: parse_naive_datetime(string, :extended)

  def parse_naive_datetime(string, format) when is_binary(string) and format in [:basic, :extended] do
    with {:ok, datetime, _offset} <- datetime(string, format), do: {:ok, datetime}
  end

  def parse_utc_datetime(string) when is_binary(string), do: parse_utc_datetime(string, :extended)

  def parse_utc_datetime(string, format) when is_binary(string) and format in [:basic, :extended] do
    case datetime(string, format) do
      {:ok, _datetime, nil} -> {:error, :missing_offset}
      {:ok, datetime, 0} -> {:ok, datetime, 0}
      {:ok, datetime, offset} -> {:ok, shift_time_unit(datetime, -offset, :second), offset}
      error -> error
    end
  end

  defp read_time(string, format) do
    with {hour, minute, second, microsecond, _offset} <- clock_and_offset(string, format) do
      if valid_time?(hour, minute, second, microsecond),
        do: {:ok, {hour, minute, second, microsecond}},
        else: {:error, :invalid_time}
    else
      _ -> {:error, :invalid_format}
    end
  end

  defp datetime(string, format) do
    with {year, month, day, <<separator, rest::binary>>} when separator in [?\s, ?T] <- date(string, format),
         {hour, minute, second, microsecond, offset} <- clock_and_offset(rest, format) do
      cond do
        not valid_date?(year, month, day) -> {:error, :invalid_date}
        not valid_time?(hour, minute, second, microsecond) -> {:error, :invalid_time}
        true -> {:ok, {year, month, day, hour, minute, second, microsecond}, offset}
      end
    else
      _ -> {:error, :invalid_format}
    end
  end

  defguardp is_digits(a, b) when a in ?0..?9 and b in ?0..?9
  defguardp is_digits(a, b, c, d) when is_digits(a, b) and is_digits(c, d)

  # The parts of the text and what follows them, nil if it has another form.
  defp date("-" <> string, format) do
    with {year, month, day, rest} <- unsigned_date(string, format), do: {-year, month, day, rest}
  end

  defp date("+" <> string, format), do: unsigned_date(string, format)
  defp date(string, format), do: unsigned_date(string, format)

  for {format, between} <- [extended: "-", basic: ""] do
    defp unsigned_date(<<y1, y2, y3, y4, unquote(between), m1, m2, unquote(between), d1, d2, rest::binary>>,
           unquote(format))
         when is_digits(y1, y2, y3, y4) and is_digits(m1, m2, d1, d2) do
      {two(y1, y2) * 100 + two(y3, y4), two(m1, m2), two(d1, d2), rest}
    end
  end

  defp unsigned_date(_string, _format), do: nil

  # The clock, the fraction of the second and the offset, nil if they have another form.
  defp clock_and_offset(string, format) do
    with {hour, minute, second, rest} <- read_clock(string, format),
         {microsecond, rest} <- fraction(rest),
         {offset, ""} <- offset(rest),
         do: {hour, minute, second, microsecond, offset}
  end

  for {format, between} <- [extended: ":", basic: ""] do
    defp read_clock(<<h1, h2, unquote(between), m1, m2, unquote(between), s1, s2, rest::binary>>, unquote(format))
         when is_digits(h1, h2, m1, m2) and is_digits(s1, s2) do
      {two(h1, h2), two(m1, m2), two(s1, s2), rest}
    end
  end

  defp read_clock(_string, _format), do: nil

  defp two(a, b), do: (a - ?0) * 10 + b - ?0

  # A fraction of a second after a dot or a comma, cut to six digits.
  defp fraction(<<mark, rest::binary>>) when mark in [?., ?,] do
    with <<digit, _::binary>> when digit in ?0..?9 <- rest, do: fraction(rest, 0, 0), else: (_ -> nil)
  end

  defp fraction(rest), do: {{0, 0}, rest}

  defp fraction(<<digit, rest::binary>>, value, precision) when digit in ?0..?9 do
    if precision == 6,
      do: fraction(rest, value, 6),
      else: fraction(rest, value * 10 + digit - ?0, precision + 1)
  end

  defp fraction(rest, value, precision), do: {{scaled(value, precision), precision}, rest}

  defp scaled(value, 6), do: value
  defp scaled(value, precision), do: scaled(value * 10, precision + 1)

  # The offset from UTC in seconds, nil if there is none.
  defp offset(""), do: {nil, ""}
  defp offset("Z"), do: {0, ""}
  defp offset("-00:00"), do: nil
  defp offset("+" <> string), do: offset(string, 1)
  defp offset("-" <> string), do: offset(string, -1)
  defp offset(_string), do: nil

  for between <- [":", ""] do
    defp offset(<<h1, h2, unquote(between), m1, m2, rest::binary>>, sign) when is_digits(h1, h2, m1, m2) do
      offset(two(h1, h2), two(m1, m2), sign, rest)
    end
  end

  defp offset(<<h1, h2, rest::binary>>, sign) when is_digits(h1, h2) do
    offset(two(h1, h2), 0, sign, rest)
  end

  defp offset(_string, _sign), do: nil

  defp offset(hour, minute, sign, rest) when hour < 24 and minute < 60 do
    {sign * (hour * 60 + minute) * 60, rest}
  end

  defp offset(_hour, _minute, _sign, _rest), do: nil

  # ---- durations

  def parse_duration("P" <> string) when byte_size(string) > 0, do: date_units(string)
  def parse_duration("+P" <> string) when byte_size(string) > 0, do: date_units(string)

  def parse_duration("-P" <> string) when byte_size(string) > 0 do
    with {:ok, units} <- date_units(string) do
      {:ok,
       Enum.map(units, fn
         {:microsecond, {value, precision}} -> {:microsecond, {-value, precision}}
         {unit, value} -> {unit, -value}
       end)}
    end
  end

  def parse_duration(_), do: {:error, :invalid_duration}

  defp date_units(string) do
    units(string, [{?Y, :year}, {?M, :month}, {?W, :week}, {?D, :day}], :date, [])
  end

  # Each unit stands for the letters before it no more. The units of the time
  # follow a T.
  defp units("", _letters, _part, units), do: {:ok, units}

  defp units("T" <> string, _letters, :date, units) when byte_size(string) > 0 do
    units(string, [{?H, :hour}, {?M, :minute}, {?S, :second}], :time, units)
  end

  defp units(string, letters, part, units) do
    case Integer.parse(string) do
      {second, <<mark, _::binary>> = rest} when part == :time and mark in [?., ?,] ->
        seconds(string, second, rest, units)

      {value, <<letter, rest::binary>>} ->
        case unit(letters, letter) do
          {unit, letters} -> units(rest, letters, part, [{unit, value} | units])
          nil -> invalid_component(part)
        end

      _ ->
        invalid_component(part)
    end
  end

  defp invalid_component(:date), do: {:error, :invalid_date_component}
  defp invalid_component(:time), do: {:error, :invalid_time_component}

  defp unit([{letter, unit} | letters], letter), do: {unit, letters}
  defp unit([_ | letters], letter), do: unit(letters, letter)
  defp unit([], _letter), do: nil

  # Seconds with a fraction, which has their sign.
  defp seconds(string, second, rest, units) do
    case fraction(rest) do
      {{value, precision}, "S"} ->
        value = if match?("-" <> _, string), do: -value, else: value
        {:ok, [{:second, second}, {:microsecond, {value, precision}} | units]}

      _ ->
        {:error, :invalid_time_component}
    end
  end
end
