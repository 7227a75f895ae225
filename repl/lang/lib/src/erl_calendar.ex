# Dates and times as tuples: {year, month, day} and {hour, minute, second}. Days
# are counted by Calendar.ISO, from the first of January of the year 0.
defmodule :calendar do
  @seconds_per_day 86_400
  @unix_epoch 62_167_219_200
  @first_second -377_705_116_800
  @last_second 253_402_300_799

  def date_to_gregorian_days({year, month, day}), do: date_to_gregorian_days(year, month, day)

  def date_to_gregorian_days(year, month, day) when is_integer(day) and day > 0 do
    Calendar.ISO.__days__(year, month, day)
  end

  def datetime_to_gregorian_seconds({date, time}) do
    @seconds_per_day * date_to_gregorian_days(date) + time_to_seconds(time)
  end

  def gregorian_days_to_date(days), do: Calendar.ISO.date_from_iso_days(days)

  def gregorian_seconds_to_datetime(seconds) do
    {days, time} = daystime(seconds)
    {gregorian_days_to_date(days), time}
  end

  def day_of_the_week({year, month, day}), do: day_of_the_week(year, month, day)

  def day_of_the_week(year, month, day) do
    Integer.mod(date_to_gregorian_days(year, month, day) + 5, 7) + 1
  end

  def is_leap_year(year) when is_integer(year), do: Calendar.ISO.leap_year?(year)

  def last_day_of_the_month(year, month) when is_integer(year), do: last_day_of_the_month1(year, month)

  defp last_day_of_the_month1(year, month) when month in 1..12, do: Calendar.ISO.days_in_month(year, month)

  def valid_date({year, month, day}), do: valid_date(year, month, day)

  def valid_date(year, month, day)
      when is_integer(year) and is_integer(month) and is_integer(day) do
    Calendar.ISO.valid_date?(year, month, day)
  end

  def iso_week_number do
    {date, _} = local_time()
    iso_week_number(date)
  end

  # A week belongs to the year in which its Thursday lies.
  def iso_week_number({year, month, day}) do
    days = date_to_gregorian_days(year, month, day)
    thursday = days - Integer.mod(days + 5, 7) + 3
    {year, _, _} = gregorian_days_to_date(thursday)
    {year, div(thursday - date_to_gregorian_days(year, 1, 1), 7) + 1}
  end

  def time_to_seconds({hour, minute, second})
      when hour in 0..23 and minute in 0..59 and second in 0..59 do
    (hour * 60 + minute) * 60 + second
  end

  def seconds_to_time(seconds) when seconds >= 0 and seconds < @seconds_per_day do
    minutes = div(seconds, 60)
    {div(minutes, 60), rem(minutes, 60), rem(seconds, 60)}
  end

  def seconds_to_daystime(seconds), do: daystime(seconds)

  defp daystime(seconds) do
    {Integer.floor_div(seconds, @seconds_per_day),
     seconds_to_time(Integer.mod(seconds, @seconds_per_day))}
  end

  def time_difference({{_, _, _} = date1, time1}, {{_, _, _} = date2, time2}) do
    seconds_to_daystime(
      datetime_to_gregorian_seconds({date2, time2}) -
        datetime_to_gregorian_seconds({date1, time1})
    )
  end

  # ---- clocks and time zones

  def local_time, do: :erlang.localtime()

  def universal_time, do: :erlang.universaltime()

  def local_time_to_universal_time(datetime) do
    :erlang.localtime_to_universaltime(datetime)
  end

  def local_time_to_universal_time(datetime, is_dst) do
    :erlang.localtime_to_universaltime(datetime, is_dst)
  end

  # The moments with this local time: two when clocks were set back, none when
  # they were set forward over it.
  def local_time_to_universal_time_dst(datetime) do
    summer = :erlang.localtime_to_universaltime(datetime, true)
    winter = :erlang.localtime_to_universaltime(datetime, false)

    for universal <- Enum.sort(Enum.uniq([summer, winter])),
        :erlang.universaltime_to_localtime(universal) == datetime,
        do: universal
  end

  def universal_time_to_local_time(datetime) do
    :erlang.universaltime_to_localtime(datetime)
  end

  def local_time_to_system_time(local_time), do: local_time_to_system_time(local_time, [])

  def local_time_to_system_time(local_time, options) do
    case local_time_to_universal_time_dst(local_time) do
      [universal] -> universal_time_to_system_time(universal, options)
      [] -> :erlang.error({:non_existing_local_time, local_time})
      [_, _] -> :erlang.error({:ambiguous_local_time, local_time})
    end
  end

  def universal_time_to_system_time(datetime), do: universal_time_to_system_time(datetime, [])

  def universal_time_to_system_time(datetime, options) do
    unit = :proplists.get_value(:unit, options, :second)
    seconds = datetime_to_gregorian_seconds(datetime) - @unix_epoch
    :erlang.convert_time_unit(seconds, :second, unit)
  end

  def now_to_datetime({megaseconds, seconds, _microseconds}) do
    system_time_to_datetime(megaseconds * 1_000_000 + seconds)
  end

  def now_to_universal_time(now), do: now_to_datetime(now)

  def now_to_local_time({megaseconds, seconds, _microseconds}) do
    :erlang.universaltime_to_localtime(
      system_time_to_datetime(megaseconds * 1_000_000 + seconds)
    )
  end

  def system_time_to_local_time(time, unit) do
    universal_time_to_local_time(system_time_to_universal_time(time, unit))
  end

  def system_time_to_universal_time(time, unit) do
    system_time_to_datetime(:erlang.convert_time_unit(time, unit, :second))
  end

  defp system_time_to_datetime(seconds) do
    gregorian_seconds_to_datetime(seconds + @unix_epoch)
  end

  # ---- RFC 3339

  def rfc3339_to_system_time(text), do: rfc3339_to_system_time(text, [])

  def rfc3339_to_system_time(text, options) when is_binary(text) do
    read_rfc3339(text, text, options)
  end

  def rfc3339_to_system_time(text, options) when is_list(text) do
    read_rfc3339(:erlang.list_to_binary(text), text, options)
  end

  defp read_rfc3339("-" <> rest, text, options), do: read_rfc3339(rest, -1, text, options)
  defp read_rfc3339(rest, text, options), do: read_rfc3339(rest, 1, text, options)

  defp read_rfc3339(
         <<year::binary-4, ?-, month::binary-2, ?-, day::binary-2, _, hour::binary-2, ?:,
           minute::binary-2, ?:, second::binary-2, rest::binary>>,
         sign,
         text,
         options
       ) do
    unit = :proplists.get_value(:unit, options, :second)
    date = {sign * number(year), number(month), number(day)}

    seconds =
      case {number(hour), number(minute), number(second)} do
        {23, 59, 60} -> datetime_to_gregorian_seconds({date, {23, 59, 59}}) + 1
        time -> datetime_to_gregorian_seconds({date, time})
      end - @unix_epoch

    {fraction, offset} = split_fraction(rest, "")
    seconds = seconds - offset_seconds(:erlang.binary_to_list(offset), seconds, :second)
    check(seconds, text, options)
    :erlang.convert_time_unit(seconds, :second, unit) + fraction(unit, fraction)
  end

  defp number(text), do: :erlang.binary_to_integer(text)

  defp split_fraction(<<char, rest::binary>>, acc) when char in ?0..?9 or char == ?. do
    split_fraction(rest, <<acc::binary, char>>)
  end

  defp split_fraction(rest, acc), do: {acc, rest}

  defp fraction(:second, _fraction), do: 0
  defp fraction(_unit, ""), do: 0

  defp fraction(unit, fraction) do
    round(per_second(unit) * :erlang.binary_to_float("0" <> fraction))
  end

  defp per_second(:second), do: 1
  defp per_second(:millisecond), do: 1000
  defp per_second(:microsecond), do: 1_000_000
  defp per_second(:nanosecond), do: 1_000_000_000
  defp per_second(:native), do: :erlang.convert_time_unit(1, :second, :native)

  def system_time_to_rfc3339(time), do: system_time_to_rfc3339(time, [])

  def system_time_to_rfc3339(time, options) do
    unit = :proplists.get_value(:unit, options, :second)
    offset = :proplists.get_value(:offset, options, ~c"")

    case unit do
      :native ->
        time = :erlang.convert_time_unit(time, :native, :millisecond)

        offset =
          if is_integer(offset),
            do: :erlang.convert_time_unit(offset, :native, :millisecond),
            else: offset

        write_rfc3339(time, :millisecond, offset, options)

      unit ->
        write_rfc3339(time, unit, offset, options)
    end
  end

  defp write_rfc3339(time, unit, offset, options) do
    designator = :proplists.get_value(:time_designator, options, ?T)
    ahead = offset_seconds(offset, time, unit)
    shown = time + :erlang.convert_time_unit(ahead, :second, unit)
    per_second = per_second(unit)
    seconds = Integer.floor_div(shown, per_second)
    check(seconds, time, options)
    {{year, month, day}, {hour, minute, second}} = system_time_to_datetime(seconds)

    text = [
      Calendar.ISO.date_to_iodata(year, month, day),
      designator,
      Calendar.ISO.time_to_iodata(hour, minute, second, {0, 0}),
      fraction_text(per_second, Integer.mod(shown, per_second)),
      offset_text(offset, ahead)
    ]

    case :proplists.get_value(:return, options, :string) do
      :string -> :erlang.binary_to_list(:erlang.iolist_to_binary(text))
      :binary -> :erlang.iolist_to_binary(text)
    end
  end

  defp fraction_text(1, _parts), do: []

  defp fraction_text(per_second, parts) do
    digits = length(Integer.digits(per_second)) - 1
    [?. | String.pad_leading(Integer.to_string(parts), digits, "0")]
  end

  defp offset_text(offset, ahead) when offset == [] or is_integer(offset) do
    minutes = div(abs(ahead), 60)
    hours = String.pad_leading(Integer.to_string(div(minutes, 60)), 2, "0")
    minutes = String.pad_leading(Integer.to_string(rem(minutes, 60)), 2, "0")
    [if(ahead < 0, do: ?-, else: ?+), hours, ?:, minutes]
  end

  defp offset_text(offset, _ahead), do: offset

  # How many seconds an offset is ahead of UTC: an empty one is that of the local
  # time, a number counts in the unit.
  defp offset_seconds([], time, unit) do
    universal = system_time_to_universal_time(time, unit)
    local = :erlang.universaltime_to_localtime(universal)
    datetime_to_gregorian_seconds(local) - datetime_to_gregorian_seconds(universal)
  end

  defp offset_seconds(offset, _time, unit) when is_integer(offset) do
    :erlang.convert_time_unit(offset, unit, :second)
  end

  defp offset_seconds([letter], _time, _unit) when letter in [?Z, ?z], do: 0

  defp offset_seconds([sign, h1, h2, ?:, m1, m2], _time, _unit) do
    seconds = :erlang.list_to_integer([h1, h2]) * 3600 + :erlang.list_to_integer([m1, m2]) * 60

    case sign do
      ?- -> -seconds
      ?+ -> seconds
    end
  end

  defp check(seconds, _arg, _options) when seconds >= @first_second and seconds <= @last_second do
    :ok
  end

  defp check(_seconds, arg, options), do: :erlang.error({:badarg, [arg, options]})
end
